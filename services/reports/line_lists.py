"""Lists that no window shows, for the reports that people make: the lines of documents, every bill, payments."""

from typing import Any

from models.buying import PurchaseLine, PurchaseOrder
from models.delivery import Delivery, DeliveryLine
from models.driver import peewee
from models.goods import Product
from models.money import Payment, Receivable
from models.orders import OrderLine, SalesOrder
from models.parties import Carrier, Customer, Supplier
from resources.i18n import N_
from services import found
from services.listing import Column, Filter, Listing, Sort
from services.lists import DELIVERIES, ORDER_IS, ORDERS, Localized
from services.purchase_views import PURCHASE_TERMS
from services.reports.words import SOLD
from services.zones import TERMS

O, OL, D, DL = SalesOrder, OrderLine, Delivery, DeliveryLine
PO, PL, P, R = PurchaseOrder, PurchaseLine, Product, Receivable
LEFT = peewee.JOIN.LEFT_OUTER
_NAME = Localized(P.name, P.name_en)
BILL_TERMS = {"dispatch": N_("Dispatch"), "opening": N_("Opening balance"), "credit": N_("Credited")}
GOODS = (
    Column("sku", N_("SKU"), "code", P.sku, 110), Column("name", N_("Product"), "text", _NAME, 200),
    Column("category", N_("Category"), "text", P.category, 110), Column("unit", N_("Unit"), "text", P.unit, 60),
)  # fmt: skip


def _menus(listing: Listing, *names: str) -> tuple[Filter, ...]:
    return tuple(each for each in listing.filters if each.name in names)


def _newest(key: Any) -> tuple[Sort, ...]:
    return (Sort("newest", N_("Newest first"), (), key, descending=True),)


ORDER_LINES = Listing(
    name="order_lines",
    title=N_("Order lines"),
    source=lambda what: O.select(*what).join(OL, on=OL.order == O.id).join(P, LEFT, on=OL.product == P.id).switch(O),
    columns=(
        Column("number", N_("Order no."), "code", O.number, 150),
        Column("customer", N_("Customer"), "text", O.customer_name, 200),
        Column("order_date", N_("Order date"), "date", O.order_date, 100),
        Column("promised", N_("Promised"), "date", O.promised, 100),
        Column("state", N_("State"), "state", ORDER_IS, 110),
        *GOODS,
        Column("ordered", N_("Ordered"), "quantity", OL.ordered, 90),
        Column("reserved", N_("Reserved"), "quantity", OL.reserved, 90),
        Column("shipped", N_("Shipped"), "quantity", OL.shipped, 90),
        Column("open", N_("Still open"), "quantity", OL.open, 90),
        Column("closed_short", N_("Closed short"), "quantity", OL.closed_short, 90),
        Column("price", N_("Unit price ¥"), "price", OL.unit_price, 100, right="credit.view"),
        Column("amount", N_("Amount ¥"), "amount", OL.amount, 110, right="credit.view"),
    ),
    sorts=_newest(OL.id),
    filters=_menus(ORDERS, "state", "phase", "late", "today", "quotation"),
    search=ORDERS.search,
    state_kind="order",
    right="orders.view",
)

SENT_LINES = Listing(
    name="sent_lines",
    title=N_("Lines of deliveries"),
    source=lambda what: (
        D.select(*what).join(DL, on=DL.delivery == D.id).join(P, LEFT, on=DL.product == P.id).switch(DL)
        .join(OL, LEFT, on=DL.line == OL.id).switch(D).join(Carrier, LEFT, on=D.carrier == Carrier.id).switch(D)
    ),
    columns=(
        Column("number", N_("Delivery no."), "code", D.number, 150),
        Column("order", N_("Order no."), "code", D.order_number, 150),
        Column("customer", N_("Customer"), "text", D.customer_name, 200),
        Column("state", N_("State"), "state", D.state, 110),
        Column("promised", N_("Promised"), "date", D.promised, 100),
        Column("carrier", N_("Carrier"), "text", Carrier.name, 110),
        *GOODS,
        Column("quantity", N_("Planned"), "quantity", DL.quantity, 90),
        Column("packed", N_("Packed"), "quantity", DL.packed, 90),
        Column("delivered", N_("Signed for"), "quantity", DL.delivered, 90),
        Column("amount", N_("Amount ¥"), "amount", SOLD.converter(OL.amount.python_value), 110, right="credit.view"),
        Column("region", N_("Region"), "text", D.province, 90, terms=TERMS),
    ),
    sorts=_newest(DL.id),
    filters=_menus(DELIVERIES, "state", "phase", "late"),
    search=DELIVERIES.search,
    state_kind="delivery",
    right="deliveries.view",
)  # fmt: skip

BOUGHT_LINES = Listing(
    name="bought_lines",
    title=N_("Purchase lines"),
    source=lambda what: (
        PL.select(*what).join(PO, on=PL.order == PO.id).join(Supplier, on=PO.supplier == Supplier.id).switch(PL)
        .join(P, LEFT, on=PL.product == P.id).switch(PL)
    ),
    columns=(
        Column("number", N_("Purchase order"), "code", PO.number, 150),
        Column("supplier", N_("Supplier"), "text", Supplier.name, 200),
        Column("state", N_("State"), "text", PO.state, 110, terms=tuple(PURCHASE_TERMS.items())),
        Column("expected", N_("Expected"), "date", PL.expected, 100),
        *GOODS,
        Column("quantity", N_("Ordered"), "quantity", PL.quantity, 90),
        Column("received", N_("Received"), "quantity", PL.received, 90),
        Column("open", N_("Still to come"), "quantity", PL.open, 90),
        Column("cost", N_("Cost ¥"), "price", PL.cost, 90, right="prices.view"),
    ),
    sorts=_newest(PL.id),
    filters=(Filter("state", N_("State"), lambda v: PO.state == v, tuple(PURCHASE_TERMS.items())),),
    search=lambda text: PL.product.in_(found.products(text)) | PL.order.in_(found.purchases(text)),
    right="purchases.edit",
)  # fmt: skip

BILLS = Listing(
    name="bills",
    title=N_("Bills, open and paid"),
    source=lambda what: R.select(*what).join(Customer).switch(R).join(D, LEFT, on=R.delivery == D.id).switch(R),
    columns=(
        Column("customer", N_("Customer"), "text", Customer.name, 200),
        Column("delivery", N_("Delivery no."), "code", D.number, 150),
        Column("kind", N_("Kind"), "text", R.kind, 110, terms=tuple(BILL_TERMS.items())),
        Column("day", N_("Billed"), "date", R.day, 100),
        Column("due", N_("Due date"), "date", R.due, 100),
        Column("amount", N_("Amount ¥"), "amount", R.amount, 110),
        Column("open", N_("Still open ¥"), "amount", R.open, 110),
    ),
    sorts=_newest(R.id),
    filters=(Filter("kind", N_("Kind"), lambda v: R.kind == v, tuple(BILL_TERMS.items())),),
    search=lambda text: R.customer.in_(found.customers(text)),
    right="credit.view",
)

PAYMENTS = Listing(
    name="payments",
    title=N_("Payments"),
    source=lambda what: Payment.select(*what).join(Customer).switch(Payment),
    columns=(
        Column("number", N_("Payment no."), "code", Payment.number, 150),
        Column("customer", N_("Customer"), "text", Customer.name, 200),
        Column("day", N_("Day"), "date", Payment.day, 100),
        Column("amount", N_("Amount ¥"), "amount", Payment.amount, 110),
        Column("open", N_("Not set against a bill ¥"), "amount", Payment.open, 110),
        Column("note", N_("Note"), "text", Payment.note, 160),
    ),
    sorts=_newest(Payment.id),
    search=lambda text: Payment.customer.in_(found.customers(text)),
    right="credit.view",
)
