"""How it was on paper and how it is now: three figures the company typed against the same ones of the period."""

from decimal import Decimal

from models.base import reconnect
from resources.i18n import N_
from services import settings
from services.faults import translated
from services.reports.cycle import WHOLE, spreads
from services.reports.definition import CENT, Ask, Behind, Column, Figure, Report, Result
from services.reports.grouped import behind_of, facts_of, totals
from services.reports.service import CYCLE, FILL, PICKS, WHOLE_LINE, WRONG

HUNDRED, THOUSAND = Decimal(100), Decimal(1000)
# A figure, its term, its kind, what it means, and the setting that holds how it was.
LINES = (
    ("hours", N_("Order to dispatch"), "hours", N_("Mean hours from submission to dispatch"), "baseline.hours"),
    ("errors", N_("Picked wrong"), "quantity",
     N_("Deliveries with a refused scan, of 1,000 picked"), "baseline.errors"),
    ("short", N_("Short at the first try"), "quantity",
     N_("Order lines that were not whole in the first parcel, of 100"), "baseline.short"),
)  # fmt: skip


def compare(report: Report, ask: Ask) -> Result:
    """A row a figure: before (None where nobody typed it), now, and by how much it fell, in percent of before."""
    with translated():
        reconnect()
        found = {"hours": _hours(ask), "errors": _figure(PICKS, ask, "clean"), "short": _figure(FILL, ask, "lines")}
    rows, figures = [], []
    for name, term, kind, told, key in LINES:
        was, (now, n) = Decimal(settings.get(key)) or None, found[name]
        if now is not None and name != "hours":
            now = ((HUNDRED - now) * (THOUSAND if name == "errors" else HUNDRED) / HUNDRED).quantize(CENT)
        fell = ((was - now) * HUNDRED / was).quantize(CENT) if was and now is not None else None
        rows.append((name, was, now, fell, n))
        figures.append(Figure(name, term, kind, now, n, told, -1, was))
    return Result(COLUMNS, tuple(rows), tuple(row[0] for row in rows), tuple(figures), ("fell",), all=len(rows))


def _hours(ask: Ask) -> tuple[Decimal | None, Decimal | None]:
    """Mean hours from submission to dispatch and of how many; nothing of what one may not see."""
    if CYCLE.right not in ask.actor.rights:
        return None, None
    whole = spreads(ask.period, (WHOLE,))[WHOLE]
    return whole.mean, Decimal(whole.n)


def _figure(report: Report, ask: Ask, name: str) -> tuple[Decimal | None, Decimal | None]:
    """A headline of another report over the same period, and of how many; nothing of what one may not see."""
    if report.right not in ask.actor.rights:
        return None, None
    measures = tuple(measure for measure in report.measures if measure.name == name)
    return totals(facts_of(report), measures, ask.period)[0]


def behind(report: Report, ask: Ask) -> Behind:
    """What the figure asked for is made of: the deliveries that took longest, the refused scans, the lines that were
    not whole in the first parcel. Refuses not_allowed.
    """
    asked = Ask(ask.actor, ask.period)
    match next((key for name, key in ask.where if name == "figure"), "hours"):
        case "errors":
            PICKS.check(ask.actor)
            return behind_of(PICKS, asked, (WRONG,))
        case "short":
            FILL.check(ask.actor)
            return behind_of(FILL, asked, (~WHOLE_LINE,))
    return CYCLE.behind(asked)


COLUMNS = (
    Column("figure", N_("Figure"), "terms", width=240, terms=tuple((name, term) for name, term, *_rest in LINES)),
    Column("was", N_("Before"), "quantity", N_("As it was before the program; typed under Settings, Rules"), 110),
    Column("now", N_("Now"), "quantity", N_("In the period"), 110),
    Column("fell", N_("Less by"), "percent", N_("Of how it was before"), 110),
    Column("n", N_("Of how many"), "number", N_("Deliveries, or lines of orders"), 110),
)  # fmt: skip
BEFORE_AFTER = Report(
    "before_after", "service", N_("Before and after"),
    N_("How it was on paper, as the company typed it under Settings, Rules, and how it is now"), compare, behind,
    right="orders.view", span="days30",
    heads=tuple(Figure(name, term, kind, None) for name, term, kind, _told, _key in LINES),
)  # fmt: skip
REPORTS = (BEFORE_AFTER,)
