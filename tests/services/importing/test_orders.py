"""Rows to orders: what belongs together, what is no data, and what is never guessed."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from services.importing.preview import FileRefused, Questions
from services.importing.reading import understand
from tests.services.importing.builders import DAY, HEAD, asked, codes, line, orders, read, sheet


def test_rows_of_one_number_are_one_order_with_its_lines():
    reading = orders(line("XS-1", "A1"), line("XS-2", "B1"), line("XS-1", "A2", 3.0))
    first, second = reading.documents
    assert (first.number, [n.sku for n in first.lines], first.rows) == ("XS-1", ["A1", "A2"], (2, 4))
    assert (second.number, second.lines[0].quantity, second.lines[0].unit_price) == ("XS-2", Decimal(2), Decimal("9.5"))
    assert first.order_date == date(2026, 3, 5)
    assert (reading.rows.total, reading.rows.imported, reading.problems) == (3, 3, ())


def test_titles_and_blank_rows_above_the_header_are_passed_over():
    reading = read(["恒瑞机电 订单明细"], [None], ["制表日期：2026年3月31日"], HEAD, line())
    assert (reading.header_row, len(reading.documents)) == (4, 1)


def test_a_group_row_above_the_header_says_whose_name_and_phone_it_is():
    groups = ["订单信息", None, "寄件方信息", None, "收件方信息", None, "商品信息", None]
    header = ["订单号", "日期", "姓名", "电话", "姓名", "电话", "编码", "数量"]
    reading = read(groups, header, ["XS-1", DAY, "李四", "13900000001", "张三", "13900000002", "A1", 2.0])
    assert (reading.documents[0].receiver, reading.documents[0].phone) == ("张三", "13900000002")


def test_a_heading_two_rows_tall_is_read_from_the_upper_row():
    upper = ["订单号", "日期", "收货信息", None, None, "商品编码", "数量"]
    lower = [None, None, "收货人", "手机", "地址", None, None]
    reading = read(upper, lower, ["XS-1", DAY, "张三", "13900000002", "明州路 1 号", "A1", 2.0])
    made = reading.documents[0]
    assert (made.number, made.receiver, made.address, made.lines[0].sku) == ("XS-1", "张三", "明州路 1 号", "A1")


def test_blank_cells_below_an_order_belong_to_it():
    more = [None, None, None, "A2", "毛巾", 1.0, 5.0]
    reading = orders(line("XS-1"), more, line("XS-2", "B1"))
    assert [[n.sku for n in d.lines] for d in reading.documents] == [["A1", "A2"], ["B1"]]
    assert reading.problems == ()


def test_a_row_with_its_own_customer_and_no_number_is_not_the_order_above():
    reading = orders(line(None), line("XS-1"), [None] * 7, line(None, customer="别的客户"))
    assert codes(reading) == [(2, "error", "missing_number"), (5, "error", "missing_number")]
    assert [d.number for d in reading.documents] == ["XS-1"]
    assert (reading.rows.imported, reading.rows.skipped, reading.rows.failed, reading.rows.total) == (1, 1, 2, 4)


def test_merged_order_cells_are_each_row_s():
    rows = [HEAD, line("XS-1"), [None, None, None, "A2", "毛巾", 1.0, 5.0]]
    reading = read(*rows, merges=((1, 0, 2, 0), (1, 2, 2, 2)))
    assert [n.row for n in reading.documents[0].lines] == [2, 3]


@pytest.mark.parametrize(
    "row",
    [
        ["合计", None, None, None, None, 2.0, 19.0],
        [None, None, None, None, "总计：", 2.0, None],
        ["大写金额：", "壹拾玖元整", None, None, None, None, None],
        ["制单：王", None, None, "收货人签字：", None, None, None],
        ["第 1 页 共 4 页", None, None, None, None, None, None],
        [*HEAD],
        ["以上价格含税", None, None, None, None, None, None],
        [None] * 7,
    ],
)
def test_rows_that_are_no_data_are_skipped_without_a_word(row):
    reading = orders(line("XS-1"), row)
    assert ([d.number for d in reading.documents], reading.rows.skipped, reading.problems) == (["XS-1"], 1, ())


def test_a_customer_called_total_is_a_customer():
    reading = orders(line("XS-1", customer="合计"))
    assert reading.documents[0].customer == "合计"


def test_figures_without_a_word_are_a_total_only_if_they_add_up():
    total, other = [None, None, None, None, None, 5.0, None], [None, None, None, None, None, 4.0, None]
    assert orders(line("XS-1"), line("XS-2", quantity=3.0), total).rows.skipped == 1
    wrong = orders(line("XS-1"), line("XS-2", quantity=3.0), other)
    assert (wrong.rows.skipped, [p.severity for p in wrong.problems]) == (0, ["error"])


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("两件", "quantity_not_number"),
        ("10+2", "quantity_ambiguous"),
        ("3箱24瓶", "quantity_ambiguous"),
        ("约30", "quantity_ambiguous"),
        (None, "missing_quantity"),
    ],
)
def test_a_quantity_that_is_not_certain_fails_its_order_and_is_never_one_or_zero(said, code):
    reading = orders(line("XS-1", quantity=said), line("XS-1", "A2"), line("XS-2"))
    assert codes(reading) == [(2, "error", code)]
    assert [d.number for d in reading.documents] == ["XS-2"]
    assert (reading.rows.failed, reading.failed_rows) == (2, (2, 3))
    problem = reading.problems[0]
    assert (problem.column, problem.cell, problem.value) == ("数量", "F2", said or "")


def test_returns_and_free_lines_stay_and_are_said():
    reading = orders(line("XS-1", quantity=-3.0), line("XS-2", quantity=0.0))
    assert codes(reading) == [(2, "warning", "negative_quantity"), (3, "warning", "zero_quantity")]
    assert [d.lines[0].quantity for d in reading.documents] == [Decimal(-3), Decimal(0)]


def test_a_unit_written_with_the_quantity_is_kept_as_it_is():
    assert orders(line(quantity="2打")).documents[0].lines[0][5:7] == (Decimal(2), "打")


def test_a_shortened_order_number_is_not_an_order():
    reading = orders(line("2.41235E+18"), line("2.41235E+18"), line(4107231883808340536.0))
    assert ({p.code for p in reading.problems}, reading.documents, reading.rows.failed) == ({"digits_lost"}, (), 3)


def test_long_numbers_that_all_end_in_zeros_have_lost_digits():
    reading = orders(*(line(f"41072318838{i:04d}0000") for i in range(3)))
    assert ({p.code for p in reading.problems}, len(reading.documents)) == ({"digits_lost"}, 0)


def test_the_same_row_twice_is_kept_and_said():
    reading = orders(line("XS-1"), line("XS-1", "A2"), line("XS-1"))
    assert codes(reading) == [(4, "warning", "identical_row")]
    assert len(reading.documents[0].lines) == 3


def test_days_and_months_that_nobody_can_tell_apart_are_asked_for():
    rows = [HEAD, line("XS-1", day="03/05/2026"), line("XS-2", day="04/03/2026")]
    with pytest.raises(Questions) as e:
        read(*rows)
    assert asked(e.value) == ["date_order"]
    made = read(*rows, answers={"date_order": "mdy"}).documents
    assert [d.order_date for d in made] == [date(2026, 3, 5), date(2026, 4, 3)]


def test_one_clear_date_decides_for_the_column():
    made = orders(line("XS-1", day="03/05/2026"), line("XS-2", day="25/03/2026")).documents
    assert [d.order_date for d in made] == [date(2026, 5, 3), date(2026, 3, 25)]


@pytest.mark.parametrize("said", ["3月5日", "26/3/5", "今天", "2026-13-05", "0000-00-00", "1772677805"])
def test_an_uncertain_date_is_never_today(said):
    assert codes(orders(line("XS-1", day=said), line("XS-2"))) == [(2, "error", "date_unclear")]


def test_a_missing_date_may_come_from_the_number_and_is_then_said():
    reading = orders(line("260302-253721941436399", day=None), line("XS-2"))
    assert codes(reading) == [(2, "warning", "date_derived")]
    assert reading.documents[0].order_date == date(2026, 3, 2)


def test_a_file_without_a_header_is_asked_about_and_its_first_row_is_data():
    rows = [line("XS-1"), line("XS-2"), line("XS-3")]
    with pytest.raises(Questions) as e:
        read(*rows)
    assert asked(e.value) == ["header"]
    reading = read(*rows, answers={"header": "A=number;B=order_date;C=customer;D=sku;F=quantity"})
    assert ([d.number for d in reading.documents], reading.header_row) == (["XS-1", "XS-2", "XS-3"], None)


def test_two_columns_of_one_name_are_asked_about():
    header = ["订单号", "日期", "商品编码", "数量", "数量"]
    rows = [header, ["XS-1", DAY, "A1", 2.0, 1.0], ["XS-2", DAY, "A1", 4.0, 4.0]]
    with pytest.raises(Questions) as e:
        read(*rows)
    assert (asked(e.value), e.value.questions[0].choices) == (["column"], ("D", "E"))
    assert read(*rows, answers={"column": "E"}).documents[0].lines[0].quantity == Decimal(1)


def test_a_second_table_below_is_asked_about_and_not_read_as_sales():
    rows = [["一、销售"], HEAD, line("XS-1"), line("XS-2"), [None], ["二、退货"], HEAD, line("TH-1")]
    with pytest.raises(Questions) as e:
        read(*rows)
    assert asked(e.value) == ["second_table"]
    reading = read(*rows, answers={"second_table": "first"})
    assert [d.number for d in reading.documents] == ["XS-1", "XS-2"]
    assert codes(reading) == [(8, "warning", "second_table")]


def test_several_sheets_of_orders_are_asked_about_and_can_all_be_read():
    sheets = [sheet([HEAD, line("M1-1")], "1月"), sheet([HEAD, line("M2-1")], "2月"), sheet([["月份", "金额"]], "汇总")]
    with pytest.raises(Questions) as e:
        understand(sheets, "orders")
    assert e.value.questions[0].choices == ("1月", "2月", "all")
    assert [d.number for d in understand(sheets, "orders", answers={"sheet": "all"}).documents] == ["M1-1", "M2-1"]
    assert [d.sheet for d in understand(sheets, "orders", sheet="2月").documents] == ["2月"]


def test_what_is_said_of_one_sheets_columns_holds_for_the_others_by_their_headings():
    first = sheet([["订单号", "买的人", "商品编码", "几个", "单价"], ["M1-1", "甲", "A1", 2.0, 9.5]], "1月")
    other = [["商品编码", "数量", "订单号", "买的人", "附言", "单价"], ["B1", 3.0, "M2-1", "乙", "急", 8.0]]
    second = sheet(other, "2月")
    said = {"sheet": "all", "columns": "A=number;B=customer;C=sku;D=quantity;E=unit_price;ALQ=seller_memo"}
    reading = understand([first, second], "orders", answers=said)
    assert [(d.number, d.customer, d.lines[0].sku, d.lines[0].quantity) for d in reading.documents] == [
        ("M1-1", "甲", "A1", 2), ("M2-1", "乙", "B1", 3)
    ]  # fmt: skip
    assert reading.documents[1].seller_memo == "急"


def test_of_two_columns_of_one_name_the_one_that_is_seen_is_read_and_a_note_at_a_heading_is_told():
    rows = [[*HEAD, "数量"], [*line("XS-1", quantity=1.0), 7.0]]
    made = read(*rows, hidden_columns=frozenset({5}), comments={(0, 6): "含税"})
    assert [d.lines[0].quantity for d in made.documents] == [7]
    assert [(p.code, p.row, p.cell, p.value) for p in made.problems] == [("comment", 2, "G1", "含税")]


def test_heads_on_one_sheet_and_lines_on_another_are_one_order():
    heads = [["订单编号", "订单创建时间", "收货人姓名", "订单状态"], ["1", DAY, "张三", "待发货"]]
    lines = [["主订单编号", "标题", "商家编码", "购买数量"], ["1", "茶", "A1", 2.0], ["1", "皂", "B1", 1.0]]
    reading = understand([sheet(heads, "订单报表"), sheet(lines, "销售明细")], "orders", answers={"sheet": "all"})
    assert [(d.number, d.receiver, [n.sku for n in d.lines]) for d in reading.documents] == [
        ("1", "张三", ["A1", "B1"])
    ]
    assert reading.rows.imported + reading.rows.merged == reading.rows.total == 3


def test_a_number_under_the_sender_s_heading_is_still_the_order_s():
    groups = ["寄件方信息", None, None, "收件方信息", None, "商品信息", None]
    header = ["订单号", "姓名", "电话", "姓名", "电话", "编码", "数量"]
    made = read(groups, header, ["XS-1", "李四", "13900000001", "张三", "13900000002", "A1", 2.0]).documents[0]
    assert (made.number, made.receiver, made.phone) == ("XS-1", "张三", "13900000002")


def test_a_unit_in_the_quantity_that_differs_from_the_unit_column_is_not_settled():
    header = [*HEAD, "单位"]
    reading = read(header, [*line("XS-1", quantity="2箱"), "件"], [*line("XS-2", quantity="2箱"), "箱"])
    assert (codes(reading), [d.number for d in reading.documents]) == ([(2, "error", "quantity_ambiguous")], ["XS-2"])


def test_fields_that_run_downwards_are_refused():
    with pytest.raises(FileRefused) as no:
        read(["字段", "内容"], ["订单号", "XS-1"], ["客户", "东港"], ["商品编码", "A1"], ["数量", 1.0])
    assert no.value.code == "unsupported_layout"


def test_only_a_header_is_no_rows():
    with pytest.raises(FileRefused, match="no_rows"):
        read(HEAD)


def test_without_quantities_there_are_no_lines_and_it_is_said():
    reading = read(["订单号", "下单日期", "收货人", "手机"], ["XS-1", DAY, "张三", "13900000001"])
    assert (reading.documents[0].lines, codes(reading)) == ((), [(1, "warning", "lines_missing")])


def test_products_in_one_cell_are_taken_apart_and_added_up():
    header = ["订单号", "收货人", "商品信息", "总数量"]
    reading = read(header, ["XS-1", "张三", "A1×2；B-2 x3", 5.0], ["XS-2", "李四", "【A1】6件 + 【B2】3件", 8.0])
    assert [(n.sku, n.quantity) for n in reading.documents[0].lines] == [("A1", Decimal(2)), ("B-2", Decimal(3))]
    assert codes(reading) == [(3, "error", "sums_differ")]


def test_sizes_in_columns_become_lines():
    upper = ["单号", "日期", "客户", "款号", "颜色", "尺码", None, None, "合计", "单价"]
    lower = [None, None, None, None, None, "S", "M", "L", None, None]
    reading = read(upper, lower, ["PF1", DAY, "东港", "C30", "红", 10.0, None, 2.0, 12.0, 5.0])
    assert [(n.spec, n.quantity, n.amount) for n in reading.documents[0].lines] == [
        ("红;S", Decimal(10), Decimal(50)),
        ("红;L", Decimal(2), Decimal(10)),
    ]


def test_null_is_a_blank_in_an_export_and_a_name_elsewhere():
    header = [*HEAD, "物流公司", "运单号"]
    rows = [[*line(f"XS-{i}", customer="null" if i == 1 else "东港"), "null", "null"] for i in range(6)]
    made = read(header, *rows).documents
    assert (made[1].customer, made[1].carrier, made[1].tracking_number) == ("null", None, None)


def test_a_combined_address_is_taken_apart():
    said = "吴明，86-13900002969，四川省 成都市 武侯区 示例路79号，"
    made = read(["订单编号", "订单创建时间", "收货地址"], ["1", DAY, said], ["2", DAY, said]).documents[0]
    assert (made.receiver, made.phone, made.address) == ("吴明", "13900002969", "四川省 成都市 武侯区 示例路79号")


def test_codes_that_look_alike_are_said_and_kept():
    reading = orders(line("XS-1", "A1001"), line("XS-2", "А1001"), line("XS-3", "A1OO1"))
    assert codes(reading) == [(3, "warning", "looks_like"), (4, "warning", "looks_like")]
    assert [d.lines[0].sku for d in reading.documents] == ["A1001", "А1001", "A1OO1"]


def test_formula_without_a_value_is_computed_if_it_is_the_product_and_said():
    header = [*HEAD, "金额"]
    reading = read(header, [*line("XS-1"), None], formulas={(1, 7): "F2*G2"})
    assert (reading.documents[0].lines[0].amount, codes(reading)) == (
        Decimal("19.0"),
        [(2, "warning", "formula_without_value")],
    )


def test_an_error_in_a_quantity_fails_the_order():
    reading = orders(line("XS-1"))
    assert reading.problems == ()
    broken = read(HEAD, line("XS-1", quantity=None), errors={(1, 5): "#REF!"})
    assert {p.code for p in broken.problems} == {"error_value", "missing_quantity"}


def test_hidden_rows_are_read_and_said():
    reading = read(HEAD, line("XS-1"), line("XS-2"), hidden_rows=frozenset({2}))
    assert (len(reading.documents), codes(reading), reading.problems[0].value) == (
        2,
        [(3, "warning", "hidden_rows")],
        "3",
    )


def test_what_is_printed_is_plain():
    document = orders(line("XS-1", day=datetime(2026, 3, 5, 14, 30))).to_json()
    assert document["documents"][0]["order_date"] == "2026-03-05T14:30:00"
    assert document["documents"][0]["lines"][0]["unit_price"] == "9.5"
    assert document["rows"] == {"total": 1, "imported": 1, "merged": 0, "skipped": 0, "failed": 0}
    assert document["columns"]["number"] == "订单号"


def test_an_address_is_told_apart_and_one_whose_parts_contradict_each_other_is_shown():
    head = ["订单号", "日期", "收货地址", "编码", "数量"]
    rows = [["X-1", DAY, "深圳南山科技路1号", "A1", 2.0], ["X-2", DAY, "浙江省深圳市科技路1号", "A1", 2.0]]
    reading = read(head, *rows)
    said = reading.to_json()["documents"][0]
    assert [said[name] for name in ("province", "city", "district", "address")] == [
        "广东省", "深圳市", "南山区", "深圳南山科技路1号"]  # fmt: skip
    assert codes(reading) == [(3, "warning", "place_contradicts")]


def test_columns_of_an_address_that_contradict_each_other_are_shown():
    head = ["订单号", "日期", "省", "市", "区", "详细地址", "编码", "数量"]
    good = ["X-1", DAY, "浙江省", "宁波市", "海曙区", "示例路1号", "A1", 2.0]
    reading = read(head, good, ["X-2", DAY, "浙江省", "杭州市", "海曙区", "示例路1号", "A1", 2.0])
    assert codes(reading) == [(3, "warning", "place_contradicts")]


def taken_off(*rows: tuple[object, ...], heading: str = "折扣") -> tuple[list[Decimal | None], list[str]]:
    """Of rows of price, quantity, discount and amount: the shares taken off, and the codes of the doubts."""
    head = ["订单号", "日期", "编码", "单价", "数量", heading, "金额"]
    reading = read(head, *([f"X-{at}", DAY, "A1", *row] for at, row in enumerate(rows)))
    return [line.discount for each in reading.documents for line in each.lines], [p.code for p in reading.problems]


def test_amounts_tell_whether_a_share_is_paid_or_taken_off():
    assert taken_off((100.0, 2.0, "95%", 190.0), (100.0, 1.0, "5%", 95.0)) == ([Decimal("0.05")] * 2, [])
    assert taken_off((95.0, 2.0, "95%", 190.0)) == ([Decimal(0)], [])  # the price is that after the discount
    assert taken_off((100.0, 2.0, "95%", 170.0)) == ([None], ["discount_unclear"])


def test_without_amounts_the_whole_column_tells():
    assert taken_off((100.0, 1.0, "95%", None), (10.0, 1.0, "8折", None)) == ([Decimal("0.05"), Decimal("0.2")], [])
    assert taken_off((14.0, 1.0, 0.15, None), (9.0, 1.0, 0.0, None), heading="discount")[0] == [Decimal("0.15"), None]
    assert taken_off((100.0, 1.0, "95%", None), (10.0, 1.0, "5%", None))[1] == ["discount_unclear"] * 2
    assert taken_off((100.0, 1.0, 12.5, None)) == ([None], [])  # money, which the amount has in it
