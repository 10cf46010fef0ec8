"""What can be done in a window, for Ctrl+K: each of its buttons that can be seen and pressed."""

from collections.abc import Iterator

from PySide6.QtWidgets import QPushButton, QWidget

from ui.kit.palette import Command

OFFERED = {"main": "corner-down-left", "secondary": "corner-down-left", "danger": "triangle-alert",
           "ghost": "corner-down-left", "pill": "filter"}  # fmt: skip
MOST = 60


def actions_of(window: QWidget) -> list[Command]:
    """In the order of the window, each word once."""
    found: dict[str, Command] = {}
    for command in _buttons(window):
        found.setdefault(command.term, command)
        if len(found) >= MOST:
            break
    return list(found.values())


def _buttons(window: QWidget) -> Iterator[Command]:
    for button in window.findChildren(QPushButton):
        kind = str(button.property("kind") or "")
        term = (button.accessibleName() or button.text()).strip()
        if kind in OFFERED and len(term) > 1 and button.isVisible() and button.isEnabled():
            yield Command(term, OFFERED[kind], button.click, str(button.property("shownKey") or ""))
