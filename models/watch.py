"""Incidents: what went wrong, who owns it, what was done."""

from models.driver import peewee
from models.fields import CodeField, MomentField
from models.people import User
from models.table import Table


class Incident(Table):
    """`state`: open, owned, resolved or accepted; reopened puts it back to open with a note. `phase`, from the
    state, is open or ended."""

    number = CodeField(unique=True)
    kind = CodeField()
    severity = peewee.TextField(default="normal")
    state = CodeField(default="open")
    phase = CodeField(default="open")
    subject_kind = CodeField()
    subject_id = peewee.BigIntegerField()
    subject_text = peewee.TextField(default="")
    detail = peewee.TextField(default="{}")
    owner = peewee.ForeignKeyField(User, null=True, index=False)
    due = peewee.DateField(null=True)
    at = MomentField()
    version = peewee.IntegerField(default=1)

    class Meta:
        indexes = (
            (("state", "id"), False),
            (("subject_kind", "subject_id"), False),
            (("kind", "id"), False),
            (("owner", "id"), False),
            (("phase", "id"), False),
        )


class IncidentNote(Table):
    incident = peewee.ForeignKeyField(Incident, on_delete="CASCADE")
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)
    state = peewee.TextField()
    text = peewee.TextField(default="")
