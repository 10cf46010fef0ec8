"""The sample company in the open, empty database: from the prepared copy where there is one, else made anew."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

from models import migrate
from models.base import db, is_postgresql, reconnect
from services.errors import Refusal
from services.faults import translated

Report = Callable[[int, int], None]
# In an installation, and in a checkout after `make setup`.
PREPARED = (
    Path(__file__).parent.parent / "resources" / "sample" / "sample.db",
    Path(__file__).parent.parent / ".cache" / "sample.db",
)
OWNER = "chen"


def fill(report: Report = lambda done, total: None, today: date | None = None) -> str:
    """Make the sample company as it is today; returns the owner's sign-in name. Refuses company_exists."""
    from services import people, sample

    end = today or datetime.now().astimezone().date()
    with translated():
        reconnect()
        if people.has_company():
            raise Refusal("company_exists")
        if not _copied(end):
            sample.build(end, report)
    return OWNER


def _copied(end: date) -> bool:
    """Take over the prepared copy and move it to today; False where there is none that this program knows."""
    from services import sample

    prepared = next((path for path in PREPARED if path.is_file()), None)
    if prepared is None or is_postgresql():
        return False
    with closing(sqlite3.connect(f"{prepared.as_uri()}?mode=ro", uri=True)) as source:
        (version,) = source.execute("SELECT COUNT(*) FROM schema_migration").fetchone()
        if version != migrate.EXPECTED or not _same_tables(source):
            return False
        source.backup(db.connection())
    sample.shift(end)
    return True


def _same_tables(source: sqlite3.Connection) -> bool:
    """A copy made while a version was in the making may have other columns."""
    ask = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
    return source.execute(ask).fetchall() == db.execute_sql(ask).fetchall()
