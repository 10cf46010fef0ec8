"""A picture of a window as a person sees it: with the dialogs that are open over it (each is a window of its own)."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from ui.kit.dialog import Dialog


def grab(window: QWidget) -> QPixmap:
    """The window and its open dialogs, at the screen's own scale."""
    for each in window.findChildren(QWidget):
        # What Qt takes to lie under a mouse that nobody moved would look hovered.
        each.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    picture = window.grab()
    painter = QPainter(picture)
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, Dialog) and dialog.isVisible() and dialog.parentWidget() is window:
            painter.drawPixmap(window.mapFromGlobal(dialog.mapToGlobal(dialog.rect().topLeft())), dialog.grab())
    painter.end()
    return picture
