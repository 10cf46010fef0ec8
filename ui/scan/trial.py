"""Three scans of one known code tell how a scanner types: what to set here, and what is wrong with it.

Pure: it sees the keys of each scan as `Stroke`s. The code is on the test sheet (printing/documents/scanner_sheet.py):
a GS1-128, and a GS1 QR code, with a fixed part, a lot, the separator and a serial number. The letters are those that
differ among keyboards, in both cases.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil

from services.scanning import fold
from ui.scan.buffer import GS, ScanSettings
from ui.scan.layouts import PAIRS, named, translate

HEAD = "0109506000134352" + "10AQWZYM-;b"
TAIL = "21x7"
_AIM = re.compile(r"\][A-Za-z][0-9]$")
TRIALS = 3
QUIET_MS = 300
"""So long without a key, and a trial is over."""
LEAST = 8
"""Fewer keys than these are somebody's hand."""

SLOW_MS = 40.0
HELD = "\x00"
_LEAST_AVERAGE, _MOST_AVERAGE = 35.0, 100.0
_LEAST_GAP, _MOST_GAP = 100.0, 300.0
_LEAST_HOLD, _MOST_HOLD = 60.0, 150.0
_ENDS = {"\r": "enter", "\n": "enter", "\t": "tab"}
_UNLOCKED = {
    "Insert": "0", "End": "1", "Down": "2", "PageDown": "3", "Left": "4", "Clear": "5", "Right": "6", "Home": "7",
    "Up": "8", "PageUp": "9", "Delete": ".",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stroke:
    """A key going down: its name ("Return", "F8", "A"), the text it makes, its time in milliseconds, what was held."""

    key: str
    text: str
    at: float
    control: bool = False
    alt: bool = False
    keypad: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """What one or several keys came to: a character, or (`char` is "") a key by name. `way` is plain, control, alt,
    keypad (figures without Num Lock) or key."""

    char: str
    at: float
    way: str = "plain"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """How one trial arrived. `separator` is none, control, alt, F-key by its name, or text; `end` as in the settings.

    `prefix` is what came before the code, as typed; `mean` and `longest` are milliseconds between characters.
    """

    prefix: str
    aim: bool
    separator: str
    separator_text: str
    end: str
    layout: str
    swapped: bool
    wide: bool
    alt: bool
    keypad: bool
    mean: float
    longest: float
    count: int


@dataclass(frozen=True, slots=True)
class Findings:
    """`settings` are what to set; `problems` are codes, the worst first: no_separator, separator_digits, slow, swapped,
    keypad, layout, wide, no_end, alt, unsteady."""

    seen: Seen
    settings: ScanSettings
    problems: tuple[str, ...]
    count: int


def read(strokes: Sequence[Stroke]) -> Seen | None:
    """What one trial shows; None when it was another code, or the code torn."""
    tokens = list(_tokens(strokes))
    body, end = _without_end(tokens)
    if len(body) < LEAST:
        return None
    typed = "".join(token.char or HELD for token in body)
    narrow = "".join(fold(char) or char for char in typed)
    for layout in ("", *(named(*pair) for pair in PAIRS)):
        meant = translate(narrow, layout)
        for swapped in (False, True):
            parts = _parts(meant.swapcase() if swapped else meant)
            if parts is not None:
                return _seen(body, typed, narrow, parts, end, layout, swapped)
    return None


def judge(trials: Sequence[Seen]) -> Findings:
    """What to set after these trials of one scanner, of which there must be at least one."""
    last = trials[-1]
    mean, longest = max(each.mean for each in trials), max(each.longest for each in trials)
    by_text = last.separator == "text"
    settings = ScanSettings(
        average_ms=_within(ceil(mean * 1.5), _LEAST_AVERAGE, _MOST_AVERAGE),
        gap_ms=_within(ceil(longest * 2), _LEAST_GAP, _MOST_GAP),
        hold_ms=_within(ceil(longest * 1.5), _LEAST_HOLD, _MOST_HOLD),
        prefix=last.prefix,
        separator_text=last.separator_text if by_text and not last.separator_text.isalnum() else "",
        separator_key=last.separator if last.separator.startswith("F") else "",
        end=last.end,
        alt_codes=last.alt,
        keypad=last.keypad,
        layout=last.layout,
    )
    return Findings(replace(last, mean=mean, longest=longest), settings, tuple(_problems(trials, mean)), len(trials))


def _problems(trials: Sequence[Seen], mean: float) -> Iterator[str]:
    last = trials[-1]
    if last.separator == "none":
        yield "no_separator"
    if last.separator_text.isalnum():
        yield "separator_digits"
    ways = {(each.prefix, each.aim, each.separator, each.end, each.layout, each.swapped) for each in trials}
    if len(ways) > 1:
        yield "unsteady"
    for code, is_so in (("swapped", last.swapped), ("keypad", last.keypad), ("layout", bool(last.layout)),
                        ("wide", last.wide)):  # fmt: skip
        if is_so:
            yield code
    if mean > SLOW_MS and not last.prefix:
        yield "slow"
    if last.end == "none":
        yield "no_end"
    if last.alt:
        yield "alt"


def _within(value: float, least: float, most: float) -> float:
    return min(max(float(value), least), most)


def _tokens(strokes: Sequence[Stroke]) -> Iterator[Token]:
    """Alt codes put together, control characters and keys told apart."""
    figures, since = "", 0.0
    for stroke in strokes:
        figure = _UNLOCKED.get(stroke.key, stroke.key)
        if stroke.alt and stroke.keypad and figure.isdigit():
            figures, since = figures + figure, stroke.at
            continue
        if figures:
            yield _of_code(figures, since)
            figures = ""
        token = _token(stroke)
        if token is not None:
            yield token
    if figures:
        yield _of_code(figures, since)


def _of_code(figures: str, at: float) -> Token:
    code = int(figures)
    return Token(chr(code) if code < 0x110000 else "", at, "alt", figures)


def _token(stroke: Stroke) -> Token | None:
    key, text, at = stroke.key, stroke.text, stroke.at
    if key in ("Return", "Enter"):
        return Token("\r", at)
    if key == "Tab":
        return Token("\t", at)
    if stroke.keypad and key in _UNLOCKED:
        return Token(_UNLOCKED[key], at, "keypad")
    if stroke.control and not stroke.alt:
        char = text if text and text < " " else _CONTROL.get(key, "")
        return Token(char, at, "control", key)
    if re.fullmatch(r"F\d+", key) or key == "CapsLock":
        return Token("", at, "key", key)
    if text and (text.isprintable() or text in "\x02\x1d\r\n\t"):
        return Token(text, at, "alt" if text < " " else "plain")
    return None


_CONTROL = {"BracketRight": GS, **{chr(64 + code): chr(code) for code in range(1, 27)}}


def _without_end(tokens: list[Token]) -> tuple[list[Token], str]:
    """The tokens of the code itself, and how it ended."""
    at, end = len(tokens), "none"
    while at and (tokens[at - 1].char in _ENDS or tokens[at - 1].name == "CapsLock"):
        at -= 1
        end = _ENDS.get(tokens[at].char, tokens[at].name)
    return tokens[:at], end


def _parts(meant: str) -> tuple[int, int, int] | None:
    """Where the head of the code starts and ends, and where its tail starts."""
    start = meant.find(HEAD)
    if start < 0 or not meant.endswith(TAIL) or len(meant) - len(TAIL) < start + len(HEAD):
        return None
    return start, start + len(HEAD), len(meant) - len(TAIL)


def _seen(
    body: list[Token], typed: str, narrow: str, parts: tuple[int, int, int], end: str, layout: str, swapped: bool
) -> Seen:
    start, stop, tail = parts
    aim = _AIM.search(translate(narrow[:start], layout)) is not None
    between = body[stop:tail]
    separator, text = _separator(between)
    gaps = [later.at - sooner.at for sooner, later in pairwise(body)]
    return Seen(
        prefix=typed[: start - 3] if aim else typed[:start], aim=aim, separator=separator, separator_text=text,
        end=end, layout=layout, swapped=swapped, wide=typed != narrow,
        alt=body[0].way == "alt", keypad=any(token.way == "keypad" for token in body),
        mean=sum(gaps) / len(gaps), longest=max(gaps), count=len(body),
    )  # fmt: skip


def _separator(between: list[Token]) -> tuple[str, str]:
    """How the separator arrived, and its text where it is one."""
    if not between:
        return "none", ""
    if len(between) == 1 and between[0].char == GS:
        return ("alt" if between[0].way == "alt" else "control"), ""
    if len(between) == 1 and between[0].way == "key":
        return between[0].name, ""
    return "text", "".join(token.char for token in between)
