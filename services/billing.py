"""Bills: what a dispatch is worth, at once or at the end of the month, and what did not arrive taken off again."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from models.base import reconnect
from models.delivery import Delivery
from models.driver import peewee
from models.fields import FAR, total
from models.money import PaymentAllocation, Receivable
from models.orders import SalesOrder
from models.parties import Customer
from models.statement import Statement
from services import payments
from services.bulk import any_of
from services.errors import Refusal
from services.faults import translated
from services.unit import Unit, use_case

R = Receivable
ZERO = Decimal(0)
BILLINGS = ("dispatch", "month")
# Served by the index of what waits for the end of the month.
WAITS = ~R.billed


@dataclass(frozen=True, slots=True)
class MonthBilled:
    """A month that was billed: how many customers and deliveries, and what they owe more by it."""

    last: date
    customers: int
    deliveries: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class MonthUndone:
    """A month's bills that were taken back; `paid` customers keep theirs, on which something was paid."""

    last: date
    customers: int
    deliveries: int
    amount: Decimal
    paid: int


@dataclass(frozen=True, slots=True)
class ToBill:
    """What one customer is billed for a month; what did not arrive is taken off. `due` is the latest due day."""

    customer_id: int
    code: str
    name: str
    deliveries: int
    amount: Decimal
    due: date


def last_day(day: date) -> date:
    """The last day of a day's month."""
    return (day.replace(day=1) + timedelta(31)).replace(day=1) - timedelta(1)


_BILLING = Statement(lambda customer: Customer.select(Customer.billing).where(Customer.id == customer))


def bill(u: Unit, delivery: Delivery, amount: Decimal) -> None:
    """A delivery left: its bill, which for a customer billed by the month waits without a due day."""
    if not amount:
        return
    if _BILLING.first(customer=delivery.customer_id) == ("month",):
        R.put(customer=delivery.customer_id, delivery=delivery.id, amount=amount, open=amount, day=u.today, due=FAR,
              billed=False)  # fmt: skip
        return
    days = delivery.order.payment_days if delivery.order else 0
    R.put(
        customer=delivery.customer_id, delivery=delivery.id, amount=amount, open=amount, day=u.today,
        due=u.today + timedelta(days=days),
    )  # fmt: skip
    Customer.bump(delivery.customer_id, balance=amount)
    payments.allocate(delivery.customer_id)


def left_of(delivery_id: int) -> Decimal:
    """What is left of a delivery's bill once its credits are taken off."""
    mine = (R.delivery == delivery_id) & R.kind.in_(("dispatch", "credit"))
    left: Decimal | None = R.select(total(R.amount)).where(mine).scalar()
    return left or ZERO


def credit(u: Unit, delivery: Delivery, amount: Decimal) -> int | None:
    """Take what did not reach the customer, or came back, off the delivery's bill, billed or not; what was paid of it
    is free again. Gives the credit, if any.

    Money that is free pays the customer's other bills, or waits for the next one.
    """
    if amount <= 0:
        return None
    found = R.get_or_none((R.delivery == delivery) & (R.kind == "dispatch"))
    part = min(amount, found.open) if found is not None else ZERO
    if part:
        R.update(open=R.open - part).where(R.id == found.id).execute()
    freed = payments.free(found.id, amount - part) if found is not None else ZERO
    billed = found is None or found.billed
    made: int = R.add(
        customer=delivery.customer_id, delivery=delivery.id, kind="credit", amount=-amount, open=part + freed - amount,
        day=u.today, due=u.today if billed else FAR, billed=billed,
    )  # fmt: skip
    if billed:
        Customer.update(balance=Customer.balance - amount).where(Customer.id == delivery.customer_id).execute()
        payments.allocate(delivery.customer_id)
    return made


@use_case("billing.month", right="payments.edit")
def bill_month(u: Unit, month: date, customer_ids: tuple[int, ...] = ()) -> MonthBilled:
    """Bill what left up to the end of a month to those billed by the month (all, or the customers named).

    It is due so many days after the month's end as its order gives. Refuses month_not_over, nothing_to_bill.
    """
    last = last_day(month)
    if u.today < last:
        raise Refusal("month_not_over", last=last)
    by_customer: dict[int, list[Row]] = {}
    for row in _rows(last, customer_ids):
        by_customer.setdefault(row[1], []).append(row)
    if not by_customer:
        raise Refusal("nothing_to_bill", last=last)
    for customer_id, rows in sorted(by_customer.items()):
        _bill_customer(customer_id, rows, last)
    every = [row for rows in by_customer.values() for row in rows]
    done = MonthBilled(last, len(by_customer), len({row[2] for row in every}), sum((row[3] for row in every), ZERO))
    u.about("company", None, month=f"{last:%Y-%m}", customers=done.customers, deliveries=done.deliveries,
            amount=done.amount)  # fmt: skip
    u.topics |= {"money", "customers"}
    return done


# Id, customer, delivery, amount, payment days.
Row = tuple[int, int, int | None, Decimal, int]


def _rows(last: date, customer_ids: tuple[int, ...]) -> list[Row]:
    """What waits to be billed and left up to a day; a credit goes with its delivery's bill, however late it came."""
    bill = R.alias()
    bills = bill.select(bill.delivery).where(~bill.billed & (bill.kind == "dispatch") & (bill.day <= last))
    query = (
        R.select(R.id, R.customer, R.delivery, R.amount, SalesOrder.payment_days)
        .join(Delivery, peewee.JOIN.LEFT_OUTER)
        .join(SalesOrder, peewee.JOIN.LEFT_OUTER)
        .where(WAITS & ((R.day <= last) | ((R.kind == "credit") & R.delivery.in_(bills))))
        .order_by(R.customer, R.id)
    )
    if customer_ids:
        query = query.where(any_of(R.customer, customer_ids))
    return [(row_id, customer, delivery, amount, days or 0) for row_id, customer, delivery, amount, days
            in query.tuples()]  # fmt: skip


def _bill_customer(customer_id: int, rows: list[Row], last: date) -> None:
    for days in sorted({row[4] for row in rows}):
        ids = [row[0] for row in rows if row[4] == days]
        R.update(billed=True, left=R.day, day=last, due=last + timedelta(days)).where(any_of(R.id, ids)).execute()
    Customer.bump(customer_id, balance=sum((row[3] for row in rows), ZERO))
    payments.allocate(customer_id)


@use_case("billing.undo_month", right="payments.edit")
def undo_month(u: Unit, month: date, customer_ids: tuple[int, ...] = ()) -> MonthUndone:
    """Take the bills of a month back (of all, or of the customers named): what left waits to be billed again.

    Customers who paid something on them keep theirs. Refuses nothing_billed, month_paid.
    """
    last = last_day(month)
    query = R.select(R.id, R.customer, R.delivery, R.amount).where((R.day == last) & R.left.is_null(False))
    rows = list((query.where(any_of(R.customer, customer_ids)) if customer_ids else query).tuples())
    if not rows:
        raise Refusal("nothing_billed", last=last)
    paid = _paid_on([row[0] for row in rows])
    back = [row for row in rows if row[1] not in paid]
    if not back:
        raise Refusal("month_paid", last=last)
    for customer_id in sorted({row[1] for row in back}):
        _unbill(customer_id, [row for row in back if row[1] == customer_id])
    done = MonthUndone(
        last, len({row[1] for row in back}), len({row[2] for row in back}), sum((row[3] for row in back), ZERO),
        len(paid),
    )  # fmt: skip
    u.about("company", None, month=f"{last:%Y-%m}", customers=done.customers, deliveries=done.deliveries,
            amount=done.amount)  # fmt: skip
    u.topics |= {"money", "customers"}
    return done


def _paid_on(bills: list[int]) -> set[int]:
    """Customers who paid something on these bills."""
    rows = R.select(R.customer).join(PaymentAllocation, on=(PaymentAllocation.receivable == R.id))
    return {row[0] for row in rows.where(any_of(R.id, bills)).distinct().tuples()}


def _unbill(customer_id: int, rows: list[tuple[int, int, int | None, Decimal]]) -> None:
    """A customer's bills wait again, and with them what was credited on them since."""
    bills = [row[0] for row in rows]
    since = R.select(R.id, R.amount).where(
        (R.kind == "credit") & R.billed & any_of(R.delivery, {row[2] for row in rows}) & ~any_of(R.id, bills)
    )
    credits = list(since.tuples())
    R.update(billed=False, day=R.left, due=FAR, left=None).where(any_of(R.id, bills)).execute()
    R.update(billed=False, due=FAR).where(any_of(R.id, [row[0] for row in credits])).execute()
    taken = sum((row[3] for row in rows), ZERO) + sum((amount for _id, amount in credits), ZERO)
    Customer.bump(customer_id, balance=-taken)


def preview(month: date) -> tuple[ToBill, ...]:
    """What billing a month would bill, by customer."""
    last = last_day(month)
    with translated():
        reconnect()
        rows = _rows(last, ())
        names = {
            row[0]: row[1:]
            for row in Customer.select(Customer.id, Customer.code, Customer.name)
            .where(any_of(Customer.id, {row[1] for row in rows})).tuples()
        }  # fmt: skip
    made = []
    for customer_id, (code, name) in sorted(names.items(), key=lambda each: each[1][1]):
        mine = [row for row in rows if row[1] == customer_id]
        due = last + timedelta(max(row[4] for row in mine))
        amount = sum((row[3] for row in mine), ZERO)
        made.append(ToBill(customer_id, code, name, len({row[2] for row in mine}), amount, due))
    return tuple(made)


def unbilled_months(today: date) -> tuple[date, ...]:
    """The last days of months that are over and hold something that nobody billed, oldest first."""
    with translated():
        reconnect()
        days = [row[0] for row in R.select(R.day).where(WAITS).distinct().tuples()]
    return tuple(sorted({last_day(day) for day in days if last_day(day) <= today}))


def waiting_of(customer_id: int) -> Decimal:
    """What left for a customer and is not billed yet."""
    found = WAITING.first(customer=customer_id)
    return found[0] if found and found[0] is not None else ZERO


WAITING = Statement(lambda customer: R.select(total(R.amount)).where(WAITS & (R.customer == customer)))
