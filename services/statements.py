"""A customer's account over a month: what was owed before, every bill and payment in it, for the statement on paper."""

from calendar import monthrange
from datetime import date
from decimal import Decimal

from models.delivery import Delivery
from models.driver import peewee
from models.fields import total
from models.money import Payment, Receivable
from models.parties import Customer
from printing.papers import Party, Statement, StatementLine
from services import settings
from services.errors import Refusal

R, P = Receivable, Payment
ZERO = Decimal(0)


def numbered(number: str) -> tuple[Customer, date, date]:
    """The customer and the days of "CODE/YYYY-MM". Refuses unknown_customer, bad_month."""
    code, _slash, month = number.strip().rpartition("/")
    customer = Customer.get_or_none(Customer.code == code.upper())
    if customer is None:
        raise Refusal("unknown_customer", name=code or number)
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise Refusal("bad_month") from error
    return customer, first, first.replace(day=monthrange(first.year, first.month)[1])


def statement(number: str, seller: Party, prints: int = 1) -> Statement:
    """What a statement of this number says: bills by their day, what is billed later with its month, and payments.

    Refuses unknown_customer, bad_month.
    """
    customer, first, last = numbered(number)
    owed = R.select(total(R.amount)).where((R.customer == customer) & R.billed & (R.day < first)).scalar() or ZERO
    paid = P.select(total(P.amount)).where((P.customer == customer) & (P.day < first)).scalar() or ZERO
    bills = (
        R.select(R.day, R.kind, peewee.fn.COALESCE(Delivery.number, ""), R.amount, R.id)
        .join(Delivery, peewee.JOIN.LEFT_OUTER)
        .where((R.customer == customer) & R.billed & (R.day >= first) & (R.day <= last))
        .tuples()
    )
    payments = P.select(P.day, P.number, P.amount, P.id).where(
        (P.customer == customer) & (P.day >= first) & (P.day <= last)
    )
    lines = [(day, 0, id_, StatementLine(day, kind, told, amount)) for day, kind, told, amount, id_ in bills]
    lines += [
        (day, 1, id_, StatementLine(day, "payment", told, paid=amount)) for day, told, amount, id_ in payments.tuples()
    ]
    return Statement(
        number=f"{customer.code}/{first:%Y-%m}",
        first=first,
        last=last,
        seller=seller,
        customer=Party(customer.name),
        opening=owed - paid,
        lines=tuple(line for _day, _kind, _id, line in sorted(lines, key=lambda each: each[:3])),
        bank_account=settings.get("company.bank_account"),
        prints=prints,
    )
