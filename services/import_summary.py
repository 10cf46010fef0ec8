"""What became of a file: in figures, why rows stayed out, and the rows themselves, to be looked at and printed."""

from dataclasses import dataclass
from datetime import datetime

from models.base import reconnect
from models.driver import peewee
from models.exchange import ImportBatch, ImportRow
from models.people import User
from printing.papers import ListColumn, PrintedList
from resources.i18n import N_
from services import settings
from services.errors import Refusal
from services.exporting import Words
from services.faults import translated
from services.import_words import MESSAGES as DOUBTS
from services.importing.messages import MESSAGES
from services.importing.sheets import local

MOST_ROWS = 2000
OUTCOMES = {
    "imported": N_("Came in"), "merged": N_("Joined the row above"), "skipped": N_("Stayed out"),
    "failed": N_("Can't come in"),
}  # fmt: skip
# Why rows are no data, or stay out by a decision.
REASONS = {
    "blank": N_("Empty row"), "total": N_("Total"), "header": N_("Heading again"), "page": N_("Page mark"),
    "ending": N_("Signature or remark below"), "title": N_("Title"), "remark": N_("Remark"),
    "second_table": N_("Belongs to a second table"), "left_out": N_("Left out by a person"),
    "taken_back": N_("Taken back"), "not_counted": N_("Not counted"),
    "money_out": N_("Money that went out"),
    "nothing_owed": N_("Nothing owed"),
    "no_own_code": N_("Further variant without a code of its own"),
    "order_failed": N_("Another row of this order can't come in."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StayedOut:
    """A row that did not come in: where, and why, in an English msgid; `note` is a person's own reason."""

    row: int
    outcome: str
    cell: str
    why: str
    note: str


@dataclass(frozen=True, slots=True)
class Summary:
    batch_id: int
    kind: str
    file: str
    at: datetime
    who: str
    total: int
    imported: int
    merged: int
    skipped: int
    failed: int
    reasons: tuple[tuple[str, str, int], ...]  # outcome, why, how many rows
    rows: tuple[StayedOut, ...]


def summary(batch_id: int) -> Summary:
    """What became of a file that came in. Refuses unknown_import."""
    with translated():
        reconnect()
        batch = ImportBatch.get_or_none(ImportBatch.id == batch_id)
        if batch is None:
            raise Refusal("unknown_import")
        who = User.get_or_none(User.id == batch.user_id)
        R = ImportRow
        out = (R.batch == batch_id) & R.outcome.in_(("skipped", "failed"))
        counted = R.select(R.outcome, R.code, peewee.fn.COUNT(R.row)).where(out).group_by(R.outcome, R.code)
        reasons = sorted(((o, reason(code), n) for o, code, n in counted.tuples()), key=lambda r: (r[0], -r[2]))
        rows = R.select().where(out & (R.code != "blank")).order_by(R.row).limit(MOST_ROWS)
        return Summary(
            batch.id, batch.kind, batch.file_name, batch.at, who.name if who else "", batch.total, batch.imported,
            batch.merged, batch.skipped, batch.failed, tuple(reasons),
            tuple(StayedOut(local(r.row), r.outcome, r.cell, reason(r.code), r.note) for r in rows),
        )  # fmt: skip


def reason(code: str) -> str:
    """A reason as an English msgid."""
    return REASONS.get(code) or DOUBTS.get(code) or MESSAGES.get(code) or code


def figures(found: Summary) -> tuple[tuple[str, int], ...]:
    """How many rows became what, as English msgids; together they are all rows of the file."""
    return tuple((OUTCOMES[name], getattr(found, name)) for name in OUTCOMES)


def printed(found: Summary, words: Words, by: str, at: datetime) -> PrintedList:
    """The summary as a paper: the figures above, the rows that stayed out below."""
    columns = (
        ListColumn(words("Row"), 8, True), ListColumn(words("Cell"), 8), ListColumn(words("Outcome"), 20),
        ListColumn(words("Why"), 60),
    )  # fmt: skip
    rows = tuple(
        (str(each.row), "" if each.cell == str(each.row) else each.cell, words(OUTCOMES[each.outcome]),
         "  ".join(part for part in (words(each.why), each.note) if part))
        for each in found.rows
    )  # fmt: skip
    told = tuple(f"{words(term)} {count:,}" for term, count in figures(found))
    title = words("Import: {file}").format(file=found.file)
    return PrintedList(title, at, columns, rows, settings.get("company.name"), by, told)
