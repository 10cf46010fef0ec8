"""What a database says when it can't, as the kinds of failure the program knows."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from models.driver import peewee
from services.errors import Unavailable

log = logging.getLogger(__name__)

# SQLite's result codes by the start of their names; the longer names first.
SQLITE = (
    ("SQLITE_READONLY_DBMOVED", "database_gone"),
    ("SQLITE_BUSY", "database_busy"),
    ("SQLITE_LOCKED", "database_busy"),
    ("SQLITE_FULL", "disk_full"),
    ("SQLITE_READONLY", "database_read_only"),
    ("SQLITE_PERM", "database_read_only"),
    ("SQLITE_IOERR", "database_gone"),
    ("SQLITE_CANTOPEN", "database_gone"),
    ("SQLITE_CORRUPT", "database_damaged"),
    ("SQLITE_NOTADB", "database_damaged"),
)
# PostgreSQL's SQLSTATE, whole or its class; the longer ones first.
STATES = (
    ("25006", "database_read_only"),
    ("53100", "disk_full"),
    ("57014", "database_busy"),
    ("58P01", "database_damaged"),
    ("08", "database_gone"),
    ("28", "database_refused"),
    ("3D", "database_gone"),
    ("40", "database_busy"),
    ("53", "database_busy"),
    ("55P03", "database_busy"),
    ("57", "database_gone"),
    ("58", "database_gone"),
    ("XX001", "database_damaged"),
    ("XX002", "database_damaged"),
)
# A connection that is refused has no SQLSTATE, only the server's words.
REFUSED = ("authentication failed", "no password supplied", "no pg_hba.conf entry", "does not exist")


@contextmanager
def translated() -> Iterator[None]:
    """Turn a database that is busy, full, read-only or gone into Unavailable; anything else is a bug and passes."""
    try:
        yield
    except (peewee.InterfaceError, peewee.DatabaseError) as error:
        code = fault_code(error)
        if code is None:
            raise
        log.warning("database unavailable: %s", error)
        raise Unavailable(code) from error


def fault_code(error: BaseException) -> str | None:
    """The Unavailable code for a driver's error, or None when it is not a matter of availability.

    `error` is the driver's own, or peewee's around it.
    """
    original = getattr(error, "orig", error)
    name = getattr(original, "sqlite_errorname", None)
    if name is not None:
        return _begins(name, SQLITE)
    state = getattr(original, "sqlstate", None)
    if state is not None:
        return _begins(state, STATES)
    if type(original).__name__ not in ("OperationalError", "InterfaceError", "ConnectionTimeout"):
        return None
    return "database_refused" if any(words in str(original) for words in REFUSED) else "database_gone"


def _begins(text: str, codes: tuple[tuple[str, str], ...]) -> str | None:
    return next((code for start, code in codes if text.startswith(start)), None)
