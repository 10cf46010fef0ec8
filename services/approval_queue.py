"""The queue of orders to approve: who waits, with what was found, and what has been decided."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.driver import peewee
from models.money import Receivable
from models.orders import ApprovalRequest, SalesOrder
from services import findings, settings
from services.faults import translated
from services.findings import Finding, recalled

TABS = ("waiting", "sent_back", "decided")
MOST = 500
MOST_DECIDED = 100
O, R = SalesOrder, ApprovalRequest


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding as a chip shows it: its `verdict` (ok, warn or block) and the `code` that picks the word."""

    verdict: str
    code: str


OVERDUE = Mark("block", "overdue")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One order of the queue. `own` orders can't be approved by who looks; `decision` is "" while it waits."""

    id: int
    version: int
    number: str
    customer: str
    total: Decimal
    promised: date | None
    submitted_at: datetime
    on_hold: bool
    own: bool
    marks: tuple[Mark, ...]
    decision: str = ""
    decided_at: datetime | None = None

    @property
    def clear(self) -> bool:
        """Whether it can go together with others: nothing found, not on hold, somebody else's."""
        return not self.on_hold and not self.own and all(mark.verdict == "ok" for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Queue:
    """The rows of one tab, and how many wait and were sent back."""

    rows: tuple[Waiting, ...]
    waiting: int
    sent_back: int


def marks_of(findings: tuple[Finding, ...]) -> tuple[Mark, ...]:
    """One mark a code, worst first, without what is fine."""
    found = {f.code: Mark(f.verdict, f.code) for f in reversed(findings) if f.verdict != "ok"}
    return tuple(sorted(found.values(), key=lambda mark: mark.verdict))


def queue(tab: str, user_id: int | None, today: date) -> Queue:
    """One tab: `waiting` and `sent_back` by promised day, `decided` newest first; at most 500, or 100 decided.

    What waits is overdue by what is owed now: customers pay, and days pass, after an order was submitted.
    """
    with translated():
        reconnect()
        rows = _decided(user_id) if tab == "decided" else _open(tab, user_id, today)
        waiting = O.select().where(O.state == "submitted").count()
        sent_back = O.select().where(_sent_back()).count()
    return Queue(rows, waiting, sent_back)


def _sent_back() -> Any:
    """A draft that has a number was submitted once."""
    return (O.state == "draft") & O.number.is_null(False)


def _open(tab: str, user_id: int | None, today: date) -> tuple[Waiting, ...]:
    where = _sent_back() if tab == "sent_back" else O.state == "submitted"
    orders = list(O.select().where(where).order_by(O.due, O.id).limit(MOST))
    newest = R.select(peewee.fn.MAX(R.id)).where(R.order.in_([o.id for o in orders])).group_by(R.order)
    requests = {r.order_id: r for r in R.select().where(R.id.in_(newest))}
    own_is_fine = settings.get("approval.allow_own")
    made = (_row(o, requests.get(o.id), not own_is_fine and typed_by(o, user_id)) for o in orders)
    if tab == "sent_back":
        return tuple(made)
    late = _late({o.customer_id for o in orders}, today)
    return tuple(_now(row, o.customer_id in late) for row, o in zip(made, orders, strict=True))


def clear_count(today: date) -> int:
    """How many orders of the queue have no finding now, as `queue` marks them; for nobody in particular."""
    waiting = (O.state == "submitted") & ~O.on_hold & (R.decision == "")
    fine = R.select(O.customer, peewee.fn.COUNT(R.id)).join(O).where(waiting & (R.worst == "ok")).group_by(O.customer)
    was_late = R.findings.contains('"block","overdue"')
    doubted = R.select(O.customer, R.findings).join(O).where(waiting & (R.worst == "block") & was_late)
    counts, others = list(fine.tuples()), list(doubted.tuples())
    late = _late({customer for customer, _what in (*counts, *others)}, today)
    paid = [found for customer, found in others if customer not in late]
    return sum(count for customer, count in counts if customer not in late) + sum(
        1 for found in paid if set(marks_of(recalled(found))) == {OVERDUE}
    )


def _late(customers: set[int], today: date) -> set[int]:
    """Who of them owes something past its day."""
    B = Receivable
    query = B.select(B.customer).where(B.customer.in_(sorted(customers)) & (B.due < today) & (B.open > 0)).distinct()
    return {customer for (customer,) in query.tuples()} if customers else set()


def _now(row: Waiting, late: bool) -> Waiting:
    """A row with the mark for what is past due as it is now."""
    others = tuple(mark for mark in row.marks if mark != OVERDUE)
    return replace(row, marks=tuple(sorted((*others, OVERDUE), key=lambda mark: mark.verdict)) if late else others)


def _decided(user_id: int | None) -> tuple[Waiting, ...]:
    requests = list(
        R.select(R, O).join(O).where(R.decision != "").order_by(R.id.desc()).limit(MOST_DECIDED)
    )  # fmt: skip
    return tuple(_row(r.order, r, typed_by(r.order, user_id)) for r in requests)


def typed_by(order: SalesOrder, user_id: int | None) -> bool:
    """Whether somebody is the author of an order."""
    return user_id is not None and order.author_id == user_id


def _row(order: SalesOrder, request: ApprovalRequest | None, own: bool) -> Waiting:
    found = recalled(request.findings) if request else ()
    return Waiting(
        order.id, order.version, order.number or "", order.customer_name, order.total, order.promised,
        order.submitted_at or order.created_at, order.on_hold, own, marks_of(found),
        request.decision if request else "", request.decided_at if request else None,
    )  # fmt: skip


def is_clear(order_id: int, today: date) -> bool:
    """Whether nothing at all is found about a waiting order now."""
    with translated():
        reconnect()
        order = O.get_or_none(O.id == order_id)
        return order is not None and not order.on_hold and findings.worst(findings.findings(order, today)) == "ok"
