"""What to order, and why: products whose stock, with what is coming, will not last until more could be there."""

import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.buying import PurchaseLine, PurchaseOrder, Receipt, ReceiptLine, Replenishment
from models.delivery import Delivery, DeliveryLine
from models.driver import peewee
from models.fields import total
from models.goods import Barcode, Product, ProductStock
from models.orders import OrderLine, SalesOrder
from models.parties import Supplier
from services import settings
from services.faults import translated
from services.lists import spoken
from services.reorder import Forecast, reorder_point
from services.reports.grouped import as_date
from services.reports.period import Days, Period, first_of
from services.reports.stock_flow import net_by_week

WEEKS, YEARS = 52, 2
# Weeks of demand that an order should last for beyond the point of ordering.
LAST_FOR = 2.0
FEWEST_RECEIPTS = 5
ZERO = Decimal(0)
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Order `quantity` of a product (whole cartons of `carton`, at least `least`). Figures in base units.

    `free` is on hand and promised to nobody, `short` what approved orders lack. `lead_days` comes from `receipts` of
    our own, or is the product's where there are fewer than five. `forecast` is None where there is not enough data, of
    weeks in which goods were there:
    then the safety stock alone decides. `point` is the stock at which to order, `lasts` the days that what is there
    will last, `every` the days from one look at what to order to the next (0: each day), `for_orders` what
    the buyer was asked for by orders and has not put on order yet: it is not asked for twice.
    """

    product_id: int
    sku: str
    name: str
    unit: str
    supplier: str
    free: Decimal
    incoming: Decimal
    short: Decimal
    quantity: Decimal
    point: Decimal
    carton: Decimal
    lead_days: int
    receipts: int
    forecast: Forecast | None
    lasts: int | None
    asked: bool
    every: int
    for_orders: Decimal
    least: Decimal = ZERO
    on_hand: Decimal = ZERO
    reserved: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Lead:
    """Days from order to arrival, and how far they spread, of so many receipts."""

    days: float
    spread: float
    receipts: int


def suggestions(today: date, report: Report = lambda done, of: None) -> tuple[Suggestion, ...]:
    """The most urgent first: what will not even last the lead time, then by how long it lasts.

    `report(step, steps)` may raise Cancelled.
    """
    with translated():
        reconnect()
        report(0, 5)
        weekly = _weekly(today)
        report(1, 5)
        net = net_by_week(Period(_first(today), today))
        every = settings.get("purchases.every_days")
        report(2, 5)
        leads, cartons, short = _leads(), _cartons(), _short()
        report(3, 5)
        for_orders = _asked_for_orders()
        asked = {row[0] for row in Replenishment.select(Replenishment.product).where(
            (Replenishment.state == "open") & Replenishment.line.is_null()).tuples()}  # fmt: skip
        products = list(
            Product.select(Product.id, Product.sku, Product.name, Product.name_en, Product.unit, Product.lead_days,
                           Product.safety_stock, ProductStock.available, ProductStock.incoming, Supplier.name,
                           Product.min_order, ProductStock.on_hand, ProductStock.reserved)
            .join(ProductStock, on=ProductStock.product == Product.id).switch(Product)
            .join(Supplier, peewee.JOIN.LEFT_OUTER).where(Product.active).tuples()
        )  # fmt: skip
        report(4, 5)
    waits = [_wait(leads.get(row[0]), row[5]) for row in products]
    ahead = [math.ceil((days + every) / 7 + LAST_FOR) for days, _spread in waits]
    found = [
        _suggest(row, weeks, wait, every, for_orders.get(row[0], ZERO), leads.get(row[0]),
                 cartons.get(row[0], Decimal(1)), short.get(row[0], ZERO), row[0] in asked)
        for row, weeks, wait in zip(products, _foretold(products, weekly, net, today, ahead), waits, strict=True)
    ]  # fmt: skip
    made = [each for each in found if each is not None]
    return tuple(sorted(made, key=lambda s: (-float(s.short), s.lasts if s.lasts is not None else 9999, s.sku)))


def _foretold(
    products: list[tuple[Any, ...]], weekly: dict[int, list[float]], net: dict[int, dict[date, Decimal]], today: date,
    ahead: list[int],
) -> list[Forecast | None]:  # fmt: skip
    """What each product will sell in the weeks to come, by how it sold while it was there."""
    from services.forecasting import forecasts, with_seasons  # with numpy, which no window waits for when it is opened

    mondays, nothing = _mondays(today), [0.0] * (YEARS * WEEKS)
    years = [weekly.get(row[0], nothing) for row in products]
    sold = [
        _of_stock(both[-WEEKS:], mondays, row[-2], net.get(row[0], {}))
        for row, both in zip(products, years, strict=True)
    ]
    return with_seasons(forecasts(sold), years, ahead)


def _wait(lead: Lead | None, usual: int) -> tuple[float, float]:
    """Days until goods are here and how far they spread: of our own receipts, where there are enough of them."""
    own = lead is not None and lead.receipts >= FEWEST_RECEIPTS
    return (lead.days, lead.spread) if own and lead is not None else (float(usual), 0.0)


def _suggest(
    row: tuple[Any, ...], found: Forecast | None, wait: tuple[float, float], every: int, for_orders: Decimal,
    lead: Lead | None, carton: Decimal, short: Decimal, asked: bool,
) -> Suggestion | None:  # fmt: skip
    product, sku, name, english, unit, _usual, safety, free, incoming, supplier, *stock = row
    point, (days, spread) = safety, wait
    if found is not None:
        point = max(point, Decimal(math.ceil(reorder_point(found, (days + every) / 7, spread / 7))))
    position = free + incoming + for_orders - short
    if position >= point:
        return None
    more = Decimal(math.ceil(found.weekly * LAST_FOR)) if found is not None else ZERO
    quantity = _whole(max(point + more - position, stock[0]), carton)
    lasts = int(max(float(free - short), 0.0) / found.weekly * 7) if found is not None and found.weekly > 0 else None
    return Suggestion(
        product, sku, spoken(name, english or ""), unit, supplier or "", free, incoming, short, quantity, point, carton,
        round(days), lead.receipts if lead is not None else 0, found, lasts, asked, every, for_orders,
        *stock,
    )  # fmt: skip


def _whole(quantity: Decimal, carton: Decimal) -> Decimal:
    """Rounded up to whole cartons."""
    return Decimal(math.ceil(quantity / carton)) * carton


def _first(today: date, years: int = 1) -> date:
    """The Monday of the first of the whole weeks."""
    return first_of("week", today) - timedelta(weeks=years * WEEKS)


def _mondays(today: date) -> list[date]:
    """Of the whole weeks, and of the one that is not over yet."""
    return [_first(today) + timedelta(weeks=week) for week in range(WEEKS + 1)]


def _of_stock(sold: Sequence[float], mondays: list[date], on_hand: Decimal, net: dict[date, Decimal]) -> list[float]:
    """The weeks without those that say nothing of what was wanted: nothing was there from their beginning to their end,
    so nothing could leave."""
    left, kept = on_hand - net.get(mondays[-1], ZERO), []
    for quantity, monday in zip(reversed(sold), reversed(mondays[:-1]), strict=True) if any(sold) else ():
        before = left - net.get(monday, ZERO)
        if quantity or left > 0 or before > 0:
            kept.append(quantity)
        left = before
    return kept[::-1]


def _weekly(today: date) -> dict[int, list[float]]:
    """What left of each product in each of the whole weeks of two years, the oldest first."""
    period = Period(_first(today, YEARS), first_of("week", today) - timedelta(days=1))
    days = Days(period, by="week")
    rows = (
        Delivery.select(DeliveryLine.product, days.week, total(DeliveryLine.packed))
        .join(days.cte, on=days.within(Delivery.dispatched_at)).switch(Delivery)
        .join(DeliveryLine, on=DeliveryLine.delivery == Delivery.id)
        .group_by(DeliveryLine.product, days.week).with_cte(days.cte).tuples()
    )  # fmt: skip
    found: dict[int, list[float]] = defaultdict(lambda: [0.0] * (YEARS * WEEKS))
    for product, week, quantity in rows:
        found[product][(as_date(week) - period.first).days // 7] += float(quantity)
    return found


def _leads() -> dict[int, Lead]:
    """From purchase orders to their receipts, by product."""
    rows = (
        ReceiptLine.select(ReceiptLine.product, PurchaseOrder.created_at, Receipt.at)
        .join(Receipt).switch(ReceiptLine).join(PurchaseLine, on=ReceiptLine.purchase_line == PurchaseLine.id)
        .join(PurchaseOrder, on=PurchaseLine.order == PurchaseOrder.id).tuples()
    )  # fmt: skip
    took: dict[int, list[float]] = defaultdict(list)
    for product, ordered, came in rows:
        took[product].append((came - ordered).total_seconds() / 86400)
    return {
        product: Lead(sum(days) / len(days), statistics.stdev(days) if len(days) > 1 else 0.0, len(days))
        for product, days in took.items()
    }


def _asked_for_orders() -> dict[int, Decimal]:
    """What orders asked the buyer for and is not on order yet, by product."""
    R = Replenishment
    waits = (R.state == "open") & R.line.is_null(False)
    return dict(R.select(R.product, total(R.quantity)).where(waits).group_by(R.product).tuples())


def _cartons() -> dict[int, Decimal]:
    """The smallest unit of each product that holds several."""
    rows = Barcode.select(Barcode.product, peewee.fn.MIN(Barcode.factor).converter(Barcode.factor.python_value))
    return dict(rows.where(Barcode.factor > 1).group_by(Barcode.product).tuples())


def _short() -> dict[int, Decimal]:
    """What approved orders wait for. The literal lets the index of open lines serve."""
    lacks = peewee.fn.SUM(OrderLine.open - OrderLine.reserved).converter(OrderLine.open.python_value)
    rows = OrderLine.select(OrderLine.product, lacks).join(SalesOrder)
    lacking = peewee.SQL("open > 0") & (OrderLine.open > OrderLine.reserved) & (SalesOrder.state == "approved")
    return dict(rows.where(lacking).group_by(OrderLine.product).tuples())
