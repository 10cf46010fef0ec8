"""After a delivery: ratings, complaints, and goods that come back."""

from models.delivery import Delivery, DeliveryLine
from models.driver import peewee
from models.fields import AmountField, CodeField, MomentField, QuantityField
from models.goods import Product
from models.money import Receivable
from models.orders import SalesOrder
from models.parties import Customer
from models.people import User
from models.stock import Lot
from models.table import Table
from models.watch import Incident


class Rating(Table):
    """One a delivery: `stars` from 1 (bad) to 5. `at` is when it was given first, though it may be put right later."""

    delivery = peewee.ForeignKeyField(Delivery, unique=True, on_delete="CASCADE")
    stars = peewee.IntegerField()
    note = peewee.TextField(default="")
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)

    class Meta:
        indexes = ((("at",), False),)


class Complaint(Table):
    """`kind` is one of services.feedback.KINDS; how it is answered stands at its incident."""

    delivery = peewee.ForeignKeyField(Delivery, on_delete="CASCADE")
    incident = peewee.ForeignKeyField(Incident, on_delete="CASCADE")
    kind = CodeField()
    text = peewee.TextField()
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)

    class Meta:
        indexes = ((("at",), False),)


class ReturnOrder(Table):
    """What a customer sends back of a delivery. `phase` is open or ended, from the state; `outcome` of one that is
    closed: restocked, repaired, replaced, refunded or scrapped. `credit` took `amount` off, both null without one;
    `replacement` is the order by which replaced goods go out."""

    number = CodeField(unique=True)
    state = CodeField(default="announced")
    phase = CodeField(default="open")
    delivery = peewee.ForeignKeyField(Delivery)
    customer = peewee.ForeignKeyField(Customer, index=False)
    customer_name = CodeField()
    reason = CodeField()
    note = peewee.TextField(default="")
    outcome = CodeField(default="")
    amount = AmountField(null=True)
    credit = peewee.ForeignKeyField(Receivable, null=True, index=False)
    replacement = peewee.ForeignKeyField(SalesOrder, null=True, on_delete="SET NULL")
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)
    received_at = MomentField(null=True)
    closed_at = MomentField(null=True)
    version = peewee.IntegerField(default=1)

    class Meta:
        indexes = ((("state", "id"), False), (("phase", "id"), False), (("at",), False))


class ReturnLine(Table):
    """Base units of one lot of a delivery line: announced, received, and what became of those. `named` of
    what was received are told by their serial numbers."""

    order = peewee.ForeignKeyField(ReturnOrder, index=False, on_delete="CASCADE")
    position = peewee.IntegerField()
    delivery_line = peewee.ForeignKeyField(DeliveryLine)
    product = peewee.ForeignKeyField(Product, index=False)
    lot = peewee.ForeignKeyField(Lot, index=False)
    quantity = QuantityField()
    received = QuantityField(default=0)
    restocked = QuantityField(default=0)
    scrapped = QuantityField(default=0)
    sent_back = QuantityField(default=0)
    named = QuantityField(default=0)

    class Meta:
        indexes = ((("order", "position"), True),)
