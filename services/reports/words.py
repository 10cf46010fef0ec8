"""Dimensions and values that several reports share."""

from typing import Any

from models.base import is_postgresql
from models.delivery import Delivery, DeliveryLine
from models.driver import peewee
from models.goods import Product
from models.orders import OrderLine
from models.parties import Carrier, Customer
from resources.i18n import N_
from services.lists import Localized
from services.reports.definition import Detail, Dimension
from services.zones import TERMS

D, OL, DL = Delivery, OrderLine, DeliveryLine
fn, SQL = peewee.fn, peewee.SQL
HOUR, DAY = 3_600_000_000, 86_400_000_000
TWO = peewee.SQL("2")


class Either(peewee.ColumnBase):
    """An expression that SQLite is asked by, and the one for PostgreSQL."""

    def __init__(self, sqlite: Any, postgresql: Any) -> None:
        self._sqlite, self._postgresql = sqlite, postgresql

    def __sql__(self, ctx: Any) -> Any:
        return ctx.sql(self._postgresql if is_postgresql() else self._sqlite)


def wide(number: Any) -> Any:
    """A whole number whose product may pass 64 bits: SQLite then takes the nearest one, PostgreSQL none."""
    return Either(number, number.cast("NUMERIC"))


def _exact_share(amount: Any, part: Any, whole: Any) -> Any:
    return (TWO * amount * part + whole) / (TWO * whole)


def share(amount: Any, part: Any, whole: Any) -> Any:
    """The share of a line's amount that a part of its quantity has, to the cent, half up, as it is billed.

    Where the exact product of amount and quantity is more than whole numbers of the database hold, the quantities are
    divided first.
    """
    return peewee.Case(None, (
        (part == whole, amount),
        (amount <= SQL("4000000000000000000") / fn.NULLIF(part, 0), _exact_share(amount, part, whole)),
        (part == SQL("0"), SQL("0")),
    ), fn.ROUND(amount * (part * SQL("1.0") / whole)).cast("BIGINT"))  # fmt: skip


# What a line that has left is worth. SQLite goes on with the nearest number by itself.
SOLD = Either(
    peewee.Case(None, ((DL.packed == OL.ordered, OL.amount),), _exact_share(OL.amount, DL.packed, OL.ordered)),
    share(OL.amount, DL.packed, OL.ordered),
)

CUSTOMER = Dimension("customer", N_("Customer"), lambda _d: Customer.id, lambda _d: Customer.name)
PRODUCT_NAME = Localized(Product.name, Product.name_en)
PRODUCT = Dimension("product", N_("Product"), lambda _d: Product.id, lambda _d: PRODUCT_NAME)
CATEGORY = Dimension("category", N_("Category"), lambda _d: Product.category)
CARRIER = Dimension("carrier", N_("Carrier"), lambda _d: Carrier.id, lambda _d: Carrier.name)
REGION = Dimension("region", N_("Region"), lambda _d: D.province, kind="terms", terms=TERMS)

DELIVERY_DETAIL = (
    Detail("number", N_("Delivery no."), "code", D.number, 150),
    Detail("customer", N_("Customer"), "text", D.customer_name, 200),
    Detail("promised", N_("Promised"), "date", D.promised, 100),
    Detail("dispatched", N_("Dispatched"), "moment", D.dispatched_at, 140),
    Detail("state", N_("State"), "state", D.state, 110),
)
