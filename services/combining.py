"""One delivery for several orders of a customer."""

from models.delivery import Delivery, DeliveryLine
from models.orders import SalesOrder
from models.stock import Reservation
from services import ledger, planning
from services.delivery_book import Stage, load, orders_of, stage
from services.errors import Refusal
from services.transitions import wrong_state
from services.unit import Unit, use_case

FEWEST = 2


@use_case("delivery.plan_together", right="deliveries.plan")
def plan_together(u: Unit, order_ids: tuple[int, ...]) -> Stage:
    """Plan what is reserved of several orders of one customer as one delivery, whatever their policies wait for.

    Refuses too_few, nothing_reserved, on_hold, not_together.
    """
    if len(set(order_ids)) < FEWEST:
        raise Refusal("too_few")
    found: dict[int, Delivery] = {}
    for order_id in dict.fromkeys(order_ids):
        delivery = _planned(u, order_id)
        found.setdefault(delivery.id, delivery)
    first, *others = found.values()
    return _combine(u, first, others)


@use_case("delivery.combine", right="deliveries.plan")
def combine(u: Unit, delivery_id: int, version: int, others: tuple[int, ...]) -> Stage:
    """Carry the lines of other planned deliveries over to this one; those end.

    Refuses too_few, unknown_delivery, changed_meanwhile, wrong_state, on_hold, not_together.
    """
    rest = [load(other) for other in dict.fromkeys(others) if other != delivery_id]
    if not rest:
        raise Refusal("too_few")
    return _combine(u, load(delivery_id, version), rest)


def _planned(u: Unit, order_id: int) -> Delivery:
    """The order's planned delivery with all that is reserved for it."""
    order = SalesOrder.get_by_id(order_id)
    if order.on_hold:
        raise Refusal("on_hold", number=order.number, reason=order.hold_reason)
    made = planning.plan_order(u, order_id, forced=True)
    delivery = load(made) if made is not None else planning.planned_delivery(order)
    if delivery is None:
        raise Refusal("nothing_reserved")
    return delivery


def fitting(delivery: Delivery) -> list[Delivery]:
    """Other planned deliveries that may go with this one: same customer, receiver and terms, no order on hold."""
    D = Delivery
    mine = (D.customer == delivery.customer_id) & (D.state == "planned") & (D.id != delivery.id)
    return [other for other in D.select().where(mine).order_by(D.id).limit(50) if _apart(delivery, other) is None]


def _apart(one: Delivery, other: Delivery) -> str | None:
    """Why two deliveries can't go as one: customer, address, terms, hold; None where they can."""
    if one.customer_id != other.customer_id:
        return "customer"
    if (one.receiver, one.phone, one.address) != (other.receiver, other.phone, other.address):
        return "address"
    orders = [*orders_of(one), *orders_of(other)]
    if len({order.payment_days for order in orders}) > 1:
        return "terms"
    return "hold" if any(order.on_hold for order in orders) else None


def _combine(u: Unit, first: Delivery, others: list[Delivery]) -> Stage:
    for each in (first, *others):
        if each.state != "planned":
            raise wrong_state("delivery", each, "planned")
    for other in others:
        why = _apart(first, other)
        if why is not None:
            raise Refusal("not_together", number=other.number, with_number=first.number, why=why)
    for other in others:
        _carry_over(first, other)
        first.promised = min(filter(None, (first.promised, other.promised)), default=None)
        first.due = min(first.due, other.due)
        planning.end_planned(u, other)
    planning.refresh(first)
    u.about("delivery", first.id, number=first.number, combined=[other.number for other in others])
    u.topics |= {"deliveries", "orders"}
    return stage(first)


def _carry_over(first: Delivery, other: Delivery) -> None:
    """Move lines and their reservations from one planned delivery to another."""
    for row in DeliveryLine.of("position", delivery=other.id):
        same = DeliveryLine.get_or_none((DeliveryLine.delivery == first) & (DeliveryLine.line == row.line_id))
        position = planning.free_position(first, row.position)
        target = same.id if same else DeliveryLine.add(
            delivery=first.id, position=position, line=row.line_id, product=row.product_id, quantity=0
        )  # fmt: skip
        DeliveryLine.bump(target, quantity=row.quantity)
        for reservation in Reservation.of("id", delivery_line_id=row.id):
            ledger.assign(reservation, target)
        DeliveryLine.change(row.id, quantity=0)
