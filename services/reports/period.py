"""The days a report is about, and the ones it is compared with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models.driver import peewee
from models.fields import EPOCH, MICROSECOND
from resources.i18n import N_
from services.errors import Refusal
from services.listing import start_of

DAY = timedelta(days=1)
LONGEST = 3660
STEPS = ("day", "week", "month", "quarter")
# The steps that are one in the whole of a day, a week, a month, a quarter, or of any days.
ONE_IN = {"day": STEPS, "week": ("week",), "month": ("month", "quarter"), "quarter": ("quarter",), "": ()}

# The spans offered by name; a span of one's own is two days.
SPANS = {
    "week": N_("This week"), "last_week": N_("Last week"), "month": N_("This month"), "last_month": N_("Last month"),
    "days30": N_("Last 30 days"), "quarter": N_("This quarter"), "year": N_("This year"),
    "months12": N_("Last 12 months"), "years5": N_("Last 5 years"), "next30": N_("Next 30 days"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuses period_reversed, period_too_long."""
        if self.last < self.first:
            raise Refusal("period_reversed", first=self.first.isoformat(), last=self.last.isoformat())
        if (self.last - self.first).days >= LONGEST:
            raise Refusal("period_too_long", years=LONGEST // 366)

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range(self.length))

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    def before(self) -> "Period":
        """The one just before: the same days of the month before for a part of a month from its first day, whole
        months before whole months, else as many days."""
        if self.first.day != 1:
            return Period(self.first - DAY * self.length, self.first - DAY)
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        first = _shifted(self.first, -months)
        if (self.last + DAY).day == 1:
            return Period(first, self.first - DAY)
        return Period(first, _shifted(self.last, -months))

    def year_before(self) -> "Period":
        last = _shifted(self.last, -12)
        whole = (self.last + DAY).day == 1
        return Period(_shifted(self.first, -12), _end_of_month(last) if whole else last)


def first_of(by: str, day: date) -> date:
    """The Monday of a day's week or the first of its month or quarter, as `by` says; the day itself for "day"."""
    match by:
        case "week":
            return day - DAY * day.weekday()
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(day=1, month=day.month - (day.month - 1) % 3)
    return day


def named(span: str, today: date) -> Period:
    """The period of a span's name as of today. Refuses unknown_period."""
    monday, first = today - DAY * today.weekday(), today.replace(day=1)
    match span:
        case "week":
            return Period(monday, today)
        case "last_week":
            return Period(monday - DAY * 7, monday - DAY)
        case "month":
            return Period(first, today)
        case "last_month":
            return Period(_shifted(first, -1), first - DAY)
        case "days30":
            return Period(today - DAY * 29, today)
        case "quarter":
            return Period(first_of("quarter", today), today)
        case "year":
            return Period(first.replace(month=1), today)
        case "months12":
            return Period(_shifted(first, -11), today)
        case "years5":
            return Period(_shifted(first, -59), today)
        case "next30":
            return Period(today, today + DAY * 29)
    raise Refusal("unknown_period", given=span)


def _shifted(day: date, months: int) -> date:
    """The same day so many months on, or the last one of a shorter month."""
    at = day.year * 12 + day.month - 1 + months
    first = date(at // 12, at % 12 + 1, 1)
    return first.replace(day=min(day.day, _end_of_month(first).day))


def _end_of_month(day: date) -> date:
    return (day.replace(day=28) + DAY * 4).replace(day=1) - DAY


class Days:
    """The days of a period as a table to join: day, the Monday of its week, the first of its month and of its quarter,
    start and stop.

    Start and stop are moments (stop excluded), or ids where `ids` is given: the rows of a model that came on the day.
    That keeps business days right over changes of summer time, on both engines alike. Where nobody asks for the single
    days its rows are longer: weeks, months or quarters as `by` says, or the whole period for "". Such a row has the
    columns that are one in all of it.
    """

    def __init__(self, period: Period, ids: Any = None, by: str = "day") -> None:
        self.period, self._firsts, self._steps = period, _firsts(period, by), ONE_IN[by]
        bounds = [_micros(day) for day in (*self._firsts, period.last + DAY)]
        self._bounds = bounds if ids is None else _ids(ids, bounds)
        rows = [
            (*(first_of(step, day) for step in self._steps), self._bounds[n], self._bounds[n + 1])
            for n, day in enumerate(self._firsts)
        ]
        self.cte = peewee.CTE("days", peewee.ValuesList(rows), columns=(*self._steps, "start", "stop"))
        self.start, self.stop = self.cte.c.start, self.cte.c.stop

    day = property(lambda self: self.first("day"))
    week = property(lambda self: self.first("week"))
    month = property(lambda self: self.first("month"))
    quarter = property(lambda self: self.first("quarter"))

    def first(self, by: str) -> Any:
        """The column of the day, or of the first day of its week, month or quarter."""
        assert by in self._steps, f"these rows are longer than a {by}"
        return getattr(self.cte.c, by)

    def within(self, moment: Any) -> Any:
        """Whether a moment (or an id) lies in the day."""
        return (moment >= self.start) & (moment < self.stop)

    def spans(self, moment: Any) -> Any:
        """Whether a moment (or an id) lies in one of the days, without the table of them."""
        first, stop = (peewee.Value(bound, converter=False) for bound in (self._bounds[0], self._bounds[-1]))
        return (moment >= first) & (moment < stop)

    def first_of(self, by: str, moment: Any) -> Any:
        """The first day of the week, month or quarter (or the day) of a moment (or an id) within the days.

        Told by halving, without the table: that of a year would be held against each of a million rows.
        """
        starts: dict[date, int] = {}
        for day, bound in zip(self._firsts, self._bounds, strict=False):
            starts.setdefault(first_of(by, day), bound)
        return _halved(moment, list(starts.items()))


def _halved(moment: Any, steps: list[tuple[date, int]]) -> Any:
    if len(steps) == 1:
        return peewee.Value(steps[0][0], converter=False)
    middle = len(steps) // 2
    before, after = _halved(moment, steps[:middle]), _halved(moment, steps[middle:])
    return peewee.Case(None, ((moment < peewee.Value(steps[middle][1], converter=False), before),), after)


def _micros(day: date) -> int:
    return (start_of(day) - EPOCH) // MICROSECOND


def _firsts(period: Period, by: str) -> list[date]:
    """The days of the period on which a day, week, month or quarter of it begins; its first day alone for ""."""
    if not by:
        return [period.first]
    return list({first_of(by, day): day for day in reversed(list(period))}.values())[::-1]


def _ids(moment: Any, bounds: list[int]) -> list[int]:
    """The first id at or after each of these moments: rows came in the order of their ids."""
    model = moment.model
    highest = model.select(peewee.fn.MAX(model.id)).scalar() or 0
    asked = peewee.CTE("asked", peewee.ValuesList([(bound,) for bound in bounds]), columns=("bound",))
    halved = _halving(moment, asked, (1 << highest.bit_length()) // 2)
    ended = peewee.Select([halved], [halved.c.bound, halved.c.place]).where(halved.c.step == peewee.SQL("0"))
    before = dict(ended.with_cte(asked, halved).bind(model._meta.database).tuples())
    return [before[bound] + 1 for bound in bounds]


def _halving(moment: Any, asked: Any, widest: int) -> Any:
    """For each moment asked for the last id (`place`) that comes before it, once `step` is 0: all in one statement,
    which begins at 0 and goes on by steps each half as wide wherever the row there is earlier than the moment.
    """
    model, literal, last = moment.model, peewee.SQL, peewee.Table("halving", COLUMNS)
    there = model.select(moment).where(model.id >= last.place + last.step).order_by(model.id).limit(1)
    earlier = peewee.Expression(there, peewee.OP.LT, last.bound)
    onward = last.place + peewee.Case(None, ((earlier, last.step),), literal("0"))
    further = peewee.Select([last], [last.bound, onward, last.step / literal("2")]).where(last.step > literal("0"))
    begun = peewee.Select([asked], [asked.c.bound, literal("0"), literal(str(widest))])
    return begun.cte("halving", recursive=True, columns=COLUMNS).union_all(further)


COLUMNS = ("bound", "place", "step")
