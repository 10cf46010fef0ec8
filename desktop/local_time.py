"""The day and the time zone of this PC, which change under a program that runs for weeks: midnight, a PC that slept
over it, a journey, a setting put right.

Moments are UTC in the database and local on the screen; the C library below Python reads the zone once.
"""

import sys
import time
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal

LOOK_MS = 60_000
SUMMER = 182  # days after New Year


class LocalTime(QObject):
    """Signal: changed(), when days and moments are to be shown anew."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._seen = _day_and_zone()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Read the zone anew."""
        _read_zone()
        now = _day_and_zone()
        if now != self._seen:
            self._seen = now
            self.changed.emit()


def _day_and_zone() -> tuple[date, int, int]:
    """Today, and the seconds east of UTC in winter and in summer."""
    now = time.localtime()
    winter, summer = (time.localtime(time.time() + (day - now.tm_yday) * 86_400) for day in (1, SUMMER))
    return date(*now[:3]), winter.tm_gmtoff, summer.tm_gmtoff


def _read_zone() -> None:
    if sys.platform == "win32":
        import ctypes

        ctypes.CDLL("ucrtbase")._tzset()
    else:
        time.tzset()
