"""Tables as other shops, ledgers and people make them: a small one for each kind, and what it means."""

import struct
from datetime import date, datetime

import pytest

from services.importing.biff import Globals, as_written, read_globals
from services.importing.names import name_table
from services.importing.old_rows import look_through
from services.importing.preview import FileRefused, Questions
from services.importing.reading import understand
from services.importing.worker import read_bytes
from tests.services.importing.builders import DAY, HEAD, codes, csv_bytes, from_bytes, line, orders, read, xlsx_bytes

FIELDS = ["number", "order_date", "customer", "sku", "name", "quantity", "unit_price"]
SHOPS = {
    "kingdee": ("单据编号", "日期", "客户", "物料编码", "物料名称", "销售数量", "含税单价"),
    "yonyou": ("订单号", "订单日期", "客户简称", "存货编码", "存货名称", "数量", "含税单价"),
    "guanjiapo": ("单据编号", "单据日期", "往来单位全名", "商品编号", "商品全名", "数量", "单价"),
    "wangdiantong": ("原始单号", "交易时间", "客户", "商家编码", "货品名称", "下单数量", "成交价"),
    "wanliniu": ("线上单号", "下单时间", "会员名", "规格编码", "商品名称", "数量", "实际单价"),
    "shopee": ("訂單編號", "訂單成立日期", "買家帳號", "商品選項貨號", "商品名稱", "數量", "商品活動價格"),
    "etsy": ("Order ID", "Sale Date", "Buyer", "SKU", "Item Name", "Quantity", "Price"),
    "ebay": ("Order Number", "Sale Date", "Buyer Name", "Custom Label", "Item Title", "Quantity", "Sold For"),
    "magento": ("Order Number", "Order Date", "Customer Name", "Item SKU", "Item Name", "Item Qty Ordered",
    "Item Price"),
    "odoo": ("Order Reference", "Creation Date", "Customer", "Order Lines/Product/Internal Reference",
             "Order Lines/Description", "Order Lines/Quantity", "Order Lines/Unit Price"),
    "odoo zh": ("订单关联", "创建日期", "客户", "订单行/产品/内部参考", "订单行/说明", "订单行/数量", "订单行/单价"),
    "odoo technical": ("name", "date_order", "partner_id", "order_line/product_id/default_code", "order_line/name",
                       "order_line/product_uom_qty", "order_line/price_unit"),
    "erpnext": ("ID", "Date", "Customer Name", "Item Code (Items)", "Item Name (Items)", "Quantity (Items)",
    "Rate (Items)"),
    "camel": ("orderSn", "createTime", "buyerName", "skuCode", "goodsName", "goodsNum", "goodsPrice"),
    "numbered": ("1.订单号", "2.下单日期", "3.客户名称", "4.商品编码", "5.商品名称", "6.数量", "7.单价"),
    "two tongues": ("订单NO", "Date日期", "客户Name", "SKU编码★", "商品Name", "QTY数量", "Price单价"),
    "slips": ("定单号", "下单日期", "客戶名", "商品编号", "商品名", "数　量", "单价：元"),
    "purchase": ("采购单号", "采购日期", "采购单位", "物料代码", "物料描述", "采购数量", "折后单价"),
    "german": ("Bestellnummer", "Bestelldatum", "Kunde", "Artikelnummer", "Bezeichnung", "Menge", "Einzelpreis"),
    "japanese": ("注文番号", "注文日", "顧客名", "商品コード", "商品名", "数量", "単価"),
    "abroad": ("PO Number", "PO Date", "Cust. Name", "Part #", "Item Desc.", "Ord Qty", "U/P (RMB)"),
}  # fmt: skip


@pytest.mark.parametrize("heads", SHOPS.values(), ids=list(SHOPS))
def test_the_headings_of_other_shops_and_ledgers(heads):
    table = name_table("orders").among(heads)
    assert [hit.field if (hit := table.find(h)) else None for h in heads] == FIELDS
    made = read(heads, line("A-1"), line("A-2", "B2"))
    assert [(d.number, d.customer, d.lines[0].sku, d.lines[0].unit_price) for d in made.documents] == [
        ("A-1", "东港贸易行", "A1", 9.5), ("A-2", "东港贸易行", "B2", 9.5)
    ]  # fmt: skip


@pytest.mark.parametrize("heading", [
    "系统订单号", "Phone (Billing)", "客户编号", "物流SN码", "SPU编码", "Original Price", "Item Qty Shipped",
    "累计发货数量",
])  # fmt: skip
def test_what_looks_like_a_name_and_is_none(heading):
    hit = name_table("orders").find(heading)
    assert hit is None or hit.field not in ("number", "sku", "quantity", "unit_price", "customer", "phone", "carrier")


RECORDS = {
    "products": [("商品编号 商品全名 主计量单位 条码 预设售价1 最近进价",
                  {"sku", "name", "unit", "barcode", "price", "cost"}),
                 ("款式编码 商品编码 颜色及规格 基本售价 国标码", {"code", "sku", "spec", "price", "barcode"})],
    "customers": [("单位编号 单位全名 联系人 移动电话 通讯地址", {"code", "name", "contact", "phones", "address"})],
    "suppliers": [("Vendor_ID Vendor Contact_Person Telephone Lead_Time_(days)", {"code", "name", "contact",
    "phones", "lead_days"})],
    "counts": [("儲位 料號 品名 帳面數量 實盤數量", {"location", "sku", "name", "book", "counted"}),
               ("Bin SKU On_Hand_Qty Counted_Qty", {"location", "sku", "book", "counted"})],
}  # fmt: skip


@pytest.mark.parametrize("kind", RECORDS)
def test_the_headings_of_other_lists(kind):
    for heads, fields in RECORDS[kind]:
        assert {hit.field for h in heads.split() if (hit := name_table(kind).find(h))} == fields


UNDER = [
    ("示例：XS-0", "示例：2026-01-01", "示例客户", "示例编码", "示例", "1", "1"),
    (None, None, None, None, None, "(件)", "(元)"), ("A", "B", "C", "D", "E", "F", "G"),
    ("Order No", "Date", "Customer", "SKU", "Name", "Qty", "Price"),
    ("Your own number", "When it was placed", "", "Seller SKU", "", "How many", "Price of a piece"),
]  # fmt: skip


@pytest.mark.parametrize("row", UNDER, ids=str)
def test_a_row_that_explains_the_header_is_no_order(row):
    made = read(HEAD, row, line("XS-1"), line("XS-2"))
    assert ([d.number for d in made.documents], made.problems) == (["XS-1", "XS-2"], ())


def test_a_customer_in_an_example_street_is_no_example():
    heads = ("备注", "姓名", "详细地址", "电话")
    made = read(heads, (None, "张示例", "杭州市示例路1号", "19900001111"), (None, "李四", "示例村2号", "19900002222"))
    assert [d.receiver for d in made.documents] == ["张示例", "李四"]


def test_headings_two_rows_tall_stand_beside_wide_ones():
    above = ("订单号", "下单日期", "客户名称", "商品", None, "金额", None, "备注")
    below = (None, None, None, "编码", "名称", "数量", "单价", None)
    made = read(above, below, [*line("XS-1"), "轻放"], merges=((0, 0, 1, 0), (0, 3, 0, 4), (0, 5, 0, 6)))
    assert (made.documents[0].number, made.documents[0].seller_memo, made.documents[0].lines[0].quantity) == (
        "XS-1",
        "轻放",
        2,
    )


TAILS = [
    ("甲方（盖章）：", None, "乙方（盖章）："),
    ("日期：", None, None, "日期："),
    ("-----",) * 7,
    ("4", "record(s) downloaded,"),
]


@pytest.mark.parametrize("tail", TAILS, ids=str)
def test_lines_to_sign_and_rules_are_no_orders(tail):
    made = orders(line("XS-1"), line("XS-2"), tail)
    assert (len(made.documents), made.problems) == (2, ())


def test_the_same_as_above_is_the_value_above():
    made = orders(line("XS-1"), ["同上", "〃", "同上", "B2", "茶", 1.0, 2.0])
    assert ([d.number for d in made.documents], len(made.documents[0].lines), made.problems) == (["XS-1"], 2, ())


FORMS = {
    "beside": [("订单编号：", "PO-31", None, "订单日期：", DAY),
               ("供应商：", "样例厂", None, "采购方：", "东港贸易行")],
    "inside": [("订单编号：PO-31  订单日期：2026-03-05",), ("采购方：东港贸易行",)],
    "no colon": [("客户名称", "东港贸易行", None, "单据编号", "PO-31"), ("单据日期", "2026年3月5日")],
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_what_a_form_says_above_its_table_is_the_orders(form):
    made = read(
        ("采购订单",),
        *form,
        ("序号", "商品编码", "商品名称", "数量", "单价"),
        (1.0, "A1", "皂", 2.0, 3.0),
        (2.0, "B2", "茶", 1.0, 9.0),
    )
    (order,) = made.documents
    assert (order.number, order.order_date, order.customer, len(order.lines)) == (
        "PO-31",
        date(2026, 3, 5),
        "东港贸易行",
        2,
    )
    assert made.problems == ()


def test_a_form_with_a_date_nobody_can_know_keeps_its_lines_out():
    made = read(("订单编号：", "PO-31", "订单日期：", "3月5日"), ("商品编码", "商品名称", "数量"), ("A1", "皂", 2.0))
    assert (made.documents, made.rows.failed) == ((), 1)
    assert codes(made) == [(1, "error", "date_unclear")]


def test_money_in_ten_thousands_under_its_heading():
    made = read(("合同号", "签订日期", "客户", "编码", "数量", "单价（万元）"), ("HT1", DAY, "东港", "A1", 2.0, 1.5))
    assert made.documents[0].lines[0].unit_price == 15_000


def test_boxes_of_so_many_are_not_the_quantity():
    made = read(("订单号", "客户", "编码", "箱数", "每箱数量", "总数量"), ("X1", "东港", "A1", 2.0, 24.0, 48.0))
    assert made.documents[0].lines[0].quantity == 48


def test_a_heading_is_read_with_what_it_stands_under():
    wide = ("单号", "客户信息", None, "商品信息", None, None)
    made = read(
        ("订货",), wide, (None, "名称", "电话", "编码", "名称", "数量"), ("X1", "东港", "13800001111", "A1", "皂", 2.0)
    )
    assert (made.documents[0].customer, made.documents[0].phone) == ("东港", "13800001111")
    assert (made.documents[0].lines[0].sku, made.documents[0].lines[0].name) == ("A1", "皂")


def test_sizes_of_shoes_are_a_line_each():
    made = read(("订单号", "日期", "客户", "款号", "36码", "37码", "38码"), ("X1", DAY, "东港", "C1", 2.0, None, 3.0))
    assert [(n.spec, n.quantity) for n in made.documents[0].lines] == [("36码", 2), ("38码", 3)]
    heads = ("订单号", "款号", 36.0, 37.0, 38.0, "数量")
    rows = [("X1", "C1", 2.0, None, 3.0, 5.0), ("X2", "C1", 2.0, None, 3.0, 6.0), ("X3", "C1", 1.0, 1.0, 1.0, 3.0)]
    made = read(heads, *rows)
    assert [(n.spec, n.quantity) for n in made.documents[0].lines] == [("36", 2), ("38", 3)], "their sum stands beside"
    assert codes(made) == [(3, "error", "sums_differ")]


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def test_the_first_records_of_an_old_workbook_tell_its_code_page_and_its_first_day(monkeypatch):
    stream = (
        _record(0x809, struct.pack("<HH", 0x500, 5)) + _record(0x42, struct.pack("<H", 936)) + _record(0x22, b"\1\0")
    )
    monkeypatch.setattr("services.importing.biff.stream_of", lambda data, most: stream + _record(0x0A))
    assert read_globals(b"") == Globals(mac_dates=True, page=936)
    assert as_written("订单号 A1".encode("gb18030").decode("latin-1"), 936) == "订单号 A1"


def test_the_comments_of_an_excel_95_workbook_are_read_in_its_code_page(monkeypatch):
    said = "要红色的，别发错".encode("gb18030")
    top = _record(0x809, struct.pack("<HH", 0x500, 5)) + _record(0x42, struct.pack("<H", 936))
    place = len(top) + len(_record(0x85, bytes(8))) + len(_record(0x0A))
    stream = top + _record(0x85, struct.pack("<IBB", place, 0, 0) + b"\1a") + _record(0x0A)
    stream += _record(0x809, struct.pack("<HH", 0x500, 0x10))
    stream += _record(0x1C, struct.pack("<3H", 1, 2, len(said)) + said[:5])  # what is long goes on in further records
    stream += _record(0x1C, struct.pack("<3H", 0xFFFF, 0, len(said) - 5) + said[5:]) + _record(0x0A)
    monkeypatch.setattr("services.importing.old_rows.stream_of", lambda data: stream)
    assert [found.comments for found in look_through(b"")] == [{(1, 2): "要红色的，别发错"}]


@pytest.mark.parametrize(("heading", "cell", "moment"), [
    ("下单时间", "2026-03-05 20:00 (UTC)", datetime(2026, 3, 6, 4, 0)),
    ("下单时间", "2026-03-05 20:00 (UTC+08:00)", datetime(2026, 3, 5, 20, 0)),
    ("下单时间", "2026-03-05 20:00 (PST)", None),
    ("下单时间(UTC)", "2026-03-05 20:00", datetime(2026, 3, 6, 4, 0)),
    ("Created At (UTC)", datetime(2026, 3, 5, 20, 0), datetime(2026, 3, 6, 4, 0)),
])  # fmt: skip
def test_a_time_of_another_zone_becomes_ours_or_is_asked_about(heading, cell, moment):
    made = read(("订单号", heading, "客户", "编码", "数量"), ("X1", cell, "东港", "A1", 2.0))
    if moment is None:
        assert codes(made) == [(2, "error", "date_unclear")]
    else:
        assert made.documents[0].order_date == moment


def test_quantities_of_two_warehouses_are_asked_about_and_added_up_where_that_is_said():
    rows = (
        ("订单号", "日期", "客户", "编码", "华东仓数量", "华南仓数量"), ("X1", DAY, "东港", "A1", 2.0, 3.0),
        ("X2", DAY, "东港", "A1", None, 4.0), ("X3", DAY, "东港", "A1", "2件", "1箱"),
    )  # fmt: skip
    with pytest.raises(Questions) as asked:
        read(*rows)
    assert [(q.code, q.choices) for q in asked.value.questions] == [("column_quantity", ("E", "F", "E+F"))]
    together = read(*rows, answers={"column_quantity": "E+F"})
    assert [d.lines[0].quantity for d in together.documents] == [5, 4]
    assert codes(together) == [(4, "error", "quantity_ambiguous")]
    assert [d.lines[0].quantity for d in read(*rows, answers={"column_quantity": "F"}).documents] == [3, 4, 1]


def test_what_is_no_old_workbook_tells_nothing():
    assert read_globals(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == Globals()


WIDE = {
    "a.csv": b",".join([b"c"] * 20_000) + b"\n1,2\n",
    "a.html": b"<table><tr>" + b"<td>a" * 20_000 + b"</table>",
    "b.html": b"<table>" + b"<tr><td colspan=1000 rowspan=1000>x<td colspan=1000>y" * 40 + b"</table>",
    "a.xls": b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' xmlns:ss="
    b"'urn:schemas-microsoft-com:office:spreadsheet'><Worksheet><Table><Row><Cell ss:Index='99999'/></Row></Table>"
    b"</Worksheet></Workbook>",
    "b.xls": b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>"
    + b"<Worksheet><Table/></Worksheet>" * 600 + b"</Workbook>",
}  # fmt: skip


@pytest.mark.parametrize("name", WIDE)
def test_a_table_wider_than_any_sheet_is_refused_before_it_is_laid_out(name):
    with pytest.raises(FileRefused, match="too_big"):
        read_bytes(WIDE[name], name, None)


def test_what_other_programs_write_is_read():
    rows = [HEAD, line("XS-1"), line("XS-2")]
    assert len(from_bytes(csv_bytes(rows, "utf-8", "^"), "a.txt").documents) == 2
    cell = [("订单号", "收货人", "商品明细"), ("X1", "张三", "A1001:2,B2001:1")]
    made = understand(read_bytes(xlsx_bytes(("a", cell)), "a.xlsx", None), "orders").documents
    assert [(n.sku, n.quantity) for n in made[0].lines] == [("A1001", 2), ("B2001", 1)]


def test_two_numbers_with_a_blank_between_are_two_and_one_in_groups_is_one():
    made = orders(line("X1004 X1005"), line("2412 3456"))
    assert ([d.number for d in made.documents], codes(made)) == (["2412 3456"], [(2, "error", "several_numbers")])
