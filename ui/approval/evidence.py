"""The right side: one order with what speaks for and against it, a section for each kind of finding.

pane = EvidencePane(go_to_order, pay, ask_buyer)        # go_to_order(id); pay(evidence), None if not allowed
pane.why = ask_why                      # ask_why(evidence): why its short lines can't ship
pane.show_order(evidence, today)        # keeps the place when it is the same order
pane.whole_lots()                       # whether each line is to come from one lot
pane.say(sentence)                      # an amber line on top; gone with the next order
"""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from resources.i18n import _, ngettext
from services.approval_views import Evidence
from services.findings import RANK
from ui.approval.words import CHIPS, DECISIONS, ICONS, KINDS, TONES, fine, terms, verdict
from ui.kit.bars import ExposureBar
from ui.kit.buttons import CheckBox, link_button
from ui.kit.formats import amount, moment, money, price, quantity, said_day, short_date
from ui.kit.labels import Chip, ElidedLabel, IconLabel, boxed, column, ground, hline, label, row, state_chip
from ui.kit.panel import MiniCell, MiniColumn, MiniTable

EDGE = 24
FIGURE = 92
WIDE = 1200  # px from which the lines stand beside what was found about them


class EvidencePane(QWidget):
    """See the module."""

    def __init__(
        self, go_to_order: Callable[[int], None], pay: Callable[[Evidence], None] | None = None,
        ask_buyer: Callable[[Evidence], None] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        ground(self, "surface")
        self._go, self._pay, self._ask_buyer = go_to_order, pay, ask_buyer
        self.why: Callable[[Evidence], None] | None = None
        self._whole = False
        self._order: Evidence | None = None
        self._today, self._wide = date.min, False
        self._scroll = QScrollArea()
        self._scroll.setProperty("flat", "true")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._scroll.setAccessibleName(_("Details"))
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._banner_text = label("", wrap=True)
        line = row(IconLabel("triangle-alert", "tones.amber.fg", 16), gap=10, margins=(12, 8, 12, 8))
        line.addWidget(self._banner_text, 1)
        banner = boxed(line)
        banner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        banner.setProperty("banner", "amber")
        self._banner = boxed(column(banner, margins=(EDGE, 12, EDGE, 0)))
        self._banner.hide()
        whole = column(self._banner, self._scroll, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def say(self, sentence: str) -> None:
        self._banner_text.setText(sentence)
        self._banner.setVisible(bool(sentence))

    def show_order(self, order: Evidence, today: date) -> None:
        same = self._order is not None and self._order.id == order.id
        if not same:
            self.say("")
            self._whole = False
        place = self._scroll.verticalScrollBar().value() if same else 0
        self._order = order
        found = {f.kind for f in order.findings} | {"duplicate"}
        kinds = sorted((kind for kind in KINDS if kind in found), key=lambda kind: -RANK.index(worst_of(order, kind)))
        parts = [head(order, today), *self._decision(order)]
        if order.note:
            parts.append(boxed(column(label(order.note, "secondary", wrap=True), margins=(0, 10, 0, 0))))
        sections = [self._section(kind, order, today) for kind in kinds]
        self._today, self._wide = today, self.width() >= WIDE
        parts += [beside(sections, all_lines(order))] if self._wide else [*sections, all_lines(order)]
        inside = boxed(column(*parts, None, gap=0, margins=(EDGE, 12, EDGE, 16)), "surface")
        self._scroll.setWidget(inside)
        self._scroll.verticalScrollBar().setValue(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._order is not None and self._wide != (self.width() >= WIDE):
            self.show_order(self._order, self._today)

    def _decision(self, order: Evidence) -> list[QWidget]:
        """Who decided what, and why; a submitted order shows why it was sent back before."""
        last = order.decision
        if last is None:
            return []
        tone, icon, term = DECISIONS[last.decision]
        words = _("{decision} by {name}, {at}").format(
            decision=_(term), name=_("the company's rule") if last.by_rule else last.by or "—", at=moment(last.at)
        )
        text = column(label(words, "bodyStrong"), gap=0)
        if last.reason:
            text.addWidget(label(last.reason, "secondary", wrap=True))
        line = row(IconLabel(icon, f"tones.{tone}.fg", 18), gap=10, margins=(0, 12, 0, 12))
        line.setAlignment(Qt.AlignmentFlag.AlignTop)
        line.addLayout(text, 1)
        return [boxed(line), hline()]

    def _section(self, kind: str, order: Evidence, today: date) -> QWidget:
        worst = worst_of(order, kind)
        if worst == "ok":
            return self._fine(kind, order, today)
        chip = Chip(verdict(kind, order), None, TONES[worst])
        title = row(
            IconLabel(ICONS[worst], f"tones.{TONES[worst]}.fg", 18), label(_(KINDS[kind]), "section"), chip, None,
            *self._tools(kind, order),
        )  # fmt: skip
        inner = column(
            title, *self._body(kind, order, today), gap=10, margins=(0, 12, 0, 12 if kind == "credit" else 2)
        )
        return boxed(column(inner, hline(), gap=0) if kind == "credit" else inner)

    def _fine(self, kind: str, order: Evidence, today: date) -> QWidget:
        """Nothing found: one line, and the exposure all the same."""
        title = row(IconLabel("check", "text2", 18), label(_(KINDS[kind]), "bodyStrong"),
                    label(fine(kind, order), "secondary"), None, *self._tools(kind, order))  # fmt: skip
        body = self._body(kind, order, today) if kind == "credit" else []
        return boxed(column(title, *body, gap=8, margins=(0, 10, 0, 4 if not body else 8)))

    def _tools(self, kind: str, order: Evidence) -> list[QWidget]:
        """What can be done right beside a finding."""
        if kind == "credit" and self._pay is not None and order.exposure is not None:
            pay = link_button(_("Record payment"))
            pay.clicked.connect(partial(self._pay, order))
            return [pay]
        return self._stock_tools(order) if kind == "stock" else []

    def _stock_tools(self, order: Evidence) -> list[QWidget]:
        made: list[QWidget] = []
        if order.short and self.why is not None:
            why = link_button(_("Why can't this ship?"))
            why.clicked.connect(partial(self.why, order))
            made.append(why)
        if order.by_lot and order.state == "submitted":
            whole = CheckBox(_("One lot a line where possible"))
            whole.setToolTip(_("Else what expires first is taken, from as many lots as it needs"))
            whole.setChecked(self._whole)
            whole.toggled.connect(self._choose_whole)
            made.append(whole)
        if order.short and self._ask_buyer is not None and order.state in ("submitted", "approved"):
            ask = link_button(_("Ask the buyer"))
            ask.clicked.connect(partial(self._ask_buyer, order))
            made.append(ask)
        return made

    def _choose_whole(self, on: bool) -> None:
        self._whole = on

    def whole_lots(self) -> bool:
        return self._whole

    def _body(self, kind: str, order: Evidence, today: date) -> list[QWidget]:
        match kind:
            case "credit":
                return credit(order)
            case "price":
                return [price_table(order), *margin_line(order)]
            case "stock":
                return [stock_table(order, today)]
            case "customer":
                return [label(customer_line(order), "secondary", wrap=True)]
            case "amount":
                return [label(amount_line(order), "secondary", wrap=True)]
        return [self._duplicate(order)]

    def _duplicate(self, order: Evidence) -> QWidget:
        figures = next((f.figures for f in order.findings if f.kind == "duplicate"), {})
        number = figures.get("number") or _("a draft")
        if "day" in figures:
            day = figures["day"] if isinstance(figures["day"], date) else date.fromisoformat(figures["day"])
            text = _("{number} of {day} has the same goods and amount, for the same place.").format(
                number=figures.get("number") or _("Another order of the same file"), day=short_date(day)
            )
        else:
            reference = figures.get("customer_ref", "")
            text = _("{reference} is also on {number}.").format(reference=reference, number=number)
        line = row(label(text, "secondary"), gap=12)
        other = order.duplicate_id
        if other is not None:
            link = link_button(_("Compare with {number}").format(number=figures["number"]))
            link.clicked.connect(lambda: self._go(other))
            line.addWidget(link)
        line.addStretch(1)
        return boxed(line)


def beside(sections: list[QWidget], lines: QWidget) -> QWidget:
    """What was found at the left, the order's lines at the right."""
    line = row(gap=2 * EDGE)
    for part in (column(*sections, None, gap=0), column(lines, None, gap=0)):
        line.addLayout(part, 1)
    return boxed(line)


def worst_of(order: Evidence, kind: str) -> str:
    return max((f.verdict for f in order.findings if f.kind == kind), key=RANK.index, default="ok")


def head(order: Evidence, today: date) -> QWidget:
    """Number, state and amount."""
    said = [order.customer]
    if order.submitted_at is not None:
        text = _("submitted {at} by {name}") if order.author else _("submitted {at}")
        said.append(text.format(at=moment(order.submitted_at), name=order.author))
    said.append(ngettext("{count} line", "{count} lines", order.line_count).format(count=order.line_count))
    if order.promised is not None:
        said.append(_("promised {day}").format(day=said_day(order.promised, today)))
    said.append(terms(order.payment_days))
    chips = [state_chip("order", order.state)]
    if order.on_hold:
        chips.append(state_chip("order", "hold"))
    number = label(order.number, "dialogTitle")
    number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    left = column(row(number, *chips, None, gap=10), ElidedLabel("   •   ".join(said), "secondary"), gap=2)
    right = column(gap=0)
    for words in (label(_("Order amount"), "caption"), label(money(order.total), "title")):
        right.addWidget(words, 0, Qt.AlignmentFlag.AlignRight)
    line = row(gap=16, margins=(0, 0, 0, 10))
    line.addLayout(left, 1)
    line.addLayout(right)
    return boxed(column(line, hline(), gap=0))


def credit(order: Evidence) -> list[QWidget]:
    """The exposure bar, and the oldest unpaid delivery."""
    e = order.exposure
    if e is None:
        return []
    parts = ((_("Unpaid"), e.unpaid), (_("Shipped, unbilled"), e.unbilled), (_("Approved, unshipped"), e.unshipped))
    made: list[QWidget] = [ExposureBar(parts, (_("This order"), e.this_order), e.limit)]
    if order.overdue is not None:
        days = order.overdue.days
        text = ngettext(
            "Oldest overdue {days} day: {number}, ¥{amount}", "Oldest overdue {days} days: {number}, ¥{amount}", days
        )
        number = order.overdue.number or _("opening balance")
        said = text.format(days=days, number=number, amount=amount(order.overdue.open))
        made.append(label(said, "secondary"))
    return made


def price_table(order: Evidence) -> MiniTable:
    """The lines under a price, by how much, and what is left as margin."""
    columns = [MiniColumn(_("Lines under policy")), MiniColumn(_("This price"), FIGURE, True),
               MiniColumn(_("Policy"), FIGURE, True), MiniColumn(_("Under"), FIGURE, True),
               MiniColumn(_("Margin"), FIGURE, True)]  # fmt: skip
    rows = []
    for line in order.prices:
        tone = "amber" if line.code == "below_standard" else "red"
        what = f"{line.sku} × {quantity(line.quantity)}"
        if line.code != "below_standard":
            what += f"  •  {_(CHIPS[line.code])}"
        margin = "—" if line.margin is None else f"{line.margin:.1f}%"
        rows.append([
            MiniCell(line.name, what), MiniCell(price(line.price)), MiniCell(price(line.policy)),
            MiniCell(f"{line.under:.1f}%", tone=tone),
            MiniCell(margin, tone="red" if line.margin is not None and line.margin < 0 else ""),
        ])  # fmt: skip
    return MiniTable(columns, rows)


def margin_line(order: Evidence) -> list[QWidget]:
    """What the whole order leaves, where its costs are known."""
    if order.margin is None:
        return []
    return [label(_("Margin of the whole order: {margin} %").format(margin=f"{order.margin:.1f}"), "secondary")]


def amount_line(order: Evidence) -> str:
    if order.too_large:
        return _("Only the owner, or who may approve large orders, approves this one.")
    return _("The amount is above what every approver may approve; you may.")


def stock_table(order: Evidence, today: date) -> MiniTable:
    """What is short, and when it comes."""
    columns = [MiniColumn(_("Short lines")), MiniColumn(_("Wanted"), FIGURE, True),
               MiniColumn(_("Available"), FIGURE, True), MiniColumn(_("Missing"), FIGURE, True),
               MiniColumn(_("Arrives"), FIGURE, True)]  # fmt: skip
    rows: list[list[MiniCell | str]] = [
        [MiniCell(line.name, line.sku), quantity(line.wanted), quantity(line.available),
         MiniCell(quantity(line.short), tone="amber"), arrives(line.due, order.promised, today)]
        for line in order.short
    ]  # fmt: skip
    return MiniTable(columns, rows)


def arrives(due: date | None, promised: date | None, today: date) -> MiniCell:
    """When goods come; red when that is after the promise."""
    if due is None:
        return MiniCell("—")
    late = promised is not None and due > promised
    return MiniCell(short_date(due, today), tone="red" if late else "")


def customer_line(order: Evidence) -> str:
    figures = next((f.figures for f in order.findings if f.kind == "customer"), {})
    if figures.get("first"):
        return _("This is the first order of {name}. Check the address and the payment terms.").format(
            name=order.customer
        )
    return _("{name} has been a customer for only a few weeks.").format(name=order.customer)


def all_lines(order: Evidence) -> QWidget:
    """Every line of the order, as many as are read."""
    columns = [MiniColumn(_("Product")), MiniColumn(_("Quantity"), FIGURE, True), MiniColumn(_("Unit"), 56),
               MiniColumn(_("Price ¥"), FIGURE, True), MiniColumn(_("Amount ¥"), 104, True)]  # fmt: skip
    rows: list[list[MiniCell | str]] = [
        [MiniCell(line.name, line.sku), quantity(line.quantity), line.unit,
         "—" if line.price is None else price(line.price), amount(line.amount)]
        for line in order.lines
    ]  # fmt: skip
    parts: list[QWidget] = [MiniTable(columns, rows)]
    left = order.line_count - len(order.lines)
    if left > 0:
        text = ngettext("and {count} more line", "and {count} more lines", left).format(count=left)
        parts.append(label(text, "secondary"))
    return boxed(column(hline(), *parts, gap=12, margins=(0, 12, 0, 0)))
