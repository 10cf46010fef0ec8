"""Hands for the demonstration, the self test and the tests: real key events with the times of a scanner or a person.

The times are written on the events, nothing waits for them.
"""

import time

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from ui.scan.buffer import GS
from ui.scan.filter import ScanFilter

_NAMED = {"\r": Qt.Key.Key_Return, "\n": Qt.Key.Key_Enter, "\t": Qt.Key.Key_Tab}
_SHIFT, _CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class Hands:
    """Presses keys in one window, the way Qt delivers them from the keyboard."""

    _clock = 0.0
    PAUSE_MS = 300

    def __init__(self, window: QWidget, scan_filter: ScanFilter | None = None) -> None:
        self._window, self._filter = window.window(), scan_filter

    def scan(self, text: str, *, gap_ms: float = 8, end: str = "\r") -> None:
        """Send `text` as a scanner does. The scan is delivered once the event loop runs."""
        self._pause()
        for char in text + end:
            self._stroke(char, gap_ms)

    def type(self, text: str, *, gap_ms: float = 150) -> None:
        """Type as a person does; with the filter at hand the last key is in the field on return."""
        self._pause()
        for char in text:
            self._stroke(char, gap_ms)
        if self._filter:
            self._filter.settle()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press and let go one key that is no text."""
        self._pause()
        self._send(key, modifiers, "")

    def breathe(self) -> None:
        """Press a key that means nothing: an Enter after it is a person's, not a scanner's second end key."""
        self.press(Qt.Key.Key_F24)

    def _pause(self) -> None:
        Hands._clock = max(Hands._clock + self.PAUSE_MS, time.monotonic() * 1000)

    def _stroke(self, char: str, gap_ms: float) -> None:
        Hands._clock += gap_ms
        if char == GS:
            self._send(Qt.Key.Key_BracketRight, _CONTROL, GS)
        elif char in _NAMED:
            self._send(_NAMED[char], Qt.KeyboardModifier.NoModifier, "\r" if char != "\t" else "\t")
        else:
            shift = _SHIFT if char.isupper() else Qt.KeyboardModifier.NoModifier
            code = ord(char.upper()[0])
            self._send(Qt.Key(code) if 0x20 <= code < 0x61 else Qt.Key.Key_unknown, shift, char)

    def _send(self, key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, modifiers, text)
            event.setTimestamp(int(Hands._clock))
            QApplication.sendEvent(self._target(), event)

    def _target(self) -> QWindow:
        """The window that has the keyboard: a dialog over ours takes the keys, as it would from a person."""
        handle = (dialog_over(self._window) or self._window).window().windowHandle()
        if handle is None:
            raise RuntimeError("The window must be shown before keys are pressed in it.")
        return handle


def dialog_over(window: QWidget) -> QWidget | None:
    """The open dialog that stands over a window; one over another window is none of its business."""
    dialog = QApplication.activeModalWidget()
    above = dialog.parentWidget() if dialog is not None else None
    while above is not None and above is not window.window():
        above = above.parentWidget()
    return dialog if above is not None or (dialog is not None and dialog.parentWidget() is None) else None
