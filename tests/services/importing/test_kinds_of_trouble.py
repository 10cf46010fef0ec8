"""One table a kind of trouble: how people write headings, figures, dates, totals and contacts, and what comes of it."""

from decimal import Decimal

import pytest

from services.importing.preview import FileRefused, Questions
from services.importing.worker import read_bytes
from tests.services.importing.builders import DAY, HEAD, codes, csv_bytes, from_bytes, line, orders, read, xlsx_bytes

TWO = (line("XS-1", quantity=2.0), line("XS-2", "B2", quantity=3.0))


def numbers(reading):
    return [d.number for d in reading.documents]


@pytest.mark.parametrize(
    "heads",
    [
        ("*订单号", "下单日期（必填）", "客户名称*", "商品编码（必填）", "商品名称(选填)", "数量（件）", "单价（元）"),
        ("订单\n编号", "下单\n日期", "客户\n名称", "商品\n编码", "商品\n名称", "数量\n(件)", "单价\n(元)"),
        ("订单号 Order No.", "日期 Order Date", "客户 Customer", "编码 SKU", "品名 Goods", "数量 Qty", "单价 Price"),
        ("Order No.\n订单号", "Date\n日期", "Customer\n客户", "SKU\n编码", "Goods\n品名", "Qty\n数量", "Price\n单价"),
        ("订 单 号", "日  期", " 客户 ", "编\u3000码", "名 称", "数 量", "单 价"),
        ("ORDER_NO", "ORDER_DATE", "CUSTOMER_NAME", "ITEM_CODE", "ITEM_NAME", "QTY", "UNIT_PRICE"),
        ("orderNo", "orderDate", "customerName", "productCode", "productName", "quantity", "unitPrice"),
        ("訂單編號", "訂購日期", "客戶名稱", "商品編號", "商品名稱", "數量", "單價"),
    ],
)  # fmt: skip
def test_headings_are_known_however_they_are_dressed(heads):
    reading = read(heads, *TWO)
    assert (numbers(reading), reading.problems) == (["XS-1", "XS-2"], ())
    assert [d.lines[0].sku for d in reading.documents] == ["A1", "B2"]


def test_two_rows_of_headings_are_one_even_without_merged_cells():
    above = ("订单号", "下单日期", "客户", "商品", None, "数量", "单价")
    below = (None, None, None, "编码", "名称", None, None)
    reading = read(above, below, *TWO)
    assert [(d.lines[0].sku, d.lines[0].name) for d in reading.documents] == [("A1", "香皂"), ("B2", "香皂")]


def test_sizes_as_headings_are_a_line_each():
    heads = ("订单号", "日期", "客户", "款号", "颜色", "S", "M", "L")
    reading = read(heads, ("X1", DAY, "东港", "C3001", "红", 1.0, None, 2.0))
    assert [(n.spec, n.quantity) for n in reading.documents[0].lines] == [("红;S", 1), ("红;L", 2)]


TAILS = [
    ("合计", None, None, None, None, 5.0), (None, None, None, None, "合计：", 5.0),
    (None, None, "总 计", None, None, 5.0),
    ("Total", None, None, None, None, 5.0), (None, None, None, "本单合计", None, 5.0),
    ("平均", None, None, None, None, 2.5),
    ("合计：2单", None, None, None, None, 5.0), ("总计（2单）", None, None, None, None, 5.0),
    ("数量合计", None, None, None, None, 5.0),
    (None, None, None, None, None, 5.0),
    (None, None, None, None, None, "5"),
    ("合计金额（大写）：肆拾柒元伍角整",), ("制单人：王一", None, "审核人：李二"),
    ("盘点人签字：", None, None, "监盘人："),
    ("第 1 页 共 1 页",), ("导出时间：2026-03-08 10:00:00",), ("开户行：工商银行", None, "账号：6222"), ("——END——",),
]  # fmt: skip


@pytest.mark.parametrize("tail", TAILS, ids=str)
def test_what_stands_below_the_orders_is_no_order(tail):
    reading = orders(*TWO, (), tail)
    assert (numbers(reading), [len(d.lines) for d in reading.documents]) == (["XS-1", "XS-2"], [1, 1])
    assert reading.problems == ()


def test_several_order_numbers_in_one_cell_are_not_one_order():
    reading = orders(line("XS-1001,XS-1002"), line("SO-7，备"), line("XS-1003\nXS-1004"))
    assert numbers(reading) == ["SO-7,备"]
    assert codes(reading) == [(2, "error", "several_numbers"), (4, "error", "several_numbers")]


def test_a_customer_may_be_called_like_a_total_or_a_signature():
    names = ["合计贸易商行", "总计", "会计师事务所", "验收设备厂"]
    reading = orders(*(line(f"X{i}", customer=name) for i, name in enumerate(names)))
    assert [d.customer for d in reading.documents] == names


QUANTITIES = {
    "12件": ("12", "件"), "3 箱": ("3", "箱"), "1,200": ("1200", None), "1 200": ("1200", None), "１２": ("12", None),
    "２.５公斤": ("2.5", "公斤"), "×5": ("5", None), "x 3": ("3", None), "X2": ("2", None), "共6件": ("6", "件"),
    "数量：9件": ("9", "件"), '="6"': ("6", None), "12pcs.": ("12", "pcs"), "-1件": ("-1", "件"),
}  # fmt: skip
NO_QUANTITIES = [
    "两件", "半箱", "10+2", "3箱24瓶", "5-6件", "约30", "10左右", "12件以上", "若干", "12/箱*3", "1.5e3", ">10",
    "5,", "待定",
]  # fmt: skip


@pytest.mark.parametrize(("said", "meant"), QUANTITIES.items())
def test_quantities_are_read_as_they_are_meant(said, meant):
    made = orders(line(quantity=said)).documents[0].lines[0]
    assert (made.quantity, made.unit) == (Decimal(meant[0]), meant[1])


def test_what_may_be_several_quantities_is_none():
    reading = orders(*(line(f"X{i}", quantity=said) for i, said in enumerate(NO_QUANTITIES)))
    assert reading.documents == ()
    assert [row for row, severity, _ in codes(reading) if severity == "error"] == list(range(2, len(NO_QUANTITIES) + 2))


MONEY = {
    "¥12.00": "12", "￥12.5": "12.5", "12元": "12", "RMB 12.00": "12", "1,234.50": "1234.5", "US$ 3.2": "3.2",
    "１２.５": "12.5", "12.00（含税）": "12", "（12.00）": "-12", "12.00-": "-12", "'12.00": "12", '="12.00"': "12",
    "1 234.50": "1234.5", "¥1,234,567.89": "1234567.89", "0元": "0",
}  # fmt: skip


@pytest.mark.parametrize(("said", "meant"), MONEY.items())
def test_prices_are_read_as_they_are_meant(said, meant):
    assert orders(line(price=said), line("X2", price="1.25")).documents[0].lines[0].unit_price == Decimal(meant)


DATES = [
    "2026-03-05", "2026/03/05", "2026.3.5", "2026年3月5日", "2026年03月05号", "20260305", "5 Mar 2026", "05-Mar-2026",
    "2026-Mar-05", "Mar 5, 2026", "Mar 5th, 2026", "March 5 2026", "Thursday, March 5, 2026", "2026年3月5日 星期四",
    "2026-03-05(周四)", "二〇二六年三月五日", "２０２６－０３－０５", "2026 - 03 - 05", "46086", '="2026-03-05"',
    46086.0,
]  # fmt: skip
MOMENTS = {
    "2026-03-05 14:30": 14,
    "2026-03-05T14:30:05.123": 14,
    "2026-03-05T06:30:05Z": 14,
    "2026年3月5日 下午2:30": 14,
    "2026年3月5日14时30分": 14,
    "2026/03/05 02:30:05 PM": 14,
    "2026年3月5日上午9点": 9,
    "2026-3-5 9:5": 9,
    "46086.5": 12,
}
NO_DATES = [
    "3月5日", "26/3/5", "3/5", "昨天", "2026-13-05", "2026-02-30", "2026年3月", "2026-03", "1772677805", "03/05/26",
    "1900-01-00", "2026-03-05~2026-03-08", "2026-03-05 25:00", "2026/3/5前", "#######", "5.3",
]  # fmt: skip


@pytest.mark.parametrize("said", DATES, ids=str)
def test_one_day_in_many_forms(said):
    assert orders(line(day=said)).documents[0].order_date.isoformat() == DAY


@pytest.mark.parametrize(("said", "hour"), MOMENTS.items())
def test_one_moment_in_many_forms(said, hour):
    made = orders(line(day=said)).documents[0].order_date
    assert (made.date().isoformat(), made.hour) == (DAY, hour)


def test_what_may_be_several_dates_is_none():
    reading = orders(*(line(f"X{i}", day=said) for i, said in enumerate(NO_DATES)))
    assert ([code for _, _, code in codes(reading)], reading.documents) == (["date_unclear"] * len(NO_DATES), ())


def test_bare_day_numbers_of_an_old_mac_count_from_1904():
    assert str(read(HEAD, line(day=44624.0), mac_dates=True).documents[0].order_date) == DAY


def test_an_order_cut_short_is_said_and_not_taken_for_an_empty_one():
    data = csv_bytes([HEAD, *TWO], "utf-8") + "XS-9,2026-03-05,东港\r\n".encode()
    reading = from_bytes(data)
    assert (numbers(reading), codes(reading)) == (["XS-1", "XS-2"], [(4, "error", "too_few_fields")])


@pytest.mark.parametrize("count", [3, 90])
def test_a_quote_that_is_never_closed_swallows_no_order(count):
    rows = csv_bytes([HEAD, *(line(f"X{i}") for i in range(count))], "utf-8")
    reading = from_bytes(rows.replace("香皂".encode(), '"香皂'.encode(), 1))
    assert numbers(reading) == [f"X{i}" for i in range(count)]


def test_line_breaks_inside_a_cell_stay():
    rows = [["订单号", "运单号"], ["SO-1", "SF1234567890124\nSF1234567890125"]]
    assert from_bytes(csv_bytes(rows), kind="waybills").records[0]["tracking"] == ("SF1234567890124", "SF1234567890125")


@pytest.mark.parametrize(
    "cell",
    ["A1*2 B2*3", "A1*2;B2*3", "A1×2，B2×3", "【A1】2件+【B2】3件", "A1x2 + B2x3", "A1 2件\nB2 3件", "A1*2+B2*3",
     "A1*2/B2*3", "1.A1*2 2.B2*3"],
)  # fmt: skip
def test_products_of_one_cell_are_lines(cell):
    made = read(("订单号", "日期", "收货人", "商品信息"), ("X1", DAY, "王一", cell)).documents[0].lines
    assert [(n.sku, n.quantity) for n in made] == [("A1", 2), ("B2", 3)]


@pytest.mark.parametrize("name", ["【预售】香皂", "桌布100*200/白"])
def test_marks_and_measures_belong_to_the_name(name):
    cell = f"{name}*2"
    made = read(("订单号", "收货人", "商品信息"), ("X1", "王一", cell)).documents[0].lines
    assert [(n.name, n.quantity) for n in made] == [(name, 2)]


@pytest.mark.parametrize(
    "cell",
    ["王一，86-13800000001，广东省深圳市南山区科技路1号", "王一 13800000001 广东省深圳市南山区科技路1号",
     "广东省深圳市南山区科技路1号 王一 138-0000-0001",
     "收货人：王一，手机：13800000001，地址：广东省深圳市南山区科技路1号"],
)  # fmt: skip
def test_a_cell_with_name_phone_and_address_is_taken_apart(cell):
    made = read(("订单号", "商品编码", "数量", "收货信息"), ("X1", "A1", 2.0, cell)).documents[0]
    assert (made.receiver, made.phone, made.address) == ("王一", "13800000001", "广东省深圳市南山区科技路1号")


def table_xml(encoding):
    cells = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{c}</Data></Cell>' for c in row) + "</Row>"
        for row in (HEAD, *TWO)
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    book = f'<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="a"><Table>{cells}</Table></Worksheet>'
    text = f'<?xml version="1.0" encoding="{encoding}"?>{book}</Workbook>'
    return text.encode("gb18030" if encoding.startswith("GB") else encoding)


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "GB2312", "GBK", "GB18030"])
def test_excel_2003_xml_is_read_in_the_encodings_that_old_programs_write(encoding):
    assert numbers(from_bytes(table_xml(encoding), "a.xls")) == ["XS-1", "XS-2"]


@pytest.mark.parametrize(
    "head",
    [b"\x00\x00\x00\x18ftypmp42", b"8BPS\x00\x01", b"BZh91AY&SY", b"\xfd7zXZ\x00", b"\x1a\x45\xdf\xa3"],
)
def test_pictures_films_and_archives_are_no_spreadsheets_whatever_their_name(head):
    with pytest.raises(FileRefused, match="not_a_spreadsheet"):
        from_bytes(head + bytes(400), "订单.xls")


@pytest.mark.parametrize("was_read_as", ["latin-1", "cp1252"])
def test_headings_read_in_a_wrong_encoding_are_lost_in_any_kind_of_file(was_read_as):
    lost = [str(h).encode().decode(was_read_as, "replace") for h in HEAD]
    for data, name in ((csv_bytes([lost, *TWO]), "a.csv"), (xlsx_bytes(("a", [lost, *TWO])), "a.xlsx")):
        with pytest.raises(FileRefused, match="garbled_text"):
            from_bytes(data, name)
    with pytest.raises(FileRefused, match="garbled_text"):
        from_bytes(xlsx_bytes(("a", [["???", "????", "????", "???", "????", "??", "??"], *TWO])), "a.xlsx")


def test_a_phone_with_its_country_is_one_phone():
    reading = read(("客户名称", "手机"), ("甲", "+86 13800000001"), ("乙", "13800000002 13900000003"), kind="customers")
    assert [r["phones"] for r in reading.records] == [("13800000001",), ("13800000002", "13900000003")]
    assert reading.problems == ()


def test_two_different_columns_of_one_name_are_asked_about():
    with pytest.raises(Questions):
        read(("订单号", "日期", "客户", "编码", "数量", "数量"), ("X1", DAY, "东港", "A1", 5.0, 4.0))


MESSAGES = [
    "张三 13800000000 广东省深圳市南山区科技路1号 红色大号 2件",
    "你好，请发货：张三，138 0000 0000，广东省深圳市南山区科技路1号，红色大号 2件",
    "收货人：张三\n手机：138-0000-0000\n地址：广东省深圳市南山区科技路1号\n商品：红色大号*2件",
    "张三\n13800000000\n广东省深圳市南山区科技路1号\n红色大号2件\n",
    "红色大号 2件\n张三 13800000000\n广东省深圳市南山区科技路1号",
]


@pytest.mark.parametrize("text", MESSAGES)
def test_a_message_is_an_order(text):
    made = from_bytes(text.encode(), "消息.txt").documents
    assert [(d.receiver, d.phone, d.address) for d in made] == [("张三", "13800000000", "广东省深圳市南山区科技路1号")]
    assert [(n.name, n.quantity, n.unit) for n in made[0].lines] == [("红色大号", 2, "件")]


def test_several_orders_of_a_message_stay_apart():
    text = "张三 13800000000 广东省深圳市南山区科技路1号 香皂x2，茶叶x1\n"
    text += "李四 13900000000 浙江省杭州市文三路 2 号 A1001 5箱"
    made = from_bytes(text.encode("gb18030"), "a.txt").documents
    assert [(d.receiver, [(n.name, n.quantity) for n in d.lines]) for d in made] == [
        ("张三", [("香皂", 2), ("茶叶", 1)]), ("李四", [("A1001", 5)])
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["姓名,电话,地址\n张三,13800000000,广东省深圳市1号\n", "张三,13800000000,A1,2\n李四,13900000000,B2,3\n"]
)
def test_a_table_is_no_message(text):
    assert read_bytes(text.encode(), "a.csv", None)[0].row(0) == tuple(text.split("\n")[0].split(","))


def test_what_a_copied_cell_shortened_is_taken_from_beside_it():
    cells = "<td x:num='6901234567892'>6.90123E+12</td><td sdval='2412345678901'>#####</td>"
    page = f"<table><tr><td>条码</td><td>订单号</td><td>数量</td></tr><tr>{cells}<td x:num>2</td></tr></table>"
    made = from_bytes(page.encode(), "a.html").documents[0]
    assert (made.number, made.lines[0].barcode, made.lines[0].quantity) == ("2412345678901", "6901234567892", 2)
