"""From Qt's key events to the buffer's presses: which character a scanner meant by a key."""

import time
from collections.abc import Mapping
from functools import cache

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from ui.scan.buffer import GS, ScanSettings
from ui.scan.trial import Stroke

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
# On Windows an Alt code comes as a character of its own, without the key.
_COMPOSED_ENDS = frozenset({"\r", "\n", "\t"})
# What the keys of the number pad are while Num Lock is off.
KEYPAD_UNLOCKED: Mapping[int, str] = {
    Qt.Key.Key_Insert: "0", Qt.Key.Key_End: "1", Qt.Key.Key_Down: "2", Qt.Key.Key_PageDown: "3",
    Qt.Key.Key_Left: "4", Qt.Key.Key_Clear: "5", Qt.Key.Key_Right: "6", Qt.Key.Key_Home: "7",
    Qt.Key.Key_Up: "8", Qt.Key.Key_PageUp: "9", Qt.Key.Key_Delete: ".",
}  # fmt: skip
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
    if settings.separator_key and key == key_named(settings.separator_key):
        return GS
    if settings.end_key and key == key_named(settings.end_key):
        return "\r"
    if settings.keypad and modifiers & _KEYPAD and key in KEYPAD_UNLOCKED:
        return KEYPAD_UNLOCKED[key]
    held = modifiers & _COMMAND_KEYS
    if held == _NOTHING and not modifiers & _SHIFT and key in _END_KEYS:
        return _END_KEYS[key]
    if text == GS:
        return GS
    if text in _COMPOSED_ENDS and key not in _END_KEYS and held == _NOTHING:
        return text
    if held == _CONTROL:
        return text if text and text == settings.prefix else _CONTROL_KEYS.get(key, "")
    # AltGr is Control and Alt together on Windows.
    typed = held in (_NOTHING, _CONTROL | _ALT)
    return text if typed and text and text.isprintable() else ""


def alt_digit(event: QKeyEvent) -> str:
    """The digit of an Alt code (Alt held, decimal code on the keypad, with Num Lock or without), else ""."""
    modifiers, key = event.modifiers(), event.key()
    if modifiers & _COMMAND_KEYS != _ALT or not modifiers & _KEYPAD:
        return ""
    return chr(key) if Qt.Key.Key_0 <= key <= Qt.Key.Key_9 else KEYPAD_UNLOCKED.get(key, "").strip(".")


def key_named(name: str) -> int:
    """Qt's number of a key ("F12", "CapsLock"); -1 for a name that is none."""
    return getattr(Qt.Key, f"Key_{name}", -1)


def name_of(event: QKeyEvent) -> str:
    """A key's name without "Key_"."""
    return _names().get(event.key(), "")


@cache
def _names() -> Mapping[int, str]:
    return {key.value: key.name.removeprefix("Key_") for key in Qt.Key}


def is_modifier(event: QKeyEvent, settings: ScanSettings) -> bool:
    """Whether a key only changes others, and is none that a scanner ends with."""
    return event.key() in MODIFIERS and not (settings.end_key and event.key() == key_named(settings.end_key))


def composed(event: QKeyEvent, code: str) -> QKeyEvent:
    """The key press that an Alt code comes to, for where the system makes none of it."""
    made = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, _NOTHING, chr(int(code)))
    made.setTimestamp(event.timestamp())
    return made


def copied(event: QKeyEvent) -> QKeyEvent:
    """The same key event once more. What QEvent.clone gives belongs to nobody and stays for good: 4 KB a scan."""
    made = QKeyEvent(
        event.type(), event.key(), event.modifiers(), event.nativeScanCode(), event.nativeVirtualKey(),
        event.nativeModifiers(), event.text(), event.isAutoRepeat(), event.count(),
    )  # fmt: skip
    made.setTimestamp(event.timestamp())
    return made


def stroke_of(event: QKeyEvent) -> Stroke:
    """A key press as the trial of a scanner wants to see it."""
    modifiers = event.modifiers()
    return Stroke(
        name_of(event), event.text(), time_of(event), bool(modifiers & _CONTROL), bool(modifiers & _ALT),
        bool(modifiers & _KEYPAD),
    )  # fmt: skip
