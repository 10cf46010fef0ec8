"""A file is taken back as a whole. What something followed from stays and is named; the rest goes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from models.exchange import ImportBatch, ImportRow
from services import import_undo_freight, import_undo_money, import_undo_orders, import_undo_records, import_undo_ways
from services.bulk import any_of
from services.errors import Refusal
from services.import_undo_rows import Gone, Undone
from services.unit import Unit, use_case

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many records are gone again, and how many stay; `named` are the first of those.

    Numbers are not given again.
    """

    batch_id: int
    gone: int
    kept: int = 0
    named: tuple[str, ...] = field(default_factory=tuple)


def _take_back(u: Unit, kind: str, batch_id: int, undo: Callable[[Unit, Sequence[ImportRow]], Undone]) -> TakenBack:
    """Refuses unknown_import, import_followed when nothing of it can go any more."""
    batch = ImportBatch.get_or_none((ImportBatch.id == batch_id) & (ImportBatch.kind == kind))
    if batch is None or not batch.imported:
        raise Refusal("unknown_import")
    came = (ImportRow.batch == batch_id) & ImportRow.document_id.is_null(False)
    rows = list(ImportRow.select().where(came).order_by(ImportRow.row))
    done = undo(u, rows)
    if not done.gone.rows:
        raise Refusal("import_followed", number=", ".join(done.kept[:MOST_NAMED]))
    _account(batch, rows, done.gone)
    u.about("import", batch_id, file=batch.file_name, gone=done.gone.records, kept=len(done.kept), **done.gone.told)
    return TakenBack(batch_id, done.gone.records, len(done.kept), tuple(done.kept[:MOST_NAMED]))


def _account(batch: ImportBatch, rows: Sequence[ImportRow], gone: Gone) -> None:
    """The rows of what is gone are skipped now, with the reason."""
    was = {row.row: row.outcome for row in rows}
    ImportRow.update(outcome="skipped", code="taken_back", document_id=None, before="").where(
        (ImportRow.batch == batch.id) & any_of(ImportRow.row, sorted(gone.rows))
    ).execute()
    merged = sum(was[row] == "merged" for row in gone.rows)
    batch.merged -= merged
    batch.imported -= len(gone.rows) - merged
    batch.skipped += len(gone.rows)
    batch.save()


@use_case("order.import_undo", right="orders.import")
def take_back_orders(u: Unit, batch_id: int) -> TakenBack:
    """Remove the orders of a file that nobody changed, decided or added to since. Customers and products stay.

    Refuses unknown_import, import_followed.
    """
    return _take_back(u, "orders", batch_id, import_undo_orders.undo)


@use_case("products.import_undo", right="products.edit")
def take_back_products(u: Unit, batch_id: int) -> TakenBack:
    """Remove the products of a file that were not changed or used since. Refuses unknown_import, import_followed."""
    return _take_back(u, "products", batch_id, import_undo_records.undo_products)


@use_case("customers.import_undo", right="customers.edit")
def take_back_customers(u: Unit, batch_id: int) -> TakenBack:
    """Remove the customers of a file that were not changed or used since. Refuses unknown_import, import_followed."""
    return _take_back(u, "customers", batch_id, import_undo_records.undo_customers)


@use_case("suppliers.import_undo", right="purchases.edit")
def take_back_suppliers(u: Unit, batch_id: int) -> TakenBack:
    """Remove the suppliers of a file that were not changed or used since. Refuses unknown_import, import_followed."""
    return _take_back(u, "suppliers", batch_id, import_undo_records.undo_suppliers)


@use_case("prices.import_undo", right="products.edit")
def take_back_prices(u: Unit, batch_id: int) -> TakenBack:
    """Take away the prices of a file, and set standard ones back, unless they were changed since.

    Refuses unknown_import, import_followed.
    """
    return _take_back(u, "prices", batch_id, import_undo_records.undo_prices)


@use_case("counts.import_undo", right="stock.adjust")
def take_back_counts(u: Unit, batch_id: int) -> TakenBack:
    """Reverse the moves of counts whose goods did not move since. Refuses unknown_import, import_followed."""
    return _take_back(u, "counts", batch_id, import_undo_records.undo_counts)


@use_case("waybills.import_undo", right="deliveries.dispatch")
def take_back_waybills(u: Unit, batch_id: int) -> TakenBack:
    """Take tracking numbers off packages that are still in the house. Refuses unknown_import, import_followed."""
    return _take_back(u, "waybills", batch_id, import_undo_ways.undo_waybills)


@use_case("events.import_undo", right="tracking.edit")
def take_back_events(u: Unit, batch_id: int) -> TakenBack:
    """Take the events of deliveries that are still on the way off. Refuses unknown_import, import_followed."""
    return _take_back(u, "events", batch_id, import_undo_ways.undo_events)


@use_case("payments.import_undo", right="payments.edit")
def take_back_payments(u: Unit, batch_id: int) -> TakenBack:
    """Take payments and opening balances back; what they paid is open again.

    Refuses unknown_import, import_followed.
    """
    return _take_back(u, "payments", batch_id, import_undo_money.undo)


@use_case("freight.import_undo", right="settings.change")
def take_back_freight(u: Unit, batch_id: int) -> TakenBack:
    """Take the lines of a file out of carriers' price tables, and set prices back, unless they were changed since.

    Refuses unknown_import, import_followed.
    """
    return _take_back(u, "freight", batch_id, import_undo_freight.undo)


TAKE_BACK = {
    "orders": take_back_orders, "products": take_back_products, "customers": take_back_customers,
    "suppliers": take_back_suppliers, "prices": take_back_prices, "counts": take_back_counts,
    "waybills": take_back_waybills, "events": take_back_events, "payments": take_back_payments,
    "freight": take_back_freight,
}  # fmt: skip
