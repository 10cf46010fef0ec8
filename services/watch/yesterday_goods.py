"""For which goods a rule would have held at a past moment: what is there now, less what the ledger moved since."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from models.buying import PurchaseLine, PurchaseOrder, Receipt, ReceiptLine
from models.driver import peewee
from models.fields import total
from models.goods import Product, ProductStock
from models.orders import OrderLine, SalesOrder
from models.parties import Supplier
from models.stock import Location, Lot, StockBalance, StockMove
from services.bulk import any_of
from services.ledger import GOOD, ZERO
from services.lists import BELOW
from services.places import OWN, PROMISABLE
from services.stock_lists import due
from services.watch.finding import MOST, Found, run_out, wanted
from services.watch.since import done_since, first_done, rows_since

B, L, M, O, P, PS = StockBalance, OrderLine, StockMove, SalesOrder, Product, ProductStock
fn, SQL = peewee.fn, peewee.SQL
# Moves that take a promise along: what is free stays as it is.
CARRIED = ("pick", "undo", "put_back", "dispatch")
APPROVED, ENDED = ("order.approve", "order.approve_by_rule"), ("order.cancel", "order.close_short")
ByKey = dict[int, Decimal]


def stock_low(then: datetime, _limit: int) -> list[Found]:
    """What was free, from what is free now: less what came since, more what was promised since.

    Where an order waited for goods nothing was free, so that less than nothing can only be nothing.
    """
    more = _free_since(then)
    new = set(first_done(then, "product.add"))
    what = PS.select(P.id, P.sku, P.name, PS.available, P.safety_stock).join(P)
    rows = list(what.where(PS.level.in_(BELOW) & P.active & wanted()).order_by(PS.level.desc(), PS.available, P.id)
                .limit(MOST + len(more) + len(new)).tuples())  # fmt: skip
    rows += list(what.where(any_of(P.id, more) & P.active).tuples())
    low: dict[int, tuple[str, Decimal]] = {}
    for row_id, sku, name, available, safety in rows:
        free = max(available - more.get(row_id, ZERO), ZERO)
        if row_id not in new and (free <= 0 or free < safety):
            low[row_id] = f"{sku} {name}", free
    lowest = sorted(low, key=lambda each: (low[each][1] > 0, low[each][1], each))[:MOST]
    ends = run_out(then, {each: low[each][1] for each in lowest})
    return [Found("product", each, *low[each], ends=ends.get(each)) for each in lowest]


def _free_since(then: datetime) -> ByKey:
    """How much more of a product can be promised now than then."""
    more: ByKey = defaultdict(lambda: ZERO)
    promisable = Location.select(Location.id).where(Location.kind.in_(sorted(PROMISABLE)))
    came = M.target.in_(promisable) & (M.target_quality == GOOD)
    went = M.source.in_(promisable) & (M.source_quality == GOOD)
    for product, moved in _moved(then, M.product, came, went, M.reason.not_in(CARRIED)):
        more[product] += moved
    approved = [order for order, step in first_done(then, *APPROVED, *ENDED).items() if step in APPROVED]
    both = fn.SUM(L.reserved + L.shipped).converter(L.reserved.python_value)
    promised = L.select(L.product, both).where(any_of(L.order, approved)).group_by(L.product)
    for product, quantity in promised.tuples():
        more[product] -= quantity
    for product, quantity in _let_go(then):
        more[product] += quantity
    return more


def _moved(then: datetime, key: Any, came: Any, went: Any, where: Any) -> list[tuple[int, Decimal]]:
    """What the ledger brought, less what it took, by a key; grouped by no index, which would lead to all of it."""
    way = peewee.Case(None, ((came, SQL("1")),), SQL("0")) - peewee.Case(None, ((went, SQL("1")),), SQL("0"))
    net = fn.SUM(way * M.quantity).converter(M.quantity.python_value)
    rows = M.select(key, net).where(rows_since(M, then) & where).group_by(key + SQL("0"), key)
    return list(rows.tuples())


def _let_go(then: datetime) -> list[tuple[int, Decimal]]:
    """What orders that ended since had promised, as far as it was there: all that was open of them."""
    ended = {order: detail.get("left") for order, _step, detail in done_since(then, *ENDED) if order}
    rows = L.select(L.order, L.product, L.position, L.open, O.approved_at).join(O).where(any_of(L.order, list(ended)))
    return [
        (product, Decimal(left.get(str(position), 0)) if (left := ended[order]) is not None else still_open)
        for order, product, position, still_open, approved_at in rows.tuples()
        if product is not None and approved_at is not None and approved_at <= then
    ]


def lot_expires(then: datetime, limit: int) -> list[Found]:
    day = then.astimezone().date()
    soon = Lot.expiry <= day + timedelta(limit)
    own = Location.select(Location.id).where(Location.kind.in_(sorted(OWN)))
    lots = Lot.select(Lot.id).where(soon)
    more = dict(_moved(then, M.lot, M.target.in_(own), M.source.in_(own), M.lot.in_(lots)))
    mine = (B.lot == Lot.id) & B.location.in_(own)
    rows = (
        Lot.select(Lot.id, Lot.number, P.sku, P.name, Lot.expiry, total(B.on_hand)).join(P)
        .join(B, peewee.JOIN.LEFT_OUTER, on=mine).where(soon)
        .group_by(Lot.id, Lot.number, P.sku, P.name, Lot.expiry).order_by(Lot.expiry, Lot.id).tuples()
    )  # fmt: skip
    found = [Found("lot", row_id, f"{sku} {name} {number}", Decimal((expiry - day).days))
             for row_id, number, sku, name, expiry, now in rows
             if (now or ZERO) - more.get(row_id, ZERO) > 0]  # fmt: skip
    return found[:MOST]


def supply_late(then: datetime, limit: int) -> list[Found]:
    """What was open then: what is open now and what came or was cancelled since."""
    N = PurchaseLine
    day = then.astimezone().date()
    last = day - timedelta(limit)
    came = ReceiptLine.select(ReceiptLine.purchase_line, total(ReceiptLine.quantity)).join(Receipt)
    lines = came.where(rows_since(Receipt, then) & ReceiptLine.purchase_line.is_null(False))
    since = dict(lines.group_by(ReceiptLine.purchase_line).tuples())
    cancelled = [order for order, _step, _detail in done_since(then, "purchase.cancel") if order]
    changed = (any_of(N.id, list(since)) | any_of(N.order, cancelled)) & (N.expected <= last)
    rows = (
        N.select(N.id, PurchaseOrder.id, PurchaseOrder.number, Supplier.name, N.expected, N.quantity, N.received)
        .join(PurchaseOrder).join(Supplier).where(PurchaseOrder.created_at <= then)
    )  # fmt: skip
    late: dict[int, tuple[str, date]] = {}
    for line, order, number, name, expected, quantity, received in [*rows.where(due(last)).tuples(),
                                                                    *rows.where(changed).tuples()]:  # fmt: skip
        if quantity > received - since.get(line, ZERO):
            late[order] = f"{number} {name}", min(expected, late[order][1]) if order in late else expected
    return [Found("purchase", order, text, Decimal((day - expected).days))
            for order, (text, expected) in sorted(late.items())][:MOST]  # fmt: skip
