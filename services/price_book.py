"""The prices of many customers and products at once, for imports; the same rules as services/pricing.py."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from models.goods import Price
from services.bulk import any_of
from services.pricing import Proposed

Break = tuple[Decimal, int, Decimal]


class PriceBook:
    """`standard` is each product's own price, `levels` each customer's price level."""

    def __init__(
        self, standard: Mapping[int, Decimal | None], levels: Mapping[int, str], day: date, products: Iterable[int]
    ) -> None:
        self._standard, self._levels = standard, levels
        self._own: dict[tuple[int, int], list[Break]] = {}
        self._level: dict[tuple[str, int], list[Break]] = {}
        self._load(sorted(set(products)), day)
        for breaks in (*self._own.values(), *self._level.values()):
            breaks.sort()

    def _load(self, products: list[int], day: date) -> None:
        query = Price.select().where(
            any_of(Price.product, products)
            & (Price.valid_from.is_null() | (Price.valid_from <= day))
            & (Price.valid_to.is_null() | (Price.valid_to >= day))
        )
        for row in query:
            entry = (row.from_quantity, row.id, row.price)
            if row.customer_id is not None:
                self._own.setdefault((row.customer_id, row.product_id), []).append(entry)
            elif row.level:
                self._level.setdefault((row.level, row.product_id), []).append(entry)

    def propose(self, customer: int | None, product: int, quantity: Decimal) -> Proposed | None:
        """The price of one base unit, or None when the product has none."""
        if customer is not None:
            own = _reached(self._own.get((customer, product)), quantity)
            if own is not None:
                return Proposed(own, "customer")
            level = _reached(self._level.get((self._levels.get(customer, ""), product)), quantity)
            if level is not None:
                return Proposed(level, "level")
        price = self._standard.get(product)
        return Proposed(price, "standard") if price is not None else None


def _reached(breaks: list[Break] | None, quantity: Decimal) -> Decimal | None:
    """The price of the highest break that the quantity reaches; of equal ones the newest."""
    if not breaks:
        return None
    at = bisect_right(breaks, quantity, key=lambda entry: entry[0])
    return breaks[at - 1][2] if at else None
