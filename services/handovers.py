"""Hand-over lists: what one driver took along, numbered, printed and signed."""

from dataclasses import dataclass

from models.delivery import Delivery, HandOver, Package
from models.parties import Carrier
from models.people import User
from printing.papers import HandedOver, HandOverList
from services import settings
from services.errors import Refusal
from services.numbers import next_number
from services.printing_jobs import queue_handover
from services.unit import Unit, use_case

LONGEST = 60
GONE = ("dispatched", "in_transit")


@dataclass(frozen=True, slots=True)
class ListMade:
    """A hand-over list that was made."""

    id: int
    number: str


@use_case("delivery.hand_over", right="deliveries.dispatch")
def hand_over(u: Unit, delivery_ids: tuple[int, ...], driver: str = "", plate: str = "") -> ListMade:
    """Put dispatched deliveries of one carrier on a numbered list for its driver, and print it.

    Refuses nothing_chosen, unknown_delivery, not_gone, handed_over, mixed_carriers, too_long.
    """
    if not delivery_ids:
        raise Refusal("nothing_chosen")
    for text, field in ((driver, "driver"), (plate, "plate")):
        if len(text) > LONGEST:
            raise Refusal("too_long", field=field, most=LONGEST)
    rows = [_handed(delivery_id) for delivery_id in delivery_ids]
    if len({row.carrier_id for row in rows}) > 1:
        raise Refusal("mixed_carriers")
    made = HandOver.create(
        number=next_number("HO", u.today), carrier=rows[0].carrier_id,
        driver=driver.strip(), plate=plate.strip(), deliveries=len(rows), packages=sum(row.packages for row in rows),
        at=u.now, user=u.user_id,
    )  # fmt: skip
    for row in rows:
        Delivery.change(row.id, handover=made.id)
    queue_handover(u, made.id)
    u.about("handover", made.id, number=made.number, deliveries=len(rows))
    u.topics |= {"deliveries", "print_jobs"}
    return ListMade(made.id, made.number)


def _handed(delivery_id: int) -> Delivery:
    row = Delivery.get_or_none(Delivery.id == delivery_id)
    if row is None:
        raise Refusal("unknown_delivery")
    if row.state not in GONE:
        raise Refusal("not_gone", number=row.number)
    if row.handover_id is not None:
        raise Refusal("handed_over", number=row.number, list=HandOver.get_by_id(row.handover_id).number)
    return row


def paper(number: str, prints: int = 1) -> HandOverList:
    """What the list of this number says, its deliveries in the order they were made. Refuses unknown_delivery."""
    row = HandOver.get_or_none(HandOver.number == number.strip().upper())
    if row is None:
        raise Refusal("unknown_delivery")
    lines = [_line(each) for each in Delivery.select().where(Delivery.handover == row).order_by(Delivery.id)]
    carrier = Carrier.get_by_id(row.carrier_id).name if row.carrier_id else ""
    user = User.get_by_id(row.user_id).name if row.user_id else ""
    return HandOverList(
        row.number, row.at.astimezone(), settings.get("company.name"), tuple(lines), carrier, row.driver, row.plate,
        user, prints,
    )  # fmt: skip


def _line(each: Delivery) -> HandedOver:
    numbers = [package.tracking_number for package in Package.of("number", delivery=each.id)]
    return HandedOver(
        each.number, each.customer_name, each.receiver, each.address, each.packages, each.weight_g,
        tuple(number for number in numbers if number),
    )  # fmt: skip
