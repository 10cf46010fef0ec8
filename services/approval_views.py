"""What the approval window shows of one order: what speaks for and against it, how a decision turned out."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.delivery import Delivery
from models.driver import peewee
from models.goods import Product
from models.money import Receivable
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from models.people import User
from services import approval, findings, settings
from services.approval import Decided
from services.approval_queue import Mark, marks_of, typed_by
from services.faults import translated
from services.findings import Exposure, Finding
from services.lists import spoken
from services.order_book import load

MOST_LINES = 200
O, R = SalesOrder, ApprovalRequest


@dataclass(frozen=True, slots=True)
class Overdue:
    """The oldest unpaid delivery past its due day; `number` is empty for a balance brought along at the start."""

    number: str
    open: Decimal
    days: int


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A line under a price it should have. Prices per base unit; `under` and `margin` in percent, `margin` of the
    price and None where the cost is not known or not for these eyes."""

    name: str
    sku: str
    quantity: Decimal
    price: Decimal
    policy: Decimal
    under: Decimal
    margin: Decimal | None
    code: str


@dataclass(frozen=True, slots=True)
class ShortLine:
    """A product of which less is available than the order wants, and when more comes. Base units."""

    name: str
    sku: str
    wanted: Decimal
    available: Decimal
    short: Decimal
    due: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """`quantity` counts `unit`, `price` is per `unit`."""

    name: str
    sku: str
    quantity: Decimal
    unit: str
    price: Decimal | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Decision:
    """The last decision about an order: approved, sent_back or rejected; `by_rule` when no person decided."""

    decision: str
    by: str
    at: datetime
    reason: str
    by_rule: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything to decide on. `exposure` and `overdue` are None for who may not see credit.

    `too_large`: its amount is above what the person who looks may approve. `margin` in percent of the whole order,
    None where a cost is not known or not for these eyes. `by_lot`: some of its goods are kept by lot.
    """

    id: int
    version: int
    number: str
    state: str
    on_hold: bool
    hold_reason: str
    customer: str
    customer_ref: str
    author: str
    own: bool
    submitted_at: datetime | None
    promised: date | None
    payment_days: int
    note: str
    total: Decimal
    line_count: int
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    exposure: Exposure | None
    overdue: Overdue | None
    prices: tuple[PriceLine, ...]
    short: tuple[ShortLine, ...]
    duplicate_id: int | None
    decision: Decision | None
    customer_id: int | None = None
    too_large: bool = False
    margin: Decimal | None = None
    by_lot: bool = False

    @property
    def marks(self) -> tuple[Mark, ...]:
        return marks_of(self.findings)

    @property
    def blocked(self) -> bool:
        """Whether approving it exceeds something and so needs a reason."""
        return any(f.verdict == "block" for f in self.findings)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an approval did: lines that have all they need, the deliveries planned, what waits (SKU and base units)."""

    id: int
    number: str
    state: str
    lines: int
    reserved: int
    deliveries: tuple[str, ...]
    short: tuple[tuple[str, Decimal], ...]


def evidence(order_id: int, user_id: int | None, today: date, rights: frozenset[str]) -> Evidence:
    """An order with what is found about it now, or at its decision when there was one. Refuses unknown_order."""
    with translated():
        reconnect()
        order = load(order_id)
        waiting = order.state == "submitted"
        found = findings.spoken_names(
            findings.findings(order, today) if waiting else approval.recorded_findings(order_id)
        )
        lines = _lines(order)
        sees = "credit.view" in rights and order.customer_id is not None
        other = next((f.figures.get("number") for f in found if f.kind == "duplicate"), None)
        large = any(f.code == "large_amount" for f in found) and not approval.may_approve_large(user_id)
        return Evidence(
            order.id, order.version, order.number or "", order.state, order.on_hold, order.hold_reason,
            order.customer_name, order.customer_ref, order.author.name if order.author_id else "",
            typed_by(order, user_id) and not settings.get("approval.allow_own"), order.submitted_at, order.promised,
            order.payment_days, order.note, order.total, len(lines), tuple(_line(x) for x in lines[:MOST_LINES]), found,
            _exposure(found) if sees else None, _oldest(order, today) if sees else None,
            _under(lines, found, "prices.view" in rights), _short(found), _id_of(other), _last(order_id),
            order.customer_id, large, _margin(order, lines) if "prices.view" in rights else None,
            any(line.product_id and line.product.lot_tracked for line in lines),
        )  # fmt: skip


def _lines(order: SalesOrder) -> list[OrderLine]:
    query = OrderLine.select(OrderLine, Product).join(Product).where(OrderLine.order == order)
    return list(query.order_by(OrderLine.position))


def _exposure(found: tuple[Finding, ...]) -> Exposure | None:
    """The figures of the credit finding; a recorded one keeps them as text."""
    figures = next((f.figures for f in found if f.kind == "credit"), None)
    if figures is None:
        return None
    unpaid, unbilled, unshipped, this, overdue = (
        Decimal(figures[name]) for name in ("unpaid", "unbilled", "unshipped", "this_order", "overdue")
    )
    limit = None if figures["limit"] is None else Decimal(figures["limit"])
    return Exposure(limit, unpaid, unbilled, unshipped, this, overdue, int(figures["overdue_days"]))


def _short(found: tuple[Finding, ...]) -> tuple[ShortLine, ...]:
    return tuple(_short_line(f.figures) for f in found if f.code == "short")


def _short_line(figures: dict[str, Any]) -> ShortLine:
    wanted, available, short = (Decimal(figures[name]) for name in ("wanted", "available", "short"))
    due = date.fromisoformat(figures["due"]) if isinstance(figures["due"], str) else figures["due"]
    return ShortLine(figures["name"], figures["sku"], wanted, available, short, due)


def _line(line: OrderLine) -> Line:
    unit = line.unit or line.product.unit
    name = spoken(line.product.name, line.product.name_en)
    return Line(name, line.product.sku, line.quantity, unit, line.unit_price, line.amount)


def _oldest(order: SalesOrder, today: date) -> Overdue | None:
    row = (
        Receivable.select(Receivable, Delivery)
        .join(Delivery, peewee.JOIN.LEFT_OUTER)
        .where((Receivable.customer == order.customer_id) & (Receivable.due < today) & (Receivable.open > 0))
        .order_by(Receivable.due, Receivable.id)
        .first()
    )
    if row is None:
        return None
    return Overdue(row.delivery.number if row.delivery_id else "", row.open, (today - row.due).days)


def _under(lines: list[OrderLine], found: tuple[Finding, ...], sees_cost: bool) -> tuple[PriceLine, ...]:
    """The price findings joined with the lines they are about."""
    by_position = {line.position: line for line in lines}
    made = []
    for finding in found:
        line = by_position.get(finding.figures.get("position", 0)) if finding.kind == "price" else None
        if line is not None:
            made.append(_price_line(line, finding, sees_cost))
    return tuple(made)


def _price_line(line: OrderLine, finding: Finding, sees_cost: bool) -> PriceLine:
    product, price, least = line.product, Decimal(finding.figures["price"]), Decimal(finding.figures["least"])
    margin = (price - product.cost) / price * 100 if sees_cost and product.cost is not None and price else None
    under = (least - price) / least * 100 if least else Decimal(0)
    name = spoken(product.name, product.name_en)
    return PriceLine(name, product.sku, line.ordered, price, least, under, margin, finding.code)


def _margin(order: SalesOrder, lines: list[OrderLine]) -> Decimal | None:
    """What is left of the order's amount after the cost of its goods, in percent."""
    costs = [None if line.product.cost is None else line.product.cost * line.ordered for line in lines]
    if not order.total or not costs or None in costs:
        return None
    return (order.total - sum((cost for cost in costs if cost is not None), Decimal(0))) / order.total * 100


def _id_of(number: str | None) -> int | None:
    row = O.select(O.id).where(O.number == number).tuples().first() if number else None
    return row[0] if row else None


def _last(order_id: int) -> Decision | None:
    row = (
        R.select(R, User).join(User, peewee.JOIN.LEFT_OUTER, on=(User.id == R.decided_by))
        .where((R.order == order_id) & (R.decision != ""))
        .order_by(R.id.desc())
        .first()
    )  # fmt: skip
    if row is None:
        return None
    by_rule = row.decided_by_id is None
    return Decision(row.decision, "" if by_rule else row.decided_by.name, row.decided_at, row.reason, by_rule)


def outcome(decided: Decided) -> Outcome:
    """An approval's result in numbers that people know. Refuses unknown_order."""
    with translated():
        reconnect()
        order = load(decided.id)
        numbers = [
            row[0] for row in Delivery.select(Delivery.number).where(Delivery.id.in_(decided.deliveries)).tuples()
        ]
        return Outcome(
            order.id, order.number or "", order.state, order.lines, order.lines_reserved, tuple(numbers), decided.short
        )
