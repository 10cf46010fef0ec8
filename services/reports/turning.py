"""Which products sell much and steadily (ABC and XYZ), and which lie still."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.delivery import Delivery, DeliveryLine
from models.driver import peewee
from models.fields import EPOCH, MICROSECOND
from models.goods import Product, ProductStock
from models.orders import OrderLine
from models.stock import StockMove
from resources.i18n import N_
from services.faults import translated
from services.listing import today
from services.reports.definition import ZERO, Ask, Behind, Column, Dimension, Figure, Report, Result, beside
from services.reports.grouped import MOST_BEHIND
from services.reports.period import Days, Period, first_of
from services.reports.sales import SALES
from services.reports.words import PRODUCT, PRODUCT_NAME, SOLD

D, DL, OL, P, PS, M = Delivery, DeliveryLine, OrderLine, Product, ProductStock, StockMove
fn, SQL = peewee.fn, peewee.SQL
MOST = 2000
# Shares of the whole value that end classes A and B; variation that ends X and Y.
ABC_ENDS, XYZ_ENDS = (Decimal(80), Decimal(95)), (0.5, 1.0)
SLOW, DEAD = 90, 180
COST_SCALE, QUANTITY_SCALE, AMOUNT_SCALE = 7, 3, 2


def abc(report: Report, ask: Ask) -> Result:
    """Products by their share of what was sold, and by how evenly they sell week by week.

    A up to 80 % of the value, B up to 95 %, C the rest; X below a coefficient of variation of 0.5 over the weeks, Y
    below 1, Z above or sold in fewer than three weeks.
    """
    with translated():
        reconnect()
        result = _classed(_sold(ask.period), _weeks(ask.period))
        others = [_counted(_sold_at_all(each)) for each in ask.others]
    result = replace(result, figures=beside(result.figures, others))
    return _matrix(result) if report.dimension(ask).name == "class" else _first(result)


def _weeks(period: Period) -> int:
    return len({first_of("week", day) for day in period})


def _sold(period: Period) -> list[tuple[Any, ...]]:
    """Products with what was sent of them, the most by value first; week by week, to tell how evenly."""
    days = Days(period, by="week")
    weekly = (
        D.select(DL.product, days.week, fn.SUM(DL.packed).alias("q"), fn.SUM(SOLD).alias("a"))
        .join(days.cte, on=days.within(D.dispatched_at)).switch(D).join(DL, on=DL.delivery == D.id)
        .join(OL, on=DL.line == OL.id).group_by(DL.product, days.week).with_cte(days.cte).alias("weekly")
    )  # fmt: skip
    # Squares of pieces, not of thousandths, so that they stay whole numbers of 64 bits.
    piece = SQL("weekly.q / 1000")
    found = list(
        P.select(P.id, P.sku, PRODUCT_NAME, fn.SUM(SQL("weekly.a")), fn.SUM(SQL("weekly.q")), fn.COUNT(SQL("*")),
                 fn.SUM(piece), fn.SUM(peewee.NodeList((piece, SQL("*"), piece))))
        .join(weekly, on=P.id == weekly.c.product_id).group_by(P.id, P.sku, P.name, P.name_en).tuples()
    )  # fmt: skip
    return sorted(found, key=lambda row: (-int(row[3]), row[1]))


def _sold_at_all(period: Period) -> list[int]:
    """What each product sold for, the most first: all that the letters A, B and C need."""
    days = Days(period, by="")
    sums = (
        D.select(fn.SUM(SOLD)).join(DL, on=DL.delivery == D.id).join(OL, on=DL.line == OL.id)
        .where(days.spans(D.dispatched_at)).group_by(DL.product).tuples()
    )  # fmt: skip
    return sorted((int(amount) for (amount,) in sums), reverse=True)


def _counted(amounts: list[int]) -> tuple[Figure, ...]:
    """How many products are A, B and C, of all that were sold, the most first."""
    letters = list(_lettered(amounts))
    return tuple(Figure(letter, term, "number", Decimal(letters.count(letter)), Decimal(len(letters)), told)
                 for letter, term, told in LETTERS)  # fmt: skip


def _lettered(amounts: list[int]) -> Iterator[str]:
    """The letter of each: by the share of the whole that those before it have."""
    whole, so_far = sum(amounts) or 1, 0
    for amount in amounts:
        yield _letter(Decimal(so_far) * 100 / whole)
        so_far += amount


def _classed(found: list[tuple[Any, ...]], weeks: int) -> Result:
    amounts = [int(row[3]) for row in found]
    whole, rows, keys = sum(amounts) or 1, [], []
    for letter, each in zip(_lettered(amounts), found, strict=True):
        product, sku, name, amount, quantity, seen, pieces, squares = each
        varies = variation(float(pieces), float(squares), weeks)
        steady = "Z" if varies is None or seen < 3 else _steadiness(varies)
        share = (Decimal(int(amount)) * 100 / whole).quantize(Decimal("0.01"))
        keys.append(product)
        rows.append((f"{sku}  {name}", letter + steady, Decimal(int(amount)).scaleb(-AMOUNT_SCALE), share,
                     Decimal(int(quantity)).scaleb(-QUANTITY_SCALE), int(seen),
                     None if varies is None else Decimal(str(round(varies, 2)))))  # fmt: skip
    return Result(ABC_COLUMNS, tuple(rows), tuple(keys), _counted(amounts), ("amount", "quantity"), all=len(rows))


def _first(result: Result) -> Result:
    return replace(result, rows=result.rows[:MOST], keys=result.keys[:MOST])


def _matrix(result: Result) -> Result:
    """A row a letter of value; how many products sell evenly, less so, and now and then; what they sell."""
    rows = []
    for letter, _term, _told in LETTERS:
        mine = [row for row in result.rows if row[1][0] == letter]
        cells = [sum(row[1][1] == steady for row in mine) for steady in "XYZ"]
        share = sum((row[3] for row in mine), ZERO)
        rows.append((letter, *cells, len(mine), sum((row[2] for row in mine), ZERO), share))
    kept = tuple(row for row in rows if row[4])
    return Result(MATRIX_COLUMNS, kept, tuple(row[0] for row in kept), result.figures,
                  ("products", "x", "y", "z", "amount"), all=len(kept))  # fmt: skip


def _of_class(report: Report, ask: Ask) -> Behind:
    """What left of the products asked for, the newest first; the products of the letters asked for."""
    letters = [key for name, key in ask.where if name == "class"]
    if not letters:
        return SALES.behind(replace(ask, by="product"))
    result = abc(report, replace(ask, by="product", where=()))
    kept = [(row, key) for row, key in zip(result.rows, result.keys, strict=True) if row[1][0] in letters]
    return Behind(ABC_COLUMNS, tuple(row for row, _key in kept[:MOST_BEHIND]),
                  tuple(key for _row, key in kept[:MOST_BEHIND]), "inventory")  # fmt: skip


def variation(total: float, squares: float, weeks: int) -> float | None:
    """Standard deviation by mean of the weekly quantities, weeks without any being 0; None when nothing was sold."""
    mean = total / weeks
    if mean <= 0:
        return None
    return math.sqrt(max(squares / weeks - mean * mean, 0)) / mean


def _letter(share_before: Decimal) -> str:
    return "A" if share_before < ABC_ENDS[0] else "B" if share_before < ABC_ENDS[1] else "C"


def _steadiness(varies: float) -> str:
    return "X" if varies < XYZ_ENDS[0] else "Y" if varies < XYZ_ENDS[1] else "Z"


LETTERS = (
    ("A", N_("A products"), N_("Together four fifths of the sales")),
    ("B", N_("B products"), N_("The next 15 %")),
    ("C", N_("C products"), N_("The last 5 %")),
)
ABC_COLUMNS = (
    Column("product", N_("Product"), "text", width=280),
    Column("class", N_("Class"), "code", N_("A B C by value, X Y Z by evenness"), 80),
    Column("amount", N_("Sales ¥"), "amount", width=130),
    Column("share", N_("Of all sales"), "percent", width=110),
    Column("quantity", N_("Pieces"), "quantity", width=110),
    Column("weeks", N_("Weeks with sales"), "number", width=130),
    Column("variation", N_("Variation"), "quantity", N_("Standard deviation by mean of the weeks"), 110),
)
MATRIX_COLUMNS = (
    Column("class", N_("Class"), "code", N_("A together four fifths of the sales, B the next 15 %, C the rest"), 80),
    Column("x", N_("X products"), "number", N_("They sell evenly: variation under 0.5"), 110),
    Column("y", N_("Y products"), "number", N_("They sell less evenly: variation under 1"), 110),
    Column("z", N_("Z products"), "number", N_("They sell now and then: variation of 1 and more, or under three weeks"),
           110),
    Column("products", N_("Products"), "number", N_("All of the letter"), 110),
    Column("amount", N_("Sales ¥"), "amount", width=130),
    Column("share", N_("Of all sales"), "percent", width=110),
)
ABC = Report(
    "abc", "stock", N_("Which products carry the sales"),
    N_("By value A, B, C (80, 95, 100 %), by how evenly they sell X, Y, Z (variation under 0.5, under 1, above)"), abc,
    _of_class, by=(PRODUCT, Dimension("class", N_("Class"), lambda _d: None)), right="credit.view", span="quarter",
    heads=tuple(Figure(letter, term, "number", None) for letter, term, _told in LETTERS),
)  # fmt: skip


def still(report: Report, ask: Ask) -> Result:
    """Products on hand of which nothing left for 90 days (slow) or 180 (dead), the longest first."""
    last = (
        M.select(M.at).where((M.product == P.id) & (M.reason == "dispatch")).order_by(M.id.desc()).limit(1)
    )  # fmt: skip
    with translated():
        reconnect()
        found = list(
            PS.select(P.id, P.sku, PRODUCT_NAME, PS.on_hand, P.cost, last).join(P).where(PS.on_hand > 0).tuples()
        )  # fmt: skip
    rows = [row for row in (_lying(each, today()) for each in found) if row[1][2] is None or row[1][2] >= SLOW]
    rows.sort(key=lambda row: (row[1][2] is not None, -(row[1][2] or 0), row[1][0]))
    may = "prices.view" in ask.actor.rights
    columns = STILL_COLUMNS if may else STILL_COLUMNS[:-1]
    whole = sum(((row[3] * row[4]) for row in found if row[4] is not None), ZERO)
    dead = [row[1] for row in rows if row[1][2] is None or row[1][2] >= DEAD]
    value = sum((row[4] or ZERO for row in dead), ZERO)
    figures = [
        Figure("slow", N_("Lie still"), "number", Decimal(len(rows)), Decimal(len(found)),
               N_("Products on hand of which nothing left for 90 days, of all on hand"), -1),
        Figure("dead", N_("Of them for 180 days"), "number", Decimal(len(dead)), Decimal(len(found)),
               N_("Products on hand of which nothing left for 180 days, of all on hand"), -1),
    ]  # fmt: skip
    if may:
        share = (value * 100 / whole).quantize(Decimal("0.01")) if whole else None
        figures.append(Figure("share", N_("Dead stock"), "percent", share, whole.quantize(Decimal("0.01")),
                              N_("Value of what lay still for 180 days, of the value of all stock"), -1))  # fmt: skip
    return Result(columns, tuple(row[: len(columns)] for _id, row in rows[:MOST]), tuple(i for i, _row in rows[:MOST]),
                  tuple(figures), ("value",) if may else ("on_hand",), all=len(rows))  # fmt: skip


def _lying(row: tuple[Any, ...], day: date) -> tuple[int, tuple[Any, ...]]:
    product, sku, name, on_hand, cost, at = row
    since = (
        None
        if at is None
        else (day - (EPOCH + int(at) * MICROSECOND if isinstance(at, int) else at).astimezone().date())
    )
    value = None if cost is None else (on_hand * cost).quantize(Decimal("0.01"))
    return product, (f"{sku}  {name}", on_hand, None if since is None else Decimal(since.days), at is None, value)


STILL_COLUMNS = (
    Column("product", N_("Product"), "text", width=280),
    Column("on_hand", N_("On hand"), "quantity", width=110),
    Column("days", N_("Nothing left for"), "days", N_("Days since the last dispatch"), 140),
    Column("never", N_("Never sold"), "check", width=100),
    Column("value", N_("Value ¥"), "amount", N_("On hand at today's cost"), 130),
)


def _product(report: Report, ask: Ask) -> Behind:
    """The products asked for, to open in the inventory."""
    ids = [key for name, key in ask.where if name == "product"]
    with translated():
        reconnect()
        asked = PS.select(P.sku, PRODUCT_NAME, PS.on_hand, PS.available, P.id).join(P)
        rows = list(asked.where(P.id.in_(ids)).tuples())
    columns = (Column("sku", N_("SKU"), "code"), Column("name", N_("Product"), "text", width=220),
               Column("on_hand", N_("On hand"), "quantity"),
               Column("available", N_("Available"), "quantity"))  # fmt: skip
    return Behind(columns, tuple(row[:-1] for row in rows), tuple(row[-1] for row in rows), "inventory")


STILL = Report(
    "still", "stock", N_("What lies still"), N_("Products on hand of which nothing left for 90 days and more"), still,
    _product, right="stock.view", dated=False,
    heads=(Figure("slow", N_("Lie still"), "number", None), Figure("dead", N_("Of them for 180 days"), "number", None)),
)  # fmt: skip
