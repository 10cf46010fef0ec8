"""All that ever happened to a document: who, when, what changed. One page at a time, newest first.

    page = story("order", 7, rights)                          # order, delivery, customer, product, purchase,
    older = story("order", 7, rights, page.entries[-1].mark)  # or anything else the audit log is about
    page.more                                                 # there are older ones

It is put together from the audit log of the document and of what belongs to it, and from rows that carry a moment of
their own: tracking events, hand-overs, bills, payments, incidents, receipts.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from models.after_sales import ReturnOrder
from models.base import reconnect
from models.buying import Receipt
from models.delivery import Delivery, HandOver, TrackingEvent
from models.driver import peewee
from models.exchange import ImportBatch
from models.goods import Product
from models.money import Payment, PaymentAllocation, Receivable
from models.orders import OrderLine, SalesOrder
from models.people import AuditEntry, User
from models.stock import StockMove
from models.watch import Incident, IncidentNote
from services.delivery_book import of_order
from services.faults import translated
from services.supplier_returns import standing
from services.timeline_changes import Change, changes

PAGE = 20
IMPORTED = "import:"
# What the bench does between, and what stands in the story as a row of its own.
NOISE = ("packing.scan", "packing.undo", "packing.next_package", "packing.weigh", "tracking.event",
         "tracking.import_events", "incident.step", "incident.plan", "complaint.add")  # fmt: skip
# What people want to see of a delivery in its order's story.
DELIVERY_STEPS = (
    "delivery.plan", "delivery.plan_together", "delivery.combine", "delivery.release", "delivery.priority",
    "delivery.carrier", "delivery.assign_waybills", "packing.start", "packing.short", "packing.set_aside",
    "packing.resume", "packing.ship_short", "packing.check",
    "packing.pack", "delivery.sign", "delivery.dispatch", "delivery.cancel", "delivery.attach", "delivery.detach",
    "tracking.sign_for", "tracking.fail", "tracking.close", "rating.give",
)  # fmt: skip
# Tracking events that a step of ours made; the step itself stands in the audit log.
AUDITED = ("dispatched", "delivered", "refused", "lost", "closed")
MONEY = ("payment.record", "payment.undo")


class Mark(NamedTuple):
    """A place in a story: when, and among what happened at once, which source and row."""

    at: datetime
    rank: int
    id: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `code` is a use case's name, or track., bill., incident. and what it was.

    `number` is that of the document it happened to, empty for the story's own. `figures` fill the sentence.
    `source` says where it was done when not in a window.
    """

    at: datetime
    code: str
    who: str
    mark: Mark
    number: str = ""
    figures: dict[str, Any] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A page of what happened, newest first."""

    entries: tuple[Entry, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class _Scope:
    """What belongs to the document: its deliveries by id with their numbers, and what may be told."""

    kind: str
    id: int
    deliveries: dict[int, str]
    rights: frozenset[str]
    after: Mark | None
    limit: int

    @property
    def money(self) -> bool:
        return "credit.view" in self.rights

    def number(self, delivery_id: int) -> str:
        """The number of a delivery told of in another document's story."""
        return "" if self.kind == "delivery" else self.deliveries.get(delivery_id, "")

    def page(self, query: Any, at: Any, row_id: Any, rank: int) -> Iterator[tuple[Any, ...]]:
        """The rows of one source that belong on the page."""
        if self.after is not None:
            moment = AuditEntry.at.db_value(self.after.at)  # an expression does not know how moments are stored
            older = at < moment
            if rank < self.after.rank:
                older |= at == moment
            elif rank == self.after.rank:
                older |= (at == moment) & (row_id < self.after.id)
            query = query.where(older)
        return query.order_by(at.desc(), row_id.desc()).limit(self.limit + 1).tuples().iterator()


def story(
    kind: str, subject_id: int, rights: Iterable[str] = (), after: Mark | None = None, limit: int = PAGE
) -> Story:
    """A page of what happened to a document, after a mark when it is given. Amounts only with credit.view."""
    with translated():
        reconnect()
        scope = _Scope(kind, subject_id, _deliveries(kind, subject_id), frozenset(rights), after, limit)
        found = [entry for rank, source in enumerate(_SOURCES) for entry in source(scope, rank)]
    found.sort(key=lambda entry: entry.mark, reverse=True)
    return Story(tuple(found[:limit]), len(found) > limit)


def _deliveries(kind: str, subject_id: int) -> dict[int, str]:
    if kind not in ("order", "delivery"):
        return {}
    mine = of_order(subject_id) if kind == "order" else Delivery.id == subject_id
    return dict(Delivery.select(Delivery.id, Delivery.number).where(mine).tuples())


_WHO = peewee.fn.COALESCE(User.name, "")


def _created(scope: _Scope, rank: int) -> Iterator[Entry]:
    """Where an order of a file came from, and a customer's orders."""
    O = SalesOrder
    if scope.kind == "customer":
        query = O.select(O.id, O.created_at, O.number, O.total, _WHO).join(User, peewee.JOIN.LEFT_OUTER)
        query = query.where((O.customer == scope.id) & O.number.is_null(False))
        for row_id, at, number, total, who in scope.page(query, O.created_at, O.id, rank):
            yield Entry(at, "customer.order", who, Mark(at, rank, row_id), number, {"total": total})
    elif scope.kind == "order":
        order = O.get_or_none(O.id == scope.id)
        if order is not None and order.source.startswith(IMPORTED):
            yield from _imported(scope, rank, order)


def _imported(scope: _Scope, rank: int, order: SalesOrder) -> Iterator[Entry]:
    batch = ImportBatch.get_or_none(ImportBatch.id == int(order.source.removeprefix(IMPORTED)))
    mark = Mark(order.created_at, rank, 0)
    if batch is None or (scope.after is not None and mark >= scope.after):
        return
    user = User.get_or_none(User.id == batch.user_id)
    rows = OrderLine.select(peewee.fn.MIN(OrderLine.import_row), peewee.fn.MAX(OrderLine.import_row))
    first, last = rows.where(OrderLine.order == order.id).tuples().first()
    figures = {"file": batch.file_name, "first": first, "last": last}
    yield Entry(order.created_at, "order.import", user.name if user else "", mark, "", figures)


def _audited(scope: _Scope, rank: int) -> Iterator[Entry]:
    E = AuditEntry
    subject = (E.subject_kind == scope.kind) & (E.subject_id == scope.id)
    subject &= E.use_case.not_in(NOISE if scope.money else NOISE + MONEY)
    if scope.deliveries:
        returns = ReturnOrder.select(ReturnOrder.id).where(ReturnOrder.delivery.in_(list(scope.deliveries)))
        subject |= (E.subject_kind == "return") & E.subject_id.in_([row[0] for row in returns.tuples()])
    if scope.kind == "order" and scope.deliveries:
        on_the_way = (E.subject_kind == "delivery") & E.subject_id.in_(list(scope.deliveries))
        subject |= on_the_way & E.use_case.in_(DELIVERY_STEPS)
    query = E.select(E.id, E.at, E.use_case, E.subject_kind, E.subject_id, E.detail, E.source, _WHO)
    query = query.join(User, peewee.JOIN.LEFT_OUTER).where(subject)
    costs = "prices.view" in scope.rights
    for row_id, at, code, kind, subject_id, detail, source, who in list(scope.page(query, E.at, E.id, rank)):
        figures = msgspec.json.decode(detail)
        number = scope.number(subject_id) if kind == "delivery" else ""
        if kind == "return" and scope.kind != "return":
            number = str(figures.get("number", ""))
        if kind == "return" and not scope.money:
            figures.pop("amount", None)
        yield Entry(at, code, who, Mark(at, rank, row_id), number, figures, changes(figures, costs),
                    "" if source == "window" else source)  # fmt: skip


def _tracked(scope: _Scope, rank: int) -> Iterator[Entry]:
    T = TrackingEvent
    if not scope.deliveries:
        return
    mine = T.delivery.in_(list(scope.deliveries)) & T.status.not_in(AUDITED)
    query = T.select(T.id, T.at, T.status, T.delivery, T.place, T.note, T.source, _WHO)
    query = query.join(User, peewee.JOIN.LEFT_OUTER).where(mine)
    for row_id, at, status, delivery, place, note, source, who in scope.page(query, T.at, T.id, rank):
        figures = {"place": place, "note": note}
        yield Entry(at, f"track.{status}", who, Mark(at, rank, row_id), scope.number(delivery), figures, (),
                    source if source == "import" else "")  # fmt: skip


def _handed_over(scope: _Scope, rank: int) -> Iterator[Entry]:
    H = HandOver
    if not scope.deliveries:
        return
    query = H.select(H.id, H.at, H.number, H.driver, Delivery.id, _WHO)
    query = query.join(Delivery, on=(Delivery.handover == H.id)).switch(H).join(User, peewee.JOIN.LEFT_OUTER)
    query = query.where(Delivery.id.in_(list(scope.deliveries)))
    for row_id, at, number, driver, delivery, who in scope.page(query, H.at, H.id, rank):
        figures = {"list": number, "driver": driver}
        yield Entry(at, "delivery.hand_over", who, Mark(at, rank, row_id), scope.number(delivery), figures)


def _billed(scope: _Scope, rank: int) -> Iterator[Entry]:
    """Bills and credits, at the moment of the step that made them."""
    R = Receivable
    if not (scope.deliveries and scope.money):
        return
    credited = peewee.fn.COALESCE(ReturnOrder.closed_at, Delivery.closed_at)
    at = peewee.Case(None, ((R.kind == "credit", credited),), Delivery.dispatched_at)
    made = peewee.fn.COALESCE(at, Delivery.created_at).converter(Delivery.created_at.python_value)
    query = R.select(R.id, made, R.kind, R.amount, R.due, R.billed, R.delivery).join(Delivery).switch(R)
    query = query.join(ReturnOrder, peewee.JOIN.LEFT_OUTER, on=(ReturnOrder.credit == R.id))
    query = query.where(R.delivery.in_(list(scope.deliveries)))
    for row_id, moment, kind, amount, due, billed, delivery in scope.page(query, made, R.id, rank):
        code = "bill.credit" if kind == "credit" else "bill.dispatch" if billed else "bill.later"
        yield Entry(moment, code, "", Mark(moment, rank, row_id), scope.number(delivery),
                    {"amount": abs(amount), "due": due})  # fmt: skip


def _paid(scope: _Scope, rank: int) -> Iterator[Entry]:
    A = PaymentAllocation
    if not (scope.deliveries and scope.money):
        return
    query = A.select(A.id, Payment.at, Payment.number, A.amount, Receivable.delivery, _WHO)
    query = query.join(Payment).join(User, peewee.JOIN.LEFT_OUTER).switch(A).join(Receivable)
    query = query.where(Receivable.delivery.in_(list(scope.deliveries)))
    for row_id, at, payment, amount, delivery, who in scope.page(query, Payment.at, A.id, rank):
        figures = {"payment": payment, "amount": amount}
        yield Entry(at, "bill.paid", who, Mark(at, rank, row_id), scope.number(delivery), figures)


def _troubled(scope: _Scope, rank: int) -> Iterator[Entry]:
    """Steps of the incidents about the document, or of the incident itself."""
    N = IncidentNote
    mine = (Incident.subject_kind == scope.kind) & (Incident.subject_id == scope.id)
    if scope.kind == "incident":
        mine = Incident.id == scope.id
    elif scope.deliveries:
        mine |= (Incident.subject_kind == "delivery") & Incident.subject_id.in_(list(scope.deliveries))
    query = N.select(N.id, N.at, N.state, N.text, Incident.number, Incident.kind, _WHO)
    query = query.join(Incident).switch(N).join(User, peewee.JOIN.LEFT_OUTER).where(mine)
    for row_id, at, state, text, number, kind, who in scope.page(query, N.at, N.id, rank):
        yield Entry(at, f"incident.{state}", who, Mark(at, rank, row_id), number, {"text": text, "kind": kind})


def _received(scope: _Scope, rank: int) -> Iterator[Entry]:
    R = Receipt
    if scope.kind != "purchase":
        return
    query = R.select(R.id, R.at, R.number, R.note, _WHO).join(User, peewee.JOIN.LEFT_OUTER)
    query = query.where(R.purchase == scope.id)
    for row_id, at, number, note, who in scope.page(query, R.at, R.id, rank):
        yield Entry(at, "stock.receive", who, Mark(at, rank, row_id), number, {"note": note})


def _sent_back(scope: _Scope, rank: int) -> Iterator[Entry]:
    M = StockMove
    if scope.kind != "purchase":
        return
    query = M.select(M.id, M.at, Product.sku, M.quantity, M.note, _WHO).join(Product).switch(M)
    query = query.join(User, peewee.JOIN.LEFT_OUTER).where(standing(scope.id))
    for row_id, at, sku, quantity, note, who in scope.page(query, M.at, M.id, rank):
        figures = {"sku": sku, "quantity": quantity, "reason": note}
        yield Entry(at, "purchase.send_back", who, Mark(at, rank, row_id), figures=figures)


_SOURCES: tuple[Callable[[_Scope, int], Iterator[Entry]], ...] = (
    _created, _audited, _tracked, _handed_over, _billed, _paid, _troubled, _received, _sent_back,
)  # fmt: skip
