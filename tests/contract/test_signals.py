"""A release of PySide6 is taken only when it can emit for hours: 6.12.0 aborts after some 570 emits on Python 3.11."""

import subprocess
import sys

EMITTING = """
from PySide6.QtCore import QObject, Signal

class Bell(QObject):
    rung = Signal(object)

heard = []
bell = Bell()
bell.rung.connect(heard.append)
for count in range(20_000):
    bell.rung.emit(count)
print(len(heard))
"""


def test_twenty_thousand_signals_arrive_and_the_process_lives() -> None:
    done = subprocess.run([sys.executable, "-c", EMITTING], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "20000"), done.stderr
