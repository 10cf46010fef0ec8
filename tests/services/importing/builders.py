"""Files and sheets for the importer's tests."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from services.importing.preview import Questions, Reading
from services.importing.reading import understand
from services.importing.sheets import Cell, Details, Sheet, from_rows
from services.importing.worker import read_bytes

HEAD = ("订单号", "下单日期", "客户名称", "商品编码", "商品名称", "数量", "单价")
DAY = "2026-03-05"


def line(number: object = "XS-1", sku: object = "A1", quantity: object = 2.0, **more: object) -> list[Any]:
    """One row under HEAD."""
    said = {"day": DAY, "customer": "东港贸易行", "name": "香皂", "price": 9.5, **more}
    return [number, said["day"], said["customer"], sku, said["name"], quantity, said["price"]]


def sheet(rows: Sequence[Sequence[Cell]], name: str = "Sheet1", **details: Any) -> Sheet:
    return from_rows(name, rows, details=Details(**details))


def read(
    *rows: Sequence[Cell], kind: str = "orders", answers: Mapping[str, str] | None = None, **details: Any
) -> Reading:
    """The rows as one sheet, understood."""
    return understand([sheet(rows, **details)], kind, answers=answers)


def orders(*lines: Sequence[Cell]) -> Reading:
    """The lines under HEAD, understood as orders."""
    return read(HEAD, *lines)


def asked(error: Questions) -> list[str]:
    return [q.code for q in error.questions]


def codes(reading: Reading) -> list[tuple[int, str, str]]:
    return [(p.row, p.severity, p.code) for p in reading.problems]


def csv_bytes(rows: Sequence[Sequence[object]], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(*sheets: tuple[str, Sequence[Sequence[object]]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        made = book.create_sheet(name)
        for row in rows:
            made.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def from_bytes(data: bytes, name: str = "orders.csv", kind: str = "orders", **more: Any) -> Reading:
    return understand(read_bytes(data, name, None), kind, **more)
