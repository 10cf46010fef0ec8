"""A whole list as an Excel or CSV file, page by page, whatever its length."""

import csv
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from models.base import db, reconnect
from models.driver import peewee
from models.fields import EPOCH, MICROSECOND, MomentField, ScaledField
from services import lists
from services.errors import Refusal, Unavailable
from services.faults import translated
from services.listing import Column, Key, Listing, Query

PAGE = 2000
MOST_ROWS = 1_048_574  # what a sheet of Excel holds between its header and its totals
FORMATS = {
    "date": "yyyy-mm-dd",
    "due": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "amount": "#,##0.00",
    "price": "#,##0.00##",
    "number": "#,##0",
}
WORDS = frozenset({"text", "code", "two_lines"})  # digits of these stay text, and Excel is told that this is meant
A4 = 9
PORTRAIT_COLUMNS = 7
# A spreadsheet program would work these out instead of showing them.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
STATE_TERMS = {
    "order": lists.ORDER_TERMS | lists.ORDER_SHOWN,
    "delivery": lists.DELIVERY_TERMS,
    "incident": lists.INCIDENT_TERMS,
    "stock_level": lists.LEVEL_TERMS,
}

Words = Callable[[str], str]
Report = Callable[[int, int], None]
Row = list[Any]


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
    """The rows of a query as a file shows them, read while they are written.

    They come as the driver gives them, and each column has its own short way to a cell: turning a million values into
    Python's decimals would take longer than writing the file.
    """

    def __init__(self, listing: Listing, query: Query, words: Words, report: Report, total: int) -> None:
        self.listing, self.query, self.count = listing, query, 0
        self.words, self.title = words, words(listing.title)
        self.headings = _unique([words(column.term) for column in listing.columns])
        self._report, self._total = report, total
        ways = [_way(column, listing.state_kind, words) for column in listing.columns]
        self._ways = [(place, way) for place, way in enumerate(ways) if way is not None]

    def __iter__(self) -> Iterator[Row]:
        width, after = len(self.listing.columns), None
        keys = self.listing.sort_of(self.query).order
        expressions = (*(column.expression for column in self.listing.columns), *keys)
        while True:
            raw = self._page(expressions, after)
            for row in raw:
                cells = list(row[:width])
                for place, way in self._ways:
                    if cells[place] is not None:
                        cells[place] = way(cells[place])
                yield cells
            self.count += len(raw)
            self._report(self.count, max(self._total, self.count))
            if len(raw) < PAGE:
                return
            after = tuple(_key(key, value) for key, value in zip(keys, raw[-1][width:], strict=True))

    def _page(self, expressions: tuple[Any, ...], after: Key | None) -> list[Any]:
        with translated():
            reconnect()
            sql, values = self.listing.select(self.query, expressions, after, PAGE).sql()
            return list(db.execute_sql(sql, values).fetchall())


def _field(expression: Any) -> Any:
    """The field behind a column's expression, or None for one that is worked out."""
    field = getattr(expression, "field", expression)
    return field if isinstance(field, peewee.Field) else None


def _key(expression: Any, value: Any) -> Any:
    field = _field(expression)
    return value if field is None else field.python_value(value)


def _way(column: Column, state_kind: str, words: Words) -> Callable[[Any], Any] | None:
    """From what is stored to a cell's value, None where they are the same. Numbers become floats, as Excel has them."""
    if column.kind == "state":
        shown = {code: words(term) for code, term in STATE_TERMS.get(state_kind, {}).items()}
        return lambda code: shown.get(code, code)
    if column.terms:
        said = {code: words(term) for code, term in column.terms}
        return lambda code: said.get(code, code)
    field = _field(column.expression)
    if isinstance(field, ScaledField):
        step: int = 10**field.decimals
        return lambda stored: stored / step
    if isinstance(field, MomentField):
        return lambda stored: (EPOCH + stored * MICROSECOND).astimezone().replace(tzinfo=None)
    if isinstance(field, peewee.DateField):
        return _day
    return bool if isinstance(field, peewee.BooleanField) else None


@lru_cache(maxsize=4096)
def _day(stored: Any) -> date:
    """SQLite keeps days as text, PostgreSQL has a type for them."""
    return date.fromisoformat(stored) if isinstance(stored, str) else stored


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
    sums = {heading: "sum" for heading, column in columns[1:] if column.name in rows.listing.totals}
    write_worksheet(
        _records(rows),
        str(path),
        sheet_name=_sheet_name(rows.title),
        freeze_row=1,
        autofilter=True,
        header_format=Format().set_bold().set_background_color("#E8EDF3").set_border_bottom("thin"),
        column_widths=[_width(heading, column) for heading, column in columns],
        column_formats=formats,
        ignore_errors=[heading for heading, column in columns if column.kind in WORDS],
        totals_row=sums or None,
        totals_label=rows.words("Total") if sums else None,
        totals_format=Format().set_bold().set_border_top("thin"),
        page_setup=_page(rows.title, len(columns)),
    )


def _page(title: str, width: int) -> dict[str, Any]:
    """On paper: A4, as wide as the sheet, its header on every page."""
    shown = title.replace("&", "&&")
    return {
        "paper_size": A4, "landscape": width > PORTRAIT_COLUMNS, "fit_to_pages": (1, 0), "repeat_rows": 0,
        "header": f"&L&B{shown}&R&D", "footer": "&R&P / &N",
    }  # fmt: skip


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
        ways = [_text_way(column) for column in rows.listing.columns]
        writer.writerows(
            [None if value is None else way(value) for way, value in zip(ways, row, strict=True)] for row in rows
        )


def _text_way(column: Column) -> Callable[[Any], Any]:
    """From a cell's value to its text; figures have the decimals they are kept with."""
    field = _field(column.expression)
    if isinstance(field, ScaledField):
        form = f".{field.decimals}f"
        return lambda value: format(value, form)
    if isinstance(field, MomentField):
        return lambda value: f"{value:%Y-%m-%d %H:%M:%S}"
    return lambda value: guarded(value) if isinstance(value, str) else value


def guarded(text: str) -> str:
    """Text that a spreadsheet program shows as it is: one that would be a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def parse_filter(listing: Listing, text: str) -> tuple[str, str]:
    """ "NAME=VALUE" as a filter of the listing. Refuses unknown_filter."""
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
