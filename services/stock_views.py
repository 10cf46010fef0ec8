"""What the inventory window shows of one record: where goods lie, who holds them, what is coming."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.buying import PurchaseLine, PurchaseOrder, Receipt
from models.delivery import Delivery, DeliveryLine
from models.driver import peewee
from models.goods import Barcode, Product, ProductStock
from models.orders import OrderLine, SalesOrder
from models.parties import Supplier
from models.people import User
from models.stock import Location, Lot, Reservation, StockBalance, StockMove
from services import settings
from services.errors import Refusal
from services.faults import translated
from services.lists import spoken
from services.places import OWN, PROMISABLE, STORED
from services.stock_finding import Goods, goods_where
from services.stock_lists import condition

P, PS, B, M = Product, ProductStock, StockBalance, StockMove
OPEN = OrderLine.open > peewee.SQL("0")  # a literal, as in the index of open lines
MOST = 200
MOST_FOUND = 20
RECEIVE_KINDS = ("bin", "receiving", "quarantine")


@dataclass(frozen=True, slots=True)
class Balance:
    """Goods of one lot and quality at one place. `promisable` ones can be reserved."""

    id: int
    product_id: int
    lot_id: int
    lot: str
    expiry: date | None
    location_id: int
    bin: str
    kind: str
    quality: str
    on_hand: Decimal
    reserved: Decimal

    @property
    def free(self) -> Decimal:
        return self.on_hand - self.reserved

    @property
    def promisable(self) -> bool:
        return self.quality == "good" and self.kind in PROMISABLE


@dataclass(frozen=True, slots=True)
class Hold:
    """What an order holds of a balance, on a delivery or not yet; `delivery` is "" while none is planned."""

    order_id: int
    order: str
    customer: str
    due: date | None
    delivery_id: int | None
    delivery: str
    quantity: Decimal
    bin: str
    lot: str


@dataclass(frozen=True, slots=True)
class Wait:
    """An approved order line that still waits for goods."""

    order_id: int
    order: str
    customer: str
    due: date | None
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Expected:
    """An open line of a purchase order."""

    line_id: int
    purchase_id: int
    number: str
    supplier: str
    supplier_id: int
    expected: date
    open: Decimal


@dataclass(frozen=True, slots=True)
class ProductDetail:
    """A product with everything its figures are made of. Quantities in base units."""

    id: int
    sku: str
    name: str
    unit: str
    codes: tuple[str, ...]
    lot_tracked: bool
    shelf_life_days: int | None
    safety: Decimal
    near_days: int
    on_hand: Decimal
    reserved: Decimal
    available: Decimal
    incoming: Decimal
    level: str
    balances: tuple[Balance, ...]
    holds: tuple[Hold, ...]
    waits: tuple[Wait, ...]
    expected: tuple[Expected, ...]
    serial_tracked: bool = False


@dataclass(frozen=True, slots=True)
class MoveDetail:
    """A posted move. `document` is the number of what caused it; `reversed_by` the move that undid it."""

    id: int
    at: datetime
    product_id: int
    product: str
    sku: str
    unit: str
    lot: str
    quantity: Decimal
    source: str
    source_quality: str
    target: str
    target_quality: str
    reason: str
    note: str
    document_kind: str
    document: str
    document_id: int | None
    user: str
    reverses: int | None
    reversed_by: int | None

    @property
    def reversible(self) -> bool:
        """Whether it can be undone by a move the other way; goods of a delivery go back with the delivery."""
        return self.reverses is None and self.reversed_by is None and self.document_kind != "delivery"


def product_detail(product_id: int) -> ProductDetail:
    """Refuses unknown_product."""
    with translated():
        reconnect()
        row = P.select(P, PS).join(PS, on=(PS.product == P.id), attr="stock").where(P.id == product_id).first()
        if row is None:
            raise Refusal("unknown_product", name=str(product_id))
        codes = [code for (code,) in Barcode.select(Barcode.code).where(Barcode.product == product_id).tuples()]
        stock = row.stock
        near_days = settings.get("stock.near_expiry_days")
        return ProductDetail(
            row.id, row.sku, spoken(row.name, row.name_en), row.unit, tuple(codes), row.lot_tracked,
            row.shelf_life_days, row.safety_stock, near_days,
            stock.on_hand, stock.reserved, stock.available, stock.incoming, stock.level,
            balances(product_id), holds(product_id), waits(product_id), on_the_way(product_id),
            row.serial_tracked,
        )  # fmt: skip


def balances(product_id: int) -> tuple[Balance, ...]:
    """Own goods, good ones first, in the order they would be promised: expiry, lot, walk."""
    query = (
        B.select(B.id, B.product, Lot.id, Lot.number, Lot.expiry, Location.id, Location.code, Location.kind,
                 B.quality, B.on_hand, B.reserved)
        .join(Lot).switch(B).join(Location)
        .where((B.product == product_id) & (B.on_hand > 0) & Location.kind.in_(sorted(OWN)))
        .order_by(B.quality != "good", Lot.expiry.is_null(), Lot.expiry, Lot.received, Lot.id, Location.walk, B.id)
        .limit(MOST)
    )  # fmt: skip
    return tuple(Balance(*row) for row in query.tuples())


def lying(product_id: int) -> tuple[Balance, ...]:
    """What of a product a keeper can lay hands on."""
    with translated():
        reconnect()
        return tuple(row for row in balances(product_id) if row.kind in STORED)


def holds(product_id: int) -> tuple[Hold, ...]:
    R = Reservation
    query = (
        R.select(SalesOrder.id, SalesOrder.number, SalesOrder.customer_name, SalesOrder.promised, Delivery.id,
                 Delivery.number, R.quantity, Location.code, Lot.number)
        .join(B).join(Location).switch(B).join(Lot).switch(R).join(OrderLine).join(SalesOrder).switch(R)
        .join(DeliveryLine, peewee.JOIN.LEFT_OUTER, on=(DeliveryLine.id == R.delivery_line_id))
        .join(Delivery, peewee.JOIN.LEFT_OUTER, on=(Delivery.id == DeliveryLine.delivery))
        .where(B.product == product_id)
        .order_by(SalesOrder.due, SalesOrder.id, R.id)
        .limit(MOST)
    )  # fmt: skip
    return tuple(Hold(row[0], row[1] or "", row[2], row[3], row[4], row[5] or "", *row[6:]) for row in query.tuples())


def waits(product_id: int) -> tuple[Wait, ...]:
    L, O = OrderLine, SalesOrder
    query = (
        L.select(O.id, O.number, O.customer_name, O.promised, L.open, L.reserved)
        .join(O)
        .where((L.product == product_id) & (L.open > L.reserved) & OPEN & (O.state == "approved"))
        .order_by(O.due, O.id)
        .limit(MOST)
    )
    return tuple(Wait(row[0], row[1] or "", row[2], row[3], row[4] - row[5]) for row in query.tuples())


def on_the_way(product_id: int) -> tuple[Expected, ...]:
    L = PurchaseLine
    query = (
        L.select(L.id, PurchaseOrder.id, PurchaseOrder.number, Supplier.name, Supplier.id, L.expected, L.open)
        .join(PurchaseOrder).join(Supplier)
        .where((L.product == product_id) & (L.open > 0))
        .order_by(L.expected, L.id)
        .limit(MOST)
    )  # fmt: skip
    return tuple(Expected(*row) for row in query.tuples())


def expected(product_id: int) -> tuple[Expected, ...]:
    """Open purchase lines of a product, the next one first."""
    with translated():
        reconnect()
        return on_the_way(product_id)


def purchase_line(line_id: int) -> tuple[Goods, Expected] | None:
    """A line on order: what it is for, and how much still comes; None when nothing more does."""
    with translated():
        reconnect()
        line = PurchaseLine.get_or_none(PurchaseLine.id == line_id)
        mine = [each for each in on_the_way(line.product_id) if each.line_id == line_id] if line else []
        return (goods_where(P.id == line.product_id)[0], mine[0]) if mine else None


def purchase_open(purchase_id: int) -> tuple[tuple[Goods, Expected], ...]:
    """What a purchase order still brings, line by line."""
    with translated():
        reconnect()
        L = PurchaseLine
        query = (
            L.select(L.id, PurchaseOrder.id, PurchaseOrder.number, Supplier.name, Supplier.id, L.expected, L.open,
                     L.product)
            .join(PurchaseOrder).join(Supplier)
            .where((L.order == purchase_id) & (L.open > 0)).order_by(L.id).limit(MOST)
        )  # fmt: skip
        rows = list(query.tuples())
        goods = {each.id: each for row in rows for each in goods_where(P.id == row[-1])}
        return tuple((goods[row[-1]], Expected(*row[:-1])) for row in rows if row[-1] in goods)


def balance(balance_id: int) -> Balance | None:
    """Goods at one place; None when they are gone."""
    with translated():
        reconnect()
        row = B.get_or_none(B.id == balance_id)
        mine = [each for each in balances(row.product_id) if each.id == balance_id] if row else []
        return mine[0] if mine else None


def move_detail(move_id: int) -> MoveDetail:
    """Refuses unknown_move."""
    with translated():
        reconnect()
        row = M.select(M, P, Lot).join(P).switch(M).join(Lot).where(M.id == move_id).first()
        if row is None:
            raise Refusal("unknown_move")
        places = dict(Location.select(Location.id, Location.code).where(
            Location.id.in_((row.source_id, row.target_id))).tuples())  # fmt: skip
        undone = M.select(M.id).where(M.reverses == move_id).tuples().first()
        user = User.select(User.name).where(User.id == row.user_id).tuples().first() if row.user_id else None
        return MoveDetail(
            row.id, row.at, row.product_id, spoken(row.product.name, row.product.name_en), row.product.sku,
            row.product.unit, row.lot.number, row.quantity,
            places[row.source_id], row.source_quality, places[row.target_id], row.target_quality,
            row.reason, row.note, row.document_kind, _document(row.document_kind, row.document_id), row.document_id,
            user[0] if user else "", row.reverses_id, undone[0] if undone else None,
        )  # fmt: skip


def _document(kind: str, document_id: int | None) -> str:
    tables: dict[str, Any] = {"receipt": Receipt, "delivery": Delivery, "purchase": PurchaseOrder}
    table = tables.get(kind)
    row = table.select(table.number).where(table.id == document_id).tuples().first() if table else None
    return str(row[0]) if row else ""


def moves_of_receipt(receipt_id: int) -> tuple[int, ...]:
    """The moves a receipt posted, newest first, so that they can be reversed in turn."""
    with translated():
        reconnect()
        query = M.select(M.id).where((M.document_kind == peewee.SQL("'receipt'")) & (M.document_id == receipt_id))
        return tuple(row[0] for row in query.order_by(M.id.desc()).tuples())


def counts(today: date) -> dict[str, int]:
    """How many products there are in all, low and out; how many lots expire soon or are blocked where they lie."""
    with translated():
        reconnect()
        rows = dict(PS.select(PS.level, peewee.fn.COUNT(PS.product)).group_by(PS.level).tuples())
        lying = B.select().join(Location).where((B.on_hand > 0) & Location.kind.in_(sorted(OWN)))
        more = {name: lying.where(condition(name, today)).count() for name in ("soon", "blocked")}
    return {"all": sum(rows.values()), "low": rows.get("low", 0), "out": rows.get("out", 0)} | more
