"""The words of the approval window: chips by finding code, verdicts by kind, questions, and what a decision did."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from resources.i18n import N_, _, ngettext
from services.approval_queue import Mark, Waiting
from services.approval_views import Evidence, Outcome
from services.errors import Refusal
from ui.kit.formats import amount, money, price, quantity

TONES = {"block": "red", "warn": "amber", "ok": "green"}
ICONS = {"block": "circle-alert", "warn": "triangle-alert", "ok": "circle-check"}
CHIPS = {
    "over_limit": N_("Over limit"), "overdue": N_("Overdue"), "below_minimum": N_("Below minimum"),
    "below_cost": N_("Below cost"), "below_standard": N_("Low price"), "short": N_("Short"),
    "new_customer": N_("New customer"), "same_reference": N_("Duplicate?"), "same_goods": N_("Duplicate?"),
    "large_amount": N_("Large amount"),
}  # fmt: skip
KINDS = {
    "credit": N_("Credit"), "price": N_("Price"), "stock": N_("Stock"), "customer": N_("Customer"),
    "amount": N_("Amount"), "duplicate": N_("Duplicate"),
}  # fmt: skip
DECISIONS = {
    "approved": ("blue", "badge-check", N_("Approved")), "sent_back": ("amber", "undo-2", N_("Sent back")),
    "rejected": ("red", "circle-x", N_("Rejected")),
}  # fmt: skip
VERBS = {
    "over_limit": N_("Approve over limit"), "overdue": N_("Approve despite overdue"),
    "below_price": N_("Approve below price"),
}  # fmt: skip

Look = tuple[str, str | None, str]


def chips_of(row: Waiting) -> list[Look]:
    """(word, icon, tone) of each chip of a queue row."""
    if row.decision:
        tone, icon, term = DECISIONS[row.decision]
        return [(_(term), icon, tone)]
    held = [(_("On hold"), "circle-pause", "red")] if row.on_hold else []
    mine = [(_("Your own"), "user", "neutral")] if row.own else []
    found = [chip_of(mark) for mark in row.marks]
    clear = [(_("All clear"), "circle-check", "green")] if not (held or found) else []
    return [*held, *found, *clear, *mine]


def chip_of(mark: Mark) -> Look:
    return _(CHIPS[mark.code]), ICONS[mark.verdict], TONES[mark.verdict]


def verdict(kind: str, order: Evidence) -> str:
    """What the chip beside a section's name says: the number that matters."""
    codes = [f.code for f in order.findings if f.kind == kind and f.verdict != "ok"]
    match kind:
        case "credit":
            return _credit(order, codes)
        case "price":
            return _prices(order)
        case "stock":
            count = len(order.short)
            return ngettext("{count} line short", "{count} lines short", count).format(count=count)
        case "customer":
            return _("New customer")
        case "amount":
            return _("Above ¥{limit}").format(limit=_limit(order))
    return _("Same customer number") if "same_reference" in codes else _("Same goods")


def _limit(order: Evidence) -> str:
    """The company's limit that an order's amount is held against, without decimals."""
    figures = next((f.figures for f in order.findings if f.kind == "amount"), {})
    return quantity(Decimal(str(figures.get("limit", 0))))


def _credit(order: Evidence, codes: Sequence[str]) -> str:
    exposure = order.exposure
    if exposure is None:
        return ", ".join(_(CHIPS[code]) for code in codes)
    if "over_limit" in codes and exposure.limit is not None:
        return _("¥{amount} over the limit").format(amount=amount(exposure.total - exposure.limit))
    return _("¥{amount} overdue").format(amount=amount(exposure.overdue))


def _prices(order: Evidence) -> str:
    count = len(order.prices)
    codes = {line.code for line in order.prices}
    if codes & {"below_minimum", "below_cost"}:
        hard = sum(1 for line in order.prices if line.code != "below_standard")
        return ngettext("{count} line below minimum or cost", "{count} lines below minimum or cost", hard).format(
            count=hard
        )
    return ngettext("{count} line under policy", "{count} lines under policy", count).format(count=count)


def fine(kind: str, order: Evidence) -> str:
    """One line for a kind with nothing found."""
    match kind:
        case "credit":
            if order.exposure is None:
                return _("Within the limit")
            return _("No limit is set") if order.exposure.limit is None else _("Within the limit")
        case "price":
            said = _("All at policy or above")
            margin = f"{order.margin:.1f}" if order.margin is not None else ""
            return _("{said}, margin {margin} %").format(said=said, margin=margin) if margin else said
        case "stock":
            return _("All lines are available")
        case "customer":
            return _("Known customer")
        case "amount":
            return _("Not above ¥{limit}").format(limit=_limit(order))
    return _("No order like it")


def waited(since: datetime, now: datetime) -> str:
    """How long an order has waited."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return _("{count} min").format(count=minutes)
    if minutes < 24 * 60:
        return _("{count} h").format(count=minutes // 60)
    days = minutes // (24 * 60)
    return ngettext("{count} day", "{count} days", days).format(count=days)


def terms(days: int) -> str:
    """Payment terms in words."""
    return ngettext("{count} day", "{count} days", days).format(count=days) if days else _("Payment at once")


def queue_line(waiting: int, clear: int) -> str:
    """The line under the title."""
    if not waiting:
        return _("Nothing waits for a decision")
    orders = ngettext("{count} order waits", "{count} orders wait", waiting).format(count=waiting)
    if not clear:
        return orders
    together = ngettext(
        "{count} has no finding", "{count} have no finding and can go together", clear
    ).format(count=clear)  # fmt: skip
    return f"{orders}  •  {together}"


def approved(outcome: Outcome) -> str:
    """What an approval reserved, which delivery it planned, and what waits."""
    said = [
        _("{number} is approved: {reserved} of {lines} lines reserved.").format(
            number=outcome.number, reserved=outcome.reserved, lines=outcome.lines
        )
    ]
    if outcome.deliveries:
        planned = ngettext(
            "Delivery {numbers} is planned; it is packed once it is released in Deliveries.",
            "Deliveries {numbers} are planned; they are packed once they are released in Deliveries.",
            len(outcome.deliveries),
        )
        said.append(planned.format(numbers=_(", ").join(outcome.deliveries)))
    if outcome.short:
        sku, left = outcome.short[0]
        more = len(outcome.short) - 1
        waits = _("{sku} waits for {quantity}.")
        if more:
            waits = ngettext(
                "{sku} waits for {quantity}, and {count} more line waits.",
                "{sku} waits for {quantity}, and {count} more lines wait.",
                more,
            )
        said.append(waits.format(sku=sku, quantity=quantity(left), count=more))
    return " ".join(said)


EMPTY = {
    "waiting": (
        N_("Nothing waits for approval"),
        N_("Orders come here when they are submitted, with what is found about their credit, prices and stock."),
    ),
    "sent_back": (
        N_("Nothing is sent back"),
        N_("An order that is sent back waits here until its author has changed and submitted it again."),
    ),
    "decided": (
        N_("Nothing has been decided yet"),
        N_("Orders that were approved, rejected or sent back are listed here."),
    ),
}


def empty(tab: str) -> tuple[str, str]:
    """Title and text of a tab without orders."""
    title, text = EMPTY[tab]
    return _(title), _(text)


def figures_of(question: Refusal) -> list[tuple[str, str]]:
    """The figures a question is about."""
    data = question.data
    known = {
        "limit": (_("Limit"), money), "exposure": (_("Would owe"), money), "over": (_("Over the limit"), money),
        "overdue": (_("Overdue"), money), "price": (_("This price"), price), "least": (_("Least price"), price),
    }  # fmt: skip
    shown = {
        "over_limit": ("limit", "exposure", "over"), "overdue": ("overdue", "exposure"),
        "below_price": ("price", "least"),
    }  # fmt: skip
    pairs = []
    for name in shown.get(question.code, ()):
        term, write = known[name]
        value = data.get(name)
        if value is not None:
            pairs.append((term, write(Decimal(str(value)))))
    return pairs
