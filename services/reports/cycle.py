"""How long each step from order to signature takes: mean, median and the time that nine in ten keep.

An order is reserved when its delivery is made: at its approval where the goods are there, else when they come. When a
delivery was checked is told by the log, where each check is written once.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from models.base import reconnect
from models.delivery import Delivery
from models.driver import peewee
from models.orders import SalesOrder
from models.people import AuditEntry
from resources.i18n import N_
from services.faults import translated
from services.reports.definition import Ask, Behind, Column, Figure, Report, Result
from services.reports.grouped import MOST_BEHIND, detail_column
from services.reports.period import Days, Period
from services.reports.words import DELIVERY_DETAIL, HOUR

O, D, E = SalesOrder, Delivery, AuditEntry
fn, SQL = peewee.fn, peewee.SQL

# A step's name, its term, and the two moments it lies between.
STEPS = (
    ("entry", N_("Entry"), O.created_at, O.submitted_at),
    ("approval", N_("Approval"), O.submitted_at, O.approved_at),
    ("reservation", N_("Reservation"), O.approved_at, D.created_at),
    ("release", N_("Waiting for release"), D.created_at, D.released_at),
    ("pick", N_("Picking"), D.released_at, D.picked_at),
    ("check", N_("Check"), D.picked_at, E.at),
    ("pack", N_("Packing"), E.at, D.packed_at),
    ("hand_over", N_("Sign-off and hand-over"), D.packed_at, D.dispatched_at),
    ("transit", N_("On its way"), D.dispatched_at, D.signed_at),
    ("shipped", N_("Order to dispatch"), O.submitted_at, D.dispatched_at),
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
_CHECKED = (E.subject_id == D.id) & (E.subject_kind == "delivery") & (E.use_case == "packing.check")
INSIDE = ("approval", "reservation", "release", "pick", "check", "pack", "hand_over")


def cycle(report: Report, ask: Ask) -> Result:
    """A row a step; the headlines are of the whole time from submission to dispatch."""
    with translated():
        reconnect()
        found = {name: _spread(ask.period, start, stop) for name, _term, start, stop in STEPS}
        compared = [_spread(each, O.submitted_at, D.dispatched_at)
                    for each in ((ask.period.before(), ask.period.year_before()) if ask.compare else ())]  # fmt: skip
    inside = sum((found[name][0] or Decimal(0) for name in INSIDE), Decimal(0))
    rows = []
    for name, (mean, median, p90, n) in found.items():
        share = (mean * 100 / inside).quantize(Decimal("0.01")) if name in INSIDE and mean and inside else None
        rows.append((name, mean, median, p90, share, n))
    return Result(
        COLUMNS, tuple(rows), tuple(found), _figures(found, compared), ("mean", "median", "p90"), all=len(rows)
    )


def slowest(report: Report, ask: Ask) -> Behind:
    """The deliveries that a step took longest, the longest first."""
    step = next((value for name, value in ask.where if name == "step"), WHOLE)
    start, stop = next((start, stop) for name, _term, start, stop in STEPS if name == step)
    days = Days(ask.period)
    took = Column("took", N_("Took"), "hours", width=90)
    with translated():
        reconnect()
        what = (stop - start, *(d.expression for d in DELIVERY_DETAIL), D.id)
        rows = list(
            _source(days, (what[0].converter(_hours), *what[1:]), start, stop)
            .order_by((stop - start).desc()).limit(MOST_BEHIND).tuples()
        )  # fmt: skip
    columns = (took, *(detail_column(d) for d in DELIVERY_DETAIL))
    return Behind(columns, tuple(row[:-1] for row in rows), tuple(row[-1] for row in rows), "delivery")


def _hours(micros: Any) -> Decimal:
    return (Decimal(micros) / HOUR).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _source(days: Days, what: tuple[Any, ...], start: Any, stop: Any) -> Any:
    """Deliveries dispatched in the period that have both moments. One of several orders has no order's moments."""
    went = D.select(*what).join(days.cte, on=days.within(D.dispatched_at)).switch(D).join(O, peewee.JOIN.LEFT_OUTER)
    if start is E.at or stop is E.at:
        went = went.join(E, on=_CHECKED)
    return went.where(start.is_null(False) & stop.is_null(False) & (stop >= start)).with_cte(days.cte)


def _spread(period: Period, start: Any, stop: Any) -> tuple[Decimal | None, Decimal | None, Decimal | None, int]:
    """Mean, median and ninth decile in hours, and of how many."""
    days = Days(period)
    took = stop - start
    ranked = _source(days, (took.alias("took"), fn.ROW_NUMBER().over(order_by=[took]).alias("place"),
                            fn.COUNT(SQL("*")).over().alias("n")), start, stop).alias("ranked")  # fmt: skip
    of = peewee.Select([ranked], [
        fn.COUNT(SQL("*")), fn.SUM(SQL("took")), fn.MIN(peewee.Case(None, ((SQL("2 * place >= n"), SQL("took")),))),
        fn.MIN(peewee.Case(None, ((SQL("10 * place >= 9 * n"), SQL("took")),))),
    ]).bind(D._meta.database)  # fmt: skip
    n, total, median, p90 = of.tuples().first()
    if not n:
        return None, None, None, 0
    return _hours(Decimal(total) / n), _hours(median), _hours(p90), n


def _figures(found: dict[str, Any], compared: list[Any]) -> tuple[Figure, ...]:
    mean, median, p90, n = found[WHOLE]
    others = compared or [(None,) * 4] * 2
    slow = max((name for name in INSIDE if found[name][0] is not None), key=lambda name: found[name][0], default=None)
    figures = [
        Figure(head.name, head.term, "hours", value, Decimal(n), COLUMNS[at + 1].told, -1, others[0][at], others[1][at])
        for at, (head, value) in enumerate(zip(HEADS, (mean, median, p90), strict=True))
    ]
    if slow is not None:
        term = next(term for name, term, _start, _stop in STEPS if name == slow)
        told = N_("The step that takes longest")
        figures.append(Figure("bottleneck", term, "hours", found[slow][0], Decimal(found[slow][3]), told, -1))
    return tuple(figures)
