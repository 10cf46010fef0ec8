"""Records of a file on their way in: what each row is here, what is doubtful about it, what stays out and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Generic, Protocol, TypeVar

from services.import_batch import NOTHING, ImportHead, account, head_of, open_batch
from services.import_directory import NO_LINKS, Directory, Goods, Links, plain_key
from services.import_learned import NOTHING_LEARNED
from services.import_match import LONGEST, Report
from services.import_words import Doubt
from services.importing.fixes import LEFT_OUT
from services.importing.kept import Kept
from services.importing.names import is_pack
from services.importing.preview import Line, Problem, Reading, Record, RowCounts
from services.importing.sheets import letters, local
from services.unit import Unit

TELL_EVERY = 200


class HasRow(Protocol):
    """A staged record knows the row of the file it came from."""

    @property
    def row(self) -> int: ...


R = TypeVar("R", bound=HasRow)


def ignore(done: int, total: int) -> None:
    """Nobody watches."""


# Who watches the import that runs on this thread; a call's arguments are data and can't hold a function.
_watching: ContextVar[Report] = ContextVar("_watching", default=ignore)


@contextmanager
def watched_by(report: Report) -> Iterator[None]:
    """Tell `report` how far the writing below is; it may raise Cancelled, which undoes all of it."""
    token = _watching.set(report)
    try:
        yield
    finally:
        _watching.reset(token)


def tell(done: int, total: int) -> None:
    """How far the writing is."""
    _watching.get()(done, total)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came in: how many records, how many were here already, and the account of the rows."""

    batch_id: int
    imported: int
    repeated: int
    total: int
    skipped: int
    failed: int


class Staging(Generic[R]):
    """Collects the rows of one reading."""

    def __init__(self, reading: Reading, links: Links = NO_LINKS, *, update: bool = False) -> None:
        self.reading, self.links, self.update = reading, links, update
        self.known: Directory | None = None
        self.here: dict[int, str] = {}
        self.rows: list[R] = []
        self.changing: set[int] = set()  # rows that change what is here
        self.skipped: dict[int, str] = {}
        self.failed: dict[int, tuple[str, str]] = {}
        self.doubts: list[Doubt] = []

    def cell(self, name: str, row: int) -> str:
        """The cell of a field in a row, like C7; the row's number where the file has no such column."""
        at = self.reading.place_of(name, row)
        return f"{letters(at)}{local(row)}" if at is not None else ""

    def fail(self, row: int, name: str, code: str, value: object = "") -> None:
        """The row can't come in."""
        self._doubt(row, name, "error", code, value)
        self.failed[row] = (self.cell(name, row), code)

    def leave(self, row: int, code: str) -> None:
        """The row asks for nothing, which needs no word at its cell."""
        self.skipped[row] = code

    def skip(self, row: int, code: str, name: str = "", value: object = "") -> None:
        """The row stays out, and that is fine."""
        self._doubt(row, name, "warning", code, value)
        self.skipped[row] = code

    def warn(self, row: int, name: str, code: str, value: object = "") -> None:
        self._doubt(row, name, "warning", code, value)

    def _doubt(self, row: int, name: str, severity: str, code: str, value: object) -> None:
        heading = self.reading.columns.get(name, "")
        self.doubts.append(Doubt(row, heading, self.cell(name, row), str(value)[:LONGEST], severity, code))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A reading of records, matched: what would be written, and why the rest would not."""

    reading: Reading
    head: ImportHead
    rows: tuple[Any, ...]
    skipped: Mapping[int, str]
    failed: Mapping[int, tuple[str, str]]
    doubts: tuple[Doubt, ...]
    here: Mapping[int, str] = field(default_factory=dict)
    changing: frozenset[int] = frozenset()  # rows that change what is here

    @property
    def counts(self) -> RowCounts:
        return RowCounts(self.head.total, len(self.rows), 0, len(self.head.skipped), len(self.head.failed))

    @property
    def ready(self) -> int:
        """How many records come in."""
        return len(self.rows)

    def tally(self) -> dict[str, int]:
        """How many rows become what."""
        return dict(Counter(fate for _sheet, _row, fate in self.fates()))

    def trim(self, document: dict[str, Any]) -> None:
        """Leave out of the printed document what does not come in; what only this company lacks stays."""
        gone = {row for row, code in self.skipped.items() if code not in QUIET}
        gone |= {row for row, (_cell, code) in self.failed.items() if code not in LACKING}
        told = zip(document["records"], self.reading.records, strict=True)
        document["records"] = [each for each, record in told if record["row"] not in gone]

    def fates(self) -> Iterator[tuple[str, int, str]]:
        """What becomes of each row: (sheet, row, ready, change, here, open, skipped or failed)."""
        for row in self.rows:
            yield "", row.row, "change" if row.row in self.changing else "ready"
        for number, code in self.skipped.items():
            yield "", number, "here" if code in HERE else "open" if code == "not_counted" else "skipped"
        for number in (*self.failed, *self.reading.failed_rows):
            yield "", number, "failed"
        for number, why in self.reading.skipped_rows:
            yield "", number, "left" if why == LEFT_OUT else "skipped"


# Doubts about this company's records and not about the file.
LACKING = frozenset({"unknown_product", "unknown_customer"})
# Reasons to stay out that are no doubt about the row.
QUIET = frozenset({"not_counted", "no_own_code"})
# Reasons to stay out that say that the same is here already.
HERE = frozenset({"already_here", "file_again", "payment_here", "opening_here"})


def prepared_of(staging: Staging[Any], digest: str, profile: Kept | None) -> Prepared:
    """What was staged, with its account."""
    spoilt = [(row, cell, code) for row, (cell, code) in staging.failed.items()]
    learned = staging.known.learned() if staging.known is not None else NOTHING_LEARNED
    head = head_of(staging.reading, digest, profile, staging.skipped.items(), spoilt, learned)
    return Prepared(staging.reading, head, tuple(staging.rows), staging.skipped, staging.failed, tuple(staging.doubts),
                    staging.here, frozenset(staging.changing))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of importing a file: `rows` count every data row; `imported` is None for a dry run."""

    rows: RowCounts
    problems: tuple[Problem, ...]
    imported: Taken | None = None
    prepared: Prepared | None = None


def finish(
    u: Unit, kind: str, head: ImportHead, came: Sequence[tuple[int, int]], late: Iterable[int] = (),
    before: Mapping[int, str] = NOTHING,
) -> Taken:  # fmt: skip
    """The batch and its account. `came` are (row, id of what it made), `late` rows that were here meanwhile.

    `before` is what a row wrote over, for taking it back.
    """
    dropped = [(row, "already_here") for row in late]
    batch = open_batch(u, kind, head, len(came), late=dropped)
    account(batch.id, head, ((row, "imported", made) for row, made in came), dropped, before)
    u.about("import", batch.id, file=head.file, kind=kind, added=len(came))
    return Taken(batch.id, len(came), len(dropped), head.total, batch.skipped, batch.failed)


def directory_of(staging: Staging[Any], day: date) -> Directory:
    """The products and customers that the records of a file mean."""
    records = staging.reading.records
    names = {str(record["customer"]) for record in records if record.get("customer")}
    staging.known = Directory([line_of(record) for record in records], names, None, day, staging.links)
    return staging.known


def line_of(record: Record) -> Line:
    """The product of a record, as a line names it."""
    return Line(record["row"], record.get("sku"), record.get("barcode"), record.get("name"), record.get("spec"),
                record.get("counted"), record.get("unit"))  # fmt: skip


@dataclass(slots=True)
class Found:
    """A product with the factor of the unit that a row counts in."""

    goods: Goods
    factor: Decimal = field(default_factory=lambda: Decimal(1))


def product_of(
    staging: Staging[Any], known: Directory, record: Record, customer: int | None = None
) -> Found | None:
    """The product a record means, in the unit it names; None when that failed, and was said."""
    row, line = record["row"], line_of(record)
    hit = known.product(line, customer)
    if hit is None:
        which = "sku" if line.sku else "barcode" if line.barcode else "name"
        staging.fail(row, which, "unknown_product", line.sku or line.barcode or line.name or "")
        return None
    goods, factor, _unit = hit
    staging.here[row] = goods.words
    said = plain_key(line.unit) if line.unit else ""
    if factor == 1000 and said and said != plain_key(goods.unit) and (goods.units or is_pack(said)):
        if said not in goods.units:
            staging.fail(row, "unit", "unknown_unit", line.unit)
            return None
        factor = goods.units[said]
    return Found(goods, Decimal(factor) / 1000)
