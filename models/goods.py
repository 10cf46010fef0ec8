"""Products, their codes, prices, and the stored stock figures of each."""

from models.driver import peewee
from models.fields import CodeField, MomentField, PriceField, QuantityField
from models.parties import Customer, Supplier
from models.table import Table


class Product(Table):
    """`search` is one narrow lower-case line: SKU, name, initials, codes. Weight in grams, sizes in millimetres.

    `min_order` is the least its supplier sells, in base units; 0 for any.
    """

    sku = CodeField(unique=True)
    name = CodeField()
    name_en = peewee.TextField(default="")
    spec = peewee.TextField(default="")
    unit = peewee.TextField(default="")
    lot_tracked = peewee.BooleanField(default=False)
    serial_tracked = peewee.BooleanField(default=False)
    shelf_life_days = peewee.IntegerField(null=True)
    safety_stock = QuantityField(default=0)
    min_order = QuantityField(default=0)
    lead_days = peewee.IntegerField(default=7)
    price = PriceField(null=True)
    min_price = PriceField(null=True)
    cost = PriceField(null=True)
    weight_g = peewee.IntegerField(null=True)
    length_mm = peewee.IntegerField(null=True)
    width_mm = peewee.IntegerField(null=True)
    height_mm = peewee.IntegerField(null=True)
    category = CodeField(default="")
    supplier = peewee.ForeignKeyField(Supplier, null=True, index=False)
    note = peewee.TextField(default="")
    search = CodeField()
    active = peewee.BooleanField(default=True)
    version = peewee.IntegerField(default=1)

    class Meta:
        indexes = ((("name", "id"), False), (("active", "sku"), False))


class ProductStock(Table):
    """Figures of one product, kept by services/ledger.py in the transaction that changes them.

    `on_hand` and `reserved` count the company's own locations, `available` what can still be promised,
    `level` is enough, low or out.
    """

    product = peewee.ForeignKeyField(Product, primary_key=True)
    on_hand = QuantityField(default=0)
    reserved = QuantityField(default=0)
    available = QuantityField(default=0)
    incoming = QuantityField(default=0)
    level = CodeField(default="out")

    class Meta:
        indexes = ((("level", "available", "product"), False), (("available", "product"), False))


# Both levels together in the order of what is available: from its end, few are found among many that are enough.
ProductStock.add_index(
    ProductStock.available, ProductStock.product, name="product_stock_below", where=peewee.SQL("level <> 'enough'")
)


class Tag(Table):
    """An RFID tag that names no goods itself (`epc`: 24 hex digits), and the goods it was put on."""

    epc = CodeField(unique=True)
    product = peewee.ForeignKeyField(Product, on_delete="CASCADE")
    lot = CodeField(default="")
    at = MomentField()


class ParcelWeight(Table):
    """What weighed parcels taught about a product: the grams that one base unit adds to a parcel, its share of the
    packaging included, and by how many grams that differs as a rule."""

    product = peewee.ForeignKeyField(Product, primary_key=True, on_delete="CASCADE")
    grams = QuantityField()
    spread = QuantityField(default=0)
    parcels = peewee.IntegerField(default=0)


class Barcode(Table):
    """`code` upper-case; one scan of it counts `factor` base units."""

    code = CodeField(unique=True)
    product = peewee.ForeignKeyField(Product, on_delete="CASCADE")
    unit = peewee.TextField(default="")
    factor = QuantityField(default=1)


class Price(Table):
    """A price for a customer or a level, from a quantity on, between two days (both included, open when null).

    `contract` names the customer's price list that the row belongs to; empty for a single price.
    """

    product = peewee.ForeignKeyField(Product, on_delete="CASCADE", index=False)
    customer = peewee.ForeignKeyField(Customer, null=True, on_delete="CASCADE")
    level = peewee.TextField(default="")
    from_quantity = QuantityField(default=0)
    price = PriceField()
    valid_from = peewee.DateField(null=True)
    valid_to = peewee.DateField(null=True)
    contract = CodeField(default="")

    class Meta:
        indexes = ((("product", "customer", "level"), False),)


class CustomerArticle(Table):
    """What a customer calls a product, as it is compared (`article`) and as it was said; learned from their files."""

    customer = peewee.ForeignKeyField(Customer, on_delete="CASCADE", index=False)
    article = CodeField()
    product = peewee.ForeignKeyField(Product, on_delete="CASCADE")
    said = peewee.TextField(default="")
    at = MomentField()

    class Meta:
        indexes = ((("customer", "article"), True),)
