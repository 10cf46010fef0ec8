"""Several delivery notes below each other on one sheet, each with its own head."""

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services import import_errors
from services.importing.fixes import NONE
from services.importing.preview import Reading
from services.importing.reading import read_sheets, understand
from tests.services.importing.builders import codes, read, sheet

N = None
NOTES = (
    ("清河日用品有限公司送货单",), ("客户：城南店", N, "单号：D-1"), ("日期：2026-03-01", N, "电话：13800001111"),
    ("货号", "品名", "数量"), ("A1", "香皂", 12.0), ("A2", "牙膏", 6.0), ("合计", N, 18.0),
    ("送货人：", N, "收货人签字："), (),
    ("清河日用品有限公司送货单",), ("客户：城北店", N, "单号：D-2"), ("日期：2026-03-02", N, "电话：13800002222"),
    ("货号", "品名", "数量"), ("A3", "毛巾", 3.0), ("合计", N, 3.0),
)  # fmt: skip
ENGLISH = (
    ("DELIVERY NOTE",), ("Customer", N, "Acme", "Order No", "PO-1"), ("SKU", "Description", "Qty"),
    ("X1", "Soap", 10.0), (), ("DELIVERY NOTE",), ("Customer", N, "Beta", "Order No", "PO-2"),
    ("SKU", "Description", "Qty"), ("X3", "Brush", 7.0), ("Total", N, 7.0),
)  # fmt: skip
ONE_HEADER = (
    ("货号", "品名", "数量"), ("订单号：S-1  客户：甲店",), ("A1", "香皂", 2.0), ("A2", "毛巾", 4.0),
    ("订单号：S-2  客户：乙店",),
    ("A1", "香皂", 7.0),
)  # fmt: skip
OTHER_ORDER = (
    ("送货单",), ("单号：D-1", N, "客户：甲店"), ("货号", "品名", "数量"), ("A1", "香皂", 2.0), (), ("送货单",),
    ("单号：D-2", N, "客户：乙店"), ("品名", "数量", "货号"), ("毛巾", 5.0, "A2"),
)  # fmt: skip


def told(reading: Reading) -> list[tuple[str | None, str | None, list[tuple[str | None, int]]]]:
    return [(d.number, d.customer, [(x.sku, int(x.quantity or 0)) for x in d.lines]) for d in reading.documents]


@pytest.mark.parametrize(("rows", "orders"), [
    (NOTES, [("D-1", "城南店", [("A1", 12), ("A2", 6)]), ("D-2", "城北店", [("A3", 3)])]),
    (ENGLISH, [("PO-1", "Acme", [("X1", 10)]), ("PO-2", "Beta", [("X3", 7)])]),
    (ONE_HEADER, [("S-1", "甲店", [("A1", 2), ("A2", 4)]), ("S-2", "乙店", [("A1", 7)])]),
    (OTHER_ORDER, [("D-1", "甲店", [("A1", 2)]), ("D-2", "乙店", [("A2", 5)])]),
])  # fmt: skip
def test_each_note_is_its_own_order(rows, orders):
    reading = read(*rows)
    assert told(reading) == orders
    assert reading.problems == ()
    counts, first = reading.rows, reading.header_row
    assert counts.imported + counts.merged + counts.skipped + counts.failed == counts.total == len(rows) - first
    assert sorted([n for n, _why in reading.skipped_rows] + [n for d in reading.documents for n in d.rows]) == list(
        range(first + 1, len(rows) + 1)
    )


def test_a_note_without_a_number_is_not_the_one_above():
    rows = [*NOTES[:10], ("客户：城北店",), *NOTES[12:]]
    reading = read(*rows)
    assert told(reading)[1] == (None, "城北店", [("A3", 3)])
    assert codes(reading) == [(12, "warning", "no_order_number")]


def test_a_number_that_was_copied_along_to_another_customer_is_said():
    reading = read(*NOTES[:10], ("客户：城北店", N, "单号：D-1"), *NOTES[11:])
    assert [(p.code, p.cell) for p in reading.problems] == [("number_again", "C11")]


def test_the_next_page_of_a_note_goes_on_with_it():
    reading = read(*NOTES[:10], *NOTES[1:4], ("A9", "梳子", 1.0))
    assert told(reading) == [("D-1", "城南店", [("A1", 12), ("A2", 6), ("A9", 1)])]
    assert reading.problems == ()


def test_where_the_goods_go_may_stand_below_their_lines():
    rows = [
        ("单号：D-1", "客户：甲"), ("货号", "数量"), ("A1", 2.0), ("收货地址：杭州市文一西路1号",),
        ("收货人：", "签字："), (), ("单号：D-2", "客户：乙"), ("货号", "数量"), ("A1", 5.0),
        ("收货地址：杭州市文一西路2号", "收货人：李四"),
    ]  # fmt: skip
    reading = read(*rows)
    assert told(reading) == [("D-1", "甲", [("A1", 2)]), ("D-2", "乙", [("A1", 5)])]
    assert [head.rows for head in reading.heads] == [(1, 4, 2), (7, 10, 8)], "the rows in error take them along"
    assert [(d.address, d.receiver) for d in reading.documents] == [
        ("杭州市文一西路1号", None), ("杭州市文一西路2号", "李四"),
    ]  # fmt: skip
    assert reading.problems == ()


def test_a_remark_that_names_an_order_begins_none():
    head = ("货号", "品名", "数量", "备注")
    reading = read(("订单号：S-1",), head, ("A1", "香皂", 2.0, "订单号：S-9 换货"), ("A2", "毛巾", 4.0, "客户：老王"))
    assert told(reading) == [("S-1", None, [("A1", 2), ("A2", 4)])]
    assert codes(reading) == []


def test_a_fix_in_one_note_leaves_the_others():
    sheets = [sheet(NOTES)]
    assert told(understand(sheets, "orders", fixes=NONE.with_cell("Sheet1", 11, 2, "单号：D-7")))[1][0] == "D-7"
    left = understand(sheets, "orders", fixes=NONE.without([("Sheet1", 14)], "so"))
    assert (told(left)[0][0], len(left.documents), left.reasons) == ("D-1", 1, ((14, "so"),))


@pytest.mark.parametrize("rows", [NOTES, ENGLISH, ONE_HEADER])
def test_the_rows_in_error_keep_the_head_of_their_note(tmp_path: Path, rows):
    spoilt = [list(row) for row in rows]
    at = max(i for i, row in enumerate(rows) if len(row) > 2 and isinstance(row[2], float) and row[1])
    spoilt[at][2] = "many"
    reading = understand([sheet(spoilt)], "orders")
    assert reading.failed_rows == (at + 1,)
    path = tmp_path / "errors.xlsx"
    wrong = import_errors.rows_in_error(reading, reading.problems, reading.failed_rows)
    assert import_errors.save_errors([sheet(spoilt)], reading, wrong, path) == 1
    book = openpyxl.load_workbook(path)
    place = next(cell for row in book.active for cell in row if cell.value == "many")
    place.value = rows[at][2]
    book.save(path)
    again = understand(read_sheets(path), "orders")
    assert told(again) == told(read(*rows))[-1:]


@st.composite
def sheets_of_notes(draw):
    """Rows of any number of notes, and the orders that they are."""
    again, title, blank, total, apart = (draw(st.booleans()) for _ in range(5))
    count = draw(st.integers(2, 6))
    head = draw(st.permutations(["货号", "品名", "数量"]))
    rows: list[tuple[object, ...]] = [] if again else [tuple(head)]
    orders = []
    for at in range(count):
        lines = [(f"A-{at}{n}", f"货{n}", float(draw(st.integers(1, 999)))) for n in range(draw(st.integers(1, 4)))]
        number, customer = f"D-{100 + at}", f"{draw(st.sampled_from('甲乙丙丁'))}商行{at}"
        rows += [("送货单",)] * title
        if apart:
            rows += [(f"单号：{number}",), (f"客户：{customer}", N, "电话：13800001111")]
        else:
            rows.append((f"客户：{customer}", N, f"单号：{number}"))
        rows += [tuple(head)] * again
        rows += [tuple(dict(zip(("货号", "品名", "数量"), line, strict=True))[name] for name in head) for line in lines]
        sums = {"货号": "合计", "数量": sum(line[2] for line in lines)}
        rows += [tuple(sums.get(name) for name in head)] * total
        rows += [()] * blank
        orders.append((number, customer, [(sku, int(amount)) for sku, _name, amount in lines]))
    return rows, orders


@settings(max_examples=60, deadline=None)
@given(sheets_of_notes())
def test_any_sheet_of_notes_gives_its_orders_back(made):
    rows, orders = made
    reading = read(*rows)
    assert told(reading) == orders
    counts = reading.rows
    assert counts.imported + counts.merged + counts.skipped + counts.failed == counts.total
    assert [p.code for p in reading.problems] == []
