"""Receivables: who owes what since when, and the payments that came in.

    window.activate(filter="overdue")       # only what is past its day
    window.activate(view="ageing")          # what each customer owes, by age; "bills" the open bills
    window.activate(bill=True)              # the bills of a month that is over

F2 records a payment, Ctrl+B brings an opening balance along, F7 takes a file of either, F8 bills the oldest month that
is over, Ctrl+G changes between the bills and what each customer owes by age.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QPushButton, QStackedLayout, QWidget

from resources.i18n import _
from services import billing, receivables
from services.billing import ToBill
from services.receivables import AGE_TERMS, AGES, Account, Bill, Month, Paid
from services.unit import Created
from services.workbooks import statement_workbook
from ui.finance.ageing import AgeingPage
from ui.finance.bill_month import BillMonth, month_name, undo_month
from ui.finance.payment_form import opening_dialog, payment_dialog, undo_opening_dialog, undo_payment_dialog
from ui.importing.offer import offer_import
from ui.kit.buttons import action_button, icon_button, link_button, set_text
from ui.kit.filter_bar import Saved
from ui.kit.formats import amount, short_date
from ui.kit.labels import ElidedLabel, boxed, column, hline, label, row
from ui.kit.painters import Cell, paint_text, write
from ui.kit.panel import KeyFacts, MiniCell, MiniColumn, MiniTable, section
from ui.kit.record_window import RecordWindow
from ui.kit.save_file import save_file
from ui.papers.dialog import PrintDialog, Subject
from ui.shell import Shell

PAYMENTS_SHOWN = 8


class FinanceWindow(RecordWindow):
    """See the module. A row is an open bill; the panel shows the whole account of who owes it."""

    topics = frozenset({"money", "deliveries", "customers"})

    def __init__(self, shell: Shell, printers: Callable[[], list[str]] | None = None) -> None:
        self._printers = printers
        self._stack = QStackedLayout()
        super().__init__(
            shell, _("Receivables"), _("Who owes what since when, and what came in"), receivables.OPEN_BILLS,
            verb=_("Record payment"), icon="wallet", edit_right="payments.edit",
            search=_("Name, code, phone, initials"), empty=_("Nobody owes anything"),
            empty_text=_("A bill appears here as soon as a delivery leaves for a customer who pays later."),
            saved=(Saved("all", _("All"), ()), Saved("late", _("Past due"), (("late", "yes"),))),
            painters={"delivery": paint_origin},
        )  # fmt: skip
        self._ageing: AgeingPage | None = None
        self.pane.bar.pills.add_tool(self._pill(_("By age"), "chart-column", "ageing"))
        self._month: date | None = None
        self._whole: int | None = None  # the customer whose payments are all shown
        self.bill_button = action_button(_("Bill the month"), "calendar", "F8")
        self.bill_button.clicked.connect(self.bill)
        self.bill_button.hide()
        self.balance_button = action_button(_("Opening balance"), "history", "Ctrl+B")
        self.balance_button.clicked.connect(self.bring_balance)
        self.header.add_before(self.bill_button, self.balance_button)
        self.balance_button.setVisible(shell.may("payments.edit"))
        self._look_for_months()
        self.import_button = offer_import(self, "payments", bar=self.pane.bar)

    def place(self, records: QLayout) -> None:
        self.body.addLayout(self._stack, 1)  # first: a stack without a widget shows its first page as a window
        self._stack.addWidget(boxed(records))

    @property
    def ageing(self) -> AgeingPage:
        """The page by age, made when it is first asked for."""
        if self._ageing is None:
            self._ageing = AgeingPage(self.shell, self.open_bills)
            self._stack.addWidget(self._ageing)
            self._ageing.pane.bar.pills.add_tool(self._pill(_("Open bills"), "list", "bills"))
        return self._ageing

    def _pill(self, term: str, icon_name: str, view: str) -> QPushButton:
        """Leads to the other of the two lists."""
        pill = action_button(term, icon_name, "Ctrl+G")
        pill.clicked.connect(lambda: self.show_view(view))
        return pill

    def show_view(self, view: str) -> None:
        """What each customer owes by age, or the open bills."""
        if view == "ageing":
            self._stack.setCurrentWidget(self.ageing)
            self.ageing.load()
            self.ageing.pane.table.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._stack.setCurrentIndex(0)
        if self.pane.query() is None:
            self.pane.bar.set_filters(self._home)
        self.pane.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _by_age(self) -> bool:
        return self._ageing is not None and self._stack.currentWidget() is self._ageing

    def open_bills(self, customer_id: int, name: str, age: str = "") -> None:
        """The open bills of a customer, all of them or those of one age."""
        self._stack.setCurrentIndex(0)
        self.pane.bar.set_filters((), "")
        self.pane.bar.set_filter("customer", str(customer_id), name)
        if age:
            self.pane.bar.set_filter("age", age)
        self.pane.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def activate(self, *, filter: str = "", bill: bool = False, view: str = "", **where: Any) -> None:
        if view or (self._by_age() and not (where or filter or bill)):
            self.show_view(view or "ageing")
            return
        self._stack.setCurrentIndex(0)
        super().activate(**where)
        if bill:
            self.shell.read(self, lambda: billing.unbilled_months(self.shell.today()), self._bill_first, key="first")
        if filter == "overdue":
            self.pane.bar.set_filters((("late", "yes"),))

    def read(self, record_id: int) -> Account | None:
        return receivables.account_of_bill(record_id, self.shell.today())

    def show_record(self, record: Account) -> None:
        self.panel.set_head(record.code, record.name)
        limit = amount(record.limit) if record.limit is not None else _("No limit")
        facts = [(_("Owes ¥"), amount(record.balance)), (_("Credit limit ¥"), limit)]
        if record.unbilled:
            facts.append((_("Shipped, not billed yet ¥"), amount(record.unbilled)))
        parts: list[QWidget] = [KeyFacts(facts), section(_("By age")), self._ages(record)]
        out = boxed(row(self._statement(record), self._on_paper(record), gap=12))
        parts += [section(_("Open bills"), out), self._bills(record)]
        parts += [self._opening(bill) for bill in record.bills if not bill.delivery]
        parts += [self._billed(record, month) for month in record.months] + [section(_("Payments"))]
        parts += self._payments(record) or [label(_("None has come in yet."), "hint")]
        self.panel.set_body(parts, keep=True)
        self.panel.set_foot([self.edit_button()])

    def _statement(self, record: Account) -> QPushButton:
        """What is owed as a workbook for the customer."""
        button, today = link_button(_("Statement…")), self.shell.today()
        title, start = _("Statement of account"), f"{record.name}-{today:%Y%m%d}.xlsx"
        button.clicked.connect(lambda: save_file(
            self, self.shell, title, start, lambda path: statement_workbook(path, record.id, today, _)))  # fmt: skip
        return button

    def _on_paper(self, record: Account) -> QPushButton:
        """A month of the account on paper, to be agreed by signature."""
        button = link_button(_("Print…"))
        subject = Subject(("statement",), record.code, record.id, customer_id=record.id, customer=record.name)
        button.clicked.connect(lambda: PrintDialog(self, self.shell, subject, self._printers).open())
        return button

    def edit_button(self) -> QPushButton:
        button = action_button(_("Record payment"), "banknote", "F4", "main")
        button.clicked.connect(self.edit_current)
        if not self.shell.may("payments.edit"):
            button.hide()
        return button

    def _ages(self, record: Account) -> QWidget:
        shown = [(age, value) for age, value in zip(AGES, record.aged, strict=True) if value]
        terms = dict(AGE_TERMS)
        rows = [(_(terms[age]), MiniCell(amount(value), tone="red" if age != "fresh" else "")) for age, value in shown]
        table = MiniTable((MiniColumn(_("Past due")), MiniColumn(_("Amount ¥"), 110, right=True)), rows)
        table.pressed.connect(lambda at: self.open_bills(record.id, record.name, shown[at][0]))
        return table

    def _bills(self, record: Account) -> QWidget:
        today = self.shell.today()
        still = MiniColumn(_("Still open ¥"), 110, right=True)
        columns = (MiniColumn(_("Delivery no.")), MiniColumn(_("Due date"), 84), still)
        return MiniTable(columns, [
            (bill.delivery, MiniCell(short_date(bill.due, today), tone="red" if bill.due < today else ""),
             amount(bill.open))
            for bill in record.bills if bill.delivery
        ])  # fmt: skip

    def _opening(self, bill: Bill) -> QWidget:
        told = _("Opening balance, due {day}").format(day=short_date(bill.due, self.shell.today()))
        undo = partial(undo_opening_dialog, self, self.shell, lambda _made: self._again(), bill)
        return self._entry(bill.open, told, _("Take this balance back"), undo)

    def _billed(self, record: Account, month: Month) -> QWidget:
        """A month's bills, on which nothing is paid, can wait again."""
        told = _("Bills of {month}, nothing paid").format(month=month_name(month.last))
        undo = partial(undo_month, self, self.shell, self._again, month.last, (record.id,))
        return self._entry(month.amount, told, _("Take these bills back"), undo)

    def _payments(self, record: Account) -> list[QWidget]:
        """The newest ones; all of them once they are asked for, since a faithful customer has hundreds."""
        shown = record.payments if self._whole == record.id else record.payments[:PAYMENTS_SHOWN]
        parts: list[QWidget] = [self._payment(paid) for paid in shown]
        if len(shown) < len(record.payments):
            rest = link_button(_("Show all {count} payments").format(count=f"{len(record.payments):,}"))
            rest.clicked.connect(lambda: self._show_whole(record))
            parts.append(boxed(row(rest, None, margins=(0, 8, 0, 4))))
        return parts

    def _show_whole(self, record: Account) -> None:
        self._whole = record.id
        self.show_record(record)

    def _payment(self, paid: Paid) -> QWidget:
        told = "  •  ".join(part for part in (paid.number, short_date(paid.day), paid.note) if part)
        return self._entry(paid.amount, told, _("Take this payment back"), lambda: self.take_back(paid))

    def _entry(self, figure: Decimal, told: str, verb: str, back: Callable[[], object]) -> QWidget:
        undo = icon_button(verb, "undo-2")
        undo.clicked.connect(lambda: back())
        undo.setVisible(self.shell.may("payments.edit"))
        line = row(gap=4, margins=(0, 4, 0, 4))
        line.addLayout(column(label(f"¥ {amount(figure)}", "bodyStrong"), ElidedLabel(told, "caption"), gap=0), 1)
        line.addWidget(undo)
        return boxed(column(line, hline(), gap=0))

    def keys(self) -> list[tuple[str, str]]:
        return [("F2", self._verb), ("F4", self._verb), ("Ctrl+B", _("Opening balance")),
                ("F7", _("Import a file")), ("F8", _("Bill the month")), ("Return", self._verb),
                ("Ctrl+G", _("By age, or the open bills"))]  # fmt: skip

    def new(self) -> None:
        self._open(None)

    def edit(self, record: Account) -> None:
        self._open(record)

    def _open(self, record: Account | None) -> None:
        payment_dialog(self, self.shell, lambda _made: self._again(), record)

    def take_back(self, paid: Paid) -> None:
        undo_payment_dialog(self, self.shell, lambda _made: self._again(), paid)

    def bring_balance(self) -> None:
        """What somebody owed before the program; of the customer shown, or of one that is looked for."""
        shown = self.record
        known = (shown.id, shown.name) if shown is not None and self.panel.isVisible() else (None, "")
        opening_dialog(self, self.shell, self._brought, *known)

    def _brought(self, _made: Created) -> None:
        self.shell.toast(_("The opening balance is there."))
        self._again()

    # the end of the month

    def _look_for_months(self) -> None:
        if self.shell.may("payments.edit"):
            today = self.shell.today()
            self.shell.read(self, lambda: billing.unbilled_months(today), self._offer_month, key="months")

    def _offer_month(self, months: tuple[date, ...]) -> None:
        """The oldest month that is over and not billed yet has a button."""
        self._month = months[0] if months else None
        self.bill_button.setVisible(self._month is not None)
        if self._month is not None:
            set_text(self.bill_button, _("Bill {month}").format(month=month_name(self._month)))

    def _bill_first(self, months: tuple[date, ...]) -> None:
        self._offer_month(months)
        self.bill()

    def bill(self) -> None:
        month = self._month
        if month is not None:
            self.shell.read(self, lambda: billing.preview(month), lambda rows: self._preview(month, rows), key="bill")

    def _preview(self, month: date, rows: tuple[ToBill, ...]) -> None:
        if rows:
            BillMonth(self, self.shell, month, rows, self._again).open()

    def _again(self) -> None:
        """A paid bill leaves the list; the account stays in the panel."""
        self.pane.refresh()
        self._look_for_months()
        account = self.record
        if account is not None:
            self.shell.read(
                self, lambda: receivables.account(account.id, self.shell.today()), self._shown, key="record"
            )

    def refresh(self) -> None:
        self._again()
        if self._by_age():
            self.ageing.load()

    def regions(self) -> list[QWidget]:
        return [self.ageing.pane.table] if self._by_age() else super().regions()


def paint_origin(cell: Cell) -> None:
    """The delivery a bill is of; one without was brought along at the start."""
    if cell.value:
        paint_text(cell)
    else:
        write(cell, _("Opening balance"), role="text2")
