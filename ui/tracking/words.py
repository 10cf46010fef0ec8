"""What the tracking window says: statuses, events with their icon and tone, lateness, incidents."""

from collections.abc import Sequence
from datetime import date

from resources.i18n import N_, _, ngettext
from services.after_sales import COMPLAINT_TERMS
from services.differences import Differed
from services.lists import INCIDENT_KIND_TERMS
from services.tracking_views import IncidentRow, Moment, TrackingView
from ui.delivery.words import product_name, role_word
from ui.kit.formats import moment, quantity, titled
from ui.kit.timeline import Event

STATUS_WORDS = {
    "picked_up": N_("Picked up by the carrier"),
    "in_transit": N_("In transit"),
    "out_for_delivery": N_("Out for delivery"),
    "ready_for_pickup": N_("Ready for pickup"),
    "said_delivered": N_("Delivered, says the carrier"),
    "attempt_failed": N_("Delivery failed, will be tried again"),
    "exception": N_("Something went wrong"),
    "returning": N_("On its way back to us"),
}
INCIDENT_KINDS = INCIDENT_KIND_TERMS
INCIDENT_STEPS = {
    "owned": N_("Take over"),
    "resolved": N_("Resolve"),
    "accepted": N_("Accept the loss"),
    "open": N_("Reopen"),
}
REMAINDERS = {"quarantine": N_("It came back: into quarantine"), "loss": N_("It is gone: write it off as a loss")}
NO_REMAINDER = {"nothing": N_("All of it arrived; what came besides is settled")}
DIFFERENCES = {"short": N_("{quantity} missing"), "damaged": N_("{quantity} damaged"),
               "over": N_("{quantity} too many")}  # fmt: skip

# From 5 to 1.
STARS = {5: N_("Very good"), 4: N_("Well done"), 3: N_("So-so"), 2: N_("Poor"), 1: N_("Bad")}

# What happened -> (what it is called, icon, tone).
EVENTS = {
    "delivery.plan": (N_("Planned"), "calendar", "neutral"),
    "delivery.release": (N_("Released to the warehouse"), "send", "blue"),
    "packing.pack": (N_("Packed"), "package", "violet"),
    "delivery.sign": (N_("Signed off by {role}"), "stamp", "violet"),
    "delivery.cancel": (N_("Cancelled"), "ban", "neutral"),
    "track.dispatched": (N_("Dispatched"), "truck", "teal"),
    "track.picked_up": (STATUS_WORDS["picked_up"], "package-check", "teal"),
    "track.in_transit": (STATUS_WORDS["in_transit"], "route", "teal"),
    "track.out_for_delivery": (STATUS_WORDS["out_for_delivery"], "truck", "teal"),
    "track.ready_for_pickup": (STATUS_WORDS["ready_for_pickup"], "map-pin", "teal"),
    "track.attempt_failed": (STATUS_WORDS["attempt_failed"], "triangle-alert", "amber"),
    "track.exception": (STATUS_WORDS["exception"], "circle-alert", "red"),
    "track.said_delivered": (STATUS_WORDS["said_delivered"], "package-check", "green"),
    "track.returning": (STATUS_WORDS["returning"], "undo-2", "amber"),
    "tracking.sign_for": (N_("Signed for in full"), "circle-check", "green"),
    "tracking.sign_for.difference": (N_("Signed for with a difference"), "triangle-alert", "amber"),
    "tracking.fail.refused": (N_("Refused by the customer"), "circle-x", "red"),
    "tracking.fail.lost": (N_("Lost on the way"), "circle-question-mark", "red"),
    "tracking.close.quarantine": (N_("Came back, closed"), "archive", "neutral"),
    "tracking.close.loss": (N_("Written off, closed"), "archive", "neutral"),
    "tracking.close.nothing": (N_("Settled, closed"), "archive", "neutral"),
    "act.ask": (N_("A second person was asked to write it off"), "hourglass", "amber"),
    "act.approve": (N_("Write-off approved, closed"), "badge-check", "neutral"),
    "act.refuse": (N_("Write-off turned down"), "circle-x", "red"),
    "rating.give": (N_("Rated by the customer: {stars}"), "star", "neutral"),
    "complaint.add": (N_("The customer complains"), "message-square", "red"),
}
UNKNOWN = (N_("Another status"), "route", "teal")


def event_of(told: Moment, today: date) -> Event:
    """A line of the timeline: what, then where, what was typed and by whom."""
    title, icon, tone = EVENTS.get(told.code, UNKNOWN)
    below = "  •  ".join(part for part in (told.place, told.note, told.who) if part)
    said = _(title).format(role=role_word(told.role), stars=stars_words(told.stars))
    return Event(icon, tone, said, below, moment(told.at, today))


def days_late(view: TrackingView, today: date) -> int:
    """Whole days past the promise; what was signed for is late by its day of signing, at most 0 without a promise."""
    if view.promised is None:
        return 0
    arrived = view.signed_at.astimezone().date() if view.signed_at else today
    return max(0, (arrived - view.promised).days)


def late_words(days: int) -> str:
    return ngettext("{count} day late", "{count} days late", days).format(count=days)


def stars_words(stars: int) -> str:
    """“★★★★☆ Good”; "" where none are given."""
    return f"{'★' * stars}{'☆' * (5 - stars)} {_(STARS[stars])}" if stars in STARS else ""


def incident_words(row: IncidentRow) -> str:
    kind = _(INCIDENT_KINDS.get(row.kind, row.kind))
    return titled(kind, _(COMPLAINT_TERMS[row.complaint])) if row.complaint in COMPLAINT_TERMS else kind


def difference_words(differed: Sequence[Differed]) -> list[str]:
    """What differed, a line each: "Gloves L: 2 pc damaged"."""
    told = []
    for name, english, count, unit, kind in differed:
        figure = _(DIFFERENCES[kind]).format(quantity=f"{quantity(count)} {unit}".strip())
        told.append(titled(product_name(name, english), figure))
    return told
