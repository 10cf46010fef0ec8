"""The bench's steps, one after another: a scan waits until the one before it is answered, and is never dropped."""

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from services.errors import Unavailable
from services.unit import Call
from ui.shell import Shell

T = TypeVar("T")
BUSY_MS = 150
RETRY_MS = 2_000


class Steps(QObject):
    """`add(begin)` queues a step; `begin()` must end in exactly one `run` or `finish`.

    Signals:
        slow(): the step under way takes so long that the person should see it.
        unavailable(code): the database takes nothing; the same call is tried again every 2 s until it does, or `drop`.
    """

    slow = Signal()
    unavailable = Signal(str)

    def __init__(self, owner: QWidget, shell: Shell, refused: Callable[[Exception], bool]) -> None:
        super().__init__(owner)
        self._owner, self._shell, self._refused = owner, shell, refused
        self._waiting: deque[Callable[[], None]] = deque()
        self._again: Callable[[], None] = self.finish
        self.running = False
        self.done = 0
        """How many steps have ended: tells whether something read earlier is still up to date."""
        self.late = False
        """Whether the step under way takes long."""
        self._slow = QTimer(self, singleShot=True, interval=BUSY_MS)
        self._slow.timeout.connect(self._on_slow)
        self._retry = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._retry.timeout.connect(self._run_again)

    def add(self, begin: Callable[[], None]) -> None:
        self._waiting.append(begin)
        self._pump()

    def add_first(self, begin: Callable[[], None]) -> None:
        """The next step, before those that wait: it belongs to the one under way."""
        self._waiting.appendleft(begin)
        self._pump()

    def run(self, work: Callable[[Call], T], done: Callable[[T], None], call: Call | None = None) -> None:
        """Run on the writer thread. A repeat after Unavailable is the same call, so it counts once."""
        call = call or self._shell.call()

        def finished(result: T) -> None:
            self._ended()
            try:
                done(result)
            finally:
                self.finish()

        def failed(error: Exception) -> bool:
            self._ended()
            if isinstance(error, Unavailable):
                self._again = partial(self.run, work, done, call)
                self._retry.start()
                self.unavailable.emit(error.code)
                return True
            try:
                return self._refused(error)
            finally:
                self.finish()

        self._slow.start()
        self._shell.run(self._owner, work, finished, failed=failed, call=call)

    def finish(self) -> None:
        """The step is over; the next one begins."""
        self.running = False
        self._pump()

    def drop(self) -> bool:
        """Give up the step that is tried again and again, and all behind it. False when there is none."""
        if not self._retry.isActive():
            return False
        self._retry.stop()
        self._waiting.clear()
        self.finish()
        return True

    def _pump(self) -> None:
        while self._waiting and not self.running:
            self.running = True
            self._waiting.popleft()()

    def _ended(self) -> None:
        self._slow.stop()
        self.late = False
        self.done += 1

    def _on_slow(self) -> None:
        self.late = True
        self.slow.emit()

    def _run_again(self) -> None:
        self._again()
