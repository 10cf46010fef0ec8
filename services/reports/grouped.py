"""Reports that group facts: one statement for the rows, one for the headlines of each period."""

from datetime import date
from typing import Any

from models.base import reconnect
from models.driver import peewee
from resources.i18n import N_
from services.faults import translated
from services.reports.definition import Ask, Behind, Column, Detail, Dimension, Facts, Figure, Measure, Report, Result
from services.reports.period import Days, Period

MOST_ROWS = 2000
MOST_BEHIND = 1000
ONE, NONE = peewee.SQL("1"), peewee.SQL("0")


def grouped(report: Report, ask: Ask) -> Result:
    """The measures of the report's facts, by one dimension. The largest first, days in their order."""
    facts, measures, by = facts_of(report), report.wanted(ask), report.dimension(ask)
    compared = ask.others if report.dated else ()
    with translated():
        reconnect()
        groups = _groups(facts, measures, by, ask) if by.dated or not ask.heads else None
        whole = _added(measures, groups) if groups is not None else None
        heads = [whole or totals(facts, measures, ask.period)]
        for period in compared:
            ask.tell(len(heads), 1 + len(compared))
            heads.append(totals(facts, measures, period))
    found = _shown(measures, by, groups or [])
    told = tuple(m for m in measures if not m.headline)
    columns = (Column(by.name, by.term, by.kind, width=240, terms=by.terms), *(column_of(m) for m in told))
    kept = found[:MOST_ROWS]
    return Result(
        columns, tuple((shown, *values) for _key, shown, values in kept), tuple(key for key, _shown, _values in kept),
        figures(measures, heads), tuple(m.name for m in told), by.dated, len(found),
    )  # fmt: skip


def behind(report: Report, ask: Ask) -> Behind:
    """The facts that have the keys of `ask.where`, the newest first."""
    return behind_of(report, ask, ())


def behind_of(report: Report, ask: Ask, only: tuple[Any, ...]) -> Behind:
    """The same, of the facts that meet these conditions."""
    facts = facts_of(report)
    shown = tuple(d for d in facts.detail if not d.right or d.right in ask.actor.rights)
    known = {d.name: d for d in report.by}
    what = tuple(d.expression for d in shown) + ((facts.opens[1],) if facts.opens else ())
    with translated():
        reconnect()
        dated = [known[name].kind for name, _key in ask.where if known[name].dated]
        days = days_of(facts, ask.period, dated[0] if len(dated) == 1 else "day" if dated else "")
        select = facts.source(days, what)
        select = select.where(*only) if only else select
        for name, key in ask.where:
            column = known[name].key(days)
            select = select.where(column.is_null() if key is None else column == key)
        found = list(select.with_cte(days.cte).order_by(facts.order.desc()).limit(MOST_BEHIND).tuples())
    ids = tuple(row[-1] if facts.opens else None for row in found)
    rows = tuple(row[: len(shown)] for row in found)
    return Behind(tuple(detail_column(d) for d in shown), rows, ids, facts.opens[0] if facts.opens else "")


def column_of(measure: Measure) -> Column:
    return Column(measure.name, measure.term, measure.kind, measure.told, 112)


def detail_column(detail: Detail) -> Column:
    return Column(detail.name, detail.term, detail.kind, width=detail.width, terms=detail.terms)


def by_time() -> tuple[Dimension, ...]:
    """By day, week (its Monday), month and quarter (its first)."""
    return (
        Dimension("day", N_("Day"), lambda days: days.day, kind="day"),
        Dimension("week", N_("Week"), lambda days: days.week, kind="week"),
        Dimension("month", N_("Month"), lambda days: days.month, kind="month"),
        Dimension("quarter", N_("Quarter"), lambda days: days.quarter, kind="quarter"),
    )


def as_date(day: Any) -> date:
    """A day of the table of days, which SQLite gives back as text."""
    return date.fromisoformat(day) if isinstance(day, str) else day


def count_if(condition: Any) -> Any:
    """How many of the facts meet the condition."""
    return peewee.fn.SUM(peewee.Case(None, ((condition, ONE),), NONE))


def sum_if(condition: Any, value: Any) -> Any:
    """The sum of a value over the facts that meet the condition."""
    return peewee.fn.SUM(peewee.Case(None, ((condition, value),), NONE))


def facts_of(report: Report) -> Facts:
    assert report.facts is not None
    return report.facts


def parts_of(measures: tuple[Measure, ...]) -> list[Any]:
    """The aggregates to select, as the database keeps them."""
    both = (part for m in measures for part in ((m.part,) if m.whole is None else (m.part, m.whole)))
    return [part.converter(_same) for part in both]


def _same(value: Any) -> Any:
    return value


def values_of(measures: tuple[Measure, ...], row: tuple[Any, ...]) -> list[tuple[Any, Any]]:
    """Value and denominator of each measure, out of the parts as they were selected."""
    found, at = [], 0
    for measure in measures:
        whole = row[at + 1] if measure.whole is not None else None
        found.append((measure.value(row[at], whole), None if measure.whole is None else measure.denominator(whole)))
        at += 1 if measure.whole is None else 2
    return found


def days_of(facts: Facts, period: Period, by: str) -> Days:
    """The days to join facts with that are grouped by a day, week, month or quarter, or by none of these ("")."""
    return Days(period, facts.ids, "day" if facts.daily else by)


def _groups(facts: Facts, measures: tuple[Measure, ...], by: Dimension, ask: Ask) -> list[tuple[Any, ...]]:
    """Key, what is shown for it, and the aggregates as the database keeps them, of each group."""
    days = days_of(facts, ask.period, by.kind if by.dated else "")
    names = [by.key(days), *((by.shown(days),) if by.shown is not None else ())]
    at = len(names)
    # By place: an expression with values in it is another one to PostgreSQL the second time.
    places = [peewee.SQL(str(place)) for place in range(1, at + 1)]
    source = facts.bare or facts.source if by.dated else facts.source
    rows = source(days, (*names, *parts_of(measures))).group_by(*places).with_cte(days.cte).tuples()
    return [(row[0], *row[at - 1 :]) for row in rows]


def _shown(
    measures: tuple[Measure, ...], by: Dimension, groups: list[tuple[Any, ...]]
) -> list[tuple[Any, Any, list[Any]]]:
    """Key, what is shown for it, and the values, of each group in its order."""
    found = [
        (row[0], row[1], [v for m, (v, _n) in zip(measures, values_of(measures, row[2:]), strict=True)
                          if not m.headline]) for row in groups
    ]  # fmt: skip
    if by.dated:
        in_order = ((as_date(key), values) for key, _shown, values in found)
        return [(day, day, values) for day, values in sorted(in_order, key=lambda each: each[0])]
    return sorted(found, key=lambda each: (each[2][0] is None, -(each[2][0] or 0), str(each[1])))


def _added(measures: tuple[Measure, ...], groups: list[tuple[Any, ...]]) -> list[tuple[Any, Any]] | None:
    """The headlines, where they are the groups' own sums added up: each fact is in one of them. None where they aren't.
    """
    parts = parts_of(measures)
    if not all(_adds_up(part) for part in parts):
        return None
    columns = zip(*(row[2:] for row in groups), strict=True) if groups else ((),) * len(parts)
    return values_of(measures, tuple(sum(value for value in column if value is not None) for column in columns))


def _adds_up(part: Any) -> bool:
    """Whether it is a sum or a number of all facts, and none of different ones."""
    if not isinstance(part, peewee.Function):
        return False
    plain = all(isinstance(each, peewee.Field) or getattr(each, "sql", "") == "*" for each in part.arguments)
    return part.name == "SUM" or (part.name == "COUNT" and plain)


def totals(facts: Facts, measures: tuple[Measure, ...], period: Period) -> list[tuple[Any, Any]]:
    days = days_of(facts, period, "")
    row = (facts.bare or facts.source)(days, tuple(parts_of(measures))).with_cte(days.cte).tuples().first()
    return values_of(measures, row)


def figures(measures: tuple[Measure, ...], heads: list[list[tuple[Any, Any]]]) -> tuple[Figure, ...]:
    compared = [[value for value, _n in head] for head in heads[1:]] or [[None] * len(measures)] * 2
    return tuple(
        Figure(m.name, m.term, m.kind, heads[0][at][0], heads[0][at][1], m.told, m.better, *(c[at] for c in compared))
        for at, m in enumerate(measures)
    )
