"""Pieces that are like no other: by serial number where the product has them, by tag where an RFID reader sent it.

A piece goes with one delivery. What was undone, cancelled or refused by the customer is free again, and what came back
by its number; of one that was signed with a difference, lost or sent back without numbers nobody knows which pieces
came, so each that is scanned again is. A number that nobody knows is that of a piece in the house which came without
its number, where there are such.
"""

from decimal import Decimal
from typing import Any

from models.after_sales import ReturnLine, ReturnOrder
from models.delivery import Delivery
from models.driver import peewee
from models.fields import total
from models.pieces import Piece
from models.statement import Insert, Statement
from models.stock import Location, StockBalance
from services.places import OWN
from services.scanning import Scan, parse

P, D, B = Piece, Delivery, StockBalance
# Ends of a delivery after which its pieces may lie here again.
BACK = ("refused", "signed_difference", "lost")
# Its goods are in the house still, or again.
INSIDE = ("planned", "released", "picking", "picked", "checked", "packed", "confirmed", "cancelled")
ZERO = Decimal(0)


def _some_came_back() -> Any:
    """Pieces of the product that the customer sent back of the delivery without their numbers; nobody knows which."""
    lines = ReturnLine.select(peewee.SQL("1")).join(ReturnOrder, on=(ReturnLine.order == ReturnOrder.id))
    return lines.where(
        (ReturnOrder.delivery == P.delivery) & (ReturnLine.product == P.product)
        & (ReturnLine.received > ReturnLine.named)
    )  # fmt: skip


def lies_here() -> Any:
    """Pieces that are in the house by their numbers: on a shelf, or in a delivery that has not left."""
    return P.delivery.is_null() | P.back.is_null(False) | D.state.in_(INSIDE)


def _mine(product: Any, serial: Any) -> Any:
    return (P.product == product) & (P.serial == serial)


_KNOWN = Statement(lambda product, serial: P.select(P.delivery).where(_mine(product, serial)))
_GONE = Statement(
    lambda product, serial: P.select(P.delivery)
    .join(D)
    .where(
        _mine(product, serial) & P.back.is_null() & (D.state != "cancelled") & D.outcome.not_in(BACK)
        & ~peewee.fn.EXISTS(_some_came_back())
    )
)  # fmt: skip
_ON_HAND = Statement(
    lambda product: B.select(total(B.on_hand)).join(Location)
    .where((B.product == product) & Location.kind.in_(sorted(OWN)))
)  # fmt: skip
_NUMBERED = Statement(
    lambda product: P.select(peewee.fn.COUNT(P.id)).join(D, peewee.JOIN.LEFT_OUTER)
    .where((P.product == product) & lies_here())
)  # fmt: skip
_FREE = Statement(
    lambda product, serial: P.update({P.delivery: None, P.checked: False}).where(_mine(product, serial) & P.known)
)
_FORGET = Statement(lambda product, serial: P.delete().where(_mine(product, serial) & ~P.known))
_TAKE = Insert(P, "product", "serial", "delivery", "checked", "known")
# What is known and goes again stays known, whatever it was known by.
_TAKE_KNOWN = Statement(
    lambda product, serial, delivery: P.update(
        {P.delivery: delivery, P.checked: False, P.known: True, P.back: None}
    ).where(_mine(product, serial))
)
_HERE = Statement(
    lambda product, serial, delivery: P.select(P.checked).where(_mine(product, serial) & (P.delivery == delivery))
)
_TICK = Statement(lambda product, serial, checked: P.update({P.checked: checked}).where(_mine(product, serial)))
_ANEW = Statement(lambda delivery: P.update({P.checked: False}).where(P.delivery == delivery))
_OF_DELIVERY = Statement(
    lambda delivery: P.select(P.product, P.serial).where((P.delivery == delivery) & P.back.is_null())
)


def piece_of(code: Scan) -> str:
    """What tells the piece that was scanned from all others of its product; "" where nothing does."""
    return code.serial.upper() or (code.code if code.kind == "epc" else "")


def wrong(code: Scan, product_id: int, tracked: bool, counted: Decimal, delivery_id: int) -> str:
    """Why this piece can't be taken, as a verdict: scan_serial (its product has serial numbers, and this code names
    none, or several pieces at once), serial_again (it is in this delivery), serial_gone (it went with another one),
    serial_unknown (each piece in the house is known by its number, and this one is none of them); "" when it can, or
    when the product's pieces are all alike.
    """
    piece = piece_of(code)
    if tracked and (not piece or counted != 1):
        return "scan_serial"
    if not piece or not (tracked or code.kind == "epc"):
        return ""
    row = _GONE.first(product=product_id, serial=piece)
    if row is not None:
        return "serial_again" if row[0] == delivery_id else "serial_gone"
    if tracked and not _is_known(product_id, piece) and nameless(product_id) <= 0:
        return "serial_unknown"
    return ""


def _is_known(product_id: int, piece: str) -> bool:
    return _KNOWN.first(product=product_id, serial=piece) is not None


def nameless(product_id: int) -> Decimal:
    """How many pieces of a product lie in the house without a number that is known."""
    on_hand, numbered = _ON_HAND.first(product=product_id), _NUMBERED.first(product=product_id)
    assert on_hand is not None
    assert numbered is not None
    return (on_hand[0] or ZERO) - numbered[0]


def take(code: Scan, product_id: int, tracked: bool, delivery_id: int) -> None:
    """The piece goes with this delivery."""
    piece = piece_of(code)
    if not piece or not (tracked or code.kind == "epc"):
        return
    if _is_known(product_id, piece):
        _TAKE_KNOWN.run(product=product_id, serial=piece, delivery=delivery_id)
    else:
        _TAKE.run(product=product_id, serial=piece, delivery=delivery_id, checked=False, known=False)


def scanned_piece(text: str) -> str:
    """As `piece_of`; a number scanned by itself too, which is nothing else."""
    code = parse(text)
    return piece_of(code) or (code.code if code.kind == "unknown" else "")


def put_back(text: str, product_id: int) -> None:
    """The scan of this text was undone: its piece is free."""
    piece = scanned_piece(text)
    if piece:
        _FORGET.run(product=product_id, serial=piece)
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


def tick(piece: str, product_id: int, *, found: bool = True) -> None:
    """The second count has found this piece, if it is one, or takes that back."""
    if piece:
        _TICK.run(product=product_id, serial=piece, checked=found)


def count_anew(delivery_id: int) -> None:
    """No piece of the delivery is counted a second time yet."""
    _ANEW.run(delivery=delivery_id)


def of_delivery(delivery_id: int) -> frozenset[tuple[int, str]]:
    """The pieces that went with a delivery and are not back by their numbers, as (product, serial or tag)."""
    return frozenset((row[0], row[1]) for row in _OF_DELIVERY.rows(delivery=delivery_id))
