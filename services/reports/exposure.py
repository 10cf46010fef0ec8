"""How much of its credit limit each customer uses, in the parts that an approval looks at, as of now."""

from collections.abc import Iterable
from typing import Any

from models.base import reconnect
from models.delivery import Delivery
from models.driver import peewee
from models.money import Payment, Receivable
from models.orders import OrderLine, SalesOrder
from models.parties import Customer
from resources.i18n import N_
from services.ageing import going, unbilled
from services.faults import translated
from services.receivables import OPEN
from services.reports.definition import Ask, Behind, Column, Facts, Measure, Report
from services.reports.grouped import MOST_BEHIND, count_if, grouped, sum_if
from services.reports.period import Days
from services.reports.words import CUSTOMER, share

C, D, R, Y, O, L = Customer, Delivery, Receivable, Payment, SalesOrder, OrderLine
fn, SQL = peewee.fn, peewee.SQL
LEFT = peewee.JOIN.LEFT_OUTER
_UNBILLED, _GOING = fn.COALESCE(SQL("waiting.amount"), SQL("0")), fn.COALESCE(SQL("going.amount"), SQL("0"))
_ALL = C.balance + _UNBILLED + _GOING
_LIMITED = C.credit_limit.is_null(False)
_OVER = _LIMITED & (C.credit_limit < _ALL)
PARTS = (("unpaid", N_("Unpaid")), ("payment", N_("Payment not set against a bill")),
         ("unbilled", N_("Shipped, unbilled")), ("unshipped", N_("Approved, unshipped")))  # fmt: skip


def _exposed(days: Days, what: tuple[Any, ...]) -> Any:
    """Customers who owe or will owe something, or have paid ahead."""
    waiting, open_ = unbilled().alias("waiting"), going().alias("going")
    return (
        C.select(*what).join(waiting, LEFT, on=waiting.c.customer_id == C.id)
        .join(open_, LEFT, on=open_.c.customer_id == C.id)
        .where((C.balance != SQL("0")) | (SQL("0") != _UNBILLED) | (SQL("0") != _GOING))
    )  # fmt: skip


def _made_of(report: Report, ask: Ask) -> Behind:
    """The bills, payments and orders that the exposure of the customers asked for is made of, the largest first."""
    who = [key for name, key in ask.where if name == "customer"]
    with translated():
        reconnect()
        rows = [row for part, query in _parts(who) for row in ((part, *each) for each in query.tuples())]
    rows.sort(key=lambda row: -row[4])
    kept = rows[:MOST_BEHIND]
    return Behind(BEHIND, tuple(row[:-1] for row in kept), tuple(row[-1] for row in kept), "orders")


def _parts(who: list[int]) -> Iterable[tuple[str, Any]]:
    """Each part as (number, customer, day, amount, order)."""
    bills = R.select(D.number, C.name, R.due, R.open, D.order).join(C).switch(R).join(D, LEFT)
    yield "unpaid", _largest(bills.where(OPEN & R.billed & R.customer.in_(who)), R.open)
    ahead = (Y.open * SQL("-1")).converter(Y.open.python_value)
    paid = Y.select(Y.number, C.name, Y.day, ahead, SQL("NULL")).join(C)
    yield "payment", _largest(paid.where((Y.open > 0) & Y.customer.in_(who)), Y.open)
    waits = R.select(D.number, C.name, R.day, R.amount, D.order).join(C).switch(R).join(D, LEFT)
    # The literal lets the index of what is not billed serve.
    yield "unbilled", _largest(waits.where(SQL("NOT billed") & R.customer.in_(who)), R.amount)
    amount = fn.SUM(share(L.amount, L.open, L.ordered))
    orders = O.select(O.number, O.customer_name, O.promised, amount.converter(L.amount.python_value), O.id).join(L)
    mine = (O.state == "approved") & (L.open > 0) & (L.ordered > 0) & O.customer.in_(who)
    yield "unshipped", _largest(orders.where(mine).group_by(O.id), amount)


def _largest(query: Any, amount: Any) -> Any:
    return query.order_by(amount.desc()).limit(MOST_BEHIND)


BEHIND = (
    Column("part", N_("Part"), "terms", width=190, terms=PARTS),
    Column("number", N_("Number"), "code", width=150), Column("customer", N_("Customer"), "text", width=200),
    Column("day", N_("Day"), "date", width=100), Column("amount", N_("Amount ¥"), "amount", width=120),
)  # fmt: skip
EXPOSURE = Report(
    "exposure", "money", N_("Exposure against limits"),
    N_("What customers owe and will owe as of now, beside their credit limits, as an approval looks at it"),
    grouped, _made_of, Facts(_exposed, order=C.id),
    (
        Measure("used", N_("Limit used"), "percent", sum_if(_LIMITED, _ALL), sum_if(_LIMITED, C.credit_limit),
                N_("Exposure by the limit, of customers who have one"), decimals=2, whole_decimals=2, better=-1),
        Measure("exposure", N_("Exposure ¥"), "amount", fn.SUM(_ALL), decimals=2,
                told=N_("Unpaid, shipped and not billed, approved and not shipped")),
        Measure("limit", N_("Credit limit ¥"), "amount", fn.SUM(C.credit_limit), decimals=2,
                told=N_("Limits of the customers that have one")),
        Measure("over", N_("Over the limit by ¥"), "amount", sum_if(_OVER, _ALL - C.credit_limit), decimals=2,
                better=-1, told=N_("What is beyond the limits, each customer alone")),
        Measure("unpaid", N_("Unpaid ¥"), "amount", fn.SUM(C.balance), decimals=2,
                told=N_("Bills less payments, also those not set against a bill yet")),
        Measure("unbilled", N_("Shipped, unbilled ¥"), "amount", fn.SUM(_UNBILLED), decimals=2,
                told=N_("Deliveries that are billed at the end of the month")),
        Measure("unshipped", N_("Approved, unshipped ¥"), "amount", fn.SUM(_GOING), decimals=2,
                told=N_("What is open of approved orders, by its share of their amounts")),
        Measure("beyond", N_("Over the limit"), "percent", count_if(_OVER), count_if(_LIMITED),
                N_("Customers over their limit, of those who have one"), better=-1, headline=True),
    ),
    (CUSTOMER,), "credit.view", dated=False,
)  # fmt: skip

REPORTS = (EXPOSURE,)
