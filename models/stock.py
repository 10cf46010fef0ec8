"""The stock ledger: locations, lots, balances, moves, reservations."""

from models.driver import peewee
from models.fields import CodeField, MomentField, QuantityField
from models.goods import Product
from models.orders import OrderLine
from models.people import User
from models.table import Table


class Location(Table):
    """`kind`: supplier, receiving, bin, quarantine, staging, transit, customer or loss. Walked in order of `walk`."""

    code = CodeField(unique=True)
    name = peewee.TextField(default="")
    kind = CodeField()
    parent = peewee.ForeignKeyField("self", null=True, index=False)
    walk = peewee.IntegerField(default=0)
    active = peewee.BooleanField(default=True)


class Lot(Table):
    """Every product has at least the lot with the empty number, for goods that are not lot-tracked."""

    product = peewee.ForeignKeyField(Product, index=False)
    number = CodeField(default="")
    made = peewee.DateField(null=True)
    expiry = peewee.DateField(null=True)
    received = peewee.DateField()

    class Meta:
        indexes = ((("product", "number"), True), (("number",), False), (("expiry",), False))


class StockBalance(Table):
    """A cache of the moves, written only by services/ledger.py. `quality`: good, frozen, damaged or expired."""

    product = peewee.ForeignKeyField(Product, index=False)
    lot = peewee.ForeignKeyField(Lot)
    location = peewee.ForeignKeyField(Location, index=False)
    quality = CodeField(default="good")
    on_hand = QuantityField(default=0)
    reserved = QuantityField(default=0, constraints=[peewee.Check("reserved >= 0")])

    class Meta:
        indexes = (
            (("product", "lot", "location", "quality"), True),
            (("location", "product", "lot", "quality"), False),
        )
        constraints = (peewee.Check("reserved = 0 OR reserved <= on_hand"),)


class StockMove(Table):
    """Goods from one location and quality to another; posted once, never changed (held by triggers)."""

    at = MomentField()
    product = peewee.ForeignKeyField(Product, index=False)
    lot = peewee.ForeignKeyField(Lot, index=False)
    quantity = QuantityField(constraints=[peewee.Check("quantity > 0")])
    source = peewee.ForeignKeyField(Location, index=False)
    source_quality = peewee.TextField(default="good")
    target = peewee.ForeignKeyField(Location, index=False)
    target_quality = peewee.TextField(default="good")
    reason = peewee.TextField()
    note = peewee.TextField(default="")
    document_kind = peewee.TextField(default="")
    document_id = peewee.BigIntegerField(null=True)
    reverses = peewee.ForeignKeyField("self", null=True, index=False)
    user = peewee.ForeignKeyField(User, null=True, index=False)

    class Meta:
        indexes = ((("product",), False),)


# Only the few moves that reverse another, belong to a receipt, a return or a count or go back to a purchase order: all
# would be a tenth of the ledger.
StockMove.add_index(StockMove.reverses, unique=True, where=StockMove.reverses.is_null(False))
StockMove.add_index(StockMove.document_id, name="stock_move_receipt", where=peewee.SQL("document_kind = 'receipt'"))
StockMove.add_index(StockMove.document_id, name="stock_move_purchase", where=peewee.SQL("document_kind = 'purchase'"))
StockMove.add_index(StockMove.document_id, name="stock_move_return", where=peewee.SQL("document_kind = 'return'"))
StockMove.add_index(StockMove.at, name="stock_move_count", where=peewee.SQL("document_kind = 'count'"))


class Reservation(Table):
    """A promise of goods in one balance to one order line; it goes with the goods and ends when they leave."""

    line = peewee.ForeignKeyField(OrderLine)
    balance = peewee.ForeignKeyField(StockBalance)
    delivery_line_id = peewee.BigIntegerField(null=True, index=True)
    quantity = QuantityField(constraints=[peewee.Check("quantity > 0")])
