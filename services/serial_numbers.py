"""Which pieces lie in the house, by their serial numbers: taken in, put right by the keeper, sent back by customers.

What takes pieces out of the house notes their numbers in its audit entry (`pieces`), so that who takes the step back
gets them home with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from models.base import reconnect
from models.delivery import Delivery
from models.driver import peewee
from models.goods import Product
from models.people import AuditEntry
from models.pieces import Piece
from services.errors import Refusal
from services.faults import translated
from services.one_of_a_kind import lies_here, nameless
from services.unit import Created, Unit, use_case

P, D = Piece, Delivery
LONGEST = 40
# So many numbers are typed, scanned or pasted at once.
MOST = 2000
# A number, and the line of a receipt that brought its piece.
Gone = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a product's pieces that lie on shelves, and how many lie in the house without one."""

    here: tuple[str, ...]
    nameless: Decimal


def numbers(product_id: int) -> Numbers:
    """As the keeper sees them, in order."""
    with translated():
        reconnect()
        rows = P.select(P.serial).where((P.product == product_id) & _free()).order_by(P.serial).tuples()
        return Numbers(tuple(serial for (serial,) in rows), max(nameless(product_id), Decimal(0)))


def _free() -> peewee.Expression:
    return P.delivery.is_null() | P.back.is_null(False)


def cleaned(product: Product, serials: Iterable[str]) -> list[str]:
    """Numbers as they are kept. Refuses not_numbered, serial_twice, too_long, too_many_serials."""
    found = [serial for each in serials if (serial := each.strip().upper())]
    if found and not product.serial_tracked:
        raise Refusal("not_numbered", sku=product.sku)
    if len(found) > MOST:
        raise Refusal("too_many_serials", sku=product.sku, most=MOST)
    twice = next((serial for serial in found if found.count(serial) > 1), "") if len(set(found)) < len(found) else ""
    if twice:
        raise Refusal("serial_twice", sku=product.sku, serial=twice)
    if any(len(serial) > LONGEST for serial in found):
        raise Refusal("too_long", field="serials", most=LONGEST)
    return found


def take_in(product: Product, serials: list[str], receipt_line_id: int | None = None) -> None:
    """These pieces lie here from now on. Refuses serial_here for one that is in the house already."""
    mine = (P.product == product) & P.serial.in_(serials)
    there = P.select(P.serial).join(D, peewee.JOIN.LEFT_OUTER).where(mine & lies_here()).first()
    if there is not None:
        raise Refusal("serial_here", sku=product.sku, serial=there.serial)
    # One that had been sent to a customer, and comes in anew.
    P.delete().where(mine).execute()
    rows = [(product.id, serial, True, receipt_line_id) for serial in serials]
    for start in range(0, len(rows), 200):
        P.insert_many(rows[start : start + 200], (P.product, P.serial, P.known, P.receipt_line)).execute()


def go(product: Product, serials: list[str], back: int | None = None) -> list[Gone]:
    """These pieces leave the house, other than with a delivery; of those that came back with a line of a return where
    `back` names it. Refuses serial_not_here for one that lies on no shelf.
    """
    there, gone = _free() if back is None else P.back == back, []
    for serial in serials:
        mine = (P.product == product) & (P.serial == serial) & there
        row = P.select(P.receipt_line).where(mine).tuples().first()
        if row is None:
            raise Refusal("serial_not_here", sku=product.sku, serial=serial)
        gone.append((serial, row[0]))
        P.delete().where(mine).execute()
    return gone


def gone_with(kind: str, subject_id: int, **told: int) -> Any:
    """The `pieces` that the last step at a subject noted, of those that noted `told` too; None where none did."""
    E = AuditEntry
    query = E.select(E.detail).where(
        (E.subject_id == subject_id) & (E.subject_kind == kind) & E.detail.contains('"pieces":')
    )
    for (detail,) in query.order_by(E.id.desc()).tuples():
        found: dict[str, Any] = msgspec.json.decode(detail)
        if "pieces" in found and all(found.get(name) == value for name, value in told.items()):
            return found["pieces"]
    return None


def come_again(product_id: int, pieces: Sequence[Gone], **where: int) -> None:
    """What took these out of the house is taken back: they are here again, or `where` they lay. Those of which
    somebody has said otherwise since stay as they are.
    """
    there = {serial for (serial,) in P.select(P.serial).where(P.product == product_id).tuples()} if pieces else set()
    for serial, receipt_line_id in pieces:
        if serial not in there:
            P.create(product=product_id, serial=serial, known=True, receipt_line=receipt_line_id, **where)


def come_home(delivery_id: int, product_ids: Iterable[int]) -> None:
    """All pieces of these products that went with a delivery lie here again, known by their numbers."""
    mine = (P.delivery == delivery_id) & P.back.is_null() & P.product.in_(list(product_ids))
    P.update({P.delivery: None, P.checked: False, P.known: True}).where(mine).execute()


def check_left(product: Product) -> None:
    """After goods left the house: no more pieces may be known by their numbers than lie in it.

    Refuses serials_missing, with how many numbers must go.
    """
    if product.serial_tracked and (left := nameless(product.id)) < 0:
        raise Refusal("serials_missing", sku=product.sku, count=-left)


def changed(product: Product, difference: Decimal, serials: Iterable[str]) -> list[Gone]:
    """The quantity in the house became another by `difference`; `serials` are the pieces that were found, or are gone.
    Returns those that are gone.

    Pieces found are given all their numbers, or none. Refuses what cleaned, take_in, go and check_left do, and
    serials_differ for more numbers than pieces.
    """
    told, count = cleaned(product, serials), abs(difference)
    if len(told) > count or (told and difference > 0 and len(told) != count):
        raise Refusal("serials_differ", sku=product.sku, count=len(told), quantity=count)
    if difference > 0:
        take_in(product, told)
        return []
    gone = go(product, told)
    check_left(product)
    return gone


def came_by(receipt_line_id: int, product_id: int) -> None:
    """What this line of a receipt brought is taken back: its pieces that lie here are gone."""
    P.delete().where((P.product == product_id) & (P.receipt_line == receipt_line_id) & _free()).execute()


@use_case("stock.number", right="stock.adjust")
def number_pieces(u: Unit, product_id: int, came: tuple[str, ...] = (), gone: tuple[str, ...] = ()) -> Created:
    """Put right which pieces lie here by their numbers: `came` do, `gone` don't. The quantity is counted elsewhere.

    Refuses unknown_product, not_numbered, no_lines, serial_twice, too_long, too_many_serials, serial_here,
    serial_not_here (it lies on no shelf), serials_above (more numbers than pieces in the house).
    """
    product = Product.get_or_none(Product.id == product_id)
    if product is None:
        raise Refusal("unknown_product", name=str(product_id))
    new, old = cleaned(product, came), cleaned(product, gone)
    if not new and not old:
        raise Refusal("no_lines")
    go(product, old)
    take_in(product, new)
    if new and (left := nameless(product.id)) < 0:
        raise Refusal("serials_above", sku=product.sku, count=-left)
    u.about("product", product.id, came=new, gone=old)
    u.topics.add("stock")
    return Created(product.id)


def send_home(delivery_id: int, product: Product, serials: list[str], return_line_id: int) -> None:
    """These pieces of a delivery came back. Refuses serial_not_sent for one that did not go with it, or is back."""
    for serial in serials:
        mine = (P.product == product) & (P.serial == serial) & (P.delivery == delivery_id) & P.back.is_null()
        if not P.update({P.back: return_line_id, P.known: True}).where(mine).execute():
            raise Refusal("serial_not_sent", sku=product.sku, serial=serial)


def came_back(return_line_id: int) -> list[str]:
    """The numbers of the pieces that came back with a line of a return and are here."""
    return [serial for (serial,) in P.select(P.serial).where(P.back == return_line_id).order_by(P.serial).tuples()]


def uninspected(return_id: int, products: Mapping[int, int], delivery_id: int) -> None:
    """What was decided about a return is taken back: what of its lines had gone since lies in quarantine again."""
    for line, pieces in (gone_with("return", return_id) or {}).items():
        come_again(products[int(line)], pieces, delivery=delivery_id, back=int(line))


def with_customer(return_line_id: int) -> None:
    """What came back with this line is with the customer again."""
    P.update({P.back: None}).where(P.back == return_line_id).execute()
