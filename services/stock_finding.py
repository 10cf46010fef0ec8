"""What the forms of the inventory window look up as it is typed or scanned: products, bins, suppliers."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.goods import Product
from models.parties import Supplier
from models.stock import Location
from services import found, scanning
from services.faults import translated
from services.picking import find_item

P = Product
MOST_FOUND = 20
RECEIVE_KINDS = ("bin", "receiving", "quarantine")


@dataclass(frozen=True, slots=True)
class Goods:
    """A product as a form picks it; `factor`, `lot` and `expiry` are what a scanned code said."""

    id: int
    sku: str
    name: str
    unit: str
    lot_tracked: bool
    shelf_life_days: int | None
    factor: Decimal = Decimal(1)
    lot: str = ""
    expiry: date | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a form picks by id: a bin, a supplier."""

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
            return tuple(
                replace(goods, factor=item.factor, lot=scan.lot, expiry=scan.expiry)
                for goods in goods_where(P.id == item.product_id)
            )
        return goods_where(P.id.in_(found.products(text))) if text.strip() else ()


def goods_where(where: Any) -> tuple[Goods, ...]:
    """The active products a condition on Product holds for, by name; the first 20."""
    query = P.select(P.id, P.sku, P.name, P.unit, P.lot_tracked, P.shelf_life_days).where(where & P.active)
    return tuple(Goods(*row) for row in query.order_by(P.name, P.id).limit(MOST_FOUND).tuples())


def find_bins(text: str) -> tuple[Choice, ...]:
    """Places goods can be put: by the start of their code, or a scanned bin label."""
    code = scanning.parse(text).code if text.strip() else ""
    with translated():
        reconnect()
        query = Location.select(Location.id, Location.code, Location.name).where(
            Location.kind.in_(RECEIVE_KINDS) & Location.active & found.starts(Location.code, code)
        )
        return tuple(Choice(*row) for row in query.order_by(Location.code).limit(MOST_FOUND).tuples())


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
