"""Which incidents wait for an answer, and for whose."""

from typing import Any

from models.people import Role, UserRole
from models.watch import Incident

TO_ANSWER = Incident.phase == "open"


def asked_of(user_id: int) -> Any:
    """Incidents that are this person's to answer: their own, and those of their roles that nobody took over."""
    held = Role.select(Role.code).join(UserRole).where(UserRole.user == user_id)
    asked = Incident.owner == user_id
    for (role,) in held.tuples():
        asked |= Incident.owner.is_null() & Incident.detail.contains(f'"role":"{role}"')
    return TO_ANSWER & asked


def free_for(user_id: int) -> Any:
    """Incidents that this person or nobody took over."""
    return TO_ANSWER & (Incident.owner.is_null() | (Incident.owner == user_id))
