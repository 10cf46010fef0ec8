"""How long each step from order to signature takes: mean, median and the time that nine in ten keep.

An order is reserved when its delivery is made: at its approval where the goods are there, else when they come. When a
delivery was checked is told by the log; where it had to be checked again, the last check counts.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from typing import Any

from models.base import reconnect
from models.delivery import Delivery
from models.driver import peewee
from models.orders import SalesOrder
from models.people import AuditEntry
from resources.i18n import N_
from services.faults import translated
from services.reports.definition import CENT, ZERO, Ask, Behind, Column, Figure, Report, Result, beside
from services.reports.grouped import MOST_BEHIND, detail_column
from services.reports.period import Days, Period
from services.reports.words import DELIVERY_DETAIL, HOUR

O, D, E = SalesOrder, Delivery, AuditEntry
fn, SQL = peewee.fn, peewee.SQL

_CHECKED = (E.subject_id == D.id) & (E.subject_kind == "delivery") & (E.use_case == "packing.check")
# The moments of a delivery's way.
MOMENTS = {
    "begun": O.created_at, "submitted": O.submitted_at, "approved": O.approved_at, "reserved": D.created_at,
    "released": D.released_at, "picked": D.picked_at, "checked": E.select(fn.MAX(E.at)).where(_CHECKED),
    "packed": D.packed_at, "dispatched": D.dispatched_at, "signed": D.signed_at,
}  # fmt: skip
# A step's name, its term, and the two moments it lies between.
STEPS = (
    ("entry", N_("Entry"), "begun", "submitted"),
    ("approval", N_("Approval"), "submitted", "approved"),
    ("reservation", N_("Reservation"), "approved", "reserved"),
    ("release", N_("Waiting for release"), "reserved", "released"),
    ("pick", N_("Picking"), "released", "picked"),
    ("check", N_("Check"), "picked", "checked"),
    ("pack", N_("Packing"), "checked", "packed"),
    ("hand_over", N_("Sign-off and hand-over"), "packed", "dispatched"),
    ("transit", N_("On its way"), "dispatched", "signed"),
    ("shipped", N_("Order to dispatch"), "submitted", "dispatched"),
)
WHOLE = "shipped"
COLUMNS = (
    Column("step", N_("Step"), "terms", width=220, terms=tuple((name, term) for name, term, _from, _to in STEPS)),
    Column("mean", N_("Mean"), "hours", N_("All of them together, by their number")),
    Column("median", N_("Median"), "hours", N_("Half of them were quicker")),
    Column("p90", N_("Nine in ten"), "hours", N_("Nine in ten were this quick or quicker (P90)")),
    Column("share", N_("Share of the time"), "percent", N_("Of the mean of all steps from submission to dispatch")),
    Column("n", N_("Deliveries"), "number", N_("Deliveries that went through the step")),
)
# By themselves, as on the dashboard, they say what they are of.
HEADS = (
    Figure("mean", N_("Order to dispatch, mean"), "hours", None),
    Figure("median", N_("Order to dispatch, median"), "hours", None),
    Figure("p90", N_("Order to dispatch, nine in ten"), "hours", None),
)
# The steps that make up the time from submission to dispatch.
INSIDE = ("approval", "reservation", "release", "pick", "check", "pack", "hand_over")


@dataclass(frozen=True, slots=True)
class Spread:
    """How long a step took, in hours, and of how many deliveries; all None of none."""

    mean: Decimal | None = None
    median: Decimal | None = None
    p90: Decimal | None = None
    n: int = 0


def cycle(report: Report, ask: Ask) -> Result:
    """A row a step; the headlines are of the whole time from submission to dispatch."""
    with translated():
        reconnect()
        found = spreads(ask.period, (WHOLE,) if ask.heads else tuple(name for name, *_rest in STEPS))
        slow = _slowest_of(found)
        compared = [spreads(each, (WHOLE, *((slow,) if slow else ()))) for each in ask.others]
    inside = sum((found[name].mean or ZERO for name in INSIDE if name in found), ZERO)
    rows = tuple((name, s.mean, s.median, s.p90, _share(name, s, inside), s.n) for name, s in found.items())
    heads = beside(_figures(found, slow), [_figures(each, slow) for each in compared])
    return Result(COLUMNS, rows, tuple(found), heads, ("mean", "median", "p90"), all=len(rows))


def _share(name: str, step: Spread, inside: Decimal) -> Decimal | None:
    return (step.mean * 100 / inside).quantize(CENT) if name in INSIDE and step.mean and inside else None


def slowest(report: Report, ask: Ask) -> Behind:
    """The deliveries that a step took longest, the longest first."""
    step = next((value for name, value in ask.where if name == "step"), WHOLE)
    start, stop = next((MOMENTS[start], MOMENTS[stop]) for name, _term, start, stop in STEPS if name == step)
    took = peewee.Expression(stop, peewee.OP.SUB, start)
    with translated():
        reconnect()
        what = (took.converter(_hours), *(d.expression for d in DELIVERY_DETAIL), D.id)
        lasted = peewee.Expression(stop, peewee.OP.GTE, start)
        rows = list(_gone(ask.period, what).where(lasted).order_by(took.desc()).limit(MOST_BEHIND).tuples())
    columns = (Column("took", N_("Took"), "hours", width=90), *(detail_column(d) for d in DELIVERY_DETAIL))
    return Behind(columns, tuple(row[:-1] for row in rows), tuple(row[-1] for row in rows), "delivery")


def _hours(micros: Any) -> Decimal:
    return (Decimal(micros) / HOUR).quantize(CENT, ROUND_HALF_UP)


def _gone(period: Period, what: tuple[Any, ...]) -> Any:
    """Deliveries dispatched in the period. One of several orders has no order's moments."""
    days = Days(period, by="")
    return D.select(*what).join(O, peewee.JOIN.LEFT_OUTER).where(days.spans(D.dispatched_at))


def spreads(period: Period, names: tuple[str, ...]) -> dict[str, Spread]:
    """How long these steps took, of the deliveries that have both of a step's moments, in one statement."""
    steps = [(name, start, stop) for name, _term, start, stop in STEPS if name in names]
    moments = dict.fromkeys(moment for _name, *both in steps for moment in both)
    gone = _gone(period, tuple(MOMENTS[each].alias(each) for each in moments)).cte("gone", materialized=True)
    each = [_spread(gone, *step) for step in steps]
    rows = reduce(lambda one, other: one.union_all(other), each).with_cte(gone).bind(D._meta.database).tuples()
    found = {name: _read(row) for name, *row in rows}
    return {name: found[name] for name, _start, _stop in steps}


def _spread(gone: Any, name: str, start: str, stop: str) -> Any:
    """The step, the number, sum, median and ninth decile of the time between two moments, as the database keeps them.

    Each decile is one row of those in order: to number them all (ROW_NUMBER) takes SQLite three times as long.
    """
    took, both = getattr(gone.c, stop) - getattr(gone.c, start), getattr(gone.c, stop) >= getattr(gone.c, start)
    n, timed = fn.COUNT(SQL("*")), peewee.Select([gone], [took]).where(both).limit(1)
    median = timed.order_by(took).offset(peewee.Select([gone], [(n - SQL("1")) / SQL("2")]).where(both))
    p90 = timed.order_by(took.desc()).offset(peewee.Select([gone], [n / SQL("10")]).where(both))
    return peewee.Select([gone], [SQL(f"'{name}'"), n, fn.SUM(took), median, p90]).where(both)


def _read(row: list[Any]) -> Spread:
    n, total, median, p90 = row
    return Spread(_hours(Decimal(total) / n), _hours(median), _hours(p90), n) if n else Spread()


def _slowest_of(found: dict[str, Spread]) -> str:
    """The step between submission and dispatch that takes longest in the mean; empty where there is none."""
    times = {name: found[name].mean or ZERO for name in INSIDE if name in found and found[name].n}
    return max(times, key=lambda name: times[name], default="")


def _figures(found: dict[str, Spread], slow: str) -> tuple[Figure, ...]:
    """The whole time, and the step `slow`: of other periods the same step, whichever was slowest then."""
    whole = found[WHOLE]
    figures = [
        Figure(head.name, head.term, "hours", getattr(whole, head.name), Decimal(whole.n), told.told, -1)
        for head, told in zip(HEADS, COLUMNS[1:], strict=False)
    ]
    if slow:
        term = next(term for name, term, *_rest in STEPS if name == slow)
        told, step = N_("The step that takes longest"), found[slow]
        figures.append(Figure("bottleneck", term, "hours", step.mean, Decimal(step.n), told, -1))
    return tuple(figures)
