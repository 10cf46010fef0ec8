"""How well customers are served: promises kept, orders without a fault, what could be shipped at once, errors at the
bench, approvals."""

from typing import Any

from models.after_sales import ReturnOrder
from models.delivery import Delivery, DeliveryLine, ScanEvent
from models.driver import peewee
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from models.parties import Carrier, Customer
from models.people import User
from models.watch import Incident
from resources.i18n import N_
from services.listing import today
from services.lists import INCIDENT_KIND_TERMS, INCIDENT_TERMS
from services.reports.cycle import HEADS, cycle, slowest
from services.reports.definition import Detail, Dimension, Facts, Measure, Report
from services.reports.grouped import behind, by_time, count_if, grouped, sum_if
from services.reports.period import Days
from services.reports.words import CARRIER, CUSTOMER, DAY, DELIVERY_DETAIL, HOUR

O, D, OL, DL, S, A, I = SalesOrder, Delivery, OrderLine, DeliveryLine, ScanEvent, ApprovalRequest, Incident
fn, SQL = peewee.fn, peewee.SQL
COUNT = fn.COUNT(SQL("*"))
# A difference, a refusal, a loss: what did not arrive as it was sent.
FAULTS = ("signed_difference", "refused", "lost")
COUNTED = ("right", "undone")


def _due(days: Days, what: tuple[Any, ...]) -> Any:
    """Deliveries that were promised for a day of the period. One that has not left counts once its day is over."""
    told = D.dispatched_at.is_null(False) | (D.due < today())
    return (
        D.select(*what).join(days.cte, on=D.due == days.day).switch(D).join(Customer)
        .switch(D).join(Carrier, peewee.JOIN.LEFT_OUTER).where((D.state != "cancelled") & told)
    )  # fmt: skip


# Measures are written once for all periods, so the day's end is named and not bound.
_STOP = SQL("days.stop")
_IN_TIME = D.dispatched_at < _STOP

ON_TIME = Report(
    "on_time", "service", N_("Promises kept"), N_("Deliveries promised for a day of the period: did they leave by it?"),
    grouped, behind,
    Facts(_due, DELIVERY_DETAIL, ("delivery", D.id), order=D.id, daily=True),
    (
        Measure("in_time", N_("On time"), "percent", count_if(_IN_TIME), COUNT,
                N_("Dispatched by the end of the promised day, of all promised that have left or whose day is over"),
                better=1),
        Measure("due", N_("Promised"), "number", COUNT,
                told=N_("Promised for the period, as far as they have left or their day is over")),
        Measure("late", N_("Left late"), "number", count_if(D.dispatched_at >= _STOP), better=-1,
                told=N_("Dispatched after the promised day")),
        Measure("open", N_("Not left yet"), "number", count_if(D.dispatched_at.is_null()),
                told=N_("Their promised day is over, and they are not dispatched yet")),
        Measure("days", N_("Late by"), "days", sum_if(D.dispatched_at >= _STOP, D.dispatched_at - _STOP),
                count_if(D.dispatched_at >= _STOP), N_("Mean of those that left late"), per=DAY, better=-1),
    ),
    (by_time()[1], by_time()[0], *by_time()[2:], CUSTOMER, CARRIER), "deliveries.view",
)  # fmt: skip


def sent_back() -> Any:
    """Returns of a delivery that were not called off."""
    return ReturnOrder.select(SQL("1")).where((ReturnOrder.delivery == D.id) & (ReturnOrder.state != "cancelled"))


def _promised(days: Days, what: tuple[Any, ...]) -> Any:
    """Orders promised for a day of the period, each with the moment its last parcel left and how many went wrong. One
    of which not all has left counts once its day is over."""
    parcel = (
        O.select(O.id.alias("order_id"), DL.delivery.alias("delivery_id")).distinct().join(OL)
        .join(DL, peewee.JOIN.LEFT_OUTER)
        .where(O.due.between(days.period.first, days.period.last)
               & O.state.in_(("approved", "completed", "closed_short"))).alias("parcel")
    )  # fmt: skip
    wrong, back = count_if(D.outcome.in_(FAULTS)), count_if(peewee.fn.EXISTS(sent_back()))
    each = (
        peewee.Select([parcel], [parcel.c.order_id, fn.MAX(D.dispatched_at).alias("last"), wrong.alias("wrong"),
                                 back.alias("back")])
        .join(D, peewee.JOIN.LEFT_OUTER, on=parcel.c.delivery_id == D.id).group_by(parcel.c.order_id).alias("parcels")
    )  # fmt: skip
    return (
        O.select(*what).join(days.cte, on=O.due == days.day).switch(O).join(each, on=O.id == each.c.order_id).switch(O)
        .join(Customer).where((O.due < today()) | (_FULL & SQL("parcels.last IS NOT NULL")))
    )  # fmt: skip


_FULL = (O.lines_shipped >= O.lines) & (O.state != "closed_short")
_KEPT = SQL("parcels.last < days.stop")
_SOUND = SQL("parcels.last IS NOT NULL AND parcels.wrong = 0")
_STAYED = SQL("parcels.last IS NOT NULL AND parcels.back = 0")

PERFECT = Report(
    "perfect", "service", N_("Perfect orders"),
    N_("Orders promised for a day of the period: all of it, in time, without a fault, and kept"), grouped, behind,
    Facts(_promised, (
        Detail("number", N_("Order no."), "code", O.number, 150),
        Detail("customer", N_("Customer"), "text", O.customer_name, 200),
        Detail("promised", N_("Promised"), "date", O.promised, 100),
        Detail("state", N_("State"), "state", O.state, 110),
    ), ("orders", O.id), order=O.id, daily=True),
    (
        Measure("perfect", N_("Perfect orders"), "percent", count_if(_KEPT & _FULL & _SOUND & _STAYED), COUNT,
                N_("In time, in full, without a fault and nothing sent back, of all promised (SCOR RL.1.1)"), better=1),
        Measure("otif", N_("In time and in full"), "percent", count_if(_KEPT & _FULL), COUNT,
                N_("Everything left, the last parcel by the end of the promised day; late and short count once"),
                better=1),
        Measure("in_time", N_("In time"), "percent", count_if(_KEPT), COUNT,
                N_("What left did so by the end of the promised day"), better=1),
        Measure("in_full", N_("In full"), "percent", count_if(_FULL), COUNT,
                N_("All lines shipped whole, none closed short"), better=1),
        Measure("sound", N_("Without a fault"), "percent", count_if(_SOUND), COUNT,
                N_("No parcel signed with a difference, refused or lost"), better=1),
        Measure("kept", N_("Nothing sent back"), "percent", count_if(_STAYED), COUNT,
                N_("The customer sent nothing back of it"), better=1),
        Measure("orders", N_("Orders"), "number", COUNT,
                told=N_("Promised for the period, as far as all has left or their day is over")),
    ),
    (by_time()[1], by_time()[0], by_time()[2], CUSTOMER), "orders.view",
)  # fmt: skip

CYCLE = Report(
    "cycle",
    "service",
    N_("From order to signature"),
    N_("Deliveries dispatched in the period: how long each step took, and which one holds things up"),
    cycle,
    slowest,
    right="deliveries.view",
    heads=HEADS,
)


def _first_lines(days: Days, what: tuple[Any, ...]) -> Any:
    """Lines of orders whose first parcel left in the period, each with what of it was in that parcel."""
    earlier = D.alias()
    none = ~fn.EXISTS(
        earlier.select(SQL("1")).where(
            (earlier.order == D.order) & (earlier.id < D.id) & earlier.dispatched_at.is_null(False)
        )
    )
    part = (DL.delivery == D.id) & (DL.line == OL.id)
    return (
        D.select(*what).join(days.cte, on=days.within(D.dispatched_at)).switch(D).join(OL, on=OL.order == D.order)
        .join(DL, peewee.JOIN.LEFT_OUTER, on=part).where(D.order.is_null(False) & none)
    )  # fmt: skip


def _first(days: Days, what: tuple[Any, ...]) -> Any:
    """The same with what names them."""
    return _first_lines(days, what).switch(D).join(Customer).switch(D).join(O)


_SENT = fn.COALESCE(DL.packed, SQL("0"))
WHOLE_LINE = OL.ordered <= _SENT

FILL = Report(
    "fill", "service", N_("Shipped at the first try"),
    N_("Orders whose first parcel left in the period: how much of them was in it"), grouped, behind,
    Facts(_first, (
        Detail("number", N_("Order no."), "code", O.number, 150),
        Detail("customer", N_("Customer"), "text", O.customer_name, 200),
        Detail("text", N_("Line"), "text", OL.text, 220),
        Detail("ordered", N_("Ordered"), "quantity", OL.ordered, 90),
        Detail("sent", N_("In the first parcel"), "quantity", DL.packed, 120),
    ), ("orders", O.id), order=OL.id, bare=_first_lines),
    (
        Measure("pieces", N_("Of the pieces"), "percent", fn.SUM(_SENT), fn.SUM(OL.ordered),
                N_("Pieces in the first parcel, of those ordered"), whole_decimals=3, decimals=3, better=1),
        Measure("lines", N_("Of the lines"), "percent", count_if(WHOLE_LINE), COUNT,
                N_("Lines that were whole in the first parcel, of all lines"), better=1),
        Measure("orders", N_("Of the orders"), "percent",
                fn.COUNT(D.order.distinct()) - fn.COUNT(peewee.Case(None, ((~WHOLE_LINE, D.order),), None).distinct()),
                fn.COUNT(D.order.distinct()), N_("Orders that were whole in the first parcel, of all orders"),
                better=1),
    ),
    (by_time()[1], by_time()[0], *by_time()[2:], CUSTOMER), "orders.view",
)  # fmt: skip


def _picks(days: Days, what: tuple[Any, ...]) -> Any:
    return S.select(*what).join(days.cte, on=days.within(S.id)).where(S.kind == "pick")


def _scans(days: Days, what: tuple[Any, ...]) -> Any:
    return _picks(days, what).switch(S).join(User, peewee.JOIN.LEFT_OUTER)


WRONG = S.verdict.not_in(COUNTED)
VERDICTS = tuple({
    "right": N_("Right"), "undone": N_("Undone"), "wrong_item": N_("Wrong item"), "wrong_lot": N_("Wrong lot"),
    "expired": N_("Expired"), "too_many": N_("Too many"), "unknown": N_("Unknown code"),
}.items())  # fmt: skip

PICKS = Report(
    "picks", "service", N_("Right at the bench"), N_("Scans of goods at the packing benches, and what was refused"),
    grouped, behind,
    Facts(_scans, (
        Detail("at", N_("When"), "moment", S.at, 140), Detail("text", N_("Scanned"), "code", S.text, 180),
        Detail("verdict", N_("Answer"), "text", S.verdict, 120),
        Detail("station", N_("Station"), "text", S.station, 110),
        Detail("user", N_("Person"), "text", User.name, 110, "reports.people"),
    ), ("delivery", S.delivery), ids=S.at, order=S.id, bare=_picks),
    (
        Measure("right", N_("Right scans"), "percent", count_if(S.verdict == "right"),
                count_if(S.verdict != "undone"), N_("Scans that counted, of all scans of goods"), better=1),
        Measure("clean", N_("Picked without an error"), "percent",
                fn.COUNT(S.delivery.distinct()) - fn.COUNT(peewee.Case(None, ((WRONG, S.delivery),), None).distinct()),
                fn.COUNT(S.delivery.distinct()), N_("Deliveries without a refused scan, of all that were picked at"),
                better=1),
        Measure("scans", N_("Scans"), "number", COUNT, told=N_("Scans of goods, with those taken back")),
        Measure("refused", N_("Refused scans"), "number", count_if(WRONG), told=N_("Scans that did not count"),
                better=-1),
    ),
    (by_time()[0], by_time()[1], *by_time()[2:],
     Dimension("verdict", N_("Answer"), lambda _d: S.verdict, kind="terms", terms=VERDICTS),
     Dimension("station", N_("Station"), lambda _d: S.station),
     Dimension("person", N_("Person"), lambda _d: User.id, lambda _d: User.name, right="reports.people")),
    "deliveries.view",
)  # fmt: skip


def _decided(days: Days, what: tuple[Any, ...]) -> Any:
    """Requests to approve that came in the period."""
    return (
        A.select(*what).join(days.cte, on=days.within(A.id)).switch(A).join(O).join(Customer, peewee.JOIN.LEFT_OUTER)
        .switch(A).join(User, peewee.JOIN.LEFT_OUTER, on=A.decided_by == User.id)
    )  # fmt: skip


_DONE = A.decided_at.is_null(False)
DECISIONS = tuple({
    "approved": N_("Approved"), "sent_back": N_("Sent back"), "rejected": N_("Rejected"), "": N_("Waits"),
}.items())  # fmt: skip

APPROVALS = Report(
    "approvals", "service", N_("Approvals"), N_("Orders submitted in the period: how they were decided, and how soon"),
    grouped, behind,
    Facts(_decided, (
        Detail("number", N_("Order no."), "code", O.number, 150),
        Detail("customer", N_("Customer"), "text", O.customer_name, 200),
        Detail("at", N_("Submitted at"), "moment", A.at, 140),
        Detail("done", N_("Decided"), "moment", A.decided_at, 140),
        Detail("reason", N_("Reason"), "text", A.reason, 200),
    ), ("orders", O.id), ids=A.at, order=A.id),
    (
        Measure("asked", N_("Submissions"), "number", COUNT,
                told=N_("Each submission counts, also of the same order again")),
        Measure("hours", N_("Waited"), "hours", sum_if(_DONE, A.decided_at - A.at), count_if(_DONE),
                N_("Mean from submission to decision, of those decided"), per=HOUR, better=-1),
        Measure("green", N_("Without a finding"), "percent", count_if(A.worst == "ok"), COUNT,
                N_("Credit, price and stock in order when submitted, of all submitted"), better=1),
        Measure("turned", N_("Sent back or rejected"), "percent", count_if(A.decision.in_(("sent_back", "rejected"))),
                count_if(_DONE), N_("Of those decided"), better=-1),
    ),
    (by_time()[1], by_time()[0], *by_time()[2:],
     Dimension("decision", N_("Decision"), lambda _d: A.decision, kind="terms", terms=DECISIONS),
     Dimension("reason", N_("Reason"), lambda _d: A.reason), CUSTOMER,
     Dimension("person", N_("Person"), lambda _d: User.id, lambda _d: User.name, right="reports.people")),
    "orders.view",
)  # fmt: skip


def _wrong(days: Days, what: tuple[Any, ...]) -> Any:
    return I.select(*what).join(days.cte, on=days.within(I.id)).switch(I).join(User, peewee.JOIN.LEFT_OUTER)


INCIDENTS = Report(
    "incidents", "service", N_("What went wrong"), N_("Incidents that were opened in the period"), grouped, behind,
    Facts(_wrong, (
        Detail("number", N_("Incident no."), "code", I.number, 150),
        Detail("about", N_("About"), "text", I.subject_text, 220),
        Detail("at", N_("Since"), "moment", I.at, 140), Detail("owner", N_("Owner"), "text", User.name, 120),
    ), ids=I.at, order=I.id),
    (
        Measure("incidents", N_("Incidents"), "number", COUNT, told=N_("Incidents opened in the period"), better=-1),
        Measure("ended", N_("Answered"), "percent", count_if(I.state.in_(("resolved", "accepted"))), COUNT,
                N_("Resolved or accepted by now, of all of the period"), better=1),
    ),
    (Dimension("kind", N_("Kind"), lambda _d: I.kind, kind="terms", terms=tuple(INCIDENT_KIND_TERMS.items())),
     Dimension("state", N_("State"), lambda _d: I.state, kind="terms", terms=tuple(INCIDENT_TERMS.items())),
     *by_time()),
    "deliveries.view",
)  # fmt: skip

REPORTS = (CYCLE, ON_TIME, PERFECT, FILL, PICKS, APPROVALS, INCIDENTS)
