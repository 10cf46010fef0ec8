"""The exception list and the queue's order: deliveries that are set aside at the bench, and which goes first."""

from decimal import Decimal
from typing import Any

from models.delivery import Delivery, PickLine
from services import incidents, ledger, planning, reserving
from services.delivery_book import Stage, load, order_ids, stage, store
from services.errors import Refusal
from services.picking import HELD, PICKABLE
from services.transitions import IN_HOUSE, wrong_state
from services.unit import Unit, use_case

SHORT = "short"
MOST_URGENT = 9


def refuse(delivery: Delivery) -> None:
    """Refuses in_trouble for a delivery on the exception list."""
    if delivery.trouble:
        raise Refusal("in_trouble", number=delivery.number)


def leave(delivery: Delivery, pick: PickLine, left: Decimal) -> None:
    """`left` of a pick line stays behind as backorder: off its delivery, its goods free."""
    row = HELD.first(delivery_line=pick.delivery_line_id, lot=pick.lot_id, location=pick.bin_id)
    assert row is not None
    ledger.release(row[0], row[2], left)
    planning.leave_behind(delivery, pick, left)


@use_case("packing.set_aside", right="deliveries.pick")
def set_aside(u: Unit, delivery_id: int, pick_line_id: int | None = None, reason: str = "not_found") -> Stage:
    """A piece is missing and somebody shall decide: the delivery goes on the exception list, an incident tells of it.

    Refuses wrong_state, in_trouble, unknown_pick_line.
    """
    delivery = load(delivery_id)
    refuse(delivery)
    if delivery.state not in PICKABLE | {"picked"}:
        raise wrong_state("delivery", delivery, "short")
    subject: str = delivery.number
    detail: dict[str, Any] = {"reason": reason}
    if pick_line_id is not None:
        pick = PickLine.get_or_none((PickLine.id == pick_line_id) & (PickLine.delivery == delivery_id))
        if pick is None:
            raise Refusal("unknown_pick_line")
        subject = f"{delivery.number} {pick.bin.code} {pick.product.sku}"
        detail["quantity"] = pick.planned - pick.picked
    delivery.trouble = SHORT
    store(delivery)
    incidents.open_incident(u, "short_pick", "delivery", delivery.id, subject, **detail)
    u.about("delivery", delivery.id, pick_line=pick_line_id, reason=reason)
    u.topics.add("deliveries")
    return stage(delivery)


@use_case("packing.resume", right="deliveries.pick")
def resume(u: Unit, delivery_id: int) -> Stage:
    """What was missing is there: the delivery goes back into the queue. Refuses not_in_trouble."""
    delivery = _in_trouble(delivery_id)
    delivery.trouble = ""
    store(delivery)
    u.about("delivery", delivery.id)
    u.topics.add("deliveries")
    return stage(delivery)


@use_case("packing.ship_short", right="deliveries.pick")
def ship_short(u: Unit, delivery_id: int) -> Stage:
    """Send what is picked: all that is left of the delivery stays behind as backorder.

    Refuses not_in_trouble, nothing_picked (cancel it instead).
    """
    delivery = _in_trouble(delivery_id)
    if not delivery.picked:
        raise Refusal("nothing_picked", number=delivery.number)
    behind = Decimal(0)
    for pick in PickLine.of("id", delivery=delivery.id):
        left = pick.planned - pick.picked
        if left > 0:
            leave(delivery, pick, left)
            behind += left
    delivery.trouble = ""
    if delivery.state != "picked":
        delivery.state, delivery.picked_at = "picked", u.now
    store(delivery)
    for order_id in order_ids(delivery):
        reserving.count_reserved(order_id)
    u.about("delivery", delivery.id, behind=behind)
    u.topics |= {"deliveries", "orders", "stock"}
    return stage(delivery)


def _in_trouble(delivery_id: int) -> Delivery:
    delivery = load(delivery_id)
    if not delivery.trouble or delivery.state not in IN_HOUSE:
        raise Refusal("not_in_trouble", number=delivery.number)
    return delivery


@use_case("delivery.priority", right="deliveries.plan")
def set_priority(u: Unit, delivery_id: int, version: int, priority: int) -> Stage:
    """How urgent a delivery is, 0 to 9; the bench takes the most urgent first.

    Refuses changed_meanwhile, wrong_state, bad_number.
    """
    delivery = load(delivery_id, version)
    if delivery.state not in IN_HOUSE:
        raise wrong_state("delivery", delivery, "priority")
    if not 0 <= priority <= MOST_URGENT:
        raise Refusal("bad_number")
    delivery.priority = priority
    store(delivery)
    u.about("delivery", delivery.id, priority=priority)
    u.topics.add("deliveries")
    return stage(delivery)
