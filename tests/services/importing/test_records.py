"""Products, customers, counts and prices."""

from decimal import Decimal

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
