"""The pick list: what to fetch from which bin, in walking order, on A4."""

from collections.abc import Callable
from decimal import Decimal

from printing import figures
from printing.codes import code128
from printing.documents.form import HAIR, PAD, Column, Field, Grid, Table, pages, sign_boxes
from printing.papers import PickLine, PickList
from printing.sheet import MM, Sheet
from resources.i18n import translator

_SIDE, _EDGE, _SIGN = 12 * MM, 11 * MM, 15 * MM
_TITLE, _SIZE = 20.0, 9.5


def render_pick_list(pick: PickList, language: str = "zh_CN") -> bytes:
    """A pick list as PDF on A4, its lines in the order given. Raises Unprintable code_too_long, text_too_long."""
    sheet = Sheet(210, 297, 300, pick.number)
    _Layout(sheet, pick, translator(language)).draw()
    return sheet.pdf()


class _Layout:
    def __init__(self, sheet: Sheet, pick: PickList, words: Callable[[str], str]) -> None:
        self.sheet, self.pick, self.words = sheet, pick, words
        # One order for all lines is named once, in the head.
        self.shared = len({line.orders for line in pick.lines}) > 1
        self.width = sheet.width - 2 * _SIDE
        self.foot = sheet.height - _EDGE - 3.5 * MM
        self.table = Table(_SIDE, self.width, self._columns(), _SIZE)
        self.grid = Grid(_SIDE, self.width, _SIZE, self._fields())

    def draw(self) -> None:
        rows = [self.table.measure(self._cells(n, line), 1.6 * MM) for n, line in enumerate(self.pick.lines, 1)]
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
            self.sheet.text(_SIDE, self.foot + HAIR, figures.minute(self.pick.printed_at), 8)
            self.sheet.end_page()

    def _heading(self) -> float:
        sheet, pick, _ = self.sheet, self.pick, self.words
        code, right = code128(pick.number), _SIDE + self.width
        actual = sheet.module(code, 72 * MM) * code.whole_width * sheet.dot
        foot = sheet.code(code, right - actual, _EDGE, actual, 11 * MM)
        sheet.text(right - actual / 2, foot + 0.8 * MM, pick.number, 11, bold=True, align=0.5)
        sheet.text(_SIDE, _EDGE, _("PICK LIST"), _TITLE, bold=True)
        if pick.prints > 1:
            sheet.text(_SIDE, _EDGE + 9.5 * MM, _("Reprint {n}").format(n=pick.prints), _SIZE)
        return self.grid.draw(sheet, _EDGE + 20 * MM) + 1 * MM

    def _fields(self) -> list[list[Field]]:
        pick, _ = self.pick, self.words
        promised = figures.minute(pick.promised) if pick.promised else ""
        return [
            [Field(_("Pick for:"), pick.customer, 2), Field(_("Promised by:"), promised)],
            [
                Field(_("For orders:"), ", ".join(pick.orders), 2),
                Field(_("Sent by:"), pick.carrier),
            ],
            [Field(_("Note:"), pick.remark)],
        ]

    def _columns(self) -> list[Column]:
        _ = self.words
        return [
            Column("#", 7, 0.5),
            Column(_("Bin"), 20, bold=True),
            Column(_("Item no."), 24),
            Column(_("Goods"), 52),
            Column(_("Lot / use by"), 21),
            Column(_("To pick"), 15, 1, bold=True),
            Column(_("UoM"), 10, 0.5),
            Column(_("Picked qty"), 15),
            *([Column(_("Order"), 28)] if self.shared else []),
        ]

    def _cells(self, number: int, line: PickLine) -> list[str]:
        name = "\n".join(filter(None, [line.name, line.spec]))
        lot = "\n".join(filter(None, [line.lot, line.expiry.isoformat() if line.expiry else ""]))
        planned = figures.quantity(line.planned)
        cells = [str(number), line.bin, line.sku, name, lot, planned, line.unit, ""]
        return [*cells, "\n".join(line.orders)] if self.shared else cells

    def _close(self, y: float) -> None:
        """How much there is in all, and who picked and checked it, right under the lines."""
        lines, _ = self.pick.lines, self.words
        units = {line.unit for line in lines}
        total = figures.quantity(sum((line.planned for line in lines), Decimal(0)))
        pieces = f"{total} {units.pop()}" if len(units) == 1 else ""
        count = _("{n} lines").format(n=len(lines))
        bins = _("{n} bins").format(n=len({line.bin for line in lines}))
        y = self.table.span(self.sheet, y, [(" · ".join(filter(None, [count, bins, pieces])), 0)])
        boxes = [Field(_("Picked by"), self.pick.picker), Field(_("Checked by"), ""), Field(_("Finished at"), "")]
        sign_boxes(self.sheet, _SIDE, y + 2 * MM, self.width, _SIGN, boxes)
