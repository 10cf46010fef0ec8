"""Orders in words: findings, timeline, steps and what a draft still lacks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from resources.i18n import N_, _, ngettext
from services.findings import Finding as Found
from services.order_views import Moment, OrderPanel
from ui.kit import formats
from ui.kit.panel import Event, Finding

TONES = {"ok": "green", "warn": "amber", "block": "red"}

# code -> title, detail; filled with the finding's figures as people write them.
FINDINGS: dict[str, tuple[str, str]] = {
    "overdue": (N_("¥{overdue} overdue"), N_("The oldest for {overdue_days} days")),
    "over_limit": (N_("¥{over} over the limit"), N_("Exposure ¥{exposure} of ¥{limit}")),
    "within_limit": (N_("Credit in order"), N_("Exposure ¥{exposure} of ¥{limit}")),
    "no_limit": (N_("No credit limit"), N_("Exposure ¥{exposure}")),
    "below_minimum": (N_("Line {position} is below the minimum price"), N_("{name}: ¥{price}, at least ¥{least}")),
    "below_cost": (N_("Line {position} is below cost"), N_("{name}: ¥{price}, at least ¥{least}")),
    "below_standard": (N_("Line {position} is below the standard price"), N_("{name}: ¥{price}, usually ¥{least}")),
    "prices_fine": (N_("Prices in order"), ""),
    "short": (N_("{name}: {short} short"), N_("{available} available of {wanted}")),
    "stock_enough": (N_("Enough in stock"), ""),
    "new_customer": (N_("New customer"), N_("Few orders of {name} have been approved so far")),
    "same_reference": (N_("Customer's no. {customer_ref} is there already"), N_("Order {number}")),
    "same_goods": (N_("An order like it is there already"), N_("Order {number} of {day}, same goods and amount")),
    "large_amount": (N_("Above ¥{limit}"), N_("Needs somebody who may approve large orders")),
    "amount_fine": (N_("Not above ¥{limit}"), ""),
}
DUE = N_("{available} available of {wanted}, {due_quantity} due {due}")

MISSING = {
    "customer": N_("customer"), "promised": N_("promised date"), "lines": N_("lines"),
    "products": N_("a product on each line"), "prices": N_("a price on each line"),
}  # fmt: skip

# What the timeline says: icon, tone, sentence.
MOMENTS: dict[str, tuple[str, str, str]] = {
    "order.create": ("plus", "neutral", N_("Created")),
    "order.import": ("file-spreadsheet", "neutral", N_("Imported from {file}")),
    "order.submit": ("send", "amber", N_("Submitted")),
    "order.revise": ("pencil", "amber", N_("Changed")),
    "order.approve": ("badge-check", "blue", N_("Approved")),
    "order.approve_by_rule": ("badge-check", "blue", N_("Approved by the company's rule")),
    "order.approve_by_rule.left": ("hourglass", "amber", N_("Left to a person by the company's rule")),
    "order.send_back": ("undo-2", "amber", N_("Sent back: {reason}")),
    "order.reject": ("circle-x", "red", N_("Rejected: {reason}")),
    "order.hold": ("circle-pause", "red", N_("On hold: {reason}")),
    "order.resume": ("play", "blue", N_("Goes on")),
    "order.reopen": ("rotate-ccw", "neutral", N_("Reopened")),
    "order.cancel": ("ban", "neutral", N_("Cancelled: {reason}")),
    "order.close_short": ("circle-slash-2", "neutral", N_("Closed short: {reason}")),
    "delivery.plan": ("calendar", "neutral", N_("Delivery {number} planned")),
    "delivery.release": ("send", "blue", N_("Delivery {number} released")),
    "packing.start": ("scan-line", "blue", N_("Delivery {number}: picking begun")),
    "packing.check": ("list-checks", "blue", N_("Delivery {number} checked")),
    "packing.pack": ("package", "violet", N_("Delivery {number} packed")),
    "delivery.sign": ("stamp", "violet", N_("Delivery {number} signed off")),
    "delivery.dispatch": ("truck", "teal", N_("Delivery {number} dispatched")),
    "delivery.cancel": ("ban", "neutral", N_("Delivery {number} cancelled")),
    "tracking.sign_for": ("circle-check", "green", N_("Delivery {number} signed for")),
    "tracking.fail": ("circle-x", "red", N_("Delivery {number} did not arrive")),
    "tracking.close": ("archive", "neutral", N_("Delivery {number} closed")),
    "track.picked_up": ("truck", "teal", N_("Picked up by the carrier")),
    "track.in_transit": ("route", "teal", N_("In transit")),
    "track.out_for_delivery": ("route", "teal", N_("Out for delivery")),
    "track.ready_for_pickup": ("package", "teal", N_("Ready for pickup")),
    "track.attempt_failed": ("triangle-alert", "amber", N_("Delivery attempt failed")),
    "track.exception": ("triangle-alert", "amber", N_("Held up on its way")),
    "track.delivered": ("circle-check", "green", N_("Delivered")),
}  # fmt: skip
OTHER = ("history", "neutral", N_("Changed"))


def figure(value: Any) -> str:
    """A figure inside a sentence: thousands apart, no superfluous zeros, dates short."""
    if isinstance(value, date):
        return formats.short_date(value)
    if value is None:
        return formats.NOTHING
    try:
        return formats.quantity(Decimal(str(value)))
    except ArithmeticError:
        return str(value)


def _figures(found: Mapping[str, Any]) -> dict[str, str]:
    texts = {"name", "sku", "number", "customer_ref", "file", "reason", "place", "note"}
    money = {"overdue", "over", "exposure", "limit", "unpaid", "unshipped", "this_order", "total"}
    made = {}
    for key, value in found.items():
        if key in texts:
            made[key] = str(value)
        elif key in money and value is not None:
            made[key] = formats.amount(Decimal(str(value)))
        elif key in ("due", "day") and value is not None:
            made[key] = formats.short_date(value if isinstance(value, date) else date.fromisoformat(str(value)))
        else:
            made[key] = figure(value)
    return made


def finding(found: Found) -> Finding:
    """A finding as the panel shows it."""
    title, detail = FINDINGS[found.code]
    if found.code == "short" and found.figures.get("due"):
        detail = DUE
    figures = _figures(found.figures)
    return Finding(TONES[found.verdict], _(title).format(**figures), _(detail).format(**figures) if detail else "")


def findings(panel: OrderPanel) -> list[Finding]:
    """What is to be known of an order, worst first; a draft says what it lacks."""
    if panel.missing:
        return [Finding("blue", _("Not ready to submit"), missing_words(panel.missing))]
    fine = {each.code for each in panel.findings}
    shown = [finding(each) for each in panel.findings if each.code != "prices_fine" or "within_limit" not in fine]
    if {"within_limit", "prices_fine"} <= fine:
        shown = [replace(each, title=_("Credit and price in order")) if each.title == _("Credit in order") else each
                 for each in shown]  # fmt: skip
    return shown


def missing_words(codes: tuple[str, ...]) -> str:
    """What is missing, in one sentence."""
    return _("Missing: {what}").format(what=_(", ").join(_(MISSING[code]) for code in codes))


def event(moment: Moment, today: date) -> Event:
    """One entry of the timeline."""
    icon, tone, sentence = MOMENTS.get(moment.code + (".left" if moment.figures.get("left") else ""), OTHER)
    figures = {"reason": "", "number": "", "file": ""} | _figures(_simple(moment.figures))
    title = _(sentence).format(**figures)
    by_rule = moment.code == "order.approve_by_rule"
    who = _("System") if by_rule or not moment.who else moment.who
    if moment.code == "order.import":
        first, last = moment.figures["first"], moment.figures["last"]
        who = _("{who}, rows {first}–{last}").format(who=who, first=first, last=last)
    elif moment.figures.get("place"):
        who = _("{place}, {who}").format(place=moment.figures["place"], who=who)
    return Event(icon, tone, title, who, formats.moment(moment.at, today))


def _simple(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in figures.items() if not isinstance(value, dict | list)}


def day(value: date | None, today: date) -> str:
    if value is None:
        return formats.NOTHING
    return formats.day_word(value, today)


def terms(days: int) -> str:
    """When the customer pays."""
    return ngettext("{days} day", "{days} days", days).format(days=days) if days else _("At once")


def orders_word(count: int) -> str:
    return ngettext("{count} order", "{count} orders", count).format(count=f"{count:,}")
