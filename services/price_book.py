"""The prices of many customers and products at once, for imports; the same rules as services/pricing.py."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from models.goods import Price
from services import settings
from services.bulk import any_of
from services.pricing import CONTRACT, Proposed, last_prices

Break = tuple[Decimal, int, Decimal, str]
# Product, customer, level, from which quantity, first and last day.
PriceKey = tuple[int, int | None, str, Decimal, date | None, date | None]


class PriceBook:
    """`standard` is each product's own price, `levels` each customer's price level."""

    def __init__(
        self, standard: Mapping[int, Decimal | None], levels: Mapping[int, str], day: date, products: Iterable[int]
    ) -> None:
        self._standard, self._levels = standard, levels
        self._own: dict[tuple[int, int], list[Break]] = {}
        self._level: dict[tuple[str, int], list[Break]] = {}
        self._graded: set[int] = set()  # products that have a price of a customer, a level or a quantity
        self._usual: dict[int, Proposed] = {}
        self._last = settings.get("prices.last")
        self._lasts: dict[int, dict[int, Decimal]] = {}
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
            self._graded.add(row.product_id)
            entry = (row.from_quantity, row.id, row.price, row.contract)
            if row.customer_id is not None:
                self._own.setdefault((row.customer_id, row.product_id), []).append(entry)
            else:
                self._level.setdefault((row.level, row.product_id), []).append(entry)

    def propose(self, customer: int | None, product: int, quantity: Decimal) -> Proposed | None:
        """The price of one base unit, or None when the product has none."""
        if product in self._graded:
            graded = self._graded_price(customer, product, quantity)
            if graded is not None:
                return graded
        last = self._last_price(customer, product)
        if last is not None:
            return Proposed(last, "last")
        usual, price = self._usual.get(product), self._standard.get(product)
        if usual is None and price is not None:
            usual = self._usual[product] = Proposed(price, "standard")
        return usual

    def is_one(self, product: int) -> bool:
        """Whether a product has one price for every customer and quantity."""
        return not self._last and product not in self._graded

    def _graded_price(self, customer: int | None, product: int, quantity: Decimal) -> Proposed | None:
        own = self._own.get((customer, product)) if customer is not None else None
        level = self._levels.get(customer, "") if customer is not None else ""
        everybody = self._level.get(("", product))
        for source, breaks in (
            ("customer", own), ("quantity", everybody), ("level", self._level.get((level, product)) if level else None)
        ):  # fmt: skip
            reached = _reached(breaks, quantity)
            if reached is not None:
                return Proposed(reached[2], f"{CONTRACT}{reached[3]}" if reached[3] else source)
        return None

    def _last_price(self, customer: int | None, product: int) -> Decimal | None:
        if customer is None or not self._last:
            return None
        if customer not in self._lasts:
            self._lasts[customer] = last_prices(customer)
        return self._lasts[customer].get(product)


def _reached(breaks: list[Break] | None, quantity: Decimal) -> Break | None:
    """The highest break that the quantity reaches; of equal ones the newest."""
    if not breaks:
        return None
    at = bisect_right(breaks, quantity, key=lambda entry: entry[0])
    return breaks[at - 1] if at else None


def price_key(price: Price) -> PriceKey:
    """What a price is for; a newer one for the same holds over an older one."""
    return (price.product_id, price.customer_id, price.level, price.from_quantity, price.valid_from, price.valid_to)


def newest_prices(products: Iterable[int]) -> dict[PriceKey, Decimal]:
    """The newest price for the same of each product."""
    query = Price.select().where(any_of(Price.product, sorted(products))).order_by(Price.id)
    return {price_key(price): price.price for price in query}
