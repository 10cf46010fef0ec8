"""The statement of account: what a customer owed, what came and was paid, what is owed, to be agreed by signature."""

from collections.abc import Callable
from decimal import Decimal

from printing import figures
from printing.documents.form import PAD, Column, Field, Wording, stamp
from printing.documents.listed import NO_WORDING, SIZE, ListPaper
from printing.papers import Statement, StatementLine
from printing.sheet import MM
from resources.i18n import N_

ZERO = Decimal(0)
KINDS = {
    "opening": N_("Brought along"), "dispatch": N_("Delivery"), "credit": N_("Credit note"), "payment": N_("Payment"),
}  # fmt: skip


def render_statement(
    paper: Statement, language: str = "zh_CN", size: str = "A4", wording: Wording = NO_WORDING
) -> bytes:
    """A statement as PDF on one of listed.SHEETS. Raises Unprintable code_too_long, text_too_long."""
    return _Statement(paper, language, size, wording).pdf()


class _Statement(ListPaper):
    title = N_("STATEMENT OF ACCOUNT")
    scanned = False  # a customer's code may be in Chinese
    sign = 22 * MM

    def __init__(self, paper: Statement, language: str, size: str, wording: Wording) -> None:
        super().__init__(paper.number, paper.prints, language, size, wording)
        self.paper, self.logo, self.chinese = paper, paper.seller.logo, language != "en"
        self.below = (SIZE + 2 * PAD) * (2 if self.chinese else 1)
        self.owed = paper.opening + sum((line.owed - line.paid for line in paper.lines), ZERO)

    def fields(self, words: Callable[[str], str]) -> list[list[Field]]:
        paper, _ = self.paper, words
        days = f"{paper.first.isoformat()} – {paper.last.isoformat()}"
        return [
            [Field(_("To:"), paper.customer.company, 2), Field(_("Time:"), days)],
            [Field(_("From:"), paper.seller.company, 2), Field(_("Telephone:"), paper.seller.phone, key="phone")],
            [Field(_("Pay to:"), paper.bank_account, key="account")],
        ]

    def columns(self, words: Callable[[str], str]) -> list[Column]:
        _ = words
        return [
            Column(_("Date"), 22),
            Column(_("What"), 28, key="what"),
            Column(_("Number"), 42, key="number"),
            Column(_("Owed ¥"), 26, 1),
            Column(_("Paid ¥"), 26, 1),
            Column(_("Balance ¥"), 28, 1, bold=True),
        ]

    def rows(self) -> list[list[str]]:
        balance, _ = self.paper.opening, self.words
        first = [self.paper.first.isoformat(), _("Opening balance"), "", "", "", figures.amount(balance)]
        rows = [first]
        for line in self.paper.lines:
            balance += line.owed - line.paid
            rows.append(self._cells(line, balance))
        return rows

    def _cells(self, line: StatementLine, balance: Decimal) -> list[str]:
        what = self.words(KINDS.get(line.what, line.what))
        owed, paid = (figures.amount(each) if each else "" for each in (line.owed, line.paid))
        return [line.day.isoformat(), what, line.number, owed, paid, figures.amount(balance)]

    def closing(self, words: Callable[[str], str]) -> list[str]:
        owed = sum((line.owed for line in self.paper.lines), ZERO)
        paid = sum((line.paid for line in self.paper.lines), ZERO)
        told = words("Owed ¥{owed}, paid ¥{paid} in this time")
        return [told.format(owed=figures.amount(owed), paid=figures.amount(paid))]

    def boxes(self, words: Callable[[str], str]) -> list[Field]:
        _ = words
        return [Field(_("Made out by"), ""), Field(_("We agree: company, person, stamp, date"), "", 2)]

    def _close(self, y: float) -> None:
        """What is owed, in figures and, where the language has such, in the words of a bill."""
        total = f"{self.words('Owed in all ¥:')} {figures.amount(self.owed)}"
        above = self.table.span(self.sheet, y, [(" · ".join(self.closing(self.words)), 0), (total, 1)])
        if self.chinese:
            above = self.table.span(self.sheet, above, [(f"应付大写  {figures.capital(self.owed)}", 0)])
        stamp(self.sheet, self.paper.seal, self.side + self.width * 0.08, above + 2 * MM + self.sign)
        self.sign_at(above)
