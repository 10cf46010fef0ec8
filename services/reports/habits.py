"""Customers who stopped buying, and products that are bought together."""

from datetime import date
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.driver import peewee
from models.fields import total
from models.goods import Product
from models.orders import OrderLine, SalesOrder
from models.parties import Customer
from resources.i18n import N_
from services.faults import translated
from services.lists import spoken
from services.reports.definition import Ask, Behind, Column, Figure, Report, Result
from services.reports.period import Days

O, OL, P = SalesOrder, OrderLine, Product
fn, SQL = peewee.fn, peewee.SQL
FEWEST, TIMES, MOST = 3, 2, 300
PAIRS = 100
BOUGHT = ("approved", "completed", "closed_short")


def lapsed(report: Report, ask: Ask) -> Result:
    """Customers with three orders or more in the period, who have been silent twice as long as they used to be."""
    days = Days(ask.period)
    last = fn.MAX(O.order_date)
    with translated():
        reconnect()
        found = list(
            O.select(Customer.id, Customer.name, fn.COUNT(O.id), fn.MIN(O.order_date), last, total(O.total))
            .join(days.cte, on=days.within(O.submitted_at)).switch(O).join(Customer).where(O.state.in_(BOUGHT))
            .group_by(Customer.id, Customer.name).having(fn.COUNT(O.id) >= FEWEST).with_cte(days.cte).tuples()
        )  # fmt: skip
    rows = [row for row in (_silent(each, ask.period.last) for each in found) if row is not None]
    rows.sort(key=lambda row: -row[1][-1])
    shown = [row[1] for row in rows[:MOST]]
    amount = sum((row[-1] for _id, row in rows), Decimal(0))
    figures = (
        Figure("customers", N_("Stopped buying"), "number", Decimal(len(rows)), Decimal(len(found)),
               N_("Silent for more than twice their usual gap, of customers with three orders or more"), -1),
        Figure("amount", N_("Their orders ¥"), "amount", amount, told=N_("What they ordered in the period"), better=-1),
    )  # fmt: skip
    return Result(LAPSED_COLUMNS, tuple(shown), tuple(row_id for row_id, _row in rows[:MOST]), figures, ("amount",),
                  all=len(rows))  # fmt: skip


LAPSED_COLUMNS = (
    Column("customer", N_("Customer"), "text", width=240),
    Column("orders", N_("Orders"), "number", width=90),
    Column("gap", N_("Usual gap"), "days", N_("Mean days between two orders"), 110),
    Column("last", N_("Last order"), "date", width=110),
    Column("silent", N_("Silent for"), "days", N_("Days since the last order"), 110),
    Column("amount", N_("Amount ¥"), "amount", N_("Ordered in the period"), 130),
)


def _silent(row: tuple[Any, ...], today: date) -> tuple[int, tuple[Any, ...]] | None:
    customer, name, orders, first, last, amount = row
    gap = Decimal((last - first).days) / (orders - 1)
    silent = (today - last).days
    if silent <= TIMES * max(gap, Decimal(1)):
        return None
    return customer, (name, orders, gap.quantize(Decimal("0.1")), last, Decimal(silent), amount)


def _orders_of(report: Report, ask: Ask) -> Behind:
    """The orders of the customers asked for, the newest first."""
    days = Days(ask.period)
    columns = (Column("number", N_("Order no."), "code", width=150),
    Column("customer", N_("Customer"), "text", width=200),
               Column("day", N_("Ordered"), "date", width=110), Column("total", N_("Amount ¥"), "amount"))  # fmt: skip
    customers = [key for name, key in ask.where if name == "customer"]
    with translated():
        reconnect()
        rows = list(
            O.select(O.number, O.customer_name, O.order_date, O.total, O.id)
            .join(days.cte, on=days.within(O.submitted_at)).where(O.state.in_(BOUGHT) & O.customer.in_(customers))
            .with_cte(days.cte).order_by(O.id.desc()).limit(MOST).tuples()
        )  # fmt: skip
    return Behind(columns, tuple(row[:-1] for row in rows), tuple(row[-1] for row in rows), "orders")


LAPSED = Report(
    "lapsed", "sales", N_("Who stopped buying"),
    N_("Customers who ordered regularly in the period and have been silent since"), lapsed, _orders_of,
    right="credit.view", span="months12",
)  # fmt: skip


def basket(report: Report, ask: Ask) -> Result:
    """Pairs of products in one order. Lift is how much oftener than chance would put them together (Agrawal 1993)."""
    days = Days(ask.period)
    mine = O.state.in_(BOUGHT)
    other = OL.alias("other")
    with translated():
        reconnect()
        orders = (O.select(fn.COUNT(O.id)).join(days.cte, on=days.within(O.submitted_at)).where(mine)
                  .with_cte(days.cte).scalar())  # fmt: skip
        together = fn.COUNT(O.id.distinct())
        pairs = list(
            O.select(OL.product, other.product, together).join(days.cte, on=days.within(O.submitted_at)).switch(O)
            .join(OL, on=OL.order == O.id).join(other, on=(other.order == O.id) & (other.product > OL.product))
            .where(mine).group_by(OL.product, other.product).having(together >= FEWEST)
            .order_by(together.desc()).limit(PAIRS).with_cte(days.cte).tuples()
        )  # fmt: skip
        products = {product for first, second, _n in pairs for product in (first, second)}
        names = {row[0]: spoken(row[1], row[2]) for row in
                 P.select(P.id, P.name, P.name_en).where(P.id.in_(list(products))).tuples()}  # fmt: skip
        alone = dict(
            O.select(OL.product, fn.COUNT(O.id.distinct())).join(days.cte, on=days.within(O.submitted_at)).switch(O)
            .join(OL, on=OL.order == O.id).where(mine & OL.product.in_(list(products)))
            .group_by(OL.product).with_cte(days.cte).tuples()
        )  # fmt: skip
    rows = [
        (names[a], names[b], n, _part(n * 100, alone[a]), _part(n * orders, alone[a] * alone[b])) for a, b, n in pairs
    ]
    figures = (Figure("orders", N_("Orders"), "number", Decimal(orders), told=N_("Orders of the period")),)
    return Result(BASKET_COLUMNS, tuple(rows), tuple((a, b) for a, b, _n in pairs), figures, ("orders", "lift"),
                  all=len(rows))  # fmt: skip


def _holding(report: Report, ask: Ask) -> Behind:
    """The orders that hold both products of the pairs asked for, the newest first."""
    days = Days(ask.period)
    columns = (Column("number", N_("Order no."), "code", width=150),
               Column("customer", N_("Customer"), "text", width=200),
               Column("day", N_("Ordered"), "date", width=110))  # fmt: skip
    holding = [OL.select(OL.order).where(OL.product == product)
               for name, pair in ask.where if name == "first" for product in pair]  # fmt: skip
    with translated():
        reconnect()
        orders = O.select(O.number, O.customer_name, O.order_date, O.id).where(O.state.in_(BOUGHT))
        for each in holding:
            orders = orders.where(O.id.in_(each))
        rows = list(
            orders.join(days.cte, on=days.within(O.submitted_at)).with_cte(days.cte).order_by(O.id.desc()).limit(MOST)
            .tuples()
        )  # fmt: skip
    return Behind(columns, tuple(row[:-1] for row in rows), tuple(row[-1] for row in rows), "orders")


def _part(part: int, whole: int) -> Decimal:
    return (Decimal(part) / whole).quantize(Decimal("0.1"))


BASKET_COLUMNS = (
    Column("first", N_("Product"), "text", width=240),
    Column("second", N_("With"), "text", width=240),
    Column("orders", N_("Orders"), "number", N_("Orders that hold both"), 100),
    Column("share", N_("Of the first one's"), "percent", N_("Of the orders with the first product"), 130),
    Column("lift", N_("Times chance"), "quantity", N_("How much oftener than chance would put them together"), 120),
)
BASKET = Report(
    "basket", "sales", N_("Bought together"), N_("Products that were in one order, three times or more"), basket,
    _holding, right="orders.view", span="quarter",
)  # fmt: skip
