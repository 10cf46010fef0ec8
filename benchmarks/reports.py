"""Reports: `python -m benchmarks.reports [--quick]` gives one JSON document.

Each standard report over its usual period, grouped as usual, alone and with the two periods it is compared with; the
dashboard's usual cards; what a look at all warning rules takes. SQLite, 100,000 and 1,000,000 orders (1,000 with
--quick).

How fast the machine is just then is told by a floor: raw sqlite3 adding up the lines that left in 30 days, before each
report. Each figure is told as so many of these, too (`floors`, by the processor's time).
"""

import sqlite3
import statistics
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from benchmarks.bulk import sqlite_company
from benchmarks.measure import Figures, arguments, deliver, machine, timed
from models.base import db, open_database, reconnect
from models.delivery import Delivery
from models.fields import EPOCH, MICROSECOND
from services import people
from services.reports import dashboard
from services.reports.catalogue import ALL
from services.reports.definition import Ask
from services.reports.period import named
from services.unit import Actor, utc_now
from services.watch import watching

TARGETS = {
    "report_ms": 300, "dashboard_ms": 500, "report_floors": 30, "dashboard_floors": 50, "at_1000000_ms": 2000,
}  # fmt: skip
TIMES = {1000: 3, 100_000: 5, 1_000_000: 3}
FLOOR = """
SELECT SUM(delivery_line.packed), SUM(order_line.amount) FROM delivery
JOIN delivery_line ON delivery_line.delivery_id = delivery.id JOIN order_line ON order_line.id = delivery_line.line_id
WHERE delivery.dispatched_at >= ? AND delivery.dispatched_at < ?
"""


def last_day() -> date:
    """The day on which something left last: the company's today."""
    moment = Delivery.select(Delivery.dispatched_at).order_by(Delivery.dispatched_at.desc(nulls="LAST")).scalar()
    return moment.astimezone().date()


class Floors:
    """The floor, measured anew before each figure, and figures told by it."""

    def __init__(self, today: date, times: int) -> None:
        first = datetime.combine(today - timedelta(29), datetime.min.time()).astimezone()
        self._bounds = tuple((each - EPOCH) // MICROSECOND for each in (first, first + timedelta(30)))
        self._raw, self._times = sqlite3.connect(db.obj.database), times
        self.seen: list[float] = []

    def told(self, work: Callable[[], Any]) -> Figures:
        floor = timed(lambda: self._raw.execute(FLOOR, self._bounds).fetchall(), 3)["processor"]
        self.seen.append(floor)
        figures = timed(work, self._times)
        return {**figures, "floors": round(figures["processor"] / floor, 1)}


def measured(times: int) -> dict[str, Any]:
    actor, today = Actor(1, "bench", people.PERMISSIONS), last_day()
    floors, found = Floors(today, times), dict[str, Any]()
    for name, report in ALL.items():
        alone = Ask(actor, named(report.span, today))
        both = replace(alone, compare=True)
        found[name] = {
            "span": report.span,
            "alone": floors.told(lambda report=report, ask=alone: report.answer(ask)),
            "compared": floors.told(lambda report=report, ask=both: report.answer(ask)),
        }
        _say(name, found[name]["alone"], found[name]["compared"])
    cards = dashboard.usual(actor)
    found["dashboard"] = floors.told(lambda: dashboard.cards(actor, cards, "month", today))
    found["warnings"] = floors.told(lambda: watching.look(utc_now()))
    _say("dashboard", found["dashboard"])
    _say("warnings", found["warnings"])
    found["floor"] = {"processor": statistics.median(floors.seen), "least": min(floors.seen), "most": max(floors.seen)}
    return found


def _say(name: str, *figures: Figures) -> None:
    told = (f"{each['p50']:.0f} ms, {each['processor']:.0f} of the processor, {each['floors']} floors"
            for each in figures)  # fmt: skip
    sys.stderr.write(f"{name}: {'; compared '.join(told)}\n")


def main() -> None:
    given = arguments(__doc__)
    document: dict[str, Any] = {"machine": machine(given.quick), "targets": TARGETS, "sqlite": {}}
    for orders in (1000,) if given.quick else (100_000, 1_000_000):
        open_database(f"sqlite:///{sqlite_company(orders)}")
        reconnect()
        document["sqlite"][orders] = measured(TIMES[orders])
        db.close()
    deliver(document, given.out)


if __name__ == "__main__":
    main()
