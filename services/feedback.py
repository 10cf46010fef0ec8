"""What customers say of a delivery that left: a rating, complaints. What is bad becomes an incident to be answered."""

from dataclasses import dataclass
from typing import Any

from models.after_sales import Complaint, Rating
from models.delivery import Delivery
from models.watch import Incident
from services.after_sales import COMPLAINT_TERMS
from services.delivery_book import load
from services.errors import Refusal
from services.incidents import end_by_itself, open_incident
from services.transitions import IN_HOUSE, wrong_state
from services.unit import Unit, use_case
from services.watch import work

KINDS = frozenset(COMPLAINT_TERMS)
STARS = range(1, 6)
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Noted:
    """What was noted, and the incident it opened, if any."""

    id: int
    incident_id: int | None = None
    incident: str = ""


def _left(delivery_id: int) -> Delivery:
    """A delivery that has left the house. Refuses unknown_delivery, wrong_state."""
    delivery = load(delivery_id)
    if delivery.state in IN_HOUSE or delivery.state == "cancelled":
        raise wrong_state("delivery", delivery, "dispatched")
    return delivery


def _text(text: str) -> str:
    if len(text.strip()) > LONGEST:
        raise Refusal("too_long", field="note", most=LONGEST)
    return text.strip()


@use_case("rating.give", right="tracking.edit")
def give_rating(u: Unit, delivery_id: int, stars: int, note: str = "") -> Noted:
    """What the customer gives a delivery, in the place of what was noted before.

    One or two stars open an incident, which ends by itself when more turn out to be meant.
    Refuses unknown_delivery, wrong_state, bad_rating, too_long.
    """
    delivery = _left(delivery_id)
    if stars not in STARS:
        raise Refusal("bad_rating")
    note = _text(note)
    row = Rating.get_or_none(Rating.delivery == delivery_id)
    before = row.stars if row is not None else None
    if row is None:
        row = Rating.create(delivery=delivery_id, stars=stars, note=note, at=u.now, user=u.user_id)
    else:
        row.stars, row.note, row.user = stars, note, u.user_id
        row.save()
    open_ = Incident.get_or_none(
        (Incident.kind == "low_rating") & (Incident.subject_kind == "delivery") & (Incident.subject_id == delivery_id)
        & (Incident.phase == "open")
    )  # fmt: skip
    low = work.in_force()["low_rating"].limit  # up to so many stars somebody has to ask what was wrong
    if stars > low and open_ is not None:
        end_by_itself(u, open_)
    elif stars <= low and open_ is None and (before is None or before > low):
        open_ = _opened(u, delivery, "low_rating", note, figure=stars)
    incident = open_ if stars <= low else None
    u.about("delivery", delivery_id, stars=stars, note=note)
    u.topics.add("deliveries")
    return Noted(row.id, incident.id if incident else None, incident.number if incident else "")


@use_case("complaint.add", right="tracking.edit")
def complain(u: Unit, delivery_id: int, kind: str, text: str) -> Noted:
    """A customer complains about a delivery: an incident is open until somebody answers it.

    Refuses unknown_delivery, wrong_state, bad_kind, reason_missing, too_long.
    """
    delivery = _left(delivery_id)
    if kind not in KINDS:
        raise Refusal("bad_kind", kind=kind)
    text = _text(text)
    if not text:
        raise Refusal("reason_missing")
    incident = _opened(u, delivery, "complaint", text, complaint=kind)
    row = Complaint.create(delivery=delivery_id, incident=incident, kind=kind, text=text, at=u.now, user=u.user_id)
    u.about("delivery", delivery_id, complaint=kind, note=text, incident=incident.number)
    u.topics.add("deliveries")
    return Noted(row.id, incident.id, incident.number)


def _opened(u: Unit, delivery: Delivery, kind: str, note: str, **detail: Any) -> Incident:
    about = f"{delivery.number} {delivery.customer_name}"
    return open_incident(u, kind, "delivery", delivery.id, about, note=note, **detail)
