"""What taking a file back says of its rows: which are gone, and what stays because something followed from it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from models.driver import peewee
from models.exchange import ImportRow
from models.paper import Attachment
from models.tables import ALL
from services.bulk import any_of


@dataclass(slots=True)
class Gone:
    """The rows whose records are gone, and how many records those are; `told` is for the audit log."""

    rows: set[int] = field(default_factory=set)
    records: int = 0
    told: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Undone:
    """`kept` names what stays."""

    gone: Gone = field(default_factory=Gone)
    kept: list[str] = field(default_factory=list)

    def go(self, row: int) -> None:
        self.gone.rows.add(row)
        self.gone.records += 1


def before_of(row: ImportRow) -> Any:
    """What the row wrote over, or made."""
    return msgspec.json.decode(row.before) if row.before else {}


def noted(**what: Any) -> str:
    """What a row wrote over, as it is kept."""
    return msgspec.json.encode(what).decode()


def used(
    model: type[peewee.Model], ids: Sequence[int], mine: Iterable[type[peewee.Model]], attached: str = ""
) -> set[int]:
    """Those of the records that anything else in the database points to; `mine` are tables of their own parts."""
    others = set(ALL) - set(mine)
    found: set[int] = set()
    for key, other in model._meta.backrefs.items():
        if other in others:
            found |= {row[0] for row in other.select(key).where(any_of(key, ids)).distinct().tuples()}
    if attached:
        A = Attachment
        papers = A.select(A.subject_id).where((A.subject_kind == attached) & any_of(A.subject_id, ids))
        found |= {row[0] for row in papers.tuples()}
    return found


def remove(
    rows: Sequence[ImportRow], model: Any, stays: Callable[[Sequence[int]], dict[int, str]],
    drop: Callable[[list[int]], None],
) -> Undone:  # fmt: skip
    """Remove the records of the rows but those that `stays` names; what somebody removed already is gone too."""
    done = Undone()
    ids = sorted({row.document_id for row in rows})
    kept = stays(ids)
    there = {row[0] for row in model.select(model.id).where(any_of(model.id, ids)).tuples()}
    going = [key for key in ids if key in there and key not in kept]
    drop(going)
    model.delete().where(any_of(model.id, going)).execute()
    done.gone.rows = {row.row for row in rows if row.document_id not in kept}
    done.gone.records = len(ids) - len(kept)
    done.kept = list(kept.values())
    return done
