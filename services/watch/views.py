"""One incident with all that happened to it, for its panel."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import msgspec

from models.base import reconnect
from models.delivery import Delivery
from models.driver import peewee
from models.people import Role, User, UserRole
from models.stock import Lot
from models.watch import Incident, IncidentNote
from services import attachments
from services.attachments import Attached
from services.differences import Differed, differences
from services.faults import translated
from services.incidents import HANDLE, is_asked
from services.transitions import TABLES
from services.unit import Actor
from services.watch import work
from services.watch.rules import in_force

MOST_NOTES = 100
OPEN = ("open", "owned")
# Their figure is what a customer owes.
OWED = ("over_limit", "overdue")


@dataclass(frozen=True, slots=True)
class Note:
    """`state` is what the step led to, or "watch" for what the program did (`text` is then gone, back or escalated)."""

    at: datetime
    who: str
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class IncidentView:
    """`figure` says how bad it is, `role` who should answer; `steps` are the states it may go to from here.

    `complaint` is what a customer complains about, one of services.after_sales.COMPLAINT_TERMS; `ends` the day on which
    goods run out; `differences` is what a customer did not get whole. `rule` is the sentence of the rule that
    opened it, with {limit}, "" where none did; `may` says whether the person may take a step;
    `next_step` is what somebody said comes next.
    """

    id: int
    number: str
    kind: str
    state: str
    severity: str
    version: int
    subject_kind: str
    subject_id: int
    subject: str
    owner: str
    role: str
    due: date | None
    at: datetime
    figure: Decimal | None
    escalated: bool
    steps: tuple[str, ...]
    notes: tuple[Note, ...]
    complaint: str = ""
    files: tuple[Attached, ...] = ()
    ends: date | None = None
    differences: tuple[Differed, ...] = ()
    rule: str = ""
    limit: int = 0
    may: bool = False
    next_step: str = ""
    owner_id: int | None = None


def incident(incident_id: int, actor: Actor | None = None) -> IncidentView | None:
    """None when there is none. `actor` is who may take the steps then, or not."""
    with translated():
        reconnect()
        row = Incident.get_or_none(Incident.id == incident_id)
        if row is None:
            return None
        notes = (
            IncidentNote.select(IncidentNote.at, User.name, IncidentNote.state, IncidentNote.text)
            .join(User, peewee.JOIN.LEFT_OUTER).where(IncidentNote.incident == row)
            .order_by(IncidentNote.id.desc()).limit(MOST_NOTES).tuples()
        )  # fmt: skip
        owner = row.owner.name if row.owner_id else ""
        told = tuple(Note(at, who or "", state, text) for at, who, state, text in notes)
        files = attachments.rows("incident", incident_id)
        detail = msgspec.json.decode(row.detail)
        rule = (in_force() | work.in_force()).get(row.kind)
        differed = differences(detail.get("differences", ()))
        may = actor is not None and (HANDLE in actor.rights or is_asked(row, actor.user_id))
    steps = tuple(
        target for target in ("owned", "resolved", "accepted", "open") if (row.state, target) in TABLES["incident"]
    )
    ends = date.fromisoformat(detail["ends"]) if detail.get("ends") else None
    figure = Decimal(detail["figure"]) if detail.get("figure") else None
    if row.kind in OWED and actor is not None and "credit.view" not in actor.rights:
        figure = None
    return IncidentView(
        row.id, row.number, row.kind, row.state, row.severity, row.version, row.subject_kind, row.subject_id,
        row.subject_text, owner, detail.get("role", ""), row.due, row.at, figure,
        bool(detail.get("escalated")), steps, told, detail.get("complaint", ""), files, ends, differed,
        rule.told if rule else "", rule.limit if rule else 0, may,
        detail.get("next", ""), row.owner_id,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenOne:
    """An incident that nobody ended; `owner` is "" while nobody took it over."""

    id: int
    number: str
    kind: str
    severity: str
    owner: str


def open_about(kind: str, subject_id: int) -> tuple[OpenOne, ...]:
    """What is open about a document, an order's deliveries and a product's lots included, the gravest first."""
    mine = (Incident.subject_kind == kind) & (Incident.subject_id == subject_id)
    if kind == "order":
        sent = Delivery.select(Delivery.id).where(Delivery.order == subject_id)
        mine |= (Incident.subject_kind == "delivery") & Incident.subject_id.in_(sent)
    if kind == "product":
        lots = Lot.select(Lot.id).where(Lot.product == subject_id)
        mine |= (Incident.subject_kind == "lot") & Incident.subject_id.in_(lots)
    with translated():
        reconnect()
        rows = list(
            Incident.select(Incident.id, Incident.number, Incident.kind, Incident.severity, User.name)
            .join(User, peewee.JOIN.LEFT_OUTER).where(mine & (Incident.state.in_(OPEN))).order_by(Incident.id).tuples()
        )  # fmt: skip
    found = [OpenOne(row_id, number, code, severity, who or "") for row_id, number, code, severity, who in rows]
    return tuple(sorted(found, key=lambda each: (each.severity != "high", each.id)))


@dataclass(frozen=True, slots=True)
class Fresh:
    """What became of incidents since, for one person to answer: the newest note there is, how many incidents, and the
    first one."""

    last: int
    count: int = 0
    kind: str = ""
    subject: str = ""


def fresh(actor: Actor, after: int) -> Fresh:
    """What was opened, given on, came back or was not answered in time after the note `after`, and is theirs to answer:
    their own, their role's, or, for who handles incidents, nobody's yet. What was not answered is the owner's too."""
    N = IncidentNote
    with translated():
        reconnect()
        last = N.select(peewee.fn.MAX(N.id)).scalar() or 0
        if last <= after:
            return Fresh(last)
        held = Role.select(Role.code).join(UserRole).where(UserRole.user == actor.user_id)
        roles = {code for (code,) in held.tuples()} | ({""} if HANDLE in actor.rights else set())
        given = (N.state == "given") & (N.user != actor.user_id) & (Incident.owner == actor.user_id)
        told = (N.state == "open") | given | ((N.state == "watch") & N.text.in_(("back", "escalated")))
        rows = list(
            N.select(Incident.id, Incident.kind, Incident.subject_text, Incident.detail, Incident.owner, N.text)
            .join(Incident).where((N.id > after) & told & Incident.state.in_(OPEN)).order_by(N.id).limit(MOST_NOTES)
            .tuples()
        )  # fmt: skip
    mine = {
        incident: (kind, subject) for incident, kind, subject, detail, owner, text in rows
        if owner == actor.user_id or (text == "escalated" and "owner" in roles)
        or (owner is None and msgspec.json.decode(detail).get("role", "") in roles)
    }  # fmt: skip
    return Fresh(last, len(mine), *next(iter(mine.values()))) if mine else Fresh(last)
