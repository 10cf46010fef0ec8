"""What will be short, day by day: what is free now, what approved orders still want, what is on order."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.buying import PurchaseLine, PurchaseOrder
from models.driver import peewee
from models.goods import Product, ProductStock
from models.orders import OrderLine, SalesOrder
from models.parties import Supplier
from resources.i18n import N_
from services.bulk import any_of
from services.faults import translated
from services.lists import spoken
from services.reports.definition import ZERO, Ask, Behind, Column, Figure, Report, Result
from services.reports.period import Period

P, PS, OL, O, PL, PO = Product, ProductStock, OrderLine, SalesOrder, PurchaseLine, PurchaseOrder
MOST = 2000


@dataclass(frozen=True, slots=True)
class Step:
    """Goods that are wanted (below nothing) or come on a day, in base units, and what says so."""

    day: date
    quantity: Decimal
    document: str
    party: str


@dataclass(frozen=True, slots=True)
class Run:
    """How what is free of a product goes on: first below nothing on `short`, by `most` at worst, whole again on
    `again` (None: not in the period). `wanted` and `comes` are all that is asked for and all that arrives."""

    short: date | None
    most: Decimal
    again: date | None
    wanted: Decimal
    comes: Decimal


def run(free: Decimal, steps: list[Step]) -> Run:
    """What arrives on a day is there for what is wanted on it."""
    left, most, short, again = free, ZERO, None, None
    days: dict[date, Decimal] = defaultdict(lambda: ZERO)
    for step in steps:
        days[step.day] += step.quantity
    for day in sorted(days):
        left += days[day]
        if left < 0:
            short, again = short or day, None
            most = max(most, -left)
        elif short is not None and again is None:
            again = day
    wanted = -sum((step.quantity for step in steps if step.quantity < 0), ZERO)
    return Run(short, most, again, wanted, sum((step.quantity for step in steps if step.quantity > 0), ZERO))


def shortage(report: Report, ask: Ask) -> Result:
    """A row for each product that what is free and what comes will not cover to the end of the period."""
    steps = _steps(ask.period)
    with translated():
        reconnect()
        products = list(
            PS.select(P.id, P.sku, P.name, P.name_en, PS.available).join(P).where(any_of(P.id, steps)).tuples()
        )  # fmt: skip
    found = [(row, run(row[4], steps[row[0]])) for row in products]
    short = sorted(((row, each) for row, each in found if each.short is not None),
                   key=lambda pair: (pair[1].short, -pair[1].most, pair[0][1]))  # fmt: skip
    rows = [
        (f"{row[1]}  {spoken(row[2], row[3] or '')}", each.short, each.most, each.again, row[4], each.wanted,
         each.comes) for row, each in short
    ]  # fmt: skip
    pending = sum(1 for _row, each in short if each.again is None)
    figures = (
        Figure("products", N_("Will be short"), "number", Decimal(len(short)), Decimal(len(found)),
               N_("Products that will be short on a day, of those that are waited for"), -1),
        Figure("uncovered", N_("With nothing on order that helps"), "number", Decimal(pending), Decimal(len(short)),
               N_("Still short at the end of the period"), -1),
    )  # fmt: skip
    return Result(COLUMNS, tuple(rows[:MOST]), tuple(row[0] for row, _each in short[:MOST]), figures, ("most",),
                  all=len(rows))  # fmt: skip


def _steps(period: Period, product: int | None = None) -> dict[int, list[Step]]:
    """What approved orders lack and what comes until the last day, by product; what is past counts on the first.

    Without a product, only of those that are waited for.
    """
    found: dict[int, list[Step]] = defaultdict(list)
    with translated():
        reconnect()
        wanted = (
            OL.select(OL.product, O.promised, OL.open, OL.reserved, O.number, O.customer_name).join(O)
            .where((OL.open > peewee.SQL("0")) & (OL.open > OL.reserved) & (O.state == "approved")
                   & (O.promised.is_null() | (O.promised <= period.last)))
        )  # fmt: skip
        if product is not None:
            wanted = wanted.where(OL.product == product)
        for key, day, wants, holds, number, customer in wanted.tuples():
            found[key].append(Step(max(day or period.first, period.first), holds - wants, number or "", customer))
        coming = (
            PL.select(PL.product, PL.expected, PL.open, PO.number, Supplier.name).join(PO).join(Supplier)
            .where((PL.open > peewee.SQL("0")) & (PL.expected <= period.last))
        )  # fmt: skip
        if product is not None:
            coming = coming.where(PL.product == product)
        for key, day, quantity, number, supplier in coming.tuples():
            if product is not None or key in found:
                found[key].append(Step(max(day, period.first), quantity, number, supplier))
    return found


def days_of(report: Report, ask: Ask) -> Behind:
    """What is wanted and what comes of the products asked for, in the order of days, with what is left then."""
    rows: list[tuple[Any, ...]] = []
    ids: list[int] = []
    for product in (int(key) for name, key in ask.where if name == "product"):
        steps = sorted(_steps(ask.period, product)[product], key=lambda step: (step.day, -step.quantity))
        with translated():
            reconnect()
            left = PS.get_by_id(product).available
        for step in steps:
            left += step.quantity
            rows.append((step.day, step.document, step.party, step.quantity, left))
            ids.append(product)
    return Behind(DAYS, tuple(rows), tuple(ids), "inventory")


COLUMNS = (
    Column("product", N_("Product"), "text", width=280),
    Column("short", N_("Short from"), "date", N_("The first day that what is free and comes does not cover"), 110),
    Column("most", N_("Short by"), "quantity", N_("At the worst, in base units"), 100),
    Column("again", N_("Covered from"), "date", N_("The day that goods on order make it whole again"), 110),
    Column("free", N_("Available now"), "quantity", N_("Promised to nobody"), 110),
    Column("wanted", N_("Still wanted"), "quantity", N_("By approved orders, beyond what is reserved for them"), 110),
    Column("comes", N_("On order"), "quantity", N_("Expected in the period"), 100),
)  # fmt: skip
DAYS = (
    Column("day", N_("Day"), "date", width=100), Column("document", N_("Document"), "code", width=150),
    Column("party", N_("For or from"), "text", width=220), Column("quantity", N_("Quantity"), "quantity", width=100),
    Column("left", N_("Then left"), "quantity", width=100),
)  # fmt: skip
SHORTAGE = Report(
    "shortage", "stock", N_("What will be short"),
    N_("Day by day: what is available, less what approved orders still want, and what is on order"), shortage, days_of,
    right="stock.view", span="next30",
    heads=(Figure("products", N_("Will be short"), "number", None),
           Figure("uncovered", N_("With nothing on order that helps"), "number", None)),
)  # fmt: skip
