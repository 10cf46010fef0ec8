"""What is found about many orders at their submission, the same as services/findings.py finds one by one."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from math import ceil
from operator import itemgetter
from typing import Any, NamedTuple

from models.buying import PurchaseLine
from models.driver import peewee
from models.goods import ProductStock
from models.orders import OrderLine, SalesOrder
from models.parties import Customer
from services import findings, settings
from services.bulk import any_of
from services.findings import Exposure, Finding
from services.import_directory import Directory, Goods, scaled
from services.import_match import StagedOrder

ZERO = Decimal(0)
NO_EXPOSURE = Exposure(None, ZERO, ZERO, ZERO, ZERO, ZERO, 0)
Told = tuple[int, bytes]  # how grave a finding is, and how it is kept
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
        self._thousandths = {product: scaled(free, 3) for product, free in self._available.items()}
        self._shorts: dict[int, Told] = {}
        self._credits: dict[tuple[int, bool], list[Told]] = {}
        self._owing: dict[int, tuple[int, int | None]] = {}  # what each owes and may owe, in cents
        self._new: dict[tuple[str, bool], list[Told]] = {}

    def findings(self, order: StagedOrder) -> tuple[bytes, str]:
        """The findings of an order as they are stored, and the worst verdict."""
        total = Decimal(order.total).scaleb(-2)
        found = [*self._credit(order, total), *self._prices(order), *self._stock(order), *self._customer(order),
                 *_told(findings.amount_findings(total, self._large)), *self._duplicate(order)]  # fmt: skip
        found.sort(key=_gravity)
        return findings.listed([text for _gravity, text in found]), findings.RANK[-found[0][0]]

    def _credit(self, order: StagedOrder, total: Decimal) -> list[Told]:
        customer = order.customer or 0
        known = self._owing.get(customer)
        if known is None:
            e = self._exposures.get(customer, NO_EXPOSURE)
            limit = None if e.limit is None else scaled(e.limit, 2)
            known = self._owing[customer] = (scaled(e.total, 2), limit)
        exposure, limit = known[0] + order.total, known[1]
        over = exposure - limit if limit is not None else 0
        forms = self._credits.get((customer, over > 0))
        if forms is None:
            e = self._exposures.get(customer, NO_EXPOSURE)
            with_it = Exposure(e.limit, e.unpaid, e.unbilled, e.unshipped, total, e.overdue, e.overdue_days)
            forms = self._credits[customer, over > 0] = _forms(findings.credit_findings(with_it), OWED)
        figures = {b"exposure": _cents(exposure), b"this_order": _cents(order.total), b"over": _cents(over)}
        return [(gravity, form % figures) for gravity, form in forms]

    def _prices(self, order: StagedOrder) -> list[Told]:
        """Only lines with a price of the file can be too low; those of new products have nothing to compare with."""
        low, floors = [], self._floors
        for at, line in enumerate(order.lines, 1):
            product, price = line.product, line.price
            if product is None or price is None:
                continue
            floor = floors.get(product)
            if floor is None:
                floor = self._floor(order.customer, product, line.base)
            if price * 1000 < floor * line.factor:
                factor, base = Decimal(line.factor).scaleb(-3), Decimal(line.base).scaleb(-3)
                goods, each = self._known.goods[product], Decimal(price).scaleb(-4)
                low.append(PricedLine(at, goods, each, factor, line.source, base))
        return _told(findings.price_findings(low, lambda line: self._policy(order, line))) if low else FINE_PRICES

    def _floor(self, customer: int | None, product: int, base: int) -> int:
        """The price of one base unit that no rule has a word about, nor about one above it; in 1/10,000."""
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

    def _stock(self, order: StagedOrder) -> list[Told]:
        wanted: dict[int, int] = {}
        for line in order.lines:
            if line.product is not None:
                wanted[line.product] = wanted.get(line.product, 0) + line.base
        found, there = [], self._thousandths
        for product, base in wanted.items():
            available = there.get(product, 0)
            if base > available:
                (gravity, form), short = self._short(product), base - max(available, 0)
                figures = {b"short": exact(short, 3).encode(), b"wanted": exact(base, 3).encode()}
                found.append((gravity, form % figures))
        return found or ENOUGH_STOCK

    def _short(self, product: int) -> Told:
        """That there is not enough of a product: what is said of it each time, with room for an order's figures."""
        known = self._shorts.get(product)
        if known is None:
            incoming, available = self._incoming.get(product, NOTHING_COMES), self._available.get(product, ZERO)
            found = findings.short_finding(self._known.goods[product], ZERO, available, incoming)
            known = self._shorts[product] = _forms([found], SHORT)[0]
        return known

    def _customer(self, order: StagedOrder) -> list[Told]:
        first = self._first.get(order.customer or 0)
        if first is not None and first <= self._established:
            return []
        key = order.name, first is None
        found = self._new.get(key)
        if found is None:
            figures = {"name": order.name, "first": first is None}
            found = self._new[key] = _told([Finding("customer", "warn", "new_customer", figures)])
        return found

    def _duplicate(self, order: StagedOrder) -> list[Told]:
        number = self._there.get((order.customer, order.ref)) if order.ref else None
        if number is not None:
            return _told([findings.same_reference(order.ref, number)])
        if not self._near or order.customer is None:
            return []
        key, other = (order.customer, order.total), None
        if key in self._alike or key in self._like:
            day = date.fromisoformat(order.ordered)
            other = next((each for each in self._twins(order) if abs((day - each[1]).days) <= self._near), None)
        self._alike.setdefault(key, []).append(order)
        return _told([findings.same_goods(*other)]) if other else []

    def _twins(self, order: StagedOrder) -> Iterator[tuple[str, date]]:
        """Number and day of the orders that may be this one: those that are there, and earlier ones of the file."""
        there = self._like.get((order.customer, order.total), ())
        before = self._alike.get((order.customer, order.total), ())
        likeness = _likeness(order)
        yield from (each[1:] for each in there if each[0] == likeness)
        yield from (("", date.fromisoformat(each.ordered)) for each in before if _likeness(each) == likeness)


# Figures that differ from order to order, where the rest of what is said about a customer or a product is the same.
OWED, SHORT = frozenset({"exposure", "this_order", "over"}), frozenset({"short", "wanted"})
MARK = "\1"
_GRAVITY = {verdict: -at for at, verdict in enumerate(findings.RANK)}
_gravity = itemgetter(0)


def _told(found: Sequence[Finding]) -> list[Told]:
    """Findings as they are kept, each with its place among others: the gravest come first."""
    if not found:
        return []
    first_said = sorted(found, key=lambda each: _GRAVITY[each.verdict])
    texts = findings.kept_each(first_said)
    return [(_GRAVITY[each.verdict], text) for each, text in zip(first_said, texts, strict=True)]


def _forms(found: Sequence[Finding], names: frozenset[str]) -> list[Told]:
    """As `_told`, with room for the figures of these names: `form % {name: value}`, all in bytes."""
    marked = []
    for each in found:
        figures = {name: MARK if name in names else value for name, value in each.figures.items()}
        marked.append(Finding(each.kind, each.verdict, each.code, figures))
    forms = []
    for gravity, text in _told(marked):
        form = text.replace(b"%", b"%%")
        for name in names:  # inside of a text a stroke stands before each quotation mark
            form = form.replace(b'"%b":"\\u0001"' % name.encode(), b'"%b":"%%(%b)b"' % (name.encode(), name.encode()))
        forms.append((gravity, form))
    return forms


def _cents(value: int) -> bytes:
    return exact(value, 2).encode()


FINE_PRICES = _told(findings.price_findings((), lambda line: None))
ENOUGH_STOCK = _told([Finding("stock", "ok", "stock_enough", {})])


@lru_cache(maxsize=100_000)
def exact(value: int, places: int) -> str:
    """A stored figure as the text of the Decimal that is read back."""
    return str(Decimal(value).scaleb(-places))


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
