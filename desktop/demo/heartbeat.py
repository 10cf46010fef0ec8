"""How long the windows stand still: a pulse on the GUI thread, late by as long as something else kept the thread."""

import time

from PySide6.QtCore import QObject, Qt, QTimer

PULSE_MS = 5


class Heartbeat(QObject):
    """`longest` is the longest time in milliseconds, since `start`, in which nothing was painted and no key taken."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = 0.0
        self._pulse = QTimer(self, interval=PULSE_MS, timerType=Qt.TimerType.PreciseTimer)
        self._pulse.timeout.connect(self._beat)

    def start(self) -> None:
        self._last = time.monotonic()
        self._pulse.start()

    def stop(self) -> None:
        self._pulse.stop()

    def forgive(self) -> None:
        """Count anew from now: what lies between was not the program's doing."""
        self._last = time.monotonic()

    def _beat(self) -> None:
        now = time.monotonic()
        self.longest = max(self.longest, (now - self._last) * 1000 - PULSE_MS)
        self._last = now
