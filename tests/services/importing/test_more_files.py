"""Files of further shops, carriers, banks and people: what each means, in a small table."""

from datetime import date
from decimal import Decimal

import pytest

from services.importing import chat, clean
from services.importing.names import name_table
from services.importing.preview import FileRefused, Questions
from services.importing.reading import understand
from services.importing.sheets import from_rows
from services.importing.worker import read_bytes
from tests.services.importing.builders import read, sheet

FIELDS = {
    "orders": [
        (("商家SKU", "商品SKU"), "sku"), (("商家商品编码", "商品编码"), "sku"), (("卖家SKU",), "sku"),
        (("订单生成时间",), "order_date"), (("详细地址1",), "address"), (("id_order", "state"), "status"),
        (("*InvoiceNumber", "*ContactName"), "customer"), (("SKU", "Item"), "name"),
        (("Lineitem quantity", "Subtotal"), None), (("韵达单号",), "tracking_number"),
    ],
    "products": [(("RRP",), "price"), (("装箱规格",), "pack_factor"), (("国际商品编码",), "barcode")],
    "waybills": [(("韵达单号",), "tracking"), (("Reference Number 1",), "number"), (("Your reference",), "number")],
    "payments": [(("交易号",), "reference")],
}  # fmt: skip


@pytest.mark.parametrize("kind", FIELDS)
def test_further_headings(kind):
    for heads, field in FIELDS[kind]:
        hit = name_table(kind).among(heads).find(heads[-1])
        assert (hit.field if hit else None) == field, heads
    first, other = (name_table("orders").find(h) for h in ("商家商品编码", "商品编码"))
    assert first is not None
    assert other is not None
    assert first.rank < other.rank  # the seller's own code before the platform's


def test_a_group_in_one_tongue_over_headings_in_another():
    made = read(
        ("订单", None, "货品", None, None, "金额", None),
        ("No.", "Date", "Code", "Name", "Qty (PCS)", "Price (USD)", "Amount (USD)"),
        ("X1", "2026-03-05", "A1", "Soap", 2.0, 9.5, 19.0),
    )
    line = made.documents[0].lines[0]
    assert (made.documents[0].number, line.sku, line.name, line.unit_price, line.amount) == (
        "X1", "A1", "Soap", Decimal("9.5"), 19
    )  # fmt: skip


def test_goods_in_rows_and_shops_in_columns_are_no_orders():
    with pytest.raises(FileRefused, match="unsupported_layout"):
        read(
            ("商品编码", "商品名称", "一店", "二店"),
            ("A1", "皂", 2.0, 3.0),
            ("B2", "茶", None, 1.0),
            ("C3", "笔", 4.0, 5.0),
        )


def test_which_of_several_prices_is_asked_with_what_stands_in_them():
    rows = (("商品编码", "零售价", "批发价"), ("A1", 9.5, 8.0), ("B2", 5.0, 4.0))
    with pytest.raises(Questions) as asked:
        read(*rows, kind="prices")
    (question,) = asked.value.questions
    assert (question.code, question.choices) == ("column_price", ("B", "C"))
    assert question.labels == ("B  零售价: 9.5, 5", "C  批发价: 8, 4")
    made = read(*rows, kind="prices", answers={"column_price": "C"})
    assert [r["price"] for r in made.records] == [8, 4]


def test_the_parts_of_an_order_line():
    made = read(
        ("订单号", "品名", "颜色", "尺码", "数量", "运费"), ("X1", "[A1] T恤", "红", "L", 2.0, "US $5.00"),
        ("X2、X3", "[A1] T恤", "红", "红 S", 1.0, None),
    )  # fmt: skip
    (document,) = made.documents
    line = document.lines[0]
    assert (line.sku, line.name, line.spec, document.freight) == ("A1", "T恤", "红;L", 5)
    assert [(p.row, p.code) for p in made.problems] == [(3, "several_numbers")]


def test_numbers_in_other_letters_other_days_and_cut_ones_are_said():
    heads = ("订单号", "日期", "客户", "货号", "条码", "数量")
    long = "24123456789012300"
    made = read(
        heads, ("XS-1", "2026-3-5 9:00", "甲", "A1", None, 1.0), ("xs-1", "2026-3-5 10:00", "甲", "A2", None, 1.0),
        ("XS-1", "2026-3-6", "甲", "A3", None, 1.0), (long + "00", "2026-3-5", "甲", "A1", None, 1.0),
        (long + "12", "2026-3-5", "甲", "A1", None, 1.0), (long + "34", "2026-3-5", "甲", None, "6.90123E+12", 1.0),
    )  # fmt: skip
    assert [(d.number, len(d.lines)) for d in made.documents] == [("XS-1", 3), (long + "12", 1)]
    assert {(p.cell, p.severity, p.code) for p in made.problems} == {
        ("A3", "warning", "looks_like"), ("B4", "warning", "number_again"), ("A5", "error", "digits_lost"),
        ("E7", "warning", "digits_lost"), ("E7", "error", "digits_lost"),
    }  # fmt: skip


def test_what_slipped_into_another_column_or_was_made_a_date_is_said():
    heads = ("【订单号】", "货号", "数量", "单价")
    made = read(heads, ("X1", date(2026, 3, 5), 1.0, 2.0), ("X2", "A1", "13800001111", 2.0), ("X3", "A1", 1.0, -2.0))
    assert [d.number for d in made.documents] == ["X3"]
    assert [(p.cell, p.severity, p.code) for p in made.problems] == [
        ("B2", "error", "code_is_date"), ("C3", "error", "quantity_too_big"), ("D4", "warning", "negative_price"),
    ]  # fmt: skip


def test_the_measures_of_products():
    made = read(
        ("编码", "名称", "毛重", "重量单位", "箱规"), ("示例001", "示例商品", 1.0, "KG", "1*12"),
        ("A1", "皂", 0.12, "KG", "1*24"),
        ("B2", "茶", 300.0, "g", "6盒/箱"), kind="products",
    )  # fmt: skip
    assert [(r["sku"], r["weight_g"], r["pack_factor"]) for r in made.records] == [("A1", 120, 24), ("B2", 300, 6)]
    plain = read(("编码", "名称", "重量"), ("A1", "皂", 0.35), ("B2", "茶", 2.0), kind="products")
    assert [r["weight_g"] for r in plain.records] == [350, 2000]


def test_labels_of_several_words_and_colons_in_cells_of_their_own():
    made = read(
        ("PO No.:", "PO-77", None, "Order Date: 2026-03-05"), ("客户名称", ":", "甲商行", None),
        ("序号", "Item Code", "Qty", "Unit Price"), (1.0, "A1", 2.0, 9.5), (2.0,), (3.0,),
    )  # fmt: skip
    (document,) = made.documents
    assert not made.problems
    assert (document.number, str(document.order_date), document.customer) == ("PO-77", "2026-03-05", "甲商行")


def test_names_in_two_parts_and_things_that_are_called_items():
    made = read(
        ("First Name", "Last Name", "Phone"), ("Ann", "Lee", "(5) 555-4729"), ("三", "张", None), kind="customers"
    )
    assert [(r["name"], r["phones"]) for r in made.records] == [("Ann Lee", ("(5) 555-4729",)), ("张三", ())]
    made = read(("companyName", "contactName", "address", "city"), ("Ana", "T", "Avda. 2", "México"), kind="customers")
    assert [(r["name"], r["contact"], r["address"]) for r in made.records] == [("Ana", "T", "Avda. 2, México")]
    made = read(("Order No", "Item", "规格", "颜色", "Qty"), ("X1", "Mountain Bike", "100g", "红", 1.0))
    assert (made.documents[0].lines[0].name, made.documents[0].lines[0].spec) == ("Mountain Bike", "100g")
    made = read(("Handle", "Title", "Variant Grams", "Weight Unit"), ("a", "A", 350.0, "kg"), kind="products")
    assert made.records[0]["weight_g"] == 350


def test_people_are_their_own_customers_and_have_extensions():
    made = read(
        ("收货人", "手机号", "收货地址"), ("张三", "138 0000 2222转801", "杭州市西湖区文三路1号"), kind="customers"
    )
    assert [(r["name"], r["phones"]) for r in made.records] == [("张三", ("13800002222转801",))]
    assert clean.phone("(512) 555-0100 ext. 12") == ("(512) 555-0100 ext. 12", "")
    assert clean.phone("(86)13800001111") == ("13800001111", "")


def test_what_is_neither_in_nor_out_is_no_payment():
    made = read(
        ("交易时间", "交易对方", "收/支", "金额(元)"),
        ("2026-03-05", "甲", "收入", 5.0),
        ("2026-03-06", "乙", "/", 3.0),
        kind="payments",
    )
    assert [r["customer"] for r in made.records] == ["甲"]
    assert made.skipped_rows == ((3, "money_out"),)


@pytest.mark.parametrize(("text", "row"), [
    ("【地址】上海市浦东新区世纪大道100号 【姓名】王五 【手机】18600003333 要10箱坚果",
     ["王五", "18600003333", "上海市浦东新区世纪大道100号", "坚果", "10", "箱", None]),
    ("陈六 13700004444\n厦门市思明区龙头路12号\nB2001 两盒",
     ["陈六", "13700004444", "厦门市思明区龙头路12号", "B2001", "2", "盒", None]),
    ("李四 13900002222 湖南省长沙县龙村五组\n香皂2块",
     ["李四", "13900002222", "湖南省长沙县龙村五组", "香皂", "2", "块", None]),
])  # fmt: skip
def test_words_of_a_message(text, row):
    assert chat.rows_of(text) == [row]


def test_two_columns_that_a_scanner_sent_are_asked_about():
    (one,) = read_bytes(b"6901234567892,12\n6901234567908,3\n", "a.txt", None)
    with pytest.raises(Questions, match="needs_answers"):
        understand([one], "counts")
    with pytest.raises(FileRefused, match="not_a_table"):
        understand([one], "orders")


def test_rows_that_a_web_page_hides_are_said():
    page = (
        "<table><tr><th>订单号<th>编码<th>数量<tr><td>X1<td>A1<td>2<tr style='display:none'><td>X2<td>A1<td>1</table>"
    )
    (one,) = read_bytes(page.encode(), "a.xls", None)
    made = understand([one], "orders")
    assert [d.number for d in made.documents] == ["X1", "X2"]
    assert "hidden_rows" in {p.code for p in made.problems}


def test_a_sheet_of_thousands_of_columns_is_no_table():
    wide = from_rows("S", [[f"x{c}" for c in range(1500)], ["1"] * 1500])
    with pytest.raises(FileRefused, match="not_a_table"):
        understand([wide], "orders")
    assert understand([wide, sheet([("订单号", "编码", "数量"), ("X1", "A1", 2.0)])], "orders").documents


def test_a_code_that_excel_has_shortened_is_no_code():
    made = read(
        ("订单号", "下单日期", "编码", "名称", "数量"), ("X1", "2026/03/05(木)", "6.90123E+12", None, 1.0),
        ("X2", "2026-03-05 周四", "6.90123E+12", "皂", 1.0), ("X3", "2026-03-05", "1E5", None, 1.0),
    )  # fmt: skip
    assert [(d.number, str(d.order_date), d.lines[0].sku) for d in made.documents] == [
        ("X2", "2026-03-05", None), ("X3", "2026-03-05", "1E5")
    ]  # fmt: skip
    assert [(p.row, p.severity, p.code) for p in made.problems] == [
        (2, "error", "digits_lost"), (3, "warning", "digits_lost")
    ]  # fmt: skip
    made = read(("编码", "名称"), ("6.90123E+12", "皂"), ("A1", "茶"), kind="products")
    assert [r["sku"] for r in made.records] == ["A1"]


def test_no_cell_makes_the_program_stop_or_think_for_long():
    long = "0" * 30_000
    made = read(
        ("订单号", "客户", "编码", "数量", "单价"), (long, "甲", long, 1.0, 2.0), ("X2", "乙", "A1", long, 2.0),
        ("X3", "丙", "A1", "nan", "9" * 50), ("X4", "丁", "A1", 1.0, 2.0),
        merges=((1, 0, 40, 0), (60, 0, 90, 1)),  # both end below the table, one begins there
    )  # fmt: skip
    assert {(p.row, p.code) for p in made.problems if p.severity == "error"} >= {
        (3, "quantity_ambiguous"), (4, "quantity_not_number"), (4, "number_unclear"),
    }  # fmt: skip
    page = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row>'
        '<Cell><Data Type="Number">1e999</Data></Cell></Row></Table></Worksheet></Workbook>'
    )
    (one,) = read_bytes(page.encode(), "a.xls", None)
    assert one.row(0) == ("1e999",)
