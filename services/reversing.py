"""Undoing a posted move. What took a second person's yes to be put right takes one to be undone."""

from dataclasses import dataclass
from typing import Any

from models.buying import PurchaseLine, ReceiptLine
from models.goods import Product
from models.stock import StockMove
from services import ledger, planning, serial_numbers
from services.adjusting import worth
from services.errors import Refusal
from services.ledger import ZERO
from services.places import OWN
from services.second_person import Kind, Weighed, hold, over
from services.stock import Moved
from services.transitions import move
from services.unit import Unit, use_case


@dataclass(frozen=True, slots=True)
class Reversing:
    """A move to be undone, and why."""

    move_id: int
    reason: str


@use_case("stock.reverse", right="stock.adjust")
def reverse_move(u: Unit, move_id: int, reason: str) -> Moved:
    """Undo a receipt, move, adjustment or freeze by a move the other way, dated now.

    Refuses unknown_move, reason_missing, not_reversible (goods of a delivery or a return), already_reversed,
    not_enough_stock, serials_missing (the numbers of what goes are taken out first); needs_approval for an adjustment
    or a count above the company's limit.
    """
    if not reason.strip():
        raise Refusal("reason_missing")
    reversing = Reversing(move_id, reason.strip()[:200])
    hold(REVERSING, reversing)
    return undo(u, reversing)


def _found(move_id: int) -> StockMove:
    """Refuses unknown_move, not_reversible, already_reversed."""
    found = StockMove.get_or_none(StockMove.id == move_id)
    if found is None:
        raise Refusal("unknown_move")
    if found.document_kind in ("delivery", "return"):
        raise Refusal("not_reversible")
    ledger.check_standing(found)
    return found


def undo(u: Unit, reversing: Reversing) -> Moved:
    """Post what `reverse_move` posts."""
    original = _found(reversing.move_id)
    new_id = ledger.reverse(u, original.id)
    if original.document_kind == "receipt":
        for line in _receipt_lines(original).where(Product.serial_tracked).limit(1):
            serial_numbers.came_by(line.id, original.product_id)
        _uncount_purchase(u, original)
    if original.source.kind not in OWN:  # what it brought leaves the house
        serial_numbers.check_left(Product.get_by_id(original.product_id))
    elif original.target.kind not in OWN:  # what left comes home with its numbers
        gone = serial_numbers.gone_with("product", original.product_id, move=original.id)
        serial_numbers.come_again(original.product_id, gone or ())
    planning.stock_came_free(u, {original.product_id})
    u.about("product", original.product_id, move=original.id, reason=reversing.reason)
    return Moved((new_id,))


def _weigh(reversing: Reversing) -> Weighed:
    original = _found(reversing.move_id)
    product = Product.get_by_id(original.product_id)
    amount = worth(product, original.quantity)
    held = original.reason == "adjust" and over("approval.adjust_amount", amount)
    text = f"{product.sku} {product.name}: {original.quantity.normalize():f}"
    return Weighed("product", product.id, text, held, amount, reversing.reason)


REVERSING = Kind("reverse", "stock.adjust", Reversing, _weigh, undo)


def _receipt_lines(original: StockMove) -> Any:
    """The lines of its receipt that this move can have posted."""
    return ReceiptLine.select().join(Product).switch(ReceiptLine).where(
        (ReceiptLine.receipt == original.document_id)
        & (ReceiptLine.lot == original.lot_id)
        & (ReceiptLine.location == original.target_id)
        & (ReceiptLine.quantity == original.quantity)
    )


def _uncount_purchase(u: Unit, original: StockMove) -> None:
    """What came against a purchase order and is taken back is expected again, unless the order was cancelled."""
    came = _receipt_lines(original).join(PurchaseLine).where(PurchaseLine.received >= original.quantity).first()
    if came is None:
        return
    line = came.purchase_line
    received = line.received - original.quantity
    again = ZERO if line.order.state == "cancelled" else max(line.quantity - received, ZERO) - line.open
    PurchaseLine.update(received=received, open=PurchaseLine.open + again).where(PurchaseLine.id == line.id).execute()
    ledger.figures(line.product_id, incoming=again)
    if again and line.order.state == "received":
        move("purchase", line.order, "ordered")
        line.order.version += 1
        line.order.save()
    u.topics.add("purchases")
