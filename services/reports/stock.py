"""What the stock is worth, what sells steadily, what lies still, what expires."""

from typing import Any

from models.driver import peewee
from models.goods import Product, ProductStock
from models.parties import Supplier
from models.stock import Location, Lot, StockBalance
from resources.i18n import N_
from services.lists import LEVEL_TERMS, QUALITY_TERMS
from services.places import OWN
from services.reports.counting import COUNTING
from services.reports.definition import Detail, Dimension, Facts, Measure, Report
from services.reports.grouped import behind, by_time, count_if, grouped
from services.reports.period import Days
from services.reports.shortage import SHORTAGE
from services.reports.stock_flow import OVER_TIME, TURNOVER
from services.reports.turning import ABC, STILL
from services.reports.words import CATEGORY, PRODUCT, PRODUCT_NAME, wide

P, PS, B, L = Product, ProductStock, StockBalance, Lot
fn, SQL = peewee.fn, peewee.SQL
COUNT = fn.COUNT(SQL("*"))
LEFT = peewee.JOIN.LEFT_OUTER
# Pieces have 3 decimals and cost 4.
VALUE = 7


def _kept(days: Days, what: tuple[Any, ...]) -> Any:
    """Products as they stand now."""
    return PS.select(*what).join(P).join(Supplier, LEFT).where(P.active | (PS.on_hand > 0))


LEVELS = Report(
    "stock", "stock", N_("What is there"), N_("Stock as of now"), grouped, behind,
    Facts(_kept, (
        Detail("sku", N_("SKU"), "code", P.sku, 130), Detail("name", N_("Product"), "text", PRODUCT_NAME, 220),
        Detail("on_hand", N_("On hand"), "quantity", PS.on_hand, 100),
        Detail("reserved", N_("Reserved"), "quantity", PS.reserved, 100),
        Detail("available", N_("Available"), "quantity", PS.available, 100),
        Detail("incoming", N_("Incoming"), "quantity", PS.incoming, 100),
        Detail("cost", N_("Cost ¥"), "price", P.cost, 100, "prices.view"),
    ), ("inventory", P.id), order=PS.on_hand),
    (
        Measure("products", N_("Products"), "number", COUNT, told=N_("Products that are sold or still there")),
        Measure("value", N_("Value ¥"), "amount", fn.SUM(wide(PS.on_hand) * P.cost), decimals=VALUE,
                right="prices.view",
                told=N_("On hand at today's cost, of products whose cost is known")),
        Measure("pieces", N_("On hand"), "quantity", fn.SUM(PS.on_hand), decimals=3, told=N_("In base units")),
        Measure("reserved", N_("Reserved"), "percent", fn.SUM(PS.reserved), fn.SUM(PS.on_hand),
                N_("Of the pieces on hand"), decimals=3, whole_decimals=3),
        Measure("low", N_("Below safety stock"), "percent", count_if(PS.level != "enough"), COUNT,
                N_("Products that are low or out, of all"), better=-1),
        Measure("out", N_("Out"), "number", count_if(PS.level == "out"), told=N_("Products with nothing available"),
                better=-1),
    ),
    (CATEGORY, Dimension("supplier", N_("Supplier"), lambda _d: Supplier.id, lambda _d: Supplier.name),
     Dimension("level", N_("Level"), lambda _d: PS.level, kind="terms", terms=tuple(LEVEL_TERMS.items())), PRODUCT),
    "stock.view", dated=False,
)  # fmt: skip


def _expiring(days: Days, what: tuple[Any, ...]) -> Any:
    """Lots in the house that expire in the period."""
    return (
        B.select(*what).join(L).join(days.cte, on=L.expiry == days.day).switch(B).join(P, on=B.product == P.id)
        .switch(B).join(Location, on=B.location == Location.id).where((B.on_hand > 0) & Location.kind.in_(OWN))
    )  # fmt: skip


EXPIRING = Report(
    "expiring", "stock", N_("Lots that expire"), N_("Lots in the house whose last day lies in the period"), grouped,
    behind,
    Facts(_expiring, (
        Detail("sku", N_("SKU"), "code", P.sku, 130), Detail("name", N_("Product"), "text", PRODUCT_NAME, 200),
        Detail("lot", N_("Lot"), "code", L.number, 120), Detail("expiry", N_("Expiry"), "date", L.expiry, 100),
        Detail("bin", N_("Bin"), "code", Location.code, 100),
        Detail("on_hand", N_("On hand"), "quantity", B.on_hand, 90),
    ), ("inventory", P.id), order=L.expiry, daily=True),
    (
        Measure("pieces", N_("Pieces"), "quantity", fn.SUM(B.on_hand), decimals=3, better=-1,
                told=N_("On hand, in base units")),
        Measure("free", N_("Not reserved"), "quantity", fn.SUM(B.on_hand - B.reserved), decimals=3, better=-1,
                told=N_("Promised to nobody yet")),
        Measure("value", N_("Value ¥"), "amount", fn.SUM(wide(B.on_hand) * P.cost), decimals=VALUE,
                right="prices.view",
                better=-1, told=N_("At today's cost")),
        Measure("lots", N_("Lots"), "number", fn.COUNT(L.id.distinct()), told=N_("Lots that have pieces in the house")),
    ),
    (by_time()[1], PRODUCT, CATEGORY,
     Dimension("quality", N_("Quality"), lambda _d: B.quality, kind="terms", terms=tuple(QUALITY_TERMS.items())),
     *by_time()[2:], by_time()[0]),
    "stock.view", span="next30",
)  # fmt: skip

REPORTS = (LEVELS, SHORTAGE, OVER_TIME, TURNOVER, ABC, STILL, EXPIRING, COUNTING)
