"""Deliveries as they are stored: loading, lines, the content that sign-offs are bound to, what is held where."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from models.delivery import Delivery, DeliveryLine, Package, PackageLine, Signoff
from models.driver import peewee
from models.orders import OrderLine, SalesOrder
from models.statement import Statement
from models.stock import Reservation, StockBalance
from services import settings
from services.errors import Refusal
from services.ledger import Held, Spot
from services.transitions import move
from services.unit import Unit, content_hash
from services.versions import refuse_changed


@dataclass(frozen=True, slots=True)
class Stage:
    """A delivery after a step: its version is what the next step must name."""

    id: int
    version: int
    state: str
    number: str


def stage(delivery: Delivery) -> Stage:
    return Stage(delivery.id, delivery.version, delivery.state, delivery.number)


def load(delivery_id: int, version: int | None = None) -> Delivery:
    """The delivery. Refuses unknown_delivery, changed_meanwhile when somebody saved it since `version`."""
    settings.foresee()
    delivery = Delivery.get_or_none(Delivery.id == delivery_id)
    if delivery is None:
        raise Refusal("unknown_delivery")
    if version is not None:
        refuse_changed(delivery, version, "delivery")
    return delivery


def store(delivery: Delivery) -> None:
    delivery.version += 1
    delivery.save()


def lines(delivery_id: int) -> list[DeliveryLine]:
    return DeliveryLine.of("position", delivery=delivery_id)


_ORDERS = Statement(
    lambda delivery: OrderLine.select(OrderLine.order)
    .join(DeliveryLine, on=(DeliveryLine.line == OrderLine.id))
    .where(DeliveryLine.delivery == delivery)
    .distinct()
    .order_by(OrderLine.order)
)


def order_ids(delivery: Delivery) -> list[int]:
    """The orders whose goods a delivery holds, the one it was made for first."""
    lead = [delivery.order_id] if delivery.order_id is not None else []
    return lead + [row[0] for row in _ORDERS.rows(delivery=delivery.id) if row[0] not in lead]


_THEIRS = Statement(
    lambda delivery: SalesOrder.select()
    .where(
        SalesOrder.id.in_(
            OrderLine.select(OrderLine.order)
            .join(DeliveryLine, on=(DeliveryLine.line == OrderLine.id))
            .where(DeliveryLine.delivery == delivery)
            .union(Delivery.select(Delivery.order).where(Delivery.id == delivery))
        )
    )
    .order_by(SalesOrder.id)
)


def orders_of(delivery: Delivery) -> list[SalesOrder]:
    """As `order_ids`, the orders themselves."""
    found = [SalesOrder._row(row) for row in _THEIRS.rows(delivery=delivery.id)]
    return sorted(found, key=lambda order: order.id != delivery.order_id)


def order_numbers(delivery: Delivery) -> tuple[str, ...]:
    """The numbers of a delivery's orders; of one whose lines left it meanwhile, the number it was made for."""
    numbers = tuple(order.number for order in orders_of(delivery) if order.number)
    return numbers or ((delivery.order_number,) if delivery.order_number else ())


def holding(delivery: Delivery) -> SalesOrder | None:
    """The first order of a delivery that is on hold."""
    return next((order for order in orders_of(delivery) if order.on_hold), None)


def of_order(order_id: int) -> peewee.Expression:
    """Deliveries that were made for an order, or hold goods of it too."""
    mine = Delivery.select(Delivery.id).where(Delivery.order == order_id)
    theirs = (
        DeliveryLine.select(DeliveryLine.delivery)
        .join(OrderLine, on=(OrderLine.id == DeliveryLine.line))
        .where(OrderLine.order == order_id)
    )
    return Delivery.id.in_(mine | theirs)


_HELD = Statement(
    lambda delivery: Reservation.select(
        Reservation.id, Reservation.line, Reservation.delivery_line_id, Reservation.balance, StockBalance.product,
        StockBalance.lot, StockBalance.location, StockBalance.quality, Reservation.quantity,
    )
    .join(StockBalance)
    .switch(Reservation)
    .join(DeliveryLine, on=(DeliveryLine.id == Reservation.delivery_line_id))
    .where(DeliveryLine.delivery == delivery)
    .order_by(Reservation.id)
)  # fmt: skip


def held(delivery_id: int) -> list[tuple[Held, Decimal]]:
    """Every reservation of a delivery with its quantity, in bins and in staging."""
    return [
        (Held(row[0], row[1], row[2], row[3], Spot(row[4], row[5], row[6], row[7])), row[8])
        for row in _HELD.rows(delivery=delivery_id)
    ]


_PACKED = Statement(
    lambda delivery: PackageLine.select(
        Package.number, PackageLine.delivery_line, PackageLine.lot, PackageLine.quantity
    )
    .join(Package)
    .where(Package.delivery == delivery)
    .order_by(Package.number, PackageLine.id)
)


def delivery_content(delivery: Delivery) -> str:
    """The hash that sign-offs are given over: what is in which package, and where it goes."""
    return content_of_packages(delivery, _PACKED.rows(delivery=delivery.id))


def content_of_packages(delivery: Delivery, packed: list[tuple[object, ...]]) -> str:
    """The hash for this content: package number, delivery line, lot and quantity, in the order they were written."""
    return content_hash(
        {
            "delivery": delivery.number,
            "content": delivery.content,
            "to": [delivery.customer_id, delivery.receiver, delivery.phone, delivery.address],
            "packed": packed,
        }
    )


def valid_signoffs(delivery: Delivery) -> list[Signoff]:
    """Sign-offs over the content as it stands."""
    return Signoff.of("id", delivery=delivery.id, content_hash=delivery.content_hash)


def confirm_signed(delivery: Delivery, signed: Iterable[str] | None = None) -> bool:
    """A packed delivery that lacks no sign-off is confirmed, not yet saved; whether it was. `signed` as below."""
    if delivery.state != "packed" or missing_roles(delivery, signed):
        return False
    move("delivery", delivery, "confirmed")
    return True


def follow_signoffs(u: Unit) -> None:
    """After the rule changed: confirmed deliveries that lack a sign-off are packed again, packed ones that lack none
    are confirmed.
    """
    unsigned = [delivery for delivery in Delivery.of("id", state="confirmed") if missing_roles(delivery)]
    signed = [delivery for delivery in Delivery.of("id", state="packed") if confirm_signed(delivery)]
    for delivery in unsigned:
        move("delivery", delivery, "packed")
    for delivery in unsigned + signed:
        store(delivery)
        u.topics.add("deliveries")


def missing_roles(delivery: Delivery, signed: Iterable[str] | None = None) -> list[str]:
    """Roles whose sign-off the company asks for and the delivery does not have; `signed` are those it has, where known.
    """
    given = set(signed) if signed is not None else {signoff.role for signoff in valid_signoffs(delivery)}
    return [role for role in settings.get("signoff.roles") if role not in given]
