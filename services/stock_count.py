"""Counting goods: what the book says of a bin or a product, the differences, and the moves that settle them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from models.base import reconnect
from models.goods import Product
from models.stock import Location, Lot, StockBalance
from services import ledger, planning, serial_numbers
from services.adjusting import worth
from services.bulk import any_of
from services.errors import Refusal
from services.faults import translated
from services.ledger import GOOD, ZERO, Spot
from services.lists import spoken
from services.places import STORED, check_storable, place
from services.second_person import Kind, Weighed, hold, over
from services.stock import MILLI, MOST, Moved, incoming_lot, naming, take_promises_off
from services.unit import Unit, use_case

# A difference is booked on good goods first.
ORDER = ("good", "frozen", "damaged", "expired")
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Count:
    """So much of one lot found at one place, all qualities together, in base units.

    `book` is what the book said when it was compared; None posts whatever it says now. `expiry` is for a new lot.
    """

    product_id: int
    location_id: int
    quantity: Decimal
    lot: str = ""
    expiry: date | None = None
    book: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What was counted beside what the book says; `reserved` of it is promised to orders. `cost` is for one."""

    product_id: int
    sku: str
    name: str
    unit: str
    lot: str
    expiry: date | None
    location_id: int
    bin: str
    book: Decimal
    counted: Decimal
    reserved: Decimal
    cost: Decimal | None

    @property
    def change(self) -> Decimal:
        return self.counted - self.book

    @property
    def count(self) -> Count:
        """As it is posted."""
        return Count(self.product_id, self.location_id, self.counted, self.lot, self.expiry, self.book)


Key = tuple[int, int, str]


def compare(counted: Sequence[Count], bins: Iterable[int] = (), products: Iterable[int] = ()) -> tuple[Difference, ...]:
    """Every lot of these bins and products, and all that was counted; what was not found counts as none."""
    found = {(each.product_id, each.location_id, each.lot.strip().upper()): each for each in counted}
    bins, products = set(bins), set(products)
    with translated():
        reconnect()
        book = _book(bins | {key[1] for key in found}, products)
        asked = {key for key in book if key[1] in bins or key[0] in products} | set(found)
        lines = [_difference(key, book.get(key), found.get(key)) for key in asked]
        return tuple(sorted(lines, key=lambda line: (line.bin, line.sku, line.lot)))


def _book(bins: set[int], products: set[int]) -> dict[Key, list[StockBalance]]:
    """What the book says lies in these bins, and of these products anywhere."""
    B = StockBalance
    rows = (
        B.select(B, Lot, Location).join(Lot).switch(B).join(Location)
        .where((B.on_hand > 0) & Location.kind.in_(sorted(STORED))
               & (B.location.in_(sorted(bins)) | B.product.in_(sorted(products))))
    )  # fmt: skip
    found: dict[Key, list[StockBalance]] = {}
    for row in rows:
        found.setdefault((row.product_id, row.location_id, row.lot.number), []).append(row)
    return found


def _difference(key: Key, rows: list[StockBalance] | None, count: Count | None) -> Difference:
    product, location = Product.get_by_id(key[0]), Location.get_by_id(key[1])
    book = sum((row.on_hand for row in rows or ()), ZERO)
    reserved = sum((row.reserved for row in rows or ()), ZERO)
    expiry = rows[0].lot.expiry if rows else count.expiry if count else None
    return Difference(
        product.id, product.sku, spoken(product.name, product.name_en), product.unit, key[2], expiry, location.id,
        location.code, book, count.quantity if count else ZERO, reserved, product.cost,
    )  # fmt: skip


@use_case("stock.count", right="stock.adjust")
def post_count(u: Unit, counts: tuple[Count, ...], reason: str, agreed: int = 0) -> Moved:
    """Put the book right to what was counted, all lines or none; goods that are not there lose their promises.

    `agreed` lots were counted and found as the book has them: they move nothing and count for its accuracy.
    Refuses no_lines, reason_missing, too_long, nothing_to_adjust and, with the SKU in its data, bad_quantity,
    bad_place, place_inactive, unknown_product, lot_missing, expiry_missing, lot_differs, book_moved, picked_now,
    serials_missing (the numbers of what is not there are taken out first); needs_approval above the company's limit.
    """
    if agreed > 0 and not counts:
        u.about("stock", None, lines=agreed, wrong=0, moves=0)
        return Moved(())
    counting = Counting(_bound(counts), reason, max(agreed, 0))
    hold(COUNTING, counting)
    return put_right(u, counting)


@dataclass(frozen=True, slots=True)
class Counting:
    """A count to be posted, each with what the book said; `agreed` lots more were found as the book has them."""

    counts: tuple[Count, ...]
    reason: str
    agreed: int = 0


def put_right(u: Unit, counting: Counting) -> Moved:
    """Post a count as `post_count` does."""
    moves = settle(u, counting.counts, counting.reason)
    if not moves:
        raise Refusal("nothing_to_adjust")
    wrong = len(counting.counts)
    u.about("stock", None, lines=wrong + counting.agreed, wrong=wrong, moves=len(moves), reason=counting.reason.strip())
    return Moved(tuple(moves))


def _said(counts: Sequence[Count]) -> dict[Key, Decimal]:
    """What the book says of the goods that were counted."""
    book = _book({each.location_id for each in counts}, set()) if counts else {}
    return {key: sum((row.on_hand for row in rows), ZERO) for key, rows in book.items()}


def _key(count: Count) -> Key:
    return count.product_id, count.location_id, count.lot.strip().upper()


def _bound(counts: tuple[Count, ...]) -> tuple[Count, ...]:
    """Each count with what the book says of it now, where nothing was compared."""
    if all(each.book is not None for each in counts):
        return counts
    said = _said(counts)
    return tuple(each if each.book is not None else replace(each, book=said.get(_key(each), ZERO)) for each in counts)


def worth_of(counts: Sequence[Count]) -> Decimal | None:
    """What the differences are worth, found and lost together; None where that of one is not known."""
    said = _said([each for each in counts if each.book is None])
    goods = {row.id: row for row in Product.select().where(any_of(Product.id, {each.product_id for each in counts}))}
    whole = ZERO
    for each in counts:
        book = said.get(_key(each), ZERO) if each.book is None else each.book
        amount = worth(goods[each.product_id], abs(each.quantity - book)) if each.product_id in goods else ZERO
        if amount is None:
            return None
        whole += amount
    return whole


def _weigh(counting: Counting) -> Weighed:
    amount = worth_of(counting.counts)
    first = Product.get_or_none(Product.id == counting.counts[0].product_id) if counting.counts else None
    more = f" +{len(counting.counts) - 1}" if len(counting.counts) > 1 else ""
    text = f"{first.sku} {first.name}{more}" if first else ""
    return Weighed("stock", 0, text, over("approval.adjust_amount", amount), amount, counting.reason)


COUNTING = Kind("count", "stock.adjust", Counting, _weigh, put_right)


def settle(u: Unit, counts: Sequence[Count], reason: str) -> list[int]:
    """Post what `post_count` posts and return the moves, none where the book agrees."""
    return [move for moves in settle_each(u, counts, reason) for move in moves]


def settle_each(u: Unit, counts: Sequence[Count], reason: str) -> list[list[int]]:
    """`settle`, with the moves of each count; for imports."""
    reason = reason.strip()
    if not counts:
        raise Refusal("no_lines")
    if not reason:
        raise Refusal("reason_missing")
    if len(reason) > LONGEST_REASON:
        raise Refusal("too_long", field="reason", most=LONGEST_REASON)
    moves = []
    for each in counts:
        with naming(each.product_id):
            moves.append(_settle_one(u, each, reason))
    planning.stock_came_free(u, {each.product_id for each in counts})
    return moves


def _settle_one(u: Unit, count: Count, reason: str) -> list[int]:
    if not (count.quantity.is_finite() and 0 <= count.quantity <= MOST and count.quantity % MILLI == 0):
        raise Refusal("bad_quantity", quantity=count.quantity)
    check_storable(count.location_id)
    product = Product.get_or_none(Product.id == count.product_id)
    if product is None:
        raise Refusal("unknown_product", name=str(count.product_id))
    number = count.lot.strip().upper() if product.lot_tracked else ""
    lot = Lot.get_or_none((Lot.product == product) & (Lot.number == number))
    rows = _there(product.id, lot.id, count.location_id) if lot else []
    book = sum((row.on_hand for row in rows), ZERO)
    if count.book is not None and count.book != book:
        raise Refusal("book_moved", book=book, was=count.book)
    if count.quantity > book:
        lot = incoming_lot(u, product, number, None, count.expiry) if not rows else lot
        return [_found(u, Spot(product.id, lot.id, count.location_id), rows, count.quantity - book, reason)]
    moves = _lost(u, rows, book - count.quantity, reason)
    serial_numbers.check_left(product)
    return moves


def _there(product_id: int, lot_id: int, location_id: int) -> list[StockBalance]:
    B = StockBalance
    rows = B.select().where(
        (B.product == product_id) & (B.lot == lot_id) & (B.location == location_id) & (B.on_hand > 0)
    )
    return sorted(rows, key=lambda row: ORDER.index(row.quality))


def _found(u: Unit, spot: Spot, rows: list[StockBalance], quantity: Decimal, reason: str) -> int:
    """More than the book says: of the quality that lies there, or good; what is past its day is expired."""
    expiry = Lot.get_by_id(spot.lot_id).expiry
    quality = rows[0].quality if rows else "expired" if expiry and expiry < u.today else GOOD
    here = Spot(spot.product_id, spot.lot_id, spot.location_id, quality)
    gone = Spot(spot.product_id, spot.lot_id, place("loss"), quality)
    return ledger.post(u, gone, here, quantity, "adjust", ("count", None), note=reason)


def _lost(u: Unit, rows: list[StockBalance], missing: Decimal, reason: str) -> list[int]:
    """Less than the book says. Where more is promised than is left, the promises move on."""
    moves = []
    for row in rows:
        take = min(missing, row.on_hand)
        if take <= 0:
            break
        if row.on_hand - row.reserved < take:
            take_promises_off(u, row.id)
        here = Spot(row.product_id, row.lot_id, row.location_id, row.quality)
        gone = Spot(row.product_id, row.lot_id, place("loss"), row.quality)
        moves.append(ledger.post(u, here, gone, take, "adjust", ("count", None), note=reason))
        missing -= take
    return moves
