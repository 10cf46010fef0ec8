"""The return slip: what was delivered, with blanks for what comes back of it and why; it goes with the goods."""

from collections.abc import Callable

from printing import figures
from printing.documents.form import Column, Field, Wording
from printing.documents.listed import NO_WORDING, ListPaper
from printing.papers import NoteLine, ReturnSlip
from printing.sheet import MM
from resources.i18n import N_


def render_return_slip(
    paper: ReturnSlip, language: str = "zh_CN", size: str = "A4", wording: Wording = NO_WORDING
) -> bytes:
    """A return slip as PDF on one of listed.SHEETS. Raises Unprintable code_too_long, text_too_long."""
    return _ReturnSlip(paper, language, size, wording).pdf()


class _ReturnSlip(ListPaper):
    title = N_("RETURN SLIP")
    sign, gap = 18 * MM, 2.4 * MM

    def __init__(self, paper: ReturnSlip, language: str, size: str, wording: Wording) -> None:
        super().__init__(paper.returned or paper.number, paper.prints, language, size, wording)
        self.paper, self.logo = paper, paper.seller.logo

    def note(self) -> str:
        if self.paper.returned:
            return self.words("Put this slip into the parcel with the goods.")
        return self.words("Goods come back only with this slip. Tick what comes back, and say why.")

    def fields(self, words: Callable[[str], str]) -> list[list[Field]]:
        paper, _ = self.paper, words
        seller = " · ".join(filter(None, [paper.seller.address, paper.seller.phone]))
        return [
            [Field(_("Returned by:"), paper.customer.company, 2), Field(_("Delivered on:"), paper.day.isoformat())],
            [
                Field(_("Attention:"), paper.customer.person, key="person"),
                Field(_("Telephone:"), paper.customer.phone, key="phone"),
                Field(_("Your order no.:"), paper.customer_order, key="reference"),
            ],
            *([[Field(_("Delivery:"), paper.number, 3)]] if paper.returned else []),
            [Field(_("Back to:"), paper.seller.company, 2), Field(_("Our order no.:"), ", ".join(paper.orders))],
            [Field(_("Our address:"), seller, 2, key="address"), Field(_("Sent by:"), paper.carrier, key="carrier")],
        ]

    def columns(self, words: Callable[[str], str]) -> list[Column]:
        _ = words
        return [
            Column("#", 7, 0.5),
            Column(_("Item no."), 25, key="sku"),
            Column(_("Goods"), 46, key="goods"),
            Column(_("Lot / use by"), 22, key="lot"),
            Column(_("Delivered"), 17, 1, key="quantity"),
            Column(_("UoM"), 11, 0.5, key="unit"),
            Column(_("Comes back"), 20, 1, bold=True),
            Column(_("Why: damaged, wrong, too many, expired"), 42),
        ]

    def rows(self) -> list[list[str]]:
        return [self._cells(number, line) for number, line in enumerate(self.paper.lines, 1)]

    def _cells(self, number: int, line: NoteLine) -> list[str]:
        lot = "\n".join(filter(None, [line.lot, line.expiry.isoformat() if line.expiry else ""]))
        name = "\n".join(filter(None, [line.name, line.spec]))
        back = figures.quantity(self.paper.back[number - 1]) if self.paper.back else ""
        return [str(number), line.sku, name, lot, figures.quantity(line.quantity), line.unit, back,
                self.paper.why]  # fmt: skip

    def closing(self, words: Callable[[str], str]) -> list[str]:
        return [words("{n} lines").format(n=len(self.paper.lines))]

    def boxes(self, words: Callable[[str], str]) -> list[Field]:
        _ = words
        return [
            Field(_("Returned by: company, person, date"), "", 1.4),
            Field(_("Taken along by"), ""),
            Field(_("Received and looked over"), ""),
        ]
