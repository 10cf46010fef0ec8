"""After dispatch: events on the way, signing for the goods, and closing what went wrong."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from models.delivery import Delivery, DeliveryLine, PackageLine, TrackingEvent
from models.goods import Product
from models.orders import OrderLine
from services import billing, incidents, ledger, planning, serial_numbers
from services.deliveries import amount_of
from services.delivery_book import Stage, lines, load, order_ids, orders_of, stage, store
from services.errors import Refusal
from services.ledger import ZERO, Spot
from services.order_progress import refresh_order
from services.places import place
from services.second_person import Kind, Weighed, hold, over
from services.transitions import ON_THE_WAY, move, wrong_state
from services.unit import Unit, use_case

STATUSES = (
    "picked_up", "in_transit", "out_for_delivery", "ready_for_pickup", "said_delivered", "attempt_failed", "exception",
    "returning",
)  # fmt: skip
MISSING = ("short", "damaged")
KINDS = (*MISSING, "over")
MOST_OVER = 9_999_999


@dataclass(frozen=True, slots=True)
class Difference:
    """Base units of a delivery line that did not arrive whole (`kind` short, damaged), or beyond what was sent (over).
    """

    delivery_line_id: int
    quantity: Decimal
    kind: str


@use_case("tracking.event", right="tracking.edit")
def add_event(
    u: Unit, delivery_id: int, status: str, at: datetime | None = None, place_name: str = "", note: str = ""
) -> Stage:
    """Note where a delivery is. Refuses wrong_state, unknown_status, in_future."""
    delivery = load(delivery_id)
    if status not in STATUSES:
        raise Refusal("unknown_status", status=status)
    if at is not None and at > u.now:
        raise Refusal("in_future")
    if delivery.state not in ON_THE_WAY:
        raise wrong_state("delivery", delivery, "in_transit")
    TrackingEvent.insert(
        delivery=delivery.id, at=at or u.now, status=status, place=place_name, note=note, user=u.user_id
    ).execute()
    if delivery.state == "dispatched":
        move("delivery", delivery, "in_transit")
    store(delivery)
    u.about("delivery", delivery.id, status=status)
    u.topics.add("deliveries")
    return stage(delivery)


@use_case("tracking.sign_for", right="tracking.edit")
def sign_for(
    u: Unit, delivery_id: int, version: int, signed_by: str, differences: tuple[Difference, ...] = ()
) -> Stage:
    """The customer signed: in full closes the delivery, a difference opens an incident.

    What arrived beyond what was sent moves no stock: the incident says what becomes of it.
    Refuses wrong_state, changed_meanwhile, name_missing, unknown_line, bad_quantity, bad_kind.
    """
    delivery = load(delivery_id, version)
    if not signed_by.strip():
        raise Refusal("name_missing")
    missing = _differences(delivery, differences)
    move("delivery", delivery, "signed_difference" if differences else "signed")
    delivery.outcome, delivery.signed_by, delivery.signed_at = delivery.state, signed_by.strip()[:100], u.now
    _arrive(u, delivery, missing)
    if differences:
        incidents.open_incident(
            u, "difference", "delivery", delivery.id, f"{delivery.number} {delivery.customer_name}",
            differences=[[d.delivery_line_id, d.quantity, d.kind] for d in differences],
        )  # fmt: skip
    else:
        _close(u, delivery)
    _finish(u, delivery, "delivered")
    u.about("delivery", delivery.id, signed_by=signed_by, differences=len(differences))
    return stage(delivery)


@use_case("tracking.fail", right="tracking.edit")
def not_delivered(u: Unit, delivery_id: int, version: int, outcome: str, note: str) -> Stage:
    """The customer refused the goods, or they are lost; an incident is opened.

    Refuses wrong_state, changed_meanwhile, bad_outcome (refused or lost), reason_missing.
    """
    delivery = load(delivery_id, version)
    if outcome not in ("refused", "lost"):
        raise Refusal("bad_outcome", outcome=outcome)
    if not note.strip():
        raise Refusal("reason_missing")
    move("delivery", delivery, outcome)
    delivery.outcome = outcome
    incidents.open_incident(
        u, outcome, "delivery", delivery.id, f"{delivery.number} {delivery.customer_name}", note=note
    )
    _finish(u, delivery, outcome)
    u.about("delivery", delivery.id, outcome=outcome, note=note)
    return stage(delivery)


@use_case("tracking.close", right="tracking.edit")
def close_delivery(u: Unit, delivery_id: int, version: int, remainder: str) -> Stage:
    """Post what did not reach the customer, to quarantine (it came back) or to loss, and credit it.

    `remainder` is "nothing" where all of it arrived, and more.

    What is open again on the order is reserved and planned from stock like any backorder.

    Refuses wrong_state, changed_meanwhile, bad_place; needs_approval for a loss above the company's limit.
    """
    closing = Closing(delivery_id, version, remainder)
    _closable(closing)
    hold(WRITING_OFF, closing)
    return settle(u, closing)


@dataclass(frozen=True, slots=True)
class Closing:
    """A delivery to be closed, and where what did not arrive goes."""

    delivery_id: int
    version: int
    remainder: str


def _closable(closing: Closing) -> Delivery:
    """Refuses changed_meanwhile, wrong_state, bad_place."""
    delivery = load(closing.delivery_id, closing.version)
    if delivery.state not in ("signed_difference", "refused", "lost"):
        raise wrong_state("delivery", delivery, "closed")
    places = ("quarantine", "loss") if _in_transit(delivery) else ("nothing", "quarantine", "loss")
    if closing.remainder not in places:
        raise Refusal("bad_place")
    return delivery


def settle(u: Unit, closing: Closing) -> Stage:
    """Close a delivery as `close_delivery` does."""
    delivery, remainder = _closable(closing), closing.remainder
    billed, ended = amount_of(delivery), {order.id for order in orders_of(delivery) if order.state == "closed_short"}
    for line, lot, left in _in_transit(delivery):
        source = Spot(line.product_id, lot, place("transit"))
        target = Spot(line.product_id, lot, place(remainder))
        ledger.post(u, source, target, left, "not_delivered", ("delivery", delivery.id))
        back = OrderLine.closed_short if line.line.order_id in ended else OrderLine.open
        OrderLine.update({OrderLine.shipped: OrderLine.shipped - left, back: back + left}).where(
            OrderLine.id == line.line_id
        ).execute()
    if remainder == "quarantine":
        serial_numbers.come_home(delivery.id, _back_whole(delivery))
    missing = billed - amount_of(delivery, delivered=True)
    billing.credit(u, delivery, min(missing, billing.left_of(delivery.id)))
    _close(u, delivery)
    _finish(u, delivery, "closed")
    planning.stock_came_free(u, {line.product_id for line in lines(delivery.id)})
    u.about("delivery", delivery.id, remainder=remainder)
    u.topics |= {"stock", "money"}
    return stage(delivery)


def _back_whole(delivery: Delivery) -> set[int]:
    """The numbered products of a delivery of which nothing arrived; of others nobody knows which pieces came back."""
    left: dict[int, Decimal] = {}
    for line in DeliveryLine.select().join(Product).where(DeliveryLine.delivery == delivery, Product.serial_tracked):
        left[line.product_id] = left.get(line.product_id, ZERO) + line.delivered
    return {product for product, arrived_ in left.items() if not arrived_}


def _weigh(closing: Closing) -> Weighed:
    """What is written off, as it was billed."""
    delivery = load(closing.delivery_id)
    amount = amount_of(delivery) - amount_of(delivery, delivered=True)
    lost = closing.remainder == "loss" and over("approval.write_off_amount", amount)
    return Weighed("delivery", delivery.id, f"{delivery.number} {delivery.customer_name}", lost, amount)


WRITING_OFF = Kind("write_off", "tracking.edit", Closing, _weigh, settle)


def _differences(delivery: Delivery, differences: tuple[Difference, ...]) -> dict[int, Decimal]:
    """What is missing of each line, in base units; refuses what can't be."""
    missing: dict[int, Decimal] = {}
    for difference in differences:
        line = DeliveryLine.get_or_none(
            (DeliveryLine.id == difference.delivery_line_id) & (DeliveryLine.delivery == delivery)
        )
        if line is None:
            raise Refusal("unknown_line")
        if difference.kind not in KINDS:
            raise Refusal("bad_kind", kind=difference.kind)
        if not 0 < difference.quantity <= MOST_OVER:
            raise Refusal("bad_quantity", quantity=difference.quantity)
        if difference.kind == "over":
            continue
        missing[line.id] = missing.get(line.id, ZERO) + difference.quantity
        if missing[line.id] > line.packed:
            raise Refusal("bad_quantity", quantity=difference.quantity)
    return missing


def _packed(delivery: Delivery) -> list[tuple[DeliveryLine, int, Decimal]]:
    """What left, as (delivery line, lot, base units)."""
    lots: dict[tuple[int, int], Decimal] = {}
    lines = {line.id: line for line in DeliveryLine.select().where(DeliveryLine.delivery == delivery)}
    rows = PackageLine.select(PackageLine.delivery_line, PackageLine.lot, PackageLine.quantity).where(
        PackageLine.delivery_line.in_(list(lines))
    )
    for line, lot, quantity in rows.tuples():
        lots[line, lot] = lots.get((line, lot), ZERO) + quantity
    return [(lines[line], lot, quantity) for (line, lot), quantity in sorted(lots.items())]


def _arrive(u: Unit, delivery: Delivery, missing: dict[int, Decimal]) -> None:
    left_out = dict(missing)
    for line, lot, quantity in _packed(delivery):
        skipped = min(left_out.get(line.id, ZERO), quantity)
        left_out[line.id] = left_out.get(line.id, ZERO) - skipped
        arrived = quantity - skipped
        if arrived <= 0:
            continue
        source, target = (Spot(line.product_id, lot, place(kind)) for kind in ("transit", "customer"))
        ledger.post(u, source, target, arrived, "signed", ("delivery", delivery.id))
        DeliveryLine.update(delivered=DeliveryLine.delivered + arrived).where(DeliveryLine.id == line.id).execute()
    u.topics.add("stock")


def arrived(delivery: Delivery) -> list[tuple[DeliveryLine, int, Decimal]]:
    """What reached the customer, lot for lot: all that was packed without each line's first lots that did not."""
    found: list[tuple[DeliveryLine, int, Decimal]] = []
    missing: dict[int, Decimal] = {}
    for line, lot, quantity in _packed(delivery):
        left_out = min(missing.setdefault(line.id, line.packed - line.delivered), quantity)
        missing[line.id] -= left_out
        if quantity > left_out:
            found.append((line, lot, quantity - left_out))
    return found


def _in_transit(delivery: Delivery) -> list[tuple[DeliveryLine, int, Decimal]]:
    """What has not reached the customer, lot for lot: each line's first lots, as `_arrive` leaves them out."""
    found: list[tuple[DeliveryLine, int, Decimal]] = []
    missing: dict[int, Decimal] = {}
    for line, lot, quantity in _packed(delivery):
        left = min(missing.setdefault(line.id, line.packed - line.delivered), quantity)
        missing[line.id] -= left
        if left > 0:
            found.append((line, lot, left))
    return found


def _close(u: Unit, delivery: Delivery) -> None:
    move("delivery", delivery, "closed")
    delivery.closed_at = u.now


def _finish(u: Unit, delivery: Delivery, status: str) -> None:
    TrackingEvent.insert(delivery=delivery.id, at=u.now, status=status, user=u.user_id).execute()
    store(delivery)
    for order_id in order_ids(delivery):
        refresh_order(u, order_id)
    u.topics |= {"deliveries", "orders"}


