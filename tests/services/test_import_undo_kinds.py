"""A file of any kind is taken back: what nothing followed from goes, the rest stays and is named."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest

from models.delivery import Delivery, Package, TrackingEvent
from models.exchange import ImportBatch, ImportRow
from models.goods import Barcode, Price, Product, ProductStock
from models.money import Payment, Receivable
from models.parties import Address, Customer, Supplier
from models.stock import StockBalance
from services import catalogue, opening, payments, record_import, serial_numbers, stock, tracking
from services.check import check
from services.errors import Refusal
from services.import_undo import TAKE_BACK, TakenBack
from services.importing.reading import read_file
from tests.services.shop import Shop

ROLES = {"products": "warehouse", "customers": "clerk", "suppliers": "warehouse", "counts": "warehouse",
         "prices": "owner", "payments": "finance", "waybills": "logistics", "events": "logistics"}  # fmt: skip
Take = Callable[[str, str], int]


@pytest.fixture
def take(shop: Shop, tmp_path: Path) -> Take:
    """Import a csv text; answers the batch."""

    def run(kind: str, text: str) -> int:
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        done = record_import.run_import(shop.call(ROLES[kind]), path, read_file(path, kind)).imported
        assert done is not None
        return done.batch_id

    return run


def back(shop: Shop, kind: str, batch: int) -> TakenBack:
    """Take it back, and see that every row is accounted for and all that must hold does."""
    done = TAKE_BACK[kind](shop.call(ROLES[kind]), batch)
    kept = ImportBatch.get_by_id(batch)
    assert kept.total == kept.imported + kept.merged + kept.skipped + kept.failed
    assert [each.name for each in check() if not each.ok] == []
    return done


def test_products_go_but_those_in_use(shop: Shop, take: Take) -> None:
    batch = take("products", "货号,商品名称,条码,售价\nN-1,甲,6901234567892,5\nN-2,乙,,5\nN-3,丙,,5\n")
    used = Product.get(Product.sku == "N-2")
    shop.stock(used.id, 5)
    changed = Product.get(Product.sku == "N-3")
    catalogue.change_product(shop.call("owner"), changed.id, 1, catalogue.ProductData("N-3", "丙丙"))
    done = back(shop, "products", batch)
    assert (done.gone, sorted(done.named)) == (1, ["N-2", "N-3"])
    assert not Product.select().where(Product.sku == "N-1").exists()
    assert not Barcode.select().where(Barcode.code == "6901234567892").exists()
    assert ProductStock.select().count() == Product.select().count()
    assert {row.code for row in ImportRow.select().where(ImportRow.outcome == "skipped")} == {"taken_back"}


def test_customers_go_with_their_address_but_one_with_an_order(shop: Shop, take: Take) -> None:
    batch = take("customers", "客户名称,地址\n甲,一路\n乙,二路\n")
    second = Customer.get(Customer.name == "乙")
    shop.customer_id = second.id
    shop.order((shop.product(), 1))
    done = back(shop, "customers", batch)
    assert (done.gone, done.named) == (1, (second.code,))
    assert {row.name for row in Customer.select()} == {"Corner Shop", "乙"}
    assert {row.text for row in Address.select()} >= {"二路"}
    assert "一路" not in {row.text for row in Address.select()}


def test_suppliers_go(shop: Shop, take: Take) -> None:
    batch = take("suppliers", "供应商,电话\n甲厂,\n乙厂,\n")
    assert back(shop, "suppliers", batch).gone == 2
    assert [row.name for row in Supplier.select()] == ["Supplier"]
    with pytest.raises(Refusal, match="unknown_import"):
        back(shop, "suppliers", batch)


def test_counts_are_reversed_where_the_goods_did_not_move_since(shop: Shop, take: Take) -> None:
    first, second = shop.product("P-1"), shop.product("P-2")
    shop.stock(first, 10)
    batch = take("counts", "货号,货位,实盘数量\nP-1,A-01-1,4\nP-2,A-01-2,6\n")
    balance = StockBalance.get((StockBalance.product == second) & (StockBalance.on_hand == 6))
    stock.move_stock(shop.call("warehouse"), balance.id, shop.bin("A-01-3"), D(1))
    done = back(shop, "counts", batch)
    assert (done.gone, done.named) == (1, ("P-2",))
    assert ProductStock.get_by_id(first).on_hand == 10


def test_a_count_of_pieces_that_were_given_their_numbers_since_stays(shop: Shop, take: Take) -> None:
    product = shop.product("P-1", serial_tracked=True)
    batch = take("counts", "货号,货位,实盘数量\nP-1,A-01-1,2\n")
    serial_numbers.number_pieces(shop.call("warehouse"), product, ("A-1",))
    with pytest.raises(Refusal, match="import_followed"):
        back(shop, "counts", batch)
    assert ProductStock.get_by_id(product).on_hand == 2
    assert [each.name for each in check() if not each.ok] == []
    serial_numbers.number_pieces(shop.call("warehouse"), product, gone=("A-1",))
    batch = take("counts", "货号,货位,实盘数量\nP-1,A-01-1,5\n")
    assert (back(shop, "counts", batch).gone, ProductStock.get_by_id(product).on_hand) == (1, 2)


def test_prices_go_and_standard_ones_are_set_back(shop: Shop, take: Take) -> None:
    first, second, third = shop.product("P-1"), shop.product("P-2"), shop.product("P-3")
    text = "货号,客户,单价\nP-1,,12\nP-2,Corner Shop,9\nP-3,,13\n"
    batch = take("prices", text)
    shop_price = Product.get_by_id(third)
    catalogue.change_product(shop.call("owner"), third, shop_price.version,
                             catalogue.ProductData("P-3", "Product P-3", "pc", price=D(20)))  # fmt: skip
    done = back(shop, "prices", batch)
    assert (done.gone, done.named) == (2, ("P-3",))
    assert (Product.get_by_id(first).price, Product.get_by_id(third).price) == (D(10), D(20))
    assert Price.select().where(Price.product == second).count() == 0


def test_payments_and_opening_balances_go_and_bills_are_open_again(shop: Shop, take: Take) -> None:
    batch = take("payments", "客户,收款日期,收款金额,期初应收\nC1,2026-03-01,,100\nC1,2026-03-02,60,\n")
    assert (Receivable.get().open, Customer.get_by_id(1).balance) == (D(40), D(40))
    assert back(shop, "payments", batch).gone == 2
    assert (Receivable.select().count(), Payment.select().count(), Customer.get_by_id(1).balance) == (0, 0, D(0))


@pytest.mark.parametrize("opening_here", [False, True])
def test_money_that_was_given_the_id_of_what_a_person_took_back_stays(
    shop: Shop, take: Take, opening_here: bool
) -> None:
    batch = take("payments", "客户,收款日期,收款金额,期初应收\nC1,2026-03-01,,100\nC1,2026-03-02,60,\n")
    shop.clock.advance(seconds=1)
    if opening_here:
        opening.undo_opening(shop.call("finance"), Receivable.get().id, "typed wrongly")
        made = opening.add_opening(shop.call("finance"), 1, D(90), date(2026, 3, 1), date(2026, 3, 1)).id
    else:
        payments.undo_payment(shop.call("finance"), Payment.get().id, "typed wrongly")
        made = payments.record_payment(shop.call("finance"), 1, D(60), date(2026, 3, 2)).id
    ImportRow.update(document_id=made).where(ImportRow.row == (2 if opening_here else 3)).execute()
    done = back(shop, "payments", batch)
    model = Receivable if opening_here else Payment
    name = "Corner Shop" if opening_here else Payment.get().number
    assert (done.gone, done.named, [row.id for row in model.select()]) == (1, (name,), [made])


def test_what_a_person_set_since_is_left_when_tracking_numbers_come_off(shop: Shop, take: Take) -> None:
    goods = shop.product()
    shop.stock(goods, 20)
    packed = shop.packed((goods, 2))
    batch = take("waybills", f"发货单号,快递公司,运单号,运费\n{packed.number},SF,SF1502339477120,8\n")
    Delivery.update(freight=D("12.5")).where(Delivery.id == packed.id).execute()
    done = back(shop, "waybills", batch)
    now = Delivery.get_by_id(packed.id)
    assert (now.tracking_number, now.carrier_id, now.freight) == ("", None, D("12.5"))
    assert (done.gone, done.named) == (1, (packed.number,))


def test_tracking_numbers_come_off_what_is_still_in_the_house(shop: Shop, take: Take) -> None:
    goods = shop.product()
    shop.stock(goods, 20)
    stays, goes = shop.packed((goods, 2)), shop.packed((goods, 2))
    batch = take("waybills", f"发货单号,快递公司,运单号,运费\n{stays.number},SF,SF1502339477120,8\n"
                 f"{goes.number},SF,SF1502339477121,9\n")  # fmt: skip
    before = Delivery.get_by_id(stays.id)
    Delivery.update(state="dispatched").where(Delivery.id == stays.id).execute()
    done = TAKE_BACK["waybills"](shop.call("logistics"), batch)
    assert (done.gone, done.named) == (1, (before.number,))
    now = Delivery.get_by_id(goes.id)
    assert (now.tracking_number, now.carrier_id, now.freight) == ("", None, None)
    assert Package.get(Package.delivery == stays.id).tracking_number == "SF1502339477120"


def test_events_go_while_the_goods_are_on_the_way(shop: Shop, take: Take) -> None:
    goods = shop.product()
    shop.stock(goods, 20)
    first, second = shop.dispatched((goods, 2)), shop.dispatched((goods, 2))
    shop.clock.advance(hours=5)
    at = (shop.clock() - timedelta(hours=1)).astimezone()
    rows = "".join(f"{d.number},{at:%Y-%m-%d %H:%M},运输中,杭州\n" for d in (first, second))
    text = "发货单号,时间,状态,地点\n" + rows
    batch = take("events", text)
    signed = Delivery.get_by_id(second.id)
    tracking.sign_for(shop.call("logistics"), signed.id, signed.version, "Ann")
    done = back(shop, "events", batch)
    assert (done.gone, done.named) == (1, (second.number,))
    assert Delivery.get_by_id(first.id).state == "dispatched"
    assert TrackingEvent.select().where(TrackingEvent.source == "import").count() == 1


def test_who_may_not_bring_such_files_in_may_not_take_them_back(shop: Shop, take: Take) -> None:
    batch = take("suppliers", "供应商,电话\n甲厂,\n")
    call: Any = shop.call("packer")
    with pytest.raises(Refusal, match="not_allowed"):
        TAKE_BACK["suppliers"](call, batch)
