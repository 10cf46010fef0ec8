"""The files that came in, newest first."""

from dataclasses import dataclass
from datetime import datetime

from models.base import reconnect
from models.driver import peewee
from models.exchange import ImportBatch
from models.people import User
from services.faults import translated

MOST = 5


@dataclass(frozen=True, slots=True)
class Came:
    """A file that came in. `imported` is 0 where nothing of it did, or where it was taken back."""

    id: int
    file: str
    at: datetime
    who: str
    total: int
    imported: int
    skipped: int
    failed: int


def latest(kind: str, most: int = MOST) -> tuple[Came, ...]:
    """The newest files of a kind."""
    B = ImportBatch
    with translated():
        reconnect()
        query = (
            B.select(B.id, B.file_name, B.at, User.name, B.total, B.imported + B.merged, B.skipped, B.failed)
            .join(User, peewee.JOIN.LEFT_OUTER).where(B.kind == kind).order_by(B.id.desc()).limit(most)
        )  # fmt: skip
        found = query.tuples()
        return tuple(Came(i, file, at, who or "", total, came, out, bad)
                     for i, file, at, who, total, came, out, bad in found)  # fmt: skip
