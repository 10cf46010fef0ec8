"""Rows of prices pasted from a spreadsheet: product, [from quantity], price, by their heads or by their places."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from services import pasted
from services.pasted import Trouble
from services.stock_finding import Goods

HEADS = {
    "product": ("商品编码", "商品编号", "编码", "货号", "条码", "商品条码", "sku", "barcode", "ean", "item no", "code"),
    "name": ("商品", "商品名称", "品名", "名称", "item", "product", "name"),
    "from": ("起订量", "起批量", "数量", "数量起", "from", "from quantity", "quantity", "qty", "min qty"),
    "price": ("单价", "价格", "合同价", "协议价", "含税单价", "price", "unit price", "price ¥", "contract price"),
}  # fmt: skip
_PLAIN = re.compile(r"[¥￥,，\s]")


@dataclass(frozen=True, slots=True)
class PastedPrice:
    goods: Goods
    price: Decimal
    from_quantity: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class PastedPrices:
    rows: tuple[PastedPrice, ...]
    troubles: tuple[Trouble, ...]


def read(text: str) -> PastedPrices:
    """Understand the rows; each that can't be is named with what is wrong, and the others are taken."""
    return PastedPrices(*pasted.read(text, _places, _row))


def _places(cells: Sequence[str]) -> pasted.Places | None:
    found = pasted.places(cells, HEADS)
    return found if "price" in found and ("product" in found or "name" in found) else None


def _row(number: int, cells: Sequence[str], places: dict[str, int] | None) -> PastedPrice | Trouble:
    """Without heads the product comes first, the price last, and a figure right before it is the quantity."""
    at = places or _guessed(cells)
    named = {name: cells[place] if place < len(cells) else "" for name, place in at.items()}
    texts = [named[name] for name in ("product", "name") if named.get(name)]
    goods = next((found for text in texts if (found := pasted.goods_called(text)) is not None), None)
    if goods is None:
        return Trouble(number, "product", texts[0] if texts else "")
    price, least = _figure(named.get("price", "")), _figure(named.get("from", "") or "0")
    if price is None or price < 0:
        return Trouble(number, "price", named.get("price", ""))
    if least is None or least < 0:
        return Trouble(number, "price", named.get("from", ""))
    return PastedPrice(goods, price, least)


def _guessed(cells: Sequence[str]) -> dict[str, int]:
    figures = [at for at, cell in enumerate(cells) if at and _figure(cell) is not None]
    found = {"product": 0}
    if figures:
        found["price"] = figures[-1]
        if figures[-1] - 1 in figures:
            found["from"] = figures[-1] - 1
    return found


def _figure(text: str) -> Decimal | None:
    try:
        value = Decimal(_PLAIN.sub("", text))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
