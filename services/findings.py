"""What is found about an order: credit, prices, stock, the customer, its amount, and whether it is there already."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec

from models.buying import PurchaseLine
from models.fields import money, total
from models.goods import Product, ProductStock
from models.money import Receivable
from models.orders import OrderLine, SalesOrder
from models.parties import Customer
from models.statement import Statement
from services import billing, pricing, settings
from services.bulk import any_of
from services.lists import spoken
from services.order_book import lines_with_products
from services.unit import encode

RANK = ("ok", "warn", "block")
ZERO = Decimal(0)
ABSENT = object()
# How many of a customer's last orders are looked through for one like this.
LOOKED_THROUGH = 300
# Whose prices are held against what they should be.
POLICED = ("typed", "file")


class Finding(msgspec.Struct, frozen=True, array_like=True):
    """One thing found. `kind`: credit, price, stock, customer or duplicate; `verdict`: ok, warn or block.

    Stored as a list of its values, since every order keeps some. `code` picks the sentence in ui/texts.py,
    `figures` fills it.
    """

    kind: str
    verdict: str
    code: str
    figures: dict[str, Any]


class Exposure(NamedTuple):
    """What a customer owes or will owe, each part once. `limit` None is no limit, 0 is payment before delivery."""

    limit: Decimal | None
    unpaid: Decimal
    unbilled: Decimal
    unshipped: Decimal
    this_order: Decimal
    overdue: Decimal
    overdue_days: int

    @property
    def total(self) -> Decimal:
        return self.unpaid + self.unbilled + self.unshipped + self.this_order


def worst(found: tuple[Finding, ...]) -> str:
    return max((f.verdict for f in found), key=RANK.index, default="ok")


def findings(order: SalesOrder, today: date, lines: list[OrderLine] | None = None) -> tuple[Finding, ...]:
    """Everything to know before approving, worst first; `lines` are the order's with their products, where known."""
    free, first = _AVAILABLE.ask(order=order.id), _FIRST.ask(customer=order.customer_id)
    like = _LIKE.ask(customer=order.customer_id, order=order.id, total=order.total, receiver=order.receiver,
                     address=order.address)  # fmt: skip
    owed = _asked_exposure(order.customer_id, today)
    if lines is None:
        lines = lines_with_products(order.id)
    found = [*credit_findings(owed(order.customer, order)), *price_findings(lines, _policy(order, lines)),
             *_stock(lines, dict(free())), *_customer(order, first(), today),
             *amount_findings(order.total, settings.get("approval.large_amount")),
             *_duplicate(order, lines, like())]  # fmt: skip
    return tuple(sorted(found, key=lambda f: -RANK.index(f.verdict)))


def stored(found: Iterable[Finding]) -> str:
    """Findings as they are kept."""
    return kept(found).decode()


def kept(found: Iterable[Finding]) -> bytes:
    """The same in UTF-8."""
    return listed(kept_each(found))


def listed(each: Iterable[bytes]) -> bytes:
    """Findings as `kept_each` gives them, as they are kept together."""
    return b"[%b]" % b",".join(each)


def kept_each(found: Iterable[Finding]) -> list[bytes]:
    """Each as it is kept. Two about credit share their figures: the second has only what differs."""
    whole, first = list(found), None
    for at, each in enumerate(whole):
        if each.kind == "credit":
            if first is not None:
                whole[at] = Finding(each.kind, each.verdict, each.code, _beyond(each.figures, first))
            first = first or each.figures
    return [encode(each) for each in whole]


def _beyond(figures: dict[str, Any], first: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in figures.items() if first.get(name, ABSENT) != value}


def recalled(text: str) -> tuple[Finding, ...]:
    """What `stored` kept, whole."""
    found = msgspec.json.decode(text, type=tuple[Finding, ...])
    first = next((f.figures for f in found if f.kind == "credit"), {})
    return tuple(
        Finding(f.kind, f.verdict, f.code, {**first, **f.figures}) if f.kind == "credit" else f for f in found
    )


def spoken_names(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Findings with their products' names in the language that is spoken now; stored are the names they had."""
    skus = {f.figures["sku"] for f in found if "sku" in f.figures}
    if not skus:
        return found
    query = Product.select(Product.sku, Product.name, Product.name_en).where(any_of(Product.sku, skus))
    names = {sku: spoken(name, english) for sku, name, english in query.tuples()}
    return tuple(
        Finding(f.kind, f.verdict, f.code, {**f.figures, "name": names[f.figures["sku"]]})
        if f.figures.get("sku") in names else f
        for f in found
    )  # fmt: skip


def exposure(customer: Customer, today: date, order: SalesOrder | None = None) -> Exposure:
    """Balance + shipped unbilled + approved unshipped + `order` if it is not approved yet."""
    return _asked_exposure(customer.id, today)(customer, order)


def _asked_exposure(customer_id: int, today: date) -> Callable[[Customer, SalesOrder | None], Exposure]:
    """As `exposure`, told when it is called: PostgreSQL is asked with what is read next."""
    late = _LATE.ask(customer=customer_id, today=today)
    asked = [each.ask(customer=customer_id) for each in (_WHOLE, _PARTS, billing.WAITING)]
    return lambda customer, order: _exposure(customer, order, today, late(), [answer() for answer in asked])


def _exposure(
    customer: Customer, order: SalesOrder | None, today: date, late: list[Any], asked: list[list[Any]]
) -> Exposure:
    whole, parts, unbilled = asked
    unshipped = sum((money(amount * open_ / ordered) for amount, open_, ordered in parts), whole[0][0] or ZERO)
    mine = order.total if order is not None and order.state not in ("approved", "completed", "closed_short") else ZERO
    return Exposure(
        customer.credit_limit, customer.balance, unbilled[0][0] or ZERO, unshipped, mine,
        sum((owed for owed, _due in late), ZERO), max(((today - due).days for _owed, due in late), default=0),
    )  # fmt: skip


def exposures(customers: Iterable[Customer], today: date) -> dict[int, Exposure]:
    """The exposures of many customers, by id, read in one go; none has an order of its own in it."""
    people = list(customers)
    ids = [customer.id for customer in people]
    R, S, L = Receivable, SalesOrder, OrderLine
    late: dict[int, list[tuple[Decimal, date]]] = defaultdict(list)
    for customer, owed, due in R.select(R.customer, R.open, R.due).where(
        any_of(R.customer, ids), R.due < today, R.open > 0
    ).tuples():  # fmt: skip
        late[customer].append((owed, due))
    unbilled = dict(R.select(R.customer, total(R.amount)).where(any_of(R.customer, ids), billing.WAITS)
                    .group_by(R.customer).tuples())  # fmt: skip
    unshipped: dict[int, Decimal] = defaultdict(Decimal)
    for customer, amount, open_, ordered in L.select(S.customer, L.amount, L.open, L.ordered).join(S).where(
        any_of(S.customer, ids), S.state == "approved", L.open > 0
    ).tuples():  # fmt: skip
        unshipped[customer] += amount if open_ == ordered else money(amount * open_ / ordered)
    return {
        each.id: Exposure(
            each.credit_limit, each.balance, unbilled.get(each.id) or ZERO, unshipped[each.id], ZERO,
            sum((owed for owed, _due in late[each.id]), ZERO),
            max(((today - due).days for _owed, due in late[each.id]), default=0),
        )
        for each in people
    }  # fmt: skip


_LATE = Statement(
    lambda customer, today: Receivable.select(Receivable.open, Receivable.due).where(
        (Receivable.customer == customer) & (Receivable.due < today) & (Receivable.open > 0)
    )
)
# The value of what is approved and open: whole lines, and partly shipped ones by share, in cents.
_WHOLE = Statement(
    lambda customer: OrderLine.select(total(OrderLine.amount))
    .join(SalesOrder)
    .where((SalesOrder.customer == customer) & (SalesOrder.state == "approved") & (OrderLine.open == OrderLine.ordered))
)
_PARTS = Statement(
    lambda customer: OrderLine.select(OrderLine.amount, OrderLine.open, OrderLine.ordered)
    .join(SalesOrder)
    .where(
        (SalesOrder.customer == customer) & (SalesOrder.state == "approved") & (OrderLine.open > 0)
        & (OrderLine.open < OrderLine.ordered)
    )
)  # fmt: skip


def credit_findings(e: Exposure) -> list[Finding]:
    """What an exposure, with this order in it, says about credit."""
    figures = {
        "limit": e.limit, "exposure": e.total, "unpaid": e.unpaid, "unbilled": e.unbilled, "unshipped": e.unshipped,
        "this_order": e.this_order, "overdue": e.overdue, "overdue_days": e.overdue_days,
    }  # fmt: skip
    found = []
    if e.overdue:
        found.append(Finding("credit", "block", "overdue", figures))
    if e.limit is None:
        found.append(Finding("credit", "ok", "no_limit", figures))
    elif e.total > e.limit:
        found.append(Finding("credit", "block", "over_limit", {**figures, "over": e.total - e.limit}))
    else:
        found.append(Finding("credit", "ok", "within_limit", figures))
    return found


def price_findings(lines: Iterable[Any], policy: Callable[[Any], Decimal | None]) -> list[Finding]:
    """What lines say about prices; each has position, product, unit_price, factor and price_source.

    `policy` tells what one base unit of a line should cost; it is asked for prices that somebody typed or a file gave.
    """
    found = []
    for line in lines:
        product, price = line.product, line.unit_price / line.factor
        figures = {"position": line.position, "sku": product.sku, "name": product.name, "price": price}
        if product.min_price is not None and price < product.min_price:
            found.append(Finding("price", "block", "below_minimum", {**figures, "least": product.min_price}))
        elif product.cost is not None and price < product.cost:
            found.append(Finding("price", "block", "below_cost", {**figures, "least": product.cost}))
        elif line.price_source in POLICED:
            usual = policy(line)
            if usual is not None and price < usual:
                found.append(Finding("price", "warn", "below_standard", {**figures, "least": usual}))
    return found or [Finding("price", "ok", "prices_fine", {})]


def _policy(order: SalesOrder, lines: list[OrderLine]) -> Callable[[OrderLine], Decimal | None]:
    """What one base unit of a line should cost this customer on the order's day."""
    asked = {
        line.id: pricing.asked(order.customer, line.product, line.ordered, order.order_date)
        for line in lines if line.price_source in POLICED
    }  # fmt: skip

    def policy(line: OrderLine) -> Decimal | None:
        proposed = asked[line.id]()
        return proposed.price if proposed else None

    return policy


_AVAILABLE = Statement(
    lambda order: OrderLine.select(OrderLine.product, ProductStock.available)
    .join(ProductStock, on=(ProductStock.product == OrderLine.product))
    .where(OrderLine.order == order)
)


def _stock(lines: list[OrderLine], free: dict[int, Decimal]) -> list[Finding]:
    wanted: dict[int, Decimal] = {}
    products: dict[int, Product] = {}
    for line in lines:
        wanted[line.product_id] = wanted.get(line.product_id, ZERO) + line.open - line.reserved
        products[line.product_id] = line.product
    found = []
    for product_id, quantity in wanted.items():
        available = free.get(product_id, ZERO)
        if quantity > available:
            found.append(short_finding(products[product_id], quantity, available, _next_incoming(product_id)))
    return found or [Finding("stock", "ok", "stock_enough", {})]


def short_finding(product: Any, wanted: Decimal, available: Decimal, incoming: dict[str, Any]) -> Finding:
    """More is wanted of a product than there is; `incoming` holds due and due_quantity of the next delivery."""
    figures = {
        "sku": product.sku, "name": product.name, "wanted": wanted, "available": available,
        "short": wanted - max(available, ZERO), **incoming,
    }  # fmt: skip
    return Finding("stock", "warn", "short", figures)


def _next_incoming(product_id: int) -> dict[str, Any]:
    row = (
        PurchaseLine.select()
        .where((PurchaseLine.product == product_id) & (PurchaseLine.open > 0))
        .order_by(PurchaseLine.expected)
        .first()
    )
    return {"due": row.expected, "due_quantity": row.open} if row else {"due": None, "due_quantity": ZERO}


_FIRST = Statement(
    lambda customer: SalesOrder.select(SalesOrder.submitted_at)
    .where((SalesOrder.customer == customer) & SalesOrder.approved_at.is_null(False))
    .order_by(SalesOrder.id)
    .limit(1)
)


def _customer(order: SalesOrder, first: list[Any], today: date) -> list[Finding]:
    days = settings.get("approval.new_customer_days")
    if not first or first[0][0].date() > today - timedelta(days=days):
        return [Finding("customer", "warn", "new_customer", {"name": order.customer_name, "first": not first})]
    return []


def amount_findings(total: Decimal, limit: int) -> list[Finding]:
    """Whether an order is so large that only some may approve it; nothing where no limit is set."""
    if not limit:
        return []
    figures = {"total": total, "limit": Decimal(limit)}
    large = total > limit
    return [Finding("amount", "warn" if large else "ok", "large_amount" if large else "amount_fine", figures)]


def _duplicate(order: SalesOrder, lines: list[OrderLine], like: list[Any]) -> list[Finding]:
    """The customer's number used before, or else the same goods for the same place within a few days."""
    if order.customer_ref:
        other = (
            SalesOrder.select()
            .where(
                (SalesOrder.customer_ref == order.customer_ref)
                & (SalesOrder.customer == order.customer_id)
                & (SalesOrder.id != order.id)
                & (SalesOrder.state != "cancelled")
            )
            .first()
        )
        if other is not None:
            return [same_reference(order.customer_ref, other.number or "")]
    days = settings.get("approval.duplicate_days")
    if not days:
        return []
    wanted = goods_of((line.product_id, line.ordered) for line in lines)
    for row_id, number, day in like:
        if abs((order.order_date - day).days) <= days and goods_of(_GOODS.rows(order=row_id)) == wanted:
            return [same_goods(number or "", day)]
    return []


def goods_of(lines: Iterable[tuple[Any, ...]]) -> tuple[tuple[Any, ...], ...]:
    """What is ordered, as (product, base units), whatever the order of the lines."""
    return tuple(sorted(lines))


def same_reference(customer_ref: str, number: str) -> Finding:
    return Finding("duplicate", "warn", "same_reference", {"customer_ref": customer_ref, "number": number})


def same_goods(number: str, day: date) -> Finding:
    return Finding("duplicate", "warn", "same_goods", {"number": number, "day": day})


_S = SalesOrder
_LAST = SalesOrder.alias()
_LIKE = Statement(
    lambda customer, order, total, receiver, address: _S.select(_S.id, _S.number, _S.order_date).where(
        _S.id.in_(
            _LAST.select(_LAST.id)
            .where((_LAST.customer == customer) & (_LAST.id != order))
            .order_by(_LAST.id.desc())
            .limit(LOOKED_THROUGH)
        )
        & (_S.total == total)
        & (_S.receiver == receiver)
        & (_S.address == address)
        & _S.state.in_(("submitted", "approved", "completed", "closed_short"))
    )
)
_GOODS = Statement(
    lambda order: OrderLine.select(OrderLine.product, OrderLine.ordered).where(OrderLine.order == order)
)
