"""What the start page shows beside what waits for a person: figures, what leaves today, two series.

Reads only. A figure is stored or counted over an index; nothing grows with the orders that have ended.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.buying import PurchaseLine
from models.delivery import Delivery
from models.driver import peewee
from models.fields import total
from models.goods import ProductStock
from models.money import Receivable
from models.orders import OrderLine, SalesOrder
from services import approval_queue, readiness
from services.faults import translated
from services.listing import start_of
from services.lists import BELOW, late_on_the_way, late_orders
from services.receivables import OPEN
from services.stock_lists import due
from services.unit import Actor

O, D, L = SalesOrder, Delivery, OrderLine
ZERO = Decimal(0)
FIGURES = 7
SHOWN = 12
SOON = timedelta(days=3)
PICKING = ("planned", "released", "picking")
READY = ("packed", "confirmed")
DAYS, WEEKS = 7, 8


@dataclass(frozen=True, slots=True)
class Figure:
    """One card. `value` is a count, or an amount for the kinds `shipped` and `owed`; the other fields by kind.

    late, road (not left, not arrived by their day): `days` of the oldest, `amount` of all that is late.
    due_today: `part` packed of them, `other` being picked.
    to_approve: `part` without a finding, `days` the oldest has waited. short: `part` with goods arriving within 3 days,
    `other` orders they are of.
    shipped: amount since the first of the month, `amount` up to the same day of the month before.
    to_pick: `part` begun. owed: `amount` of it is past due. arriving, low: nothing more.
    to_dispatch: those signed off, `part` more are packed and wait for it.
    """

    kind: str
    value: Decimal
    part: int = 0
    other: int = 0
    days: int = 0
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Leaving:
    """A delivery that should leave today or should have left. `done` of `pieces` base units are picked."""

    id: int
    number: str
    customer: str
    promised: date
    state: str
    done: Decimal
    pieces: Decimal
    packages: int


@dataclass(frozen=True, slots=True)
class Series:
    """`days`: the last 7, oldest first, orders submitted and deliveries dispatched on each.

    `weeks`: Mondays of the last 8 weeks, deliveries dispatched in each and how many of them by their promised day.
    """

    days: tuple[tuple[date, int, int], ...]
    weeks: tuple[tuple[date, int, int], ...]


def figures(actor: Actor, now: datetime) -> tuple[Figure, ...]:
    """The first figures that this person may see, in the order of who asks for them."""
    day = now.astimezone().date()
    with translated():
        reconnect()
        mine = [make for rights, make in CARDS if rights <= actor.rights][:FIGURES]
        return tuple(make(day) for make in mine)


def leaving(day: date) -> tuple[tuple[Leaving, ...], int]:
    """The first deliveries in the house promised for `day` or before, most urgent first, and how many there are."""
    where = (D.phase == "house") & (D.due <= day)
    with translated():
        reconnect()
        rows = (
            D.select(D.id, D.number, D.customer_name, D.due, D.state, D.picked, D.pieces, D.packages)
            .where(where).order_by(D.due, D.id).limit(SHOWN).tuples()
        )  # fmt: skip
        return tuple(Leaving(*row) for row in rows), D.select().where(where).count()


def series(now: datetime) -> Series:
    """Two series over the last days and weeks, each by ranges of an index."""
    day = now.astimezone().date()
    monday = day - timedelta(days=day.weekday())
    with translated():
        reconnect()
        days = tuple(
            (each, _count(O.submitted_at, each, 1), _count(D.dispatched_at, each, 1))
            for each in (day - timedelta(days=back) for back in range(DAYS - 1, -1, -1))
        )
        weeks = tuple(_week(monday - timedelta(weeks=back), day) for back in range(WEEKS - 1, -1, -1))
    return Series(days, weeks)


def _week(monday: date, today: date) -> tuple[date, int, int]:
    """Deliveries dispatched in a week, and those of them that left by their promised day."""
    in_time = 0
    for each in (monday + timedelta(days=n) for n in range(7)):
        if each <= today:
            in_time += _count(D.dispatched_at, each, 1, D.due >= each)
    return monday, _count(D.dispatched_at, monday, 7), in_time


def _count(field: Any, day: date, days: int, where: Any = True) -> int:
    between = (field >= start_of(day)) & (field < start_of(day + timedelta(days=days)))
    found: int = field.model.select().where(between if where is True else between & where).count()
    return found


def _due_today(day: date) -> Figure:
    rows = D.select(D.state, peewee.fn.COUNT(D.id)).where((D.phase == "house") & (D.due <= day)).group_by(D.state)
    states = dict(rows.tuples())
    return Figure(
        "due_today", Decimal(sum(states.values())), part=sum(states.get(s, 0) for s in READY),
        other=states.get("picking", 0) + states.get("picked", 0) + states.get("checked", 0),
    )  # fmt: skip


def _late(day: date) -> Figure:
    late = late_orders(day)
    asked = O.select(peewee.fn.COUNT(O.id), peewee.fn.MIN(O.due), total(O.total)).where(late)
    count, oldest, amount = asked.tuples()[0]
    return Figure("late", Decimal(count), days=(day - oldest).days if oldest else 0, amount=amount or ZERO)


def _road(day: date) -> Figure:
    count, oldest = D.select(peewee.fn.COUNT(D.id), peewee.fn.MIN(D.due)).where(late_on_the_way(day)).tuples()[0]
    return Figure("road", Decimal(count), days=(day - oldest).days if oldest else 0)


def _to_approve(day: date) -> Figure:
    waiting = O.state == "submitted"
    count, oldest = O.select(peewee.fn.COUNT(O.id), peewee.fn.MIN(O.submitted_at)).where(waiting).tuples()[0]
    days = (day - oldest.astimezone().date()).days if oldest else 0
    return Figure("to_approve", Decimal(count), part=approval_queue.clear_count(day), days=days)


def _short(day: date) -> Figure:
    """Lines of approved orders whose goods are not all reserved; the literal 0 lets the index of open lines serve."""
    lines = (peewee.SQL("open > 0")) & (L.open > L.reserved) & (O.state == "approved")
    coming = PurchaseLine.select(PurchaseLine.product).where(due(day + SOON))
    count = L.select().join(O).where(lines).count()
    soon = L.select().join(O).where(lines & L.product.in_(coming)).count() if count else 0
    orders = O.select().where((O.state == "approved") & (O.lines_reserved < O.lines)).count() if count else 0
    return Figure("short", Decimal(count), part=soon, other=orders)


def _shipped(day: date) -> Figure:
    first = day.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    same = before.replace(day=min(day.day, (first - timedelta(days=1)).day))
    return Figure("shipped", _shipped_between(first, day), amount=_shipped_between(before, same))


def _shipped_between(first: date, last: date) -> Decimal:
    made = Receivable.select(total(Receivable.amount)).join(D).where(
        (D.dispatched_at >= start_of(first)) & (D.dispatched_at < start_of(last + timedelta(days=1)))
        & (Receivable.kind == "dispatch")
    )  # fmt: skip
    return made.tuples()[0][0] or ZERO


def _to_pick(day: date) -> Figure:
    rows = D.select(D.state, peewee.fn.COUNT(D.id)).where(D.state.in_(("released", "picking"))).group_by(D.state)
    states = dict(rows.tuples())
    return Figure("to_pick", Decimal(sum(states.values())), part=states.get("picking", 0))


def _to_dispatch(day: date) -> Figure:
    states = dict(D.select(D.state, peewee.fn.COUNT(D.id)).where(D.state.in_(READY)).group_by(D.state).tuples())
    signed = states.get("confirmed", 0)
    lacking = signed - D.select().where((D.state == "confirmed") & readiness.may_leave()).count() if signed else 0
    return Figure("to_dispatch", Decimal(signed), part=states.get("packed", 0), other=lacking)


def _arriving(day: date) -> Figure:
    return Figure("arriving", Decimal(PurchaseLine.select().where(due(day)).count()))


def _low(day: date) -> Figure:
    return Figure("low", Decimal(ProductStock.select().where(ProductStock.level.in_(BELOW)).count()))


def _owed(day: date) -> Figure:
    owed = Receivable.select(total(Receivable.open)).where(OPEN & Receivable.billed).tuples()[0][0]
    late = OPEN & Receivable.billed & (Receivable.due < day)
    amount = Receivable.select(total(Receivable.open)).where(late).tuples()[0][0]
    return Figure("owed", owed or ZERO, amount=amount or ZERO)


# The rights that a card takes, also the one of the window it leads to, and what makes it; the first that a person may
# see are shown, as many as there is room.
CARDS: tuple[tuple[frozenset[str], Callable[[date], Figure]], ...] = (
    (frozenset({"deliveries.view"}), _due_today),
    (frozenset({"orders.view"}), _late),
    (frozenset({"orders.view", "deliveries.view"}), _road),
    (frozenset({"orders.approve"}), _to_approve),
    (frozenset({"orders.view"}), _short),
    (frozenset({"credit.view"}), _owed),
    (frozenset({"credit.view", "deliveries.view"}), _shipped),
    (frozenset({"deliveries.pick"}), _to_pick),
    (frozenset({"deliveries.dispatch", "deliveries.view"}), _to_dispatch),
    (frozenset({"stock.receive", "stock.view"}), _arriving),
    (frozenset({"stock.view"}), _low),
)
