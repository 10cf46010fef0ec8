"""What a state code looks like and is called: `state_look("order", "approved").word`.

Tone and icon come from the tokens, words from here; kinds are order, delivery, return, incident, print_job, act and
stock_level.
"""

from dataclasses import dataclass

from resources.i18n import N_, _
from ui.theme import theme

WORDS: dict[str, dict[str, str]] = {
    "order": {
        "draft": N_("Draft"), "submitted": N_("Submitted"), "approved": N_("Approved"), "completed": N_("Completed"),
        "rejected": N_("Rejected"), "closed_short": N_("Closed short"), "cancelled": N_("Cancelled"),
        "hold": N_("On hold"), "quote": N_("Quotation"), "quote_expired": N_("Expired"), "picking": N_("Picking"),
        "part": N_("Partly shipped"), "shipped": N_("All shipped"), "unsettled": N_("To settle"),
    },
    "delivery": {
        "planned": N_("Planned"), "released": N_("Released"), "picking": N_("Picking"), "picked": N_("Picked"),
        "checked": N_("Checked"), "packed": N_("Packed"), "confirmed": N_("Confirmed"), "dispatched": N_("Dispatched"),
        "in_transit": N_("In transit"), "signed": N_("Signed"), "signed_difference": N_("Difference"),
        "refused": N_("Refused"), "lost": N_("Lost"), "closed": N_("Closed"), "cancelled": N_("Cancelled"),
    },
    "return": {
        "announced": N_("Announced"), "received": N_("Received"), "inspected": N_("Inspected"),
        "restocked": N_("Restocked"),
        "repaired": N_("Repaired"), "replaced": N_("Replaced"), "refunded": N_("Refunded"), "scrapped": N_("Scrapped"),
        "closed": N_("Closed"), "cancelled": N_("Cancelled"),
    },
    "incident": {
        "open": N_("Open"), "owned": N_("Owned"), "resolved": N_("Resolved"), "accepted": N_("Accepted"),
        "reopened": N_("Reopened"),
    },
    "print_job": {
        "queued": N_("Queued"), "sending": N_("Sending"), "sent": N_("Sent"), "confirmed": N_("Printed"),
        "failed": N_("Failed"), "uncertain": N_("Not certain"), "replaced": N_("Did not come out"),
    },
    "act": {"waiting": N_("Waiting"), "approved": N_("Approved"), "refused": N_("Turned down"),
            "withdrawn": N_("Withdrawn")},
    "stock_level": {"enough": N_("Enough"), "low": N_("Low"), "out": N_("Out")},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StateLook:
    """`tone` and `icon` are None where the normal case has no colour and is plain text."""

    word: str
    tone: str | None
    icon: str | None


def state_look(kind: str, code: str) -> StateLook:
    tone, icon = theme.state(kind, code)
    return StateLook(_(WORDS[kind][code]), tone, icon)
