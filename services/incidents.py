"""Incidents: something went wrong, somebody has to answer for it."""

from typing import Any

import msgspec

from models.watch import Incident, IncidentNote
from services.errors import Refusal
from services.numbers import next_number
from services.transitions import move, phase
from services.unit import Created, Unit, encode, use_case


def open_incident(
    u: Unit, kind: str, subject_kind: str, subject_id: int, subject_text: str, severity: str = "normal", **detail: Any
) -> Incident:
    """Open an incident about a document, inside another use case. What `detail` has as `note` stands first in it."""
    incident = Incident.create(
        number=next_number("IN", u.today), kind=kind, severity=severity, subject_kind=subject_kind,
        subject_id=subject_id, subject_text=subject_text, detail=encode(detail).decode(), at=u.now,
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


@use_case("incident.step", right="incidents.edit")
def step_incident(u: Unit, incident_id: int, version: int, state: str, text: str = "") -> Created:
    """Own, resolve, accept or reopen an incident; all but owning need a text.

    Refuses unknown_incident, changed_meanwhile, wrong_state, reason_missing.
    """
    incident = Incident.get_or_none(Incident.id == incident_id)
    if incident is None:
        raise Refusal("unknown_incident")
    if incident.version != version:
        raise Refusal("changed_meanwhile", document="incident", id=incident_id, version=incident.version)
    if state != "owned" and not text.strip():
        raise Refusal("reason_missing")
    move("incident", incident, state)
    incident.phase = phase("incident", incident.state)
    if incident.phase == "ended":
        detail = msgspec.json.decode(incident.detail)
        incident.detail = encode(detail | {"ended": u.now.isoformat(), "gone": False}).decode()
    if state == "owned":
        incident.owner = u.user_id
    incident.version += 1
    incident.save()
    IncidentNote.create(incident=incident, at=u.now, user=u.user_id, state=state, text=text.strip())
    u.about("incident", incident.id, state=state, text=text)
    u.topics.add("incidents")
    return Created(incident.id)
