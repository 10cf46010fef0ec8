"""A company that was made by an older program: its roles get the rights which that one did not know yet."""

from dataclasses import dataclass

from models.base import reconnect
from models.people import Role, RolePermission, User, UserRole
from services.errors import Refusal
from services.faults import translated
from services.people import PERMISSIONS, ROLES, actor_of
from services.unit import Actor, Call, Unit, use_case


@dataclass(frozen=True, slots=True)
class NewRights:
    """What the roles may do now and could not before."""

    rights: tuple[str, ...]


def unknown() -> frozenset[str]:
    """Rights of this program that the company has never heard of: its owner, who holds everything, lacks them."""
    rows = RolePermission.select(RolePermission.permission).join(Role).where(Role.code == "owner")
    return PERMISSIONS - {row[0] for row in rows.tuples()}


@use_case("people.follow_rights", right="")
def follow_rights(u: Unit) -> NewRights:
    """Give new rights to the owner and to the roles that have them in a new company; the person only set it going.

    What was taken from a role or given to it stays. Refuses not_allowed for somebody without a role.
    """
    if not _has_role(u.user_id):
        raise Refusal("not_allowed", use_case="people.follow_rights")
    new = unknown()
    for role in list(Role.select()):
        for right in sorted(new if role.code == "owner" else new & ROLES.get(role.code, frozenset())):
            RolePermission.get_or_create(role=role, permission=right)
    u.about("company", None, rights=sorted(new))
    u.topics.add("people")
    return NewRights(tuple(sorted(new)))


def _has_role(user_id: int | None) -> bool:
    return UserRole.select().where(UserRole.user == user_id).exists()


def brought_along(actor: Actor) -> Actor:
    """Somebody who has just signed in, with the rights that their roles have in this program.

    Whoever has no role leaves the rights to the next one who signs in.
    """
    with translated():
        reconnect()
        if not unknown() or not _has_role(actor.user_id):
            return actor
    follow_rights(Call(actor))
    with translated():
        reconnect()
        return actor_of(User.get_by_id(actor.user_id), actor.source, actor.station)
