"""Putting one balance right to what was counted. Above the company's limit a second person says yes first."""

from dataclasses import dataclass
from decimal import Decimal

from models.fields import money
from models.goods import Product
from models.stock import StockBalance
from services import ledger, planning, serial_numbers
from services.errors import Refusal
from services.ledger import Spot
from services.places import place
from services.second_person import Kind, Weighed, hold, over
from services.stock import MILLI, MOST, Moved, spot_there
from services.unit import Unit, use_case


@use_case("stock.adjust", right="stock.adjust")
def adjust(u: Unit, balance_id: int, counted: Decimal, reason: str, serials: tuple[str, ...] = ()) -> Moved:
    """Put a balance right to what was counted, against the loss location; `serials` are the pieces found, or gone.

    Refuses unknown_balance, bad_quantity, reason_missing, nothing_to_adjust, not_enough_stock (reserved goods
    can't be counted away: free them first), needs_approval above the company's limit; of serial numbers what
    serial_numbers.changed does.
    """
    spot_there(balance_id)
    if not reason.strip():
        raise Refusal("reason_missing")
    if not (counted.is_finite() and 0 <= counted <= MOST and counted == counted.quantize(MILLI)):
        raise Refusal("bad_quantity", quantity=counted)
    book = StockBalance.get_by_id(balance_id).on_hand
    if counted == book:
        raise Refusal("nothing_to_adjust")
    adjusting = Adjusting(balance_id, book, counted, reason.strip()[:200], serials)
    hold(ADJUSTING, adjusting)
    return put_right(u, adjusting)


@dataclass(frozen=True, slots=True)
class Adjusting:
    """A balance of which the book said `book` is put right to what was counted."""

    balance_id: int
    book: Decimal
    counted: Decimal
    reason: str
    serials: tuple[str, ...] = ()


def put_right(u: Unit, adjusting: Adjusting) -> Moved:
    """Post what an adjustment posts. Refuses book_moved when the balance is another than it was, and as `adjust`."""
    spot, balance_id = spot_there(adjusting.balance_id), adjusting.balance_id
    book = StockBalance.get_by_id(balance_id).on_hand
    if book != adjusting.book:
        raise Refusal("book_moved", book=book, was=adjusting.book)
    difference = adjusting.counted - book
    loss = Spot(spot.product_id, spot.lot_id, place("loss"), spot.quality)
    source, target = (loss, spot) if difference > 0 else (spot, loss)
    move_id = ledger.post(u, source, target, abs(difference), "adjust", note=adjusting.reason)
    gone = serial_numbers.changed(Product.get_by_id(spot.product_id), difference, adjusting.serials)
    if difference > 0:
        planning.stock_came_free(u, {spot.product_id})
    u.about("product", spot.product_id, balance=balance_id, counted=adjusting.counted, reason=adjusting.reason)
    if gone:
        u.detail.update(move=move_id, pieces=gone)
    return Moved((move_id,))


def worth(product: Product, quantity: Decimal) -> Decimal | None:
    """What goods are worth: at cost, else at their price; None where neither is known."""
    one = product.price if product.cost is None else product.cost
    return None if one is None else money(one * quantity)


def _weigh(adjusting: Adjusting) -> Weighed:
    spot = spot_there(adjusting.balance_id)
    product = Product.get_by_id(spot.product_id)
    amount = worth(product, abs(adjusting.counted - adjusting.book))
    text = f"{product.sku} {product.name}: {adjusting.book.normalize():f} → {adjusting.counted.normalize():f}"
    return Weighed("product", product.id, text, over("approval.adjust_amount", amount), amount, adjusting.reason)


ADJUSTING = Kind("adjust", "stock.adjust", Adjusting, _weigh, put_right)
