"""What customers say: how they rate deliveries, what they complain about."""

from typing import Any

from models.after_sales import Complaint, Rating
from models.delivery import Delivery
from models.driver import peewee
from models.parties import Carrier, Customer
from models.watch import Incident
from resources.i18n import N_
from services.after_sales import COMPLAINT_TERMS
from services.lists import INCIDENT_TERMS
from services.reports.definition import Detail, Dimension, Facts, Measure, Report
from services.reports.grouped import behind, by_time, count_if, grouped
from services.reports.period import Days
from services.reports.words import CARRIER, CUSTOMER

R, C, D, I = Rating, Complaint, Delivery, Incident
fn, SQL = peewee.fn, peewee.SQL
COUNT = fn.COUNT(SQL("*"))
_DAY, _WEEK, _MONTH = by_time()[:3]
STAR_TERMS = (("5", N_("5 stars")), ("4", N_("4 stars")), ("3", N_("3 stars")), ("2", N_("2 stars")),
              ("1", N_("1 star")))  # fmt: skip


def _rated(days: Days, what: tuple[Any, ...]) -> Any:
    return (
        R.select(*what).join(days.cte, on=days.within(R.id)).switch(R).join(D).join(Customer).switch(D)
        .join(Carrier, peewee.JOIN.LEFT_OUTER)
    )  # fmt: skip


RATINGS = Report(
    "ratings", "service", N_("Ratings of customers"), N_("Ratings that customers gave in the period, from 1 to 5"),
    grouped, behind,
    Facts(_rated, (
        Detail("number", N_("Delivery no."), "code", D.number, 150),
        Detail("customer", N_("Customer"), "text", D.customer_name, 200),
        Detail("at", N_("When"), "moment", R.at, 140), Detail("stars", N_("Stars"), "number", R.stars, 70),
        Detail("note", N_("Note"), "text", R.note, 240),
    ), ("tracking", D.id), ids=R.at, order=R.id),
    (
        Measure("mean", N_("Mean of 5"), "quantity", fn.SUM(R.stars), COUNT, N_("Mean of all ratings of the period"),
                better=1),
        Measure("ratings", N_("Ratings"), "number", COUNT,
                told=N_("Deliveries that a customer rated; each counts once, as it was given last")),
        Measure("good", N_("4 or 5 stars"), "percent", count_if(R.stars >= 4), COUNT, N_("Of all ratings"), better=1),
        Measure("bad", N_("1 or 2 stars"), "percent", count_if(R.stars <= 2), COUNT, N_("Of all ratings"), better=-1),
    ),
    (_MONTH, _WEEK, _DAY,
     Dimension("stars", N_("Stars"), lambda _d: R.stars.cast("TEXT"), kind="terms", terms=STAR_TERMS),
     CARRIER, CUSTOMER),
    "deliveries.view", span="months12",
)  # fmt: skip


def _complained(days: Days, what: tuple[Any, ...]) -> Any:
    return (
        C.select(*what).join(days.cte, on=days.within(C.id)).switch(C).join(I).switch(C).join(D).join(Customer)
        .switch(D).join(Carrier, peewee.JOIN.LEFT_OUTER)
    )  # fmt: skip


_ENDED = I.phase == "ended"

COMPLAINTS = Report(
    "complaints", "service", N_("Complaints"), N_("What customers complained about in the period"), grouped, behind,
    Facts(_complained, (
        Detail("number", N_("Delivery no."), "code", D.number, 150),
        Detail("customer", N_("Customer"), "text", D.customer_name, 200),
        Detail("at", N_("When"), "moment", C.at, 140), Detail("text", N_("What was said"), "text", C.text, 260),
    ), ("watch", I.id), ids=C.at, order=C.id),
    (
        Measure("complaints", N_("Complaints"), "number", COUNT, told=N_("Complaints noted in the period"), better=-1),
        Measure("deliveries", N_("Deliveries"), "number", fn.COUNT(D.id.distinct()),
                told=N_("Deliveries that were complained about")),
        Measure("ended", N_("Answered"), "percent", count_if(_ENDED), COUNT,
                N_("Resolved or accepted by now, of all of the period"), better=1),
    ),
    (Dimension("kind", N_("Kind"), lambda _d: C.kind, kind="terms", terms=tuple(COMPLAINT_TERMS.items())),
     CUSTOMER, CARRIER,
     Dimension("state", N_("State"), lambda _d: I.state, kind="terms", terms=tuple(INCIDENT_TERMS.items())),
     _MONTH, _WEEK, _DAY),
    "deliveries.view", span="months12",
)  # fmt: skip

REPORTS = (RATINGS, COMPLAINTS)
