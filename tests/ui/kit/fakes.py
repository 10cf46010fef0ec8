"""A list of any length made of numbers, in the shapes of a Listing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

Key = tuple[Any, ...]
STATES = ("submitted", "approved", "completed", "draft", "hold", "rejected", "closed_short", "cancelled")
CUSTOMERS = ("Hangzhou Hengrui Machinery", "宁波东港贸易行", "Shanghai Xinyuan Electronics", "Suzhou Dingli Hardware")


@dataclass(frozen=True)
class FakeColumn:
    name: str
    term: str
    kind: str
    width: int = 100
    sort: str = ""
    right: str = ""
    second: str = ""


@dataclass(frozen=True)
class FakeFilter:
    name: str
    term: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FakeSort:
    name: str
    descending: bool = False


@dataclass(frozen=True)
class FakeQuery:
    search: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    descending: bool | None = None


@dataclass(frozen=True)
class FakePage:
    rows: tuple[tuple[Any, ...], ...]
    keys: tuple[Key, ...]


COLUMNS = (
    FakeColumn("number", "Order", "code", 158, "number"),
    FakeColumn("customer", "Customer", "text", 190),
    FakeColumn("promised", "Promised", "due", 92, second="state"),
    FakeColumn("state", "State", "state", 130),
    FakeColumn("shipped", "Shipped", "progress", 122, second="lines"),
    FakeColumn("lines", "Lines", "number", 0),
    FakeColumn("amount", "Amount ¥", "amount", 110, "amount"),
    FakeColumn("cost", "Cost ¥", "amount", 90, right="see_cost_at_all"),
)


@dataclass
class FakeListing:
    """Rows are numbered `first`.. by id; `gone` takes some away. Counts how many rows were ever read."""

    count_of: int
    name: str = "orders"
    title: str = "Orders"
    columns: tuple[FakeColumn, ...] = COLUMNS
    filters: tuple[FakeFilter, ...] = (
        FakeFilter("state", "State", (("submitted", "Submitted"), ("approved", "Approved"))),
    )
    totals: tuple[str, ...] = ("amount",)
    default_sort: str = "number"
    state_kind: str = "order"
    inserted: int = 0
    gone: set[int] = field(default_factory=set)
    read: int = 0
    asked: list[str] = field(default_factory=list)

    def _ids(self, query: FakeQuery) -> Sequence[int]:
        """The ids of a query in its order: inserted rows have ids below zero and come first."""
        ids = range(-self.inserted, self.count_of)
        if query.search:
            ids = range(int(query.search), int(query.search) + 1) if query.search.isdigit() else range(0)
        if self.gone:
            return [n for n in (ids[::-1] if query.descending else ids) if n not in self.gone]
        return ids[::-1] if query.descending else ids

    def row(self, n: int) -> tuple[Any, ...]:
        day = date(2026, 3, 5) + timedelta(days=n % 4 - 1)
        done = n % 5
        return (
            f"SO-{n:07d}",
            CUSTOMERS[n % 4],
            day,
            STATES[n % 8],
            done,
            4,
            Decimal(n * 37 % 90_000) + Decimal("0.5"),
            None,
        )

    def page(self, query: FakeQuery, after: Key | None = None, limit: int = 200, backward: bool = False) -> FakePage:
        self.asked.append("backward" if backward else "forward")
        ids = self._ids(query)
        at = ids.index(after[-1]) if after else (len(ids) if backward else -1)
        cut = ids[max(0, at - limit) : at] if backward else ids[at + 1 : at + 1 + limit]
        self.read += len(cut)
        return FakePage(tuple(self.row(n) for n in cut), tuple((f"SO-{n:07d}", n) for n in cut))

    def anchors(self, query: FakeQuery, stride: int) -> Iterator[Key]:
        self.asked.append("anchors")
        for n in self._ids(query)[stride - 1 :: stride]:
            yield (f"SO-{n:07d}", n)

    def sort_of(self, query: FakeQuery) -> FakeSort:
        return FakeSort(query.sort or self.default_sort)

    def count(self, query: FakeQuery) -> int:
        return len(self._ids(query))

    def sums(self, query: FakeQuery) -> dict[str, Decimal]:
        return {"amount": Decimal("2318904.60")}
