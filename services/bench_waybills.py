"""A carrier's pre-printed waybill, scanned onto a package at the bench."""

from dataclasses import dataclass
from decimal import Decimal

from models.delivery import Package
from models.parties import Carrier
from services import waybills
from services.code_goods import find_goods
from services.delivery_book import load, store
from services.errors import Refusal
from services.picking import EVENT
from services.scanning import parse
from services.transitions import wrong_state
from services.unit import Unit, use_case

PACKED = frozenset({"packed", "confirmed"})


@dataclass(frozen=True, slots=True)
class Attached:
    """The package that has the number now; `doubtful` where it does not look like one of the carrier's."""

    package: int
    number: str
    doubtful: bool = False


@use_case("packing.waybill", right="deliveries.pick")
def attach_waybill(u: Unit, delivery_id: int, text: str, package: int | None = None) -> Attached:
    """Give a package the number on the waybill stuck onto it; without `package` the first one that has none.

    A delivery without a carrier gets the one whose numbers look like this. Refuses wrong_state, not_a_waybill for goods
    and for what is too short, unknown_package, all_numbered, tracking_taken, too_long.
    """
    delivery = load(delivery_id)
    if delivery.state not in PACKED:
        raise wrong_state("delivery", delivery, "carrier")
    scan = parse(text)
    number = waybills.clean_tracking(waybills.without_parcel(scan.text))
    if len(number) < waybills.SHORTEST or find_goods(scan) is not None:
        raise Refusal("not_a_waybill", number=delivery.number)
    packages = Package.of("number", delivery=delivery.id)
    having = next((each.number for each in packages if each.tracking_number == number), None)
    bare = next((each.number for each in packages if not each.tracking_number), None)
    chosen = package or having or bare
    if chosen is None:
        raise Refusal("all_numbered", number=delivery.number)
    waybills.set_number(delivery, chosen, number)
    patterns = [(each.id, each.pattern) for each in Carrier.select().where(Carrier.active)]
    fits = waybills.guess(number, patterns)
    if delivery.carrier_id is None:
        delivery.carrier = fits
    store(delivery)
    _journal(u, delivery.id, number, chosen)
    u.about("delivery", delivery.id, package=chosen, tracking_number=number)
    u.topics.add("deliveries")
    own = dict(patterns).get(delivery.carrier_id or 0, "")
    return Attached(chosen, number, bool(own) and waybills.guess(number, [(1, own)]) is None)


def _journal(u: Unit, delivery_id: int, number: str, package: int) -> None:
    EVENT(
        at=u.now, delivery=delivery_id, user=u.user_id, station=u.actor.station, text=number, kind="control",
        verdict="waybill", pick_line=None, quantity=Decimal(0), package=package, move_id=None, undoes=None,
    )  # fmt: skip
