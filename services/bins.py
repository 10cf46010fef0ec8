"""Bins as a tree: zones hold aisles, aisles hold bins; from top to bottom it is the order in which they are walked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product

from models.base import reconnect
from models.driver import peewee
from models.goods import Product
from models.stock import Location, Lot, StockBalance
from services import places
from services.errors import Refusal
from services.faults import translated
from services.lists import Localized
from services.places import FIXED_CODES, GROUPS, STORED, check_parent, clean_code
from services.unit import Created, Unit, use_case

SHOWN = STORED | GROUPS | {"staging"}
MOST_AT_ONCE = 500
STEP = 10
Children = dict[int | None, list[Location]]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the tree, `depth` below its root. `goods` counts the lots that lie there, `fixed` can't be renamed."""

    id: int
    code: str
    name: str
    kind: str
    parent_id: int | None
    walk: int
    active: bool
    depth: int
    goods: int
    fixed: bool

    @property
    def group(self) -> bool:
        return self.kind in GROUPS


@dataclass(frozen=True, slots=True)
class Lying:
    """Goods of one lot and quality in a bin."""

    product_id: int
    sku: str
    name: str
    unit: str
    lot: str
    expiry: date | None
    quality: str
    on_hand: Decimal
    reserved: Decimal


@dataclass(frozen=True, slots=True)
class Added:
    """The bins that were made, and the codes that were there already."""

    ids: tuple[int, ...]
    known: tuple[str, ...] = ()


# the tree


def _children() -> Children:
    """The places by parent, each row of siblings in walking order. A parent that is none counts as the root."""
    rows = list(Location.select().where(Location.kind.in_(sorted(SHOWN))).order_by(Location.walk, Location.code))
    groups = {row.id for row in rows if row.kind in GROUPS}
    found: Children = {}
    for row in rows:
        found.setdefault(row.parent_id if row.parent_id in groups else None, []).append(row)
    return found


def _walked(children: Children, parent: int | None = None, depth: int = 0) -> Iterator[tuple[Location, int]]:
    for row in children.get(parent, ()):
        yield row, depth
        if row.kind in GROUPS:
            yield from _walked(children, row.id, depth + 1)


def _number(children: Children) -> None:
    """Give every place its number in the walk, from the order of the tree."""
    for at, (row, _depth) in enumerate(_walked(children), 1):
        if row.walk != at * STEP:
            Location.update(walk=at * STEP).where(Location.id == row.id).execute()


def tree() -> tuple[Place, ...]:
    """Every place a keeper knows, in walking order, each below what holds it."""
    with translated():
        reconnect()
        lots = StockBalance.select(StockBalance.location, peewee.fn.COUNT(StockBalance.id)).where(
            StockBalance.on_hand > 0
        )
        lying = dict(lots.group_by(StockBalance.location).tuples())
        return tuple(
            Place(row.id, row.code, row.name, row.kind, row.parent_id, row.walk, row.active, depth,
                  lying.get(row.id, 0), row.code in FIXED_CODES)
            for row, depth in _walked(_children())
        )  # fmt: skip


def content(location_id: int, most: int = 200) -> tuple[Lying, ...]:
    """What lies in a bin."""
    B = StockBalance
    with translated():
        reconnect()
        query = (
            B.select(Product.id, Product.sku, Localized(Product.name, Product.name_en), Product.unit, Lot.number,
                     Lot.expiry, B.quality, B.on_hand, B.reserved)
            .join(Product).switch(B).join(Lot)
            .where((B.location == location_id) & (B.on_hand > 0))
            .order_by(B.product, B.lot, B.quality).limit(most)
        )  # fmt: skip
        return tuple(Lying(*row) for row in query.tuples())


# many at once


def series(first: str, last: str) -> tuple[str, ...]:
    """The codes from `first` to `last`: A-01-01 to A-03-20 are 60, each number running by itself.

    Refuses bad_series, too_many_bins.
    """
    first, last = clean_code(first), clean_code(last)
    starts, ends = (re.findall(r"\d+|\D+", code) for code in (first, last))
    if len(starts) != len(ends):
        raise Refusal("bad_series", first=first, last=last)
    runs = [_run(start, end) for start, end in zip(starts, ends, strict=True)]
    count = 1
    for run in runs:
        count *= len(run)
    if not count:
        raise Refusal("bad_series", first=first, last=last)
    if count > MOST_AT_ONCE:
        raise Refusal("too_many_bins", count=count, most=MOST_AT_ONCE)
    return tuple("".join(parts) for parts in product(*runs))


def _run(start: str, end: str) -> Sequence[str]:
    """One part of the codes; empty when it can't run from `start` to `end`."""
    if start.isdigit() and end.isdigit() and max(len(start), len(end)) <= 6:
        return [f"{number:0{len(start)}}" for number in range(int(start), min(int(end), int(start) + 100_000) + 1)]
    if start == end:
        return [start]
    one, other = start.strip("-"), end.strip("-")
    if len(one) == len(other) == 1 and start.replace(one, other) == end:
        return [start.replace(one, chr(code)) for code in range(ord(one), ord(other) + 1)]
    return []


@use_case("bins.add_many", right="products.edit")
def add_bins(
    u: Unit, first: str, last: str = "", parent_id: int | None = None, kind: str = "bin", name: str = ""
) -> Added:
    """Add the bins from one code to another below a zone or aisle, after those that are there; known ones stay.

    Without `last` it is one.

    Refuses empty_code, bad_bin_code, bad_series, too_many_bins, bad_kind, bad_parent, code_taken (all are there).
    """
    codes = series(first, last or first)
    if kind not in places.ADDABLE:
        raise Refusal("bad_kind", kind=kind)
    check_parent(kind, parent_id)
    known = {code for (code,) in Location.select(Location.code).where(Location.code.in_(codes)).tuples()}
    if len(known) == len(codes):
        raise Refusal("code_taken", code_value=codes[0])
    children = _children()
    before = max((row.walk for row in children.get(parent_id, ()) if row.code not in FIXED_CODES), default=0)
    ids = [
        Location.create(code=code, kind=kind, walk=before, parent=parent_id, name=name.strip()).id
        for code in codes
        if code not in known
    ]
    _settle_after(children, parent_id, ids)
    u.about("location", parent_id, first=codes[0], last=codes[-1], added=len(ids))
    u.topics.add("stock")
    return Added(tuple(ids), tuple(sorted(known)))


def _settle_after(children: Children, parent_id: int | None, ids: list[int]) -> None:
    """New places stand behind their siblings, but before the fixed ones, which are walked last."""
    new = list(Location.select().where(Location.id.in_(ids)).order_by(Location.id))
    siblings = children.setdefault(parent_id, [])
    fixed = [row for row in siblings if row.code in FIXED_CODES]
    children[parent_id] = [*(row for row in siblings if row.code not in FIXED_CODES), *new, *fixed]
    _number(children)


# changing one


def _place(location_id: int) -> Location:
    row = Location.get_or_none((Location.id == location_id) & Location.kind.in_(sorted(SHOWN)))
    if row is None:
        raise Refusal("unknown_bin")
    return row


@use_case("bins.rename", right="products.edit")
def rename_bin(u: Unit, location_id: int, code: str, name: str) -> Created:
    """Another code or name; labels with the old code are no longer known.

    Refuses unknown_bin, fixed_place, empty_code, bad_bin_code, code_taken.
    """
    row = _place(location_id)
    code = clean_code(code)
    if code != row.code:
        if row.code in FIXED_CODES:
            raise Refusal("fixed_place", code_value=row.code)
        if Location.get_or_none(Location.code == code):
            raise Refusal("code_taken", code_value=code)
    before, row.code, row.name = row.code, code, name.strip()
    row.save()
    u.about("location", row.id, before=before, code=code)
    u.topics.add("stock")
    return Created(row.id)


@use_case("bins.place", right="products.edit")
def place_bin(u: Unit, location_id: int, parent_id: int | None, before_id: int | None = None) -> Created:
    """Put a place, with all below it, into another or before another: the order of the tree is the order of the walk.

    `before_id` None is behind its new siblings. Refuses unknown_bin, bad_parent.
    """
    row = _place(location_id)
    check_parent(row.kind, parent_id)
    children = _children()
    for siblings in children.values():
        siblings[:] = [each for each in siblings if each.id != row.id]
    mine = children.setdefault(parent_id, [])
    at = next((number for number, each in enumerate(mine) if each.id == before_id), len(mine))
    mine.insert(at, row)
    if row.parent_id != parent_id:
        row.parent = parent_id
        Location.update(parent=parent_id).where(Location.id == row.id).execute()
    _number(children)
    u.about("location", row.id, code=row.code, parent=parent_id, before=before_id)
    u.topics.add("stock")
    return Created(row.id)


@use_case("bins.use", right="products.edit")
def use_bin(u: Unit, location_id: int, active: bool) -> Created:
    """Take a place out of use, with all below it, or take it into use again.

    Refuses unknown_bin, fixed_place, goods_there.
    """
    row = _place(location_id)
    if row.code in FIXED_CODES:
        raise Refusal("fixed_place", code_value=row.code)
    ids = [row.id]
    if not active:
        ids += [each.id for each, _depth in _walked(_children(), row.id)]
        _check_empty(ids)
    Location.update(active=active).where(Location.id.in_(ids)).execute()
    u.about("location", row.id, code=row.code, active=active, places=len(ids))
    u.topics.add("stock")
    return Created(row.id)


def _check_empty(ids: list[int]) -> None:
    there = (
        StockBalance.select(Location.code)
        .join(Location)
        .where(StockBalance.location.in_(ids) & (StockBalance.on_hand > 0))
        .tuples()
        .first()
    )
    if there is not None:
        raise Refusal("goods_there", code_value=there[0])


def labelled(location_id: int) -> list[Location]:
    """What is labelled for a place: itself, or for a zone or aisle the bins in use below it."""
    row = _place(location_id)
    if row.kind not in GROUPS:
        return [row]
    return [each for each, _depth in _walked(_children(), row.id) if each.kind not in GROUPS and each.active]
