"""A display of its own (Xvfb), and a keyboard at it: keys are pressed through XTest, as a device would.

The X server itself waits between the keys of a burst, so that a busy machine tears none that a real scanner would not.
"""

import contextlib
import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterable
from ctypes.util import find_library
from types import TracebackType

from tests.scanner.device import ALT, PLAIN, Key

# The keys of PLAIN by their number on every PC keyboard under X.
_PLACES = (49, *range(10, 22), *range(24, 36), 51, *range(38, 49), *range(52, 62), 65)
CODES = dict(zip(PLAIN, _PLACES, strict=True))
MODIFIERS = {"Shift": "Shift_L", "Control": "Control_L", "Alt": "Alt_L"}
KEYSYMS = {"CapsLock": "Caps_Lock", "NumLock": "Num_Lock", "Backspace": "BackSpace"}
NEEDED = ("Xvfb", "setxkbmap")
STEP_MS = 1
# A real keyboard interrupts whatever a busy machine does; this one can only go first.
FIRST = 10


def missing() -> str:
    """What this machine lacks for a display of its own; "" when nothing."""
    lacks = [tool for tool in NEEDED if shutil.which(tool) is None]
    lacks += [name for name in ("X11", "Xtst") if find_library(name) is None]
    return ", ".join(lacks)


class Display:
    """`with Display() as display:` starts a server; `display.name` is what goes into DISPLAY."""

    def __enter__(self) -> "Display":
        reader, writer = os.pipe()
        command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset"]
        self._server = subprocess.Popen(command, pass_fds=(writer,), stderr=subprocess.DEVNULL)
        os.close(writer)
        with contextlib.suppress(PermissionError):
            os.sched_setscheduler(self._server.pid, os.SCHED_FIFO, os.sched_param(FIRST))
        with os.fdopen(reader) as told:
            self.name = f":{told.readline().strip()}"
        self.layout("us")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.terminate()
        self._server.wait(10)

    def layout(self, name: str) -> None:
        """The keyboard layout of the PC."""
        subprocess.run(["setxkbmap", "-display", self.name, name], check=True, timeout=10)


class XKeyboard:
    """Presses keys at a display. Every method returns at once; `wait` when all is pressed."""

    def __init__(self, display: Display) -> None:
        self._x, self._test = (ctypes.CDLL(find_library(name)) for name in ("X11", "Xtst"))
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XStringToKeysym.restype = ctypes.c_ulong
        self._handle = ctypes.c_void_p(self._x.XOpenDisplay(display.name.encode()))
        if not self._handle:
            raise RuntimeError(f"The display {display.name} can't be opened.")
        self._codes, self._rested = dict(CODES), 0.0

    def scan(self, keys: Iterable[Key]) -> None:
        """One scan as a device sends it, its times included."""
        before = 0.0
        for key in keys:
            self._stroke(key, key.at - before)
            before = key.at
        self._x.XFlush(self._handle)

    def type(self, text: str, gap_ms: float = 110) -> None:
        """A hand at US keys: the next key goes down before the last one is up, as of who types fast."""
        last = 0
        for char in text:
            code = self._code(char)
            if code == last:  # the same finger must come up first
                self._fake(last, False, gap_ms / 2)
                last = 0
            self._fake(code, True, gap_ms)
            if last:
                self._fake(last, False, 8)
            last = code
        self._fake(last, False, 30)
        self._x.XFlush(self._handle)

    def press(self, name: str, delay_ms: float = 0) -> None:
        self._stroke(Key(name, 0), delay_ms)
        self._x.XFlush(self._handle)

    def rest(self, ms: float) -> None:
        """Nothing is pressed for so long before the next key."""
        self._rested += ms

    def wait(self) -> None:
        """Until the server has pressed everything."""
        self._x.XSync(self._handle, 0)

    def close(self) -> None:
        self._x.XCloseDisplay(self._handle)

    def _stroke(self, key: Key, delay: float) -> None:
        if key.name.startswith(ALT):
            alt = self._code(MODIFIERS["Alt"])
            self._fake(alt, True, delay)
            for figure in key.name.removeprefix(ALT):
                self._tap(self._code(f"KP_{figure}"), STEP_MS)
            self._fake(alt, False, 0)
            return
        held = [self._code(MODIFIERS[name]) for name in key.held]
        for code in held:
            self._fake(code, True, delay)
            delay = 0
        self._tap(self._code(key.name), delay)
        for code in reversed(held):
            self._fake(code, False, 0)

    def _tap(self, code: int, delay: float) -> None:
        self._fake(code, True, delay)
        self._fake(code, False, 0)

    def _fake(self, code: int, down: bool, delay: float) -> None:
        rested, self._rested = self._rested, 0.0
        self._test.XTestFakeKeyEvent(
            self._handle, ctypes.c_uint(code), ctypes.c_int(down), ctypes.c_ulong(round(delay + rested))
        )

    def _code(self, name: str) -> int:
        if name not in self._codes:
            symbol = self._x.XStringToKeysym(KEYSYMS.get(name, name).encode())
            self._codes[name] = self._x.XKeysymToKeycode(self._handle, ctypes.c_ulong(symbol))
            assert self._codes[name], f"This keyboard has no key {name}."
        return self._codes[name]
