"""Customers, their addresses, suppliers and carriers with their prices."""

from models.driver import peewee
from models.fields import AmountField, CodeField, MomentField
from models.table import Table


class Customer(Table):
    """`search` is one narrow lower-case line: name, initials, code, phone. `balance` is what the customer owes.

    `billing`: dispatch (each dispatch is billed at once) or month (what left in a month is billed at its end).
    `language` is that of the customer's papers; empty for the company's. `created_at` is null for customers kept
    since before it was.
    """

    code = CodeField(unique=True)
    name = CodeField()
    contact = peewee.TextField(default="")
    phone = peewee.TextField(default="")
    credit_limit = AmountField(null=True)
    payment_days = peewee.IntegerField(default=0)
    price_level = peewee.TextField(default="")
    delivery_policy = peewee.TextField(default="ready")
    billing = peewee.TextField(default="dispatch")
    tax_number = peewee.TextField(default="")
    language = peewee.TextField(default="")
    note = peewee.TextField(default="")
    balance = AmountField(default=0)
    search = CodeField()
    active = peewee.BooleanField(default=True)
    created_at = MomentField(null=True)
    version = peewee.IntegerField(default=1)

    class Meta:
        indexes = ((("name", "id"), False), (("active", "code"), False))


class Address(Table):
    customer = peewee.ForeignKeyField(Customer, on_delete="CASCADE")
    receiver = peewee.TextField(default="")
    phone = peewee.TextField(default="")
    text = peewee.TextField(default="")
    is_default = peewee.BooleanField(default=False)


class CustomerAlias(Table):
    """Another name that files have for a customer, as it is compared (`alias`) and as it was said."""

    alias = CodeField(unique=True)
    customer = peewee.ForeignKeyField(Customer, on_delete="CASCADE")
    said = peewee.TextField(default="")
    at = MomentField()


class Supplier(Table):
    code = CodeField(unique=True)
    name = CodeField()
    contact = peewee.TextField(default="")
    phone = peewee.TextField(default="")
    address = peewee.TextField(default="")
    payment_days = peewee.IntegerField(default=0)
    lead_days = peewee.IntegerField(null=True)
    note = peewee.TextField(default="")
    search = CodeField(default="")
    active = peewee.BooleanField(default=True)
    version = peewee.IntegerField(default=1)

    class Meta:
        indexes = ((("name", "id"), False),)


class Carrier(Table):
    """`pattern` is a regular expression that the carrier's tracking numbers match; empty when it has none.

    `services` are the kinds of service it sells, one a line; `track_url` holds {number}. `days` are those that it says
    to take on the way, null where it says nothing.
    """

    code = CodeField(unique=True)
    name = peewee.TextField()
    pattern = peewee.TextField(default="")
    phone = peewee.TextField(default="")
    services = peewee.TextField(default="")
    track_url = peewee.TextField(default="")
    days = peewee.IntegerField(null=True)
    active = peewee.BooleanField(default=True)
    version = peewee.IntegerField(default=1)


class FreightRate(Table):
    """A line of a carrier's price table, which holds from its day until the carrier's next table.

    A parcel costs `first_price` up to `first_g`, and `step_price` for each begun `step_g` more; without `step_g` the
    line is a flat price of parcels up to `first_g`. `provinces` are short names with blanks between, empty for all
    that the table does not name; `service` is empty for every service the table does not name. `divisor` is how many
    cubic centimetres the carrier takes for a kilo, the same in all lines of a table; 0 where only the scale counts.
    """

    carrier = peewee.ForeignKeyField(Carrier, index=False, on_delete="CASCADE")
    valid_from = peewee.DateField()
    service = peewee.TextField(default="")
    provinces = peewee.TextField(default="")
    first_g = peewee.IntegerField()
    first_price = AmountField()
    step_g = peewee.IntegerField(null=True)
    step_price = AmountField(default=0)
    divisor = peewee.IntegerField(default=0)

    class Meta:
        indexes = ((("carrier", "valid_from", "id"), False),)
