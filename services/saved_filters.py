"""Filters people keep under a name: their own, or shared with everybody who may see the list.

Whoever may see a list may keep filters of it, so the use cases ask for no right of their own but for the list's.
"""

from dataclasses import dataclass

import msgspec

from models.base import reconnect
from models.driver import peewee
from models.people import SavedFilter, User
from services.errors import Refusal
from services.faults import translated
from services.listing import RIGHTS
from services.unit import Actor, Created, Unit, encode, use_case

SHARE = "settings.change"
LONGEST = 40
MOST = 30


@dataclass(frozen=True, slots=True)
class Kept:
    """What a list was narrowed and sorted by. `filters` are (name, value, words for a chip)."""

    search: str = ""
    filters: tuple[tuple[str, str, str], ...] = ()
    sort: str = ""
    descending: bool | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A saved filter. `mine` may be renamed and deleted by who asked; `owner` is who shares it."""

    id: int
    name: str
    kept: Kept
    shared: bool
    mine: bool
    owner: str


def of(listing: str, actor: Actor) -> tuple[Stored, ...]:
    """This person's filters of a list and the shared ones, oldest first; from a reader thread."""
    S = SavedFilter
    seen = (S.owner == actor.user_id) | S.shared
    with translated():
        reconnect()
        rows = list(
            S.select(S.id, S.name, S.query, S.shared, S.owner, User.name).join(User)
            .where((S.listing == listing) & seen).order_by(S.id).limit(2 * MOST).tuples()
        )  # fmt: skip
    leads = SHARE in actor.rights
    return tuple(
        Stored(row[0], row[1], msgspec.json.decode(row[2], type=Kept), row[3], row[4] == actor.user_id or leads, row[5])
        for row in rows
    )


@use_case("filter.save", right="")
def save_filter(u: Unit, listing: str, name: str, kept: Kept, shared: bool = False) -> Created:
    """Keep a filter of a list. Refuses unknown_list, not_allowed, empty_name, too_long, filter_taken, too_many_filters.
    """
    if listing not in RIGHTS:
        raise Refusal("unknown_list", name=listing)
    if RIGHTS[listing] and not u.holds(RIGHTS[listing]):
        raise Refusal("not_allowed", use_case="filter.save")
    if shared:
        _may_share(u)
    owned = SavedFilter.select().where((SavedFilter.listing == listing) & (SavedFilter.owner == u.user_id))
    if owned.count() >= MOST:
        raise Refusal("too_many_filters", most=MOST)
    made = SavedFilter.create(
        listing=listing, name=_free_name(listing, name, u.user_id, None), query=encode(kept).decode(), owner=u.user_id,
        shared=shared, at=u.now,
    )  # fmt: skip
    _tell(u, made)
    return Created(made.id)


@use_case("filter.rename", right="")
def rename_filter(u: Unit, filter_id: int, name: str) -> Created:
    """Refuses unknown_filter_saved, not_allowed, empty_name, too_long, filter_taken."""
    found = _own(u, filter_id)
    found.name = _free_name(found.listing, name, found.owner_id, filter_id)
    found.save()
    _tell(u, found)
    return Created(filter_id)


@use_case("filter.share", right="")
def share_filter(u: Unit, filter_id: int, shared: bool) -> Created:
    """Show a filter to all who may see its list, or to its owner alone. Refuses unknown_filter_saved, not_allowed."""
    found = _own(u, filter_id)
    if shared:
        _may_share(u)
    found.shared = shared
    found.save()
    _tell(u, found)
    return Created(filter_id)


@use_case("filter.delete", right="")
def delete_filter(u: Unit, filter_id: int) -> Created:
    """Refuses unknown_filter_saved, not_allowed."""
    found = _own(u, filter_id)
    found.delete_instance()
    _tell(u, found)
    return Created(filter_id)


def _own(u: Unit, filter_id: int) -> SavedFilter:
    """A filter that this person may change: their own, and a shared one with the right to share."""
    found = SavedFilter.get_or_none(SavedFilter.id == filter_id)
    if found is None:
        raise Refusal("unknown_filter_saved")
    if found.owner_id != u.user_id and not (found.shared and u.holds(SHARE)):
        raise Refusal("not_allowed", use_case="filter.change")
    return found


def _may_share(u: Unit) -> None:
    if not u.holds(SHARE):
        raise Refusal("not_allowed", use_case="filter.share")


def _free_name(listing: str, name: str, owner: int | None, own_id: int | None) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refusal("empty_name")
    if len(name) > LONGEST:
        raise Refusal("too_long", field="name", most=LONGEST)
    S = SavedFilter
    same = peewee.fn.LOWER(S.name) == name.lower()
    taken = S.select(S.id).where((S.listing == listing) & (S.owner == owner) & same)
    if own_id is not None:
        taken = taken.where(S.id != own_id)
    if taken.exists():
        raise Refusal("filter_taken", name=name)
    return name


def _tell(u: Unit, found: SavedFilter) -> None:
    u.about("filter", found.id, listing=found.listing, name=found.name, shared=found.shared)
    u.topics.add("filters")
