"""The price proposed for a customer, product, quantity and day, and where it comes from.

Precedence: the customer's own price, the price of the customer's level, the standard price; each by the
highest `from_quantity` reached (quantity break).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.goods import Price, Product
from models.parties import Customer


@dataclass(frozen=True, slots=True)
class Proposed:
    """`price` for one base unit; `source`: customer, level or standard."""

    price: Decimal
    source: str


def propose(customer_id: int | None, product_id: int, quantity: Decimal, day: date) -> Proposed | None:
    """The price for `quantity` base units on `day`, or None when the product has none."""
    product = Product.get_by_id(product_id)
    customer = Customer.get_or_none(Customer.id == customer_id)
    if customer is not None:
        for source, mine in (("customer", Price.customer == customer), ("level", _level(customer))):
            price = _best(product_id, mine, quantity, day)
            if price is not None:
                return Proposed(price, source)
    return Proposed(product.price, "standard") if product.price is not None else None


def _level(customer: Customer) -> object:
    return Price.customer.is_null() & (Price.level == customer.price_level) & (Price.level != "")


def _best(product_id: int, mine: object, quantity: Decimal, day: date) -> Decimal | None:
    row = (
        Price.select()
        .where(
            (Price.product == product_id)
            & mine
            & (Price.from_quantity <= quantity)
            & (Price.valid_from.is_null() | (Price.valid_from <= day))
            & (Price.valid_to.is_null() | (Price.valid_to >= day))
        )
        .order_by(Price.from_quantity.desc(), Price.id.desc())
        .first()
    )
    return row.price if row else None
