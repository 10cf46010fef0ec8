"""What deeper lists are asked by: how far an approved order is, open purchase lines by their day, scans by moment,
verdict and person.

What customers call their goods and themselves, learned from their files; what an import found before it wrote.

Deliveries that are picked together, each into its box; pieces by their serial numbers or tags; what weighed parcels
taught about the goods in them; why a paper was printed again; how a company lays its labels out.

What customers say of a delivery and send back of it; what waits for a second person's yes.

What carriers ask for, and what a delivery should have cost by it; the province it goes to.

The reports that people make themselves.
"""

import json
from typing import Any

from models.driver import peewee
from models.fields import AmountField, CodeField, MomentField, QuantityField


class Table(peewee.Model):
    class Meta:
        legacy_table_names = False


class Customer(Table):
    pass


class Product(Table):
    pass


class Setting(Table):
    key = CodeField(primary_key=True)
    value = peewee.TextField()


class User(Table):
    pass


class Carrier(Table):
    pass


class ReceiptLine(Table):
    pass


class PurchaseLine(Table):
    expected = peewee.DateField()


PurchaseLine.add_index(
    PurchaseLine.expected, PurchaseLine.id, name="purchase_line_open_expected", where=peewee.SQL("open > 0")
)


class SalesOrder(Table):
    progress = CodeField(default="")
    state = CodeField()
    due = peewee.DateField()


GOING = peewee.SQL("progress <> ''")
SalesOrder.add_index(SalesOrder.progress, SalesOrder.id, name="sales_order_progress", where=GOING)
SalesOrder.add_index(SalesOrder.progress, SalesOrder.due, SalesOrder.id, name="sales_order_progress_due", where=GOING)
SHORT = peewee.SQL("state = 'approved' AND lines_reserved < lines")
SalesOrder.add_index(SalesOrder.state, SalesOrder.id, name="sales_order_short", where=SHORT)
SalesOrder.add_index(SalesOrder.state, SalesOrder.due, SalesOrder.id, name="sales_order_short_due", where=SHORT)


class Delivery(Table):
    phase = CodeField()
    due = peewee.DateField()


TROUBLED = peewee.SQL("trouble <> ''")
Delivery.add_index(Delivery.phase, Delivery.id, name="delivery_trouble", where=TROUBLED)
Delivery.add_index(Delivery.phase, Delivery.due, Delivery.id, name="delivery_trouble_due", where=TROUBLED)


class Receivable(Table):
    day = peewee.DateField()
    left = peewee.DateField(null=True)


Receivable.add_index(Receivable.day, Receivable.id, name="receivable_of_month", where=Receivable.left.is_null(False))


class StockMove(Table):
    at = MomentField()
    document_id = peewee.BigIntegerField(null=True)


StockMove.add_index(StockMove.document_id, name="stock_move_purchase", where=peewee.SQL("document_kind = 'purchase'"))
StockMove.add_index(StockMove.document_id, name="stock_move_return", where=peewee.SQL("document_kind = 'return'"))
StockMove.add_index(StockMove.at, name="stock_move_count", where=peewee.SQL("document_kind = 'count'"))


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


class BatchBox(Table):
    batch = CodeField()
    delivery = peewee.ForeignKeyField(Delivery, unique=True, on_delete="CASCADE")
    box = peewee.IntegerField()
    at = MomentField()

    class Meta:
        indexes = ((("batch", "box"), True),)


class Tag(Table):
    epc = CodeField(unique=True)
    product = peewee.ForeignKeyField(Product, on_delete="CASCADE")
    lot = CodeField(default="")
    at = MomentField()


class ParcelWeight(Table):
    product = peewee.ForeignKeyField(Product, primary_key=True, on_delete="CASCADE")
    grams = QuantityField()
    spread = QuantityField(default=0)
    parcels = peewee.IntegerField(default=0)


class ScanEvent(Table):
    verdict = peewee.TextField()


ScanEvent.add_index(
    ScanEvent.verdict, ScanEvent.id, name="scan_event_few", where=peewee.SQL("verdict NOT IN ('right', 'opened')")
)


class AuditEntry(Table):
    at = MomentField()


AuditEntry.add_index(AuditEntry.at, name="audit_entry_price", where=peewee.SQL(
    "use_case IN ('contract.end', 'contract.renew', 'contract.save', 'price.end', 'price.set', 'prices.import',"
    " 'prices.import_undo', 'product.change', 'products.import', 'products.import_undo')"
))  # fmt: skip


class ProductStock(Table):
    product = peewee.ForeignKeyField(Product, primary_key=True)
    available = QuantityField(default=0)


ProductStock.add_index(
    ProductStock.available, ProductStock.product, name="product_stock_below", where=peewee.SQL("level <> 'enough'")
)


class LabelTemplate(Table):
    key = CodeField()
    version = peewee.IntegerField()
    kind = CodeField()
    name = peewee.TextField()
    layout = peewee.TextField()
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)

    class Meta:
        indexes = ((("key", "version"), True),)


class Incident(Table):
    pass


class Rating(Table):
    delivery = peewee.ForeignKeyField(Delivery, unique=True, on_delete="CASCADE")
    stars = peewee.IntegerField()
    note = peewee.TextField(default="")
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)

    class Meta:
        indexes = ((("at",), False),)


class Complaint(Table):
    delivery = peewee.ForeignKeyField(Delivery, on_delete="CASCADE")
    incident = peewee.ForeignKeyField(Incident, on_delete="CASCADE")
    kind = CodeField()
    text = peewee.TextField()
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)

    class Meta:
        indexes = ((("at",), False),)


class FreightRate(Table):
    carrier = peewee.ForeignKeyField(Carrier, index=False, on_delete="CASCADE")
    valid_from = peewee.DateField()
    service = peewee.TextField(default="")
    provinces = peewee.TextField(default="")
    first_g = peewee.IntegerField()
    first_price = AmountField()
    step_g = peewee.IntegerField(null=True)
    step_price = AmountField(default=0)
    divisor = peewee.IntegerField(default=0)

    class Meta:
        indexes = ((("carrier", "valid_from", "id"), False),)


class DeliveryLine(Table):
    pass


class Lot(Table):
    pass


class ReturnOrder(Table):

    number = CodeField(unique=True)
    state = CodeField(default="announced")
    phase = CodeField(default="open")
    delivery = peewee.ForeignKeyField(Delivery)
    customer = peewee.ForeignKeyField(Customer, index=False)
    customer_name = CodeField()
    reason = CodeField()
    note = peewee.TextField(default="")
    outcome = CodeField(default="")
    amount = AmountField(null=True)
    credit = peewee.ForeignKeyField(Receivable, null=True, index=False)
    replacement = peewee.ForeignKeyField(SalesOrder, null=True, on_delete="SET NULL")
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)
    received_at = MomentField(null=True)
    closed_at = MomentField(null=True)
    version = peewee.IntegerField(default=1)

    class Meta:
        indexes = ((("state", "id"), False), (("phase", "id"), False), (("at",), False))


class ReturnLine(Table):

    order = peewee.ForeignKeyField(ReturnOrder, index=False, on_delete="CASCADE")
    position = peewee.IntegerField()
    delivery_line = peewee.ForeignKeyField(DeliveryLine)
    product = peewee.ForeignKeyField(Product, index=False)
    lot = peewee.ForeignKeyField(Lot, index=False)
    quantity = QuantityField()
    received = QuantityField(default=0)
    restocked = QuantityField(default=0)
    scrapped = QuantityField(default=0)
    sent_back = QuantityField(default=0)
    named = QuantityField(default=0)

    class Meta:
        indexes = ((("order", "position"), True),)


class Piece(Table):
    product = peewee.ForeignKeyField(Product, index=False, on_delete="CASCADE")
    serial = CodeField()
    delivery = peewee.ForeignKeyField(Delivery, null=True, on_delete="SET NULL")
    checked = peewee.BooleanField(default=False)
    known = peewee.BooleanField(default=False)
    receipt_line = peewee.ForeignKeyField(ReceiptLine, null=True, index=False)
    back = peewee.ForeignKeyField(ReturnLine, null=True, index=False, on_delete="SET NULL")

    class Meta:
        indexes = ((("product", "serial"), True), (("serial",), False))


class ActRequest(Table):
    number = CodeField(unique=True)
    kind = CodeField()
    state = CodeField(default="waiting")
    subject_kind = CodeField()
    subject_id = peewee.BigIntegerField()
    subject_text = peewee.TextField()
    amount = AmountField(null=True)
    arguments = peewee.TextField()
    content = CodeField()
    why = peewee.TextField(default="")
    at = MomentField()
    user = peewee.ForeignKeyField(User, null=True, index=False)
    decided_at = MomentField(null=True)
    decided_by = peewee.ForeignKeyField(User, null=True, index=False)
    answer = peewee.TextField(default="")
    version = peewee.IntegerField(default=1)

    class Meta:
        indexes = ((("state", "id"), False), (("user", "id"), False))


class OwnReport(Table):
    name = peewee.TextField()
    definition = peewee.TextField()
    owner = peewee.ForeignKeyField(User, index=False, on_delete="CASCADE")
    shared = peewee.BooleanField(default=False)
    deleted = peewee.BooleanField(default=False)
    at = MomentField()
    version = peewee.IntegerField(default=1)


PARTIAL = (PurchaseLine, SalesOrder, Delivery, Receivable, ScanEvent, StockMove, ProductStock, AuditEntry)
KNOWN = (Customer, Product, Setting, User, Incident, Carrier, DeliveryLine, Lot, ReceiptLine, *PARTIAL)
TABLES = (
    CustomerArticle, CustomerAlias, BatchBox, ParcelWeight, Tag, LabelTemplate, Rating, Complaint,
    FreightRate, ActRequest, OwnReport, ReturnOrder, ReturnLine, Piece,
)  # fmt: skip


def _text() -> Any:
    return peewee.TextField(constraints=[peewee.SQL("DEFAULT ''")])


# A default in the table itself lets both engines add a column without writing the table anew.
COLUMNS: dict[str, dict[str, Any]] = {
    "receivable": {"left": peewee.DateField(null=True)},
    "sales_order": {"progress": CodeField(constraints=[peewee.SQL("DEFAULT ''")])},
    "delivery": {
        "province": CodeField(constraints=[peewee.SQL("DEFAULT ''")]),
        "expected_freight": AmountField(null=True),
    },
    "carrier": {"days": peewee.IntegerField(null=True)},
    "incident": {"phase": CodeField(constraints=[peewee.SQL("DEFAULT 'open'")])},
    "import_row": {"note": _text(), "before": _text()},
    "print_job": {"reason": _text()},
    "product": {
        "serial_tracked": peewee.BooleanField(constraints=[peewee.SQL("DEFAULT false")]),
        "min_order": QuantityField(constraints=[peewee.SQL("DEFAULT 0")]),
    },
}
INDEXES = (
    ("incident", ("kind", "id"), False),
    ("incident", ("owner_id", "id"), False),
    ("incident", ("phase", "id"), False),
    ("scan_event", ("at",), False),
    ("scan_event", ("user_id",), False),
    ("audit_entry", ("subject_id",), False),
    ("stock_move", ("product_id",), False),
)
# Few subjects share an id, so their kind in every entry's index only took room; so did a move's id, which SQLite adds
# to each entry by itself and PostgreSQL sorts by quickly, as a product has few moves.
DROPPED = (("audit_entry", "audit_entry_subject_kind_subject_id"), ("stock_move", "stock_move_product_id_id"))

# How far each approved order is, as services/order_progress.py counts it from now on.
PROGRESS = """
UPDATE sales_order SET progress = COALESCE((
    SELECT CASE
        WHEN SUM(l.open) > 0 AND SUM(l.shipped) > 0 THEN 'part'
        WHEN SUM(l.open) = 0 AND EXISTS ({deliveries} IN ('dispatched', 'in_transit')) THEN 'shipped'
        WHEN SUM(l.open) = 0 THEN 'unsettled'
        WHEN EXISTS ({deliveries} IN ('picking', 'picked', 'checked', 'packed', 'confirmed')) THEN 'picking'
    END FROM order_line l WHERE l.order_id = sales_order.id
), 'approved') WHERE state = 'approved'
""".replace("{deliveries}", (
    "SELECT 1 FROM order_line ol JOIN delivery_line dl ON dl.line_id = ol.id JOIN delivery d ON d.id = dl.delivery_id"
    " WHERE ol.order_id = sales_order.id AND d.state"
))  # fmt: skip

# The province that an address begins with; where it begins with a city, the next delivery has it.
PROVINCES = (
    "北京", "天津", "上海", "重庆", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建",
    "江西", "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "四川", "贵州", "云南", "西藏", "陕西", "甘肃",
    "青海", "宁夏", "新疆", "香港", "澳门", "台湾",
)  # fmt: skip
PROVINCE = "UPDATE delivery SET province = CASE SUBSTR(address, 1, 2) {cases} ELSE '' END WHERE address <> ''".replace(
    "{cases}", " ".join(f"WHEN '{name[:2]}' THEN '{name}'" for name in PROVINCES)
)

MOST_HOURS = 9999


def risk_in_hours() -> None:
    """How long before its promised day a delivery is at risk was said in days and is now said in hours."""
    stored = Setting.get_or_none(Setting.key == "watch.rules")
    rules = json.loads(stored.value) if stored else {}
    if "limit" in rules.get("promise_risk", {}):
        rules["promise_risk"]["limit"] = min(24 * rules["promise_risk"]["limit"], MOST_HOURS)
        Setting.update(value=json.dumps(rules)).where(Setting.key == "watch.rules").execute()


def up(migrator: Any, db: Any) -> None:
    with db.bind_ctx((*KNOWN, *TABLES), bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
        for table, columns in COLUMNS.items():
            for name, field in columns.items():
                migrator.add_column(table, name, field, allow_not_null=True).run()
        for table, name in DROPPED:
            migrator.drop_index(table, name).run()
        for table, names, unique in INDEXES:
            migrator.add_index(table, names, unique).run()
        for model in PARTIAL:
            model._schema.create_indexes(safe=False)
        db.execute_sql(PROGRESS)
        db.execute_sql(PROVINCE)
        # Papers that a program was printing when it ended: nobody knows whether they came out.
        db.execute_sql(
            "UPDATE print_job SET state = 'uncertain', error = 'print_interrupted'"
            " WHERE (state = 'sent' AND sent_at IS NULL) OR (state = 'failed' AND error = 'print_interrupted')"
        )
        db.execute_sql("UPDATE incident SET phase = 'ended' WHERE state IN ('resolved', 'accepted')")
        risk_in_hours()
