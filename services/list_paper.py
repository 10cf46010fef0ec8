"""Any list as paper: its rows in words and figures, with the columns as they were chosen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from printing.papers import ListColumn, PrintedList
from services import settings
from services.errors import Refusal
from services.exporting import Report, Rows, Words
from services.listing import Column, Listing, Query

MOST = 2000
# Of a column, in half characters: the least and most, what stands around its text, and what is never broken.
NARROWEST, WIDEST, AROUND, SHORT = 5, 44, 3, 22
FIGURES = frozenset({"number", "quantity", "price", "amount", "progress"})


def chosen(listing: Listing, names: tuple[str, ...]) -> Listing:
    """The listing with these columns, in this order."""
    known = {column.name: column for column in listing.columns}
    return replace(listing, columns=tuple(known[name] for name in names if name in known and known[name].kind != "bar"))


def printed_list(
    listing: Listing, query: Query, names: tuple[str, ...], words: Words, report: Report, *, title: str, by: str,
    at: datetime, told: tuple[str, ...] = (),
) -> PrintedList:  # fmt: skip
    """The list's rows for paper, with the columns of these names. Refuses too_many_to_print, nothing_to_print."""
    count = listing.count(query)
    if count > MOST:
        raise Refusal("too_many_to_print", count=f"{count:,}", most=f"{MOST:,}")
    if not count:
        raise Refusal("nothing_to_print")
    shown = chosen(listing, names).columns
    rows = _rows(listing, shown, query, words, report, count)
    sums = listing.sums(query)
    totals = tuple(
        (words(column.term), _amount(sums[column.name]) if column.kind == "amount" else _quantity(sums[column.name]))
        for column in shown if column.name in sums
    )  # fmt: skip
    titles = [words(column.term) for column in shown]
    columns = tuple(
        ListColumn(heading, share(heading, [row[place] for row in rows]), column.kind in FIGURES)
        for place, (heading, column) in enumerate(zip(titles, shown, strict=True))
    )
    return PrintedList(title, at, columns, rows, settings.get("company.name"), by, told, totals)


def _rows(
    listing: Listing, shown: tuple[Column, ...], query: Query, words: Words, report: Report, count: int
) -> tuple[tuple[str, ...], ...]:
    """The cells in words; how far something is reads "3 / 8", as on the screen."""
    ends = [column.second for column in shown if column.kind == "progress"]
    read = replace(listing, columns=(*shown, *chosen(listing, tuple(ends)).columns))
    ways = [_way(column, words) for column in shown]
    found = []
    for row in Rows(read, query, words, report, count):
        cells = ["" if value is None else way(value) for way, value in zip(ways, row, strict=False)]
        for place, end in zip((n for n, c in enumerate(shown) if c.kind == "progress"), row[len(shown) :], strict=True):
            cells[place] = f"{cells[place]} / {_quantity(end)}"
        found.append(tuple(cells))
    return tuple(found)


def share(title: str, cells: list[str]) -> float:
    """In half characters, as wide as the cells need; long texts break where nine in ten fit. A Chinese one is two."""
    widths = sorted(_halves(cell) for cell in cells) or [0]
    usual = widths[-1] if widths[-1] <= SHORT else widths[len(widths) * 9 // 10]
    return float(AROUND + max(NARROWEST, min(max(usual, _halves(title)), WIDEST)))


def _halves(text: str) -> int:
    return sum(2 if ord(char) > 0x2E80 else 1 for char in text)


def _way(column: Column, words: Words) -> Callable[[Any], str]:
    match column.kind:
        case "amount":
            return _amount
        case "price":
            return _price
        case "quantity" | "progress":
            return _quantity
        case "number":
            return lambda value: f"{value:,}"
        case "date" | "due":
            return lambda value: str(value.isoformat())
        case "moment":
            return lambda value: f"{value:%Y-%m-%d %H:%M}"
        case "check":
            return lambda value: words("Yes") if value else words("No")
    return lambda value: " ".join(str(value).split())


def _amount(value: Any) -> str:
    return f"{Decimal(str(value)):,.2f}"


def _price(value: Any) -> str:
    whole, decimals = f"{Decimal(str(value)):,.4f}".split(".")
    return f"{whole}.{decimals[:2]}{decimals[2:].rstrip('0')}"


def _quantity(value: Any) -> str:
    text = f"{Decimal(str(value)):,.3f}"
    return text.rstrip("0").rstrip(".")
