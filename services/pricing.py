"""The price proposed for a customer, product, quantity and day, and where it comes from.

Precedence: the customer's own price or contract, the price of a quantity for everybody, the price of the customer's
level, the price of the customer's last order where the company wants that, the standard price; each by the highest
`from_quantity` reached.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from models.goods import Price, Product
from models.orders import OrderLine, SalesOrder
from models.parties import Customer
from models.statement import Statement
from services import settings

CONTRACT = "contract:"
# How many of a customer's orders are looked through for the last price.
LAST_ORDERS = 200
AGREED = ("approved", "completed", "closed_short")


@dataclass(frozen=True, slots=True)
class Proposed:
    """`price` for one base unit; `source`: customer, contract: and its name, quantity, level, last or standard."""

    price: Decimal
    source: str


# The prices that hold for a customer, a level or everybody, the highest quantity reached first.
_HOLDING = Statement(
    lambda product, customer, level, quantity, day: Price.select(
        Price.price, Price.contract, Price.customer, Price.level
    )
    .where(
        (Price.product == product)
        & (Price.from_quantity <= quantity)
        & (Price.valid_from.is_null() | (Price.valid_from <= day))
        & (Price.valid_to.is_null() | (Price.valid_to >= day))
        & ((Price.customer == customer) | (Price.customer.is_null() & ((Price.level == "") | (Price.level == level))))
    )
    .order_by(Price.from_quantity.desc(), Price.id.desc())
)


def propose(customer_id: int | None, product_id: int, quantity: Decimal, day: date) -> Proposed | None:
    """The price for `quantity` base units on `day`, or None when the product has none."""
    customer = Customer.get_or_none(Customer.id == customer_id)
    return asked(customer, Product.get_by_id(product_id), quantity, day)()


def paid(customer_id: int | None, level: str, product_id: int, quantity: Decimal, day: date) -> Decimal | None:
    """What a customer, else any customer of a level, pays for one base unit on `day`; None where there is no price."""
    if customer_id is not None:
        found = propose(customer_id, product_id, quantity, day)
    else:
        holding = _HOLDING.ask(product=product_id, customer=None, level=level, quantity=quantity, day=day)
        found = _proposed(None, Product.get_by_id(product_id), holding())
    return found.price if found is not None else None


def asked(customer: Customer | None, product: Product, quantity: Decimal, day: date) -> Callable[[], Proposed | None]:
    """As `propose`, told when it is called: PostgreSQL is asked about several lines in one go."""
    level = customer.price_level if customer is not None else ""
    own = customer.id if customer is not None else None
    holding = _HOLDING.ask(product=product.id, customer=own, level=level, quantity=quantity, day=day)
    return lambda: _proposed(customer, product, holding())


def _proposed(customer: Customer | None, product: Product, holding: list[tuple[Any, ...]]) -> Proposed | None:
    best: dict[str, tuple[Decimal, str]] = {}
    for price, contract, whose, of_level in holding:
        best.setdefault("customer" if whose is not None else "level" if of_level else "quantity", (price, contract))
    for source in ("customer", "quantity", "level"):
        if source in best:
            price, contract = best[source]
            return Proposed(price, f"{CONTRACT}{contract}" if contract else source)
    last = last_price(customer.id, product.id) if customer is not None and settings.get("prices.last") else None
    if last is not None:
        return Proposed(last, "last")
    return Proposed(product.price, "standard") if product.price is not None else None


def last_price(customer_id: int, product_id: int) -> Decimal | None:
    """What the customer paid for one base unit in the newest order that was agreed on."""
    newest = SalesOrder.select(SalesOrder.id).where(SalesOrder.customer == customer_id)
    newest = newest.order_by(SalesOrder.id.desc()).limit(LAST_ORDERS)
    row = (
        OrderLine.select(OrderLine.unit_price, OrderLine.factor)
        .join(SalesOrder)
        .where(
            SalesOrder.id.in_(newest)
            & SalesOrder.state.in_(AGREED)
            & (OrderLine.product == product_id)
            & OrderLine.unit_price.is_null(False)
        )
        .order_by(SalesOrder.id.desc(), OrderLine.position.desc())
        .first()
    )
    return row.unit_price / row.factor if row is not None else None


def last_prices(customer_id: int) -> dict[int, Decimal]:
    """The same for every product that the customer bought, by product."""
    newest = SalesOrder.select(SalesOrder.id).where(SalesOrder.customer == customer_id)
    newest = newest.order_by(SalesOrder.id.desc()).limit(LAST_ORDERS)
    lines = (
        OrderLine.select(OrderLine.product, OrderLine.unit_price, OrderLine.factor)
        .join(SalesOrder)
        .where(SalesOrder.id.in_(newest) & SalesOrder.state.in_(AGREED) & OrderLine.unit_price.is_null(False))
        .order_by(SalesOrder.id, OrderLine.position)
    )
    return {product: price / factor for product, price, factor in lines.tuples()}
