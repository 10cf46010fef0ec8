"""A record is changed only as the person saw it."""

from typing import Any

from services.errors import Refusal


def refuse_changed(row: Any, seen: int, document: str) -> None:
    """Refuses changed_meanwhile when somebody saved the row since the version that was seen."""
    if row.version != seen:
        raise Refusal("changed_meanwhile", document=document, id=row.id, version=row.version)
