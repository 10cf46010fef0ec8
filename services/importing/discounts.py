"""What is taken off the price of a line: `15%`, `9.5折`, `八五折`, 0.15; read as a share of the price, or not at all.

`95%` may be what is paid and `5%` what is taken off: the amounts beside it tell, else the whole column does, whose
discounts are small and whose shares to be paid are big. What stays open is said at its cell, and nothing is taken off.
"""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from services.importing import clean
from services.importing.sheets import Cell
from services.importing.table import Table

HALF, ONE, TEN, HUNDRED = Decimal("0.5"), Decimal(1), Decimal(10), Decimal(100)
NEAR = Decimal("0.011")  # amounts are rounded to cents
_FIGURES = {char: str(at) for at, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "两": "2"}
_FOLD = re.compile(r"^(?:打)?(\d{1,2}(?:\.\d+)?)折$")
_PERCENT = re.compile(r"^([+-]?\d{1,3}(?:\.\d+)?)%(?:off)?$", re.IGNORECASE)
_NOTHING = frozenset({"无折扣", "不打折", "原价", "无", "none", "全价"})


class Said(NamedTuple):
    """A discount as a cell says it: `paid` or `off` where that is certain, else `either`."""

    how: str
    share: Decimal


def said_in(cell: Cell) -> Said | None:
    """None where the cell holds no discount: nothing, an amount of money, or words."""
    if cell in (None, ""):
        return None
    if isinstance(cell, float):
        share = clean.decimal(cell)
        return Said("either", share) if 0 < share < 1 else None
    text = "".join(unicodedata.normalize("NFKC", str(cell)).split()).lower()
    text = "".join(_FIGURES.get(char, char) for char in text)
    if text in _NOTHING:
        return Said("off", Decimal(0))
    if (fold := _FOLD.match(text)) is not None:
        figure = Decimal(fold[1])  # 10折 is the whole price
        return Said("paid", figure / (HUNDRED if figure > TEN and "." not in fold[1] else TEN))
    if (percent := _PERCENT.match(text)) is not None:
        share = Decimal(percent[1]) / HUNDRED
        off = share < 0 or text.endswith("off")
        return Said("off", abs(share)) if off else Said("either", share) if share <= 1 else None
    share = clean.figures(text, False) or Decimal(0)
    return Said("either", share) if 0 < share < 1 else None


def discounts(
    table: Table, quantity: Sequence[Decimal | None] | None, prices: Sequence[Decimal | None] | None,
    amounts: Sequence[Decimal | None] | None,
) -> list[Decimal | None] | None:  # fmt: skip
    """The share that is taken off each line's price; None without such a column, or without prices to take it off."""
    at = table.map.first("discount")
    if at is None or prices is None or quantity is None:
        return None
    column = table.columns[at]
    said = column.pick([said_in(value) for value in column.values], table.rows)
    open_ = [each.share for each in said if each is not None and each.how == "either" and 0 < each.share < 1]
    usual = "off" if open_ and max(open_) < HALF else "paid" if open_ and min(open_) >= HALF else ""
    made: list[Decimal | None] = []
    for place, each in enumerate(said):
        off = _off(each, usual, quantity[place], prices[place], amounts[place] if amounts else None)
        if off is not None and off < 0:
            table.add("warning", "discount_unclear", table.rows[place], at)
            off = None
        made.append(off)
    return made


def _off(
    said: Said | None, usual: str, quantity: Decimal | None, price: Decimal | None, amount: Decimal | None
) -> Decimal | None:
    """The share taken off; below zero where it can't be told."""
    if said is None or price is None:
        return None
    as_paid, as_off = ONE - said.share, said.share
    ways = {"paid": (as_paid,), "off": (as_off,), "either": (as_paid, as_off)}[said.how]
    if amount is not None and quantity is not None and quantity > 0 and price > 0:
        fits = [off for off in (*ways, Decimal(0)) if abs(price * quantity * (ONE - off) - amount) <= NEAR]
        return fits[0] if fits else -ONE
    if said.how != "either" or said.share in (0, 1):
        return ways[0] if said.how != "either" else Decimal(0)
    return {"paid": as_paid, "off": as_off}.get(usual, -ONE)
