"""The hand-over list: what the driver takes along and signs for, on A4."""

from collections.abc import Callable

from printing import figures
from printing.codes import code128
from printing.documents.form import HAIR, PAD, Column, Field, Grid, Table, pages, sign_boxes
from printing.papers import HandedOver, HandOverList
from printing.sheet import MM, Sheet
from resources.i18n import translator

_SIDE, _EDGE, _SIGN = 12 * MM, 11 * MM, 18 * MM
_TITLE, _SIZE = 20.0, 9.5


def render_handover(paper: HandOverList, language: str = "zh_CN") -> bytes:
    """A hand-over list as PDF on A4. Raises Unprintable code_too_long, text_too_long."""
    sheet = Sheet(210, 297, 300, paper.number)
    _Layout(sheet, paper, translator(language)).draw()
    return sheet.pdf()


class _Layout:
    def __init__(self, sheet: Sheet, paper: HandOverList, words: Callable[[str], str]) -> None:
        self.sheet, self.paper, self.words = sheet, paper, words
        self.width = sheet.width - 2 * _SIDE
        self.foot = sheet.height - _EDGE - 3.5 * MM
        self.table = Table(_SIDE, self.width, self._columns(), _SIZE)
        self.grid = Grid(_SIDE, self.width, _SIZE, self._fields())

    def draw(self) -> None:
        rows = [self.table.measure(self._cells(n, line), 1.2 * MM) for n, line in enumerate(self.paper.lines, 1)]
        start = self.grid.draw(None, _EDGE + 20 * MM) + 1 * MM + self.table.head().height
        room = self.foot - start - 1 * MM
        parts = list(pages(rows, room, room - _SIZE - 2 * PAD - _SIGN - 2 * MM))
        for number, part in enumerate(parts, 1):
            y = self.table.draw(self.sheet, self._heading(), self.table.head(), head=True)
            for row in part:
                y = self.table.draw(self.sheet, y, row)
            if number == len(parts):
                self._close(y)
            page = self.words("Page {n} of {count}").format(n=number, count=len(parts))
            self.sheet.text(_SIDE + self.width, self.foot + HAIR, page, 8, align=1)
            self.sheet.end_page()

    def _heading(self) -> float:
        sheet, paper, _ = self.sheet, self.paper, self.words
        code, right = code128(paper.number), _SIDE + self.width
        actual = sheet.module(code, 72 * MM) * code.whole_width * sheet.dot
        foot = sheet.code(code, right - actual, _EDGE, actual, 11 * MM)
        sheet.text(right - actual / 2, foot + 0.8 * MM, paper.number, 11, bold=True, align=0.5)
        sheet.text(_SIDE, _EDGE, _("HAND-OVER LIST"), _TITLE, bold=True)
        if paper.prints > 1:
            sheet.text(_SIDE, _EDGE + 9.5 * MM, _("Reprint {n}").format(n=paper.prints), _SIZE)
        return self.grid.draw(sheet, _EDGE + 20 * MM) + 1 * MM

    def _fields(self) -> list[list[Field]]:
        paper, _ = self.paper, self.words
        return [
            [Field(_("From:"), paper.company, 2), Field(_("Handed over at:"), figures.minute(paper.at))],
            [Field(_("Sent by:"), paper.carrier, 2), Field(_("Driver:"), paper.driver)],
            [Field(_("Vehicle:"), paper.plate)],
        ]

    def _columns(self) -> list[Column]:
        _ = self.words
        return [
            Column("#", 7, 0.5),
            Column(_("Delivery"), 32, bold=True),
            Column(_("Receiver"), 78),
            Column(_("Packages"), 16, 1, bold=True),
            Column("kg", 16, 1),
            Column(_("Waybill"), 38),
        ]

    def _cells(self, number: int, line: HandedOver) -> list[str]:
        to = "\n".join(filter(None, [line.customer, " ".join(filter(None, [line.receiver, line.address]))]))
        weight = f"{line.weight_g / 1000:.2f}" if line.weight_g else ""
        return [str(number), line.number, to, str(line.packages), weight, "\n".join(line.tracking)]

    def _close(self, y: float) -> None:
        """How many packages there are in all, and who gave and took them."""
        lines, _ = self.paper.lines, self.words
        told = [
            _("{n} deliveries").format(n=len(lines)),
            _("{n} packages").format(n=sum(line.packages for line in lines)),
            f"{sum(line.weight_g for line in lines) / 1000:.2f} kg",
        ]
        y = self.table.span(self.sheet, y, [(" · ".join(told), 0)])
        boxes = [Field(_("Handed over by"), self.paper.handed_by), Field(_("Taken over by"), ""), Field(_("Date"), "")]
        sign_boxes(self.sheet, _SIDE, y + 2 * MM, self.width, _SIGN, boxes)
