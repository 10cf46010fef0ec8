"""What the forms of the inventory window look up as it is typed or scanned: products, bins, suppliers, what to do."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.buying import PurchaseLine, PurchaseOrder
from models.goods import Barcode, Product
from models.parties import Supplier
from models.stock import Location, Lot
from services import code_goods, found, one_of_a_kind, scanning
from services.code_goods import Item, find_item, numbered
from services.faults import translated
from services.lists import Localized
from services.scanning import Scan
from services.search import likeness

P = Product
MOST_FOUND = 20
RECEIVE_KINDS = ("bin", "receiving", "quarantine")


@dataclass(frozen=True, slots=True)
class Goods:
    """A product as a form picks it; `factor`, `lot`, `made`, `expiry`, `counted` and `serial` are what a scanned code
    said; `parted` when its lot and its day came in one, and were taken apart.

    `units` are what it is handled in: (name, base units in one), the base unit first.
    """

    id: int
    sku: str
    name: str
    unit: str
    lot_tracked: bool
    shelf_life_days: int | None
    factor: Decimal = Decimal(1)
    lot: str = ""
    expiry: date | None = None
    made: date | None = None
    counted: Decimal | None = None
    units: tuple[tuple[str, Decimal], ...] = ()
    serial_tracked: bool = False
    serial: str = ""
    parted: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a form picks by id: a bin, a supplier, a purchase order."""

    id: int
    code: str
    name: str


def find_goods(text: str) -> tuple[Goods, ...]:
    """Products for what was typed or scanned: exactly one for a barcode or SKU, else those that the search finds."""
    with translated():
        reconnect()
        scan = scanning.parse(text)
        item = find_item(scan)
        if item is not None:
            return _told_by(scan, item)
        return _likeliest(text) if text.strip() else ()


def _likeliest(text: str) -> tuple[Goods, ...]:
    """What the search finds, whole words first; the first 20."""
    query = P.select(P.id, P.search, P.sku, P.name, P.name_en).where(P.id.in_(found.products(text)) & P.active)
    ids = [row[0] for row in sorted(query.tuples(), key=lambda row: (likeness(text, *row[1:]), row[3]))][:MOST_FOUND]
    return tuple(sorted(goods_where(P.id.in_(ids)), key=lambda goods: ids.index(goods.id)))


def _told_by(scan: Scan, item: Item) -> tuple[Goods, ...]:
    """The product of a scan, with what the scan says of it."""
    apart = scanning.taken_apart(scan)
    if apart is not None:
        tracked = P.select().where((P.id == item.product_id) & P.lot_tracked).exists()
        known = Lot.select().where((Lot.product == item.product_id) & (Lot.number == scan.lot.upper())).exists()
        apart = apart if tracked and not known else None
    scan = apart or scan
    return tuple(
        replace(goods, factor=item.factor, lot=scan.lot, expiry=scan.expiry, made=scan.made, counted=scan.quantity,
                serial=one_of_a_kind.piece_of(numbered(scan, item)), parted=apart is not None)
        for goods in goods_where(P.id == item.product_id)
    )  # fmt: skip


def goods_where(where: Any) -> tuple[Goods, ...]:
    """The active products a condition on Product holds for, by name; the first 20."""
    what = (P.id, P.sku, Localized(P.name, P.name_en), P.unit, P.lot_tracked, P.shelf_life_days, P.serial_tracked)
    query = P.select(*what).where(where & P.active)
    rows = list(query.order_by(P.name, P.id).limit(MOST_FOUND).tuples())
    units = _units([row[0] for row in rows])
    return tuple(
        replace(Goods(*row[:-1]), serial_tracked=row[-1], units=((row[3], Decimal(1)), *units.get(row[0], ())))
        for row in rows
    )


def _units(product_ids: list[int]) -> dict[int, tuple[tuple[str, Decimal], ...]]:
    """The larger units each product has a barcode for."""
    found: dict[int, tuple[tuple[str, Decimal], ...]] = {}
    rows = Barcode.select(Barcode.product, Barcode.unit, Barcode.factor).where(
        Barcode.product.in_(product_ids) & (Barcode.factor != 1)
    )
    for product, unit, factor in rows.order_by(Barcode.factor, Barcode.id).tuples():
        before = found.get(product, ())
        if factor not in (each for _unit, each in before):
            found[product] = (*before, (unit, factor))
    return found


def find_bins(text: str) -> tuple[Choice, ...]:
    """Places goods can be put: by the start of their code, or a scanned bin label."""
    code = scanning.parse(text).code if text.strip() else ""
    with translated():
        reconnect()
        query = Location.select(Location.id, Location.code, Location.name).where(
            Location.kind.in_(RECEIVE_KINDS) & Location.active & found.starts(Location.code, code)
        )
        return tuple(Choice(*row) for row in query.order_by(Location.code).limit(MOST_FOUND).tuples())


@dataclass(frozen=True, slots=True)
class Looked:
    """What one scan is to a keeper: `kind` is goods, bin, purchase, quantity, command or unknown."""

    kind: str
    text: str
    goods: Goods | None = None
    bin: Choice | None = None
    purchase: Choice | None = None
    quantity: Decimal | None = None
    command: str = ""


def look_at(text: str) -> Looked:
    """Look up one scan: a bin's label, a purchase order, a command or quantity of the sheet, goods, or else the bare
    code of a bin.
    """
    scan = scanning.parse(text)
    if scan.kind in ("command", "quantity"):
        return Looked(scan.kind, text, quantity=scan.quantity, command=scan.command)
    if scan.kind == "bin":
        return _place(text, scan.code)
    if scan.kind == "document" and scan.number.startswith("PO-"):
        order = next(iter(find_purchases(scan.number)), None)
        return Looked("purchase" if order else "unknown", text, purchase=order)
    with translated():
        reconnect()
        item = code_goods.find_goods(scan)
        goods = _told_by(scan, item) if item is not None else ()
    return Looked("goods", text, goods=goods[0]) if len(goods) == 1 else _place(text, scan.code)


def _place(text: str, code: str) -> Looked:
    """The place of that code, as its label says it or as it stands on the screen."""
    place = next((each for each in find_bins(text) if each.code == code), None)
    return Looked("bin" if place else "unknown", text, bin=place)


def find_purchases(text: str) -> tuple[Choice, ...]:
    """Purchase orders that still bring something, by the start of their number or by supplier; the name is whose."""
    with translated():
        reconnect()
        O = PurchaseOrder
        open_ = O.id.in_(PurchaseLine.select(PurchaseLine.order).where(PurchaseLine.open > 0))
        query = O.select(O.id, O.number, Supplier.name).join(Supplier).where(open_)
        if text.strip():
            query = query.where(O.id.in_(found.numbered(O, "PO", text)) | found.contains(Supplier.search, text))
        return tuple(Choice(*row) for row in query.order_by(O.expected, O.id).limit(MOST_FOUND).tuples())


def find_suppliers(text: str) -> tuple[Choice, ...]:
    """Suppliers by name, initials, code or phone; the first ones when nothing is typed."""
    with translated():
        reconnect()
        query = Supplier.select(Supplier.id, Supplier.code, Supplier.name).where(Supplier.active)
        if text.strip():
            query = query.where(found.contains(Supplier.search, text))
        return tuple(Choice(*row) for row in query.order_by(Supplier.code).limit(MOST_FOUND).tuples())


def next_supplier_code() -> str:
    """A code nobody has yet, proposed for a supplier added on the spot."""
    with translated():
        reconnect()
        taken = {code for (code,) in Supplier.select(Supplier.code).tuples()}
    number = len(taken) + 1
    while f"V{number:03d}" in taken:
        number += 1
    return f"V{number:03d}"
