"""Reports: `python -m benchmarks.reports [--quick]` gives one JSON document.

Each standard report over its usual period, grouped as usual, alone and with the two periods it is compared with; the
dashboard's usual cards; what a look at all warning rules takes. SQLite, 100,000 orders (1,000 with --quick).
"""

import sys
from dataclasses import replace
from datetime import date
from typing import Any

from benchmarks.bulk import sqlite_company
from benchmarks.measure import arguments, deliver, machine, timed
from models.base import db, open_database, reconnect
from models.delivery import Delivery
from services import people
from services.reports import dashboard
from services.reports.catalogue import ALL
from services.reports.definition import Ask
from services.reports.period import named
from services.unit import Actor, utc_now
from services.watch import watching

TARGETS = {"report_ms": 300, "dashboard_ms": 500}


def last_day() -> date:
    """The day on which something left last: the company's today."""
    moment = Delivery.select(Delivery.dispatched_at).order_by(Delivery.dispatched_at.desc(nulls="LAST")).scalar()
    return moment.astimezone().date()


def measured(times: int) -> dict[str, Any]:
    actor, today = Actor(1, "bench", people.PERMISSIONS), last_day()
    found: dict[str, Any] = {}
    for name, report in ALL.items():
        alone = Ask(actor, named(report.span, today))
        both = replace(alone, compare=True)
        found[name] = {
            "span": report.span,
            "alone": timed(lambda report=report, ask=alone: report.answer(ask), times),
            "compared": timed(lambda report=report, ask=both: report.answer(ask), times),
        }
        sys.stderr.write(f"{name} {found[name]['alone']['p50']} {found[name]['compared']['p50']}\n")
    cards = dashboard.usual(actor)
    found["dashboard"] = timed(lambda: dashboard.cards(actor, cards, "month", today), times)
    found["warnings"] = timed(lambda: watching.look(utc_now()), times)
    return found


def main() -> None:
    given = arguments(__doc__)
    orders = 1000 if given.quick else 100_000
    open_database(f"sqlite:///{sqlite_company(orders)}")
    reconnect()
    document = {"machine": machine(given.quick), "targets": TARGETS, "orders": orders,
                "sqlite": measured(3 if given.quick else 5)}  # fmt: skip
    db.close()
    deliver(document, given.out)


if __name__ == "__main__":
    main()
