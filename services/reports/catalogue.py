"""The standard reports by name, in the order they are offered; and where those are found that people made."""

from services.reports import (
    backorders,
    before_after,
    came_back,
    exposure,
    logistics,
    money,
    own,
    people,
    price_changes,
    sales,
    seasons,
    service,
    stock,
    voice,
    waiting,
)
from services.reports.definition import Report
from services.unit import Actor

_MODULES = (service, backorders, came_back, voice, before_after, sales, seasons, price_changes, stock, logistics,
            people, waiting, money, exposure)  # fmt: skip
ALL: dict[str, Report] = {report.name: report for module in _MODULES for report in module.REPORTS}


def find(actor: Actor, name: str) -> Report | None:
    """A standard report by its name, else one that people made by its name or its title; None where there is none."""
    return ALL.get(name) or own.find(actor, name)


def offered(actor: Actor) -> tuple[Report, ...]:
    """The standard ones this person may see."""
    return tuple(report for report in ALL.values() if not report.right or report.right in actor.rights)
