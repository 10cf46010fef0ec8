"""What packages weigh: read off the scale or typed, compared with what their goods should weigh."""

from dataclasses import dataclass
from decimal import Decimal

from models.delivery import Delivery, Package, ScanEvent
from models.statement import Statement
from services import parcel_weights, recount, settings
from services.delivery_book import load, store
from services.errors import NeedsConfirmation, Refusal
from services.parcel_weights import Content, Pieces
from services.picking import EVENT
from services.transitions import wrong_state
from services.unit import Unit, use_case

MOST_GRAMS = 10_000_000
LIGHTEST_DOUBT = 50
GRAMS = Decimal(1000)
AT_BENCH = frozenset({"picking", "picked", "checked"})
PACKED = frozenset({"packed", "confirmed"})

_WEIGHED = Statement(
    lambda delivery: ScanEvent.select(ScanEvent.package, ScanEvent.kind, ScanEvent.quantity)
    .where(
        (ScanEvent.delivery == delivery)
        & ScanEvent.kind.in_(("weigh", "pick", "undo", "check"))
        & (ScanEvent.quantity != 0)
    )
    .order_by(ScanEvent.id)
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A package after weighing, in grams; `expected` is None when the weight of one of its goods is not known."""

    delivery_id: int
    package: int
    weight_g: int
    expected: int | None


def weighed(delivery_id: int) -> dict[int, int]:
    """What was typed at the bench so far: package -> grams; the newest counts, until the package's goods are others."""
    found: dict[int, int] = {}
    for package, kind, quantity in _WEIGHED.rows(delivery=delivery_id):
        if kind == "weigh":
            found[package] = int(quantity * GRAMS)
        else:
            found.pop(package, None)
    return found


@use_case("packing.weigh", right="deliveries.pick")
def weigh_package(u: Unit, delivery_id: int, weight_g: int, package: int | None = None) -> Weighed:
    """Note what a package weighs, the open one without a number; after packing it changes the package itself.

    Refuses wrong_state, bad_weight, empty_package, unknown_package; asks `unusual_weight` when the goods should weigh
    otherwise by more than the company lets pass, or than such parcels differ. Its data name the goods that the
    difference comes to (`name`, `name_en`, `count`: less than 0 are too few), where it comes to some.
    """
    from services.packing import scanned_into  # which asks this module what packages weigh

    delivery = load(delivery_id)
    if delivery.state not in AT_BENCH | PACKED:
        raise wrong_state("delivery", delivery, "package")
    if not 0 < weight_g <= MOST_GRAMS:
        raise Refusal("bad_weight")
    at_bench = delivery.state in AT_BENCH
    number = package or (delivery.package_open if at_bench else delivery.packages)
    contents = scanned_into(delivery_id, only_counted=delivery.state == "picked" and recount.wanted())
    if not at_bench:
        contents = dict(enumerate((contents[key] for key in sorted(contents)), 1))
    if number not in contents:
        raise Refusal("empty_package", package=number) if at_bench else Refusal("unknown_package", package=number)
    content, own = contents[number], parcel_weights.pieces(delivery_id)
    should = parcel_weights.expected(content, own)
    if should is not None and "unusual_weight" not in u.confirmed and _doubtful(weight_g, should, content, own):
        raise _doubt(number, weight_g, should, content, own)
    if at_bench:
        EVENT(
            at=u.now, delivery=delivery_id, user=u.user_id, station=u.actor.station, text="", kind="weigh",
            verdict="weighed", pick_line=None, quantity=weight_g / GRAMS, package=number, move_id=None, undoes=None,
        )  # fmt: skip
    else:
        _weigh_packed(delivery, number, weight_g)
    u.about("delivery", delivery.id, package=number, weight_g=weight_g, expected=should)
    u.topics.add("deliveries")
    return Weighed(delivery_id, number, weight_g, should)


def _doubtful(weight: int, should: int, content: Content, own: Pieces) -> bool:
    most = max(LIGHTEST_DOUBT, should * int(settings.get("packing.weight_tolerance")) // 100)
    taught = parcel_weights.play(content, own)
    return abs(weight - should) > (most if taught is None else min(most, taught))


def _doubt(number: int, weight: int, should: int, content: Content, own: Pieces) -> NeedsConfirmation:
    found = parcel_weights.likely(content, own, weight - should)
    told = {"name": found[0].name, "name_en": found[0].name_en, "count": found[1]} if found else {}
    return NeedsConfirmation("unusual_weight", package=number, weight=weight, expected=should, **told)


def _weigh_packed(delivery: Delivery, number: int, weight_g: int) -> None:
    Package.update(weight_g=weight_g).where((Package.delivery == delivery) & (Package.number == number)).execute()
    delivery.weight_g = sum(each.weight_g or 0 for each in Package.of("number", delivery=delivery.id))
    store(delivery)
