"""What a screen reader would have no word for."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget


def nameless(top: QWidget) -> set[str]:
    """What can have the keyboard in there and says nothing of what it is: its class, and those it lies in."""
    return {
        _way(widget)
        for widget in (top, *top.findChildren(QWidget))
        if widget.isVisible() and not widget.isWindow() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.focusProxy() is None
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()
    }  # fmt: skip


def _way(widget: QWidget) -> str:
    way: list[str] = []
    parent: QWidget | None = widget
    while parent is not None and len(way) < 4:
        way.append(type(parent).__name__)
        parent = parent.parentWidget()
    return " in ".join(way)
