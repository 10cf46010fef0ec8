"""For whom a rule would have held at the end of yesterday, from the moments that are kept of each order and delivery.

Stock, debts and papers are kept as they are now: what the ledger, the bills and the log say of the time since is taken
off again (yesterday_goods.py, yesterday_money.py, yesterday_desk.py). TOLD says where that is not all there is to know.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from models.delivery import Delivery, DeliveryLine, TrackingEvent
from models.driver import peewee
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from resources.i18n import N_
from services.watch import finding, otherwise
from services.watch import yesterday_desk as desk
from services.watch import yesterday_goods as goods
from services.watch import yesterday_money as money
from services.watch.finding import Found

D, L, N, O, Q, T = Delivery, OrderLine, DeliveryLine, SalesOrder, ApprovalRequest, TrackingEvent
# They choose by an index, the id's order aside, whom the rest is asked of.
V, X = Delivery.alias(), SalesOrder.alias()
# What was on its way or waited longer than this is not looked for.
LONG = timedelta(days=90)
Find = Callable[[datetime, int], list[Found]]


def end_of_yesterday(now: datetime) -> datetime:
    """The last moment of yesterday by this PC's zone."""
    return now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(microseconds=1)


def _order_waits(then: datetime, limit: int) -> list[Found]:
    """By their requests; what was withdrawn without a decision is left out, as nobody knows when."""
    waited = (Q.decision != "") | (O.state == "submitted")
    recent = X.select(X.id).where(X.submitted_at > then - LONG)
    where = O.id.in_(recent) & O.id.in_(
        Q.select(Q.order).where(
            (Q.order == O.id) & (Q.at <= then - timedelta(hours=limit)) & _not_yet(Q.decided_at, then) & waited
        )
    )
    return finding.waiting("order", O, O.created_at, where, then, 0)


def _released_waits(then: datetime, limit: int) -> list[Found]:
    where = _in_house(then) & _not_yet(D.picked_at, then)
    return finding.waiting("delivery", D, D.released_at, where, then, limit)


def _picked_waits(then: datetime, limit: int) -> list[Found]:
    where = _in_house(then) & _not_yet(D.packed_at, then)
    return finding.waiting("delivery", D, D.picked_at, where, then, limit)


def _packed_waits(then: datetime, limit: int) -> list[Found]:
    return finding.waiting("delivery", D, D.packed_at, _in_house(then), then, limit)


def _promise_risk(then: datetime, limit: int) -> list[Found]:
    return finding.at_risk(_in_house(then) & _not_yet(D.released_at, then), _unplanned(then), then, limit)


def _leaves_late(then: datetime, limit: int) -> list[Found]:
    return finding.deliveries(_in_house(then) & (D.due <= then.date() - timedelta(limit)), then)


def _order_late(then: datetime, limit: int) -> list[Found]:
    return finding.late_orders(_unplanned(then), then, limit)


def _unplanned(then: datetime) -> Any:
    """Orders that wanted goods of which none were on a delivery in the house."""
    planned = (
        N.select(peewee.SQL("1")).join(L, on=N.line == L.id).join(D, on=N.delivery == D.id)
        .where((L.order == O.id) & _in_house(then))
    )  # fmt: skip
    return desk.going(then, desk.UNSENT) & (O.approved_at <= then) & ~peewee.fn.EXISTS(planned)


def _arrives_late(then: datetime, limit: int) -> list[Found]:
    late = D.due <= then.date() - timedelta(limit)
    return finding.deliveries(_on_way(then) & late & finding.too_slow(then), then)


def _not_moving(then: datetime, limit: int) -> list[Found]:
    since = then - timedelta(days=limit)
    return finding.deliveries(_on_way(then) & finding.unheard(since, then), then)


def _wrong_way(then: datetime, _limit: int) -> list[Found]:
    return otherwise.last_heard_wrong(_on_way(then), then)


def _not_yet(moment: Any, then: datetime) -> Any:
    return moment.is_null() | (moment > then)


def _in_house(then: datetime) -> Any:
    """Deliveries that were there and had not left."""
    there, gone_since = V.select(V.id).where(V.phase == "house"), V.select(V.id).where(V.dispatched_at > then)
    cancelled = V.select(V.id).where((V.state == "cancelled") & (V.closed_at > then))
    return D.id.in_(there | gone_since | cancelled) & (D.created_at <= then)


def _on_way(then: datetime) -> Any:
    """Deliveries that had left and had neither arrived nor failed."""
    ended = (T.delivery == D.id) & T.status.in_(("refused", "lost")) & (T.at > then)
    on = (D.phase == "way") | (D.signed_at > then) | peewee.fn.EXISTS(T.select(peewee.SQL("1")).where(ended))
    return D.id.in_(V.select(V.id).where((V.dispatched_at > then - LONG) & (V.dispatched_at <= then))) & on


# The last five look at moments anyway.
FINDS: dict[str, Find] = {
    "stock_low": goods.stock_low, "order_waits": _order_waits, "approved_waits": desk.approved_waits,
    "released_waits": _released_waits, "picked_waits": _picked_waits, "packed_waits": _packed_waits,
    "promise_risk": _promise_risk, "order_late": _order_late, "leaves_late": _leaves_late,
    "arrives_late": _arrives_late, "not_moving": _not_moving, "wrong_way": _wrong_way,
    "import_doubts": desk.import_doubts, "lot_expires": goods.lot_expires, "over_limit": money.over_limit,
    "overdue": money.overdue, "freight_over": money.freight_over, "supply_late": goods.supply_late,
    "paper_stuck": desk.paper_stuck,
    "closed_short": otherwise.closed_short, "price_under": otherwise.price_under,
    "count_differs": otherwise.count_differs, "refused_scans": finding.refused_scans,
    "backup_old": finding.backup_old,
}  # fmt: skip
_DAYS_OF_BILLS = N_("Yesterday: bills and credits by their day, payments by when they were entered.")
_FIRST_TIMES = N_("Yesterday: by the moments that stand now; a step that was done again since counts by its last time.")
# How yesterday was told where what is kept does not say all of it.
TOLD = {
    "stock_low": N_("Yesterday: by the ledger and what orders took since; lines that were changed since count as now."),
    "order_waits": N_("Yesterday: without orders that were withdrawn since, undecided."),
    "approved_waits": N_("Yesterday: picking counts from its first scan; orders that were changed since are left out."),
    "released_waits": _FIRST_TIMES, "picked_waits": _FIRST_TIMES, "packed_waits": _FIRST_TIMES,
    "promise_risk": N_("Yesterday: by the promised days that stand now."),
    "order_late": N_("Yesterday: by the promised days that stand now; orders that were changed since are left out."),
    "leaves_late": N_("Yesterday: by the promised days that stand now."),
    "arrives_late": N_("Yesterday: by the promised days that stand now."),
    "lot_expires": N_("Yesterday: by the ledger and the lots' last days that stand now."),
    "over_limit": _DAYS_OF_BILLS, "overdue": _DAYS_OF_BILLS,
    "freight_over": N_("Yesterday: by the price tables of now; freight pasted since counts as known."),
    "supply_late": N_("Yesterday: by receipts and cancellations since; a receipt undone since never came."),
    "paper_stuck": N_("Yesterday: papers that were printed again, settled or given up since count as stuck."),
}
