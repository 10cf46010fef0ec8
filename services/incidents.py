"""Incidents: something went wrong, somebody has to answer for it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec

from models.people import Role, User, UserRole
from models.watch import Incident, IncidentNote
from services import settings
from services.errors import Refusal
from services.numbers import next_number
from services.second_person import Kind, Weighed, hold
from services.transitions import TABLES, move, phase, wrong_state
from services.unit import Created, Unit, encode, use_case
from services.versions import refuse_changed
from services.watch import work

ENDS = ("resolved", "accepted")
HANDLE = "incidents.edit"
A_DAY = timedelta(1)
LONGEST = 500


def open_incident(
    u: Unit, kind: str, subject_kind: str, subject_id: int, subject_text: str, severity: str = "normal", **detail: Any
) -> Incident:
    """Open an incident about a document, inside another use case. What `detail` has as `note` stands first in it.

    How grave it is, who answers and by when says the rule of what work opens (services/watch/work.py); the others are
    due on the next day, or as the rule says that looked for them.
    """
    rule = work.in_force().get(kind)
    if rule is not None:
        severity, detail = rule.severity, {"role": rule.role} | detail
    incident = Incident.create(
        number=next_number("IN", u.today), kind=kind, severity=severity, subject_kind=subject_kind,
        subject_id=subject_id, subject_text=subject_text, detail=encode(detail).decode(), at=u.now,
        due=(u.now + timedelta(hours=rule.hours)).astimezone().date() if rule else u.today + A_DAY,
        owner=(rule.person or None) if rule else None,
    )  # fmt: skip
    said = str(detail.get("note", ""))
    IncidentNote.create(incident=incident, at=u.now, user=u.user_id, state="open", text=said)
    u.topics.add("incidents")
    return incident


def end_by_itself(u: Unit, incident: Incident) -> None:
    """Its cause is gone: the program itself resolves an incident that is open."""
    incident.state, incident.phase = "resolved", phase("incident", "resolved")
    incident.version += 1
    incident.save()
    IncidentNote.create(incident=incident, at=u.now, user=None, state="watch", text="gone")
    u.topics.add("incidents")


def is_asked(incident: Incident, user_id: int | None) -> bool:
    """Whether an incident is this person's to answer: they own it, or a role of theirs should."""
    if user_id is None:
        return False
    if incident.owner_id is not None:
        return bool(incident.owner_id == user_id)
    role = msgspec.json.decode(incident.detail).get("role", "")
    mine = Role.select().join(UserRole).where((UserRole.user == user_id) & (Role.code == role))
    return bool(role) and mine.exists()


def _refuse_others(u: Unit, incident: Incident) -> None:
    """Refuses not_allowed for who neither handles incidents nor is asked by this one."""
    if not u.holds(HANDLE) and not is_asked(incident, u.user_id):
        raise Refusal("not_allowed", use_case="incident.step")


@use_case("incident.step", right="deliveries.view")
def step_incident(u: Unit, incident_id: int, version: int, state: str, text: str = "") -> Created:
    """Own, resolve, accept or reopen an incident; all but owning need a text.

    Refuses unknown_incident, not_allowed for who neither handles incidents nor is asked by this one, changed_meanwhile,
    wrong_state, reason_missing; needs_approval for an answer that the company wants a second person to look over.
    """
    incident = _load(incident_id)
    _refuse_others(u, incident)
    refuse_changed(incident, version, "incident")
    if state != "owned" and not text.strip():
        raise Refusal("reason_missing")
    if (incident.state, state) not in TABLES["incident"]:
        raise wrong_state("incident", incident, state)
    step = Step(incident_id, state, text.strip())
    hold(ENDING, step)
    return take_step(u, step)


@dataclass(frozen=True, slots=True)
class Step:
    """The state an incident is to go to, and what is said about it."""

    incident_id: int
    state: str
    text: str


def _load(incident_id: int) -> Incident:
    incident = Incident.get_or_none(Incident.id == incident_id)
    if incident is None:
        raise Refusal("unknown_incident")
    return incident


def take_step(u: Unit, step: Step) -> Created:
    """Do what `step_incident` does."""
    incident, state, text = _load(step.incident_id), step.state, step.text
    move("incident", incident, state)
    incident.phase = phase("incident", incident.state)
    detail = msgspec.json.decode(incident.detail)
    if state == "open":  # there is time to answer anew
        again = {"escalated": False} | ({"until": (u.now + A_DAY).isoformat()} if "until" in detail else {})
        incident.due, incident.detail = u.today + A_DAY, encode(detail | again).decode()
    if incident.phase == "ended":
        incident.detail = encode(detail | {"ended": u.now.isoformat(), "gone": False}).decode()
    if state == "owned":
        incident.owner = u.user_id
    incident.version += 1
    incident.save()
    IncidentNote.create(incident=incident, at=u.now, user=u.user_id, state=state, text=text.strip())
    u.about("incident", incident.id, state=state, text=text)
    u.topics.add("incidents")
    return Created(incident.id)


@use_case("incident.plan", right="deliveries.view")
def plan_incident(
    u: Unit, incident_id: int, version: int, owner_id: int | None = None, due: date | None = None, next_step: str = "",
    note: str = "",
) -> Created:  # fmt: skip
    """Say of an open incident who goes on with it, until the end of which day, what is next, and what there is to note.

    Without `owner_id` and `due` these stay. Refuses unknown_incident, not_allowed as `step_incident`,
    changed_meanwhile, wrong_state for one that was ended, unknown_owner, too_long, nothing_noted.
    """
    incident = _load(incident_id)
    _refuse_others(u, incident)
    refuse_changed(incident, version, "incident")
    if incident.phase == "ended":
        raise wrong_state("incident", incident, "noted")
    planned = Planned(owner_id, due, next_step.strip(), note.strip())
    if max(len(planned.next_step), len(planned.note)) > LONGEST:
        raise Refusal("too_long", field="note", most=LONGEST)
    told = _plan(incident, planned)
    if not told:
        raise Refusal("nothing_noted")
    incident.version += 1
    incident.save()
    for state, text in told:
        IncidentNote.create(incident=incident, at=u.now, user=u.user_id, state=state, text=text)
    u.about("incident", incident.id, **dict(told))
    u.topics.add("incidents")
    return Created(incident.id)


@dataclass(frozen=True, slots=True)
class Planned:
    """What is said of how an incident goes on; None and "" for what stays."""

    owner_id: int | None
    due: date | None
    next_step: str
    note: str


def _plan(incident: Incident, planned: Planned) -> list[tuple[str, str]]:
    """Write it into the incident; gives the notes about it, state and text. A later day gives time to answer anew."""
    told, detail = [], msgspec.json.decode(incident.detail)
    if planned.owner_id is not None and planned.owner_id != incident.owner_id:
        person = User.get_or_none((User.id == planned.owner_id) & User.active)
        if person is None:
            raise Refusal("unknown_owner")
        incident.owner, incident.state = person, "owned"
        told.append(("given", person.name))
    if planned.due is not None and planned.due != incident.due:
        incident.due, detail["escalated"] = planned.due, False
        if "until" in detail:
            detail["until"] = datetime.combine(planned.due + A_DAY, time()).astimezone().isoformat()
        told.append(("due", planned.due.isoformat()))
    if planned.next_step and planned.next_step != detail.get("next"):
        detail["next"] = planned.next_step
        told.append(("next", planned.next_step))
    if planned.note:
        told.append(("noted", planned.note))
    incident.detail = encode(detail).decode()
    return told


def _weigh(step: Step) -> Weighed:
    incident = _load(step.incident_id)
    asked = step.state in ENDS and incident.kind in settings.get("approval.incidents")
    text = f"{incident.number} {incident.subject_text}"
    return Weighed("incident", incident.id, text, asked, why=step.text)


def _told(u: Unit, step: Step, state: str, text: str) -> None:
    """What is asked for and what came of it stands among what happened to the incident."""
    said = step.text if state == "asked" else text
    IncidentNote.create(incident=step.incident_id, at=u.now, user=u.user_id, state=state, text=said)
    u.topics.add("incidents")


def _check(u: Unit, step: Step) -> None:
    _refuse_others(u, _load(step.incident_id))


ENDING = Kind("ending", "deliveries.view", Step, _weigh, take_step, _told, _check)
