"""Approval: what is wrong with an order, with its figures, and the decision bound to its content."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from models.buying import PurchaseLine
from models.fields import money, total
from models.goods import Product, ProductStock
from models.money import Receivable
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from models.parties import Customer
from models.statement import Statement
from services import billing, planning, reserving, settings
from services.errors import NeedsConfirmation, Refusal
from services.order_book import lines_with_products, load, order_content, order_lines
from services.transitions import move
from services.unit import Unit, content_hash, encode, use_case

RANK = ("ok", "warn", "block")
ZERO = Decimal(0)


class Finding(msgspec.Struct, frozen=True, array_like=True):
    """One thing found. `kind`: credit, price, stock, customer or duplicate; `verdict`: ok, warn or block.

    Stored as a list of its values, since every order keeps some. `code` picks the sentence in ui/texts.py,
    `figures` fills it.
    """

    kind: str
    verdict: str
    code: str
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Decided:
    """An order after a decision. `short` lists what could not be reserved: SKU and base units."""

    id: int
    version: int
    state: str
    deliveries: tuple[int, ...] = ()
    short: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a customer owes or will owe, each part once. `limit` None is no limit, 0 is payment before delivery."""

    limit: Decimal | None
    unpaid: Decimal
    unbilled: Decimal
    unshipped: Decimal
    this_order: Decimal
    overdue: Decimal
    overdue_days: int

    @property
    def total(self) -> Decimal:
        return self.unpaid + self.unbilled + self.unshipped + self.this_order


def request(u: Unit, order: SalesOrder) -> None:
    """Record what is found about an order at its submission."""
    found = findings(order, u.today)
    ApprovalRequest.add(
        order=order.id, content_hash=order.content_hash, findings=encode(found).decode(), worst=worst(found), at=u.now
    )


def worst(found: tuple[Finding, ...]) -> str:
    return max((f.verdict for f in found), key=RANK.index, default="ok")


def findings(order: SalesOrder, today: date) -> tuple[Finding, ...]:
    """Everything to know before approving, worst first."""
    lines = lines_with_products(order.id)
    found = [*_credit(order, today), *price_findings(lines), *_stock(order, lines), *_customer(order, today),
             *_duplicate(order)]  # fmt: skip
    return tuple(sorted(found, key=lambda f: -RANK.index(f.verdict)))


def exposure(customer: Customer, today: date, order: SalesOrder | None = None) -> Exposure:
    """Balance + shipped unbilled + approved unshipped + `order` if it is not approved yet."""
    late = _LATE.rows(customer=customer.id, today=today)
    mine = order.total if order is not None and order.state not in ("approved", "completed", "closed_short") else ZERO
    return Exposure(
        customer.credit_limit, customer.balance, billing.waiting_of(customer.id), _unshipped(customer.id), mine,
        sum((owed for owed, _due in late), ZERO), max(((today - due).days for _owed, due in late), default=0),
    )  # fmt: skip


_LATE = Statement(
    lambda customer, today: Receivable.select(Receivable.open, Receivable.due).where(
        (Receivable.customer == customer) & (Receivable.due < today) & (Receivable.open > 0)
    )
)
_WHOLE = Statement(
    lambda customer: OrderLine.select(total(OrderLine.amount))
    .join(SalesOrder)
    .where((SalesOrder.customer == customer) & (SalesOrder.state == "approved") & (OrderLine.open == OrderLine.ordered))
)
_PARTS = Statement(
    lambda customer: OrderLine.select(OrderLine.amount, OrderLine.open, OrderLine.ordered)
    .join(SalesOrder)
    .where(
        (SalesOrder.customer == customer) & (SalesOrder.state == "approved") & (OrderLine.open > 0)
        & (OrderLine.open < OrderLine.ordered)
    )
)  # fmt: skip


def _unshipped(customer_id: int) -> Decimal:
    """The value of what is approved and open; partly shipped lines by share, in cents."""
    whole = _WHOLE.first(customer=customer_id)
    parts = sum((money(amount * open_ / ordered) for amount, open_, ordered in _PARTS.rows(customer=customer_id)), ZERO)
    return (whole[0] if whole and whole[0] is not None else ZERO) + parts


def _credit(order: SalesOrder, today: date) -> list[Finding]:
    return credit_findings(exposure(order.customer, today, order))


def credit_findings(e: Exposure) -> list[Finding]:
    """What an exposure, with this order in it, says about credit."""
    figures = {
        "limit": e.limit, "exposure": e.total, "unpaid": e.unpaid, "unbilled": e.unbilled, "unshipped": e.unshipped,
        "this_order": e.this_order, "overdue": e.overdue, "overdue_days": e.overdue_days,
    }  # fmt: skip
    found = []
    if e.overdue:
        found.append(Finding("credit", "block", "overdue", figures))
    if e.limit is None:
        found.append(Finding("credit", "ok", "no_limit", figures))
    elif e.total > e.limit:
        found.append(Finding("credit", "block", "over_limit", {**figures, "over": e.total - e.limit}))
    else:
        found.append(Finding("credit", "ok", "within_limit", figures))
    return found


def price_findings(lines: Iterable[Any]) -> list[Finding]:
    """What lines say about prices; each has position, product, unit_price, factor and price_source."""
    found = []
    for line in lines:
        product, price = line.product, line.unit_price / line.factor
        figures = {"position": line.position, "sku": product.sku, "name": product.name, "price": price}
        if product.min_price is not None and price < product.min_price:
            found.append(Finding("price", "block", "below_minimum", {**figures, "least": product.min_price}))
        elif product.cost is not None and price < product.cost:
            found.append(Finding("price", "block", "below_cost", {**figures, "least": product.cost}))
        elif product.price is not None and price < product.price and line.price_source in ("typed", "file"):
            found.append(Finding("price", "warn", "below_standard", {**figures, "least": product.price}))
    return found or [Finding("price", "ok", "prices_fine", {})]


_AVAILABLE = Statement(
    lambda order: OrderLine.select(OrderLine.product, ProductStock.available)
    .join(ProductStock, on=(ProductStock.product == OrderLine.product))
    .where(OrderLine.order == order)
)


def _stock(order: SalesOrder, lines: list[OrderLine]) -> list[Finding]:
    wanted: dict[int, Decimal] = {}
    products: dict[int, Product] = {}
    free = dict(_AVAILABLE.rows(order=order.id))
    for line in lines:
        wanted[line.product_id] = wanted.get(line.product_id, ZERO) + line.open - line.reserved
        products[line.product_id] = line.product
    found = []
    for product_id, quantity in wanted.items():
        available = free.get(product_id, ZERO)
        if quantity > available:
            found.append(short_finding(products[product_id], quantity, available, _next_incoming(product_id)))
    return found or [Finding("stock", "ok", "stock_enough", {})]


def short_finding(product: Any, wanted: Decimal, available: Decimal, incoming: dict[str, Any]) -> Finding:
    """More is wanted of a product than there is; `incoming` holds due and due_quantity of the next delivery."""
    figures = {
        "sku": product.sku, "name": product.name, "wanted": wanted, "available": available,
        "short": wanted - max(available, ZERO), **incoming,
    }  # fmt: skip
    return Finding("stock", "warn", "short", figures)


def _next_incoming(product_id: int) -> dict[str, Any]:
    row = (
        PurchaseLine.select()
        .where((PurchaseLine.product == product_id) & (PurchaseLine.open > 0))
        .order_by(PurchaseLine.expected)
        .first()
    )
    return {"due": row.expected, "due_quantity": row.open} if row else {"due": None, "due_quantity": ZERO}


_FIRST = Statement(
    lambda customer: SalesOrder.select(SalesOrder.submitted_at)
    .where((SalesOrder.customer == customer) & SalesOrder.approved_at.is_null(False))
    .order_by(SalesOrder.id)
    .limit(1)
)


def _customer(order: SalesOrder, today: date) -> list[Finding]:
    days = settings.get("approval.new_customer_days")
    first = _FIRST.first(customer=order.customer_id)
    if first is None or first[0].date() > today - timedelta(days=days):
        return [Finding("customer", "warn", "new_customer", {"name": order.customer_name, "first": first is None})]
    return []


def _duplicate(order: SalesOrder) -> list[Finding]:
    if not order.customer_ref:
        return []
    other = (
        SalesOrder.select()
        .where(
            (SalesOrder.customer_ref == order.customer_ref)
            & (SalesOrder.customer == order.customer_id)
            & (SalesOrder.id != order.id)
            & (SalesOrder.state != "cancelled")
        )
        .first()
    )
    figures = {"customer_ref": order.customer_ref, "number": other.number or "" if other else ""}
    return [Finding("duplicate", "warn", "same_reference", figures)] if other else []


@use_case("order.approve", right="orders.approve")
def approve_order(u: Unit, order_id: int, version: int, reason: str = "") -> Decided:
    """Approve what was submitted, reserve at once and plan the delivery; the rest waits as backorder.

    Refuses wrong_state, changed_meanwhile, own_order, on_hold, content_changed; asks to confirm `over_limit` and
    `overdue` (credit) and `below_price` (minimum price or cost).
    """
    order = load(order_id, version)
    if order.on_hold:
        raise Refusal("on_hold", number=order.number, reason=order.hold_reason)
    if order.author_id is not None and order.author_id == u.user_id and not settings.get("approval.allow_own"):
        raise Refusal("own_order", number=order.number)
    _refuse_changed(order)
    found = findings(order, u.today)
    _ask(u, found, order)
    move("order", order, "approved", "submitted")
    order.approved_at = u.now
    order.version += 1
    order.save()
    _decide(u, order, "approved", reason, found)
    short = _reserve(u, order)
    planned = planning.plan_orders(u, [order.id])
    u.about("order", order.id, content=order.content_hash)
    if u.confirmed:
        u.about("order", order.id, confirmed=sorted(u.confirmed))
    u.topics |= {"orders", "deliveries", "stock"}
    order = SalesOrder.get_by_id(order.id)
    return Decided(order.id, order.version, order.state, tuple(planned), tuple(short))


def _refuse_changed(order: SalesOrder) -> None:
    if content_hash(order_content(order)) != order.content_hash:
        raise Refusal("content_changed", number=order.number)


def _ask(u: Unit, found: tuple[Finding, ...], order: SalesOrder) -> None:
    questions = {
        "over_limit": "over_limit", "overdue": "overdue", "below_minimum": "below_price", "below_cost": "below_price",
    }  # fmt: skip
    for finding in found:
        code = questions.get(finding.code)
        if code and code not in u.confirmed:
            raise NeedsConfirmation(code, number=order.number, customer=order.customer_name, **finding.figures)


def _reserve(u: Unit, order: SalesOrder) -> list[tuple[str, Decimal]]:
    short = []
    for line in order_lines(order.id):
        wanted, fresh = line.open - line.reserved, not line.reserved
        got = reserving.reserve_line(line.id, line.product_id, wanted, u.today, fresh=fresh) if wanted > 0 else ZERO
        if got < wanted:
            short.append((line.product.sku, wanted - got))
    reserving.count_reserved(order.id)
    return short


def _decide(u: Unit, order: SalesOrder, decision: str, reason: str, found: tuple[Finding, ...] | None = None) -> None:
    last = ApprovalRequest.of("id", order=order.id)[-1]
    last.decision, last.decided_by, last.decided_at, last.reason = decision, u.user_id, u.now, reason
    if found is not None:
        last.findings, last.worst = encode(found).decode(), worst(found)
    last.save()


def _turn_down(u: Unit, order_id: int, version: int, reason: str, target: str) -> Decided:
    order = load(order_id, version)
    if not reason.strip():
        raise Refusal("reason_missing")
    if order.state != "submitted":
        raise Refusal("wrong_state", document="order", number=order.number or "", state=order.state, target=target)
    freed = {line.product_id for line in order_lines(order.id) if reserving.release_line(line.id)}
    move("order", order, target)
    order.version += 1
    order.save()
    reserving.count_reserved(order.id)
    planning.stock_came_free(u, freed)
    _decide(u, order, "rejected" if target == "rejected" else "sent_back", reason)
    u.about("order", order.id, number=order.number, reason=reason)
    u.topics |= {"orders", "stock"}
    return Decided(order.id, order.version, order.state)


@use_case("order.send_back", right="orders.approve")
def send_back(u: Unit, order_id: int, version: int, reason: str) -> Decided:
    """Give a submitted order back to its author to change. Refuses wrong_state, reason_missing, changed_meanwhile."""
    return _turn_down(u, order_id, version, reason, "draft")


@use_case("order.reject", right="orders.approve")
def reject_order(u: Unit, order_id: int, version: int, reason: str) -> Decided:
    """Turn a submitted order down. Refuses wrong_state, reason_missing, changed_meanwhile."""
    return _turn_down(u, order_id, version, reason, "rejected")


def recorded_findings(order_id: int) -> tuple[Finding, ...]:
    """What was found when the order was last submitted or decided."""
    last = ApprovalRequest.select().where(ApprovalRequest.order == order_id).order_by(ApprovalRequest.id.desc()).first()
    return msgspec.json.decode(last.findings, type=tuple[Finding, ...]) if last else ()
