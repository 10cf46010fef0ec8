"""Approving many orders at once: each is looked at again and approved by a call of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services import approval_views
from services.approval import approve_order
from services.approval_views import Waiting
from services.errors import Refusal, Unavailable
from services.unit import Call
from ui.kit.jobs import Report


@dataclass(frozen=True, slots=True)
class Approved:
    """How many went through, and the numbers of those that are no longer clear or were changed meanwhile."""

    count: int
    left: tuple[str, ...]


def approve_clear(call: Call, rows: Sequence[Waiting], today: date, report: Report) -> Approved:
    """Approve the rows that are still clear. Repeating it with the same call approves none twice."""
    done, left = 0, []
    for at, row in enumerate(rows):
        report(at, len(rows))
        if not approval_views.is_clear(row.id, today):
            left.append(row.number)
            continue
        try:
            approve_order(replace(call, request_id=f"{call.request_id}-{row.id}"), row.id, row.version)
            done += 1
        except Unavailable:
            raise
        except Refusal:
            left.append(row.number)
    report(len(rows), len(rows))
    return Approved(done, tuple(left))
