"""Records come in from a file: matched and checked outside the writer lock, written in one transaction, all or nothing.

    prepared = prepare(reading, today, digest=..., profile=...)    # reads only; what would come in, and every doubt
    outcome = commit(call, prepared, report)                       # the use case of its kind
    outcome = run_import(call, path, reading, dry_run=...)         # both

A row that can't be kept stays out, and says why at its cell; the others come in. What is here already is left alone,
or brought up to date where a person wants it (products, customers, suppliers).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from models.base import reconnect
from services import (
    import_counts,
    import_events,
    import_freight,
    import_parties,
    import_payments,
    import_prices,
    import_waybills,
)
from services.faults import translated
from services.import_directory import NO_LINKS, Links
from services.import_match import Report
from services.import_staging import Outcome, Prepared, Staging, Taken, ignore, prepared_of, watched_by
from services.importing.kept import Kept
from services.importing.preview import Reading, RowCounts
from services.unit import Call, UseCase


@dataclass(frozen=True, slots=True)
class Kind:
    """How records of one kind are matched (`stage(staging, digest, today)`), and the use case that takes them."""

    stage: Callable[[Staging[Any], str, date], None]
    take: UseCase[..., Taken]


KINDS = {
    "products": Kind(lambda s, _digest, _day: import_parties.stage("products", s), import_parties.import_products),
    "customers": Kind(lambda s, _digest, _day: import_parties.stage("customers", s), import_parties.import_customers),
    "suppliers": Kind(lambda s, _digest, _day: import_parties.stage("suppliers", s), import_parties.import_suppliers),
    "counts": Kind(import_counts.stage, import_counts.import_counts),
    "prices": Kind(lambda s, _digest, day: import_prices.stage(s, day), import_prices.import_prices),
    "waybills": Kind(lambda s, _digest, _day: import_waybills.stage(s), import_waybills.import_waybills),
    "events": Kind(lambda s, _digest, day: import_events.stage(s, day), import_events.import_events),
    "payments": Kind(import_payments.stage, import_payments.import_payments),
    "freight": Kind(lambda s, _digest, day: import_freight.stage(s, day), import_freight.import_freight),
}


def right_of(kind: str) -> str:
    """The right it takes to bring in such a file."""
    return KINDS[kind].take.right


def prepare(
    reading: Reading, today: date, *, digest: str = "", profile: Kept | None = None, links: Links = NO_LINKS,
    update: bool = False,
) -> Prepared:  # fmt: skip
    """Match a reading with what is here; `update` takes over what the file says otherwise of it. Reads only."""
    staging: Staging[Any] = Staging(reading, links, update=update)
    with translated():
        reconnect()
        KINDS[reading.kind].stage(staging, digest, today)
    return prepared_of(staging, digest, profile)


def commit(call: Call, prepared: Prepared, report: Report = ignore) -> Outcome:
    """Write what was prepared, all or nothing; `report(done, total)` may raise Cancelled."""
    with watched_by(report):
        done = KINDS[prepared.reading.kind].take(call, prepared.head, prepared.rows)
    rows = RowCounts(done.total, done.imported, 0, done.skipped, done.failed)
    return Outcome(rows, (*prepared.reading.problems, *prepared.doubts), done, prepared)


def run_import(
    call: Call, path: Path, reading: Reading, *, dry_run: bool = False, profile: Kept | None = None,
    update: bool = False, report: Report = ignore,
) -> Outcome:  # fmt: skip
    """Take a reading's records in, all or nothing."""
    today, digest = call.clock().astimezone().date(), sha256(path.read_bytes()).hexdigest()
    prepared = prepare(reading, today, digest=digest, profile=profile, update=update)
    if dry_run:
        return Outcome(prepared.counts, (*reading.problems, *prepared.doubts), None, prepared)
    return commit(call, prepared, report)
