"""The forms of money: a payment that came in, taken back, and what was owed before the program.

open_payment(owner, shell, customer_id, done)       # done(Created), after the dialog has closed
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from resources.i18n import _
from services import opening, order_typing, payments, receivables
from services.receivables import Account, Bill, Paid
from services.unit import Created
from ui.kit.buttons import CheckBox
from ui.kit.case_dialog import CaseDialog
from ui.kit.fields import DateField, DecimalField, TextField
from ui.kit.formats import amount, short_date
from ui.kit.forms import Form
from ui.kit.labels import boxed, column
from ui.kit.search_field import SearchField
from ui.shell import Shell

Done = Callable[[Created], None]
FIELDS = {"bad_amount": "amount", "in_future": "day", "unknown_customer": "customer", "unknown_bill": "bills",
          "due_before": "due"}  # fmt: skip
BILLS_HEIGHT = 132


class BillsField(QScrollArea):
    """Open bills to choose from; its value is the ids of the chosen ones, oldest first."""

    edited = Signal()

    def __init__(self, bills: Sequence[Bill], today: date) -> None:
        super().__init__()
        self.setProperty("flat", "true")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.viewport().setAutoFillBackground(False)
        self.boxes = {bill.id: self._box(bill, today) for bill in bills}
        inside = boxed(column(*self.boxes.values(), None, gap=2))
        self.setWidget(inside)
        self.setFixedHeight(min(inside.sizeHint().height() + 4, BILLS_HEIGHT))
        if bills:
            self.setFocusProxy(self.boxes[bills[0].id])

    def _box(self, bill: Bill, today: date) -> CheckBox:
        late = _("past due since {day}") if bill.due < today else _("due {day}")
        day = late.format(day=short_date(bill.due, today))
        box = CheckBox(f"{bill.delivery or _('Opening balance')}  •  ¥ {amount(bill.open)}  •  {day}")
        box.toggled.connect(lambda _on: self.edited.emit())
        return box

    def value(self) -> tuple[int, ...]:
        return tuple(bill_id for bill_id, box in self.boxes.items() if box.isChecked())

    def set_value(self, value: Any) -> None:
        for bill_id, box in self.boxes.items():
            box.setChecked(bill_id in (value or ()))

    def problem(self) -> str:
        return ""


def open_payment(owner: QWidget, shell: Shell, customer_id: int, done: Done) -> None:
    """The payment form of one customer, once the account has been read."""
    today = shell.today()

    def show(account: Account | None) -> None:
        if account is not None:
            payment_dialog(owner, shell, done, account)

    shell.read(owner, lambda: receivables.account(customer_id, today), show, key="account")


def payment_dialog(owner: QWidget, shell: Shell, done: Done, account: Account | None = None) -> CaseDialog:
    """A payment of the customer of `account`, or of one that is looked for."""
    form = Form()
    if account is None:
        field = SearchField(shell, order_typing.find_customers, lambda each: (each.name, each.code))
        form.add("customer", _("Customer"), field, required=_("Choose who paid."), span=2)
    form.add("amount", _("Amount ¥"), DecimalField(2, example="1280.50"), required=_("Type how much came in."))
    form.add("day", _("Received on"), DateField(shell.today), required=_("Type the day."))
    form.add("note", _("Note"), TextField(_("Such as: bank transfer")), span=2)
    if account is not None and account.bills:
        hint = _("None chosen: the oldest bills are paid first. What is over goes to the oldest too.")
        form.add("bills", _("Paid for"), BillsField(account.bills, shell.today()), hint=hint, span=2)
    owed = account.balance if account is not None and account.balance > 0 else None
    form.set_values({"day": shell.today(), "amount": owed})
    title = _("Payment of {name}").format(name=account.name) if account is not None else _("Record payment")

    def work(values: dict[str, Any]) -> Any:
        customer = account.id if account is not None else values["customer"].id
        return lambda call: payments.record_payment(
            call, customer, values["amount"], values["day"], values["note"], values.get("bills", ())
        )

    def finished(made: Created) -> None:
        shell.toast(_("The payment is recorded and set against the bills."))
        done(made)

    dialog = CaseDialog(owner, shell, title, form, _("Record payment"), work, finished, FIELDS)
    dialog.open()
    return dialog


def undo_payment_dialog(owner: QWidget, shell: Shell, done: Done, paid: Paid) -> CaseDialog:
    """A payment that was typed wrongly: asks for the reason, then its bills are open again."""
    title = _("Take back {number}, ¥ {amount}").format(number=paid.number, amount=amount(paid.amount))
    return _reason_dialog(
        owner, shell, done, title, _("What it paid is open again."),
        lambda reason: lambda call: payments.undo_payment(call, paid.id, reason),
    )  # fmt: skip


def undo_opening_dialog(owner: QWidget, shell: Shell, done: Done, bill: Bill) -> CaseDialog:
    """An opening balance that was typed wrongly."""
    title = _("Take back the opening balance, ¥ {amount}").format(amount=amount(bill.open))
    return _reason_dialog(
        owner, shell, done, title, _("What was paid on it pays other bills."),
        lambda reason: lambda call: opening.undo_opening(call, bill.id, reason),
    )  # fmt: skip


def _reason_dialog(
    owner: QWidget, shell: Shell, done: Done, title: str, hint: str, work: Callable[[str], Any]
) -> CaseDialog:
    form = Form(columns=1)
    form.add("reason", _("Reason"), TextField(_("Such as: typed twice")), required=True, hint=hint)
    dialog = CaseDialog(
        owner, shell, title, form, _("Take back"), lambda values: work(values["reason"]), done,
        {"reason_missing": "reason"},
    )  # fmt: skip
    dialog.open()
    return dialog


def opening_dialog(
    owner: QWidget, shell: Shell, done: Done, customer_id: int | None = None, name: str = ""
) -> CaseDialog:
    """What a customer owed before the program, as one open bill; money paid ahead is below 0."""
    form = Form()
    if customer_id is None:
        field = SearchField(shell, order_typing.find_customers, lambda each: (each.name, each.code))
        form.add("customer", _("Customer"), field, required=_("Choose who owes it."), span=2)
    money = DecimalField(2, low=None, example="12800.00")
    hint = _("As one bill. Money paid ahead: below 0")
    form.add("amount", _("Amount ¥"), money, required=_("Type how much was open."), hint=hint, span=2)
    form.add("day", _("Date of the bill"), DateField(shell.today), required=_("Type the day."))
    form.add("due", _("Due date"), DateField(shell.today), required=_("Type when it is due."))
    form.set_values({"day": shell.today(), "due": shell.today()})
    title = _("Opening balance of {name}").format(name=name) if name else _("Opening balance")

    def work(values: dict[str, Any]) -> Any:
        customer = customer_id if customer_id is not None else values["customer"].id
        return lambda call: opening.add_opening(call, customer, values["amount"], values["day"], values["due"])

    dialog = CaseDialog(owner, shell, title, form, _("Add balance"), work, done, FIELDS)
    dialog.open()
    return dialog
