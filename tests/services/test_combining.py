"""One delivery for several orders of a customer: planned, picked, signed for, cancelled, taken apart again."""

from decimal import Decimal

import pytest

from models.delivery import Delivery, DeliveryLine, PickLine
from models.money import Receivable
from models.orders import OrderLine, SalesOrder
from models.stock import Reservation
from services import catalogue, combining, deliveries, found, order_views, orders, stock, tracking, waybills
from services.check import check
from services.delivery_book import order_numbers
from services.delivery_views import delivery_view
from services.errors import Refusal
from services.papers import note
from tests.services.shop import Shop

D = Decimal


@pytest.fixture
def goods(shop: Shop) -> int:
    product = shop.product()
    shop.stock(product, 100)
    return product


def clean() -> list[str]:
    return [each.name for each in check() if not each.ok]


def order_of(delivery: Delivery) -> SalesOrder:
    return SalesOrder.get_by_id(delivery.order_id)


def planned(shop: Shop, *lines: tuple[int, int], **changes: object) -> Delivery:
    return Delivery.get_by_id(shop.approved(*lines, **changes).deliveries[0])


def together(shop: Shop, *made: Delivery) -> Delivery:
    done = combining.combine(shop.call("approver"), made[0].id, made[0].version, tuple(d.id for d in made[1:]))
    return Delivery.get_by_id(done.id)


def released(shop: Shop, delivery: Delivery) -> Delivery:
    deliveries.release_delivery(shop.call("approver"), delivery.id, delivery.version)
    return Delivery.get_by_id(delivery.id)


def test_two_orders_leave_as_one_and_both_are_done(shop: Shop, goods: int) -> None:
    first, second = planned(shop, (goods, 3)), planned(shop, (goods, 4))
    made = together(shop, first, second)
    assert (made.id, made.pieces, made.lines, made.state) == (first.id, 7, 2, "planned")
    assert Delivery.get_by_id(second.id).state == "cancelled"
    assert clean() == []
    numbers = (order_of(first).number, order_of(second).number)
    assert order_numbers(made) == numbers
    assert note(made).orders == numbers
    packed = shop.pack(released(shop, made).id)
    assert delivery_view(packed.id).orders == tuple((SalesOrder.get(SalesOrder.number == n).id, n) for n in numbers)
    gone = shop.confirm(packed.id)
    deliveries.dispatch_delivery(shop.call("logistics"), gone.id, gone.version)
    assert Receivable.get(Receivable.delivery == gone).amount == 70
    assert [line.shipped for line in OrderLine.select().order_by(OrderLine.id)] == [3, 4]
    assert {order_of(first).state, order_of(second).state} == {"approved"}
    tracking.sign_for(shop.call("logistics"), gone.id, gone.version + 1, "Carl")
    assert {order_of(first).state, order_of(second).state} == {"completed"}
    assert clean() == []


def test_orders_that_wait_for_the_rest_are_planned_together(shop: Shop, goods: int) -> None:
    short = shop.product()
    shop.stock(short, 2)
    ids = tuple(shop.approved((goods, n), (short, 5), delivery_policy="complete").id for n in (3, 4))
    assert Delivery.select().count() == 0
    made = combining.plan_together(shop.call("approver"), ids)
    row = Delivery.get_by_id(made.id)
    assert (row.pieces, row.lines) == (9, 3)  # 3 + 2 of the first order, 4 of the second
    assert clean() == []
    with pytest.raises(Refusal, match="too_few"):
        combining.plan_together(shop.call("approver"), ids[:1])


def test_what_differs_is_not_put_together(shop: Shop, goods: int) -> None:
    one = planned(shop, (goods, 1))
    elsewhere = planned(shop, (goods, 1), address="2 Road")
    catalogue.add_customer(shop.call("clerk"), catalogue.CustomerData("C2", "Other", credit_limit=D(9999)))
    other = planned(shop, (goods, 1), customer_id=2)
    busy = released(shop, planned(shop, (goods, 1)))
    held = planned(shop, (goods, 1))
    orders.hold_order(shop.call("clerk"), held.order_id, order_of(held).version, "He asked us to wait")
    before = shop.dump()
    for wrong, code, why in (
        (elsewhere, "not_together", "address"), (other, "not_together", "customer"), (held, "not_together", "hold"),
        (busy, "wrong_state", None), (one, "too_few", None),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            together(shop, one, wrong)
        assert (refused.value.code, refused.value.data.get("why")) == (code, why)
    assert shop.dump() == before
    assert [each.id for each in combining.fitting(one)] == []
    assert [each.id for each in combining.fitting(planned(shop, (goods, 1)))] == [one.id]


def test_cancelling_gives_both_orders_back_what_they_had(shop: Shop, goods: int) -> None:
    first, second = planned(shop, (goods, 3)), planned(shop, (goods, 4))
    packed = shop.pack(released(shop, together(shop, first, second)).id)
    assert shop.balance(goods).on_hand == 93
    deliveries.cancel_delivery(shop.call("approver"), packed.id, packed.version, "Called off")
    assert (shop.balance(goods).on_hand, shop.balance(goods).reserved) == (100, 7)
    assert [(line.open, line.reserved, line.planned) for line in OrderLine.select().order_by(OrderLine.id)] == [
        (3, 3, 0), (4, 4, 0),
    ]  # fmt: skip
    assert clean() == []
    again = deliveries.plan_delivery(shop.call("approver"), second.order_id)
    assert Delivery.get_by_id(again.id).pieces == 4
    assert clean() == []


@pytest.mark.parametrize("which", [0, 1])
def test_an_order_that_is_cancelled_takes_only_its_own_lines_off(shop: Shop, goods: int, which: int) -> None:
    both = [planned(shop, (goods, 3)), planned(shop, (goods, 4))]
    made = together(shop, *both)
    gone, stays = both[which], both[1 - which]
    orders.cancel_order(shop.call("clerk"), gone.order_id, order_of(gone).version, "Called off")
    now = Delivery.get_by_id(made.id)
    assert (now.state, now.order_id, now.order_number) == ("planned", stays.order_id, order_of(stays).number)
    assert now.pieces == (4, 3)[which]
    assert [line.planned for line in OrderLine.of("id", order=stays.order_id)] == [now.pieces]
    assert clean() == []
    shop.pack(released(shop, now).id)
    assert clean() == []


def test_an_order_in_a_delivery_that_is_picked_can_not_be_cancelled(shop: Shop, goods: int) -> None:
    first, second = planned(shop, (goods, 3)), planned(shop, (goods, 4))
    made = released(shop, together(shop, first, second))
    for action in (orders.cancel_order, orders.close_short):
        with pytest.raises(Refusal, match="delivery_in_work"):
            action(shop.call("clerk"), second.order_id, order_of(second).version, "Called off")
    orders.hold_order(shop.call("clerk"), second.order_id, order_of(second).version, "Wait")
    confirmed = shop.confirm(shop.pack(made.id).id)
    assert delivery_view(confirmed.id).missing == (("hold", "Wait"),)
    with pytest.raises(Refusal, match="on_hold"):
        deliveries.dispatch_delivery(shop.call("logistics"), confirmed.id, confirmed.version)


def test_goods_that_arrive_join_the_delivery_that_is_planned(shop: Shop, goods: int) -> None:
    more = shop.product()
    first = planned(shop, (goods, 1))
    second = planned(shop, (goods, 2), (more, 5))
    made = together(shop, first, second)
    shop.stock(more, 5)
    stock_lines = {row.product_id: row.quantity for row in DeliveryLine.of("position", delivery=made.id)}
    assert stock_lines == {goods: 2, more: 5}
    assert [row.position for row in DeliveryLine.of("position", delivery=made.id)] == [1, 2, 3]
    assert {row.delivery_line_id is None for row in Reservation.select()} == {False}
    assert clean() == []


def test_frozen_goods_leave_the_other_orders_lines(shop: Shop, goods: int) -> None:
    other = shop.product()
    shop.stock(other, 4, bin="A-01-2")
    first, second = planned(shop, (goods, 3)), planned(shop, (other, 4))
    made = together(shop, first, second)
    stock.set_quality(shop.call("warehouse"), shop.balance(other, "A-01-2").id, "frozen", "Smells")
    now = Delivery.get_by_id(made.id)
    assert (now.state, now.pieces) == ("planned", 3)
    assert clean() == []
    shop.pack(released(shop, now).id)
    assert PickLine.select().where(PickLine.delivery == now).count() == 1


def test_what_comes_back_is_open_again_on_its_own_order(shop: Shop, goods: int) -> None:
    first, second = planned(shop, (goods, 3)), planned(shop, (goods, 4))
    gone = shop.confirm(shop.pack(released(shop, together(shop, first, second)).id).id)
    step = deliveries.dispatch_delivery(shop.call("logistics"), gone.id, gone.version)
    line = DeliveryLine.of("position", delivery=gone.id)[1]
    missing = (tracking.Difference(line.id, D(1), "damaged"),)
    step = tracking.sign_for(shop.call("logistics"), gone.id, step.version, "Carl", missing)
    tracking.close_delivery(shop.call("logistics"), gone.id, step.version, "loss")
    assert [(row.shipped, row.open) for row in OrderLine.select().order_by(OrderLine.id)] == [(3, 0), (3, 1)]
    assert (order_of(first).state, order_of(second).state) == ("completed", "approved")
    assert clean() == []


def test_it_is_found_by_each_of_its_orders(shop: Shop, goods: int) -> None:
    first, second = planned(shop, (goods, 3), customer_ref="TB-1"), planned(shop, (goods, 4), customer_ref="TB-2")
    packed = shop.pack(released(shop, together(shop, first, second)).id)
    number = order_of(second).number
    assert packed.id in found.deliveries(number)
    waybills.assign_waybills(shop.call("logistics"), (waybills.Waybill("TB-2", ("SF1502339477120",)),))
    assert {first.order_id, second.order_id} <= set(found.orders("SF1502339477120"))
    panel = order_views.order_panel(second.order_id, shop.clock.today)
    assert packed.number in {each.number for each in panel.deliveries}
