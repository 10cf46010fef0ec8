"""Measuring and breaking Chinese and Latin text, in the typeface of all paper. Lengths are in points."""

import re
from functools import cache, lru_cache
from typing import Any

from printing.errors import Unprintable
from resources.fonts import BOLD, REGULAR

STEP = 0.25
LEADING = 1.28

_CLOSING = "，。、；：！？）】》〉」』”’…％%℃,.;:!?)]}"
_OPENING = "（【《〈「『“‘([{"
_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_TOKEN = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:[^\s{_HAN}]+|[^\s])[{re.escape(_CLOSING)}]*|[ ]",
)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff]+")


@cache
def fonts() -> tuple[Any, Any]:
    """The regular and bold reportlab fonts, read once (0.1 s): call it early, off the window's thread."""
    from reportlab import rl_config
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    rl_config.useA85 = 0
    pair = TTFont("PackdeskRegular", str(REGULAR)), TTFont("PackdeskBold", str(BOLD))
    for font in pair:
        # Each paper takes its letters out of a copy of all glyphs, which is made anew each time: 2 ms and 7 MB.
        font.face.get_table = cache(font.face.get_table)
        pdfmetrics.registerFont(font)
    return pair


@cache
def _widths(bold: bool) -> tuple[dict[int, float], float]:
    face = fonts()[bold].face
    return face.charWidths, face.defaultWidth


@lru_cache(maxsize=8192)
def advance(text: str, bold: bool = False) -> float:
    """Width of `text` set in one line at one point."""
    widths, default = _widths(bold)
    return sum(widths.get(ord(character), default) for character in text) / 1000


def clean(text: str) -> str:
    """`text` without invisible control characters; a line feed stays and starts a new line."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n")).strip()


def _split_word(word: str, limit: float, bold: bool) -> list[str]:
    parts, start = [], 0
    for end in range(1, len(word) + 1):
        if end - start > 1 and advance(word[start:end], bold) > limit:
            parts.append(word[start : end - 1])
            start = end - 1
    return [*parts, word[start:]]


def _fill(paragraph: str, limit: float, bold: bool) -> list[str]:
    lines, line, used = [], "", 0.0
    for token in _TOKEN.findall(paragraph):
        wide = advance(token, bold)
        if used + wide <= limit:
            line, used = line + token, used + wide
            continue
        if line.strip():
            lines.append(line.rstrip())
        *full, line = _split_word(token, limit, bold) if wide > limit else [token.lstrip()]
        lines += full
        used = advance(line, bold)
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


@lru_cache(maxsize=8192)
def wrap(text: str, width: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """Lines of `text` no wider than `width` at `size`.

    Chinese breaks anywhere but before a closing mark, Latin at blanks, a word wider than the line inside. Nothing is
    ever left out. Empty text gives no line.
    """
    limit = width / size
    text = clean(text)
    if not text:
        return ()
    return tuple(line for paragraph in text.split("\n") for line in _fill(paragraph, limit, bold))


def height(lines: int, size: float, leading: float = LEADING) -> float:
    """Height of a block of `lines`, from the top of its first em box to the foot of its last."""
    return 0.0 if lines == 0 else size * (1 + leading * (lines - 1))


def shrink_line(text: str, width: float, size: float, least: float, bold: bool = False) -> float:
    """The largest type size from `size` down to `least` at which `text` fits in one line.

    Raises Unprintable text_too_long when it does not fit at `least`.
    """
    wanted = advance(clean(text), bold)
    if wanted * size <= width:
        return size
    fitting = max(int(width / wanted / STEP) * STEP, 0.0)
    if fitting < least:
        raise Unprintable("text_too_long", text=text)
    return fitting


def shrink_words(text: str, width: float, size: float, least: float, bold: bool = False) -> float:
    """The largest type size from `size` down to `least` at which no word of `text` must be broken inside.

    `least` when one must be all the same.
    """
    widest = max((advance(word, bold) for word in _TOKEN.findall(clean(text))), default=0.0)
    if widest * size <= width:
        return size
    return max(int(width / widest / STEP) * STEP, least)


def shrink_block(text: str, width: float, room: float, size: float, least: float, bold: bool = False) -> float:
    """The largest type size from `size` down to `least` at which `text`, wrapped, fits in `width` x `room`.

    Raises Unprintable text_too_long when it does not fit at `least`.
    """
    while size >= least:
        if height(len(wrap(text, width, size, bold)), size) <= room:
            return size
        size -= STEP
    raise Unprintable("text_too_long", text=text)
