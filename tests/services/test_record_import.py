"""Records of every kind come in from files: matched, each doubt at its cell, all or nothing, never twice."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from models.delivery import Delivery, Package, TrackingEvent
from models.exchange import ImportBatch, ImportRow
from models.goods import Barcode, Price, Product, ProductStock
from models.money import Payment, Receivable
from models.parties import Address, Customer, Supplier
from models.stock import Lot, StockBalance, StockMove
from services import catalogue, record_import
from services.check import check
from services.errors import Cancelled, Refusal
from services.import_result import result_json
from services.import_staging import Outcome
from services.import_undo import TAKE_BACK
from services.importing.reading import read_file
from tests.services.shop import Shop

D = Decimal
Take = Callable[..., Outcome]
WHO = {
    "products": "warehouse", "customers": "clerk", "suppliers": "warehouse", "counts": "warehouse", "prices": "owner",
    "waybills": "logistics", "payments": "finance", "events": "logistics",
    "freight": "owner",
}  # fmt: skip


@pytest.fixture
def take(shop: Shop, tmp_path: Path) -> Take:
    """Import a csv text as the person whose work it is."""

    def run(kind: str, text: str, name: str = "file.csv", **how: Any) -> Outcome:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return record_import.run_import(shop.call(WHO[kind]), path, read_file(path, kind), **how)

    return run


def told(outcome: Outcome) -> set[tuple[str, str]]:
    """(cell, code) of every problem."""
    return {(problem.cell, problem.code) for problem in outcome.problems}


def whole() -> list[str]:
    return [each.name for each in check() if not each.ok]


# products, customers, suppliers


def test_new_products_come_in_and_known_ones_stay_as_they_are(shop: Shop, take: Take) -> None:
    shop.product("P-1", price=D(7))
    head = "货号,商品名称,单位,条码,售价,进价\n"
    text = head + "P-1,Other,pc,,9,\nP-2,茶,盒,6901234567892,12.5,8\nP-2,茶,盒,,12,\n,无码,袋,,1,\n"
    outcome = take("products", text)
    assert told(outcome) == {
        ("B2", "differs_here"), ("E2", "differs_here"), ("A4", "twice_in_file")}  # fmt: skip
    assert outcome.rows.to_json() == {"total": 4, "imported": 2, "merged": 0, "skipped": 2, "failed": 0}
    made = Product.get(Product.sku == "P-2")
    assert (made.name, made.unit, made.price, made.cost) == ("茶", "盒", D("12.5"), D(8))
    assert Barcode.get(Barcode.code == "6901234567892").product_id == made.id
    assert ProductStock.get_by_id(made.id).on_hand == 0
    assert Product.get(Product.sku == "P-1").price == D(7)
    assert Product.get(Product.sku == "无码").name == "无码"
    assert whole() == []
    assert take("products", text).rows.imported == 0


def test_a_second_file_brings_products_up_to_date_and_can_be_taken_back(shop: Shop, take: Take) -> None:
    shop.product("P-1", name="Tea", price=D(7), unit="pc", spec="100 g")
    shop.product("P-2", price=D(3))
    text = "货号,商品名称,规格,条码,售价,安全库存\nP-1,Tea leaves,,6901234567892,9.50,5\nP-2,,,,3,\nP-3,New,,,1,\n"
    looked = take("products", text, dry_run=True).prepared
    assert [(d.cell, d.value) for d in looked.doubts if d.code == "differs_here"] == [
        ("B2", "Tea leaves ≠ Tea"), ("E2", "9.5 ≠ 7"), ("F2", "5 ≠ 0"),
        ("D2", "6901234567892 ≠ 6900000000014")]  # fmt: skip
    assert take("products", text, dry_run=True, update=True).prepared.tally() == {"ready": 1, "change": 1, "here": 1}
    outcome = take("products", text, update=True)
    assert outcome.rows.to_json() == {"total": 3, "imported": 2, "merged": 0, "skipped": 1, "failed": 0}
    tea = Product.get(Product.sku == "P-1")
    assert (tea.name, tea.spec, tea.price, tea.safety_stock, tea.version) == ("Tea leaves", "100 g", D("9.5"), D(5), 2)
    assert Barcode.get(Barcode.code == "6901234567892").product_id == tea.id
    assert "tea leaves" in tea.search
    assert take("products", text, update=True).rows.imported == 0
    assert whole() == []
    assert TAKE_BACK["products"](shop.call("warehouse"), outcome.imported.batch_id).gone == 2
    tea = Product.get(Product.sku == "P-1")
    assert (tea.name, tea.price, tea.safety_stock) == ("Tea", D(7), D(0))
    assert Barcode.get_or_none(Barcode.code == "6901234567892") is None
    assert Product.get_or_none(Product.sku == "P-3") is None
    assert whole() == []


def test_what_somebody_changed_meanwhile_stays_as_they_left_it(shop: Shop, take: Take) -> None:
    head = "编号,名称,联系人,电话,地址,账期\n"
    take("customers", head + "K9,港口行,王敏,13800000009,港东南路 218 号,30\n")
    text = head + "K9,港口商行,,138 0000 0009,港东南路218号,45\n"
    prepared = take("customers", text, dry_run=True, update=True).prepared
    assert {d.cell for d in prepared.doubts} == {"B2", "F2"}  # the same phone and address, written otherwise
    first = take("customers", text, update=True)
    made = Customer.get(Customer.code == "K9")
    assert (made.name, made.contact, made.payment_days) == ("港口商行", "王敏", 45)
    Customer.update(note="called", version=3).where(Customer.id == made.id).execute()
    late = record_import.commit(shop.call("clerk"), prepared)
    assert (late.rows.imported, late.rows.skipped) == (0, 1)
    with pytest.raises(Refusal, match="import_followed"):
        TAKE_BACK["customers"](shop.call("clerk"), first.imported.batch_id)
    moved = take("customers", head + "K9,港口商行,,,新碶路 1 号,\n", update=True)
    assert Address.get(Address.customer == made.id).text == "新碶路 1 号"
    TAKE_BACK["customers"](shop.call("clerk"), moved.imported.batch_id)
    assert Address.get(Address.customer == made.id).text == "港东南路 218 号"
    assert whole() == []


def test_a_barcode_that_another_product_has_stays_there(shop: Shop, take: Take) -> None:
    shop.product("P-1")
    shop.product("P-2", codes=(catalogue.Code("6901234567892"),))
    outcome = take("products", "货号,条码\nP-1,6901234567892\n", update=True)
    assert ("B2", "code_of_other") in told(outcome)
    assert (outcome.rows.imported, outcome.rows.skipped) == (0, 1)
    both = take("products", "货号,条码\nP-1,6901234567885\nP-2,6901234567885\nP-3,6901234567885\n", update=True)
    assert ("B3", "code_of_other") in told(both)
    assert (both.rows.imported, both.rows.skipped) == (2, 1)
    assert Barcode.get(Barcode.code == "6901234567885").product.sku == "P-1", "the first that says it has it"
    long = take("products", f"货号,商品名称\nP-1,{'x' * 300}\n", update=True)
    assert long.rows.to_json() == {"total": 1, "imported": 0, "merged": 0, "skipped": 0, "failed": 1}
    assert whole() == []


def test_customers_come_in_with_their_address_and_suppliers_with_their_phone(shop: Shop, take: Take) -> None:
    head = "编号,名称,联系人,电话,地址\n"
    text = "C1,Other,,,\nK9,港口行,王敏,13800000009,港东南路 218 号\n,Nova,Ann,13800000007,\n"
    outcome = take("customers", head + text)
    assert told(outcome) == {("B2", "differs_here")}
    made = Customer.get(Customer.code == "K9")
    assert (made.name, made.contact, made.phone) == ("港口行", "王敏", "13800000009")
    assert Address.get(Address.customer == made).text == "港东南路 218 号"
    assert Customer.get(Customer.name == "Nova").code
    take("suppliers", head + "S9,轴承厂,李,0574-87654321,\n,Supplier,,0574-11112222,\n")
    assert [(row.code, row.phone) for row in Supplier.select().where(Supplier.code == "S9")] == [
        ("S9", "0574-87654321")
    ]
    assert Supplier.select().count() == 2
    assert whole() == []


# counts


@pytest.fixture
def lots(shop: Shop) -> int:
    return shop.product("L-1", lot_tracked=True, shelf_life_days=300)


def test_opening_stock_comes_in_by_product_lot_expiry_and_bin(shop: Shop, take: Take, lots: int) -> None:
    box = (catalogue.Code("16900000000011", D(12), "箱"),)
    plain = shop.product("P-9", codes=box)
    text = (
        "货号,货位,批号,有效期,实盘数量,单位\n"
        "L-1,A-01-1,B7,2027-01-31,20,pc\nL-1,A-01-2,B7,2027-01-31,4,pc\nP-9,A-01-3,,,2,箱\nP-9,,,,,pc\n"
    )
    outcome = take("counts", text)
    assert outcome.problems == ()
    assert outcome.rows.to_json() == {"total": 4, "imported": 3, "merged": 0, "skipped": 1, "failed": 0}
    assert Lot.get(Lot.number == "B7").expiry == date(2027, 1, 31)
    assert [row.on_hand for row in StockBalance.select().where(StockBalance.location == shop.bin("A-01-2"))] == [D(4)]
    assert ProductStock.get_by_id(plain).on_hand == D(24)
    assert {row.reason for row in StockMove.select()} == {"adjust"}
    assert ImportRow.get(ImportRow.outcome == "skipped").code == "not_counted"
    assert whole() == []


def test_a_stock_take_puts_the_book_right_and_the_same_file_does_it_once(shop: Shop, take: Take) -> None:
    product = shop.product("P-9")
    shop.stock(product, 10)
    shop.stock(product, 5, bin="A-01-2")
    text = "货号,货位,账面数量,实盘数量\nP-9,A-01-1,10,7\nP-9,A-01-2,5,5\n"
    assert take("counts", text).rows.imported == 2
    assert ProductStock.get_by_id(product).on_hand == D(12)
    shop.stock(product, 3)
    again = take("counts", text)
    assert {code for _cell, code in told(again)} == {"file_again"}
    assert ProductStock.get_by_id(product).on_hand == D(15)
    assert whole() == []


def test_what_is_wrong_with_a_count_is_told_at_its_cell(shop: Shop, take: Take, lots: int) -> None:
    spread = shop.product("P-9")
    shop.stock(spread, 10)
    shop.stock(spread, 10, bin="A-01-2")
    shop.stock(lots, 5, lot="B1", expiry=date(2026, 12, 1))
    text = (
        "货号,货位,批号,有效期,实盘数量\nXX,A-01-1,,,1\nL-1,A-01-1,,,1\nL-1,A-01-1,B2,,1\n"
        "L-1,A-01-1,B1,2027-05-05,1\nL-1,Z-99,B1,,1\nP-9,,,,1\nP-9,A-01-3,,,-4\nP-9,A-01-1,,,3\n"
    )
    outcome = take("counts", text)
    assert told(outcome) == {
        ("A2", "unknown_product"), ("C3", "lot_missing"), ("D4", "expiry_missing"), ("D5", "lot_differs"),
        ("B6", "no_such_bin"), ("B7", "bin_missing"), ("E8", "bad_figure"), ("E8", "negative_count"),
    }  # fmt: skip
    assert outcome.rows.to_json() == {"total": 8, "imported": 1, "merged": 0, "skipped": 0, "failed": 7}
    assert {(row.cell, row.code) for row in ImportRow.select().where(ImportRow.outcome == "failed")} >= {
        ("A2", "unknown_product"), ("B7", "bin_missing"),
    }  # fmt: skip
    assert whole() == []


def test_a_count_below_what_is_promised_says_so_and_lets_go_of_it(shop: Shop, take: Take) -> None:
    product = shop.product("P-9")
    shop.stock(product, 10)
    shop.approved((product, 8))
    outcome = take("counts", "货号,货位,实盘数量\nP-9,A-01-1,5\n")
    assert told(outcome) == {("C2", "below_reserved")}
    assert shop.balance(product).reserved <= D(5)
    assert whole() == []


# prices


def test_standard_level_and_customer_prices_come_in_with_their_days(shop: Shop, take: Take) -> None:
    product = shop.product("P-9", codes=(catalogue.Code("1690", D(12), "箱"),))
    text = (
        "货号,客户,价格等级,起订量,单位,单价,生效日期,失效日期\n"
        "P-9,,,,,11.5,,\nP-9,,,100,,10,2026-01-01,\nP-9,,VIP1,,,9,,\n"
        "P-9,Corner Shop,,10,,8.25,2026-01-01,2026-12-31\nP-9,C1,,1,箱,96,,\n"
    )
    assert take("prices", text).rows.imported == 5
    assert Product.get_by_id(product).price == D("11.5")
    found = {(p.customer_id, p.level, p.from_quantity, p.price, p.valid_to) for p in Price.select()}
    assert found == {
        (None, "VIP1", D(0), D(9), None), (None, "", D(100), D(10), None),
        (1, "", D(10), D("8.25"), date(2026, 12, 31)), (1, "", D(12), D(8), None),
    }  # fmt: skip
    again = take("prices", text.replace(",9,,", ",9.5,,"), "newer.csv")
    assert (again.rows.imported, again.rows.skipped) == (1, 4)
    assert whole() == []


def test_what_is_wrong_with_a_price_is_told_at_its_cell(shop: Shop, take: Take) -> None:
    shop.product("P-9")
    text = (
        "货号,客户,起订量,单价,生效日期,失效日期\nXX,,,1,,\nP-9,Nobody,,1,,\nP-9,,-5,1,,\nP-9,,,1,2026-01-01,\n"
        "P-9,C1,,1,2026-02-01,2026-01-01\nP-9,C1,,-1,,\nP-9,C1,,2,,\nP-9,Corner Shop,,3,,\n"
    )
    outcome = take("prices", text)
    assert told(outcome) == {
        ("A2", "unknown_product"), ("B3", "unknown_customer"), ("C4", "number_unclear"), ("E5", "days_for_nobody"),
        ("F6", "days_reversed"), ("D7", "bad_figure"), ("A9", "twice_in_file"),
    }  # fmt: skip
    assert [price.price for price in Price.select()] == [D(2)]


# tracking numbers


def test_tracking_numbers_go_to_their_deliveries_by_our_number_or_the_orders(shop: Shop, take: Take) -> None:
    product = shop.product("P-9")
    shop.stock(product, 50)
    by_number = shop.packed((product, 2))
    by_ref = shop.packed((product, 1), customer_ref="T-77")
    text = (
        "客户订单号,快递公司,运单号,运费\n"
        f"{by_number.number},SF Express,SF1502339477120,12.5\nT-77,,SF1502339477138,\nZZ,SF,SF1502339477146,\n"
    )
    outcome = take("waybills", text)
    assert told(outcome) == {("A4", "no_such_document")}
    assert (outcome.rows.imported, outcome.rows.failed) == (2, 1)
    numbers = {package.delivery_id: package.tracking_number for package in Package.select()}
    assert numbers == {by_number.id: "SF1502339477120", by_ref.id: "SF1502339477138"}
    first, second = Delivery.get_by_id(by_number.id), Delivery.get_by_id(by_ref.id)
    assert (first.carrier.code, first.freight, second.carrier.code) == ("SF", D("12.5"), "SF")
    again = take("waybills", text)
    assert (again.rows.imported, again.rows.skipped, again.rows.failed) == (0, 2, 1)
    assert whole() == []


def test_what_is_wrong_with_a_tracking_number_is_told_at_its_cell(shop: Shop, take: Take) -> None:
    product = shop.product("P-9")
    shop.stock(product, 50)
    packed, other, open_ = shop.packed((product, 2)), shop.packed((product, 1)), shop.released((product, 1))
    text = (
        f"发货单号,快递公司,快递单号\n{packed.number},UFO,SF1502339477120\n{open_.number},SF,SF1502339477138\n"
        f'{packed.number},SF,"SF1502339477153,SF1502339477161"\n{packed.number},SF,\n'
        f"{packed.number},SF,SF1502339477179\n{other.number},SF,SF1502339477179\n"
    )
    outcome = take("waybills", text)
    assert told(outcome) == {
        ("B2", "no_such_carrier"), ("A3", "not_packed_yet"), ("C4", "too_many_numbers"), ("C5", "missing_value"),
        ("C7", "twice_in_file"),
    }  # fmt: skip
    assert [package.tracking_number for package in Package.of("id", delivery=packed.id)] == ["SF1502339477179"]


# events on the way


def test_a_carriers_events_are_noted_once_and_close_nothing(shop: Shop, take: Take) -> None:
    product = shop.product("P-9")
    shop.stock(product, 50)
    gone, packed = shop.dispatched((product, 2)), shop.packed((product, 1))
    text = (
        "发货单号,时间,状态,网点\n"
        f"{gone.number},2026-03-04 18:30,已揽收,义乌\n{gone.number},2026-03-05 01:10,运输中,杭州\n"
        f"{gone.number},2026-03-05,已签收,宁波\n{packed.number},2026-03-05,已揽收,义乌\nZZ,2026-03-05,已揽收,义乌\n"
        f"{gone.number},2030-03-05,运输中,杭州\n{gone.number},2026-03-05,嗯,杭州\n{gone.number},,运输中,杭州\n"
    )
    outcome = take("events", text)
    assert told(outcome) == {
        ("A5", "not_sent_yet"), ("A6", "no_such_waybill"), ("B7", "in_future"), ("C8", "unknown_status"),
        ("B9", "missing_value"),
    }  # fmt: skip
    noted = [each.status for each in TrackingEvent.of("at", delivery=gone.id) if each.source == "import"]
    assert sorted(noted) == ["in_transit", "picked_up", "said_delivered"]
    assert Delivery.get_by_id(gone.id).state == "in_transit"
    assert whole() == []
    again = take("events", text)
    assert (again.rows.imported, again.rows.skipped, again.rows.failed) == (0, 3, 5)


# payments


def test_payments_and_opening_balances_come_in_once(shop: Shop, take: Take) -> None:
    text = (
        "客户名称,收款日期,收款金额,流水号,期初应收,到期日\n"
        "Corner Shop,2026-03-01,300.50,T1,,\nC1,2026-03-02,100,,,\nC1,2026-03-02,100,,,\n"
        "C1,2026-02-01,,,500,2026-03-31\n"
    )
    assert take("payments", text).rows.imported == 4
    assert sorted((p.amount, p.day, p.note) for p in Payment.select()) == [
        (D(100), date(2026, 3, 2), ""), (D(100), date(2026, 3, 2), ""), (D("300.5"), date(2026, 3, 1), "T1"),
    ]  # fmt: skip
    bill = Receivable.get()
    assert (bill.kind, bill.amount, bill.open, bill.due) == ("opening", D(500), D(0), date(2026, 3, 31))
    assert Customer.get_by_id(1).balance == D("-0.5")
    assert {code for _cell, code in told(take("payments", text))} == {"file_again"}
    again = take("payments", text + "C1,2026-03-03,7,T9,,\nC1,2026-03-02,100,,,\n", "longer.csv")
    assert (again.rows.imported, again.rows.skipped) == (2, 4)
    assert {code for _cell, code in told(again)} == {"payment_here", "opening_here"}
    assert whole() == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("payments", "客户,收款日期,收款金额\nC1,2026-03-01,100\n"),
        ("payments", "客户,收款日期,期初应收\nC1,2026-03-01,100\n"),
        ("counts", "货号,货位,实盘数量\nP-9,A-01-1,4\n"),
    ],
)
def test_two_pcs_that_looked_at_one_file_together_book_it_once(
    shop: Shop, tmp_path: Path, kind: str, text: str
) -> None:
    shop.product("P-9")
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    first, second = (
        record_import.prepare(read_file(path, kind), shop.clock.today, digest="d" * 64) for _pc in range(2)
    )
    record_import.commit(shop.call(WHO[kind]), first)
    before = shop.dump()
    with pytest.raises(Refusal, match="file_came_already"):
        record_import.commit(shop.call(WHO[kind]), second)
    assert shop.dump() == before
    TAKE_BACK[kind](shop.call(WHO[kind]), ImportBatch.get().id)
    assert record_import.commit(shop.call(WHO[kind]), second).rows.imported == 1, "once taken back it may come again"


def test_what_is_wrong_with_a_payment_is_told_at_its_cell(shop: Shop, take: Take) -> None:
    text = (
        "客户,收款日期,收款金额,期初应收\nNobody,2026-03-01,1,\nC1,2030-01-01,1,\nC1,,1,\nC1,2026-03-01,0,\n"
        "C1,2026-03-01,,\nC1,2026-03-01,abc,\n"
    )
    outcome = take("payments", text)
    assert told(outcome) == {
        ("A2", "unknown_customer"), ("B3", "in_future"), ("B4", "missing_value"), ("C5", "bad_figure"),
        ("D6", "missing_value"), ("C7", "number_unclear"),
    }  # fmt: skip
    assert outcome.rows.failed == 6
    assert Payment.select().count() == 0


# all kinds


FILES = {
    "products": "货号,商品名称\nN-1,A\nN-2,B\n", "customers": "客户名称,电话\nA,1\nB,2\n",
    "suppliers": "供应商,电话\nA,1\nB,2\n",
    "counts": "货号,货位,实盘数量\nP-9,A-01-1,5\nP-9,A-01-2,5\n", "prices": "货号,单价\nP-9,5\nP-8,5\n",
    "payments": "客户,收款日期,收款金额\nC1,2026-03-01,5\nC1,2026-03-02,5\n",
    "freight": "快递公司,目的地,首重,续重\nSF,浙江,5,1\nSF,其他,8,2\n",
    "waybills": "订单号,运单号\nT-1,SF1502339477120\nT-2,SF1502339477138\n",
}  # fmt: skip


@pytest.fixture
def ready(shop: Shop) -> Shop:
    """What each of FILES speaks of."""
    product = shop.product("P-9")
    shop.product("P-8")
    shop.stock(product, 3, bin="A-01-3")
    for ref in ("T-1", "T-2"):
        shop.packed((product, 1), customer_ref=ref)
    return shop


@pytest.mark.parametrize("kind", sorted(FILES))
def test_a_cancelled_import_leaves_nothing_and_an_example_leaves_as_little(
    ready: Shop, take: Take, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("parties", "prices", "waybills", "counts", "payments", "freight"):
        monkeypatch.setattr(f"services.import_{module}.TELL_EVERY", 1)
    before = ready.dump()
    assert take(kind, FILES[kind], dry_run=True).rows.imported == 2
    assert ready.dump() == before

    def stop(done: int, total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        take(kind, FILES[kind], report=stop)
    assert ready.dump() == before
    outcome = take(kind, FILES[kind])
    assert outcome.rows.imported == 2
    assert whole() == []
    document = result_json(read_nothing(outcome), outcome)
    assert document["result"] == {"batch": ImportBatch.get().id, "records": 2}
    assert len(document["records"]) == 2


def read_nothing(outcome: Outcome) -> Any:
    assert outcome.prepared is not None
    return outcome.prepared.reading


@pytest.mark.parametrize("kind", sorted(FILES))
def test_the_second_time_nothing_of_it_comes_in(ready: Shop, take: Take, kind: str) -> None:
    take(kind, FILES[kind])
    log = ("import_", "audit_", "change")
    kept = {table: rows for table, rows in ready.dump().items() if not table.startswith(log)}
    again = take(kind, FILES[kind])
    assert again.rows.imported == 0
    now = ready.dump()
    assert {table: now[table] for table in kept} == kept
    assert whole() == []


def test_without_the_right_nothing_comes_in(ready: Shop, tmp_path: Path) -> None:
    before = ready.dump()
    for kind, text in FILES.items():
        path = tmp_path / "file.csv"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(Refusal, match="not_allowed"):
            record_import.run_import(ready.call("packer"), path, read_file(path, kind))
    assert ready.dump() == before


def test_what_comes_in_is_what_the_form_would_have_made(shop: Shop, take: Take) -> None:
    owner, codes = shop.call, (catalogue.Code("6901234567892"),)
    tea = catalogue.ProductData("T-1", "武夷岩茶", "盒", "250g", price=D("12.5"), cost=D(8), codes=codes)
    catalogue.add_product(owner("owner"), tea)
    port = catalogue.CustomerData("T-1", "港口行", "王敏", "138", "港东南路 218 号")
    catalogue.add_customer(owner("owner"), port)
    catalogue.add_supplier(shop.call("owner"), "T-1", "轴承厂", "李", "0574")
    take("products", "货号,商品名称,单位,规格,条码,售价,进价\nT-2,武夷岩茶,盒,250g,6901234567908,12.5,8\n")
    take("customers", "编号,名称,联系人,电话,地址\nT-2,港口行二,王敏,13800000009,港东南路 218 号\n")
    take("suppliers", "编号,名称,联系人,电话\nT-2,轴承厂二,李,13800000009\n")
    told = {"id", "sku", "code", "name", "search", "phone", "product", "customer"}
    for model, key in ((Product, Product.sku), (Customer, Customer.code), (Supplier, Supplier.code)):
        typed, brought = (model.get(key == code).__data__ for code in ("T-1", "T-2"))
        assert {k: v for k, v in typed.items() if k not in told} == {k: v for k, v in brought.items() if k not in told}
    typed, brought = (Product.get(Product.sku == sku) for sku in ("T-1", "T-2"))
    assert brought.search == typed.search.replace("t-1", "t-2").replace("6901234567892", "6901234567908")
    for model in (ProductStock, Barcode):
        first, second = (model.get(model.product == row).__data__ for row in (typed, brought))
        assert {k: v for k, v in first.items() if k not in told} == {k: v for k, v in second.items() if k not in told}


def test_variants_without_a_code_of_their_own_are_one_product(shop: Shop, take: Take) -> None:
    head = "Handle,Title,Variant SKU,Variant Price\n"
    outcome = take("products", head + "pot,Clay pot,,9.99\npot,,,15.99\ncup,Cup,CUP-1,3\n")
    assert outcome.problems == ()
    assert sorted(product.sku for product in Product.select()) == ["CUP-1", "POT"]
    assert ImportRow.get(ImportRow.outcome == "skipped").code == "no_own_code"


def test_of_two_rows_with_one_barcode_the_first_has_it(shop: Shop, take: Take) -> None:
    shop.product("P-1", codes=(catalogue.Code("6901234567892"),))
    take("products", "货号,商品名称,条码\nA,a,6901234567908\nB,b,6901234567908\nC,c,6901234567892\n")
    found = {code.code: code.product.sku for code in Barcode.select()}
    assert found == {"6901234567892": "P-1", "6901234567908": "A"}
    assert Product.select().count() == 4
