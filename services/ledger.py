"""The stock ledger: the only module that writes moves, balances, reservations and a product's stock figures.

Quantities are Decimals in base units. Every function runs inside a use case's transaction.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from models.base import db
from models.buying import PurchaseLine
from models.driver import peewee
from models.fields import total
from models.goods import Product, ProductStock
from models.statement import Insert, Statement
from models.stock import Lot, Reservation, StockBalance, StockMove
from services.errors import Refusal
from services.places import OWN, PROMISABLE, kind_of
from services.unit import Unit

GOOD = "good"
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place goods of one lot can be: location and quality."""

    product_id: int
    lot_id: int
    location_id: int
    quality: str = GOOD

    @property
    def own(self) -> bool:
        return kind_of(self.location_id) in OWN

    @property
    def promisable(self) -> bool:
        return self.quality == GOOD and kind_of(self.location_id) in PROMISABLE


B, R, S = StockBalance, Reservation, ProductStock
_ADD = Statement(
    lambda product, lot, location, quality, quantity, reserved: B.insert(
        {B.product: product, B.lot: lot, B.location: location, B.quality: quality, B.on_hand: quantity,
         B.reserved: reserved}
    )
    .on_conflict(
        conflict_target=[B.product, B.lot, B.location, B.quality],
        update={B.on_hand: B.on_hand + peewee.EXCLUDED.on_hand, B.reserved: B.reserved + peewee.EXCLUDED.reserved},
    )
)  # fmt: skip
_TAKE_FREE = Statement(
    lambda product, lot, location, quality, quantity: B.update({B.on_hand: B.on_hand - quantity})
    .where(
        (B.product == product) & (B.lot == lot) & (B.location == location) & (B.quality == quality)
        & (B.on_hand >= B.reserved + quantity)
    )
    .returning(B.id)
)  # fmt: skip
_TAKE_RESERVED = Statement(
    lambda balance, quantity: B.update({B.on_hand: B.on_hand - quantity, B.reserved: B.reserved - quantity}).where(
        (B.id == balance) & (B.reserved >= quantity) & (B.on_hand >= quantity)
    )
)
_RESERVE = Statement(
    lambda balance, quantity: B.update({B.reserved: B.reserved + quantity}).where(
        (B.id == balance) & (B.on_hand >= B.reserved + quantity)
    )
)
_UNRESERVE = Statement(
    lambda balance, quantity: B.update({B.reserved: B.reserved - quantity}).where(
        (B.id == balance) & (B.reserved >= quantity)
    )
)
_BALANCE = Statement(
    lambda balance: B.select(B.product, B.lot, B.location, B.quality, B.on_hand, B.reserved).where(B.id == balance)
)
_MOVE = Insert(
    StockMove, "at", "product", "lot", "quantity", "source", "source_quality", "target", "target_quality", "reason",
    "note", "document_kind", "document_id", "reverses", "user",
)  # fmt: skip
_FIND_RESERVATION = Statement(
    lambda line, balance, delivery_line: R.select(R.id).where(
        (R.line == line)
        & (R.balance == balance)
        & (peewee.fn.COALESCE(R.delivery_line_id, 0) == peewee.fn.COALESCE(delivery_line, 0))
    )
)
_ADD_RESERVATION = Insert(Reservation, "line", "balance", "delivery_line_id", "quantity")
# As the two above, where the balance is known by its place.
_FIND_AT = Statement(
    lambda product, lot, location, quality, line, delivery_line: R.select(R.id)
    .join(B)
    .where(
        (R.line == line)
        & (B.product == product)
        & (B.lot == lot)
        & (B.location == location)
        & (B.quality == quality)
        & (peewee.fn.COALESCE(R.delivery_line_id, 0) == peewee.fn.COALESCE(delivery_line, 0))
    )
)
_RESERVE_AT = Statement(
    lambda product, lot, location, quality, line, delivery_line, quantity: R.insert(
        {R.line: line, R.delivery_line_id: delivery_line, R.quantity: quantity,
         R.balance: B.select(B.id).where(
             (B.product == product) & (B.lot == lot) & (B.location == location) & (B.quality == quality))}
    )
)  # fmt: skip
_GROW_RESERVATION = Statement(
    lambda reservation, quantity: R.update({R.quantity: R.quantity + quantity}).where(R.id == reservation)
)
_SHRINK_RESERVATION = Statement(
    lambda reservation, quantity: R.update({R.quantity: R.quantity - quantity}).where(
        (R.id == reservation) & (R.quantity > quantity)
    )
)
_END_RESERVATION = Statement(
    lambda reservation, quantity: R.delete().where((R.id == reservation) & (R.quantity == quantity))
)
_ASSIGN = Statement(
    lambda reservation, delivery_line: R.update({R.delivery_line_id: delivery_line}).where(R.id == reservation)
)
_DROP_RESERVATION = Statement(lambda reservation: R.delete().where(R.id == reservation))
_FIGURES = Statement(
    lambda product, on_hand, reserved, available, incoming: S.update(
        {
            S.on_hand: S.on_hand + on_hand,
            S.reserved: S.reserved + reserved,
            S.available: S.available + available,
            S.incoming: S.incoming + incoming,
            S.level: peewee.Case(
                None,
                (
                    (S.available + available <= 0, "out"),
                    (
                        S.available + available
                        < Product.select(Product.safety_stock).where(Product.id == S.product),
                        "low",
                    ),
                ),
                "enough",
            ),
        }
    ).where(S.product == product)
)


def figures(
    product_id: int,
    *,
    on_hand: Decimal = ZERO,
    reserved: Decimal = ZERO,
    available: Decimal = ZERO,
    incoming: Decimal = ZERO,
) -> None:
    """Add to a product's stored stock figures."""
    if on_hand or reserved or available or incoming:
        _FIGURES.run(product=product_id, on_hand=on_hand, reserved=reserved, available=available, incoming=incoming)


def _record(
    u: Unit,
    source: Spot,
    target: Spot,
    quantity: Decimal,
    reason: str,
    document: tuple[str, int | None],
    note: str = "",
    reverses: int | None = None,
) -> Any:
    """The cursor that has the move's id, for who wants it."""
    u.topics.add("stock")
    return _MOVE.run(
        at=u.now, product=source.product_id, lot=source.lot_id, quantity=quantity, source=source.location_id,
        source_quality=source.quality, target=target.location_id, target_quality=target.quality, reason=reason,
        note=note, document_kind=document[0], document_id=document[1], reverses=reverses, user=u.user_id,
    )  # fmt: skip


def _add(spot: Spot, quantity: Decimal, reserved: Decimal = ZERO) -> None:
    _ADD.run(
        product=spot.product_id, lot=spot.lot_id, location=spot.location_id, quality=spot.quality,
        quantity=quantity, reserved=reserved,
    )  # fmt: skip


def post(
    u: Unit,
    source: Spot,
    target: Spot,
    quantity: Decimal,
    reason: str,
    document: tuple[str, int | None] = ("", None),
    note: str = "",
    reverses: int | None = None,
) -> int:
    """Move goods nobody has reserved, and return the id of the move.

    Refuses bad_quantity, not_enough_stock (when `source` is one of our own locations).
    """
    if quantity <= 0:
        raise Refusal("bad_quantity", quantity=quantity)
    if source.own:
        row = _TAKE_FREE.run(
            product=source.product_id, lot=source.lot_id, location=source.location_id, quality=source.quality,
            quantity=quantity,
        ).fetchone()  # fmt: skip
        if row is None:
            raise Refusal("not_enough_stock", quantity=quantity, free=free(source))
    else:
        _add(source, -quantity)
    _add(target, quantity)
    figures(
        source.product_id,
        on_hand=quantity * (target.own - source.own),
        available=quantity * (target.promisable - source.promisable),
    )
    move: int = _record(u, source, target, quantity, reason, document, note, reverses).fetchone()[0]
    return move


def free(spot: Spot) -> Decimal:
    """On hand less reserved at a spot."""
    row = B.get_or_none(
        (B.product == spot.product_id)
        & (B.lot == spot.lot_id)
        & (B.location == spot.location_id)
        & (B.quality == spot.quality)
    )
    return row.on_hand - row.reserved if row else ZERO


def check_standing(move: StockMove) -> None:
    """Refuses already_reversed for a move that was undone, or undoes another."""
    if move.reverses_id or StockMove.select().where(StockMove.reverses == move.id).exists():
        raise Refusal("already_reversed")


def reverse(u: Unit, move_id: int) -> int:
    """Undo a posted move by one the other way, dated now. Refuses unknown_move, already_reversed, not_enough_stock."""
    move = StockMove.get_or_none(StockMove.id == move_id)
    if move is None:
        raise Refusal("unknown_move")
    check_standing(move)
    return put_back(u, move)


def put_back(u: Unit, move: StockMove) -> int:
    """As `reverse`, of a move that is known to stand. Refuses not_enough_stock."""
    here = Spot(move.product_id, move.lot_id, move.target_id, move.target_quality)
    back = Spot(move.product_id, move.lot_id, move.source_id, move.source_quality)
    return post(u, here, back, move.quantity, "reverse", ("move", move.id), reverses=move.id)


def reserve(product_id: int, line_id: int, balance_id: int, quantity: Decimal, *, fresh: bool = False) -> None:
    """Promise goods that are free in a promisable balance to an order line.

    `fresh` is a line known to hold no reservation of this balance.
    """
    _RESERVE.once(balance=balance_id, quantity=quantity)
    if fresh:
        _ADD_RESERVATION.run(line=line_id, balance=balance_id, delivery_line_id=None, quantity=quantity)
    else:
        _grow(line_id, balance_id, None, quantity)
    figures(product_id, reserved=quantity, available=-quantity)


def _grow(line_id: int, balance_id: int, delivery_line_id: int | None, quantity: Decimal) -> None:
    row = _FIND_RESERVATION.first(line=line_id, balance=balance_id, delivery_line=delivery_line_id)
    if row is None:
        _ADD_RESERVATION.run(line=line_id, balance=balance_id, delivery_line_id=delivery_line_id, quantity=quantity)
    else:
        _GROW_RESERVATION.once(reservation=row[0], quantity=quantity)


def _shrink(reservation_id: int, quantity: Decimal, *, whole: bool | None = None) -> None:
    """Take from a reservation; `whole` says whether that is all it holds, where that is known."""
    if whole is None:
        whole = _SHRINK_RESERVATION.run(reservation=reservation_id, quantity=quantity).rowcount != 1
        if not whole:
            return
    (_END_RESERVATION if whole else _SHRINK_RESERVATION).once(reservation=reservation_id, quantity=quantity)


def assign_first(reservation_id: int, delivery_line_id: int) -> None:
    """Put a reservation on a delivery line that holds none yet of its balance."""
    _ASSIGN.once(reservation=reservation_id, delivery_line=delivery_line_id)


class Promise(Protocol):
    """A reservation as it is stored: its id, order line, balance and quantity."""

    @property
    def id(self) -> Any: ...
    @property
    def line_id(self) -> Any: ...
    @property
    def balance_id(self) -> Any: ...
    @property
    def quantity(self) -> Any: ...


def assign(reservation: Promise, delivery_line_id: int | None) -> None:
    """Put a reservation on a delivery line, or take it off; one line holds one reservation of a balance."""
    row = _FIND_RESERVATION.first(
        line=reservation.line_id, balance=reservation.balance_id, delivery_line=delivery_line_id
    )
    if row is None:
        _ASSIGN.once(reservation=reservation.id, delivery_line=delivery_line_id)
    elif row[0] != reservation.id:
        _DROP_RESERVATION.once(reservation=reservation.id)
        _GROW_RESERVATION.once(reservation=row[0], quantity=reservation.quantity)


def spot_of(balance_id: int) -> Spot:
    row = _BALANCE.first(balance=balance_id)
    assert row is not None, balance_id
    return Spot(row[0], row[1], row[2], row[3])


def release(reservation_id: int, balance_id: int, quantity: Decimal) -> None:
    """Give back `quantity` of a reservation; the goods stay where they are."""
    _shrink(reservation_id, quantity)
    _UNRESERVE.once(balance=balance_id, quantity=quantity)
    spot = spot_of(balance_id)
    figures(spot.product_id, reserved=-quantity, available=quantity if spot.promisable else ZERO)


def swap(held: "Held", balance_id: int, quantity: Decimal) -> bool:
    """Let go of `quantity` that a line holds and hold as much of another balance; False when that is not free there.

    Both are promisable, so what can be promised of the product stays as it is.
    """
    if _RESERVE.run(balance=balance_id, quantity=quantity).rowcount != 1:
        return False
    _shrink(held.id, quantity)
    _UNRESERVE.once(balance=held.balance_id, quantity=quantity)
    _grow(held.line_id, balance_id, held.delivery_line_id, quantity)
    return True


@dataclass(frozen=True, slots=True)
class Held:
    """A reservation as the packing and dispatch rules use it."""

    id: int
    line_id: int
    delivery_line_id: int | None
    balance_id: int
    spot: Spot


def carry(
    u: Unit, held: Held, target: Spot, quantity: Decimal, reason: str, document: tuple[str, int | None],
    reverses: int | None = None, *, whole: bool | None = None,
) -> int:  # fmt: skip
    """Move reserved goods together with their reservation, such as from a bin to staging.

    `whole` says whether that is all it holds, where that is known.
    """
    there = _FIND_AT.first(
        product=target.product_id, lot=target.lot_id, location=target.location_id, quality=target.quality,
        line=held.line_id, delivery_line=held.delivery_line_id,
    )  # fmt: skip
    _shrink(held.id, quantity, whole=whole)
    _TAKE_RESERVED.once(balance=held.balance_id, quantity=quantity)
    _add(target, quantity, quantity)
    if there is not None:
        _GROW_RESERVATION.once(reservation=there[0], quantity=quantity)
    else:
        _RESERVE_AT.run(
            product=target.product_id, lot=target.lot_id, location=target.location_id, quality=target.quality,
            line=held.line_id, delivery_line=held.delivery_line_id, quantity=quantity,
        )  # fmt: skip
    move: int = _record(u, held.spot, target, quantity, reason, document, reverses=reverses).fetchone()[0]
    return move


def consume(
    u: Unit, held: Held, target: Spot, quantity: Decimal, reason: str, document: tuple[str, int | None]
) -> None:
    """Send all that a reservation holds out of our own locations; it ends."""
    _shrink(held.id, quantity, whole=True)
    _TAKE_RESERVED.once(balance=held.balance_id, quantity=quantity)
    _add(target, quantity)
    figures(held.spot.product_id, on_hand=-quantity, reserved=-quantity)
    _record(u, held.spot, target, quantity, reason, document)


def relevel(product_id: int) -> None:
    """Judge a product's stock anew: its safety stock has changed."""
    _FIGURES.run(product=product_id, on_hand=ZERO, reserved=ZERO, available=ZERO, incoming=ZERO)


def lot_of(product_id: int, number: str, u: Unit) -> Lot:
    """The lot of a product with this number, made when it is new."""
    there = (Lot.product == product_id) & (Lot.number == number)
    return Lot.get_or_none(there) or Lot.get_by_id(Lot.add(product=product_id, number=number, received=u.today))


_MOVED = """
SELECT product_id, lot_id, location_id, quality, SUM(quantity) FROM (
    SELECT product_id, lot_id, target_id AS location_id, target_quality AS quality, quantity FROM stock_move
    UNION ALL SELECT product_id, lot_id, source_id, source_quality, -quantity FROM stock_move
) flow GROUP BY 1, 2, 3, 4
"""


def rebuild() -> int:
    """Make every balance and stock figure again from moves and reservations; returns how many balances were wrong.

    Inside a transaction that holds the writer lock.
    """
    moved = {tuple(row[:4]): int(row[4]) for row in db.execute_sql(_MOVED).fetchall()}
    promised = {row[0]: row[1] for row in R.select(R.balance, total(R.quantity)).group_by(R.balance).tuples()}
    wrong = 0
    for row in list(B.select()):
        on_hand = Decimal(moved.pop((row.product_id, row.lot_id, row.location_id, row.quality), 0)).scaleb(-3)
        reserved = promised.get(row.id, ZERO)
        if (row.on_hand, row.reserved) != (on_hand, reserved):
            B.update(on_hand=on_hand, reserved=reserved).where(B.id == row.id).execute()
            wrong += 1
    for (product, lot, location, quality), quantity in moved.items():
        _add(Spot(product, lot, location, quality), Decimal(quantity).scaleb(-3))
        wrong += 1
    _rebuild_figures()
    return wrong


def _rebuild_figures() -> None:
    found: dict[int, list[Decimal]] = {product: [ZERO] * 4 for (product,) in Product.select(Product.id).tuples()}
    for row in B.select().where((B.on_hand != 0) | (B.reserved != 0)):
        spot = Spot(row.product_id, row.lot_id, row.location_id, row.quality)
        if spot.own:
            sums = found[row.product_id]
            sums[0] += row.on_hand
            sums[1] += row.reserved
            sums[2] += (row.on_hand - row.reserved) * spot.promisable
    for product, quantity in PurchaseLine.select(PurchaseLine.product, PurchaseLine.open).tuples():
        found[product][3] += quantity
    S.update(on_hand=ZERO, reserved=ZERO, available=ZERO, incoming=ZERO).execute()
    for product, (on_hand, reserved, available, incoming) in found.items():
        _FIGURES.run(product=product, on_hand=on_hand, reserved=reserved, available=available, incoming=incoming)
