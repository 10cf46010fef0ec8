"""Pieces that are like no other."""

from models.after_sales import ReturnLine
from models.buying import ReceiptLine
from models.delivery import Delivery
from models.driver import peewee
from models.fields import CodeField
from models.goods import Product
from models.table import Table


class Piece(Table):
    """A piece that is like no other, by its serial number or its tag.

    `delivery` is the last one that it went with, null where it never did or its scan was undone; `checked` once the
    second count has found it there. `known` says that it was here by its number before it was picked: `receipt_line`
    brought it, where one did. `back` is the line of the return that it came back with.
    """

    product = peewee.ForeignKeyField(Product, index=False, on_delete="CASCADE")
    serial = CodeField()
    delivery = peewee.ForeignKeyField(Delivery, null=True, on_delete="SET NULL")
    checked = peewee.BooleanField(default=False)
    known = peewee.BooleanField(default=False)
    receipt_line = peewee.ForeignKeyField(ReceiptLine, null=True, index=False)
    back = peewee.ForeignKeyField(ReturnLine, null=True, index=False, on_delete="SET NULL")

    class Meta:
        indexes = ((("product", "serial"), True), (("serial",), False))
