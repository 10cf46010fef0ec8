"""One example call for each use case: it prepares the shop and returns who calls, and with what."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal as D
from typing import Any

import pytest

from models.after_sales import ReturnLine
from models.delivery import Delivery, DeliveryLine, PickLine
from models.exchange import ImportProfile
from models.paper import PrintJob
from models.parties import Carrier
from models.people import RolePermission
from models.stock import Lot, StockMove
from models.watch import Incident
from printing.labels.builtin import builtin
from services import (
    act_requests,
    address_book,
    adjusting,
    attachments,
    batches,
    billing,
    catalogue,
    contracts,
    import_batch,
    import_counts,
    import_events,
    import_freight,
    import_match,
    import_parties,
    import_payments,
    import_prices,
    import_waybills,
    label_templates,
    opening,
    order_import,
    orders,
    packing,
    payments,
    pictures,
    price_tables,
    replenishment,
    returns,
    saved_filters,
    settings,
    shelving,
    stock,
    stock_count,
    stock_opening,
    tracking,
    troubles,
    way_events,
    waybills,
)
from services.errors import Refusal
from services.freight import Rate
from services.importing.kept import Kept
from services.printing_jobs import Wish
from services.reports import own
from services.reports.made import Made
from services.unit import REGISTRY
from services.watch import watching
from tests.services.shop import Shop

Example = Callable[[Shop], tuple[str, dict[str, Any]]]
EXAMPLES: dict[str, Example] = {}


def example(name: str) -> Callable[[Example], Example]:
    def add(make: Example) -> Example:
        EXAMPLES[name] = make
        return make

    return add


def stocked(shop: Shop, quantity: int = 10) -> int:
    product = shop.product()
    shop.stock(product, quantity)
    return product


def version(delivery: Delivery) -> dict[str, Any]:
    return {"delivery_id": delivery.id, "version": Delivery.get_by_id(delivery.id).version}


def draft_saved(shop: Shop) -> orders.Saved:
    return orders.create_order(shop.call("clerk"), shop.draft((stocked(shop), 2)))


@example("company.create")
def _company(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "", {"name": "New", "language": "en", "owner": "Ann", "login": "ann", "password_hash": "x"}


@example("people.follow_rights")
def _follow_rights(shop: Shop) -> tuple[str, dict[str, Any]]:
    RolePermission.delete().where(RolePermission.permission == "backup.run").execute()
    return "packer", {}


@example("people.add")
def _person(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "owner", {"login": "new", "name": "New", "roles": ("clerk",), "password_hash": "x", "badge": "BDG-1"}


@example("people.password")
def _password(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "owner", {"login": "clerk", "password_hash": "x"}


@example("people.change")
def _change_person(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "owner", {"user_id": shop.clerk.user_id, "name": "Cleo", "roles": ("clerk", "finance"), "active": True}


@example("settings.change")
def _settings(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "owner", {"values": {"approval.allow_own": True}}


@example("bins.add")
def _bin(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "warehouse", {"code": "Z-01-1", "walk": 99}


@example("product.add")
def _product(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "warehouse", {"data": catalogue.ProductData("NEW-1", "New", codes=(catalogue.Code("123456"),))}


@example("product.change")
def _change_product(shop: Shop) -> tuple[str, dict[str, Any]]:
    product = shop.product()
    return "warehouse", {"product_id": product, "version": 1, "data": catalogue.ProductData("P", "Renamed")}


@example("tags.bind")
def _tags(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "warehouse", {"product_id": shop.product(), "tags": ("E28011606000020A0B0C0D0E",)}


@example("customer.add")
def _customer(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "clerk", {"data": catalogue.CustomerData("C9", "Nine", address="9 Road")}


@example("customer.change")
def _change_customer(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "clerk", {"customer_id": 1, "version": 1, "data": catalogue.CustomerData("C1", "Renamed")}


@example("price.set")
def _price(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "clerk", {"product_id": shop.product(), "price": D(9), "customer_id": 1}


@example("supplier.add")
def _supplier(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "warehouse", {"code": "S9", "name": "Nine", "address": "9 Mill Lane", "payment_days": 30}


@example("carrier.add")
def _carrier(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "owner", {"code": "YTO", "name": "YTO", "pattern": r"^YT\d{13}$"}


RATE = Rate("", ("浙江",), 1000, D(5), 1000, D(1))


def _sf() -> int:
    return int(Carrier.get(Carrier.code == "SF").id)


@example("freight.save")
def _save_table(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "owner", {"carrier_id": _sf(), "valid_from": date(2026, 1, 1), "rates": (RATE,)}


@example("freight.go_on")
def _reckon_older(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "packer", {}


@example("freight.remove")
def _remove_table(shop: Shop) -> tuple[str, dict[str, Any]]:
    price_tables.save_table(shop.call("owner"), _sf(), date(2026, 1, 1), (RATE,))
    (kept,) = price_tables.price_tables(_sf(), date(2026, 1, 1))
    return "owner", {"carrier_id": _sf(), "valid_from": date(2026, 1, 1), "version": kept.version}


def kept_filter(shop: Shop) -> int:
    kept = saved_filters.Kept(filters=(("state", "draft", ""),))
    return saved_filters.save_filter(shop.call("owner"), "orders", "Drafts of mine", kept).id


@example("filter.save")
def _save_filter(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "clerk", {"listing": "orders", "name": "Acme", "kept": saved_filters.Kept("Acme", sort="due")}


EXAMPLES["filter.rename"] = lambda shop: ("owner", {"filter_id": kept_filter(shop), "name": "Other"})
EXAMPLES["filter.share"] = lambda shop: ("owner", {"filter_id": kept_filter(shop), "shared": True})
EXAMPLES["filter.delete"] = lambda shop: ("owner", {"filter_id": kept_filter(shop)})


def own_report(shop: Shop) -> int:
    return own.make_report(shop.call("owner"), "Orders by state", Made("orders", ("state",), ("count",))).id


@example("report.make")
def _make_report(shop: Shop) -> tuple[str, dict[str, Any]]:
    made = Made("orders", ("customer", "month"), ("count", "avg:lines"), "came", filters=(("state", "approved"),))
    return "clerk", {"name": "Customers", "made": made}


@example("report.change")
def _change_report(shop: Shop) -> tuple[str, dict[str, Any]]:
    made = Made("orders", ("customer",), ("sum:total",))
    return "owner", {"report_id": own_report(shop), "version": 1, "name": "Worth", "made": made, "shared": True}


@example("report.bring_back")
def _bring_back_report(shop: Shop) -> tuple[str, dict[str, Any]]:
    report = own_report(shop)
    own.delete_report(shop.call("owner"), report)
    return "owner", {"report_id": report}


EXAMPLES["report.delete"] = lambda shop: ("owner", {"report_id": own_report(shop)})


@example("order.create")
def _create(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "clerk", {"draft": shop.draft((stocked(shop), 2))}


@example("order.delete_draft")
def _delete(shop: Shop) -> tuple[str, dict[str, Any]]:
    order = draft_saved(shop)
    return "clerk", {"order_id": order.id, "version": order.version}


@example("order.submit")
def _submit(shop: Shop) -> tuple[str, dict[str, Any]]:
    order = draft_saved(shop)
    return "clerk", {"order_id": order.id, "version": order.version}


@example("order.revise")
def _revise(shop: Shop) -> tuple[str, dict[str, Any]]:
    product = stocked(shop)
    order = shop.approved((product, 2))
    return "clerk", {"order_id": order.id, "version": order.version, "draft": shop.draft((product, 3))}


@example("order.hold")
def _hold(shop: Shop) -> tuple[str, dict[str, Any]]:
    order = shop.order((stocked(shop), 2))
    return "clerk", {"order_id": order.id, "version": order.version, "reason": "unpaid"}


@example("order.resume")
def _resume(shop: Shop) -> tuple[str, dict[str, Any]]:
    order = shop.order((stocked(shop), 2))
    held = orders.hold_order(shop.call("clerk"), order.id, order.version, "unpaid")
    return "clerk", {"order_id": order.id, "version": held.version}


@example("order.reopen")
def _reopen(shop: Shop) -> tuple[str, dict[str, Any]]:
    from services.approval import reject_order

    order = shop.order((stocked(shop), 2))
    rejected = reject_order(shop.call("approver"), order.id, order.version, "no")
    return "clerk", {"order_id": order.id, "version": rejected.version}


@example("order.cancel")
def _cancel(shop: Shop) -> tuple[str, dict[str, Any]]:
    order = shop.approved((stocked(shop), 2))
    return "clerk", {"order_id": order.id, "version": order.version, "reason": "not wanted"}


@example("order.close_short")
def _close_short(shop: Shop) -> tuple[str, dict[str, Any]]:
    order = shop.approved((stocked(shop), 20))
    return "clerk", {"order_id": order.id, "version": order.version, "reason": "enough"}


def _submitted(shop: Shop, **more: Any) -> tuple[str, dict[str, Any]]:
    order = shop.order((stocked(shop), 2))
    return "approver", {"order_id": order.id, "version": order.version, **more}


EXAMPLES["order.approve"] = _submitted


@example("order.approve_by_rule")
def _by_rule(shop: Shop) -> tuple[str, dict[str, Any]]:
    product = stocked(shop, 100)
    shop.approved((product, 1))
    settings.change_settings(shop.call("owner"), {"approval.by_rule": True, "approval.new_customer_days": 0})
    order = shop.order((product, 2))
    return "clerk", {"order_id": order.id, "version": order.version}


EXAMPLES["order.send_back"] = lambda shop: _submitted(shop, reason="price")
EXAMPLES["order.reject"] = lambda shop: _submitted(shop, reason="no")


@example("delivery.plan")
def _plan(shop: Shop) -> tuple[str, dict[str, Any]]:
    order = shop.approved((stocked(shop, 5), 8), delivery_policy="complete")
    return "approver", {"order_id": order.id}


@example("delivery.plan_together")
def _plan_together(shop: Shop) -> tuple[str, dict[str, Any]]:
    goods = stocked(shop, 8)
    made = [shop.approved((goods, quantity), delivery_policy="complete") for quantity in (3, 4)]
    return "approver", {"order_ids": tuple(order.id for order in made)}


@example("delivery.combine")
def _combine(shop: Shop) -> tuple[str, dict[str, Any]]:
    goods = stocked(shop, 8)
    first, other = (Delivery.get_by_id(shop.approved((goods, quantity)).deliveries[0]) for quantity in (3, 4))
    return "approver", {**version(first), "others": (other.id,)}


@example("delivery.release")
def _release(shop: Shop) -> tuple[str, dict[str, Any]]:
    order = shop.approved((stocked(shop), 2))
    return "approver", version(Delivery.get_by_id(order.deliveries[0]))


@example("delivery.carrier")
def _set_carrier(shop: Shop) -> tuple[str, dict[str, Any]]:
    delivery = shop.packed((stocked(shop), 2))
    return "logistics", {**version(delivery), "carrier_id": 1, "tracking": ((1, "AB 12"),), "freight": D(12)}


@example("delivery.assign_waybills")
def _assign_waybills(shop: Shop) -> tuple[str, dict[str, Any]]:
    delivery = shop.packed((stocked(shop), 2))
    return "logistics", {"rows": (waybills.Waybill(delivery.number, ("SF1234567890123",), freight=D(12)),)}


@example("delivery.sign")
def _sign(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "packer", {**version(shop.packed((stocked(shop), 2))), "role": "warehouse"}


@example("delivery.dispatch")
def _dispatch(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "logistics", version(shop.confirmed((stocked(shop), 2)))


@example("delivery.cancel")
def _cancel_delivery(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "approver", {**version(shop.packed((stocked(shop), 2))), "reason": "not today"}


@example("packing.start")
def _start(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "packer", {"delivery_id": shop.released((stocked(shop), 2)).id}


@example("packing.scan")
def _scan(shop: Shop) -> tuple[str, dict[str, Any]]:
    product = stocked(shop)
    delivery = shop.released((product, 2))
    packing.start_picking(shop.call("packer"), delivery.id)
    return "packer", {"delivery_id": delivery.id, "text": shop.label(product)}


@example("packing.undo")
def _undo(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "packer", {"delivery_id": shop.pick(shop.released((stocked(shop), 2)).id).id}


@example("packing.note")
def _note(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "packer", {"text": "6901234567892", "verdict": "repeated", "delivery_id": None}


@example("packing.waybill")
def _waybill(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "packer", {"delivery_id": shop.packed((stocked(shop), 2)).id, "text": "SF1502339477120"}


@example("packing.short")
def _short(shop: Shop) -> tuple[str, dict[str, Any]]:
    product = stocked(shop)
    delivery = shop.released((product, 2))
    packing.start_picking(shop.call("packer"), delivery.id)
    shop.scan(delivery.id, shop.label(product))
    line = PickLine.get(PickLine.delivery == delivery)
    return "packer", {"delivery_id": delivery.id, "pick_line_id": line.id}


@example("packing.set_aside")
def _aside(shop: Shop) -> tuple[str, dict[str, Any]]:
    delivery = shop.released((stocked(shop), 2))
    packing.start_picking(shop.call("packer"), delivery.id)
    return "packer", {"delivery_id": delivery.id, "pick_line_id": PickLine.get(PickLine.delivery == delivery).id}


def in_trouble(shop: Shop) -> Delivery:
    """One of two pieces is picked, the other was not found."""
    product = stocked(shop)
    delivery = shop.released((product, 2))
    packing.start_picking(shop.call("packer"), delivery.id)
    shop.scan(delivery.id, shop.label(product))
    troubles.set_aside(shop.call("packer"), delivery.id)
    return delivery


@example("packing.resume")
def _resume(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "packer", {"delivery_id": in_trouble(shop).id}


@example("packing.ship_short")
def _ship_short(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "packer", {"delivery_id": in_trouble(shop).id}


def begun(shop: Shop) -> tuple[str, str]:
    """A batch of one box, and the code of what it needs."""
    settings.change_settings(shop.call("owner"), {"packing.batch": 4})
    product = stocked(shop)
    shop.released((product, 2))
    return batches.begin_batch(shop.call("packer")).number, shop.label(product)


@example("packing.batch")
def _batch(shop: Shop) -> tuple[str, dict[str, Any]]:
    settings.change_settings(shop.call("owner"), {"packing.batch": 4})
    shop.released((stocked(shop), 2))
    return "packer", {}


@example("packing.take")
def _take(shop: Shop) -> tuple[str, dict[str, Any]]:
    number, text = begun(shop)
    return "packer", {"batch": number, "text": text}


@example("packing.put")
def _put(shop: Shop) -> tuple[str, dict[str, Any]]:
    number, text = begun(shop)
    return "packer", {"batch": number, "box": 1, "told": 1, "text": text}


@example("packing.weigh")
def _weigh(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "packer", {"delivery_id": shop.pick(shop.released((stocked(shop), 2)).id).id, "weight_g": 2500}


@example("delivery.priority")
def _priority(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "approver", {**version(shop.released((stocked(shop), 2))), "priority": 1}


@example("packing.next_package")
def _next(shop: Shop) -> tuple[str, dict[str, Any]]:
    product = stocked(shop)
    delivery = shop.released((product, 2))
    packing.start_picking(shop.call("packer"), delivery.id)
    shop.scan(delivery.id, shop.label(product))
    return "packer", {"delivery_id": delivery.id}


@example("packing.check")
def _check(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "packer", {"delivery_id": shop.pick(shop.released((stocked(shop), 2)).id).id}


@example("packing.pack")
def _pack(shop: Shop) -> tuple[str, dict[str, Any]]:
    delivery = shop.pick(shop.released((stocked(shop), 2)).id)
    packing.check_delivery(shop.call("packer"), delivery.id)
    return "packer", {"delivery_id": delivery.id, "weights": (1200,)}


@example("print.again")
def _print(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "packer", {"delivery_id": shop.packed((stocked(shop), 2)).id, "kind": "note"}


@example("tracking.import_events")
def _import_events(shop: Shop) -> tuple[str, dict[str, Any]]:
    gone = shop.dispatched((stocked(shop), 2))
    return "logistics", {"rows": (way_events.WayEvent(gone.number, shop.clock(), "运输中", "Hangzhou"),)}


@example("tracking.event")
def _event(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "logistics", {"delivery_id": shop.dispatched((stocked(shop), 2)).id, "status": "in_transit"}


@example("tracking.sign_for")
def _sign_for(shop: Shop) -> tuple[str, dict[str, Any]]:
    delivery = shop.dispatched((stocked(shop), 2))
    line = DeliveryLine.get(DeliveryLine.delivery == delivery)
    missing = (tracking.Difference(line.id, D(1), "damaged"),)
    return "logistics", {**version(delivery), "signed_by": "Carl", "differences": missing}


@example("tracking.fail")
def _fail(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "logistics", {**version(shop.dispatched((stocked(shop), 2))), "outcome": "lost", "note": "gone"}


@example("tracking.close")
def _close(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "logistics", {**version(shop.signed((stocked(shop), 2), missing=1)), "remainder": "loss"}


@example("rating.give")
def _rating(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "clerk", {"delivery_id": shop.dispatched((stocked(shop), 2)).id, "stars": 2, "note": "late"}


@example("complaint.add")
def _complaint(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "clerk", {"delivery_id": shop.signed((stocked(shop), 2)).id, "kind": "damaged", "text": "wet"}


def over_limit(shop: Shop) -> dict[str, Any]:
    """An adjustment above the company's limit."""
    settings.change_settings(shop.call("owner"), {"approval.adjust_amount": 5})
    balance = shop.balance(stocked(shop))
    with pytest.raises(Refusal) as no:
        adjusting.adjust(shop.call("warehouse"), balance.id, D(9), "counted")
    asked = no.value.data["ask"]
    return {"kind": asked.kind, "arguments": asked.arguments}


EXAMPLES["act.ask"] = lambda shop: ("warehouse", over_limit(shop))


@example("act.approve")
def _approve_act(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "approver", {"request_id": act_requests.ask(shop.call("warehouse"), **over_limit(shop)).id, "version": 1}


EXAMPLES["act.refuse"] = lambda shop: ("approver", _approve_act(shop)[1] | {"answer": "count again"})
EXAMPLES["act.withdraw"] = lambda shop: ("warehouse", _approve_act(shop)[1])


def announced(shop: Shop) -> tuple[int, int]:
    """A return of both pieces of a delivery, and its line."""
    delivery = shop.signed((stocked(shop), 2))
    line = DeliveryLine.get(DeliveryLine.delivery == delivery)
    lot = Lot.get(Lot.product == line.product_id)
    wanted = (returns.Wanted(line.id, lot.id, D(2)),)
    made = returns.open_return(shop.call("clerk"), delivery.id, wanted, "damaged").id
    return made, ReturnLine.get(ReturnLine.order == made).id


def came_back(shop: Shop) -> tuple[int, int]:
    made, line = announced(shop)
    returns.receive_return(shop.call("warehouse"), made, 1, (returns.Came(line, D(2)),))
    return made, line


def looked_over(shop: Shop) -> int:
    made, line = came_back(shop)
    returns.inspect_return(shop.call("warehouse"), made, 2, (returns.Verdict(line, D(1), D(1)),))
    return made


@example("return.open")
def _open_return(shop: Shop) -> tuple[str, dict[str, Any]]:
    delivery = shop.signed((stocked(shop), 2))
    line = DeliveryLine.get(DeliveryLine.delivery == delivery)
    wanted = (returns.Wanted(line.id, Lot.get(Lot.product == line.product_id).id, D(1)),)
    return "clerk", {"delivery_id": delivery.id, "lines": wanted, "reason": "damaged", "note": "wet"}


@example("return.receive")
def _receive_return(shop: Shop) -> tuple[str, dict[str, Any]]:
    made, line = announced(shop)
    return "warehouse", {"return_id": made, "version": 1, "came": (returns.Came(line, D(2)),)}


@example("return.inspect")
def _inspect_return(shop: Shop) -> tuple[str, dict[str, Any]]:
    made, line = came_back(shop)
    return "warehouse", {"return_id": made, "version": 2, "verdicts": (returns.Verdict(line, sent_back=D(2)),)}


EXAMPLES["return.settle"] = lambda shop: (
    "finance", {"return_id": looked_over(shop), "version": 3, "outcome": "refunded", "amount": D(15)},
)  # fmt: skip
EXAMPLES["return.back"] = lambda shop: ("warehouse", {"return_id": looked_over(shop), "version": 3})
EXAMPLES["return.cancel"] = lambda shop: ("clerk", {"return_id": announced(shop)[0], "version": 1, "why": "keeps it"})


@example("stock.receive")
def _receive(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "warehouse", {"lines": (stock.Incoming(shop.product(), D(5)),)}


@example("stock.number")
def _number(shop: Shop) -> tuple[str, dict[str, Any]]:
    product = shop.product(serial_tracked=True)
    shop.stock(product, 2)
    return "warehouse", {"product_id": product, "came": ("A-1", "A-2")}


@example("stock.move")
def _move(shop: Shop) -> tuple[str, dict[str, Any]]:
    balance = shop.balance(stocked(shop))
    return "warehouse", {"balance_id": balance.id, "target_id": shop.bin("B-01-1"), "quantity": D(3)}


@example("stock.freeze")
def _freeze(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "warehouse", {"balance_id": shop.balance(stocked(shop)).id, "quality": "frozen", "reason": "wet"}


@example("stock.adjust")
def _adjust(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "warehouse", {"balance_id": shop.balance(stocked(shop)).id, "counted": D(9), "reason": "counted"}


@example("stock.send_back")
def _send_back(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "warehouse", {"balance_id": shop.balance(stocked(shop)).id, "quantity": D(2), "reason": "damaged"}


@example("stock.reverse")
def _reverse(shop: Shop) -> tuple[str, dict[str, Any]]:
    stocked(shop)
    last = StockMove.select().order_by(StockMove.id.desc()).get()
    return "warehouse", {"move_id": last.id, "reason": "typed twice"}


@example("stock.expire")
def _expire(shop: Shop) -> tuple[str, dict[str, Any]]:
    product = shop.product(lot_tracked=True, shelf_life_days=30)
    shop.stock(product, 5, "L1", expiry=shop.clock.today + timedelta(1))
    shop.clock.advance(days=3)
    return "warehouse", {}


@example("stock.put_away")
def _put_away(shop: Shop) -> tuple[str, dict[str, Any]]:
    balance = shop.balance(stocked(shop))
    return "warehouse", {"lines": (shelving.Carry(balance.id, shop.bin("B-01-1"), D(3)),)}


@example("stock.count")
def _count(shop: Shop) -> tuple[str, dict[str, Any]]:
    counts = (stock_count.Count(stocked(shop), shop.bin(), D(8), book=D(10)),)
    return "warehouse", {"counts": counts, "reason": "counted"}


@example("stock.open")
def _open(shop: Shop) -> tuple[str, dict[str, Any]]:
    lines = (stock_opening.Opening(shop.product(), D(8), location_id=shop.bin(), cost=D("1.5")),)
    return "warehouse", {"lines": lines}


@example("bins.add_many")
def _add_bins(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "warehouse", {"first": "C-01-01", "last": "C-01-03"}


@example("bins.rename")
def _rename_bin(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "warehouse", {"location_id": shop.bin(), "code": "A-99", "name": "At the door"}


@example("bins.place")
def _place_bin(shop: Shop) -> tuple[str, dict[str, Any]]:
    before = {"parent_id": None, "before_id": shop.bin("A-01-1")}
    return "warehouse", {"location_id": shop.bin("B-01-1")} | before


@example("bins.use")
def _use_bin(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "warehouse", {"location_id": shop.bin(), "active": False}


@example("print.receipt")
def _print_receipt(shop: Shop) -> tuple[str, dict[str, Any]]:
    received = shop.stock(shop.product(), 5)
    return "warehouse", {"receipt_id": received.id, "counts": (2,)}


@example("print.bins")
def _print_bins(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "warehouse", {"location_ids": (shop.bin(),)}


@example("purchase.order")
def _purchase(shop: Shop) -> tuple[str, dict[str, Any]]:
    lines = (stock.Bought(shop.product(), D(5)),)
    return "warehouse", {"supplier_id": 1, "expected": shop.clock.today, "lines": lines}


@example("purchase.cancel")
def _cancel_purchase(shop: Shop) -> tuple[str, dict[str, Any]]:
    lines = (stock.Bought(shop.product(), D(5)),)
    made = stock.order_goods(shop.call("warehouse"), 1, shop.clock.today, lines)
    return "warehouse", {"purchase_id": made.id, "reason": "sold out"}


def _asked(shop: Shop) -> tuple[int, int]:
    """A product and the request for what an order lacks of it."""
    product = stocked(shop, 5)
    order = shop.approved((product, 8))
    return product, replenishment.ask_for_order(shop.call("approver"), order.id).requests[0]


@example("replenish.request")
def _request(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "warehouse", {"product_id": shop.product(), "quantity": D(40), "needed": shop.clock.today, "note": "low"}


@example("replenish.for_order")
def _ask_buyer(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "approver", {"order_id": shop.approved((stocked(shop, 5), 8)).id}


@example("replenish.withdraw")
def _withdraw(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "approver", {"request_ids": (_asked(shop)[1],)}


@example("replenish.take_up")
def _take_up(shop: Shop) -> tuple[str, dict[str, Any]]:
    product, request = _asked(shop)
    lines = (stock.Bought(product, D(12)),)
    order = {"supplier_id": 1, "expected": shop.clock.today}
    return "warehouse", {"request_ids": (request,), "lines": lines, **order}


@example("replenish.decline")
def _decline(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "warehouse", {"request_ids": (_asked(shop)[1],), "reason": "not made any more"}


@example("payment.record")
def _payment(shop: Shop) -> tuple[str, dict[str, Any]]:
    shop.dispatched((stocked(shop), 2))
    return "finance", {"customer_id": 1, "amount": D(15), "day": shop.clock.today}


@example("billing.month")
def _billing(shop: Shop) -> tuple[str, dict[str, Any]]:
    shop.by_month()
    shop.dispatched((stocked(shop), 2))
    shop.clock.advance(days=30)
    return "finance", {"month": date(2026, 3, 1)}


@example("billing.undo_month")
def _billing_undone(shop: Shop) -> tuple[str, dict[str, Any]]:
    _role, arguments = _billing(shop)
    billing.bill_month(shop.call("finance"), **arguments)
    return "finance", arguments


@example("opening.add")
def _opening(shop: Shop) -> tuple[str, dict[str, Any]]:
    due = shop.clock.today + timedelta(9)
    return "finance", {"customer_id": 1, "amount": D(80), "day": shop.clock.today, "due": due, "note": "2025"}


@example("opening.undo")
def _opening_undone(shop: Shop) -> tuple[str, dict[str, Any]]:
    day = shop.clock.today
    made = opening.add_opening(shop.call("finance"), 1, D(80), day, day)
    return "finance", {"receivable_id": made.id, "reason": "typed twice"}


@example("watch.keep")
def _watch(shop: Shop) -> tuple[str, dict[str, Any]]:
    shop.stock(shop.product(safety_stock=D(10)), 5)
    return "packer", {"planned": watching.look(shop.clock())}


@example("incident.plan")
def _incident_planned(shop: Shop) -> tuple[str, dict[str, Any]]:
    _incident(shop)
    return "warehouse", {"incident_id": Incident.get().id, "version": 1, "note": "asked"}


@example("incident.step")
def _incident(shop: Shop) -> tuple[str, dict[str, Any]]:
    shop.signed((stocked(shop), 2), missing=1)
    return "warehouse", {"incident_id": Incident.get().id, "version": 1, "state": "resolved", "text": "found"}


@example("backup.run")
def _backup(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "owner", {"path": "company.db", "size": 4096, "entries": 3, "head": "00"}


@example("order.import")
def _import_orders(shop: Shop) -> tuple[str, dict[str, Any]]:
    line = import_match.StagedLine(stocked(shop), "", "", "pc", 1000, 2000, 100000, "file", 2000, 2000, 2)
    order = import_match.StagedOrder(
        "c1|a1", shop.customer_id, "", "Corner Shop", "", "A1", "2026-03-05", "2026-03-08", "", "", "", "", 30, "ready",
        "", True, 2000, (line,), (2, 3), b"[]", "ok",
    )  # fmt: skip
    head = import_batch.ImportHead("a.xlsx", "Sheet1", "0" * 64, 3, (), ((4, "E4", "missing_quantity"),))
    return "clerk", {"head": head, "orders": (order,)}


@example("order.import_undo")
def _import_undo(shop: Shop) -> tuple[str, dict[str, Any]]:
    made = order_import.import_orders(shop.call("clerk"), **_import_orders(shop)[1])
    return "clerk", {"batch_id": made.batch_id}


def _records(role: str, make: Callable[[Shop], Any]) -> Example:
    head = import_batch.ImportHead("a.xlsx", "Sheet1", "0" * 64, 2, (), ((3, "A3", "missing"),))
    return lambda shop: (role, {"head": head, "rows": (make(shop),)})


def _waybill(shop: Shop) -> import_waybills.WaybillRow:
    packed = shop.packed((stocked(shop), 2))
    return import_waybills.WaybillRow(2, waybills.Waybill(packed.number, ("SF1000000000009",), "SF"))


def _event(shop: Shop) -> import_events.EventRow:
    gone = shop.dispatched((stocked(shop), 2))
    return import_events.EventRow(2, way_events.WayEvent(gone.number, shop.clock(), "in_transit", "Hangzhou"))


EXAMPLES |= {
    "products.import": _records("warehouse", lambda _shop: import_parties.Row(2, "NEW-1", "New", "6901234567892")),
    "customers.import": _records("clerk", lambda _shop: import_parties.Row(2, "", "New customer", phone="1380000")),
    "suppliers.import": _records("warehouse", lambda _shop: import_parties.Row(2, "", "New supplier")),
    "counts.import": _records("warehouse", lambda shop: import_counts.CountRow(
        2, stock_count.Count(stocked(shop), shop.bin(), D(3)))),
    "prices.import": _records("owner", lambda shop: import_prices.PriceRow(2, shop.product(), D("9.5"), 1)),
    "payments.import": _records("finance", lambda shop: import_payments.PaymentRow(2, 1, D(15), shop.clock.today)),
    "waybills.import": _records("logistics", _waybill),
    "events.import": _records("logistics", _event),
    "freight.import": _records("owner", lambda shop: import_freight.RateRow(2, _sf(), date(2026, 1, 1), RATE)),
}  # fmt: skip


def _undo_of(kind: str) -> Example:
    def make(shop: Shop) -> tuple[str, dict[str, Any]]:
        role, arguments = EXAMPLES[f"{kind}.import"](shop)
        return role, {"batch_id": REGISTRY[f"{kind}.import"](shop.call(role), **arguments).batch_id}

    return make


EXAMPLES |= {
    f"{kind}.import_undo": _undo_of(kind)
    for kind in ("products", "customers", "suppliers", "counts", "prices", "payments", "waybills", "events", "freight")
}


def _profile(shop: Shop) -> int:
    head = import_batch.ImportHead("a.xlsx", profile=Kept("f" * 32, "Shop", (("a", "number"),)))
    order_import.import_orders(shop.call("clerk"), head, ())
    return int(ImportProfile.get().id)


@example("profile.change")
def _change_profile(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "clerk", {"profile_id": _profile(shop), "name": "Other", "columns": (("a", "sku"),)}


@example("profile.forget")
def _forget_profile(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "clerk", {"profile_id": _profile(shop)}


@example("role.set")
def _role(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "owner", {"code": "driver", "permissions": ("deliveries.view", "tracking.edit")}


@example("address.save")
def _address(shop: Shop) -> tuple[str, dict[str, Any]]:
    book = {"customer_id": shop.customer_id, "address_id": None}
    return "clerk", book | {"receiver": "Ann", "phone": "", "text": "2 Road"}


@example("address.remove")
def _no_address(shop: Shop) -> tuple[str, dict[str, Any]]:
    made = address_book.save_address(shop.call("clerk"), shop.customer_id, None, "Ann", "", "2 Road")
    return "clerk", {"address_id": made.id}


@example("supplier.change")
def _supplier_changed(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "warehouse", {"supplier_id": 1, "version": 1, "data": catalogue.SupplierData("Supplier & Sons", lead_days=9)}


@example("carrier.usual")
def _usual_carriers(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "owner", {"language": "en"}


@example("carrier.change")
def _carrier_changed(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "owner", {"carrier_id": 2, "version": 1, "data": catalogue.CarrierData("SF", r"^SF\d{12,13}$", "95338")}


@example("price.end")
def _price_ended(shop: Shop) -> tuple[str, dict[str, Any]]:
    made = catalogue.set_price(shop.call("clerk"), shop.product(), D(9), shop.customer_id)
    return "clerk", {"price_id": made.id}


@example("payment.undo")
def _payment_undone(shop: Shop) -> tuple[str, dict[str, Any]]:
    made = payments.record_payment(shop.call("finance"), shop.customer_id, D(100), shop.clock.today)
    return "finance", {"payment_id": made.id, "reason": "typed twice"}


@example("delivery.hand_over")
def _handed_over(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "logistics", {"delivery_ids": (shop.dispatched((stocked(shop), 2)).id,), "driver": "Ma", "plate": "A 1"}


@example("print.product")
def _print_product(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "warehouse", {"product_id": stocked(shop), "wish": Wish(copies=3)}


@example("print.drop")
def _drop_print(shop: Shop) -> tuple[str, dict[str, Any]]:
    shop.packed((stocked(shop), 2))
    return "packer", {"job_id": PrintJob.get(PrintJob.kind == "note").id}


def own_template(shop: Shop) -> label_templates.Saved:
    return label_templates.add_template(shop.call("owner"), builtin("bin-60x40"))


EXAMPLES["label.add"] = lambda shop: ("owner", {"layout": builtin("bin-60x40")})
EXAMPLES["label.save"] = lambda shop: ("owner", {"key": "bin-60x40", "version": 0, "layout": builtin("bin-a4")})
EXAMPLES["label.reset"] = lambda shop: ("owner", {"key": "bin-60x40", "version": 0})
EXAMPLES["label.remove"] = lambda shop: ("owner", {"key": own_template(shop).key})
EXAMPLES["label.choose"] = lambda shop: ("owner", {"key": "bin-a4"})


@example("papers.customer_prices")
def _customer_prices(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "clerk", {"customer_id": shop.customer_id, "prices": False}


@example("print.statement")
def _print_statement(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "owner", {"customer_id": shop.customer_id, "month": 202603}


@example("print.settle")
def _settle(shop: Shop) -> tuple[str, dict[str, Any]]:
    shop.packed((stocked(shop), 2))
    PrintJob.update(state="uncertain").execute()
    return "packer", {"job_id": PrintJob.get(PrintJob.kind == "note").id, "came_out": False}


@example("print.move")
def _move_print(shop: Shop) -> tuple[str, dict[str, Any]]:
    shop.packed((stocked(shop), 2))
    return "packer", {"job_id": PrintJob.get(PrintJob.kind == "note").id}


@example("print.retry")
def _retry(shop: Shop) -> tuple[str, dict[str, Any]]:
    shop.packed((stocked(shop), 2))
    return "packer", {"job_id": PrintJob.get(PrintJob.kind == "note").id}


PDF = pictures.File("note.pdf", "application/pdf", b"%PDF-1.4 a note")


def _subjects(shop: Shop) -> dict[str, tuple[str, int]]:
    """For each kind of subject with files, who works with it, and one of it."""
    delivery = shop.signed((stocked(shop), 2), missing=1)
    return {
        "order": ("clerk", delivery.order_id), "delivery": ("packer", delivery.id),
        "product": ("warehouse", 1), "incident": ("logistics", Incident.get().id), "company": ("owner", 0),
    }  # fmt: skip


def _attach(kind: str) -> Example:
    def make(shop: Shop) -> tuple[str, dict[str, Any]]:
        role, subject_id = _subjects(shop)[kind]
        return role, {"subject_id": subject_id, "file": PDF}

    return make


def _detach(kind: str) -> Example:
    def make(shop: Shop) -> tuple[str, dict[str, Any]]:
        role, subject_id = _subjects(shop)[kind]
        kept = attachments.attach(kind)(shop.call(role), subject_id, PDF)
        return role, {"subject_id": subject_id, "attachment_id": kept.id}

    return make


for _kind in attachments.SUBJECTS:
    EXAMPLES[f"{_kind}.attach"], EXAMPLES[f"{_kind}.detach"] = _attach(_kind), _detach(_kind)


@example("order.quote")
def _quote(shop: Shop) -> tuple[str, dict[str, Any]]:
    draft = draft_saved(shop)
    until = shop.clock.today + timedelta(9)
    return "clerk", {"order_id": draft.id, "version": draft.version, "valid_until": until}


def _contract(shop: Shop, *, begun: bool = True) -> dict[str, Any]:
    start = shop.clock.today - timedelta(9) if begun else None
    line = contracts.ContractLine(shop.product(), D(9))
    return {"customer_id": shop.customer_id, "name": "HT-1", "valid_from": start, "valid_to": None, "lines": (line,)}


@example("contract.save")
def _contract_saved(shop: Shop) -> tuple[str, dict[str, Any]]:
    return "clerk", _contract(shop)


@example("contract.renew")
def _contract_renewed(shop: Shop) -> tuple[str, dict[str, Any]]:
    contracts.save_contract(shop.call("clerk"), **_contract(shop))
    told = {"customer_id": shop.customer_id, "name": "HT-1", "new_name": "HT-2"}
    return "clerk", told | {"valid_from": shop.clock.today, "valid_to": None}


@example("contract.end")
def _contract_ended(shop: Shop) -> tuple[str, dict[str, Any]]:
    contracts.save_contract(shop.call("clerk"), **_contract(shop))
    return "clerk", {"customer_id": shop.customer_id, "name": "HT-1"}


@example("stock.serve")
def _serve(shop: Shop) -> tuple[str, dict[str, Any]]:
    """A short pick leaves its line waiting though more lies elsewhere."""
    product = stocked(shop, 2)
    delivery = shop.released((product, 2))
    packing.start_picking(shop.call("packer"), delivery.id)
    shop.scan(delivery.id, shop.label(product))
    packing.short_pick(shop.call("packer"), delivery.id, PickLine.get(PickLine.delivery == delivery).id)
    return "approver", {"product_id": product}


@example("stock.freeze_lot")
def _freeze_lot(shop: Shop) -> tuple[str, dict[str, Any]]:
    lot = shop.balance(stocked(shop)).lot_id
    return "warehouse", {"lot_id": lot, "quality": "frozen", "reason": "called back"}
