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
from services.reports.definition import Ask, Behind, Column, Figure, Report, Result, beside
from services.reports.period import Days, Period

O, OL, P = SalesOrder, OrderLine, Product
fn, SQL = peewee.fn, peewee.SQL
FEWEST, TIMES, MOST = 3, 2, 300
PAIRS = 100
BOUGHT = ("approved", "completed", "closed_short")


def lapsed(report: Report, ask: Ask) -> Result:
    """Customers with three orders or more in the period, who have been silent twice as long as they used to be."""
    with translated():
        reconnect()
        periods = dict.fromkeys((ask.period, *ask.others))  # of a whole year both others are the one before
        found = {each: _regular(each) for each in periods}
    told = {period: _lapsed_in(period, regular) for period, regular in found.items()}
    rows, figures = told[ask.period]
    shown = tuple(row for _id, row in rows[:MOST])
    return Result(LAPSED_COLUMNS, shown, tuple(row_id for row_id, _row in rows[:MOST]),
                  beside(figures, [told[each][1] for each in ask.others]), ("amount",), all=len(rows))  # fmt: skip


def _regular(period: Period) -> list[tuple[Any, ...]]:
    """Customers with three orders or more in the period: how many, the first, the last, and what they came to."""
    days, last = Days(period, by=""), fn.MAX(O.order_date)
    return list(
        O.select(Customer.id, Customer.name, fn.COUNT(O.id), fn.MIN(O.order_date), last, total(O.total))
        .join(Customer).where(days.spans(O.submitted_at) & O.state.in_(BOUGHT))
        .group_by(Customer.id, Customer.name).having(fn.COUNT(O.id) >= FEWEST).tuples()
    )  # fmt: skip


def _lapsed_in(
    period: Period, regular: list[tuple[Any, ...]]
) -> tuple[list[tuple[int, tuple[Any, ...]]], tuple[Figure, ...]]:
    """Those who were silent at the end of the period, the dearest first, and the headlines."""
    rows = [row for row in (_silent(each, period.last) for each in regular) if row is not None]
    rows.sort(key=lambda row: -row[1][-1])
    amount = sum((row[-1] for _id, row in rows), Decimal(0))
    return rows, (
        Figure("customers", N_("Stopped buying"), "number", Decimal(len(rows)), Decimal(len(regular)),
               N_("Silent for more than twice their usual gap, of customers with three orders or more"), -1),
        Figure("amount", N_("Their orders ¥"), "amount", amount, told=N_("What they ordered in the period"), better=-1),
    )  # fmt: skip


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
    right="credit.view", span="months12", heads=(Figure("customers", N_("Stopped buying"), "number", None),
                                                 Figure("amount", N_("Their orders ¥"), "amount", None)),
)  # fmt: skip


def basket(report: Report, ask: Ask) -> Result:
    """Pairs of products in one order. Lift is how much oftener than chance would put them together (Agrawal 1993)."""
    days = Days(ask.period, by="")
    with translated():
        reconnect()
        orders = _bought(days)
        compared = [_bought(Days(each, by="")) for each in ask.others]
        pairs = list(_pairs(days).tuples())
        products = {product for first, second, *_rest in pairs for product in (first, second)}
        names = {row[0]: spoken(row[1], row[2]) for row in
                 P.select(P.id, P.name, P.name_en).where(P.id.in_(list(products))).tuples()}  # fmt: skip
    rows = [
        (names[first], names[second], n, _part(n * 100, with_first), _part(n * orders, with_first * with_second))
        for first, second, n, with_first, with_second in pairs
    ]
    figures = (Figure("orders", N_("Orders"), "number", Decimal(orders), None, N_("Orders of the period"), 0,
                      *(Decimal(each) for each in compared)),)  # fmt: skip
    return Result(BASKET_COLUMNS, tuple(rows), tuple(pair[:2] for pair in pairs), figures, ("orders", "lift"),
                  all=len(rows))  # fmt: skip


def _bought(days: Days) -> int:
    """How many orders there were."""
    found: int = O.select(fn.COUNT(O.id)).where(days.spans(O.submitted_at) & O.state.in_(BOUGHT)).scalar()
    return found


def _pairs(days: Days) -> Any:
    """Two products, the orders that hold both, those that hold the first and those that hold the second: the pairs
    that are in most orders.

    What the orders hold is gathered once for all of it, and a pair is one number, as it is grouped: a hundred and
    fifty thousand pairs are sorted a fifth sooner so.
    """
    held = (
        O.select(O.id.alias("order_id"), OL.product.alias("product_id")).distinct().join(OL, on=OL.order == O.id)
        .where(days.spans(O.submitted_at) & O.state.in_(BOUGHT)).cte("held", materialized=True)
    )  # fmt: skip
    n, apart = fn.COUNT(SQL("*")), SQL("4294967296")
    one, other = peewee.Table("held").alias("one"), peewee.Table("held").alias("other")
    both = (one.c.order_id == other.c.order_id) & (one.c.product_id < other.c.product_id)
    together = peewee.Select([one], [(one.c.product_id * apart + other.c.product_id).alias("pair")])
    together = together.join(other, on=both).alias("together")
    pairs = (
        peewee.Select([together], [
            (together.c.pair / apart).alias("first"), together.c.pair.bin_and(SQL("4294967295")).alias("second"),
            n.alias("n"),
        ]).group_by(together.c.pair).having(n >= FEWEST).order_by(n.desc(), together.c.pair).limit(PAIRS)
        .cte("pairs", materialized=True)
    )  # fmt: skip
    alone = peewee.Select([held], [held.c.product_id, n.alias("n")]).group_by(held.c.product_id)
    alone = alone.cte("alone", materialized=True)
    first, second = peewee.Table("alone").alias("with_first"), peewee.Table("alone").alias("with_second")
    return (
        pairs.select_from(pairs.c.first, pairs.c.second, pairs.c.n, first.c.n, second.c.n)
        .join(first, on=first.c.product_id == pairs.c.first).join(second, on=second.c.product_id == pairs.c.second)
        .order_by(pairs.c.n.desc(), pairs.c.first, pairs.c.second).with_cte(held, pairs, alone).bind(O._meta.database)
    )  # fmt: skip


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
