"""Statements that peewee builds once and the program runs often, at the driver's own speed."""

import inspect
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from models.base import db
from models.driver import peewee


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

    Values are given by name. Rows come as tuples with the fields' Python values.
    """

    def __init__(self, build: Callable[..., Any]) -> None:
        self._build = build
        self._names = tuple(inspect.signature(build).parameters)
        self._made: dict[type, tuple[str, list[Any], list[Any]]] = {}

    def _make(self) -> tuple[str, list[Any], list[Any]]:
        query = self._build(*(Slot(name) for name in self._names))
        for written in (getattr(query, "_insert", None), getattr(query, "_update", None)):
            for field, value in written.items() if isinstance(written, dict) else ():
                if isinstance(value, Slot):
                    value.convert = field.db_value
        sql, values = db.obj.get_sql_context().sql(query).query()
        returned = getattr(query, "_returning", None) or ()
        converters = [self._converter(node) for node in returned]
        return sql, values, converters if any(converters) else []

    def run(self, **values: Any) -> Any:
        """Execute and return the driver's cursor."""
        made = self._made.get(type(db.obj))
        if made is None:
            made = self._made[type(db.obj)] = self._make()
        return db.execute_sql(made[0], [self._value(item, values) for item in made[1]])

    @staticmethod
    def _converter(node: Any) -> Any:
        """A field's own conversion, or the one given to an expression with `.converter()`."""
        if isinstance(node, peewee.Field):
            return None if isinstance(node, PLAIN) else node.python_value
        return getattr(node, "_converter", None)

    @staticmethod
    def _value(item: Any, values: dict[str, Any]) -> Any:
        if type(item) is not tuple:
            return item
        name, convert = item
        value = values[name]
        if convert is None and isinstance(value, Decimal | datetime):
            raise TypeError(f"slot {name} stands beside no field that says how to store it")
        return value if convert is None or value is None else convert(value)

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        raw = self.run(**values).fetchall()
        converters = self._made[type(db.obj)][2]
        return [self._convert(row, converters) for row in raw] if converters else raw

    def first(self, **values: Any) -> tuple[Any, ...] | None:
        row = self.run(**values).fetchone()
        converters = self._made[type(db.obj)][2]
        return self._convert(row, converters) if row is not None and converters else row

    @staticmethod
    def _convert(row: tuple[Any, ...], converters: list[Any]) -> tuple[Any, ...]:
        return tuple(
            value if convert is None else convert(value) for value, convert in zip(row, converters, strict=True)
        )


PLAIN = (peewee.ForeignKeyField, peewee.TextField)


class Insert(Statement):
    """An insert of one row of `model`, all named fields given at each run; returns the new id."""

    def __init__(self, model: type[peewee.Model], *names: str) -> None:
        self._model, self._names, self._made = model, names, {}

    def _make(self) -> tuple[str, list[Any], list[Any]]:
        fields = self._model._meta.fields
        slots = {fields[name]: Slot(name, fields[name].db_value) for name in self._names}
        query = peewee.ModelInsert(self._model, slots, returning=[self._model._meta.primary_key])
        query.get_default_data = dict  # every value is given: a default would be built into the statement
        sql, values = db.obj.get_sql_context().sql(query).query()
        return sql, values, []

    def __call__(self, **values: Any) -> Any:
        return self.run(**values).fetchone()[0]
