"""The counting list: bins in walking order, what lies there without how much, a code to scan and room to write."""

from collections.abc import Callable, Sequence
from datetime import date

from printing import typeset
from printing.codes import code128, qr
from printing.papers import CountLine, CountPlace
from printing.sheet import MM, Sheet
from resources.i18n import N_, translator

_SIDE, _TOP = 15 * MM, 13 * MM
_HEAD, _ROW, _SQUARE = 15 * MM, 14 * MM, 12 * MM
_BOX_WIDE, _BOX_HIGH, _LINE = 34 * MM, 10 * MM, 0.3 * MM
_TOLD = N_("Scan the bin, then each line; type what you counted, Enter. What else lies there is added.")
_EMPTY_ROWS = 1  # room below each bin for what the book does not know of


def render_count_sheet(places: Sequence[CountPlace], day: date, language: str = "zh_CN") -> bytes:
    """The list as PDF on A4; a page begins with its bin again. Raises Unprintable code_too_long, code_not_printable."""
    return _Paper(day, translator(language)).pdf(places)


class _Paper:
    def __init__(self, day: date, words: Callable[[str], str]) -> None:
        self._day, self._words, self._page = day, words, 0
        self._sheet = Sheet(210, 297, 300, "COUNT")
        self._foot = self._sheet.height - 14 * MM
        self._y = 0.0

    def pdf(self, places: Sequence[CountPlace]) -> bytes:
        self._begin()
        for place in places:
            if self._y + _HEAD + _ROW > self._foot:
                self._turn()
            self._place(place)
            for line in (*place.lines, *[None] * _EMPTY_ROWS):
                if self._y + _ROW > self._foot:
                    self._turn()
                    self._place(place)
                self._row(line)
            self._y += 3 * MM
        self._end()
        return self._sheet.pdf()

    def _begin(self) -> None:
        self._page += 1
        self._sheet.text(_SIDE, _TOP, self._words("Counting list"), 18, bold=True)
        self._sheet.text(self._sheet.width - _SIDE, _TOP + 2 * MM, self._day.isoformat(), 11, align=1.0)
        self._sheet.text(_SIDE, _TOP + 8 * MM, self._words(_TOLD), 9.5)
        self._y = _TOP + 15 * MM

    def _end(self) -> None:
        page = self._words("Page {n}").format(n=self._page)
        self._sheet.text(self._sheet.width - _SIDE, self._foot + 3 * MM, page, 9, align=1.0)
        self._sheet.end_page()

    def _turn(self) -> None:
        self._end()
        self._begin()

    def _place(self, place: CountPlace) -> None:
        sheet, wide = self._sheet, self._sheet.width - 2 * _SIDE
        sheet.bar(_SIDE, self._y, wide, _LINE)
        sheet.text(_SIDE, self._y + 3 * MM, place.code, 20, bold=True)
        sheet.text(_SIDE + 62 * MM, self._y + 5 * MM, place.name, 11)
        sheet.code(code128(f"BIN-{place.code}"), sheet.width - _SIDE - 70 * MM, self._y + 2 * MM, 70 * MM, 10 * MM,
                   align=1.0)  # fmt: skip
        self._y += _HEAD

    def _row(self, line: CountLine | None) -> None:
        sheet, x = self._sheet, _SIDE + _SQUARE + 4 * MM
        if line is not None:
            sheet.code(qr(line.code), _SIDE, self._y, _SQUARE, 0)
            room = sheet.width - _SIDE - _BOX_WIDE - 6 * MM - x
            size = typeset.shrink_line(line.name, room, 12, 6, bold=True)
            sheet.text(x, self._y + 1 * MM, line.name, size, bold=True)
            lot = f"{self._words('Lot')} {line.lot}" if line.lot else ""
            until = line.expiry.isoformat() if line.expiry else ""
            sheet.text(x, self._y + 7 * MM, "   ".join(part for part in (line.sku, lot, until) if part), 10)
            sheet.text(sheet.width - _SIDE - 2 * MM, self._y + 3.5 * MM, line.unit, 10, align=1.0)
        sheet.frame(sheet.width - _SIDE - _BOX_WIDE, self._y + 1 * MM, _BOX_WIDE, _BOX_HIGH, _LINE)
        self._y += _ROW
