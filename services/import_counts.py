"""Counted goods from a file: the book is put right to them. On the first day that is the opening stock."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from models.goods import Product
from models.stock import Location, Lot, StockBalance
from services.bulk import any_of
from services.errors import Refusal
from services.import_batch import ImportHead, came_before
from services.import_directory import Directory
from services.import_staging import TELL_EVERY, Staging, Taken, directory_of, finish, product_of, tell
from services.import_undo_rows import noted
from services.importing.preview import Record
from services.places import STORED, place
from services.second_person import over
from services.stock import LONGEST_LOT, MOST
from services.stock_count import Count, settle_each, worth_of
from services.unit import Unit, use_case

MILLI = Decimal("0.001")
REASON = "import: {file}"


@dataclass(frozen=True, slots=True)
class CountRow:
    """A row of the file: so much was found there."""

    row: int
    count: Count


@dataclass(frozen=True, slots=True)
class Place:
    """Where a product of a lot lies, and what of it is promised."""

    location_id: int
    on_hand: Decimal
    reserved: Decimal


class Book:
    """What the company's records say of the products of a file."""

    def __init__(self, products: list[int]) -> None:
        self.goods = {row.id: row for row in Product.select().where(any_of(Product.id, products))}
        stored = Location.select().where(Location.active & Location.kind.in_(sorted(STORED)))
        self.bins = {row.code: row.id for row in stored}
        self.lots = {(row.product_id, row.number): row for row in Lot.select().where(any_of(Lot.product, products))}
        self.places: dict[int, list[Place]] = defaultdict(list)
        query = StockBalance.select().where(any_of(StockBalance.product, products) & (StockBalance.on_hand > 0))
        for row in query:
            if row.location_id in self.bins.values():
                self.places[row.lot_id].append(Place(row.location_id, row.on_hand, row.reserved))


def stage(staging: Staging[CountRow], digest: str, today: date) -> None:
    """Which rows say how much there is of what, where."""
    records = staging.reading.records
    if came_before("counts", digest):
        for record in records:
            staging.skip(record["row"], "file_again")
        return
    known = directory_of(staging, today)
    book = Book(sorted(known.goods))
    seen: set[tuple[int, int, str]] = set()
    for record in records:
        if record.get("counted") is None:
            staging.leave(record["row"], "not_counted")
            continue
        made = _read(staging, known, book, record)
        if made is None:
            continue
        key = (made.count.product_id, made.count.location_id, made.count.lot)
        if key in seen:
            staging.fail(made.row, "sku", "twice_in_file", known.goods[key[0]].sku)
            continue
        seen.add(key)
        staging.rows.append(made)


def _read(staging: Staging[CountRow], known: Directory, book: Book, record: Record) -> CountRow | None:
    row = record["row"]
    found = product_of(staging, known, record)
    if found is None:
        return None
    counted = (record["counted"] * found.factor).quantize(MILLI, ROUND_HALF_UP)
    if not 0 <= counted <= MOST:
        staging.fail(row, "counted", "bad_figure", record["counted"])
        return None
    goods = book.goods[found.goods.id]
    number = str(record.get("lot") or "").strip().upper() if goods.lot_tracked else ""
    expiry = record.get("expiry")
    expiry = expiry.date() if isinstance(expiry, datetime) else expiry
    lot = book.lots.get((goods.id, number))
    if _bad_lot(staging, row, goods, number, lot, expiry):
        return None
    where = _where(staging, book, lot, record)
    if where is None:
        return None
    promised = sum((p.reserved for p in book.places[lot.id if lot else 0] if p.location_id == where), Decimal(0))
    if counted < promised:
        staging.warn(row, "counted", "below_reserved", f"{promised.normalize():f}")
    return CountRow(row, Count(goods.id, where, counted, number, expiry))


def _bad_lot(
    staging: Staging[CountRow], row: int, goods: Product, number: str, lot: Lot | None, expiry: date | None
) -> bool:
    """Whether the lot of a row can't be, which is said."""
    if not goods.lot_tracked:
        return False
    wrong = (
        ("lot", "lot_missing", not number),
        ("lot", "too_long_here", len(number) > LONGEST_LOT),
        ("expiry", "expiry_missing", lot is None and bool(goods.shelf_life_days) and expiry is None),
        ("expiry", "lot_differs", lot is not None and expiry is not None and lot.expiry != expiry),
    )
    for name, code, is_so in wrong:
        if is_so:
            staging.fail(row, name, code, number)
            return True
    return False


def _where(staging: Staging[CountRow], book: Book, lot: Lot | None, record: Record) -> int | None:
    """The bin a row names; without one the only bin the goods lie in, or the receiving area."""
    code = str(record.get("location") or "").strip().upper()
    if code:
        if code not in book.bins:
            staging.fail(record["row"], "location", "no_such_bin", code)
        return book.bins.get(code)
    there = {each.location_id for each in book.places[lot.id]} if lot else set()
    if len(there) > 1:
        staging.fail(record["row"], "location", "bin_missing")
        return None
    return there.pop() if there else place("receiving")


@use_case("counts.import", right="stock.adjust")
def import_counts(u: Unit, head: ImportHead, rows: tuple[CountRow, ...]) -> Taken:
    """Put the book right to the counts of a file, all rows or none.

    Above the company's limit only somebody who approves such requests may do it: refuses import_over_limit to others.
    Refuses file_came_already, and what posting a count refuses.
    """
    if over("approval.adjust_amount", worth_of([row.count for row in rows])) and not u.holds("acts.approve"):
        raise Refusal("import_over_limit")
    reason = REASON.format(file=head.file)[:200]
    made: list[list[int]] = []
    for at in range(0, len(rows), TELL_EVERY):
        tell(at, len(rows))
        made += settle_each(u, [row.count for row in rows[at : at + TELL_EVERY]], reason)
    u.topics.add("stock")
    before = {row.row: noted(moves=moves) for row, moves in zip(rows, made, strict=True)}
    return finish(u, "counts", head, [(row.row, row.count.product_id) for row in rows], before=before)
