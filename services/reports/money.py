"""Who owes what since when, what should come in, what was billed and paid and how long customers take."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.delivery import Delivery
from models.driver import peewee
from models.fields import total
from models.money import Payment, Receivable
from models.parties import Customer
from resources.i18n import N_
from services.faults import translated
from services.listing import DaysAgo
from services.receivables import AGE_AMOUNTS, of_age
from services.reports.definition import ZERO, Ask, Behind, Column, Detail, Facts, Figure, Measure, Report, Result
from services.reports.grouped import MOST_BEHIND, behind, by_time, count_if, grouped, sum_if
from services.reports.period import Days, Period
from services.reports.words import CUSTOMER

R, Y = Receivable, Payment
fn, SQL = peewee.fn, peewee.SQL
LEFT = peewee.JOIN.LEFT_OUTER
OPEN = SQL("open > 0")
LEAST_DAYS = 30
BILLS = (
    Detail("customer", N_("Customer"), "text", Customer.name, 200),
    Detail("delivery", N_("Delivery no."), "code", Delivery.number, 150),
    Detail("day", N_("Billed"), "date", R.day, 100), Detail("due", N_("Due date"), "date", R.due, 100),
    Detail("amount", N_("Amount ¥"), "amount", R.amount, 120),
    Detail("open", N_("Still open ¥"), "amount", R.open, 120),
)  # fmt: skip


def _owed(days: Days, what: tuple[Any, ...]) -> Any:
    """Open bills as of now."""
    return R.select(*what).join(Customer).switch(R).join(Delivery, LEFT).where(OPEN & R.billed)


_AGES = tuple(Measure(age, term, "amount", sum_if(of_age(age), R.open), decimals=2, better=0 if age == "fresh" else -1,
                      told=N_("What is open, by the days past its due date")) for age, term in AGE_AMOUNTS)  # fmt: skip

AGEING = Report(
    "ageing", "money", N_("Who owes since when"), N_("Open bills as of now, by the days past their due date"),
    grouped, behind, Facts(_owed, BILLS, ("finance", R.id), order=R.due),
    (
        Measure("open", N_("Owed ¥"), "amount", fn.SUM(R.open), decimals=2, told=N_("All that is open")),
        *_AGES[:1],
        Measure("late", N_("Past due ¥"), "amount", sum_if(R.due <= DaysAgo(1), R.open), decimals=2, better=-1,
                told=N_("With what is not due it makes all that is open")),
        Measure("overdue", N_("Past due"), "percent", sum_if(R.due <= DaysAgo(1), R.open), fn.SUM(R.open),
                N_("What is past its due date, of all that is open"), decimals=2, whole_decimals=2, better=-1),
        *_AGES[1:],
        Measure("bills", N_("Bills"), "number", fn.COUNT(SQL("*")), told=N_("Open bills")),
    ),
    (CUSTOMER,), "credit.view", dated=False, cards=4,
)  # fmt: skip


def _to_come(days: Days, what: tuple[Any, ...]) -> Any:
    return (
        R.select(*what).join(days.cte, on=R.due == days.day).switch(R).join(Customer).switch(R).join(Delivery, LEFT)
        .where(OPEN & R.billed)
    )  # fmt: skip


TO_COME = Report(
    "to_come", "money", N_("Payments expected"), N_("Open bills that are due in the period"), grouped, behind,
    Facts(_to_come, BILLS, ("finance", R.id), order=R.due, daily=True),
    (
        Measure("open", N_("Expected ¥"), "amount", fn.SUM(R.open), decimals=2, told=N_("What is open of these bills")),
        Measure("bills", N_("Bills"), "number", count_if(OPEN), told=N_("Open bills")),
    ),
    (by_time()[1], by_time()[0], *by_time()[2:], CUSTOMER), "credit.view", span="next30",
)  # fmt: skip


def _dso(report: Report, ask: Ask) -> Result:
    """A row a month: billed, paid, owed at its end, and how many days of sales that is."""
    with translated():
        reconnect()
        billed, paid = _daily(R, R.billed), _daily(Y, None)
    rows = []
    for month in sorted({day.replace(day=1) for day in ask.period}):
        part = Period(max(month, ask.period.first), min(_end(month), ask.period.last))
        rows.append((month, *_paid_in(billed, paid, part)))
    heads = [_paid_in(billed, paid, each) for each in (ask.period, *ask.others)]
    sold, came, owed, days = (tuple(values) for values in zip(*heads, strict=True))
    figures = (
        _figure("dso", N_("Days to be paid"), "days", days, -1, heads[0][0], DSO_TOLD),
        _figure("billed", N_("Billed ¥"), "amount", sold, 1, told=BILLED_TOLD),
        _figure("paid", N_("Paid ¥"), "amount", came, 1, told=PAID_TOLD),
        _figure("owed", N_("Owed at the end ¥"), "amount", owed, -1, told=OWED_TOLD),
    )
    return Result(DSO_COLUMNS, tuple(rows), tuple(row[0] for row in rows), figures, ("days", "billed", "paid", "owed"),
                  True, len(rows))  # fmt: skip


BILLED_TOLD, PAID_TOLD = N_("Bills less credits, by their day"), N_("Payments, by their day")
OWED_TOLD = N_("All bills less all payments so far")
DSO_TOLD = N_("What is owed at the end by what was billed in the period, 30 days at least, times its days (DSO)")
DSO_COLUMNS = (
    Column("month", N_("Month"), "month", width=120),
    Column("billed", N_("Billed ¥"), "amount", BILLED_TOLD, 130),
    Column("paid", N_("Paid ¥"), "amount", PAID_TOLD, 130),
    Column("owed", N_("Owed at the end ¥"), "amount", OWED_TOLD, 150),
    Column("days", N_("Days to be paid"), "days", DSO_TOLD, 130),
)
def _of_month(report: Report, ask: Ask) -> Behind:
    """The bills and the payments of the months asked for, as far as they lie in the period, the newest first."""
    months = [key for name, key in ask.where if name == "month"]
    days = Days(ask.period)
    bills = R.select(Customer.name, Delivery.number, R.day, R.amount, Delivery.id).join(Customer).switch(R)
    bills = bills.join(Delivery, LEFT).switch(R).join(days.cte, on=days.day == R.day).where(R.billed)
    paid = Y.select(Customer.name, Y.number, Y.day, Y.amount, SQL("NULL")).join(Customer).switch(Y)
    paid = paid.join(days.cte, on=days.day == Y.day)
    with translated():
        reconnect()
        rows = [
            (what, *row)
            for what, query, model in (("bill", bills, R), ("payment", paid, Y))
            for row in query.where(days.month.in_(months)).order_by(model.day.desc(), model.id.desc())
            .limit(MOST_BEHIND).with_cte(days.cte).tuples()
        ]  # fmt: skip
    return Behind(DSO_BEHIND, tuple(row[:-1] for row in rows), tuple(row[-1] for row in rows), "delivery")


DSO_BEHIND = (
    Column("what", N_("Kind"), "terms", width=90, terms=(("bill", N_("Bill or credit")), ("payment", N_("Payment")))),
    Column("customer", N_("Customer"), "text", width=200), Column("number", N_("Number"), "code", width=150),
    Column("day", N_("Day"), "date", width=100), Column("amount", N_("Amount ¥"), "amount", width=120),
)  # fmt: skip
DSO = Report("dso", "money", N_("How long customers take"), N_("Billed, paid and owed, month by month"), _dso,
             _of_month, right="credit.view", span="months12",
             heads=(Figure("dso", N_("Days to be paid"), "days", None),))  # fmt: skip


def _daily(model: Any, only: Any) -> dict[date, Decimal]:
    """What bills or payments came to on each day there was one.

    All days in one reading: bills have no index by day, and what is owed at an end is all that came before it.
    """
    select = model.select(model.day, total(model.amount)).group_by(model.day)
    return dict((select if only is None else select.where(only)).tuples())


def _paid_in(
    billed: dict[date, Decimal], paid: dict[date, Decimal], period: Period
) -> tuple[Decimal, Decimal, Decimal, Decimal | None]:
    """Billed and paid in a period, owed at its end, and the days of sales that this is: of a month's sales at least, as
    a day or two of them say nothing, and of no days before the first bill."""
    sold, came = (sum((each[day] for day in each if period.first <= day <= period.last), ZERO)
                  for each in (billed, paid))  # fmt: skip
    owed = sum((amount for day, amount in billed.items() if day <= period.last), ZERO)
    owed -= sum((amount for day, amount in paid.items() if day <= period.last), ZERO)
    first = max(min(period.first, period.last - timedelta(days=LEAST_DAYS - 1)), min(billed, default=period.first))
    lately = sum((amount for day, amount in billed.items() if first <= day <= period.last), ZERO)
    return sold, came, owed, _days(owed, lately, (period.last - first).days + 1)


def _figure(
    name: str, term: str, kind: str, values: tuple[Decimal | None, ...], better: int, n: Decimal | None = None,
    told: str = "",
) -> Figure:  # fmt: skip
    """A headline of the period, and where it is compared of the one before it and the same one of last year."""
    return Figure(name, term, kind, values[0], n, told, better, *values[1:])


def _end(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _days(owed: Decimal, sold: Decimal, days: int) -> Decimal | None:
    return (owed * days / sold).quantize(Decimal("0.1")) if sold > 0 else None


REPORTS = (AGEING, TO_COME, DSO)
