"""What happened, in words: the sentence, icon and tone of each step, and each change as old -> new."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from resources.i18n import N_, _
from services.timeline import Entry
from services.timeline_changes import Change
from ui.kit import formats
from ui.kit.timeline import Event

# code -> icon, tone, the sentence in the document's own story, and in that of the document it belongs to.
Words = tuple[str, str, str, str]


def _same(icon: str, tone: str, sentence: str) -> Words:
    return icon, tone, sentence, sentence


MOMENTS: dict[str, Words] = {
    "order.create": _same("plus", "neutral", N_("Created")),
    "order.import": _same("file-spreadsheet", "neutral", N_("Imported from {file}, rows {first}–{last}")),
    "order.submit": _same("send", "amber", N_("Sent for approval")),
    "order.revise": _same("pencil", "amber", N_("Changed")),
    "order.approve": _same("badge-check", "blue", N_("Approved")),
    "order.approve_by_rule": _same("badge-check", "blue", N_("Approved by the company's rule")),
    "order.approve_by_rule.left": _same("hourglass", "amber", N_("Left to a person by the company's rule")),
    "order.send_back": _same("undo-2", "amber", N_("Sent back: {reason}")),
    "order.reject": _same("circle-x", "red", N_("Rejected: {reason}")),
    "order.hold": _same("circle-pause", "red", N_("On hold: {reason}")),
    "order.resume": _same("play", "blue", N_("Goes on")),
    "order.reopen": _same("rotate-ccw", "neutral", N_("Reopened")),
    "order.cancel": _same("ban", "neutral", N_("Cancelled: {reason}")),
    "order.close_short": _same("circle-slash-2", "neutral", N_("Closed short: {reason}")),
    "order.quote": _same("file-text", "neutral", N_("Quotation {quote} issued")),
    "order.attach": _same("file-text", "neutral", N_("“{file}” attached")),
    "order.detach": _same("trash-2", "neutral", N_("“{file}” removed")),
    "delivery.plan": ("calendar", "neutral", N_("Planned"), N_("{number} planned")),
    "delivery.release": ("send", "blue", N_("Released to the warehouse"), N_("{number} released")),
    "delivery.carrier": ("truck", "neutral", N_("Carrier and numbers set"),
                         N_("{number}: carrier and numbers set")),
    "packing.start": ("scan-line", "blue", N_("Picking begun"), N_("{number}: picking begun")),
    "packing.short": ("triangle-alert", "amber", N_("Picked short"), N_("{number}: picked short")),
    "packing.set_aside": ("circle-pause", "amber", N_("Set aside: {reason}"), N_("{number} set aside: {reason}")),
    "packing.resume": ("play", "blue", N_("Goes on"), N_("{number} goes on")),
    "packing.ship_short": ("triangle-alert", "amber", N_("Goes without what is missing"),
                           N_("{number} goes without what is missing")),
    "delivery.priority": ("flag", "amber", N_("Priority {priority}"), N_("{number}: priority {priority}")),
    "delivery.combine": ("layers", "neutral", N_("Put together with another delivery"),
                         N_("{number} put together with another delivery")),
    "delivery.plan_together": ("calendar", "neutral", N_("Planned with other orders"),
                               N_("{number} planned with other orders")),
    "delivery.assign_waybills": ("file-spreadsheet", "neutral", N_("Numbers taken from a file"),
                                 N_("{number}: numbers taken from a file")),
    "packing.check": ("list-checks", "blue", N_("Checked"), N_("{number} checked")),
    "packing.pack": ("package", "violet", N_("Packed"), N_("{number} packed")),
    "delivery.sign": ("stamp", "violet", N_("Signed off by {role}"), N_("{number} signed off by {role}")),
    "delivery.dispatch": ("truck", "teal", N_("Dispatched"), N_("{number} dispatched")),
    "delivery.hand_over": ("clipboard-list", "teal", N_("On hand-over list {list}"),
                           N_("{number} on hand-over list {list}")),
    "delivery.cancel": ("ban", "neutral", N_("Cancelled: {reason}"), N_("{number} cancelled: {reason}")),
    "delivery.attach": ("file-text", "neutral", N_("“{file}” attached"), N_("{number}: “{file}” attached")),
    "delivery.detach": ("trash-2", "neutral", N_("“{file}” removed"), N_("{number}: “{file}” removed")),
    "print.again": _same("printer", "neutral", N_("Printed again")),
    "tracking.sign_for": ("circle-check", "green", N_("Signed for by {signed_by}"),
                          N_("{number} signed for by {signed_by}")),
    "tracking.fail": ("circle-x", "red", N_("It did not arrive"), N_("{number} did not arrive")),
    "tracking.close": ("archive", "neutral", N_("Closed"), N_("{number} closed")),
    "rating.give": ("star", "neutral", N_("Rated {stars} of 5 by the customer"),
                    N_("{number} rated {stars} of 5 by the customer")),
    "track.picked_up": _same("truck", "teal", N_("Picked up by the carrier")),
    "track.in_transit": _same("route", "teal", N_("In transit")),
    "track.out_for_delivery": _same("route", "teal", N_("Out for delivery")),
    "track.ready_for_pickup": _same("package", "teal", N_("Ready for pickup")),
    "track.attempt_failed": _same("triangle-alert", "amber", N_("Delivery attempt failed")),
    "track.exception": _same("triangle-alert", "amber", N_("Held up on its way")),
    "track.said_delivered": _same("package-check", "green", N_("Delivered, says the carrier")),
    "track.returning": _same("undo-2", "amber", N_("On its way back to us")),
    "bill.dispatch": ("banknote", "neutral", N_("Billed ¥{amount}, due {due}"),
                      N_("{number} billed: ¥{amount}, due {due}")),
    "bill.later": ("banknote", "neutral", N_("¥{amount} for the bill at the month's end"),
                   N_("{number}: ¥{amount} for the bill at the month's end")),
    "bill.credit": ("banknote", "amber", N_("Credited ¥{amount}"), N_("{number}: credited ¥{amount}")),
    "bill.paid": ("wallet", "green", N_("Paid ¥{amount} by {payment}"),
                  N_("{number} paid: ¥{amount} by {payment}")),
    "incident.open": _same("octagon-alert", "red", N_("Incident {number}")),
    "incident.owned": _same("user-check", "amber", N_("Incident {number} taken over")),
    "incident.resolved": _same("circle-check", "green", N_("Incident {number} resolved")),
    "incident.accepted": _same("circle-slash-2", "neutral", N_("Incident {number} accepted")),
    "incident.given": _same("user-check", "amber", N_("Incident {number}: given to somebody else")),
    "incident.due": _same("clock-alert", "neutral", N_("Incident {number}: another day to answer")),
    "incident.next": _same("arrow-right", "neutral", N_("Incident {number}: next step")),
    "incident.noted": _same("file-text", "neutral", N_("Incident {number}: a note")),
    "return.open": ("undo-2", "amber", N_("Return announced"), N_("Return {number} announced")),
    "return.receive": ("package-open", "blue", N_("Came back, into quarantine"),
                       N_("Return {number} came back, into quarantine")),
    "return.inspect": ("list-checks", "blue", N_("Looked over"), N_("Return {number} looked over")),
    "return.settle": ("archive", "neutral", N_("Settled"), N_("Return {number} settled")),
    "return.settle.refunded": ("banknote", "green", N_("Refunded: ¥{amount}"),
                               N_("Return {number} refunded: ¥{amount}")),
    "return.back": ("rotate-ccw", "amber", N_("The last step undone"), N_("Return {number}: the last step undone")),
    "return.cancel": ("ban", "neutral", N_("Cancelled: {why}"), N_("Return {number} cancelled: {why}")),
    "incident.asked": _same("hourglass", "amber", N_("Incident {number}: answer sent for approval")),
    "incident.sent_back": _same("undo-2", "amber", N_("Incident {number}: answer not approved")),
    "incident.withdrawn": _same("circle-slash-2", "neutral", N_("Incident {number}: answer withdrawn")),
    "act.ask": _same("hourglass", "amber", N_("{request}: a second person was asked")),
    "act.approve": _same("badge-check", "green", N_("{request} approved, and done")),
    "act.refuse": _same("circle-x", "red", N_("{request} turned down: {reason}")),
    "act.withdraw": _same("circle-slash-2", "neutral", N_("{request} withdrawn")),
    "customer.add": _same("plus", "neutral", N_("Added")),
    "customer.change": _same("pencil", "neutral", N_("Changed")),
    "customer.order": _same("clipboard-list", "neutral", N_("Order {number} over ¥{total}")),
    "address.save": _same("map-pin", "neutral", N_("An address saved")),
    "address.remove": _same("map-pin", "neutral", N_("An address removed")),
    "contract.save": _same("file-text", "neutral", N_("Contract {contract} kept")),
    "contract.renew": _same("copy", "blue", N_("Contract {old} renewed as {contract}")),
    "contract.end": _same("file-text", "neutral", N_("Contract {contract} ended")),
    "payment.record": _same("wallet", "green", N_("Payment {number} of ¥{amount}")),
    "payment.undo": _same("undo-2", "red", N_("Payment {number} of ¥{amount} taken back: {reason}")),
    "product.add": _same("plus", "neutral", N_("Added")),
    "product.change": _same("pencil", "neutral", N_("Changed")),
    "product.attach": _same("file-text", "neutral", N_("“{file}” attached")),
    "product.detach": _same("trash-2", "neutral", N_("“{file}” removed")),
    "price.set": _same("tag", "neutral", N_("Special price ¥{price} set")),
    "price.end": _same("tag", "neutral", N_("Special price ¥{price} ended")),
    "print.statement": _same("printer", "neutral", N_("Statement of account printed")),
    "print.product": _same("printer", "neutral", N_("Labels printed: {copies}")),
    "stock.move": _same("arrow-right-left", "neutral", N_("Moved: {quantity}")),
    "stock.freeze": _same("snowflake", "amber", N_("Quality changed: {reason}")),
    "stock.adjust": _same("clipboard-check", "amber", N_("Counted {counted}: {reason}")),
    "stock.reverse": _same("undo-2", "amber", N_("A move reversed: {reason}")),
    "stock.number": _same("list-checks", "amber", N_("Serial numbers put right")),
    "stock.receive": _same("package-plus", "green", N_("Received: {number}")),
    "purchase.order": _same("shopping-cart", "blue", N_("Ordered")),
    "stock.send_back": _same("undo-2", "amber", N_("Sent back to the supplier: {quantity}, {reason}")),
    "purchase.send_back": _same("undo-2", "amber", N_("Sent back: {quantity} of {sku}, {reason}")),
    "purchase.cancel": _same("ban", "neutral", N_("Cancelled: {reason}")),
    "replenish.for_order": _same("shopping-cart", "blue", N_("The buyer was asked for what is missing")),
    "replenish.withdraw": _same("undo-2", "neutral", N_("A request to the buyer taken back")),
    "replenish.decline": _same("circle-x", "red", N_("Declined by the buyer: {reason}")),
    "replenish.request": _same("shopping-cart", "blue", N_("The buyer was asked for {quantity}")),
    "replenish.take_up": _same("shopping-cart", "blue", N_("Requests put on this order")),
    "opening.add": _same("history", "neutral", N_("Opening balance ¥{amount}")),
    "opening.undo": _same("undo-2", "red", N_("Opening balance ¥{amount} taken back: {reason}")),
    "supplier.add": _same("plus", "neutral", N_("Added")),
    "supplier.change": _same("pencil", "neutral", N_("Changed")),
    "carrier.add": _same("plus", "neutral", N_("Added")),
    "carrier.change": _same("pencil", "neutral", N_("Changed")),
}  # fmt: skip
OTHER = _same("history", "neutral", N_("Changed"))
ROLES = {"warehouse": N_("Warehouse"), "sales": N_("Sales")}
SOURCES = {"command line": N_("command line"), "import": N_("from a file")}

# field -> what it is called and how its values are written.
FIELDS: dict[str, tuple[str, str]] = {
    "customer": (N_("Customer"), "text"), "promised": (N_("Promised"), "date"),
    "payment_days": (N_("Payment days"), "text"), "policy": (N_("Delivery policy"), "policy"),
    "delivery_policy": (N_("Delivery policy"), "policy"), "address": (N_("Address"), "text"),
    "line": (N_("Line"), "line"), "unit": (N_("Unit"), "text"), "factor": (N_("Factor"), "quantity"),
    "quantity": (N_("Quantity"), "quantity"), "unit_price": (N_("Price"), "price"),
    "valid_until": (N_("Offer ends"), "date"), "valid_from": (N_("From"), "date"), "valid_to": (N_("Until"), "date"),
    "name": (N_("Name"), "text"),
    "name_en": (N_("English name"), "text"), "spec": (N_("Specification"), "text"), "price": (N_("Price"), "price"),
    "min_price": (N_("Least price"), "price"), "cost": (N_("Cost"), "price"),
    "min_order": (N_("Least to order"), "quantity"),
    "safety_stock": (N_("Safety stock"), "quantity"), "lead_days": (N_("Lead time in days"), "text"),
    "shelf_life_days": (N_("Shelf life in days"), "text"), "lot_tracked": (N_("Tracked by lot"), "check"),
    "serial_tracked": (N_("Serial numbers"), "check"),
    "weight_g": (N_("Weight g"), "text"), "length_mm": (N_("Length mm"), "text"),
    "width_mm": (N_("Width mm"), "text"), "height_mm": (N_("Height mm"), "text"),
    "category": (N_("Category"), "text"), "supplier": (N_("Supplier"), "text"), "note": (N_("Note"), "text"),
    "active": (N_("In use"), "check"), "contact": (N_("Contact"), "text"), "phone": (N_("Phone"), "text"),
    "credit_limit": (N_("Credit limit"), "amount"), "price_level": (N_("Price level"), "text"),
    "billing": (N_("Billing"), "text"), "tax_number": (N_("Tax number"), "text"), "language": (N_("Language"), "text"),
    "pattern": (N_("Number pattern"), "text"), "services": (N_("Services"), "text"),
    "track_url": (N_("Tracking page"), "text"), "carrier": (N_("Carrier"), "text"),
    "days": (N_("Days on the way"), "text"),
    "freight": (N_("Freight"), "amount"), "service": (N_("Service"), "text"),
    "tracking_number": (N_("Tracking no."), "text"),
}  # fmt: skip
POLICIES = {"ready": N_("Ship what is ready"), "complete": N_("All at once"), "ask": N_("Ask each time")}
MONEY = ("amount", "total")
FIGURES = ("quantity", "counted", "left")


def event(entry: Entry, today: date) -> Event:
    """One thing that happened, as the timeline shows it."""
    by_rule = entry.code == "order.approve_by_rule"
    left = ".left" if by_rule and entry.figures.get("left") else ""
    refunded = ".refunded" if entry.code == "return.settle" and entry.figures.get("amount") else ""
    icon, tone, own, told = MOMENTS.get(entry.code + left + refunded, OTHER)
    figures = defaultdict(str, {key: _figure(key, value) for key, value in entry.figures.items()})
    figures["number"] = entry.number or figures["number"]
    title = _(told if entry.number else own).format_map(figures)
    nobody = "" if entry.code.startswith("bill.") else _("System")
    who = nobody if by_rule else entry.who or nobody
    below = [figures["place"], figures["note"], figures["text"], who]
    if entry.source:
        below.append(_(SOURCES.get(entry.source, entry.source)))
    details = tuple(change_words(change) for change in entry.changes)
    under = " • ".join(part for part in below if part)
    return Event(icon, tone, title, under, formats.moment(entry.at, today), details)


def _figure(key: str, value: Any) -> str:
    if value is None or isinstance(value, dict | list | tuple):
        return ""
    if key == "role":
        return _(ROLES.get(value, value))
    if key in MONEY:
        return _written("amount", value)
    if key == "price":
        return _written("price", value)
    if key in FIGURES:
        return _written("quantity", value)
    return formats.short_date(value) if isinstance(value, date) else str(value)


def change_words(change: Change) -> str:
    """“Line 2, Bearing: Quantity 10 → 20”; what was not there before or is not any more is “—”."""
    term, kind = FIELDS.get(change.field, (change.field, "text"))
    old, new = _written(kind, change.old), _written(kind, change.new)
    if change.field == "line":
        return _("Line {position}: {old} → {new}").format(position=change.position, old=old, new=new)
    if change.position:
        return _("Line {position}, {name}: {term} {old} → {new}").format(
            position=change.position, name=change.name, term=_(term), old=old, new=new
        )
    return _("{term}: {old} → {new}").format(term=_(term), old=old, new=new)


def _written(kind: str, value: Any) -> str:
    """A value of the log as people write it; decimals and days stand there as text."""
    if value is None or value == "":
        return formats.NOTHING
    try:
        match kind:
            case "amount":
                return formats.amount(Decimal(value))
            case "price":
                return f"{Decimal(value).normalize():,f}"
            case "quantity":
                return formats.quantity(Decimal(value))
            case "date":
                return formats.short_date(value if isinstance(value, date) else date.fromisoformat(value))
    except (InvalidOperation, ValueError):
        return str(value)
    if kind == "check":
        return _("Yes") if value else _("No")
    if kind == "policy":
        return _(POLICIES.get(value, value))
    if kind == "line":
        return _line(value)
    return str(value).replace("\n", ", ")


def _line(value: Sequence[Any]) -> str:
    name, quantity, unit = value
    return f"{name} {_written('quantity', quantity)} {unit}".strip()
