"""What goods a scanned code stands for: by barcode, SKU, tag, or the serial number of a known piece."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from models.goods import Barcode, Product, Tag
from models.pieces import Piece
from models.statement import Statement
from services.scanning import Scan

KILOGRAMS = frozenset({"kg", "kgs", "kilogram", "千克", "公斤"})
# Codes that stand for no goods.
NO_GOODS = frozenset({"bin", "document", "package"})

_CODE = Statement(
    lambda code: Barcode.select(
        Barcode.product, Barcode.factor, Product.sku, Product.name, Product.name_en, Product.unit
    )
    .join(Product)
    .where(Barcode.code == code)
)
_TAG = Statement(
    lambda epc: Tag.select(Tag.product, Product.sku, Product.name, Tag.lot, Product.name_en)
    .join(Product)
    .where(Tag.epc == epc)
)
_PIECE = Statement(
    lambda serial: Piece.select(Product.id, Product.sku, Product.name, Product.name_en)
    .join(Product)
    .where((Piece.serial == serial) & Product.serial_tracked)
    .limit(2)
)
_SKU = Statement(
    lambda sku: Product.select(Product.id, Product.sku, Product.name, Product.name_en).where(Product.sku == sku)
)


@dataclass(frozen=True, slots=True)
class Item:
    """What a scanned code is: a product, how many base units it counts, and the lot it carries if any; `serial` where
    the code is nothing but the number of a piece."""

    product_id: int
    sku: str
    name: str
    factor: Decimal
    lot: str = ""
    expiry: date | None = None
    name_en: str = ""
    serial: str = ""


def asked_item(code: Scan) -> Callable[[], Item | None]:
    """As `find_goods`, told when it is called: PostgreSQL is asked with what is read next."""
    if code.kind in NO_GOODS:
        return lambda: None
    first = next(iter(_keys(code)), None)
    asked = None if first is None else _CODE.ask(code=first)
    return lambda: find_goods(code, None if asked is None else asked())


def find_goods(code: Scan, first: list[tuple[Any, ...]] | None = None) -> Item | None:
    """As `find_item`, or the product that one known piece alone with this serial number is of."""
    return find_item(code, first) or find_piece(code)


def find_piece(code: Scan) -> Item | None:
    """The one piece a number by itself stands for; None where no or several products have it."""
    if code.kind != "unknown":
        return None
    rows = _PIECE.rows(serial=code.code)
    if len(rows) != 1:
        return None
    (row,) = rows
    return Item(row[0], row[1], row[2], Decimal(1), name_en=row[3], serial=code.code)


def numbered(code: Scan, item: Item) -> Scan:
    """The scan with the serial number that it was found by."""
    return replace(code, serial=item.serial) if item.serial else code


def find_item(code: Scan, first: list[tuple[Any, ...]] | None = None) -> Item | None:
    """The product a scanned code stands for: by barcode, by GTIN in each of its lengths, by SKU.

    `first` is what the first way of writing it found, where that was asked for already.
    """
    for at, key in enumerate(_keys(code)):
        found = first if at == 0 and first is not None else _CODE.rows(code=key)
        row = found[0] if found else None
        if row is not None:
            factor = row[1] * _times(code, row[5])
            return Item(row[0], row[2], row[3], factor, code.lot, code.expiry, row[4])
    if code.kind == "epc" and (tag := _TAG.first(epc=code.code)):
        return Item(tag[0], tag[1], tag[2], Decimal(1), tag[3], None, tag[4])
    row = _SKU.first(sku=code.code)
    return Item(row[0], row[1], row[2], Decimal(1), code.lot, code.expiry, row[3]) if row else None


def _times(code: Scan, unit: str) -> Decimal:
    """How often a code counts: as many as it says, or its weight where the goods are sold by the kilogram."""
    if code.weight is not None and unit.strip().lower() in KILOGRAMS:
        return code.weight
    return Decimal(1) if code.quantity is None else code.quantity


def _keys(code: Scan) -> list[str]:
    if not code.gtin:
        return [code.code]
    short = code.gtin.lstrip("0")
    return [code.gtin[1:], code.gtin, code.gtin[2:], short] if code.gtin[0] == "0" else [code.gtin]
