"""Who owes what by age: the open bills of each customer, summed by the days past their due date.

No table holds these sums. They are made from the open bills in one reading, which are few beside those that are paid.
"""

from decimal import Decimal
from typing import Any

from models.driver import peewee
from models.money import Aged, Receivable
from models.orders import OrderLine, SalesOrder
from models.parties import Customer
from resources.i18n import N_
from services import found
from services.listing import Column, Filter, Listing, Sort
from services.receivables import AGE_AMOUNTS, AGES, OPEN, of_age
from services.reports.grouped import sum_if
from services.reports.words import share

A, C, R, O, L = Aged, Customer, Receivable, SalesOrder, OrderLine
fn, SQL = peewee.fn, peewee.SQL
LEFT = peewee.JOIN.LEFT_OUTER


def _owed() -> Any:
    """Each customer's open bills, by age."""
    ages = [sum_if(of_age(age), R.open).alias(age) for age in AGES]
    return R.select(R.customer, fn.SUM(R.open).alias("total"), *ages).where(OPEN & R.billed).group_by(R.customer)


def unbilled() -> Any:
    """What each customer is billed for at the end of the month."""
    # The literal lets the index of what is not billed serve.
    return R.select(R.customer, fn.SUM(R.amount).alias("amount")).where(SQL("NOT billed")).group_by(R.customer)


def going() -> Any:
    """What is approved and open of each customer, by its share, as it counts in an exposure."""
    amount = fn.SUM(share(L.amount, L.open, L.ordered)).alias("amount")
    lines = O.select(O.customer, amount).join(L).where((O.state == "approved") & (L.open > 0) & (L.ordered > 0))
    return lines.group_by(O.customer)


def _sums() -> Any:
    owed, waiting, open_ = _owed().alias("b"), unbilled().alias("u"), going().alias("s")
    kept = [fn.COALESCE(each.c.amount, 0) for each in (waiting, open_)]
    free = C.credit_limit - C.balance - kept[0] - kept[1]
    return (
        C.select(C.id.alias("customer_id"), *(getattr(owed.c, name) for name in ("total", *AGES)), free.alias("free"))
        .join(owed, on=owed.c.customer_id == C.id)
        .join(waiting, LEFT, on=waiting.c.customer_id == C.id)
        .join(open_, LEFT, on=open_.c.customer_id == C.id)
    )


def _source(what: tuple[Any, ...]) -> Any:
    return A.select(*what).join(Customer, on=(Customer.id == A.customer)).with_cte(_sums().cte("aged"))


AGEING = Listing(
    name="ageing",
    title=N_("Owed by age"),
    source=_source,
    columns=(
        Column("customer", N_("Customer"), "two_lines", Customer.name, 208, "customer", second="code"),
        Column("code", N_("Code"), "code", Customer.code, 0),
        *(Column(age, term, "amount", getattr(A, age), 118 if age == "older" else 106) for age, term in AGE_AMOUNTS),
        Column("total", N_("Owed ¥"), "amount", A.total, 112, "total"),
        Column("limit", N_("Credit limit ¥"), "amount", Customer.credit_limit, 112),
        Column("free", N_("Free ¥"), "amount", A.free, 112),
    ),
    sorts=(
        Sort("total", N_("Owed"), (A.total,), A.customer, descending=True),
        Sort("customer", N_("Customer"), (Customer.name,), A.customer),
    ),
    filters=(
        Filter("late", N_("Past due"), lambda v: A.fresh < A.total, (("yes", N_("Past due")),)),
        Filter("over", N_("Over the limit"), lambda v: A.free < Decimal(0), (("yes", N_("Over the limit")),)),
    ),
    search=lambda text: A.customer.in_(found.customers(text)),
    totals=(*AGES, "total"),
    right="credit.view",
)
