"""What customers say of a delivery: ratings and complaints."""

from models.delivery import Delivery
from models.driver import peewee
from models.fields import CodeField, MomentField
from models.people import User
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
