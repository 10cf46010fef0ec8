"""What clerks' files said that was read wrong, or not at all."""

import pytest

from services.import_match import returned_reason
from services.importing.preview import Questions
from tests.services.importing.builders import codes, from_bytes, read

N = None
PAGE = """<html><table><tr><td colspan=5>门店订货单</td></tr>
<tr><th rowspan=2>订单号</th><th colspan=2>客户</th><th rowspan=2>商品编号</th><th rowspan=2>数量</th></tr>
<tr><th>名称</th><th>电话</th></tr>
<tr><td rowspan=2>0012</td><td rowspan=2>甲&nbsp;商行</td><td rowspan=2>021-55556666</td><td>A-1</td><td>12</td></tr>
<tr><td>A-2</td><td>5</td></tr><tr><td>0013</td><td>乙商行</td><td>13800001111</td><td>A-3</td><td>1</td></tr>
</table></html>"""
BOOK = """<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="A"><Table>{rows}</Table>
</Worksheet></Workbook>"""


def told(reading):
    return [(d.number, d.customer, [(x.sku, str(x.quantity)) for x in d.lines]) for d in reading.documents]


def test_headings_two_rows_tall_in_a_page_push_no_cell_aside():
    reading = from_bytes(PAGE.encode(), "a.xls")
    assert told(reading) == [("0012", "甲 商行", [("A-1", "12"), ("A-2", "5")]), ("0013", "乙商行", [("A-3", "1")])]
    assert {d.phone for d in reading.documents} == {"021-55556666", "13800001111"}


def test_a_customer_over_several_orders_of_a_page_is_each_orders():
    rows = "<tr><td>S-1</td><td rowspan=2>甲店</td><td>A1</td><td>2</td></tr><tr><td>S-2</td><td>A2</td><td>3</td></tr>"
    page = f"<table><tr><td>订单号</td><td>客户</td><td>货号</td><td>数量</td></tr>{rows}</table>"
    assert told(from_bytes(page.encode(), "a.xls")) == [("S-1", "甲店", [("A1", "2")]), ("S-2", "甲店", [("A2", "3")])]


def test_cells_merged_in_excels_xml_keep_the_others_in_their_columns():
    def cell(text: str, **more: int) -> str:
        said = "".join(f' ss:{name}="{number}"' for name, number in more.items())
        return f'<Cell{said}><Data ss:Type="String">{text}</Data></Cell>'

    rows = [
        [cell("订单号"), cell("客户"), cell("货号"), cell("数量")],
        [cell("S-1"), cell("甲店", MergeDown=1), cell("A1"), cell("2")],
        [cell("S-2"), cell("A2", Index=3), cell("3")],
        [cell("S-3", MergeAcross=1), cell("A3"), cell("4")],
    ]
    data = BOOK.format(rows="".join(f"<Row>{''.join(row)}</Row>" for row in rows)).encode()
    assert told(from_bytes(data, "a.xls")) == [
        ("S-1", "甲店", [("A1", "2")]), ("S-2", "甲店", [("A2", "3")]), ("S-3", None, [("A3", "4")]),
    ]  # fmt: skip


def test_cells_merged_again_and_again_take_no_time():
    merges = tuple((1, 0, 20_000 - at % 7, 0) for at in range(3000))
    rows = [("订单号", "货号", "数量"), *(("S-1", "A1", 1.0) for _ in range(20_000))]
    assert len(read(*rows, merges=merges).documents) == 1


def test_what_a_line_of_amazon_costs_is_for_all_of_it():
    heads = ("order-id", "order-item-id", "purchase-date", "sku", "quantity-purchased", "item-price", "item-tax")
    reading = read(heads, ("112-1", "9", "2026-03-05T10:00:00+00:00", "A1", "2", "20.00", "0"))
    line = reading.documents[0].lines[0]
    assert (line.unit_price, str(line.amount)) == (None, "20.00")


@pytest.mark.parametrize("said", ["退货", "换货", "Sales Return", "销售退货单"])
def test_what_the_kind_of_a_document_calls_a_return_is_held(said):
    reading = read(("订单号", "单据类型", "货号", "数量"), ("R-1", said, "A1", 2.0), ("R-2", "销售单", "A1", 2.0))
    assert [bool(returned_reason(d.after_sales)) for d in reading.documents] == [True, False]


def test_one_number_of_two_customers_is_said_at_the_second():
    heads = ("单号", "客户", "货号", "数量")
    reading = read(heads, ("P-1", "甲店", "A1", 2.0), ("P-1", "乙店", "A1", 3.0), ("P-2", "丙店", "A1", 1.0),
                   ("P-2", "丙 店", "A2", 1.0))  # fmt: skip
    assert [(p.cell, p.severity, p.code) for p in reading.problems] == [("B3", "warning", "number_again")]


def test_a_person_with_a_phone_in_one_cell_is_both():
    people = ("张三13800001111", "李四 021-88889999", "王五")
    rows = [(f"S-{at}", who, "A1", 2.0) for at, who in enumerate(people)]
    reading = read(("订单号", "联系人", "货号", "数量"), *rows)
    assert [(d.receiver, d.phone) for d in reading.documents] == [
        ("张三", "13800001111"), ("李四", "021-88889999"), ("王五", None),
    ]  # fmt: skip


def test_labels_right_above_the_header_are_no_headings():
    reading = read(("Customer", N, "Acme", "Order No", "PO-1"), ("SKU", "Description", "Qty"), ("X1", "Soap", 10.0))
    assert told(reading) == [("PO-1", "Acme", [("X1", "10")])]


@pytest.mark.parametrize("said", ["下单失败：地址不详", "已取消", "pending"])
def test_words_where_a_tracking_number_stands_are_none(said):
    rows = (("DN-1", "YT7412345678901"), ("DN-2", said), ("DN-3", "无"))
    reading = read(("商家单号", "电子面单号"), *rows, kind="waybills")
    assert [(r["number"], r["tracking"]) for r in reading.records] == [("DN-1", ("YT7412345678901",)), ("DN-3", ())]
    assert codes(reading) == [(3, "error", "no_tracking_number")]


@pytest.mark.parametrize("status", ["等待付款", "交易关闭", "已全额退款", "Pending", "Reversed"])
def test_a_payment_that_did_not_come_in_stays_out(status):
    heads = ("付款日期", "客户", "金额", "交易状态")
    rows = (("2026-03-05", "甲店", 60.0, status), ("2026-03-05", "甲店", 70.0, "交易成功"))
    reading = read(heads, *rows, kind="payments")
    assert codes(reading) == [(2, "error", "payment_not_done")]
    assert [str(r["amount"]) for r in reading.records] == ["70"]


def test_an_amount_that_quantity_and_price_do_not_make_is_said():
    heads = ("订单号", "货号", "数量", "单价", "金额")
    good = [(f"S-{at}", "A1", 2.0, 100.0, 200.0) for at in range(5)]
    assert codes(read(heads, *good, ("S-9", "A1", 3.0, 100.0, 200.0))) == [(7, "warning", "amount_differs")]
    taxed = [(f"S-{at}", "A1", 2.0, 100.0, 226.0) for at in range(5)]
    assert codes(read(heads, *taxed)) == [], "a column of other amounts is none"
    paid = [(*row, 180.0) for row in (*good, ("S-9", "A1", 3.0, 100.0, 200.0))]
    assert codes(read((*heads, "实付款"), *paid)) == [], "a shop's rebates"


@pytest.mark.parametrize(("text", "address", "memo"), [
    ("李四 139 0000 2222 杭州市余杭区文一西路969号 毛巾 5条 备注：周末送", "杭州市余杭区文一西路969号", "周末送"),
    ("你好，麻烦发一下\n收件人：王五\n电话：13711112222\n地址：上海市浦东新区世纪大道100号\n香皂 10块\n谢谢",
     "上海市浦东新区世纪大道100号", None),
    ("1. 张三 13800001111 深圳市南山区科技路1号 香皂2块\n合计1单", "深圳市南山区科技路1号", None),
])  # fmt: skip
def test_politeness_numbers_and_remarks_are_no_part_of_an_address(text, address, memo):
    (order,) = from_bytes(text.encode(), "a.txt").documents
    assert (order.address, order.seller_memo) == (address, memo)
    assert len(order.lines) == 1


def test_the_question_about_days_and_months_shows_a_day_both_ways_and_that_about_quantities_their_columns():
    heads = ("Order no.", "Date", "SKU", "East qty", "South qty", "On-hand qty")
    rows = [("S-1", "03/02/2026", "A1", 2.0, 1.0, 99.0), ("S-2", "04/05/2026", "A1", 3.0, 1.0, 99.0)]
    with pytest.raises(Questions) as e:
        read(heads, *rows)
    assert [(q.code, q.choices, q.labels) for q in e.value.questions] == [
        ("column_quantity", ("D", "E", "D+E"), ("D  East qty: 2, 3", "E  South qty: 1", "D  East qty + E  South qty")),
        ("date_order", ("dmy", "mdy"), ("03/02/2026 = 2026-02-03", "03/02/2026 = 2026-03-02")),
    ]


def test_prices_of_several_names_are_asked_about_and_one_may_say_from_how_many():
    heads = ("商品编码", "普通价", "VIP价", "批发价(100件起)")
    with pytest.raises(Questions) as e:
        read(heads, ("P-1", 10.0, 9.0, 8.0), ("P-2", 10.5, 9.5, 8.5), kind="prices")
    assert [(q.code, q.choices) for q in e.value.questions] == [("column_price", ("B", "C", "D"))]
    rows = [("P-1", 10.0, 9.0, 8.0), ("P-2", 10.5, 9.5, 8.5)]
    for choice, least in (("D", "100"), ("B", "None")):
        made = read(heads, *rows, kind="prices", answers={"column_price": choice}).records
        assert [str(row.get("from_quantity")) for row in made] == [least, least]


def test_phones_and_people_that_are_numbered_are_read():
    heads = ("公司名称", "联系人1", "电话1", "联系人2", "电话2")
    (made,) = read(heads, ("甲", "张", "13800001111", "李", "13900002222"), kind="customers").records
    assert (made["contact"], made["phones"]) == ("张", ("13800001111", "13900002222"))


def test_sums_of_each_customer_between_the_rows_are_no_orders():
    heads = ("订单号", "客户", "品名", "数量")
    rows = [("A-1", "甲", "香皂", 2.0), (N, "甲 小计", N, 2.0), ("A-2", "甲合计商行", "香皂", 1.0), (N, "总计", N, 3.0)]
    reading = read(heads, *rows)
    assert [(d.number, d.customer) for d in reading.documents] == [("A-1", "甲"), ("A-2", "甲合计商行")]
    assert (reading.skipped_rows, reading.problems) == (((3, "total"), (5, "total")), ())


def test_an_example_under_the_header_is_no_order():
    heads = ("订单编号(必填)", "收货人*", "省市区", "详细地址", "商品名称", "数量")
    example = ("示例：001", "张三", "浙江省杭州市", "xx路1号", "香皂", "1")
    (order,) = read(heads, example, ("OD-1", "李四", "浙江省 杭州市 余杭区", "文一西路1号", "香皂", "2")).documents
    assert (order.number, order.province, order.address) == ("OD-1", "浙江省 杭州市 余杭区", "文一西路1号")
    goods = (("S-1", "示例五金", "香皂", 2.0),)
    assert len(read(("订单号", "客户", "品名", "数量"), *goods).documents) == 1


def test_a_purchase_order_in_english_has_prices_sums_and_taxes_in_their_places():
    rows = [
        ("PURCHASE ORDER",), ("Ship To:", "Acme, 5 Dock Rd", N, "PO #:", "4500012345"),
        ("Line", "Item", "Description", "Qty", "UoM", "Unit Cost", "Total"),
        (1.0, "A-1", "Soap", 10.0, "EA", "$1.25", "$12.50"),
        (N, N, N, N, N, "Subtotal", "$12.50"), (N, N, N, N, N, "Tax", "$0.60"), (N, N, N, N, N, "Total", "$13.10"),
    ]  # fmt: skip
    reading = read(*rows)
    (order,) = reading.documents
    assert (order.number, [str(x.unit_price) for x in order.lines], reading.rows.merged) == ("4500012345", ["1.25"], 0)


def test_who_wrote_a_sheet_is_no_order_and_a_person_above_it_has_a_phone():
    rows = [("收货地址", "杭州市余杭区文一西路1号", N, "联系人", "张三 13800001111"), ("货号", "品名", "数量", "客户"),
            ("A-1", "香皂", 2.0, "甲"), ("采购员：王", "日期：2026-3-1", N, N)]  # fmt: skip
    reading = read(*rows)
    assert [(d.receiver, d.phone) for d in reading.documents] == [("张三", "13800001111")]
    assert reading.skipped_rows == ((4, "ending"),)


def test_prices_with_and_without_tax_are_asked_about():
    heads = ("订单号", "货号", "数量", "单价(未税)", "单价(含税)")
    with pytest.raises(Questions) as e:
        read(heads, ("S-1", "A1", 2.0, 10.0, 11.3))
    assert [(q.code, q.choices) for q in e.value.questions] == [("column_price", ("D", "E"))]
    reading = read(heads, ("S-1", "A1", 2.0, 10.0, 11.3), answers={"column_price": "E"})
    assert str(reading.documents[0].lines[0].unit_price) == "11.3"
    assert len(read(heads, ("S-1", "A1", 2.0, 10.0, 10.0)).documents) == 1, "both say the same"


def test_goods_on_top_prices_by_the_carton_and_short_phones_are_said():
    heads = ("订单号", "手机", "货号", "数量", "赠送", "单价")
    gifts = read(
        ("订单号", "货号", "数量", "赠品", "赠品数量"), ("S-1", "A1", 2.0, "毛巾", 1.0), ("S-2", "A1", 2.0, "毛巾", N),
        ("S-3", "A1", 2.0, "无", 0.0),
    )  # fmt: skip
    assert {(p.cell, p.code) for p in gifts.problems} == {("E2", "bonus_left_out"), ("D3", "bonus_left_out")}
    reading = read(
        heads, ("S-1", "13800001111", "A1", 2.0, 1.0, "3.5"), ("S-2", "1380000111", "A1", 2.0, 0.0, "3.5/箱"),
        ("S-3", "13800001111", "A1", "2箱", N, "3.5/箱"), ("S-4", "13800001111", "A1", 2.0, N, "3.5/个"),
    )  # fmt: skip
    assert {(p.cell, p.code) for p in reading.problems} == {
        ("E2", "bonus_left_out"), ("B3", "odd_phone"), ("F3", "price_of_another_unit"),
    }  # fmt: skip
