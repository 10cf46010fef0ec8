"""The bench: every scan is one committed answer, right or wrong. Then check, packages, packed."""

from decimal import Decimal

from models.delivery import Delivery, DeliveryLine, Package, PackageLine, PickLine, ScanEvent
from models.goods import Product
from models.statement import Statement
from services import incidents, ledger, planning, printing_jobs, reserving
from services.delivery_book import Stage, delivery_content, held, lines, load, order_ids, stage, store
from services.errors import Refusal
from services.ledger import ZERO, Spot
from services.picking import (
    COUNT_DELIVERY,
    COUNT_LINE,
    COUNT_PICK,
    DELIVERY,
    EVENT,
    HELD,
    PICKABLE,
    Picking,
    Side,
    Verdict,
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
    """Take a released delivery to the bench. A delivery already being picked is joined. Refuses wrong_state."""
    delivery = load(delivery_id)
    if delivery.state == "released":
        move("delivery", delivery, "picking")
        delivery.picker, delivery.station = u.user_id, u.actor.station
        store(delivery)
    elif delivery.state not in ("picking", "picked", "checked"):
        raise wrong_state("delivery", delivery, "picking")
    u.about("delivery", delivery.id)
    u.topics.add("deliveries")
    return stage(delivery)


@use_case("packing.scan", right="deliveries.pick")
def scan(
    u: Unit, delivery_id: int, text: str, bin_id: int | None = None, quantity: Decimal | None = None
) -> Verdict:
    """One scan while picking: a bin, or goods.

    `quantity` multiplies what the code counts; `bin_id` is the bin one stands at.

    Refuses unknown_delivery and bad_quantity; everything a scanner can say gets a Verdict.
    """
    row = DELIVERY.first(delivery=delivery_id)
    if row is None:
        raise Refusal("unknown_delivery")
    if quantity is not None and not (0 < quantity <= MOST_AT_ONCE and quantity == quantity.quantize(MILLI)):
        raise Refusal("bad_quantity", quantity=quantity)
    code = parse(text)
    u.about("delivery", delivery_id)
    picking = Picking(u, row, picks(delivery_id), code, bin_id, quantity)
    verdict = picking.judge()
    if not verdict.accepted or verdict.code == "bin":
        picking.journal("control" if verdict.code == "bin" else "pick", verdict)
    return verdict


@use_case("packing.undo", right="deliveries.pick")
def undo_last(u: Unit, delivery_id: int) -> Verdict:
    """Put the last counted scan back where it came from. Refuses wrong_state once the delivery is checked."""
    delivery = load(delivery_id)
    if delivery.state not in ("picking", "picked"):
        raise wrong_state("delivery", delivery, "picking")
    u.about("delivery", delivery.id)
    last = _last_pick(delivery_id)
    if last is None:
        return Verdict("nothing_to_undo", False, delivery.state)
    pick = PickLine.get_by_id(last.pick_line_id)
    staged = next(
        h for h, _q in held(delivery_id)
        if h.delivery_line_id == pick.delivery_line_id and h.spot.lot_id == pick.lot_id
        and h.spot.location_id == place("staging")
    )  # fmt: skip
    back = Spot(pick.product_id, pick.lot_id, pick.bin_id)
    move_id = ledger.carry(
        u, staged, back, last.quantity, "undo", ("delivery", delivery_id), reverses=last.move_id
    )
    COUNT_PICK.run(pick=pick.id, quantity=-last.quantity)
    COUNT_LINE.run(line=pick.delivery_line_id, quantity=-last.quantity)
    COUNT_DELIVERY.run(delivery=delivery_id, quantity=-last.quantity, state="picking", picked_at=None)
    EVENT(
        at=u.now, delivery=delivery_id, user=u.user_id, station=u.actor.station, text=last.text, kind="undo",
        verdict="undone", pick_line=pick.id, quantity=-last.quantity, package=last.package, move_id=move_id,
        undoes=last.id,
    )  # fmt: skip
    u.topics.add("deliveries")
    needed = Side(sku=pick.product.sku, name=pick.product.name)
    return Verdict("undone", True, "picking", -last.quantity, pick.id, needed=needed)


def _last_pick(delivery_id: int) -> ScanEvent | None:
    undone = ScanEvent.select(ScanEvent.undoes).where(
        (ScanEvent.delivery == delivery_id) & ScanEvent.undoes.is_null(False)
    )
    return (
        ScanEvent.select()
        .where(
            (ScanEvent.delivery == delivery_id)
            & (ScanEvent.kind == "pick")
            & (ScanEvent.verdict == "right")
            & ScanEvent.id.not_in(undone)
        )
        .order_by(ScanEvent.id.desc())
        .first()
    )


@use_case("packing.short", right="deliveries.pick")
def short_pick(u: Unit, delivery_id: int, pick_line_id: int, reason: str = "not_found") -> Stage:
    """What is left of a pick line is not there: it stays behind as backorder, and an incident asks for a count.

    Refuses wrong_state, unknown_pick_line, nothing_left.
    """
    delivery = load(delivery_id)
    pick = PickLine.get_or_none((PickLine.id == pick_line_id) & (PickLine.delivery == delivery_id))
    if delivery.state not in PICKABLE:
        raise wrong_state("delivery", delivery, "short")
    if pick is None:
        raise Refusal("unknown_pick_line")
    left = pick.planned - pick.picked
    if left <= 0:
        raise Refusal("nothing_left")
    row = HELD.first(delivery_line=pick.delivery_line_id, lot=pick.lot_id, location=pick.bin_id)
    assert row is not None
    ledger.release(row[0], row[2], left)
    planning.leave_behind(delivery, pick, left)
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
    """What is scanned from now on goes into the next package. Refuses wrong_state, empty_package."""
    delivery = load(delivery_id)
    if delivery.state not in PICKABLE:
        raise wrong_state("delivery", delivery, "package")
    if not _scanned(delivery_id).get(delivery.package_open):
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


def _scanned(delivery_id: int) -> dict[int, dict[tuple[int, int], Decimal]]:
    """What was scanned into each package and not undone: package -> (delivery line, lot) -> base units."""
    found: dict[int, dict[tuple[int, int], Decimal]] = {}
    for package, line, lot, quantity in _COUNTED.rows(delivery=delivery_id):
        content = found.setdefault(package, {})
        content[line, lot] = content.get((line, lot), ZERO) + quantity
    return {
        number: left for number, content in found.items() if (left := {k: v for k, v in content.items() if v > 0})
    }


@use_case("packing.check", right="deliveries.pick")
def check_delivery(u: Unit, delivery_id: int, counts: tuple[tuple[int, Decimal], ...] | None = None) -> Stage:
    """Confirm that what was picked is what is there; `counts` (delivery line, base units) come from a recount.

    Refuses wrong_state, nothing_picked, check_differs with the first line that differs.
    """
    delivery = load(delivery_id)
    if not delivery.picked and delivery.state == "picked":
        raise Refusal("nothing_picked", number=delivery.number)
    counted = dict(counts) if counts is not None else None
    for line in lines(delivery_id):
        seen = line.picked if counted is None else counted.get(line.id, ZERO)
        if seen != line.picked:
            raise Refusal("check_differs", sku=line.product.sku, picked=line.picked, counted=seen)
    _CHECK_LINES.run(delivery=delivery.id)
    move("delivery", delivery, "checked")
    store(delivery)
    u.about("delivery", delivery.id, **({"recount": True} if counted is not None else {}))
    u.topics.add("deliveries")
    return stage(delivery)


@use_case("packing.pack", right="deliveries.pick")
def pack_delivery(u: Unit, delivery_id: int, weights: tuple[int | None, ...] = ()) -> Stage:
    """Close the packages as scanned, with their weights in grams; labels and note are queued to print.

    Refuses wrong_state, bad_weight.
    """
    delivery = load(delivery_id)
    if any(weight is not None and not 0 < weight <= 10_000_000 for weight in weights):
        raise Refusal("bad_weight")
    move("delivery", delivery, "packed", "checked")
    _write_packages(delivery, weights)
    _PACK_LINES.run(delivery=delivery.id)
    delivery.packed_at, delivery.content = u.now, delivery.content + 1
    delivery.content_hash = delivery_content(delivery)
    store(delivery)
    printing_jobs.queue_for(u, delivery)
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
    scanned, own = _scanned(delivery.id), dict(_WEIGHTS.rows(delivery=delivery.id))
    total = 0
    for number, content in enumerate((scanned[key] for key in sorted(scanned)), 1):
        weight = weights[number - 1] if number <= len(weights) else _computed_weight(content, own)
        package = Package.add(delivery=delivery.id, number=number, weight_g=weight)
        for (line, lot), quantity in content.items():
            PackageLine.add(package=package, delivery_line=line, lot=lot, quantity=quantity)
        total += weight or 0
    delivery.packages, delivery.weight_g = len(scanned), total


def _computed_weight(content: dict[tuple[int, int], Decimal], weights: dict[int, int | None]) -> int | None:
    """The sum of the products' own weights in grams, or None when one has none."""
    total = ZERO
    for (line, _lot), quantity in content.items():
        weight = weights[line]
        if weight is None:
            return None
        total += weight * quantity
    return int(total)


_WEIGHTS = Statement(
    lambda delivery: DeliveryLine.select(DeliveryLine.id, Product.weight_g)
    .join(Product)
    .where(DeliveryLine.delivery == delivery)
)
