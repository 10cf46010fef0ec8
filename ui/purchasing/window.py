"""Purchasing: what the buyer is asked for, what is on order from whom, and what came of it; it leads to the suppliers.

window.activate(view="requests")        # what is asked for; "orders" the purchase orders
window.activate(id=7)                   # a purchase order
"""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QPushButton, QStackedLayout, QWidget

from resources.i18n import _
from services import purchase_views, request_views, suggestions
from services.purchase_views import PURCHASE_TERMS, BoughtLine, PurchaseRecord
from services.replenishment import Ordered
from services.suggestions import Suggestion
from services.workbooks import purchase_workbook
from ui.importing.offer import offer_import
from ui.inventory.expect import ExpectDialog
from ui.inventory.forms import cancel_purchase_dialog
from ui.kit.buttons import action_button, link_button, set_text
from ui.kit.filter_bar import FilterBar, Saved
from ui.kit.formats import quantity, short_date
from ui.kit.labels import Chip, boxed, label, row
from ui.kit.painters import Cell, paint_text, write
from ui.kit.panel import KeyFacts, MiniCell, MiniColumn, MiniTable, section
from ui.kit.record_window import RecordWindow
from ui.kit.save_file import save_file
from ui.purchasing.requests import RequestsPage
from ui.purchasing.suggest import SuggestDialog
from ui.purchasing.suppliers import supplier_dialog
from ui.shell import Shell, Working

CHIPS = {"ordered": ("truck", "blue"), "received": ("circle-check", "green"), "cancelled": ("ban", "neutral")}


class PurchasingWindow(RecordWindow):
    """See the module."""

    story_kind = "purchase"
    topics = frozenset({"purchases", "suppliers", "stock"})

    def __init__(self, shell: Shell) -> None:
        self._stack = QStackedLayout()
        pills = [Saved(state, _(term), (("state", state),)) for state, term in PURCHASE_TERMS.items()]
        super().__init__(
            shell, _("Purchasing"), _("What is asked for, what is on order from whom, and what came of it"),
            purchase_views.PURCHASES, verb=_("Order goods"), icon="shopping-cart", edit_right="purchases.edit",
            search=_("Number or supplier"), empty=_("Nothing was ordered yet"),
            empty_text=_("Order goods here: they count as incoming until they are received."),
            saved=[*pills, Saved("all", _("All"), ())],
            painters={"state": paint_state},
        )  # fmt: skip
        self.import_button = offer_import(self, "suppliers", bar=self.pane.bar)
        self._requests: RequestsPage | None = None
        self.requests_pill = self._pill(_("Requests"), "requests")
        self._add_tools(self.pane.bar, self.requests_pill)
        self._count_requests()

    @property
    def requests(self) -> RequestsPage:
        """The page of requests, made when it is first asked for."""
        if self._requests is None:
            self._requests = RequestsPage(self.shell, self._taken_up)
            self._stack.addWidget(self._requests)
            self._add_tools(self._requests.pane.bar, self._pill(_("Purchase orders"), ""))
        return self._requests

    def _add_tools(self, bar: FilterBar, pill: QPushButton) -> None:
        suppliers = action_button(_("Suppliers"), "building-2")
        suppliers.clicked.connect(partial(self.shell.go, "suppliers"))
        suggest = action_button(_("Suggest"), "chart-column", "F8")
        suggest.clicked.connect(self.suggest)
        for tool in (pill, suppliers, suggest):
            bar.pills.add_tool(tool)

    def suggest(self) -> None:
        """Work out what to order, and offer it."""
        today = self.shell.today()
        job = self.shell.jobs.read_long(
            self, lambda report: suggestions.suggestions(today, report), self._suggested, key="suggest",
            failed=lambda error: self.shell.errors.show(self, error, again=self.suggest),
        )  # fmt: skip
        self.shell.working.emit(Working(_("Working out what to order"), job, True))

    def _suggested(self, found: tuple[Suggestion, ...]) -> None:
        if found:
            SuggestDialog(self, self.shell, found, lambda: self.show_view("requests")).open()
        else:
            self.shell.toast(_("Nothing needs to be ordered: all will last until more could be here."))

    def place(self, records: QLayout) -> None:
        self.body.addLayout(self._stack, 1)  # first: a stack without a widget shows its first page as a window
        self._stack.addWidget(boxed(records))

    def _pill(self, term: str, view: str) -> QPushButton:
        """Leads to the other of the two lists."""
        pill = action_button(term, "clipboard-list" if view else "shopping-cart")
        pill.clicked.connect(lambda: self.show_view(view))
        return pill

    def show_view(self, view: str) -> None:
        """The requests, or else the purchase orders."""
        if view == "requests":
            self._stack.setCurrentWidget(self.requests)
            self.requests.load()
        else:
            self._stack.setCurrentIndex(0)
            if self.pane.query() is None:
                self.pane.bar.set_filters(self._home)
        self._table().setFocus(Qt.FocusReason.OtherFocusReason)

    def _asks(self) -> bool:
        return self._requests is not None and self._stack.currentWidget() is self._requests

    def _table(self) -> QWidget:
        return self.requests.pane.table if self._asks() else self.pane.table

    def _count_requests(self) -> None:
        self.shell.read(self, request_views.open_requests, self._show_count, key="requests")

    def _show_count(self, count: int) -> None:
        set_text(self.requests_pill, f"{_('Requests')}  {count:,}" if count else _("Requests"))

    def _taken_up(self, made: Ordered) -> None:
        self.show_view("")
        self.go_to(made.id)
        self._count_requests()

    def activate(self, *, view: str = "", **where: Any) -> None:
        if view == "orders":
            self.show_view("")
            return
        if view == "requests" or (self._asks() and not where):
            self.show_view("requests")
            return
        self._stack.setCurrentIndex(0)
        super().activate(**where)

    def refresh(self) -> None:
        super().refresh()
        if self._asks():
            self.requests.load()
        self._count_requests()

    def regions(self) -> list[QWidget]:
        return [self.requests.pane.table, self.requests.panel] if self._asks() else super().regions()

    def keys(self) -> list[tuple[str, str]]:
        return [("F2", _("Order goods")), ("F8", _("Suggest what to order")),
                ("F4", _("Receive, or put requests on order")),
                ("F9", _("Cancel the rest, or decline requests")), ("Ctrl+E", _("Export the list"))]  # fmt: skip

    def read(self, record_id: int) -> PurchaseRecord | None:
        return purchase_views.purchase_record(record_id)

    def show_record(self, record: PurchaseRecord) -> None:
        icon, tone = CHIPS[record.state]
        supplier = record.supplier
        self.panel.set_head(record.number, supplier.data.name, Chip(_(PURCHASE_TERMS[record.state]), icon, tone))
        change = link_button(_("Change the supplier"))
        change.clicked.connect(lambda: supplier_dialog(self, self.shell, self._again, supplier))
        book = link_button(_("Workbook for the supplier…"))
        book.clicked.connect(lambda: save_file(
            self, self.shell, _("Workbook for the supplier"), f"{record.number}.xlsx",
            lambda path: purchase_workbook(path, record.id, _)))  # fmt: skip
        facts = [
            (_("Expected"), short_date(record.expected, self.shell.today())),
            (_("Contact"), supplier.data.contact or "—"), (_("Phone"), supplier.data.phone or "—"),
            (_("Payment days"), str(supplier.data.payment_days)),
        ]  # fmt: skip
        columns = (MiniColumn(_("Product")), MiniColumn(_("Received"), 106, right=True),
                   MiniColumn(_("Still to come"), 88, right=True))  # fmt: skip
        table = MiniTable(columns, [line_cells(line) for line in record.lines])
        table.pressed.connect(lambda at: self.shell.go("inventory", id=record.lines[at].product_id))
        parts: list[QWidget] = [KeyFacts(facts), section(_("Ordered goods"), change), table]
        if record.asked:
            parts += [section(_("Asked for by")), self._asked(record)]
        if record.note:
            parts += [section(_("Note")), label(record.note, wrap=True)]
        parts.append(boxed(row(book, None)))
        self.panel.set_body(parts, keep=True)
        receive = action_button(_("Receive"), "package-plus", "F4", "main")
        receive.clicked.connect(lambda: self.edit(record))
        cancel = action_button(_("Cancel the rest"), "x", "F9", "danger")
        cancel.clicked.connect(lambda: cancel_purchase_dialog(self, self.shell, record.id, record.number, self._again))
        self.panel.set_foot([cancel, receive] if record.state == "ordered" else [])

    def _asked(self, record: PurchaseRecord) -> QWidget:
        """The orders that wait for it; a click leads to one."""
        rows = [(MiniCell(each.order or _("The stock"), each.customer or each.sku), each.sku, quantity(each.quantity))
                for each in record.asked]  # fmt: skip
        columns = (MiniColumn(_("Order")), MiniColumn(_("SKU"), 96), MiniColumn(_("Qty"), 60, right=True))
        table = MiniTable(columns, rows)

        def go(at: int) -> None:
            order = record.asked[at].order_id
            if order is not None:
                self.shell.go("orders", id=order)

        table.pressed.connect(go)
        return table

    def new(self) -> None:
        ExpectDialog(self, self.shell, self.saved).open()

    def edit(self, record: PurchaseRecord) -> None:
        """What is still to come of it is received."""
        if record.state == "ordered":
            self.shell.go("inventory", do="receive", purchase=record.number)

    def _again(self, _made: object) -> None:
        self.pane.refresh()
        if self.record is not None:
            self._read(self.record.id)


def line_cells(line: BoughtLine) -> tuple[MiniCell, MiniCell, str]:
    """One line of a purchase order: how much of it came, in amber where that is more than was ordered or went back."""
    came = _("{received} of {ordered}").format(received=quantity(line.received), ordered=quantity(line.quantity))
    more = _("{count} more").format(count=quantity(line.surplus)) if line.surplus else ""
    back = _("{count} sent back").format(count=quantity(line.sent_back)) if line.sent_back else ""
    below = "  •  ".join(part for part in (more, back) if part)
    return MiniCell(line.name, line.sku), MiniCell(came, below, "amber" if below else ""), quantity(line.open)


def paint_state(cell: Cell) -> None:
    """The state in words."""
    if cell.value in PURCHASE_TERMS:
        write(cell, _(PURCHASE_TERMS[cell.value]))
    else:
        paint_text(cell)
