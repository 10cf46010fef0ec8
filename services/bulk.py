"""Many rows in one go, at the driver's own speed; the SQL is peewee's."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from models.base import db, is_postgresql
from models.driver import peewee
from models.statement import Slot


class BulkInsert:
    """Inserts rows of `names` into a table, in that order, as stored values (`field.db_value`)."""

    def __init__(self, model: type[peewee.Model], *names: str) -> None:
        self._model, self._names = model, names
        self._sql: dict[type, str] = {}

    def _make(self) -> str:
        fields = self._model._meta.fields
        slots = {fields[name]: Slot(name, lambda value: value) for name in self._names}
        query = peewee.ModelInsert(self._model, slots, returning=())
        sql, values = db.obj.get_sql_context().sql(query).query()
        order = tuple(value[0] if isinstance(value, tuple) else value for value in values)
        assert order == self._names, (order, self._names)
        return str(sql)

    def __call__(self, rows: Iterable[Sequence[Any]]) -> None:
        kind = type(db.obj)
        sql = self._sql.get(kind) or self._sql.setdefault(kind, self._make())
        run_many(sql, rows)


def run_many(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    """Run a statement for each row of values."""
    if is_postgresql():
        for row in rows:
            db.execute_sql(sql, row)
    else:
        db.obj.cursor().executemany(sql, rows)


def new_ids(model: type[peewee.Model], count: int) -> list[int]:
    """Ids for `count` rows that are about to be inserted; inside a transaction that holds the writer lock."""
    table, key = model._meta.table_name, model._meta.primary_key.column_name
    if is_postgresql():
        sql = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        return [row[0] for row in db.execute_sql(sql, (table, key, count)).fetchall()]
    last = model.select(peewee.fn.MAX(model._meta.primary_key)).scalar() or 0
    return list(range(last + 1, last + 1 + count))


def add_all(model: type[peewee.Model], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows given as values of fields, and as the field's default where a row has none; their ids.

    Inside a transaction that holds the writer lock.
    """
    fields = model._meta.sorted_fields
    own = isinstance(model._meta.primary_key, peewee.AutoField)
    ids = new_ids(model, len(rows)) if own else []
    defaults = {f.name: f.default() if callable(f.default) else f.default for f in fields}
    stored = []
    for at, row in enumerate(rows):
        values = {**defaults, **row, **({model._meta.primary_key.name: ids[at]} if own else {})}
        stored.append(tuple(f.db_value(values[f.name]) for f in fields))
    BulkInsert(model, *(f.name for f in fields))(stored)
    return ids


def any_of(column: Any, values: Iterable[Any]) -> Any:
    """`column IN values` with one parameter for any number of values."""
    wanted = list(values)
    if is_postgresql():
        return peewee.NodeList((column, peewee.SQL("= ANY(%s)", [wanted])))
    text = msgspec.json.encode(wanted).decode()
    return peewee.NodeList((column, peewee.SQL("IN (SELECT value FROM json_each(?))", [text])))
