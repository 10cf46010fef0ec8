"""What the sample company is made of, from the tables in resources/sample."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files

COMPANY = "杭州安泰工业品有限公司"
ADDRESS = "浙江省杭州市余杭区良渚街道通运路 88 号"
PHONE = "0571-8890 1200"
BINS = tuple(f"{aisle}-{rack:02d}-{level}" for aisle in "AB" for rack in range(1, 5) for level in range(1, 6))
GTIN_PREFIX = "6909876"
# Of the 300 products the first fifty are asked for six times as often as the others.
POPULAR, OFTEN = 50, 6
# Lines ordered on a working day, and the mean of what is ordered over the usual quantity.
LINES, MEAN = 28, 1.3
# Offices, kitchens and shops order no bearings.
HOUSEHOLD = ("幼儿园", "餐饮", "超市", "便利", "食品", "医药", "医疗", "咖啡", "物业", "小商品")
FOR_HOUSEHOLDS = frozenset({"食品", "清洁", "劳保", "包装"})


@dataclass(frozen=True, slots=True)
class Goods:
    """A product of the sample. `usual` is what a customer orders at a time, `often` how often beside the others,
    `daily` what all of them take on a working day, `carton` base units in one carton, `size` length, width and height
    of one in millimetres."""

    sku: str
    name: str
    name_en: str
    category: str
    spec: str
    unit: str
    price: Decimal
    cost: Decimal
    weight_g: int
    size: tuple[int, int, int]
    lot_tracked: bool
    shelf_days: int | None
    carton: int
    usual: int
    often: int
    daily: float
    safety: int
    ean: str
    itf: str


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table by column."""
    text = (files("resources") / "sample" / f"{name}.csv").read_text(encoding="utf-8")
    return iter(csv.DictReader(text.splitlines()))


def goods() -> tuple[Goods, ...]:
    return tuple(_goods(number, row) for number, row in enumerate(rows("products"), 1))


def _goods(number: int, row: dict[str, str]) -> Goods:
    body = f"{GTIN_PREFIX}{number:05d}"
    usual, often = int(row["order"]), OFTEN if number <= POPULAR else 1
    daily = LINES * often / (POPULAR * OFTEN + 250) * MEAN * usual
    size = int(row["length"]), int(row["width"]), int(row["height"])
    return Goods(
        row["sku"], row["name"], row["name_en"], row["category"], row["spec"], row["unit"], Decimal(row["price"]),
        Decimal(row["cost"]), int(row["weight_g"]), size, bool(row["lot"]),
        int(row["shelf_days"]) if row["shelf_days"] else None, int(row["carton"]), usual, often, daily,
        _round_figure(daily * 6), with_check_digit(body), with_check_digit(f"1{body}"),
    )  # fmt: skip


def _round_figure(value: float) -> int:
    """The next round figure: 1 to 10, then by 5, 50, 500."""
    step = 1 if value < 10 else 5 if value < 100 else 50 if value < 1000 else 500
    return max(1, -(-int(value) // step) * step)


def asks_for(customer: str, item: Goods) -> bool:
    """Whether a customer of this name orders such goods."""
    household = any(word in customer for word in HOUSEHOLD)
    return item.category in FOR_HOUSEHOLDS if household else item.category != "食品"


def with_check_digit(body: str) -> str:
    """A GTIN of any length from its digits without the last (GS1 General Specifications, 7.9)."""
    weighed = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return body + str(-weighed % 10)
