"""Ctrl+K: whatever a text or number stands for, a few of each kind, the likeliest first."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from models.base import reconnect
from models.buying import PurchaseOrder
from models.delivery import Delivery, Package
from models.goods import Barcode, Product
from models.orders import SalesOrder
from models.parties import Customer, Supplier
from models.watch import Incident
from services.faults import translated
from services.found import contains, products, starts
from services.lists import ORDER_IS, Localized
from services.numbers import ending
from services.search import likeness

MOST = 6
LOOKED_AT = 50  # of those found, how many are looked at for the likeliest
ORDERS_OF_CUSTOMER = 3
LEAST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found. `kind`: order, delivery, product, customer, supplier, purchase or incident; `detail` is whose or
    what it is.

    `about` is what an incident is about, as kind and id; `state` is where an order or a delivery stands.
    """

    kind: str
    id: int
    title: str
    detail: str = ""
    about: tuple[str, int] | None = None
    state: str = ""


def find(text: str, rights: Collection[str]) -> tuple[Hit, ...]:
    """What `text` is the start of a number of (order, delivery, customer's order, tracking, phone, barcode) or the end
    of a document's, or what has all its words in its name, initials or code. Kinds without the right to see them are
    left out."""
    text = text.strip()
    if not text:
        return ()
    with translated():
        reconnect()
        found = Asked(text, _customer_rows(text) if "orders.view" in rights else [])
        return tuple(hit for right, search in SEARCHES if right in rights for hit in search(found))


@dataclass(frozen=True, slots=True)
class Asked:
    """The text, and the customers it finds: both they and their orders are shown."""

    text: str
    customers: list[Any]


def _orders(asked: Asked) -> Iterable[Hit]:
    O, text = SalesOrder, asked.text
    columns = [O.number, O.customer_ref, *([O.phone] if _number_like(text) else [])]
    shown = (O.number, O.customer_name, O.customer_ref, ORDER_IS)
    rows = [*_by_start(O, columns, text, shown), *_by_end(O.number, "SO", text, shown)]
    if len(rows) < MOST:
        for customer in asked.customers[:2]:
            newest = O.select(O.id, *shown).where(O.customer == customer[0])
            rows.extend(newest.order_by(O.id.desc()).limit(ORDERS_OF_CUSTOMER).tuples())
    for row_id, number, customer, reference, state in _once(rows):
        detail = _joined(customer, reference if number else "")
        yield Hit("order", row_id, number or reference or customer, detail, state=state)


def _deliveries(asked: Asked) -> Iterable[Hit]:
    D, text = Delivery, asked.text
    columns = [D.number, D.order_number, *([D.phone] if _number_like(text) else [])]
    shown = (D.number, D.customer_name, D.tracking_number, D.state)
    rows = _by_start(D, columns, text, shown)
    rows += [*_by_end(D.number, "DN", text, shown), *_by_end(D.order_number, "SO", text, shown)]
    if len(text) >= LEAST_DIGITS and len(rows) < MOST:
        code = Package.tracking_number
        parcels = D.select(D.id, *shown).join(Package).where(starts(code, _waybill(text))).order_by(code).limit(MOST)
        rows.extend(parcels.tuples())
    for row_id, number, customer, tracking, state in _once(rows):
        yield Hit("delivery", row_id, number, _joined(customer, tracking), state=state)


def _products(asked: Asked) -> Iterable[Hit]:
    P, text = Product, asked.text
    shown = (P.id, Localized(P.name, P.name_en), P.sku, P.spec)
    rows = list(P.select(*shown).join(Barcode).where(Barcode.code == text.upper()).tuples())
    if not rows:
        rows.extend(P.select(*shown).where(P.sku == text.upper()).tuples())
        named = P.select(*shown, P.search, P.name).where(P.id.in_(products(text)))
        rows.extend(row[:4] for row in sorted(named.tuples(), key=lambda row: likeness(text, row[4], row[2], row[5])))
    for row_id, name, sku, spec in _once(rows):
        yield Hit("product", row_id, name, _joined(sku, spec))


def _customers(asked: Asked) -> Iterable[Hit]:
    for row_id, name, code, phone in asked.customers:
        yield Hit("customer", row_id, name, _joined(code, phone))


def _customer_rows(text: str) -> list[Any]:
    C = Customer
    return _likeliest(C.select(C.id, C.name, C.code, C.phone, C.search), C.search, text)


def _supplier_rows(text: str) -> list[Any]:
    S = Supplier
    return _likeliest(S.select(S.id, S.name, S.code, S.phone, S.search), S.search, text)


def _likeliest(query: Any, search: Any, text: str) -> list[Any]:
    """The few that fit the text best, without the line they are searched by."""
    rows = query.where(contains(search, text)).limit(LOOKED_AT).tuples()
    return [row[:-1] for row in sorted(rows, key=lambda row: likeness(text, row[4], row[1], row[2]))][:MOST]


def _suppliers(asked: Asked) -> Iterable[Hit]:
    for row_id, name, code, phone in _supplier_rows(asked.text):
        yield Hit("supplier", row_id, name, _joined(code, phone))


def _purchases(asked: Asked) -> Iterable[Hit]:
    """By number, and the newest of the suppliers found."""
    P, shown = PurchaseOrder, (PurchaseOrder.number, Supplier.name)
    named = P.select(P.id, *shown).join(Supplier).where(starts(P.number, asked.text.upper()))
    rows = list(named.order_by(P.number.desc()).limit(MOST).tuples())
    if given := ending("PO", asked.text, MOST):
        ended = P.select(P.id, *shown).join(Supplier).where(P.number.in_(given))
        rows.extend(ended.order_by(P.number.desc()).tuples())
    if len(rows) < MOST:
        for supplier in list(_supplier_rows(asked.text))[:2]:
            newest = P.select(P.id, *shown).join(Supplier).where(P.supplier == supplier[0])
            rows.extend(newest.order_by(P.id.desc()).limit(ORDERS_OF_CUSTOMER).tuples())
    for row_id, number, supplier in _once(rows):
        yield Hit("purchase", row_id, number, supplier)


def _incidents(asked: Asked) -> Iterable[Hit]:
    I = Incident
    shown = (I.number, I.subject_text, I.subject_kind, I.subject_id)
    rows = [*_by_start(I, [I.number], asked.text, shown), *_by_end(I.number, "IN", asked.text, shown)]
    for row_id, number, subject, kind, about in _once(rows):
        yield Hit("incident", row_id, number, subject, (kind, about))


def _by_start(model: Any, columns: list[Any], text: str, shown: tuple[Any, ...]) -> list[Any]:
    """Rows of which a column begins with the text; each column is asked in the order of its index."""
    rows: list[Any] = []
    for column in columns:
        wanted = text if column.name == "customer_ref" else text.upper()
        query = model.select(model.id, *shown).where(starts(column, wanted))
        rows.extend(query.order_by(column.desc()).limit(MOST).tuples())
        if len(rows) >= MOST:
            break
    return rows


def _by_end(column: Any, prefix: str, text: str, shown: tuple[Any, ...]) -> list[Any]:
    """Rows whose number ends with the text, the newest first."""
    given, model = ending(prefix, text, MOST), column.model
    if not given:
        return []
    return list(model.select(model.id, *shown).where(column.in_(given)).order_by(column.desc()).tuples())


def _once(rows: list[Any]) -> list[Any]:
    """The first few rows, each id once."""
    return list({row[0]: row for row in reversed(rows)}.values())[::-1][:MOST]


def _number_like(text: str) -> bool:
    return sum(char.isdigit() for char in text) >= LEAST_DIGITS


def _waybill(text: str) -> str:
    return "".join(text.split()).upper()


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


Search = Callable[[Asked], Iterable[Hit]]
SEARCHES: tuple[tuple[str, Search], ...] = (
    ("orders.view", _orders),
    ("deliveries.view", _deliveries),
    ("stock.view", _products),
    ("orders.view", _customers),
    ("deliveries.view", _incidents),
    ("purchases.edit", _purchases),
    ("purchases.edit", _suppliers),
)
