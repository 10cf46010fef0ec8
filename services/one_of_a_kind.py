"""Pieces that are like no other: by serial number where the product has them, by tag where an RFID reader sent it.

A piece goes with one delivery. What was undone, cancelled or refused by the customer is free again; of one that was
signed with a difference, lost or sent back in part nobody knows which pieces came, so each that is scanned again is.
"""

from decimal import Decimal
from typing import Any

from models.after_sales import ReturnLine, ReturnOrder
from models.delivery import Delivery, PickedPiece
from models.driver import peewee
from models.statement import Insert, Statement
from services.scanning import Scan, parse

P, D = PickedPiece, Delivery
# Ends of a delivery after which its pieces may lie here again.
BACK = ("refused", "signed_difference", "lost")


def _came_back() -> Any:
    """Pieces of the product that the customer sent back of the delivery; nobody knows which."""
    lines = ReturnLine.select(peewee.SQL("1")).join(ReturnOrder, on=(ReturnLine.order == ReturnOrder.id))
    return lines.where(
        (ReturnOrder.delivery == P.delivery) & (ReturnLine.product == P.product) & (ReturnLine.received > 0)
    )


_GONE = Statement(
    lambda product, serial: P.select(P.delivery)
    .join(D)
    .where(
        (P.product == product) & (P.serial == serial) & (D.state != "cancelled") & D.outcome.not_in(BACK)
        & ~peewee.fn.EXISTS(_came_back())
    )
)
_FREE = Statement(lambda product, serial: P.delete().where((P.product == product) & (P.serial == serial)))
_TAKE = Insert(P, "product", "serial", "delivery", "checked")
_HERE = Statement(
    lambda product, serial, delivery: P.select(P.checked).where(
        (P.product == product) & (P.serial == serial) & (P.delivery == delivery)
    )
)
_TICK = Statement(
    lambda product, serial, checked: P.update({P.checked: checked}).where((P.product == product) & (P.serial == serial))
)
_ANEW = Statement(lambda delivery: P.update({P.checked: False}).where(P.delivery == delivery))
_OF_DELIVERY = Statement(lambda delivery: P.select(P.product, P.serial).where(P.delivery == delivery))


def piece_of(code: Scan) -> str:
    """What tells the piece that was scanned from all others of its product; "" where nothing does."""
    return code.serial.upper() or (code.code if code.kind == "epc" else "")


def wrong(code: Scan, product_id: int, tracked: bool, counted: Decimal, delivery_id: int) -> str:
    """Why this piece can't be taken, as a verdict: scan_serial (its product has serial numbers, and this code names
    none, or several pieces at once), serial_again (it is in this delivery), serial_gone (it went with another one);
    "" when it can, or when the product's pieces are all alike.
    """
    piece = piece_of(code)
    if tracked and (not piece or counted != 1):
        return "scan_serial"
    if not piece or not (tracked or code.kind == "epc"):
        return ""
    row = _GONE.first(product=product_id, serial=piece)
    if row is None:
        return ""
    return "serial_again" if row[0] == delivery_id else "serial_gone"


def take(code: Scan, product_id: int, tracked: bool, delivery_id: int) -> None:
    """The piece goes with this delivery."""
    piece = piece_of(code)
    if piece and (tracked or code.kind == "epc"):
        _FREE.run(product=product_id, serial=piece)
        _TAKE.run(product=product_id, serial=piece, delivery=delivery_id, checked=False)


def put_back(text: str, product_id: int) -> None:
    """The scan of this text was undone: its piece is free."""
    piece = piece_of(parse(text))
    if piece:
        _FREE.run(product=product_id, serial=piece)


def miscounted(code: Scan, product_id: int, tracked: bool, counted: Decimal, delivery_id: int) -> str:
    """Why the second count can't take this piece, as a verdict: scan_serial, check_wrong_piece (it was not picked for
    this delivery), check_piece_again; "" when it can, or when the product's pieces are all alike. A tag on goods that
    were picked without it is one piece like the others.
    """
    piece = piece_of(code)
    if tracked and (not piece or counted != 1):
        return "scan_serial"
    if not piece or not (tracked or code.kind == "epc"):
        return ""
    row = _HERE.first(product=product_id, serial=piece, delivery=delivery_id)
    if row is None:
        return "check_wrong_piece" if tracked else ""
    return "check_piece_again" if row[0] else ""


def tick(code: Scan, product_id: int, *, found: bool = True) -> None:
    """The second count has found this piece, or takes that back."""
    piece = piece_of(code)
    if piece:
        _TICK.run(product=product_id, serial=piece, checked=found)


def count_anew(delivery_id: int) -> None:
    """No piece of the delivery is counted a second time yet."""
    _ANEW.run(delivery=delivery_id)


def of_delivery(delivery_id: int) -> frozenset[tuple[int, str]]:
    """The pieces that go with a delivery, as (product, serial or tag)."""
    return frozenset((row[0], row[1]) for row in _OF_DELIVERY.rows(delivery=delivery_id))
