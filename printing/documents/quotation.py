"""The quotation: what is offered at which price until when, on A4, with a place for the customer's yes."""

from collections.abc import Callable
from decimal import Decimal

from printing import figures
from printing.documents.form import PAD, Column, Field, Grid
from printing.documents.listed import SIZE, ListPaper
from printing.papers import NoteLine, Quotation
from printing.sheet import MM
from resources.i18n import N_


def render_quotation(paper: Quotation, language: str = "zh_CN") -> bytes:
    """A quotation as PDF on A4. Raises Unprintable code_too_long, text_too_long."""
    return _Quotation(paper, language).pdf()


class _Quotation(ListPaper):
    title = N_("QUOTATION")
    sign = 19 * MM

    def __init__(self, paper: Quotation, language: str) -> None:
        super().__init__(paper.number, 1, language)
        self.paper, self.chinese, self.logo = paper, language != "en", paper.seller.logo
        self.specs = any(line.spec for line in paper.lines)
        self.total = sum((line.amount for line in paper.lines), Decimal(0))
        self.terms = Grid(self.side, self.width, SIZE, self._terms())
        self.below = self.terms.draw(None, 2 * MM) + (SIZE + 2 * PAD if self.chinese else 0.0)

    def fields(self, words: Callable[[str], str]) -> list[list[Field]]:
        paper, _ = self.paper, words
        return [
            [Field(_("To:"), paper.customer.company, 2), Field(_("Date:"), paper.day.isoformat())],
            [
                Field(_("Attention:"), paper.customer.person),
                Field(_("Telephone:"), paper.customer.phone),
                Field(_("Valid until:"), paper.valid_until.isoformat()),
            ],
            [Field(_("Your reference:"), paper.reference)],
            [Field(_("Offered by:"), paper.seller.company, 2), Field(_("Telephone:"), paper.seller.phone)],
            [Field(_("Our address:"), paper.seller.address, 2), Field(_("Sales contact:"), paper.salesperson)],
        ]

    def columns(self, words: Callable[[str], str]) -> list[Column]:
        _ = words
        return [
            Column("#", 7, 0.5),
            Column(_("Item no."), 25),
            Column(_("Goods"), 48),
            *([Column(_("Specification"), 24)] if self.specs else []),
            Column(_("Qty"), 17, 1, bold=True),
            Column(_("UoM"), 12, 0.5),
            Column(_("Unit price ¥"), 20, 1),
            Column(_("Amount ¥"), 23, 1),
        ]

    def rows(self) -> list[list[str]]:
        return [self._cells(number, line) for number, line in enumerate(self.paper.lines, 1)]

    def _cells(self, number: int, line: NoteLine) -> list[str]:
        return [
            str(number), line.sku, line.name, *([line.spec] if self.specs else []), figures.quantity(line.quantity),
            line.unit, figures.price(line.price), figures.amount(line.amount),
        ]  # fmt: skip

    def closing(self, words: Callable[[str], str]) -> list[str]:
        _ = words
        return [_("Total"), _("{n} lines").format(n=len(self.paper.lines))]

    def boxes(self, words: Callable[[str], str]) -> list[Field]:
        _ = words
        yes = Field(_("Accepted: company, person, stamp, date"), "", 2)
        return [Field(_("Quoted by"), self.paper.salesperson), yes]

    def _terms(self) -> list[list[Field]]:
        paper, _ = self.paper, self.words
        days = _("{n} days after delivery").format(n=paper.payment_days) if paper.payment_days else _("On delivery")
        promised = paper.promised.isoformat() if paper.promised else ""
        return [
            [Field(_("Payment:"), days), Field(_("Delivery:"), promised)],
            [Field(_("Delivery address:"), paper.customer.address)],
            [Field(_("Note:"), paper.remark)],
        ]

    def _close(self, y: float) -> None:
        """The total in words where the language has such, then the terms, between the sum and the boxes."""
        total = f"¥{figures.amount(self.total)}"
        above = self.table.span(self.sheet, y, [(" · ".join(self.closing(self.words)), 0), (total, 1)])
        if self.chinese:
            # The words of a Chinese bill; they have no English form.
            above = self.table.span(self.sheet, above, [(f"合计大写  {figures.capital(self.total)}", 0)])
        self.sign_at(self.terms.draw(self.sheet, above + 2 * MM))
