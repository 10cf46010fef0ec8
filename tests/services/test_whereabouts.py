"""Where is my order? Found by what a caller knows, and told as it stands, on both engines."""

from datetime import timedelta
from decimal import Decimal

import pytest

from models.delivery import Delivery, DeliveryLine
from models.orders import SalesOrder
from services import approval, catalogue, combining, deliveries, orders, stock, tracking, whereabouts
from services.whereabouts import Missing, matches, story
from tests.services.shop import Shop

D = Decimal


@pytest.fixture
def goods(shop: Shop) -> int:
    product = shop.product()
    shop.stock(product, 50)
    return product


@pytest.mark.parametrize("asked", ["Corner", "13800000001", "138000", "SF1502339477120", "sf1502 3394 7712 0", "TB-7"])
def test_any_thing_a_caller_knows_finds_the_order(shop: Shop, goods: int, asked: str) -> None:
    packed = shop.packed((goods, 1), customer_ref="TB-77")
    deliveries.set_carrier(shop.call("logistics"), packed.id, packed.version, 2, ((1, "SF1502339477120"),))
    assert [(m.number, m.customer) for m in matches(asked)] == [(packed.order_number, "Corner Shop")]


def test_numbers_and_initials_find_it_too(shop: Shop, goods: int) -> None:
    catalogue.add_customer(shop.call("clerk"), catalogue.CustomerData("C2", "宁波东港", credit_limit=D(9999)))
    packed = shop.packed((goods, 1), customer_id=2)
    for asked in (packed.number, packed.number.lower(), packed.order_number, "nbdg", "宁波"):
        assert [m.id for m in matches(asked)] == [packed.order_id], asked
    assert (matches(""), matches("nobody at all")) == ((), ())


def test_open_orders_come_first_and_the_newest_of_them(shop: Shop, goods: int) -> None:
    done = shop.signed((goods, 1)).order_id
    first, second = shop.order((goods, 1)).id, shop.order((goods, 1)).id
    assert [m.id for m in matches("Corner")] == [second, first, done]


def test_a_delivery_on_its_way_is_told_with_its_number_and_last_event(shop: Shop, goods: int) -> None:
    gone = shop.dispatched((goods, 4))
    tracking.add_event(shop.call("logistics"), gone.id, "out_for_delivery", place_name="Hangzhou")
    told = story(gone.order_id)
    (leg,) = told.legs
    assert (leg.number, leg.state, leg.carrier, leg.pieces) == (gone.number, "in_transit", "Own van", 4)
    assert (leg.status, leg.place, leg.left_at) == ("out_for_delivery", "Hangzhou", shop.clock.now)
    assert (told.ordered, told.open, told.short, told.waiting) == (4, 0, 0, 0)


def test_what_is_missing_is_told_with_its_day(shop: Shop, goods: int) -> None:
    rare = shop.product(name_en="Rare")
    due = shop.clock.today + timedelta(4)
    stock.order_goods(shop.call("owner"), 1, due, (stock.Bought(rare, D(9)),))
    order = shop.order((goods, 2), (rare, 3))
    made = approval.approve_order(shop.call("approver", "short_stock"), order.id, order.version)
    told = story(made.id)
    assert told.missing == (Missing("Product P-2", "Rare", "pc", D(3), due),)
    assert (told.short, [leg.pieces for leg in told.legs]) == (3, [2])


def test_an_order_on_a_delivery_of_several_is_told_by_its_own_share(shop: Shop, goods: int) -> None:
    first, second = (Delivery.get_by_id(shop.approved((goods, n)).deliveries[0]) for n in (3, 4))
    combining.combine(shop.call("approver"), first.id, first.version, (second.id,))
    for order_id, pieces in ((first.order_id, 3), (second.order_id, 4)):
        assert [(leg.number, leg.pieces) for leg in story(order_id).legs] == [(first.number, pieces)]
    assert {m.id for m in matches(first.number)} == {first.order_id, second.order_id}


def test_troubles_and_reasons_are_told(shop: Shop, goods: int) -> None:
    gone = shop.dispatched((goods, 4))
    line = DeliveryLine.get(DeliveryLine.delivery == gone)
    missing = (tracking.Difference(line.id, D(1), "short"),)
    tracking.sign_for(shop.call("logistics"), gone.id, gone.version, "Carl", missing)
    (leg,) = story(gone.order_id).legs
    assert ([t.kind for t in leg.troubles], leg.arrived, leg.signed_by) == (["difference"], 3, "Carl")
    held = shop.order((goods, 1))
    orders.hold_order(shop.call("clerk"), held.id, SalesOrder.get_by_id(held.id).version, "Wait for the boss")
    assert (story(held.id).on_hold, story(held.id).reason) == (True, "Wait for the boss")
    back = shop.order((goods, 1))
    approval.reject_order(shop.call("approver"), back.id, back.version, "Too cheap")
    assert (story(back.id).state, story(back.id).reason) == ("rejected", "Too cheap")
    assert whereabouts.story(9999) is None
