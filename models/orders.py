"""Customer orders, their lines, and the requests to approve them."""

from models.driver import peewee
from models.fields import FAR, AmountField, CodeField, MomentField, PriceField, QuantityField
from models.goods import Product
from models.parties import Customer
from models.people import User
from models.table import Table


class SalesOrder(Table):
    """`lines_reserved` and `lines_shipped` (counts of complete lines) and `progress` are derived and kept for lists.

    `progress` says how far an approved order is and is empty in any other state: approved (nothing begun), picking,
    part (something has left), shipped (all has left), unsettled (all arrived or came back, with a difference that is
    not closed).
    `due` is `promised`, or a day that never comes, so that lists can sort by it; `phase` is open or ended.
    A quotation is a draft with `valid_until` and the `quote_number` it was printed under.
    `import_key` makes sure that an order of a file comes in once. `customer_text` holds a name that matched nobody yet.
    """

    number = CodeField(null=True, unique=True)
    state = CodeField(default="draft")
    on_hold = peewee.BooleanField(default=False)
    hold_reason = peewee.TextField(default="")
    customer = peewee.ForeignKeyField(Customer, null=True, index=False)
    customer_text = peewee.TextField(default="")
    customer_name = CodeField(default="")
    customer_ref = CodeField(default="")
    import_key = CodeField(null=True, unique=True)
    source = peewee.TextField(default="typed")
    order_date = peewee.DateField()
    promised = peewee.DateField(null=True)
    due = peewee.DateField(default=FAR)
    phase = CodeField(default="open")
    progress = CodeField(default="")
    receiver = peewee.TextField(default="")
    phone = CodeField(default="")
    address = peewee.TextField(default="")
    payment_days = peewee.IntegerField(default=0)
    delivery_policy = peewee.TextField(default="ready")
    note = peewee.TextField(default="")
    valid_until = peewee.DateField(null=True)
    quote_number = CodeField(null=True)
    total = AmountField(default=0)
    lines = peewee.IntegerField(default=0)
    lines_reserved = peewee.IntegerField(default=0)
    lines_shipped = peewee.IntegerField(default=0)
    content_hash = peewee.TextField(default="")
    author = peewee.ForeignKeyField(User, null=True, index=False)
    created_at = MomentField()
    submitted_at = MomentField(null=True)
    approved_at = MomentField(null=True)
    completed_at = MomentField(null=True)
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
            (("customer", "state"), False),
            (("customer_ref",), False),
            (("phone",), False),
            (("author", "id"), False),
            (("submitted_at",), False),
        )


# Few orders began as a quotation: entries for all would only take room.
SalesOrder.add_index(SalesOrder.quote_number, unique=True, where=SalesOrder.quote_number.is_null(False))
# Most orders have ended; a query names the literal so that these indexes serve it.
GOING = peewee.SQL("progress <> ''")
SalesOrder.add_index(SalesOrder.progress, SalesOrder.id, name="sales_order_progress", where=GOING)
SalesOrder.add_index(SalesOrder.progress, SalesOrder.due, SalesOrder.id, name="sales_order_progress_due", where=GOING)
# What was approved and lacks goods, a few of many. With the state in front, or SQLite takes the index of the state.
SHORT = peewee.SQL("state = 'approved' AND lines_reserved < lines")
SalesOrder.add_index(SalesOrder.state, SalesOrder.id, name="sales_order_short", where=SHORT)
SalesOrder.add_index(SalesOrder.state, SalesOrder.due, SalesOrder.id, name="sales_order_short_due", where=SHORT)


class OrderLine(Table):
    """`quantity` counts `unit`, whose `factor` is base units each; the counters below it are base units.

    ordered = net shipped + open + closed short; `reserved` = the sum of the line's reservations.
    `planned` is on deliveries that have not left.
    """

    order = peewee.ForeignKeyField(SalesOrder, index=False, on_delete="CASCADE")
    position = peewee.IntegerField()
    product = peewee.ForeignKeyField(Product, null=True, index=False)
    text = peewee.TextField(default="")
    unit = peewee.TextField(default="")
    factor = QuantityField(default=1)
    quantity = QuantityField()
    unit_price = PriceField(null=True)
    price_source = peewee.TextField(default="")
    amount = AmountField(default=0)
    ordered = QuantityField()
    reserved = QuantityField(default=0)
    planned = QuantityField(default=0)
    shipped = QuantityField(default=0)
    open = QuantityField(default=0)
    closed_short = QuantityField(default=0)
    import_row = peewee.IntegerField(null=True)

    class Meta:
        indexes = ((("order", "position"), True),)


# Who waits for goods is asked of open lines only; a query names the literal 0 so that this index serves it.
OrderLine.add_index(OrderLine.product, name="order_line_open_product", where=peewee.SQL("open > 0"))


class ApprovalRequest(Table):
    """One submission to approve: what was found, what was decided over which content."""

    order = peewee.ForeignKeyField(SalesOrder, on_delete="CASCADE")
    content_hash = peewee.TextField()
    findings = peewee.TextField()
    worst = CodeField()
    at = MomentField()
    decision = peewee.TextField(default="")
    decided_by = peewee.ForeignKeyField(User, null=True, index=False)
    decided_at = MomentField(null=True)
    reason = peewee.TextField(default="")
