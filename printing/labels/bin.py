"""The label on a shelf, 60 x 40 mm: the bin's code as large as it goes, its name, and the code a scanner reads."""

from collections.abc import Sequence

from printing import typeset
from printing.codes import Code, code128, qr
from printing.errors import Unprintable
from printing.papers import BinLabel
from printing.sheet import MM, Sheet

WIDTH, HEIGHT = 60.0, 40.0
_MARGIN = 2 * MM
_BIG, _BIG_ROOM, _SMALL, _LEAST = 34.0, 13 * MM, 9.0, 5.0
_CODE_TOP, _BARS, _SQUARE = 20.5 * MM, 14 * MM, 18 * MM


def render_bin_labels(labels: Sequence[BinLabel], dpi: int = 203) -> bytes:
    """Labels as one PDF, a page each. Raises Unprintable code_not_printable, text_too_long, with the bin's code."""
    sheet = Sheet(WIDTH, HEIGHT, dpi, labels[0].code if len(labels) == 1 else "")
    for label in labels:
        try:
            _draw(sheet, label)
        except Unprintable as error:
            error.data["number"] = label.code
            raise
        sheet.end_page()
    return sheet.pdf()


def _draw(sheet: Sheet, label: BinLabel) -> None:
    inner, middle = sheet.width - 2 * _MARGIN, sheet.width / 2
    size = typeset.shrink_line(label.code, inner, _BIG, _LEAST, bold=True)
    y = 1.5 * MM + (_BIG_ROOM - size) / 2
    sheet.text(middle, y, label.code, size, bold=True, align=0.5)
    if label.name:
        small = typeset.shrink_line(label.name, inner, _SMALL, _LEAST)
        sheet.text(middle, 15.5 * MM, label.name, small, align=0.5)
    symbol = _symbol(sheet, f"BIN-{label.code}")
    if symbol.height > 1:
        sheet.code(symbol, (sheet.width - _SQUARE) / 2, _CODE_TOP - 1 * MM, _SQUARE, 0)
    else:
        sheet.code(symbol, 0, _CODE_TOP, sheet.width, _BARS)


def _symbol(sheet: Sheet, text: str) -> Code:
    """Bars where they fit across the label, else a square."""
    bars = code128(text)
    try:
        sheet.module(bars, sheet.width)
    except Unprintable:
        return qr(text)
    return bars
