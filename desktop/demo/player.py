"""Somebody at the program, without a person: keys, scans, the mouse and dropped files, and eyes that wait for what
shows. Every wait is for a condition."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import (
    QEvent,
    QEventLoop,
    QKeyCombination,
    QMimeData,
    QObject,
    QPoint,
    QPointF,
    QSize,
    Qt,
    QTimer,
    QUrl,
)  # fmt: skip
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.app import Program
from desktop.desk import Desk
from ui.kit.dialog import Dialog
from ui.kit.rail import PersonButton, Rail
from ui.kit.window import Window
from ui.scan.robot import Hands, dialog_over
from ui.signin.sign_in import SignInPage

T = TypeVar("T")
LOOK_MS = 4
PATIENCE = 60.0
# Where no prepared copy is there, the sample company is made anew.
SAMPLE_SECONDS = 900.0
END_KEYS = ("Return", "Enter", "Tab")
# Longer than the pause after which a window reads what the person came to rest on (120 ms).
CALM_S = 0.25


class InVain(RuntimeError):
    """What was waited for did not come to pass."""


class Stay(QObject):
    """Keeps what it watches from being deleted until it is let go.

    QTest presses a modifier, presses a key, lets both go, and the program runs between these: the window that the key
    closed would be gone by the time it is told that the modifier was let go.
    """

    def __init__(self, watched: QWidget) -> None:
        super().__init__()
        self._watched, self._due = watched, False
        watched.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.DeferredDelete:
            return False
        self._due = True
        return True

    def let_go(self) -> None:
        if shiboken6.isValid(self._watched):
            self._watched.removeEventFilter(self)
            if self._due:
                shiboken6.delete(self._watched)  # Qt hears a second deleteLater no more


class Player:
    """Sits at one program. `patience` is how long to wait for one thing, in seconds."""

    def __init__(self, program: Program, patience: float = 0) -> None:
        self.program, self._patience = program, patience or PATIENCE
        self.said: list[str] = []
        self._heard: Desk | None = None

    # eyes

    def until(self, so: Callable[[], T], what: str, *, patience: float = 0.0) -> T:
        """Let the program run until `so()` is true, and return it. Raises InVain, and what the program failed with."""
        loop, found, end = QEventLoop(), [so()], time.monotonic() + (patience or self._patience)
        failed: list[Exception] = []

        def look() -> None:
            try:
                found[0] = so()
            except Exception as error:  # noqa: BLE001 - raised below: from here it would only be told, time and again
                failed.append(error)
            if found[0] or failed or self.program.errors.bug is not None or time.monotonic() > end:
                ticks.stop()
                loop.quit()

        ticks = QTimer(interval=LOOK_MS)
        ticks.timeout.connect(look)
        if not found[0]:
            ticks.start()
            loop.exec()
        if failed:
            raise failed[0]
        if self.program.errors.bug is not None:
            raise self.program.errors.bug
        if not found[0]:
            raise InVain(f"{what}; last said: {self.said[-1:]}; focus: {QApplication.focusWidget()}")
        return found[0]

    @property
    def desk(self) -> Desk:
        assert self.program.desk is not None
        return self.program.desk

    def page(self) -> QWidget:
        """The top window: the desk's, or the entrance."""
        found = self.program.desk.window if self.program.desk is not None else self.program.page
        assert found is not None
        return found

    def window(self, name: str) -> Any:
        """The window of that name, once it is the one shown."""
        main = self.desk.window
        shown = main.current()
        assert isinstance(shown, Window)
        assert main.shown() == name, f"{main.shown()} is shown, not {name}"
        return shown

    def dialog(self, kind: type[Any] = Dialog) -> Any:
        """The dialog that is open, or comes up."""

        def find() -> Any:
            return next((d for d in QApplication.topLevelWidgets() if isinstance(d, kind) and d.isVisible()), None)

        return self.until(find, f"a {kind.__name__}")

    def quiet(self) -> None:
        """Wait until nothing is read or written any more."""
        self.until(lambda: not self.desk.jobs.busy(), "rest")

    def painted(self) -> None:
        """Wait until what is read is shown and laid out."""
        self.quiet()
        self._turn()

    def _turn(self) -> None:
        turned: list[bool] = []
        QTimer.singleShot(0, lambda: turned.append(True))
        self.until(lambda: bool(turned), "a turn of the event loop")

    def settled(self) -> None:
        """Wait until nothing follows any more: no read, and no refresh or panel that starts one after a pause."""
        calm: list[float] = []

        def still() -> bool:
            now = time.monotonic()
            if self.desk.jobs.busy() or not calm:
                calm[:] = [now]
            return now - calm[0] > CALM_S

        self.until(still, "peace")

    def resize(self, top: QWidget, size: QSize) -> None:
        """As a person pulls the window to a size."""
        top.resize(size)
        self.until(lambda: top.size() == size, "the window's size")
        if self.program.desk is not None:
            self.settled()
        else:
            self._turn()  # scroll bars of the size before go

    # hands

    def hands(self) -> Hands:
        return Hands(self.page(), self.program.desk.scans if self.program.desk is not None else None)

    def type(self, text: str) -> None:
        self._awake()
        self.hands().type(text)

    def scan(self, text: str) -> None:
        self._awake()
        self.hands().scan(text)

    def press(self, *keys: str) -> None:
        """Keys by name, "F2" or "Ctrl+Return", through the system's own way so that shortcuts hear them."""
        for key in keys:
            combination: QKeyCombination = QKeySequence(key)[0]  # type: ignore[index]
            if key in END_KEYS:
                self._awake()
                self.hands().breathe()
            self._strike(self._awake(), combination)

    def _strike(self, window: QWidget, combination: QKeyCombination) -> None:
        stay = Stay(window)
        try:
            QTest.keyClick(window.windowHandle(), combination.key(), combination.keyboardModifiers())
        finally:
            stay.let_go()

    def step(self, there: Callable[[], bool], what: str, most: int = 200) -> None:
        """Go down a list from its top until it is `there`. Raises InVain."""
        self.press("Home")
        for _step in range(most):
            if there():
                return
            self.press("Down")
        raise InVain(f"{what} was not in the list")

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Press the left mouse button on what is on the screen at the widget's place."""
        self.until(widget.isVisible, f"{widget.objectName() or type(widget).__name__} to click on")
        if self.program.desk is not None:
            self.painted()
        top = widget.window()
        place = widget.mapTo(top, at or widget.rect().center())
        handle = top.windowHandle()
        QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)

    def drop(self, widget: QWidget, path: Path) -> None:
        """Drag a file over a window and let it go."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        middle, copy = widget.rect().center(), Qt.DropAction.CopyAction
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(widget, QDragEnterEvent(middle, copy, data, left, none))
        QApplication.sendEvent(widget, QDropEvent(QPointF(middle), copy, data, left, none))

    def _awake(self) -> QWidget:
        """The window that has the keyboard, once it has it. Where no system gives it back after a dialog, it is
        taken."""
        popup = QApplication.activePopupWidget()

        def active() -> QWidget | None:
            over = (popup or dialog_over(self.page()) or self.page()).window()
            if popup is None and QApplication.activeWindow() is not over:
                over.activateWindow()
                return None
            return over if over.isVisible() and over.windowHandle() is not None else None

        found = self.until(active, "a window with the keyboard")
        assert found is not None
        return found

    # the way about

    def sign_in(self, login: str, password: str) -> Desk:
        """Type name and password at the entrance."""
        page = self.until(
            lambda: self.program.page if isinstance(self.program.page, SignInPage) else None, "the sign-in page"
        )
        assert isinstance(page, SignInPage)
        self.until(lambda: page.isVisible() and QApplication.focusWidget() is not None, "the sign-in page's field")
        page.login.setFocus(Qt.FocusReason.TabFocusReason)
        page.login.selectAll()
        self.type(login)
        self.press("Tab")
        self.type(password)
        self.press("Return")
        return self.arrive()

    def arrive(self) -> Desk:
        """Wait until the desk is there and reads no more; from here on what it says is noted."""

        def there() -> bool:
            return self.program.desk is not None and self.program.desk.window.isVisible()

        self.until(there, "a desk", patience=SAMPLE_SECONDS)
        desk = self.desk
        if self._heard is not desk:
            self._heard = desk
            desk.shell.noticed.connect(lambda notice: self.said.append(notice.text))
        self.until(desk.hears, "the change feed")
        self.quiet()
        return desk

    def sign_out(self) -> None:
        """By the person's menu at the foot of the rail: its last entry."""
        main = self.desk.window
        person = main.findChildren(PersonButton)[-1]
        if main.shown() == "packing":
            self.leave_bench()
        self.click(person)
        self.until(QApplication.activePopupWidget, "the person's menu")
        self.press("Up", "Return")
        self.until(lambda: self.program.desk is None, "the desk to close")

    def leave_bench(self) -> None:
        """Esc from the packing window: what is shown is acknowledged and closed, then the other windows come back."""
        main = self.desk.window

        def elsewhere() -> bool:
            if main.shown() == "packing":
                self.press("Escape")
            return main.shown() != "packing"

        self.until(elsewhere, "another window than packing")
        self.quiet()

    def visit(self, name: str) -> Any:
        """Press the rail's button of a window."""
        main = self.desk.window
        if main.shown() != name:
            if main.shown() == "packing":
                self.leave_bench()
            self.click(main.findChildren(Rail)[-1].button(name))
        self.until(lambda: main.shown() == name, f"the window {name}")
        self.quiet()
        return self.window(name)
