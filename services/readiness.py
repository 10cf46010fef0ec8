"""What keeps a delivery in the house: of one, what is missing, in the order it is done; for lists, which may leave."""

from collections.abc import Sequence
from datetime import date

from models.delivery import Delivery, DeliveryLine, Package, PackageLine
from models.driver import peewee
from models.orders import OrderLine, SalesOrder
from models.parties import Carrier
from models.statement import Statement
from models.stock import Lot
from services.delivery_book import holding, missing_roles
from services.listing import today
from services.transitions import IN_HOUSE

D = Delivery

_SPOILT = Statement(
    lambda delivery, today: PackageLine.select(Lot.number, Lot.expiry)
    .join(Lot)
    .switch(PackageLine)
    .join(Package)
    .where((Package.delivery == delivery) & (Lot.expiry < today))
    .limit(1)
)


def spoilt(delivery_id: int, day: date) -> tuple[str, date] | None:
    """A lot in its packages that is past its day, with that day."""
    row = _SPOILT.first(delivery=delivery_id, today=day)
    return (row[0], row[1]) if row else None


def missing(
    delivery: Delivery, bare: Sequence[int], carrier: bool, numbered: bool, day: date
) -> tuple[tuple[str, str], ...]:
    """What is in the way of dispatching, as (code, detail). `bare` are the packages without a tracking number;
    `carrier`: one is chosen, `numbered`: its packages need numbers.
    """
    if delivery.state not in IN_HOUSE:
        return ()
    order, told = holding(delivery), []
    if order is not None:
        told.append(("hold", order.hold_reason))
    if delivery.state == "planned":
        return (*told, ("release", ""))
    if delivery.state not in ("packed", "confirmed"):
        return (*told, ("packing", ""))
    told += [("signoff", role) for role in missing_roles(delivery)]
    if not carrier:
        told.append(("carrier", ""))
    elif numbered:
        told += [("tracking", str(number)) for number in bare]
    late = spoilt(delivery.id, day)
    return (*told, *([("expired", late[0])] if late else []))


def missing_of(delivery: Delivery, day: date) -> tuple[tuple[str, str], ...]:
    """As `missing`, with its packages and its carrier read."""
    bare = [package.number for package in Package.of("number", delivery=delivery.id, tracking_number="")]
    carrier = Carrier.get_by_id(delivery.carrier_id) if delivery.carrier_id else None
    return missing(delivery, bare, carrier is not None, bool(carrier and carrier.pattern), day)


def lacking(deliveries: Sequence[Delivery]) -> dict[int, str]:
    """The first thing that keeps each of these in the house, by its code; what may leave, or has left, is not in it."""
    signed = [each.id for each in deliveries if each.state == "confirmed"]
    ready = {found for (found,) in D.select(D.id).where(D.id.in_(signed) & may_leave()).tuples()}
    told = {each.id: _first(each) for each in deliveries if each.id not in ready}
    return {found: code for found, code in told.items() if code}


def _first(delivery: Delivery) -> str:
    if delivery.state in ("packed", "confirmed"):
        return next((code for code, _detail in missing_of(delivery, today())), "")
    return ("release" if delivery.state == "planned" else "packing") if delivery.state in IN_HOUSE else ""


def may_leave() -> peewee.Expression:
    """Deliveries that lack nothing but their sign-offs, which their state tells."""
    bare = Package.select(Package.id).where((Package.delivery == D.id) & (Package.tracking_number == ""))
    needs = Carrier.select(Carrier.id).where((Carrier.id == D.carrier) & (Carrier.pattern != ""))
    theirs = (
        DeliveryLine.select(DeliveryLine.id)
        .join(OrderLine, on=(OrderLine.id == DeliveryLine.line)).join(SalesOrder, on=(SalesOrder.id == OrderLine.order))
        .where((DeliveryLine.delivery == D.id) & SalesOrder.on_hold)
    )  # fmt: skip
    lead = SalesOrder.select(SalesOrder.id).where((SalesOrder.id == D.order) & SalesOrder.on_hold)
    late = (
        PackageLine.select(PackageLine.id)
        .join(Package).switch(PackageLine).join(Lot)
        .where((Package.delivery == D.id) & (Lot.expiry < today()))
    )  # fmt: skip
    there = peewee.fn.EXISTS
    return D.carrier.is_null(False) & ~(there(needs) & there(bare)) & ~there(theirs) & ~there(lead) & ~there(late)
