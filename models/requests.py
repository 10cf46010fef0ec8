"""What a second person must say yes to before it is done."""

from models.driver import peewee
from models.fields import AmountField, CodeField, MomentField
from models.people import User
from models.table import Table


class ActRequest(Table):
    """`kind` is one of services.act_requests.KINDS and `arguments` what it is to be done with, as JSON.

    `state`: waiting, approved, refused or withdrawn. `amount` is what it is about in money, null where that is none.
    """

    number = CodeField(unique=True)
    kind = CodeField()
    state = CodeField(default="waiting")
    subject_kind = CodeField()
    subject_id = peewee.BigIntegerField()
    subject_text = peewee.TextField()
    amount = AmountField(null=True)
    arguments = peewee.TextField()
    content = CodeField()
    why = peewee.TextField(default="")
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)
    decided_at = MomentField(null=True)
    decided_by = peewee.ForeignKeyField(User, null=True, index=False)
    answer = peewee.TextField(default="")
    version = peewee.IntegerField(default=1)

    class Meta:
        indexes = ((("state", "id"), False), (("user", "id"), False))
