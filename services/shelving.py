"""Where goods are best put, beside what is there of them already or into an empty bin; and many carried there at once.
"""

from dataclasses import dataclass
from decimal import Decimal

from models.base import reconnect
from models.driver import peewee
from models.stock import Location, Lot, StockBalance
from services.errors import Refusal
from services.faults import translated
from services.stock import Moved, carry_free, naming, spot_there
from services.unit import Unit, use_case

MOST = 4


@dataclass(frozen=True, slots=True)
class Shelf:
    """A proposed bin. `why` is same_lot, same_product or empty; `there` is how much of the product lies in it."""

    id: int
    code: str
    name: str
    why: str
    there: Decimal = Decimal(0)


def suggest(product_id: int, lot: str = "", taken: tuple[int, ...] = (), here: int = 0) -> tuple[Shelf, ...]:
    """Bins for goods of a lot, the best first: those of the lot, then the others of the product, each from the one
    where most of it lies, then empty ones near the first.

    `taken` are bins that something else was just put into, `here` is where they lie now.
    """
    with translated():
        reconnect()
        B, L = StockBalance, Location
        mine = (
            B.select(L.id, L.code, L.name, Lot.number, B.on_hand)
            .join(L).switch(B).join(Lot)
            .where((B.product == product_id) & (B.on_hand > 0) & (L.kind == "bin") & L.active & (B.quality == "good")
                   & (L.id != here))
            .order_by(Lot.number != lot.strip().upper(), L.walk, B.id).tuples()
        )  # fmt: skip
        found: dict[int, Shelf] = {}
        for id_, code, name, number, there in mine:
            why = "same_lot" if number and number == lot.strip().upper() else "same_product"
            before = found.get(id_)
            found[id_] = Shelf(id_, code, name, before.why if before else why, there + (before.there if before else 0))
        best = sorted(found.values(), key=lambda shelf: (shelf.why != "same_lot", -shelf.there))  # else by the walk
        near = best[0].id if best else None
        return (*best[: MOST - 1], *_empty(near, (*found, *taken, here)))[:MOST]


def _empty(near: int | None, taken: tuple[int, ...]) -> tuple[Shelf, ...]:
    """Empty bins, those behind `near` in the walk first."""
    B, L = StockBalance, Location
    full = B.select(B.location).where(B.on_hand > 0)
    walk = L.get_by_id(near).walk if near is not None else 0
    query = (
        L.select(L.id, L.code, L.name)
        .where((L.kind == "bin") & L.active & L.id.not_in(full) & L.id.not_in(list(taken)))
        .order_by(peewee.Case(None, ((L.walk >= walk, 0),), 1), L.walk, L.code)
        .limit(MOST)
    )
    return tuple(Shelf(id_, code, name, "empty") for id_, code, name in query.tuples())


@dataclass(frozen=True, slots=True)
class Carry:
    """So much of one balance to another place."""

    balance_id: int
    target_id: int
    quantity: Decimal


@use_case("stock.put_away", right="stock.move")
def put_away(u: Unit, lines: tuple[Carry, ...]) -> Moved:
    """Carry several goods to their places at once, all of them or none.

    Refuses no_lines and, with the SKU in its data, what `stock.move` refuses.
    """
    if not lines:
        raise Refusal("no_lines")
    moves = []
    for line in lines:
        spot = spot_there(line.balance_id)
        with naming(spot.product_id):
            moves.append(carry_free(u, spot, line.target_id, line.quantity))
    u.about("stock", None, lines=len(lines), moves=moves)
    return Moved(tuple(moves))
