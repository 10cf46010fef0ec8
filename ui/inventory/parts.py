"""What the side panel shows: a product and why its figures are what they are, a move, a line on order."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services.stock_finding import Goods
from services.stock_views import Balance, Expected, MoveDetail, ProductDetail
from ui.inventory.figures import Figure, FigureRow
from ui.inventory.words import kind_word, place_word, quality_word, reason_word
from ui.kit.formats import moment, quantity, short_date
from ui.kit.labels import label
from ui.kit.panel import Finding, Findings, KeyFacts, MiniCell, MiniColumn, section
from ui.kit.pick_table import PickTable

GoTo = Callable[[str, int], None]


def product_parts(
    product: ProductDetail, today: date, chosen: int | None, choose: Callable[[int], None], go: GoTo
) -> list[QWidget]:
    """Figures, findings, lots and bins, who holds it, who waits, what is coming. `go(kind, id)` jumps."""
    figures = FigureRow(figures_of(product))
    figures.pressed.connect(lambda name: go(name, product.id))
    found = findings(product, today)
    parts: list[QWidget] = [figures, *([Findings(found)] if found else [])]
    parts += [section(_("Lots and bins")), balance_table(product, today, chosen, choose, go)]
    if product.holds:
        parts += [section(_("Held by")), hold_table(product, today, go)]
    if product.waits:
        parts += [section(_("Waiting for goods")), wait_table(product, today, go)]
    if product.expected:
        parts += [section(_("On order")), expected_table(product, today, go)]
    return parts


def figures_of(product: ProductDetail) -> list[Figure]:
    low = product.level != "enough"
    tone = {"low": "amber", "out": "red"}.get(product.level, "")
    return [
        Figure("on_hand", _("On hand"), quantity(product.on_hand), "", _("Show the moves behind it")),
        Figure("reserved", _("Reserved"), quantity(product.reserved), "",
               _("Show who holds it") if product.holds else ""),
        Figure("available", _("Available"), quantity(product.available), tone if low else "",
               _("Show the lots that can be promised") if product.balances else ""),
        Figure("incoming", _("Incoming"), quantity(product.incoming), "",
               _("Show the purchase orders") if product.expected else ""),
    ]  # fmt: skip


def findings(product: ProductDetail, today: date) -> list[Finding]:
    """What is not as it should be, with its number and the way out."""
    found = []
    way = _("Nothing is on order.")
    if product.expected:
        first = product.expected[0]
        way = _("{quantity} due {day}, {number}").format(
            quantity=quantity(first.open), day=short_date(first.expected, today), number=first.number
        )
    if product.level == "out":
        found.append(Finding("red", _("Nothing is available"), way))
    elif product.level == "low":
        found.append(Finding("amber", _("Available is under the safety stock of {safety}").format(
            safety=quantity(product.safety)), way))  # fmt: skip
    held = held_back(product)
    if held is not None:
        found.append(held)
    near = today + timedelta(days=product.near_days)
    soon = next((b for b in product.balances if b.promisable and b.expiry and b.expiry <= near), None)
    if soon is not None:
        text = _("{quantity} of lot {lot} expire on {day}")
        text = text.format(quantity=quantity(soon.on_hand), lot=soon.lot, day=soon.expiry)
        found.append(Finding("amber", text, icon="calendar"))
    return found


def held_back(product: ProductDetail) -> Finding | None:
    """What is on hand and can't be promised, by its quality or place: why available is less than the rest."""
    parts: dict[str, Decimal] = {}
    for each in product.balances:
        if not each.promisable and each.free > 0:
            word = kind_word(each.kind) if each.quality == "good" else quality_word(each.quality)
            parts[word] = parts.get(word, Decimal(0)) + each.free
    if not parts:
        return None
    total = sum(parts.values())
    said = ngettext(
        "{count} is there but can't be promised", "{count} are there but can't be promised", 1 if total == 1 else 2
    )
    where = ", ".join(f"{word} {quantity(count)}" for word, count in parts.items())
    return Finding("amber", said.format(count=quantity(total)), where, "snowflake")


def balance_table(
    product: ProductDetail, today: date, chosen: int | None, choose: Callable[[int], None], go: GoTo
) -> PickTable | QWidget:
    """What lies where; Enter on a row leads to the moves of its lot."""
    if not product.balances:
        return label(_("There are none of it."), "hint")
    columns = [MiniColumn(_("Lot, expiry")), MiniColumn(_("Bin, quality"), 92), MiniColumn(_("On hand"), 52, True),
               MiniColumn(_("Free"), 44, True)]  # fmt: skip
    table = PickTable(columns, [balance_row(b) for b in product.balances], [b.id for b in product.balances],
                      _("Lots and bins"), marked=True)  # fmt: skip
    if chosen is not None:
        table.select(chosen)
    table.chosen.connect(choose)
    lots = {each.id: each.lot_id for each in product.balances}
    table.opened.connect(lambda key: go("lot", lots[key]))
    return table


def balance_row(balance: Balance) -> list[MiniCell | str]:
    until = _("exp. {day}").format(day=balance.expiry.isoformat()) if balance.expiry else ""
    free = quantity(balance.free) if balance.promisable else "—"
    lot = MiniCell(balance.lot or _("No lot"), until or " ")
    place = MiniCell(place_word(balance.bin), quality_word(balance.quality))
    return [lot, place, quantity(balance.on_hand), free]


def hold_table(product: ProductDetail, today: date, go: GoTo) -> PickTable:
    columns = [
        MiniColumn(_("Order, customer")),
        MiniColumn(_("Delivery no."), 122),
        MiniColumn(_("Quantity"), 62, True),
    ]
    rows: list[list[MiniCell | str]] = []
    for hold in product.holds:
        due = _("due {day}").format(day=short_date(hold.due, today)) if hold.due else " "
        delivery = MiniCell(hold.delivery or _("Not planned"), due)
        rows.append([MiniCell(hold.order, hold.customer), delivery, MiniCell(quantity(hold.quantity), hold.bin)])
    table = PickTable(columns, rows, range(len(rows)), _("Held by"))
    table.opened.connect(lambda at: go("order", product.holds[at].order_id))
    return table


def wait_table(product: ProductDetail, today: date, go: GoTo) -> PickTable:
    columns = [MiniColumn(_("Order, customer")), MiniColumn(_("Due"), 66), MiniColumn(_("Missing"), 66, True)]
    rows: list[list[MiniCell | str]] = [
        [MiniCell(w.order, w.customer), short_date(w.due, today) if w.due else "—",
         MiniCell(quantity(w.quantity), tone="amber")]
        for w in product.waits
    ]  # fmt: skip
    table = PickTable(columns, rows, range(len(rows)), _("Waiting for goods"))
    table.opened.connect(lambda at: go("order", product.waits[at].order_id))
    return table


def expected_table(product: ProductDetail, today: date, go: GoTo) -> PickTable:
    columns = [MiniColumn(_("Purchase order")), MiniColumn(_("Expected"), 76), MiniColumn(_("Quantity"), 66, True)]
    rows: list[list[MiniCell | str]] = []
    for line in product.expected:
        day = MiniCell(short_date(line.expected, today), tone="red" if line.expected < today else "")
        rows.append([MiniCell(line.number, line.supplier), day, quantity(line.open)])
    table = PickTable(columns, rows, range(len(rows)), _("On order"))
    table.opened.connect(lambda at: go("expected", product.expected[at].line_id))
    return table


def move_parts(move: MoveDetail) -> list[QWidget]:
    """A move: what, from where, to where, who, why."""
    facts = [
        (_("Product"), f"{move.product} ({move.sku})"), (_("Quantity"), f"{quantity(move.quantity)} {move.unit}"),
        (_("From"), f"{place_word(move.source)}, {quality_word(move.source_quality)}"),
        (_("To"), f"{place_word(move.target)}, {quality_word(move.target_quality)}"),
        (_("Lot"), move.lot or "—"), (_("Document"), move.document or "—"),
        (_("By"), move.user or "—"), (_("When"), moment(move.at)),
    ]  # fmt: skip
    parts: list[QWidget] = [KeyFacts(facts)]
    if move.note:
        parts.append(Findings([Finding("blue", move.note, reason_word(move.reason), "message-square")]))
    if move.reversed_by:
        parts.append(Findings([Finding("amber", _("This move has been reversed."), icon="undo-2")]))
    if move.reverses:
        parts.append(Findings([Finding("blue", _("This move reverses an earlier one."), icon="undo-2")]))
    if not move.reversible and not (move.reversed_by or move.reverses):
        parts.append(Findings([Finding("blue", _("Goods of a delivery go back by cancelling it, or by a return."))]))
    return parts


def expected_parts(goods: Goods, line: Expected, today: date) -> list[QWidget]:
    """A line on order."""
    facts = [
        (_("Product"), goods.name), (_("SKU"), goods.sku), (_("Expected"), line.expected.isoformat()),
        (_("Still to come"), f"{quantity(line.open)} {goods.unit}"), (_("Supplier"), line.supplier),
    ]  # fmt: skip
    parts: list[QWidget] = [KeyFacts(facts)]
    late = (today - line.expected).days
    if late > 0:
        text = ngettext("Due {count} day ago", "Due {count} days ago", late).format(count=late)
        parts.append(Findings([Finding("red", text, line.supplier, "clock-alert")]))
    return parts
