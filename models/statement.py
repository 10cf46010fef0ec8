"""Statements that peewee builds once and the program runs often, at the driver's own speed."""

import inspect
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from models.base import Postgresql, db, is_postgresql
from models.driver import peewee
from models.fields import MomentField, ScaledField


class Slot(peewee.Node):
    """A place in a statement for a value given at each run, converted as the field beside it converts."""

    def __init__(self, name: str, convert: Callable[[Any], Any] | None = None) -> None:
        self.name, self.convert = name, convert

    def clone(self) -> "Slot":
        return self

    def __sql__(self, ctx: Any) -> Any:
        ctx._values.append((self.name, self.convert or ctx.state.converter))
        return ctx.literal(ctx.state.param or "?")


class Statement:
    """A query made by `build(slot, ...)`, whose slots are named as its parameters.

    Values are given by name. Rows come as tuples with the fields' Python values. The conversions are written out as
    one function for the values and one for a row: a loop over fields costs more than SQLite's own work.
    """

    def __init__(self, build: Callable[..., Any]) -> None:
        self._build = build
        self._names = tuple(inspect.signature(build).parameters)
        self._made: dict[type, Made] = {}

    def _query(self) -> tuple[Any, list[Any]]:
        """The query, and what its rows consist of."""
        query = self._build(*(Slot(name) for name in self._names))
        for written in (getattr(query, "_insert", None), getattr(query, "_update", None)):
            for field, value in written.items() if isinstance(written, dict) else ():
                if isinstance(value, Slot):
                    value.convert = field.db_value
        return query, list(getattr(query, "_returning", None) or ())

    def _make(self) -> "Made":
        query, returned = self._query()
        sql, values = db.obj.get_sql_context().sql(query).query()
        made = self._made[type(db.obj)] = (sql, _binder(values), _reader([_converter(node) for node in returned]))
        return made

    def run(self, **values: Any) -> Any:
        """Execute and return the driver's cursor."""
        database = db.obj
        made = self._made.get(database.__class__) or self._make()
        return database.execute_sql(made[0], made[1](values))

    def once(self, **values: Any) -> None:
        """Execute what changes one row, no more and no less; anything else is a bug that keeps nothing.

        On PostgreSQL that is looked at with the next reading or before the commit.
        """
        done = self.run(**values)
        later = getattr(done, "hold_one", None)
        if later:
            later()
        else:
            hold_one(done.rowcount)

    def ask(self, **values: Any) -> Callable[[], list[tuple[Any, ...]]]:
        """As `rows`, told when it is called: PostgreSQL answers several questions in one go."""
        if not is_postgresql():
            found = self.rows(**values)
            return lambda: found
        sql, bind, read = self._made.get(Postgresql) or self._make()
        fetch = db.obj.execute_sql(sql, bind(values)).fetchall
        return cache(fetch if read is None else lambda: [read(*row) for row in fetch()])

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        database = db.obj
        sql, bind, read = self._made.get(database.__class__) or self._make()
        raw = database.execute_sql(sql, bind(values)).fetchall()
        return raw if read is None else [read(*row) for row in raw]

    def first(self, **values: Any) -> tuple[Any, ...] | None:
        database = db.obj
        sql, bind, read = self._made.get(database.__class__) or self._make()
        row = database.execute_sql(sql, bind(values)).fetchone()
        return row if read is None or row is None else read(*row)


def hold_one(rows: int | None) -> None:
    if rows != 1:
        raise AssertionError(f"{rows} rows were changed instead of one")


Made = tuple[str, Callable[[dict[str, Any]], tuple[Any, ...]], Callable[..., tuple[Any, ...]] | None]

# What both drivers give and take as it is.
PLAIN = (peewee.ForeignKeyField, peewee.TextField, peewee.IntegerField)
READY = frozenset({int, str, bytes, type(None)})
UNREADY = frozenset({Decimal, datetime})


def _converter(node: Any) -> Any:
    """What turns a stored value into the field's own, or that given to an expression with `.converter()`."""
    if isinstance(node, MomentField | ScaledField):
        return node.python_value
    if isinstance(node, peewee.DateField):
        return _day
    if isinstance(node, peewee.Field):
        return None if isinstance(node, PLAIN) else node.python_value
    return getattr(node, "_converter", None)


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if value.__class__ is str else value


def _binder(values: list[Any]) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
    """A function from the named values to the statement's parameters."""
    parts, known = [], {"ready": READY, "unready": UNREADY, "refuse": _refuse}
    for number, value in enumerate(values):
        if type(value) is not tuple:
            known[f"c{number}"] = value
            parts.append(f"c{number}")
            continue
        name, convert = value
        if convert is None:
            parts.append(f"(v[{name!r}] if v[{name!r}].__class__ not in unready else refuse({name!r}))")
            continue
        known[f"c{number}"] = convert
        field = getattr(convert, "__self__", None)
        plain = isinstance(field, PLAIN) and not isinstance(field, MomentField | ScaledField)
        quick = f"v[{name!r}].__class__ in ready" if plain else f"v[{name!r}] is None"
        parts.append(f"(v[{name!r}] if {quick} else c{number}(v[{name!r}]))")
    made: Callable[[dict[str, Any]], tuple[Any, ...]] = eval(f"lambda v: ({''.join(p + ', ' for p in parts)})", known)
    return made


def _refuse(name: str) -> None:
    raise TypeError(f"slot {name} stands beside no field that says how to store it")


def _reader(converters: list[Any]) -> Callable[..., tuple[Any, ...]] | None:
    """A function from a row's stored values to the fields' Python values; None where they are the same."""
    if not any(converters):
        return None
    names = [f"r{number}" for number in range(len(converters))]
    parts = [
        name if convert is None else f"(None if {name} is None else c{name}({name}))"
        for name, convert in zip(names, converters, strict=True)
    ]
    known = {f"c{name}": convert for name, convert in zip(names, converters, strict=True)}
    made: Callable[..., tuple[Any, ...]] = eval(f"lambda {', '.join(names)}: ({', '.join(parts)},)", known)
    return made


class Insert(Statement):
    """An insert of one row of `model`, all named fields given at each run; returns the new id.

    `run` where nobody asks for it, so that PostgreSQL's answer need not be waited for.
    """

    def __init__(
        self, model: type[peewee.Model], *names: str, defaults: dict[peewee.Field, Any] | None = None
    ) -> None:
        """`defaults` are written as they are, the same at each run."""
        self._model, self._names, self._made, self._defaults = model, names, {}, defaults or {}

    def _query(self) -> tuple[Any, list[Any]]:
        fields = self._model._meta.fields
        slots = {fields[name]: Slot(name, fields[name].db_value) for name in self._names} | self._defaults
        query = peewee.ModelInsert(self._model, slots, returning=[self._model._meta.primary_key])
        query.get_default_data = dict  # every value is given: a default would be built into the statement
        return query, []

    def run(self, **values: Any) -> Any:
        """Execute; `fetchone` of what is returned gives the new key.

        SQLite's own cursor is read to its end: until then the statement is in progress, and whoever keeps the cursor
        (a profiler does) would keep the transaction from being committed.
        """
        done = super().run(**values)
        return done if is_postgresql() else Answer(done.fetchall())

    def __call__(self, **values: Any) -> Any:
        return self.run(**values).fetchone()[0]


class Answer:
    """The one row that a finished statement gave."""

    __slots__ = ("_rows",)

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self._rows = rows

    def fetchone(self) -> tuple[Any, ...]:
        return self._rows[0]
