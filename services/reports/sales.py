"""What was sold to whom, what orders came in, who stopped buying, what goes together."""

from typing import Any

from models.delivery import Delivery, DeliveryLine
from models.driver import peewee
from models.goods import Product
from models.orders import OrderLine, SalesOrder
from models.parties import Customer
from models.people import User
from resources.i18n import N_
from services.reports.definition import Detail, Dimension, Facts, Measure, Report
from services.reports.grouped import behind, by_time, grouped
from services.reports.habits import BASKET, LAPSED
from services.reports.period import Days
from services.reports.words import CATEGORY, CUSTOMER, PRODUCT, PRODUCT_NAME, REGION, SOLD, wide

O, D, OL, DL, P = SalesOrder, Delivery, OrderLine, DeliveryLine, Product
fn, SQL = peewee.fn, peewee.SQL
COUNT = fn.COUNT(SQL("*"))
LEFT = peewee.JOIN.LEFT_OUTER
# Cost has 4 decimals and pieces 3, so their product has 7; what has no cost has no margin either.
_COSTED = P.cost.is_null(False)
_COST = wide(DL.packed) * P.cost
_MARGIN = peewee.Case(None, ((_COSTED, wide(SOLD) * SQL("100000") - _COST),), SQL("0"))
_WITH_COST = peewee.Case(None, ((_COSTED, wide(SOLD) * SQL("100000")),), SQL("0"))

SOURCES = tuple({"typed": N_("Typed"), "import": N_("Import"), "return": N_("Return of a customer")}.items())
# An import is kept with its number, which is no source of its own.
SOURCE = peewee.Case(None, ((O.source.startswith("import:"), "import"),), O.source)


def _lines(days: Days, what: tuple[Any, ...]) -> Any:
    """Lines that left in the period, with what their measures need."""
    return (
        D.select(*what).join(days.cte, on=days.within(D.dispatched_at)).switch(D).join(DL, on=DL.delivery == D.id)
        .join(OL, on=DL.line == OL.id).switch(DL).join(P, on=DL.product == P.id)
    )  # fmt: skip


def _sold(days: Days, what: tuple[Any, ...]) -> Any:
    """The same with what names them."""
    return (
        _lines(days, what).switch(D).join(Customer).switch(OL).join(O, on=OL.order == O.id)
        .switch(O).join(User, LEFT, on=O.author == User.id)
    )  # fmt: skip


SALES = Report(
    "sales", "sales", N_("Sales"), N_("Goods that left in the period, at the prices of their orders"), grouped, behind,
    Facts(_sold, (
        Detail("delivery", N_("Delivery no."), "code", D.number, 150),
        Detail("customer", N_("Customer"), "text", D.customer_name, 200),
        Detail("sku", N_("SKU"), "code", P.sku, 120), Detail("name", N_("Product"), "text", PRODUCT_NAME, 200),
        Detail("quantity", N_("Quantity"), "quantity", DL.packed, 90),
        Detail("amount", N_("Amount ¥"), "amount", SOLD.converter(OL.amount.python_value), 120),
        Detail("at", N_("Dispatched"), "moment", D.dispatched_at, 140),
    ), ("delivery", D.id), order=DL.id, bare=_lines),
    (
        Measure("amount", N_("Sales ¥"), "amount", fn.SUM(SOLD), decimals=2, better=1,
                told=N_("What left, at its order's price; returns are not taken off")),
        Measure("orders", N_("Orders"), "number", fn.COUNT(OL.order.distinct()),
                told=N_("Orders of which something left")),
        Measure("customers", N_("Customers"), "number", fn.COUNT(D.customer.distinct()),
                told=N_("Customers to whom something left")),
        Measure("size", N_("Per order ¥"), "amount", fn.SUM(SOLD), fn.COUNT(OL.order.distinct()),
                N_("Sales by the number of orders"), decimals=2, better=1),
        Measure("quantity", N_("Pieces"), "quantity", fn.SUM(DL.packed), decimals=3, told=N_("In base units")),
        Measure("margin", N_("Margin ¥"), "amount", fn.SUM(_MARGIN), decimals=7, better=1, right="prices.view",
                told=N_("Sales less cost, of products whose cost is known, at today's cost")),
        Measure("margin_share", N_("Margin"), "percent", fn.SUM(_MARGIN), fn.SUM(_WITH_COST),
                N_("Margin by the sales of products whose cost is known"), decimals=7, whole_decimals=7, better=1,
                right="prices.view"),
    ),
    (CUSTOMER, PRODUCT, CATEGORY, REGION,
     Dimension("person", N_("Salesperson"), lambda _d: User.id, lambda _d: User.name, right="reports.people"),
     Dimension("source", N_("Source"), lambda _d: SOURCE, kind="terms", terms=SOURCES), *by_time()),
    "credit.view", span="month",
)  # fmt: skip


def _came(days: Days, what: tuple[Any, ...]) -> Any:
    return (
        O.select(*what).join(days.cte, on=days.within(O.submitted_at)).switch(O).join(Customer, LEFT)
        .switch(O).join(User, LEFT, on=O.author == User.id).where(O.state.not_in(("cancelled", "rejected")))
    )  # fmt: skip


ORDERS = Report(
    "orders", "sales", N_("Orders received"), N_("Orders submitted in the period, without cancelled and rejected ones"),
    grouped, behind,
    Facts(_came, (
        Detail("number", N_("Order no."), "code", O.number, 150),
        Detail("customer", N_("Customer"), "text", O.customer_name, 200),
        Detail("at", N_("Submitted at"), "moment", O.submitted_at, 140),
        Detail("state", N_("State"), "state", O.state, 110),
        Detail("total", N_("Amount ¥"), "amount", O.total, 120, "credit.view"),
    ), ("orders", O.id), order=O.id),
    (
        Measure("orders", N_("Orders"), "number", COUNT, told=N_("Orders submitted in the period"), better=1),
        Measure("amount", N_("Amount ¥"), "amount", fn.SUM(O.total), decimals=2, better=1, right="credit.view",
                told=N_("As ordered")),
        Measure("size", N_("Per order ¥"), "amount", fn.SUM(O.total), COUNT, N_("Amount by the number of orders"),
                decimals=2, better=1, right="credit.view"),
        Measure("lines", N_("Lines per order"), "quantity", fn.SUM(O.lines), COUNT, N_("Mean number of lines")),
    ),
    (by_time()[0], by_time()[1], *by_time()[2:], CUSTOMER,
     Dimension("source", N_("Source"), lambda _d: SOURCE, kind="terms", terms=SOURCES),
     Dimension("person", N_("Author"), lambda _d: User.id, lambda _d: User.name, right="reports.people")),
    "orders.view",
)  # fmt: skip

REPORTS = (SALES, ORDERS, LAPSED, BASKET)
