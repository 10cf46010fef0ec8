"""Steps that random use cases, or a reader, once found to go wrong."""

from datetime import timedelta
from decimal import Decimal

import pytest

from models.delivery import Delivery, DeliveryLine, Package
from models.goods import ProductStock
from models.money import Payment, Receivable
from models.orders import OrderLine, SalesOrder
from models.parties import Customer
from models.people import RolePermission
from models.stock import Location, Reservation, StockBalance
from services import adjusting, approval, catalogue, deliveries, findings, orders, packing, payments, stock, tracking
from services.check import check
from services.errors import Refusal
from services.orders import DraftLine
from tests.services.shop import Shop

D = Decimal


@pytest.fixture(autouse=True)
def _everything_holds(shop: Shop) -> object:
    yield
    assert [each for each in check() if not each.ok] == []


def refused(code: str) -> object:
    return pytest.raises(Refusal, match=f"^{code}$")


def test_an_approved_order_is_not_submitted_again(shop: Shop) -> None:
    product = shop.product()
    decided = shop.approved((product, 1))
    with refused("wrong_state"):
        orders.submit_order(shop.call("clerk"), decided.id, decided.version)


def test_an_order_closed_short_is_not_approved_again(shop: Shop) -> None:
    decided = shop.approved((shop.product(), 1))
    closed = orders.close_short(shop.call("clerk"), decided.id, decided.version, "enough")
    with refused("wrong_state"):
        approval.approve_order(shop.call("approver"), closed.id, closed.version)


def test_a_confirmed_delivery_is_not_packed_again(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    delivery = shop.confirmed((product, 2))
    with refused("wrong_state"):
        packing.pack_delivery(shop.call("packer"), delivery.id)
    assert Package.select().count() == 1


def test_a_line_leaves_an_order_whose_delivery_was_cancelled(shop: Shop) -> None:
    one, two = shop.product(), shop.product()
    shop.stock(one, 5)
    shop.stock(two, 5)
    delivery = shop.released((one, 2), (two, 3))
    deliveries.cancel_delivery(shop.call("logistics"), delivery.id, delivery.version, "changed")
    order = SalesOrder.get()
    orders.revise_order(shop.call("clerk"), order.id, order.version, shop.draft((one, 2)))
    assert [line.product_id for line in OrderLine.select()] == [one]
    assert DeliveryLine.select().where(DeliveryLine.line.is_null()).count() == 1


def test_goods_promised_in_two_steps_from_one_bin_are_scanned_at_once(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    decided = shop.approved((product, 10))
    shop.stock(product, 5)
    delivery = Delivery.get_by_id(decided.deliveries[0])
    deliveries.release_delivery(shop.call("approver"), delivery.id, delivery.version)
    assert Reservation.select().count() == 1
    assert shop.pick(delivery.id).state == "picked"


def test_what_was_paid_ahead_is_set_against_the_next_bill(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    payments.record_payment(shop.call("finance"), shop.customer_id, D(30), shop.clock.today)
    shop.dispatched((product, 2))
    assert Receivable.get().open == 0
    assert (Payment.get().open, Customer.get().balance) == (D(10), D(-10))


def test_a_refused_delivery_leaves_nothing_overdue(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    delivery = shop.dispatched((product, 2))
    tracking.not_delivered(shop.call("logistics"), delivery.id, delivery.version, "refused", "not wanted")
    delivery = Delivery.get_by_id(delivery.id)
    tracking.close_delivery(shop.call("logistics"), delivery.id, delivery.version, "quarantine")
    assert [bill.open for bill in Receivable.select()] == [0, 0]


def test_half_a_cent_is_billed_upwards(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    typed = (DraftLine(product, D(2), D("0.0250")),)
    decided = shop.approved(lines=typed)
    assert SalesOrder.get().total == D("0.05")
    delivery = Delivery.get_by_id(decided.deliveries[0])
    deliveries.release_delivery(shop.call("approver"), delivery.id, delivery.version)
    packing.start_picking(shop.call("packer"), delivery.id)
    shop.scan(delivery.id, shop.label(product))
    packing.short_pick(shop.call("packer"), delivery.id, packing.picks(delivery.id)[0].id)
    packing.check_delivery(shop.call("packer"), delivery.id)
    packing.pack_delivery(shop.call("packer"), delivery.id)
    ready = shop.confirm(delivery.id)
    deliveries.dispatch_delivery(shop.call("logistics"), ready.id, ready.version)
    assert Receivable.get().amount == D("0.03")


def test_what_is_missing_of_two_lines_of_one_lot_goes_back_to_the_line_it_is_missing_of(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 9)
    delivery = shop.signed((product, 4), (product, 5), missing=3)
    tracking.close_delivery(shop.call("logistics"), delivery.id, delivery.version, "loss")
    assert [(line.shipped, line.open) for line in OrderLine.select().order_by(OrderLine.position)] == [(1, 3), (5, 0)]
    lost = StockBalance.select().join(Location).where(Location.kind == "loss").get()
    assert lost.on_hand == 3


def test_a_keeper_takes_nothing_from_what_is_on_its_way(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    shop.dispatched((product, 2))
    transit = StockBalance.select().join(Location).where(Location.kind == "transit").get()
    for step, args in (
        (stock.move_stock, (transit.id, shop.bin(), D(2))),
        (adjusting.adjust, (transit.id, D(9), "found")),
        (stock.set_quality, (transit.id, "frozen", "wet")),
    ):
        with refused("bad_place"):
            step(shop.call("warehouse"), *args)


def test_what_comes_back_to_an_order_closed_short_stays_closed_short(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 2)
    delivery = shop.dispatched((product, 5))
    order = SalesOrder.get()
    orders.close_short(shop.call("clerk"), order.id, order.version, "enough")
    tracking.not_delivered(shop.call("logistics"), delivery.id, delivery.version, "refused", "late")
    delivery = Delivery.get_by_id(delivery.id)
    tracking.close_delivery(shop.call("logistics"), delivery.id, delivery.version, "quarantine")
    line = OrderLine.get()
    assert (line.shipped, line.open, line.closed_short) == (0, 0, 5)


def test_a_new_note_on_an_approved_order_leaves_it_planned(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    decided = shop.approved((product, 2))
    revised = orders.revise_order(
        shop.call("clerk"), decided.id, decided.version, shop.draft((product, 2), note="ring twice")
    )
    assert revised.state == "approved"
    assert Delivery.select().where(Delivery.state == "planned").count() == 1


@pytest.mark.parametrize("step", [approval.send_back, approval.reject_order])
def test_goods_that_a_turned_down_order_held_go_to_who_waits_for_them(shop: Shop, step: object) -> None:
    product = shop.product()
    shop.stock(product, 5)
    first = shop.approved((product, 5))
    waiting = shop.approved((product, 4))
    later = shop.draft((product, 5), promised=shop.clock.today + timedelta(9))
    revised = orders.revise_order(shop.call("clerk"), first.id, first.version, later)
    step(shop.call("approver"), revised.id, revised.version, "no")  # type: ignore[operator]
    assert OrderLine.get(OrderLine.order == waiting.id).reserved == 4


def test_an_order_off_hold_gets_what_came_meanwhile(shop: Shop) -> None:
    product = shop.product()
    decided = shop.approved((product, 3))
    held = orders.hold_order(shop.call("clerk"), decided.id, decided.version, "call first")
    shop.stock(product, 5)
    assert OrderLine.get().reserved == 0
    orders.resume_order(shop.call("clerk"), held.id, held.version)
    assert OrderLine.get().reserved == 3
    assert Delivery.get().state == "planned"


def test_goods_that_expired_while_they_were_picked_come_back_as_expired(shop: Shop) -> None:
    product = shop.product(lot_tracked=True, shelf_life_days=30)
    shop.stock(product, 5, "L1", expiry=shop.clock.today + timedelta(1))
    delivery = shop.packed((product, 2))
    shop.clock.advance(days=3)
    stock.expire_lots(shop.call("warehouse"))
    deliveries.cancel_delivery(shop.call("logistics"), delivery.id, delivery.version, "too late")
    assert shop.balance(product, lot="L1", quality="expired").on_hand == 5
    assert Reservation.select().count() == 0


def test_goods_being_picked_do_not_keep_the_rest_from_expiring(shop: Shop) -> None:
    product = shop.product(lot_tracked=True, shelf_life_days=30)
    shop.stock(product, 5, "L1", expiry=shop.clock.today + timedelta(1))
    shop.released((product, 2))
    shop.approved((product, 1))
    shop.clock.advance(days=3)
    stock.expire_lots(shop.call("warehouse"))
    assert shop.balance(product, lot="L1", quality="expired").on_hand == 3
    assert shop.balance(product, lot="L1").reserved == 2


def test_what_comes_in_frozen_or_damaged_waits_for_nobody_until_it_is_released(shop: Shop) -> None:
    product = shop.product(lot_tracked=True, shelf_life_days=30)
    order = shop.approved((product, 8))
    day = shop.clock.today + timedelta(9)
    for quality in ("frozen", "damaged"):
        assert shop.stock(product, 5, "L1", expiry=day, quality=quality).planned == ()
    shop.stock(product, 2, "L0", expiry=shop.clock.today - timedelta(1), quality="damaged")
    assert shop.balance(product, lot="L0", quality="damaged").on_hand == 2, "past its day it is damaged all the same"
    for quality in ("expired", "wet"):
        with refused("bad_quality"):
            shop.stock(product, 5, "L1", expiry=day, quality=quality)
    figures = ProductStock.get(ProductStock.product == product)
    assert (figures.on_hand, figures.available, figures.reserved) == (12, 0, 0)
    held = shop.balance(product, lot="L1", quality="frozen")
    stock.set_quality(shop.call("warehouse"), held.id, "good", "inspected")
    assert (shop.balance(product, lot="L1").reserved, Delivery.get().order_id) == (5, order.id)


def test_a_planned_delivery_that_loses_all_its_goods_is_cancelled(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    shop.approved((product, 2))
    stock.set_quality(shop.call("warehouse"), shop.balance(product).id, "damaged", "wet")
    assert Delivery.get().state == "cancelled"


@pytest.mark.parametrize(
    ("quantity", "factor", "price"),
    [("0.0001", "1", "1"), ("0.001", "0.001", "1"), ("999999999", "2", "1"), ("999999999", "1", "99999999"),
     ("NaN", "1", "1"), ("1", "-1", "1")],
)  # fmt: skip
def test_numbers_that_cannot_be_stored_are_refused(shop: Shop, quantity: str, factor: str, price: str) -> None:
    line = DraftLine(shop.product(), D(quantity), D(price), factor=D(factor))
    with pytest.raises(Refusal, match=r"^bad_(quantity|price|number)$"):
        orders.create_order(shop.call("clerk"), shop.draft(lines=(line,)))


def test_a_thousandth_is_the_smallest_step_of_goods(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, "0.001")
    with refused("bad_quantity"):
        shop.stock(product, "0.0004")
    with refused("bad_quantity"):
        adjusting.adjust(shop.call("warehouse"), shop.balance(product).id, D("1.0001"), "count")


def test_the_right_to_sign_is_looked_up_when_one_signs(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    delivery = shop.packed((product, 2))
    RolePermission.delete().where(RolePermission.permission == "signoff.sales").execute()
    with refused("not_allowed"):
        deliveries.sign_off(shop.call("clerk"), delivery.id, delivery.version, "sales")


def test_a_new_safety_stock_changes_the_level_at_once(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    row = shop.stored(product)
    data = catalogue.ProductData(row.sku, row.name, safety_stock=D(50))
    catalogue.change_product(shop.call("owner"), product, row.version, data)
    assert shop.stock(product, 1).number  # and the figures still add up


def test_an_unknown_place_is_refused(shop: Shop) -> None:
    product = shop.product()
    with refused("bad_place"):
        stock.receive(shop.call("warehouse"), (stock.Incoming(product, D(1), location_id=9999),))


def test_large_orders_fit_into_the_exposure(shop: Shop) -> None:
    product = shop.product(price=D(1))
    lines = (DraftLine(product, D(90_000_000), D(1000)),)
    call = shop.call("approver", "over_limit")
    order = shop.order(lines=lines)
    approval.approve_order(call, order.id, order.version)
    e = findings.exposure(Customer.get(), shop.clock.today)
    assert e.unshipped == D(90_000_000_000)


@pytest.mark.parametrize(
    ("note", "code"), [("a\0b", "bad_text"), ("\ud800", "bad_text"), ("x" * 20_001, "too_long_text")]
)
def test_text_that_no_database_holds_is_refused_before_it_gets_there(shop: Shop, note: str, code: str) -> None:
    with refused(code):
        orders.create_order(shop.call("clerk"), shop.draft((shop.product(), 1), note=note))
