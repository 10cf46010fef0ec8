"""Receivables: who owes what since when, and the payments that came in.

    window.activate(filter="overdue")       # only what is past its day
"""

from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from resources.i18n import _
from services import order_typing, payments, receivables
from services.receivables import Account, Paid
from services.unit import Created
from ui.kit.buttons import action_button, icon_button
from ui.kit.case_dialog import CaseDialog
from ui.kit.fields import DateField, DecimalField, TextField
from ui.kit.filter_bar import Saved
from ui.kit.formats import amount, short_date
from ui.kit.forms import Form
from ui.kit.labels import ElidedLabel, boxed, column, hline, label, row
from ui.kit.panel import KeyFacts, MiniCell, MiniColumn, MiniTable, section
from ui.kit.record_window import Export, RecordWindow
from ui.kit.search_field import SearchField
from ui.shell import Shell


class FinanceWindow(RecordWindow):
    """See the module. A row is an open bill; the panel shows the whole account of who owes it."""

    topics = frozenset({"money", "deliveries", "customers"})

    def __init__(self, shell: Shell, export: Export | None = None) -> None:
        super().__init__(
            shell, _("Receivables"), _("Who owes what since when, and what came in"), receivables.OPEN_BILLS,
            verb=_("Record payment"), icon="wallet", edit_right="payments.edit",
            search=_("Name, code, phone, initials"), empty=_("Nobody owes anything"), export=export,
            empty_text=_("A bill appears here as soon as a delivery leaves for a customer who pays later."),
            saved=(Saved("all", _("All"), ()), Saved("late", _("Past due"), (("late", "yes"),))),
        )  # fmt: skip

    def activate(self, *, filter: str = "", **where: Any) -> None:
        super().activate(**where)
        if filter == "overdue":
            self.pane.bar.set_filters((("late", "yes"),))

    def read(self, record_id: int) -> Account | None:
        return receivables.account_of_bill(record_id, self.shell.today())

    def show_record(self, record: Account) -> None:
        self.panel.set_head(record.code, record.name)
        limit = amount(record.limit) if record.limit is not None else _("No limit")
        facts = [(_("Owes ¥"), amount(record.balance)), (_("Credit limit ¥"), limit)]
        parts: list[QWidget] = [KeyFacts(facts), section(_("By age")), self._ages(record)]
        parts += [section(_("Open bills")), self._bills(record), section(_("Payments"))]
        parts += [self._payment(paid) for paid in record.payments] or [label(_("None has come in yet."), "hint")]
        self.panel.set_body(parts, keep=True)
        self.panel.set_foot([self.edit_button()])

    def edit_button(self) -> QPushButton:
        button = action_button(_("Record payment"), "banknote", "F4", "main")
        button.clicked.connect(self.edit_current)
        button.setEnabled(self.shell.may("payments.edit"))
        return button

    def _ages(self, record: Account) -> QWidget:
        terms = (_("Not due yet"), _("1 to 30 days"), _("31 to 60 days"), _("61 to 90 days"), _("Over 90 days"))
        rows = [(term, MiniCell(amount(value), tone="red" if at else "")) for at, (term, value)
                in enumerate(zip(terms, record.aged, strict=True)) if value]  # fmt: skip
        return MiniTable((MiniColumn(_("Past due")), MiniColumn(_("Amount ¥"), 110, right=True)), rows)

    def _bills(self, record: Account) -> QWidget:
        today = self.shell.today()
        still = MiniColumn(_("Still open ¥"), 110, right=True)
        columns = (MiniColumn(_("Delivery no.")), MiniColumn(_("Due date"), 84), still)
        return MiniTable(columns, [
            (bill.delivery or "—", MiniCell(short_date(bill.due, today), tone="red" if bill.due < today else ""),
             amount(bill.open))
            for bill in record.bills
        ])  # fmt: skip

    def _payment(self, paid: Paid) -> QWidget:
        undo = icon_button(_("Take this payment back"), "undo-2")
        undo.clicked.connect(lambda: self.take_back(paid))
        undo.setVisible(self.shell.may("payments.edit"))
        told = "  •  ".join(part for part in (paid.number, short_date(paid.day), paid.note) if part)
        line = row(gap=4, margins=(0, 4, 0, 4))
        line.addLayout(column(label(f"¥ {amount(paid.amount)}", "bodyStrong"), ElidedLabel(told, "caption"), gap=0), 1)
        line.addWidget(undo)
        return boxed(column(line, hline(), gap=0))

    def new(self) -> None:
        self._open(None)

    def edit(self, record: Account) -> None:
        self._open(record)

    def _open(self, record: Account | None) -> None:
        """The form of a payment: of the customer shown, or of one that is looked for."""
        form = Form()
        if record is None:
            field = SearchField(self.shell, order_typing.find_customers, lambda each: (each.name, each.code))
            form.add("customer", _("Customer"), field, required=_("Choose who paid."), span=2)
        form.add("amount", _("Amount ¥"), DecimalField(2, example="1280.50"), required=_("Type how much came in."))
        form.add("day", _("Received on"), DateField(self.shell.today), required=_("Type the day."))
        form.add("note", _("Note"), TextField(_("Such as: bank transfer")), span=2)
        late = record.balance if record is not None and record.balance > 0 else None
        form.set_values({"day": self.shell.today(), "amount": late})
        title = _("Payment of {name}").format(name=record.name) if record is not None else _("Record payment")

        def work(values: dict[str, Any]) -> Any:
            customer = record.id if record is not None else values["customer"].id
            return lambda call: payments.record_payment(call, customer, values["amount"], values["day"], values["note"])

        CaseDialog(
            self, self.shell, title, form, _("Record payment"), work, self._recorded,
            {"bad_amount": "amount", "in_future": "day", "unknown_customer": "customer"},
        ).open()  # fmt: skip

    def _recorded(self, made: Created) -> None:
        self.shell.toast(_("The payment is recorded and set against the oldest bills."))
        self._again()

    def take_back(self, paid: Paid) -> None:
        """A payment that was typed wrongly: asks for the reason, then its bills are open again."""
        form = Form(columns=1)
        hint = _("What it paid is open again.")
        form.add("reason", _("Reason"), TextField(_("Such as: typed twice")), required=True, hint=hint)
        title = _("Take back {number}, ¥ {amount}").format(number=paid.number, amount=amount(paid.amount))
        CaseDialog(
            self, self.shell, title, form, _("Take back"),
            lambda values: lambda call: payments.undo_payment(call, paid.id, values["reason"]),
            lambda _made: self._again(), {"reason_missing": "reason"},
        ).open()  # fmt: skip

    def _again(self) -> None:
        """A paid bill leaves the list; the account stays in the panel."""
        self.pane.refresh()
        account = self.record
        if account is not None:
            self.shell.read(
                self, lambda: receivables.account(account.id, self.shell.today()), self._shown, key="record"
            )

    def refresh(self) -> None:
        self._again()
