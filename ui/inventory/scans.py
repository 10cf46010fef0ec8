"""Scans of the keeper, one after another: each is looked up on a reader thread and handed over in the order it came.

    queue = ScanQueue(dialog, shell, dialog.scanned, dialog.refused_scan)
    scans.subscribe(dialog, queue.put)          # the program's scan filter

What nobody knows is refused aloud, and nothing of it counts.
"""

from collections import deque
from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from services import stock_finding
from services.stock_finding import Looked
from ui.kit.jobs import alive
from ui.packing.sounds import Sounds
from ui.shell import Shell

Take = Callable[[Looked], str]


@cache
def _sounds() -> Sounds:
    """One for all forms: the sound system takes a moment to start."""
    return Sounds(QCoreApplication.instance())


class ScanQueue(QObject):
    """`take(looked)` acts on one scan and returns the sentence of a refusal, or "" when it counts; `say` shows it."""

    def __init__(self, owner: QWidget, shell: Shell, take: Take, say: Callable[[str], None]) -> None:
        super().__init__(owner)
        self._owner, self._shell, self._take, self._say = owner, shell, take, say
        self._waiting: deque[str] = deque()
        self._busy = False

    def put(self, text: str) -> None:
        """One scan, as the filter hands it over."""
        self._waiting.append(text)
        if not self._busy:
            self._next()

    def _next(self) -> None:
        if not self._waiting or not alive(self._owner):
            return
        text, self._busy = self._waiting.popleft(), True
        self._shell.jobs.read(
            self, lambda: stock_finding.look_at(text), self._looked, key=object(), failed=self._failed
        )

    def _looked(self, looked: Looked) -> None:
        wrong = self._take(looked)
        self._say(wrong)
        _sounds().play("error" if wrong else "ok")
        self._busy = False
        self._next()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self._waiting.clear()
        self._shell.errors.show(self._owner, error)
