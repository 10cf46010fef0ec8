"""For which orders that lie and papers that stick a rule would have held at a past moment, with the help of the log."""

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from models.delivery import Delivery, DeliveryLine, ScanEvent
from models.driver import peewee
from models.exchange import ImportBatch, ImportRow
from models.orders import GOING, ApprovalRequest, OrderLine, SalesOrder
from models.paper import PrintJob
from services.bulk import any_of
from services.watch import finding
from services.watch.finding import MOST, Found
from services.watch.otherwise import RECENT
from services.watch.since import done_since, first_done, last_by

D, J, L, N, O, S = Delivery, PrintJob, OrderLine, DeliveryLine, SalesOrder, ScanEvent
Q, X = ApprovalRequest, SalesOrder.alias()
fn, SQL = peewee.fn, peewee.SQL
ONE = SQL("1")
# Orders of which something has not left.
UNSENT = GOING & X.progress.in_(("approved", "picking", "part"))
MENDING = ("print.again", "print.drop", "print.retry", "print.settle")


def approved_waits(then: datetime, limit: int) -> list[Found]:
    """Picking counts from its first scan."""
    rows = O.select(O.id).where(going(then, GOING) & (O.approved_at <= then - timedelta(hours=limit)))
    waited = {order for (order,) in rows.tuples()}
    waited -= _begun(then, waited)
    return finding.waiting("order", O, O.approved_at, any_of(O.id, sorted(waited)), then, limit)


def going(then: datetime, now: Any) -> Any:
    """Orders that were under way: those that are so `now`, as a condition of X, that sent something since, or that were
    ended since with less than all."""
    gone = (
        L.select(L.order).join(N, on=N.line == L.id).join(D, on=N.delivery == D.id).where(D.dispatched_at > then)
    )  # fmt: skip
    ended = list(first_done(then, "order.cancel", "order.close_short"))
    return O.id.in_(X.select(X.id).where(now) | gone) | any_of(O.id, ended)


def _begun(then: datetime, orders: set[int]) -> set[int]:
    """Those of the orders of which something was picked by then: most are told by their own deliveries, the others by
    the lines of deliveries of several orders, and by what was scanned of deliveries in work."""
    own = D.select(D.order).where(any_of(D.order, sorted(orders)) & (D.picked_at <= then)).distinct()
    begun = {order for (order,) in own.tuples()}
    others = (
        L.select(L.order).join(N, on=N.line == L.id).join(D, on=N.delivery == D.id)
        .where(any_of(L.order, sorted(orders - begun))).distinct()
    )  # fmt: skip
    scans = (S.at <= then) & (S.kind == "pick") & (S.verdict == "right")
    scanned = others.join(S, on=S.delivery == D.id).where(scans)
    for query in (others.where(D.picked_at <= then), scanned):
        begun |= {order for (order,) in query.tuples()}
    return begun


def import_doubts(then: datetime, limit: int) -> list[Found]:
    """Orders of an import that were drafts or on hold; drafts that were thrown away since count too."""
    I, R = ImportBatch, ImportRow
    held, sent_back = first_done(then, "order.hold", "order.resume"), first_done(then, "order.send_back")
    asked = Q.select(ONE).where((Q.order == O.id) & (Q.at <= then))
    was_draft = ~fn.EXISTS(asked) | ((O.state == "draft") & ~any_of(O.id, list(sent_back)))
    resumed = [order for order, step in held.items() if step == "order.resume"]
    on_hold = (O.on_hold & ~any_of(O.id, list(held))) | any_of(O.id, resumed)
    live = O.state.in_(("draft", "submitted", "approved"))
    of_time = (I.kind == "orders") & (I.at > then - RECENT) & (I.at <= then - timedelta(hours=limit))
    count = fn.COUNT(O.id.distinct())
    rows = (
        I.select(I.id, I.file_name, count).join(R, on=R.batch == I.id).join(O, on=R.document_id == O.id)
        .where(of_time & (was_draft | (on_hold & live))).group_by(I.id, I.file_name).order_by(I.id).tuples()
    )  # fmt: skip
    names, lying = {}, Counter[int]()
    for batch, name, number in rows:
        names[batch], lying[batch] = name, number
    thrown = list(first_done(then, "order.delete_draft"))
    gone = I.select(I.id, I.file_name, R.document_id).join(R, on=R.batch == I.id)
    for batch, name, _order in gone.where(of_time & any_of(R.document_id, thrown)).distinct().tuples():
        names[batch] = name
        lying[batch] += 1
    return [Found("import", each, names[each], Decimal(lying[each])) for each in sorted(lying)][:MOST]


def paper_stuck(then: datetime, _limit: int) -> list[Found]:
    """Papers stuck now that were asked for by then, and those that a person printed anew, settled or gave up since."""
    there = last_by(J, then)
    stuck = J.select(J.kind, J.delivery_id, J.package).where(
        J.state.in_(("failed", "uncertain")) & (J.id <= there) & (J.at <= then)
    )
    found = {tuple(row) for row in stuck.tuples()}
    for subject, _step, detail in done_since(then, *MENDING):
        paper = detail.get("kind"), subject, detail.get("package", 0)
        if subject and paper not in found and _was_there(paper, there, detail):
            found.add(paper)
    return [Found("company", 0, "", Decimal(len(found)))] if found else []


def _was_there(paper: tuple[Any, ...], there: int, detail: dict[str, Any]) -> bool:
    """Whether the copy that somebody saw to was asked for by then; of one that was given up only its number is left."""
    kind, subject, package = paper
    mine = (J.kind == kind) & (J.delivery_id == subject) & (J.package == package)
    if "copy" in detail:
        mine &= J.copy == detail["copy"]
    found = J.select(J.id).where(mine).order_by(J.copy).limit(1).scalar()
    return found is None or int(found) <= there
