"""Deliveries: what is picked, checked, packed, signed for and sent."""

from models.driver import peewee
from models.fields import FAR, AmountField, CodeField, MomentField, QuantityField
from models.goods import Product
from models.orders import OrderLine, SalesOrder
from models.parties import Carrier, Customer
from models.people import User
from models.stock import Location, Lot
from models.table import Table


class HandOver(Table):
    """What one driver took along at one time: the dispatched deliveries that name it."""

    number = CodeField(unique=True)
    carrier = peewee.ForeignKeyField(Carrier, null=True, index=False)
    driver = peewee.TextField(default="")
    plate = peewee.TextField(default="")
    deliveries = peewee.IntegerField(default=0)
    packages = peewee.IntegerField(default=0)
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)


class Delivery(Table):
    """`phase` is house, way or ended, from the state; `due` as on orders. `pieces` and `picked` are base units.

    `trouble` says why the delivery is on the exception list (short: a pick fell short), empty when it is not.
    `province` is that of the address, by its short name; `expected_freight` what the carrier's price table says.
    `content` counts changes of lines after packing. `outcome` of a delivery that has ended: signed,
    signed_difference, refused or lost.
    """

    number = CodeField(unique=True)
    state = CodeField(default="planned")
    order = peewee.ForeignKeyField(SalesOrder, null=True)
    customer = peewee.ForeignKeyField(Customer, index=False)
    customer_name = CodeField()
    order_number = CodeField(default="")
    customer_ref = peewee.TextField(default="")
    promised = peewee.DateField(null=True)
    due = peewee.DateField(default=FAR)
    phase = CodeField(default="house")
    priority = peewee.IntegerField(default=0)
    receiver = peewee.TextField(default="")
    phone = CodeField(default="")
    address = peewee.TextField(default="")
    province = CodeField(default="")
    carrier = peewee.ForeignKeyField(Carrier, null=True, index=False)
    service = peewee.TextField(default="")
    tracking_number = CodeField(default="")
    handover = peewee.ForeignKeyField(HandOver, null=True, index=False)
    trouble = CodeField(default="")
    freight = AmountField(null=True)
    expected_freight = AmountField(null=True)
    pieces = QuantityField(default=0)
    picked = QuantityField(default=0)
    lines = peewee.IntegerField(default=0)
    packages = peewee.IntegerField(default=0)
    weight_g = peewee.IntegerField(default=0)
    package_open = peewee.IntegerField(default=1)
    content = peewee.IntegerField(default=0)
    content_hash = peewee.TextField(default="")
    picker = peewee.ForeignKeyField(User, null=True, index=False)
    station = peewee.TextField(default="")
    outcome = CodeField(default="")
    signed_by = peewee.TextField(default="")
    created_at = MomentField()
    released_at = MomentField(null=True)
    picked_at = MomentField(null=True)
    packed_at = MomentField(null=True)
    dispatched_at = MomentField(null=True)
    signed_at = MomentField(null=True)
    closed_at = MomentField(null=True)
    version = peewee.IntegerField(default=1)

    class Meta:
        indexes = (
            (("state", "id"), False),
            (("state", "due", "id"), False),
            (("phase", "id"), False),
            (("phase", "due", "id"), False),
            (("due", "id"), False),
            (("customer", "id"), False),
            (("customer", "due", "id"), False),
            (("tracking_number",), False),
            (("phone",), False),
            (("order_number",), False),
            (("dispatched_at", "due"), False),
        )


# Only what a driver took along in one go has one.
Delivery.add_index(Delivery.handover, where=Delivery.handover.is_null(False))
TROUBLED = peewee.SQL("trouble <> ''")
Delivery.add_index(Delivery.phase, Delivery.id, name="delivery_trouble", where=TROUBLED)
Delivery.add_index(Delivery.phase, Delivery.due, Delivery.id, name="delivery_trouble_due", where=TROUBLED)


class DeliveryLine(Table):
    """All figures in base units. `line` is null when the delivery was cancelled and the line then left the order."""

    delivery = peewee.ForeignKeyField(Delivery, index=False, on_delete="CASCADE")
    position = peewee.IntegerField()
    line = peewee.ForeignKeyField(OrderLine, null=True, on_delete="SET NULL")
    product = peewee.ForeignKeyField(Product, index=False)
    quantity = QuantityField()
    picked = QuantityField(default=0)
    checked = QuantityField(default=0)
    packed = QuantityField(default=0)
    delivered = QuantityField(default=0)

    class Meta:
        indexes = ((("delivery", "position"), True),)


class PickLine(Table):
    """What to take where; `walk` is the bin's place in the walking order."""

    delivery = peewee.ForeignKeyField(Delivery, index=False, on_delete="CASCADE")
    delivery_line = peewee.ForeignKeyField(DeliveryLine, index=False, on_delete="CASCADE")
    product = peewee.ForeignKeyField(Product, index=False)
    lot = peewee.ForeignKeyField(Lot, index=False)
    bin = peewee.ForeignKeyField(Location, index=False)
    walk = peewee.IntegerField(default=0)
    planned = QuantityField()
    picked = QuantityField(default=0)

    class Meta:
        indexes = ((("delivery", "walk", "id"), False),)


class Package(Table):
    delivery = peewee.ForeignKeyField(Delivery, index=False, on_delete="CASCADE")
    number = peewee.IntegerField()
    weight_g = peewee.IntegerField(null=True)
    tracking_number = CodeField(default="")

    class Meta:
        indexes = ((("delivery", "number"), True), (("tracking_number",), False))


class PackageLine(Table):
    package = peewee.ForeignKeyField(Package, on_delete="CASCADE")
    delivery_line = peewee.ForeignKeyField(DeliveryLine, on_delete="CASCADE")
    lot = peewee.ForeignKeyField(Lot, index=False)
    quantity = QuantityField()


class Signoff(Table):
    """One person's yes to the content with this hash; never changed, void when the hash is no longer the delivery's."""

    delivery = peewee.ForeignKeyField(Delivery)
    role = peewee.TextField()
    user = peewee.ForeignKeyField(User, index=False)
    content_hash = peewee.TextField()
    waived = peewee.BooleanField(default=False)
    at = MomentField()


class TrackingEvent(Table):
    """`status`: dispatched, picked_up, in_transit, out_for_delivery, delivered, attempt_failed, exception ..."""

    delivery = peewee.ForeignKeyField(Delivery)
    at = MomentField()
    status = peewee.TextField()
    place = peewee.TextField(default="")
    note = peewee.TextField(default="")
    source = peewee.TextField(default="typed")
    user = peewee.ForeignKeyField(User, null=True, index=False)


class ScanEvent(Table):
    """Every scan at the bench, accepted or refused. `kind`: pick, undo, check (a second count), control, or weigh,
    whose `quantity` is kilograms. `undoes` names a pick or a check."""

    at = MomentField()
    delivery = peewee.ForeignKeyField(Delivery, null=True)
    user = peewee.ForeignKeyField(User, null=True, index=False)
    station = peewee.TextField(default="")
    text = peewee.TextField()
    kind = peewee.TextField()
    verdict = peewee.TextField()
    pick_line = peewee.ForeignKeyField(PickLine, null=True, index=False)
    quantity = QuantityField(default=0)
    package = peewee.IntegerField(default=0)
    move_id = peewee.BigIntegerField(null=True)
    undoes = peewee.ForeignKeyField("self", null=True, index=False)

    class Meta:
        indexes = ((("at",), False), (("user",), False))


# Most scans are right, and each delivery is opened: who asks for those reads them in their order without an index.
ScanEvent.add_index(
    ScanEvent.verdict, ScanEvent.id, name="scan_event_few", where=peewee.SQL("verdict NOT IN ('right', 'opened')")
)


class BatchBox(Table):
    """A delivery of a batch, which is picked in one walk with others, and the box that its goods are put into."""

    batch = CodeField()
    delivery = peewee.ForeignKeyField(Delivery, unique=True, on_delete="CASCADE")
    box = peewee.IntegerField()
    at = MomentField()

    class Meta:
        indexes = ((("batch", "box"), True),)
