"""Looking whether rules hold, and keeping their incidents: opened once, updated, escalated, ended with their cause.

What people and their work opened (a complaint, a short pick) escalates too where nobody ended it by its due day.

planned = watching.look(clock())            # reads only, on any thread
if planned: watching.keep(call, planned)    # the use case; every PC may do it, the second finds nothing to do
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from models.base import reconnect
from models.people import User
from models.watch import Incident, IncidentNote
from services import settings, workdays
from services.bulk import any_of
from services.errors import Refusal
from services.faults import translated
from services.incidents import open_incident
from services.transitions import phase
from services.unit import Unit, encode, use_case
from services.watch import schedule, yesterday
from services.watch.finding import MOST, Found
from services.watch.rule import Rule
from services.watch.rules import RULES, in_force

# What somebody called resolved while it goes on is opened again after so long.
GRACE = timedelta(hours=24)
OPEN = ("open", "owned")
Key = tuple[str, str, int]
Known = dict[Key, Incident]


@dataclass(frozen=True, slots=True)
class Planned:
    """One thing to do: open, reopen, update, escalate or end the incident of a rule and subject.

    "looked" only keeps that a rule was looked at, for one with a schedule. `incident` names one that no rule opened, of
    which a subject may have several.
    """

    step: str
    rule: str
    kind: str
    subject: int
    text: str = ""
    figure: Decimal | None = None
    severity: str = "normal"
    role: str = ""
    hours: int = 24
    incident: int = 0
    ends: date | None = None
    person: int = 0


def look(now: datetime) -> tuple[Planned, ...]:
    """What has to be done about each rule as of now."""
    with translated():
        reconnect()
        rules, looked = _answered(in_force()), settings.get("watch.looked")
        works = workdays.known()
        due = {code: rule for code, rule in rules.items()
               if not rule.on or schedule.due(rule.when, rule.at, looked.get(code), now, works)}  # fmt: skip
        found = {code: rule.find(now, rule.limit) if rule.on else [] for code, rule in due.items()}
        known = _known((code, each.kind, each.id) for code, held in found.items() for each in held)
        planned = _unanswered(now)
        for code, rule in due.items():
            planned += _of_rule(rule, found[code], {key: row for key, row in known.items() if key[0] == code}, now)
        resting = [(key, row) for key, row in known.items() if key[0] not in due]
        planned += [Planned("escalate", *key) for key, row in resting if row.state in OPEN and _overdue(row, now)]
        planned += [Planned("looked", code, "", 0) for code, rule in due.items() if rule.on and rule.when != "always"]
    return tuple(planned)


def _answered(rules: dict[str, Rule]) -> dict[str, Rule]:
    """The rules, without people who have left: then the role answers."""
    named = {rule.person for rule in rules.values() if rule.person}
    if not named:
        return rules
    here = {user for (user,) in User.select(User.id).where(User.id.in_(sorted(named)) & User.active).tuples()}
    return {code: rule if rule.person in here else replace(rule, person=0) for code, rule in rules.items()}


def now_holds(code: str, limit: int, now: datetime) -> tuple[Found, ...]:
    """For whom a rule would hold with this limit, without doing anything about it."""
    with translated():
        reconnect()
        return tuple(RULES[code].find(now, limit))


@dataclass(frozen=True, slots=True)
class Tried:
    """For whom a rule would hold now, and at the end of yesterday; `told` says how, "" where nothing is missing."""

    now: tuple[Found, ...]
    yesterday: tuple[Found, ...]
    told: str = ""


def tried(code: str, limit: int, now: datetime) -> Tried:
    """A rule tried with this limit, without doing anything about it."""
    holds = now_holds(code, limit, now)
    with translated():
        past = tuple(yesterday.FINDS[code](yesterday.end_of_yesterday(now), limit))
    return Tried(holds, past, yesterday.TOLD.get(code, ""))


def _known(wanted: Iterable[Key]) -> Known:
    """The newest incident of each of these rules and subjects, and of all that are open or whose cause has not gone.

    The others that ended, in time by far the most, are not read.
    """
    live = (Incident.phase == "open") | ~Incident.detail.contains('"gone":true')
    rows = Incident.select().where(Incident.kind.in_(list(RULES)) & live).order_by(Incident.id)
    known = {_key(row): row for row in rows}
    subjects: dict[tuple[str, str], list[int]] = {}
    for code, kind, subject in wanted:
        if (code, kind, subject) not in known:
            subjects.setdefault((code, kind), []).append(subject)
    for (code, kind), ids in subjects.items():
        of = (Incident.kind == code) & (Incident.subject_kind == kind) & any_of(Incident.subject_id, ids)
        known |= {_key(row): row for row in Incident.select().where(of).order_by(Incident.id)}
    return known


def _key(row: Incident) -> Key:
    return row.kind, row.subject_kind, row.subject_id


def _late(now: datetime) -> Any:
    """Incidents that no rule keeps, that nobody ended by their due day and that have not escalated."""
    kept = Incident.kind.in_(list(RULES))
    due = Incident.due < now.astimezone().date()
    return (Incident.phase == "open") & ~kept & due & ~Incident.detail.contains('"escalated":true')


def _unanswered(now: datetime) -> list[Planned]:
    rows = Incident.select().where(_late(now)).order_by(Incident.id).limit(MOST)
    return [Planned("escalate", *_key(row), incident=row.id) for row in rows]


def _of_rule(rule: Rule, found: list[Found], known: Known, now: datetime) -> list[Planned]:
    planned = []
    held = set()
    for each in found:
        key = (rule.code, each.kind, each.id)
        held.add(key)
        step = _step(known.get(key), each, rule, now)
        if step:
            how = (rule.severity, rule.role, rule.hours)
            planned.append(Planned(step, rule.code, each.kind, each.id, each.text, each.figure, *how, ends=each.ends,
                                   person=rule.person))  # fmt: skip
    if len(found) >= MOST:
        return planned  # some that it holds for were not looked at
    for key, row in known.items():
        if rule.on and rule.happened and row.state in OPEN:
            continue  # that it is long ago is no answer
        if key not in held and (row.state in OPEN or not msgspec.json.decode(row.detail).get("gone")):
            planned.append(Planned("end", *key))
    return planned


def _step(row: Incident | None, found: Found, rule: Rule, now: datetime) -> str:
    """What the incident of a rule that holds needs; "" for nothing."""
    if row is None:
        return "open"
    detail = msgspec.json.decode(row.detail)
    if row.state in OPEN:
        if _overdue(row, now):
            return "escalate"
        same = detail.get("figure") == _text(found.figure) and detail.get("ends", "") == _iso(found.ends)
        return "" if same else "update"
    if detail.get("gone") and found.at is None:
        return "reopen"
    ended = datetime.fromisoformat(detail["ended"]) if detail.get("ended") else now
    if found.at is not None:
        return "reopen" if found.at > ended else ""
    return "reopen" if row.state == "resolved" and now > ended + GRACE else ""


def _overdue(row: Incident, now: datetime) -> bool:
    """Whether nobody ended it in time and that was not told yet."""
    detail = msgspec.json.decode(row.detail)
    until = _until(detail)
    return not detail.get("escalated") and until is not None and now > until


def _until(detail: dict[str, Any]) -> Any:
    return datetime.fromisoformat(detail["until"]) if detail.get("until") else None


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else str(figure)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


@use_case("watch.keep", right="deliveries.view")
def keep(u: Unit, planned: tuple[Planned, ...]) -> int:
    """Do what `look` planned, as far as it is still so. Gives how many incidents changed. Refuses unknown_rule."""
    known = _known((each.rule, each.kind, each.subject) for each in planned if not each.incident)
    done = 0
    for each in planned:
        if each.incident:
            late = Incident.get_or_none((Incident.id == each.incident) & _late(u.now))
            done += late is not None and _change(u, replace(each, step="escalate"), late)
            continue
        if each.rule not in RULES:
            raise Refusal("unknown_rule", rule=each.rule)
        if each.step == "looked":
            continue
        done += _do(u, each, known.get((each.rule, each.kind, each.subject)))
    looked = {each.rule: u.now for each in planned if each.step == "looked"}
    if looked:
        settings.put("watch.looked", settings.get("watch.looked") | looked)
    u.about("company", None, changed=done)
    if done:
        u.topics.add("incidents")
    return done


def _do(u: Unit, planned: Planned, row: Incident | None) -> bool:
    if planned.step == "open":
        if row is not None and row.state in OPEN:
            return False
        detail: dict[str, Any] = {"role": planned.role, "until": _deadline(u, planned)} | _how_bad(planned)
        made = open_incident(u, planned.rule, planned.kind, planned.subject, planned.text, planned.severity, **detail)
        made.owner = planned.person or None
        made.due = (u.now + timedelta(hours=planned.hours)).astimezone().date()
        made.save()
        return True
    if row is None:
        return False
    return _change(u, planned, row)


def _how_bad(planned: Planned) -> dict[str, Any]:
    return {"figure": _text(planned.figure), "ends": _iso(planned.ends)}


def _deadline(u: Unit, planned: Planned) -> str:
    return (u.now + timedelta(hours=planned.hours)).isoformat()


def _change(u: Unit, planned: Planned, row: Incident) -> bool:
    """Change an incident that is there; False where somebody was quicker."""
    detail = msgspec.json.decode(row.detail)
    live = row.state in OPEN
    match planned.step:
        case "update" if live:
            # No new version: whoever is writing an answer is not asked to look again for a mere figure.
            detail |= _how_bad(planned)
            Incident.update(detail=encode(detail).decode()).where(Incident.id == row.id).execute()
            return True
        case "escalate" if live and not detail.get("escalated"):
            detail["escalated"], row.severity = True, "high"
            _note(u, row, "escalated")
        case "end":
            detail["gone"] = True
            if live:
                row.state = "resolved"
                _note(u, row, "gone")
        case "reopen" if not live:
            row.state, row.owner, row.severity = "open", planned.person or None, planned.severity
            row.due = (u.now + timedelta(hours=planned.hours)).astimezone().date()
            detail |= {"gone": False, "escalated": False, "until": _deadline(u, planned)} | _how_bad(planned)
            _note(u, row, "back")
        case _:
            return False
    row.phase = phase("incident", row.state)
    row.detail, row.version = encode(detail).decode(), row.version + 1
    row.save()
    return True


def _note(u: Unit, row: Incident, text: str) -> None:
    """What the program itself did: its code stands as the text, the state says "watch"."""
    IncidentNote.create(incident=row, at=u.now, user=None, state="watch", text=text)
