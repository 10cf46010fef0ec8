"""Rows of stock pasted from a spreadsheet: product, quantity, lot, expiry, bin, cost, by their heads or in that order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from models.stock import Location
from services import pasted
from services.pasted import Trouble
from services.places import STORED
from services.stock_finding import Goods

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
class PastedStock:
    rows: tuple[PastedRow, ...]
    troubles: tuple[Trouble, ...]


def read(text: str) -> PastedStock:
    """Understand the rows; each that can't be is named with what is wrong, and the others are taken."""
    return PastedStock(*pasted.read(text, _places, _row))


def _places(cells: Sequence[str]) -> pasted.Places | None:
    found = pasted.places(cells, HEADS)
    return found if {"product", "quantity"} <= set(found) else None


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def _row(number: int, cells: Sequence[str], places: pasted.Places | None) -> PastedRow | Trouble:
    values = {name: _cell(cells, at) for name, at in (places or IN_ORDER).items()}
    goods = pasted.goods_called(values["product"])
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


def _figure(text: str) -> Decimal | None:
    from services.importing.clean import number

    value, problem = number(text) if text else (None, "")
    return value if isinstance(value, Decimal) and not problem else None


def _day(text: str) -> date | None:
    from services.importing.dates import read_date

    read = read_date(text, None) if text else None
    return read.date() if isinstance(read, datetime) else read
