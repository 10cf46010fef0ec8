"""From a path to what the preview shows, and from there into the database; runs on the job runner's threads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

from services import import_staging, order_import, record_import
from services.import_match import Options
from services.import_profiles import profile_of, recall, with_channel
from services.import_staging import LACKING
from services.import_units import understand_units
from services.importing.fixes import NONE, Fixes, corrected
from services.importing.preview import Reading
from services.importing.reading import read_sheets
from services.importing.sheets import Sheet
from services.order_import import DEFAULTS
from services.order_typing import CustomerChoice, customer
from services.unit import Call
from ui.importing.rows import Rows, table_rows
from ui.kit.jobs import Report

Ready = order_import.Prepared | import_staging.Prepared
Outcome = order_import.Outcome | import_staging.Outcome


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person said about a file so far: answers, options, fixes, and what files like it are called."""

    answers: Mapping[str, str] = field(default_factory=dict)
    options: Options = DEFAULTS
    fixes: Fixes = NONE
    name: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file, read and matched. `channel` buys what names no customer; `tally` counts what becomes of it."""

    sheets: list[Sheet]  # as the file has them; `shown` are those with what was put right
    shown: list[Sheet]
    digest: str
    reading: Reading
    prepared: Ready
    rows: Rows
    channel: CustomerChoice | None = None
    tally: Mapping[str, int] = field(default_factory=dict)
    lacking: bool = False


def load(
    kind: str, path: Path, password: str | None, sheets: tuple[list[Sheet], str] | None, wish: Wish, today: date,
    report: Report,
) -> Loaded:  # fmt: skip
    """Everything between a path and the preview. Raises FileRefused, Questions, Cancelled."""
    if sheets is None:
        sheets = read_sheets(path, password=password, report=report), sha256(path.read_bytes()).hexdigest()
        report.part(sheets)
    report.check()
    answers = wish.answers
    reading = understand_units(sheets[0], kind, file=path.name, answers=answers, kept=recall(kind), fixes=wish.fixes)
    options = with_channel(reading, wish.options, answers) if kind == "orders" else wish.options
    profile = profile_of(reading, answers, options, wish.name)
    channel = customer(options.customer_id) if options.customer_id is not None else None
    prepared: Ready
    if kind == "orders":
        prepared = order_import.prepare(reading, options, today, report, digest=sheets[1], profile=profile)
    else:
        prepared = record_import.prepare(reading, today, digest=sheets[1], profile=profile, links=options.links,
                                         update=options.update)  # fmt: skip
    shown = corrected(sheets[0], wish.fixes)
    rows = table_rows(shown, reading, prepared)
    if isinstance(prepared, order_import.Prepared):
        rows.held = prepared.held()
    lacking = any(doubt.code in LACKING for doubt in prepared.doubts)
    return Loaded(sheets[0], shown, sheets[1], reading, prepared, rows, channel, prepared.tally(), lacking)


def write(call: Call, prepared: Ready, report: Report) -> Outcome:
    """Bring in what was prepared, all or nothing."""
    if isinstance(prepared, order_import.Prepared):
        return order_import.commit(call, prepared, report)
    return record_import.commit(call, prepared, report)
