"""What the watch window says: figures by kind, steps, notes of the program, roles, where a subject opens."""

from decimal import Decimal

from resources.i18n import N_, _, ngettext
from services.watch.views import IncidentView, Note
from ui.kit.formats import money, quantity, titled
from ui.tracking.words import stars_words

STEPS = {"owned": N_("Take over"), "resolved": N_("Resolve"), "accepted": N_("Accept"), "open": N_("Reopen")}
DONE = {
    "open": N_("Opened"), "owned": N_("Taken over"), "resolved": N_("Resolved"), "accepted": N_("Accepted"),
    "asked": N_("Answer sent for approval"), "sent_back": N_("Answer not approved"),
    "withdrawn": N_("Answer withdrawn"), "given": N_("Given to"), "due": N_("To be answered by"),
    "next": N_("Next step"), "noted": N_("Noted"),
}  # fmt: skip
WATCHED = {
    "gone": N_("The cause is gone: resolved by itself"), "back": N_("The cause is back: opened again"),
    "escalated": N_("Nobody answered in time: now high"),
}  # fmt: skip
HINTS = {"resolved": N_("What was done about it."), "accepted": N_("Why the company bears it."),
         "open": N_("What turned up.")}  # fmt: skip
# Subject -> window.
OPENS = {"order": "orders", "delivery": "delivery", "product": "inventory", "customer": "customers",
         "purchase": "purchasing", "import": "orders"}  # fmt: skip
MONEY = frozenset({"over_limit", "overdue", "freight_over"})
DAYS = frozenset({"order_late", "leaves_late", "arrives_late", "not_moving", "lot_expires", "supply_late",
                  "backup_old"})  # fmt: skip
HOURS = frozenset({"promise_risk", "order_waits", "approved_waits", "released_waits", "picked_waits", "packed_waits",
                   "wrong_way"})  # fmt: skip


def figure_words(row: IncidentView) -> str:
    """How bad it is: money, days, hours, pieces or a count."""
    value: Decimal | None = row.figure
    if value is None:
        return ""
    if row.kind in MONEY:
        return money(value)
    if row.kind in DAYS:
        days = abs(int(value))
        if row.kind == "lot_expires" and value < 0:
            return ngettext("expired {count} day ago", "expired {count} days ago", days).format(count=days)
        return ngettext("{count} day", "{count} days", days).format(count=days)
    if row.kind == "low_rating":
        return stars_words(int(value))
    if row.kind in HOURS:
        hours = int(value)
        return ngettext("{count} hour", "{count} hours", hours).format(count=hours)
    return quantity(value)


def note_words(note: Note) -> str:
    if note.state == "watch":
        return _(WATCHED[note.text]) if note.text in WATCHED else note.text
    word = _(DONE[note.state]) if note.state in DONE else note.state
    return titled(word, note.text) if note.text else word
