"""What approved orders wait for, line by line, by why it is not there. As of now."""

from typing import Any

from models.driver import peewee
from models.goods import Product, ProductStock
from models.orders import SHORT, OrderLine, SalesOrder
from models.parties import Customer
from resources.i18n import N_
from services.listing import DaysAgo
from services.reports.definition import Detail, Dimension, Facts, Measure, Report
from services.reports.grouped import behind, count_if, grouped
from services.reports.period import Days
from services.reports.words import CATEGORY, CUSTOMER, PRODUCT, PRODUCT_NAME, share

O, OL, P, PS = SalesOrder, OrderLine, Product, ProductStock
fn, SQL = peewee.fn, peewee.SQL
COUNT = fn.COUNT(SQL("*"))
LACKS = OL.open - OL.reserved
ZERO = SQL("0")
# The first that holds.
CAUSES = {
    "hold": N_("The order is on hold"), "free": N_("Free, not promised yet"),
    "blocked": N_("As much is there and blocked"), "coming": N_("On order"),
    "promised": N_("Promised to other orders"), "nothing": N_("Not there and not on order"),
}  # fmt: skip
_CAUSE = peewee.Case(None, (
    (O.on_hold, "hold"), (PS.available > ZERO, "free"),
    (PS.on_hand - PS.reserved - PS.available >= LACKS, "blocked"),
    (PS.incoming > ZERO, "coming"), (PS.reserved > OL.reserved, "promised"),
), "nothing")  # fmt: skip


def _waiting(days: Days, what: tuple[Any, ...]) -> Any:
    """Lines of approved orders of which something is neither reserved nor shipped nor given up."""
    return (
        O.select(*what).join(OL, on=OL.order == O.id).join(P, on=OL.product == P.id).join(PS, on=PS.product == P.id)
        .switch(O).join(Customer).where(SHORT & (LACKS > ZERO))
    )  # fmt: skip


BACKORDERS = Report(
    "backorders", "service", N_("Backorders"), N_("What approved orders wait for as of now, and why it is not there"),
    grouped, behind,
    Facts(_waiting, (
        Detail("number", N_("Order no."), "code", O.number, 150),
        Detail("customer", N_("Customer"), "text", O.customer_name, 200),
        Detail("product", N_("Product"), "text", PRODUCT_NAME, 200),
        Detail("lacks", N_("Lacks"), "quantity", LACKS.converter(OL.open.python_value), 90),
        Detail("promised", N_("Promised"), "date", O.promised, 100),
    ), ("orders", O.id), order=OL.id),
    (
        Measure("lines", N_("Lines"), "number", COUNT, told=N_("Order lines that wait for goods"), better=-1),
        Measure("orders", N_("Orders"), "number", fn.COUNT(O.id.distinct()), told=N_("Orders with such a line"),
                better=-1),
        Measure("pieces", N_("Pieces"), "quantity", fn.SUM(LACKS), told=N_("What is neither reserved nor shipped"),
                decimals=3, better=-1),
        Measure("late", N_("Late"), "number", count_if(O.due < DaysAgo(0)),
                told=N_("Lines whose promised day is over"), better=-1),
        Measure("amount", N_("Amount ¥"), "amount", fn.SUM(share(OL.amount, LACKS, OL.ordered)), decimals=2,
                told=N_("Of what is lacking, at the prices of the orders"), better=-1, right="credit.view"),
    ),
    (Dimension("cause", N_("Why"), lambda _d: _CAUSE, kind="terms", terms=tuple(CAUSES.items())),
     PRODUCT, CATEGORY, CUSTOMER),
    "orders.view", dated=False,
)  # fmt: skip

REPORTS = (BACKORDERS,)
