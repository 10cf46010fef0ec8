"""“Why can't this ship?”: what holds an order line up, in sentences with their figures and the way out.

    why_dialog(owner, shell, line_id)                # one order line
    why_order(owner, shell, order_id)                # the lines of an order that wait; one is shown at once
    parts = why_parts(why, today, go)                # the same, to stand in a panel
"""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from resources.i18n import _
from services import why_short
from services.why_short import Blocked, Served, WhyShort
from ui.inventory.words import kind_word, place_word, quality_word
from ui.kit.buttons import action_button
from ui.kit.dialog import Dialog
from ui.kit.fields import ChoiceField
from ui.kit.formats import quantity, short_date
from ui.kit.labels import boxed, clear, column, label, row
from ui.kit.panel import Finding, Findings, KeyFacts, MiniCell, MiniColumn, section
from ui.kit.pick_table import PickTable
from ui.shell import Shell

Go = Callable[[str, int], None]
WIDTH = 640


def findings(why: WhyShort, today: date) -> list[Finding]:
    """What holds the line up, worst first, each with its number and the way out."""
    found: list[Finding] = []
    if why.missing <= 0:
        return [Finding("green", _("Nothing is missing any more"))]
    if why.available >= why.missing > 0:
        way = _("Reserve them now.") if why.state == "approved" else _("They are reserved once the order is approved.")
        return [Finding("green", _("{count} are free now").format(count=quantity(why.available)), way)]
    stopped = sum(each.quantity for each in why.blocked)
    if stopped:
        found.append(Finding("amber", _("{count} are there but can't be promised").format(count=quantity(stopped)),
                             _("Release them or see what was found."), "snowflake"))  # fmt: skip
    held = sum(each.quantity for each in why.holds)
    if held:
        found.append(Finding("amber", _("{count} are reserved for other orders").format(count=quantity(held)),
                             icon="lock"))  # fmt: skip
    waiting = sum(each.quantity for each in why.before)
    if waiting:
        found.append(Finding("blue", _("{count} are promised earlier to others and served first").format(
            count=quantity(waiting)), icon="hourglass"))  # fmt: skip
    found.append(_arrival(why, today))
    return found


def _arrival(why: WhyShort, today: date) -> Finding:
    """When what is on order covers the line."""
    comes = why.comes
    if comes is not None:
        late = comes.expected < today
        said = _("Covered when {number} comes on {day}").format(number=comes.number, day=comes.expected.isoformat())
        detail = _("{count} from {supplier}, late already").format if late else _("{count} from {supplier}").format
        return Finding("red" if late else "blue", said, detail(count=quantity(comes.open), supplier=comes.supplier),
                       "truck")  # fmt: skip
    asked = _("{count} are requested from the buyer.").format(count=quantity(why.asked)) if why.asked else ""
    if why.expected:
        coming = sum(each.open for each in why.expected)
        said = _("What is on order is not enough: {count}").format(count=quantity(coming))
        return Finding("red", said, asked or _("Order more, or close the line short."))
    return Finding("red", _("Nothing is on order"), asked or _("Order it, or close the line short."))


def why_parts(why: WhyShort, today: date, go: Go) -> list[QWidget]:
    """Figures, findings, and the tables they come from. `go(kind, id)`: order, product, expected."""
    facts = [
        (_("Missing"), f"{quantity(why.missing)} {why.unit}"), (_("Still open"), quantity(why.open)),
        (_("On hand"), quantity(why.on_hand)), (_("Available"), quantity(why.available)),
    ]  # fmt: skip
    parts: list[QWidget] = [KeyFacts(facts, 4), Findings(findings(why, today))]
    if why.blocked:
        parts += [section(_("There, but held back")), _blocked(why)]
    if why.holds:
        parts += [section(_("Reserved for")), _holds(why, today, go)]
    if why.before:
        parts += [section(_("Served first")), _before(why, today, go)]
    if why.expected:
        parts += [section(_("On order")), _expected(why, today, go)]
    return parts


def _stop_word(each: Blocked) -> str:
    return kind_word(each.quality) if each.quality == "quarantine" else quality_word(each.quality)


def _blocked(why: WhyShort) -> PickTable:
    columns = [MiniColumn(_("Lot, bin"), 150), MiniColumn(_("Why")), MiniColumn(_("Quantity"), 70, True)]
    rows: list[list[MiniCell | str]] = [
        [MiniCell(each.lot or _("No lot"), place_word(each.bin)), MiniCell(_stop_word(each), each.reason or " "),
         quantity(each.quantity)]
        for each in why.blocked
    ]  # fmt: skip
    return PickTable(columns, rows, range(len(rows)), _("There, but held back"))


def _holds(why: WhyShort, today: date, go: Go) -> PickTable:
    columns = [MiniColumn(_("Order, customer")), MiniColumn(_("Delivery no."), 140), MiniColumn(_("Due"), 66),
               MiniColumn(_("Quantity"), 70, True)]  # fmt: skip
    rows: list[list[MiniCell | str]] = [
        [MiniCell(each.order, each.customer), each.delivery or _("Not planned"),
         short_date(each.due, today) if each.due else "—", quantity(each.quantity)]
        for each in why.holds
    ]  # fmt: skip
    table = PickTable(columns, rows, range(len(rows)), _("Reserved for"))
    table.opened.connect(lambda at: go("order", why.holds[at].order_id))
    return table


def _before(why: WhyShort, today: date, go: Go) -> PickTable:
    columns = [MiniColumn(_("Order, customer")), MiniColumn(_("Due"), 66), MiniColumn(_("Missing"), 70, True)]
    rows: list[list[MiniCell | str]] = [
        [MiniCell(each.order, each.customer), short_date(each.due, today) if each.due else "—",
         quantity(each.quantity)]
        for each in why.before
    ]  # fmt: skip
    table = PickTable(columns, rows, range(len(rows)), _("Served first"))
    table.opened.connect(lambda at: go("order", why.before[at].order_id))
    return table


def _expected(why: WhyShort, today: date, go: Go) -> PickTable:
    columns = [MiniColumn(_("Purchase order")), MiniColumn(_("Expected"), 80), MiniColumn(_("Quantity"), 70, True)]
    rows: list[list[MiniCell | str]] = [
        [MiniCell(each.number, each.supplier),
         MiniCell(short_date(each.expected, today), tone="red" if each.expected < today else ""), quantity(each.open)]
        for each in why.expected
    ]  # fmt: skip
    table = PickTable(columns, rows, range(len(rows)), _("On order"))
    table.opened.connect(lambda at: go("expected", why.expected[at].line_id))
    return table


class WhyDialog(Dialog):
    """The answer in a dialog; with several lines, the one to look at is chosen above."""

    def __init__(self, owner: QWidget, shell: Shell, lines: tuple[tuple[int, str], ...]) -> None:
        super().__init__(owner, _("Why can't this ship?"), width=WIDTH)
        self.shell = shell
        self.why: WhyShort | None = None
        self._chosen = ChoiceField(list(lines))
        self._chosen.setVisible(len(lines) > 1)
        self._chosen.setAccessibleName(_("Line"))
        self._chosen.edited.connect(self._read)
        self._shown = column(gap=0)
        self.body.addWidget(self._chosen)
        self.body.addWidget(boxed(self._shown))
        stock = action_button(_("Stock"), "boxes", "F8")
        stock.clicked.connect(self._to_stock)
        self.serve = action_button(_("Reserve what is free"), "lock", "F2")
        self.serve.clicked.connect(self._serve)
        self.serve.hide()
        self.body.addLayout(row(stock, self.serve, None))
        self.buttons(_("Close"), self.accept, cancel=None)
        self._read()

    def _read(self) -> None:
        line_id = self._chosen.value()
        self.shell.read(self, lambda: why_short.why_short(line_id), self._show, key="why")

    def _show(self, why: WhyShort) -> None:
        self.why = why
        clear(self._shown)
        subtitle = "   •   ".join(part for part in (why.name, why.order, why.customer) if part)
        self._shown.addWidget(label(subtitle, "secondary", wrap=True))
        for part in why_parts(why, self.shell.today(), self._go):
            self._shown.addWidget(part)
        free = why.available > 0 and why.state == "approved" and why.missing > 0
        self.serve.setVisible(free and self.shell.may("deliveries.plan"))
        if self.main is not None:
            self.main.setFocus()

    def _go(self, kind: str, row_id: int) -> None:
        self.accept()
        if kind == "order":
            self.shell.go("orders", id=row_id)
        else:
            self.shell.go("inventory", view="expected", product=self.why.product_id if self.why else None)

    def _serve(self) -> None:
        if self.why is not None:
            product_id = self.why.product_id
            self.shell.run(self, lambda call: why_short.serve_waiting(call, product_id), self._served,
                           button=self.serve)  # fmt: skip

    def _served(self, served: Served) -> None:
        """Who waits longest got them: what that means for this line is read anew."""
        self.shell.toast(_("{count} are reserved for who waited.").format(count=quantity(served.quantity)))
        self._read()

    def _to_stock(self) -> None:
        if self.why is not None:
            self.accept()
            self.shell.go("inventory", id=self.why.product_id)


def why_dialog(owner: QWidget, shell: Shell, line_id: int) -> WhyDialog:
    """Why one order line can't ship."""
    dialog = WhyDialog(owner, shell, ((line_id, ""),))
    dialog.open()
    return dialog


def why_order(owner: QWidget, shell: Shell, order_id: int) -> None:
    """Why an order can't ship: its lines that wait for goods, one shown at a time."""
    shell.read(owner, lambda: why_short.short_lines(order_id), partial(_open_lines, owner, shell), key="why")


def _open_lines(owner: QWidget, shell: Shell, lines: tuple[tuple[int, str, object], ...]) -> None:
    if not lines:
        shell.toast(_("Nothing is missing: every line is reserved in full."))
        return
    pairs = tuple((line_id, f"{name}  •  {_('Missing')} {quantity(missing)}") for line_id, name, missing in lines)  # type: ignore[arg-type]
    WhyDialog(owner, shell, pairs).open()
