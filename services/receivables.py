"""What customers owe: the list of open bills, and one customer's account."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.delivery import Delivery
from models.driver import peewee
from models.fields import FAR, total
from models.money import Payment, Receivable
from models.parties import Customer
from resources.i18n import N_
from services import billing, found
from services.faults import translated
from services.listing import Column, DaysAgo, Filter, Listing, Sort, today

ZERO = Decimal(0)
MOST = 100
# Ages of bills: from and to how many days past their due date.
AGES: dict[str, tuple[int | None, int | None]] = {
    "fresh": (None, 0), "to30": (1, 30), "to60": (31, 60), "to90": (61, 90), "to180": (91, 180), "older": (181, None),
}  # fmt: skip
R = Receivable
# The literal lets the index of open bills serve; no other table here has such a column.
OPEN = peewee.SQL("open > 0")


AGE_TERMS = (
    ("fresh", N_("Not due yet")), ("to30", N_("1 to 30 days")), ("to60", N_("31 to 60 days")),
    ("to90", N_("61 to 90 days")), ("to180", N_("91 to 180 days")), ("older", N_("Over 180 days")),
)  # fmt: skip
# The heads of columns with what is open of each age.
AGE_AMOUNTS = (
    ("fresh", N_("Not due ¥")), ("to30", N_("1-30 days ¥")), ("to60", N_("31-60 days ¥")),
    ("to90", N_("61-90 days ¥")), ("to180", N_("91-180 days ¥")), ("older", N_("Over 180 days ¥")),
)  # fmt: skip


def of_age(name: str) -> Any:
    """The condition of bills of one age, on the day the query runs."""
    least, most = AGES[name]
    past = R.due <= (DaysAgo(least) if least is not None else FAR)
    return past if most is None else past & (R.due >= DaysAgo(most))


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
    filters=(
        Filter("late", N_("Past due"), lambda v: R.due < today()),
        # The index of open bills leads, so that they come by their day; the customer is only compared.
        Filter("customer", N_("Customer"), lambda v: (R.customer + 0) == int(v)),
        Filter("age", N_("Age"), of_age, AGE_TERMS),
    ),
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
    months: tuple["Month", ...] = ()


@dataclass(frozen=True, slots=True)
class Month:
    """What was billed with a month, by its last day, of which nothing is paid."""

    last: date
    deliveries: int
    amount: Decimal


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
        waits, months = billing.waiting_of(customer_id), _months(customer_id)
    return Account(
        row.id, row.code, row.name, row.balance, row.credit_limit, aged(bills, today), bills, payments, waits, months
    )


def _months(customer_id: int) -> tuple[Month, ...]:
    """Open bills of months on which nothing was paid, the newest first."""
    mine = (R.customer == customer_id) & R.billed & R.left.is_null(False) & OPEN
    rows = R.select(R.day, peewee.fn.COUNT(R.delivery.distinct()), total(R.amount), total(R.open)).where(mine)
    found = rows.group_by(R.day).order_by(R.day.desc()).limit(MOST).tuples()
    return tuple(Month(day, count, amount) for day, count, amount, open_ in found if amount == open_)


def aged(bills: tuple[Bill, ...], today: date) -> tuple[Decimal, ...]:
    """What is open by age: not due yet, up to 30, 60, 90 and 180 days past due, up to 180, and older."""
    sums = dict.fromkeys(AGES, ZERO)
    for bill in bills:
        late = (today - bill.due).days
        sums[next(name for name, (_least, most) in AGES.items() if most is None or late <= most)] += bill.open
    return tuple(sums.values())
