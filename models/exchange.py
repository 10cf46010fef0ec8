"""Files that came in, row by row."""

from models.driver import peewee
from models.fields import CodeField, MomentField
from models.people import User
from models.table import Table


class ImportBatch(Table):
    kind = CodeField()
    file_name = peewee.TextField()
    sha256 = CodeField(index=True)
    sheet = peewee.TextField(default="")
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)
    total = peewee.IntegerField()
    imported = peewee.IntegerField()
    merged = peewee.IntegerField()
    skipped = peewee.IntegerField()
    failed = peewee.IntegerField()


class ImportRow(Table):
    """`outcome`: imported, merged, skipped or failed; `cell` and `code` say where and why for the last two.

    `note` is the reason of a person who left the row out; `before` is JSON, what the row wrote over.
    """

    batch = peewee.ForeignKeyField(ImportBatch, on_delete="CASCADE", index=False)
    row = peewee.IntegerField()
    outcome = peewee.TextField()
    document_id = peewee.BigIntegerField(null=True)
    cell = peewee.TextField(default="")
    code = peewee.TextField(default="")
    note = peewee.TextField(default="")
    before = peewee.TextField(default="")

    class Meta:
        primary_key = peewee.CompositeKey("batch", "row")


class ImportProfile(Table):
    """How the columns of files with this header were last understood; `mapping` is JSON, field -> heading."""

    kind = CodeField()
    fingerprint = CodeField()
    name = CodeField(default="")
    mapping = peewee.TextField()
    channel_customer_id = peewee.IntegerField(null=True)
    at = MomentField()

    class Meta:
        indexes = ((("kind", "fingerprint"), True),)
