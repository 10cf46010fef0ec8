"""A scanner and a hand at the running program: what they sent is held against what the program took.

with Display() as display, Session(display, url, folder) as session:
    session.set_up(device)
    session.at_the_bench(delivery, codes, device)       # raises AssertionError with the first that differs
    session.while_typing(codes, device)
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Any

from services.scanning import check_digit
from tests.scanner.device import GS, Device
from tests.scanner.display import Display, XKeyboard
from ui.scan.trial import HEAD, QUIET_MS, TAIL, TRIALS

ROOT = Path(__file__).parents[2]
WORDS = ("pallet", "fragile", "on top", "second", "blue", "call first", "7 pieces", "gate 3")


class Session:
    """One program at one display."""

    def __init__(self, display: Display, url: str, folder: Path, **environment: str) -> None:
        self._display, self._url, self._folder, self._environment = display, url, folder, environment
        self.keyboard = XKeyboard(display)

    def __enter__(self) -> "Session":
        self._folder.mkdir(exist_ok=True)
        environment = os.environ | {"DISPLAY": self._display.name, "QT_QPA_PLATFORM": "xcb"} | self._environment
        command = [sys.executable, "-m", "tests.scanner.program", self._url, str(self._folder)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._answer() is True
        self.keyboard.press("NumLock")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.keyboard.close()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def do(self, *command: Any) -> Any:
        """Give the program a command, and wait for what comes of it."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the program ended"
        return json.loads(line)

    def set_up(self, device: Device) -> dict[str, Any]:
        """Scan the test sheet on the scanner page, which sets everything."""
        self.do("try_scanner")
        for _trial in range(TRIALS):
            self.keyboard.scan(device.keys(HEAD + GS + TAIL))
            self.keyboard.rest(QUIET_MS * 2)
        self.keyboard.wait()
        found: dict[str, Any] = self.do("found")
        return found

    def at_the_bench(self, delivery: int, codes: Sequence[str], device: Device, every_ms: float = 0) -> None:
        """Scan these, a scan each `every_ms` where it is quicker than that; each is committed once, in order."""
        self.do("bench", delivery)
        for code in codes:
            keys = list(device.keys(code))
            self.keyboard.scan(keys)
            self.keyboard.rest(max(every_ms - keys[-1].at, device.gap_ms, _pause(device)))
        self.keyboard.wait()
        took = self.do("journal", len(codes))
        compare(took, [arrived(code, device) for code in codes])

    @contextmanager
    def starved(self) -> Iterator[None]:
        """The program gets a tenth of its time, in pieces, as on a PC that does too much at once."""
        over, dice = Event(), random.Random(9)

        def starve() -> None:
            while not over.wait(dice.uniform(0.002, 0.01)):
                self._process.send_signal(signal.SIGSTOP)
                time.sleep(dice.uniform(0.01, 0.09))
                self._process.send_signal(signal.SIGCONT)

        thread = Thread(target=starve)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def while_typing(self, codes: Sequence[str], device: Device, dice: random.Random) -> None:
        """Scans into a field in which somebody types; the field gets the typing and nothing else."""
        self.do("field")
        typed = ""
        for code in codes:
            word = dice.choice(WORDS)
            self.keyboard.type(word, dice.uniform(85, 140))
            self.keyboard.rest(device.gap_ms + 130)
            self.keyboard.scan(device.keys(code))
            self.keyboard.rest(max(130.0, _pause(device)))
            typed += word
        self.keyboard.wait()
        text, took = self.do("typed")
        assert text == typed, f"the field holds {text!r} and not {typed!r}"
        compare(took, [arrived(code, device) for code in codes])


def _pause(device: Device) -> float:
    """What a person needs between two scans at the least where only silence ends one."""
    return 0.0 if device.end else 150.0


def arrived(code: str, device: Device) -> str:
    """What the program should get of a code."""
    text = device.aim + code
    if device.separator == "":
        text = text.replace(GS, "")
    return text.swapcase() if device.swapped else text


def compare(took: Sequence[str], sent: Sequence[str]) -> None:
    """Raises AssertionError with the first scan that was lost, doubled, torn or out of its place."""
    for place, (one, other) in enumerate(zip(took, sent, strict=False)):
        near = list(took[max(place - 2, 0) : place + 3])
        assert one == other, f"scan {place}: {other!r} was sent and {one!r} came, among {near}"
    assert len(took) == len(sent), f"{len(sent)} scans were sent and {len(took)} came"


def codes(count: int, dice: random.Random, *, short: bool = False) -> list[str]:
    """Codes of goods as they lie on benches, none of ours that would open or command something."""
    return [_ean(dice) if short else dice.choice((_ean, _goods, _plain))(dice) for _number in range(count)]


def _ean(dice: random.Random) -> str:
    digits = f"69{dice.randrange(10**10):010}"
    return f"{digits}{check_digit(digits)}"


def _goods(dice: random.Random) -> str:
    lot = "".join(dice.choices("ABCDEFGHKLMNPQRSTUVWXYZ0123456789-", k=dice.randrange(4, 12)))
    return f"010{_ean(dice)}17271231" + f"10{lot}{GS}21{dice.randrange(10**6)}"


def _plain(dice: random.Random) -> str:
    return "".join(dice.choices("ABCDEFGHKLMNPQRSTUVWXYZ0123456789./-", k=dice.randrange(4, 24)))
