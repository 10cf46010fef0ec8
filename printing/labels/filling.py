"""What a label's texts say for one label, and the type size and lines in which they fit their boxes."""

from functools import lru_cache
from typing import Any

from printing import typeset
from printing.errors import Unprintable
from printing.labels import fields
from printing.labels.fields import Field
from printing.labels.layout import Condition, Piece, Text, pieces
from resources.i18n import N_, translator

SHARE = {"left": 0.0, "center": 0.5, "right": 1.0, "top": 0.0, "middle": 0.5, "bottom": 1.0}
# What hangs below the em box of the last line: the feet of g and y.
FEET = 0.12
_SHRUNK = (1.0, 0.85, 0.7)
# Type becomes so much smaller, at the most, for the sake of a line less: "…国际大厦 B / 座" is worse to read.
_FOR_A_LINE_LESS = 0.9
MORE = N_("and {n} more, see the delivery note")

Values = dict[str, Any]


def holds(when: Condition, values: Values, known: dict[str, Field]) -> bool:
    """Whether an element of this condition is drawn."""
    field = known.get(when.field)
    value = fields.shown(field, values.get(when.field)) if field is not None else ""
    match when.test:
        case "there":
            return bool(value)
        case "missing":
            return not value
        case "is":
            return value == when.value
    return value != when.value


@lru_cache(maxsize=2048)
def _lines(text: str) -> tuple[tuple[Piece, ...], ...]:
    """The pieces of each line of a text."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces(text):
        if piece.field:
            lines[-1].append(piece)
            continue
        first, *rest = piece.words.split("\n")
        for number, words in enumerate([first, *rest]):
            if number:
                lines.append([])
            if words:
                lines[-1].append(Piece(words=words, group=piece.group))
    return tuple(map(tuple, lines))


def has_field(text: str) -> bool:
    return any(piece.field for line in _lines(text) for piece in line)


def filled(text: str, values: Values, known: dict[str, Field]) -> str:
    """A text with its fields filled in; groups with a missing value and lines that hold nothing else are left out."""
    lines = _lines(text)
    if len(lines) == 1 and len(lines[0]) == 1:
        (piece,) = lines[0]
        return fields.shown(known[piece.field], values.get(piece.field), piece.format) if piece.field else piece.words
    return "\n".join(said for line in lines if (said := _line(line, values, known)) is not None).rstrip("\n")


def _line(line: tuple[Piece, ...], values: Values, known: dict[str, Field]) -> str | None:
    """One line filled in; None for one that has fields and says nothing."""
    said = [
        fields.shown(known[piece.field], values.get(piece.field), piece.format) if piece.field else piece.words
        for piece in line
    ]
    empty = {piece.group for piece, words in zip(line, said, strict=True) if piece.field and not words} - {0}
    if empty:
        said = [words for piece, words in zip(line, said, strict=True) if piece.group not in empty]
    whole = "".join(said)
    return whole if whole.strip() or not any(piece.field for piece in line) else None


def wording(element: Text, language: str) -> str:
    """The text of an element on paper of a language."""
    return element.english if language == "en" and element.english else element.text


def first_line(element: Text, height: float, lines: int, size: float) -> float:
    """Where the first of an element's lines begins below the top of its box, all in points."""
    top = (height - typeset.height(lines, size) - FEET * size) * SHARE[element.upright]
    return max(top, 0.0)


def fitted(element: Text, text: str, width: float, height: float, language: str) -> tuple[float, tuple[str, ...]]:
    """The type size in points and the lines in which a text fits its box. Raises Unprintable text_too_long."""
    if not text.strip():
        return element.size, ()
    if element.over == "count":
        return _counted(element, text, width, height, language)
    size, least = element.size, min(element.least, element.size)
    while size >= least:
        lines = _broken(element, text, width, size)
        if _fits(element, lines, width, height, size):
            return _lines_less(element, text, width, size, least) if element.wrap and len(lines) > 1 else (size, lines)
        size -= typeset.STEP
    if element.over == "cut":
        return least, _cut(element, text, width, height, least)
    raise Unprintable("text_too_long", text=text)


def _lines_less(element: Text, text: str, width: float, size: float, least: float) -> tuple[float, tuple[str, ...]]:
    """The size from `size` down by a tenth at which the text has the fewest lines."""
    best = size, _broken(element, text, width, size)
    smallest = max(size * _FOR_A_LINE_LESS, least)
    while (size := size - typeset.STEP) >= smallest:
        lines = _broken(element, text, width, size)
        if len(lines) < len(best[1]):
            best = size, lines
    return best


def _broken(element: Text, text: str, width: float, size: float) -> tuple[str, ...]:
    if element.wrap:
        return typeset.wrap(text, width, size, element.bold)
    return tuple(line for line in typeset.clean(text).split("\n") if line)


def _fits(element: Text, lines: tuple[str, ...], width: float, height: float, size: float) -> bool:
    if typeset.height(len(lines), size) + FEET * size > height + 0.01:
        return False
    # A word that is wider than the box was broken inside; that is for the least size alone.
    return element.wrap or all(typeset.advance(line, element.bold) * size <= width + 0.01 for line in lines)


def _room(height: float, size: float) -> int:
    """How many lines fit, one under another."""
    return max(int((height - (1 + FEET) * size + 0.01) / (size * typeset.LEADING)) + 1, 0) if height >= size else 0


def _cut(element: Text, text: str, width: float, height: float, size: float) -> tuple[str, ...]:
    """As much as fits, with "…" where something is left out."""
    lines = _broken(element, text, width, size)[: max(_room(height, size), 1)]
    *full, last = lines
    while last and typeset.advance(f"{last}…", element.bold) * size > width:
        last = last[:-1]
    return (*full, f"{last}…")


def _counted(element: Text, text: str, width: float, height: float, language: str) -> tuple[float, tuple[str, ...]]:
    """As many entries as fit, smaller where that helps; the others are counted in a last line."""
    entries = text.split("\n")
    for share in _SHRUNK:
        size = max(element.size * share, min(element.least, element.size))
        blocks = [typeset.wrap(entry, width, size, element.bold) for entry in entries]
        room = _room(height, size)
        if sum(map(len, blocks)) <= room:
            return size, tuple(line for block in blocks for line in block)
    kept: list[str] = []
    left = len(blocks)
    for block in blocks:
        if len(kept) + len(block) + 1 > room:
            break
        kept += block
        left -= 1
    if not room:
        raise Unprintable("text_too_long", text=text)
    more = translator(language)(MORE).format(n=left)
    return size, (*kept, *_one_line(more, width, size))


def _one_line(text: str, width: float, size: float) -> tuple[str]:
    """A line of our own, shortened where even it is too wide."""
    while text and typeset.advance(text) * size > width:
        text = text[:-1]
    return (text,)
