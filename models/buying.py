"""What is on order from suppliers, and what came."""

from models.driver import peewee
from models.fields import CodeField, MomentField, PriceField, QuantityField
from models.goods import Product
from models.orders import OrderLine
from models.parties import Supplier
from models.people import User
from models.stock import Location, Lot
from models.table import Table


class PurchaseOrder(Table):
    """`state`: ordered, received or cancelled."""

    number = CodeField(unique=True)
    state = CodeField(default="ordered")
    supplier = peewee.ForeignKeyField(Supplier)
    expected = peewee.DateField()
    note = peewee.TextField(default="")
    created_at = MomentField()
    version = peewee.IntegerField(default=1)

    class Meta:
        indexes = ((("state", "id"), False),)


class PurchaseLine(Table):
    order = peewee.ForeignKeyField(PurchaseOrder, on_delete="CASCADE")
    product = peewee.ForeignKeyField(Product, index=False)
    expected = peewee.DateField()
    quantity = QuantityField()
    received = QuantityField(default=0)
    open = QuantityField()
    cost = PriceField(null=True)

    class Meta:
        indexes = ((("product", "expected"), False),)


# What is still to come is asked of open lines only; a query names the literal 0 so that this index serves it.
PurchaseLine.add_index(
    PurchaseLine.expected, PurchaseLine.id, name="purchase_line_open_expected", where=peewee.SQL("open > 0")
)


class Receipt(Table):
    number = CodeField(unique=True)
    supplier = peewee.ForeignKeyField(Supplier, null=True, index=False)
    purchase = peewee.ForeignKeyField(PurchaseOrder, null=True)
    note = peewee.TextField(default="")
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)


class ReceiptLine(Table):
    receipt = peewee.ForeignKeyField(Receipt, on_delete="CASCADE")
    product = peewee.ForeignKeyField(Product, index=False)
    lot = peewee.ForeignKeyField(Lot, index=False)
    location = peewee.ForeignKeyField(Location, index=False)
    purchase_line = peewee.ForeignKeyField(PurchaseLine, null=True, index=False)
    quantity = QuantityField()


class Replenishment(Table):
    """A request to the buyer. `state`: open, ordered (`purchase_line` says where) or declined.

    `line` is the order line that fell short, null for a request to fill up the stock.
    """

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
