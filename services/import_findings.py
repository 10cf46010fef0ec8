"""What is found about many orders at their submission, the same as services/findings.py finds one by one."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import Any, NamedTuple

from models.buying import PurchaseLine
from models.driver import peewee
from models.goods import ProductStock
from models.orders import OrderLine, SalesOrder
from models.parties import Customer
from services import findings, settings
from services.bulk import any_of
from services.findings import Exposure, Finding
from services.import_directory import Directory, Goods
from services.import_match import StagedOrder

ZERO = Decimal(0)
NO_EXPOSURE = Exposure(None, ZERO, ZERO, ZERO, ZERO, ZERO, 0)
NOTHING_COMES: dict[str, Any] = {"due": None, "due_quantity": ZERO}


class PricedLine(NamedTuple):
    """A line as the price rules look at it."""

    position: int
    product: Goods
    unit_price: Decimal
    factor: Decimal
    price_source: str
    base: Decimal


class Facts:
    """All that the rules need to know, read once for all orders."""

    def __init__(self, orders: Sequence[StagedOrder], known: Directory, today: date) -> None:
        self._known, self._today = known, today
        buyers = sorted({order.customer for order in orders if order.customer is not None})
        products = sorted({line.product for order in orders for line in order.lines if line.product is not None})
        self._exposures = findings.exposures(_by_id(Customer, buyers), today)
        self._large, self._near = settings.get("approval.large_amount"), settings.get("approval.duplicate_days")
        self._like = _like(orders, buyers, self._near)
        self._alike: dict[tuple[int | None, int], list[StagedOrder]] = {}
        self._first = _first_submitted(buyers)
        self._available = {row.product_id: row.available for row in _by_id(ProductStock, products)}
        self._incoming = _incoming(products)
        self._there = _references(orders)
        self._established = today - timedelta(days=settings.get("approval.new_customer_days"))
        self._floors: dict[int, int] = {}

    def findings(self, order: StagedOrder) -> tuple[bytes, str]:
        """The findings of an order as they are stored, and the worst verdict."""
        total = Decimal(order.total).scaleb(-2)
        found = [*self._credit(order, total), *self._prices(order), *self._stock(order), *self._customer(order),
                 *findings.amount_findings(total, self._large), *self._duplicate(order)]  # fmt: skip
        found.sort(key=_gravest_first)
        return findings.kept(found), found[0].verdict

    def _credit(self, order: StagedOrder, total: Decimal) -> list[Finding]:
        e = self._exposures.get(order.customer or 0, NO_EXPOSURE)
        with_it = Exposure(e.limit, e.unpaid, e.unbilled, e.unshipped, total, e.overdue, e.overdue_days)
        return findings.credit_findings(with_it)

    def _prices(self, order: StagedOrder) -> list[Finding]:
        """Only lines with a price of the file can be too low; those of new products have nothing to compare with."""
        low = [
            PricedLine(at, self._known.goods[line.product], Decimal(line.price).scaleb(-4),
                       Decimal(line.factor).scaleb(-3), line.source, Decimal(line.base).scaleb(-3))
            for at, line in enumerate(order.lines, 1)
            if line.product is not None and line.price is not None
            and line.price * 1000 < self._floor(order.customer, line.product, line.base) * line.factor
        ]  # fmt: skip
        return findings.price_findings(low, lambda line: self._policy(order, line)) if low else FINE_PRICES

    def _floor(self, customer: int | None, product: int, base: int) -> int:
        """The price of one base unit that no rule has a word about, nor about one above it; in 1/10,000."""
        floor = self._floors.get(product)
        if floor is None:
            goods, prices = self._known.goods[product], self._known.prices
            proposed = prices.propose(customer, product, Decimal(base).scaleb(-3))
            usual = proposed.price if proposed is not None else None
            least = max((each for each in (goods.min_price, goods.cost, usual) if each is not None), default=ZERO)
            floor = ceil(least.scaleb(4))
            if prices.is_one(product):
                self._floors[product] = floor
        return floor

    def _policy(self, order: StagedOrder, line: PricedLine) -> Decimal | None:
        proposed = self._known.prices.propose(order.customer, line.product.id, line.base)
        return proposed.price if proposed else None

    def _stock(self, order: StagedOrder) -> list[Finding]:
        wanted: dict[int, int] = {}
        for line in order.lines:
            if line.product is not None:
                wanted[line.product] = wanted.get(line.product, 0) + line.base
        found = []
        for product, base in wanted.items():
            quantity, available = Decimal(base).scaleb(-3), self._available.get(product, ZERO)
            if quantity > available:
                incoming = self._incoming.get(product, NOTHING_COMES)
                found.append(findings.short_finding(self._known.goods[product], quantity, available, incoming))
        return found or ENOUGH_STOCK

    def _customer(self, order: StagedOrder) -> list[Finding]:
        first = self._first.get(order.customer or 0)
        if first is None or first > self._established:
            return [Finding("customer", "warn", "new_customer", {"name": order.name, "first": first is None})]
        return []

    def _duplicate(self, order: StagedOrder) -> list[Finding]:
        number = self._there.get((order.customer, order.ref)) if order.ref else None
        if number is not None:
            return [findings.same_reference(order.ref, number)]
        if not self._near or order.customer is None:
            return []
        day = date.fromisoformat(order.ordered)
        other = next((each for each in self._twins(order) if abs((day - each[1]).days) <= self._near), None)
        self._alike.setdefault((order.customer, order.total), []).append(order)
        return [findings.same_goods(*other)] if other else []

    def _twins(self, order: StagedOrder) -> Iterator[tuple[str, date]]:
        """Number and day of the orders that may be this one: those that are there, and earlier ones of the file."""
        there = self._like.get((order.customer, order.total))
        before = self._alike.get((order.customer, order.total))
        if there or before:
            likeness = _likeness(order)
            yield from (each[1:] for each in there or () if each[0] == likeness)
            yield from (("", date.fromisoformat(each.ordered)) for each in before or () if _likeness(each) == likeness)


FINE_PRICES = findings.price_findings((), lambda line: None)
ENOUGH_STOCK = [Finding("stock", "ok", "stock_enough", {})]
_GRAVITY = {verdict: -at for at, verdict in enumerate(findings.RANK)}


def _gravest_first(found: Finding) -> int:
    return _GRAVITY[found.verdict]


# What two orders that may be one have in common, besides customer and total: receiver, address and goods.
Likeness = tuple[Any, ...]


def _likeness(order: StagedOrder) -> Likeness:
    goods = findings.goods_of((line.product, line.base) for line in order.lines if line.product)
    return order.receiver, order.address, goods


def _like(
    orders: Sequence[StagedOrder], buyers: Sequence[int], days: int
) -> dict[tuple[int | None, int], list[tuple[Likeness, str, date]]]:
    """Orders that are there and may be one of the file's, by customer and total: likeness, number and day of each."""
    if not orders or not days:
        return {}
    S, L = SalesOrder, OrderLine
    ordered = [date.fromisoformat(order.ordered) for order in orders]
    totals = {(order.customer, order.total) for order in orders}
    near = S.order_date.between(min(ordered) - timedelta(days), max(ordered) + timedelta(days))
    rows = S.select(S.id, S.customer, S.total, S.receiver, S.address, S.number, S.order_date).where(
        any_of(S.customer, buyers), near, S.state.in_(("submitted", "approved", "completed", "closed_short"))
    )
    there = {row[0]: row for row in rows.tuples() if (row[1], int(row[2] * 100)) in totals}
    goods: dict[int, list[tuple[Any, ...]]] = {}
    lines = L.select(L.order, L.product, L.ordered).where(any_of(L.order, list(there)), L.product.is_null(False))
    for order_id, product, base in lines.tuples():
        goods.setdefault(order_id, []).append((product, int(base.scaleb(3))))
    found: dict[tuple[int | None, int], list[tuple[Likeness, str, date]]] = {}
    for order_id, customer, total, receiver, address, number, day in there.values():
        likeness = (receiver, address, findings.goods_of(goods.get(order_id, ())))
        found.setdefault((customer, int(total * 100)), []).append((likeness, number or "", day))
    return found


def _by_id(model: type[peewee.Model], ids: Sequence[int]) -> Iterable[Any]:
    return model.select().where(any_of(model._meta.primary_key, ids))


def _first_submitted(buyers: Sequence[int]) -> dict[int, date]:
    """The day of each customer's first order that was approved."""
    S = SalesOrder
    mine = S.select(peewee.fn.MIN(S.id)).where(any_of(S.customer, buyers), S.approved_at.is_null(False))
    query = S.select(S.customer, S.submitted_at).where(S.id.in_(mine.group_by(S.customer)))
    return {customer: at.date() for customer, at in query.tuples()}


def _incoming(products: Sequence[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    query = PurchaseLine.select().where(any_of(PurchaseLine.product, products), PurchaseLine.open > 0)
    for row in query.order_by(PurchaseLine.expected):
        found.setdefault(row.product_id, {"due": row.expected, "due_quantity": row.open})
    return found


def _references(orders: Sequence[StagedOrder]) -> dict[tuple[int | None, str], str]:
    """Orders that are there with a customer's number of the file: by customer and number."""
    refs = sorted({order.ref for order in orders if order.ref})
    query = SalesOrder.select(SalesOrder.customer, SalesOrder.customer_ref, SalesOrder.number).where(
        any_of(SalesOrder.customer_ref, refs), SalesOrder.state != "cancelled"
    )
    return {(customer, ref): number or "" for customer, ref, number in query.tuples()}
