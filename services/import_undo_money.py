"""Payments and opening balances of a file are taken back; what they paid is open again."""

from collections.abc import Sequence

from models.exchange import ImportRow
from models.money import Payment, Receivable
from services import opening, payments
from services.import_undo_rows import Undone, before_of
from services.unit import Unit


def undo(u: Unit, rows: Sequence[ImportRow]) -> Undone:
    u.topics |= {"money", "customers"}
    done = Undone()
    customers = set()
    for row in rows:
        model = Receivable if before_of(row).get("opening") else Payment
        there = model.get_or_none(model.id == row.document_id)
        if there is not None:
            customers.add(there.customer_id)
            (opening.remove if model is Receivable else payments.remove)(there)
        done.go(row.row)
    for customer_id in sorted(customers):
        payments.allocate(customer_id)
    return done
