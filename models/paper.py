"""Print jobs, the stations that print them, and files attached to a document."""

from models.driver import peewee
from models.fields import CodeField, MomentField
from models.people import User
from models.table import Table


class Station(Table):
    """A place of work at one PC; `printers` and `settings` are JSON."""

    name = CodeField(unique=True)
    pc = peewee.TextField(default="")
    printers = peewee.TextField(default="{}")
    settings = peewee.TextField(default="{}")


class PrintJob(Table):
    """`kind`: label, note or picklist of a delivery; or handover or product, whose own id then stands in
    `delivery_id` and, for a product, a lot's in `package`.

    `state`: queued; sending, from before its first byte; sent, or confirmed by the printer or a person; failed;
    uncertain, when nobody knows whether it came out; or replaced by the next copy, since it did not. `at` is when it
    was asked for last, `reason` why it was printed again. `path` is the file it became; until then it holds as JSON
    what was wished for other than usual (services.printing_jobs.Wish).
    """

    kind = CodeField()
    delivery_id = peewee.BigIntegerField()
    package = peewee.IntegerField(default=0)
    copy = peewee.IntegerField(default=1)
    state = CodeField(default="queued")
    station = peewee.TextField(default="")
    path = peewee.TextField(default="")
    error = peewee.TextField(default="")
    reason = peewee.TextField(default="")
    at = MomentField()
    sent_at = MomentField(null=True)

    class Meta:
        indexes = ((("kind", "delivery_id", "package", "copy"), True), (("state", "id"), False))


class LabelTemplate(Table):
    """A saved version of a label's layout as JSON; an empty one is the built-in of that key. The highest version of a
    key is in force; one without any is the built-in."""

    key = CodeField()
    version = peewee.IntegerField()
    kind = CodeField()
    name = peewee.TextField()
    layout = peewee.TextField()
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)

    class Meta:
        indexes = ((("key", "version"), True),)


class Attachment(Table):
    """A file kept with a document: `kind` picture, pdf, signature or logo; `data` at most 5 MB."""

    subject_kind = CodeField()
    subject_id = peewee.BigIntegerField()
    kind = CodeField()
    name = peewee.TextField()
    mime = peewee.TextField()
    size = peewee.IntegerField()
    sha256 = CodeField()
    data = peewee.BlobField()
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)

    class Meta:
        indexes = ((("subject_kind", "subject_id"), False),)
