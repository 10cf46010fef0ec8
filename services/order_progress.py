"""How far an order is, derived from its lines and deliveries and kept for lists."""

from models.delivery import Delivery, DeliveryLine
from models.driver import peewee
from models.orders import OrderLine, SalesOrder
from models.statement import Statement
from services.transitions import ENDED, move
from services.unit import Unit

L = OrderLine
_COUNTS = Statement(
    lambda order: L.select(
        peewee.fn.COUNT(L.id),
        peewee.fn.SUM(peewee.Case(None, ((L.open <= L.reserved, 1),), 0)),
        peewee.fn.SUM(peewee.Case(None, (((L.open == 0) & (L.shipped > 0), 1),), 0)),
        peewee.fn.SUM(peewee.Case(None, ((L.open > 0, 1),), 0)),
    ).where(L.order == order)
)
_OPEN_DELIVERIES = Statement(
    lambda order: Delivery.select(Delivery.id)
    .join(DeliveryLine)
    .join(L, on=(L.id == DeliveryLine.line))
    .where((L.order == order) & Delivery.state.not_in(sorted(ENDED)))
    .limit(1)
)


def refresh_order(u: Unit, order_id: int | None) -> None:
    """Recount an order's lines; complete it when nothing is open and every delivery is closed, reopen it when not."""
    if order_id is None:
        return
    order = SalesOrder.get_by_id(order_id)
    _total, reserved, shipped, open_lines = _COUNTS.first(order=order_id) or (0, 0, 0, 0)
    order.lines_reserved, order.lines_shipped = int(reserved or 0), int(shipped or 0)
    done = not open_lines and _OPEN_DELIVERIES.first(order=order_id) is None
    if order.state == "approved" and done:
        move("order", order, "completed")
        order.completed_at = u.now
    elif order.state == "completed" and not done:
        move("order", order, "approved")
        order.completed_at = None
    order.save()
    u.topics.add("orders")
