"""The figures an owner picked, each with how it went week by week; readable in ten seconds.

A card is named "report.figure". What a person never chose is the usual set, as far as their rights go.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from services import preferences
from services.errors import Refusal
from services.reports.catalogue import find
from services.reports.catalogue import offered as standard
from services.reports.definition import Ask, Figure, Report, Result
from services.reports.own import Own
from services.reports.period import Period, named
from services.stopping import Report as Step
from services.unit import Actor

USUAL = (
    "on_time.in_time", "cycle.median", "perfect.perfect", "picks.clean", "sales.amount", "orders.orders", "ageing.open",
    "ageing.overdue", "stock.low", "stock.value", "carriers.days", "incidents.incidents",
)  # fmt: skip
MOST = 24
# The preference that holds what a person picked.
KEPT = "dashboard"


@dataclass(frozen=True, slots=True)
class Card:
    """One figure of a report, and the same one by week (oldest first) where the report has weeks."""

    name: str
    report: Report
    figure: Figure
    weeks: tuple[tuple[date, Any], ...] = ()


def offered(actor: Actor, own: Sequence[Own] = ()) -> tuple[tuple[str, Report, str], ...]:
    """Every card this person may pick, of the standard reports and their own: its name, report and figure's term."""
    reports = (*standard(actor), *(each.report for each in own))
    return tuple(
        (f"{report.name}.{figure.name}", report, figure.term)
        for report in reports
        for figure in report.headlines(actor)
    )


def picked(kept: Any, actor: Actor) -> tuple[str, ...]:
    """The cards in their order, out of what a person's preference KEPT holds; the usual ones where nothing is chosen.
    """
    chosen = kept.get("cards") if isinstance(kept, dict) else None
    return tuple(str(name) for name in chosen) if isinstance(chosen, list) else usual(actor)


def chosen(actor: Actor) -> tuple[str, ...]:
    """The cards that this person picked."""
    return picked(preferences.of(actor.user_id).get(KEPT), actor)


def usual(actor: Actor) -> tuple[str, ...]:
    names = {name for name, _report, _term in offered(actor)}
    return tuple(name for name in USUAL if name in names)


def cards(
    actor: Actor, names: Sequence[str], span: str, today: date, step: Step | None = None
) -> tuple[Card, ...]:
    """The cards of these names in their order, over one period; those that are gone or not allowed are left out.

    `step(done, total)` hears how far it is and may raise Cancelled.
    """
    return over(actor, names, named(span, today), step)


def over(actor: Actor, names: Sequence[str], period: Period, step: Step | None = None) -> tuple[Card, ...]:
    """The same over a period that has no name."""
    answers: dict[str, tuple[Report, Result, tuple[Any, ...]] | None] = {}
    found = []
    apart = [(name, *name.partition(".")[::2]) for name in names[:MOST]]
    for number, (name, report_name, figure_name) in enumerate(apart):
        so_far = partial(_within, step, number, len(apart)) if step is not None else None
        if report_name not in answers:
            only = tuple(figure for _name, report, figure in apart if report == report_name)
            answers[report_name] = _answer(actor, report_name, period, only, so_far)
        answer = answers[report_name]
        if answer is not None:
            found += _card(name, figure_name, *answer)
    return tuple(found)


def _within(step: Step, number: int, all_: int, _done: int, _total: int) -> None:
    """How far the cards are while one of them is made."""
    step(number, all_)


def _answer(
    actor: Actor, name: str, period: Period, only: tuple[str, ...], step: Step | None
) -> tuple[Report, Result, tuple[Any, ...]] | None:
    """The report and its answer with only these figures, by week where it can be, with its comparisons; None where
    there is none, or it is not allowed.
    """
    report = find(actor, name)
    if report is None:
        return None
    if report.measures:
        only = tuple(m.name for m in report.measured(actor) if m.name in only)
        if not only:
            return None
    by = "week" if any(d.name == "week" for d in report.by) else ""
    try:
        result = report.answer(Ask(actor, period, by, compare=True, heads=True, only=only, step=step))
    except Refusal:
        return None
    return report, result, result.rows if result.over_time else ()


def _card(name: str, figure: str, report: Report, result: Result, weeks: tuple[Any, ...]) -> list[Card]:
    at = next((n for n, column in enumerate(result.columns) if column.name == figure), None)
    line = tuple((row[0], row[at]) for row in weeks) if at is not None else ()
    return [Card(name, report, replace(each), line) for each in result.figures if each.name == figure]
