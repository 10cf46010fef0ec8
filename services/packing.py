"""The bench: every scan is one committed answer, right or wrong. Then check, packages, packed."""

from decimal import Decimal

from models.delivery import Delivery, DeliveryLine, Package, PackageLine, PickLine, ScanEvent
from models.statement import Statement
from services import (
    bench_notes,
    incidents,
    ledger,
    one_of_a_kind,
    parcel_weights,
    printing_jobs,
    recount,
    reserving,
    troubles,
    weighing,
)
from services.code_goods import asked_item
from services.delivery_book import Stage, confirm_signed, delivery_content, held, lines, load, order_ids, stage, store
from services.errors import Refusal
from services.ledger import ZERO, Spot
from services.order_progress import refresh_order
from services.picking import (
    COUNT_DELIVERY,
    COUNT_LINE,
    COUNT_PICK,
    DELIVERY,
    EVENT,
    PICKABLE,
    Picking,
    Side,
    Verdict,
    last_scan,
    picks,
)
from services.places import place
from services.scanning import parse
from services.transitions import move, wrong_state
from services.unit import Unit, use_case

MOST_AT_ONCE = Decimal(100_000)
MILLI = Decimal("0.001")


@use_case("packing.start", right="deliveries.pick")
def start_picking(u: Unit, delivery_id: int) -> Stage:
    """Take a released delivery to the bench. A delivery already being picked is joined.

    Refuses wrong_state, in_trouble while it is on the exception list.
    """
    delivery = load(delivery_id)
    troubles.refuse(delivery)
    if delivery.state == "released":
        move("delivery", delivery, "picking")
        delivery.picker, delivery.station = u.user_id, u.actor.station
        store(delivery)
        _begin(u, delivery)
    elif delivery.state not in ("picking", "picked", "checked"):
        raise wrong_state("delivery", delivery, "picking")
    bench_notes.write_note(u, delivery.number, "opened", delivery.id)
    u.about("delivery", delivery.id)
    u.topics.add("deliveries")
    return stage(delivery)


def _begin(u: Unit, delivery: Delivery) -> None:
    """Somebody began to pick: its orders show it."""
    for order_id in order_ids(delivery):
        refresh_order(u, order_id)


@use_case("packing.scan", right="deliveries.pick")
def scan(
    u: Unit, delivery_id: int, text: str, bin_id: int | None = None, quantity: Decimal | None = None,
    opened: bool = False,
) -> Verdict:  # fmt: skip
    """One scan while picking, a bin or goods; or of the second count, where the company wants one.

    `quantity` multiplies what the code counts; `bin_id` is the bin one stands at; of a carton that is `opened` its code
    counts single pieces. A Verdict that asks (swap_lot, unusual_quantity, open_carton) is answered by the same scan
    with its code confirmed.

    Refuses unknown_delivery, bad_quantity, check_by_other; everything a scanner can say gets a Verdict.
    """
    code = parse(text)
    found, item, pick_lines = DELIVERY.ask(delivery=delivery_id), asked_item(code), picks(delivery_id)
    if not found():
        raise Refusal("unknown_delivery")
    row = found()[0]
    if quantity is not None and not (0 < quantity <= MOST_AT_ONCE and quantity == quantity.quantize(MILLI)):
        raise Refusal("bad_quantity", quantity=quantity)
    u.about("delivery", delivery_id)
    if row[2] == "picked" and recount.wanted():
        return recount.Recount(u, row, pick_lines, code, bin_id, quantity).judge()
    picking = Picking(u, row, pick_lines, code, bin_id, quantity, opened, item)
    verdict = picking.judge()
    if not verdict.accepted or verdict.code == "bin":
        picking.journal("control" if verdict.code == "bin" else "pick", verdict)
    elif row[2] == "released":
        _begin(u, load(delivery_id))
    return verdict


@use_case("packing.undo", right="deliveries.pick")
def undo_last(u: Unit, delivery_id: int) -> Verdict:
    """Put the last counted scan back where it came from; of a second count its last scan is taken back first. A package
    begun and still empty is taken back before either.

    Refuses wrong_state once the delivery is checked.
    """
    delivery = load(delivery_id)
    if delivery.state not in ("picking", "picked"):
        raise wrong_state("delivery", delivery, "picking")
    u.about("delivery", delivery.id)
    if delivery.package_open > 1 and _empty(delivery):
        delivery.package_open -= 1
        store(delivery)
        u.topics.add("deliveries")
        return Verdict("package_back", True, delivery.state, replanned=True)
    counted_twice = recount.undo(u, delivery_id, delivery.state)
    if counted_twice is not None:
        return counted_twice
    parts = last_scan(delivery_id, (ScanEvent.kind == "pick") & (ScanEvent.verdict == "right"))
    if not parts:
        return Verdict("nothing_to_undo", False, delivery.state)
    recount.forget(delivery_id)
    for part in parts:
        pick = _put_back(u, delivery_id, part)
    u.topics.add("deliveries")
    needed, count = Side(sku=pick.product.sku, name=pick.product.name), sum((part.quantity for part in parts), ZERO)
    return Verdict("undone", True, "picking", -count, pick.id, needed=needed, replanned=len(parts) > 1)


def _empty(delivery: Delivery) -> bool:
    """Nothing is in the package in hand."""
    twice = delivery.state == "picked" and recount.wanted()
    return not scanned_into(delivery.id, only_counted=twice).get(delivery.package_open)


def _put_back(u: Unit, delivery_id: int, last: ScanEvent) -> PickLine:
    """Take one event back: the goods go from staging to their bin. Returns its pick line."""
    pick = PickLine.get_by_id(last.pick_line_id)
    staged = next(
        h for h, _q in held(delivery_id)
        if h.delivery_line_id == pick.delivery_line_id and h.spot.lot_id == pick.lot_id
        and h.spot.location_id == place("staging")
    )  # fmt: skip
    one_of_a_kind.put_back(last.text, pick.product_id)
    back = Spot(pick.product_id, pick.lot_id, pick.bin_id)
    move_id = ledger.carry(
        u, staged, back, last.quantity, "undo", ("delivery", delivery_id), reverses=last.move_id
    )
    COUNT_PICK.once(pick=pick.id, quantity=-last.quantity)
    COUNT_LINE.once(line=pick.delivery_line_id, quantity=-last.quantity)
    COUNT_DELIVERY.once(delivery=delivery_id, quantity=-last.quantity, state="picking", picked_at=None)
    EVENT.run(
        at=u.now, delivery=delivery_id, user=u.user_id, station=u.actor.station, text=last.text, kind="undo",
        verdict="undone", pick_line=pick.id, quantity=-last.quantity, package=last.package, move_id=move_id,
        undoes=last.id,
    )  # fmt: skip
    return pick


@use_case("packing.short", right="deliveries.pick")
def short_pick(u: Unit, delivery_id: int, pick_line_id: int, reason: str = "not_found") -> Stage:
    """What is left of a pick line is not there: it stays behind as backorder, and an incident asks for a count.

    Refuses wrong_state, in_trouble, unknown_pick_line, nothing_left, nothing_picked when nothing would stay on the
    delivery (cancel it instead).
    """
    delivery = load(delivery_id)
    troubles.refuse(delivery)
    pick = PickLine.get_or_none((PickLine.id == pick_line_id) & (PickLine.delivery == delivery_id))
    if delivery.state not in PICKABLE:
        raise wrong_state("delivery", delivery, "short")
    if pick is None:
        raise Refusal("unknown_pick_line")
    left = pick.planned - pick.picked
    if left <= 0:
        raise Refusal("nothing_left")
    if not delivery.picked and left == delivery.pieces:
        raise Refusal("nothing_picked", number=delivery.number)
    troubles.leave(delivery, pick, left)
    if delivery.pieces and delivery.picked >= delivery.pieces:
        delivery.state, delivery.picked_at = "picked", u.now
        store(delivery)
    subject = f"{delivery.number} {pick.bin.code} {pick.product.sku}"
    incidents.open_incident(u, "short_pick", "delivery", delivery.id, subject, quantity=left, reason=reason)
    for order_id in order_ids(delivery):
        reserving.count_reserved(order_id)
    u.about("delivery", delivery.id, pick_line=pick.id, left=left, reason=reason)
    u.topics |= {"deliveries", "orders", "stock"}
    return stage(delivery)


@use_case("packing.next_package", right="deliveries.pick")
def next_package(u: Unit, delivery_id: int) -> Stage:
    """What is scanned from now on goes into the next package; where all is counted twice, packages are filled then.

    Refuses wrong_state, count_first, empty_package.
    """
    delivery = load(delivery_id)
    twice = recount.wanted()
    if delivery.state not in PICKABLE and not (twice and delivery.state == "picked"):
        raise wrong_state("delivery", delivery, "package")
    if twice and delivery.state != "picked":
        raise Refusal("count_first")
    if not scanned_into(delivery_id, only_counted=twice).get(delivery.package_open):
        raise Refusal("empty_package", package=delivery.package_open)
    delivery.package_open += 1
    store(delivery)
    u.about("delivery", delivery.id, package=delivery.package_open)
    return stage(delivery)


_COUNTED = Statement(
    lambda delivery: ScanEvent.select(ScanEvent.package, PickLine.delivery_line, PickLine.lot, ScanEvent.quantity)
    .join(PickLine)
    .where((ScanEvent.delivery == delivery) & ScanEvent.kind.in_(("pick", "undo")) & (ScanEvent.quantity != 0))
    .order_by(ScanEvent.id)
)


def scanned_into(delivery_id: int, *, only_counted: bool = False) -> dict[int, dict[tuple[int, int], Decimal]]:
    """What was scanned into each package and not undone: package -> (delivery line, lot) -> base units.

    A second count says it anew: the goods are put into packages as they are counted.
    """
    found: dict[int, dict[tuple[int, int], Decimal]] = {}
    scans = recount.packed(delivery_id)
    for package, line, lot, quantity in scans if scans or only_counted else _COUNTED.rows(delivery=delivery_id):
        content = found.setdefault(package, {})
        content[line, lot] = content.get((line, lot), ZERO) + quantity
    return {
        number: left for number, content in found.items() if (left := {k: v for k, v in content.items() if v > 0})
    }


@use_case("packing.check", right="deliveries.pick")
def check_delivery(u: Unit, delivery_id: int, counts: tuple[tuple[int, Decimal], ...] | None = None) -> Stage:
    """Confirm that what was picked is what is there; `counts` (delivery line, base units) come from a recount.

    Without them a second count's own scans are compared, where the company wants one. Refuses wrong_state,
    nothing_picked, in_trouble, check_by_other, check_differs with the first line that differs.
    """
    delivery = load(delivery_id)
    troubles.refuse(delivery)
    if not delivery.picked and delivery.state == "picked":
        raise Refusal("nothing_picked", number=delivery.number)
    recount.refuse_picker(u, delivery_id)
    twice = counts is None and recount.wanted()
    counted = {line.id: line.checked for line in lines(delivery_id)} if twice else dict(counts or ())
    compared = twice or counts is not None
    for line in lines(delivery_id):
        seen = counted.get(line.id, ZERO) if compared else line.picked
        if seen != line.picked:
            raise Refusal("check_differs", sku=line.product.sku, picked=line.picked, counted=seen)
    _CHECK_LINES.run(delivery=delivery.id)
    move("delivery", delivery, "checked")
    store(delivery)
    u.about("delivery", delivery.id, **({"recount": True} if compared else {}))
    u.topics.add("deliveries")
    return stage(delivery)


@use_case("packing.pack", right="deliveries.pick")
def pack_delivery(u: Unit, delivery_id: int, weights: tuple[int | None, ...] = ()) -> Stage:
    """Close the packages as scanned; what the rules print then is queued. Where nobody signs, it is confirmed too.

    `weights` in grams, package by package; without them what was weighed at the bench, else the goods' own weights.
    Refuses wrong_state, in_trouble, bad_weight.
    """
    delivery = load(delivery_id)
    troubles.refuse(delivery)
    if any(weight is not None and not 0 < weight <= weighing.MOST_GRAMS for weight in weights):
        raise Refusal("bad_weight")
    move("delivery", delivery, "packed", "checked")
    _write_packages(delivery, weights)
    _PACK_LINES.run(delivery=delivery.id)
    delivery.packed_at, delivery.content = u.now, delivery.content + 1
    delivery.content_hash = delivery_content(delivery)
    confirm_signed(delivery)
    store(delivery)
    printing_jobs.queue_for(u, delivery, "packed")
    u.about("delivery", delivery.id, packages=delivery.packages)
    u.topics |= {"deliveries", "print_jobs"}
    return stage(delivery)


_CHECK_LINES = Statement(
    lambda delivery: DeliveryLine.update({DeliveryLine.checked: DeliveryLine.picked}).where(
        DeliveryLine.delivery == delivery
    )
)
_PACK_LINES = Statement(
    lambda delivery: DeliveryLine.update({DeliveryLine.packed: DeliveryLine.picked}).where(
        DeliveryLine.delivery == delivery
    )
)


def _write_packages(delivery: Delivery, weights: tuple[int | None, ...]) -> None:
    scanned, own = scanned_into(delivery.id), parcel_weights.pieces(delivery.id)
    weighed = weighing.weighed(delivery.id)
    total = 0
    for number, (opened, content) in enumerate(sorted(scanned.items()), 1):
        weight = weighed.get(opened, parcel_weights.expected(content, own))
        if opened in weighed:
            parcel_weights.learn(content, own, weighed[opened])
        if number <= len(weights):
            weight = weights[number - 1]
        package = Package.add(delivery=delivery.id, number=number, weight_g=weight)
        for (line, lot), quantity in content.items():
            PackageLine.put(package=package, delivery_line=line, lot=lot, quantity=quantity)
        total += weight or 0
    delivery.packages, delivery.weight_g = len(scanned), total
