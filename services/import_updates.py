"""Orders that are here and not the same in the file now: brought up to date, while nothing of them is under way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from models.delivery import Delivery
from models.orders import SalesOrder
from services import orders
from services.bulk import any_of
from services.delivery_book import of_order
from services.import_match import StagedLine, StagedOrder
from services.importing.preview import Document
from services.order_book import load, order_content, order_lines
from services.transitions import IN_HOUSE
from services.unit import Unit

OPEN = ("draft", "submitted", "approved")
KEPT = ("receiver", "phone", "address", "promised")


@dataclass(frozen=True, slots=True)
class Update:
    """An order that is here, at the version that was compared, and what the file says now.

    `keeps` are fields that the file does not have.
    """

    order_id: int
    version: int
    order: StagedOrder
    keeps: tuple[str, ...] = ()


def update_of(document: Document, order: StagedOrder, there: SalesOrder) -> Update | None:
    """What would change; None where the order is under way, or would lack what it has now."""
    if there.state not in OPEN or _under_way(there):
        return None
    if not order.lines or (there.state != "draft" and not _whole(order)):
        return None
    said = {"receiver": document.receiver, "phone": document.phone, "address": document.address,
            "promised": document.promised_date}  # fmt: skip
    return Update(there.id, there.version, order, tuple(name for name in KEPT if not said[name]))


def _whole(order: StagedOrder) -> bool:
    return order.customer is not None and all(x.product is not None and x.price is not None for x in order.lines)


def _under_way(order: SalesOrder) -> bool:
    in_work = of_order(order.id) & Delivery.state.in_(sorted(IN_HOUSE - {"planned"}))
    return any(line.shipped for line in order_lines(order.id)) or Delivery.select().where(in_work).exists()


def stored(keys: Sequence[str]) -> dict[str, SalesOrder]:
    """The orders of these import keys."""
    return {row.import_key: row for row in SalesOrder.select().where(any_of(SalesOrder.import_key, keys))}


@dataclass(frozen=True, slots=True)
class Updated:
    """What became of an update: the content of the order before and after, or `stays`, why it was left as it is."""

    update: Update
    before: Any = None
    after: Any = None
    stays: str = ""

    @property
    def told(self) -> dict[str, Any]:
        """For the audit log."""
        return {"order": self.update.order_id, "before": self.before, "after": self.after}


def apply(u: Unit, update: Update) -> Updated:
    """Bring one order up to date, unless somebody changed it, or work on it began, meanwhile.

    One that was submitted takes the same right as by hand.
    """
    there = SalesOrder.get_or_none(SalesOrder.id == update.order_id)
    if there is None or there.version != update.version or there.state not in OPEN or _under_way(there):
        return Updated(update, stays="already_imported")
    if there.state != "draft" and not u.holds("orders.edit"):
        return Updated(update, stays="may_not_change")
    order, draft = load(update.order_id, update.version), _draft(update, there)
    if order.state != "draft":
        return Updated(update, *orders.revise(u, order, draft))
    before = order_content(order)
    orders.rewrite(u, order, draft)
    return Updated(update, before, order_content(order))


def _draft(update: Update, there: SalesOrder) -> orders.Draft:
    said = update.order
    keeps = {name: getattr(there, name) for name in update.keeps}
    promised = keeps.get("promised") or (date.fromisoformat(said.promised) if said.promised else None)
    return orders.Draft(
        there.customer_id or said.customer, there.customer_text if there.customer_id else said.text,
        there.customer_ref, promised, date.fromisoformat(said.ordered), keeps.get("receiver", said.receiver),
        keeps.get("phone", said.phone), keeps.get("address", said.address), said.note or there.note,
        there.payment_days, there.delivery_policy, tuple(map(_line, said.lines)),
    )  # fmt: skip


def _line(line: StagedLine) -> orders.DraftLine:
    quantity, factor = Decimal(line.quantity).scaleb(-3), Decimal(line.factor).scaleb(-3)
    price = None if line.price is None else Decimal(line.price).scaleb(-4)
    return orders.DraftLine(line.product, quantity, price, line.unit, factor, line.text, line.source, line.row)
