"""The sample company in the open, empty database: from the prepared copy where there is one, else made anew."""

import lzma
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from desktop.database import url_of
from models import migrate
from models.base import connection, db, is_postgresql, open_database, reconnect, writing
from models.sqlite_file import read_only
from resources.children import Child
from services.errors import Refusal
from services.faults import translated

Report = Callable[[int, int], None]
# In an installation, where it is packed, and in a checkout after `make setup`.
PREPARED = (
    Path(__file__).parent.parent / "resources" / "sample" / "sample.db.xz",
    Path(__file__).parent.parent / ".cache" / "sample.db",
)
OWNER = "chen"


def fill(report: Report = lambda done, total: None, now: datetime | None = None) -> str:
    """Make the sample company as it is now; returns the owner's sign-in name. Refuses company_exists."""
    from services import people
    from services.sample import build, story

    now = now or datetime.now().astimezone()
    with translated():
        reconnect()
        if people.has_company():
            raise Refusal("company_exists")
        if not _copied(now):
            # Its last day ends in the afternoon; before that it is yesterday.
            build.build(now.date() - timedelta(now.time() < story.LEAVES), report)
    return OWNER


def _copied(now: datetime) -> bool:
    """Take over the prepared copy and move it to now; False where there is none that this program knows."""
    from services.sample.shift import shift

    prepared = next((path for path in PREPARED if path.is_file()), None)
    if prepared is None:
        return False
    # Where a program is installed for everybody, nobody may write.
    with _unpacked(prepared) as path, closing(read_only(path, still=True)) as source:
        (version,) = source.execute("SELECT COUNT(*) FROM schema_migration").fetchone()
        if version != migrate.EXPECTED:
            return False
        if is_postgresql():
            _load_moved(source, now)
            return True
        if not _same_tables(source):
            return False
        source.backup(db.connection())
    shift(now.date(), now)
    return True


@contextmanager
def _unpacked(prepared: Path) -> Iterator[Path]:
    """The database of a prepared copy, packed or not."""
    if prepared.suffix != ".xz":
        yield prepared
        return
    with TemporaryDirectory(prefix="packdesk-") as folder:
        path = Path(folder) / "sample.db"
        with lzma.open(prepared) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
        yield path


def _load_moved(source: sqlite3.Connection, now: datetime) -> None:
    """Into a server: the copy is moved to today as a file first, since the server lets nobody rewrite its log."""
    from services import snapshot

    with TemporaryDirectory(prefix="packdesk-") as folder:
        path = Path(folder) / "sample.db"
        with closing(sqlite3.connect(path)) as target:
            source.backup(target)
        mover = Child("sample")  # the tables of this process are bound to the server
        try:
            mover.ask("desktop.sample_company:move", (path, now))
        finally:
            mover.end()
        with writing():
            snapshot.load(path)


def move(path: Path, now: datetime) -> None:
    """Shift the sample in a file to now, in a process of its own."""
    from services.sample.shift import shift

    open_database(url_of(path))
    with connection():
        shift(now.date(), now)
        db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _same_tables(source: sqlite3.Connection) -> bool:
    """A copy made while a version was in the making may have other columns."""
    ask = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
    return source.execute(ask).fetchall() == db.execute_sql(ask).fetchall()
