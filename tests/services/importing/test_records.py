"""Products, customers, counts and prices."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.services.importing.builders import codes, read


def test_products_keep_their_leading_zeros():
    reading = read(["商品编码", "条码", "商品名称", "售价"], ["001234", "6901234500011", "茶", 9.9], kind="products")
    assert reading.records == (
        {"row": 2, "sku": "001234", "name": "茶", "barcode": "6901234500011", "price": Decimal("9.9")},
    )


def test_a_customer_s_phones_are_told_apart_and_doubtful_ones_left_out():
    header = ["客户编号", "客户名称", "电话"]
    rows = [["K1", "甲", "13900001234/0571-00001234"], ["K2", "乙", "1.99E+10"], ["K3", "丙", "139****1234"]]
    reading = read(header, *rows, ["K4", "丁", "1390000123"], ["K5", "戊", "无"], kind="customers")
    assert [r["phones"] for r in reading.records] == [("13900001234", "0571-00001234"), (), (), (), ()]
    assert codes(reading) == [(3, "warning", "digits_lost"), (4, "warning", "masked"), (5, "warning", "odd_phone")]


def test_names_that_differ_in_brackets_only_are_left_to_a_person():
    rows = [["K1", "示范五金（深圳）"], ["K2", "示范五金(深圳)"]]
    reading = read(["客户编号", "客户名称"], *rows, kind="customers")
    assert ([r["code"] for r in reading.records], codes(reading)) == (["K1"], [(3, "error", "maybe_same_customer")])


def test_a_blank_count_is_not_zero_and_a_second_count_does_not_win():
    header = ["商品编码", "账面数量", "实盘数量"]
    rows = [["A1", 5.0, None], ["A2", 5.0, -1.0], ["A3", 2.0, 0.0], ["A1", None, 3.0]]
    reading = read(header, *rows, kind="counts")
    assert [r["counted"] for r in reading.records] == [None, Decimal(-1), Decimal(0)]
    assert codes(reading) == [(3, "warning", "negative_count"), (5, "error", "counted_twice")]


def test_a_price_list_needs_a_code_and_a_price():
    reading = read(["商品编码", "客户", "协议价"], ["A1", "东港", 9.5], ["A2", "东港", None], kind="prices")
    assert ([r["price"] for r in reading.records], codes(reading)) == ([Decimal("9.5")], [(3, "error", "missing")])


@pytest.mark.parametrize(
    ("kind", "rows", "want"),
    [
        ("payments", [["交易日", "交易时间", "借方金额", "贷方金额", "余额", "收(付)方名称"],
                      ["20260206", "09:12:33", "", "8800.00", "9000", "东港贸易行"],
                      ["20260207", "10:00:01", "2000", "", "7000", "东港贸易行"]],
         [{"customer": "东港贸易行", "amount": 8800, "day": date(2026, 2, 6)}]),
        ("payments", [["交易时间", "交易对方", "收/支", "金额(元)"], ["2026-02-10", "甲", "收入", "¥1,200.00"],
                      ["2026-02-11", "甲", "支出", "¥88.00"]], [{"customer": "甲", "amount": 1200}]),
        ("payments", [["Date", "Customer", "Paid in", "Balance"], ["2026-02-10", "Acme", "5", "95"]],
         [{"customer": "Acme", "amount": 5}]),
        ("prices", [["货号", "数量起", "单价", "旧单价", "失效日"], ["A1", "500以上", "9", "10", "长期"]],
         [{"sku": "A1", "from_quantity": 500, "price": 9, "valid_to": None}]),
        ("waybills", [["商家订单号", "京东物流运单号"], ["X1", "京东快递:JDVA01234567890"]],
         [{"number": "X1", "tracking": ("JDVA01234567890",), "carrier": "京东快递"}]),
        ("waybills", [["发货单", "快递", "单号"], ["X1", "圆通", "YT1111111111111、YT2222222222222"]],
         [{"number": "X1", "tracking": ("YT1111111111111", "YT2222222222222")}]),
        ("events", [["AWB Number", "Event Date", "Event Time", "Event Description"],
                    ["1", "2026-02-03", "18:00", "Out"]],
         [{"tracking": ("1",), "day": datetime(2026, 2, 3, 18, 0), "status": "Out"}]),
        ("events", [["快递单号", "日期", "时间", "状态"], ["1", "2026-02-03", "6:05 PM", "已签收"]],
         [{"tracking": ("1",), "day": datetime(2026, 2, 3, 18, 5)}]),
        ("prices", [["型号", "单价(元/千个)"], ["A1", "350.00"]], [{"sku": "A1", "price": Decimal("0.35")}]),
        ("payments", [["Date", "Customer", "Amount"], ["2026-02-10", "Acme", "($50.00)"]], [{"amount": -50}]),
        ("counts", [["料品编码", "初盘", "复盘"], ["A1", 10.0, 12.0], ["A2", 5.0, None]],
         [{"sku": "A1", "counted": 12}, {"sku": "A2", "counted": 5}]),
        ("suppliers", [["Vendor #", "Vendor", "Terms"], ["V-1", "Acme", "Net 30"], ["V-2", "Beta", "款到发货"]],
         [{"code": "V-1", "name": "Acme", "payment_days": 30}, {"code": "V-2", "payment_days": 0}]),
    ],
)  # fmt: skip
def test_headings_nobody_planned_for_are_understood(
    kind: str, rows: list[list[object]], want: list[dict[str, object]]
) -> None:
    made = read(*rows, kind=kind)
    assert [{name: record[name] for name in said} for record, said in zip(made.records, want, strict=True)] == want


def test_a_tracking_number_that_excel_has_shortened_is_none() -> None:
    made = read(["订单号", "快递单号"], ["X1", "7.51235E+13"], ["X2", 75123456789012.0], kind="waybills")
    assert ([p.code for p in made.problems], made.records[0]["tracking"]) == (["digits_lost"], ("75123456789012",))
