"""What packages weigh: typed at the scale, compared with what their goods should weigh."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from models.delivery import Delivery, DeliveryLine, Package, ScanEvent
from models.goods import Product
from models.statement import Statement
from services import recount, settings
from services.delivery_book import load, store
from services.errors import NeedsConfirmation, Refusal
from services.ledger import ZERO
from services.picking import EVENT
from services.transitions import wrong_state
from services.unit import Unit, use_case

MOST_GRAMS = 10_000_000
LIGHTEST_DOUBT = 50
GRAMS = Decimal(1000)
AT_BENCH = frozenset({"picking", "picked", "checked"})
PACKED = frozenset({"packed", "confirmed"})

_WEIGHTS = Statement(
    lambda delivery: DeliveryLine.select(DeliveryLine.id, Product.weight_g)
    .join(Product)
    .where(DeliveryLine.delivery == delivery)
)
_WEIGHED = Statement(
    lambda delivery: ScanEvent.select(ScanEvent.package, ScanEvent.quantity)
    .where((ScanEvent.delivery == delivery) & (ScanEvent.kind == "weigh"))
    .order_by(ScanEvent.id)
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A package after weighing, in grams; `expected` is None when a product has no weight of its own."""

    delivery_id: int
    package: int
    weight_g: int
    expected: int | None


def own_weights(delivery_id: int) -> dict[int, int | None]:
    """Grams of one base unit of each delivery line's product."""
    return dict(_WEIGHTS.rows(delivery=delivery_id))


def expected(content: Mapping[tuple[int, int], Decimal], own: Mapping[int, int | None]) -> int | None:
    """The sum of the products' own weights in grams, or None when one has none."""
    total = ZERO
    for (line, _lot), quantity in content.items():
        weight = own[line]
        if weight is None:
            return None
        total += weight * quantity
    return int(total)


def weighed(delivery_id: int) -> dict[int, int]:
    """What was typed at the bench so far: package -> grams; the newest counts."""
    return {package: int(kilos * GRAMS) for package, kilos in _WEIGHED.rows(delivery=delivery_id)}


@use_case("packing.weigh", right="deliveries.pick")
def weigh_package(u: Unit, delivery_id: int, weight_g: int, package: int | None = None) -> Weighed:
    """Note what a package weighs, the open one without a number; after packing it changes the package itself.

    Refuses wrong_state, bad_weight, empty_package, unknown_package; asks `unusual_weight` when the goods should weigh
    otherwise by more than the company lets pass.
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
    should = expected(contents[number], own_weights(delivery_id))
    if should is not None and _doubtful(weight_g, should) and "unusual_weight" not in u.confirmed:
        raise NeedsConfirmation("unusual_weight", package=number, weight=weight_g, expected=should)
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


def _doubtful(weight: int, should: int) -> bool:
    most = max(LIGHTEST_DOUBT, should * int(settings.get("packing.weight_tolerance")) // 100)
    return abs(weight - should) > most


def _weigh_packed(delivery: Delivery, number: int, weight_g: int) -> None:
    Package.update(weight_g=weight_g).where((Package.delivery == delivery) & (Package.number == number)).execute()
    delivery.weight_g = sum(each.weight_g or 0 for each in Package.of("number", delivery=delivery.id))
    store(delivery)
