"""The list of orders with its panel, and what can be done from there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services import attachments, orders
from services.errors import Refusal, Unavailable
from services.listing import Filter, Listing, Query
from services.lists import ORDERS
from services.order_book import Saved as SavedOrder
from services.order_typing import CustomerChoice
from services.order_views import OrderPanel, order_for_edit, order_panel, pill_counts, pills
from services.orders import Draft
from services.pictures import File
from services.quotations import Quoted
from services.unit import Call
from ui.inventory.why import why_order
from ui.kit.buttons import action_button
from ui.kit.dialog import Dialog, ask
from ui.kit.empty import EmptyState
from ui.kit.filter_bar import Saved
from ui.kit.jobs import Report
from ui.kit.labels import row
from ui.kit.list_pane import ListPane
from ui.kit.panel_door import PanelDoor
from ui.orders import words
from ui.orders.customer_filter import CustomerButton
from ui.orders.panel import OrderSide
from ui.orders.quote import QuoteDialog
from ui.orders.steps import STEPS, Step, ask_reason
from ui.purchasing.ask import ask_buyer
from ui.shell import Shell
from ui.theme import theme

NO_BUTTON = frozenset({"late", "today", "batch"})
NARROW = 1000


@dataclass(frozen=True, slots=True)
class Bulk:
    """What became of several orders: how many went, and the first refusal of those that did not."""

    done: int
    failed: int
    first: Refusal | None


def shown_listing(listing: Listing) -> Listing:
    """The listing with filter buttons only where no pill stands for the filter."""
    filters = tuple(_plain(f) if f.name in NO_BUTTON else f for f in listing.filters)
    return replace(listing, filters=filters)


def _plain(found: Filter) -> Filter:
    return replace(found, choices=())


class ListPage(QWidget):
    """`edit_asked(order id)`, `new_asked()` and `import_asked()` lead to the other pages."""

    edit_asked = Signal(object)
    new_asked = Signal()
    import_asked = Signal()
    batch_words = ""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        saved = {
            "all": _("All"), "to_approve": _("To approve"), "today": _("Due today"), "late": _("Late to leave"),
            "road": _("Late on the way"),
            "drafts": _("Drafts"), "quotations": _("Quotations"), "mine": _("Mine"),
        }  # fmt: skip
        filters = pills(shell.actor.user_id)
        self.pane = ListPane(
            shell, shown_listing(ORDERS), Query(), search=_("Number or customer"), checkable=True,
            saved=[Saved(name, term, filters[name]) for name, term in saved.items()], noun=words.orders_word,
            totals={"total": (_("Total"), "amount")}, empty=self._empty(),
        )  # fmt: skip
        self.panel = OrderSide(shell)
        self.panel.setAccessibleName(_("The chosen order"))
        self._tools()
        line = row(gap=0)
        line.addWidget(self.pane, 1)
        line.addWidget(self.panel)
        self.setLayout(line)
        self.panel.show_nothing()
        self._connect()

    def _empty(self) -> QWidget:
        text = _("Type the first order, or drop an Excel or CSV file of orders anywhere on this window.")
        return EmptyState("clipboard-list", _("No orders yet"), text, self._beginnings)

    def _beginnings(self) -> list[QWidget]:
        new = action_button(_("New order"), "plus", "F2", "main", bind=False)
        new.clicked.connect(self.new_asked)
        bring = action_button(_("Import a file"), "file-input", "F7", bind=False)
        bring.clicked.connect(self.import_asked)
        mine = [new] if self._shell.may("orders.edit") else []
        return [*mine, *([bring] if self._shell.may("orders.import") else [])]

    def _tools(self) -> None:
        self.customer_button = CustomerButton(self._shell, self._of_customer)
        self.pane.bar.add_filter(self.customer_button)

    def _connect(self) -> None:
        pane = self.pane
        pane.current_changed.connect(self._show_current)
        pane.selection_changed.connect(self._selection)
        pane.opened.connect(self.edit_asked)
        self.door = PanelDoor(pane, self.panel, there=True)
        self.panel.asked.connect(self.do)
        self.panel.attached.connect(self.refresh)

    # coming here

    def start(self, **where: Any) -> None:
        """Show the list; `id` chooses an order, other names set filters."""
        order_id = where.pop("id", None)
        number = str(where.pop("number", ""))
        batch, self.batch_words = where.get("batch"), str(where.pop("words", ""))
        if batch:
            self.pane.bar.clear()
            self.pane.bar.set_filter("batch", str(batch), self.batch_words or _("Import"))
        else:
            self.pane.start(**{name: str(value) for name, value in where.items()})
        if order_id is not None:
            self._go_to(int(order_id), number)
        self.read_counts()
        self.pane.table.setFocus()

    def _go_to(self, order_id: int, number: str) -> None:
        """Choose an order that may be far down: its number is looked for when it is not on the loaded pages."""
        self.door.open()
        self._shell.read(
            self, lambda: number or _number_of(order_id), lambda found: self.pane.go_to(order_id, found), key="go"
        )
        self._show_current(order_id)

    def refresh(self) -> None:
        self.pane.refresh()
        self.read_counts()
        order = self.panel.order()
        if order is not None:
            self._show_current(order.id)

    def read_counts(self) -> None:
        user_id = self._shell.actor.user_id
        self._shell.read(self, lambda: pill_counts(user_id), self.pane.bar.set_counts, key="counts")

    # the panel

    def _show_current(self, order_id: Any) -> None:
        if len(self.pane.table.paged().checked()) > 1 and order_id is not None:
            return
        if order_id is None:
            self.panel.show_nothing()
            return
        today = self._shell.today()
        self._shell.read(self, lambda: order_panel(order_id, today), self._show_panel, key="panel")

    def _show_panel(self, order: OrderPanel | None) -> None:
        if order is None:
            self.panel.show_nothing()
        else:
            self.panel.show_order(order)

    def _selection(self) -> None:
        checked = len(self.pane.table.paged().checked())
        if checked > 1:
            self.panel.show_several(checked, self._for_checked())
        elif self.panel.order() is None:
            self._show_current(self.pane.current_id())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.window().width() >= theme.px("width.railWideFrom")
        self.panel.set_wide(wide)
        narrow = self.width() - self.panel.width() < NARROW
        self.pane.table.columns.hide_at_first(("customer_ref", "order_date") if narrow else ())

    def _of_customer(self, customer: CustomerChoice) -> None:
        self.pane.bar.set_filter("customer", str(customer.id), _("Customer: {name}").format(name=customer.name))
        self.pane.table.setFocus()

    # steps

    def do(self, name: str, order: OrderPanel) -> None:
        """Take one step with the order shown in the panel."""
        if name in STEPS:
            step = STEPS[name]
            if step.asks:
                ask_reason(self, step, lambda why, dialog: self._step(step, order, why, dialog))
            else:
                self._step(step, order, "", None)
        elif name == "edit":
            self.edit_asked.emit(order.id)
        elif name == "copy":
            self._copy(order.id)
        elif name == "delete":
            self._ask_delete(order)
        elif name == "deliveries":
            self._shell.go("delivery", id=order.deliveries[-1].id)
        elif name == "quote":
            done = self._quoted
            QuoteDialog(self, self._shell, order.id, order.version, order.valid_until, done).open()
        elif name == "approve":
            self._shell.go("approval", id=order.id)
        elif name == "ask_buyer":
            ask_buyer(self, self._shell, order.id)
        elif name == "why":
            why_order(self, self._shell, order.id)

    def _step(self, step: Step, order: OrderPanel, why: str, dialog: Dialog | None) -> None:
        def done(saved: SavedOrder) -> None:
            if dialog is not None:
                dialog.accept()
            self._shell.toast(_(step.done).format(number=saved.number or order.customer))
            self.refresh()

        run, order_id, version = step.run, order.id, order.version
        self._shell.run(self, lambda call: run(call, order_id, version, why), done, confirm=_("Make it an order"),
                        button=dialog.main if dialog else None)  # fmt: skip

    def _quoted(self, quoted: Quoted) -> None:
        self.refresh()
        self._show_current(quoted.id)

    def _copy(self, order_id: int) -> None:
        self._shell.run(self, lambda call: _copied(call, order_id), lambda saved: self.edit_asked.emit(saved.id))

    def _ask_delete(self, order: OrderPanel) -> None:
        """A draft that can be made again is deleted with Undo; of another one it is asked before."""
        if order.restorable:
            self._delete(order)
            return
        named = "  ".join(part for part in (order.quote_number or order.customer_ref, order.customer) if part)
        text = _("Delete the draft {order}? It can't be brought back: it is on hold, was quoted or came from a file, "
                 "and that goes with it.")  # fmt: skip
        ask(self, text.format(order=named), _("Delete draft"), lambda: self._delete(order), danger=True)

    def _delete(self, order: OrderPanel) -> None:
        order_id, version = order.id, order.version

        def work(call: Call) -> tuple[Draft, tuple[File, ...]]:
            found = order_for_edit(order_id)
            kept = (attachments.content(file.id) for file in order.files)
            files = tuple(each.file() for each in kept if each is not None)
            orders.delete_draft(call, order_id, version)
            return (found.draft if found else Draft()), files

        self._shell.run(self, work, lambda gone: self._deleted(gone, order.restorable))

    def _deleted(self, gone: tuple[Draft, tuple[File, ...]], restorable: bool) -> None:
        def bring_back(call: Call) -> None:
            made = orders.create_order(call, gone[0])
            for at, file in enumerate(gone[1]):
                attachments.attach("order")(replace(call, request_id=f"{call.request_id}-{at}"), made.id, file)

        def again() -> None:
            self._shell.run(self, bring_back, lambda _made: self.refresh())

        self._shell.toast(_("The draft is deleted."), undo=again if restorable else None)
        self.refresh()

    # several at once

    def _for_checked(self) -> dict[str, Callable[[], None]]:
        """What can be done with the orders that are checked."""
        told = {
            "submit": self._submit_checked, "hold": lambda: self._ask_checked("hold", _("Putting orders on hold")),
            "resume": self._resume_checked, "copy": self._copy_checked, "export": self._export_checked,
            "cancel": lambda: self._ask_checked("cancel", _("Cancelling orders")),
        }  # fmt: skip
        if self._shell.doors is None:
            del told["export"]
        return told

    def _resume_checked(self) -> None:
        self._many(_("Taking orders off hold"), lambda call, order, version: orders.resume_order(call, order, version))

    def _copy_checked(self) -> None:
        self._many(_("Copying orders"), lambda call, order, _version: _copied(call, order))

    def _export_checked(self) -> None:
        ids = ",".join(str(each) for each in self.pane.selected_ids())
        doors = self._shell.doors
        if doors is not None and ids:
            told = (words.orders_word(len(self.pane.selected_ids())),)
            doors.export(replace(self.pane.asked(), query=Query(filters=(("ids", ids),)), told=told))

    def _submit_checked(self) -> None:
        self._many(_("Submitting orders"), lambda call, order, version: orders.submit_order(call, order, version))

    def _ask_checked(self, name: str, title: str) -> None:
        """Ask for the reason once, then take the step with each."""
        step = STEPS[name]

        def act(why: str, dialog: Dialog) -> None:
            dialog.accept()
            self._many(title, lambda call, order, version: step.run(call, order, version, why))

        ask_reason(self, step, act)

    def _many(self, title: str, run: Callable[[Call, int, int], Any]) -> None:
        ids = self.pane.selected_ids()
        self._shell.run_long(self, title, lambda call, report: _each(call, ids, run, report), self._many_done)

    def _many_done(self, bulk: Bulk) -> None:
        done = ngettext("{count} order is done.", "{count} orders are done.", bulk.done).format(count=bulk.done)
        if bulk.first is None:
            self._shell.toast(done)
            self.pane.table.paged().clear_checks()
        else:
            why = self._shell.errors.text(bulk.first)
            text = ngettext("{done} {count} was refused: {why}", "{done} {count} were refused, the first: {why}",
                            bulk.failed)  # fmt: skip
            self._shell.toast(text.format(done=done, count=bulk.failed, why=why), error=True)
        self.refresh()


def _each(call: Call, ids: Sequence[int], run: Callable[[Call, int, int], Any], report: Report) -> Bulk:
    """One step for each order, each in a transaction of its own; a retry repeats none that was done."""
    done = failed = 0
    first: Refusal | None = None
    for at, order_id in enumerate(ids):
        report(at, len(ids))
        found = order_for_edit(order_id)
        try:
            if found is None:
                raise Refusal("unknown_order")
            run(replace(call, request_id=f"{call.request_id}-{order_id}"), order_id, found.version)
            done += 1
        except Unavailable:
            raise
        except Refusal as refusal:
            failed, first = failed + 1, first or refusal
    return Bulk(done, failed, first)


def _copied(call: Call, order_id: int) -> SavedOrder:
    """A new draft with the same lines; the day and the customer's number are the new order's own."""
    found = order_for_edit(order_id)
    if found is None:
        raise Refusal("unknown_order")
    return orders.create_order(call, replace(found.draft, promised=None, order_date=None, customer_ref=""))


def _number_of(order_id: int) -> str:
    found = order_for_edit(order_id)
    return (found.number or found.customer_name) if found else ""
