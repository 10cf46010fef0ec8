"""Why an order line can't ship: what is held by its quality, what other orders hold, what is coming when; and
the way out where goods are free all the same.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.base import reconnect
from models.buying import Replenishment
from models.goods import Product, ProductStock
from models.orders import OrderLine, SalesOrder
from models.stock import StockMove
from services import planning
from services.errors import Refusal
from services.faults import translated
from services.ledger import GOOD, ZERO
from services.lists import Localized, spoken
from services.places import PROMISABLE
from services.stock_views import Balance, Expected, Hold, Wait, balances, holds, on_the_way, waits
from services.unit import Unit, use_case

MOST = 50


@dataclass(frozen=True, slots=True)
class Blocked:
    """Goods that are there and can't be promised; `reason` is what was said when they were set apart."""

    balance_id: int
    lot: str
    expiry: date | None
    bin: str
    quality: str
    quantity: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class WhyShort:
    """One order line and all that decides when it can ship. Quantities in base units.

    `holds` are the other orders' reservations; `before` are lines that waited longer and are served first;
    `asked` is what was requested from the buyer and is not on order yet.
    """

    line_id: int
    order_id: int
    order: str
    state: str
    customer: str
    due: date | None
    product_id: int
    sku: str
    name: str
    unit: str
    open: Decimal
    reserved: Decimal
    on_hand: Decimal
    available: Decimal
    blocked: tuple[Blocked, ...]
    holds: tuple[Hold, ...]
    before: tuple[Wait, ...]
    expected: tuple[Expected, ...]
    asked: Decimal

    @property
    def missing(self) -> Decimal:
        return self.open - self.reserved

    @property
    def comes(self) -> Expected | None:
        """The arrival that covers it, after those that waited before; None when what is on order is not enough."""
        needed = self.missing + sum((wait.quantity for wait in self.before), ZERO)
        for each in self.expected:
            needed -= each.open
            if needed <= 0:
                return each
        return None


def why_short(line_id: int) -> WhyShort:
    """Refuses unknown_line."""
    with translated():
        reconnect()
        line = (
            OrderLine.select(OrderLine, SalesOrder, Product).join(SalesOrder).switch(OrderLine).join(Product)
            .where(OrderLine.id == line_id).first()
        )  # fmt: skip
        if line is None:
            raise Refusal("unknown_line")
        order, product = line.order, line.product
        stock = ProductStock.get_by_id(product.id)
        waiting = waits(product.id)
        before = [each for each in waiting if (each.due or date.max, each.order_id) < (order.due, order.id)]
        asked = sum((row.quantity for row in Replenishment.select().where(
            (Replenishment.product == product) & (Replenishment.state == "open"))), ZERO)  # fmt: skip
        return WhyShort(
            line.id, order.id, order.number or "", order.state, order.customer_name, order.promised, product.id,
            product.sku, spoken(product.name, product.name_en), product.unit, line.open, line.reserved, stock.on_hand,
            stock.available, _blocked(product.id),
            tuple(each for each in holds(product.id) if each.order_id != order.id)[:MOST],
            tuple(before), on_the_way(product.id), asked,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Served:
    """How much was reserved for lines that waited, and the deliveries planned because of it."""

    quantity: Decimal
    planned: tuple[int, ...] = ()


@use_case("stock.serve", right="deliveries.plan")
def serve_waiting(u: Unit, product_id: int) -> Served:
    """Reserve what is free of a product for the lines that wait for it, oldest promise first.

    Goods stay free behind a short pick, until somebody has looked. Refuses unknown_product, nothing_free.
    """
    before = ProductStock.get_or_none(ProductStock.product == product_id)
    if before is None:
        raise Refusal("unknown_product", name=str(product_id))
    planned = planning.stock_came_free(u, {product_id})
    reserved = ProductStock.get_by_id(product_id).reserved - before.reserved
    if not reserved:
        raise Refusal("nothing_free")
    u.about("product", product_id, reserved=reserved, planned=planned)
    u.topics |= {"stock", "orders", "deliveries"}
    return Served(reserved, tuple(planned))


def short_lines(order_id: int) -> tuple[tuple[int, str, Decimal], ...]:
    """The lines of an order that wait for goods: id, product name, how many are missing.

    Before its approval nothing is reserved: then what is free counts as there.
    """
    with translated():
        reconnect()
        L, S = OrderLine, ProductStock
        state = SalesOrder.select(SalesOrder.state).where(SalesOrder.id == order_id).tuples().first()
        approved = state == ("approved",)
        rows = (
            L.select(L.id, Localized(Product.name, Product.name_en), L.open, L.reserved, S.available)
            .join(Product).join(S, on=(S.product == Product.id))
            .where((L.order == order_id) & (L.open > L.reserved)).order_by(L.position)
        )  # fmt: skip
        found = [(row[0], row[1], row[2] - row[3] - (ZERO if approved else max(row[4], ZERO))) for row in rows.tuples()]
        return tuple(each for each in found if each[2] > 0)[:MOST]


def _blocked(product_id: int) -> tuple[Blocked, ...]:
    stopped = [row for row in balances(product_id) if not row.promisable and row.kind != "staging"]
    notes = _notes(product_id) if stopped else {}
    return tuple(
        Blocked(row.id, row.lot, row.expiry, row.bin, _stop(row), row.on_hand,
                notes.get((row.lot_id, row.quality), "") if row.quality != GOOD else "")
        for row in stopped
    )  # fmt: skip


def _stop(row: Balance) -> str:
    """What keeps goods from being promised: their quality, or the kind of place they are at."""
    return row.quality if row.quality != GOOD or row.kind in PROMISABLE else row.kind


def _notes(product_id: int) -> dict[tuple[int, str], str]:
    """The newest reason given for each lot's quality."""
    M = StockMove
    rows = (
        M.select(M.lot, M.target_quality, M.note)
        .where((M.product == product_id) & (M.reason == "quality") & (M.note != "expired"))
        .order_by(M.id.desc()).limit(200).tuples()
    )  # fmt: skip
    found: dict[tuple[int, str], str] = {}
    for lot, quality, note in rows:
        found.setdefault((lot, quality), note)
    return found
