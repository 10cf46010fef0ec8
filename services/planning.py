"""Deliveries planned from what is reserved, until they are released to the warehouse."""

from collections.abc import Callable
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from models.delivery import Delivery, DeliveryLine, PickLine
from models.driver import peewee
from models.fields import total
from models.orders import OrderLine, SalesOrder
from models.parties import Carrier
from models.statement import Statement
from models.stock import Reservation
from services import ledger, reserving
from services.delivery_book import of_order, order_ids
from services.ledger import ZERO
from services.numbers import next_number
from services.transitions import move
from services.unit import Unit
from services.zones import province_of


def plan_orders(u: Unit, order_ids: list[int]) -> list[int]:
    """Plan what is reserved and on no delivery yet, as each order's policy allows; returns the deliveries."""
    return [delivery for order_id in order_ids if (delivery := plan_order(u, order_id)) is not None]


_LOOSE = Statement(
    lambda order: Reservation.select(
        Reservation.id, Reservation.line, Reservation.balance, Reservation.quantity, OrderLine.position,
        OrderLine.product,
    )
    .join(OrderLine)
    .where((OrderLine.order == order) & Reservation.delivery_line_id.is_null())
    .order_by(OrderLine.position, Reservation.id)
)  # fmt: skip
_SUMS = Statement(
    lambda delivery: DeliveryLine.select(
        total(DeliveryLine.quantity), total(DeliveryLine.picked), peewee.fn.COUNT(DeliveryLine.id)
    ).where(DeliveryLine.delivery == delivery)
)
_WAITING = Statement(
    lambda delivery: OrderLine.select(peewee.fn.SUM(OrderLine.open - OrderLine.planned))
    .join(DeliveryLine, on=(DeliveryLine.line == OrderLine.id))
    .where(DeliveryLine.delivery == delivery)
)


def plan_order(u: Unit, order_id: int, *, forced: bool = False) -> int | None:
    """One order's delivery: made, or extended while it is only planned.

    The policies complete and ask wait until every line has all it needs, unless `forced` by a person.
    """
    asked, planned = _LOOSE.ask(order=order_id), _PLANNED.ask(order=order_id)
    order = SalesOrder.get_by_id(order_id)
    if order.state != "approved" or order.on_hold:
        return None
    if not forced and order.delivery_policy != "ready" and order.lines_reserved < order.lines:
        return None
    loose = [Loose(*row) for row in asked()]
    if not loose:
        return None
    if planned():
        delivery = Delivery.get_by_id(planned()[0][0])
        for each in loose:
            _add(delivery, each)
    else:
        delivery = _new_delivery(u, order)
        _fill(delivery, loose)
    refresh(delivery)
    u.topics.add("deliveries")
    return delivery.id


_PLANNED = Statement(
    lambda order: Delivery.select(Delivery.id)
    .join(DeliveryLine)
    .join(OrderLine, on=(OrderLine.id == DeliveryLine.line))
    .where((OrderLine.order == order) & (Delivery.state == "planned"))
    .order_by(Delivery.id)
    .limit(1)
)


def planned_delivery(order: SalesOrder) -> Delivery | None:
    """What is planned for an order and not released yet."""
    row = _PLANNED.first(order=order.id)
    return Delivery.get_by_id(row[0]) if row else None


_LAST_CARRIER = Statement(
    lambda customer: Delivery.select(Delivery.carrier, Delivery.service)
    .join(Carrier)
    .where((Delivery.customer == customer) & Delivery.dispatched_at.is_null(False) & Carrier.active)
    .order_by(Delivery.id.desc())
    .limit(1)
)


def _new_delivery(u: Unit, order: SalesOrder) -> Delivery:
    """With the carrier that took this customer's last delivery along, until another is chosen."""
    last = _LAST_CARRIER.ask(customer=order.customer_id)
    number = next_number("DN", u.today)
    carrier, service = last()[0] if last() else (None, "")
    return Delivery.create(
        number=number, order=order, customer=order.customer_id, customer_name=order.customer_name,
        order_number=order.number, customer_ref=order.customer_ref, promised=order.promised, due=order.due,
        receiver=order.receiver, phone=order.phone, address=order.address, province=province_of(order.address),
        created_at=u.now,
        carrier=carrier, service=service,
    )  # fmt: skip


class Loose(NamedTuple):
    """A reservation on no delivery yet, with its order line's place and product."""

    id: int
    line_id: int
    balance_id: int
    quantity: Decimal
    position: int
    product_id: int


def _fill(delivery: Delivery, loose: list[Loose]) -> None:
    """The lines of a new delivery."""
    made = []
    for line_id, rows in groupby(loose, key=lambda each: each.line_id):
        mine = list(rows)
        quantity = sum((each.quantity for each in mine), ZERO)
        made.append((_new_line(delivery, mine[0], quantity), mine))
        OrderLine.bump(line_id, planned=quantity)
    for row_id, mine in made:
        for each in mine:
            ledger.assign_first(each.id, row_id())


def _new_line(delivery: Delivery, first: Loose, quantity: Decimal, position: int = 0) -> Callable[[], int]:
    """Makes a line; its id is told when it is called."""
    return DeliveryLine.adding(
        delivery=delivery.id, position=position or first.position, line=first.line_id, product=first.product_id,
        quantity=quantity,
    )  # fmt: skip


def free_position(delivery: Delivery, wanted: int) -> int:
    """A line's place on a delivery: as on its order, or the next one where another order's line has it."""
    taken = [row.position for row in DeliveryLine.of("position", delivery=delivery.id)]
    return wanted if wanted not in taken else taken[-1] + 1


def _add(delivery: Delivery, loose: Loose) -> None:
    row = DeliveryLine.get_or_none((DeliveryLine.delivery == delivery) & (DeliveryLine.line == loose.line_id))
    row_id = row.id if row else _new_line(delivery, loose, ZERO, free_position(delivery, loose.position))()
    DeliveryLine.bump(row_id, quantity=loose.quantity)
    OrderLine.bump(loose.line_id, planned=loose.quantity)
    ledger.assign(loose, row_id)


def refresh(delivery: Delivery) -> None:
    """Sum a delivery's figures from its lines and save it."""
    pieces, picked, lines = _SUMS.first(delivery=delivery.id) or (None, None, 0)
    delivery.pieces, delivery.picked, delivery.lines = pieces or ZERO, picked or ZERO, lines
    delivery.version += 1
    delivery.save()


def detach(delivery: Delivery) -> None:
    """Take a delivery's lines off the plan of their order lines; the reservations stay with the order."""
    for row in DeliveryLine.select().where(DeliveryLine.delivery == delivery):
        _detach_line(row)


def _detach_line(row: DeliveryLine) -> None:
    for reservation in list(Reservation.select().where(Reservation.delivery_line_id == row.id)):
        ledger.assign(reservation, None)
    OrderLine.bump(row.line_id, planned=-row.quantity)


def drop_planned(u: Unit, order: SalesOrder) -> None:
    """Take an order's goods off the deliveries that the warehouse has not been told of; what is then empty ends."""
    for delivery in list(Delivery.select().where(of_order(order.id) & (Delivery.state == "planned"))):
        others = [order_id for order_id in order_ids(delivery) if order_id != order.id]
        if others:
            _take_off(u, delivery, order, SalesOrder.get_by_id(others[0]))
            continue
        detach(delivery)
        DeliveryLine.update(quantity=0).where(DeliveryLine.delivery == delivery).execute()
        end_planned(u, delivery)


def _take_off(u: Unit, delivery: Delivery, order: SalesOrder, lead: SalesOrder) -> None:
    """Take one order's lines off a planned delivery of several; from now on it is that of `lead`."""
    rows = DeliveryLine.select().join(OrderLine, on=(OrderLine.id == DeliveryLine.line))
    for row in list(rows.where((DeliveryLine.delivery == delivery) & (OrderLine.order == order))):
        _detach_line(row)
        row.delete_instance()
    if delivery.order_id == order.id:
        delivery.order, delivery.order_number, delivery.customer_ref = lead, lead.number, lead.customer_ref
    refresh(delivery)
    u.topics.add("deliveries")


def end_planned(u: Unit, delivery: Delivery) -> None:
    """Cancel a planned delivery that holds nothing any more."""
    move("delivery", delivery, "cancelled")
    delivery.closed_at = u.now
    refresh(delivery)
    u.topics.add("deliveries")


def stock_came_free(u: Unit, product_ids: set[int]) -> list[int]:
    """Reserve waiting lines from goods that are free now, and plan what that makes ready."""
    planned: list[int] = []
    for product_id in sorted(product_ids):
        planned += plan_orders(u, reserving.fill_backorders(u, product_id))
    return planned


def short_of(delivery: Delivery) -> Decimal:
    """What the delivery's order lines still wait for beyond this delivery, in base units."""
    waiting = _WAITING.first(delivery=delivery.id)
    return Decimal(int(waiting[0] or 0)).scaleb(-3) if waiting else ZERO


def leave_behind(delivery: Delivery, pick: PickLine, quantity: Decimal) -> None:
    """Take `quantity` of a pick line off its delivery; its reservation has been released."""
    line = DeliveryLine.get_by_id(pick.delivery_line_id)
    PickLine.bump(pick.id, planned=-quantity)
    DeliveryLine.bump(line.id, quantity=-quantity)
    OrderLine.bump(line.line_id, planned=-quantity, reserved=-quantity)
    refresh(delivery)
