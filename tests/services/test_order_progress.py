"""How far an approved order is shows in the list, and late means not left or not arrived, on both engines."""

from importlib import import_module
from typing import Any

import pytest

from models.base import db, open_database, reconnect
from models.delivery import Delivery
from models.orders import SalesOrder
from services import approval, check, deliveries, lists, order_views, packing, today, tracking, tracking_views
from services.listing import Query
from tests.services.conftest import Engine
from tests.services.shop import Shop


def progress(order_id: int) -> str:
    return SalesOrder.get_by_id(order_id).progress


def shown(order_id: int) -> str:
    columns = [column.name for column in lists.ORDERS.columns]
    row = lists.ORDERS.row(order_id)
    assert row is not None
    return str(row[columns.index("state")])


def chosen(*filters: tuple[str, str]) -> set[int]:
    return {key[-1] for key in lists.ORDERS.page(Query(filters=filters)).keys}


def test_an_order_goes_from_approved_over_picking_and_shipped_to_completed(shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 10)
    order = shop.order((goods, 2))
    assert progress(order.id) == ""
    made = approval.approve_order(shop.call("approver"), order.id, order.version)
    delivery = made.deliveries[0]
    assert (progress(order.id), shown(order.id), chosen(("state", "not_begun"))) == ("approved", "approved", {order.id})
    deliveries.release_delivery(shop.call("approver"), delivery, Delivery.get_by_id(delivery).version)
    shop.scan(delivery, shop.label(goods))
    assert (progress(order.id), shown(order.id), chosen(("state", "picking"))) == ("picking", "picking", {order.id})
    shop.pack(delivery)
    left = shop.confirm(delivery)
    deliveries.dispatch_delivery(shop.call("logistics"), delivery, left.version)
    assert (progress(order.id), shown(order.id), chosen(("state", "shipped"))) == ("shipped", "shipped", {order.id})
    assert (chosen(("state", "approved")), chosen(("state", "not_begun"))) == ({order.id}, set())
    version = Delivery.get_by_id(delivery).version
    tracking.sign_for(shop.call("logistics"), delivery, version, "Carl")
    assert (progress(order.id), shown(order.id)) == ("", "completed")
    assert all(each.ok for each in check.check())


def test_what_stays_behind_is_partly_shipped_and_a_difference_is_to_settle(shop: Shop) -> None:
    goods, other = shop.product(), shop.product()
    shop.stock(goods, 10)
    part = shop.dispatched((goods, 2), (other, 1))
    assert shown(part.order_id) == "part"
    lost = shop.signed((goods, 2), missing=1)
    assert shown(lost.order_id) == "unsettled"
    tracking.close_delivery(shop.call("logistics"), lost.id, lost.version, "loss")
    assert shown(lost.order_id) == "part"
    assert all(each.ok for each in check.check())


def test_a_delivery_put_back_leaves_its_order_as_if_not_begun(shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 10)
    delivery = shop.released((goods, 2))
    packing.start_picking(shop.call("packer"), delivery.id)
    assert progress(delivery.order_id) == "picking"
    version = Delivery.get_by_id(delivery.id).version
    deliveries.cancel_delivery(shop.call("logistics"), delivery.id, version, "changed")
    assert progress(delivery.order_id) == "approved"
    assert all(each.ok for each in check.check())


def test_late_to_leave_and_late_on_the_way_are_told_apart_and_each_figure_is_its_list(shop: Shop) -> None:
    goods, none = shop.product(), shop.product()
    shop.stock(goods, 50)
    house = shop.packed((goods, 2))
    part = shop.dispatched((goods, 2), (none, 1))
    road = shop.dispatched((goods, 3))
    settle = shop.signed((goods, 2), missing=1)
    shop.clock.advance(days=4)
    late, on_road = chosen(("late", "yes")), chosen(("late", "road"))
    assert (late, on_road) == ({house.order_id, part.order_id}, {road.order_id})
    assert settle.order_id not in late | on_road
    figures = {f.kind: f for f in today.figures(shop.actors["owner"], shop.clock())}
    counts = order_views.pill_counts(None)
    assert (figures["late"].value, counts["late"], counts["road"]) == (2, 2, 1)
    # A delivery is late on its way even where something of its order stayed behind.
    listed = {key[-1] for key in tracking_views.ROAD.page(Query(filters=(("late", "yes"),))).keys}
    assert listed == {part.id, road.id}
    assert (figures["road"].value, tracking_views.counts().pills["late"]) == (2, 2)


@pytest.fixture
def reckoned(past: Engine) -> Any:
    open_database(past.owner_url)
    reconnect()
    yield import_module("models.migrations.0003_deeper")
    db.close()


def test_an_older_company_is_told_how_far_its_orders_are(reckoned: Any) -> None:
    asked = SalesOrder.select(SalesOrder.id, SalesOrder.progress)
    before = dict(asked.tuples())
    assert {"approved", "picking", "shipped", "unsettled"} <= set(before.values())
    SalesOrder.update(progress="").execute()
    db.execute_sql(reckoned.PROGRESS)
    assert dict(asked.tuples()) == before
