"""Which months of the year are strong and which are weak, over the whole years that there are."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from models.base import reconnect
from models.delivery import Delivery
from models.driver import peewee
from models.fields import total
from models.money import Receivable
from models.parties import Customer
from resources.i18n import N_
from services.faults import translated
from services.listing import today
from services.reports.definition import CENT, ZERO, Ask, Behind, Column, Dimension, Figure, Report, Result
from services.reports.grouped import MOST_BEHIND, MOST_ROWS, as_date, facts_of
from services.reports.period import Days, Period
from services.reports.sales import SALES
from services.reports.words import SOLD

R = Receivable
fn, SQL = peewee.fn, peewee.SQL
YEAR, CENTS = 12, 2
MONTHS = tuple((f"{at + 1:02d}", term) for at, term in enumerate((
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)))  # fmt: skip
# A bill of the month's end keeps in `left` the day that its goods left.
_LEFT = fn.COALESCE(R.left, R.day)
_SOLD = R.kind == "dispatch"


@dataclass(frozen=True, slots=True)
class Season:
    """What left in each whole month, by the months of the year, the oldest year first."""

    amounts: dict[str, list[Decimal]]

    @property
    def months(self) -> int:
        return sum(len(each) for each in self.amounts.values())

    def mean(self, month: str) -> Decimal | None:
        """None where no such month was whole."""
        amounts = self.amounts.get(month)
        return sum(amounts, ZERO) / len(amounts) if amounts else None

    def index(self, month: str) -> Decimal | None:
        """Of the average month, in percent. None below twelve different whole months, or where nothing was sold."""
        means = [mean for mean in map(self.mean, self.amounts) if mean is not None]
        mine, whole = self.mean(month), sum(means, ZERO)
        if mine is None or len(means) < YEAR or not whole:
            return None
        return (mine * 100 * YEAR / whole).quantize(CENT)


def seasons(report: Report, ask: Ask) -> Result:
    """A row a month of the year, or a row a group with its strongest and its weakest one; a month that the period or
    the company's own beginning cuts is not counted.
    """
    by = report.dimension(ask)
    with translated():
        reconnect()
        found = season(ask.period)
        compared = [season(each) for each in ask.others]
        grouped = _groups(by, ask.period) if by.name != MONTH.name else []
    if by.name != MONTH.name:
        return _by_group(by, grouped, _figures(found, compared))
    rows = [
        (month, found.index(month), mean, found.amounts[month][-1], len(found.amounts[month]))
        for month, _term in MONTHS if (mean := found.mean(month)) is not None
    ]  # fmt: skip
    shown = tuple((*row[:2], row[2].quantize(CENT), *row[3:]) for row in rows)
    return Result(COLUMNS, shown, tuple(row[0] for row in shown), _figures(found, compared),
                  ("index", "mean", "last"), all=len(shown), chart="columns")  # fmt: skip


def season(period: Period) -> Season:
    """What left in the whole months of a period, those without any sale in between too."""
    # By the day, without a table of the days: years of them would be held against each bill.
    sums = R.select(_LEFT, total(R.amount)).where(_SOLD & _between(period.first, period.last)).group_by(SQL("1"))
    sold = defaultdict[date, Decimal](Decimal)
    for day, amount in sums.tuples():
        sold[as_date(day).replace(day=1)] += amount
    amounts = defaultdict[str, list[Decimal]](list)
    for month in months_of(period):
        amounts[f"{month:%m}"].append(sold[month])
    return Season(dict(amounts))


def months_of(period: Period) -> list[date]:
    """The first days of the period's whole months since the company sold something first."""
    begun = R.select(fn.MIN(_LEFT)).where(_SOLD).scalar()
    return [] if begun is None else _whole(
        max(period.first, as_date(begun)), min(period.last, today() - timedelta(1)))  # fmt: skip


def _groups(by: Dimension, period: Period) -> list[tuple[Any, Any, Season]]:
    """Key, what is shown for it, and what left of it in the whole months of a period, those without any too."""
    months = months_of(period)
    if not months:
        return []
    days = Days(Period(months[0], _next(months[-1]) - timedelta(1)), by="month")
    names = (by.key(days), by.shown(days) if by.shown is not None else by.key(days))
    rows = facts_of(SALES).source(days, (*names, days.month, fn.SUM(SOLD).converter(int)))
    amounts: dict[Any, dict[date, Decimal]] = {}
    shown = {}
    for key, name, month, cents in rows.group_by(*map(SQL, "123")).with_cte(days.cte).tuples():
        amounts.setdefault(key, {})[as_date(month)] = Decimal(cents).scaleb(-CENTS)
        shown[key] = name
    return [(key, shown[key], _season_of(months, mine)) for key, mine in amounts.items()]


def _season_of(months: list[date], sold: dict[date, Decimal]) -> Season:
    amounts = defaultdict[str, list[Decimal]](list)
    for month in months:
        amounts[f"{month:%m}"].append(sold.get(month, ZERO))
    return Season(dict(amounts))


def _by_group(by: Dimension, found: list[tuple[Any, Any, Season]], figures: tuple[Figure, ...]) -> Result:
    """A row a group, what sells most first."""
    rows = []
    for key, shown, mine in found:
        known = [(index, month) for month, _term in MONTHS if (index := mine.index(month)) is not None]
        (top, strong), (low, weak) = (max(known), min(known)) if known else ((None, None), (None, None))
        amount = sum((sum(each, ZERO) for each in mine.amounts.values()), ZERO)
        rows.append((key, (shown, strong, top, weak, low, amount)))
    rows.sort(key=lambda row: (-row[1][-1], str(row[1][0])))
    columns = (Column(by.name, by.term, by.kind, width=240, terms=by.terms), *GROUP_COLUMNS)
    kept = rows[:MOST_ROWS]
    return Result(columns, tuple(row for _key, row in kept), tuple(key for key, _row in kept), figures,
                  ("amount", "top", "low"), all=len(rows))  # fmt: skip


def _between(first: date, last: date) -> Any:
    return _LEFT.between(peewee.Value(first), peewee.Value(last))


def _whole(first: date, last: date) -> list[date]:
    """The first days of the months that lie wholly between two days."""
    found, month = [], first if first.day == 1 else _next(first)
    while _next(month) - timedelta(1) <= last:
        found.append(month)
        month = _next(month)
    return found


def _next(day: date) -> date:
    return (day.replace(day=1) + timedelta(31)).replace(day=1)


def _figures(found: Season, compared: list[Season]) -> tuple[Figure, ...]:
    known = [(index, month) for month, _term in MONTHS if (index := found.index(month)) is not None]
    terms = dict(MONTHS)
    figures = []
    for name, term, told, pick in HEADS:
        index, month = pick(known, key=lambda each: each[0]) if known else (None, "")
        others = [each.index(month) for each in compared] or [None, None]
        n = Decimal(len(found.amounts[month])) if month else None
        figures.append(Figure(name, terms.get(month, term), "percent", index, n, told, 0, *others))
    term = N_("Whole months") if known else N_("Not enough data")
    figures.append(Figure("months", term, "number", Decimal(found.months), Decimal(YEAR), MONTHS_TOLD))
    return tuple(figures)


def _sold_in(report: Report, ask: Ask) -> Behind:
    """What left in the months asked for, in each of the years, the newest first; the lines of a group."""
    if not any(name == "month" for name, _key in ask.where):
        return SALES.behind(replace(ask, by=""))
    asked = [key for name, key in ask.where if name == "month"]
    months = [day for day in ask.period if f"{day:%m}" in asked and (day.day == 1 or day == ask.period.first)]
    mine = [_between(day, min(_next(day) - timedelta(1), ask.period.last)) for day in months]
    with translated():
        reconnect()
        rows = list(
            R.select(Delivery.number, Customer.name, _LEFT.converter(as_date), R.amount, Delivery.id)
            .join(Customer).switch(R).join(Delivery).where(_SOLD & reduce(or_, mine)).order_by(R.id.desc())
            .limit(MOST_BEHIND).tuples()
        ) if mine else []  # fmt: skip
    return Behind(BEHIND, tuple(row[:-1] for row in rows), tuple(row[-1] for row in rows), "delivery")


HEADS: tuple[tuple[str, str, str, Any], ...] = (
    ("strongest", N_("Strongest month"), N_("The month of the year that sells most, by the average month"), max),
    ("weakest", N_("Weakest month"), N_("The month of the year that sells least, by the average month"), min),
)
MONTHS_TOLD = N_("Whole months that were seen; an index needs each month of the year once")
COLUMNS = (
    Column("month", N_("Month"), "terms", width=160, terms=MONTHS),
    Column("index", N_("Index"), "percent",
           N_("The month's mean by the mean of the twelve: an average month has 100"), 110),
    Column("mean", N_("Mean ¥"), "amount", N_("What left in the month, the mean of its years"), 140),
    Column("last", N_("Last time ¥"), "amount", N_("What left in the newest such month"), 140),
    Column("years", N_("Years"), "number", N_("How many such months there are, each of them whole"), 90),
)  # fmt: skip
GROUP_COLUMNS = (
    Column("strong", N_("Strongest month"), "terms", HEADS[0][2], 120, terms=MONTHS),
    Column("top", N_("Its index"), "percent", N_("Of the average month of the group"), 110),
    Column("weak", N_("Weakest month"), "terms", HEADS[1][2], 120, terms=MONTHS),
    Column("low", N_("Its index"), "percent", N_("Of the average month of the group"), 110),
    Column("amount", N_("Sales ¥"), "amount", N_("What left in these months, returns not taken off"), 140),
)
BEHIND = (
    Column("number", N_("Delivery no."), "code", width=150), Column("customer", N_("Customer"), "text", width=200),
    Column("day", N_("Dispatched"), "date", width=110), Column("amount", N_("Amount ¥"), "amount", width=120),
)  # fmt: skip
MONTH = Dimension("month", N_("Month"), lambda _d: None, kind="terms", terms=MONTHS)
GROUPS = ("category", "product", "customer", "region")
SEASONS = Report(
    "seasons", "sales", N_("Seasons"),
    N_("What left in the months of the year, at the prices of its orders, beside an average month; returns are not "
       "taken off"),
    seasons, _sold_in, by=(MONTH, *(d for d in SALES.by if d.name in GROUPS)), right="credit.view", span="years5",
    heads=tuple(Figure(name, term, "percent", None) for name, term, _told, _pick in HEADS),
)  # fmt: skip

REPORTS = (SEASONS,)
