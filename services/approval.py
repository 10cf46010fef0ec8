"""Approval: what is wrong with an order, with its figures, and the decision bound to its content."""

import logging
from dataclasses import dataclass, replace
from decimal import Decimal

from models.base import reconnect
from models.driver import peewee
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from models.people import Role, RolePermission, UserRole
from models.statement import Statement
from services import planning, reserving, settings
from services.errors import NeedsConfirmation, Refusal, Unavailable
from services.faults import translated
from services.findings import Finding, findings, recalled, spoken_names, stored, worst
from services.order_book import lines_with_products, load, order_content, order_lines
from services.transitions import move, wrong_state
from services.unit import Call, Unit, content_hash, use_case

log = logging.getLogger(__name__)

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Decided:
    """An order after a decision. `short` lists what could not be reserved: SKU and base units."""

    id: int
    version: int
    state: str
    deliveries: tuple[int, ...] = ()
    short: tuple[tuple[str, Decimal], ...] = ()


def request(u: Unit, order: SalesOrder) -> None:
    """Record what is found about an order at its submission."""
    found = findings(order, u.today)
    ApprovalRequest.put(
        order=order.id, content_hash=order.content_hash, findings=stored(found), worst=worst(found), at=u.now
    )


@use_case("order.approve", right="orders.approve")
def approve_order(
    u: Unit, order_id: int, version: int, reason: str = "", whole_lots: bool = False
) -> Decided:
    """Approve what was submitted, reserve at once and plan the delivery; the rest waits as backorder.

    `whole_lots` takes each line from one lot where one has enough.

    Refuses wrong_state, changed_meanwhile, own_order, on_hold, content_changed, too_large; asks to confirm `over_limit`
    and `overdue` (credit) and `below_price` (minimum price or cost).
    """
    order = load(order_id, version)
    own = order.author_id is not None and order.author_id == u.user_id
    if own and not settings.get("approval.allow_own"):
        raise Refusal("own_order", number=order.number)
    lines = _sound_lines(order)
    found = findings(order, u.today, lines)
    _refuse_too_large(u, found, order)
    _ask(u, found, order)
    done = _approve(u, order, lines, found, reason, whole_lots=whole_lots)
    told = {"confirmed": sorted(u.confirmed)} if u.confirmed else {}
    u.about("order", order.id, content=order.content_hash, **told, **({"own": True} if own else {}))
    return done


@use_case("order.approve_by_rule", right="orders.view")
def approve_by_rule(u: Unit, order_id: int, version: int) -> Decided:
    """What the company's rule does with an order about which nothing at all is found; the person only set it going.

    One with a finding stays submitted, and what is found about it now is kept.
    Refuses rule_off, wrong_state, changed_meanwhile, on_hold, content_changed.
    """
    if not settings.get("approval.by_rule"):
        raise Refusal("rule_off")
    order = load(order_id, version)
    lines = _sound_lines(order)
    found = findings(order, u.today, lines)
    green = worst(found) == "ok"
    u.about("order", order.id, content=order.content_hash, **({} if green else {"left": True}))
    if green:
        return _approve(u, order, lines, found, "", by_rule=True)
    last = _newest_request(order)
    _note(last, found)
    last.save()
    u.topics.add("orders")
    return Decided(order.id, order.version, order.state)


_CLEAR = Statement(
    lambda: SalesOrder.select(SalesOrder.id, SalesOrder.version)
    .join(ApprovalRequest, on=(ApprovalRequest.order == SalesOrder.id))
    .where(
        (SalesOrder.state == "submitted") & ~SalesOrder.on_hold & (ApprovalRequest.worst == "ok")
        & (ApprovalRequest.decision == "")
    )
    .order_by(SalesOrder.id)
)  # fmt: skip


def follow_rule(call: Call) -> int:
    """Let the company's rule look at each order that was clear when it was submitted; returns how many it approved.

    Each is a use case of its own. What somebody else decides meanwhile is left alone.
    """
    with translated():
        reconnect()
        waiting = list(_CLEAR.rows()) if settings.get("approval.by_rule") else []
    approved = 0
    for order_id, version in waiting:
        try:
            mine = replace(call, request_id=f"{call.request_id}-{order_id}")
            approved += approve_by_rule(mine, order_id, version).state == "approved"
        except Unavailable:
            raise
        except Refusal as refusal:
            log.info("the rule left order %s alone: %s", order_id, refusal.code)
    return approved


def _sound_lines(order: SalesOrder) -> list[OrderLine]:
    """The lines of an order that may be approved. Refuses on_hold, wrong_state, content_changed."""
    if order.state == "submitted" and order.on_hold:
        raise Refusal("on_hold", number=order.number, reason=order.hold_reason)
    if order.state != "submitted":
        raise wrong_state("order", order, "approved")
    lines = lines_with_products(order.id)
    if content_hash(order_content(order, lines)) != order.content_hash:
        raise Refusal("content_changed", number=order.number)
    return lines


def _refuse_too_large(u: Unit, found: tuple[Finding, ...], order: SalesOrder) -> None:
    large = next((f for f in found if f.code == "large_amount"), None)
    if large is not None and not may_approve_large(u.user_id):
        raise Refusal("too_large", number=order.number, amount=order.total, limit=large.figures["limit"])


_RIGHTS = Statement(
    lambda user: UserRole.select(UserRole.user)
    .join(Role)
    .switch(UserRole)
    .join(RolePermission, peewee.JOIN.LEFT_OUTER, on=(RolePermission.role == UserRole.role))
    .where((UserRole.user == user) & ((Role.code == "owner") | (RolePermission.permission == "orders.approve_large")))
    .limit(1)
)


def may_approve_large(user_id: int | None) -> bool:
    """Whether somebody may approve orders above the company's limit: the owner, or who was given the right."""
    return user_id is not None and _RIGHTS.first(user=user_id) is not None


def _approve(
    u: Unit, order: SalesOrder, lines: list[OrderLine], found: tuple[Finding, ...], reason: str, *,
    whole_lots: bool = False, by_rule: bool = False,
) -> Decided:  # fmt: skip
    move("order", order, "approved", "submitted")
    order.approved_at = u.now
    order.version += 1
    order.save()
    _decide(u, order, "approved", reason, found, by_rule=by_rule)
    short = _reserve(u, order, lines, whole_lots)
    planned = planning.plan_orders(u, [order.id])
    u.topics |= {"orders", "deliveries", "stock"}
    return Decided(order.id, order.version, order.state, tuple(planned), tuple(short))


def _ask(u: Unit, found: tuple[Finding, ...], order: SalesOrder) -> None:
    questions = {
        "over_limit": "over_limit", "overdue": "overdue", "below_minimum": "below_price", "below_cost": "below_price",
    }  # fmt: skip
    for finding in found:
        code = questions.get(finding.code)
        if code and code not in u.confirmed:
            figures = spoken_names((finding,))[0].figures
            raise NeedsConfirmation(code, number=order.number, customer=order.customer_name, **figures)


def _reserve(
    u: Unit, order: SalesOrder, lines: list[OrderLine], whole_lots: bool
) -> list[tuple[str, Decimal]]:
    short = []
    asked = {line.product_id: reserving.candidates(line.product_id, u.today) for line in lines}
    for line in lines:
        wanted, fresh, got = line.open - line.reserved, not line.reserved, ZERO
        if wanted > 0:
            # What was asked holds for the first line of a product: that one takes some of it.
            free = asked.pop(line.product_id, None)
            got = reserving.reserve_line(
                line.id, line.product_id, wanted, u.today, fresh=fresh, whole_lots=whole_lots, free=free
            )
        if got < wanted:
            short.append((line.product.sku, wanted - got))
    reserving.count_reserved(order.id)
    return short


def _newest_request(order: SalesOrder) -> ApprovalRequest:
    return ApprovalRequest.of("id", order=order.id)[-1]


def _decide(
    u: Unit, order: SalesOrder, decision: str, reason: str, found: tuple[Finding, ...] | None = None, *,
    by_rule: bool = False,
) -> None:  # fmt: skip
    last = _newest_request(order)
    last.decision, last.decided_at, last.reason = decision, u.now, reason
    last.decided_by = None if by_rule else u.user_id
    if found is not None:
        _note(last, found)
    last.save()


def _note(request: ApprovalRequest, found: tuple[Finding, ...]) -> None:
    request.findings, request.worst = stored(found), worst(found)


def _turn_down(u: Unit, order_id: int, version: int, reason: str, target: str) -> Decided:
    order = load(order_id, version)
    if not reason.strip():
        raise Refusal("reason_missing")
    if order.state != "submitted":
        raise wrong_state("order", order, target)
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
    return recalled(last.findings) if last else ()
