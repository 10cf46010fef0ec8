"""Orders as they are stored: loading with a version check, their lines, the content an approval is bound to."""

from dataclasses import dataclass

from models.goods import Product
from models.orders import OrderLine, SalesOrder
from models.statement import Statement
from services import settings
from services.errors import Refusal
from services.versions import refuse_changed


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
    settings.foresee()
    order = SalesOrder.get_or_none(SalesOrder.id == order_id)
    if order is None:
        raise Refusal("unknown_order")
    if version is not None:
        refuse_changed(order, version, "order")
    return order


def store(order: SalesOrder) -> None:
    order.version += 1
    order.save()


def order_lines(order_id: int) -> list[OrderLine]:
    return OrderLine.of("position", order=order_id)


def refuse_unpriced(order: SalesOrder) -> list[OrderLine]:
    """Lines are needed, each with a product and a price; they are returned.

    Refuses no_lines, unmatched_line, missing_price.
    """
    lines = order_lines(order.id)
    if not lines:
        raise Refusal("no_lines")
    for line in lines:
        if line.product_id is None:
            raise Refusal("unmatched_line", position=line.position, text=line.text)
        if line.unit_price is None:
            raise Refusal("missing_price", position=line.position)
    return lines


_WITH_PRODUCTS = Statement(
    lambda order: OrderLine.select(*OrderLine._meta.sorted_fields, *Product._meta.sorted_fields)
    .join(Product)
    .where(OrderLine.order == order)
    .order_by(OrderLine.position)
)


def lines_with_products(order_id: int) -> list[OrderLine]:
    """An order's lines that match a product, each with it, in one reading."""
    found, width = [], len(OrderLine._meta.sorted_fields)
    for row in _WITH_PRODUCTS.rows(order=order_id):
        line = OrderLine._row(row[:width])
        line.__rel__["product"] = Product._row(row[width:])
        found.append(line)
    return found


def order_content(order: SalesOrder, lines: list[OrderLine] | None = None) -> dict[str, object]:
    """What an approval is bound to: customer, terms, lines and prices. `lines` are the order's, where known."""
    content: list[tuple[object, ...]] = [
        (line.product_id, line.unit, line.factor, line.quantity, line.unit_price)
        for line in (order_lines(order.id) if lines is None else lines)
    ]
    return content_of_lines(order, content)


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
