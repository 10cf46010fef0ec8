"""What a parcel should weigh: by the typed weights of its goods, and by what weighed parcels taught about them.

A parcel whose goods all have a weight teaches each its share of what it weighed, so that the share holds a part of the
box and its padding; where one product has none, it gets what the others leave. What was taught counts from the third
parcel on and then goes before what was typed; the newest of about twenty parcels count most.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from models.delivery import DeliveryLine
from models.driver import peewee
from models.goods import ParcelWeight, Product
from models.statement import Statement
from services.ledger import ZERO

Content = Mapping[tuple[int, int], Decimal]
KNOWN_AFTER, SURE_AFTER, MEMORY = 3, 5, 20
# What a scale and a strip of tape may differ by, in grams.
FINEST = 20
# A difference of more pieces than this says nothing about pieces.
MOST_GUESSED = 5
# So near, as a part of one piece, a difference must come to a number of pieces to be taken for them.
NEAR = Decimal("0.35")
MILLI = Decimal("0.001")

DL, P, W = DeliveryLine, Product, ParcelWeight
_PIECES = Statement(
    lambda delivery: DL.select(DL.id, DL.product, P.sku, P.name, P.name_en, P.weight_g, W.grams, W.spread, W.parcels)
    .join(P)
    .join(W, peewee.JOIN.LEFT_OUTER, on=(W.product == P.id))
    .where(DL.delivery == delivery)
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One base unit of a delivery line's product. `typed` and `taught` in grams; `parcels` taught it."""

    product_id: int
    sku: str
    name: str
    name_en: str
    typed: int | None
    taught: Decimal | None
    spread: Decimal | None
    parcels: int | None

    @property
    def grams(self) -> Decimal | None:
        if self.taught is not None and (self.parcels or 0) >= KNOWN_AFTER:
            return self.taught
        return Decimal(self.typed) if self.typed is not None else None


Pieces = Mapping[int, Piece]


def pieces(delivery_id: int) -> dict[int, Piece]:
    """What one base unit of each delivery line adds to a parcel."""
    return {row[0]: Piece(*row[1:]) for row in _PIECES.rows(delivery=delivery_id)}


def _amounts(content: Content) -> dict[int, Decimal]:
    """Delivery line -> base units, whatever the lot."""
    found: dict[int, Decimal] = {}
    for (line, _lot), quantity in content.items():
        found[line] = found.get(line, ZERO) + quantity
    return found


def expected(content: Content, own: Pieces) -> int | None:
    """Grams of a parcel with this content, or None when the weight of one of its goods is not known."""
    total = ZERO
    for line, quantity in _amounts(content).items():
        grams = own[line].grams
        if grams is None:
            return None
        total += grams * quantity
    return int(total)


def play(content: Content, own: Pieces) -> int | None:
    """By how many grams such a parcel differs as a rule; None where too few parcels have taught that."""
    total = ZERO
    for line, quantity in _amounts(content).items():
        piece = own[line]
        if piece.spread is None or (piece.parcels or 0) < SURE_AFTER:
            return None
        total += piece.spread * quantity
    return max(FINEST, int(2 * total))


def likely(content: Content, own: Pieces, difference: int) -> tuple[Piece, int] | None:
    """The goods, and how many of them, that a difference in grams comes to: too few are less than 0. None for none."""
    best: tuple[int, Decimal, Piece, int] | None = None
    for line, quantity in _amounts(content).items():
        grams = own[line].grams
        count = round(difference / grams) if grams else 0
        if not grams or not count or -count > quantity or abs(count) > MOST_GUESSED:
            continue
        off = abs(difference - count * grams) / grams
        if off <= NEAR and (best is None or (abs(count), off) < best[:2]):
            best = abs(count), off, own[line], count
    return (best[2], best[3]) if best else None


def learn(content: Content, own: Pieces, weight_g: int) -> None:
    """Let a weighed parcel teach what its goods weigh; inside a use case."""
    amounts = _amounts(content)
    known = {line: own[line].grams for line in amounts}
    unknown = [line for line, grams in known.items() if grams is None]
    sure = sum(((grams or ZERO) * amounts[line] for line, grams in known.items()), ZERO)
    if len(unknown) > 1:
        return
    if unknown:
        if weight_g > sure:
            _teach(own[unknown[0]], (weight_g - sure) / amounts[unknown[0]])
    elif sure:
        for line, grams in known.items():
            _teach(own[line], (grams or ZERO) * weight_g / sure)


def _teach(piece: Piece, grams: Decimal) -> None:
    row = ParcelWeight.get_or_none(ParcelWeight.product == piece.product_id)
    if row is None:
        ParcelWeight.put(product=piece.product_id, grams=grams.quantize(MILLI), parcels=1)
        return
    part = Decimal(1) / min(row.parcels + 1, MEMORY)
    off = abs(grams - row.grams)
    new = (row.grams + (grams - row.grams) * part).quantize(MILLI)
    spread = (row.spread + (off - row.spread) * part).quantize(MILLI)
    ParcelWeight.change(piece.product_id, grams=new, spread=spread, parcels=row.parcels + 1)
