"""Reports that are written into a folder by themselves: each day, each week or each month, of the time that ended."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from models.base import reconnect
from models.people import User
from resources.i18n import N_
from services.errors import Refusal, Unavailable
from services.faults import translated
from services.people import actor_of
from services.reports import dashboard, paper
from services.reports.catalogue import find
from services.reports.definition import Ask
from services.reports.listed import day_word
from services.reports.period import DAY, Period, named
from services.unit import Actor

DASHBOARD = "dashboard"
EVERY = {"": N_("Never"), "day": N_("Each day"), "week": N_("Each week"), "month": N_("Each month")}
Words = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Schedule:
    """What goes where, with whose rights. `names` are reports, or "dashboard"; `done` is the last day written for."""

    every: str = ""
    folder: str = ""
    names: tuple[str, ...] = ()
    person: int = 0
    done: str = ""


def due(schedule: Schedule, today: date) -> Period | None:
    """The day, week (from its Monday) or month that has ended and was not written yet; None when there is none."""
    if schedule.every not in EVERY or not schedule.every or not schedule.folder or not schedule.names:
        return None
    period = ended(schedule.every, today)
    return period if schedule.done < period.last.isoformat() else None


def ended(every: str, today: date) -> Period:
    """The last day, week or month that is over."""
    if every == "day":
        return Period(today - DAY, today - DAY)
    return named("last_week" if every == "week" else "last_month", today)


def person_of(schedule: Schedule) -> Actor | None:
    """Who set it, with the rights they have now; None when they may no longer sign in."""
    with translated():
        reconnect()
        user = User.get_or_none((User.id == schedule.person) & User.active)
        return None if user is None else actor_of(user, "schedule")


def write(schedule: Schedule, actor: Actor, period: Period, words: Words) -> list[Path]:
    """Write each report as PDF and as workbook into a folder of the period, the dashboard as PDF.

    What the person may not see is left out. Unavailable folder_missing, file_not_written.
    """
    place = Path(schedule.folder)
    if not place.is_dir():
        raise Unavailable("folder_missing", folder=schedule.folder)
    inside = place / f"{words('Reports')} {_name(schedule.every, period)}"
    try:
        inside.mkdir(exist_ok=True)
    except OSError as error:
        raise Unavailable("file_not_written", file=str(inside), reason=error.strerror or "") from error
    made: list[Path] = []
    for name in schedule.names:
        made += _dashboard(actor, period, inside, words) if name == DASHBOARD else _one(
            name, actor, period, inside, words)  # fmt: skip
    return made


def _name(every: str, period: Period) -> str:
    return day_word(every, period.first)


def _one(name: str, actor: Actor, period: Period, inside: Path, words: Words) -> list[Path]:
    report = find(actor, name)
    if report is None or (report.right and report.right not in actor.rights):
        return []
    asked = period if report.span != "next30" else Period(period.last + DAY, period.last + timedelta(days=30))
    ask = Ask(actor, asked, compare=True)
    result = report.answer(ask)
    title = paper.file_name(report.named(words))
    sheet, pages = inside / f"{title}.xlsx", inside / f"{title}.pdf"
    paper.write_workbook(report, ask, result, sheet, words)
    try:
        paper.write_pdf(paper.printed(report, ask, result, words), pages)
    except Refusal as refused:
        if refused.code != "not_printable":
            raise
        return [sheet]
    return [sheet, pages]


def _dashboard(actor: Actor, period: Period, inside: Path, words: Words) -> list[Path]:
    """The cards that the person picked over the period, on one page and as a workbook."""
    title = words("Dashboard")
    pages, sheet = inside / f"{title}.pdf", inside / f"{title}.xlsx"
    figures = [(card.report, card.figure) for card in dashboard.over(actor, dashboard.chosen(actor), period)]
    paper.write_pdf(paper.page(title, actor, period, figures, words), pages)
    paper.write_page_workbook(title, figures, sheet, words)
    return [pages, sheet]
