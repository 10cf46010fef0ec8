"""Orders in words: findings, timeline, steps and what a draft still lacks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from resources.i18n import N_, _, ngettext
from services.findings import Finding as Found
from services.order_views import OrderPanel
from services.request_views import AskedFor
from ui.kit import formats
from ui.kit.panel import Finding

TONES = {"ok": "green", "warn": "amber", "block": "red"}

# code -> title, detail; filled with the finding's figures as people write them.
FINDINGS: dict[str, tuple[str, str]] = {
    "overdue": (N_("¥{overdue} overdue"), N_("The oldest for {overdue_days}")),
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
DUE = N_("{available} available of {wanted}; {due_quantity} more come on {due}")

MISSING = {
    "customer": N_("customer"), "promised": N_("promised date"), "lines": N_("lines"),
    "products": N_("a product on each line"), "prices": N_("a price on each line"),
}  # fmt: skip

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
        elif key == "overdue_days" and value is not None:
            made[key] = ngettext("{count} day", "{count} days", int(value)).format(count=value)
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


def is_expired(panel: OrderPanel, today: date) -> bool:
    """Whether it is a quotation after its last day."""
    return panel.state == "draft" and panel.valid_until is not None and panel.valid_until < today


def findings(panel: OrderPanel, today: date) -> list[Finding]:
    """What is to be known of an order, worst first; a draft says what it lacks."""
    return _expired(panel, today) + _found(panel)


def _expired(panel: OrderPanel, today: date) -> list[Finding]:
    if not is_expired(panel, today) or panel.valid_until is None:
        return []
    title = _("The quotation was valid until {day}").format(day=formats.short_date(panel.valid_until, today))
    return [Finding("amber", title, _("Issue it anew with another day, or make it an order after a question."))]


def _found(panel: OrderPanel) -> list[Finding]:
    if panel.missing:
        return [Finding("blue", _("Not ready to submit"), missing_words(panel.missing))]
    fine = {each.code for each in panel.findings}
    shown = [finding(each) for each in panel.findings if each.code != "prices_fine" or "within_limit" not in fine]
    if {"within_limit", "prices_fine"} <= fine:
        shown = [replace(each, title=_("Credit and price in order")) if each.title == _("Credit in order") else each
                 for each in shown]  # fmt: skip
    return shown


def asked_for(each: AskedFor, today: date) -> str:
    """What the buyer was asked for, and the answer."""
    figures = {"sku": each.sku, "quantity": formats.quantity(each.quantity), "number": each.purchase,
               "note": each.note, "day": formats.short_date(each.expected, today) if each.expected else ""}  # fmt: skip
    sentences = {
        "open": N_("{sku}: the buyer was asked for {quantity}"),
        "ordered": N_("{sku}: {quantity} on order with {number}, expected {day}"),
        "declined": N_("{sku}: declined by the buyer: {note}"),
    }
    return _(sentences[each.state]).format(**figures)


def missing_words(codes: tuple[str, ...]) -> str:
    """What is missing, in one sentence."""
    return _("Missing: {what}").format(what=_(", ").join(_(MISSING[code]) for code in codes))


def day(value: date | None, today: date) -> str:
    if value is None:
        return formats.NOTHING
    return formats.day_word(value, today)


def terms(days: int) -> str:
    """When the customer pays."""
    return ngettext("{days} day", "{days} days", days).format(days=days) if days else _("At once")


def orders_word(count: int) -> str:
    return ngettext("{count} order", "{count} orders", count).format(count=f"{count:,}")
