"""Python's collector of what holds itself, on the windows' thread alone.

By itself it works on whichever thread happens to make an object, and a Qt object that it destroys on a worker can end
the program.

    sweep = Sweep()
    sweep.begin()        # Python's own is off from now on
    sweep.end()
"""

import gc
import time

from PySide6.QtCore import QTimer

EVERY_MS = 250
# Looking at all there is takes longest, and finds least.
WHOLE_SECONDS = 30.0


def settle() -> None:
    """What was made since the last time stays, but for what is garbage already; the collector looks at it no more.

    A look at all that the windows are made of takes 30 to 60 ms, in which no key is heard. `gc.unfreeze` ends it.
    """
    gc.collect(0)
    gc.freeze()


class Sweep(QTimer):
    """See the module. What is collected when is as Python's own thresholds say."""

    def __init__(self) -> None:
        super().__init__(interval=EVERY_MS)
        self._whole = time.monotonic()
        self.timeout.connect(self.sweep)

    def begin(self) -> None:
        gc.disable()
        self.start()

    def end(self) -> None:
        self.stop()
        gc.unfreeze()
        gc.enable()

    def sweep(self) -> None:
        """Collect the oldest generation whose turn it is."""
        young, middle, old = (count > most for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True))
        if old and time.monotonic() - self._whole > WHOLE_SECONDS:
            gc.collect()
            self._whole = time.monotonic()
        elif middle:
            gc.collect(1)
        elif young:
            gc.collect(0)
