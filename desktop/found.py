"""Ctrl+K: records as the palette shows them, and where each one opens."""

import re

from resources.i18n import _
from services import finder
from services.search import begins, fits
from services.transitions import IN_HOUSE
from services.unit import Actor
from ui.kit.palette import Hit
from ui.kit.states import state_look

# kind -> icon, window
SHOWN = {
    "order": ("clipboard-list", "orders"),
    "delivery": ("truck", "delivery"),
    "product": ("package", "inventory"),
    "customer": ("building-2", "orders"),
    "purchase": ("shopping-cart", "purchasing"),
    "supplier": ("building-2", "suppliers"),
    "incident": ("triangle-alert", "watch"),
}

PHONE = re.compile(r"\+?\d[\d -]{5,}\d")
NAMED = frozenset({"product", "customer", "supplier"})
ASKED_ABOUT = frozenset({"order", "delivery", "customer"})


def palette_hits(text: str, actor: Actor) -> list[Hit]:
    """What `text` finds, for this person."""
    hits = finder.find(text, actor.rights)
    shown = _likeliest_first(text, hits, actor)
    if "deliveries.view" in actor.rights and any(hit.kind in ASKED_ABOUT for hit in hits):
        where = _("Where is my order? “{text}”").format(text=text.strip())
        told = _("How it stands, what left, what is late, what comes next")
        ask = Hit("phone", where, told, "tracking", {"ask": text.strip()})
        # Who gives a phone number is on the phone, and asks that.
        shown.insert(0 if PHONE.fullmatch(text.strip()) else len(shown), ask)
    return shown


def _likeliest_first(text: str, hits: tuple[finder.Hit, ...], actor: Actor) -> list[Hit]:
    """Documents and what begins with the text, then reports called so, then what only has it within a word."""
    sure: list[Hit] = []
    others: list[Hit] = []
    for hit in hits:
        doubted = hit.kind in NAMED and not begins(text, f"{hit.title} {hit.detail}")
        (others if doubted else sure).append(_shown(hit))
    return [*sure, *_reports(text, actor), *others]


def _reports(text: str, actor: Actor) -> list[Hit]:
    from services.reports.catalogue import offered  # takes a moment, which no start-up may cost

    return [Hit("chart-column", title, _("Report"), "reports", {"report": report.name})
            for report in offered(actor) if fits(text, title := report.named(_))]  # fmt: skip


def _shown(hit: finder.Hit) -> Hit:
    """With the state, which often is the answer; a delivery that has left is followed in its own window."""
    icon, window = SHOWN[hit.kind]
    if hit.kind == "delivery" and hit.state not in IN_HOUSE | {"cancelled"}:
        window = "tracking"
    where: dict[str, object] = {"id": hit.id}
    if hit.kind == "customer":
        where = {"customer": str(hit.id)}
    elif hit.about is not None and hit.about[0] in SHOWN:
        where = {"id": hit.about[1]}
        # the tracking window shows a delivery's incidents, the delivery window does not
        window = "tracking" if hit.about[0] == "delivery" else SHOWN[hit.about[0]][1]
    state = state_look(hit.kind, hit.state).word if hit.state else ""
    detail = " · ".join(filter(None, (state, hit.detail)))
    return Hit(icon, hit.title, detail or _("No details"), window, where)
