"""How long the windows stand still: a pulse on the GUI thread, and a listener that notes who held it up."""

import sys
import threading
import time
import traceback
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt, QTimer

PULSE_MS = 5
WORTH_NOTING_MS = 40.0


@dataclass(slots=True)
class Block:
    """A time in which nothing was painted and no key taken. `where` is the stack near its end, outermost first."""

    ms: float = 0.0
    where: list[str] = field(default_factory=list)


class Heartbeat(QObject):
    """Made on the GUI thread; `longest` is the longest block since `start`."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = Block()
        self._beat = time.monotonic()
        self._stop = threading.Event()
        self._pulse = QTimer(self, interval=PULSE_MS, timerType=Qt.TimerType.PreciseTimer)
        self._pulse.timeout.connect(self._on_pulse)
        self._gui = threading.get_ident()
        self._seen: list[str] = []
        self._listener = threading.Thread(target=self._listen, name="heartbeat", daemon=True)

    def start(self) -> None:
        self._beat = time.monotonic()
        self._pulse.start()
        self._listener.start()

    def stop(self) -> None:
        self._pulse.stop()
        self._stop.set()
        self._listener.join()

    def forgive(self) -> None:
        """Count anew from now: what lies between was not the program's doing."""
        self._beat, self._seen = time.monotonic(), []

    def _on_pulse(self) -> None:
        now = time.monotonic()
        late = (now - self._beat) * 1000 - PULSE_MS
        if late > self.longest.ms:
            self.longest = Block(late, self._seen)
        self._beat, self._seen = now, []

    def _listen(self) -> None:
        while not self._stop.wait(PULSE_MS / 1000):
            if (time.monotonic() - self._beat) * 1000 > WORTH_NOTING_MS:
                frame = sys._current_frames().get(self._gui)
                if frame is not None:
                    self._seen = [
                        f"{each.filename.rpartition('/')[2]}:{each.lineno} {each.name}"
                        for each in traceback.extract_stack(frame)
                    ]
