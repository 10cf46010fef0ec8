"""Values as people write them, each to what it means; what is not certain is none."""

from datetime import date, datetime
from decimal import Decimal as D

import pytest

from services.importing import clean
from services.importing.addresses import contact_in
from services.importing.dates import read_date
from services.importing.discounts import said_in
from services.importing.sheets import Cell

NONE = (None, "number_unclear")


@pytest.mark.parametrize(("cell", "comma", "found"), [
    ("１２．５", False, D("12.5")), ("¥1,234.50", False, D("1234.50")), ("￥1，234.50", False, D("1234.50")),
    ("1.234,50", True, D("1234.50")), ("1 234 567", False, D(1234567)), ("12'345", False, D(12345)),
    ("RMB 88", False, D(88)), ("88元", False, D(88)), ("$12.00", False, D("12.00")), ("(12.50)", False, D("-12.50")),
    ("-3", False, D(-3)), ("12.5-", False, D("-12.5")), ("0", False, D(0)), (0.1 + 0.2, False, D("0.3")),
    ("499.00（系统计算中，该值仅供参考）", False, D("499.00")), ("\u200b12\u00a0", False, D(12)), ("'15", False, D(15)),
    ("1.5万", False, D(15000)), ("19.90元/件", False, D("19.90")), ("含税19.90", False, D("19.90")),
    ("19。90", False, D("19.90")),
    ("-¥12.50", False, D("-12.50")), ("CHF 12.50", False, D("12.50")), ("₹1,23,456.50", False, D("123456.50")),
    ("12.5 yuan", False, D("12.5")), ('="7.5"', False, D("7.5")), (None, False, None), ("-", False, None),
    ("无", False, None),
])  # fmt: skip
def test_an_amount(cell: Cell, comma: bool, found: D | None) -> None:
    assert clean.number(cell, comma) == (found, "")


@pytest.mark.parametrize("cell", ["无退款申请", "12-13", "约12", "1,23", "1.2.3", "15%", "TRUE"])
def test_an_amount_that_is_none(cell: str) -> None:
    assert clean.number(cell) == NONE


@pytest.mark.parametrize(("cell", "quantity", "unit"), [
    ("12件", D(12), "件"), ("3箱", D(3), "箱"), ("x5", D(5), None), ("×5", D(5), None), ("-2", D(-2), None),
    ("1,200pcs", D(1200), "pcs"), ("１０", D(10), None), (12.0, D(12), None), ("数量:4", D(4), None),
    ("12（箱）", D(12), "箱"), ("5x", D(5), None), ("(2)", D(-2), None), ("2-", D(-2), None), ("−2", D(-2), None),
    ("12件整", D(12), "件"), ("2(加急)", D(2), None), ("2千克", D(2), "千克"),
])  # fmt: skip
def test_a_quantity_and_its_unit(cell: Cell, quantity: D, unit: str | None) -> None:
    assert clean.quantity(cell) == (quantity, unit, "")


@pytest.mark.parametrize("cell", ["2箱5瓶", "10+2", "12/24", "十二", "若干", "2万", "3千个", "1k"])
def test_a_quantity_that_could_be_several_is_none(cell: str) -> None:
    assert clean.quantity(cell)[0] is None
    assert clean.quantity(cell)[2]


@pytest.mark.parametrize("cell", [
    "2026-03-05", "2026/3/5", "2026.03.05", "2026年3月5日", "2026年03月05日 星期四", "20260305", "5 Mar 2026",
    "Mar 5, 2026", "5-Mar-26", "Thursday, March 5, 2026", "二〇二六年三月五日", "２０２６－０３－０５", 46086.0,
    "46086", date(2026, 3, 5), datetime(2026, 3, 5), "2026\\3\\5",
    "2026_03_05", "2026/03/05.", "民國115年3月5日", "2026, Mar 5", "Mar-05-26",
])  # fmt: skip
def test_a_day(cell: Cell) -> None:
    assert read_date(cell, None) == date(2026, 3, 5)


@pytest.mark.parametrize(("cell", "dmy"), [("05/03/2026", True), ("03/05/2026", False), ("5.3.2026", True)])
def test_a_day_in_figures_by_the_order_of_its_column(cell: str, dmy: bool) -> None:
    assert read_date(cell, dmy) == date(2026, 3, 5)
    assert read_date(cell, None) is None


@pytest.mark.parametrize("cell", [
    "2026-03-05 14:30", "2026/3/5 14:30:00", "2026-03-05T14:30:00", "2026-03-05 下午2:30", "2026-03-05 2:30 PM",
    "2026年3月5日14时30分", "2026-03-05T06:30:00Z", "2026/3/5 PM 2:30", "2026-03-05 2:30 p.m.",
    "Thu Mar 05 2026 14:30:00 GMT+0800 (中国标准时间)", "Thu Mar 5 14:30:00 CST 2026", "20260305 14:30:00",
    "2026-03-05-14:30",
    "2026.03.05 14.30", "2026-03-05 14:30 UTC+8", "2026-03-05 12:00 GMT+5:30",
    "2026-03-05 12:00 +530", "20260305143000", 46086.604166666664,
])  # fmt: skip
def test_a_moment(cell: Cell) -> None:
    assert read_date(cell, None) == datetime(2026, 3, 5, 14, 30)


@pytest.mark.parametrize("cell", ["2026-02-30", "昨天", "3月5日", "2026-3", "99999999", "5/3", 3.0, "2026.03.15.1"])
def test_a_day_that_is_none(cell: Cell) -> None:
    assert read_date(cell, None) is None


@pytest.mark.parametrize(("cell", "found"), [
    ("00123", "00123"), ("ＡＢ－１２", "AB-12"), ("\ufeffA1\u200b", "A1"), ('="00123"', "00123"), ("'00123", "00123"),
    ("A  1", "A 1"), (123.0, "123"), ("\tA1\t", "A1"), ("🍎红", "🍎红"),
])  # fmt: skip
def test_a_code(cell: Cell, found: str) -> None:
    assert clean.code(cell) == found


@pytest.mark.parametrize("cell", ["6.90123E+12", "2.41E+18", 1.2345678901234568e18])
def test_a_code_that_excel_has_damaged_is_never_guessed(cell: Cell) -> None:
    assert clean.number_code(cell) == (None, "digits_lost")
    assert clean.barcode(cell) == (None, "digits_lost")


@pytest.mark.parametrize(("cell", "found"), [
    ("138 0000 1111", "13800001111"), ("138-0000-1111", "13800001111"), ("+86 13800001111", "13800001111"),
    ("86-13800001111", "13800001111"), ("１３８００００１１１１", "13800001111"), (13800001111.0, "13800001111"),
    ("0574-87654321", "0574-87654321"),
    ("(+86)13800001111", "13800001111"), ("手机：13800001111", "13800001111"), ("138.0000.1111", "13800001111"),
    ("13800001111.0", "13800001111"), ("138****1111", "138****1111"), ("", None), ("-", None),
])  # fmt: skip
def test_a_phone(cell: Cell, found: str | None) -> None:
    assert clean.phone(cell) == (found, "")


@pytest.mark.parametrize(("cell", "found"), [
    ("吴明，86-13900002969，四川省 成都市 示例路79号", ("吴明", "13900002969", "四川省 成都市 示例路79号")),
    ("张三 13800001111 浙江省宁波市示例路1号", ("张三", "13800001111", "浙江省宁波市示例路1号")),
    ("浙江省宁波市示例路1号 张三 13800001111", ("张三", "13800001111", "浙江省宁波市示例路1号")),
    ("收货人：李先生 电话：13800001111 地址：宁波市骆驼街道 8 号", ("李先生", "13800001111", "宁波市骆驼街道 8 号")),
    ("浙江宁波南门街道1幢,王小二,13800001111", ("王小二", "13800001111", "浙江宁波南门街道1幢")),
])  # fmt: skip
def test_name_phone_and_address_in_one_cell(cell: str, found: tuple[str, str, str]) -> None:
    assert contact_in(cell) == found


@pytest.mark.parametrize("cell", [
    "浙江省宁波市海曙区示例路1号", "张三 李四 13800001111 浙江省宁波市示例路1号", "张三 13800001111",
    "张三 13800001111 13900002222 宁波市",
])  # fmt: skip
def test_a_cell_that_could_be_read_in_several_ways_is_not_taken_apart(cell: str) -> None:
    assert contact_in(cell) is None


@pytest.mark.parametrize(("cell", "how", "share"), [
    ("95%", "either", "0.95"), ("15 %", "either", "0.15"), ("-15%", "off", "0.15"), ("15% off", "off", "0.15"),
    ("９５折", "paid", "0.95"), ("9.5折", "paid", "0.95"), ("9折", "paid", "0.9"), ("10折", "paid", "1"),
    ("八五折", "paid", "0.85"),
    (0.15, "either", "0.15"), ("0.85", "either", "0.85"), ("原价", "off", "0"),
])  # fmt: skip
def test_a_discount_is_read_as_a_share(cell: Cell, how: str, share: str) -> None:
    assert said_in(cell) == (how, D(share))


@pytest.mark.parametrize("cell", ["(" * 30_000, "1" + " " * 30_000 + "x"])
def test_a_cell_made_to_hold_the_program_up_is_told_at_once(cell: str) -> None:
    assert clean.number(cell) == NONE


@pytest.mark.parametrize("cell", ["", None, 12.5, "12.50", "满100减5", "150%"])
def test_what_is_no_share_of_a_price_is_no_discount(cell: Cell) -> None:
    assert said_in(cell) is None
