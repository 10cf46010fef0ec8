"""Payments from a file, and what customers owed when the company began with this program."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from models.fields import money
from models.money import Payment, Receivable
from services import payments
from services.bulk import any_of
from services.import_batch import ImportHead, came_before
from services.import_directory import Buyer
from services.import_staging import TELL_EVERY, Staging, Taken, directory_of, finish, tell
from services.import_undo_rows import noted
from services.importing.preview import Record
from services.opening import write_opening
from services.unit import Unit, use_case

Key = tuple[int, Decimal, date, str]


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """Money that came in (`day` is when), or an opening balance (`due` is when it is to be paid)."""

    row: int
    customer_id: int
    amount: Decimal
    day: date
    note: str = ""
    opening: bool = False
    due: date | None = None

    @property
    def key(self) -> Key:
        """What makes a payment this one."""
        return (self.customer_id, self.amount, self.day, self.note)


def stage(staging: Staging[PaymentRow], digest: str, today: date) -> None:
    """Which payments and balances are new here."""
    records = staging.reading.records
    if came_before("payments", digest):
        for record in records:
            staging.skip(record["row"], "file_again")
        return
    known = directory_of(staging, today)
    rows = []
    for record in records:
        buyer = known.buyer(record.get("customer"))
        if buyer is None:
            staging.fail(record["row"], "customer", "unknown_customer", record.get("customer") or "")
            continue
        staging.here[record["row"]] = buyer.name
        if (made := _read(staging, record, buyer, today)) is not None:
            rows.append(made)
    there, opened = _there(rows)
    for row in rows:
        name = "opening" if row.opening else "amount"
        if row.opening and row.customer_id in opened:
            staging.skip(row.row, "opening_here", name, row.amount)
        elif not row.opening and there[row.key] > 0:
            there[row.key] -= 1  # the file's second payment of the same is another one
            staging.skip(row.row, "payment_here", name, row.amount)
        else:
            staging.rows.append(row)


def _read(staging: Staging[PaymentRow], record: Record, buyer: Buyer, today: date) -> PaymentRow | None:
    row, opening = record["row"], record.get("amount") is None
    said = record.get("opening") if opening else record["amount"]
    name = "opening" if opening else "amount"
    if opening and said == 0:
        staging.leave(row, "nothing_owed")
        return None
    day = _day(record.get("day")) or (today if opening else None)
    due = (_day(record.get("due")) or day) if opening else None
    wrong = (
        (name, "missing_value", said is None),
        ("day", "missing_value", day is None),
        (name, "bad_figure", said is not None and not _is_money(said, opening)),
        ("day", "in_future", day is not None and day > today),
        ("due", "due_before", (due or date.max) < (day or date.min)),
    )  # fmt: skip
    for column, code, is_so in wrong:
        if is_so:
            staging.fail(row, column, code, record.get(column) or "")
            return None
    assert day is not None
    assert said is not None
    note = str(record.get("reference") or "").strip()[: payments.LONGEST]
    return PaymentRow(row, buyer.id, money(said), day, note, opening, due)


def _is_money(value: Decimal, opening: bool) -> bool:
    """What is paid is above nothing; who begins with money paid ahead has a negative balance."""
    return 0 < (abs(value) if opening else value) <= payments.MOST and value == money(value)


def _day(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def _there(rows: list[PaymentRow]) -> tuple[Counter[Key], set[int]]:
    """The payments that are here, and the customers whose opening balance is."""
    customers = sorted({row.customer_id for row in rows})
    P = Payment
    paid = P.select(P.customer, P.amount, P.day, P.note).where(any_of(P.customer, customers)).tuples()
    opened = Receivable.select(Receivable.customer).where(
        any_of(Receivable.customer, customers) & (Receivable.kind == "opening")
    )
    return Counter(tuple(row) for row in paid), {customer for (customer,) in opened.tuples()}


@use_case("payments.import", right="payments.edit")
def import_payments(u: Unit, head: ImportHead, rows: tuple[PaymentRow, ...]) -> Taken:
    """Record the payments and opening balances of a file, all or none, set against the oldest bills.

    Refuses file_came_already.
    """
    came, before = [], {}
    for at, row in enumerate(rows):
        if at % TELL_EVERY == 0:
            tell(at, len(rows))
        if row.opening:
            made = write_opening(u, row.customer_id, row.amount, row.day, row.due or row.day, row.note)
        else:
            made = payments.add_payment(u, row.customer_id, row.amount, row.day, row.note).id
        came.append((row.row, made))
        # what was paid ahead is kept as a payment
        before[row.row] = noted(opening=row.opening and row.amount > 0, customer=row.customer_id,
                                amount=abs(row.amount), day=row.day)  # fmt: skip
    for customer_id in sorted({row.customer_id for row in rows}):
        payments.allocate(customer_id)
    u.topics |= {"money", "customers"}
    return finish(u, "payments", head, came, before=before)
