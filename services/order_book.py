"""Orders as they are stored: loading with a version check, their lines, the content an approval is bound to."""

from dataclasses import dataclass

from models.orders import OrderLine, SalesOrder
from services.errors import Refusal


@dataclass(frozen=True, slots=True)
class Saved:
    """An order after a step: its version is what the next step must name."""

    id: int
    version: int
    state: str
    number: str | None = None


def saved(order: SalesOrder) -> Saved:
    return Saved(order.id, order.version, order.state, order.number)


def load(order_id: int, version: int | None = None) -> SalesOrder:
    """The order. Refuses unknown_order, changed_meanwhile when somebody saved it since `version`."""
    order = SalesOrder.get_or_none(SalesOrder.id == order_id)
    if order is None:
        raise Refusal("unknown_order")
    if version is not None and order.version != version:
        raise Refusal("changed_meanwhile", document="order", id=order_id, version=order.version)
    return order


def store(order: SalesOrder) -> None:
    order.version += 1
    order.save()


def order_lines(order_id: int) -> list[OrderLine]:
    return OrderLine.of("position", order=order_id)


def order_content(order: SalesOrder) -> dict[str, object]:
    """What an approval is bound to: customer, terms, lines and prices."""
    lines: list[tuple[object, ...]] = [
        (line.product_id, line.unit, line.factor, line.quantity, line.unit_price) for line in order_lines(order.id)
    ]
    return content_of_lines(order, lines)


def content_of_lines(order: SalesOrder, lines: list[tuple[object, ...]]) -> dict[str, object]:
    """The content of an order with these lines: product, unit, factor, quantity and price of each, by position."""
    return {
        "customer": order.customer_id,
        "promised": order.promised,
        "payment_days": order.payment_days,
        "policy": order.delivery_policy,
        "address": [order.receiver, order.phone, order.address],
        "lines": lines,
    }
