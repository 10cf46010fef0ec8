"""What the keeper does: receive, move, freeze, adjust, put right; and what the calendar does to lots."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.buying import PurchaseLine, PurchaseOrder, Receipt, ReceiptLine, Replenishment
from models.delivery import DeliveryLine
from models.goods import Product
from models.orders import OrderLine
from models.stock import Location, Lot, Reservation, StockBalance
from services import ledger, planning, reserving, serial_numbers, settings
from services.errors import NeedsConfirmation, Refusal
from services.ledger import GOOD, ZERO, Spot
from services.numbers import next_number
from services.places import STORED, check_storable, kind_of, place
from services.transitions import move
from services.unit import Created, Unit, use_case

QUALITIES = frozenset({"good", "frozen", "damaged"})  # what a person says; the calendar says expired
MOST = Decimal("99999999")
MILLI = Decimal("0.001")
LONGEST_LOT = 40


@dataclass(frozen=True, slots=True)
class Incoming:
    """One line of goods that arrived. `quantity` in base units; `location_id` None is the receiving area; `serials`
    are the numbers of all its pieces, or none; good ones past their expiry are expired."""

    product_id: int
    quantity: Decimal
    lot: str = ""
    made: date | None = None
    expiry: date | None = None
    location_id: int | None = None
    purchase_line_id: int | None = None
    serials: tuple[str, ...] = ()
    quality: str = GOOD


@dataclass(frozen=True, slots=True)
class Received:
    """A receipt, and the deliveries that could be planned because of it."""

    id: int
    number: str
    planned: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """The posted moves of a step."""

    moves: tuple[int, ...]


@use_case("stock.receive", right="stock.receive")
def receive(u: Unit, lines: tuple[Incoming, ...], supplier_id: int | None = None, note: str = "") -> Received:
    """Take goods in, with lot, expiry, place and quality; what waits for good ones is reserved at once, oldest promise
    first.

    Asks about more_than_ordered, beyond what the company lets pass. Refuses no_lines, bad_quantity, bad_quality,
    unknown_product, lot_missing, expiry_missing, lot_differs, bad_place, too_long; of serial numbers not_numbered,
    serial_twice, too_many_serials, serials_differ (not one for each piece), serial_here (it came in before and has not
    left).
    """
    if not lines:
        raise Refusal("no_lines")
    receipt = Receipt.create(
        number=next_number("GR", u.today), supplier=supplier_id, note=note, at=u.now, user=u.user_id
    )
    purchases = [purchase for line in lines if (purchase := _receive_line(u, receipt, line)) is not None]
    if purchases:
        Receipt.change(receipt.id, purchase=purchases[0])
    surplus = _surplus({line.purchase_line_id for line in lines} - {None})
    if surplus and "more_than_ordered" not in u.confirmed:
        raise NeedsConfirmation("more_than_ordered", goods=surplus)
    planned = planning.stock_came_free(u, {line.product_id for line in lines})
    u.about("receipt", receipt.id, number=receipt.number, lines=len(lines), **({"surplus": surplus} if surplus else {}))
    u.topics |= {"stock", "purchases"}
    return Received(receipt.id, receipt.number, tuple(planned))


def _receive_line(u: Unit, receipt: Receipt, line: Incoming) -> int | None:
    """Post one line; returns the purchase order it came from, if any."""
    product = Product.get_or_none(Product.id == line.product_id)
    if product is None:
        raise Refusal("unknown_product", name=str(line.product_id))
    check_quantity(line.quantity)
    check_quality(line.quality)
    serials = serial_numbers.cleaned(product, line.serials)
    if serials and len(serials) != line.quantity:
        raise Refusal("serials_differ", sku=product.sku, count=len(serials), quantity=line.quantity)
    lot = incoming_lot(u, product, line.lot, line.made, line.expiry)
    location_id = line.location_id or place("receiving")
    check_storable(location_id)
    source = Spot(product.id, lot.id, place("supplier"))
    past = line.quality == GOOD and lot.expiry and lot.expiry < u.today
    target = Spot(product.id, lot.id, location_id, "expired" if past else line.quality)
    ledger.post(u, source, target, line.quantity, "receive", ("receipt", receipt.id))
    line_id = ReceiptLine.insert(
        receipt=receipt.id, product=product.id, lot=lot.id, location=location_id, quantity=line.quantity,
        purchase_line=line.purchase_line_id,
    ).execute()  # fmt: skip
    if serials:
        serial_numbers.take_in(product, serials, line_id)
    if line.purchase_line_id is None:
        return None
    return _count_purchase(line.purchase_line_id, product.id, line.quantity)


def _surplus(line_ids: Iterable[int | None]) -> str:
    """What came beyond the purchase order and the tolerance, such as "SCREW +12"; "" where nothing did."""
    tolerance = Decimal(settings.get("purchases.tolerance")) / 100
    rows = PurchaseLine.select().where(PurchaseLine.id.in_(line_ids)).order_by(PurchaseLine.id)
    over = [row for row in rows if row.received - row.quantity > row.quantity * tolerance]
    return ", ".join(f"{row.product.sku} +{(row.received - row.quantity).normalize():f}" for row in over)


def check_quantity(quantity: Decimal) -> None:
    """Refuses bad_quantity for what is not above 0, absurd, or finer than 3 decimals."""
    if not (quantity.is_finite() and 0 < quantity <= MOST and quantity == quantity.quantize(MILLI)):
        raise Refusal("bad_quantity", quantity=quantity)


def check_quality(quality: str) -> None:
    """Refuses bad_quality for what no person can say goods are."""
    if quality not in QUALITIES:
        raise Refusal("bad_quality", quality=quality)


def incoming_lot(u: Unit, product: Product, number: str, made: date | None, expiry: date | None) -> Lot:
    """The lot goods belong to; a known number must have the same expiry.

    Refuses lot_missing, expiry_missing, lot_differs, too_long.
    """
    number = number.strip().upper()
    if product.lot_tracked and not number:
        raise Refusal("lot_missing", sku=product.sku)
    if len(number) > LONGEST_LOT:
        raise Refusal("too_long", field="lot", most=LONGEST_LOT)
    if not product.lot_tracked:
        return ledger.lot_of(product.id, "", u)
    if product.shelf_life_days and expiry is None:
        raise Refusal("expiry_missing", sku=product.sku)
    lot = Lot.get_or_none((Lot.product == product) & (Lot.number == number))
    if lot is None:
        return Lot.create(product=product, number=number, made=made, expiry=expiry, received=u.today)
    if expiry is not None and lot.expiry != expiry:
        raise Refusal("lot_differs", lot=number, expiry=lot.expiry)
    return lot


def _count_purchase(line_id: int, product_id: int, quantity: Decimal) -> int:
    line = PurchaseLine.get_or_none((PurchaseLine.id == line_id) & (PurchaseLine.product == product_id))
    if line is None:
        raise Refusal("unknown_purchase_line")
    came = min(quantity, line.open)
    PurchaseLine.update(
        received=PurchaseLine.received + quantity, open=PurchaseLine.open - came
    ).where(PurchaseLine.id == line_id).execute()
    ledger.figures(product_id, incoming=-came)
    order = line.order
    if order.state == "ordered" and not PurchaseLine.select().where(
        (PurchaseLine.order == order) & (PurchaseLine.open > 0)
    ).exists():  # fmt: skip
        move("purchase", order, "received")
        order.version += 1
        order.save()
    purchase: int = order.id
    return purchase


@use_case("stock.move", right="stock.move")
def move_stock(u: Unit, balance_id: int, target_id: int, quantity: Decimal) -> Moved:
    """Carry free goods to another place, such as from receiving to a bin.

    Refuses unknown_balance, bad_place, place_inactive, bad_quantity, not_enough_stock, same_place.
    """
    spot = spot_there(balance_id)
    move_id = carry_free(u, spot, target_id, quantity)
    u.about("product", spot.product_id, balance=balance_id, target=target_id, quantity=quantity)
    return Moved((move_id,))


def carry_free(u: Unit, spot: Spot, target_id: int, quantity: Decimal) -> int:
    """Post one move of free goods; refuses as `move_stock`."""
    check_quantity(quantity)
    check_storable(target_id)
    if target_id == spot.location_id:
        raise Refusal("same_place")
    target = Spot(spot.product_id, spot.lot_id, target_id, spot.quality)
    move_id = ledger.post(u, spot, target, quantity, "move")
    if target.promisable and not spot.promisable:
        planning.stock_came_free(u, {spot.product_id})
    return move_id


@contextmanager
def naming(product_id: int) -> Iterator[None]:
    """A refusal inside says which product it is about."""
    try:
        yield
    except Refusal as error:
        product = Product.get_or_none(Product.id == product_id)
        if product is not None:
            error.data.setdefault("sku", product.sku)
        raise


def spot_there(balance_id: int) -> Spot:
    row = StockBalance.get_or_none(StockBalance.id == balance_id)
    if row is None:
        raise Refusal("unknown_balance")
    if kind_of(row.location_id) not in STORED:
        raise Refusal("bad_place")
    return Spot(row.product_id, row.lot_id, row.location_id, row.quality)


@use_case("stock.freeze", right="stock.freeze")
def set_quality(u: Unit, balance_id: int, quality: str, reason: str, quantity: Decimal | None = None) -> Moved:
    """Freeze, mark as damaged, or release goods of one balance, all of them or `quantity`.

    Promises move on when fewer good ones are left than are promised. Refuses unknown_balance, bad_quality,
    reason_missing, same_quality, nothing_there, bad_quantity, not_enough_stock, picked_now, lot_expired.
    """
    spot = spot_there(balance_id)
    check_quality(quality)
    if not reason.strip():
        raise Refusal("reason_missing")
    if quality == spot.quality:
        raise Refusal("same_quality")
    lot = Lot.get_by_id(spot.lot_id)
    if quality == GOOD and lot.expiry and lot.expiry < u.today:
        raise Refusal("lot_expired", lot=lot.number, expiry=lot.expiry)
    move_id = change_quality(u, balance_id, spot, quality, reason.strip(), quantity)
    u.about("product", spot.product_id, balance=balance_id, quality=quality, reason=reason)
    return Moved((move_id,))


@use_case("stock.freeze_lot", right="stock.freeze")
def set_lot_quality(u: Unit, lot_id: int, quality: str, reason: str) -> Moved:
    """Freeze, mark as damaged, or release a whole lot wherever it lies, such as when a supplier calls it back.

    Refuses unknown_lot, bad_quality, reason_missing, nothing_there, picked_now, lot_expired.
    """
    check_quality(quality)
    if not reason.strip():
        raise Refusal("reason_missing")
    lot = Lot.get_or_none(Lot.id == lot_id)
    if lot is None:
        raise Refusal("unknown_lot")
    if quality == GOOD and lot.expiry and lot.expiry < u.today:
        raise Refusal("lot_expired", lot=lot.number, expiry=lot.expiry)
    B = StockBalance
    there = B.select(B.id).join(Location).where(
        (B.lot == lot_id) & (B.quality != quality) & (B.on_hand > 0) & Location.kind.in_(sorted(STORED))
    )
    moves = tuple(
        change_quality(u, balance_id, spot_there(balance_id), quality, reason.strip())
        for (balance_id,) in list(there.order_by(B.id).tuples())
    )
    if not moves:
        raise Refusal("nothing_there")
    u.about("product", lot.product_id, lot=lot.number, quality=quality, reason=reason, places=len(moves))
    return Moved(moves)


def change_quality(
    u: Unit, balance_id: int, spot: Spot, quality: str, reason: str, quantity: Decimal | None = None
) -> int:
    """Move a balance, or part of it, to another quality; promises are taken off it when not enough stays free."""
    row = StockBalance.get_by_id(balance_id)
    if row.on_hand <= 0:
        raise Refusal("nothing_there")
    amount = row.on_hand if quantity is None else quantity
    check_quantity(amount)
    if amount > row.on_hand:
        raise Refusal("not_enough_stock", quantity=amount, free=row.on_hand)
    if row.on_hand - row.reserved < amount:
        take_promises_off(u, balance_id)
    target = Spot(spot.product_id, spot.lot_id, spot.location_id, quality)
    move_id = ledger.post(u, spot, target, amount, "quality", note=reason)
    planning.stock_came_free(u, {spot.product_id})
    return move_id


def take_promises_off(u: Unit, balance_id: int, *, keep_picked: bool = False) -> None:
    """Release each reservation on a balance; planned deliveries shrink by it.

    Refuses picked_now when a delivery that was released holds one, unless `keep_picked` leaves those alone.
    """
    orders = set()
    for reservation in list(Reservation.select().where(Reservation.balance == balance_id)):
        busy = _busy(reservation)
        if busy is not None and keep_picked:
            continue
        if busy is not None:
            raise Refusal("picked_now", number=busy)
        if reservation.delivery_line_id is not None:
            _shrink_delivery(u, reservation)
        ledger.release(reservation.id, balance_id, reservation.quantity)
        OrderLine.update(reserved=OrderLine.reserved - reservation.quantity).where(
            OrderLine.id == reservation.line_id
        ).execute()
        orders.add(reservation.line.order_id)
    for order_id in orders:
        reserving.count_reserved(order_id)
        u.topics |= {"orders", "deliveries"}


def _busy(reservation: Reservation) -> str | None:
    """The number of the delivery that is being picked from a reservation."""
    if reservation.delivery_line_id is None:
        return None
    delivery = DeliveryLine.get_by_id(reservation.delivery_line_id).delivery
    return delivery.number if delivery.state != "planned" else None


def _shrink_delivery(u: Unit, reservation: Reservation) -> None:
    line = DeliveryLine.get_by_id(reservation.delivery_line_id)
    DeliveryLine.update(quantity=DeliveryLine.quantity - reservation.quantity).where(
        DeliveryLine.id == line.id
    ).execute()
    OrderLine.update(planned=OrderLine.planned - reservation.quantity).where(
        OrderLine.id == reservation.line_id
    ).execute()
    planning.refresh(line.delivery)
    if not line.delivery.pieces:
        planning.end_planned(u, line.delivery)


@use_case("stock.expire", right="deliveries.view")
def expire_lots(u: Unit) -> Moved:
    """What the new day does: goods past their expiry stop being good and lose their promises. Safe to repeat.

    Goods already released to be picked keep their promise; the bench refuses them as expired.
    """
    rows = (
        StockBalance.select(StockBalance.id)
        .join(Lot)
        .switch(StockBalance)
        .join(Location)
        .where(
            (Lot.expiry < u.today) & (StockBalance.quality == GOOD) & (StockBalance.on_hand > 0)
            & Location.kind.in_(sorted(STORED))
        )
    )  # fmt: skip
    moves = []
    for (balance_id,) in list(rows.tuples()):
        move_id = expire_balance(u, balance_id)
        if move_id is not None:
            moves.append(move_id)
    settings.put("stock.expired_to", u.today.isoformat())
    u.about("company", None, moves=len(moves))
    return Moved(tuple(moves))


def expire_balance(u: Unit, balance_id: int) -> int | None:
    """Good goods past their expiry become expired, all but what is being picked; returns the move, if any."""
    take_promises_off(u, balance_id, keep_picked=True)
    row, spot = StockBalance.get_by_id(balance_id), spot_there(balance_id)
    if row.on_hand <= row.reserved:
        return None
    target = Spot(spot.product_id, spot.lot_id, spot.location_id, "expired")
    move_id = ledger.post(u, spot, target, row.on_hand - row.reserved, "quality", note="expired")
    planning.stock_came_free(u, {spot.product_id})
    return move_id


@dataclass(frozen=True, slots=True)
class Bought:
    """One line of a purchase order; `quantity` in base units."""

    product_id: int
    quantity: Decimal
    cost: Decimal | None = None


@use_case("purchase.order", right="purchases.edit")
def order_goods(u: Unit, supplier_id: int, expected: date, lines: tuple[Bought, ...], note: str = "") -> Created:
    """Put goods on order: they count as incoming until received. Refuses no_lines, bad_quantity, unknown_product."""
    order = new_purchase(u, supplier_id, expected, note)
    put_on_order(order, lines)
    u.about("purchase", order.id, number=order.number)
    u.topics |= {"purchases", "stock"}
    return Created(order.id)


def new_purchase(u: Unit, supplier_id: int | None, expected: date, note: str) -> PurchaseOrder:
    return PurchaseOrder.create(
        number=next_number("PO", u.today), supplier=supplier_id, expected=expected, note=note, created_at=u.now
    )


def put_on_order(order: PurchaseOrder, lines: tuple[Bought, ...]) -> dict[int, int]:
    """Add lines to a purchase order; returns the line of each product. Refuses no_lines, bad_quantity, unknown_product.
    """
    if not lines:
        raise Refusal("no_lines")
    placed: dict[int, int] = {}
    for line in lines:
        check_quantity(line.quantity)
        if not Product.get_or_none(Product.id == line.product_id):
            raise Refusal("unknown_product", name=str(line.product_id))
        placed[line.product_id] = PurchaseLine.add(
            order=order.id, product=line.product_id, expected=order.expected, quantity=line.quantity,
            open=line.quantity, cost=line.cost,
        )  # fmt: skip
        ledger.figures(line.product_id, incoming=line.quantity)
    return placed


@use_case("purchase.cancel", right="purchases.edit")
def cancel_purchase(u: Unit, purchase_id: int, reason: str) -> Created:
    """Nothing more of a purchase order will come. Refuses unknown_purchase, wrong_state, reason_missing."""
    order = PurchaseOrder.get_or_none(PurchaseOrder.id == purchase_id)
    if order is None:
        raise Refusal("unknown_purchase")
    if not reason.strip():
        raise Refusal("reason_missing")
    move("purchase", order, "cancelled")
    _ask_again(order)
    for line in PurchaseLine.select().where((PurchaseLine.order == order) & (PurchaseLine.open > 0)):
        ledger.figures(line.product_id, incoming=-line.open)
        PurchaseLine.update(open=ZERO).where(PurchaseLine.id == line.id).execute()
    order.version += 1
    order.save()
    u.about("purchase", order.id, reason=reason)
    u.topics |= {"purchases", "stock"}
    return Created(order.id)


def _ask_again(order: PurchaseOrder) -> None:
    """What was asked for and will not come waits for the buyer again."""
    coming = PurchaseLine.select(PurchaseLine.id).where((PurchaseLine.order == order) & (PurchaseLine.open > 0))
    Replenishment.update(state="open", purchase_line=None).where(
        (Replenishment.state == "ordered") & Replenishment.purchase_line.in_(coming)
    ).execute()
