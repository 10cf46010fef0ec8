"""The account of a file: a batch, and a row for each of its rows that says what became of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from models.exchange import ImportBatch, ImportRow
from services.bulk import BulkInsert
from services.errors import Refusal
from services.import_directory import Learned
from services.import_learned import NOTHING_LEARNED, learn
from services.import_profiles import keep
from services.importing.kept import Kept
from services.importing.preview import Reading
from services.importing.sheets import local
from services.unit import Unit

ONCE = frozenset({"payments", "counts"})  # a second time they would book the money, or the old counts, again
NOTHING: Mapping[int, str] = MappingProxyType({})
_ROWS = BulkInsert(ImportRow, "batch", "row", "outcome", "document_id", "cell", "code", "note", "before")


@dataclass(frozen=True, slots=True)
class ImportHead:
    """The file, and what became of the rows that do not come in: (row, reason), (row, cell, reason).

    `reasons` are those of a person for rows left out, by row; `profile` is what to keep of how the file was understood,
    `learned` which products and customers its words turned out to mean.
    """

    file: str
    sheet: str = ""
    sha256: str = ""
    total: int = 0
    skipped: tuple[tuple[int, str], ...] = ()
    failed: tuple[tuple[int, str, str], ...] = ()
    profile: Kept | None = None
    reasons: tuple[tuple[int, str], ...] = ()
    learned: Learned = NOTHING_LEARNED


def head_of(
    reading: Reading, digest: str, profile: Kept | None, dropped: Iterable[tuple[int, str]] = (),
    spoilt: Iterable[tuple[int, str, str]] = (), learned: Learned = NOTHING_LEARNED,
) -> ImportHead:  # fmt: skip
    """The head of a reading; `dropped` and `spoilt` are rows that stay out for what is here already, or missing."""
    cells = {problem.row: (problem.cell, problem.code) for problem in reading.problems if problem.severity == "error"}
    failed = tuple((row, *cells.get(row, (str(local(row)), "order_failed"))) for row in reading.failed_rows)
    return ImportHead(reading.file, reading.sheet or "", digest, reading.rows.total,
                      (*reading.skipped_rows, *dropped), (*failed, *spoilt), profile, reading.reasons,
                      learned)  # fmt: skip


def open_batch(
    u: Unit, kind: str, head: ImportHead, imported: int, merged: int = 0, late: Sequence[tuple[int, str]] = ()
) -> ImportBatch:
    """The batch of a file that comes in; what is to be kept of how it was understood is kept.

    Refuses file_came_already when another PC was quicker with the very file since this one was looked at.
    """
    if kind in ONCE and imported and came_before(kind, head.sha256):
        raise Refusal("file_came_already", file=head.file)
    learn(u, head.learned)
    if head.profile is not None:
        keep(u, kind, head.profile)
    return ImportBatch.create(
        kind=kind, file_name=head.file, sha256=head.sha256, sheet=head.sheet, at=u.now, user=u.user_id,
        total=head.total, imported=imported, merged=merged, skipped=len(head.skipped) + len(late),
        failed=len(head.failed),
    )  # fmt: skip


def account(
    batch: int, head: ImportHead, came: Iterable[tuple[int, str, int]], late: Iterable[tuple[int, str]] = (),
    before: Mapping[int, str] = NOTHING,
) -> None:  # fmt: skip
    """A row for each row of the file. `came` are (row, "imported" or "merged", id of what it made).

    `before` is what a row wrote over, by row: what taking it back puts there again.
    """
    notes = dict(head.reasons)

    def rows() -> Iterator[tuple[Any, ...]]:
        for row, outcome, document in came:
            yield (batch, row, outcome, document, "", "", "", before.get(row, ""))
        for row, code in (*head.skipped, *late):
            yield (batch, row, "skipped", None, "", code, notes.get(row, ""), "")
        for row, cell, code in head.failed:
            yield (batch, row, "failed", None, cell or str(local(row)), code, "", "")

    _ROWS(rows())


def came_before(kind: str, digest: str) -> bool:
    """Whether this very file has come in, and was not taken back."""
    there = (ImportBatch.kind == kind) & (ImportBatch.sha256 == digest) & (ImportBatch.imported > 0)
    return bool(digest) and ImportBatch.select().where(there).exists()
