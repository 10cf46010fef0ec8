"""What the windows keep: attachments, saved filters, requests to the buyer, hand-over lists, quotations."""

from typing import Any

from models.driver import peewee
from models.fields import CodeField, MomentField, QuantityField


class Table(peewee.Model):
    class Meta:
        legacy_table_names = False


class User(Table):
    pass


class Supplier(Table):
    pass


class Carrier(Table):
    pass


class Product(Table):
    pass


class OrderLine(Table):
    pass


class PurchaseLine(Table):
    pass


class Receivable(Table):
    customer_id = peewee.IntegerField()
    due = peewee.DateField()
    billed = peewee.BooleanField(default=True)


Receivable.add_index(Receivable.due, Receivable.id, name="receivable_open_due", where=peewee.SQL("open > 0"))
Receivable.add_index(Receivable.customer_id, name="receivable_unbilled", where=~Receivable.billed)


class SalesOrder(Table):
    quote_number = CodeField(null=True)


SalesOrder.add_index(SalesOrder.quote_number, unique=True, where=SalesOrder.quote_number.is_null(False))


class Delivery(Table):
    handover_id = peewee.IntegerField(null=True)


Delivery.add_index(Delivery.handover_id, where=Delivery.handover_id.is_null(False))


class SavedFilter(Table):
    listing = CodeField()
    name = peewee.TextField()
    query = peewee.TextField()
    owner = peewee.ForeignKeyField(User, index=False, on_delete="CASCADE")
    shared = peewee.BooleanField(default=False)
    at = MomentField()

    class Meta:
        indexes = ((("listing", "id"), False),)


class Preference(Table):
    user = peewee.ForeignKeyField(User, index=False, on_delete="CASCADE")
    key = CodeField()
    value = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("user", "key")


class HandOver(Table):
    number = CodeField(unique=True)
    carrier = peewee.ForeignKeyField(Carrier, null=True, index=False)
    driver = peewee.TextField(default="")
    plate = peewee.TextField(default="")
    deliveries = peewee.IntegerField(default=0)
    packages = peewee.IntegerField(default=0)
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)


class Replenishment(Table):
    product = peewee.ForeignKeyField(Product, index=False)
    quantity = QuantityField()
    needed = peewee.DateField()
    line = peewee.ForeignKeyField(OrderLine, null=True, on_delete="SET NULL")
    state = CodeField(default="open")
    purchase_line = peewee.ForeignKeyField(PurchaseLine, null=True, index=False)
    note = peewee.TextField(default="")
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)
    version = peewee.IntegerField(default=1)

    class Meta:
        indexes = ((("state", "needed", "id"), False), (("product", "state"), False))


class Attachment(Table):
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


PARTIAL = (Receivable, SalesOrder, Delivery)
KNOWN = (User, Supplier, Carrier, Product, OrderLine, PurchaseLine, *PARTIAL)
TABLES = (SavedFilter, Preference, HandOver, Replenishment, Attachment)


def _text(default: str = "") -> Any:
    return peewee.TextField(constraints=[peewee.SQL(f"DEFAULT '{default}'")])


def _code() -> Any:
    return CodeField(constraints=[peewee.SQL("DEFAULT ''")])


def _number() -> Any:
    return peewee.IntegerField(null=True)


# A default in the table itself lets both engines add a column without writing the table anew, which on SQLite would
# lose the triggers and follow ON DELETE.
COLUMNS: dict[str, dict[str, Any]] = {
    "customer": {
        "billing": _text("dispatch"), "tax_number": _text(), "language": _text(), "note": _text(),
        "created_at": MomentField(null=True),
    },
    "supplier": {
        "address": _text(), "payment_days": peewee.IntegerField(constraints=[peewee.SQL("DEFAULT 0")]),
        "lead_days": _number(), "note": _text(),
    },
    "carrier": {
        "phone": _text(), "services": _text(), "track_url": _text(),
        "version": peewee.IntegerField(constraints=[peewee.SQL("DEFAULT 1")]),
    },
    "product": {
        "length_mm": _number(), "width_mm": _number(), "height_mm": _number(), "category": _code(),
        "supplier_id": peewee.ForeignKeyField(Supplier, Supplier.id, null=True, index=False), "note": _text(),
    },
    "price": {"contract": _code()},
    "sales_order": {"valid_until": peewee.DateField(null=True), "quote_number": CodeField(null=True)},
    "delivery": {
        "service": _text(), "trouble": _code(),
        "handover_id": peewee.ForeignKeyField(HandOver, HandOver.id, null=True, index=False),
    },
    "receivable": {"billed": peewee.BooleanField(constraints=[peewee.SQL("DEFAULT TRUE")])},
}  # fmt: skip

INDEXES = (
    ("purchase_order", ("state", "id"), False),
    ("product", ("active", "sku"), False),
    ("customer", ("active", "code"), False),
    ("supplier", ("name", "id"), False),
    ("sales_order", ("author_id", "id"), False),
    ("sales_order", ("submitted_at",), False),
    ("delivery", ("dispatched_at", "due"), False),
)


def up(migrator: Any, db: Any) -> None:
    with db.bind_ctx((*KNOWN, *TABLES), bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
        for table, columns in COLUMNS.items():
            for name, field in columns.items():
                migrator.add_column(table, name, field, allow_not_null=True).run()
        for table, names, unique in INDEXES:
            migrator.add_index(table, names, unique).run()
        for model in PARTIAL:
            model._schema.create_indexes(safe=False)
