"""What customers owe and what they paid."""

from models.delivery import Delivery
from models.driver import peewee
from models.fields import AmountField, CodeField, MomentField
from models.parties import Customer
from models.people import User
from models.table import Table


class Receivable(Table):
    """Made by a dispatch (`kind` dispatch), brought along at the start (opening), or lowered by what did not arrive
    (`kind` credit, negative amount).

    Not `billed`: left for a customer who is billed at month's end, whose balance it does not count in yet. One that
    was billed with its month keeps in `left` the day it had before.
    """

    customer = peewee.ForeignKeyField(Customer, index=False)
    delivery = peewee.ForeignKeyField(Delivery, null=True)
    kind = peewee.TextField(default="dispatch")
    amount = AmountField()
    open = AmountField()
    day = peewee.DateField()
    due = peewee.DateField()
    billed = peewee.BooleanField(default=True)
    left = peewee.DateField(null=True)

    class Meta:
        indexes = ((("customer", "open"), False),)


# What is paid is most of all; lists and ages are asked of open ones only, with a literal 0 so that this index serves.
Receivable.add_index(Receivable.due, Receivable.id, name="receivable_open_due", where=peewee.SQL("open > 0"))
# Few wait for the end of the month; a query names the literal 0 or FALSE so that this index serves it.
Receivable.add_index(Receivable.customer, name="receivable_unbilled", where=~Receivable.billed)
# A month is taken back by its last day.
Receivable.add_index(
    Receivable.day, Receivable.id, name="receivable_of_month", where=Receivable.left.is_null(False)
)


class Aged(Table):
    """No table: the names of what services/ageing.py sums of a customer's open bills. `fresh` is not due yet; `free`
    is what the credit limit leaves, null without a limit.
    """

    customer = peewee.ForeignKeyField(Customer, primary_key=True, backref="+")
    fresh = AmountField()
    to30 = AmountField()
    to60 = AmountField()
    to90 = AmountField()
    to180 = AmountField()
    older = AmountField()
    total = AmountField()
    free = AmountField(null=True)


class Payment(Table):
    """`open` is what is not set against a receivable yet."""

    number = CodeField(unique=True)
    customer = peewee.ForeignKeyField(Customer, index=False)
    amount = AmountField()
    open = AmountField()
    day = peewee.DateField()
    note = peewee.TextField(default="")
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)

    class Meta:
        indexes = ((("customer", "open"), False),)


class PaymentAllocation(Table):
    payment = peewee.ForeignKeyField(Payment, on_delete="CASCADE")
    receivable = peewee.ForeignKeyField(Receivable)
    amount = AmountField()
