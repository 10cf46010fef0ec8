"""Requests to the buyer: asked for what an order lacks or the stock, put on order, or declined."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.buying import PurchaseOrder, Replenishment
from models.fields import total
from models.goods import Product, ProductStock
from models.orders import OrderLine, SalesOrder
from models.parties import Supplier
from models.statement import Statement
from services import stock
from services.errors import Refusal
from services.order_book import load, order_lines
from services.stock import Bought
from services.transitions import wrong_state
from services.unit import Unit, use_case

R = Replenishment
ZERO = Decimal(0)
LONGEST = 200
ASKED = ("open", "ordered")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the buyer was asked for: the requests made."""

    requests: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ordered:
    """The purchase order that requests were taken up into."""

    id: int
    number: str
    requests: int


@use_case("replenish.request", right="orders.view")
def request_goods(u: Unit, product_id: int, quantity: Decimal, needed: date, note: str = "") -> Asked:
    """Ask the buyer to fill the stock of a product up.

    Refuses unknown_product, bad_quantity, too_long, already_asked (the buyer has been asked and has not answered).
    """
    product = Product.get_or_none(Product.id == product_id)
    if product is None:
        raise Refusal("unknown_product", name=str(product_id))
    stock.check_quantity(quantity)
    if R.get_or_none((R.product == product_id) & (R.state == "open") & R.line.is_null()) is not None:
        raise Refusal("already_asked", sku=product.sku)
    made = _ask(u, product_id, quantity, needed, None, note)
    u.about("product", product_id, sku=product.sku, quantity=quantity, needed=needed)
    return Asked((made,))


@use_case("replenish.for_order", right="orders.view")
def ask_for_order(u: Unit, order_id: int, note: str = "") -> Asked:
    """Ask the buyer for what an order lacks and nobody was asked for yet, needed on its promised day.

    Refuses unknown_order, wrong_state, nothing_lacks, too_long.
    """
    order = load(order_id)
    if order.state not in ("submitted", "approved"):
        raise wrong_state("order", order, "approved")
    asked = dict(_ASKED.rows(order=order.id))
    made, needed = [], max(order.promised or u.today, u.today)
    for line, lacks in lacking(order):
        wanted = lacks - (asked.get(line.id) or ZERO)
        if wanted > 0:
            made.append(_ask(u, line.product_id, wanted, needed, line.id, note))
    if not made:
        raise Refusal("nothing_lacks", number=order.number)
    u.about("order", order.id, requests=len(made), needed=needed)
    u.topics.add("orders")
    return Asked(tuple(made))


_ASKED = Statement(
    lambda order: R.select(R.line, total(R.quantity))
    .join(OrderLine)
    .where((OrderLine.order == order) & R.state.in_(ASKED))
    .group_by(R.line)
)


def lacking(order: SalesOrder) -> list[tuple[OrderLine, Decimal]]:
    """What each line of an order waits for that is not there; before approval, beyond what is free now."""
    free: dict[int, Decimal] = {}
    found = []
    for line in order_lines(order.id):
        lacks = line.open - line.reserved
        if order.state == "submitted" and lacks > 0:
            if line.product_id not in free:
                free[line.product_id] = max(ProductStock.get_by_id(line.product_id).available, ZERO)
            there = min(free[line.product_id], lacks)
            free[line.product_id] -= there
            lacks -= there
        if lacks > 0:
            found.append((line, lacks))
    return found


def _ask(u: Unit, product_id: int, quantity: Decimal, needed: date, line_id: int | None, note: str) -> int:
    if len(note) > LONGEST:
        raise Refusal("too_long", field="note", most=LONGEST)
    u.topics.add("purchases")
    return int(R.create(product=product_id, quantity=quantity, needed=needed, line=line_id, note=note.strip(), at=u.now,
                        user=u.user_id).id)  # fmt: skip


@use_case("replenish.withdraw", right="orders.view")
def withdraw(u: Unit, request_ids: tuple[int, ...]) -> Asked:
    """Take back what the buyer was asked for and has not answered. Refuses unknown_request, request_answered."""
    rows = _load(request_ids)
    R.delete().where(R.id.in_(request_ids)).execute()
    _about(u, rows)
    return Asked(request_ids)


@use_case("replenish.take_up", right="purchases.edit")
def take_up(
    u: Unit,
    request_ids: tuple[int, ...],
    lines: tuple[Bought, ...],
    supplier_id: int | None = None,
    expected: date | None = None,
    purchase_id: int | None = None,
) -> Ordered:
    """Put what was asked for on order: on a new purchase order of a supplier, or on one that is still to come.

    `lines` say how much of each product is ordered, which may be more or less than was asked for.
    Refuses unknown_request, request_answered, no_lines, bad_quantity, unknown_supplier, no_expected, unknown_purchase,
    wrong_state, not_ordered (a product asked for is on no line).
    """
    rows = _load(request_ids)
    order = _purchase(u, supplier_id, expected, purchase_id)
    placed = stock.put_on_order(order, lines)
    for row in rows:
        line_id = placed.get(row.product_id)
        if line_id is None:
            raise Refusal("not_ordered", sku=row.product.sku)
        R.change(row.id, state="ordered", purchase_line=line_id, version=row.version + 1)
    u.about("purchase", order.id, number=order.number, requests=list(request_ids))
    u.topics |= {"purchases", "stock"}
    return Ordered(order.id, order.number, len(rows))


def _purchase(u: Unit, supplier_id: int | None, expected: date | None, purchase_id: int | None) -> PurchaseOrder:
    """The purchase order to put goods on: one that is there, or a new one."""
    if purchase_id is not None:
        order = PurchaseOrder.get_or_none(PurchaseOrder.id == purchase_id)
        if order is None:
            raise Refusal("unknown_purchase")
        if order.state != "ordered":
            raise wrong_state("purchase", order, "ordered")
        order.version += 1
        order.save()
        return order
    if Supplier.get_or_none(Supplier.id == supplier_id) is None:
        raise Refusal("unknown_supplier")
    if expected is None:
        raise Refusal("no_expected")
    return stock.new_purchase(u, supplier_id, expected, "")


@use_case("replenish.decline", right="purchases.edit")
def decline(u: Unit, request_ids: tuple[int, ...], reason: str) -> Asked:
    """Say no to requests; who asked reads why. Refuses unknown_request, request_answered, reason_missing, too_long."""
    rows = _load(request_ids)
    if not reason.strip():
        raise Refusal("reason_missing")
    if len(reason) > LONGEST:
        raise Refusal("too_long", field="note", most=LONGEST)
    for row in rows:
        R.change(row.id, state="declined", note=reason.strip(), version=row.version + 1)
    _about(u, rows, reason=reason.strip())
    return Asked(request_ids)


def _load(request_ids: tuple[int, ...]) -> list[Replenishment]:
    """Requests that wait for an answer."""
    rows = list(R.select().where(R.id.in_(request_ids)).order_by(R.id))
    if not rows or len(rows) != len(set(request_ids)):
        raise Refusal("unknown_request")
    answered = next((row for row in rows if row.state != "open"), None)
    if answered is not None:
        raise Refusal("request_answered", sku=answered.product.sku)
    return rows


def _about(u: Unit, rows: list[Replenishment], **detail: str) -> None:
    """The subject of an answer: the order that asked when it is one, else the first product."""
    orders = {row.line.order_id for row in rows if row.line_id}
    told = [[row.product.sku, row.quantity] for row in rows]
    if len(orders) == 1:
        u.about("order", orders.pop(), goods=told, **detail)
    else:
        u.about("product", rows[0].product_id, goods=told, **detail)
    u.topics |= {"purchases", "orders"}
