"""How far the book can be trusted: lots that were counted, how many of them differed, and by how much."""

import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.driver import peewee
from models.goods import Product
from models.people import AuditEntry, User
from models.stock import Location, Lot, StockMove
from resources.i18n import N_
from services.faults import translated
from services.lists import Localized
from services.places import OWN
from services.reports.definition import CENT, ZERO, Ask, Behind, Column, Figure, Report, Result, beside
from services.reports.grouped import MOST_BEHIND, as_date, by_time, sum_if
from services.reports.period import Days, Period, first_of
from services.reports.words import wide

A, M, P = AuditEntry, StockMove, Product
fn, SQL = peewee.fn, peewee.SQL
# Pieces have 3 decimals and cost 4.
QUANTITY, VALUE = 3, 7
# By the first day of a row: counts, lots counted, lots that differed; pieces found, pieces lost, their net value.
Counted = dict[date, tuple[int, int, int]]
PutRight = dict[date, tuple[Decimal, Decimal, Decimal]]


def accuracy(report: Report, ask: Ask) -> Result:
    """A row for each week or month with a count. A lot is right when the book had as many as were counted."""
    by = report.dimension(ask)
    with translated():
        reconnect()
        counted, put_right = _found(ask.period, by.name)
        others = [_found(each, by.name) for each in ask.others]
    rows = {
        day: (*counted.get(day, (0, 0, 0)), *put_right.get(day, (ZERO, ZERO, ZERO))) for day in (*counted, *put_right)
    }
    shown: list[tuple[Any, ...]] = [
        (day, counts, lines, _share(lines - wrong, lines), found, lost, value.quantize(CENT))
        for day, (counts, lines, wrong, found, lost, value) in sorted(rows.items())
    ]
    columns = (Column(by.name, by.term, by.kind, width=140), *COLUMNS)
    may = "prices.view" in ask.actor.rights
    shown = [row if may else row[:-1] for row in shown]
    return Result(columns if may else columns[:-1], tuple(shown), tuple(row[0] for row in shown),
                  beside(_heads(counted, put_right, may=may), [_heads(*each, may=may) for each in others]),
                  ("right", "lines", "lost", "found"), True, len(shown))  # fmt: skip


def _found(period: Period, by: str) -> tuple[Counted, PutRight]:
    return _counted(period, by), _put_right(period, by)


def _heads(counted: Counted, put_right: PutRight, *, may: bool) -> tuple[Figure, ...]:
    lines, right = _sum(counted)
    figures = [
        Figure("right", N_("Book was right"), "percent", _share(right, lines), Decimal(lines), RIGHT_TOLD, 1),
        Figure("lines", N_("Lots counted"), "number", Decimal(lines), told=N_("Each count of a lot at a place")),
        Figure("wrong", N_("Differed"), "number", Decimal(lines - right), Decimal(lines), WRONG_TOLD, -1),
    ]
    if may:
        value = sum((worth for _more, _less, worth in put_right.values()), ZERO)
        figures.append(Figure("value", N_("Put right ¥"), "amount", value.quantize(CENT), told=VALUE_TOLD))
    return tuple(figures)


def _sum(counted: Counted) -> tuple[int, int]:
    lines = sum(each[1] for each in counted.values())
    return lines, lines - sum(each[2] for each in counted.values())


def _share(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) * 100 / whole).quantize(CENT) if whole else None


def _counted(period: Period, by: str) -> Counted:
    """By day, week, month or quarter: counts posted, lots counted, lots that differed, as the audit log has them."""
    days = Days(period, A.at, by)
    rows = (
        A.select(days.first(by), A.detail).join(days.cte, on=days.within(A.id))
        .where(A.subject_id.is_null() & (A.use_case == "stock.count")).with_cte(days.cte).tuples()
    )  # fmt: skip
    found: dict[date, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    for day, detail in rows:
        said = json.loads(detail)
        counts, lines, wrong = found[as_date(day)]
        more = int(said.get("lines", 0))
        found[as_date(day)] = (counts + 1, lines + more, wrong + int(said.get("wrong", more)))
    return found


def _moves(days: Days, what: tuple[Any, ...]) -> Any:
    # The literal lets the index of what counts moved serve.
    return (
        M.select(*what).join(days.cte, on=days.within(M.at)).switch(M).join(P, on=M.product == P.id)
        .where(SQL("document_kind = 'count'") & (M.reason == "adjust"))
    )  # fmt: skip


def _put_right(period: Period, by: str) -> PutRight:
    """By day, week, month or quarter: pieces found, pieces lost, and the net value at today's cost."""
    days, here = Days(period, by=by), _found_here()
    signed = peewee.Case(None, ((here == SQL("1"), M.quantity),), SQL("0") - M.quantity)
    what = (sum_if(here == SQL("1"), M.quantity), sum_if(here == SQL("0"), M.quantity),
            fn.SUM(wide(signed) * fn.COALESCE(P.cost, SQL("0"))))  # fmt: skip
    rows = _moves(days, (days.first(by), *(part.converter(int) for part in what)))
    return {
        as_date(day): (Decimal(more).scaleb(-QUANTITY), Decimal(less).scaleb(-QUANTITY), Decimal(value).scaleb(-VALUE))
        for day, more, less, value in rows.group_by(SQL("1")).with_cte(days.cte).tuples()
    }


def _found_here() -> Any:
    """1 for a move into the house."""
    inside = Location.select(Location.id).where(Location.kind.in_(sorted(OWN)))
    return peewee.Case(None, ((M.target.in_(inside), SQL("1")),), SQL("0"))


def counted_moves(report: Report, ask: Ask) -> Behind:
    """What the counts of the days asked for put right, the newest first."""
    by = report.dimension(ask).name
    keys = [as_date(key) for name, key in ask.where if name == by]
    chosen = [day for day in ask.period if not keys or first_of(by, day) in keys] or [ask.period.first]
    days = Days(Period(chosen[0], chosen[-1]), by="")
    what = (M.at, P.sku, Localized(P.name, P.name_en), Lot.number, _found_here(), M.quantity, User.name, M.note, P.id)
    with translated():
        reconnect()
        rows = list(
            _moves(days, what).join(Lot, on=M.lot == Lot.id).switch(M).join(User, peewee.JOIN.LEFT_OUTER)
            .with_cte(days.cte).order_by(M.id.desc()).limit(MOST_BEHIND).tuples()
        )  # fmt: skip
    people = "reports.people" in ask.actor.rights
    shown = [(at, sku, name, lot, quantity if more else -quantity, *((user,) if people else ()), note)
             for at, sku, name, lot, more, quantity, user, note, _id in rows]  # fmt: skip
    columns = tuple(column for column in MOVES if people or column.name != "user")
    return Behind(columns, tuple(shown), tuple(row[-1] for row in rows), "inventory")


WRONG_TOLD = N_("Lots of which the book had more or fewer than were counted")
RIGHT_TOLD = N_("Lots of which the book had as many as were counted, of all lots counted")
VALUE_TOLD = N_("What counts found less what they missed, at today's cost")
COLUMNS = (
    Column("counts", N_("Counts"), "number", N_("Counts posted"), 90),
    Column("lines", N_("Lots counted"), "number", N_("Each count of a lot at a place"), 110),
    Column("right", N_("Book was right"), "percent", RIGHT_TOLD, 120),
    Column("found", N_("Found"), "quantity", N_("Pieces more than the book had"), 100),
    Column("lost", N_("Missing"), "quantity", N_("Pieces fewer than the book had"), 100),
    Column("value", N_("Put right ¥"), "amount", VALUE_TOLD, 120),
)
MOVES = (
    Column("at", N_("When"), "moment", width=140), Column("sku", N_("SKU"), "code", width=120),
    Column("name", N_("Product"), "text", width=200), Column("lot", N_("Lot"), "code", width=110),
    Column("quantity", N_("Off by"), "quantity", width=90), Column("user", N_("Person"), "text", width=110),
    Column("note", N_("Reason"), "text", width=180),
)  # fmt: skip
COUNTING = Report(
    "counting", "stock", N_("How right the book is"), N_("Lots counted in the period, and how many of them differed"),
    accuracy, counted_moves, by=(*by_time()[2:], by_time()[1], by_time()[0]), right="stock.view", span="months12",
    heads=(Figure("right", N_("Book was right"), "percent", None),),
)  # fmt: skip
