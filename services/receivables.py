"""What customers owe: the list of open bills, and one customer's account."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.base import reconnect
from models.delivery import Delivery
from models.driver import peewee
from models.money import Payment, Receivable
from models.parties import Customer
from resources.i18n import N_
from services import billing, found
from services.faults import translated
from services.listing import Column, Filter, Listing, Sort, today

ZERO = Decimal(0)
MOST = 100
# Days past due that part one band of age from the next.
BANDS = (0, 30, 60, 90)
R = Receivable
# The literal lets the index of open bills serve; no other table here has such a column.
OPEN = peewee.SQL("open > 0")


OPEN_BILLS = Listing(
    name="receivables",
    title=N_("Receivables"),
    source=lambda what: (
        R.select(*what).join(Customer).switch(R).join(Delivery, peewee.JOIN.LEFT_OUTER).where(OPEN & R.billed)
    ),
    columns=(
        Column("customer", N_("Customer"), "two_lines", Customer.name, 260, second="code"),
        Column("code", N_("Code"), "code", Customer.code, 0),
        Column("delivery", N_("Delivery no."), "code", Delivery.number, 150),
        Column("day", N_("Billed"), "date", R.day, 96),
        Column("due", N_("Due date"), "due", R.due, 110, "due"),
        Column("amount", N_("Amount ¥"), "amount", R.amount, 120),
        Column("open", N_("Still open ¥"), "amount", R.open, 120),
    ),
    sorts=(Sort("due", N_("Due date"), (R.due,), R.id),),
    filters=(Filter("late", N_("Past due"), lambda v: R.due < today()),),
    search=lambda text: R.customer.in_(found.customers(text)),
    totals=("open",),
    right="credit.view",
)


@dataclass(frozen=True, slots=True)
class Bill:
    """`delivery` is empty for a balance brought along at the start."""

    id: int
    delivery: str
    due: date
    open: Decimal


@dataclass(frozen=True, slots=True)
class Paid:
    id: int
    number: str
    day: date
    amount: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class Account:
    """A customer's account. `aged` sums what is open by age: not due yet, to 30, 60, 90 days past due, older.

    `unbilled` has left and waits for the bill of its month.
    """

    id: int
    code: str
    name: str
    balance: Decimal
    limit: Decimal | None
    aged: tuple[Decimal, ...]
    bills: tuple[Bill, ...]
    payments: tuple[Paid, ...]
    unbilled: Decimal = ZERO


def account_of_bill(bill_id: int, today: date) -> Account | None:
    """The account of the customer who owes this bill; None when it is gone."""
    with translated():
        reconnect()
        bill = R.get_or_none(R.id == bill_id)
    return account(bill.customer_id, today) if bill is not None else None


def account(customer_id: int, today: date) -> Account | None:
    """None when there is no such customer."""
    with translated():
        reconnect()
        row = Customer.get_or_none(Customer.id == customer_id)
        if row is None:
            return None
        owed = (
            R.select(R.id, Delivery.number, R.due, R.open).join(Delivery, peewee.JOIN.LEFT_OUTER)
            .where((R.customer == customer_id) & (R.open > 0) & R.billed).order_by(R.due, R.id).tuples()
        )  # fmt: skip
        bills = tuple(Bill(each[0], each[1] or "", each[2], each[3]) for each in owed)
        paid = Payment.select().where(Payment.customer == customer_id).order_by(Payment.id.desc()).limit(MOST)
        payments = tuple(Paid(p.id, p.number, p.day, p.amount, p.note) for p in paid)
        waits = billing.waiting_of(customer_id)
    return Account(
        row.id, row.code, row.name, row.balance, row.credit_limit, aged(bills, today), bills, payments, waits
    )


def aged(bills: tuple[Bill, ...], today: date) -> tuple[Decimal, ...]:
    """What is open by age: not due yet, up to 30, 60 and 90 days past due, and older."""
    sums = [ZERO] * (len(BANDS) + 1)
    for bill in bills:
        late = (today - bill.due).days
        sums[next((at for at, days in enumerate(BANDS) if late <= days), len(BANDS))] += bill.open
    return tuple(sums)
