"""What each rule looks for. Reads only, each by an index; at most so many of a kind at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from models.buying import PurchaseLine, PurchaseOrder
from models.delivery import Delivery, ScanEvent, TrackingEvent
from models.driver import peewee
from models.exchange import ImportBatch, ImportRow
from models.fields import total
from models.goods import Product, ProductStock
from models.money import Receivable
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from models.paper import PrintJob
from models.parties import Customer, Supplier
from models.people import AuditEntry, BackupRun
from models.stock import Location, Lot, StockBalance, StockMove
from services.lists import BELOW
from services.places import OWN
from services.stock_lists import due

O, D, P, PS, R, M, T = SalesOrder, Delivery, Product, ProductStock, Receivable, StockMove, TrackingEvent
A, Q = AuditEntry, ApprovalRequest
fn, SQL = peewee.fn, peewee.SQL
MOST = 200
# What carriers report when goods do not get to the customer as they should; services/carrier_words.py.
WRONG_WAY = ("exception", "attempt_failed", "returning")
# A count, a price or a closed order is old after so long: nobody is asked about it any more.
RECENT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule holds for: the subject, its words, and the figure that says how bad it is.

    `at` is when it happened, for what can't go away any more.
    """

    kind: str
    id: int
    text: str
    figure: Decimal | None = None
    at: datetime | None = None


def stock_low(now: datetime, limit: int) -> list[Found]:
    low = PS.select(P.id, P.sku, P.name, PS.available).join(P).where(PS.level.in_(BELOW) & P.active)
    rows = low.order_by(PS.level, PS.available, P.id).limit(MOST).tuples()
    return [Found("product", product, f"{sku} {name}", available) for product, sku, name, available in rows]


def order_waits(now: datetime, limit: int) -> list[Found]:
    late = (O.state == "submitted") & (O.submitted_at <= now - timedelta(hours=limit))
    rows = O.select(O.id, O.number, O.customer_name, O.submitted_at).where(late).order_by(O.id).limit(MOST).tuples()
    return [Found("order", row_id, f"{number} {name}", _hours(now - at)) for row_id, number, name, at in rows]


def promise_risk(now: datetime, limit: int) -> list[Found]:
    day = _day(now)
    return _deliveries((D.state == "planned") & (D.due >= day) & (D.due <= day + timedelta(limit)), now)


def leaves_late(now: datetime, limit: int) -> list[Found]:
    return _deliveries((D.phase == "house") & (D.due <= _day(now) - timedelta(limit)), now)


def arrives_late(now: datetime, limit: int) -> list[Found]:
    return _deliveries((D.phase == "way") & (D.due <= _day(now) - timedelta(limit)), now)


def not_moving(now: datetime, limit: int) -> list[Found]:
    since = now - timedelta(days=limit)
    heard = TrackingEvent.select(SQL("1")).where((TrackingEvent.delivery == D.id) & (TrackingEvent.at > since))
    return _deliveries((D.phase == "way") & (D.dispatched_at <= since) & ~fn.EXISTS(heard), now)


def wrong_way(now: datetime, limit: int) -> list[Found]:
    return _wrong_way(D.phase == "way", now)


def _wrong_way(where: Any, now: datetime) -> list[Found]:
    """Of deliveries on their way: what was heard last, as of `now`, is that something went wrong."""
    later = T.alias()
    newer = (later.at > T.at) | ((later.at == T.at) & (later.id > T.id))
    after = later.select(SQL("1")).where((later.delivery == D.id) & (later.at <= now) & newer)
    rows = (
        D.select(D.id, D.number, D.customer_name, T.at).join(T, on=T.delivery == D.id)
        .where(where & (T.at <= now) & T.status.in_(WRONG_WAY) & ~fn.EXISTS(after)).order_by(D.id).limit(MOST).tuples()
    )  # fmt: skip
    return [Found("delivery", row_id, f"{number} {name}", _hours(now - at)) for row_id, number, name, at in rows]


def closed_short(now: datetime, limit: int) -> list[Found]:
    """Orders that ended with less than was ordered; when, stands in the log alone."""
    closing = (A.subject_id == O.id) & (A.use_case == "order.close_short") & (A.at > now - RECENT) & (A.at <= now)
    last = fn.MAX(A.at).converter(A.at.python_value)
    rows = list(
        O.select(O.id, O.number, O.customer_name, last).join(A, on=closing).where(O.state == "closed_short")
        .group_by(O.id, O.number, O.customer_name).order_by(O.id).limit(MOST).tuples()
    )  # fmt: skip
    lines = OrderLine.select(OrderLine.order, total(OrderLine.closed_short), total(OrderLine.ordered))
    of = lines.where(OrderLine.order.in_([row[0] for row in rows])).group_by(OrderLine.order).tuples()
    missing = {order: left for order, left, ordered in of if left * 100 >= ordered * limit}
    return [Found("order", row_id, f"{number} {name}", missing[row_id], at)
            for row_id, number, name, at in rows if row_id in missing]  # fmt: skip


def price_under(now: datetime, limit: int) -> list[Found]:
    """Orders approved although a price was under the least one or the cost. Which of both is not for everybody."""
    under = Q.findings.contains('"below_minimum"') | Q.findings.contains('"below_cost"')
    approved = (Q.decision == "approved") & (Q.decided_at > now - RECENT) & (Q.decided_at <= now)
    rows = (
        O.select(O.id, O.number, O.customer_name, Q.decided_at).join(Q, on=Q.order == O.id)
        .where((O.submitted_at > now - 4 * RECENT) & O.state.in_(("approved", "completed", "closed_short")) & approved
               & (Q.worst == "block") & under).order_by(O.id).limit(MOST).tuples()
    )  # fmt: skip
    return [Found("order", row_id, f"{number} {name}", None, at) for row_id, number, name, at in rows]


def import_doubts(now: datetime, limit: int) -> list[Found]:
    B, since = ImportBatch, now - timedelta(hours=limit)
    waits = (O.state == "draft") | (O.on_hold & O.state.in_(("draft", "submitted", "approved")))
    count = fn.COUNT(O.id.distinct())
    rows = (
        B.select(B.id, B.file_name, count).join(ImportRow, on=ImportRow.batch == B.id)
        .join(O, on=ImportRow.document_id == O.id)
        .where((B.kind == "orders") & (B.at > now - RECENT) & (B.at <= since) & waits)
        .group_by(B.id, B.file_name).order_by(B.id).limit(MOST).tuples()
    )  # fmt: skip
    return [Found("import", row_id, name, Decimal(n)) for row_id, name, n in rows]


def count_differs(now: datetime, limit: int) -> list[Found]:
    """What counts moved of a product, up and down together, by its worth; the figure is pieces, as costs are hidden."""
    last = fn.MAX(M.at).converter(M.at.python_value)
    rows = (
        M.select(P.id, P.sku, P.name, P.cost, P.price, total(M.quantity), last).join(P)
        .where(SQL("document_kind = 'count'") & (M.at > now - RECENT) & (M.at <= now))
        .group_by(P.id, P.sku, P.name, P.cost, P.price).order_by(P.id).tuples()
    )  # fmt: skip
    found = []
    for row_id, sku, name, cost, price, moved, at in rows:
        one = price if cost is None else cost
        if one is not None and moved * one >= limit:
            found.append(Found("product", row_id, f"{sku} {name}", moved, at))
    return found[:MOST]


def refused_scans(now: datetime, limit: int) -> list[Found]:
    wrong = (ScanEvent.kind == "pick") & ScanEvent.verdict.not_in(("right", "undone"))
    day = (ScanEvent.at > now - timedelta(days=1)) & (ScanEvent.at <= now)
    count = fn.COUNT(SQL("*"))
    rows = (
        ScanEvent.select(D.id, D.number, D.customer_name, count).join(D)
        .where(day & wrong).group_by(D.id, D.number, D.customer_name)
        .having(count >= limit).order_by(D.id).limit(MOST).tuples()
    )  # fmt: skip
    return [Found("delivery", row_id, f"{number} {name}", Decimal(n)) for row_id, number, name, n in rows]


def lot_expires(now: datetime, limit: int) -> list[Found]:
    day = _day(now)
    rows = (
        Lot.select(Lot.id, Lot.number, P.sku, P.name, Lot.expiry).join(P)
        .join(StockBalance, on=StockBalance.lot == Lot.id).join(Location, on=StockBalance.location == Location.id)
        .where((Lot.expiry >= day) & (Lot.expiry <= day + timedelta(limit)) & (StockBalance.on_hand > 0)
               & Location.kind.in_(OWN))
        .distinct().order_by(Lot.expiry, Lot.id).limit(MOST).tuples()
    )  # fmt: skip
    return [Found("lot", row_id, f"{sku} {name} {number}", Decimal((expiry - day).days))
            for row_id, number, sku, name, expiry in rows]  # fmt: skip


def over_limit(now: datetime, limit: int) -> list[Found]:
    over = Customer.active & (Customer.balance > Customer.credit_limit)
    rows = Customer.select(Customer.id, Customer.code, Customer.name, Customer.balance, Customer.credit_limit)
    found = rows.where(over).order_by(Customer.id).limit(MOST).tuples()
    return [Found("customer", row_id, f"{code} {name}", owes - may) for row_id, code, name, owes, may in found]


def overdue(now: datetime, limit: int) -> list[Found]:
    late = SQL("open > 0") & R.billed & (R.due <= _day(now) - timedelta(limit))
    rows = (
        R.select(Customer.id, Customer.code, Customer.name, total(R.open)).join(Customer).where(late)
        .group_by(Customer.id, Customer.code, Customer.name).order_by(Customer.id).limit(MOST).tuples()
    )  # fmt: skip
    return [Found("customer", row_id, f"{code} {name}", amount) for row_id, code, name, amount in rows]


def freight_over(now: datetime, limit: int) -> list[Found]:
    recent, beyond = D.dispatched_at > now - timedelta(days=60), D.freight - D.expected_freight
    rows = (
        D.select(D.id, D.number, D.customer_name, beyond.converter(D.freight.python_value))
        .where(recent & (beyond >= D.freight.db_value(limit))).order_by(D.id).limit(MOST).tuples()
    )  # fmt: skip
    return [Found("delivery", row_id, f"{number} {name}", amount) for row_id, number, name, amount in rows]


def supply_late(now: datetime, limit: int) -> list[Found]:
    late = due(_day(now) - timedelta(limit))
    rows = (
        PurchaseLine.select(PurchaseOrder.id, PurchaseOrder.number, Supplier.name, fn.MIN(PurchaseLine.expected))
        .join(PurchaseOrder).join(Supplier).where(late)
        .group_by(PurchaseOrder.id, PurchaseOrder.number, Supplier.name).order_by(PurchaseOrder.id).limit(MOST).tuples()
    )  # fmt: skip
    return [Found("purchase", row_id, f"{number} {name}", Decimal((_day(now) - day).days))
            for row_id, number, name, day in rows]  # fmt: skip


def paper_stuck(now: datetime, limit: int) -> list[Found]:
    count = PrintJob.select().where(PrintJob.state.in_(("failed", "uncertain"))).count()
    return [Found("company", 0, "", Decimal(count))] if count else []


def backup_old(now: datetime, limit: int) -> list[Found]:
    last = (
        BackupRun.select(fn.MAX(BackupRun.at).converter(BackupRun.at.python_value)).where(BackupRun.verified).scalar()
    )
    if last is None or last > now - timedelta(days=limit):
        return []
    return [Found("company", 0, "", Decimal((now - last).days))]


def _deliveries(where: Any, now: datetime) -> list[Found]:
    rows = D.select(D.id, D.number, D.customer_name, D.due).where(where).order_by(D.due, D.id).limit(MOST).tuples()
    return [Found("delivery", row_id, f"{number} {name}", Decimal((_day(now) - promised).days))
            for row_id, number, name, promised in rows]  # fmt: skip


def _day(now: datetime) -> Any:
    return now.astimezone().date()


def _hours(span: timedelta) -> Decimal:
    return Decimal(span // timedelta(hours=1))
