"""Requests to the buyer as the purchasing window lists and shows them, and what is needed to put them on order."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from models.base import reconnect
from models.buying import PurchaseLine, PurchaseOrder, Replenishment
from models.driver import peewee
from models.goods import Product, ProductStock
from models.orders import OrderLine, SalesOrder
from models.parties import Supplier
from models.people import User
from resources.i18n import N_
from services import found
from services.faults import translated
from services.listing import Column, Filter, Listing, Sort, today
from services.lists import Localized
from services.stock_finding import Choice

R = Replenishment
ZERO = Decimal(0)
MOST_PURCHASES = 50
OPEN = R.state == "open"

REQUESTS = Listing(
    name="requests",
    title=N_("Requests to the buyer"),
    source=lambda what: (
        R.select(*what)
        .join(Product)
        .switch(R)
        .join(OrderLine, peewee.JOIN.LEFT_OUTER)
        .join(SalesOrder, peewee.JOIN.LEFT_OUTER)
        .where(OPEN)
    ),
    columns=(
        Column("name", N_("Product"), "two_lines", Localized(Product.name, Product.name_en), 260, second="sku"),
        Column("sku", N_("SKU"), "code", Product.sku, 0),
        Column("needed", N_("Needed by"), "due", R.needed, 110, "needed"),
        Column("quantity", N_("Asked for"), "quantity", R.quantity, 96),
        Column("unit", N_("Unit"), "text", Product.unit, 56),
        Column("order", N_("For order"), "two_lines", SalesOrder.number, 200, second="customer"),
        Column("customer", N_("Customer"), "text", SalesOrder.customer_name, 0),
        Column("note", N_("Note"), "text", R.note, 160),
    ),
    sorts=(Sort("needed", N_("Needed by"), (R.needed,), R.id),),
    filters=(Filter("late", N_("Needed by now"), lambda v: R.needed <= today()),),
    search=lambda text: R.product.in_(found.products(text)),
    right="purchases.edit",
)


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """A request. `waits` is what its order line still lacks, None for the stock's own; figures in base units."""

    id: int
    product_id: int
    sku: str
    name: str
    unit: str
    quantity: Decimal
    needed: date
    note: str
    by: str
    at: datetime
    available: Decimal
    incoming: Decimal
    safety: Decimal
    order_id: int | None
    order: str
    customer: str
    waits: Decimal | None
    supplier: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A product of several requests: how much is asked for, what it cost last."""

    product_id: int
    sku: str
    name: str
    unit: str
    quantity: Decimal
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class OpenPurchase:
    id: int
    number: str
    supplier: str
    expected: date


@dataclass(frozen=True, slots=True)
class Plan:
    """What requests would put on order; `supplier` is the products' usual one, `purchases` those still to come."""

    requests: tuple[int, ...]
    wanted: tuple[Wanted, ...]
    supplier: Choice | None
    expected: date
    purchases: tuple[OpenPurchase, ...]


def request_record(request_id: int) -> RequestRecord | None:
    """None when it is gone."""
    with translated():
        reconnect()
        row = R.get_or_none(R.id == request_id)
        if row is None:
            return None
        product, stock = row.product, ProductStock.get_by_id(row.product_id)
        name = Product.select(Localized(Product.name, Product.name_en)).where(Product.id == product.id).tuples()[0][0]
        line = row.line if row.line_id else None
        supplier = _usual(product)
        by = User.get_or_none(User.id == row.user_id)
        return RequestRecord(
            row.id, product.id, product.sku, name, product.unit, row.quantity, row.needed, row.note,
            by.name if by else "", row.at, stock.available, stock.incoming, product.safety_stock,
            line.order_id if line else None, (line.order.number or "") if line else "",
            line.order.customer_name if line else "", line.open - line.reserved if line else None,
            supplier.name if supplier else "",
        )  # fmt: skip


def plan_of(request_ids: tuple[int, ...], day: date) -> Plan:
    """What is needed to put requests on order: a line for each product, the supplier and day proposed."""
    with translated():
        reconnect()
        rows = list(R.select(R, Product).join(Product).where(R.id.in_(request_ids)).order_by(R.id))
        wanted: dict[int, Wanted] = {}
        for row in rows:
            product = row.product
            before = wanted[product.id].quantity if product.id in wanted else ZERO
            wanted[product.id] = Wanted(
                product.id, product.sku, product.name, product.unit, before + row.quantity, _last_cost(product)
            )
        supplier = next((usual for usual in (_usual(row.product) for row in rows) if usual is not None), None)
        needed = max(min((row.needed for row in rows), default=day), day)
        open_ = (
            PurchaseOrder.select(PurchaseOrder.id, PurchaseOrder.number, Supplier.name, PurchaseOrder.expected)
            .join(Supplier).where(PurchaseOrder.state == "ordered").order_by(PurchaseOrder.id.desc())
            .limit(MOST_PURCHASES).tuples()
        )  # fmt: skip
        choice = Choice(supplier.id, supplier.code, supplier.name) if supplier else None
        return Plan(
            tuple(row.id for row in rows), tuple(wanted.values()), choice, needed,
            tuple(OpenPurchase(*each) for each in open_),
        )  # fmt: skip


def _usual(product: Product) -> Supplier | None:
    """Who delivers a product: as its form says, else who was asked for it last."""
    if product.supplier_id:
        return Supplier.get_or_none(Supplier.id == product.supplier_id)
    last = (
        PurchaseOrder.select(PurchaseOrder.supplier).join(PurchaseLine).where(PurchaseLine.product == product)
        .order_by(PurchaseLine.id.desc()).tuples().first()
    )  # fmt: skip
    return Supplier.get_or_none(Supplier.id == last[0]) if last else None


def _last_cost(product: Product) -> Decimal | None:
    """What the product cost when it was ordered last, else its own cost."""
    last = (
        PurchaseLine.select(PurchaseLine.cost)
        .where((PurchaseLine.product == product) & PurchaseLine.cost.is_null(False))
        .order_by(PurchaseLine.id.desc()).tuples().first()
    )  # fmt: skip
    cost: Decimal | None = last[0] if last else product.cost
    return cost


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What the buyer was asked for a line of an order; `purchase` and `expected` where it is on order."""

    sku: str
    quantity: Decimal
    state: str
    purchase: str
    expected: date | None
    note: str


def asked_for(order_id: int) -> tuple[AskedFor, ...]:
    """The requests of an order that still count, and the last that were declined."""
    query = (
        R.select(Product.sku, R.quantity, R.state, PurchaseOrder.number, PurchaseLine.expected, R.note)
        .join(Product).switch(R)
        .join(OrderLine).switch(R)
        .join(PurchaseLine, peewee.JOIN.LEFT_OUTER)
        .join(PurchaseOrder, peewee.JOIN.LEFT_OUTER)
        .where((OrderLine.order == order_id) & (OrderLine.open > OrderLine.reserved))
        .order_by(R.id.desc()).limit(MOST_PURCHASES)
    )  # fmt: skip
    return tuple(
        AskedFor(sku, quantity, state, number or "", expected, note)
        for sku, quantity, state, number, expected, note in query.tuples()
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that a purchase order answers; no order where the stock was to be filled up."""

    order_id: int | None
    order: str
    customer: str
    sku: str
    quantity: Decimal


def answered_by(purchase_id: int) -> tuple[Answered, ...]:
    """The requests that were put on a purchase order."""
    with translated():
        reconnect()
        query = (
            R.select(SalesOrder.id, SalesOrder.number, SalesOrder.customer_name, Product.sku, R.quantity)
            .join(PurchaseLine).switch(R)
            .join(Product).switch(R)
            .join(OrderLine, peewee.JOIN.LEFT_OUTER).join(SalesOrder, peewee.JOIN.LEFT_OUTER)
            .where(PurchaseLine.order == purchase_id).order_by(R.id).limit(MOST_PURCHASES)
        )  # fmt: skip
        return tuple(Answered(row[0], row[1] or "", row[2] or "", row[3], row[4]) for row in query.tuples())


def open_requests() -> int:
    """How many wait for the buyer."""
    with translated():
        reconnect()
        return int(R.select().where(OPEN).count())
