"""Orders that wait for their approval, and for how long, as of now."""

from typing import Any

from models.driver import peewee
from models.fields import EPOCH, MICROSECOND
from models.orders import ApprovalRequest, SalesOrder
from models.parties import Customer
from models.people import User
from resources.i18n import N_
from services.reports.definition import Detail, Dimension, Facts, Measure, Report
from services.reports.grouped import behind, count_if, grouped
from services.reports.period import Days
from services.reports.words import CUSTOMER, DAY, HOUR
from services.unit import utc_now

O, A = SalesOrder, ApprovalRequest
fn, SQL = peewee.fn, peewee.SQL
COUNT = fn.COUNT(SQL("*"))
LEFT = peewee.JOIN.LEFT_OUTER


class _Now(peewee.Node):
    """The moment at which the query runs: a report is written once for all of its questions."""

    def __sql__(self, ctx: Any) -> Any:
        return ctx.sql(peewee.Value((utc_now() - EPOCH) // MICROSECOND, converter=False))


_AGE = peewee.NodeList((_Now(), SQL("-"), O.submitted_at), glue=" ", parens=True)
_LONG = O.submitted_at <= peewee.NodeList((_Now(), SQL(f"- {DAY}")))
AGES = (
    ("a", N_("Up to 4 hours"), 4 * HOUR), ("b", N_("4 hours to a day"), DAY), ("c", N_("1 to 3 days"), 3 * DAY),
    ("d", N_("Over 3 days"), None),
)  # fmt: skip
_CLASS = peewee.Case(
    None, tuple((O.submitted_at > peewee.NodeList((_Now(), SQL(f"- {most}"))), SQL(f"'{age}'"))
                for age, _term, most in AGES if most), SQL("'d'"),
)  # fmt: skip
VERDICTS = (("ok", N_("Without a finding")), ("warn", N_("With a warning")), ("block", N_("To be confirmed")))


def _waiting(days: Days, what: tuple[Any, ...]) -> Any:
    """Submitted orders, each with its newest request."""
    newest = A.select(fn.MAX(A.id)).join(O).where(O.state == "submitted").group_by(A.order)
    return (
        O.select(*what).join(A, on=A.order == O.id).switch(O).join(Customer, LEFT).switch(O)
        .join(User, LEFT, on=O.author == User.id).where((O.state == "submitted") & A.id.in_(newest))
    )  # fmt: skip


WAITING = Report(
    "waiting", "people", N_("Waiting approvals"), N_("Orders that wait for their approval as of now, and how long"),
    grouped, behind,
    Facts(_waiting, (
        Detail("number", N_("Order no."), "code", O.number, 150),
        Detail("customer", N_("Customer"), "text", O.customer_name, 200),
        Detail("at", N_("Submitted at"), "moment", O.submitted_at, 140),
        Detail("promised", N_("Promised"), "date", O.promised, 100),
        Detail("total", N_("Amount ¥"), "amount", O.total, 120, "credit.view"),
    ), ("orders", O.id), order=O.id),
    (
        Measure("orders", N_("Orders"), "number", COUNT, told=N_("Submitted and not decided yet"), better=-1),
        Measure("hours", N_("Waits for"), "hours", fn.SUM(_AGE), COUNT, N_("Mean since their submission"), per=HOUR,
                better=-1),
        Measure("oldest", N_("Longest"), "hours", fn.MAX(_AGE), per=HOUR, better=-1, extreme=True,
                told=N_("Since the submission of the one that waits longest")),
        Measure("long", N_("Over a day"), "percent", count_if(_LONG), COUNT,
                N_("Submitted more than 24 hours ago, of all that wait"), better=-1),
        Measure("held", N_("On hold"), "number", count_if(O.on_hold), told=N_("Nobody may approve them meanwhile")),
        Measure("amount", N_("Amount ¥"), "amount", fn.SUM(O.total), decimals=2, right="credit.view",
                told=N_("As ordered")),
    ),
    (Dimension("age", N_("Waiting time"), lambda _d: _CLASS, kind="terms",
               terms=tuple((age, term) for age, term, _most in AGES)),
     Dimension("found", N_("Worst finding"), lambda _d: A.worst, kind="terms", terms=VERDICTS), CUSTOMER,
     Dimension("person", N_("Author"), lambda _d: User.id, lambda _d: User.name, right="reports.people")),
    "orders.view", dated=False,
)  # fmt: skip

REPORTS = (WAITING,)
