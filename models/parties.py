"""Customers, their addresses, suppliers and carriers."""

from models.driver import peewee
from models.fields import AmountField, CodeField
from models.table import Table


class Customer(Table):
    """`search` is one narrow lower-case line: name, initials, code, phone. `balance` is what the customer owes."""

    code = CodeField(unique=True)
    name = CodeField()
    contact = peewee.TextField(default="")
    phone = peewee.TextField(default="")
    credit_limit = AmountField(null=True)
    payment_days = peewee.IntegerField(default=0)
    price_level = peewee.TextField(default="")
    delivery_policy = peewee.TextField(default="ready")
    balance = AmountField(default=0)
    search = CodeField()
    active = peewee.BooleanField(default=True)
    version = peewee.IntegerField(default=1)

    class Meta:
        indexes = ((("name", "id"), False),)


class Address(Table):
    customer = peewee.ForeignKeyField(Customer, on_delete="CASCADE")
    receiver = peewee.TextField(default="")
    phone = peewee.TextField(default="")
    text = peewee.TextField(default="")
    is_default = peewee.BooleanField(default=False)


class Supplier(Table):
    code = CodeField(unique=True)
    name = CodeField()
    contact = peewee.TextField(default="")
    phone = peewee.TextField(default="")
    search = CodeField(default="")
    active = peewee.BooleanField(default=True)
    version = peewee.IntegerField(default=1)


class Carrier(Table):
    """`pattern` is a regular expression that the carrier's tracking numbers match; empty when it has none."""

    code = CodeField(unique=True)
    name = peewee.TextField()
    pattern = peewee.TextField(default="")
    active = peewee.BooleanField(default=True)
