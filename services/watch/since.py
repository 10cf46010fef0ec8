"""What was done after a moment: rows and log entries come by their ids in the order of time, so the newest are read
from the end, without an index of moments."""

from datetime import datetime
from typing import Any

import msgspec

from models.people import AuditEntry

A = AuditEntry


def last_by(model: Any, then: datetime) -> int:
    """The id of the newest row that was there by then; 0 for none."""
    found = model.select(model.id).where(model.at <= then).order_by(model.id.desc()).limit(1).scalar()
    return int(found or 0)


def rows_since(model: Any, then: datetime) -> Any:
    """The condition of rows that came after a moment."""
    return (model.id > last_by(model, then)) & (model.at > then)


def done_since(then: datetime, *use_cases: str) -> list[tuple[int | None, str, dict[str, Any]]]:
    """The log's entries of these use cases after a moment, the oldest first: subject, use case and detail."""
    rows = A.select(A.subject_id, A.use_case, A.detail).where(rows_since(A, then) & A.use_case.in_(use_cases))
    return [(subject, name, msgspec.json.decode(detail or "{}"))
            for subject, name, detail in rows.order_by(A.id).tuples()]  # fmt: skip


def first_done(then: datetime, *use_cases: str) -> dict[int, str]:
    """What was done first with each subject after a moment."""
    first: dict[int, str] = {}
    for subject, name, _detail in done_since(then, *use_cases):
        if subject is not None:
            first.setdefault(subject, name)
    return first
