"""Another lot than planned: what is free of it, and how a pick line goes over to it with its reservation."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.delivery import PickLine
from models.statement import Statement
from models.stock import Location, Lot, StockBalance
from services import ledger
from services.ledger import Held
from services.places import PROMISABLE
from services.unit import Unit

B = StockBalance
_FREE = Statement(
    lambda product, number, today: B.select(
        B.id, Lot.id, Lot.number, Lot.expiry, Location.id, Location.code, Location.walk, B.on_hand, B.reserved
    )
    .join(Lot, on=(Lot.id == B.lot))
    .join(Location, on=(Location.id == B.location))
    .where(
        (B.product == product)
        & (Lot.number == number)
        & (B.quality == ledger.GOOD)
        & (B.on_hand > B.reserved)
        & Location.kind.in_(sorted(PROMISABLE))
        & (Lot.expiry.is_null() | (Lot.expiry >= today))
    )
    .order_by(Location.walk, B.id)
)
_SAME = Statement(
    lambda line, lot, bin: PickLine.select(PickLine.id).where(
        (PickLine.delivery_line == line) & (PickLine.lot == lot) & (PickLine.bin == bin)
    )
)


@dataclass(frozen=True, slots=True)
class Other:
    """Free goods of another lot at one place."""

    balance_id: int
    lot_id: int
    lot: str
    expiry: date | None
    bin_id: int
    bin: str
    walk: int
    free: Decimal


def free_lot(u: Unit, product_id: int, number: str, quantity: Decimal, bins: tuple[int | None, ...]) -> Other | None:
    """Where `quantity` of that lot is free, in the first of `bins` that has it, else first on the way."""
    rows = _FREE.rows(product=product_id, number=number, today=u.today)
    found = [
        Other(balance, lot, name, expiry, bin_id, code, walk, on_hand - reserved)
        for balance, lot, name, expiry, bin_id, code, walk, on_hand, reserved in rows
        if on_hand - reserved >= quantity
    ]
    wanted = [each for bin_id in bins for each in found if each.bin_id == bin_id]
    return next(iter(wanted or found), None)


def take_over(delivery_id: int, pick_id: int, held: Held, other: Other, quantity: Decimal) -> int | None:
    """Plan `quantity` of a pick line from the other lot instead, with its reservation `held`.

    Returns the pick line that has it now, None when the lot is not free any more.
    """
    if not ledger.swap(held, other.balance_id, quantity):
        return None
    PickLine.bump(pick_id, planned=-quantity)
    line = held.delivery_line_id
    same = _SAME.first(line=line, lot=other.lot_id, bin=other.bin_id)
    if same is not None:
        PickLine.bump(same[0], planned=quantity)
        return int(same[0])
    made: int = PickLine.add(
        delivery=delivery_id, delivery_line=line, product=held.spot.product_id, lot=other.lot_id, bin=other.bin_id,
        walk=other.walk, planned=quantity,
    )  # fmt: skip
    return made
