"""Reports people made themselves: kept, shared with who may see their list, changed, deleted and brought back.

Whoever may see a list may make reports of it, so the use cases ask for no right of their own but for those that what
the report is made of takes. Everybody sees of a shared report only what they may see.
"""

import logging
from dataclasses import dataclass

import msgspec

from models.base import reconnect
from models.driver import peewee
from models.people import OwnReport, User
from resources.i18n import language, translator
from services.errors import Refusal
from services.faults import translated
from services.reports.definition import Report
from services.reports.made import Made, report_of, rights_of
from services.unit import Actor, Created, Unit, encode, use_case
from services.versions import refuse_changed

log = logging.getLogger(__name__)
SHARE = "settings.change"
LONGEST = 40
MOST = 50
PREFIX = "own-"
R = OwnReport


@dataclass(frozen=True, slots=True)
class Own:
    """A kept report as one person sees it. `mine` may be changed and deleted by them; `owner` is who shares it."""

    id: int
    title: str
    made: Made
    report: Report
    shared: bool
    mine: bool
    owner: str
    version: int


def seen_by(actor: Actor) -> tuple[Own, ...]:
    """This person's reports and the shared ones of which they may see something, by name; from a reader thread."""
    seen = ((R.owner == actor.user_id) | R.shared) & ~R.deleted
    with translated():
        reconnect()
        rows = list(
            R.select(R.id, R.name, R.definition, R.shared, R.owner, User.name, R.version).join(User)
            .where(seen).order_by(R.name, R.id).tuples()
        )  # fmt: skip
    found = (_own(actor, *row) for row in rows)
    return tuple(each for each in found if each is not None)


def find(actor: Actor, name: str) -> Report | None:
    """One by its name in the catalogue ("own-7") or by its title; None where this person sees none of it."""
    wanted = name.strip().casefold()
    mine = (each.report for each in seen_by(actor))
    return next((report for report in mine if wanted in (report.name, report.title.casefold())), None)


def _own(
    actor: Actor, id_: int, name: str, definition: str, shared: bool, owner_id: int, owner: str, version: int
) -> Own | None:
    words = translator(language())
    made = msgspec.json.decode(definition, type=Made)
    try:
        needed = rights_of(made)
    except Refusal as error:
        log.warning("the report %s (%s) is left out: %s", id_, name, error)
        return None
    told = words("shared by {name}").format(name=owner) if shared else ""
    report = report_of(f"{PREFIX}{id_}", name, made, actor, told)
    if report is None:
        return None
    mine = (owner_id == actor.user_id or SHARE in actor.rights) and needed <= actor.rights
    return Own(id_, name, made, report, shared, mine, owner, version)


@use_case("report.make", right="")
def make_report(u: Unit, name: str, made: Made, shared: bool = False) -> Created:
    """Keep a report. Refuses unknown_list, unknown_column, unknown_period, not_allowed, empty_name, too_long,
    report_taken, too_many_reports.
    """
    _refuse_unseen(u, made, shared)
    if R.select().where((R.owner == u.user_id) & ~R.deleted).count() >= MOST:
        raise Refusal("too_many_reports", most=MOST)
    kept = R.create(name=_free_name(name, u.user_id, None), definition=encode(made).decode(), owner=u.user_id,
                    shared=shared, at=u.now)  # fmt: skip
    _tell(u, kept)
    return Created(kept.id)


@use_case("report.change", right="")
def change_report(u: Unit, report_id: int, version: int, name: str, made: Made, shared: bool = False) -> Created:
    """Make a report anew, under the same name or another. Refuses as report.make, and unknown_report,
    changed_meanwhile.
    """
    found = _kept(u, report_id)
    refuse_changed(found, version, "report")
    _refuse_unseen(u, made, shared and not found.shared)
    found.name = _free_name(name, found.owner_id, report_id)
    found.definition, found.shared, found.at = encode(made).decode(), shared, u.now
    _save(u, found)
    return Created(report_id)


@use_case("report.delete", right="")
def delete_report(u: Unit, report_id: int) -> Created:
    """Refuses unknown_report, not_allowed."""
    found = _kept(u, report_id)
    found.deleted = True
    _save(u, found)
    return Created(report_id)


@use_case("report.bring_back", right="")
def bring_back_report(u: Unit, report_id: int) -> Created:
    """Undo a deletion: the cards and schedules that name the report find it again. Refuses unknown_report, not_allowed,
    report_taken.
    """
    found = _kept(u, report_id, deleted=True)
    found.name, found.deleted = _free_name(found.name, found.owner_id, report_id), False
    _save(u, found)
    return Created(report_id)


def _refuse_unseen(u: Unit, made: Made, shares: bool) -> None:
    missing = [right for right in sorted(rights_of(made) | ({SHARE} if shares else set())) if not u.holds(right)]
    if missing:
        raise Refusal("not_allowed", use_case=missing[0])


def _kept(u: Unit, report_id: int, deleted: bool = False) -> OwnReport:
    """A report that this person may change: their own, and a shared one with the right to share."""
    found = R.get_or_none((R.id == report_id) & (R.deleted == deleted))
    if found is None:
        raise Refusal("unknown_report", given=report_id)
    if found.owner_id != u.user_id and not (found.shared and u.holds(SHARE)):
        raise Refusal("not_allowed", use_case="report.change")
    return found


def _free_name(name: str, owner: int | None, own_id: int | None) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refusal("empty_name")
    if len(name) > LONGEST:
        raise Refusal("too_long", field="name", most=LONGEST)
    same = (peewee.fn.LOWER(R.name) == name.lower()) & (R.owner == owner) & ~R.deleted
    if R.select().where(same if own_id is None else same & (R.id != own_id)).exists():
        raise Refusal("report_taken", name=name)
    return name


def _save(u: Unit, found: OwnReport) -> None:
    found.version += 1
    found.save()
    _tell(u, found)


def _tell(u: Unit, found: OwnReport) -> None:
    u.about("report", found.id, name=found.name, shared=found.shared)
    u.topics.add("own_reports")
