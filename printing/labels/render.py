"""The one renderer of labels: a layout and the values of its fields in, a PDF out.

    pdf = render(layout, [label, ...], dpi=203, language="en")

Text is set in the program's own typeface, bars and modules are whole dots of the printer, and nothing leaves the box
it is laid out in.
"""

from collections.abc import Sequence
from typing import Any

from printing import typeset
from printing.codes import Code, symbol
from printing.errors import Unprintable
from printing.labels import fields, reprint
from printing.labels.fields import AnyLabel, Field
from printing.labels.filling import FEET, SHARE, Values, filled, first_line, fitted, has_field, holds, wording
from printing.labels.layout import AnyElement, Bars, Box, Layout, Line, Picture, Text
from printing.sheet import MM, Sheet

MOST_LABELS = 5000


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
                    reprint.mark(pages.sheet, layout, values, language)
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


def draw_element(
    sheet: Sheet, element: AnyElement, width: float, height: float, values: Values, known: dict[str, Field],
    language: str,
) -> None:  # fmt: skip
    """An element in its own box, whose corner is the origin."""
    match element:
        case Text():
            _draw_text(sheet, element, filled(wording(element, language), values, known), width, height, language)
        case Bars():
            text = filled(element.text, values, known)
            if text or not has_field(element.text):
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


def _draw_text(sheet: Sheet, element: Text, text: str, width: float, height: float, language: str) -> None:
    size, lines = fitted(element, text, width, height, language)
    if not lines:
        return
    share = SHARE[element.align]
    sheet.lines(width * share, first_line(element, height, len(lines), size), lines, size, element.bold, share)


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
