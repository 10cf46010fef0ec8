"""The same desk as the delivery window's, and a way to wait for what comes of a key that waits no longer than that."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.services.conftest import hashed, sqlite_template  # noqa: F401
from tests.ui.delivery.conftest import Desk, desk, engine, shop, to_front  # noqa: F401
from ui.kit.dialog import Dialog


def until(qtbot: Any, seat: Desk, ready: Callable[[], Any]) -> Any:
    """Run jobs until there is an answer, and give it."""
    found: list[Any] = []

    def look() -> bool:
        while seat.readers.run() + seat.writer.run():
            seat.app.processEvents()
        found[:] = [ready()]
        return bool(found[0])

    qtbot.waitUntil(look)
    return found[0]


def dialogs(seat: Desk) -> list[Any]:
    """Those that are open."""
    return [each for each in seat.main.findChildren(Dialog) if each.isVisible()] if seat.main else []


def press(qtbot: Any, seat: Desk, widget: Any, key: Qt.Key) -> Any:
    """Press a key of a window and give the dialog it opens, ready to be typed into."""
    to_front(seat.main)
    QTest.keyClick(widget, key)
    form = until(qtbot, seat, lambda: next(iter(dialogs(seat)), None))
    until(qtbot, seat, lambda: form.focusWidget() is not None)
    return to_front(form)


def save(form: Any) -> None:
    QTest.keyClick(form.focusWidget() or form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
