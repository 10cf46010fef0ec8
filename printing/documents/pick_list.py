"""The pick list: what to fetch from which bin, in walking order, on A4."""

from collections.abc import Callable
from decimal import Decimal

from printing import figures
from printing.documents.form import Column, Field, Wording
from printing.documents.listed import NO_WORDING, ListPaper
from printing.papers import PickLine, PickList
from resources.i18n import N_


def render_pick_list(pick: PickList, language: str = "zh_CN", size: str = "A4", wording: Wording = NO_WORDING) -> bytes:
    """A pick list as PDF on one of listed.SHEETS, its lines in the order given. Raises Unprintable code_too_long,
    text_too_long."""
    return _PickList(pick, language, size, wording).pdf()


class _PickList(ListPaper):
    title = N_("PICK LIST")

    def __init__(self, pick: PickList, language: str, size: str, wording: Wording) -> None:
        super().__init__(pick.number, pick.prints, language, size, wording)
        self.pick = pick
        # One order for all lines is named once, in the head.
        self.shared = len({line.orders for line in pick.lines}) > 1

    def note(self) -> str:
        return figures.minute(self.pick.printed_at)

    def fields(self, words: Callable[[str], str]) -> list[list[Field]]:
        pick, _ = self.pick, words
        promised = figures.minute(pick.promised) if pick.promised else ""
        return [
            [
                Field(_("Pick for:"), pick.customer, 2, key="customer"),
                Field(_("Promised by:"), promised, key="promised"),
            ],
            [
                Field(_("For orders:"), ", ".join(pick.orders), 2, key="orders"),
                Field(_("Sent by:"), pick.carrier, key="carrier"),
            ],
            [Field(_("Note:"), pick.remark, key="remark")],
        ]

    def columns(self, words: Callable[[str], str]) -> list[Column]:
        _ = words
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

    def rows(self) -> list[list[str]]:
        return [self._cells(number, line) for number, line in enumerate(self.pick.lines, 1)]

    def _cells(self, number: int, line: PickLine) -> list[str]:
        name = "\n".join(filter(None, [line.name, line.spec]))
        lot = "\n".join(filter(None, [line.lot, line.expiry.isoformat() if line.expiry else ""]))
        planned = figures.quantity(line.planned)
        cells = [str(number), line.bin, line.sku, name, lot, planned, line.unit, ""]
        return [*cells, "\n".join(line.orders)] if self.shared else cells

    def closing(self, words: Callable[[str], str]) -> list[str]:
        """How much there is in all."""
        lines, _ = self.pick.lines, words
        units = {line.unit for line in lines}
        total = figures.quantity(sum((line.planned for line in lines), Decimal(0)))
        pieces = f"{total} {units.pop()}" if len(units) == 1 else ""
        count = _("{n} lines").format(n=len(lines))
        return [count, _("{n} bins").format(n=len({line.bin for line in lines})), pieces]

    def boxes(self, words: Callable[[str], str]) -> list[Field]:
        _ = words
        return [Field(_("Picked by"), self.pick.picker), Field(_("Checked by"), ""), Field(_("Finished at"), "")]
