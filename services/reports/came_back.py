"""Orders that came to nothing or came back: rejected here, refused at the door, returned afterwards, by reason."""

from typing import Any

from models.after_sales import ReturnLine, ReturnOrder
from models.delivery import Delivery, DeliveryLine
from models.driver import peewee
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from models.parties import Customer
from models.watch import Incident, IncidentNote
from resources.i18n import N_
from services.after_sales import RETURN_REASON_TERMS
from services.reports.definition import Detail, Dimension, Facts, Measure, Report
from services.reports.grouped import behind, by_time, count_if, grouped
from services.reports.period import Days
from services.reports.words import CUSTOMER

O, A, I, N, R, D = SalesOrder, ApprovalRequest, Incident, IncidentNote, ReturnOrder, Delivery
fn, SQL = peewee.fn, peewee.SQL
WHAT_TERMS = (("rejected", N_("Rejected by us")), ("refused", N_("Refused at the door")), ("returned", N_("Returned")))


def _orders_of(query: Any) -> Any:
    """With the orders of each delivery that a query is about."""
    return query.join(DeliveryLine, on=DeliveryLine.delivery == D.id).join(OrderLine)


def _gone() -> Any:
    """When, what, why and which order, one row an order each time."""
    said = N.select(N.text).where(N.incident == I.id).order_by(N.id).limit(1)
    rejected = A.select(
        A.decided_at.alias("at"), SQL("'rejected'").alias("what"), A.reason.alias("why"), A.order.alias("order_id")
    ).where(A.decision == "rejected")
    refused = _orders_of(
        I.select(I.at.alias("at"), SQL("'refused'").alias("what"), said.alias("why"), OrderLine.order)
        .join(D, on=(I.subject_id == D.id))
    ).where((I.kind == "refused") & (I.subject_kind == "delivery")).distinct()  # fmt: skip
    returned = (
        R.select(R.at.alias("at"), SQL("'returned'").alias("what"), R.reason.alias("why"), OrderLine.order)
        .join(ReturnLine, on=(ReturnLine.order == R.id)).join(DeliveryLine).join(OrderLine)
        .where(R.state != "cancelled").distinct()
    )  # fmt: skip
    return rejected.union_all(refused).union_all(returned).alias("gone")


def _orders(days: Days, what: tuple[Any, ...]) -> Any:
    gone = _gone()
    return (
        O.select(*what).join(gone, on=O.id == gone.c.order_id).switch(O)
        .join(days.cte, on=days.within(gone.c.at)).switch(O).join(Customer)
    )  # fmt: skip


_WHAT, _WHY = SQL("gone.what"), SQL("gone.why")
COUNT = fn.COUNT(SQL("*"))

CAME_BACK = Report(
    "came_back", "service", N_("Rejected and returned orders"),
    N_("Orders that were rejected here, refused at the door or sent back in the period"), grouped, behind,
    Facts(_orders, (
        Detail("number", N_("Order no."), "code", O.number, 150),
        Detail("customer", N_("Customer"), "text", O.customer_name, 200),
        Detail("total", N_("Amount ¥"), "amount", O.total, 110, "credit.view"),
    ), ("orders", O.id), order=O.id),
    (
        Measure("orders", N_("Orders"), "number", COUNT, told=N_("Each order once each time it happened"), better=-1),
        Measure("rejected", N_("Rejected by us"), "number", count_if(_WHAT == "rejected"),
                told=N_("Turned down at their approval")),
        Measure("refused", N_("Refused at the door"), "number", count_if(_WHAT == "refused"), better=-1,
                told=N_("The customer did not take the goods")),
        Measure("returned", N_("Returned"), "number", count_if(_WHAT == "returned"), better=-1,
                told=N_("A return was opened, and not called off")),
    ),
    (Dimension("reason", N_("Reason"), lambda _d: _WHY, kind="terms", terms=tuple(RETURN_REASON_TERMS.items())),
     Dimension("what", N_("What happened"), lambda _d: _WHAT, kind="terms", terms=WHAT_TERMS),
     CUSTOMER, *by_time()),
    "orders.view", span="months12",
)  # fmt: skip

REPORTS = (CAME_BACK,)
