"""What sending costs, beside what it should by the price tables; how carriers do; where parcels go."""

from decimal import Decimal
from typing import Any

from models.delivery import Delivery
from models.driver import peewee
from models.parties import Carrier, Customer
from printing import figures
from resources.i18n import N_
from services.reports.definition import Detail, Dimension, Facts, Measure, Report
from services.reports.grouped import behind, by_time, count_if, grouped, sum_if
from services.reports.period import Days
from services.reports.words import CARRIER, CUSTOMER, DAY, DELIVERY_DETAIL, REGION

D = Delivery
fn, SQL = peewee.fn, peewee.SQL
COUNT = fn.COUNT(SQL("*"))
_ENDED = D.outcome != ""
_SIGNED = D.signed_at.is_null(False)
# Of a carrier that says how long it takes: whether the delivery has come to its end, and whether in that time.
_SAID = _ENDED & Carrier.days.is_null(False)
_KEPT = _SAID & _SIGNED & (D.signed_at - D.dispatched_at <= Carrier.days * SQL(str(DAY)))
ON_TIME_TOLD = N_("Signed within the days on the way that its carrier says, of those signed, refused or lost"
                  " whose carrier says any")  # fmt: skip
_PAID = D.freight.is_null(False)
_WEIGHED = _PAID & (D.weight_g > 0)
_PRICED = D.expected_freight.is_null(False)
_BOTH = _PRICED & _PAID
_BEYOND = D.freight - D.expected_freight
_HEAVY = _BOTH & (D.weight_g > 0)
# A delivery of several orders counts as one of its own.
_ORDER = peewee.Case(None, ((_BOTH, fn.COALESCE(D.order, SQL("0") - D.id)),))
_ARRIVED_BY = SQL("days.stop")
KILOS = ((1000, N_("up to 1 kg")), (3000, N_("1 to 3 kg")), (10_000, N_("3 to 10 kg")), (30_000, N_("10 to 30 kg")))
OVER, UNWEIGHED = N_("over 30 kg"), N_("not weighed")


def kilos(grams: int | None) -> Decimal | None:
    return figures.kilos(grams) if grams else None


def _sent(days: Days, what: tuple[Any, ...]) -> Any:
    return (
        D.select(*what).join(days.cte, on=days.within(D.dispatched_at)).switch(D).join(Customer).switch(D)
        .join(Carrier, peewee.JOIN.LEFT_OUTER)
    )  # fmt: skip


CARRIERS = Report(
    "carriers", "logistics", N_("Carriers and freight"), N_("Deliveries dispatched in the period"), grouped, behind,
    Facts(_sent, DELIVERY_DETAIL, ("delivery", D.id), order=D.id),
    (
        Measure("deliveries", N_("Deliveries"), "number", COUNT, told=N_("Dispatched in the period")),
        Measure("parcels", N_("Parcels"), "number", fn.SUM(D.packages), told=N_("Packages of these deliveries")),
        Measure("weight", N_("Weight kg"), "amount", fn.SUM(D.weight_g), decimals=3, told=N_("As weighed")),
        Measure("freight", N_("Freight ¥"), "amount", fn.SUM(D.freight), decimals=2, better=-1,
                told=N_("Freight that was typed, of all")),
        Measure("each", N_("Per delivery ¥"), "amount", fn.SUM(D.freight), count_if(_PAID),
                N_("Freight by the deliveries whose freight is known"), decimals=2, better=-1),
        Measure("kilo", N_("Per kg ¥"), "amount", sum_if(_WEIGHED, D.freight), sum_if(_WEIGHED, D.weight_g),
                N_("Freight by weight, of deliveries that have both"), decimals=2, whole_decimals=3, better=-1),
        Measure("days", N_("Days on the way"), "days", sum_if(_SIGNED, D.signed_at - D.dispatched_at),
                count_if(_SIGNED),
                N_("Mean from dispatch to signature, of those signed"), per=DAY, better=-1),
        Measure("kept", N_("On time"), "percent", count_if(_KEPT), count_if(_SAID), ON_TIME_TOLD, better=1),
        Measure("sound", N_("Arrived as sent"), "percent", count_if(D.outcome == "signed"), count_if(_ENDED),
                N_("Signed in full, of those signed, refused or lost"), better=1),
    ),
    (CARRIER, REGION, Dimension("service", N_("Service"), lambda _d: D.service), CUSTOMER, *by_time()),
    "deliveries.view",
)  # fmt: skip

FREIGHT = Report(
    "freight", "logistics", N_("Freight and price tables"),
    N_("Deliveries dispatched in the period: what their carriers asked for, and what their price tables say"),
    grouped, behind,
    Facts(_sent, (
        *DELIVERY_DETAIL[:2], Detail("carrier", N_("Carrier"), "text", Carrier.name, 140),
        Detail("weight", N_("Weight kg"), "amount", (D.weight_g * SQL("1")).converter(kilos), 100),
        Detail("freight", N_("Freight ¥"), "amount", D.freight, 100),
        Detail("expected", N_("By the table ¥"), "amount", D.expected_freight, 110),
        Detail("beyond", N_("Beyond it ¥"), "amount", _BEYOND.converter(D.freight.python_value), 100),
        DELIVERY_DETAIL[3],
    ), ("delivery", D.id), order=D.id),
    (
        Measure("beyond", N_("Beyond the table ¥"), "amount", sum_if(_BOTH, _BEYOND), decimals=2, better=-1,
                told=N_("Freight less what the price table says, of deliveries that have both")),
        Measure("share", N_("Beyond the table"), "percent", sum_if(_BOTH, _BEYOND), sum_if(_BOTH, D.expected_freight),
                N_("What was asked for beyond the table, by what the table says"), decimals=2, whole_decimals=2,
                better=-1),
        Measure("freight", N_("Freight ¥"), "amount", sum_if(_BOTH, D.freight), decimals=2, better=-1,
                told=N_("What carriers asked for, of deliveries whose price is known too")),
        Measure("expected", N_("By the table ¥"), "amount", sum_if(_BOTH, D.expected_freight), decimals=2,
                told=N_("Each parcel by its province and weight, at the prices of the day it left")),
        Measure("kilo", N_("Per kg ¥"), "amount", sum_if(_HEAVY, D.freight), sum_if(_HEAVY, D.weight_g),
                N_("Freight by weight, of deliveries that have both"), decimals=2, whole_decimals=3, better=-1),
        Measure("kilo_expected", N_("By the table per kg ¥"), "amount", sum_if(_HEAVY, D.expected_freight),
                sum_if(_HEAVY, D.weight_g), N_("What the table says, by the same weight"), decimals=2,
                whole_decimals=3),
        Measure("order", N_("Freight per order ¥"), "amount", sum_if(_BOTH, D.freight), fn.COUNT(_ORDER.distinct()),
                N_("Freight by the number of orders"), decimals=2, better=-1),
        Measure("order_expected", N_("By the table per order ¥"), "amount", sum_if(_BOTH, D.expected_freight),
                fn.COUNT(_ORDER.distinct()), N_("What the table says, by the number of orders"), decimals=2),
        Measure("priced", N_("Compared"), "percent", count_if(_BOTH), COUNT,
                N_("Deliveries whose freight and price are known, of all dispatched"), better=1),
    ),
    (CARRIER, Dimension("weight", N_("Weight"), lambda _d: _weight_class(), kind="terms", terms=(
        ("", UNWEIGHED), *((term, term) for _most, term in KILOS), (OVER, OVER))),
     Dimension("order", N_("Order"), lambda _d: D.order_number, kind="code"), REGION,
     Dimension("service", N_("Service"), lambda _d: D.service), CUSTOMER, *by_time()),
    "deliveries.view",
)  # fmt: skip


def _weight_class() -> Any:
    weighed = peewee.Case(None, tuple((D.weight_g <= most, SQL(f"'{term}'")) for most, term in KILOS), SQL(f"'{OVER}'"))
    return peewee.Case(None, ((D.weight_g > 0, weighed),), SQL("''"))


def _due(days: Days, what: tuple[Any, ...]) -> Any:
    """Deliveries promised for a day of the period that have left."""
    return (
        D.select(*what).join(days.cte, on=D.due == days.day).switch(D).join(Customer).switch(D)
        .join(Carrier, peewee.JOIN.LEFT_OUTER).where(D.dispatched_at.is_null(False))
    )  # fmt: skip


ARRIVALS = Report(
    "arrivals", "logistics", N_("Arrivals"),
    N_("Deliveries promised for a day of the period that have left: did they arrive by it, and whole?"),
    grouped, behind,
    Facts(_due, (*DELIVERY_DETAIL[:4], Detail("signed", N_("Signed"), "moment", D.signed_at, 140), DELIVERY_DETAIL[4]),
          ("delivery", D.id), order=D.id, daily=True),
    (
        Measure("in_time", N_("Arrived in time"), "percent", count_if(D.signed_at < _ARRIVED_BY), COUNT,
                N_("Signed for by the end of the promised day, of all that have left"), better=1),
        Measure("left", N_("Deliveries"), "number", COUNT, told=N_("Promised for the period and dispatched")),
        Measure("late", N_("Arrived late"), "number", count_if(D.signed_at >= _ARRIVED_BY), better=-1,
                told=N_("Signed for after the promised day")),
        Measure("days", N_("Late by"), "days", sum_if(D.signed_at >= _ARRIVED_BY, D.signed_at - _ARRIVED_BY),
                count_if(D.signed_at >= _ARRIVED_BY), N_("Mean of those that arrived late"), per=DAY, better=-1),
        Measure("differs", N_("Damaged or short"), "percent", count_if(D.outcome == "signed_difference"),
                count_if(_ENDED), N_("Signed with a difference, of those signed, refused or lost"), better=-1),
        Measure("refused", N_("Refused"), "percent", count_if(D.outcome == "refused"), count_if(_ENDED),
                N_("Not taken by the customer, of those signed, refused or lost"), better=-1),
        Measure("lost", N_("Lost"), "percent", count_if(D.outcome == "lost"), count_if(_ENDED),
                N_("Lost on the way, of those signed, refused or lost"), better=-1),
    ),
    (CARRIER, REGION, Dimension("service", N_("Service"), lambda _d: D.service), CUSTOMER, *by_time()),
    "deliveries.view",
)  # fmt: skip

REGIONS = Report(
    "regions", "logistics", N_("Parcels by region"),
    N_("Deliveries dispatched in the period, by the province they go to"), grouped, behind,
    Facts(_sent, DELIVERY_DETAIL, ("delivery", D.id), order=D.id),
    (
        Measure("parcels", N_("Parcels"), "number", fn.SUM(D.packages), told=N_("Packages of these deliveries")),
        Measure("deliveries", N_("Deliveries"), "number", COUNT, told=N_("Dispatched in the period")),
        Measure("customers", N_("Customers"), "number", fn.COUNT(Customer.id.distinct()),
                told=N_("Customers something was sent to")),
        Measure("weight", N_("Weight kg"), "amount", fn.SUM(D.weight_g), decimals=3, told=N_("As weighed")),
        Measure("days", N_("Days on the way"), "days", sum_if(_SIGNED, D.signed_at - D.dispatched_at),
                count_if(_SIGNED), N_("Mean from dispatch to signature, of those signed"), per=DAY, better=-1),
        Measure("kilo", N_("Per kg ¥"), "amount", sum_if(_WEIGHED, D.freight), sum_if(_WEIGHED, D.weight_g),
                N_("Freight by weight, of deliveries that have both"), decimals=2, whole_decimals=3, better=-1),
    ),
    (REGION, CARRIER, CUSTOMER, *by_time()), "deliveries.view",
)  # fmt: skip

REPORTS = (CARRIERS, FREIGHT, ARRIVALS, REGIONS)
