"""What each rule looks for that tells of work that went another way than agreed; see finding.py for the others."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from models.delivery import Delivery, TrackingEvent
from models.driver import peewee
from models.exchange import ImportBatch, ImportRow
from models.fields import total
from models.goods import Product
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from models.people import AuditEntry
from models.stock import StockMove
from services.watch.finding import MOST, Found, asked_about, hours

A, D, M, O, P = AuditEntry, Delivery, StockMove, SalesOrder, Product
Q, T = ApprovalRequest, TrackingEvent
fn, SQL = peewee.fn, peewee.SQL
# What carriers report when goods do not get to the customer as they should; services/carrier_words.py.
WRONG_WAY = ("exception", "attempt_failed", "returning")
# A count, a price or a closed order is old after so long: nobody is asked about it any more.
RECENT = timedelta(days=14)


def wrong_way(now: datetime, limit: int) -> list[Found]:
    return last_heard_wrong(D.phase == "way", now)


def last_heard_wrong(where: Any, now: datetime) -> list[Found]:
    """Of deliveries on their way: what was heard last, as of `now`, is that something went wrong."""
    later = T.alias()
    newer = (later.at > T.at) | ((later.at == T.at) & (later.id > T.id))
    after = later.select(SQL("1")).where((later.delivery == D.id) & (later.at <= now) & newer)
    rows = (
        D.select(D.id, D.number, D.customer_name, T.at).join(T, on=T.delivery == D.id)
        .where(where & (T.at <= now) & T.status.in_(WRONG_WAY) & ~fn.EXISTS(after)).order_by(D.id).limit(MOST).tuples()
    )  # fmt: skip
    return [Found("delivery", row_id, f"{number} {name}", hours(now - at)) for row_id, number, name, at in rows]


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
        .where((B.kind == "orders") & ((B.at > now - RECENT) | asked_about("import_doubts", B.id)) & (B.at <= since)
               & waits)
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
