"""The base of every table: reading one row, saving and adding go through statements that are built once.

peewee builds its SQL anew at each call, which costs ten times what SQLite needs to run it.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from models.base import db
from models.driver import peewee
from models.statement import Insert, Slot, Statement

_statements: dict[tuple[Any, ...], Statement] = {}


def _made(key: tuple[Any, ...], build: Any) -> Statement:
    known = _statements.get(key)
    if known is None:
        known = _statements[key] = build()
    return known


class Table(peewee.Model):
    class Meta:
        database = db
        legacy_table_names = False

    @classmethod
    def get(cls, *query: Any, **filters: Any) -> Any:
        """The one row, as peewee's; equalities of fields and plain values run a kept statement."""
        wanted = _equalities(cls, query) if not filters else None
        if wanted is None:
            return super().get(*query, **filters)
        rows = cls.of(**wanted)
        if not rows:
            raise cls.DoesNotExist(f"{cls.__name__} {wanted}")
        return rows[0]

    @classmethod
    def of(cls, *order: str, **equal: Any) -> list[Any]:
        """The rows whose named fields equal the values given, by the fields named in `order`."""
        return [cls._row(values) for values in cls._select(order, tuple(equal)).rows(**equal)]

    @classmethod
    def ask(cls, *order: str, **equal: Any) -> Callable[[], list[Any]]:
        """As `of`, told when it is called."""
        answer = cls._select(order, tuple(equal)).ask(**equal)
        return cache(lambda: [cls._row(values) for values in answer()])

    @classmethod
    def _select(cls, order: tuple[str, ...], names: tuple[str, ...]) -> Statement:
        def build() -> Statement:
            fields = cls._meta.fields
            slots = {name: Slot(name, fields[name].db_value) for name in names}
            query = cls.select().order_by(*(fields[name] for name in order))
            for name in names:
                query = query.where(fields[name] == slots[name])
            return Statement(lambda: query)

        return _made((cls, "of", order, names), build)

    @classmethod
    def _row(cls, values: tuple[Any, ...]) -> Any:
        row = cls(__no_default__=1)
        row.__data__.update(zip(cls._meta.sorted_field_names, values, strict=True))
        row._dirty.clear()
        return row

    @classmethod
    def add(cls, **values: Any) -> Any:
        """Insert one row, absent fields at their defaults; returns its key."""
        return cls._adding(tuple(values)).run(**values).fetchone()[0]

    @classmethod
    def adding(cls, **values: Any) -> Callable[[], Any]:
        """As `add`; the key is told when it is called."""
        answer = cls._adding(tuple(values)).ask(**values)
        return lambda: answer()[0][0]

    @classmethod
    def put(cls, **values: Any) -> None:
        """As `add`, where nobody asks for the key."""
        cls._adding(tuple(values)).run(**values)

    @classmethod
    def _adding(cls, names: tuple[str, ...]) -> Statement:
        def build() -> Statement:
            absent = {f: f.default for n, f in cls._meta.fields.items() if n not in names and f.default is not None}
            return Insert(cls, *names, defaults=absent)

        return _made((cls, "add", names), build)

    @classmethod
    def change(cls, row_id: Any, **values: Any) -> None:
        """Set fields of the row with this key."""
        cls._update("set", tuple(values)).once(row_id=row_id, **values)

    @classmethod
    def bump(cls, row_id: Any, **by: Any) -> None:
        """Add to fields of the row with this key."""
        cls._update("bump", tuple(by)).once(row_id=row_id, **by)

    @classmethod
    def _update(cls, how: str, names: tuple[str, ...]) -> Statement:
        def build() -> Statement:
            fields, key = cls._meta.fields, cls._meta.primary_key
            slots = {name: Slot(name, fields[name].db_value) for name in names}
            new = {fields[n]: slots[n] if how == "set" else fields[n] + slots[n] for n in names}
            query = cls.update(new).where(key == Slot("row_id", key.db_value))
            return Statement(lambda: query)

        return _made((cls, how, names), build)

    def save(self, force_insert: bool = False, only: Any = None) -> int:
        """Insert a new row, or write the fields that changed."""
        meta = self._meta
        if meta.composite_key or only is not None:
            return super().save(force_insert=force_insert, only=only)
        key = meta.primary_key.name
        if force_insert or self.__data__.get(key) is None:
            names = tuple(name for name, value in self.__data__.items() if name != key or value is not None)
            insert = _made((type(self), "insert", names), lambda: Insert(type(self), *names))
            self._pk = insert.run(**{name: self.__data__[name] for name in names}).fetchone()[0]
            self._dirty.clear()
            return 1
        names = tuple(sorted(self._dirty - {key}))
        if not names:
            return 0
        self._update("set", names).once(row_id=self._pk, **{name: self.__data__[name] for name in names})
        self._dirty.clear()
        return 1


def _equalities(model: type[peewee.Model], query: tuple[Any, ...]) -> dict[str, Any] | None:
    """The fields and values of a conjunction of `field == value`, or None when it is anything else."""
    found: dict[str, Any] = {}
    parts = list(query)
    while parts:
        part = parts.pop()
        if not isinstance(part, peewee.Expression):
            return None
        if part.op == peewee.OP.AND:
            parts += [part.lhs, part.rhs]
            continue
        field, value = part.lhs, part.rhs
        value = value._pk if isinstance(value, peewee.Model) else value
        mine = isinstance(field, peewee.Field) and field.model is model and part.op == peewee.OP.EQ
        if not mine or value is None or isinstance(value, peewee.Node) or field.name in found:
            return None
        found[field.name] = value
    return found or None
