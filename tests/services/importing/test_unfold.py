"""Rows that say more than one thing: several orders in one row's cells, and goods side by side."""

import pytest

from services.importing.fixes import NONE
from services.importing.preview import Reading
from services.importing.reading import understand
from tests.services.importing.builders import codes, read, sheet

N = None
HEAD = ("订单号", "客户", "收货人", "电话", "地址", "货号", "品名", "数量", "单价")
TWO = ("X1、X2", "甲商行", "张三", "13800001111", "杭州市西湖区1号", "A1、B2", "皂、茶", "3、5", "9.5、8")


def lines(reading: Reading) -> list[tuple[str | None, list[str]]]:
    return [(d.number, [f"{n.sku or n.name} {n.quantity:f}" for n in d.lines]) for d in reading.documents]


def accounted(reading: Reading, total: int) -> bool:
    rows = reading.rows
    return rows.imported + rows.merged + rows.skipped + rows.failed == rows.total == total


def test_a_row_of_two_orders_is_taken_apart_and_said_to_be():
    made = read(HEAD, TWO, ("X3", "甲商行", "张三", "13800001111", "杭州市", "A1", "皂", 2.0, 9.5))
    assert lines(made) == [("X1", ["A1 3"]), ("X2", ["B2 5"]), ("X3", ["A1 2"])]
    assert codes(made) == [(2, "warning", "orders_apart")]
    assert (made.problems[0].cell, made.problems[0].value) == ("A2", "X1、X2")
    told = [(d.rows, d.lines[0].name, str(d.lines[0].unit_price)) for d in made.documents[:2]]
    assert told == [((2,), "皂", "9.5"), ((2,), "茶", "8")]
    assert {d.receiver for d in made.documents} == {"张三"}
    assert accounted(made, 2)


def test_people_and_places_that_are_as_many_as_the_orders_are_theirs():
    phones, places = "13800001111\n13900001111", "杭州市1号\n上海市2号"
    row = ("X10\nX11", "甲", "张三\n李四", phones, places, "A1\nB2", N, "3\n5", N)
    first, second = read(HEAD, row).documents
    assert (first.customer, first.receiver, first.phone, first.address) == ("甲", "张三", "13800001111", "杭州市1号")
    said = (second.customer, second.receiver, second.phone, second.address)
    assert said == ("甲", "李四", "13900001111", "上海市2号")
    once = read(HEAD, (*row[:2], "张三", "13800001111", "浙江省杭州市\n西湖区1号", *row[5:])).documents
    assert {d.address for d in once} == {"浙江省杭州市\n西湖区1号"}, "two lines of one address"


def test_goods_with_a_figure_like_a_page_are_no_page_number():
    made = read(("订单号", "货号", "数量"), ("X1", "A1", "1/2"), ("X2", "A1", 1.0), (N, N, "1/2"), ("第1页", N, N))
    assert codes(made) == [(2, "error", "quantity_ambiguous")]
    assert made.skipped_rows == ((4, "page"), (5, "page"))


UNKNOWN = {
    "one product": ("X1、X2", "甲", N, N, N, "A1", "皂", "3", "9.5"),
    "one price": (*TWO[:8], "9.5"),
    "a figure": ("X1,X2", "甲", N, N, N, "A1,B2", N, "1,234", N),
    "three products": ("X1、X2", "甲", N, N, N, "A1、B2、C3", N, "3、5、7", N),
    "no word": ("X1、X2", "甲", N, N, N, "A1、B2", N, "3、多", N),
    "a blank between": ("X1;X2", "甲", N, N, N, "A1;;B2", N, "3;;5", N),
}


@pytest.mark.parametrize("row", UNKNOWN.values(), ids=UNKNOWN)
def test_where_nobody_can_know_whose_a_line_is_the_row_stays_out(row):
    made = read(HEAD, row, ("X9", "甲", N, N, N, "A1", "皂", 2.0, 9.5))
    assert lines(made) == [("X9", ["A1 2"])]
    assert (2, "error", "several_numbers") in codes(made)
    assert made.failed_rows == (2,)
    assert accounted(made, 2)


def test_a_row_below_without_a_number_leaves_open_which_order_goes_on():
    made = read(HEAD, TWO, (N, N, N, N, N, "C3", "盐", 1.0, 2.0))
    assert (2, "error", "several_numbers") in codes(made)


def test_orders_of_one_row_stay_out_together_and_come_in_when_it_is_put_right():
    rows = [HEAD, TWO, ("X2", "甲商行", "张三", "13800001111", "杭州市", "C3", "盐", "很多", 2.0)]
    made = understand([sheet(rows)], "orders")
    assert (lines(made), made.failed_rows, len(made.blocked)) == ([], (2, 3), 2)
    assert accounted(made, 2)
    fixed = understand([sheet(rows)], "orders", fixes=NONE.with_cell("Sheet1", 3, 7, "4"))
    assert lines(fixed) == [("X1", ["A1 3"]), ("X2", ["B2 5", "C3 4"])]
    assert accounted(fixed, 2)


SIDES = {
    "商品1": ("订单号", "客户", "商品1", "数量1", "商品2", "数量2"),
    "Item 1": ("Order No", "Customer", "Item 1", "Qty 1", "Item 2", "Qty 2"),
    "商品一": ("订单号", "客户", "商品一", "数量一", "商品二", "数量二"),
    "商品1名称": ("订单号", "客户", "商品1名称", "商品1数量", "商品2名称", "商品2数量"),
    "第1个商品": ("订单号", "客户", "第1个商品", "第1个数量", "第2个商品", "第2个数量"),
    "again": ("订单号", "客户", "品名", "数量", "品名", "数量"),
    "from 2 on": ("订单号", "客户", "商品", "数量", "商品2", "数量2"),
}


@pytest.mark.parametrize("head", SIDES.values(), ids=SIDES)
def test_goods_side_by_side_are_lines_of_the_rows_order(head):
    rows = [("X1", "甲", "皂", 3.0, "茶", "2箱"), ("X2", "乙", "皂", 1.0, N, N), ("X3", "乙", N, N, "茶", 4.0)]
    made = read(head, *rows)
    assert lines(made) == [("X1", ["皂 3", "茶 2"]), ("X2", ["皂 1"]), ("X3", ["茶 4"])]
    assert (made.problems, made.documents[0].lines[1].unit) == ((), "箱")
    assert accounted(made, 3)


def test_a_pair_is_read_whole_and_its_problems_stand_at_its_own_cells():
    head = ("订单号", "商品1", "数量1", "单价1", "商品2", "数量2", "单价2", "总数量")
    made = read(
        head, ("X1", "皂", 3.0, 9.5, "茶", 2.0, 4.0, 5.0), ("X2", "皂", 1.0, 1.0, "茶", N, N, 1.0),
        ("X3", "皂", 1.0, 1.0, "茶", "若干", N, N), ("X4", "皂", 1.0, 1.0, "茶", 2.0, N, 4.0),
        ("X5", N, N, N, N, N, N, N), ("X6", "皂", 1.0, 1.0, N, 2.0, N, N),
    )  # fmt: skip
    assert [n.unit_price for n in made.documents[0].lines] == [9.5, 4]
    assert [(p.cell, p.column, p.code) for p in made.problems] == [
        ("F3", "数量2", "missing_quantity"), ("F4", "数量2", "quantity_not_number"), ("H5", "总数量", "sums_differ"),
        ("C6", "数量1", "missing_quantity"), ("E7", "商品2", "missing"),
    ]  # fmt: skip
    assert accounted(made, 6)


def test_pairs_under_a_second_row_of_headings_and_as_a_person_maps_them():
    rows = [("订单号", "商品1", N, "商品2", N), (N, "名称", "数量", "名称", "数量"), ("X1", "皂", 3.0, "茶", 2.0)]
    assert lines(read(*rows)) == [("X1", ["皂 3", "茶 2"])]
    made = read(*rows, answers={"columns": "A=number;B=name;C=quantity;D=name;E=quantity"})
    assert lines(made) == [("X1", ["皂 3", "茶 2"])], "what is remembered of such a file"
    assert lines(read(*rows, answers={"columns": "A=number;B=name;C=quantity"})) == [("X1", ["皂 3"])]


def test_the_same_columns_twice_are_one_and_names_without_counts_are_not_passed_over():
    twice = read(("订单号", "货号", "数量", "货号", "数量"), ("X1", "A1", 3.0, "A1", 3.0))
    assert (lines(twice), twice.problems) == ([("X1", ["A1 3"])], ())
    named = read(("订单号", "商品1", "商品2", "数量"), ("X1", "皂", "茶", 3.0))
    assert [p.code for p in named.problems] == ["goods_missing"]
