"""Goods that customers send back: announced, received into quarantine, inspected, settled.

    made = open_return(call, delivery_id, (Wanted(line, lot, D(2)),), "damaged")
    receive_return(call, made.id, 1, (Came(line_id, D(2)),))                    # customer -> quarantine, frozen
    inspect_return(call, made.id, 2, (Verdict(line_id, scrapped=D(2)),))         # -> good stock, scrap or supplier
    settle_return(call, made.id, 3, "refunded", D(20))                          # a credit on the delivery's bill
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from models.after_sales import ReturnLine, ReturnOrder
from models.delivery import Delivery
from models.driver import peewee
from models.fields import money
from models.goods import Product
from models.orders import OrderLine, SalesOrder
from models.stock import Lot, StockMove
from services import billing, ledger, orders, planning, serial_numbers
from services.adjusting import worth
from services.after_sales import RETURN_REASON_TERMS
from services.deliveries import amount_of
from services.delivery_book import load
from services.errors import Refusal
from services.ledger import GOOD, ZERO, Spot
from services.numbers import next_number
from services.places import place
from services.second_person import Kind, Weighed, hold, over
from services.tracking import arrived
from services.transitions import move, wrong_state
from services.unit import Created, Unit, use_case
from services.versions import refuse_changed

L, R = ReturnLine, ReturnOrder
REASONS = frozenset(RETURN_REASON_TERMS)
HELD = "frozen"
MILLI = Decimal("0.001")
LONGEST = 500
# What a return may end with besides what its goods themselves say.
SETTLED = ("refunded", "replaced", "repaired", "")
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many base units of one lot of a delivery line are to come back."""

    delivery_line_id: int
    lot_id: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Came:
    """So many base units came for a line of a return; none is an answer too. `serials` are the numbers of those pieces
    that were told."""

    line_id: int
    quantity: Decimal
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of what came for a line: back to good stock, scrapped, or back to the supplier; `serials` are the
    numbers of the pieces that do not go back to good stock."""

    line_id: int
    restocked: Decimal = ZERO
    scrapped: Decimal = ZERO
    sent_back: Decimal = ZERO
    serials: tuple[str, ...] = ()

    @property
    def sum(self) -> Decimal:
        return self.restocked + self.scrapped + self.sent_back


def returnable(delivery: Delivery) -> dict[Key, Decimal]:
    """What may still come back of a delivery, by delivery line and lot: what arrived, less what other returns hold."""
    left: dict[Key, Decimal] = {}
    for line, lot, quantity in arrived(delivery):
        left[line.id, lot] = left.get((line.id, lot), ZERO) + quantity
    rows = L.select(L.delivery_line, L.lot, L.quantity, L.received, R.state).join(R, on=(L.order == R.id))
    for line_id, lot, quantity, received, state in rows.where(
        (R.delivery == delivery) & (R.state != "cancelled")
    ).tuples():
        left[line_id, lot] = left.get((line_id, lot), ZERO) - (quantity if state == "announced" else received)
    return left


@use_case("return.open", right="returns.edit")
def open_return(u: Unit, delivery_id: int, lines: tuple[Wanted, ...], reason: str, note: str = "") -> Created:
    """A customer sends back part of a delivery that arrived; nothing moves yet.

    Refuses unknown_delivery, wrong_state (nothing of it arrived), no_lines, unknown_line, bad_quantity,
    more_than_delivered, goods_twice, bad_reason, too_long.
    """
    delivery = load(delivery_id)
    left = returnable(delivery)
    if not left:
        raise wrong_state("delivery", delivery, "signed")
    if not lines:
        raise Refusal("no_lines")
    if reason not in REASONS:
        raise Refusal("bad_reason", reason=reason)
    if len(note.strip()) > LONGEST:
        raise Refusal("too_long", field="note", most=LONGEST)
    made = R.create(
        number=next_number("RT", u.today), delivery=delivery.id, customer=delivery.customer_id,
        customer_name=delivery.customer_name, reason=reason, note=note.strip(), at=u.now, user=u.user_id,
    )  # fmt: skip
    products = {line.id: line.product_id for line, _lot, _quantity in arrived(delivery)}
    named: set[Key] = set()
    for position, line in enumerate(lines, 1):
        key = (line.delivery_line_id, line.lot_id)
        if key not in left:
            raise Refusal("unknown_line")
        if key in named:
            raise Refusal("goods_twice", sku=Product.get_by_id(products[line.delivery_line_id]).sku)
        named.add(key)
        _checked(line.quantity, left[key], products[line.delivery_line_id])
        L.put(order=made.id, position=position, delivery_line=line.delivery_line_id,
              product=products[line.delivery_line_id], lot=line.lot_id, quantity=line.quantity)  # fmt: skip
    _tell(u, made, delivery=delivery.number, reason=reason, note=made.note)
    return Created(made.id)


def _checked(quantity: Decimal, left: Decimal, product_id: int) -> Decimal:
    """Refuses bad_quantity, more_than_delivered."""
    if not (quantity.is_finite() and quantity > 0 and quantity % MILLI == 0):
        raise Refusal("bad_quantity", quantity=quantity)
    if quantity > left:
        raise Refusal("more_than_delivered", sku=Product.get_by_id(product_id).sku, left=left)
    return quantity


def _load(return_id: int, version: int) -> ReturnOrder:
    row = R.get_or_none(R.id == return_id)
    if row is None:
        raise Refusal("unknown_return")
    refuse_changed(row, version, "return")
    return row


def _lines(row: ReturnOrder) -> dict[int, ReturnLine]:
    return {line.id: line for line in L.of("position", order=row.id)}


def _store(row: ReturnOrder) -> None:
    row.version += 1
    row.save()


def _tell(u: Unit, row: ReturnOrder, **detail: object) -> None:
    u.about("return", row.id, number=row.number, **detail)
    u.topics |= {"returns", "deliveries"}


@use_case("return.receive", right="returns.receive")
def receive_return(u: Unit, return_id: int, version: int, came: tuple[Came, ...]) -> Created:
    """What came back lies in quarantine, frozen, until somebody has looked at it; lines not named did not come.

    Refuses unknown_return, changed_meanwhile, wrong_state, no_lines, unknown_line, bad_quantity, more_than_delivered;
    of serial numbers not_numbered, serial_twice, too_many_serials, serials_differ (more than pieces), serial_not_sent.
    """
    row = _load(return_id, version)
    move("return", row, "received", "announced")
    lines, left = _lines(row), returnable(Delivery.get_by_id(row.delivery_id))
    if not any(each.quantity for each in came):
        raise Refusal("no_lines")
    for own in lines.values():
        left[_key(own)] = left.get(_key(own), ZERO) + own.quantity
    for each in came:
        line = lines.pop(each.line_id, None)
        if line is None:
            raise Refusal("unknown_line")
        if not each.quantity:
            continue
        left[_key(line)] -= _checked(each.quantity, left[_key(line)], line.product_id)
        L.change(line.id, received=each.quantity, named=_named(row, line, each))
        source, target = _spot(line, "customer", GOOD), _spot(line, "quarantine", HELD)
        ledger.post(u, source, target, each.quantity, "return", ("return", row.id))
    row.received_at = u.now
    _store(row)
    _tell(u, row)
    return Created(row.id)


def _named(row: ReturnOrder, line: ReturnLine, came: Came) -> int:
    """How many pieces of a line are told by their numbers; those are here again."""
    product = line.product
    serials = serial_numbers.cleaned(product, came.serials)
    if len(serials) > came.quantity:
        raise Refusal("serials_differ", sku=product.sku, count=len(serials), quantity=came.quantity)
    serial_numbers.send_home(row.delivery_id, product, serials, line.id)
    return len(serials)


def _key(line: ReturnLine) -> Key:
    return line.delivery_line_id, line.lot_id


def _spot(line: ReturnLine, kind: str, quality: str) -> Spot:
    return Spot(line.product_id, line.lot_id, place(kind), quality)


@dataclass(frozen=True, slots=True)
class Inspecting:
    """What somebody who looked at a return decided about each of its lines."""

    return_id: int
    version: int
    verdicts: tuple[Verdict, ...]


@use_case("return.inspect", right="returns.receive")
def inspect_return(u: Unit, return_id: int, version: int, verdicts: tuple[Verdict, ...]) -> Created:
    """All that came is good and goes to the receiving area (past its day: as expired), is scrapped, or goes back to the
    supplier.

    Refuses unknown_return, changed_meanwhile, wrong_state, unknown_line, bad_quantity, verdict_missing,
    not_enough_stock (somebody moved it); of serial numbers serial_not_here, serials_differ, serials_missing;
    needs_approval where what is scrapped or goes to the supplier is above the company's limit for write-offs.
    """
    inspecting = Inspecting(return_id, version, verdicts)
    _judged(inspecting)
    hold(SCRAPPING, inspecting)
    return inspect(u, inspecting)


def _judged(inspecting: Inspecting) -> tuple[ReturnOrder, list[tuple[ReturnLine, Verdict]]]:
    """Each line that came with its verdict. Refuses as `inspect_return`."""
    row = _load(inspecting.return_id, inspecting.version)
    if row.state != "received":
        raise wrong_state("return", row, "inspected")
    given = {each.line_id: each for each in inspecting.verdicts}
    lines = _lines(row)
    if not set(given) <= set(lines):
        raise Refusal("unknown_line")
    found = []
    for line in lines.values():
        verdict = given.get(line.id, Verdict(line.id))
        if any(not (each.is_finite() and each >= 0 and each % MILLI == 0)
               for each in (verdict.restocked, verdict.scrapped, verdict.sent_back)):  # fmt: skip
            raise Refusal("bad_quantity", quantity=verdict.sum)
        if verdict.sum != line.received:
            raise Refusal("verdict_missing", sku=line.product.sku, received=line.received, judged=verdict.sum)
        if line.received:
            found.append((line, verdict))
    return row, found


def inspect(u: Unit, inspecting: Inspecting) -> Created:
    """Post what `inspect_return` posts."""
    row, judged = _judged(inspecting)
    gone: dict[int, list[serial_numbers.Gone]] = {}
    for line, verdict in judged:
        lot = Lot.get_by_id(line.lot_id)
        good = "expired" if lot.expiry and lot.expiry < u.today else GOOD
        ways = ((verdict.restocked, "receiving", good, "restock"), (verdict.scrapped, "loss", "damaged", "scrap"),
                (verdict.sent_back, "supplier", "damaged", "send_back"))  # fmt: skip
        for quantity, kind, quality, reason in ways:
            if quantity:
                source, target = _spot(line, "quarantine", HELD), _spot(line, kind, quality)
                ledger.post(u, source, target, quantity, reason, ("return", row.id))
        gone[line.id] = _gone(line, verdict)
        L.change(line.id, restocked=verdict.restocked, scrapped=verdict.scrapped, sent_back=verdict.sent_back)
    move("return", row, "inspected")
    _store(row)
    planning.stock_came_free(u, {line.product_id for line, verdict in judged if verdict.restocked})
    # Of goods without numbers there is nothing to say.
    numbered = any(line.product.serial_tracked for line, _verdict in judged)
    _tell(u, row, **({"pieces": {str(line): pieces for line, pieces in gone.items()}} if numbered else {}))
    return Created(row.id)


def _gone(line: ReturnLine, verdict: Verdict) -> list[serial_numbers.Gone]:
    """The pieces of a line that are scrapped or go to the supplier are here no more: all that came, or those named."""
    product, gone = line.product, verdict.scrapped + verdict.sent_back
    serials = serial_numbers.cleaned(product, verdict.serials)
    if len(serials) > gone:
        raise Refusal("serials_differ", sku=product.sku, count=len(serials), quantity=gone)
    if gone == line.received:
        serials = serial_numbers.came_back(line.id)
    pieces = serial_numbers.go(product, serials, back=line.id)
    serial_numbers.check_left(product)
    return pieces


def _weigh_scrap(inspecting: Inspecting) -> Weighed:
    row, judged = _judged(inspecting)
    amount: Decimal | None = ZERO
    for line, verdict in judged:
        gone = verdict.scrapped + verdict.sent_back
        one = worth(line.product, gone) if gone else ZERO
        amount = None if amount is None or one is None else amount + one
    held = amount != 0 and over("approval.write_off_amount", amount)
    return Weighed("return", row.id, _called(row), held, amount, row.note)


def _called(row: ReturnOrder) -> str:
    return f"{row.number} {row.customer_name}"


SCRAPPING = Kind("scrap", "returns.receive", Inspecting, _weigh_scrap, inspect)


@dataclass(frozen=True, slots=True)
class Settling:
    """How a return ends, and what is credited for it."""

    return_id: int
    version: int
    outcome: str
    amount: Decimal


@use_case("return.settle", right="payments.edit")
def settle_return(u: Unit, return_id: int, version: int, outcome: str = "", amount: Decimal = ZERO) -> Created:
    """Close an inspected return: refunded by a credit on the delivery's bill, replaced by a new order, repaired for the
    customer, or nothing of it ("": its goods say whether it was restocked or scrapped).

    The new order is a draft of what came, for nothing, which a clerk completes and submits.

    Refuses unknown_return, changed_meanwhile, wrong_state, bad_outcome, bad_amount, more_than_billed; needs_approval
    for a refund above the company's limit.
    """
    settling = Settling(return_id, version, outcome, amount)
    _sound(settling)
    hold(REFUNDING, settling)
    return settle(u, settling)


def refundable(delivery: Delivery) -> Decimal:
    """What is left of a delivery's bill to be credited, without what closing it will credit."""
    missing = ZERO if delivery.state == "closed" else amount_of(delivery) - amount_of(delivery, delivered=True)
    return max(billing.left_of(delivery.id) - missing, ZERO)


def counted(row: ReturnOrder, line: ReturnLine) -> Decimal:
    """Base units of a line of a return: what came, or as long as nothing was received what was announced."""
    quantity: Decimal = line.quantity if row.received_at is None else line.received
    return quantity


def value_of(row: ReturnOrder, lines: Iterable[ReturnLine]) -> Decimal:
    """What came back, at the price each order line was sold for."""
    whole = ZERO
    for line in lines:
        sold = OrderLine.get_or_none(OrderLine.id == line.delivery_line.line_id)
        if sold is not None and sold.ordered:
            whole += money(sold.amount * counted(row, line) / sold.ordered)
    return whole


def _sound(settling: Settling) -> ReturnOrder:
    row = _load(settling.return_id, settling.version)
    if row.state != "inspected":
        raise wrong_state("return", row, "closed")
    outcome, amount = settling.outcome, settling.amount
    if outcome not in SETTLED:
        raise Refusal("bad_outcome", outcome=outcome)
    if not amount.is_finite() or amount != money(amount) or (amount > 0) != (outcome == "refunded") or amount < 0:
        raise Refusal("bad_amount", amount=amount)
    left = refundable(row.delivery)
    if amount > left:
        raise Refusal("more_than_billed", left=left)
    return row


def settle(u: Unit, settling: Settling) -> Created:
    """Do what `settle_return` does."""
    row = _sound(settling)
    kept = any(line.restocked for line in _lines(row).values())
    row.outcome = settling.outcome or ("restocked" if kept else "scrapped")
    move("return", row, row.outcome)
    if settling.amount:
        row.amount = settling.amount
        row.credit = billing.credit(u, Delivery.get_by_id(row.delivery_id), settling.amount)
        u.topics |= {"money", "customers"}
    if settling.outcome == "replaced":
        row.replacement = _replacement(u, row)
    move("return", row, "closed")
    row.closed_at = u.now
    _store(row)
    _tell(u, row, outcome=row.outcome, amount=row.amount, order=row.replacement_id)
    return Created(row.id)


def _replacement(u: Unit, row: ReturnOrder) -> SalesOrder:
    """A draft of what came back, at no price, to where it had been delivered."""
    came: dict[int, Decimal] = {}
    for line in _lines(row).values():
        came[line.product_id] = came.get(line.product_id, ZERO) + line.received
    lines = tuple(
        orders.DraftLine(product, quantity, ZERO, Product.get_by_id(product).unit)
        for product, quantity in came.items() if quantity
    )  # fmt: skip
    sent = Delivery.get_by_id(row.delivery_id)
    draft = orders.Draft(
        row.customer_id, receiver=sent.receiver, phone=sent.phone, address=sent.address,
        note=f"{row.number}  {sent.number}", lines=lines,
    )  # fmt: skip
    return orders.new_order(u, draft, source="return")


def _weigh_refund(settling: Settling) -> Weighed:
    row, amount = _sound(settling), settling.amount
    held = bool(amount) and over("approval.refund_amount", amount)
    return Weighed("return", row.id, _called(row), held, amount, row.note)


REFUNDING = Kind("refund", "payments.edit", Settling, _weigh_refund, settle)


@use_case("return.back", right="returns.receive")
def step_back(u: Unit, return_id: int, version: int) -> Created:
    """Undo the last step: what was inspected lies in quarantine again, what was received is with the customer.

    Refuses unknown_return, changed_meanwhile, wrong_state, not_enough_stock (the goods have moved on),
    more_than_delivered (another return holds what was announced here).
    """
    row = _load(return_id, version)
    before = {"received": ("announced", ("return",)), "inspected": ("received", ("restock", "scrap", "send_back"))}
    target, reasons = before.get(row.state, ("announced", ()))
    move("return", row, target)
    if target == "announced":
        _still_there(row)
    for move_id in _standing(row.id, reasons):
        ledger.reverse(u, move_id)
    if row.state == "received":
        products = {line.id: line.product_id for line in _lines(row).values()}
        serial_numbers.uninspected(row.id, products, row.delivery_id)
    for line in _lines(row).values():
        L.change(line.id, restocked=ZERO, scrapped=ZERO, sent_back=ZERO,
                 **({"received": ZERO, "named": ZERO} if target == "announced" else {}))  # fmt: skip
        if target == "announced":
            serial_numbers.with_customer(line.id)
    row.received_at = None if target == "announced" else row.received_at
    _store(row)
    _tell(u, row, back=target)
    return Created(row.id)


def _still_there(row: ReturnOrder) -> None:
    """Refuses more_than_delivered where what was announced can't come back any more beside the other returns."""
    left = returnable(row.delivery)
    for line in _lines(row).values():
        mine = left.get(_key(line), ZERO) + line.received
        if line.quantity > mine:
            raise Refusal("more_than_delivered", sku=line.product.sku, left=mine)


def _standing(return_id: int, reasons: tuple[str, ...]) -> list[int]:
    """The moves of a return that nobody reversed, the last first."""
    undone = StockMove.alias()
    again = undone.select(undone.id).where(undone.reverses == StockMove.id)
    # Written out, so that the index of the few such moves serves it.
    mine = (StockMove.document_kind == peewee.SQL("'return'")) & (StockMove.document_id == return_id)
    rows = StockMove.select(StockMove.id).where(
        mine & StockMove.reason.in_(reasons) & ~peewee.fn.EXISTS(again)
    )
    return [row[0] for row in rows.order_by(StockMove.id.desc()).tuples()]


@use_case("return.cancel", right="returns.edit")
def cancel_return(u: Unit, return_id: int, version: int, why: str) -> Created:
    """Nothing comes back after all.

    Refuses unknown_return, changed_meanwhile, wrong_state, reason_missing, too_long.
    """
    row = _load(return_id, version)
    if not why.strip():
        raise Refusal("reason_missing")
    if len(why.strip()) > LONGEST:
        raise Refusal("too_long", field="reason", most=LONGEST)
    move("return", row, "cancelled")
    row.closed_at = u.now
    _store(row)
    _tell(u, row, why=why.strip())
    return Created(row.id)
