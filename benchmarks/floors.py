"""The floor under the main way: the same rows, written by raw sqlite3 and by plain peewee, without a rule.

What is written are the rows that the use cases left for one order of 5 lines, in as many committed transactions as the
order had use cases. Nothing is read, checked, counted or hashed.
"""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measure import Figures, summary
from models import migrate
from models.base import db, open_database, reconnect
from models.tables import ALL

PRAGMAS = ("journal_mode = wal", "synchronous = full", "foreign_keys = off")
Rows = list[tuple[Any, list[dict[str, Any]]]]


def left_rows(before: dict[Any, Any]) -> Rows:
    """What an order left in the open database: the rows after the ids in `before`, by table."""
    found: Rows = []
    for table, last in before.items():
        rows = [dict(row.__data__) for row in table.select().where(table.id > last)]
        if rows:
            found.append((table, rows))
    return found


def last_ids() -> dict[Any, int]:
    """The newest id of every table that has one."""
    tables = [table for table in ALL if "id" in table._meta.fields and table._meta.fields["id"].field_type != "CODE"]
    return {table: db.execute_sql(f'SELECT COALESCE(MAX(id), 0) FROM "{table._meta.table_name}"').fetchone()[0]
            for table in tables}  # fmt: skip


def _steps(rows: Rows, count: int) -> list[list[tuple[Any, dict[str, Any]]]]:
    """The rows dealt out over `count` transactions."""
    flat = [(table, row) for table, found in rows for row in found]
    size = -(-len(flat) // count)
    return [flat[n : n + size] for n in range(0, len(flat), size)]


def raw(path: Path, rows: Rows, transactions: int, times: int) -> Figures:
    """Prepared statements of sqlite3 itself: each row written, each of the order's own rows updated at every step."""
    con = _empty(path)
    statements = {}
    for table, found in rows:
        names = [table._meta.fields[name].column_name for name in found[0]]
        marks = ",".join("?" * len(names))
        statements[table] = f'INSERT INTO "{table._meta.table_name}" ({",".join(_q(names))}) VALUES ({marks})'
    steps = [[(statements[t], _stored(t, row)) for t, row in step] for step in _steps(rows, transactions)]

    def order(n: int) -> None:
        for number, step in enumerate(steps):
            con.execute("BEGIN IMMEDIATE")
            for sql, values in step:
                con.execute(sql, _fresh(values, n))
            con.execute('UPDATE delivery SET version = ? WHERE id = ?', (number, n))
            con.execute("COMMIT")

    return _measured(order, times)


def raw_postgresql(url: str, rows: Rows, transactions: int, times: int) -> Figures:
    """The same by the driver alone, over one connection; the constraints are off, since the parents are not there."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as con:
        con.execute("SET session_replication_role = replica")
        steps = [[_insert(t, row) for t, row in step] for step in _steps(rows, transactions)]

        def order(n: int) -> None:
            for number, step in enumerate(steps):
                with con.transaction():
                    for sql, values in step:
                        con.execute(sql, [value + n * 1000 if kept else value for kept, value in _numbered(values, n)])
                    con.execute("UPDATE delivery SET version = %s WHERE id = %s", (number, n))

        return _measured(order, times)


def _insert(table: Any, row: dict[str, Any]) -> tuple[str, list[tuple[bool, Any]]]:
    """The statement of a row, and its values, each with whether it is the key that must be another for each order."""
    fields, keyed = table._meta.fields, table._meta.table_name == "audit_entry"
    names = [name for name in row if name != "id" or keyed]
    columns = ",".join(_q([fields[name].column_name for name in names]))
    values = [(name == "id", _unique(table, name, fields[name].db_value(row[name]))) for name in names]
    return f'INSERT INTO "{table._meta.table_name}" ({columns}) VALUES ({",".join(["%s"] * len(names))})', values


def _numbered(values: list[tuple[bool, Any]], number: int) -> list[tuple[bool, Any]]:
    return [(kept, value.of(number) if isinstance(value, Fresh) else value) for kept, value in values]


def _q(names: list[str]) -> list[str]:
    return [f'"{name}"' for name in names]


def _stored(table: Any, row: dict[str, Any]) -> list[Any]:
    fields = table._meta.fields
    return [
        None if name == "id" else _unique(table, name, fields[name].db_value(value)) for name, value in row.items()
    ]


UNIQUE = {("sales_order", "number"), ("delivery", "number"), ("audit_entry", "request_id"),
          ("print_job", "delivery_id"), ("order_line", "order"), ("delivery_line", "delivery"),
          ("package", "delivery"), ("stock_balance", "product")}  # fmt: skip


class Fresh:
    """A value that must be another for each order."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def of(self, number: int) -> Any:
        return f"{self.value}{number}" if isinstance(self.value, str) else self.value + number * 1000


def _unique(table: Any, name: str, value: Any) -> Any:
    return Fresh(value) if (table._meta.table_name, name) in UNIQUE else value


def _fresh(values: list[Any], number: int) -> list[Any]:
    return [value.of(number) if isinstance(value, Fresh) else value for value in values]


def plain_peewee(path: Path, rows: Rows, transactions: int, times: int) -> Figures:
    """peewee as its guide shows it: Model.create for a row, save for a changed one, atomic around each step."""
    _empty(path).close()
    open_database(f"sqlite:///{path}")
    reconnect()
    db.execute_sql("PRAGMA foreign_keys = off")
    steps = [[(t, {n: _unique(t, n, v) for n, v in row.items() if n != "id" or t._meta.table_name == "audit_entry"})
              for t, row in step] for step in _steps(rows, transactions)]  # fmt: skip
    create = _peewee_create()

    def order(n: int) -> None:
        for step in steps:
            with db.atomic():
                for table, row in step:
                    values = {k: v.of(n) if isinstance(v, Fresh) else v for k, v in row.items()}
                    if table._meta.table_name == "audit_entry":
                        values["id"] += n * 1000
                    create(table, values)

    try:
        return _measured(order, times)
    finally:
        db.close()


def _peewee_create() -> Callable[[Any, dict[str, Any]], Any]:
    from models.driver import peewee

    def create(table: Any, values: dict[str, Any]) -> Any:
        return peewee.ModelInsert(table, {table._meta.fields[name]: value for name, value in values.items()}).execute()

    return create


def _measured(order: Callable[[int], None], times: int) -> Figures:
    spent = []
    for n in range(1, times + 4):
        start = time.perf_counter()
        order(n)
        spent.append(time.perf_counter() - start)
    return summary(spent[3:])


def _empty(path: Path) -> sqlite3.Connection:
    """A new file with the program's tables and indexes."""
    for old in path.parent.glob(path.name + "*"):
        old.unlink()
    open_database(f"sqlite:///{path}")
    reconnect()
    migrate.migrate()
    db.close()
    con = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        con.execute(f"PRAGMA {pragma}")
    return con


