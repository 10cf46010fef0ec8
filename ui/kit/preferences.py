"""What the person at the screen chose (columns, sorts), found again at every PC.

    shell.preferences.get("list.orders")            # None: never chosen
    shell.preferences.set("list.orders", {...})     # written at most once in 2 s; None forgets it
    shell.preferences.loaded.connect(...)           # they came from the database

Without `attach()` they live in memory only.
"""

import logging
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from services import preferences

if TYPE_CHECKING:
    from ui.shell import Shell

log = logging.getLogger(__name__)
WAIT_MS = 2000


class Preferences(QObject):
    """See the module."""

    loaded = Signal()

    def __init__(self, shell: "Shell") -> None:
        super().__init__(shell)
        self._shell, self.attached = shell, False
        self._values: dict[str, Any] = {}
        self._unsaved: dict[str, Any] = {}
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self.flush)

    def attach(self) -> None:
        """Read and write the database from now on."""
        self.attached = True
        self.load()

    def load(self) -> None:
        """Read what this person chose; also when another one takes over."""
        self._values = {}
        user = self._shell.actor.user_id
        if self.attached:
            self._shell.jobs.read(self, lambda: preferences.of(user), self._take, key="load", failed=_not_kept)

    def _take(self, values: dict[str, Any]) -> None:
        self._values = values | self._unsaved
        self.loaded.emit()

    def get(self, key: str) -> Any:
        return self._values.get(key)

    def set(self, key: str, value: Any) -> None:
        if self._values.get(key) == value:
            return
        self._values[key] = value
        if self.attached:
            self._unsaved[key] = value
            if not self._wait.isActive():
                self._wait.start()

    def flush(self) -> None:
        """Write what is not written yet, now."""
        self._wait.stop()
        if not self._unsaved:
            return
        values, call, self._unsaved = self._unsaved, self._shell.call(), {}
        self._shell.jobs.write(self, lambda _report: preferences.keep(call, values), lambda _nothing: None,
                               failed=_not_kept)  # fmt: skip


def _not_kept(error: Exception) -> None:
    log.warning("what a person chose could not be read or kept", exc_info=error)
