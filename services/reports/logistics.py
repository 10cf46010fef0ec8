"""What sending costs, and how carriers do."""

from typing import Any

from models.delivery import Delivery
from models.driver import peewee
from models.parties import Carrier, Customer
from resources.i18n import N_
from services.reports.definition import Dimension, Facts, Measure, Report
from services.reports.grouped import behind, by_time, count_if, grouped, sum_if
from services.reports.period import Days
from services.reports.words import CARRIER, CUSTOMER, DAY, DELIVERY_DETAIL, REGION

D = Delivery
fn, SQL = peewee.fn, peewee.SQL
COUNT = fn.COUNT(SQL("*"))
_ENDED = D.outcome != ""
_SIGNED = D.signed_at.is_null(False)
_PAID = D.freight.is_null(False)
_WEIGHED = _PAID & (D.weight_g > 0)


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
        Measure("weight", N_("Weight kg"), "quantity", fn.SUM(D.weight_g), decimals=3, told=N_("As weighed")),
        Measure("freight", N_("Freight ¥"), "amount", fn.SUM(D.freight), decimals=2, better=-1,
                told=N_("Freight that was typed, of all")),
        Measure("each", N_("Per delivery ¥"), "amount", fn.SUM(D.freight), count_if(_PAID),
                N_("Freight by the deliveries whose freight is known"), decimals=2, better=-1),
        Measure("kilo", N_("Per kg ¥"), "amount", sum_if(_WEIGHED, D.freight), sum_if(_WEIGHED, D.weight_g),
                N_("Freight by weight, of deliveries that have both"), decimals=2, whole_decimals=3, better=-1),
        Measure("days", N_("Days on the way"), "days", sum_if(_SIGNED, D.signed_at - D.dispatched_at),
                count_if(_SIGNED),
                N_("Mean from dispatch to signature, of those signed"), per=DAY, better=-1),
        Measure("sound", N_("Arrived as sent"), "percent", count_if(D.outcome == "signed"), count_if(_ENDED),
                N_("Signed in full, of those signed, refused or lost"), better=1),
    ),
    (CARRIER, REGION, Dimension("service", N_("Service"), lambda _d: D.service), CUSTOMER, *by_time()),
    "deliveries.view",
)  # fmt: skip

REPORTS = (CARRIERS,)
