"""Billing a month: who is billed how much, looked through before it is done."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services import billing
from services.billing import MonthBilled, MonthUndone, ToBill
from ui.kit.dialog import Dialog
from ui.kit.formats import amount, money, short_date
from ui.kit.labels import label
from ui.kit.panel import KeyFacts, MiniCell, MiniColumn, MiniTable
from ui.shell import Shell


def month_name(day: date) -> str:
    """A month with its year, as digits in the order of the language."""
    return _("{month}/{year}").format(month=f"{day.month:02d}", year=day.year)


class BillMonth(Dialog):
    """See the module. `done` follows when it is billed."""

    def __init__(
        self, owner: QWidget, shell: Shell, month: date, rows: tuple[ToBill, ...], done: Callable[[], None]
    ) -> None:
        super().__init__(owner, _("Bill {month}").format(month=month_name(month)))
        self._owner, self._shell, self._month, self._done = owner, shell, month, done
        count, total = len(rows), sum((row.amount for row in rows), Decimal(0))
        deliveries = sum(row.deliveries for row in rows)
        self.body.addWidget(label(_("What left up to {day} and is not billed yet is owed from now on.").format(
            day=short_date(month)), wrap=True))  # fmt: skip
        self.body.addWidget(KeyFacts([
            (_("Customers"), str(count)), (_("Deliveries"), str(deliveries)), (_("Together"), money(total)),
        ], 3))  # fmt: skip
        columns = (MiniColumn(_("Customer")), MiniColumn(_("Deliveries"), 84, True),
                   MiniColumn(_("Amount ¥"), 120, True), MiniColumn(_("Due date"), 96, True))  # fmt: skip
        lines = [(MiniCell(row.name, row.code), str(row.deliveries), amount(row.amount), short_date(row.due))
                 for row in rows]  # fmt: skip
        self.body.addWidget(MiniTable(columns, lines))
        self.body.addStretch(1)
        verb = ngettext("Bill {count} customer", "Bill {count} customers", count).format(count=count)
        self.bill_button = self.buttons(verb, self.bill, hint=_("Ctrl Enter bills  •  Esc cancels"))

    def bill(self) -> None:
        month = self._month
        self._shell.run(self, lambda call: billing.bill_month(call, month), self._billed, button=self.bill_button)

    def _billed(self, made: MonthBilled) -> None:
        self.accept()
        said = ngettext(
            "{month} is billed: {count} customer, {amount}.", "{month} is billed: {count} customers, {amount}.",
            made.customers,
        )  # fmt: skip
        owner, shell, done, month = self._owner, self._shell, self._done, made.last
        shell.toast(said.format(month=month_name(month), count=made.customers, amount=money(made.amount)),
                    undo=lambda: undo_month(owner, shell, done, month))  # fmt: skip
        self._done()


def undo_month(
    owner: QWidget, shell: Shell, done: Callable[[], None], month: date, customers: tuple[int, ...] = ()
) -> None:
    """Take the bills of a month back, of all or of these customers; they can be billed again at once."""

    def undone(made: MonthUndone) -> None:
        text = _("The bills of {month} are taken back and wait again: {amount}.")
        told = text.format(month=month_name(made.last), amount=money(made.amount))
        kept = ngettext("{count} customer has paid on theirs and keeps them.",
                        "{count} customers have paid on theirs and keep them.", made.paid)  # fmt: skip
        shell.toast(f"{told} {kept.format(count=made.paid)}" if made.paid else told)
        done()

    shell.run(owner, lambda call: billing.undo_month(call, month, customers), undone)
