"""SQLite's own check of its file."""

import logging
from collections.abc import Callable

from models.base import db, is_postgresql, reconnect
from services.errors import Unavailable
from services.faults import translated
from services.keeper import Report, apart, unheard

log = logging.getLogger(__name__)

_found: Callable[..., str] = apart("services.file_check:found")


def look_over(*, thorough: bool, report: Report = unheard) -> None:
    """Each page of the file; each index against its table as well where the program ended uncleanly.

    Raises Unavailable database_damaged, keeper_ended.
    """
    if is_postgresql():
        return
    wrong = _found("integrity_check" if thorough else "quick_check", report=report)
    if wrong != "ok":
        log.error("the database is damaged: %s", wrong)
        raise Unavailable("database_damaged")


def found(check: str, report: Report) -> str:
    """What the check says first."""
    with translated():
        reconnect()
        (said,) = db.execute_sql(f"PRAGMA {check}(1)").fetchone()
    return str(said)
