"""Where is my order? What one says on the phone about an order, found by anything the caller may know.

Plain frozen rows, read on a reader thread; nothing here writes.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from models.base import reconnect
from models.buying import PurchaseLine
from models.delivery import Delivery, DeliveryLine, Package, TrackingEvent
from models.driver import peewee
from models.fields import total
from models.goods import Product
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from models.parties import Carrier
from models.people import User
from models.watch import Incident
from services import found
from services.delivery_book import of_order
from services.faults import translated
from services.lists import ORDER_IS
from services.waybills import clean_tracking

O, D, L = SalesOrder, Delivery, OrderLine
ZERO = Decimal(0)
MOST = 30
MOST_SHORT = 5


@dataclass(frozen=True, slots=True)
class Match:
    """An order that may be the one asked about."""

    id: int
    number: str
    customer: str
    promised: date | None
    state: str
    day: date


@dataclass(frozen=True, slots=True)
class Trouble:
    """An incident about a delivery that is not settled; `owner` is "" while nobody has taken it over."""

    number: str
    kind: str
    owner: str
    note: str


@dataclass(frozen=True, slots=True)
class Leg:
    """One delivery of the order. `pieces` and `picked` count this order's goods only.

    `status`, `at`, `place` and `note` are the newest event on its way.
    """

    id: int
    number: str
    state: str
    outcome: str
    promised: date | None
    carrier: str
    service: str
    track_url: str
    packages: tuple[tuple[int, str], ...]
    pieces: Decimal
    picked: Decimal
    arrived: Decimal
    left_at: datetime | None
    signed_at: datetime | None
    signed_by: str
    status: str
    at: datetime | None
    place: str
    note: str
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """Goods of the order that are not there; `expected` is when the supplier's are due, if any are on order."""

    name: str
    name_en: str
    unit: str
    quantity: Decimal
    expected: date | None


@dataclass(frozen=True, slots=True)
class Story:
    """All about one order. Figures are base units: ordered, open, reserved but on no delivery, short."""

    id: int
    number: str
    reference: str
    customer: str
    receiver: str
    phone: str
    address: str
    state: str
    on_hold: bool
    reason: str
    day: date
    submitted_at: datetime | None
    promised: date | None
    ordered: Decimal
    open: Decimal
    waiting: Decimal
    short: Decimal
    legs: tuple[Leg, ...]
    missing: tuple[Missing, ...]


def matches(text: str) -> tuple[Match, ...]:
    """Orders by customer (name, initials), phone, order's or delivery's number, or waybill; open ones first, newest
    first."""
    text = text.strip()
    if not text:
        return ()
    with translated():
        reconnect()
        ids = set(found.orders(text)) | set(_of_deliveries(text))
        shown = (O.id, O.number, O.customer_ref, O.customer_name, O.promised, ORDER_IS, O.order_date)
        rows = O.select(*shown).where(O.id.in_(sorted(ids, reverse=True)[: found.MOST]))
        rows = rows.order_by(O.phase.desc(), O.id.desc()).limit(MOST)  # open before ended
        return tuple(
            Match(row_id, number or reference, customer, promised, state, day)
            for row_id, number, reference, customer, promised, state, day in rows.tuples()
        )


def _of_deliveries(text: str) -> list[int]:
    """The orders of deliveries whose number begins or ends so, or of which a package has this tracking number, however
    written."""
    lines = DeliveryLine.select(L.order).join(L, on=(L.id == DeliveryLine.line)).switch(DeliveryLine).join(D)
    rows = list(lines.where(D.id.in_(found.numbered(D, "DN", text))).distinct().limit(MOST).tuples())
    number = clean_tracking(text)
    if number != text.upper():
        parcels = Package.select(Package.delivery).where(Package.tracking_number == number)
        rows += list(lines.where(D.id.in_(parcels)).distinct().limit(MOST).tuples())
    return [row[0] for row in rows]


def story(order_id: int) -> Story | None:
    """The order's story, or None when it is gone."""
    with translated():
        reconnect()
        order = O.get_or_none(O.id == order_id)
        if order is None:
            return None
        sums = L.select(total(L.ordered), total(L.open), total(L.reserved), total(L.planned)).where(L.order == order)
        ordered, open_, reserved, planned = (each or ZERO for each in sums.tuples()[0])
        legs = tuple(_leg(d, order_id) for d in D.select().where(of_order(order_id)).order_by(D.id))
        short = open_ - reserved if order.state == "approved" else ZERO
        return Story(
            order.id, order.number or "", order.customer_ref, order.customer_name or order.customer_text,
            order.receiver, order.phone, order.address, order.state, order.on_hold, _reason(order), order.order_date,
            order.submitted_at, order.promised, ordered, open_, max(reserved - planned, ZERO), short,
            tuple(leg for leg in legs if leg.state != "cancelled"), _missing(order_id) if short else (),
        )  # fmt: skip


def _reason(order: SalesOrder) -> str:
    """Why it is held or was rejected."""
    if order.on_hold or order.state not in ("rejected", "draft"):
        return str(order.hold_reason)
    A = ApprovalRequest
    row = A.select(A.reason).where((A.order == order) & (A.decision != "")).order_by(A.id.desc()).tuples().first()
    return str(row[0]) if row else ""


def _leg(d: Delivery, order_id: int) -> Leg:
    mine = DeliveryLine.select(
        total(DeliveryLine.quantity), total(DeliveryLine.picked), total(DeliveryLine.delivered)
    ).join(L, on=(L.id == DeliveryLine.line))
    pieces, picked, arrived = (
        each or ZERO for each in mine.where((DeliveryLine.delivery == d) & (L.order == order_id)).tuples()[0]
    )
    carrier = Carrier.get_or_none(Carrier.id == d.carrier_id)
    event = _newest(d.id)
    return Leg(
        d.id, d.number, d.state, d.outcome, d.promised, carrier.name if carrier else "", d.service,
        carrier.track_url if carrier else "",
        tuple((p.number, p.tracking_number) for p in Package.of("number", delivery=d.id)), pieces, picked, arrived,
        d.dispatched_at, d.signed_at, d.signed_by, *event, _troubles(d.id),
    )  # fmt: skip


def _newest(delivery_id: int) -> tuple[str, datetime | None, str, str]:
    T = TrackingEvent
    rows = T.select(T.status, T.at, T.place, T.note).where(T.delivery == delivery_id)
    row: Any = rows.order_by(T.at.desc(), T.id.desc()).tuples().first()
    return tuple(row) if row else ("", None, "", "")


def _troubles(delivery_id: int) -> tuple[Trouble, ...]:
    I = Incident
    rows = (
        I.select(I.number, I.kind, User.name, I.detail)
        .join(User, peewee.JOIN.LEFT_OUTER)
        .where((I.subject_kind == "delivery") & (I.subject_id == delivery_id) & I.state.in_(("open", "owned")))
        .order_by(I.id)
    )
    return tuple(
        Trouble(number, kind, owner or "", str(msgspec.json.decode(detail).get("note", "")))
        for number, kind, owner, detail in rows.tuples()
    )


def _missing(order_id: int) -> tuple[Missing, ...]:
    rows = (
        L.select(Product.name, Product.name_en, Product.unit, L.open, L.reserved, L.product)
        .join(Product)
        .where((L.order == order_id) & (L.open > L.reserved))
        .order_by(L.position)
        .limit(MOST_SHORT)
    )
    return tuple(
        Missing(name, english, unit, wanted - reserved, _expected(product))
        for name, english, unit, wanted, reserved, product in rows.tuples()
    )


def _expected(product_id: int) -> date | None:
    P = PurchaseLine
    row = P.select(P.expected).where((P.product == product_id) & (P.open > 0)).order_by(P.expected).tuples().first()
    return row[0] if row else None
