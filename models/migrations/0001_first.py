"""The tables of the first version: a frozen copy, so that later changes of the models leave it alone."""
from typing import Any

from models.driver import peewee
from models.fields import FAR, AmountField, CodeField, MomentField, PriceField, QuantityField


class Table(peewee.Model):
    class Meta:
        legacy_table_names = False


class User(Table):
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
        indexes = ((("subject_kind", "subject_id"), False),)


class Setting(Table):
    key = CodeField(primary_key=True)
    value = peewee.TextField()


class Sequence(Table):
    key = CodeField(primary_key=True)
    last = peewee.IntegerField()


class Change(Table):
    id = peewee.BigAutoField()
    at = MomentField()
    topics = peewee.TextField()


class ProgramSession(Table):
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


class Customer(Table):
    code = CodeField(unique=True)
    name = CodeField()
    contact = peewee.TextField(default="")
    phone = peewee.TextField(default="")
    credit_limit = AmountField(null=True)
    payment_days = peewee.IntegerField(default=0)
    price_level = peewee.TextField(default="")
    delivery_policy = peewee.TextField(default="ready")
    balance = AmountField(default=0)
    search = CodeField()
    active = peewee.BooleanField(default=True)
    version = peewee.IntegerField(default=1)

    class Meta:
        indexes = ((("name", "id"), False),)


class Address(Table):
    customer = peewee.ForeignKeyField(Customer, on_delete="CASCADE")
    receiver = peewee.TextField(default="")
    phone = peewee.TextField(default="")
    text = peewee.TextField(default="")
    is_default = peewee.BooleanField(default=False)


class Supplier(Table):
    code = CodeField(unique=True)
    name = CodeField()
    contact = peewee.TextField(default="")
    phone = peewee.TextField(default="")
    search = CodeField(default="")
    active = peewee.BooleanField(default=True)
    version = peewee.IntegerField(default=1)


class Carrier(Table):
    code = CodeField(unique=True)
    name = peewee.TextField()
    pattern = peewee.TextField(default="")
    active = peewee.BooleanField(default=True)


class Product(Table):
    sku = CodeField(unique=True)
    name = CodeField()
    name_en = peewee.TextField(default="")
    spec = peewee.TextField(default="")
    unit = peewee.TextField(default="")
    lot_tracked = peewee.BooleanField(default=False)
    shelf_life_days = peewee.IntegerField(null=True)
    safety_stock = QuantityField(default=0)
    lead_days = peewee.IntegerField(default=7)
    price = PriceField(null=True)
    min_price = PriceField(null=True)
    cost = PriceField(null=True)
    weight_g = peewee.IntegerField(null=True)
    search = CodeField()
    active = peewee.BooleanField(default=True)
    version = peewee.IntegerField(default=1)

    class Meta:
        indexes = ((("name", "id"), False),)


class ProductStock(Table):
    product = peewee.ForeignKeyField(Product, primary_key=True)
    on_hand = QuantityField(default=0)
    reserved = QuantityField(default=0)
    available = QuantityField(default=0)
    incoming = QuantityField(default=0)
    level = CodeField(default="out")

    class Meta:
        indexes = ((("level", "available", "product"), False), (("available", "product"), False))


class Barcode(Table):
    code = CodeField(unique=True)
    product = peewee.ForeignKeyField(Product, on_delete="CASCADE")
    unit = peewee.TextField(default="")
    factor = QuantityField(default=1)


class Price(Table):
    product = peewee.ForeignKeyField(Product, on_delete="CASCADE", index=False)
    customer = peewee.ForeignKeyField(Customer, null=True, on_delete="CASCADE")
    level = peewee.TextField(default="")
    from_quantity = QuantityField(default=0)
    price = PriceField()
    valid_from = peewee.DateField(null=True)
    valid_to = peewee.DateField(null=True)

    class Meta:
        indexes = ((("product", "customer", "level"), False),)


class SalesOrder(Table):
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
    receiver = peewee.TextField(default="")
    phone = CodeField(default="")
    address = peewee.TextField(default="")
    payment_days = peewee.IntegerField(default=0)
    delivery_policy = peewee.TextField(default="ready")
    note = peewee.TextField(default="")
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
        )


class OrderLine(Table):
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
    order = peewee.ForeignKeyField(SalesOrder, on_delete="CASCADE")
    content_hash = peewee.TextField()
    findings = peewee.TextField()
    worst = CodeField()
    at = MomentField()
    decision = peewee.TextField(default="")
    decided_by = peewee.ForeignKeyField(User, null=True, index=False)
    decided_at = MomentField(null=True)
    reason = peewee.TextField(default="")


class Location(Table):
    code = CodeField(unique=True)
    name = peewee.TextField(default="")
    kind = CodeField()
    parent = peewee.ForeignKeyField("self", null=True, index=False)
    walk = peewee.IntegerField(default=0)
    active = peewee.BooleanField(default=True)


class Lot(Table):
    product = peewee.ForeignKeyField(Product, index=False)
    number = CodeField(default="")
    made = peewee.DateField(null=True)
    expiry = peewee.DateField(null=True)
    received = peewee.DateField()

    class Meta:
        indexes = ((("product", "number"), True), (("number",), False), (("expiry",), False))


class StockBalance(Table):
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
        indexes = ((("product", "id"), False),)


# Only the few moves that reverse another or belong to a receipt: entries for all would be a tenth of the ledger.
StockMove.add_index(StockMove.reverses, unique=True, where=StockMove.reverses.is_null(False))
StockMove.add_index(StockMove.document_id, name="stock_move_receipt", where=peewee.SQL("document_kind = 'receipt'"))


class Reservation(Table):
    line = peewee.ForeignKeyField(OrderLine)
    balance = peewee.ForeignKeyField(StockBalance)
    delivery_line_id = peewee.BigIntegerField(null=True, index=True)
    quantity = QuantityField(constraints=[peewee.Check("quantity > 0")])


class Delivery(Table):
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
    carrier = peewee.ForeignKeyField(Carrier, null=True, index=False)
    tracking_number = CodeField(default="")
    freight = AmountField(null=True)
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
        )


class DeliveryLine(Table):
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
    delivery = peewee.ForeignKeyField(Delivery)
    role = peewee.TextField()
    user = peewee.ForeignKeyField(User, index=False)
    content_hash = peewee.TextField()
    waived = peewee.BooleanField(default=False)
    at = MomentField()


class TrackingEvent(Table):
    delivery = peewee.ForeignKeyField(Delivery)
    at = MomentField()
    status = peewee.TextField()
    place = peewee.TextField(default="")
    note = peewee.TextField(default="")
    source = peewee.TextField(default="typed")
    user = peewee.ForeignKeyField(User, null=True, index=False)


class ScanEvent(Table):
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


class PurchaseOrder(Table):
    number = CodeField(unique=True)
    state = CodeField(default="ordered")
    supplier = peewee.ForeignKeyField(Supplier)
    expected = peewee.DateField()
    note = peewee.TextField(default="")
    created_at = MomentField()
    version = peewee.IntegerField(default=1)


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


class Receivable(Table):
    customer = peewee.ForeignKeyField(Customer, index=False)
    delivery = peewee.ForeignKeyField(Delivery, null=True)
    kind = peewee.TextField(default="dispatch")
    amount = AmountField()
    open = AmountField()
    day = peewee.DateField()
    due = peewee.DateField()

    class Meta:
        indexes = ((("customer", "open"), False),)


class Payment(Table):
    number = CodeField(unique=True)
    customer = peewee.ForeignKeyField(Customer, index=False)
    amount = AmountField()
    open = AmountField()
    day = peewee.DateField()
    note = peewee.TextField(default="")
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)

    class Meta:
        indexes = ((("customer", "open"), False),)


class PaymentAllocation(Table):
    payment = peewee.ForeignKeyField(Payment, on_delete="CASCADE")
    receivable = peewee.ForeignKeyField(Receivable)
    amount = AmountField()


class Incident(Table):
    number = CodeField(unique=True)
    kind = CodeField()
    severity = peewee.TextField(default="normal")
    state = CodeField(default="open")
    subject_kind = CodeField()
    subject_id = peewee.BigIntegerField()
    subject_text = peewee.TextField(default="")
    detail = peewee.TextField(default="{}")
    owner = peewee.ForeignKeyField(User, null=True, index=False)
    due = peewee.DateField(null=True)
    at = MomentField()
    version = peewee.IntegerField(default=1)

    class Meta:
        indexes = ((("state", "id"), False), (("subject_kind", "subject_id"), False))


class IncidentNote(Table):
    incident = peewee.ForeignKeyField(Incident, on_delete="CASCADE")
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)
    state = peewee.TextField()
    text = peewee.TextField(default="")


class Station(Table):
    name = CodeField(unique=True)
    pc = peewee.TextField(default="")
    printers = peewee.TextField(default="{}")
    settings = peewee.TextField(default="{}")


class PrintJob(Table):
    kind = CodeField()
    delivery_id = peewee.BigIntegerField()
    package = peewee.IntegerField(default=0)
    copy = peewee.IntegerField(default=1)
    state = CodeField(default="queued")
    station = peewee.TextField(default="")
    path = peewee.TextField(default="")
    error = peewee.TextField(default="")
    at = MomentField()
    sent_at = MomentField(null=True)

    class Meta:
        indexes = ((("kind", "delivery_id", "package", "copy"), True), (("state", "id"), False))


class ImportBatch(Table):
    kind = CodeField()
    file_name = peewee.TextField()
    sha256 = CodeField(index=True)
    sheet = peewee.TextField(default="")
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)
    total = peewee.IntegerField()
    imported = peewee.IntegerField()
    merged = peewee.IntegerField()
    skipped = peewee.IntegerField()
    failed = peewee.IntegerField()


class ImportRow(Table):
    batch = peewee.ForeignKeyField(ImportBatch, on_delete="CASCADE", index=False)
    row = peewee.IntegerField()
    outcome = peewee.TextField()
    document_id = peewee.BigIntegerField(null=True)
    cell = peewee.TextField(default="")
    code = peewee.TextField(default="")

    class Meta:
        primary_key = peewee.CompositeKey("batch", "row")


class ImportProfile(Table):
    kind = CodeField()
    fingerprint = CodeField()
    name = CodeField(default="")
    mapping = peewee.TextField()
    channel_customer_id = peewee.IntegerField(null=True)
    at = MomentField()

    class Meta:
        indexes = ((("kind", "fingerprint"), True),)


TABLES = (
    User,
    Role,
    RolePermission,
    UserRole,
    AuditEntry,
    Setting,
    Sequence,
    Change,
    ProgramSession,
    BackupRun,
    Customer,
    Address,
    Supplier,
    Carrier,
    Product,
    ProductStock,
    Barcode,
    Price,
    SalesOrder,
    OrderLine,
    ApprovalRequest,
    Location,
    Lot,
    StockBalance,
    StockMove,
    Reservation,
    Delivery,
    DeliveryLine,
    PickLine,
    Package,
    PackageLine,
    Signoff,
    TrackingEvent,
    ScanEvent,
    PurchaseOrder,
    PurchaseLine,
    Receipt,
    ReceiptLine,
    Receivable,
    Payment,
    PaymentAllocation,
    Incident,
    IncidentNote,
    Station,
    PrintJob,
    ImportBatch,
    ImportRow,
    ImportProfile,
)


def up(migrator: Any, db: Any) -> None:
    with db.bind_ctx(TABLES, bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
