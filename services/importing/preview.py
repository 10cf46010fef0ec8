"""What comes out of a file: orders or records, and a problem for each doubt, at its cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from services.divisions import divisions_of
from services.errors import Refusal
from services.importing.kept import Kept
from services.importing.messages import MESSAGES, QUESTIONS, REFUSALS
from services.importing.sheets import PER_SHEET, local

Value = str | Decimal | date | datetime | None


class FileRefused(Refusal):
    """The file cannot be read at all. `code` is one of `messages.REFUSALS`."""

    @property
    def message(self) -> str:
        """One English sentence, a msgid."""
        return REFUSALS[self.code]


@dataclass(frozen=True, slots=True)
class Question:
    """A decision only a person can take. Answer with `answers[code] = choice`.

    `labels` say each choice in the file's own words, where the choice itself is only a column's letter."""

    code: str
    choices: tuple[str, ...]
    labels: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """One English sentence, a msgid."""
        return QUESTIONS[self.code]

    def to_json(self) -> dict[str, Any]:
        said = {"code": self.code, "message": self.message, "choices": list(self.choices)}
        return {**said, "labels": list(self.labels)} if self.labels else said


class Questions(Refusal):
    """The file was read, but needs decisions before anything may come in."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        super().__init__("needs_answers")
        self.questions = questions


@dataclass(frozen=True, slots=True)
class Problem:
    """A doubt at a cell. `row` is 1-based; `column` is the heading; `cell` is like "C7", or "" for a whole row."""

    row: int
    column: str
    cell: str
    value: str
    severity: str  # error | warning
    code: str

    @property
    def message(self) -> str:
        """One English sentence, a msgid."""
        return MESSAGES[self.code]

    def to_json(self) -> dict[str, Any]:
        names = ("row", "column", "cell", "value", "severity", "code", "message")
        return {**{name: getattr(self, name) for name in names}, "row": local(self.row)}


class Line(NamedTuple):
    """One line of an order, as the file says it."""

    row: int
    sku: str | None = None
    barcode: str | None = None
    name: str | None = None
    spec: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    amount: Decimal | None = None
    discount: Decimal | None = None  # the share of unit_price that is taken off


class Document(NamedTuple):
    """One order, as the file says it. `rows` are all rows it came from; `sheet` is where."""

    number: str | None
    customer: str | None
    order_date: date | datetime | None
    promised_date: date | datetime | None
    receiver: str | None
    phone: str | None
    address: str | None
    province: str | None
    city: str | None
    district: str | None
    status: str | None
    after_sales: str | None
    paid: Decimal | None
    freight: Decimal | None
    carrier: str | None
    tracking_number: str | None
    buyer_message: str | None
    seller_memo: str | None
    lines: tuple[Line, ...]
    rows: tuple[int, ...]
    sheet: str = ""


class Part(NamedTuple):
    """One of several sheets that were read together: its name, header row (1-based), headings, and where fields are."""

    sheet: str
    header_row: int | None
    headings: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]


class Head(NamedTuple):
    """What stands over an order's rows where a form or note has a head of its own: rows count from 1.

    `header` is its row of headings, 0 where it has none and the sheet's first one holds; `below` is its first row of
    data, `end` its last."""

    rows: tuple[int, ...]
    header: int
    below: int
    end: int


Record = Mapping[str, Any]  # "row", then the fields of the kind; `phones` is a tuple of texts


@dataclass(frozen=True, slots=True)
class RowCounts:
    """What became of each data row: imported + merged + skipped + failed = total."""

    total: int = 0
    imported: int = 0
    merged: int = 0
    skipped: int = 0
    failed: int = 0

    def __add__(self, other: "RowCounts") -> "RowCounts":
        pairs = ((getattr(self, name) + getattr(other, name)) for name in self.__slots__)
        return RowCounts(*pairs)

    def to_json(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Reading:
    """A file, understood. `documents` and `records` hold only what would come in; `failed_rows` and `skipped_rows`
    (row, reason code) what would not. `columns` maps our fields to the file's headings, `places` to the columns'
    numbers; `kept` is what was known of such files; `reasons` are a person's for rows left out, by row;
    `fingerprint` is that of the header, or of the shape of a file without one. `parts` are the sheets where several
    were read together: then the rows of the second count from 10,000,001 on, and so forth (`sheets.local`).
    `blocked` are the orders with an error, as far as they could be read; `heads` stand over the rows of each form."""

    file: str
    kind: str
    sheet: str | None
    header_row: int | None
    columns: dict[str, str]
    documents: tuple[Document, ...] = ()
    records: tuple[Record, ...] = ()
    rows: RowCounts = field(default_factory=RowCounts)
    problems: tuple[Problem, ...] = ()
    failed_rows: tuple[int, ...] = ()
    skipped_rows: tuple[tuple[int, str], ...] = ()
    headings: tuple[str, ...] = ()
    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    kept: Kept | None = None
    reasons: tuple[tuple[int, str], ...] = ()
    fingerprint: str = ""
    parts: tuple[Part, ...] = ()
    blocked: tuple[Document, ...] = ()
    heads: tuple[Head, ...] = ()

    def names_customers(self) -> bool:
        """Does the file say whose its orders are, in a column or over its tables?"""
        return "customer" in self.columns or any(d.customer for d in (*self.documents, *self.blocked))

    def sheet_of(self, row: int) -> str:
        """The name of the sheet that a row is in."""
        return self.parts[row // PER_SHEET].sheet if self.parts else self.sheet or ""

    def place_of(self, name: str, row: int) -> int | None:
        """The column of a field in the sheet of a row, 0-based."""
        places = self.parts[row // PER_SHEET].places if self.parts else self.places
        found = places.get(name, ())
        return found[0] if found else None

    def to_json(self) -> dict[str, Any]:
        """The document that `packdesk import --json` prints."""
        return {
            "file": self.file,
            "kind": self.kind,
            "sheet": self.sheet,
            "header_row": self.header_row,
            "columns": self.columns,
            "documents": [_document_json(d) for d in self.documents],
            "records": [{**{k: _plain(v) for k, v in r.items()}, "row": local(r["row"])} for r in self.records],
            "rows": self.rows.to_json(),
            "problems": [p.to_json() for p in self.problems],
        }


def _document_json(document: Document) -> dict[str, Any]:
    said = {name: _plain(v) for name, v in zip(Document._fields, document, strict=True)}
    where = divisions_of(document.province, document.city, document.district, document.address)
    said["province"], said["city"], said["district"] = where
    del said["rows"], said["sheet"], said["after_sales"]
    said["lines"] = [
        {**{n: _plain(v) for n, v in zip(Line._fields, line, strict=True)}, "row": local(line.row)}
        for line in document.lines
    ]
    return said


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
