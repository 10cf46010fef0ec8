"""The one renderer of labels: a layout and the values of its fields in, a PDF out.

    pdf = render(layout, [label, ...], dpi=203, language="en")

Text is set in the program's own typeface, bars and modules are whole dots of the printer, and nothing leaves the box
it is laid out in.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from printing import typeset
from printing.codes import Code, symbol
from printing.errors import Unprintable
from printing.labels import fields
from printing.labels.fields import AnyLabel, Field
from printing.labels.layout import AnyElement, Bars, Box, Condition, Layout, Line, Picture, Piece, Text, pieces
from printing.sheet import MM, Sheet
from resources.i18n import N_, translator

MOST_LABELS = 5000
SHARE = {"left": 0.0, "center": 0.5, "right": 1.0, "top": 0.0, "middle": 0.5, "bottom": 1.0}
# What hangs below the em box of the last line: the feet of g and y.
FEET = 0.12
_SHRUNK = (1.0, 0.85, 0.7)
MORE = N_("and {n} more, see the delivery note")

Values = dict[str, Any]


def render(
    layout: Layout,
    labels: Sequence[AnyLabel],
    dpi: int = 203,
    language: str = "zh_CN",
    *,
    copies: int = 1,
    start: int = 1,
) -> bytes:
    """Labels as one PDF, each `copies` times: a page each, or on the layout's sheets of paper from place `start` on.

    Raises Unprintable code_too_long, code_not_printable, code_not_digits, code_check_digit, text_too_long, with the
    label's own number and the place of the element; too_many_labels, bad_start.
    """
    whole = len(labels) * copies
    if not 0 < whole <= MOST_LABELS:
        raise Unprintable("too_many_labels", most=MOST_LABELS)
    pages = _Pages(layout, dpi, start, _number(labels[0]) if whole == 1 else "")
    place = 0
    for label in labels:
        for _copy in range(copies):
            place += 1
            values = fields.values(label, language, place, whole)
            try:
                with pages.next():
                    draw(pages.sheet, layout, values, language)
            except Unprintable as error:
                error.data.setdefault("number", _number(label))
                raise
    return pages.done()


def _number(label: AnyLabel) -> str:
    """What a label is called when it can't be printed."""
    for name in ("package", "sku", "code"):
        if name in label if isinstance(label, dict) else hasattr(label, name):
            return str(label[name] if isinstance(label, dict) else getattr(label, name))
    return ""


class _Pages:
    """Where each label goes: a page of its own, or the next place on a sheet."""

    def __init__(self, layout: Layout, dpi: int, start: int, title: str) -> None:
        self.layout, paper = layout, layout.paper
        size = (paper.width, paper.height) if paper else (layout.width, layout.height)
        self.sheet = Sheet(*size, dpi, title)
        self._at = start - 1
        if paper is not None and not 0 < start <= paper.places:
            raise Unprintable("bad_start", most=paper.places)
        self._open = False

    def next(self) -> Any:
        """The box of the next label, to draw in."""
        layout, paper, sheet = self.layout, self.layout.paper, self.sheet
        if self._open and (paper is None or self._at == paper.places):
            sheet.end_page()
            self._at = 0
        self._open = True
        x = y = 0.0
        if paper is not None:
            row, column = divmod(self._at, paper.columns)
            x = (paper.left + column * (layout.width + paper.gap_x)) * MM
            y = (paper.top + row * (layout.height + paper.gap_y)) * MM
            self._at += 1
        return sheet.inside(x, y, layout.width * MM, layout.height * MM)

    def done(self) -> bytes:
        self.sheet.end_page()
        return self.sheet.pdf()


def draw(sheet: Sheet, layout: Layout, values: Values, language: str) -> None:
    """One label, at the corner of `sheet`. Raises Unprintable with the element's `place`, from 1."""
    known = fields.KNOWN[layout.kind]
    for place, element in enumerate(layout.elements, 1):
        if element.when is not None and not holds(element.when, values, known):
            continue
        box = (element.x * MM, element.y * MM, element.width * MM, element.height * MM)
        try:
            with sheet.inside(*box, element.turn) as (width, height):
                draw_element(sheet, element, width, height, values, known, language)
        except Unprintable as error:
            error.data.setdefault("place", place)
            raise


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


def draw_element(
    sheet: Sheet, element: AnyElement, width: float, height: float, values: Values, known: dict[str, Field],
    language: str,
) -> None:  # fmt: skip
    """An element in its own box, whose corner is the origin."""
    match element:
        case Text():
            text = element.english if language == "en" and element.english else element.text
            _draw_text(sheet, element, filled(text, values, known), width, height, language)
        case Bars():
            text = filled(element.text, values, known)
            if text or not _has_field(element.text):
                _draw_code(sheet, element, text, width, height)
        case Line():
            sheet.bar(0, 0, width, height)
        case Box():
            line = min(element.line * MM, width / 2, height / 2)
            sheet.frame(0, 0, width, height, line)
        case Picture():
            data = element.data or values.get(element.field) or b""
            if data:
                sheet.picture(data, 0, 0, width, height, SHARE[element.align])


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


def _has_field(text: str) -> bool:
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


def _draw_text(sheet: Sheet, element: Text, text: str, width: float, height: float, language: str) -> None:
    size, lines = fitted(element, text, width, height, language)
    if not lines:
        return
    top = (height - typeset.height(len(lines), size) - FEET * size) * SHARE[element.upright]
    share = SHARE[element.align]
    sheet.lines(width * share, max(top, 0.0), lines, size, element.bold, share)


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
            return size, lines
        size -= typeset.STEP
    if element.over == "cut":
        return least, _cut(element, text, width, height, least)
    raise Unprintable("text_too_long", text=text)


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


def _draw_code(sheet: Sheet, element: Bars, text: str, width: float, height: float) -> None:
    code = fitting_code(sheet, element, text, width, height)
    size = element.size if element.shown else 0.0
    words = (1 + FEET) * size + 0.7 * MM if element.shown else 0.0
    if code.height > 1:
        module = sheet.module(code, across(code, width, height - words)) * sheet.dot
        wide, high = module * code.whole_width, module * (code.height + 2 * code.quiet)
        x, y = (width - wide) * SHARE[element.align], (height - words - high) * SHARE[element.upright]
        sheet.code(code, x, y, wide + sheet.dot / 4, 0, 0.0)
        foot = y + high
    else:
        foot = sheet.code(code, 0, 0, width, max(height - words, sheet.dot), SHARE[element.align])
    if element.shown:
        shown = typeset.shrink_line(text, width, size, 4.0)
        sheet.text(width / 2, foot + 0.7 * MM, text, shown, align=0.5)


def across(code: Code, width: float, height: float) -> float:
    """How wide a code may be so that its modules fit in the height too, for one that is square or nearly so."""
    return min(width, max(height, 0.0) * code.whole_width / (code.height + 2 * code.quiet))


def fitting_code(sheet: Sheet, element: Bars, text: str, width: float, height: float) -> Code:
    """The code of an element: its own, or the spare one where its bars are too long. Raises Unprintable."""
    try:
        code = symbol(element.symbology, text)
        sheet.module(code, across(code, width, height) if code.height > 1 else width)
    except Unprintable as error:
        if not element.spare or error.code != "code_too_long":
            raise
        return symbol(element.spare, text)
    return code


