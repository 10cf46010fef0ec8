"""What was in the house on each day, and how often it turned over, counted back from today along the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from models.base import reconnect
from models.driver import peewee
from models.fields import total
from models.goods import Product, ProductStock
from models.stock import Location, StockMove
from resources.i18n import N_
from services.faults import translated
from services.listing import today
from services.lists import REASON_TERMS, Localized, spoken
from services.places import OWN
from services.reports.definition import CENT, ZERO, Ask, Behind, Column, Figure, Report, Result, beside
from services.reports.grouped import MOST_BEHIND, as_date, by_time, sum_if
from services.reports.period import DAY, Days, Period, first_of
from services.reports.words import wide

M, P, PS, L = StockMove, Product, ProductStock, Location
fn, SQL = peewee.fn, peewee.SQL
MOST = 2000
# Pieces have 3 decimals and cost 4.
QUANTITY, VALUE = 3, 7
YEAR = 365
NOTHING = (ZERO, ZERO, ZERO, ZERO)
# Why goods move inside the house or outside of it, and never through its door.
WITHIN = ("pick", "undo", "put_back", "move", "quality", "signed")
_COST = fn.COALESCE(P.cost, SQL("0"))


@dataclass(frozen=True, slots=True)
class _Flow:
    """What crossed the door in a span of time: pieces, pieces sent, net pieces and their net value at today's cost."""

    came: Decimal
    sent: Decimal
    net: Decimal
    value: Decimal

    @property
    def righted(self) -> Decimal:
        """What neither came nor was sent: counts, losses, what came back."""
        return self.net - self.came + self.sent


# A day with what crossed the door on it, the pieces that were there at its end and what these are worth.
End = tuple[date, _Flow | None, Decimal, Decimal]


def _crossing() -> tuple[Any, Any]:
    """Whether a move brings goods into the house, and whether it takes them out."""
    own = sorted(OWN)
    inside, outside = L.select(L.id).where(L.kind.in_(own)), L.select(L.id).where(L.kind.not_in(own))
    return M.source.in_(outside) & M.target.in_(inside), M.target.in_(outside) & M.source.in_(inside)


def _plain(value: Any) -> Any:
    return value


def _flow(row: tuple[Any, ...]) -> _Flow:
    came, sent, net, value = (Decimal(int(part or 0)) for part in row)
    return _Flow(came.scaleb(-QUANTITY), sent.scaleb(-QUANTITY), net.scaleb(-QUANTITY), value.scaleb(-VALUE))


def _moves(days: Days, what: tuple[Any, ...], product: int | None) -> Any:
    """Moves of the days, of one product or of all. Aggregates are read as they are kept."""
    select = M.select(*what).join(days.cte, on=days.within(M.id)).switch(M).join(P, on=M.product == P.id)
    return (select if product is None else select.where(M.product == product)).with_cte(days.cte)


def _flows(days: Days, key: Any, product: int | None) -> dict[Any, _Flow]:
    """What crossed the door on the days, by a key.

    Which way a move goes is found out once: without the table between, SQLite would ask for it in each sum.
    """
    enters, leaves = _crossing()
    way = peewee.Case(None, ((enters, SQL("1")), (leaves, SQL("-1"))), SQL("0"))
    moves = (
        M.select(key.alias("key"), M.product.alias("product_id"), M.reason, M.quantity, way.alias("way"))
        .join(days.cte, on=days.within(M.id)).where(M.reason.not_in(WITHIN))
    )  # fmt: skip
    crossed = (moves if product is None else moves.where(M.product == product)).cte("crossed", materialized=True)
    c = crossed.c
    came, sent = (
        (c.way == SQL("1")) & c.reason.in_(("receive", "opening")),
        (c.way == SQL("-1")) & (c.reason == "dispatch"),
    )
    net = c.way * c.quantity
    what = (sum_if(came, c.quantity), sum_if(sent, c.quantity), fn.SUM(net), fn.SUM(wide(net) * _COST))
    rows = (
        crossed.select_from(c.key, *what).join(P, on=P.id == c.product_id).group_by(c.key).with_cte(days.cte, crossed)
        .bind(M._meta.database).tuples()
    )  # fmt: skip
    return {row[0]: _flow(row[1:]) for row in rows}


def _net(last: date, end: date, product: int | None = None) -> dict[int, Decimal]:
    """What crossed the door after a day until the end of another, net, by product.

    A year may lie between. The product is no plain column there: through its index SQLite would take three times as
    long.
    """
    if last >= end:
        return {}
    moves = M.select((M.product + SQL("0")).converter(_plain), _pieces()).where(
        Days(Period(last + DAY, end), M.at, "").spans(M.id) & M.reason.not_in(WITHIN)
    )
    rows = (moves if product is None else moves.where(M.product == product)).group_by(SQL("1")).tuples()
    return dict(rows)


def _pieces() -> Any:
    """What crossed the door, net."""
    enters, leaves = _crossing()
    ways = (((M.reason == "dispatch") | leaves, SQL("0") - M.quantity), (enters, M.quantity))
    return fn.SUM(peewee.Case(None, ways, SQL("0"))).converter(_quantity)


def net_by_week(period: Period) -> dict[int, dict[date, Decimal]]:
    """What crossed the door, net, by product and the Monday of its week."""
    days = Days(period, M.at, "week")
    rows = (
        M.select((M.product + SQL("0")).converter(_plain), days.week, _pieces())
        .join(days.cte, on=days.within(M.id)).where(M.reason.not_in(WITHIN)).group_by(SQL("1"), SQL("2"))
        .with_cte(days.cte).tuples()
    )  # fmt: skip
    found: dict[int, dict[date, Decimal]] = {}
    for product, week, pieces in rows:
        found.setdefault(product, {})[as_date(week)] = pieces
    return found


def _worth(pieces: dict[int, Decimal]) -> Decimal:
    """At today's cost; what has none is worth nothing."""
    costs = P.select(P.id, P.cost).where(P.cost.is_null(False)).tuples() if pieces else ()
    return sum((pieces[key] * cost for key, cost in costs if key in pieces), ZERO)


def _so_far(period: Period) -> Period | None:
    """As much of a period as is past."""
    return Period(period.first, min(period.last, today())) if period.first <= today() else None


def _latest(periods: Iterable[Period]) -> list[Period]:
    """Each once, the one that ends last first: so they are told back from today, one after the other."""
    return sorted(set(periods), key=lambda each: each.last, reverse=True)


def over_time(report: Report, ask: Ask) -> Result:
    """A row a day, week or month: what came, what was sent, what counts put right, and what was there at its end."""
    by, product, period = report.dimension(ask), _product_of(ask), _so_far(ask.period)
    if period is None:
        return Result(_columns(ask, by.name), (), drawn=("there",), over_time=True)
    others = [each for each in map(_so_far, ask.others) if each is not None]
    with translated():
        reconnect()
        ends = _told_back(_latest((period, *others)), product, ask)
    rows = _rows(ends[period], by.name)
    shown = tuple(row if _may(ask) else row[:-1] for row in rows)
    heads = beside(_heads(ends[period], ask), [_heads(ends[each], ask) for each in others])
    return Result(_columns(ask, by.name), shown, tuple(row[0] for row in shown), heads,
                  ("there", "came", "sent") + (("value",) if _may(ask) else ()), True, len(shown))  # fmt: skip


def _told_back(periods: list[Period], product: int | None, ask: Ask) -> dict[Period, list[End]]:
    """The days of each period with their ends, told back from today: what moved is read once, but where they overlap.
    """
    found, (there, worth), day = {}, _now(product), today()
    for at, period in enumerate(periods):
        ask.tell(at, len(periods))
        if period.last > day:
            (there, worth), day = _now(product), today()
        net = _net(period.last, day, product)
        there, worth = there - sum(net.values(), ZERO), worth - _worth(net)
        days = Days(period, M.at)
        daily = {as_date(key): flow for key, flow in _flows(days, days.day, product).items()}
        found[period] = _ends(period, daily, there, worth)
        there -= sum((flow.net for flow in daily.values()), ZERO)
        worth -= sum((flow.value for flow in daily.values()), ZERO)
        day = period.first - DAY
    return found


def _ends(period: Period, daily: dict[date, _Flow], there: Decimal, worth: Decimal) -> list[End]:
    """Each day with its flow and what was there and worth at its end, told back from the last."""
    found = []
    for day in reversed(list(period)):
        flow = daily.get(day)
        found.append((day, flow, there, worth))
        if flow is not None:
            there, worth = there - flow.net, worth - flow.value
    return found[::-1]


def _rows(ends: list[End], by: str) -> list[tuple[Any, ...]]:
    rows: dict[date, tuple[Any, ...]] = {}
    for day, flow, there, worth in ends:
        key = first_of(by, day)
        came, sent, righted = rows.get(key, (None, *NOTHING))[1:4]
        if flow is not None:
            came, sent, righted = came + flow.came, sent + flow.sent, righted + flow.righted
        rows[key] = (key, came, sent, righted, there, worth.quantize(CENT))
    return list(rows.values())


def _heads(ends: list[End], ask: Ask) -> tuple[Figure, ...]:
    flows = [flow for _day, flow, _there, _worth in ends if flow is not None]
    mean = sum((there for _day, _flow_, there, _worth in ends), ZERO) / len(ends)
    out = sum(1 for _day, _flow_, there, _worth in ends if there <= 0)
    figures = [
        Figure("there", N_("There at the end"), "quantity", ends[-1][2], told=N_("On hand at the end of the period")),
        Figure("mean", N_("Mean"), "quantity", mean.quantize(CENT), Decimal(len(ends)),
               N_("Mean of what was on hand at the end of each day")),
        Figure("came", N_("Came"), "quantity", sum((flow.came for flow in flows), ZERO), told=CAME_TOLD),
        Figure("sent", N_("Sent"), "quantity", sum((flow.sent for flow in flows), ZERO), told=SENT_TOLD),
    ]  # fmt: skip
    if _product_of(ask) is not None:
        figures.append(Figure("out", N_("Days without any"), "number", Decimal(out), Decimal(len(ends)),
                              N_("Days at whose end nothing was on hand"), -1))  # fmt: skip
    elif _may(ask):
        figures.insert(1, Figure("value", N_("Value ¥"), "amount", ends[-1][3].quantize(CENT),
                                 told=N_("On hand at today's cost")))  # fmt: skip
    return tuple(figures)


def _now(product: int | None) -> tuple[Decimal, Decimal]:
    """Pieces on hand and what they are worth."""
    value = fn.COALESCE(fn.SUM(wide(PS.on_hand) * _COST), SQL("0")).converter(_plain)
    select = PS.select(total(PS.on_hand), value).join(P)
    there, worth = (select if product is None else select.where(PS.product == product)).tuples().first()
    return there or ZERO, Decimal(int(worth)).scaleb(-VALUE)


def _may(ask: Ask) -> bool:
    return "prices.view" in ask.actor.rights


def _product_of(ask: Ask) -> int | None:
    return next((int(key) for name, key in ask.where if name == "product"), None)


def _columns(ask: Ask, by: str) -> tuple[Column, ...]:
    first = next(d for d in by_time() if d.name == by)
    columns = (
        Column(by, first.term, first.kind, width=140),
        Column("came", N_("Came"), "quantity", CAME_TOLD, 110),
        Column("sent", N_("Sent"), "quantity", SENT_TOLD, 110),
        Column("righted", N_("Put right"), "quantity",
               N_("Counts, losses, goods sent back or come back, net"), 110),
        Column("there", N_("There at the end"), "quantity", N_("On hand at the end, by the ledger"), 130),
        Column("value", N_("Value ¥"), "amount", N_("At today's cost"), 130),
    )  # fmt: skip
    return columns if _may(ask) else columns[:-1]


def moved(report: Report, ask: Ask) -> Behind:
    """The moves through the door on the days asked for, the newest first."""
    keys = [as_date(key) for name, key in ask.where if name == report.dimension(ask).name]
    period = _span(report.dimension(ask).name, keys[0], ask.period) if keys else ask.period
    days = Days(period, M.at)
    enters, leaves = _crossing()
    what = (M.at, P.sku, Localized(P.name, P.name_en), M.reason,
            peewee.Case(None, ((leaves, SQL("0") - M.quantity),), M.quantity).converter(_quantity), M.note,
            P.id)  # fmt: skip
    with translated():
        reconnect()
        rows = list(_moves(days, what, _product_of(ask)).where(enters | leaves).order_by(M.id.desc())
                    .limit(MOST_BEHIND).tuples())  # fmt: skip
    return Behind(MOVED, tuple(row[:-1] for row in rows), tuple(row[-1] for row in rows), "inventory")


def _quantity(value: Any) -> Decimal:
    return Decimal(int(value)).scaleb(-QUANTITY)


def _span(by: str, first: date, within: Period) -> Period:
    """The days that a row of the report stands for."""
    days = [day for day in within if first_of(by, day) == first]
    return Period(days[0], days[-1]) if days else Period(first, first)


CAME_TOLD, SENT_TOLD = N_("Receipts and opening stock"), N_("Left with a delivery")
MOVED = (
    Column("at", N_("When"), "moment", width=140), Column("sku", N_("SKU"), "code", width=120),
    Column("name", N_("Product"), "text", width=220),
    Column("reason", N_("Reason"), "text", width=120, terms=tuple(REASON_TERMS.items())),
    Column("quantity", N_("Pieces"), "quantity", width=90), Column("note", N_("Note"), "text", width=200),
)  # fmt: skip
OVER_TIME = Report(
    "over_time", "stock", N_("Stock over time"),
    N_("What came, what was sent and what was there at the end of each day, exact by the ledger"), over_time, moved,
    by=by_time(), right="stock.view", compares_long=True,
    heads=(Figure("there", N_("There at the end"), "quantity", None), Figure("mean", N_("Mean"), "quantity", None)),
)  # fmt: skip


def turnover(report: Report, ask: Ask) -> Result:
    """Products by what was sent against what lay there: turns a year, and the days that the stock lasted.

    Turns = cost of what was sent, by the mean of the stock at the start and the end, times 365 by the days; all at
    today's cost (ASCM, inventory turns).
    """
    period = _so_far(ask.period)
    if period is None:
        return Result(TURN_COLUMNS, ())
    others = [each for each in map(_so_far, ask.others) if each is not None]
    with translated():
        reconnect()
        found = _turned_in(_latest((period, *others)), ask)
    rows = found[period]
    figures = beside(_turn_heads(rows, period), [_turn_heads(found[each], each) for each in others])
    return Result(TURN_COLUMNS, tuple(row for _id, row in rows[:MOST]), tuple(at for at, _row in rows[:MOST]), figures,
                  ("mean", "sent", "turns", "days"), all=len(rows))  # fmt: skip


def _turned_in(periods: list[Period], ask: Ask) -> dict[Period, list[tuple[int, tuple[Any, ...]]]]:
    """The products of each period, the dearest stock first, told back from today as in _told_back."""
    products = list(PS.select(P.id, P.sku, P.name, P.name_en, PS.on_hand, P.cost).join(P)
                    .where(P.active | (PS.on_hand > 0)).tuples())  # fmt: skip
    now = {row[0]: row[4] for row in products}
    found, there, day = {}, now, today()
    for at, period in enumerate(periods):
        ask.tell(at, len(periods))
        if period.last > day:
            there, day = now, today()
        there = _less(there, _net(period.last, day))
        flows = _flows(Days(period, M.at, ""), M.product, None)
        turned = (_turned(row, flows.get(row[0]), there[row[0]], period.length) for row in products)
        rows = [row for row in turned if row is not None]
        found[period] = sorted(rows, key=lambda each: -(each[1][3] or ZERO))
        there, day = _less(there, {key: flow.net for key, flow in flows.items()}), period.first - DAY
    return found


def _less(there: dict[int, Decimal], net: dict[int, Decimal]) -> dict[int, Decimal]:
    """What was there before so much came."""
    return {product: pieces - net.get(product, ZERO) for product, pieces in there.items()}


def _turn_heads(rows: list[tuple[int, tuple[Any, ...]]], period: Period) -> tuple[Figure, ...]:
    sent, mean = sum((row[4] or ZERO for _id, row in rows), ZERO), sum((row[3] or ZERO for _id, row in rows), ZERO)
    return (
        Figure("turns", N_("Turns a year"), "quantity", _turns(sent, mean, period.length), mean.quantize(CENT),
               TURNS_TOLD, 1),
        Figure("days", N_("Days in the house"), "days", _lasts(sent, mean, period.length), sent.quantize(CENT),
               DAYS_TOLD, -1),
        Figure("mean", N_("Mean stock ¥"), "amount", mean.quantize(CENT),
               told=N_("Mean of the start and the end, at today's cost")),
        Figure("sent", N_("Sent at cost ¥"), "amount", sent.quantize(CENT), told=N_("What left, at today's cost")),
    )  # fmt: skip


def _turned(
    row: tuple[Any, ...], flow: _Flow | None, end: Decimal, days: int
) -> tuple[int, tuple[Any, ...]] | None:
    product, sku, name, english, _on_hand, cost = row
    start = end - (flow.net if flow else ZERO)
    sent, mean = (flow.sent if flow else ZERO), (start + end) / 2
    if not sent and not mean:
        return None
    worth, left = ((mean * cost).quantize(CENT), (sent * cost).quantize(CENT)) if cost is not None else (None, None)
    return product, (f"{sku}  {spoken(name, english or '')}", mean, sent, worth, left, _turns(sent, mean, days),
                     _lasts(sent, mean, days))  # fmt: skip


def _turns(sent: Decimal, mean: Decimal, days: int) -> Decimal | None:
    return (sent * YEAR / days / mean).quantize(Decimal("0.1")) if mean > 0 else None


def _lasts(sent: Decimal, mean: Decimal, days: int) -> Decimal | None:
    return (mean * days / sent).quantize(Decimal("0.1")) if sent > 0 else None


def turned_moves(report: Report, ask: Ask) -> Behind:
    """The moves of the products asked for."""
    return moved(OVER_TIME, ask)


TURNS_TOLD = N_("Cost of what was sent by the mean stock, as for a whole year")
DAYS_TOLD = N_("Mean stock by what was sent a day")
TURN_COLUMNS = (
    Column("product", N_("Product"), "text", width=280),
    Column("pieces", N_("Mean stock"), "quantity", N_("Mean of the start and the end, in base units"), 110),
    Column("left", N_("Sent"), "quantity", N_("Left with a delivery"), 100),
    Column("mean", N_("Mean stock ¥"), "amount", N_("At today's cost"), 120),
    Column("sent", N_("Sent at cost ¥"), "amount", N_("At today's cost"), 120),
    Column("turns", N_("Turns a year"), "quantity", TURNS_TOLD, 100),
    Column("days", N_("Days in the house"), "days", DAYS_TOLD, 120),
)
TURNOVER = Report(
    "turnover", "stock", N_("How often stock turns over"), N_("What was sent against what lay there, by product"),
    turnover, turned_moves, right="prices.view", span="quarter", compares_long=True,
    heads=(Figure("turns", N_("Turns a year"), "quantity", None),
           Figure("days", N_("Days in the house"), "days", None)),
)  # fmt: skip
