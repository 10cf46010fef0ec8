"""Deliveries around the bench: planning, releasing, carrier, sign-offs, dispatch, cancelling."""

from dataclasses import dataclass
from decimal import Decimal

from models.base import row_values
from models.delivery import Delivery, DeliveryLine, Package, PackageLine, PickLine, Signoff, TrackingEvent
from models.driver import peewee
from models.fields import money
from models.orders import OrderLine
from models.parties import Carrier
from models.statement import Statement
from models.stock import Location, Lot, Reservation, StockBalance
from services import (
    billing,
    ledger,
    planning,
    printing_jobs,
    readiness,
    serial_numbers,
    settings,
    signatures,
    stock,
    waybills,
)
from services.changed import changed
from services.delivery_book import (
    Stage,
    confirm_signed,
    delivery_content,
    held,
    holding,
    lines,
    load,
    missing_roles,
    order_ids,
    orders_of,
    stage,
    store,
)
from services.errors import NeedsConfirmation, Refusal
from services.freight import reckon
from services.ledger import ZERO, Spot
from services.order_progress import refresh_order
from services.pictures import File
from services.places import kind_of, place
from services.transitions import IN_HOUSE, move, wrong_state
from services.unit import Unit, use_case


@use_case("delivery.plan", right="deliveries.plan")
def plan_delivery(u: Unit, order_id: int) -> Stage:
    """Plan what is reserved of an order whatever its policy waits for. Refuses nothing_reserved."""
    delivery_id = planning.plan_order(u, order_id, forced=True)
    if delivery_id is None:
        raise Refusal("nothing_reserved")
    delivery = load(delivery_id)
    u.about("delivery", delivery.id, order=order_id)
    return stage(delivery)


@use_case("delivery.release", right="deliveries.plan")
def release_delivery(u: Unit, delivery_id: int, version: int) -> Stage:
    """Tell the warehouse to pick; the pick lines go in walking order.

    Refuses wrong_state, changed_meanwhile, on_hold; asks to confirm `leaves_behind` when the order waits for more.
    """
    delivery = load(delivery_id, version)
    orders = orders_of(delivery)
    for order in orders:
        if order.on_hold:
            raise Refusal("on_hold", number=order.number, reason=order.hold_reason)
    behind, asked = planning.short_of(delivery), any(order.delivery_policy != "ready" for order in orders)
    if behind and asked and "leaves_behind" not in u.confirmed:
        raise NeedsConfirmation("leaves_behind", number=delivery.number, quantity=behind)
    move("delivery", delivery, "released")
    delivery.released_at = u.now
    _make_pick_lines(delivery)
    store(delivery)
    printing_jobs.queue_for(u, delivery, "released")
    u.about("delivery", delivery.id, **({"behind": behind} if behind else {}))
    u.topics.add("deliveries")
    return stage(delivery)


_WALKS = Statement(
    lambda delivery: Reservation.select(Location.id, Location.walk)
    .join(DeliveryLine, on=(DeliveryLine.id == Reservation.delivery_line_id))
    .join(StockBalance, on=(StockBalance.id == Reservation.balance))
    .join(Location, on=(Location.id == StockBalance.location))
    .where(DeliveryLine.delivery == delivery)
)


def _make_pick_lines(delivery: Delivery) -> None:
    asked = _WALKS.ask(delivery=delivery.id)
    wanted: dict[tuple[int, int, int, int], Decimal] = {}
    for h, quantity in held(delivery.id):
        assert h.delivery_line_id is not None
        key = (h.delivery_line_id, h.spot.product_id, h.spot.lot_id, h.spot.location_id)
        wanted[key] = wanted.get(key, ZERO) + quantity
    walks = dict(asked())
    for (line, product, lot, bin_), quantity in sorted(wanted.items(), key=lambda item: (walks[item[0][3]], item[0])):
        PickLine.put(
            delivery=delivery.id, delivery_line=line, product=product, lot=lot, bin=bin_, walk=walks[bin_],
            planned=quantity,
        )  # fmt: skip


@use_case("delivery.carrier", right="deliveries.dispatch")
def set_carrier(
    u: Unit,
    delivery_id: int,
    version: int,
    carrier_id: int | None,
    tracking: tuple[tuple[int, str], ...] = (),
    freight: Decimal | None = None,
    service: str = "",
) -> Stage:
    """Name the carrier, its service, the freight and each package's tracking number, as (package number, text).

    Until the delivery is signed for: some carriers give the number only when they have taken the goods along.
    Refuses wrong_state, unknown_carrier, no_carrier, unknown_package, too_long, bad_freight, tracking_taken.
    """
    delivery = load(delivery_id, version)
    if delivery.state not in waybills.NUMBERED:
        raise wrong_state("delivery", delivery, "carrier")
    if carrier_id is not None and Carrier.get_or_none(Carrier.id == carrier_id) is None:
        raise Refusal("unknown_carrier")
    if carrier_id is None and delivery.state not in IN_HOUSE:
        raise Refusal("no_carrier", number=delivery.number)
    if freight is not None and not 0 <= freight <= waybills.MOST_FREIGHT:
        raise Refusal("bad_freight", number=delivery.number)
    if len(service.strip()) > waybills.LONGEST_SERVICE:
        raise Refusal("too_long", field="service", most=waybills.LONGEST_SERVICE)
    before = row_values(delivery)
    delivery.carrier, delivery.freight, delivery.service = carrier_id, freight, service.strip()
    for number, text in tracking:
        waybills.set_number(delivery, number, waybills.clean_tracking(text))
    reckon(delivery)
    store(delivery)
    given = {"carrier": carrier_id, "tracking": tracking, "freight": freight, "service": service}
    told = {name: value for name, value in given.items() if value}
    u.about("delivery", delivery.id, **told, changed=changed(before, delivery))
    u.topics.add("deliveries")
    return stage(delivery)


@use_case("delivery.sign", right="deliveries.view")
def sign_off(u: Unit, delivery_id: int, version: int, role: str, drawn: File | None = None) -> Stage:
    """One person's yes for `role` (warehouse or sales) to what is packed; the last one confirms the delivery.

    `drawn` is the signature as a picture, where one was drawn; it is kept with the delivery.
    Refuses wrong_state, unknown_role, not_allowed (without the role's sign-off right), same_person, already_signed,
    and what pictures.check refuses.
    """
    delivery = load(delivery_id, version)
    if delivery.state != "packed":
        raise wrong_state("delivery", delivery, "confirmed")
    signed = Signoff.ask("id", delivery=delivery.id, content_hash=delivery.content_hash)
    if role not in settings.get("signoff.roles"):
        raise Refusal("unknown_role", role=role)
    if not u.holds(f"signoff.{role}"):
        raise Refusal("not_allowed", use_case=f"signoff.{role}")
    before = signed()
    if any(signoff.role == role for signoff in before):
        raise Refusal("already_signed", role=role)
    if settings.get("signoff.two_people") and any(signoff.user_id == u.user_id for signoff in before):
        raise Refusal("same_person", role=role)
    Signoff.put(
        delivery=delivery.id, role=role, user=u.user_id, content_hash=delivery.content_hash, at=u.now,
        waived=any(signoff.user_id == u.user_id for signoff in before),
    )  # fmt: skip
    if drawn is not None:
        signatures.keep(u, delivery, role, drawn)
    confirm_signed(delivery, [role, *(signoff.role for signoff in before)])
    store(delivery)
    u.about("delivery", delivery.id, role=role, content=delivery.content_hash)
    u.topics.add("deliveries")
    return stage(delivery)


@use_case("delivery.dispatch", right="deliveries.dispatch")
def dispatch_delivery(u: Unit, delivery_id: int, version: int) -> Stage:
    """The goods leave: staging to transit, the receivable is made.

    Refuses wrong_state, changed_meanwhile, not_signed, no_carrier, no_tracking_number, expired_goods, on_hold.
    """
    delivery = load(delivery_id, version)
    _refuse_unready(u, delivery)
    move("delivery", delivery, "dispatched")
    delivery.dispatched_at = u.now
    transit = place("transit")
    shipped: dict[int, Decimal] = {}
    for h, quantity in held(delivery.id):
        target = Spot(h.spot.product_id, h.spot.lot_id, transit)
        ledger.consume(u, h, target, quantity, "dispatch", ("delivery", delivery.id))
        shipped[h.line_id] = shipped.get(h.line_id, ZERO) + quantity
    for line_id, quantity in shipped.items():
        OrderLine.bump(line_id, reserved=-quantity, planned=-quantity, shipped=quantity, open=-quantity)
    TrackingEvent.put(delivery=delivery.id, at=u.now, status="dispatched", user=u.user_id)
    billing.bill(u, delivery, amount_of(delivery))
    reckon(delivery)
    store(delivery)
    printing_jobs.queue_for(u, delivery, "dispatched")
    for order_id in order_ids(delivery):
        refresh_order(u, order_id)
    u.about("delivery", delivery.id)
    u.topics |= {"deliveries", "orders", "stock", "money"}
    return stage(delivery)


def _refuse_unready(u: Unit, delivery: Delivery) -> None:
    if delivery.state == "packed":
        raise Refusal("not_signed", number=delivery.number, roles=missing_roles(delivery))
    if delivery.state != "confirmed":
        raise wrong_state("delivery", delivery, "dispatched")
    bare = Package.ask("number", delivery=delivery.id, tracking_number="")
    if delivery.content_hash != delivery_content(delivery) or missing_roles(delivery):
        raise Refusal("not_signed", number=delivery.number, roles=missing_roles(delivery))
    held_up = holding(delivery)
    if held_up is not None:
        raise Refusal("on_hold", number=held_up.number, reason=held_up.hold_reason)
    if delivery.carrier_id is None:
        raise Refusal("no_carrier", number=delivery.number)
    if delivery.carrier.pattern and bare():
        raise Refusal("no_tracking_number", number=delivery.number, package=bare()[0].number)
    spoilt = readiness.spoilt(delivery.id, u.today)
    if spoilt is not None:
        raise Refusal("expired_goods", number=delivery.number, lot=spoilt[0], expiry=spoilt[1])


_VALUES = Statement(
    lambda delivery: DeliveryLine.select(
        DeliveryLine.packed, DeliveryLine.delivered, OrderLine.amount, OrderLine.ordered
    )
    .join(OrderLine)
    .where(DeliveryLine.delivery == delivery)
)


def amount_of(delivery: Delivery, *, delivered: bool = False) -> Decimal:
    """The value of a delivery's packed (or delivered) goods, each line at its order's price, in cents."""
    total = ZERO
    for packed, arrived, amount, ordered in _VALUES.rows(delivery=delivery.id):
        if ordered:
            total += money(amount * (arrived if delivered else packed) / ordered)
    return total


@use_case("delivery.cancel", right="deliveries.plan")
def cancel_delivery(u: Unit, delivery_id: int, version: int, reason: str) -> Stage:
    """Put everything back: staged goods to their bins with their reservations, the order's lines to be planned anew.

    Its papers that wait for their printer are not printed any more.
    Refuses wrong_state (after dispatch only a return does), reason_missing, changed_meanwhile.
    """
    delivery = load(delivery_id, version)
    if not reason.strip():
        raise Refusal("reason_missing")
    if delivery.state not in IN_HOUSE:
        raise wrong_state("delivery", delivery, "cancelled")
    put_back(u, delivery)
    serial_numbers.come_home(delivery.id, [line.product_id for line in lines(delivery.id)])
    spoilt = _spoilt(u, delivery)
    planning.detach(delivery)
    DeliveryLine.update(quantity=0, picked=0, checked=0, packed=0).where(DeliveryLine.delivery == delivery).execute()
    PickLine.update(planned=0, picked=0).where(PickLine.delivery == delivery).execute()
    PackageLine.delete().where(
        PackageLine.package.in_(Package.select(Package.id).where(Package.delivery == delivery))
    ).execute()
    move("delivery", delivery, "cancelled")
    delivery.closed_at, delivery.content = u.now, delivery.content + 1
    delivery.content_hash = delivery.trouble = ""
    planning.refresh(delivery)
    printing_jobs.withdraw(u, delivery)
    for order_id in order_ids(delivery):
        refresh_order(u, order_id)
    for balance_id in spoilt:
        stock.expire_balance(u, balance_id)
    u.about("delivery", delivery.id, number=delivery.number, reason=reason)
    u.topics |= {"deliveries", "orders", "stock"}
    return stage(delivery)


def _spoilt(u: Unit, delivery: Delivery) -> list[int]:
    """Balances whose goods expired while they were picked: nothing keeps them among the good ones any more."""
    lots = {h.balance_id: h.spot.lot_id for h, _quantity in held(delivery.id)}
    rows = Lot.select(Lot.id).where(Lot.id.in_(list(lots.values())) & (Lot.expiry < u.today)).tuples()
    late = {row[0] for row in rows}
    return sorted(balance for balance, lot in lots.items() if lot in late)


def put_back(u: Unit, delivery: Delivery) -> None:
    """Carry every staged piece back to the bin it came from, by moves that reverse the picks."""
    came_from = _origins(delivery)
    for h, quantity in held(delivery.id):
        if kind_of(h.spot.location_id) != "staging":
            continue
        assert h.delivery_line_id is not None
        left = quantity
        for key in [k for k in came_from if k[0] == h.delivery_line_id and k[1] == h.spot.lot_id]:
            part = min(left, came_from[key])
            if part > 0:
                target = Spot(h.spot.product_id, h.spot.lot_id, key[2])
                ledger.carry(u, h, target, part, "put_back", ("delivery", delivery.id))
                came_from[key] -= part
                left -= part
        assert not left, (delivery.number, h)


def _origins(delivery: Delivery) -> dict[tuple[int, int, int], Decimal]:
    """Picked base units by (delivery line, lot, bin)."""
    rows = PickLine.select(PickLine.delivery_line, PickLine.lot, PickLine.bin, PickLine.picked)
    return {
        (line, lot, bin_): picked
        for line, lot, bin_, picked in rows.where(PickLine.delivery == delivery).tuples()
        if picked
    }


@dataclass(frozen=True, slots=True)
class HandOver:
    """One delivery on a driver's hand-over list. Weight in grams; `free`: it has left and is on no list yet; `lacks`
    is the code of what keeps it in the house.
    """

    id: int
    number: str
    customer: str
    packages: int
    weight_g: int
    carrier: str
    tracking: tuple[str, ...]
    free: bool
    state: str = ""
    carrier_id: int | None = None
    lacks: str = ""


def hand_over(delivery_ids: tuple[int, ...]) -> tuple[HandOver, ...]:
    """The rows of a hand-over list, in the order given."""
    rows = {d.id: d for d in Delivery.select(Delivery, Carrier).join(Carrier, peewee.JOIN.LEFT_OUTER).where(
        Delivery.id.in_(delivery_ids))}  # fmt: skip
    numbers: dict[int, list[str]] = {}
    for package in Package.select().where(Package.delivery.in_(delivery_ids)).order_by(Package.number):
        numbers.setdefault(package.delivery_id, []).append(package.tracking_number)
    lacks = readiness.lacking(list(rows.values()))
    return tuple(
        HandOver(
            i, rows[i].number, rows[i].customer_name, rows[i].packages, rows[i].weight_g,
            rows[i].carrier.name if rows[i].carrier else "", tuple(numbers.get(i, ())),
            rows[i].state in ("dispatched", "in_transit") and rows[i].handover_id is None, rows[i].state,
            rows[i].carrier_id, lacks.get(i, ""),
        )
        for i in delivery_ids
        if i in rows
    )  # fmt: skip


