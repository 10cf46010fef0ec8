"""Who gets which goods: expiry first, then the oldest lot, then the walking order of bins."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from models.driver import peewee
from models.orders import OrderLine, SalesOrder
from models.statement import Statement
from models.stock import Location, Lot, Reservation, StockBalance
from services import ledger
from services.places import PROMISABLE
from services.unit import Unit

B, L = StockBalance, OrderLine
_CANDIDATES = Statement(
    lambda product, today: B.select(B.id, B.on_hand, B.reserved, B.lot)
    .join(Lot, on=(Lot.id == B.lot))
    .join(Location, on=(Location.id == B.location))
    .where(
        (B.product == product)
        & (B.quality == ledger.GOOD)
        & (B.on_hand > B.reserved)
        & Location.kind.in_(sorted(PROMISABLE))
        & (Lot.expiry.is_null() | (Lot.expiry >= today))
    )
    .order_by(Lot.expiry.is_null(), Lot.expiry, Lot.received, Lot.id, Location.walk, B.id)
)
_RESERVED = Statement(
    lambda line, quantity: L.update({L.reserved: L.reserved + quantity}).where(L.id == line)
)
_COUNT_RESERVED = Statement(
    lambda order: SalesOrder.update(
        {
            SalesOrder.lines_reserved: L.select(peewee.fn.COUNT(L.id)).where(
                (L.order == order) & (L.open <= L.reserved)
            ),
            SalesOrder.lines_shipped: L.select(peewee.fn.COUNT(L.id)).where(
                (L.order == order) & (L.open == 0) & (L.shipped > 0)
            ),
        }
    ).where(SalesOrder.id == order)
)
_HUNGRY = Statement(
    lambda product: L.select(L.id, L.order, L.open, L.reserved)
    .join(SalesOrder)
    .where(
        (L.product == product)
        & (L.open > L.reserved)
        & (L.open > peewee.SQL("0"))
        & (SalesOrder.state == "approved")
        & ~SalesOrder.on_hold
    )
    .order_by(SalesOrder.promised.is_null(), SalesOrder.promised, SalesOrder.id, L.position)
)


Free = Callable[[], list[tuple[Any, ...]]]


def candidates(product_id: int, today: date) -> Free:
    """The goods of a product that can be promised, in the order they go; asked now, told when it is called."""
    return _CANDIDATES.ask(product=product_id, today=today)


def reserve_line(
    line_id: int, product_id: int, wanted: Decimal, today: date, *, fresh: bool = False, whole_lots: bool = False,
    free: Free | None = None,
) -> Decimal:  # fmt: skip
    """Promise up to `wanted` base units to an order line; returns how much could be. A `fresh` line holds none yet.

    With `whole_lots` the first lot that has all of it is taken before any other. `free` are the product's candidates
    where they were asked for.
    """
    got, found = ledger.ZERO, (free or candidates(product_id, today))()
    if whole_lots:
        found = _one_lot_first(found, wanted)
    for balance_id, on_hand, reserved, _lot in found:
        part = min(wanted - got, on_hand - reserved)
        if part > 0:
            ledger.reserve(product_id, line_id, balance_id, part, fresh=fresh)
            got += part
        if got >= wanted:
            break
    if got:
        _RESERVED.once(line=line_id, quantity=got)
    return got


def _one_lot_first(candidates: list[tuple[Any, ...]], wanted: Decimal) -> list[tuple[Any, ...]]:
    """The goods of the first lot that has all that is wanted, then the others as they were."""
    free: dict[int, Decimal] = {}
    for _balance, on_hand, reserved, lot in candidates:
        free[lot] = free.get(lot, ledger.ZERO) + on_hand - reserved
    whole = next((lot for lot, quantity in free.items() if quantity >= wanted), None)
    return sorted(candidates, key=lambda row: row[3] != whole)


def count_reserved(order_id: int) -> None:
    """Refresh how many of an order's lines have all they need, and how many have left."""
    _COUNT_RESERVED.run(order=order_id)


def release_line(line_id: int, most: Decimal | None = None, *, unplanned_only: bool = False) -> Decimal:
    """Give back what is reserved for an order line in promisable places, newest first; returns how much."""
    query = Reservation.select().where(Reservation.line == line_id).order_by(Reservation.id.desc())
    if unplanned_only:
        query = query.where(Reservation.delivery_line_id.is_null())
    given = ledger.ZERO
    for reservation in list(query):
        part = reservation.quantity if most is None else min(reservation.quantity, most - given)
        if part > 0 and ledger.spot_of(reservation.balance_id).promisable:
            ledger.release(reservation.id, reservation.balance_id, part)
            given += part
    if given:
        _RESERVED.once(line=line_id, quantity=-given)
    return given


def fill_backorders(u: Unit, product_id: int) -> list[int]:
    """Goods have come free: give them to waiting lines, oldest promise first; returns the orders that got some."""
    orders: list[int] = []
    for line_id, order_id, open_quantity, reserved in _HUNGRY.rows(product=product_id):
        if not reserve_line(line_id, product_id, open_quantity - reserved, u.today):
            break
        if order_id not in orders:
            orders.append(order_id)
    for order_id in orders:
        count_reserved(order_id)
        u.topics.add("orders")
    return orders
