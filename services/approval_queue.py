"""The queue of orders to approve: who waits, with what was found, and what has been decided."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.driver import peewee
from models.goods import ProductStock
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from models.parties import Customer
from services import findings, settings
from services.bulk import any_of
from services.faults import translated
from services.findings import Finding, recalled

TABS = ("waiting", "sent_back", "decided")
MOST = 500
MOST_DECIDED = 100
L, O, R = OrderLine, SalesOrder, ApprovalRequest


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding as a chip shows it: its `verdict` (ok, warn or block) and the `code` that picks the word."""

    verdict: str
    code: str


# What other orders, payments and goods change while an order waits: found for the queue each time it is read.
CHANGING = frozenset({"overdue", "over_limit", "short"})


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
    return _worst_first(found.values())


def _worst_first(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(sorted(marks, key=lambda mark: (mark.verdict, mark.code)))


def queue(tab: str, user_id: int | None, today: date) -> Queue:
    """One tab: `waiting` and `sent_back` by promised day, `decided` newest first; at most 500, or 100 decided.

    What waits is overdue, over its limit and short by what is so now: customers pay, days pass and other orders take
    goods and credit after an order was submitted.
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
    orders, rows = _stored(tab, user_id)
    if tab == "sent_back":
        return rows
    now = _marks_now(orders, today)
    return tuple(replace(row, marks=_merged(now[row.id], row.marks)) for row in rows)


def _stored(tab: str, user_id: int | None) -> tuple[list[SalesOrder], tuple[Waiting, ...]]:
    """The orders of a tab, and their rows with the marks of their submission."""
    where = _sent_back() if tab == "sent_back" else O.state == "submitted"
    orders = list(O.select().where(where).order_by(O.due, O.id).limit(MOST))
    newest = R.select(peewee.fn.MAX(R.id)).where(R.order.in_([o.id for o in orders])).group_by(R.order)
    requests = {r.order_id: r for r in R.select().where(R.id.in_(newest))}
    own_is_fine = settings.get("approval.allow_own")
    return orders, tuple(_row(o, requests.get(o.id), not own_is_fine and typed_by(o, user_id)) for o in orders)


def clear_count(today: date) -> int:
    """How many orders of the queue have no finding now, as `queue` marks them; for nobody in particular."""
    orders, rows = _stored("waiting", None)
    likely = [o for o, row in zip(orders, rows, strict=True) if replace(row, marks=_merged((), row.marks)).clear]
    return sum(not marks for marks in _marks_now(likely, today).values())


def _marks_now(orders: list[SalesOrder], today: date) -> dict[int, tuple[Mark, ...]]:
    """What of `CHANGING` holds of each order now, by its id; read for all of them together."""
    customers = Customer.select().where(any_of(Customer.id, {o.customer_id for o in orders}))
    owed = findings.exposures(customers, today)
    short = _short(orders)
    made = {}
    for order in orders:
        credit = findings.credit_findings(owed[order.customer_id]._replace(this_order=order.total))
        made[order.id] = (*marks_of(tuple(credit)), *([Mark("warn", "short")] if order.id in short else []))
    return made


def _short(orders: list[SalesOrder]) -> set[int]:
    """Which of them want more of a product than there is."""
    wanted: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    free: dict[int, Decimal] = {}
    query = (
        L.select(L.order, L.product, L.open, L.reserved, ProductStock.available)
        .join(ProductStock, peewee.JOIN.LEFT_OUTER, on=(ProductStock.product == L.product))
        .where(any_of(L.order, [o.id for o in orders]))
    )
    for order, product, open_, reserved, available in query.tuples():
        wanted[order, product] += open_ - reserved
        free[product] = available or Decimal(0)
    return {order for (order, product), quantity in wanted.items() if quantity > free[product]}


def _merged(changing: tuple[Mark, ...], others: tuple[Mark, ...]) -> tuple[Mark, ...]:
    return _worst_first((*changing, *(mark for mark in others if mark.code not in CHANGING)))


def with_found(row: Waiting, marks: tuple[Mark, ...]) -> Waiting:
    """A row with the marks that a look at the whole order gave since it was submitted."""
    return replace(row, marks=_merged(tuple(mark for mark in row.marks if mark.code in CHANGING), marks))


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


def marks_now(order_id: int, today: date) -> tuple[Mark, ...] | None:
    """All that is found about a waiting order now; None where it is gone or on hold."""
    with translated():
        reconnect()
        order = O.get_or_none(O.id == order_id)
        return marks_of(findings.findings(order, today)) if order is not None and not order.on_hold else None
