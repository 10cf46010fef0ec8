"""A delivery is called ready only when nothing keeps it from leaving; else what is missing is named."""

from datetime import timedelta
from typing import Any

import pytest

from models.delivery import Delivery
from models.orders import SalesOrder
from services import deliveries, delivery_views, orders, today, waiting
from services.listing import Query
from tests.services.shop import Shop


def ready(value: str) -> list[int]:
    return [key[-1] for key in delivery_views.WINDOW.page(Query(filters=(("ready", value),))).keys]


def tasks(shop: Shop) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    found = waiting.waiting(shop.actors["logistics"], shop.clock())
    return [(task.kind, task.missing) for task in found if task.kind in ("dispatch", "lacking")]


def lacks(*ids: int) -> list[str]:
    return [row.lacks for row in delivery_views.hand_over_rows(ids)]


def no_carrier(shop: Shop, delivery: Delivery) -> None:
    deliveries.set_carrier(shop.call("logistics"), delivery.id, delivery.version, None)


def no_number(shop: Shop, delivery: Delivery) -> None:
    deliveries.set_carrier(shop.call("logistics"), delivery.id, delivery.version, 2)


def on_hold(shop: Shop, delivery: Delivery) -> None:
    order = SalesOrder.get_by_id(delivery.order_id)
    orders.hold_order(shop.call("clerk"), order.id, order.version, "calls back")


@pytest.mark.parametrize(("spoil", "missing"), [
    (no_carrier, (("carrier", ""),)), (no_number, (("tracking", "1"),)), (on_hold, (("hold", "calls back"),)),
])  # fmt: skip
def test_what_lacks_something_is_not_called_ready(shop: Shop, spoil: Any, missing: tuple[tuple[str, str], ...]) -> None:
    goods = shop.product()
    shop.stock(goods, 10)
    delivery = shop.confirmed((goods, 1))
    assert (ready("yes"), ready("no"), tasks(shop)) == ([delivery.id], [], [("dispatch", ())])
    assert lacks(delivery.id) == [""]
    spoil(shop, delivery)
    assert lacks(delivery.id) == [missing[0][0]]
    assert (ready("yes"), ready("no"), tasks(shop)) == ([], [delivery.id], [("lacking", missing)])
    card = today._to_dispatch(shop.clock.today)
    assert (card.value, card.other) == (1, 1)


def test_what_keeps_each_in_the_house_is_told_first_things_first(shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 10)
    planned = Delivery.get(Delivery.order == shop.approved((goods, 1)).id)
    packed, gone = shop.packed((goods, 1)), shop.dispatched((goods, 1))
    released = shop.released((goods, 1))
    assert lacks(planned.id, released.id, packed.id, gone.id) == ["release", "packing", "signoff", ""]


def test_goods_that_expired_since_are_named(shop: Shop) -> None:
    goods = shop.product(lot_tracked=True)
    shop.stock(goods, 10, lot="L1", expiry=shop.clock.today + timedelta(days=3))
    delivery = shop.confirmed((goods, 1))
    shop.clock.advance(days=5)
    view = delivery_views.readiness.missing_of(Delivery.get_by_id(delivery.id), shop.clock.today)
    assert view == (("expired", "L1"),)
