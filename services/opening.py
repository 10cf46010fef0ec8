"""What customers owed, or had paid ahead, before the company began with this program."""

from datetime import date
from decimal import Decimal

from models.fields import money
from models.money import PaymentAllocation, Receivable
from models.parties import Customer
from services import payments
from services.errors import Refusal
from services.unit import Created, Unit, use_case

R = Receivable


@use_case("opening.add", right="payments.edit")
def add_opening(u: Unit, customer_id: int, amount: Decimal, day: date, due: date, note: str = "") -> Created:
    """Bring along one open bill of a customer; a negative amount is money paid ahead, kept as a payment.

    Refuses what write_opening refuses.
    """
    made = write_opening(u, customer_id, amount, day, due, note)
    payments.allocate(customer_id)
    u.about("customer", customer_id, amount=amount, day=day, due=due, **({"note": note} if note else {}))
    return Created(made)


def write_opening(u: Unit, customer_id: int, amount: Decimal, day: date, due: date, note: str = "") -> int:
    """One opening balance, not set against anything yet; many may follow one another in a use case.

    Refuses unknown_customer, bad_amount, in_future, due_before.
    """
    if day > u.today:
        raise Refusal("in_future")
    if amount.is_finite() and amount < 0:
        paid = payments.add_payment(u, customer_id, -amount, day, note)
        return int(paid.id)
    if Customer.get_or_none(Customer.id == customer_id) is None:
        raise Refusal("unknown_customer", name=str(customer_id))
    if not (amount.is_finite() and 0 < amount <= payments.MOST and amount == money(amount)):
        raise Refusal("bad_amount", amount=amount)
    if due < day:
        raise Refusal("due_before")
    row = R.create(customer=customer_id, kind="opening", amount=amount, open=amount, day=day, due=due)
    Customer.bump(customer_id, balance=amount)
    u.topics |= {"money", "customers"}
    return int(row.id)


@use_case("opening.undo", right="payments.edit")
def undo_opening(u: Unit, receivable_id: int, reason: str) -> Created:
    """Take an opening balance back that was typed wrongly; what was paid on it pays other bills.

    Refuses unknown_bill (also for the bill of a dispatch), reason_missing.
    """
    row = R.get_or_none((R.id == receivable_id) & (R.kind == "opening"))
    if row is None:
        raise Refusal("unknown_bill")
    if not reason.strip():
        raise Refusal("reason_missing")
    customer_id, amount = row.customer_id, row.amount
    remove(row)
    payments.allocate(customer_id)
    u.about("customer", customer_id, amount=amount, day=row.day, reason=reason.strip())
    u.topics |= {"money", "customers"}
    return Created(receivable_id)


def remove(row: Receivable) -> None:
    """Take an opening balance away; what was paid on it is free for other bills."""
    for part in PaymentAllocation.select().where(PaymentAllocation.receivable == row.id):
        payments.Payment.bump(part.payment_id, open=part.amount)
    PaymentAllocation.delete().where(PaymentAllocation.receivable == row.id).execute()
    customer_id, amount = row.customer_id, row.amount
    row.delete_instance()
    Customer.bump(customer_id, balance=-amount)
