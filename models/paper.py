"""Print jobs and the stations that print them."""

from models.driver import peewee
from models.fields import CodeField, MomentField
from models.table import Table


class Station(Table):
    """A place of work at one PC; `printers` and `settings` are JSON."""

    name = CodeField(unique=True)
    pc = peewee.TextField(default="")
    printers = peewee.TextField(default="{}")
    settings = peewee.TextField(default="{}")


class PrintJob(Table):
    """`kind`: label, note or picklist, of one document and copy. `state`: queued, sent, confirmed or failed."""

    kind = CodeField()
    delivery_id = peewee.BigIntegerField()
    package = peewee.IntegerField(default=0)
    copy = peewee.IntegerField(default=1)
    state = CodeField(default="queued")
    station = peewee.TextField(default="")
    path = peewee.TextField(default="")
    error = peewee.TextField(default="")
    at = MomentField()
    sent_at = MomentField(null=True)

    class Meta:
        indexes = ((("kind", "delivery_id", "package", "copy"), True), (("state", "id"), False))
