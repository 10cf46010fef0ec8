"""A whole list as an Excel or CSV file, page by page, whatever its length."""

import csv
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from resources.i18n import N_
from services import lists
from services.errors import Refusal, Unavailable
from services.listing import Column, Key, Listing, Query

PAGE = 2000
MOST_ROWS = 1_048_575  # what a sheet of Excel holds under its header
FORMATS = {
    "date": "yyyy-mm-dd",
    "due": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "amount": "#,##0.00",
    "price": "#,##0.00##",
    "number": "#,##0",
}
# A spreadsheet program would work these out instead of showing them.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
STATE_TERMS = {
    "order": lists.ORDER_TERMS | {"hold": N_("On hold")},
    "delivery": lists.DELIVERY_TERMS,
    "incident": lists.INCIDENT_TERMS,
    "stock_level": lists.LEVEL_TERMS,
}

Words = Callable[[str], str]
Report = Callable[[int, int], None]
Row = tuple[Any, ...]


def _plain(text: str) -> str:
    return text


def _ignore(done: int, total: int) -> None:
    """Nobody watches."""


def export(
    listing: Listing, query: Query, path: Path, words: Words = _plain, report: Report = _ignore, total: int = 0
) -> int:
    """Write every row that the query finds to a file ending in .xlsx or .csv; returns how many.

    `words` translates headings and states. `report(rows, total)` may raise Cancelled; a file that is not finished
    leaves nothing behind. Refuses unknown_ending, too_many_rows; Unavailable file_not_written.
    """
    write = {".xlsx": _write_xlsx, ".csv": _write_csv}.get(path.suffix.lower())
    if write is None:
        raise Refusal("unknown_ending", file=path.name)
    rows = Rows(listing, query, words, report, total)
    with placed(path) as draft:
        write(draft, rows)
    return rows.count


@contextmanager
def placed(path: Path) -> Iterator[Path]:
    """A draft beside `path` that takes its name when it is whole. Unavailable file_not_written."""
    draft = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield draft
        draft.replace(path)
    except OSError as error:
        raise Unavailable("file_not_written", file=str(path), reason=error.strerror or str(error)) from error
    finally:
        draft.unlink(missing_ok=True)


class Rows:
    """The rows of a query as a file shows them, read while they are written."""

    def __init__(self, listing: Listing, query: Query, words: Words, report: Report, total: int) -> None:
        self.listing, self.query, self.count = listing, query, 0
        self.title = words(listing.title)
        self.headings = _unique([words(column.term) for column in listing.columns])
        self._report, self._total = report, total
        self._change = [_change(column, listing.state_kind, words) for column in listing.columns]
        self._changed = [place for place, change in enumerate(self._change) if change is not None]

    def __iter__(self) -> Iterator[Row]:
        after: Key | None = None
        while True:
            page = self.listing.page(self.query, after, PAGE)
            for row in page.rows:
                yield self._shown(row)
            self.count += len(page.rows)
            self._report(self.count, max(self._total, self.count))
            if len(page.rows) < PAGE:
                return
            after = page.keys[-1]

    def _shown(self, row: Row) -> Row:
        if not self._changed:
            return row
        cells = list(row)
        for place in self._changed:
            if cells[place] is not None:
                cells[place] = self._change[place](cells[place])  # type: ignore[misc]
        return tuple(cells)


def _change(column: Column, state_kind: str, words: Words) -> Callable[[Any], Any] | None:
    """What turns a column's stored value into a cell's, or None where it is the same."""
    if column.kind == "state":
        shown = {code: words(term) for code, term in STATE_TERMS.get(state_kind, {}).items()}
        return lambda code: shown.get(code, code)
    if column.kind == "moment":
        return lambda moment: moment.astimezone().replace(tzinfo=None)
    return None


def _unique(headings: list[str]) -> list[str]:
    """Headings told apart where two columns are called the same."""
    seen: dict[str, int] = {}
    found = []
    for heading in headings:
        seen[heading] = seen.get(heading, 0) + 1
        found.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return found


def _write_xlsx(path: Path, rows: Rows) -> None:
    from rustpy_xlsxwriter import Format, write_worksheet

    columns = list(zip(rows.headings, rows.listing.columns, strict=True))
    formats = {
        heading: Format().set_num_format(FORMATS[column.kind]) for heading, column in columns if column.kind in FORMATS
    }
    write_worksheet(
        _records(rows),
        str(path),
        sheet_name=_sheet_name(rows.title),
        freeze_row=1,
        autofilter=True,
        header_format=Format().set_bold().set_background_color("#E8EDF3").set_border_bottom("thin"),
        column_widths=[_width(heading, column) for heading, column in columns],
        column_formats=formats,
    )


def _records(rows: Rows) -> Iterator[dict[str, Any]]:
    empty = True
    for row in rows:
        empty = False
        if rows.count >= MOST_ROWS:
            raise Refusal("too_many_rows", most=MOST_ROWS)
        yield dict(zip(rows.headings, row, strict=True))
    if empty:
        yield dict.fromkeys(rows.headings)


def _sheet_name(title: str) -> str:
    return "".join(" " if char in "[]:*?/\\" else char for char in title)[:31]


def _width(heading: str, column: Column) -> float:
    """In characters: as wide as on screen, at least as the heading, a Chinese character counting two."""
    needed = sum(2 if ord(char) > 0x2E80 else 1 for char in heading) + 3
    usual = {"date": 11, "due": 11, "moment": 16, "code": 20, "text": 24, "two_lines": 28}.get(column.kind, 12)
    return float(max(needed, usual, column.width // 8))


def _write_csv(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([guarded(heading) for heading in rows.headings])
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return format(value, "f") if isinstance(value, Decimal) else value


def guarded(text: str) -> str:
    """Text that a spreadsheet program shows as it is: one that would be a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def parse_filter(listing: Listing, text: str) -> tuple[str, str]:
    """"NAME=VALUE" as a filter of the listing. Refuses unknown_filter."""
    name, _equals, value = text.partition("=")
    known = {each.name: each for each in listing.filters}
    if name not in known or not value:
        raise Refusal("unknown_filter", name=name, names=", ".join(known))
    if known[name].choices and value not in dict(known[name].choices):
        raise Refusal("unknown_filter", name=text, names=", ".join(choice for choice, _term in known[name].choices))
    if not known[name].choices and not value.isdigit():
        raise Refusal("unknown_filter", name=text, names=name)
    return name, value


def known_sort(listing: Listing, name: str) -> str:
    """The name of one of the listing's sorts, or "" for its own. Refuses unknown_sort."""
    names = [each.name for each in listing.sorts]
    if name and name not in names:
        raise Refusal("unknown_sort", name=name, names=", ".join(names))
    return name
