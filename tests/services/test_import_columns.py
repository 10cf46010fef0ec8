"""Files of products, customers and suppliers bring all that their forms know."""

from collections.abc import Callable
from decimal import Decimal as D
from pathlib import Path

import pytest

from models.goods import Barcode, Product
from models.parties import Address, Customer, Supplier
from services import record_import
from services.import_staging import Outcome
from services.importing.measures import DAYS, GRAMS, MILLIMETRES, measure, yes_or_no
from services.importing.reading import read_file
from tests.services.shop import Shop

Take = Callable[[str, str, str], Outcome]


@pytest.fixture
def take(shop: Shop, tmp_path: Path) -> Take:
    def run(kind: str, role: str, text: str) -> Outcome:
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        return record_import.run_import(shop.call(role), path, read_file(path, kind))

    return run


def test_a_product_comes_in_with_everything_its_form_has(take: Take) -> None:
    take("products", "owner",
         "货号,商品名称,英文名称,规格,单位,分类,条码,售价,最低售价,进价,安全库存,采购周期,重量(kg),长(cm),宽(cm),高(cm),"
         "批次管理,序列号管理,保质期,供应商,箱单位,装箱数,箱码,备注\n"
         "N-1,保温杯,Flask,500ml,个,杯具,6901234567892,59.9,45,30,20,15天,0.35,8,8,25.5,是,是,12个月,Supplier,箱,24,"
         "16901234567899,易碎\n")  # fmt: skip
    made = Product.get(Product.sku == "N-1")
    said = {name: getattr(made, name) for name in (
        "name_en", "category", "min_price", "cost", "safety_stock", "lead_days", "weight_g", "length_mm", "width_mm",
        "height_mm", "lot_tracked", "serial_tracked", "shelf_life_days", "supplier_id", "note")}  # fmt: skip
    assert said == {
        "name_en": "Flask", "category": "杯具", "min_price": D(45), "cost": D(30), "safety_stock": D(20),
        "lead_days": 15, "weight_g": 350, "length_mm": 80, "width_mm": 80, "height_mm": 255, "lot_tracked": True,
        "serial_tracked": True, "shelf_life_days": 360, "supplier_id": Supplier.get().id, "note": "易碎",
    }  # fmt: skip
    assert {(row.code, row.unit, row.factor) for row in Barcode.select()} == {
        ("6901234567892", "", D(1)), ("16901234567899", "箱", D(24))
    }  # fmt: skip


def test_a_pack_without_a_barcode_gets_one_of_our_own(take: Take) -> None:
    take("products", "owner", "货号,商品名称,装箱数,箱单位\nN-1,甲,12,箱\nN-2,乙,,\n")
    assert [(row.code, row.unit, row.factor) for row in Barcode.select()] == [("N-1-12", "箱", D(12))]


def test_a_supplier_that_is_not_here_and_a_weight_that_is_none_are_said(take: Take) -> None:
    done = take("products", "owner", "货号,商品名称,供应商,重量\nN-1,甲,某厂,很重\n")
    assert {(p.cell, p.code) for p in done.problems} == {("C2", "no_such_supplier"), ("D2", "number_unclear")}
    assert (Product.get().supplier_id, Product.get().weight_g) == (None, None)


def test_a_customer_comes_in_with_terms_level_and_addresses(take: Take) -> None:
    take("customers", "clerk",
         "客户名称,联系人,电话,收货地址,收货地址2,信用额度,账期(天),价格等级,税号,备注\n"
         "甲公司,李四,13800001111,一路 1 号,二路 2 号,\"50,000\",45,VIP,91330200MA2XXXXX1X,月结\n")  # fmt: skip
    made = Customer.get(Customer.name == "甲公司")
    assert (made.credit_limit, made.payment_days, made.price_level) == (D(50000), 45, "VIP")
    assert (made.tax_number, made.note) == ("91330200MA2XXXXX1X", "月结")
    book = Address.select().where(Address.customer == made)
    assert [(row.text, row.is_default) for row in book] == [("一路 1 号", True), ("二路 2 号", False)]


def test_a_supplier_comes_in_with_address_and_days(take: Take) -> None:
    take("suppliers", "warehouse", "供应商名称,电话,地址,账期,供货周期,备注\n甲厂,13800001111,工业路,30,2周,老厂\n")
    made = Supplier.get(Supplier.name == "甲厂")
    assert (made.address, made.payment_days, made.lead_days, made.note) == ("工业路", 30, 14, "老厂")


def test_days_beyond_reason_stay_out(take: Take) -> None:
    done = take("customers", "clerk", "客户名称,账期\n甲,9999\n乙,30\n")
    assert (done.rows.imported, done.rows.failed) == (1, 1)


@pytest.mark.parametrize(("units", "heading", "usual", "cell", "found"), [
    (GRAMS, "重量", "g", "350", 350), (GRAMS, "重量(kg)", "g", "0.35", 350), (GRAMS, "重量（千克）", "g", 0.35, 350),
    (GRAMS, "重量", "g", "1.2kg", 1200), (GRAMS, "毛重/公斤", "g", "2", 2000), (GRAMS, "重量", "g", "２斤", 1000),
    (GRAMS, "Weight (lb)", "g", "1", 454), (GRAMS, "重量", "g", "", None), (GRAMS, "重量", "g", "-", None),
    (MILLIMETRES, "长(cm)", "mm", "25.5", 255), (MILLIMETRES, "Length mm", "mm", "255", 255),
    (MILLIMETRES, "高", "mm", "1.2米", 1200), (DAYS, "保质期", "天", "12个月", 360), (DAYS, "账期(天)", "天", 30.0, 30),
    (DAYS, "保质期", "天", "2年", 730), (DAYS, "Lead time (weeks)", "天", "3", 21),
])  # fmt: skip
def test_a_measure_is_read_in_the_cells_unit_or_the_headings(
    units: dict[str, int], heading: str, usual: str, cell: object, found: int | None
) -> None:
    assert measure(units, heading, usual)(cell) == (found, "")


@pytest.mark.parametrize("cell", ["很重", "3吨半", "12 x 3", "-5", "9999999999999"])
def test_a_measure_that_is_none_is_never_guessed(cell: str) -> None:
    assert measure(GRAMS, "重量", "g")(cell) == (None, "number_unclear")


@pytest.mark.parametrize(
    ("cell", "found"), [("是", True), ("Y", True), (1.0, True), ("否", False), ("无", False), ("", None)]
)
def test_yes_and_no_in_several_words(cell: object, found: bool | None) -> None:
    assert yes_or_no(cell) == (found, "")
