"""The company's lists. A new list is one definition here; windows, export and print follow."""

from datetime import date, datetime, timedelta
from typing import Any

from models.delivery import Delivery
from models.driver import peewee
from models.exchange import ImportRow
from models.goods import Product, ProductStock
from models.orders import SalesOrder
from models.parties import Carrier, Customer, Supplier
from models.people import User
from models.stock import Location, Lot, StockBalance, StockMove
from models.watch import Incident
from resources.i18n import N_, language
from services import found
from services.asked import TO_ANSWER, asked_of, free_for
from services.listing import WEEK, Column, DaysAgo, Filter, Listing, Sort, start_of, today
from services.places import OWN
from services.transitions import ON_THE_WAY, states

ORDER_TERMS = {
    "draft": N_("Draft"), "submitted": N_("Submitted"), "approved": N_("Approved"), "completed": N_("Completed"),
    "rejected": N_("Rejected"), "closed_short": N_("Closed short"), "cancelled": N_("Cancelled"),
}  # fmt: skip
# How far an approved order is; SalesOrder.progress.
PROGRESS_TERMS = {
    "approved": N_("Not begun"), "picking": N_("Picking"), "part": N_("Partly shipped"), "shipped": N_("All shipped"),
    "unsettled": N_("To settle"),
}  # fmt: skip
# What stands in a state's place in lists.
ORDER_SHOWN = {"hold": N_("On hold"), "quote": N_("Quotation"), "quote_expired": N_("Expired")} | {
    name: term for name, term in PROGRESS_TERMS.items() if name != "approved"
}
DELIVERY_TERMS = {
    "planned": N_("Planned"), "released": N_("Released"), "picking": N_("Picking"), "picked": N_("Picked"),
    "checked": N_("Checked"), "packed": N_("Packed"), "confirmed": N_("Confirmed"), "dispatched": N_("Dispatched"),
    "in_transit": N_("In transit"), "signed": N_("Signed"), "signed_difference": N_("Difference"),
    "refused": N_("Refused"), "lost": N_("Lost"), "closed": N_("Closed"), "cancelled": N_("Cancelled"),
}  # fmt: skip
# The states as one chooses them, the approved ones by how far they are too.
STATE_CHOICES = (
    ("draft", N_("Draft")), ("submitted", N_("Submitted")), ("approved", N_("All approved")),
    ("not_begun", N_("Not begun")), *((name, term) for name, term in PROGRESS_TERMS.items() if name != "approved"),
    ("completed", N_("Completed")), ("rejected", N_("Rejected")), ("closed_short", N_("Closed short")),
    ("cancelled", N_("Cancelled")),
)  # fmt: skip
PROMISED = ("submitted", "approved")
# Levels that are to be bought for.
BELOW = ("low", "out")
LEVEL_TERMS = {"enough": N_("Enough"), "low": N_("Low"), "out": N_("Out")}
INCIDENT_TERMS = {
    "open": N_("Open"), "owned": N_("Owned"), "resolved": N_("Resolved"), "accepted": N_("Accepted"),
}  # fmt: skip
QUALITY_TERMS = {"good": N_("Good"), "frozen": N_("Frozen"), "damaged": N_("Damaged"), "expired": N_("Expired")}
REASON_TERMS = {
    "receive": N_("Received"), "send_back": N_("Sent back to the supplier"),
    "move": N_("Moved"), "quality": N_("Quality changed"), "adjust": N_("Adjusted to count"),
    "reverse": N_("Reversed"), "pick": N_("Picked"), "undo": N_("Pick undone"), "put_back": N_("Put back"),
    "opening": N_("Opening stock"), "dispatch": N_("Dispatched"),
    "signed": N_("Signed for"), "not_delivered": N_("Not delivered"), "return": N_("Came back from the customer"),
    "restock": N_("Back to good stock"), "scrap": N_("Scrapped"),
}  # fmt: skip
PLACE_TERMS = {
    "SUPPLIER": N_("Supplier"), "RECEIVING": N_("Receiving area"), "QUARANTINE": N_("Quarantine"),
    "STAGING": N_("Staging"), "TRANSIT": N_("In transit"), "CUSTOMER": N_("Customer"), "LOSS": N_("Loss"),
}  # fmt: skip
PLACE_KIND_TERMS = {
    "bin": N_("Bin"), "receiving": N_("Receiving area"), "quarantine": N_("Quarantine"), "staging": N_("Staging"),
    "zone": N_("Zone"), "aisle": N_("Aisle"),
}  # fmt: skip
DOCUMENT_TERMS = {"delivery": N_("Delivery"), "receipt": N_("Receipt"), "return": N_("Return")}
POLICY_TERMS = {"ready": N_("Ship what is ready"), "complete": N_("All at once"), "ask": N_("Ask first")}
INCIDENT_KIND_TERMS = {"difference": N_("Signed with a difference"), "refused": N_("Refused by the customer"),
                       "lost": N_("Lost on the way"), "short_pick": N_("Less was there than planned"),
                       "complaint": N_("Complaint"), "low_rating": N_("Low rating"),
                       # What a rule that holds opens (services/watch/rules.py).
                       "stock_low": N_("Stock below its safety level"), "order_waits": N_("Order waits for approval"),
                       "approved_waits": N_("Waits for its release"), "released_waits": N_("Waits to be picked"),
                       "picked_waits": N_("Waits to be packed"), "packed_waits": N_("Waits to leave"),
                       "promise_risk": N_("Promise at risk"), "leaves_late": N_("Late to leave"),
                       "arrives_late": N_("Late on its way"), "not_moving": N_("Does not move"),
                       "refused_scans": N_("Refused scans pile up"), "lot_expires": N_("Lot expires"),
                       "over_limit": N_("Over the credit limit"), "overdue": N_("Payment overdue"),
                       "supply_late": N_("Supplier is late"), "paper_stuck": N_("A printer fails"),
                       "backup_old": N_("No good backup"), "order_late": N_("Order late, nothing planned"),
                       "freight_over": N_("Freight above its price table"),
                       "wrong_way": N_("Trouble on the way"), "closed_short": N_("Shipped less than ordered"),
                       "price_under": N_("Approved below its price"), "import_doubts": N_("Import with doubts"),
                       "count_differs": N_("Large count difference")}  # fmt: skip
O, D, P, PS, B, M = SalesOrder, Delivery, Product, ProductStock, StockBalance, StockMove


class Localized(peewee.ColumnBase):
    """A name in the language that is spoken now: the English one where there is one and Chinese is not spoken."""

    def __init__(self, name: Any, english: Any) -> None:
        self._name, self._english = name, english

    def __sql__(self, ctx: Any) -> Any:
        if language().startswith("zh"):
            return ctx.sql(self._name)
        return ctx.sql(peewee.fn.COALESCE(peewee.fn.NULLIF(self._english, ""), self._name))


def spoken(name: str, english: str) -> str:
    """A name that was read, in the language that is spoken now."""
    return english if english and not language().startswith("zh") else name


def _by_id(column: Any) -> Any:
    return lambda value: column == int(value)


def _one_of(column: Any) -> Any:
    """Rows by their ids, with commas between."""
    return lambda value: column.in_([int(each) for each in value.split(",")])


def _of_batch(batch: int) -> Any:
    """The orders of an import: their ids follow one another, also those that a row holds behind its first one."""
    mine, own = ImportRow.batch == batch, O.source == f"import:{batch}"
    first, last = (ImportRow.select(each(ImportRow.document_id)).where(mine) for each in (peewee.fn.MIN, peewee.fn.MAX))
    behind = ImportRow.select(peewee.fn.MAX(ImportRow.document_id) + 30).where(mine)  # `unfold.MOST`
    return (O.id >= first) & ((O.id <= last) | ((O.id <= behind) & own)) & O.import_key.is_null(False)


def days_of(value: str) -> tuple[date, date]:
    """The first and the last day of a span: "today", "month" (the running one up to today), a day as 2026-03-05, or
    the week that begins with one as "week 2026-03-02".
    """
    first = date.fromisoformat(value.removeprefix(WEEK)) if value not in ("today", "month") else today()
    last = first + timedelta(6) if value.startswith(WEEK) else first
    if value == "month":
        first = first.replace(day=1)
    return first, last


def _span(value: str) -> tuple[datetime, datetime]:
    """From when to when."""
    first, last = days_of(value)
    return start_of(first), start_of(last + timedelta(1))


def within(moment: Any) -> Any:
    """Rows whose moment lies in a span. They came after the first of them did, so the ids lead to them."""

    def where(value: str) -> Any:
        start, end = _span(value)
        model = moment.model.alias()
        mine = getattr(model, moment.name)
        # "+ 0" leads through the moment's index: the least id alone would be looked for from the first row on.
        first = model.select(peewee.fn.MIN(model.id + 0)).where((mine >= start) & (mine < end))
        return (moment.model.id >= first) & (moment >= start) & (moment < end)

    return where


SPANS = (("today", N_("Today")), ("month", N_("This month")))


# What the state chip shows: a hold takes the place of the state, a quotation is a draft with a last day, an approved
# order is shown by how far it is.
_QUOTED = (O.state == "draft") & O.valid_until.is_null(False)
ORDER_IS = peewee.Case(None, (
    (O.on_hold, "hold"), (_QUOTED & (O.valid_until < DaysAgo(0)), "quote_expired"), (_QUOTED, "quote"),
    (O.progress != "", O.progress),
), O.state)  # fmt: skip


def _quotations(value: str) -> Any:
    """Drafts that were quoted: all of them, open or expired ones."""
    match value:
        case "open":
            return _QUOTED & (O.valid_until >= today())
        case "expired":
            return _QUOTED & (O.valid_until < today())
    return _QUOTED


def _promised(when: Any) -> Any:
    """Open orders that were promised to a customer. The phase's index leads; the state is only compared."""
    return (O.phase == "open") & when & O.state.concat("").in_(PROMISED)


# The literal lets the index of approved orders serve.
_GOING = peewee.SQL("progress <> ''")
_TROUBLED = peewee.SQL("trouble <> ''")
_SHORT = peewee.SQL("state = 'approved' AND lines_reserved < lines")
# All of it has left the house.
SENT = ("shipped", "unsettled")


def late_orders(day: date) -> Any:
    """Orders past their day of which something has not left; a draft, a quotation or a rejected order was never
    promised.
    """
    return _promised(O.due < day) & O.progress.concat("").not_in(SENT)


def moving() -> Any:
    """Deliveries on the road, by the phase's index; the state is only compared."""
    return (D.phase == "way") & D.state.concat("").in_(sorted(ON_THE_WAY))


def late_on_the_way(day: date) -> Any:
    """Deliveries that left and were not signed for by their day."""
    return moving() & (D.due < day)


def _late_delivery(where: str) -> Any:
    """Past their day, on the way or still in the house."""
    return late_on_the_way(today()) if where == "way" else (D.phase == where) & (D.due < today())


def _state(value: str) -> Any:
    """Orders in a state, or approved ones by how far they are."""
    if value in states("order"):
        return O.state == value
    return (O.progress == ("approved" if value == "not_begun" else value)) & _GOING


def _late(value: str) -> Any:
    """Not sent in full by the promised day; or sent, and not arrived by it."""
    if value == "road":
        return (O.progress == "shipped") & _GOING & (O.due < today())
    return late_orders(today())


# A draft has no number yet; one that was quoted is known by the quotation's.
_NUMBER = peewee.fn.COALESCE(O.number, O.quote_number)

ORDERS = Listing(
    name="orders",
    title=N_("Orders"),
    source=lambda what: O.select(*what),
    columns=(
        Column("number", N_("Order no."), "code", _NUMBER, 158, "newest"),
        Column("customer", N_("Customer"), "text", O.customer_name, 220),
        Column("customer_ref", N_("Customer's no."), "code", O.customer_ref, 150),
        Column("order_date", N_("Order date"), "date", O.order_date, 100),
        Column("promised", N_("Promised"), "due", O.promised, 100, "due", second="state"),
        Column("state", N_("State"), "state", ORDER_IS, 130),
        Column("shipped", N_("Shipped"), "progress", O.lines_shipped, 120, second="lines"),
        Column("total", N_("Amount ¥"), "amount", O.total, 110),
        Column("lines", N_("Lines"), "number", O.lines, 0),
        Column("reserved", N_("Reserved"), "number", O.lines_reserved, 0),
        Column("receiver", N_("Receiver"), "text", O.receiver, 0),
        Column("phone", N_("Phone"), "code", O.phone, 0),
        Column("address", N_("Address"), "text", O.address, 0),
        Column("note", N_("Note"), "text", O.note, 0),
    ),
    sorts=(
        Sort("newest", N_("Newest first"), (), O.id, descending=True),
        Sort("due", N_("Promised date"), (O.due,), O.id),
    ),
    filters=(
        Filter("state", N_("State"), _state, STATE_CHOICES),
        Filter("customer", N_("Customer"), _by_id(O.customer)),
        Filter("phase", N_("Open"), lambda v: O.phase == v, (("open", N_("Open")), ("ended", N_("Ended")))),
        Filter("late", N_("Late"), _late,
               (("yes", N_("Late to leave")), ("road", N_("Late on the way"))), ("due",)),
        Filter("today", N_("Due today"), lambda v: _promised(O.due.between(today(), today())),
               (("yes", N_("Due today")),), ("due",)),
        Filter("mine", N_("Mine"), _by_id(O.author), sorts=("newest",)),
        Filter("ids", N_("Checked in the list"), _one_of(O.id), sorts=("newest",)),
        Filter("quotation", N_("Quotations"), _quotations,
               (("all", N_("All")), ("open", N_("Still valid")), ("expired", N_("Expired")))),
        Filter("batch", N_("Import"), lambda v: _of_batch(int(v)), sorts=("newest",)),
        Filter("came", N_("Submitted at"), within(O.submitted_at), SPANS, ("newest",), menu=False),
        Filter("short", N_("Short of goods"), lambda v: _SHORT,
               (("yes", N_("Short of goods")),), menu=False),
    ),
    search=lambda text: O.id.in_(found.orders(text)),
    totals=("total",),
    state_kind="order",
    right="orders.view",
)  # fmt: skip

DELIVERIES = Listing(
    name="deliveries",
    title=N_("Deliveries"),
    source=lambda what: D.select(*what).join(Carrier, peewee.JOIN.LEFT_OUTER),
    columns=(
        Column("number", N_("Delivery no."), "two_lines", D.number, 200, "newest", second="customer"),
        Column("customer", N_("Customer"), "text", D.customer_name, 0),
        Column("order", N_("Order no."), "code", D.order_number, 150),
        Column("state", N_("State"), "state", D.state, 130),
        Column("promised", N_("Promised"), "due", D.promised, 100, "due", second="state"),
        Column("picked", N_("Picked"), "progress", D.picked, 120, second="pieces"),
        Column("pieces", N_("Pieces"), "quantity", D.pieces, 0),
        Column("packages", N_("Packages"), "number", D.packages, 80),
        Column("weight_g", N_("Weight g"), "number", D.weight_g, 0),
        Column("carrier", N_("Carrier"), "text", Carrier.name, 110),
        Column("tracking_number", N_("Tracking no."), "code", D.tracking_number, 150),
        Column("freight", N_("Freight ¥"), "amount", D.freight, 0),
        Column("expected_freight", N_("Freight by the table ¥"), "amount", D.expected_freight, 0),
        Column("dispatched_at", N_("Dispatched"), "moment", D.dispatched_at, 0),
        Column("signed_at", N_("Signed"), "moment", D.signed_at, 0),
        Column("outcome", N_("Outcome"), "text", D.outcome, 0, terms=tuple(DELIVERY_TERMS.items())),
        Column("receiver", N_("Receiver"), "text", D.receiver, 0),
        Column("phone", N_("Phone"), "code", D.phone, 0),
        Column("address", N_("Address"), "text", D.address, 0),
    ),
    sorts=(
        Sort("newest", N_("Newest first"), (), D.id, descending=True),
        Sort("due", N_("Promised date"), (D.due,), D.id),
    ),
    filters=(
        Filter("state", N_("State"), lambda v: D.state == v, tuple(DELIVERY_TERMS.items())),
        Filter("phase", N_("Phase"), lambda v: D.phase == v,
               (("house", N_("In the house")), ("way", N_("On the way")), ("ended", N_("Ended")))),
        Filter("customer", N_("Customer"), _by_id(D.customer)),
        Filter("late", N_("Late"), _late_delivery,
               (("way", N_("Late on the way")), ("house", N_("Late in the house"))), ("due",)),
        Filter("trouble", N_("Exceptions"), lambda v: (D.phase == v) & _TROUBLED,
               (("house", N_("On the exception list")),)),
        Filter("left", N_("Dispatched"), within(D.dispatched_at), SPANS, ("newest",), menu=False),
        Filter("leaving", N_("To leave today"), lambda v: (D.phase == v) & (D.due <= today()),
               (("house", N_("To leave today")),), ("due",), menu=False),
    ),
    search=lambda text: D.id.in_(found.deliveries(text)),
    totals=("pieces",),
    state_kind="delivery",
    right="deliveries.view",
)  # fmt: skip


def _of_level(value: str) -> Any:
    """Products by level; two of them together in the words of the index of both."""
    return PS.level != peewee.SQL("'enough'") if value == "below" else PS.level == value


PRODUCTS = Listing(
    name="products",
    title=N_("Products"),
    source=lambda what: P.select(*what).join(PS, on=(PS.product == P.id)),
    columns=(
        Column("name", N_("Product"), "two_lines", Localized(P.name, P.name_en), 240, "name", second="sku"),
        Column("sku", N_("SKU"), "code", P.sku, 110, "sku"),
        Column("spec", N_("Spec"), "text", P.spec, 120),
        Column("unit", N_("Unit"), "text", P.unit, 56),
        Column("on_hand", N_("On hand"), "quantity", PS.on_hand, 90),
        Column("reserved", N_("Reserved"), "quantity", PS.reserved, 90),
        Column("available", N_("Available"), "quantity", PS.available, 90, "available"),
        Column("incoming", N_("Incoming"), "quantity", PS.incoming, 90),
        Column("safety_stock", N_("Safety stock"), "quantity", P.safety_stock, 90),
        Column("level", N_("Level"), "state", PS.level, 110),
        Column("price", N_("Price ¥"), "price", P.price, 0),
        Column("cost", N_("Cost ¥"), "price", P.cost, 0, right="prices.view"),
    ),
    sorts=(
        Sort("sku", N_("SKU"), (P.sku,), P.id, unique=True),
        Sort("name", N_("Name"), (P.name,), P.id),
        Sort("available", N_("Available"), (PS.available,), PS.product),
    ),
    filters=(
        Filter("level", N_("Level"), _of_level, (*LEVEL_TERMS.items(), ("below", N_("Low or out"))), ("available",)),
    ),
    search=lambda text: P.id.in_(found.products(text)),
    state_kind="stock_level",
    right="stock.view",
)

STOCK = Listing(
    name="stock",
    title=N_("Stock by lot and bin"),
    source=lambda what: (
        B.select(*what).join(Lot).switch(B).join(Location).switch(B).join(Product)
        .where((B.on_hand > 0) & Location.kind.in_(sorted(OWN)))
    ),
    columns=(
        Column("name", N_("Product"), "two_lines", Localized(P.name, P.name_en), 220, "product", second="sku"),
        Column("sku", N_("SKU"), "code", P.sku, 0),
        Column("lot", N_("Lot"), "code", Lot.number, 120),
        Column("expiry", N_("Expiry"), "date", Lot.expiry, 100),
        Column("bin", N_("Bin"), "code", Location.code, 110, terms=tuple(PLACE_TERMS.items())),
        Column("quality", N_("Quality"), "text", B.quality, 90, terms=tuple(QUALITY_TERMS.items())),
        Column("on_hand", N_("On hand"), "quantity", B.on_hand, 90),
        Column("reserved", N_("Reserved"), "quantity", B.reserved, 90),
        Column("unit", N_("Unit"), "text", P.unit, 56),
    ),
    sorts=(Sort("product", N_("Product"), (B.product, B.lot, B.location, B.quality), B.id, unique=True),),
    filters=(
        Filter("product", N_("Product"), _by_id(B.product)),
        Filter("location", N_("Bin"), _by_id(B.location)),
    ),
    search=lambda text: (
        B.product.in_(found.products(text)) | B.lot.in_(found.lots(text)) | B.location.in_(found.bins(text))
    ),
    right="stock.view",
)

MOVED_FROM, MOVED_TO = Location.alias("source"), Location.alias("target")
_LEFT = peewee.JOIN.LEFT_OUTER
# Each move has all of them; joined so, the moves always lead, and what is not asked for is not looked up.
MOVES = Listing(
    name="moves",
    title=N_("Stock moves"),
    source=lambda what: (
        M.select(*what)
        .join(Product, _LEFT).switch(M).join(Lot, _LEFT).switch(M)
        .join(MOVED_FROM, _LEFT, on=(MOVED_FROM.id == M.source)).switch(M)
        .join(MOVED_TO, _LEFT, on=(MOVED_TO.id == M.target)).switch(M)
        .join(User, _LEFT)
    ),
    bare=lambda what: M.select(*what),
    columns=(
        Column("at", N_("When"), "moment", M.at, 140, "newest"),
        Column("name", N_("Product"), "two_lines", Localized(P.name, P.name_en), 220, second="sku"),
        Column("sku", N_("SKU"), "code", P.sku, 0),
        Column("lot", N_("Lot"), "code", Lot.number, 110),
        Column("quantity", N_("Quantity"), "quantity", M.quantity, 90),
        Column("source", N_("From"), "code", MOVED_FROM.code, 110, terms=tuple(PLACE_TERMS.items())),
        Column("source_quality", N_("Quality before"), "text", M.source_quality, 0, terms=tuple(QUALITY_TERMS.items())),
        Column("target", N_("To"), "code", MOVED_TO.code, 110, terms=tuple(PLACE_TERMS.items())),
        Column("target_quality", N_("Quality after"), "text", M.target_quality, 0, terms=tuple(QUALITY_TERMS.items())),
        Column("reason", N_("Reason"), "text", M.reason, 100, terms=tuple(REASON_TERMS.items())),
        Column("note", N_("Note"), "text", M.note, 140),
        Column("document", N_("Document"), "text", M.document_kind, 0, terms=tuple(DOCUMENT_TERMS.items())),
        Column("user", N_("By"), "text", User.name, 90),
    ),
    sorts=(Sort("newest", N_("Newest first"), (), M.id, descending=True),),
    filters=(Filter("product", N_("Product"), _by_id(M.product)),),
    right="stock.view",
)  # fmt: skip

CUSTOMERS = Listing(
    name="customers",
    title=N_("Customers"),
    source=lambda what: Customer.select(*what),
    columns=(
        Column("name", N_("Customer"), "two_lines", Customer.name, 260, "name", second="code"),
        Column("code", N_("Code"), "code", Customer.code, 100, "code"),
        Column("contact", N_("Contact"), "text", Customer.contact, 110),
        Column("phone", N_("Phone"), "code", Customer.phone, 130),
        Column("credit_limit", N_("Credit limit ¥"), "amount", Customer.credit_limit, 120, right="credit.view"),
        Column("balance", N_("Owes ¥"), "amount", Customer.balance, 120, right="credit.view"),
        Column("payment_days", N_("Payment days"), "number", Customer.payment_days, 100),
        Column("delivery_policy", N_("Delivery policy"), "text", Customer.delivery_policy, 0,
               terms=tuple(POLICY_TERMS.items())),
    ),
    sorts=(
        Sort("code", N_("Code"), (Customer.code,), Customer.id, unique=True),
        Sort("name", N_("Name"), (Customer.name,), Customer.id),
    ),
    search=lambda text: Customer.id.in_(found.customers(text)),
    right="orders.view",
)

SUPPLIERS = Listing(
    name="suppliers",
    title=N_("Suppliers"),
    source=lambda what: Supplier.select(*what),
    columns=(
        Column("name", N_("Supplier"), "two_lines", Supplier.name, 260, second="code"),
        Column("code", N_("Code"), "code", Supplier.code, 100, "code"),
        Column("contact", N_("Contact"), "text", Supplier.contact, 110),
        Column("phone", N_("Phone"), "code", Supplier.phone, 130),
    ),
    sorts=(Sort("code", N_("Code"), (Supplier.code,), Supplier.id, unique=True),),
    search=lambda text: found.contains(Supplier.search, text),
    right="stock.view",
)

# The kinds that work opens by itself; a rule opens the others.
HAPPENED = ("difference", "refused", "lost", "short_pick", "complaint", "low_rating")
INCIDENTS = Listing(
    name="incidents",
    title=N_("Incidents"),
    source=lambda what: Incident.select(*what).join(User, peewee.JOIN.LEFT_OUTER),
    columns=(
        Column("number", N_("Incident no."), "two_lines", Incident.number, 250, "newest", second="subject"),
        Column("subject", N_("About"), "text", Incident.subject_text, 0),
        Column("kind", N_("Kind"), "text", Incident.kind, 230, terms=tuple(INCIDENT_KIND_TERMS.items())),
        Column("state", N_("State"), "state", Incident.state, 120),
        Column("owner", N_("Owner"), "text", User.name, 100),
        Column("at", N_("Opened at"), "moment", Incident.at, 140),
    ),
    sorts=(Sort("newest", N_("Newest first"), (), Incident.id, descending=True),),
    filters=(
        Filter("state", N_("State"), lambda v: Incident.state == v, tuple(INCIDENT_TERMS.items())),
        Filter("kind", N_("Kind"), lambda v: Incident.kind == v, tuple(INCIDENT_KIND_TERMS.items())),
        Filter("answer", N_("To answer"), lambda _v: TO_ANSWER, (("yes", N_("To answer")),), menu=False),
        Filter("mine", N_("Mine"), lambda v: (Incident.owner == int(v)) & TO_ANSWER, menu=False),
        Filter("asked", N_("For me to answer"), lambda v: asked_of(int(v)), menu=False),
        Filter("free", N_("Mine or nobody's"), lambda v: free_for(int(v)), menu=False),
        Filter("cause", N_("Cause"),
               lambda v: TO_ANSWER & (Incident.kind.in_(HAPPENED) == (v == "work")),
               (("work", N_("Happened at work")), ("rule", N_("A rule holds"))), menu=False),
    ),
    search=lambda text: found.starts(Incident.number, text.strip().upper()),
    state_kind="incident",
    right="deliveries.view",
)

ALL = {
    listing.name: listing
    for listing in (ORDERS, DELIVERIES, PRODUCTS, STOCK, MOVES, CUSTOMERS, SUPPLIERS, INCIDENTS)
}
