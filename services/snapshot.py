"""The whole company as one SQLite file: written from either engine, read back, loaded into either."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from models import migrate
from models.base import Sqlite, db, is_postgresql, reconnect
from models.driver import peewee
from models.people import AuditEntry, ProgramSession
from models.sqlite_file import read_only
from models.tables import ALL
from services.errors import Refusal
from services.keeper import Report, unheard
from services.unit import GENESIS, chained

log = logging.getLogger(__name__)

BATCH = 2000
HISTORY = "schema_migration"
# Who is running the program now is no part of the company.
PASSING = (ProgramSession,)
KEPT = tuple(table for table in ALL if table not in PASSING)

Rows = Iterator[list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A file that was read back. `head` is the audit chain's last digest in hex, `entries` its length."""

    path: str
    size: int
    version: int
    rows: int
    entries: int
    head: str


def write(path: Path) -> None:
    """Write the bound database to a new SQLite file, as of one moment. Other programs go on working meanwhile."""
    reconnect()
    if is_postgresql():
        _write_from_server(path)
    else:
        _write_from_file(path)


def _write_from_file(path: Path) -> None:
    with closing(sqlite3.connect(path)) as copy:
        # In one step: between steps another program's write would make SQLite begin again, perhaps for ever.
        db.connection().backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode = DELETE")
        for table in PASSING:
            copy.execute(f'DELETE FROM "{table._meta.table_name}"')
        copy.commit()


def _write_from_server(path: Path) -> None:
    _create_tables(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as copy, _one_moment() as server:
        copy.execute("PRAGMA synchronous = OFF")
        copy.execute("BEGIN")
        for name, columns in _tables():
            fill = f"INSERT INTO {_quoted(name)} ({_list(columns)}) VALUES ({', '.join('?' * len(columns))})"
            for batch in _from_server(server, name, columns):
                copy.executemany(fill, batch)
        copy.execute("COMMIT")
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        for statement in migrate.sqlite_triggers():
            copy.execute(statement)


def _create_tables(path: Path) -> None:
    """The tables of this program's version, empty, without its triggers, so that they can be filled."""
    with _unbound(path) as target:
        for table in ALL:
            schema = peewee.SchemaManager(table, database=target)
            schema.create_all(safe=False)
        target.execute_sql(f'CREATE TABLE "{HISTORY}" ("id" INTEGER NOT NULL PRIMARY KEY, '
                           '"name" VARCHAR(255) NOT NULL, "applied" DATETIME NOT NULL)')  # fmt: skip
        target.execute_sql(f'CREATE UNIQUE INDEX "{HISTORY}_name" ON "{HISTORY}" ("name")')


@contextmanager
def _unbound(path: Path) -> Iterator[Sqlite]:
    """A SQLite file opened beside the database that the models are bound to."""
    target = Sqlite(str(path), autoconnect=False, pragmas={"journal_mode": "delete"})
    try:
        target.connect()
        yield target
    except peewee.DatabaseError as error:
        # The file's trouble, told apart from that of the database that the models are bound to.
        raise getattr(error, "orig", error) from error
    finally:
        target.close()


@contextmanager
def _one_moment() -> Iterator[Any]:
    """A connection of its own whose every read sees the same moment."""
    server = db.obj._connect()
    try:
        server.rollback()
        server.autocommit = False
        with closing(server.cursor()) as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield server
    finally:
        server.close()


def _tables() -> list[tuple[str, list[str]]]:
    """Each table that is kept with its columns, parents before children."""
    kept = [(t._meta.table_name, [f.column_name for f in t._meta.sorted_fields]) for t in KEPT]
    return [(HISTORY, ["id", "name", "applied"]), *kept]


def _quoted(name: str) -> str:
    return f'"{name}"'


def _list(columns: list[str]) -> str:
    return ", ".join(map(_quoted, columns))


def _from_server(server: Any, name: str, columns: list[str]) -> Rows:
    with server.cursor(name="packdesk_snapshot") as cursor:
        cursor.execute(f"SELECT {_list(columns)} FROM {_quoted(name)}")
        while batch := cursor.fetchmany(BATCH):
            yield [tuple(map(_for_sqlite, row)) for row in batch]


def _for_sqlite(value: Any) -> Any:
    return str(value) if isinstance(value, date) else value


def verify(path: Path, report: Report = unheard) -> Snapshot:
    """Read a snapshot back: the file is whole, no row lacks its parent, stock adds up, the audit chain is unbroken.

    Refuses not_a_backup, backup_damaged with what is wrong.
    """
    report(0, 100)
    with closing(read_only(path)) as file:
        try:
            tables = {row[0] for row in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if HISTORY not in tables:
                raise Refusal("not_a_backup", file=path.name)
            (found,) = file.execute("PRAGMA integrity_check(1)").fetchone()
            _demand(found == "ok", path, found)
            _demand(file.execute("PRAGMA foreign_key_check").fetchone() is None, path, "foreign_key_check")
            _demand(file.execute(STOCK_DIFFERS).fetchone() is None, path, "stock")
            report(CHAIN_FROM, 100)
            entries, head = _walk_chain(file, path, report)
            (version,) = file.execute(f"SELECT COUNT(*) FROM {HISTORY}").fetchone()
            rows = sum(file.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in sorted(tables))
        except sqlite3.DatabaseError as error:
            code = "not_a_backup" if "not a database" in str(error) else "backup_damaged"
            raise Refusal(code, file=path.name, reason=str(error)) from error
    return Snapshot(str(path), path.stat().st_size, version, rows, entries, head)


# Each balance is its posted moves in less out; the first one that is not.
STOCK_DIFFERS = """
    SELECT product_id, lot_id FROM (
        SELECT product_id, lot_id, target_id AS location_id, target_quality AS quality, quantity FROM stock_move
        UNION ALL SELECT product_id, lot_id, source_id, source_quality, -quantity FROM stock_move
        UNION ALL SELECT product_id, lot_id, location_id, quality, -on_hand FROM stock_balance
    ) AS posted GROUP BY product_id, lot_id, location_id, quality HAVING SUM(quantity) <> 0 LIMIT 1
"""


def _demand(holds: bool, path: Path, reason: str) -> None:
    if not holds:
        raise Refusal("backup_damaged", file=path.name, reason=reason)


CHAIN_FROM = 20  # of a hundred parts of reading back, those before the chain
CHAIN = tuple(f.name for f in AuditEntry._meta.sorted_fields)
CHAIN_COLUMNS = [f.column_name for f in AuditEntry._meta.sorted_fields]


def _walk_chain(file: sqlite3.Connection, path: Path, report: Report) -> tuple[int, str]:
    previous, count = GENESIS, 0
    (last,) = file.execute("SELECT COALESCE(MAX(id), 0) FROM audit_entry").fetchone()
    for values in file.execute(f"SELECT {_list(CHAIN_COLUMNS)} FROM audit_entry ORDER BY id"):
        row = dict(zip(CHAIN, values, strict=True))
        digest, content = row.pop("digest"), row.pop("content")
        previous = chained(previous, {**row, "content": content.hex()})
        count += 1
        if count % BATCH == 0:
            report(CHAIN_FROM + count * (100 - CHAIN_FROM) // last, 100)
        _demand(previous == digest and row["id"] == count, path, f"audit_entry {row['id']}")
    return count, previous.hex()


def load(path: Path) -> None:
    """Fill the bound PostgreSQL database, which has the tables of this version and no rows, from a snapshot."""
    booleans = {
        (t._meta.table_name, f.column_name)
        for t in KEPT for f in t._meta.sorted_fields if isinstance(f, peewee.BooleanField)
    }  # fmt: skip
    with closing(read_only(path)) as file, db.atomic():
        for name, columns in _tables()[1:]:
            flags = [place for place, column in enumerate(columns) if (name, column) in booleans]
            rows = file.execute(f"SELECT {_list(columns)} FROM {_quoted(name)} ORDER BY rowid")
            _copy_in(name, columns, flags, rows)
        _set_sequences()


def _copy_in(name: str, columns: list[str], flags: list[int], rows: Any) -> None:
    cursor = db.cursor()  # which lets psycopg have the connection inside a writing transaction
    with cursor.copy(f"COPY {_quoted(name)} ({_list(columns)}) FROM STDIN") as copy:
        for row in rows:
            values = list(row)
            for place in flags:
                values[place] = None if values[place] is None else bool(values[place])
            copy.write_row(values)


def _set_sequences() -> None:
    """The next id of each table follows the highest one loaded.

    The daily role may only take numbers from a sequence, not set it: there they are taken one by one.
    """
    for table in KEPT:
        key = table._meta.primary_key
        if not isinstance(key, peewee.AutoField):
            continue
        name, column = table._meta.table_name, key.column_name
        sequence = f"pg_get_serial_sequence('{name}', '{column}')"
        highest = f"(SELECT COALESCE(MAX({_quoted(column)}), 0) FROM {_quoted(name)})"
        (may_set,) = db.execute_sql(f"SELECT has_sequence_privilege({sequence}, 'UPDATE')").fetchone()
        if may_set:
            db.execute_sql(f"SELECT setval({sequence}, {highest} + 1, false)")
        else:
            db.execute_sql(f"SELECT MAX(nextval({sequence})) FROM generate_series(1, {highest})")
