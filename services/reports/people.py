"""What each person does at the bench. Only for whoever may see it, and only where the company wants it."""

from typing import Any

from models.delivery import ScanEvent
from models.driver import peewee
from models.people import User
from resources.i18n import N_
from services.reports.definition import Detail, Dimension, Facts, Measure, Report
from services.reports.grouped import behind, by_time, count_if, grouped, sum_if
from services.reports.period import Days
from services.reports.words import HOUR

S = ScanEvent
fn, SQL = peewee.fn, peewee.SQL


def _scans(days: Days, what: tuple[Any, ...]) -> Any:
    return (
        S.select(*what).join(days.cte, on=days.within(S.id)).switch(S).join(User, on=S.user == User.id)
        .where(S.kind == "pick")
    )  # fmt: skip


_RIGHT = S.verdict == "right"
# Hours in which a person scanned anything.
_HOUR = peewee.NodeList((fn.COUNT(peewee.NodeList((
    SQL("DISTINCT"), S.user, SQL("* 10000000 +"), S.at, SQL(f"/ {HOUR}"),
))),))  # fmt: skip

BENCH = Report(
    "bench", "people", N_("Picking by person"), N_("Goods scanned at the benches in the period"), grouped, behind,
    Facts(_scans, (
        Detail("at", N_("When"), "moment", S.at, 140), Detail("user", N_("Person"), "text", User.name, 110),
        Detail("text", N_("Scanned"), "code", S.text, 180), Detail("verdict", N_("Answer"), "text", S.verdict, 120),
        Detail("station", N_("Station"), "text", S.station, 110),
    ), ("delivery", S.delivery), ids=S.at, order=S.id),
    (
        Measure("scans", N_("Right scans"), "number", count_if(_RIGHT), told=N_("Scans that counted")),
        Measure("pieces", N_("Pieces"), "quantity", sum_if(_RIGHT, S.quantity), decimals=3, told=N_("In base units")),
        Measure("hour", N_("Pieces an hour"), "quantity", sum_if(_RIGHT, S.quantity), _HOUR,
                N_("By the hours in which the person scanned anything"), decimals=3, better=1),
        Measure("picks", N_("Picks an hour"), "quantity", count_if(_RIGHT), _HOUR,
                N_("Right scans, by the hours in which the person scanned anything"), better=1),
        Measure("errors", N_("Refused of all"), "percent", count_if(S.verdict.not_in(("right", "undone"))),
                count_if(S.verdict != "undone"), N_("Scans that did not count, of all"), better=-1),
        Measure("deliveries", N_("Deliveries"), "number", fn.COUNT(S.delivery.distinct()), told=N_("Picked at")),
    ),
    (Dimension("person", N_("Person"), lambda _d: User.id, lambda _d: User.name),
     Dimension("station", N_("Station"), lambda _d: S.station), *by_time()),
    "reports.people",
)  # fmt: skip

REPORTS = (BENCH,)
