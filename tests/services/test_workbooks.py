"""Workbooks that leave the house: a carrier's table and the way its answer comes back, an order for the supplier, a
statement, a sheet to count with."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.delivery import Delivery, Package
from models.stock import StockMove
from services import carrier_files, record_import, settings, stock, workbooks
from services.check import check
from services.errors import Refusal
from services.importing.reading import read_file
from services.payments import record_payment
from tests.services.importing.builders import csv_bytes
from tests.services.shop import Shop

D = Decimal


def cells(path: Path) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))


@pytest.fixture
def two(shop: Shop) -> tuple[Delivery, Delivery]:
    """Packed: one for SF, one that nobody takes yet."""
    soap = shop.product("P-9", name="=Soap")
    shop.stock(soap, 50)
    first, second = shop.packed((soap, 2)), shop.packed((soap, 1), phone="0755-12345678", receiver="Bob")
    Delivery.update(carrier=2).where(Delivery.id == first.id).execute()
    return first, second


def test_a_carriers_table_is_filled_and_its_answer_comes_back(shop: Shop, two: Any, tmp_path: Path) -> None:
    first, second = two
    rows = dict(carrier_files.shipments([first.id, second.id]))
    assert sorted(rows) == ["", "SF"]
    layout = carrier_files.layout_of("SF")
    assert carrier_files.write_shipments(tmp_path / "sf.xlsx", layout, [rows["SF"]]) == 1
    head, line = cells(tmp_path / "sf.xlsx")
    said = dict(zip(head, line, strict=True))
    assert (len(head), said["用户订单号"], said["收件人"]) == (44, first.number, "Carl")
    assert (said["收件手机"], said["收件电话"], said["托寄物内容"], said["件数"]) == ("13800000001", None, "=Soap", 1)
    answer = tmp_path / "answer.csv"
    back = [["用户订单号", "运单号", "运费"], [first.number, "SF1502339477120", "12.5"]]
    answer.write_bytes(csv_bytes(back, "gb18030"))
    outcome = record_import.run_import(shop.call("logistics"), answer, read_file(answer, "waybills"))
    assert (outcome.rows.imported, outcome.problems) == (1, ())
    assert Package.get(Package.delivery == first.id).tracking_number == "SF1502339477120"


def test_each_usual_carriers_table_says_whose_and_where(shop: Shop, two: Any, tmp_path: Path) -> None:
    Delivery.update(address="深圳南山科技路1号").where(Delivery.id == two[0].id).execute()
    row = dict(carrier_files.shipments([two[0].id]))["SF"]
    assert row.doubt == ""
    for carrier in ("SF", "ZTO", "YTO", "STO", "YD", "JD", "EMS"):
        layout = carrier_files.layout_of(carrier)
        carrier_files.write_shipments(tmp_path / "c.xlsx", layout, [row])
        written = cells(tmp_path / "c.xlsx")[1]
        where = ("广东省", "深圳市", "南山区", "科技路1号") if carrier in ("ZTO", "EMS") else ("深圳南山科技路1号",)
        assert {two[0].number, "Carl", "13800000001", *where} <= set(written), carrier
    assert [carrier_files.layout_of(each).sure for each in ("SF", "STO", "YTO", "XYZ", "")] == [
        True, True, False, False, True]  # fmt: skip


def test_a_carriers_own_table_with_province_city_and_district_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(csv_bytes([["订单号", "收件人", "手机", "省", "市", "区", "详细地址", "数量"]]))
    assert [field for _heading, field in carrier_files.columns_of(path)] == [
        "number", "receiver", "mobile", "province", "city", "district", "street", "pieces"]  # fmt: skip


def test_a_landline_stands_under_its_own_heading(two: Any) -> None:
    rows = dict(carrier_files.shipments([two[1].id]))
    assert (rows[""].values["mobile"], rows[""].values["telephone"]) == ("", "0755-12345678")


def test_a_company_keeps_the_table_its_carrier_gave_it(shop: Shop, two: Any, tmp_path: Path) -> None:
    path = tmp_path / "zto.csv"
    path.write_bytes(csv_bytes([["商家订单号", "收件人姓名", "收件人手机", "收件人地址", "物品名称", "服务"]]))
    columns = carrier_files.columns_of(path)
    assert dict(columns) == {
        "商家订单号": "number", "收件人姓名": "receiver", "收件人手机": "mobile", "收件人地址": "address",
        "物品名称": "goods", "服务": "",
    }  # fmt: skip
    columns = (*columns[:-1], ("服务", "=标快"))
    settings.change_settings(shop.call("owner"), carrier_files.with_layout("ZTO", columns))
    assert carrier_files.layout_of("ZTO") == carrier_files.Layout("ZTO", columns, True)
    rows = dict(carrier_files.shipments([two[0].id]))
    carrier_files.write_shipments(tmp_path / "z.xlsx", carrier_files.layout_of("ZTO"), [rows["SF"]])
    assert cells(tmp_path / "z.xlsx")[1][-1] == "标快"
    settings.change_settings(shop.call("owner"), carrier_files.with_layout("ZTO", None))
    assert carrier_files.layout_of("ZTO").own is False


def test_what_left_the_house_long_ago_is_in_no_table(shop: Shop, tmp_path: Path) -> None:
    soap = shop.product("P-9")
    shop.stock(soap, 5)
    assert carrier_files.shipments([shop.signed((soap, 1)).id]) == ()
    with pytest.raises(Refusal, match="nothing_to_send"):
        carrier_files.write_shipments(tmp_path / "x.xlsx", carrier_files.layout_of(""), [])


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_filled_count_sheet_comes_in_and_a_blank_one_changes_nothing(
    shop: Shop, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "language", lambda: language)
    soap = shop.product("P-9", name="=Soap")
    shop.stock(soap, 50)
    shop.stock(soap, "2.5", bin="A-01-2")
    path = tmp_path / "count.xlsx"
    assert workbooks.count_workbook(path, date(2026, 3, 5)) == 2
    moves = StockMove.select().count()
    take = lambda: record_import.run_import(shop.call("warehouse"), path, read_file(path, "counts"))  # noqa: E731
    assert (take().rows.failed, StockMove.select().count()) == (0, moves)
    book = openpyxl.load_workbook(path)
    top = next(row for row in book.active.iter_rows() if row[1].value == "P-9")
    top[8].value = 48
    book.save(path)
    outcome = take()
    assert (outcome.rows.imported, outcome.rows.failed) == (1, 0)
    assert shop.balance(soap).on_hand == D(48)
    assert [each.name for each in check() if not each.ok] == []


def test_a_statement_says_what_is_owed_and_adds_up(shop: Shop, tmp_path: Path) -> None:
    soap = shop.product("P-9", price=D(5))
    shop.stock(soap, 50)
    sent = [shop.dispatched((soap, count)) for count in (2, 3)]
    record_payment(shop.call("finance"), 1, D(4), date(2026, 3, 4), "=bank")
    path = tmp_path / "s.xlsx"
    workbooks.statement_workbook(path, 1, date(2026, 6, 1))
    rows = cells(path)
    bills = [row for row in rows if row[1] in [each.number for each in sent]]
    assert sum(row[4] for row in bills) == 46
    assert any(str(row[4]).startswith("=SUM(E") for row in rows)
    assert any("Corner Shop" in str(row[0]) for row in rows)
    assert any("=bank" in str(row[0]) for row in rows)
    with pytest.raises(Refusal, match="unknown_customer"):
        workbooks.statement_workbook(path, 99, date(2026, 6, 1))


def test_a_suppliers_order_is_a_workbook_with_a_sum(shop: Shop, tmp_path: Path) -> None:
    soap = shop.product("P-9", cost=D("5.25"))
    made = stock.order_goods(shop.call("warehouse"), 1, date(2026, 3, 9), (stock.Bought(soap, D(12), D("5.25")),))
    path = tmp_path / "p.xlsx"
    workbooks.purchase_workbook(path, made.id)
    sheet = openpyxl.load_workbook(path).active
    rows = list(sheet.iter_rows(values_only=True))
    assert any(row[1] == "P-9" and row[3] == 12 for row in rows)
    assert any(row[0] == "Total" and str(row[3]).startswith("=SUM(D") for row in rows)
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight, bool(sheet.print_title_rows)) == (9, 0, True)
