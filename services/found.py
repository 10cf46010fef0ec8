"""Search that stays fast: each branch reads a narrow column or an index range, and stops at MOST ids."""

from collections.abc import Iterable
from typing import Any

from models.buying import PurchaseOrder
from models.delivery import Delivery, DeliveryLine, Package
from models.driver import peewee
from models.goods import Product
from models.orders import OrderLine, SalesOrder
from models.parties import Customer, Supplier
from models.stock import Location, Lot
from services.numbers import ending

MOST = 500
MOST_CUSTOMERS = 50


def starts(column: Any, text: str) -> Any:
    """Prefix search as a range, which an index serves on both engines."""
    return (column >= text) & (column < text + "\U0010ffff")


def contains(column: Any, text: str, before: str = "") -> Any:
    """Every word of `text` is somewhere in a narrow lower-case column, `before` in front of it; wild cards are ordinary
    characters."""
    found = None
    for word in text.lower().split():
        escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        one = peewee.NodeList((column, peewee.SQL("LIKE"), peewee.Value(f"%{before}{escaped}%", converter=False),
                               peewee.SQL("ESCAPE '\\'")))  # fmt: skip
        found = one if found is None else found & one
    return found


def begun(column: Any, text: str) -> Any:
    """As `contains`, for rows of which each word of `text` begins a word."""
    return contains(peewee.NodeList((peewee.SQL("' ' ||"), column)), " ".join(text.split()), before=" ")


def customers(text: str) -> list[int]:
    """Customers by name, initials, code or phone."""
    query = Customer.select(Customer.id).where(contains(Customer.search, text)).limit(MOST_CUSTOMERS)
    return [row[0] for row in query.tuples()]


def products(text: str) -> list[int]:
    """Products by SKU, name, initials or barcode."""
    query = Product.select(Product.id)
    found = [row[0] for row in query.where(contains(Product.search, text)).limit(MOST).tuples()]
    if len(found) < MOST:
        return found
    likely = [row[0] for row in query.where(begun(Product.search, text)).limit(MOST).tuples()]
    return list(dict.fromkeys((*likely, *found)))[:MOST]


def _newest(model: Any, where: Any) -> Iterable[int]:
    return (row[0] for row in model.select(model.id).where(where).limit(MOST).tuples())


def _of_customers(model: Any, ids: list[int]) -> Iterable[int]:
    for customer_id in ids:
        query = model.select(model.id).where(model.customer == customer_id).order_by(model.id.desc()).limit(MOST)
        yield from (row[0] for row in query.tuples())


def lots(text: str) -> list[int]:
    """Lots by the start of their number."""
    return list(_newest(Lot, starts(Lot.number, text.upper())))


def bins(text: str) -> list[int]:
    """Places by the start of their code, or by their scanned label."""
    code = text.upper()
    return list(_newest(Location, starts(Location.code, code) | starts(Location.code, code.removeprefix("BIN-"))))


def numbered(model: Any, prefix: str, text: str) -> list[int]:
    """Documents by the start or the end of their number."""
    return [*_newest(model, starts(model.number, text.upper())), *_ending(model.number, prefix, text)]


def _ending(column: Any, prefix: str, text: str) -> Iterable[int]:
    given = ending(prefix, text, MOST)
    return _newest(column.model, column.in_(given)) if given else ()


def purchases(text: str) -> list[int]:
    """Purchase orders by number, and the newest of the suppliers found."""
    P, suppliers = PurchaseOrder, Supplier.select(Supplier.id).where(contains(Supplier.search, text)).limit(MOST)
    theirs = P.select(P.id).where(P.supplier.in_([row[0] for row in suppliers.tuples()]))
    rows = theirs.order_by(P.id.desc()).limit(MOST).tuples()
    return sorted({*numbered(P, "PO", text), *(row[0] for row in rows)}, reverse=True)


def orders(text: str) -> list[int]:
    """Orders by their numbers, the start of the phone, by waybill, and those of the customers found."""
    upper = text.upper()
    ids = set(numbered(SalesOrder, "SO", text))
    ids.update(_ending(SalesOrder.quote_number, "QU", text))
    ids.update(_newest(SalesOrder, SalesOrder.quote_number.is_null(False) & starts(SalesOrder.quote_number, upper)))
    ids.update(_newest(SalesOrder, starts(SalesOrder.customer_ref, text)))
    ids.update(_newest(SalesOrder, starts(SalesOrder.phone, text)))
    ids.update(_orders_on(_parcels(upper)))
    ids.update(_of_customers(SalesOrder, customers(text)))
    return sorted(ids, reverse=True)[:MOST]


def deliveries(text: str) -> list[int]:
    """Deliveries by number, order's number, start of phone or waybill, and those of the customers found."""
    upper = text.upper()
    ids = set(numbered(Delivery, "DN", text))
    ids.update(_ending(Delivery.order_number, "SO", text))
    ids.update(_newest(Delivery, starts(Delivery.order_number, upper)))
    ids.update(_with_goods_of(upper))
    ids.update(_newest(Delivery, starts(Delivery.phone, text)))
    ids.update(_parcels(upper))
    ids.update(_of_customers(Delivery, customers(text)))
    return sorted(ids, reverse=True)[:MOST]


def _orders_on(deliveries: list[int]) -> Iterable[int]:
    """The orders whose goods these deliveries hold."""
    lines = OrderLine.select(OrderLine.order).join(DeliveryLine, on=(DeliveryLine.line == OrderLine.id))
    rows = lines.where(DeliveryLine.delivery.in_(deliveries)).distinct().limit(MOST)
    return (row[0] for row in rows.tuples()) if deliveries else ()


def _with_goods_of(number: str) -> Iterable[int]:
    """Deliveries that hold goods of the order with this number beside those they were made for."""
    lines = DeliveryLine.select(DeliveryLine.delivery).join(OrderLine, on=(OrderLine.id == DeliveryLine.line))
    rows = lines.join(SalesOrder).where(SalesOrder.number == number).distinct().limit(MOST)
    return (row[0] for row in rows.tuples())


def _parcels(text: str) -> list[int]:
    mine = Package.select(Package.delivery).where(starts(Package.tracking_number, text)).limit(MOST)
    return [row[0] for row in mine.tuples()] if len(text) > 2 else []
