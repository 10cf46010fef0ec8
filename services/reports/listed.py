"""A report's rows as a list, so that the table of every list shows, sorts and copies them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from services.listing import Key, Page, Query, Sort
from services.reports.definition import DATED, Column

# How the kinds of a report are shown in a table; the others are a list's own.
KINDS = {"percent": "tenth", "hours": "tenth", "days": "tenth", "terms": "text", "day": "text", "week": "text",
         "month": "text", "quarter": "text"}  # fmt: skip
UNITS = {"percent": "%", "hours": "h", "days": "d"}
Words = Callable[[str], str]


class Listed:
    """Shaped as a Listing, over rows in memory. A row's id is its place in the answer, from 1."""

    filters: tuple[Any, ...] = ()
    totals: tuple[str, ...] = ()

    def __init__(
        self, name: str, title: str, columns: Sequence[Column], rows: Sequence[tuple[Any, ...]], words: Words,
        state_kind: str = "delivery",
    ) -> None:  # fmt: skip
        self.name, self.title, self.state_kind = name, title, state_kind
        self.columns = tuple(_shown(column, words) for column in columns)
        self._asked, self._words = tuple(columns), words
        self.replace(rows)

    def replace(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Other rows under the same columns."""
        words = self._words
        self._values = tuple(rows)
        self._rows = tuple(tuple(in_words(c, v, words) for c, v in zip(self._asked, row, strict=True)) for row in rows)

    @property
    def default_sort(self) -> str:
        return ""

    def sort_of(self, query: Query) -> Sort:
        return Sort(query.sort, "", (), None)

    def page(self, query: Query, after: Key | None = None, limit: int = 200, backward: bool = False) -> Page:
        order = self._order(query)
        at = 0 if after is None else order.index(after[-1] - 1) + 1
        if backward:
            end = len(order) if after is None else order.index(after[-1] - 1)
            at = max(0, end - limit)
            limit = end - at
        places = order[at : at + limit]
        return Page(tuple(self._rows[p] for p in places), tuple((p + 1,) for p in places))

    def anchors(self, query: Query, stride: int) -> Iterator[Key]:
        return ((place + 1,) for place in self._order(query)[stride - 1 :: stride])

    def count(self, query: Query) -> int:
        return len(self._rows)

    def sums(self, query: Query) -> dict[str, Decimal]:
        return {}

    def ends(self, at: int) -> tuple[Any, ...]:
        """The least and the greatest value of a column; nothing where it has none."""
        known = [row[at] for row in self._values if row[at] is not None]
        return (min(known), max(known)) if known else ()

    def _order(self, query: Query) -> list[int]:
        places = list(range(len(self._rows)))
        at = next((n for n, column in enumerate(self.columns) if column.name == query.sort), None)
        if at is None:
            return places
        known = [p for p in places if self._values[p][at] is not None]
        known.sort(key=lambda p: self._values[p][at], reverse=bool(query.descending))
        return known + [p for p in places if self._values[p][at] is None]


def _shown(column: Column, words: Words) -> Column:
    unit = UNITS.get(column.kind, "")
    term = " ".join(filter(None, (words(column.term), unit)))
    kind, width = KINDS.get(column.kind, column.kind), max(column.width, _room(term))
    return Column(column.name, term, kind, column.told, width, column.name)


def _room(term: str) -> int:
    """About as wide as a heading is, in pixels: a head that is cut says nothing."""
    return 24 + sum(13 if char >= "\u2e80" else 7 for char in term)


def in_words(column: Column, value: Any, words: Words) -> Any:
    """A cell as it is shown: codes by their terms, weeks and months by their names."""
    if value is None:
        return None
    if column.terms:
        return words(dict(column.terms).get(value, value))
    if isinstance(value, date) and column.kind in DATED:
        return day_word(column.kind, value)
    return value


def day_word(kind: str, day: date) -> str:
    """2026-11-30, 2026-W49, 2026-11 or 2026-Q4."""
    match kind:
        case "week":
            year, week, _day = day.isocalendar()
            return f"{year}-W{week:02d}"
        case "month":
            return f"{day:%Y-%m}"
        case "quarter":
            return f"{day.year}-Q{(day.month + 2) // 3}"
    return day.isoformat()
