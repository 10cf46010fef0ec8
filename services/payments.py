"""Money that came in, set against what is owed, oldest due first."""

from datetime import date
from decimal import Decimal

from models.fields import money
from models.money import Payment, PaymentAllocation, Receivable
from models.parties import Customer
from models.statement import Statement
from services.errors import Refusal
from services.numbers import next_number
from services.unit import Created, Unit, use_case

MOST = Decimal("9999999999")
LONGEST = 500


@use_case("payment.record", right="payments.edit")
def record_payment(
    u: Unit, customer_id: int, amount: Decimal, day: date, note: str = "", bills: tuple[int, ...] = ()
) -> Created:
    """Record a customer's payment, set against `bills` in their order and then against the oldest due.

    Refuses unknown_customer, bad_amount, in_future, too_long, unknown_bill.
    """
    if day > u.today:
        raise Refusal("in_future")
    payment = add_payment(u, customer_id, amount, day, note)
    settle(payment, bills)
    allocate(customer_id)
    u.about("customer", customer_id, number=payment.number, amount=amount, **({"bills": bills} if bills else {}))
    return Created(payment.id)


def add_payment(u: Unit, customer_id: int, amount: Decimal, day: date, note: str) -> Payment:
    """Write a payment that is set against nothing yet. Refuses unknown_customer, bad_amount, too_long."""
    if Customer.get_or_none(Customer.id == customer_id) is None:
        raise Refusal("unknown_customer", name=str(customer_id))
    if not (amount.is_finite() and 0 < amount <= MOST and amount == money(amount)):
        raise Refusal("bad_amount", amount=amount)
    if len(note) > LONGEST:
        raise Refusal("too_long", field="note", most=LONGEST)
    payment = Payment.create(
        number=next_number("PY", u.today), customer=customer_id, amount=amount, open=amount, day=day, note=note,
        at=u.now, user=u.user_id,
    )  # fmt: skip
    Customer.bump(customer_id, balance=-amount)
    u.topics.add("money")
    return payment


def settle(payment: Payment, bills: tuple[int, ...]) -> None:
    """Set a payment against chosen bills of its customer, in their order. Refuses unknown_bill."""
    for bill_id in bills:
        bill = Receivable.get_or_none(
            (Receivable.id == bill_id) & (Receivable.customer == payment.customer_id) & Receivable.billed
        )
        if bill is None:
            raise Refusal("unknown_bill")
        part = min(bill.open, payment.open)
        if part > 0:
            _set_against(payment.id, bill_id, part)
            payment.open -= part


def _set_against(payment_id: int, bill_id: int, part: Decimal) -> None:
    PaymentAllocation.insert(payment=payment_id, receivable=bill_id, amount=part).execute()
    Receivable.bump(bill_id, open=-part)
    Payment.bump(payment_id, open=-part)


def free(bill_id: int, amount: Decimal) -> Decimal:
    """Give back up to an amount of what was paid on a bill, the newest first; how much came free.

    The bill is not open again by it: this is for what nobody owes any more.
    """
    left = amount
    paid = PaymentAllocation.select().where(PaymentAllocation.receivable == bill_id)
    for each in paid.order_by(PaymentAllocation.id.desc()):
        part = min(left, each.amount)
        if part <= 0:
            break
        if part == each.amount:
            each.delete_instance()
        else:
            PaymentAllocation.update(amount=each.amount - part).where(PaymentAllocation.id == each.id).execute()
        Payment.bump(each.payment_id, open=part)
        left -= part
    return amount - left


@use_case("payment.undo", right="payments.edit")
def undo_payment(u: Unit, payment_id: int, reason: str) -> Created:
    """Take a payment back that was typed wrongly: what it paid is open again. Its number is not given again.

    Refuses unknown_payment, reason_missing.
    """
    payment = Payment.get_or_none(Payment.id == payment_id)
    if payment is None:
        raise Refusal("unknown_payment")
    if not reason.strip():
        raise Refusal("reason_missing")
    customer_id = payment.customer_id
    remove(payment)
    allocate(customer_id)
    u.about("customer", customer_id, number=payment.number, amount=payment.amount, reason=reason.strip())
    u.topics.add("money")
    return Created(payment_id)


def remove(payment: Payment) -> None:
    """Take a payment away; what it paid is open again, and the customer owes it."""
    for part in PaymentAllocation.select().where(PaymentAllocation.payment == payment.id):
        Receivable.update(open=Receivable.open + part.amount).where(Receivable.id == part.receivable_id).execute()
    payment.delete_instance(recursive=True)
    Customer.update(balance=Customer.balance + payment.amount).where(Customer.id == payment.customer_id).execute()


_OPEN_PAYMENTS = Statement(
    lambda customer: Payment.select(Payment.id, Payment.open)
    .where((Payment.customer == customer) & (Payment.open > 0))
    .order_by(Payment.id)
)
_OPEN_BILLS = Statement(
    lambda customer: Receivable.select(Receivable.id, Receivable.open)
    .where((Receivable.customer == customer) & (Receivable.open > 0) & Receivable.billed)
    .order_by(Receivable.due, Receivable.id)
)


def allocate(customer_id: int) -> None:
    """Set what was paid and not yet used against what is owed, oldest due first; what was paid ahead waits."""
    paid = _OPEN_PAYMENTS.rows(customer=customer_id)
    owed = _OPEN_BILLS.rows(customer=customer_id) if paid else []
    for bill_id, bill in owed:
        while bill > 0 and paid:
            payment_id, left = paid[0]
            part = min(bill, left)
            _set_against(payment_id, bill_id, part)
            bill -= part
            paid[0] = (payment_id, left - part)
            if left == part:
                paid.pop(0)
