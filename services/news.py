"""What waits for a person's yes or next step, each by name, for who is told of it once."""

from dataclasses import dataclass
from typing import Any

from models.after_sales import ReturnOrder
from models.base import reconnect
from models.requests import ActRequest
from services.faults import translated
from services.unit import Actor

A, R = ActRequest, ReturnOrder
MOST = 200
# The state of a return that waits for a step, as services.waiting calls it, and the right that the step takes.
STEPS = (("look_over", "received", "returns.receive"), ("settle", "inspected", "payments.edit"))
SEEN = "deliveries.view"


@dataclass(frozen=True, slots=True)
class Waits:
    """`kind`: request, look_over or settle; `id` is that of the request or return, `text` its number and subject."""

    kind: str
    id: int
    text: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"


def waits(actor: Actor) -> tuple[Waits, ...]:
    """What waits for this person now, the newest MOST of a kind; one's own requests wait for others."""
    with translated():
        reconnect()
        found: list[Waits] = []
        if {"acts.approve", SEEN} <= actor.rights:
            others = (A.state == "waiting") & (A.user.is_null() | (A.user != actor.user_id))
            found += _named("request", A, A.subject_text, others)
        for kind, state, right in STEPS:
            if {right, SEEN} <= actor.rights:
                found += _named(kind, R, R.customer_name, R.state == state)
        return tuple(found)


def _named(kind: str, model: Any, about: Any, where: Any) -> list[Waits]:
    rows = model.select(model.id, model.number, about).where(where).order_by(model.id.desc()).limit(MOST)
    return [Waits(kind, row_id, f"{number} {text}") for row_id, number, text in rows.tuples()]
