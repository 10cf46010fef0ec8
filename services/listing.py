"""Every list, defined once: the window's table, the export, the printed list and Ctrl+C are all fed by a Listing.

Pages are found by key, never by counting rows from the top: a page after `key` costs the same at row 900,000.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.driver import peewee
from models.fields import total
from services.errors import Refusal
from services.faults import translated
from services.unit import Actor, utc_now

Key = tuple[Any, ...]
# The right each list takes, by its name, for what is kept about lists.
RIGHTS: dict[str, str] = {}
# A span that is a week, by its first day: "week 2026-03-02".
WEEK = "week "


def today() -> date:
    """The business day on this PC, for filters that compare with it."""
    return utc_now().astimezone().date()


def start_of(day: date) -> datetime:
    """The moment a business day begins on this PC."""
    return datetime.combine(day, time()).astimezone()


class DaysAgo(peewee.Node):
    """The business day so many days before the one on which the query runs."""

    def __init__(self, days: int) -> None:
        self.days = days

    def __sql__(self, ctx: Any) -> Any:
        return ctx.sql(peewee.Value(today() - timedelta(days=self.days)))


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `kind`: text, code, two_lines, number, quantity, price, amount, date, due, moment, state, progress,
    check. `second` names the column that holds the second line or the end of a progress; width 0 is never shown.
    `right` is what one needs to see it; `terms` say in words what is stored as a code."""

    name: str
    term: str
    kind: str
    expression: Any = field(repr=False)
    width: int = 100
    sort: str = ""
    right: str = ""
    second: str = ""
    terms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """`choices` are (value, term); without them the value is an id. `sorts` names the only sorts it goes with.

    Without `menu` a list offers no button for it: a figure that leads to the list sets it.
    """

    name: str
    term: str
    where: Callable[[str], Any] = field(repr=False)
    choices: tuple[tuple[str, str], ...] = ()
    sorts: tuple[str, ...] = ()
    menu: bool = True


@dataclass(frozen=True, slots=True)
class Sort:
    """`keys` are stored, never null, and together with `tie` unique and served by an index.

    `unique` keys need no tie to order rows; the tie is then only the row's id.
    """

    name: str
    term: str
    keys: tuple[Any, ...] = field(repr=False)
    tie: Any = field(repr=False)
    descending: bool = False
    unique: bool = False

    @property
    def order(self) -> tuple[Any, ...]:
        """What rows are ordered and paged by."""
        return self.keys if self.unique else (*self.keys, self.tie)


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of a listing: `filters` are (name, value); an empty `sort` is the listing's own."""

    search: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    descending: bool | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """`rows` hold one value per column of the listing; `keys[i][-1]` is the id of row i."""

    rows: tuple[tuple[Any, ...], ...]
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: where its rows come from, its columns, and the filters, sorts and search that an index serves.

    `bare` is the source without what only names its rows, for counting them: of ten million moves that takes seconds
    instead of half a minute.
    """

    name: str
    title: str
    source: Callable[[tuple[Any, ...]], Any] = field(repr=False)
    columns: tuple[Column, ...]
    sorts: tuple[Sort, ...]
    filters: tuple[Filter, ...] = ()
    search: Callable[[str], Any] | None = field(default=None, repr=False)
    totals: tuple[str, ...] = ()
    state_kind: str = ""
    right: str = ""
    bare: Callable[[tuple[Any, ...]], Any] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        RIGHTS[self.name] = self.right

    @property
    def default_sort(self) -> str:
        return self.sorts[0].name

    def for_actor(self, actor: Actor) -> "Listing":
        """Without the columns this person may not see. Refuses not_allowed for the whole list."""
        if self.right and self.right not in actor.rights:
            raise Refusal("not_allowed", use_case=self.right)
        return replace(self, columns=tuple(c for c in self.columns if not c.right or c.right in actor.rights))

    def sort_of(self, query: Query) -> Sort:
        """The sort in force: the asked one unless a set filter goes only with another."""
        only = [f.sorts for f in self.filters if f.sorts and any(f.name == name for name, _value in query.filters)]
        allowed = [s for s in self.sorts if all(s.name in names for names in only)]
        return next((s for s in allowed if s.name == query.sort), allowed[0])

    def page(self, query: Query, after: Key | None = None, limit: int = 200, backward: bool = False) -> Page:
        """Up to `limit` rows after `key` in the query's order; `backward` the rows before it, in the same order."""
        sort = self.sort_of(query)
        expressions = (*(c.expression for c in self.columns), *sort.keys, sort.tie)
        rows = self._fetch(query, expressions, after, limit, backward)
        width = len(self.columns)
        return Page(tuple(row[:width] for row in rows), tuple(row[width:] for row in rows))

    def anchors(self, query: Query, stride: int) -> Iterator[Key]:
        """The keys of rows stride-1, 2*stride-1 ... Each step is one short read, so that it can be left at any time.

        The rows between two keys are passed over by the database: as Python's own they would take the interpreter from
        the windows.
        """
        sort = self.sort_of(query)
        after: Key | None = None
        while True:
            with translated():
                reconnect()
                step = self._step(query, (*sort.keys, sort.tie), after).limit(1).offset(stride - 1).tuples().first()
            if step is None:
                return
            after = step
            yield after

    def count(self, query: Query) -> int:
        """How many rows the query has."""
        with translated():
            reconnect()
            source = self.bare or self.source
            return self.narrowed(source((self.sorts[0].tie,)), query).count()

    def sums(self, query: Query) -> dict[str, Decimal]:
        """The totals of the columns in `totals`, over the filter and not over the page."""
        mine = [c for c in self.columns if c.name in self.totals]
        if not mine:
            return {}
        with translated():
            reconnect()
            row = self.narrowed(self.source(tuple(total(c.expression) for c in mine)), query).tuples().first()
        return {c.name: value if value is not None else Decimal(0) for c, value in zip(mine, row, strict=True)}

    def row(self, row_id: int) -> tuple[Any, ...] | None:
        """One row by its id, for a list that shows what has just changed."""
        tie = self.sorts[0].tie
        with translated():
            reconnect()
            return self.source(tuple(c.expression for c in self.columns)).where(tie == row_id).tuples().first()

    def _order(self, query: Query) -> tuple[Sort, bool]:
        sort = self.sort_of(query)
        return sort, sort.descending if query.descending is None else query.descending

    def _fetch(
        self, query: Query, expressions: tuple[Any, ...], after: Key | None, limit: int, backward: bool
    ) -> list[tuple[Any, ...]]:
        with translated():
            reconnect()
            rows = list(self.select(query, expressions, after, limit, backward).tuples())
        return rows[::-1] if backward else rows

    def select(
        self, query: Query, expressions: tuple[Any, ...], after: Key | None, limit: int, backward: bool = False
    ) -> Any:
        """The statement of a page, not yet run; `backward` turns its order round."""
        return self._beyond(self.source(expressions), query, after, backward).limit(limit)

    def _step(self, query: Query, expressions: tuple[Any, ...], after: Key | None) -> Any:
        return self._beyond((self.bare or self.source)(expressions), query, after, False)

    def _beyond(self, select: Any, query: Query, after: Key | None, backward: bool) -> Any:
        sort, down = self._order(query)
        keys = sort.order
        select = self.narrowed(select, query)
        if after is not None:
            select = select.where(_beyond(keys, after[: len(keys)], down != backward))
        return select.order_by(*(k.desc() if down != backward else k.asc() for k in keys))

    def narrowed(self, select: Any, query: Query) -> Any:
        """A statement over the rows that a query finds."""
        known = {f.name: f for f in self.filters}
        for name, value in query.filters:
            select = select.where(known[name].where(value))
        text = query.search.strip()
        if text and self.search is not None:
            select = select.where(self.search(text))
        return select


def _beyond(keys: tuple[Any, ...], after: Key, down: bool) -> Any:
    values = [peewee.Value(k.db_value(v), converter=False) for k, v in zip(keys, after, strict=True)]
    if len(keys) == 1:
        return keys[0] < values[0] if down else keys[0] > values[0]
    here, there = peewee.Tuple(*keys), peewee.Tuple(*values)
    return here < there if down else here > there
