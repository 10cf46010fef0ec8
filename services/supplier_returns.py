"""Goods that go back to their supplier: damaged, expired, called back, or more than was wanted."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.buying import PurchaseLine, PurchaseOrder, ReceiptLine
from models.driver import peewee
from models.fields import total
from models.goods import Product
from models.parties import Supplier
from models.stock import StockMove
from services import ledger, serial_numbers
from services.errors import Refusal
from services.faults import translated
from services.ledger import Spot
from services.places import place
from services.stock import Moved, check_quantity, spot_there
from services.unit import Unit, use_case

LONGEST_REASON = 200
MOST = 20


@dataclass(frozen=True, slots=True)
class Origin:
    """A purchase order that brought a product: so much came of it and is not sent back yet, in base units, and of each
    of its lots."""

    purchase_id: int
    number: str
    supplier: str
    left: Decimal
    lots: Mapping[int, Decimal]


def origins(product_id: int) -> tuple[Origin, ...]:
    """The newest purchase orders that a product can go back to."""
    L = PurchaseLine
    with translated():
        reconnect()
        rows = (
            L.select(PurchaseOrder.id, PurchaseOrder.number, Supplier.name, total(L.received))
            .join(PurchaseOrder).join(Supplier).where(L.product == product_id, L.received > 0)
            .group_by(PurchaseOrder.id, PurchaseOrder.number, Supplier.name)
            .order_by(PurchaseOrder.id.desc()).limit(MOST).tuples()
        )  # fmt: skip
        known = []
        for row_id, number, name, came in rows:
            left, lots = came - _gone(row_id, product_id), _lots_left(row_id, product_id)
            known.append(Origin(row_id, number, name, left, {lot: min(left, part) for lot, part in lots.items()}))
    return tuple(each for each in known if each.left > 0)


def _lots_left(purchase_id: int, product_id: int) -> dict[int, Decimal]:
    """How much of each lot a purchase order brought and did not get back."""
    R, M = ReceiptLine, StockMove
    came = R.select(R.lot, total(R.quantity)).join(PurchaseLine, on=R.purchase_line == PurchaseLine.id)
    mine = came.where(PurchaseLine.order == purchase_id, R.product == product_id).group_by(R.lot)
    back = M.select(M.lot, total(M.quantity)).where(standing(purchase_id)).group_by(M.lot)
    gone = dict(back.tuples())
    left = {lot: brought - gone.get(lot, Decimal(0)) for lot, brought in mine.tuples()}
    return {lot: quantity for lot, quantity in left.items() if quantity > 0}


def gone_back(purchase_id: int) -> dict[int, Decimal]:
    """How much of each product of a purchase order was sent back, by its id; what was reversed does not count."""
    query = StockMove.select(StockMove.product, total(StockMove.quantity)).where(standing(purchase_id))
    return dict(query.group_by(StockMove.product).tuples())


def standing(purchase_id: int) -> Any:
    """The condition of moves that took goods back from a purchase order and stand."""
    undone = StockMove.alias()
    again = undone.select(undone.id).where(undone.reverses == StockMove.id)
    # Written out, so that the index of the few such moves serves it.
    return (StockMove.document_kind == peewee.SQL("'purchase'")) & (StockMove.document_id == purchase_id) & (
        ~peewee.fn.EXISTS(again)
    )


def _gone(purchase_id: int, product_id: int) -> Decimal:
    return gone_back(purchase_id).get(product_id, Decimal(0))


@use_case("stock.send_back", right="stock.adjust")
def send_back(
    u: Unit, balance_id: int, quantity: Decimal, reason: str, purchase_id: int | None = None,
    serials: tuple[str, ...] = (),
) -> Moved:  # fmt: skip
    """Free goods of one balance, of whatever quality, leave for the supplier. It is undone by reversing the move.

    `purchase_id` is the purchase order that brought them, `serials` are the numbers of the pieces. Refuses
    unknown_balance, bad_place, bad_quantity, reason_missing, too_long, unknown_purchase, came_elsewhere,
    more_than_came, not_enough_stock (what is promised is freed first); of serial numbers what serial_numbers.changed
    does.
    """
    spot = spot_there(balance_id)
    check_quantity(quantity)
    reason = reason.strip()
    if not reason:
        raise Refusal("reason_missing")
    if len(reason) > LONGEST_REASON:
        raise Refusal("too_long", field="reason", most=LONGEST_REASON)
    document: tuple[str, int | None] = ("", None)
    if purchase_id is not None:
        _check_origin(purchase_id, spot, quantity)
        document = ("purchase", purchase_id)
        u.topics.add("purchases")
    target = Spot(spot.product_id, spot.lot_id, place("supplier"), spot.quality)
    move_id = ledger.post(u, spot, target, quantity, "send_back", document, note=reason)
    gone = serial_numbers.changed(Product.get_by_id(spot.product_id), -quantity, serials)
    u.about("product", spot.product_id, balance=balance_id, quantity=quantity, reason=reason, purchase=purchase_id)
    if gone:
        u.detail.update(move=move_id, pieces=gone)
    return Moved((move_id,))


def _check_origin(purchase_id: int, spot: Spot, quantity: Decimal) -> None:
    L = PurchaseLine
    order = PurchaseOrder.get_or_none(PurchaseOrder.id == purchase_id)
    if order is None:
        raise Refusal("unknown_purchase")
    came = L.select(total(L.received)).where(L.order == purchase_id, L.product == spot.product_id).scalar()
    came_of_lot = _came_of_lot(purchase_id, spot)
    if not came or not came_of_lot:
        raise Refusal("came_elsewhere", number=order.number)
    gone_of_lot = StockMove.select(total(StockMove.quantity)).where(
        standing(purchase_id) & (StockMove.lot == spot.lot_id)
    )
    left = min(came - _gone(purchase_id, spot.product_id), came_of_lot - (gone_of_lot.scalar() or Decimal(0)))
    if quantity > left:
        raise Refusal("more_than_came", number=order.number, quantity=quantity, left=left)


def _came_of_lot(purchase_id: int, spot: Spot) -> Decimal | None:
    """How much of a lot a purchase order ever brought; the lot's own moves lead to its receipts."""
    R = ReceiptLine
    receipts = StockMove.select(StockMove.document_id).where(
        (StockMove.product == spot.product_id) & (StockMove.lot == spot.lot_id) & (StockMove.document_kind == "receipt")
    )
    brought: Decimal | None = (
        R.select(total(R.quantity)).join(PurchaseLine, on=R.purchase_line == PurchaseLine.id)
        .where(PurchaseLine.order == purchase_id, R.lot == spot.lot_id, R.receipt.in_(receipts)).scalar()
    )  # fmt: skip
    return brought
