"""For any table of orders, any writer and any layout, reading gives the table back."""

import io
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from rustpy_xlsxwriter import write_worksheet

from tests.services.importing.builders import csv_bytes, from_bytes

HEAD = (
    "订单号",
    "下单日期",
    "客户名称",
    "收货人",
    "手机",
    "收货地址",
    "商品编码",
    "商品名称",
    "数量",
    "单位",
    "单价",
    "备注",
)
FIRST = date(2026, 1, 1)
HEADS = 6  # columns of an order, before those of its lines


@dataclass(frozen=True)
class Order:
    number: str
    day: date
    customer: str
    receiver: str
    phone: str
    address: str
    lines: tuple[tuple[str, str, Decimal, str, Decimal, str], ...]


@dataclass(frozen=True)
class Layout:
    """How the table stands on its sheet."""

    titles: int
    left: int
    units: bool  # 12件 in the cell of the quantity, and no column of units
    orders: str  # "repeated" on each row, "blank" below the first, or "merged"
    blank_rows: bool
    totals: bool


words = st.text("东港贸易行恒瑞机电设备示例商品茶叶（）·ABab12 ", min_size=1, max_size=10).map(
    lambda t: f"名{t.strip()}"
)
code = st.from_regex(r"[A-Z]{1,3}-?[0-9]{2,6}(-[A-Z]{1,2})?", fullmatch=True)
line = st.tuples(
    code, words, st.decimals("0.001", "9999", places=3).map(lambda d: d.normalize() + 0),
    st.sampled_from(["件", "箱", "盒", "kg", "PCS"]), st.decimals("0.01", "99999.99", places=2), words,
)  # fmt: skip
number = st.one_of(
    st.from_regex(r"[A-Z]{2}-[0-9]{6}-[0-9]{3}", fullmatch=True), st.integers(10**17, 10**18 - 1).map(lambda n: f"{n}7")
)
order = st.builds(
    Order, number, st.integers(0, 360).map(lambda n: date.fromordinal(FIRST.toordinal() + n)), words, words,
    st.integers(0, 10**8 - 1).map(lambda n: f"138{n:08d}"), words.map(lambda t: f"广东省深圳市{t}路1号"),
    st.lists(line, min_size=1, max_size=3).map(tuple),
)  # fmt: skip
tables = st.lists(order, min_size=1, max_size=6, unique_by=lambda each: each.number)
layouts = st.builds(
    Layout, st.integers(0, 3), st.integers(0, 2), st.booleans(), st.sampled_from(["repeated", "blank", "merged"]),
    st.booleans(), st.booleans(),
)  # fmt: skip


def grid(table: list[Order], layout: Layout) -> tuple[list[list[Any]], list[tuple[int, int]]]:
    """The cells, and the rows (1-based, first and last) of each order of several lines."""
    pad: list[Any] = [None] * layout.left
    head = [h for h in HEAD if not (layout.units and h == "单位")]
    rows: list[list[Any]] = [[*pad, f"二〇二六年订单 {n}"] for n in range(layout.titles)]
    rows += [[]] if layout.titles and layout.blank_rows else []
    rows.append([*pad, *head])
    spans = []
    for each in table:
        top = len(rows) + 1
        for at, (sku, name, quantity, unit, price, note) in enumerate(each.lines):
            own = [each.number, each.day, each.customer, each.receiver, each.phone, each.address]
            if at and layout.orders != "repeated":
                own = [None] * HEADS
            counted = [f"{quantity:f}{unit}"] if layout.units else [quantity, unit]
            rows.append([*pad, *own, sku, name, *counted, price, note])
        spans += [(top, len(rows))] if len(rows) > top else []
    if layout.totals:
        rows.append([*pad, "合计"])
    return rows, spans


def by_openpyxl(rows: list[list[Any]], spans: list[tuple[int, int]], layout: Layout) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for top, bottom in spans if layout.orders == "merged" else []:
        for column in range(layout.left + 1, layout.left + HEADS + 1):
            book.active.merge_cells(start_row=top, end_row=bottom, start_column=column, end_column=column)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def by_rust(rows: list[list[Any]], layout: Layout) -> bytes:
    """Titles as merged cells over the table, and its columns padded with ones whose headings are blanks."""
    top, out = layout.titles + (1 if layout.titles and layout.blank_rows else 0), io.BytesIO()
    head = [str(cell or " " * (at + 1)) for at, cell in enumerate(rows[top])]
    titles = [(at, layout.left, at, len(head) - 1, rows[at][layout.left]) for at in range(layout.titles)]
    plain = [[float(c) if isinstance(c, Decimal) else c for c in row] for row in rows[top + 1 :]]
    write_worksheet(
        [dict(zip(head, row + [None] * (len(head) - len(row)), strict=True)) for row in plain], out,
        datetime_format="yyyy-mm-dd", header_row=top, merge_ranges=titles,
    )  # fmt: skip
    return out.getvalue()


def spanned(rows: list[list[Any]], spans: list[tuple[int, int]], layout: Layout) -> list[list[tuple[int, Any, int]]]:
    """The cells of each row that are written where merged cells are said so: column, value, rows it goes down."""
    down = {(top, layout.left + at): bottom - top for top, bottom in spans for at in range(HEADS)}
    under = {(row, at) for (top, at), more in down.items() for row in range(top + 1, top + more + 1)}
    if layout.orders != "merged":
        down, under = {}, set()
    return [
        [(at, cell, down.get((number, at), 0)) for at, cell in enumerate(row) if (number, at) not in under]
        for number, row in enumerate(rows, 1)
    ]


def by_html(rows: list[list[Any]], spans: list[tuple[int, int]], layout: Layout) -> bytes:
    lines = (
        "".join(f"<td rowspan={more + 1}>{'' if cell is None else cell}</td>" for _at, cell, more in row)
        for row in spanned(rows, spans, layout)
    )
    cells = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<html><meta charset="gbk"><table>{cells}</table></html>'.encode("gb18030")


def by_xml(rows: list[list[Any]], spans: list[tuple[int, int]], layout: Layout) -> bytes:
    """As Excel 2003 saves XML."""
    office = "urn:schemas-microsoft-com:office:spreadsheet"
    lines = (
        "".join(
            f'<Cell ss:Index="{at + 1}" ss:MergeDown="{more}"><Data ss:Type="{kind}">{said}</Data></Cell>'
            for at, cell, more in row if cell is not None
            for kind, said in [data_of(cell)]
        )
        for row in spanned(rows, spans, layout)
    )  # fmt: skip
    cells = "".join(f"<Row>{line}</Row>" for line in lines)
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{office}" xmlns:ss="{office}">'
        f'<Worksheet ss:Name="订单"><Table>{cells}</Table></Worksheet></Workbook>'
    ).encode()


def data_of(cell: Any) -> tuple[str, str]:
    """The type of a cell of Excel 2003 and what stands in it."""
    if isinstance(cell, date):
        return "DateTime", f"{cell}T00:00:00.000"
    return ("Number", f"{cell:f}") if isinstance(cell, Decimal) else ("String", str(cell))


def given_back(data: bytes, name: str, below: int) -> list[Order]:
    """The orders of a file, with each of the `below` rows under its header accounted for."""
    reading = from_bytes(data, name)
    assert [p for p in reading.problems if p.severity == "error"] == []
    each = reading.rows
    assert below == each.total == each.imported + each.merged + each.skipped + each.failed
    return [
        Order(d.number or "", d.order_date, d.customer or "", d.receiver or "", d.phone or "", d.address or "", tuple(  # type: ignore[arg-type]
            (n.sku, n.name, n.quantity, n.unit, n.unit_price, d.seller_memo) for n in d.lines))  # type: ignore[misc]
        for d in reading.documents
    ]  # fmt: skip


def wanted(table: list[Order]) -> list[Order]:
    """The first remark of an order is the order's."""
    return [
        Order(each.number, each.day, each.customer, each.receiver, each.phone, each.address,
              tuple((*n[:5], each.lines[0][5]) for n in each.lines))
        for each in table
    ]  # fmt: skip


BOOKS: dict[str, Callable[[list[list[Any]], list[tuple[int, int]], Layout], bytes]] = {
    "openpyxl": by_openpyxl, "rust": lambda rows, _spans, layout: by_rust(rows, layout), "html": by_html, "xml": by_xml,
}  # fmt: skip
TEXTS = (
    "utf-8,", "utf-8-sig,", "utf-8\t", "utf-8-sig|", "utf-16,", "utf-16\t", "gb18030,", "gbk;", "big5,", "big5\t"
)  # fmt: skip
# What Big5 has no characters for, as it is written where Big5 is used.
SIMPLE = "东贸恒机电设备叶订单号户称货编码数价广计〇"
TRADITIONAL = str.maketrans(SIMPLE, "東貿恆機電設備葉訂單號戶稱貨編碼數價廣計零")


def traditional(said: Any) -> Any:
    """The same in traditional characters, all the way down."""
    if isinstance(said, str):
        return said.translate(TRADITIONAL)
    if isinstance(said, list | tuple):
        return type(said)(traditional(each) for each in said)
    if isinstance(said, Order):
        return Order(*(traditional(getattr(said, each.name)) for each in fields(said)))
    return said


@pytest.mark.parametrize("writer", [*BOOKS, *TEXTS])
@settings(max_examples=5)
@given(table=tables, layout=layouts)
def test_the_table_comes_back(writer: str, table: list[Order], layout: Layout) -> None:
    rows, spans = grid(table, layout)
    if writer.startswith("big5"):
        rows, table = traditional(rows), traditional(table)
    if writer in BOOKS:
        data = BOOKS[writer](rows, spans, layout)
    else:
        data = csv_bytes([["" if c is None else c for c in row] for row in rows], writer[:-1], writer[-1])
    below = sum(len(each.lines) for each in table) + layout.totals
    assert given_back(data, f"orders.{'xls' if writer in BOOKS else 'csv'}", below) == wanted(table)
