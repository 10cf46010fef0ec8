"""How long the windows stood still during the journeys, and in which code: PACKDESK_PULSE=FILE writes the longest.

A timer beats on the GUI thread. While it is late, a thread beside it looks every few milliseconds where the GUI thread
is. What the test itself does there (reading the books, starting a company) is left out.
"""

import faulthandler
import re
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 5
LATE = 0.02
LOOK = 0.004
MOST = 40
HERE = Path(__file__).parents[2]
PLACE = re.compile(r'\s*File "(.+)", line (\d+) in (.+)')
FOR_THE_TEST = ("tests", "desktop/demo/company")


@dataclass
class Stall:
    """One time the GUI thread was away: for how many seconds, in which journey, and the stacks seen meanwhile."""

    journey: str
    seconds: float = 0.0
    stacks: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        seen = sum(self.stacks.values())
        told = [f"{self.seconds * 1000:.0f} ms in {self.journey}"]
        for stack, count in self.stacks.most_common(4):
            told += [f"    {count} of {seen} looks:", *(f"        {place}" for place in stack)]
        return told


class Pulse(QObject):
    """Beats from `start` to `stop`; `stalls` are the times it was late."""

    def __init__(self) -> None:
        super().__init__()
        self.stalls: list[Stall] = []
        self._journey, self._last = "", time.monotonic()
        self._gui = threading.get_ident()
        self._now: Stall | None = None
        self._ended = threading.Event()
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._watcher: threading.Thread | None = None

    def start(self, journey: str) -> None:
        self._journey, self._last, self._now = journey, time.monotonic(), None
        self._ended.clear()
        self._timer.start()
        self._watcher = threading.Thread(target=self._watch, name="pulse", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        self._ended.set()
        self._timer.stop()
        if self._watcher is not None:
            self._watcher.join()

    def report(self) -> str:
        worst = sorted(self.stalls, key=lambda stall: -stall.seconds)[:MOST]
        return "\n".join(line for stall in worst for line in stall.lines()) + "\n"

    def _beat(self) -> None:
        now, stall = time.monotonic(), self._now
        away = now - self._last
        self._last, self._now = now, None
        if stall is not None and stall.stacks and away > LATE:
            stall.seconds = away
            self.stalls.append(stall)

    def _watch(self) -> None:
        while not self._ended.wait(LOOK):
            if time.monotonic() - self._last < LATE:
                continue
            stack = self._look()
            if stack and not stack[-1].startswith(FOR_THE_TEST):
                stall = self._now = self._now or Stall(self._journey)
                stall.stacks[stack] += 1

    def _look(self) -> tuple[str, ...]:
        """Our own lines of the GUI thread's stack, outermost first; what stands below the last is a library's.

        By the fault handler, which reads the frames of a running thread without touching them.
        """
        with tempfile.TemporaryFile("w+") as file:
            faulthandler.dump_traceback(file)
            file.seek(0)
            lines = file.read().splitlines()
        head = next((at for at, line in enumerate(lines) if f"{self._gui:x}" in line), len(lines))
        found = [PLACE.match(line) for line in takewhile(str.strip, lines[head + 1 :])]
        ours = [(Path(each[1]), each[2], each[3]) for each in found if each]
        told = [f"{path.relative_to(HERE).as_posix()}:{line} {name}" for path, line, name in ours
                if path.is_relative_to(HERE) and ".venv" not in path.parts]  # fmt: skip
        return tuple(reversed(told[:8]))
