"""Orders: typing, submitting, changing, holding, cancelling."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from models.delivery import Delivery
from models.fields import FAR, money
from models.goods import Product
from models.orders import OrderLine, SalesOrder
from models.paper import Attachment
from models.parties import Customer
from services import approval, planning, reserving
from services.delivery_book import of_order
from services.errors import NeedsConfirmation, Refusal
from services.numbers import next_number
from services.order_book import Saved, load, order_content, order_lines, refuse_unpriced, saved, store
from services.transitions import IN_HOUSE, move, wrong_state
from services.unit import Call, Unit, content_hash, draft_unit, use_case

LONGEST = 500
MILLI = Decimal("0.001")
MOST_QUANTITY = Decimal("999999999")
MOST_PRICE = Decimal("99999999")
MOST_AMOUNT = Decimal("99999999999")
POLICIES = ("ready", "complete", "ask")


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line as typed. `quantity` counts `unit`, each `factor` base units; `unit_price` is per `unit`.

    `product_id` None is a line that matches no product yet; `text` then says what was asked for.
    """

    product_id: int | None
    quantity: Decimal
    unit_price: Decimal | None = None
    unit: str = ""
    factor: Decimal = Decimal(1)
    text: str = ""
    price_source: str = "typed"
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An order as typed or imported."""

    customer_id: int | None = None
    customer_text: str = ""
    customer_ref: str = ""
    promised: date | None = None
    order_date: date | None = None
    receiver: str = ""
    phone: str = ""
    address: str = ""
    note: str = ""
    payment_days: int | None = None
    delivery_policy: str | None = None
    lines: tuple[DraftLine, ...] = ()


@use_case("order.create", right="orders.edit")
def create_order(u: Unit, draft: Draft) -> Saved:
    """A new draft. Refuses what check_draft refuses."""
    order = new_order(u, draft)
    u.about("order", order.id, lines=len(draft.lines))
    return saved(order)


def new_order(u: Unit, draft: Draft, *, source: str = "typed", import_key: str | None = None) -> SalesOrder:
    """Write a draft and its lines."""
    order = SalesOrder(order_date=u.today, created_at=u.now, author=u.user_id, source=source, import_key=import_key)
    _fill(u, order, draft)
    order.save()
    _write_lines(order, draft)
    u.topics.add("orders")
    return order


def save_draft(call: Call, order_id: int, version: int, draft: Draft) -> Saved:
    """Keep what is being typed; at most once in 2 s, and no audit entry.

    Refuses wrong_state, changed_meanwhile and what check_draft refuses.
    """
    with draft_unit(call, "orders.edit") as u:
        order = load(order_id, version)
        if order.state != "draft":
            raise wrong_state("order", order, "draft")
        rewrite(u, order, draft)
        return saved(order)


def rewrite(u: Unit, order: SalesOrder, draft: Draft) -> None:
    """Write another content into a draft."""
    _fill(u, order, draft)
    OrderLine.delete().where(OrderLine.order == order).execute()
    _write_lines(order, draft)
    store(order)
    u.topics.add("orders")


def check_draft(draft: Draft) -> None:
    """Refuses unknown_customer, unknown_product, bad_quantity, bad_price, bad_policy, bad_days, too_long."""
    if draft.customer_id is not None and not Customer.get_or_none(Customer.id == draft.customer_id):
        raise Refusal("unknown_customer", name=str(draft.customer_id))
    for name in ("customer_ref", "receiver", "phone", "address", "note", "customer_text"):
        if len(getattr(draft, name)) > LONGEST:
            raise Refusal("too_long", field=name, most=LONGEST)
    if draft.delivery_policy is not None and draft.delivery_policy not in POLICIES:
        raise Refusal("bad_policy", value=draft.delivery_policy)
    if draft.payment_days is not None and not 0 <= draft.payment_days <= 365:
        raise Refusal("bad_days", value=draft.payment_days)
    for position, line in enumerate(draft.lines, 1):
        _check_line(position, line)


def _check_line(position: int, line: DraftLine) -> None:
    sane = all(each.is_finite() and 0 < each <= MOST_QUANTITY for each in (line.quantity, line.factor))
    if not (sane and exact(line.quantity) and 0 < base_quantity(line) <= MOST_QUANTITY):
        raise Refusal("bad_quantity", quantity=line.quantity, position=position)
    price = line.unit_price
    if price is not None and not (price.is_finite() and 0 <= price <= MOST_PRICE):
        raise Refusal("bad_price", position=position)
    if line_amount(line) > MOST_AMOUNT:
        raise Refusal("bad_price", position=position)
    if len(line.text) > LONGEST:
        raise Refusal("too_long", field="line", most=LONGEST)
    if line.product_id is not None and not Product.get_or_none(Product.id == line.product_id):
        raise Refusal("unknown_product", name=line.text or str(line.product_id))


def _fill(u: Unit, order: SalesOrder, draft: Draft) -> None:
    check_draft(draft)
    customer = Customer.get_or_none(Customer.id == draft.customer_id)
    order.customer, order.customer_text = customer, draft.customer_text
    order.customer_name = customer.name if customer else draft.customer_text
    order.customer_ref, order.promised = draft.customer_ref.strip(), draft.promised
    order.due = draft.promised or FAR
    order.order_date = draft.order_date or order.order_date
    order.receiver, order.phone, order.address, order.note = draft.receiver, draft.phone, draft.address, draft.note
    days, policy = draft.payment_days, draft.delivery_policy
    order.payment_days = days if days is not None else (customer.payment_days if customer else 0)
    order.delivery_policy = policy or (customer.delivery_policy if customer else "ready")
    order.lines = len(draft.lines)
    order.total = sum((line_amount(line) for line in draft.lines), Decimal(0))
    order.content_hash = ""


def line_amount(line: DraftLine) -> Decimal:
    """Quantity x unit price as they are stored, rounded to cents per line; an order's total is the sum of its lines."""
    if line.unit_price is None:
        return Decimal("0.00")
    return money(exact(line.quantity) * line.unit_price.quantize(Decimal("0.0001"), ROUND_HALF_UP))


def exact(quantity: Decimal) -> Decimal:
    """A quantity as it is stored: 3 decimals, half up."""
    return quantity.quantize(MILLI, ROUND_HALF_UP)


def _write_lines(order: SalesOrder, draft: Draft) -> None:
    for position, line in enumerate(draft.lines, 1):
        _write_line(order, position, line, base_quantity(line))


def base_quantity(line: DraftLine) -> Decimal:
    """The quantity in base units."""
    return (exact(line.quantity) * exact(line.factor)).quantize(MILLI, ROUND_HALF_UP)


@use_case("order.delete_draft", right="orders.edit")
def delete_draft(u: Unit, order_id: int, version: int) -> None:
    """Throw a draft away; its content stays in the audit log. Refuses wrong_state, changed_meanwhile."""
    order = load(order_id, version)
    if order.state != "draft" or order.number:
        raise wrong_state("order", order, "deleted")
    u.about("order", order.id, content=order_content(order))
    Attachment.delete().where((Attachment.subject_kind == "order") & (Attachment.subject_id == order_id)).execute()
    order.delete_instance()
    u.topics.add("orders")


@use_case("order.submit", right="orders.edit")
def submit_order(u: Unit, order_id: int, version: int) -> Saved:
    """Number a draft and ask for its approval.

    Refuses wrong_state, changed_meanwhile, no_customer, no_lines, unmatched_line, missing_price, no_promised_date;
    asks to confirm quote_expired for a quotation after its last day.
    """
    order = load(order_id, version)
    late = order.quote_number and order.valid_until is not None and order.valid_until < u.today
    if late and "quote_expired" not in u.confirmed:
        raise NeedsConfirmation("quote_expired", number=order.quote_number, valid_until=order.valid_until)
    submit(u, order)
    u.about("order", order.id, content=order.content_hash)
    return saved(order)


def submit(u: Unit, order: SalesOrder) -> None:
    """The step from draft to submitted, with what is found about it."""
    move("order", order, "submitted", "draft")
    lines = _refuse_incomplete(order)
    order.number = order.number or next_number("SO", u.today)
    order.submitted_at = u.now
    order.content_hash = content_hash(order_content(order, lines))
    store(order)
    approval.request(u, order)
    u.topics.add("orders")


def _refuse_incomplete(order: SalesOrder) -> list[OrderLine]:
    if order.customer_id is None:
        raise Refusal("no_customer")
    if order.promised is None:
        raise Refusal("no_promised_date")
    return refuse_unpriced(order)


@use_case("order.revise", right="orders.edit")
def revise_order(u: Unit, order_id: int, version: int, draft: Draft) -> Saved:
    """Change an order that was submitted or approved; a material change asks for approval again.

    Unchanged lines keep their reservations; planned deliveries are planned anew.
    Refuses wrong_state, changed_meanwhile, delivery_in_work, already_shipped, and what submit_order refuses.
    """
    order = load(order_id, version)
    before, after = revise(u, order, draft)
    u.about("order", order.id, before=before, after=after)
    return saved(order)


def revise(u: Unit, order: SalesOrder, draft: Draft) -> tuple[Any, Any]:
    """The change of a submitted or approved order: its content before and after. For imports too."""
    if order.state not in ("submitted", "approved"):
        raise wrong_state("order", order, "submitted")
    before, was_approved = order_content(order), order.state == "approved"
    keep = {line.position: line for line in order_lines(order.id)}
    if was_approved:
        _refuse_in_work(order)
        planning.drop_planned(u, order)
    _fill(u, order, draft)
    freed = _replace_lines(order, draft, keep)
    _refuse_incomplete(order)
    after = order_content(order)
    order.content_hash = content_hash(after)
    if before != after and was_approved:
        move("order", order, "submitted")
        order.submitted_at = u.now
    store(order)
    reserving.count_reserved(order.id)
    if order.state == "submitted":
        approval.request(u, order)
    planning.stock_came_free(u, freed)
    planning.plan_orders(u, [order.id])
    u.topics |= {"orders", "deliveries", "stock"}
    return before, after


def _refuse_in_work(order: SalesOrder) -> None:
    in_work = Delivery.get_or_none(of_order(order.id) & Delivery.state.in_(sorted(IN_HOUSE - {"planned"})))
    if in_work:
        raise Refusal("delivery_in_work", number=in_work.number)
    if any(line.shipped for line in order_lines(order.id)):
        raise Refusal("already_shipped", number=order.number)


def _replace_lines(order: SalesOrder, draft: Draft, keep: dict[int, OrderLine]) -> set[int]:
    """Write the lines of `draft` over those of `keep`; returns the products of which goods came free."""
    freed: set[int] = set()
    for position, new in enumerate(draft.lines, 1):
        old = keep.pop(position, None)
        base = base_quantity(new)
        if old is not None and old.product_id == new.product_id and old.reserved <= base:
            OrderLine.change(
                old.id,
                text=new.text, unit=new.unit, factor=new.factor, quantity=new.quantity, unit_price=new.unit_price,
                price_source=new.price_source, amount=line_amount(new), ordered=base, open=base,
            )  # fmt: skip
            continue
        if old is not None:
            _remove_line(old, freed)
        _write_line(order, position, new, base)
    for old in keep.values():
        _remove_line(old, freed)
    return freed


def _remove_line(line: OrderLine, freed: set[int]) -> None:
    if line.product_id is not None and reserving.release_line(line.id):
        freed.add(line.product_id)
    line.delete_instance()


def _write_line(order: SalesOrder, position: int, line: DraftLine, base: Decimal) -> None:
    OrderLine.put(
        order=order.id, position=position, product=line.product_id, text=line.text, unit=line.unit,
        factor=line.factor, quantity=line.quantity, unit_price=line.unit_price, price_source=line.price_source,
        amount=line_amount(line), ordered=base, open=base, import_row=line.row,
    )  # fmt: skip


@use_case("order.hold", right="orders.edit")
def hold_order(u: Unit, order_id: int, version: int, reason: str) -> Saved:
    """Keep an order from going on; nothing of it is released or reserved anew. Refuses reason_missing."""
    order = load(order_id, version)
    if not reason.strip():
        raise Refusal("reason_missing")
    if order.state not in ("draft", "submitted", "approved"):
        raise wrong_state("order", order, "hold")
    order.on_hold, order.hold_reason = True, reason.strip()[:LONGEST]
    store(order)
    u.about("order", order.id, reason=reason)
    u.topics.add("orders")
    return saved(order)


@use_case("order.resume", right="orders.edit")
def resume_order(u: Unit, order_id: int, version: int) -> Saved:
    """Take an order off hold; what it waits for is reserved if there is any. Refuses not_on_hold."""
    order = load(order_id, version)
    if not order.on_hold:
        raise Refusal("not_on_hold")
    order.on_hold, order.hold_reason = False, ""
    store(order)
    if order.state == "approved":
        waiting = {line.product_id for line in order_lines(order.id) if line.open > line.reserved}
        planning.stock_came_free(u, waiting)
        planning.plan_orders(u, [order.id])
    u.about("order", order.id)
    u.topics |= {"orders", "stock"}
    return saved(load(order_id))


@use_case("order.reopen", right="orders.edit")
def reopen_order(u: Unit, order_id: int, version: int) -> Saved:
    """A rejected order becomes a draft again, to be changed and submitted. Refuses wrong_state."""
    order = load(order_id, version)
    if order.state != "rejected":
        raise wrong_state("order", order, "draft")
    move("order", order, "draft")
    store(order)
    u.about("order", order.id)
    u.topics.add("orders")
    return saved(order)


@use_case("order.cancel", right="orders.edit")
def cancel_order(u: Unit, order_id: int, version: int, reason: str) -> Saved:
    """Cancel an order of which nothing has left; what it had reserved is free again.

    Refuses wrong_state, reason_missing, delivery_in_work, already_shipped.
    """
    order = load(order_id, version)
    if not reason.strip():
        raise Refusal("reason_missing")
    _refuse_in_work(order)
    if order.state == "approved":
        planning.drop_planned(u, order)
    products = _free_lines(order)
    move("order", order, "cancelled")
    order.on_hold = False
    store(order)
    reserving.count_reserved(order.id)
    planning.stock_came_free(u, products)
    u.about("order", order.id, reason=reason)
    u.topics |= {"orders", "deliveries", "stock"}
    return saved(order)


@use_case("order.close_short", right="orders.edit")
def close_short(u: Unit, order_id: int, version: int, reason: str) -> Saved:
    """Ship no more of an approved order: what is open is closed short.

    Refuses wrong_state, reason_missing, delivery_in_work.
    """
    order = load(order_id, version)
    if not reason.strip():
        raise Refusal("reason_missing")
    in_work = Delivery.get_or_none(of_order(order.id) & Delivery.state.in_(sorted(IN_HOUSE - {"planned"})))
    if in_work:
        raise Refusal("delivery_in_work", number=in_work.number)
    planning.drop_planned(u, order)
    products = _free_lines(order)
    left = {str(line.position): line.open for line in order_lines(order.id) if line.open}
    OrderLine.update(closed_short=OrderLine.closed_short + OrderLine.open, open=0).where(
        OrderLine.order == order
    ).execute()
    move("order", order, "closed_short")
    store(order)
    reserving.count_reserved(order.id)
    planning.stock_came_free(u, products)
    u.about("order", order.id, reason=reason, left=left)
    u.topics |= {"orders", "deliveries", "stock"}
    return saved(order)


def _free_lines(order: SalesOrder) -> set[int]:
    """Release every reservation of an order; returns the products that came free."""
    return {line.product_id for line in order_lines(order.id) if reserving.release_line(line.id)}
