"""What customers owe and what they paid."""

from models.delivery import Delivery
from models.driver import peewee
from models.fields import AmountField, CodeField, MomentField
from models.parties import Customer
from models.people import User
from models.table import Table


class Receivable(Table):
    """Made by a dispatch (`kind` dispatch) or lowered by what did not arrive (`kind` credit, negative amount)."""

    customer = peewee.ForeignKeyField(Customer, index=False)
    delivery = peewee.ForeignKeyField(Delivery, null=True)
    kind = peewee.TextField(default="dispatch")
    amount = AmountField()
    open = AmountField()
    day = peewee.DateField()
    due = peewee.DateField()

    class Meta:
        indexes = ((("customer", "open"), False),)


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
