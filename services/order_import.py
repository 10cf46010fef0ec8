"""Orders from a file: all or nothing, and never the same order twice."""

import hashlib
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models.driver import peewee
from models.exchange import ImportBatch, ImportRow
from models.goods import Product
from models.orders import SalesOrder
from models.parties import Customer
from services import catalogue
from services.importing.preview import Problem, Reading, RowCounts
from services.order_match import Matched, Report, Staged, match
from services.orders import Draft, DraftLine, new_order, submit
from services.unit import Call, Unit, use_case

_report: ContextVar[Report | None] = ContextVar("import_report", default=None)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """Where the orders come from, for the record."""

    name: str
    sha256: str
    sheet: str = ""
    total: int = 0
    failed: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """A data row that brought no order in: skipped or failed, with the reason."""

    row: int
    outcome: str
    code: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came in: orders made, how many of them submitted, held or left as drafts with doubts."""

    batch_id: int
    created: int
    submitted: int
    held: int
    repeated: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of importing a file: `rows` count every data row; `imported` is None for a dry run."""

    rows: RowCounts
    problems: tuple[Problem, ...]
    imported: Imported | None = None


@use_case("order.import", right="orders.import")
def import_orders(
    u: Unit, file: SourceFile, orders: tuple[Staged, ...], others: tuple[RowOutcome, ...] = ()
) -> Imported:
    """Write staged orders in one transaction; clear ones are submitted, the rest stay drafts.

    An order that came in since it was staged is left out. Refuses what creating and submitting an order refuses.
    """
    batch = ImportBatch.create(
        kind="orders", file_name=file.name, sha256=file.sha256, sheet=file.sheet, at=u.now, user=u.user_id,
        total=file.total, imported=0, merged=0, skipped=file.skipped, failed=file.failed,
    )  # fmt: skip
    writer = _Writer(u, batch)
    for done, staged in enumerate(orders):
        _progress(done, len(orders))
        writer.write(staged)
    for other in others:
        ImportRow.insert(
            batch=batch.id, row=other.row, outcome=other.outcome, code=other.code, cell=other.cell
        ).execute()
    writer.finish()
    u.about("import", batch.id, file=file.name, sha256=file.sha256, orders=writer.created)
    u.topics |= {"orders", "customers", "products"}
    return Imported(batch.id, writer.created, writer.submitted, writer.held, writer.repeated)


def _progress(done: int, total: int) -> None:
    report = _report.get()
    if report is not None and done % 20 == 0:
        report(done, total)


class _Writer:
    """Writes the orders of one batch and accounts for each of their rows."""

    def __init__(self, u: Unit, batch: ImportBatch) -> None:
        self._u, self._batch = u, batch
        self.created = self.submitted = self.held = self.repeated = 0
        self._customers: dict[str, int] = {}
        self._products: dict[str, int] = {}

    def write(self, staged: Staged) -> None:
        if SalesOrder.get_or_none(SalesOrder.import_key == staged.key):
            self.repeated += 1
            self._account(staged.rows, "skipped", None, "already_imported")
            return
        draft = self._completed(staged)
        order = new_order(self._u, draft, source=self._batch.file_name[:100], import_key=staged.key)
        self.created += 1
        if staged.hold:
            order.on_hold, order.hold_reason = True, staged.hold
            order.save()
            self.held += 1
        elif self._clear(staged, draft):
            submit(self._u, order)
            self.submitted += 1
        self._account(staged.rows, "imported", order.id)

    @staticmethod
    def _clear(staged: Staged, draft: Draft) -> bool:
        priced = all(line.unit_price is not None and line.product_id is not None for line in draft.lines)
        return staged.submit and priced and draft.customer_id is not None

    def _completed(self, staged: Staged) -> Draft:
        """The draft with the customer and products that were to be made."""
        draft = staged.draft
        if staged.new_customer:
            draft = replace(draft, customer_id=self._customer(staged.new_customer, draft))
        if staged.new_products:
            wanted = iter(staged.new_products)
            lines = tuple(
                replace(line, product_id=self._product(next(wanted), line)) if line.product_id is None else line
                for line in draft.lines
            )
            draft = replace(draft, lines=lines)
        return draft

    def _customer(self, name: str, draft: Draft) -> int:
        if name not in self._customers:
            known = Customer.get_or_none(Customer.name == name)
            data = catalogue.CustomerData(
                free_code(Customer, "C"), name, draft.receiver[:100], draft.phone[:50], draft.address[:200]
            )
            self._customers[name] = known.id if known else catalogue.new_customer(self._u, data).id
        return self._customers[name]

    def _product(self, sku: str, line: DraftLine) -> int:
        sku = sku[:100]
        if sku not in self._products:
            known = Product.get_or_none(Product.sku == sku)
            data = catalogue.ProductData(sku, (line.text or sku)[:200], line.unit[:20])
            self._products[sku] = known.id if known else catalogue.new_product(self._u, data).id
        return self._products[sku]

    def _account(self, rows: tuple[int, ...], outcome: str, order_id: int | None, code: str = "") -> None:
        for place, row in enumerate(rows):
            what = "merged" if outcome == "imported" and place else outcome
            query = ImportRow.insert(batch=self._batch.id, row=row, outcome=what, document_id=order_id, code=code)
            query.on_conflict_ignore().execute()

    def finish(self) -> None:
        """Count the rows as they were accounted for."""
        counts = dict(
            ImportRow.select(ImportRow.outcome, peewee.fn.COUNT(ImportRow.row))
            .where(ImportRow.batch == self._batch)
            .group_by(ImportRow.outcome)
            .tuples()
        )
        for name in ("imported", "merged", "skipped", "failed"):
            setattr(self._batch, name, counts.get(name, 0))
        self._batch.total = sum(counts.values())
        self._batch.save()


def free_code(model: Any, prefix: str) -> str:
    """The next code of a kind that nobody has, like C0021."""
    number = model.select(peewee.fn.COUNT(model.id)).scalar() + 1
    while model.get_or_none(model.code == f"{prefix}{number:04d}"):
        number += 1
    return f"{prefix}{number:04d}"


def run_import(
    call: Call,
    path: Path,
    reading: Reading,
    *,
    create_missing: bool = False,
    dry_run: bool = False,
    report: Report = lambda done, total: None,
    before: Callable[[Matched], None] = lambda matched: None,
) -> Outcome:
    """Match a reading with this company and write its orders; `report(done, total)` may raise Cancelled.

    Cancelled or killed, nothing of it is there. `before` sees what was matched just before it is written.
    """
    matched = match(reading, call.clock().astimezone().date(), report, create_missing=create_missing)
    rows, others = _accounts(reading, matched)
    problems = (*reading.problems, *matched.problems)
    if dry_run:
        return Outcome(rows, problems)
    before(matched)
    file = SourceFile(
        path.name, hashlib.sha256(path.read_bytes()).hexdigest(), reading.sheet or "", rows.total, rows.failed,
        rows.skipped,
    )  # fmt: skip
    token = _report.set(report)
    try:
        imported = import_orders(call, file, matched.orders, others)
    finally:
        _report.reset(token)
    return Outcome(rows, problems, replace(imported, repeated=imported.repeated + len(matched.repeated)))


def _accounts(reading: Reading, matched: Matched) -> tuple[RowCounts, tuple[RowOutcome, ...]]:
    """Every data row once: as the reader counted, but rows of orders that are already here are skipped."""
    repeated = [row for document in matched.repeated for row in document.rows]
    again = sum(len(document.lines) or 1 for document in matched.repeated)
    counts = reading.rows
    rows = RowCounts(
        counts.total, max(counts.imported - again, 0), counts.merged - (len(repeated) - again),
        counts.skipped + len(repeated), counts.failed,
    )  # fmt: skip
    others = (
        *(RowOutcome(row, "skipped", "already_imported") for row in repeated),
        *(RowOutcome(row, "skipped", code) for row, code in reading.skipped_rows),
        *(RowOutcome(row, "failed", _error(reading, row)) for row in reading.failed_rows),
    )
    return rows, tuple({other.row: other for other in others}.values())


def _error(reading: Reading, row: int) -> str:
    return next((p.code for p in reading.problems if p.row == row and p.severity == "error"), "")


def result_json(reading: Reading, outcome: Outcome) -> dict[str, Any]:
    """The document `packdesk import orders --json` prints."""
    shown = {**reading.to_json(), "rows": outcome.rows.to_json(), "problems": [p.to_json() for p in outcome.problems]}
    if outcome.imported is not None:
        made = outcome.imported
        shown["result"] = {
            "batch": made.batch_id, "orders": made.created, "submitted": made.submitted, "on_hold": made.held,
            "repeated": made.repeated,
        }  # fmt: skip
    return shown


