"""Rows of stock pasted from a spreadsheet: product, quantity, lot, expiry, bin, cost, by their heads or in that order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from models.base import reconnect
from models.goods import Product
from models.stock import Location
from services import scanning
from services.faults import translated
from services.picking import find_item
from services.places import STORED
from services.stock_finding import Goods, goods_where

IN_ORDER = {"product": 0, "quantity": 1, "lot": 2, "expiry": 3, "bin": 4, "cost": 5}
HEADS = {
    "product": ("商品编码", "商品编号", "编码", "货号", "条码", "商品条码", "商品", "商品名称", "品名", "名称", "sku",
                "barcode", "ean", "item", "item no", "product", "name"),
    "quantity": ("数量", "库存数量", "实盘数量", "期初数量", "库存", "quantity", "qty", "on hand", "counted"),
    "lot": ("批号", "批次", "lot", "batch", "lot no"),
    "expiry": ("有效期", "有效期至", "到期日", "到期日期", "失效日期", "expiry", "expiry date", "use by",
               "best before"),
    "bin": ("货位", "库位", "仓位", "bin", "location"),
    "cost": ("成本", "成本价", "单位成本", "进价", "单价", "cost", "cost ¥", "unit cost"),
}  # fmt: skip
MOST = 2000


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One row that was understood. `bin` is its code, "" where the row names none."""

    goods: Goods
    quantity: Decimal
    lot: str = ""
    expiry: date | None = None
    location_id: int | None = None
    bin: str = ""
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A row that was not taken. `what`: product, quantity, lot, expiry, bin, cost; `text` is what stands there."""

    row: int
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class PastedStock:
    rows: tuple[PastedRow, ...]
    troubles: tuple[Trouble, ...]


def is_table(text: str) -> bool:
    """Whether a text on the clipboard is rows of a spreadsheet and no word to type."""
    return "\t" in text or "\n" in text.strip()


def read(text: str) -> PastedStock:
    """Understand the rows; each that can't be is named with what is wrong, and the others are taken."""
    table = [[cell.strip() for cell in line.split("\t")] for line in text.splitlines()[:MOST] if line.strip()]
    places = _places(table[0]) if table else None
    rows: list[PastedRow] = []
    troubles: list[Trouble] = []
    with translated():
        reconnect()
        for number, cells in enumerate(table, 1):
            if places is not None and number == 1:
                continue
            made = _row(number, {name: _cell(cells, at) for name, at in (places or IN_ORDER).items()})
            if isinstance(made, PastedRow):
                rows.append(made)
            else:
                troubles.append(made)
    return PastedStock(tuple(rows), tuple(troubles))


def _places(cells: Sequence[str]) -> dict[str, int] | None:
    """Where each column stands, by the heads; None when the first row is no head."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        name = next((name for name, heads in HEADS.items() if cell.strip().lower() in heads), "")
        if name and name not in found:
            found[name] = at
    return found if {"product", "quantity"} <= set(found) else None


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def _row(number: int, values: dict[str, str]) -> PastedRow | Trouble:
    goods = _goods(values["product"])
    if goods is None:
        return Trouble(number, "product", values["product"])
    quantity = _figure(values["quantity"])
    if quantity is None or quantity <= 0:
        return Trouble(number, "quantity", values["quantity"])
    expiry, cost = _day(values.get("expiry", "")), _figure(values.get("cost", ""))
    for name, value in (("expiry", expiry), ("cost", cost)):
        if values.get(name) and value is None:
            return Trouble(number, name, values[name])
    lot = values.get("lot", "").upper() if goods.lot_tracked else ""
    if goods.lot_tracked and not lot:
        return Trouble(number, "lot", "")
    if goods.lot_tracked and goods.shelf_life_days and expiry is None:
        return Trouble(number, "expiry", "")
    code = values.get("bin", "").upper()
    place = Location.get_or_none((Location.code == code) & Location.kind.in_(sorted(STORED)) & Location.active)
    if code and place is None:
        return Trouble(number, "bin", values["bin"])
    return PastedRow(goods, quantity, lot, expiry, place.id if place else None, code, cost)


def _goods(text: str) -> Goods | None:
    """One product for a SKU, a barcode or a name that only one has."""
    if not text:
        return None
    item = find_item(scanning.parse(text))
    found = goods_where(Product.id == item.product_id) if item is not None else goods_where(Product.name == text)
    return found[0] if len(found) == 1 else None


def _figure(text: str) -> Decimal | None:
    from services.importing.clean import number

    value, problem = number(text) if text else (None, "")
    return value if isinstance(value, Decimal) and not problem else None


def _day(text: str) -> date | None:
    from services.importing.dates import read_date

    read = read_date(text, None) if text else None
    return read.date() if isinstance(read, datetime) else read
