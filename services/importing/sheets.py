"""A sheet as read: columns of cells, each column as its distinct values and an index into them.

A file of 100,000 rows holds few distinct values a column, so a column is cleaned value by value, not cell by cell,
and travels from the reading process in a fraction of its size.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

Cell = str | float | date | datetime | None  # a logical value is the text TRUE or FALSE, as Excel shows it
T = TypeVar("T")


class Builder:
    """Makes a column out of runs of cells."""

    def __init__(self) -> None:
        self._seen: defaultdict[object, int] = defaultdict(count().__next__)
        self._index = array("I")

    def extend(self, cells: Iterable[object]) -> None:
        """Cells must be hashable, and True and 1.0 never stand in one column: they are equal."""
        self._index.extend(map(self._seen.__getitem__, cells))

    def column(self, change: Callable[[Any], Cell] | None = None) -> "Column":
        values = list(map(change, self._seen)) if change else list(self._seen)
        return Column(values, self._index)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Column:
    """`values[index[i]]` is the cell of row i + 1."""

    values: list[Cell]
    index: array

    @classmethod
    def of(cls, cells: Iterable[Cell]) -> "Column":
        builder = Builder()
        builder.extend(cells)
        return builder.column()

    def map(self, change: Callable[[Cell], T]) -> list[T]:
        """`change` of each cell, called once a distinct value."""
        table = [change(v) for v in self.values]
        return [table[i] for i in self.index]

    def pick(self, table: Sequence[T], rows: Sequence[int]) -> list[T]:
        """The entries of `table` (one a distinct value) for these 0-based rows."""
        index = self.index
        if rows and rows[-1] - rows[0] + 1 == len(rows):  # without a gap, which is usual
            return list(map(table.__getitem__, index[rows[0] : rows[-1] + 1]))
        return [table[index[r]] for r in rows]

    def rows_of(self, wanted: set[int]) -> list[int]:
        """The 0-based rows whose value is one of these, by place in `values`."""
        if len(wanted) > 4:
            return [r for r, i in enumerate(self.index) if i in wanted]
        return sorted(r for i in wanted for r in self._places(i))

    def _places(self, entry: int) -> Iterator[int]:
        at = -1
        while True:
            try:
                at = self.index.index(entry, at + 1)
            except ValueError:
                return
            yield at

    def __getitem__(self, row: int) -> Cell:
        return self.values[self.index[row]]


@dataclass(frozen=True, slots=True)
class Details:
    """What a workbook says beside its values. Rows and columns 0-based, as in `Sheet`."""

    merges: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)  # like #N/A
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)  # only those without a saved value
    stray: str = ""  # a cell far outside the table that was left out
    mac_dates: bool = False  # day numbers count from 1904


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    columns: tuple[Column, ...]
    height: int
    visible: bool = True
    details: Details = field(default_factory=Details)
    widths: array | None = None  # fields of each record, text files only
    odd_rows: tuple[tuple[int, str], ...] = ()  # (row, problem code) found while reading

    def row(self, at: int) -> tuple[Cell, ...]:
        return tuple(c.values[c.index[at]] for c in self.columns)


PER_SHEET = 10_000_000


def local(row: int) -> int:
    """A row's number in its own sheet. Sheets read together count on: the second one's from 10,000,001."""
    return row % PER_SHEET


def shown(value: object) -> str:
    """A cell as the sheet shows it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M") if value.hour or value.minute else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def letters(column: int) -> str:
    """0 -> A, 26 -> AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(name: str) -> int:
    """A -> 0, AA -> 26."""
    number = 0
    for char in name:
        number = number * 26 + ord(char) - 64
    return number - 1


def from_rows(name: str, rows: Sequence[Sequence[Cell]], **more: object) -> Sheet:
    """A sheet of rows of uneven length; what is missing is None."""
    width = max((len(r) for r in rows), default=0)
    columns = tuple(Column.of(r[c] if c < len(r) else None for r in rows) for c in range(width))
    return Sheet(name, columns, len(rows), **more)  # type: ignore[arg-type]
