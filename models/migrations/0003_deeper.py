"""What deeper lists are asked by: open purchase lines by their day, scans by moment, verdict and person.

What customers call their goods and themselves, learned from their files; what an import found before it wrote.
"""

from typing import Any

from models.driver import peewee
from models.fields import CodeField, MomentField


class Table(peewee.Model):
    class Meta:
        legacy_table_names = False


class Customer(Table):
    pass


class Product(Table):
    pass


class PurchaseLine(Table):
    expected = peewee.DateField()


PurchaseLine.add_index(
    PurchaseLine.expected, PurchaseLine.id, name="purchase_line_open_expected", where=peewee.SQL("open > 0")
)


class CustomerArticle(Table):
    customer = peewee.ForeignKeyField(Customer, on_delete="CASCADE", index=False)
    article = CodeField()
    product = peewee.ForeignKeyField(Product, on_delete="CASCADE")
    said = peewee.TextField(default="")
    at = MomentField()

    class Meta:
        indexes = ((("customer", "article"), True),)


class CustomerAlias(Table):
    alias = CodeField(unique=True)
    customer = peewee.ForeignKeyField(Customer, on_delete="CASCADE")
    said = peewee.TextField(default="")
    at = MomentField()


PARTIAL = (PurchaseLine,)
KNOWN = (Customer, Product, *PARTIAL)
TABLES = (CustomerArticle, CustomerAlias)


def _text() -> Any:
    return peewee.TextField(constraints=[peewee.SQL("DEFAULT ''")])


# A default in the table itself lets both engines add a column without writing the table anew.
COLUMNS: dict[str, dict[str, Any]] = {
    "import_row": {"note": _text(), "before": _text()},
}

INDEXES = (
    ("scan_event", ("at",), False),
    ("scan_event", ("verdict", "id"), False),
    ("scan_event", ("user_id", "id"), False),
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
