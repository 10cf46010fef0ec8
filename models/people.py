"""Users, roles, the audit log, and what is shared by the whole company."""

from models.driver import peewee
from models.fields import CodeField, MomentField
from models.table import Table


class User(Table):
    """Someone who signs in. Secrets are argon2 hashes; `badge` is the code on the badge, hashed with a company key."""

    login = CodeField(unique=True)
    name = peewee.TextField()
    password_hash = peewee.TextField(default="")
    pin_hash = peewee.TextField(default="")
    badge = CodeField(null=True, unique=True)
    language = peewee.TextField(default="")
    active = peewee.BooleanField(default=True)
    failures = peewee.IntegerField(default=0)
    locked_until = MomentField(null=True)
    version = peewee.IntegerField(default=1)


class Role(Table):
    code = CodeField(unique=True)


class RolePermission(Table):
    role = peewee.ForeignKeyField(Role, index=False, on_delete="CASCADE")
    permission = CodeField()

    class Meta:
        primary_key = peewee.CompositeKey("role", "permission")


class UserRole(Table):
    user = peewee.ForeignKeyField(User, index=False, on_delete="CASCADE")
    role = peewee.ForeignKeyField(Role, on_delete="CASCADE")

    class Meta:
        primary_key = peewee.CompositeKey("user", "role")


class AuditEntry(Table):
    """One use case done. `digest` is the hash over the one before and this row's canonical JSON."""

    id = peewee.BigIntegerField(primary_key=True)
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)
    source = peewee.TextField()
    use_case = CodeField()
    subject_kind = CodeField()
    subject_id = peewee.BigIntegerField(null=True)
    request_id = CodeField(unique=True)
    content = peewee.BlobField()
    detail = peewee.TextField()
    result = peewee.TextField()
    digest = peewee.BlobField()

    class Meta:
        # Few subjects share an id, so their kind need not be in the index of every entry.
        indexes = ((("subject_id",), False),)


# What changes sales prices is a few of many; a query names the literal so that this index serves it.
PRICED = peewee.SQL(
    "use_case IN ('contract.end', 'contract.renew', 'contract.save', 'price.end', 'price.set', 'prices.import',"
    " 'prices.import_undo', 'product.change', 'products.import', 'products.import_undo')"
)
AuditEntry.add_index(AuditEntry.at, name="audit_entry_price", where=PRICED)


class Setting(Table):
    """A shared setting as JSON text; what it may hold is declared in services/settings.py."""

    key = CodeField(primary_key=True)
    value = peewee.TextField()


class Sequence(Table):
    """The last counter given for a prefix and day."""

    key = CodeField(primary_key=True)
    last = peewee.IntegerField()


class Change(Table):
    """The feed that tells other windows and PCs what to refresh; kept a day."""

    id = peewee.BigAutoField()
    at = MomentField()
    topics = peewee.TextField()


class ProgramSession(Table):
    """A running program, so that migrating can wait until no other is registered."""

    id = CodeField(primary_key=True)
    pc = peewee.TextField()
    version = peewee.TextField()
    started = MomentField()
    seen = MomentField()


class BackupRun(Table):
    at = MomentField(index=True)
    path = peewee.TextField()
    size = peewee.BigIntegerField(null=True)
    verified = peewee.BooleanField(default=False)
    error = peewee.TextField(default="")


class SavedFilter(Table):
    """A query of one list under a name: its owner's alone, or shared with everybody. `query` is JSON."""

    listing = CodeField()
    name = peewee.TextField()
    query = peewee.TextField()
    owner = peewee.ForeignKeyField(User, index=False, on_delete="CASCADE")
    shared = peewee.BooleanField(default=False)
    at = MomentField()

    class Meta:
        indexes = ((("listing", "id"), False),)


class OwnReport(Table):
    """A report somebody made over a list: its owner's alone, or shared with everybody who may see the list.

    `definition` is JSON (services/reports/made.py). A deleted one stays, so that undoing gives it back under its id.
    """

    name = peewee.TextField()
    definition = peewee.TextField()
    owner = peewee.ForeignKeyField(User, index=False, on_delete="CASCADE")
    shared = peewee.BooleanField(default=False)
    deleted = peewee.BooleanField(default=False)
    at = MomentField()
    version = peewee.IntegerField(default=1)


class Preference(Table):
    """What one person chose and finds again at every PC, as JSON; no part of the company's documents."""

    user = peewee.ForeignKeyField(User, index=False, on_delete="CASCADE")
    key = CodeField()
    value = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("user", "key")
