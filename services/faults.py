"""What a database says when it can't, as the kinds of failure the program knows."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from models.driver import peewee
from services.errors import Unavailable

log = logging.getLogger(__name__)

# SQLite's words in its own messages; PostgreSQL's by the class of its SQLSTATE.
WORDS = (
    ("locked", "database_busy"),
    ("busy", "database_busy"),
    ("full", "disk_full"),
    ("No space left", "disk_full"),
    ("readonly", "database_read_only"),
    ("read-only", "database_read_only"),
    ("disk I/O", "database_gone"),
    ("unable to open", "database_gone"),
    ("malformed", "database_damaged"),
    ("not a database", "database_damaged"),
)
STATES = {
    "08": "database_gone", "53": "disk_full", "55": "database_busy", "57": "database_gone", "25": "database_read_only",
}  # fmt: skip


@contextmanager
def translated() -> Iterator[None]:
    """Turn a database that is busy, full, read-only or gone into Unavailable; anything else is a bug and passes."""
    try:
        yield
    except (peewee.OperationalError, peewee.InterfaceError, peewee.DatabaseError) as error:
        code = fault_code(error)
        if code is None:
            raise
        log.warning("database unavailable: %s", error)
        raise Unavailable(code) from error


def fault_code(error: BaseException) -> str | None:
    """The Unavailable code for a driver's error, or None when it is not a matter of availability."""
    original = error.args[0] if error.args and isinstance(error.args[0], BaseException) else error
    state = getattr(original, "sqlstate", None)
    if state is not None:
        return STATES.get(state[:2])
    text = str(error)
    for word, code in WORDS:
        if word in text:
            return code
    gone = isinstance(error, peewee.InterfaceError) or type(original).__module__.startswith("psycopg")
    return "database_gone" if gone and isinstance(error, peewee.OperationalError | peewee.InterfaceError) else None
