"""What the delivery and tracking windows read, on both engines."""

from datetime import UTC, datetime

import pytest

from models.delivery import Delivery, DeliveryLine
from services import approval, deliveries, delivery_views, incidents, settings, tracking, tracking_views
from services.check import check
from services.listing import Query
from tests.services.shop import D, Shop


@pytest.fixture
def goods(shop: Shop) -> int:
    product = shop.product()
    shop.stock(product, 100)
    return product


def test_a_packed_delivery_says_what_it_lacks_and_who_may_give_it(shop: Shop, goods: int) -> None:
    packed = shop.packed((goods, 4))
    step = deliveries.set_carrier(shop.call("logistics"), packed.id, packed.version, 2)
    view = delivery_views.delivery_view(packed.id)
    assert view is not None
    assert view.missing == (("signoff", "warehouse"), ("signoff", "sales"), ("tracking", "1"))
    assert [signer.login for signer in view.signers["sales"]] == ["approver", "clerk", "owner"]
    assert [(p.number, p.pieces, p.lines, p.weight_g) for p in view.packages] == [(1, D(4), 1, 400)]
    assert (view.step, view.papers, {each.kind: each.state for each in view.printed}) == (
        3,
        ("label", "note", "picklist", "packing"),
        {"label": "queued", "note": "queued"},
    )
    deliveries.sign_off(shop.call("packer"), packed.id, step.version, "warehouse")
    view = delivery_views.delivery_view(packed.id)
    assert view is not None
    assert [(s.role, s.who) for s in view.signatures] == [("warehouse", "Packer"), ("sales", "")]
    assert view.missing == (("signoff", "sales"), ("tracking", "1"))


def test_what_is_to_do_follows_rights_and_sign_offs(shop: Shop, goods: int) -> None:
    shop.approved((goods, 1))
    packed = shop.packed((goods, 2))
    shop.confirmed((goods, 3))

    def to_do(role: str) -> int:
        actor = shop.actors[role]
        return delivery_views.pill_counts(actor.rights, actor.user_id)["mine"]

    assert {role: to_do(role) for role in ("packer", "clerk", "logistics", "finance", "owner")} == {
        "packer": 1, "clerk": 1, "logistics": 2, "finance": 0, "owner": 3,
    }  # fmt: skip
    deliveries.sign_off(shop.call("owner"), packed.id, packed.version, "sales")
    assert {role: to_do(role) for role in ("packer", "clerk", "owner")} == {"packer": 1, "clerk": 0, "owner": 2}


def test_an_order_that_waits_for_the_rest_is_offered_for_planning(shop: Shop, goods: int) -> None:
    order = shop.order((goods, 104), delivery_policy="complete")
    approval.approve_order(shop.call("approver", "short_stock"), order.id, order.version)
    (waiting,) = delivery_views.waiting_orders()
    assert (waiting.id, waiting.policy, waiting.ready, waiting.lines, waiting.pieces) == (
        order.id, "complete", 0, 1, D(100),
    )  # fmt: skip
    deliveries.plan_delivery(shop.call("logistics"), order.id)
    assert delivery_views.waiting_orders() == ()


def test_the_hand_over_list_is_of_what_left_today(shop: Shop, goods: int) -> None:
    sent = shop.dispatched((goods, 4))
    shop.packed((goods, 1))
    ids = delivery_views.dispatched_since(datetime(2026, 3, 5, tzinfo=UTC))
    assert ids == (sent.id,)
    assert [row.number for row in delivery_views.hand_over_rows(ids)] == [sent.number]
    assert [ready.number for ready in delivery_views.picked_out(ids)] == [sent.number]


def test_a_delivery_s_story_is_told_with_its_incident(shop: Shop, goods: int) -> None:
    sent = shop.dispatched((goods, 4))
    shop.clock.advance(hours=1)
    step = tracking.add_event(shop.call("logistics"), sent.id, "in_transit", place_name="Hub")
    shop.clock.advance(hours=1)
    line = DeliveryLine.get()
    gone = (tracking.Difference(line.id, D(1), "short"),)
    tracking.sign_for(shop.call("logistics"), sent.id, step.version, "Carl", gone)
    view = tracking_views.tracking_view(sent.id)
    assert view is not None
    assert [moment.code for moment in view.timeline[:3]] == [
        "tracking.sign_for.difference", "track.in_transit", "track.dispatched",
    ]  # fmt: skip
    assert (view.timeline[0].note, view.timeline[1].place) == ("Carl", "Hub")
    assert view.steps == {"close", "return", "feedback"}
    assert view.incidents[0].steps == ("owned", "resolved", "accepted")
    incident = view.incidents[0]
    incidents.step_incident(shop.call("logistics"), incident.id, incident.version, "resolved", "Sent again")
    view = tracking_views.tracking_view(sent.id)
    assert view is not None
    assert (view.incidents[0].text, view.incidents[0].steps) == ("Sent again", ("open",))


def test_the_road_tells_what_moves_from_what_went_wrong(shop: Shop, goods: int) -> None:
    moving, wrong = shop.dispatched((goods, 4)), shop.dispatched((goods, 3))
    tracking.not_delivered(shop.call("logistics"), wrong.id, wrong.version, "refused", "Shut")
    shop.confirmed((goods, 2))
    told = tracking_views.counts()
    assert (told.pills["way"], told.pills["wrong"], told.ready) == (1, 1, 1)
    page = tracking_views.ROAD.page(Query(filters=tracking_views.PILLS["way"]))
    assert [row[0] for row in page.rows] == [moving.number]


def test_a_delivery_that_is_gone_is_none(shop: Shop) -> None:
    assert Delivery.select().count() == 0
    assert delivery_views.delivery_view(1) is None
    assert tracking_views.tracking_view(1) is None


def test_a_sign_off_asked_for_later_takes_confirmed_deliveries_back(shop: Shop, goods: int) -> None:
    settings.change_settings(shop.call("owner"), {"signoff.roles": ("warehouse",)})
    packed = shop.packed((goods, 1))
    step = deliveries.set_carrier(shop.call("logistics"), packed.id, packed.version, 1)
    deliveries.sign_off(shop.call("packer"), packed.id, step.version, "warehouse")
    assert Delivery.get_by_id(packed.id).state == "confirmed"
    settings.change_settings(shop.call("owner"), {"signoff.roles": ("warehouse", "sales")})
    assert Delivery.get_by_id(packed.id).state == "packed"
    assert [each.name for each in check() if not each.ok] == []
