"""How far an order is, derived from its lines and deliveries and kept for lists."""

from models.delivery import Delivery, DeliveryLine
from models.driver import peewee
from models.orders import OrderLine, SalesOrder
from models.statement import Statement
from services.transitions import ENDED, IN_WORK, ON_THE_WAY, move
from services.unit import Unit

L = OrderLine
_COUNTS = Statement(
    lambda order: L.select(
        peewee.fn.COUNT(L.id),
        peewee.fn.SUM(peewee.Case(None, ((L.open <= L.reserved, 1),), 0)),
        peewee.fn.SUM(peewee.Case(None, (((L.open == 0) & (L.shipped > 0), 1),), 0)),
        peewee.fn.SUM(peewee.Case(None, ((L.open > 0, 1),), 0)),
        peewee.fn.SUM(peewee.Case(None, ((L.shipped > 0, 1),), 0)),
    ).where(L.order == order)
)
_DELIVERIES = Statement(
    lambda order: Delivery.select(Delivery.state)
    .join(DeliveryLine)
    .join(L, on=(L.id == DeliveryLine.line))
    .where((L.order == order) & Delivery.state.not_in(sorted(ENDED)))
    .distinct()
)


def refresh_order(u: Unit, order_id: int | None) -> None:
    """Recount an order's lines; complete it when nothing is open and every delivery is closed, reopen it when not."""
    if order_id is None:
        return
    counts, asked = _COUNTS.ask(order=order_id), _DELIVERIES.ask(order=order_id)
    order = SalesOrder.get_by_id(order_id)
    _total, reserved, shipped, open_lines, begun = counts()[0]
    deliveries = {row[0] for row in asked()}
    order.lines_reserved, order.lines_shipped = int(reserved or 0), int(shipped or 0)
    done = not open_lines and not deliveries
    if order.state == "approved" and done:
        move("order", order, "completed")
        order.completed_at = u.now
    elif order.state == "completed" and not done:
        move("order", order, "approved")
        order.completed_at = None
    if order.state == "approved":
        order.progress = _progress(deliveries, bool(open_lines), bool(begun))
    order.save()
    u.topics.add("orders")


def _progress(deliveries: set[str], still_open: bool, begun: bool) -> str:
    """How far an approved order is, from its lines and the states of its deliveries; see SalesOrder."""
    if not still_open:
        return "shipped" if deliveries & ON_THE_WAY else "unsettled"
    if begun:
        return "part"
    return "picking" if deliveries & IN_WORK else "approved"
