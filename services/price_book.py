"""The prices of many customers and products at once, for imports; the same rules as services/pricing.py."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from models.goods import Price
from services import settings
from services.bulk import any_of
from services.pricing import CONTRACT, Proposed, last_price

Break = tuple[Decimal, int, Decimal, str]


class PriceBook:
    """`standard` is each product's own price, `levels` each customer's price level."""

    def __init__(
        self, standard: Mapping[int, Decimal | None], levels: Mapping[int, str], day: date, products: Iterable[int]
    ) -> None:
        self._standard, self._levels = standard, levels
        self._own: dict[tuple[int, int], list[Break]] = {}
        self._level: dict[tuple[str, int], list[Break]] = {}
        self._last = settings.get("prices.last")
        self._lasts: dict[tuple[int, int], Decimal | None] = {}
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
            entry = (row.from_quantity, row.id, row.price, row.contract)
            if row.customer_id is not None:
                self._own.setdefault((row.customer_id, row.product_id), []).append(entry)
            else:
                self._level.setdefault((row.level, row.product_id), []).append(entry)

    def propose(self, customer: int | None, product: int, quantity: Decimal) -> Proposed | None:
        """The price of one base unit, or None when the product has none."""
        own = self._own.get((customer, product)) if customer is not None else None
        level = self._levels.get(customer, "") if customer is not None else ""
        everybody = self._level.get(("", product))
        for source, breaks in (
            ("customer", own), ("quantity", everybody), ("level", self._level.get((level, product)) if level else None)
        ):  # fmt: skip
            reached = _reached(breaks, quantity)
            if reached is not None:
                return Proposed(reached[2], f"{CONTRACT}{reached[3]}" if reached[3] else source)
        last = self._last_price(customer, product)
        if last is not None:
            return Proposed(last, "last")
        price = self._standard.get(product)
        return Proposed(price, "standard") if price is not None else None

    def _last_price(self, customer: int | None, product: int) -> Decimal | None:
        if customer is None or not self._last:
            return None
        if (customer, product) not in self._lasts:
            self._lasts[customer, product] = last_price(customer, product)
        return self._lasts[customer, product]


def _reached(breaks: list[Break] | None, quantity: Decimal) -> Break | None:
    """The highest break that the quantity reaches; of equal ones the newest."""
    if not breaks:
        return None
    at = bisect_right(breaks, quantity, key=lambda entry: entry[0])
    return breaks[at - 1] if at else None
