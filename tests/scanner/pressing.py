"""What a device's keys come to at a PC: strokes for the trial, and Qt's key events for windows in this process."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication

from tests.scanner.device import ALT, LAYOUTS, PLAIN, Key
from ui.scan.keys import stroke_of
from ui.scan.trial import Stroke

UNLOCKED = {
    "0": "Insert", "1": "End", "2": "Down", "3": "PageDown", "4": "Left", "5": "Clear", "6": "Right", "7": "Home",
    "8": "Up", "9": "PageUp",
}  # fmt: skip
PAD, CONTROL, SHIFT = (Qt.KeyboardModifier.KeypadModifier, Qt.KeyboardModifier.ControlModifier,
                       Qt.KeyboardModifier.ShiftModifier)  # fmt: skip
HELD_ALT, NOTHING = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
NAMED = {"Return": "\r", "Enter": "\r", "Tab": "\t"}


class Keyboard:
    """A PC's keyboard: its layout, Caps Lock, Num Lock."""

    def __init__(self, layout: str = "us", *, caps: bool = False, num_lock: bool = True) -> None:
        self.layout, self.caps, self.num_lock = layout, caps, num_lock

    def events(self, keys: Iterable[Key], start: float = 1000) -> Iterator[QKeyEvent]:
        """The press and the release of each key, as Qt would make them."""
        for key in keys:
            at = int(start + key.at)
            if key.name.startswith(ALT):
                yield from self._alt_code(key.name.removeprefix(ALT), at)
            else:
                code, held, text = self._one(key)
                yield _event(QEvent.Type.KeyPress, code, held, text, at)
                yield _event(QEvent.Type.KeyRelease, code, held, text, at)

    def strokes(self, keys: Iterable[Key]) -> list[Stroke]:
        """The same for the trial of a scanner."""
        return [stroke_of(event) for event in self.events(keys) if event.type() == QEvent.Type.KeyPress]

    def press(self, window: QWindow, keys: Iterable[Key], start: float) -> float:
        """Press them in a window; returns the time of the last."""
        at = start
        for event in self.events(keys, start):
            QApplication.sendEvent(window, event)
            at = event.timestamp()
        return at

    def _alt_code(self, figures: str, at: int) -> Iterator[QKeyEvent]:
        yield _event(QEvent.Type.KeyPress, Qt.Key.Key_Alt, HELD_ALT, "", at)
        for figure in figures:
            code = ord(figure) if self.num_lock else Qt.Key[f"Key_{UNLOCKED[figure]}"]
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                yield _event(kind, code, HELD_ALT | PAD, figure if self.num_lock else "", at)
        yield _event(QEvent.Type.KeyRelease, Qt.Key.Key_Alt, NOTHING, "", at)

    def _one(self, key: Key) -> tuple[int, Qt.KeyboardModifier, str]:
        if key.name.startswith("KP_"):
            figure = key.name.removeprefix("KP_")
            if self.num_lock:
                return ord(figure), PAD, figure
            return Qt.Key[f"Key_{UNLOCKED[figure]}"], PAD, ""
        if len(key.name) > 1:
            return Qt.Key[f"Key_{key.name}"], NOTHING, NAMED.get(key.name, "")
        if "Control" in key.held:
            code = Qt.Key.Key_BracketRight if key.name == "]" else ord(key.name.upper())
            return code, CONTROL, chr(int(code) & 31)
        char = LAYOUTS[self.layout]["Shift" in key.held][PLAIN.index(key.name)]
        char = char.swapcase() if self.caps and char.isalpha() else char
        return ord(char.upper()[0]), SHIFT if "Shift" in key.held else NOTHING, char


def _event(kind: QEvent.Type, code: int, held: Qt.KeyboardModifier, text: str, at: int) -> QKeyEvent:
    made = QKeyEvent(kind, code, held, text)
    made.setTimestamp(at)
    return made
