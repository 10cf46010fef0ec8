"""What the tracking window shows: what is on its way and how late, one delivery's story, the incidents it has.

Plain frozen rows, read on a reader thread; nothing here writes.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import msgspec

from models.after_sales import Rating
from models.base import reconnect
from models.delivery import Delivery, TrackingEvent
from models.driver import peewee
from models.parties import Carrier
from models.people import AuditEntry, User
from models.watch import Incident, IncidentNote
from resources.i18n import N_
from services import attachments, delivery_views, return_views, signatures
from services.attachments import Attached
from services.delivery_book import orders_of
from services.delivery_views import LineRow, PackageRow
from services.differences import Differed, differences
from services.faults import translated
from services.listing import Column, Filter, Listing, Query, today
from services.lists import DELIVERIES, late_on_the_way, moving
from services.return_views import Short
from services.transitions import IN_HOUSE, ON_THE_WAY, TABLES, may

D = Delivery
MOST_EVENTS = 60
# What went wrong at the customer's and is not closed yet; no step leads from it back onto the road.
WRONG = ("signed_difference", "refused", "lost")
# What people want to see of the days before dispatch; the scans between are the bench's.
AUDITED = (
    "delivery.plan", "delivery.release", "packing.pack", "delivery.sign", "tracking.sign_for", "tracking.fail",
    "tracking.close", "delivery.cancel", "rating.give", "complaint.add", "act.ask",
    "act.approve", "act.refuse",
)  # fmt: skip


def _columns() -> tuple[Column, ...]:
    """The columns of DELIVERIES as this window shows them: the carrier below the tracking number."""
    widths = {"number": 214, "tracking_number": 176, "promised": 112, "state": 126, "dispatched_at": 104}
    kinds: dict[str, dict[str, Any]] = {"tracking_number": {"kind": "two_lines", "second": "carrier"}}
    order = ("number", "promised", "state", "tracking_number", "dispatched_at")
    told = {c.name: replace(c, width=widths.get(c.name, 0), **kinds.get(c.name, {})) for c in DELIVERIES.columns}
    return (*(told.pop(name) for name in order), *told.values())


ROAD: Listing = replace(
    DELIVERIES,
    name="tracking_window",
    title=N_("Deliveries on their way"),
    columns=_columns(),
    filters=(
        *(replace(f, choices=()) for f in DELIVERIES.filters if f.name != "late"),
        Filter("road", N_("On the way"), lambda value: moving()),
        Filter("late", N_("Late on the way"), lambda value: late_on_the_way(today()), sorts=("due",)),
        Filter("wrong", N_("Differences"), lambda value: (D.phase == "way") & D.state.not_in(tuple(ON_THE_WAY))),
    ),
    totals=(),
)

PILLS: dict[str, tuple[tuple[str, str], ...]] = {
    "way": (("road", "yes"),),
    "late": (("late", "yes"),),
    "wrong": (("wrong", "yes"),),
    "ended": (("phase", "ended"),),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many deliveries each saved filter has, and how many wait in the house for nothing but to be dispatched."""

    pills: dict[str, int]
    ready: int


def counts() -> Counts:
    told = {name: ROAD.count(Query(filters=filters)) for name, filters in PILLS.items() if name != "ended"}
    return Counts(told, delivery_views.WINDOW.count(Query(filters=(("ready", "yes"),))))


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened. `code` is a use case's name, or `track.` and a status; `note` is what was typed."""

    at: datetime
    code: str
    who: str
    place: str = ""
    note: str = ""
    role: str = ""
    stars: int = 0


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident about the delivery; `text` is the newest thing written about it, `figures` what differed."""

    id: int
    number: str
    kind: str
    state: str
    version: int
    owner: str
    at: datetime
    text: str
    steps: tuple[str, ...]
    figures: tuple[Differed, ...] = ()
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class Rated:
    """What the customer gave a delivery, from 1 to 5 stars."""

    stars: int
    note: str
    who: str


@dataclass(frozen=True, slots=True)
class TrackingView:
    """One delivery on its way or back. `steps`: event, sign, fail, close, as its state allows; feedback for one that
    has left."""

    id: int
    version: int
    number: str
    state: str
    outcome: str
    customer: str
    order_id: int | None
    order_number: str
    orders: tuple[tuple[int, str], ...]
    promised: date | None
    receiver: str
    phone: str
    address: str
    carrier: str
    track_url: str
    dispatched_at: datetime | None
    signed_at: datetime | None
    signed_by: str
    packages: tuple[PackageRow, ...]
    lines: tuple[LineRow, ...]
    incidents: tuple[IncidentRow, ...]
    timeline: tuple[Moment, ...]
    steps: frozenset[str]
    files: tuple[Attached, ...] = ()
    rated: Rated | None = None
    returns: tuple[Short, ...] = ()


def tracking_view(delivery_id: int) -> TrackingView | None:
    """All about a delivery after it left, or None when it is gone."""
    with translated():
        reconnect()
        d = Delivery.get_or_none(Delivery.id == delivery_id)
        if d is None:
            return None
        carrier = Carrier.get_or_none(Carrier.id == d.carrier_id)
        return TrackingView(
            d.id, d.version, d.number, d.state, d.outcome, d.customer_name, d.order_id, d.order_number,
            tuple((order.id, order.number or "") for order in orders_of(d)), d.promised,
            d.receiver, d.phone, d.address, carrier.name if carrier else "",
            carrier.track_url if carrier else "", d.dispatched_at, d.signed_at, d.signed_by,
            delivery_views.package_rows(delivery_id), delivery_views.line_rows(delivery_id), _incidents(delivery_id),
            _timeline(delivery_id), _steps(d.state),
            tuple(file for file in attachments.rows("delivery", delivery_id) if file.kind != signatures.KIND),
            _rated(delivery_id), return_views.of_delivery(delivery_id),
        )  # fmt: skip


def _rated(delivery_id: int) -> Rated | None:
    rows = Rating.select(Rating.stars, Rating.note, User.name).join(User, peewee.JOIN.LEFT_OUTER)
    row = rows.where(Rating.delivery == delivery_id).tuples().first()
    return Rated(row[0], row[1], row[2] or "") if row else None


def the_one(code: str) -> TrackingView | None:
    """The only delivery found by a scanned number; None for none, or several."""
    ids = [key[-1] for key in ROAD.page(Query(search=code), limit=2).keys]
    return tracking_view(ids[0]) if len(ids) == 1 else None


def _steps(state: str) -> frozenset[str]:
    told = {
        "event": state in ON_THE_WAY,
        "sign": may("delivery", state, "signed"),
        "fail": may("delivery", state, "refused"),
        "close": state in WRONG and may("delivery", state, "closed"),
        "feedback": state not in IN_HOUSE and state != "cancelled",
        "return": state in ("closed", "signed_difference"),
    }
    return frozenset(step for step, allowed in told.items() if allowed)


def _incidents(delivery_id: int) -> tuple[IncidentRow, ...]:
    """Newest first, with the steps that the table of transitions allows."""
    rows = (
        Incident.select(Incident, User.name)
        .join(User, peewee.JOIN.LEFT_OUTER)
        .where((Incident.subject_kind == "delivery") & (Incident.subject_id == delivery_id))
        .order_by(Incident.id.desc())
    )
    return tuple(_incident(row) for row in rows)


def _incident(row: Incident) -> IncidentRow:
    note = (
        IncidentNote.select(IncidentNote.text)
        .where((IncidentNote.incident == row) & (IncidentNote.text != ""))
        .order_by(IncidentNote.id.desc())
        .tuples()
        .first()
    )
    detail = msgspec.json.decode(row.detail)
    text = note[0] if note else detail.get("note") or detail.get("reason") or ""
    owner = row.owner.name if row.owner_id else ""
    steps = tuple(
        target for target in ("owned", "resolved", "accepted", "open") if (row.state, target) in TABLES["incident"]
    )
    return IncidentRow(row.id, row.number, row.kind, row.state, row.version, owner, row.at, text, steps,
                       differences(detail.get("differences", ())), detail.get("complaint", ""))  # fmt: skip


def _timeline(delivery_id: int) -> tuple[Moment, ...]:
    told = [*_tracked(delivery_id), *_audited(delivery_id)]
    told.sort(key=lambda moment: moment.at, reverse=True)
    return tuple(told[:MOST_EVENTS])


def _tracked(delivery_id: int) -> list[Moment]:
    """Events on the way. The end of the way is told by its use case, which knows who signed."""
    T = TrackingEvent
    rows = (
        T.select(T.at, T.status, User.name, T.place, T.note)
        .join(User, peewee.JOIN.LEFT_OUTER)
        .where((T.delivery == delivery_id) & T.status.not_in(("delivered", "refused", "lost", "closed")))
        .order_by(T.id.desc())
        .limit(MOST_EVENTS)
    )
    return [Moment(at, f"track.{status}", who or "", place, note) for at, status, who, place, note in rows.tuples()]


def _audited(delivery_id: int) -> list[Moment]:
    E = AuditEntry
    rows = (
        E.select(E.at, E.use_case, E.detail, User.name)
        .join(User, peewee.JOIN.LEFT_OUTER)
        .where((E.subject_kind == "delivery") & (E.subject_id == delivery_id) & E.use_case.in_(AUDITED))
        .order_by(E.id.desc())
        .limit(MOST_EVENTS)
    )
    return [_moment(at, code, msgspec.json.decode(detail), who or "") for at, code, detail, who in rows.tuples()]


def _moment(at: datetime, code: str, detail: dict[str, Any], who: str) -> Moment:
    """What an audit entry says. A failed delivery is told by its outcome, a closed one by where its goods went."""
    note = str(detail.get("signed_by") or detail.get("note") or detail.get("reason") or "")
    told = {"tracking.fail": detail.get("outcome"), "tracking.close": detail.get("remainder")}.get(code)
    if code == "rating.give":
        return Moment(at, code, who, "", note, stars=int(detail["stars"]))
    if code == "tracking.sign_for" and detail.get("differences"):
        told = "difference"
    return Moment(at, f"{code}.{told}" if told else code, who, "", note, str(detail.get("role", "")))
