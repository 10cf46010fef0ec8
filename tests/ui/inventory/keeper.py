"""A keeper with a scanner: the inventory window with the program's own scan filter, hands, and a real database."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.approval.office import Office
from ui.inventory.window import InventoryWindow
from ui.kit.dialog import Dialog
from ui.scan.filter import ScanFilter
from ui.scan.robot import Hands

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Keeper:
    """`scan` and `type` send real key events; `until` lets work and timers go on."""

    def __init__(self, office: Office, scans: ScanFilter, role: str = "warehouse") -> None:
        self.office, self.shop, self.scans = office, office.shop, scans
        for left in QApplication.topLevelWidgets():  # a dialog another test left open would take the scans
            if isinstance(left, Dialog) and left.isVisible():
                left.done(0)
        self.window: Any = office.show(InventoryWindow(office.sit(role), scans))
        self.hands = Hands(self.window, scans)
        self.window.activate()
        office.settle()

    def until(self, true: Any) -> None:
        self.office.until(true)

    def scan(self, *texts: str) -> None:
        """As a scanner does it, one right after the other; what follows is done before this returns."""
        for text in texts:
            self.hands.scan(text)
        self.office.settle()
        QApplication.processEvents()
        self.office.settle()

    def type(self, text: str) -> None:
        self.hands.type(text)
        self.office.settle()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key for whatever has the focus, as one that is no text reaches it."""
        if QApplication.focusWidget() is None:  # offscreen no window becomes active by itself when a dialog closes
            self.window.activateWindow()
            self.until(lambda: QApplication.focusWidget() is not None)
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, modifiers)
        self.office.settle()

    def opened(self, kind: type) -> Any:
        """The dialog of a kind that is on top."""
        found: list[Any] = []

        def there() -> bool:
            found[:] = [each for each in self._dialogs() if isinstance(each, kind)]
            return bool(found) and found[0].isActiveWindow()

        self.until(there)
        return found[0]

    def closed(self) -> bool:
        return not self._dialogs()

    def close_all(self) -> None:
        """Leave nothing open that would take the scans of the next test."""
        for dialog in reversed(self._dialogs()):
            dialog.done(0)
        self.office.settle()

    def _dialogs(self) -> list[Dialog]:
        """Those over this keeper's window."""
        return [each for each in self.window.findChildren(Dialog) if each.isVisible()]
