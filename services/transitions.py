"""Legal steps of each document. Buttons and use cases read the same tables; a wrong step is refused aloud."""

from typing import Any

from services.errors import Refusal

ORDER = frozenset({
    ("draft", "submitted"), ("submitted", "draft"), ("submitted", "rejected"), ("submitted", "approved"),
    ("rejected", "draft"), ("approved", "submitted"), ("approved", "completed"), ("approved", "closed_short"),
    ("draft", "cancelled"), ("submitted", "cancelled"), ("approved", "cancelled"), ("rejected", "cancelled"),
    ("completed", "approved"), ("closed_short", "approved"),
})  # fmt: skip

_UP_TO_CONFIRMED = ("planned", "released", "picking", "picked", "checked", "packed", "confirmed")
DELIVERY = frozenset({
    ("planned", "released"), ("released", "picking"), ("picking", "picked"), ("picked", "picking"),
    ("picked", "checked"), ("checked", "packed"), ("packed", "confirmed"), ("confirmed", "packed"),
    ("confirmed", "dispatched"), ("dispatched", "in_transit"),
    *((start, end) for start in ("dispatched", "in_transit")
      for end in ("signed", "signed_difference", "refused", "lost")),
    *((end, "closed") for end in ("signed", "signed_difference", "refused", "lost")),
    *((state, "cancelled") for state in _UP_TO_CONFIRMED),
})  # fmt: skip

INCIDENT = frozenset({
    ("open", "owned"), ("open", "resolved"), ("open", "accepted"), ("owned", "resolved"), ("owned", "accepted"),
    ("resolved", "open"), ("accepted", "open"),
})  # fmt: skip

PURCHASE = frozenset({("ordered", "received"), ("received", "ordered"), ("ordered", "cancelled")})

ACT = frozenset({("waiting", "approved"), ("waiting", "refused"), ("waiting", "withdrawn")})

_OUTCOMES = ("restocked", "repaired", "replaced", "refunded", "scrapped")
RETURN = frozenset({
    ("announced", "received"), ("announced", "cancelled"), ("received", "announced"), ("received", "inspected"),
    ("inspected", "received"),
    *(("inspected", outcome) for outcome in _OUTCOMES), *((outcome, "closed") for outcome in _OUTCOMES),
})  # fmt: skip

TABLES = {
    "order": ORDER, "delivery": DELIVERY, "incident": INCIDENT, "purchase": PURCHASE, "act": ACT, "return": RETURN,
}  # fmt: skip

# Deliveries at which somebody has begun and that have not left the house.
IN_WORK = frozenset({"picking", "picked", "checked", "packed", "confirmed"})
# A delivery that has not left the house; what it holds can still be put back.
IN_HOUSE = frozenset(_UP_TO_CONFIRMED)
ON_THE_WAY = frozenset({"dispatched", "in_transit"})
ENDED = frozenset({"closed", "cancelled"})


def states(document: str) -> frozenset[str]:
    """Every state a kind of document can be in."""
    return frozenset(state for pair in TABLES[document] for state in pair)


def may(document: str, state: str, target: str) -> bool:
    return (state, target) in TABLES[document]


PHASES = {
    "order": {"completed": "ended", "closed_short": "ended", "cancelled": "ended", "": "open"},
    "return": {"closed": "ended", "cancelled": "ended", "": "open"},
    "incident": {"resolved": "ended", "accepted": "ended", "": "open"},
    "delivery": {**dict.fromkeys(IN_HOUSE, "house"), **dict.fromkeys(ENDED, "ended"), "": "way"},
}


def phase(document: str, state: str) -> str:
    """The coarse phase of a state, stored for lists: open or ended; house, way or ended."""
    return PHASES[document].get(state, PHASES[document][""])


def wrong_state(document: str, row: Any, target: str) -> Refusal:
    """The refusal of a step that the row's state does not allow."""
    return Refusal("wrong_state", document=document, number=row.number or "", state=row.state, target=target)


def move(document: str, row: Any, target: str, start: str = "") -> None:
    """Set the state of a row, not yet saved. Refuses wrong_state.

    `start` is given by a step that leads from one state only, where another step may reach the same target.
    """
    if not may(document, row.state, target) or (start and row.state != start):
        raise wrong_state(document, row, target)
    row.state = target
    if document in PHASES:
        row.phase = phase(document, target)
    if document == "order":
        row.progress = "approved" if target == "approved" else ""
