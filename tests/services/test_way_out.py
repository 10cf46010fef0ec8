"""Approval, sign-offs, dispatch, cancelling and signing for: the rules between people."""

from datetime import timedelta
from decimal import Decimal

import pytest

from models.delivery import Delivery, DeliveryLine, Signoff
from models.goods import ProductStock
from models.money import Receivable
from models.orders import OrderLine, SalesOrder
from models.parties import Customer
from models.watch import Incident
from services import approval, catalogue, deliveries, orders, reversing, settings, stock, tracking
from services.check import check
from services.errors import NeedsConfirmation, Refusal
from services.tracking_views import tracking_view
from services.unit import Actor
from tests.services.shop import Shop

D = Decimal


def test_a_waiver_stands_on_record_only_where_one_person_signs_for_both(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 10)
    settings.change_settings(shop.call("owner"), {"signoff.two_people": False})
    alone, apart = shop.packed((product, 1)), shop.packed((product, 1))
    step = deliveries.sign_off(shop.call("owner"), alone.id, alone.version, "warehouse")
    deliveries.sign_off(shop.call("owner"), alone.id, step.version, "sales")
    step = deliveries.sign_off(shop.call("packer"), apart.id, apart.version, "warehouse")
    deliveries.sign_off(shop.call("clerk"), apart.id, step.version, "sales")
    assert [row.waived for row in Signoff.of("id", delivery=alone.id)] == [False, True]
    assert [row.waived for row in Signoff.of("id", delivery=apart.id)] == [False, False]
    assert clean()


def test_more_than_was_sent_opens_an_incident_and_moves_no_stock(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 10)
    gone = shop.dispatched((product, 4))
    line = DeliveryLine.get(DeliveryLine.delivery == gone)
    for bad in (D(0), D(-1), D(99_999_999)):
        with pytest.raises(Refusal, match="bad_quantity"):
            tracking.sign_for(shop.call("logistics"), gone.id, gone.version, "Carl",
                              (tracking.Difference(line.id, bad, "over"),))  # fmt: skip
    step = tracking.sign_for(shop.call("logistics"), gone.id, gone.version, "Carl",
                             (tracking.Difference(line.id, D(2), "over"),))  # fmt: skip
    assert (step.state, DeliveryLine.get_by_id(line.id).delivered) == ("signed_difference", 4)
    assert [row.kind for row in Incident.select()] == ["difference"]
    assert tracking_view(gone.id).incidents[0].figures == (("Product P-1", "", D(2), "pc", "over"),)
    tracking.close_delivery(shop.call("logistics"), gone.id, step.version, "nothing")
    assert SalesOrder.get_by_id(gone.order_id).state == "completed"
    assert clean()


def test_nothing_is_no_place_for_what_is_missing(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 10)
    short = shop.signed((product, 4), missing=1)
    with pytest.raises(Refusal, match="bad_place"):
        tracking.close_delivery(shop.call("logistics"), short.id, short.version, "nothing")


def clean() -> bool:
    return all(each.ok for each in check())


def test_the_author_cannot_approve_and_nothing_is_written(shop: Shop) -> None:
    product = shop.product()
    made = orders.create_order(shop.call("owner"), shop.draft((product, 1)))
    order = orders.submit_order(shop.call("owner"), made.id, made.version)
    before = shop.dump()
    with pytest.raises(Refusal, match="own_order"):
        approval.approve_order(shop.call("owner"), order.id, order.version)
    assert shop.dump() == before
    settings.change_settings(shop.call("owner"), {"approval.allow_own": True})
    assert approval.approve_order(shop.call("owner"), order.id, order.version).state == "approved"


def test_over_the_credit_limit_is_asked_about_with_its_figures(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 100)
    catalogue.change_customer(
        shop.call("clerk"), 1, 1, catalogue.CustomerData("C1", "Corner Shop", credit_limit=D(150), payment_days=30)
    )
    shop.dispatched((product, 6))
    order = shop.order((product, 10))
    with pytest.raises(NeedsConfirmation) as asked:
        approval.approve_order(shop.call("approver"), order.id, order.version)
    assert (asked.value.code, asked.value.data["exposure"], asked.value.data["over"]) == ("over_limit", D(160), D(10))
    assert approval.approve_order(shop.call("approver", "over_limit"), order.id, order.version).state == "approved"


def test_a_price_below_the_minimum_is_asked_about(shop: Shop) -> None:
    product = shop.product(min_price=D(12))
    order = shop.order((product, 1))
    with pytest.raises(NeedsConfirmation, match="below_price"):
        approval.approve_order(shop.call("approver"), order.id, order.version)


def test_what_changed_after_submission_is_not_approved(shop: Shop) -> None:
    order = shop.order((shop.product(), 1))
    OrderLine.update(unit_price=D(1)).execute()
    with pytest.raises(Refusal, match="content_changed"):
        approval.approve_order(shop.call("approver"), order.id, order.version)


def test_a_backorder_reserves_itself_when_stock_arrives_oldest_promise_first(shop: Shop) -> None:
    product = shop.product()
    late = shop.approved((product, 5), promised=shop.clock.today + timedelta(9))
    soon = shop.approved((product, 5), promised=shop.clock.today + timedelta(2))
    shop.stock(product, 7)
    reserved = {line.order_id: line.reserved for line in OrderLine.select()}
    assert reserved == {soon.id: D(5), late.id: D(2)}
    assert Delivery.select().where(Delivery.order == soon.id).count() == 1


def test_an_order_to_be_sent_complete_waits_for_all_its_goods(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 3)
    order = shop.approved((product, 5), delivery_policy="complete")
    assert order.deliveries == ()
    shop.stock(product, 2)
    assert Delivery.get().pieces == D(5)


def test_two_different_people_sign_off_over_the_same_content(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    delivery = shop.packed((product, 2))
    step = deliveries.sign_off(shop.call("owner"), delivery.id, delivery.version, "warehouse")
    with pytest.raises(Refusal, match="same_person"):
        deliveries.sign_off(shop.call("owner"), delivery.id, step.version, "sales")
    with pytest.raises(Refusal, match="not_allowed"):
        deliveries.sign_off(shop.call("packer"), delivery.id, step.version, "sales")
    with pytest.raises(Refusal, match="not_signed"):
        deliveries.dispatch_delivery(shop.call("logistics"), delivery.id, step.version)
    assert deliveries.sign_off(shop.call("clerk"), delivery.id, step.version, "sales").state == "confirmed"


def test_a_changed_content_voids_the_sign_offs(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    delivery = shop.confirmed((product, 2))
    Delivery.update(address="elsewhere").where(Delivery.id == delivery.id).execute()
    with pytest.raises(Refusal, match="not_signed"):
        deliveries.dispatch_delivery(shop.call("logistics"), delivery.id, delivery.version)


def test_dispatch_needs_a_carrier_and_its_tracking_number(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 9)
    delivery = shop.confirmed((product, 2))
    step = deliveries.set_carrier(shop.call("logistics"), delivery.id, delivery.version, 2)
    with pytest.raises(Refusal, match="no_tracking_number"):
        deliveries.dispatch_delivery(shop.call("logistics"), delivery.id, step.version)
    numbered = ((1, "sf 1234567890123"),)
    step = deliveries.set_carrier(shop.call("logistics"), delivery.id, step.version, 2, numbered)
    assert deliveries.dispatch_delivery(shop.call("logistics"), delivery.id, step.version).state == "dispatched"
    assert Delivery.get_by_id(delivery.id).tracking_number == "SF1234567890123"
    other = shop.packed((product, 2))
    with pytest.raises(Refusal, match="tracking_taken"):
        deliveries.set_carrier(shop.call("logistics"), other.id, other.version, 2, numbered)


def test_dispatch_bills_the_customer_and_posts_the_goods(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    shop.dispatched((product, 2))
    bill = Receivable.get()
    assert (bill.amount, bill.due) == (D(20), shop.clock.today + timedelta(30))
    assert Customer.get().balance == D(20)
    figures = ProductStock.get(ProductStock.product == product)
    assert (figures.on_hand, figures.reserved, figures.available) == (D(3), D(0), D(3))
    assert clean()


@pytest.mark.parametrize("stage", ["released", "packed", "confirmed"])
def test_cancelling_a_delivery_puts_everything_back(stage: str, shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    delivery = getattr(shop, stage)((product, 2))
    deliveries.cancel_delivery(shop.call("approver"), delivery.id, delivery.version, "not today")
    balance, line = shop.balance(product), OrderLine.get()
    assert (balance.on_hand, balance.reserved) == (D(5), D(2))
    assert (line.reserved, line.planned, line.shipped) == (D(2), D(0), D(0))
    assert clean()
    again = deliveries.plan_delivery(shop.call("approver"), delivery.order_id)
    assert again.id != delivery.id


def test_after_dispatch_nothing_is_cancelled(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    delivery = shop.dispatched((product, 2))
    with pytest.raises(Refusal, match="wrong_state"):
        deliveries.cancel_delivery(shop.call("approver"), delivery.id, delivery.version, "too late")


def test_signed_in_full_closes_the_delivery_and_completes_the_order(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    delivery = shop.signed((product, 2))
    assert (delivery.state, delivery.outcome) == ("closed", "signed")
    assert SalesOrder.get().state == "completed"
    assert clean()


def test_a_difference_opens_an_incident_and_is_credited_when_it_is_closed(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    delivery = shop.signed((product, 3), missing=1)
    assert (delivery.state, Incident.get().kind) == ("signed_difference", "difference")
    tracking.close_delivery(shop.call("logistics"), delivery.id, delivery.version, "quarantine")
    line = OrderLine.get()
    assert (line.shipped, line.open, Customer.get().balance) == (D(2), D(1), D(20))
    assert DeliveryLine.get().delivered == D(2)
    assert SalesOrder.get().state == "approved"
    assert clean()


def test_frozen_goods_are_promised_to_nobody_and_their_promises_move_on(shop: Shop) -> None:
    product = shop.product(lot_tracked=True)
    shop.stock(product, 5, "L1", "A-01-1")
    shop.stock(product, 5, "L2", "A-01-2")
    shop.approved((product, 4))
    held = shop.balance(product, "A-01-1", "L1")
    stock.set_quality(shop.call("warehouse"), held.id, "frozen", "wet")
    assert shop.balance(product, "A-01-2", "L2").reserved == D(4)
    assert shop.balance(product, "A-01-1", "L1", "frozen").reserved == D(0)
    assert clean()


def test_a_move_is_reversed_once_in_full(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    moved = stock.move_stock(shop.call("warehouse"), shop.balance(product).id, shop.bin("B-01-1"), D(2))
    reversing.reverse_move(shop.call("warehouse"), moved.moves[0], "wrong bin")
    assert shop.balance(product).on_hand == D(5)
    with pytest.raises(Refusal, match="already_reversed"):
        reversing.reverse_move(shop.call("warehouse"), moved.moves[0], "again")


def test_somebody_saved_meanwhile_is_told_and_nothing_is_written(shop: Shop) -> None:
    product = shop.product()
    order = orders.create_order(shop.call("clerk"), shop.draft((product, 1)))
    orders.save_draft(shop.call("clerk"), order.id, order.version, shop.draft((product, 2)))
    before = shop.dump()
    with pytest.raises(Refusal) as no:
        orders.save_draft(shop.call("owner"), order.id, order.version, shop.draft((product, 3)))
    assert (no.value.code, no.value.data["version"]) == ("changed_meanwhile", order.version + 1)
    assert shop.dump() == before


def test_a_draft_saved_as_it_is_typed_writes_no_audit_entry(shop: Shop) -> None:
    product = shop.product()
    order = orders.create_order(shop.call("clerk"), shop.draft((product, 1)))
    entries = len(shop.audit())
    orders.save_draft(shop.call("clerk"), order.id, order.version, shop.draft((product, 2)))
    assert len(shop.audit()) == entries
    with pytest.raises(Refusal, match="not_allowed"):
        orders.save_draft(shop.call(Actor(shop.packer.user_id, "P")), order.id, order.version + 1, shop.draft())


def test_what_was_lost_on_the_way_is_promised_again_from_stock(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    delivery = shop.signed((product, 3), missing=1)
    tracking.close_delivery(shop.call("logistics"), delivery.id, delivery.version, "loss")
    line, again = OrderLine.get(), Delivery.select().order_by(Delivery.id.desc()).get()
    assert (line.open, line.reserved) == (D(1), D(1))
    assert (again.state, again.pieces) == ("planned", D(1))
    assert clean()
