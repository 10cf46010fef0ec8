"""What deeper lists are asked by: open purchase lines by their day, scans by moment, verdict and person."""

from typing import Any

from models.driver import peewee


class PurchaseLine(peewee.Model):
    expected = peewee.DateField()

    class Meta:
        legacy_table_names = False


PurchaseLine.add_index(
    PurchaseLine.expected, PurchaseLine.id, name="purchase_line_open_expected", where=peewee.SQL("open > 0")
)

INDEXES = (
    ("scan_event", ("at",), False),
    ("scan_event", ("verdict", "id"), False),
    ("scan_event", ("user_id", "id"), False),
)


def up(migrator: Any, db: Any) -> None:
    with db.bind_ctx((PurchaseLine,), bind_refs=False, bind_backrefs=False):
        for table, names, unique in INDEXES:
            migrator.add_index(table, names, unique).run()
        PurchaseLine._schema.create_indexes(safe=False)
