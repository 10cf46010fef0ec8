"""For whom a rule about money would have held at a past moment: what is owed now, less what came since."""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from models.delivery import Delivery
from models.driver import peewee
from models.exchange import ImportBatch, ImportRow
from models.fields import money, total
from models.money import Payment, PaymentAllocation, Receivable
from models.parties import Customer
from services.bulk import any_of
from services.ledger import ZERO
from services.watch.finding import MOST, Found, freight_beyond
from services.watch.since import done_since, rows_since

D, R = Delivery, Receivable
SQL = peewee.SQL


def over_limit(then: datetime, _limit: int) -> list[Found]:
    since = _owed_since(then)
    C = Customer
    rows = C.select(C.id, C.code, C.name, C.balance, C.credit_limit).where(C.active & C.credit_limit.is_null(False))
    over = rows.where((C.balance > C.credit_limit) | any_of(C.id, list(since))).order_by(C.id)
    found = [Found("customer", row_id, f"{code} {name}", owed - may)
             for row_id, code, name, owes, may in over.tuples()
             if (owed := owes - since.get(row_id, ZERO)) > may]  # fmt: skip
    return found[:MOST]


def _owed_since(then: datetime) -> dict[int, Decimal]:
    """How much more customers owe now: bills and credits of later days, less payments entered since.

    Grouped by no index, which would lead to every bill there is.
    """
    more: dict[int, Decimal] = defaultdict(lambda: ZERO)
    later = R.select(R.customer, total(R.amount)).where(R.billed & (R.day > then.astimezone().date()))
    for customer, amount in later.group_by(R.customer + SQL("0"), R.customer).tuples():
        more[customer] += amount
    paid = Payment.select(Payment.customer, total(Payment.amount)).where(rows_since(Payment, then))
    for customer, amount in paid.group_by(Payment.customer + SQL("0"), Payment.customer).tuples():
        more[customer] -= amount
    for customer, amount in _undone(then):
        more[customer] += amount
    return more


def _undone(then: datetime) -> list[tuple[int, Decimal]]:
    """Payments that were there then and were taken back since, by their customers."""
    done = done_since(then, "payment.record", "payment.undo")
    new = {detail.get("number") for _customer, step, detail in done if step == "payment.record"}
    return [(customer, Decimal(detail["amount"])) for customer, step, detail in done
            if step == "payment.undo" and customer and detail["number"] not in new]  # fmt: skip


def overdue(then: datetime, limit: int) -> list[Found]:
    """Bills open then: those open now, and what was paid on others or credited since."""
    last, paid, credited = then.astimezone().date() - timedelta(limit), _paid_since(then), _credited_since(then)
    what = R.select(Customer.id, Customer.code, Customer.name, R.id, R.delivery, R.amount, R.open).join(Customer)
    late = R.billed & (R.due <= last) & (R.kind != "credit")
    changed = any_of(R.id, list(paid)) | any_of(R.delivery, list(credited))
    bills = {row[3]: row for each in (SQL("open > 0"), changed) for row in what.where(late & each).tuples()}
    owed: dict[int, Decimal] = defaultdict(lambda: ZERO)
    named: dict[int, str] = {}
    for customer, code, name, bill, delivery, amount, still_open in bills.values():
        was = min(still_open + paid.get(bill, ZERO) + credited.get(delivery, ZERO), amount)
        owed[customer] += was
        named[customer] = f"{code} {name}"
    return [Found("customer", each, named[each], owed[each]) for each in sorted(owed) if owed[each] > 0][:MOST]


def _paid_since(then: datetime) -> dict[int, Decimal]:
    A = PaymentAllocation
    new = A.select(A.receivable, total(A.amount)).join(Payment).where(rows_since(Payment, then))
    return dict(new.group_by(A.receivable).tuples())


def _credited_since(then: datetime) -> dict[int, Decimal]:
    credits = R.select(R.delivery, total(R.amount)).where((R.kind == "credit") & (R.day > then.astimezone().date()))
    return {delivery: -amount for delivery, amount in credits.group_by(R.delivery).tuples() if delivery is not None}


def freight_over(then: datetime, limit: int) -> list[Found]:
    """With the freight that stood then, where the log or the file that brought another since says so."""
    before = _freight_before(then)
    found = []
    for row_id, text, freight, expected in freight_beyond(then, limit, list(before)):
        known = before.get(row_id, freight)
        if known is not None and known - expected >= limit:
            found.append(Found("delivery", row_id, text, known - expected))
    return found[:MOST]


def _freight_before(then: datetime) -> dict[int, Decimal | None]:
    """What deliveries had as freight before it was changed by hand or by a file."""
    before: dict[int, Decimal | None] = {}
    for delivery, _step, detail in done_since(then, "delivery.carrier"):
        if delivery and "freight" in detail.get("changed", {}):
            before.setdefault(delivery, _amount(detail["changed"]["freight"][0]))
    came = (
        ImportRow.select(ImportRow.document_id, ImportRow.before).join(ImportBatch)
        .where(rows_since(ImportBatch, then) & (ImportBatch.kind == "waybills") & (ImportRow.before != ""))
        .order_by(ImportRow.batch, ImportRow.row)
    )  # fmt: skip
    for delivery, was in came.tuples():
        before.setdefault(delivery, _amount(msgspec.json.decode(was).get("freight")))
    return before


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else money(Decimal(text))
