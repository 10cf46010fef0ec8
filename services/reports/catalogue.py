"""All reports by name, in the order they are offered."""

from services.reports import before_after, logistics, money, people, sales, service, stock, voice
from services.reports.definition import Report
from services.unit import Actor

_MODULES = (service, voice, before_after, sales, stock, logistics, people, money)
ALL: dict[str, Report] = {report.name: report for module in _MODULES for report in module.REPORTS}


def offered(actor: Actor) -> tuple[Report, ...]:
    """Those this person may see."""
    return tuple(report for report in ALL.values() if not report.right or report.right in actor.rights)
