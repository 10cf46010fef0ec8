"""What the window of returns shows: its list, one return with its lines, what of a delivery may come back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from models.after_sales import ReturnLine, ReturnOrder
from models.base import reconnect
from models.delivery import Delivery
from models.goods import Product
from models.people import User
from models.stock import Lot
from resources.i18n import N_
from services import found, one_of_a_kind, returns, serial_numbers
from services.after_sales import RETURN_REASON_TERMS, RETURN_TERMS
from services.faults import translated
from services.listing import Column, Filter, Listing, Sort
from services.lists import spoken
from services.tracking import arrived

L, R = ReturnLine, ReturnOrder

RETURNS = Listing(
    name="returns",
    title=N_("Returns of customers"),
    source=lambda what: R.select(*what).join(Delivery),
    columns=(
        Column("number", N_("Return no."), "two_lines", R.number, 178, "newest", second="customer"),
        Column("customer", N_("Customer"), "text", R.customer_name, 0),
        Column("delivery", N_("Delivery no."), "code", Delivery.number, 146),
        Column("reason", N_("Reason"), "text", R.reason, 160, terms=tuple(RETURN_REASON_TERMS.items())),
        Column("state", N_("State"), "state", R.state, 116),
        Column("outcome", N_("Outcome"), "text", R.outcome, 92, terms=tuple(RETURN_TERMS.items())),
        Column("amount", N_("Refund ¥"), "amount", R.amount, 100, right="credit.view"),
        Column("at", N_("Opened at"), "moment", R.at, 106),
    ),
    sorts=(Sort("newest", N_("Newest first"), (), R.id, descending=True),),
    filters=(
        Filter("state", N_("State"), lambda v: R.state == v,
               tuple((code, RETURN_TERMS[code]) for code in ("announced", "received", "inspected", "closed",
                                                             "cancelled"))),
        Filter("phase", N_("Open"), lambda v: R.phase == v, (("open", N_("Open")), ("ended", N_("Ended"))), menu=False),
    ),
    search=lambda text: (
        found.starts(R.number, text.strip().upper())
        | R.delivery.in_(found.deliveries(text))
    ),
    state_kind="return",
    right="deliveries.view",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Back:
    """A lot of a delivery line of which `left` may still come back, in base units."""

    delivery_line_id: int
    lot_id: int
    name: str
    sku: str
    unit: str
    lot: str
    left: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a return, in base units; `serials` are the numbers of its pieces that are here again."""

    id: int
    product_id: int
    name: str
    sku: str
    unit: str
    lot: str
    quantity: Decimal
    received: Decimal
    restocked: Decimal
    scrapped: Decimal
    sent_back: Decimal
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnView:
    """One return. `steps`: receive, inspect, settle, back, cancel, as its state allows; `value` is what came back as it
    was sold, `refundable` what is left of the bill; `order_id` is the order that replaces it, `order` its number."""

    id: int
    version: int
    number: str
    state: str
    outcome: str
    reason: str
    note: str
    customer: str
    delivery_id: int
    delivery: str
    amount: Decimal | None
    value: Decimal
    refundable: Decimal
    at: datetime
    who: str
    lines: tuple[Line, ...]
    steps: tuple[str, ...]
    pieces: frozenset[tuple[int, str]] = frozenset()
    order_id: int | None = None
    order: str = ""


# The steps from each state; the last one that was taken can be undone.
_STEPS = {
    "announced": ("receive", "cancel"), "received": ("inspect", "back"), "inspected": ("settle", "back"),
}  # fmt: skip


def view(return_id: int) -> ReturnView | None:
    """None when there is none."""
    with translated():
        reconnect()
        row = R.get_or_none(R.id == return_id)
        if row is None:
            return None
        lines = list(L.select().where(L.order == row).order_by(L.position))
        who = User.get_or_none(User.id == row.user_id)
        return ReturnView(
            row.id, row.version, row.number, row.state, row.outcome, row.reason, row.note, row.customer_name,
            row.delivery_id, row.delivery.number, row.amount, returns.value_of(row, lines),
            returns.refundable(row.delivery), row.at, who.name if who else "",
            tuple(_line(line) for line in lines), _STEPS.get(row.state, ()),
            one_of_a_kind.of_delivery(row.delivery_id), row.replacement_id,
            (row.replacement.number or "") if row.replacement_id else "",
        )  # fmt: skip


def _line(line: ReturnLine) -> Line:
    product, lot = line.product, line.lot
    return Line(
        line.id, product.id, spoken(product.name, product.name_en), product.sku, product.unit, lot.number,
        line.quantity, line.received, line.restocked, line.scrapped, line.sent_back,
        tuple(serial_numbers.came_back(line.id)) if product.serial_tracked else (),
    )  # fmt: skip


def returnable(delivery_id: int) -> tuple[Back, ...]:
    """What may come back of a delivery, in the order of its lines."""
    with translated():
        reconnect()
        delivery = Delivery.get_or_none(Delivery.id == delivery_id)
        if delivery is None:
            return ()
        left = returns.returnable(delivery)
        made = []
        for line, lot_id, _quantity in arrived(delivery):
            if left[line.id, lot_id] > 0:
                product, lot = Product.get_by_id(line.product_id), Lot.get_by_id(lot_id)
                name = spoken(product.name, product.name_en)
                made.append(Back(line.id, lot_id, name, product.sku, product.unit, lot.number, left[line.id, lot_id]))
        return tuple(made)


@dataclass(frozen=True, slots=True)
class Short:
    """A return as its delivery, or the order that replaces its goods, names it."""

    id: int
    number: str
    state: str


def of_delivery(delivery_id: int) -> tuple[Short, ...]:
    """The returns of a delivery, the newest first, for reads that are under way."""
    rows = R.select(R.id, R.number, R.state).where(R.delivery == delivery_id).order_by(R.id.desc())
    return tuple(Short(*row) for row in rows.tuples())


def replaced_by(order_id: int) -> Short | None:
    """The return whose goods an order replaces, for reads that are under way."""
    row = R.select(R.id, R.number, R.state).where(R.replacement == order_id).tuples().first()
    return Short(*row) if row is not None else None
