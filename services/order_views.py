"""What the orders window shows of one order, and of the customers and products it is typed with.

Plain frozen rows, read on a reader thread; nothing here writes.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.base import reconnect
from models.delivery import Delivery
from models.driver import peewee
from models.goods import Product
from models.orders import OrderLine, SalesOrder
from models.people import AuditEntry, User
from services import approval, attachments, findings, request_views, return_views
from services.attachments import Attached
from services.delivery_book import of_order
from services.faults import translated
from services.findings import Finding
from services.listing import Query
from services.lists import ORDERS, spoken
from services.orders import Draft, DraftLine
from services.request_views import AskedFor
from services.transitions import may


@dataclass(frozen=True, slots=True)
class PanelLine:
    """A line as the panel shows it; `quantity` counts `unit`, the other figures are base units."""

    name: str
    sku: str
    quantity: Decimal
    unit: str
    amount: Decimal
    ordered: Decimal
    reserved: Decimal
    shipped: Decimal
    open: Decimal
    matched: bool


@dataclass(frozen=True, slots=True)
class OrderDelivery:
    id: int
    number: str
    state: str


@dataclass(frozen=True, slots=True)
class OrderPanel:
    """One order with all that the side panel tells. `steps` are the steps its state allows; `replaces` is the return of
    whose goods it is."""

    id: int
    version: int
    number: str | None
    state: str
    on_hold: bool
    hold_reason: str
    customer: str
    customer_ref: str
    promised: date | None
    order_date: date
    lines_shipped: int
    lines_count: int
    payment_days: int
    sales: str
    receiver: str
    phone: str
    address: str
    note: str
    total: Decimal
    lines: tuple[PanelLine, ...]
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    deliveries: tuple[OrderDelivery, ...]
    files: tuple[Attached, ...]
    steps: frozenset[str]
    quote_number: str = ""
    valid_until: date | None = None
    progress: str = ""
    asked: tuple[AskedFor, ...] = ()
    restorable: bool = True  # whether its content alone makes it again: no hold, quotation or file would be lost
    replaces: return_views.Short | None = None


def order_panel(order_id: int, today: date) -> OrderPanel | None:
    """All about an order, or None when it is gone."""
    with translated():
        reconnect()
        order = SalesOrder.get_or_none(SalesOrder.id == order_id)
        if order is None:
            return None
        lines = tuple(_panel_line(line) for line in _lines(order_id))
        missing = _missing(order, lines) if order.state == "draft" else ()
        author = User.get_or_none(User.id == order.author_id)
        deliveries = tuple(
            OrderDelivery(*row)
            for row in Delivery.select(Delivery.id, Delivery.number, Delivery.state)
            .where(of_order(order_id))
            .order_by(Delivery.id)
            .tuples()
        )
        replaces = return_views.replaced_by(order_id)
        return OrderPanel(
            order.id, order.version, order.number, order.state, order.on_hold, order.hold_reason, order.customer_name,
            order.customer_ref, order.promised, order.order_date, order.lines_shipped, order.lines, order.payment_days,
            author.name if author else "", order.receiver, order.phone, order.address, order.note, order.total, lines,
            _findings(order, missing, today), missing, deliveries,
            attachments.rows("order", order_id), steps_of(order),
            order.quote_number or "", order.valid_until, order.progress,
            request_views.asked_for(order_id) if order.state in ("submitted", "approved") else (),
            not (order.on_hold or order.quote_number or order.import_key or replaces), replaces,
        )  # fmt: skip


def steps_of(order: SalesOrder) -> frozenset[str]:
    """The steps an order allows where it stands, from the table of transitions; rights are asked by the window."""
    state = order.state
    going_on = state in ("draft", "submitted", "approved")
    told = {
        "submit": state == "draft" and not order.on_hold,
        "approve": state == "submitted" and not order.on_hold,
        "reopen": state == "rejected" and may("order", state, "draft"),
        "revise": state in ("draft", "submitted", "approved"),
        "cancel": may("order", state, "cancelled") and not (state == "draft" and not order.number),
        "close_short": may("order", state, "closed_short"),
        "quote": state == "draft" and not order.number and not order.on_hold,
        "delete": state == "draft" and not order.number,
        "hold": going_on and not order.on_hold,
        "resume": order.on_hold,
    }
    return frozenset(step for step, allowed in told.items() if allowed)


def _lines(order_id: int) -> list[OrderLine]:
    return list(
        OrderLine.select(OrderLine, Product)
        .join(Product, peewee.JOIN.LEFT_OUTER)
        .where(OrderLine.order == order_id)
        .order_by(OrderLine.position)
    )


def _panel_line(line: OrderLine) -> PanelLine:
    product = line.product if line.product_id else None
    return PanelLine(
        spoken(product.name, product.name_en) if product else line.text, product.sku if product else "", line.quantity,
        line.unit or (product.unit if product else ""), line.amount, line.ordered, line.reserved, line.shipped,
        line.open, product is not None,
    )  # fmt: skip


def _missing(order: SalesOrder, lines: tuple[PanelLine, ...]) -> tuple[str, ...]:
    """What a draft lacks before it can be submitted, as codes."""
    priceless = OrderLine.select().where((OrderLine.order == order) & OrderLine.unit_price.is_null()).exists()
    told = {
        "customer": order.customer_id is None,
        "promised": order.promised is None,
        "lines": not lines,
        "products": any(not line.matched for line in lines),
        "prices": priceless,
    }
    return tuple(code for code, lacks in told.items() if lacks)


def _findings(order: SalesOrder, missing: tuple[str, ...], today: date) -> tuple[Finding, ...]:
    """What was found at the submission; for a draft that could be submitted, what would be found now."""
    if order.state == "draft":
        return findings.spoken_names(findings.findings(order, today)) if not missing else ()
    return findings.spoken_names(approval.recorded_findings(order.id))


PILLS: dict[str, tuple[tuple[str, str], ...]] = {
    "all": (),
    "to_approve": (("state", "submitted"),),
    "today": (("today", "yes"),),
    "late": (("late", "yes"),),
    "road": (("late", "road"),),
    "drafts": (("state", "draft"),),
    "quotations": (("quotation", "all"),),
}


def pills(user_id: int | None) -> dict[str, tuple[tuple[str, str], ...]]:
    """The saved filters of a person: the orders typed by oneself among them."""
    return PILLS | {"mine": (("mine", str(user_id or 0)),)}


def pill_counts(user_id: int | None) -> dict[str, int]:
    """How many orders each saved filter has."""
    return {name: ORDERS.count(Query(filters=filters)) for name, filters in pills(user_id).items()}


@dataclass(frozen=True, slots=True)
class EditLine:
    """A line as it is edited: the stored one, the names a person reads, the base units available (None: unmatched)."""

    line: DraftLine
    sku: str = ""
    name: str = ""
    base_unit: str = ""
    available: Decimal | None = None


@dataclass(frozen=True, slots=True)
class EditOrder:
    """An order as it is edited."""

    id: int
    version: int
    state: str
    number: str | None
    customer_name: str
    draft: Draft
    lines: tuple[EditLine, ...]
    valid_until: date | None = None


def order_for_edit(order_id: int) -> EditOrder | None:
    """The order's content as a Draft, or None when it is gone."""
    from services.order_typing import availability

    with translated():
        reconnect()
        order = SalesOrder.get_or_none(SalesOrder.id == order_id)
        if order is None:
            return None
        stored = _lines(order_id)
        free = availability([line.product_id for line in stored if line.product_id])
        lines = tuple(_edit_line(line, free) for line in stored)
        draft = Draft(
            order.customer_id, order.customer_text, order.customer_ref, order.promised, order.order_date,
            order.receiver, order.phone, order.address, order.note, order.payment_days, order.delivery_policy,
            tuple(each.line for each in lines),
        )  # fmt: skip
        return EditOrder(
            order.id, order.version, order.state, order.number, order.customer_name or order.customer_text, draft,
            lines, order.valid_until,
        )


def _edit_line(line: OrderLine, free: dict[int, Decimal]) -> EditLine:
    product = line.product if line.product_id else None
    unit = line.unit or (product.unit if product and line.factor == 1 else "")
    kept = DraftLine(
        line.product_id, line.quantity, line.unit_price, unit, line.factor, line.text, line.price_source,
        line.import_row,
    )  # fmt: skip
    if product is None:
        return EditLine(kept)
    mine = line.reserved if line.reserved else Decimal(0)
    name = spoken(product.name, product.name_en)
    return EditLine(kept, product.sku, name, product.unit, free.get(product.id, Decimal(0)) + mine)


def order_changed_by(order_id: int) -> str:
    """Who did the last audited step with an order; saving a draft leaves no entry, so it may be somebody else."""
    with translated():
        reconnect()
        last = (
            AuditEntry.select(User.name)
            .join(User)
            .where((AuditEntry.subject_kind == "order") & (AuditEntry.subject_id == order_id))
            .order_by(AuditEntry.id.desc())
            .tuples()
            .first()
        )
        return last[0] if last else ""
