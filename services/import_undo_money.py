"""Payments and opening balances of a file are taken back; what they paid is open again."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from models.exchange import ImportBatch, ImportRow
from models.money import Payment, Receivable
from services import opening, payments
from services.import_undo_rows import Undone, before_of
from services.unit import Unit


def undo(u: Unit, rows: Sequence[ImportRow]) -> Undone:
    """A record that is not what the row made stays, and is named: an id that came free may be given again."""
    u.topics |= {"money", "customers"}
    done = Undone()
    customers = set()
    for row in rows:
        said = before_of(row)
        model = Receivable if said.get("opening") else Payment
        there = model.get_or_none(model.id == row.document_id)
        if there is not None:
            if not (_same(said, there) and _made_by(row, there)):
                done.kept.append(there.customer.name if model is Receivable else there.number)
                continue
            customers.add(there.customer_id)
            (opening.remove if model is Receivable else payments.remove)(there)
        done.go(row.row)
    for customer_id in sorted(customers):
        payments.allocate(customer_id)
    return done


def _same(said: dict[str, Any], there: Any) -> bool:
    wrote = (said.get("customer"), Decimal(said.get("amount", 0)), said.get("day"))
    return wrote == (there.customer_id, there.amount, there.day.isoformat())


def _made_by(row: ImportRow, there: Any) -> bool:
    """A payment was written at the very moment of its import; an opening balance does not say when."""
    if isinstance(there, Receivable):
        return bool(there.kind == "opening")
    return bool(there.at == ImportBatch.get(ImportBatch.id == row.batch_id).at)
