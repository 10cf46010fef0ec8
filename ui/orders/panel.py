"""The panel beside the list: one order, or what several checked ones have in common."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from resources.i18n import N_, _, ngettext
from services.order_views import OrderPanel, PanelLine
from services.return_views import Short
from ui.icons import icon
from ui.kit import formats
from ui.kit.attachments import Attachments
from ui.kit.buttons import action_button, icon_button, link_button
from ui.kit.file_drop import FileDrop
from ui.kit.labels import boxed, column, label, row, state_chip
from ui.kit.panel import (
    Findings,
    KeyFacts,
    MiniCell,
    MiniColumn,
    MiniTable,
    SidePanel,
    section,
)
from ui.kit.timeline import Story
from ui.kit.warned import Warned
from ui.orders import words
from ui.orders.steps import MENU, STEPS
from ui.shell import Shell

FEW_LINES = 3
MOST_LINES = 200

# What is done with several orders at once: the first two as buttons, the others in a menu.
SEVERAL = (
    ("submit", N_("Submit drafts"), "send"), ("hold", N_("Put on hold"), "circle-pause"),
    ("resume", N_("Take off hold"), "play"), ("copy", N_("Copy as new drafts"), "copy"),
    ("export", N_("Export the checked"), "download"), ("cancel", N_("Cancel the orders"), "ban"),
)  # fmt: skip


class OrderSide(SidePanel):
    """`asked(step, order)` for each button: edit, copy, delete, deliveries, approve, customer, and the steps."""

    asked = Signal(str, object)
    attached = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell, self._today, self._may = shell, shell.today, shell.may
        self.files: Attachments | None = None
        self.story, self.warned = Story(shell, "order"), Warned(shell, "order")
        self.tail = self.story
        self.set_top(self.warned)
        FileDrop(self, lambda paths: self.attach(paths), lambda: self.files is not None and self.files.may)
        self._order: OrderPanel | None = None
        self._all_lines = False
        self._wide = False

    def order(self) -> OrderPanel | None:
        return self._order

    def set_wide(self, wide: bool) -> None:
        super().set_wide(wide)
        self._wide = wide

    def show_order(self, order: OrderPanel) -> None:
        same = self._order is not None and self._order.id == order.id
        if not same:
            self._all_lines = False
        self._order, self.tail = order, self.story
        quoted = order.state == "draft" and order.valid_until is not None
        draft = "quote_expired" if words.is_expired(order, self._today()) else "quote"
        shown = draft if quoted else order.progress or order.state
        chips: list[QWidget] = [state_chip("order", shown)]
        if order.on_hold:
            chips.append(state_chip("order", "hold"))
        self.set_head(order.number or order.quote_number or _("Draft"), order.customer or _("No customer yet"), *chips)
        self.set_body(self._parts(order), keep=same)
        self.set_foot(self._buttons(order))
        self.story.show_subject(order.id)
        self.warned.show_subject(order.id)

    def show_several(self, count: int, acts: Mapping[str, Callable[[], None]]) -> None:
        """Several rows are checked: what can be done with all of them, by name."""
        self._order = self.files = self.tail = None
        self.warned.show_subject(None)
        self.story.setParent(None)  # it lives on for the next order
        self.set_head(words.orders_word(count), _("checked in the list"))
        text = _("What can't be done for one of them is said, and done for the others.")
        self.set_body([label(text, "secondary", wrap=True)])
        told = {name: act for name, act in acts.items() if name == "export" or self._may("orders.edit")}
        buttons: list[QPushButton] = []
        for name, text, icon_name in SEVERAL[:2]:
            if name in told:
                button = action_button(_(text), icon_name)
                button.clicked.connect(told[name])
                buttons.append(button)
        menu = QMenu()
        for name, text, icon_name in SEVERAL[2:]:
            if name in told:
                action = QAction(icon(icon_name, "text2"), _(text), menu)
                action.triggered.connect(told[name])
                menu.addAction(action)
        if menu.actions():
            buttons.append(self._more(menu))
        self.set_foot(buttons)

    def show_nothing(self) -> None:
        self._order = self.files = None
        self.warned.show_subject(None)
        self.set_head(_("No order chosen"), _("Choose one in the list."))
        self.set_body([])
        self.set_foot([])

    # the body

    def _parts(self, order: OrderPanel) -> list[QWidget]:
        parts: list[QWidget] = [KeyFacts(self._facts(order), 4 if self._wide else 2)]
        if order.on_hold:
            parts.append(self._held(order))
        if order.replaces is not None:
            parts.append(self._replaces(order.replaces))
        parts += [self._lines_head(order), self._lines(order), *self._backorder(order)]
        found = words.findings(order, self._today())
        if found:
            parts += [section(_("Findings"), line=False), Findings(found)]
        if order.receiver or order.address or order.note:
            parts += [section(_("Deliver to")), self._where(order)]
        self.files = Attachments(self._shell, "order", self.attached.emit)
        self.files.show_files(order.id, order.files)
        parts.append(self.files)
        return parts

    def attach(self, paths: Sequence[Path]) -> None:
        """Keep files with the order shown."""
        if self.files is not None:
            self.files.add(paths)

    def _facts(self, order: OrderPanel) -> list[tuple[str, str]]:
        shipped = _("{done} of {count} lines").format(done=order.lines_shipped, count=order.lines_count)
        facts = [
            (_("Promised"), words.day(order.promised, self._today())),
            (_("Shipped / ordered"), shipped),
            (_("Sales person"), order.sales or formats.NOTHING),
            (_("Terms"), words.terms(order.payment_days)),
        ]
        if order.valid_until is not None:
            facts.append((_("Offer ends"), words.day(order.valid_until, self._today())))
        if order.number and order.quote_number:
            facts.append((_("Quotation"), order.quote_number))
        if order.customer_ref:
            facts.append((_("Customer's no."), order.customer_ref))
        facts.append((_("Amount ¥"), formats.amount(order.total)))
        return facts

    def _replaces(self, back: Short) -> QWidget:
        """The way to the return whose goods this order replaces."""
        link = link_button(_("Replaces what came back: {number}").format(number=back.number))
        link.setEnabled(self._may("deliveries.view"))
        link.clicked.connect(lambda: self._shell.go("returns", id=back.id))
        return boxed(row(link, None, margins=(0, 0, 0, 10)))

    def _held(self, order: OrderPanel) -> QWidget:
        text = label(_("On hold: {reason}").format(reason=order.hold_reason), wrap=True, tone="red")
        return boxed(column(text, margins=(0, 0, 0, 12)))

    def _lines_head(self, order: OrderPanel) -> QWidget:
        more = len(order.lines) - FEW_LINES
        if more <= 0:
            return section(_("Order lines"))
        text = _("Fewer lines") if self._all_lines else _("All {count} lines").format(count=len(order.lines))
        link = link_button(text)
        link.clicked.connect(self._turn_lines)
        return section(_("Order lines"), link)

    def _turn_lines(self) -> None:
        self._all_lines = not self._all_lines
        if self._order:
            self.show_order(self._order)

    def _lines(self, order: OrderPanel) -> QWidget:
        shown = order.lines[: MOST_LINES if self._all_lines else FEW_LINES]
        columns = (MiniColumn(_("Product")), MiniColumn(_("Qty"), 60, True), MiniColumn(_("Amount"), 80, True))
        table = MiniTable(columns, [self._line(line, order) for line in shown])
        if not any(_waits(line, order) for line in order.lines) or not self._may("stock.view"):
            return table
        why = link_button(_("Why can't this ship?"))
        why.clicked.connect(lambda: self.asked.emit("why", order))
        return boxed(column(table, row(why, None, margins=(0, 0, 0, 10)), gap=0))

    def _line(self, line: PanelLine, order: OrderPanel) -> Sequence[MiniCell | str]:
        waits = _waits(line, order)
        tone = "" if line.matched and not waits else "amber"
        name = line.name if line.matched else _("No product: {text}").format(text=line.name)
        amount = formats.amount(line.amount) if line.amount else formats.NOTHING
        return (
            MiniCell(name, line.sku or _("Not matched yet"), tone="" if line.matched else "amber"),
            MiniCell(formats.quantity(line.quantity), tone=tone),
            amount,
        )

    def _backorder(self, order: OrderPanel) -> list[QWidget]:
        """What waits for goods, and what the buyer said to it."""
        waits = [line for line in order.lines if line.matched and line.open > line.reserved]
        if order.state != "approved" or not waits:
            return []
        count = len(waits)
        text = ngettext("Backorder: {count} line waits for goods", "Backorder: {count} lines wait for goods", count)
        line = row(label(text.format(count=count), tone="amber"), None, gap=8)
        if len([each for each in order.asked if each.state != "declined"]) < count:
            ask = link_button(_("Ask the buyer"))
            ask.clicked.connect(lambda: self.asked.emit("ask_buyer", self._order))
            line.addWidget(ask)
        told = [label(words.asked_for(each, self._today()), "caption", wrap=True) for each in order.asked]
        return [boxed(column(line, *told, gap=2, margins=(0, 8, 0, 4)))]

    def _where(self, order: OrderPanel) -> QWidget:
        who = "  ".join(part for part in (order.receiver, order.phone) if part)
        lines = [label(text, wrap=True) for text in (who, order.address) if text]
        if order.note:
            lines.append(label(order.note, "caption", wrap=True))
        return boxed(column(*lines, gap=2, margins=(0, 0, 0, 14)))

    # the foot

    def _buttons(self, order: OrderPanel) -> list[QPushButton]:
        buttons: list[QPushButton] = []
        edit = self._may("orders.edit")
        if edit and "submit" in order.steps:
            word = _("Make it an order") if order.quote_number else _("Submit")
            submit = self._button(word, "send", "submit", kind="main" if not order.missing else "secondary")
            submit.setEnabled(not order.missing)
            buttons.append(submit)
        if "approve" in order.steps and self._may("orders.approve"):
            buttons.append(self._button(_("Check and approve"), "badge-check", "approve"))
        if order.deliveries and self._may("deliveries.view"):
            buttons.append(self._button(_("Deliveries"), "truck", "deliveries"))
        for name, word in (("resume", _("Take off hold")), ("reopen", _("Reopen"))):
            if edit and name in order.steps and len(buttons) < 2:
                buttons.append(self._button(word, STEPS[name].icon, name))
        if edit and "revise" in order.steps and len(buttons) < 2:
            buttons.append(self._button(_("Change"), "pencil", "edit", key="Enter"))
        menu = self._menu(order)
        if menu.actions():
            buttons.append(self._more(menu))
        return buttons

    @staticmethod
    def _more(menu: QMenu) -> QPushButton:
        more = icon_button(_("More"), "ellipsis")
        more.clicked.connect(lambda: menu.popup(more.mapToGlobal(more.rect().topLeft())))
        menu.setParent(more, menu.windowFlags())
        return more

    def _button(self, text: str, icon_name: str, name: str, *, kind: str = "secondary", key: str = "") -> QPushButton:
        made = action_button(text, icon_name, key, kind, bind=False)
        made.clicked.connect(lambda: self.asked.emit(name, self._order))
        return made

    def _menu(self, order: OrderPanel) -> QMenu:
        menu = QMenu()
        if not self._may("orders.edit"):
            return menu
        if "revise" in order.steps:
            self._entry(menu, "edit", _("Change"), "pencil")
        if "quote" in order.steps:
            self._entry(menu, "quote", _("Quotation…"), "file-text")
        self._entry(menu, "copy", _("Copy as a new order"), "copy")
        for name in MENU:
            if name in order.steps:
                self._entry(menu, name, _(STEPS[name].term), STEPS[name].icon)
        if "delete" in order.steps:
            self._entry(menu, "delete", _("Delete draft"), "trash-2")
        return menu

    def _entry(self, menu: QMenu, name: str, text: str, icon_name: str) -> None:
        action = QAction(icon(icon_name, "text2"), text, menu)
        action.triggered.connect(lambda: self.asked.emit(name, self._order))
        menu.addAction(action)


def _waits(line: PanelLine, order: OrderPanel) -> bool:
    """Whether goods are missing for a line that is approved."""
    return order.state == "approved" and line.open > line.reserved
