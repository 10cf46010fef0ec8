"""A barcode scanner as a keyboard: which keys it presses for a code, and when. Pure; ways to press them are beside it.

device = Device(gap_ms=8, jitter_ms=3, separator="F8", end="Tab", aim="]C1")
for key in device.keys("010950600013435210AB\\x1d21x7"): ...
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

GS = "\x1d"
# Keys by their place on a US keyboard: plain, and with Shift.
PLAIN = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./ "
SHIFTED = '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>? '
# The same places on keyboards that some scanners believe they are.
LAYOUTS = {
    "us": (PLAIN, SHIFTED),
    "de": (
        "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.- ",
        "°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_ ",
    ),
    "fr": (
        "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:! ",
        "~1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§ ",
    ),
}
ALT = "Alt:"
STYLES = ("control", "alt", "F8", "F12", "|", "{GS}", "")


@dataclass(frozen=True, slots=True)
class Key:
    """One stroke: `name` is the character on that key of a US keyboard, a key's name, or ALT and the figures that are
    typed on the number pad under it; `held` what is held with it; `at` in milliseconds from the first."""

    name: str
    at: float
    held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Device:
    """`separator` is how it sends GS: one of STYLES, "" for not at all. `alt` sends every character as an Alt code,
    `keypad` figures on the number pad, `swapped` as with Caps Lock; `layout` is the keyboard it believes in."""

    gap_ms: float = 8
    jitter_ms: float = 0
    prefix: str = ""
    aim: str = ""
    end: str = "Return"
    separator: str = "control"
    layout: str = "us"
    alt: bool = False
    keypad: bool = False
    swapped: bool = False
    seed: int = 0
    dice: random.Random = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "dice", random.Random(self.seed))

    def keys(self, text: str) -> Iterator[Key]:
        """The strokes of one scan."""
        at = 0.0
        for char in self.prefix + self.aim + text:
            for key in self._of(char):
                yield Key(key.name, at, key.held)
            at += self._gap()
        for name in self.end.split():
            yield Key(name, at)
            at += self._gap()

    def _gap(self) -> float:
        return max(1.0, self.gap_ms + self.dice.uniform(-self.jitter_ms, self.jitter_ms))

    def _of(self, char: str) -> list[Key]:
        if char == GS:
            return self._separator()
        if char == "\x02":
            return [Key("b", 0, ("Control",))]
        if self.alt:
            return _alt_code(ord(char))
        if self.keypad and char.isdigit():
            return [Key(f"KP_{char}", 0)]
        return [self._plain(char.swapcase() if self.swapped else char)]

    def _plain(self, char: str) -> Key:
        plain, shifted = LAYOUTS[self.layout]
        if char in plain:
            return Key(PLAIN[plain.index(char)], 0)
        return Key(PLAIN[shifted.index(char)], 0, ("Shift",))

    def _separator(self) -> list[Key]:
        if self.separator == "control":
            return [Key("]", 0, ("Control",))]
        if self.separator == "alt":
            return _alt_code(29)
        if self.separator.startswith("F"):
            return [Key(self.separator, 0)]
        return [self._plain(char) for char in self.separator]


def _alt_code(code: int) -> list[Key]:
    return [Key(f"{ALT}{code:04}", 0)]
