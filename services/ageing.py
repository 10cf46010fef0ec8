"""Who owes what by age: the open bills of each customer, summed by the days past their due date.

No table holds these sums. They are made from the open bills in one reading, which are few beside those that are paid.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from models.driver import peewee
from models.money import Aged
from models.parties import Customer
from resources.i18n import N_
from services import found
from services.listing import Column, Filter, Listing, Sort, today
from services.receivables import AGE_AMOUNTS, AGES

A = Aged
_FREE = """c.credit_limit - c.balance - COALESCE(u.amount, 0) - COALESCE(s.amount, 0)"""
# What is approved and open counts by its share, rounded to cents a line, as in an exposure. Where the exact product of
# amount and quantity is more than the database's whole numbers hold, the share is taken first.
_SUMS = """(
    SELECT c.id AS customer_id, b.total, {bands}, {free} AS free FROM (
        SELECT customer_id, SUM(open) AS total, {sums} FROM receivable WHERE open > 0 AND billed GROUP BY customer_id
    ) b JOIN customer c ON c.id = b.customer_id
    LEFT JOIN (
        SELECT customer_id, SUM(amount) AS amount FROM receivable WHERE NOT billed GROUP BY customer_id
    ) u ON u.customer_id = c.id
    LEFT JOIN (
        SELECT o.customer_id, SUM(CASE WHEN l.open = l.ordered THEN l.amount
            WHEN l.amount <= 4000000000000000000 / l.open THEN (l.amount * l.open * 2 + l.ordered) / (l.ordered * 2)
            ELSE CAST(ROUND(l.amount * (l.open * 1.0 / l.ordered)) AS BIGINT) END) AS amount
        FROM sales_order o JOIN order_line l ON l.order_id = o.id
        WHERE o.state = 'approved' AND l.open > 0 AND l.ordered > 0 GROUP BY o.customer_id
    ) s ON s.customer_id = c.id
) AS sums"""


def _band(name: str, day: date) -> str:
    """The sum of one age, as of a day."""
    least, most = AGES[name]
    parts = [f"due <= '{day - timedelta(least)}'"] if least is not None else []
    parts += [f"due >= '{day - timedelta(most)}'"] if most is not None else []
    return f"SUM(CASE WHEN {' AND '.join(parts)} THEN open ELSE 0 END) AS {name}"


def _source(what: tuple[Any, ...]) -> Any:
    day = today()
    sums = _SUMS.format(
        bands=", ".join(f"b.{name}" for name in AGES), free=_FREE, sums=", ".join(_band(name, day) for name in AGES)
    )
    aged = peewee.CTE("aged", peewee.Select((peewee.SQL(sums),), (peewee.SQL("*"),)))
    return A.select(*what).join(Customer, on=(Customer.id == A.customer)).with_cte(aged)


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
