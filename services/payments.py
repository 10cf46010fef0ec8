"""Money that came in, set against what is owed, oldest due first."""

from datetime import date
from decimal import Decimal

from models.money import Payment, PaymentAllocation, Receivable
from models.parties import Customer
from services.errors import Refusal
from services.ledger import ZERO
from services.numbers import next_number
from services.unit import Created, Unit, use_case

MOST = Decimal("9999999999")


@use_case("payment.record", right="payments.edit")
def record_payment(u: Unit, customer_id: int, amount: Decimal, day: date, note: str = "") -> Created:
    """Record a customer's payment. Refuses unknown_customer, bad_amount, in_future."""
    if Customer.get_or_none(Customer.id == customer_id) is None:
        raise Refusal("unknown_customer", name=str(customer_id))
    if not (amount.is_finite() and 0 < amount <= MOST):
        raise Refusal("bad_amount", amount=amount)
    if day > u.today:
        raise Refusal("in_future")
    payment = Payment.create(
        number=next_number("PY", u.today), customer=customer_id, amount=amount, day=day, note=note, at=u.now,
        user=u.user_id,
    )  # fmt: skip
    left = amount
    owed = Receivable.select().where((Receivable.customer == customer_id) & (Receivable.open > 0))
    for receivable in owed.order_by(Receivable.due, Receivable.id):
        part = min(left, receivable.open)
        if part <= ZERO:
            break
        PaymentAllocation.insert(payment=payment.id, receivable=receivable.id, amount=part).execute()
        Receivable.update(open=Receivable.open - part).where(Receivable.id == receivable.id).execute()
        left -= part
    Customer.update(balance=Customer.balance - amount).where(Customer.id == customer_id).execute()
    u.about("customer", customer_id, number=payment.number, amount=amount)
    u.topics.add("money")
    return Created(payment.id)
