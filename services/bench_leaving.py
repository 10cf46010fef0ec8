"""What comes after packing, for who stands at the bench: the sign-off that is theirs, then the way out."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.base import reconnect
from services.delivery_book import load, missing_roles
from services.faults import translated

SIGN, DISPATCH = "sign", "dispatch"


@dataclass(frozen=True, slots=True)
class Next:
    """`step` is sign (for `role`), dispatch, or "" when the delivery waits for somebody else."""

    step: str
    version: int
    role: str = ""


def next_step(delivery_id: int, rights: Iterable[str]) -> Next:
    """The next step of a packed delivery that a person with these rights may do. Refuses unknown_delivery."""
    held = set(rights)
    with translated():
        reconnect()
        delivery = load(delivery_id)
        missing = missing_roles(delivery) if delivery.state == "packed" else []
    mine = next((role for role in missing if f"signoff.{role}" in held), "")
    if mine:
        return Next(SIGN, delivery.version, mine)
    goes = delivery.state == "confirmed" and "deliveries.dispatch" in held
    return Next(DISPATCH if goes else "", delivery.version)
