"""What a window shows over itself while a file is held above it.

    hint = DropHint(window)
    hint.offer(_("Drop the file to import its orders"))
    hint.hide()
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.theme import theme


class DropHint(QWidget):
    """Shown over the window while a file is held above it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.text = ""
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = theme.color("selected")
        ground.setAlpha(235)
        painter.setBrush(ground)
        painter.setPen(QPen(theme.color("accent"), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(16, 16, -16, -16), 10, 10)
        painter.setPen(theme.color("accent"))
        painter.setFont(theme.font("dialogTitle"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text)

    def offer(self, text: str) -> None:
        """Say what dropping the file here does."""
        self.text = text
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
