"""All that happened to a document: every source, old and new, pages without a gap, and what only some may see."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from models.delivery import Delivery
from services import (
    attachments,
    catalogue,
    combining,
    deliveries,
    handovers,
    incidents,
    orders,
    payments,
    stock,
    timeline,
    tracking,
)
from services.order_book import load
from services.pictures import prepare
from services.timeline_changes import Change
from tests.services.shop import Shop

ALL = frozenset({"credit.view", "prices.view"})


def codes(story: timeline.Story) -> list[str]:
    return [entry.code for entry in story.entries]


def stocked(shop: Shop, quantity: int = 10) -> int:
    product = shop.product()
    shop.stock(product, quantity)
    return product


def lived(shop: Shop) -> Delivery:
    """A delivery that went all the way, with a piece missing, half paid, a minute between the steps."""
    draft = orders.create_order(shop.call("clerk"), shop.draft((stocked(shop), 4)))
    shop.clock.advance(minutes=1)
    attachments.attach("order")(shop.call("clerk"), draft.id, prepare("po.pdf", b"%PDF-1.4"))
    order = orders.submit_order(shop.call("clerk"), draft.id, draft.version)
    shop.clock.advance(minutes=1)
    from services import approval

    decided = approval.approve_order(shop.call("approver"), order.id, order.version)
    delivery = Delivery.get_by_id(decided.deliveries[0])
    shop.clock.advance(minutes=1)
    deliveries.release_delivery(shop.call("approver"), delivery.id, delivery.version)
    shop.pack(delivery.id)
    shop.clock.advance(minutes=1)
    delivery = shop.confirm(delivery.id)
    deliveries.dispatch_delivery(shop.call("logistics"), delivery.id, delivery.version)
    shop.clock.advance(minutes=1)
    handovers.hand_over(shop.call("logistics"), (delivery.id,), "Ma")
    tracking.add_event(shop.call("logistics"), delivery.id, "in_transit", place_name="Hub")
    shop.clock.advance(minutes=1)
    payments.record_payment(shop.call("finance"), shop.customer_id, D(15), shop.clock.today)
    delivery = Delivery.get_by_id(delivery.id)
    line = delivery.deliveryline_set.get()
    missing = (tracking.Difference(line.id, D(1), "damaged"),)
    tracking.sign_for(shop.call("logistics"), delivery.id, delivery.version, "Carl", missing)
    shop.clock.advance(minutes=1)
    incidents.step_incident(shop.call("warehouse"), 1, 1, "owned")
    delivery = Delivery.get_by_id(delivery.id)
    tracking.close_delivery(shop.call("logistics"), delivery.id, delivery.version, "loss")
    return Delivery.get_by_id(delivery.id)


def test_an_order_tells_all_that_happened_to_it_and_its_delivery(shop: Shop) -> None:
    delivery = lived(shop)
    story = timeline.story("order", delivery.order_id, ALL, limit=100)
    assert not story.more
    told = codes(story)
    wanted = {
        "order.create", "order.attach", "order.submit", "order.approve", "delivery.release", "packing.start",
        "packing.check", "packing.pack", "delivery.sign", "delivery.carrier", "delivery.dispatch", "delivery.hand_over",
        "track.in_transit", "bill.dispatch", "bill.paid", "tracking.sign_for", "incident.open", "incident.owned",
        "tracking.close", "bill.credit",
    }  # fmt: skip
    assert set(told) == wanted
    assert told.count("delivery.sign") == 2
    assert told[-1] == "order.create"
    assert {"tracking.close", "bill.credit", "incident.owned"} == set(told[:3])
    by_code = {entry.code: entry for entry in story.entries}
    assert by_code["delivery.dispatch"].number == delivery.number
    assert (by_code["order.approve"].who, by_code["order.approve"].number) == ("Approver", "")
    assert by_code["bill.paid"].figures["amount"] == D(15)
    assert by_code["track.in_transit"].figures["place"] == "Hub"
    assert by_code["order.attach"].figures["file"] == "po.pdf"
    moments = [entry.at for entry in story.entries]
    assert moments == sorted(moments, reverse=True)


def test_amounts_are_told_to_who_may_see_credit(shop: Shop) -> None:
    delivery = lived(shop)
    told = codes(timeline.story("order", delivery.order_id, (), limit=100))
    assert not [code for code in told if code.startswith("bill.")]
    assert "payment.record" not in codes(timeline.story("customer", shop.customer_id))
    assert "payment.record" in codes(timeline.story("customer", shop.customer_id, ALL))


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_follow_one_another_without_gap_or_repeat(shop: Shop, size: int) -> None:
    delivery = lived(shop)
    for kind, subject in (("order", delivery.order_id), ("delivery", delivery.id), ("customer", shop.customer_id)):
        whole = timeline.story(kind, subject, ALL, limit=100).entries
        found: list[timeline.Entry] = []
        more, after = True, None
        while more:
            page = timeline.story(kind, subject, ALL, after, size)
            assert len(page.entries) <= size
            assert len(found) < 100, "the pages go round in a circle"
            found += page.entries
            more, after = page.more, page.entries[-1].mark
        assert [e.mark for e in found] == [e.mark for e in whole]


def test_a_delivery_tells_its_own_story_without_the_scans(shop: Shop) -> None:
    delivery = lived(shop)
    story = timeline.story("delivery", delivery.id, ALL, limit=100)
    assert all(entry.number == "" for entry in story.entries if not entry.code.startswith("incident."))
    assert "packing.scan" not in codes(story)
    assert "order.approve" not in codes(story)


def test_a_changed_order_tells_what_changed(shop: Shop) -> None:
    one, two = shop.product("A-1"), shop.product("B-2")
    order = shop.order((one, 2), (two, 3))
    later = shop.clock.today + timedelta(9)
    line = orders.DraftLine
    lines = (line(one, D(5), D(10)), line(one, D(3), D("9.5")), line(two, D(1), D(8)))
    orders.revise_order(
        shop.call("clerk"), order.id, order.version, shop.draft(promised=later, address="2 Road", lines=lines)
    )
    (entry, *_rest) = timeline.story("order", order.id).entries
    assert entry.code == "order.revise"
    before = (shop.clock.today + timedelta(3)).isoformat()
    assert entry.changes == (
        Change("promised", before, later.isoformat()),
        Change("address", "Carl, 13800000001, 1 Road", "Carl, 13800000001, 2 Road"),
        Change("quantity", "2.000", "5.000", 1, "Product A-1"),
        Change("line", ("Product B-2", "3.000", ""), ("Product A-1", "3.000", ""), 2),
        Change("line", None, ("Product B-2", "1.000", ""), 3),
    )


def test_a_changed_record_tells_what_changed_and_costs_only_to_who_may_see_them(shop: Shop) -> None:
    product = shop.product("A-1", cost=D(4))
    data = catalogue.ProductData("A-1", "Bolt", unit="pc", price=D(12), cost=D(5), supplier_id=None)
    catalogue.change_product(shop.call("warehouse"), product, 1, data)
    seen = {c.field: (c.old, c.new) for c in timeline.story("product", product, ALL).entries[0].changes}
    assert seen["name"] == ("Product A-1", "Bolt")
    assert (D(seen["cost"][0]), D(seen["cost"][1])) == (4, 5)
    assert "search" not in seen
    assert "cost" not in {c.field for c in timeline.story("product", product).entries[0].changes}
    customer = catalogue.CustomerData("C1", "Corner Shop", "Carl", "13800000001", "1 Road", D(1_000_000), 60)
    catalogue.change_customer(shop.call("clerk"), shop.customer_id, 1, customer)
    (entry, *_rest) = timeline.story("customer", shop.customer_id, ALL).entries
    assert entry.changes == (Change("payment_days", 30, 60),)


def test_suppliers_and_carriers_tell_what_changed(shop: Shop) -> None:
    catalogue.change_supplier(shop.call("warehouse"), 1, 1, catalogue.SupplierData("Supplier & Sons"))
    assert Change("name", "Supplier", "Supplier & Sons") in timeline.story("supplier", 1).entries[0].changes
    data = catalogue.CarrierData("SF Holding", r"^SF\d{13}$")
    catalogue.change_carrier(shop.call("owner"), 2, 1, data)
    assert Change("name", "SF Express", "SF Holding") in timeline.story("carrier", 2).entries[0].changes


def test_a_purchase_order_tells_what_came(shop: Shop) -> None:
    product = shop.product()
    made = stock.order_goods(shop.call("warehouse"), 1, shop.clock.today, (stock.Bought(product, D(5)),))
    shop.clock.advance(minutes=1)
    from models.buying import PurchaseLine

    line = PurchaseLine.get(PurchaseLine.order == made.id)
    stock.receive(shop.call("warehouse"), (stock.Incoming(product, D(5), purchase_line_id=line.id),))
    assert codes(timeline.story("purchase", made.id)) == ["stock.receive", "purchase.order"]


def test_both_orders_of_a_combined_delivery_tell_of_it(shop: Shop) -> None:
    goods = stocked(shop)
    first, second = (Delivery.get_by_id(shop.approved((goods, n)).deliveries[0]) for n in (3, 4))
    combining.combine(shop.call("approver"), first.id, first.version, (second.id,))
    shop.clock.advance(minutes=1)
    deliveries.release_delivery(shop.call("approver"), first.id, Delivery.get_by_id(first.id).version)
    for order_id in (first.order_id, second.order_id):
        newest = timeline.story("order", order_id).entries[0]
        assert (newest.code, newest.number) == ("delivery.release", first.number)


def test_what_is_gone_or_new_has_an_empty_story(shop: Shop) -> None:
    assert timeline.story("order", 4711) == timeline.Story((), False)
    draft = orders.create_order(shop.call("clerk"), shop.draft())
    orders.save_draft(shop.call("clerk"), draft.id, load(draft.id).version, shop.draft((shop.product(), 1)))
    assert codes(timeline.story("order", draft.id)) == ["order.create"]


def test_an_import_is_told_with_its_rows(shop: Shop) -> None:
    from services import order_import
    from tests.contract.examples import EXAMPLES

    _role, arguments = EXAMPLES["order.import"](shop)
    order_import.import_orders(shop.call("clerk"), **arguments)
    from models.orders import SalesOrder

    (entry, *_rest) = timeline.story("order", SalesOrder.get().id).entries[-1:]
    assert (entry.code, entry.figures["file"], entry.figures["first"]) == ("order.import", "a.xlsx", 2)


def test_another_carrier_is_told_by_name(shop: Shop) -> None:
    delivery = shop.packed((stocked(shop), 2))
    step = deliveries.set_carrier(shop.call("logistics"), delivery.id, delivery.version, 1)
    deliveries.set_carrier(shop.call("logistics"), delivery.id, step.version, 2, freight=D("12.5"))
    (entry, *_rest) = timeline.story("delivery", delivery.id).entries
    assert entry.code == "delivery.carrier"
    assert entry.changes == (Change("carrier", "Own van", "SF Express"), Change("freight", None, "12.5"))
