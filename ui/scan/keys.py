"""From Qt's key events to the buffer's presses: which character a scanner meant by a key."""

import time
from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from ui.scan.buffer import GS, ScanSettings

_NOTHING = Qt.KeyboardModifier.NoModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_META = Qt.KeyboardModifier.MetaModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_COMMAND_KEYS = _CONTROL | _ALT | _META

MODIFIERS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_ScrollLock,
    }
)
_END_KEYS: Mapping[int, str] = {Qt.Key.Key_Return: "\r", Qt.Key.Key_Enter: "\r", Qt.Key.Key_Tab: "\t"}
# Scanners that send control characters as Ctrl with a letter.
_CONTROL_KEYS: Mapping[int, str] = {
    Qt.Key.Key_BracketRight: GS,
    Qt.Key.Key_J: "\n",
    Qt.Key.Key_M: "\r",
    Qt.Key.Key_I: "\t",
}


def time_of(event: QKeyEvent) -> float:
    """Milliseconds; the event's own time, or now for one made without (those are never compared with native ones)."""
    return event.timestamp() or time.monotonic() * 1000


def physical(event: QKeyEvent) -> int:
    """What pairs a release with its press: with Shift let go between them the key code differs, the scan code not."""
    return event.nativeScanCode() or event.key()


def char_of(event: QKeyEvent, settings: ScanSettings) -> str:
    """The character that a scanner would mean by this key; "" when no scanner sends it."""
    key, text, modifiers = event.key(), event.text(), event.modifiers()
    if settings.separator_key and key == _key_named(settings.separator_key):
        return GS
    held = modifiers & _COMMAND_KEYS
    if held == _NOTHING and not modifiers & _SHIFT and key in _END_KEYS:
        return _END_KEYS[key]
    if text == GS or (text and text in settings.separators):
        return GS
    if held == _CONTROL:
        return text if text and text == settings.prefix else _CONTROL_KEYS.get(key, "")
    # AltGr is Control and Alt together on Windows.
    typed = held in (_NOTHING, _CONTROL | _ALT)
    return text if typed and text and text.isprintable() else ""


def alt_digit(event: QKeyEvent) -> str:
    """The digit of an Alt code (Alt held, decimal code on the keypad), else ""."""
    modifiers, key = event.modifiers(), event.key()
    if modifiers & _COMMAND_KEYS == _ALT and modifiers & _KEYPAD and Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
        return chr(key)
    return ""


def _key_named(name: str) -> int:
    return getattr(Qt.Key, f"Key_{name}", -1)
