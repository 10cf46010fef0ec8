"""A report that a person made of a list: what it is grouped by and measures, as a Report like the standard ones.

    made = Made("orders", ("customer", "month"), ("count", "sum:total"), when="came", filters=(("state", "approved"),))
    report = report_of("own-7", "Big customers", made, actor)

Groups are columns by name, "day", "week", "month" or "quarter" of the period's date, or "expiry:month" of another date.
Measures are "count" and "sum", "avg", "min" or "max" of a column, as "sum:total".
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from models.base import is_postgresql, reconnect
from models.driver import peewee
from resources.i18n import N_, language, translator
from services.errors import Refusal
from services.faults import translated
from services.listing import Column as Listed
from services.listing import Query
from services.reports.definition import (
    CHARTS,
    DATED,
    OWN,
    Ask,
    Column,
    Detail,
    Dimension,
    Facts,
    Figure,
    Measure,
    Report,
    Result,
)
from services.reports.gathered import gathered
from services.reports.grouped import (
    MOST_ROWS,
    as_date,
    behind,
    by_time,
    column_of,
    facts_of,
    figures,
    parts_of,
    totals,
    values_of,
)
from services.reports.period import SPANS, STEPS, Days
from services.reports.subjects import DATES, HOLDS, NUMBERS, SUBJECTS, WORDS, Subject, When
from services.unit import Actor

fn, SQL = peewee.fn, peewee.SQL
MOST_GROUPS, MOST_MEASURES = 2, 4
# More groups than these are not added up here.
MOST_GROUPED = 50_000
LATIN = 0x2FF
COUNT = "count"
COUNTED = N_("How many rows of the list there are")
# What a measure makes of a column: its term, and what it means.
AGGREGATES = {
    "sum": (N_("{column} (sum)"), N_("Added up over the rows")),
    "avg": (N_("{column} (mean)"), N_("Added up, by the number of rows that have it")),
    "min": (N_("{column} (least)"), N_("The least of the rows")),
    "max": (N_("{column} (most)"), N_("The most of the rows")),
}
STEPPED = {
    "day": N_("{column} (day)"), "week": N_("{column} (week)"), "month": N_("{column} (month)"),
    "quarter": N_("{column} (quarter)"),
}  # fmt: skip
# Their order is how many rows of the answer there are.
_ALL = Measure("all", "", "number", fn.COUNT(SQL("*")))


@dataclass(frozen=True, slots=True)
class Made:
    """What a report is made of; see the module. Without `when` it is of this moment. `filters` are (name, value): those
    of the list, a column's code, and "holds:customer" for the text that a column holds.
    """

    subject: str
    by: tuple[str, ...]
    measures: tuple[str, ...]
    when: str = ""
    span: str = "month"
    search: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    chart: str = ""


class Stepped(peewee.ColumnBase):
    """The first day of a date's week, month or quarter, or the date itself."""

    def __init__(self, column: Any, step: str) -> None:
        self._column, self._step = column, step

    def __sql__(self, ctx: Any) -> Any:
        return ctx.sql(self._postgresql() if is_postgresql() else self._sqlite())

    def _postgresql(self) -> Any:
        return fn.DATE_TRUNC(SQL(f"'{self._step}'"), self._column).cast("date")

    def _sqlite(self) -> Any:
        column = self._column
        match self._step:
            case "week":
                return fn.DATE(column, SQL("'-6 days'"), SQL("'weekday 1'"))
            case "month":
                return fn.DATE(column, SQL("'start of month'"))
            case "quarter":
                into = (fn.STRFTIME(SQL("'%m'"), column).cast("INTEGER") - SQL("1")) % SQL("3")
                back = SQL("'-'").concat(into.cast("TEXT")).concat(SQL("' months'"))
                return fn.DATE(column, SQL("'start of month'"), back)
        return fn.DATE(column)


def groups_of(subject: Subject, actor: Actor, when: str, words: Callable[[str], str]) -> dict[str, Dimension]:
    """All that this person may group the list by, with a period about `when`."""
    found = {d.name: d for d in _by_time(subject, when)}
    for column in subject.seen(actor):
        term = words(column.term)
        if column.kind in WORDS:
            kind = "terms" if column.terms else "text"
            found[column.name] = Dimension(
                column.name, term, _keyed(column.expression), kind=kind, terms=column.terms, right=column.right
            )
        elif column.kind in DATES:
            for step in STEPS:
                name, told = f"{column.name}:{step}", words(STEPPED[step]).format(column=term)
                key = _keyed(Stepped(column.expression, step))
                found[name] = Dimension(name, told, key, kind=step, right=column.right)
    return found


def _by_time(subject: Subject, name: str) -> tuple[Dimension, ...]:
    """By the days, weeks, months and quarters of the date of this name."""
    when = next((each for each in subject.dates() if each.name == name), None)
    return () if when is None else tuple(replace(d, key=_timed(when, d.name)) for d in by_time())


def _timed(when: When, step: str) -> Callable[[Days], Any]:
    return (lambda days: days.first_of(step, when.on)) if when.moment else _keyed(Stepped(when.on, step))


def measures_of(subject: Subject, actor: Actor, words: Callable[[str], str]) -> dict[str, Measure]:
    """All that this person may measure of the list."""
    found = {COUNT: Measure(COUNT, N_("Rows"), "number", fn.COUNT(SQL("*")), told=COUNTED)}
    for column in subject.seen(actor):
        if column.kind in NUMBERS:
            made = (_measure(subject, column, how, words) for how in AGGREGATES)
            found |= {measure.name: measure for measure in made}
    return found


def _measure(subject: Subject, column: Listed, how: str, words: Callable[[str], str]) -> Measure:
    (term, told), value = AGGREGATES[how], column.expression
    part = {"sum": fn.SUM, "avg": fn.SUM, "min": fn.MIN, "max": fn.MAX}[how](value)
    kind = subject.measured_as(column)
    return Measure(
        f"{how}:{column.name}", words(term).format(column=words(column.term)),
        "quantity" if how == "avg" and kind == "number" else kind, part, fn.COUNT(value) if how == "avg" else None,
        told, subject.scale(column), right=column.right, extreme=how in ("min", "max"),
    )  # fmt: skip


def _keyed(expression: Any) -> Callable[[Days], Any]:
    return lambda _days: expression


def rights_of(made: Made) -> frozenset[str]:
    """What one needs to see all of it. Refuses unknown_list, unknown_column, unknown_period."""
    subject = SUBJECTS.get(made.subject)
    if subject is None:
        raise Refusal("unknown_list", name=made.subject)
    everything = Actor(None, "", frozenset(right for c in subject.columns() for right in (c.right,)))
    groups, measures = groups_of(subject, everything, made.when, str), measures_of(subject, everything, str)
    filters = {f.name: {value for value, _term in f.choices} for f in subject.filters(everything)}
    holding = {f.name for f in subject.holding(everything)}
    strange = [name for name in made.by if name not in groups] + [
        name for name in made.measures if name not in measures
    ]
    strange += [
        name
        for name, value in made.filters
        if value not in filters.get(name, ()) and not (name in holding and value.strip())
    ]
    strange += [made.when] if made.when and made.when not in {when.name for when in subject.dates()} else []
    strange += [made.chart] if made.chart not in CHARTS else []
    if strange or not 0 < len(set(made.by)) <= MOST_GROUPS or not 0 < len(set(made.measures)) <= MOST_MEASURES:
        raise Refusal("unknown_column", given=", ".join(strange) or made.subject)
    if made.span not in SPANS or (subject.dated and not made.when):
        raise Refusal("unknown_period", given=made.span if made.when else made.when)
    used = [groups[name].right for name in made.by] + [measures[name].right for name in made.measures]
    columns = {c.name: c.right for c in subject.columns()}
    used += [columns.get(name.removeprefix(HOLDS), "") for name, _value in made.filters]
    used += [columns.get(made.when, "")]
    return frozenset(right for right in (subject.right, *used) if right)


def report_of(name: str, title: str, made: Made, actor: Actor, told: str = "") -> Report | None:
    """The report as far as this person may see it; None where they may not see its list, its filter or its period, or
    nothing to group by or to measure is left."""
    words = translator(language())
    subject = SUBJECTS.get(made.subject)
    if subject is None or (subject.right and subject.right not in actor.rights):
        return None
    groups, measures = groups_of(subject, actor, made.when, words), measures_of(subject, actor, words)
    filters = {f.name for f in (*subject.filters(actor), *subject.holding(actor))}
    whens = {when.name: when for when in subject.dates()}
    by = [groups[each] for each in made.by if each in groups]
    measured = tuple(measures[each] for each in made.measures if each in measures)
    when = whens.get(made.when)
    if not by or not measured or (made.when and when is None) or any(each not in filters for each, _v in made.filters):
        return None
    offered = [replace(by[0], then=by[1], term=" × ".join(words(d.term) for d in by))] if len(by) > 1 else []
    offered += by + [d for d in _by_time(subject, made.when) if d.name not in made.by]
    return Report(
        name, OWN, title, _told(subject, made, actor, by, when, told, words),
        partial(_answer, made.chart), behind,
        _facts(subject, made, actor, when), measured, tuple(_named(offered)), subject.right, when is not None,
        made.span,
    )  # fmt: skip


def _named(dimensions: list[Dimension]) -> list[Dimension]:
    """The pair of two groups has a name of its own beside the two."""
    return [d if d.then is None else replace(d, name=f"{d.name}+{d.then.name}", right=d.right or d.then.right)
            for d in dimensions]  # fmt: skip


def _told(
    subject: Subject, made: Made, actor: Actor, by: list[Dimension], when: When | None, more: str,
    words: Callable[[str], str],
) -> str:  # fmt: skip
    """What it is made of, in words."""
    groups = words("{list} by {groups}").format(
        list=words(subject.listing.title), groups=", ".join(words(d.term) for d in by)
    )
    parts = [
        groups,
        words("the period is about: {date}").format(date=words(when.term)) if when else words("as it is now"),
    ]
    choices = {f.name: (f.term, dict(f.choices)) for f in (*subject.filters(actor), *subject.holding(actor))}
    chosen = [f"{words(choices[name][0])}: {words(choices[name][1].get(value, value))}" for name, value in made.filters]
    chosen += [words("search “{text}”").format(text=made.search)] if made.search else []
    parts += [words("only {filters}").format(filters=", ".join(chosen))] if chosen else []
    return " · ".join([*parts, more] if more else parts)


def _facts(subject: Subject, made: Made, actor: Actor, when: When | None) -> Facts:
    query = Query(made.search, made.filters)
    narrowing = replace(subject.listing, filters=(*subject.filters(actor), *subject.holding(actor)))

    def of(rows: Callable[[tuple[Any, ...]], Any]) -> Callable[[Days, tuple[Any, ...]], Any]:
        def source(days: Days, what: tuple[Any, ...]) -> Any:
            select = narrowing.narrowed(rows(what), query)
            if when is None:
                return select
            period = days.period
            return select.where(days.spans(when.on) if when.moment else when.on.between(period.first, period.last))

        return source

    seen = [c for c in subject.seen(actor) if c.kind != "check"]
    detail = tuple(
        Detail(c.name, c.term, _plainly(subject, c), c.expression, c.width or 120, c.right, c.terms) for c in seen
    )
    opens = subject.opens if subject.opens[0] else None
    bare = of(subject.listing.bare) if subject.listing.bare and _own_alone(subject, made) else None
    ids, order = when.ids if when else None, subject.listing.sorts[0].tie
    return Facts(of(subject.source), detail, opens, ids, order, bare, subject.hubs)


def _own_alone(subject: Subject, made: Made) -> bool:
    """Whether what is measured and filtered needs only what the rows of a list of many are themselves."""
    others = {column for hub in subject.hubs for column in hub.columns}
    used = {name.partition(":")[2] for name in made.measures} | {name.removeprefix(HOLDS) for name, _v in made.filters}
    return bool(subject.hubs) and not made.search and not used & others


def _plainly(subject: Subject, column: Listed) -> str:
    """The kind of a column among the rows behind a figure; states stay chips where the dialog knows them."""
    match column.kind:
        case "progress":
            return subject.measured_as(column)
        case "state":
            return "state" if subject.opens[0] in ("orders", "delivery") else "text"
        case "two_lines":
            return "text"
        case "due":
            return "date"
    return column.kind


def _answer(chart: str, report: Report, ask: Ask) -> Result:
    """One statement for the groups, one for the headlines of each period compared."""
    facts, measures, by = facts_of(report), report.wanted(ask), _apart(report, report.dimension(ask))
    compared = ask.others if report.dated else ()
    with translated():
        reconnect()
        found = _grouped(facts, measures, by, ask) if by[0].dated or not ask.heads else None
        above = None
        if found is not None and len(by) > 1:
            above = found.firsts() if found.complete else _grouped(facts, measures, by[:1], ask)
        told = found.whole() if found is not None and found.complete else None
        heads = [told or totals(facts, (*measures, _ALL), ask.period)]
        for period in compared:
            ask.tell(len(heads), 1 + len(compared))
            heads.append(totals(facts, (*measures, _ALL), period))
    if found is None:
        return Result((), (), figures=_headlines(measures, heads))
    result = replace(found.result(_headlines(measures, heads)), chart=chart)
    return result if above is None else replace(result, above=above.result(()))


def _apart(report: Report, by: Dimension) -> tuple[Dimension, ...]:
    """The two dimensions of a pair, or the one."""
    if by.then is None:
        return (by,)
    return next(d for d in report.by if d.name == by.name.partition("+")[0]), by.then


def _headlines(measures: tuple[Measure, ...], heads: list[list[tuple[Any, Any]]]) -> tuple[Figure, ...]:
    """Each with the number of rows it is made of."""
    rows = heads[0][-1][0]
    told = figures(measures, [head[:-1] for head in heads])
    return tuple(replace(f, n=rows) if f.n is None and f.name != COUNT else f for f in told)


class _Rows:
    """The groups of a report. All of them where there are not too many: then their parts add up to the whole and to the
    first groups of two, and nothing is asked twice. `all` is how many there are.
    """

    def __init__(
        self, measures: tuple[Measure, ...], by: tuple[Dimension, ...], rows: list[tuple[Any, ...]], found: int
    ) -> None:
        self.measures, self.by, self.rows, self.all = measures, by, rows, found

    @property
    def complete(self) -> bool:
        return len(self.rows) == self.all

    def whole(self) -> list[tuple[Any, Any]]:
        """The figures over all groups."""
        return values_of((*self.measures, _ALL), self._added(self.rows))

    def firsts(self) -> "_Rows":
        """By the first group alone."""
        apart: dict[Any, list[tuple[Any, ...]]] = {}
        for row in self.rows:
            apart.setdefault(row[0], []).append(row)
        rows = [(key, *self._added(mine)) for key, mine in apart.items()]
        return _Rows(self.measures, self.by[:1], rows, len(rows))

    def _added(self, rows: list[tuple[Any, ...]]) -> tuple[Any, ...]:
        """The parts of rows together: sums and numbers added, the least of the least, the most of the most."""
        columns = list(zip(*rows, strict=True))[len(self.by) :] if rows else [()] * len(_hows(self.measures))
        known = ([value for value in column if value is not None] for column in columns)
        return tuple(how(column) if column else None for how, column in zip(_hows(self.measures), known, strict=True))

    def result(self, heads: tuple[Figure, ...]) -> Result:
        columns = [Column(d.name, d.term, d.kind, width=200, terms=d.terms) for d in self.by]
        rows = self._ordered()
        rows = rows[-MOST_ROWS:] if self.by[0].dated else rows[:MOST_ROWS]
        shown = [tuple(_shown(d, key) for d, key in zip(self.by, keys, strict=True)) for keys, _values in rows]
        return Result(
            (*columns, *(replace(column_of(m), width=_width(m.term)) for m in self.measures)),
            tuple((*keys, *values) for keys, (_raw, values) in zip(shown, rows, strict=True)),
            tuple(keys if len(keys) > 1 else keys[0] for keys, _values in rows), heads,
            tuple(m.name for m in self.measures), self.by[0].dated and len(self.by) == 1, self.all, len(self.by),
        )  # fmt: skip

    def _ordered(self) -> list[tuple[tuple[Any, ...], list[Any]]]:
        """Rows of the same first group together, by their sum of the first measure."""
        at, weights = len(self.by), dict[Any, Decimal]()
        found = [(row[:at], [value for value, _n in values_of(self.measures, row[at:-1])]) for row in self.rows]
        for keys, values in found:
            weights[keys[0]] = weights.get(keys[0], Decimal(0)) + (values[0] or 0)

        def place(row: tuple[tuple[Any, ...], list[Any]]) -> tuple[Any, ...]:
            keys, values = row
            whole = (str(keys[0]),) if self.by[0].dated else (-weights[keys[0]], str(keys[0]))
            second = str(keys[1]) if len(keys) > 1 and self.by[1].dated else ""
            return (*whole, second, values[0] is None, -(values[0] or 0), str(keys[-1]))

        return sorted(found, key=place)


def _width(term: str) -> int:
    """px that a column takes for its head; a Chinese character is as wide as two."""
    return max(112, 40 + sum(14 if ord(each) > LATIN else 7 for each in term))


def _hows(measures: tuple[Measure, ...]) -> list[Callable[[Any], Any]]:
    """How each part of the measures, and the number of rows, is put together."""
    ways: list[Callable[[Any], Any]] = []
    for measure in measures:
        how = {"min": min, "max": max}.get(measure.name.partition(":")[0], sum)
        ways += [how] if measure.whole is None else [how, sum]
    return [*ways, sum]


def _grouped(facts: Facts, measures: tuple[Measure, ...], by: tuple[Dimension, ...], ask: Ask) -> _Rows:
    """Ask for the groups, the largest or the newest first."""
    days, parts = Days(ask.period, facts.ids), parts_of((*measures, _ALL))
    if facts.bare is not None:
        select, keys, parts = gathered(facts.hubs, facts.bare, days, by, parts)
    else:
        keys = [dimension.key(days) for dimension in by]
        select = _with_days(facts, days)
    # By place: an expression with values in it is another one to PostgreSQL the second time.
    places = [SQL(str(place + 1)) for place in range(len(keys))]
    largest = fn.COALESCE(parts[0], SQL("0")).desc()
    order = (SQL("1 DESC"), largest) if by[0].dated else (largest, *places)
    found = select(*keys, *parts, fn.COUNT(SQL("*")).over()).group_by(*places).order_by(*order)
    rows = list(found.limit(MOST_GROUPED).tuples())
    return _Rows(measures, by, [row[:-1] for row in rows], rows[0][-1] if rows else 0)


def _with_days(facts: Facts, days: Days) -> Callable[..., Any]:
    return lambda *columns: facts.source(days, columns).with_cte(days.cte)


def _shown(dimension: Dimension, key: Any) -> Any:
    return as_date(key) if dimension.kind in DATED and key is not None else key


@dataclass(frozen=True, slots=True)
class Offer:
    """What a person may make of a list, as (name, term): to group by, to measure, what the period may be about, and
    what may have to hold a text.
    """

    groups: tuple[tuple[str, str], ...]
    measures: tuple[tuple[str, str], ...]
    whens: tuple[tuple[str, str], ...]
    holding: tuple[tuple[str, str], ...]


def offer(subject: Subject, actor: Actor, when: str) -> Offer:
    """In the language that is spoken now; with the days, weeks and months of the period, where it is about `when`.

    What is usual comes first: a list of what happened is of a period, any other as it is now.
    """
    words = translator(language())
    groups, measures = groups_of(subject, actor, when, words), measures_of(subject, actor, words)
    now = () if subject.dated else (("", words("As it is now")),)
    dates = tuple((each.name, words(each.term)) for each in subject.dates())
    return Offer(
        tuple((name, words(group.term)) for name, group in groups.items()),
        tuple((name, words(measure.term)) for name, measure in measures.items()),
        (*dates, *now) if subject.whens else (*now, *dates),
        tuple((each.name, words(each.term)) for each in subject.holding(actor)),
    )
