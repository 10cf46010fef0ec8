"""The database the program talks to: opening, the writer lock, one connection a thread."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from models.driver import enable_postgresql, peewee

BUSY_SECONDS = 30
CONNECT_SECONDS = 5
WRITER_LOCK = 72_258_375
LOCKED = "locked"
# SQLite carries its log over into the file within the commit that makes it this long, which then takes several times as
# long as others. The program of the windows does it before, beside its work: services/feed.py.
LOG_PAGES = 8000

db = peewee.DatabaseProxy()


class Sqlite(peewee.SqliteDatabase):
    """SQLite with our field types; a transaction that writes takes the lock at its start."""

    field_types = {**peewee.SqliteDatabase.field_types, "CODE": "TEXT"}
    address = ""
    """What `open_database` was given."""


class Postgresql(peewee.PostgresqlDatabase):
    """PostgreSQL with our field types, sorted by code point whatever the server's locale."""

    field_types = {**peewee.PostgresqlDatabase.field_types, "CODE": 'TEXT COLLATE "C"'}
    address = ""

    def _connect(self) -> Any:
        from models.wire import Wire  # loads psycopg

        connection = super()._connect()
        connection.wire = Wire(connection)
        return connection

    @property
    def _writing(self) -> Any:
        """The wire of a transaction that was begun with LOCKED; None outside of one."""
        wire = self._state.conn and self._state.conn.wire
        return wire if wire and wire.writing else None

    def begin(self, isolation_level: Any = None) -> None:
        """With LOCKED, take the writer lock too."""
        if isolation_level == LOCKED:
            self.connection().wire.begin(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
        else:
            super().begin(isolation_level)

    def _execute_cursor(self, sql: str, params: Any, **options: Any) -> Any:
        if options or self.is_closed() or not (params or self._writing):
            return super()._execute_cursor(sql, params, **options)
        return self._state.conn.wire.run(sql, params or ())

    def cursor(self, named_cursor: Any = None) -> Any:
        if self._writing:
            self._writing.rest()
        return super().cursor(named_cursor)

    def commit(self) -> None:
        if self._writing:
            self._writing.commit()
        else:
            super().commit()

    def rollback(self) -> None:
        if self._writing:
            self._writing.rollback()
        else:
            super().rollback()


def open_database(url: str) -> Sqlite | Postgresql:
    """Bind the models to `sqlite:///PATH` or `postgresql://...`. Nothing is connected yet.

    Raises ValueError for another scheme, and for a server's name that can't be one.
    """
    real = _sqlite(Path(unquote(url.removeprefix("sqlite:///")))) if url.startswith("sqlite:///") else _postgresql(url)
    real.address = url
    db.initialize(real)
    return real


def _sqlite(path: Path) -> Sqlite:
    pragmas = {
        "journal_mode": "wal", "foreign_keys": 1, "synchronous": "full", "cache_size": -2048, "temp_store": 2,
        "wal_autocheckpoint": LOG_PAGES,
    }  # fmt: skip
    return Sqlite(str(path), autoconnect=False, timeout=BUSY_SECONDS, pragmas=pragmas, cached_statements=512)


def _postgresql(url: str) -> Postgresql:
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres") or "\0" in unquote(url):
        raise ValueError(url)
    for host in unquote(parts.hostname or "").split(","):
        if not host.startswith("/"):
            host.encode("idna")  # a name that no network can ask for is a UnicodeError, which is a ValueError
    enable_postgresql()
    waits = {
        "connect_timeout": CONNECT_SECONDS,
        "tcp_user_timeout": BUSY_SECONDS * 1000,
        # After a sleep the server has forgotten this connection; Windows would wait 2 hours before it asks.
        "keepalives_idle": BUSY_SECONDS,
        "keepalives_interval": BUSY_SECONDS // 10,
        # Compiling a question takes the server longer than answering any of ours.
        "options": f"-c lock_timeout={BUSY_SECONDS}s -c jit=off",
    }
    return Postgresql(url, autoconnect=False, prefer_psycopg3=True, **waits)


def is_postgresql() -> bool:
    return isinstance(db.obj, Postgresql)


@contextmanager
def connection() -> Iterator[None]:
    """This thread's connection, opened now and closed at the end unless the thread already had one."""
    if not db.is_closed() and db.is_connection_usable():
        yield
        return
    reconnect()
    try:
        yield
    finally:
        db.close()


def reconnect() -> None:
    """Open this thread's connection, throwing a broken one away."""
    if not db.is_closed():
        if db.is_connection_usable():
            return
        broken = db.obj._state.conn
        db.obj._state.reset()
        broken.close()
    db.connect()


@contextmanager
def writing() -> Iterator[None]:
    """One transaction that holds the writer lock of the company, so that no two rules race."""
    with db.atomic(LOCKED if is_postgresql() else "IMMEDIATE"):
        yield


def row_values(row: peewee.Model) -> dict[str, Any]:
    """The stored fields of a row by name, foreign keys by id."""
    return dict(row.__data__)
