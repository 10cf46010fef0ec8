"""What the sample company is made of, from the tables in resources/sample."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files

COMPANY = "杭州安泰工业品有限公司"
ADDRESS = "浙江省杭州市余杭区良渚街道通运路 88 号"
PHONE = "0571-8890 1200"
BINS = tuple(f"{aisle}-{rack:02d}-{level}" for aisle in "AB" for rack in (1, 2) for level in range(1, 6))
GTIN_PREFIX = "6909876"
BUSY = 3


@dataclass(frozen=True, slots=True)
class Goods:
    """A product of the sample. `daily` is what customers take on a working day, `carton` base units in one carton."""

    sku: str
    name: str
    name_en: str
    spec: str
    unit: str
    price: Decimal
    cost: Decimal
    weight_g: int
    lot_tracked: bool
    shelf_days: int | None
    carton: int
    safety: int
    daily: int
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
    return Goods(
        row["sku"], row["name"], row["name_en"], row["spec"], row["unit"], Decimal(row["price"]), Decimal(row["cost"]),
        int(row["weight_g"]), bool(row["lot"]), int(row["shelf_days"]) if row["shelf_days"] else None,
        int(row["carton"]), int(row["safety"]), int(row["daily"]) * BUSY, with_check_digit(body),
        with_check_digit(f"1{body}"),
    )  # fmt: skip


def with_check_digit(body: str) -> str:
    """A GTIN of any length from its digits without the last (GS1 General Specifications, 7.9)."""
    weighed = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return body + str(-weighed % 10)
