"""Inventory: what is there, who holds it, what is coming; and each figure leads to what it is made of.

    window = InventoryWindow(shell, scans)
    window.activate(id=7)                       # a product
    window.activate(pill="low")                 # as if that pill was pressed
    window.activate(level="below")              # products of that level, here low or out
    window.activate(view="moves", product=7)    # products, lots, moves, expected or bins, of one product
    window.activate(view="expected", due="yes") # lines on order that should have come
    window.activate(bin=3)                      # a bin in the tree of bins
    window.activate(do="receive", purchase="PO-20260305-0001")          # what is still to come of that order
    window.activate(do="receive")               # open a form: receive, carry, count, count_sheet, opening, new_bin

Pills choose the view; the panel at the right shows the current row. A scan goes to the product or bin it names. What
changes stock can be undone by reversing it.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QStackedLayout, QWidget

from resources.i18n import _, ngettext
from services import reversing, stock_views
from services.stock import Moved, Received
from services.stock_finding import Looked
from services.stock_views import ProductDetail
from services.unit import Call
from ui.importing.offer import offer_import
from ui.inventory.bins_page import BinsPage
from ui.inventory.carry import CarryDialog
from ui.inventory.count import CountDialog
from ui.inventory.expect import ExpectDialog
from ui.inventory.forms import ask_bins
from ui.inventory.lists import VIEWS, make_list
from ui.inventory.opening import OpeningDialog
from ui.inventory.panel import StockPanel
from ui.inventory.receive import ReceiveDialog
from ui.inventory.scans import ScanQueue
from ui.inventory.serials import serials_dialog
from ui.kit.buttons import MenuButton, action_button
from ui.kit.empty import EmptyState
from ui.kit.labels import boxed, column, row, vline
from ui.kit.list_pane import ListPane
from ui.kit.pills import PillRow
from ui.kit.window import Window
from ui.papers.printer import queued
from ui.products.form import product_dialog
from ui.purchasing.ask import ask_for_stock
from ui.scan.filter import ScanFilter
from ui.shell import Shell

# A pill: its view, and the filter it sets there.
NARROWED = {
    "all": ("products", "level", ""), "low": ("products", "level", "low"), "out": ("products", "level", "out"),
    "soon": ("lots", "condition", "soon"), "blocked": ("lots", "condition", "blocked"),
}  # fmt: skip
WIDE = 1500


class InventoryWindow(Window):
    """See the module."""

    topics = frozenset({"stock", "products", "purchases", "orders", "deliveries"})

    def __init__(
        self, shell: Shell, scans: ScanFilter | None = None, count_sheet: Callable[[str], None] | None = None
    ) -> None:
        super().__init__(shell, _("Inventory"), _("What is there, who holds it, what is coming"))
        self._scans, self._print_count = scans, count_sheet
        self._view, self._panes = "products", dict[str, ListPane]()
        self.bins: BinsPage | None = None
        self._stack = QStackedLayout()
        self._queue = ScanQueue(self, shell, self._scanned, self._say_scan)
        if scans is not None:
            scans.subscribe(self, self._queue.put)
        self.panel = StockPanel(shell, self._go, self._changed, scans)
        self.panel.receive_line = self._receive_line
        self.panel.closed.connect(self._close_panel)
        self._build_header()
        left = column(self._build_pills(), boxed(self._stack), gap=0)
        left.setStretch(1, 1)
        whole = row(gap=0)
        whole.addLayout(left, 1)
        whole.addWidget(self.panel)
        self.body.addLayout(whole, 1)
        self.show_view("products")
        self._read_counts()

    # building

    def _build_header(self) -> None:
        shell = self.shell
        menu = QMenu(self)
        for term, act, right, key in (
            (_("Move goods…"), self.carry, "stock.move", "Ctrl+Shift+M"),
            (_("Count goods…"), self.count, "stock.adjust", "Ctrl+Shift+T"),
            (_("Counting list…"), self.count_sheet, "stock.adjust", "Ctrl+Shift+L"),
            (_("Opening stock…"), self.opening, "stock.adjust", "Ctrl+Shift+O"),
            (_("Serial numbers…"), self.serials, "stock.adjust", "Ctrl+Shift+N"),
            (_("Send back to the supplier…"), self.send_back, "stock.adjust", "Ctrl+Shift+S"),
            (_("Ask the buyer…"), self.ask_buyer, "orders.view", "Ctrl+Shift+B"),
            (_("Stock over time"), self.over_time, "stock.view", "Ctrl+Shift+H"),
            (_("New product…"), self.new_product, "products.edit", ""),
            (_("New bins…"), self.new_bin, "products.edit", ""),
        ):  # fmt: skip
            action = QAction(term, menu)
            action.triggered.connect(act)
            action.setEnabled(shell.may(right))
            action.setVisible(shell.may(right))
            if key:
                action.setShortcut(QKeySequence(key))
                self.addAction(action)
            menu.addAction(action)
        self.more = MenuButton(_("More"), lambda: menu)
        self.expect_button = action_button(_("Expect goods"), "truck", "Shift+F2")
        self.expect_button.clicked.connect(self.expect)
        self.receive_button = action_button(_("Receive"), "package-plus", "F2", "main")
        self.receive_button.clicked.connect(self.receive)
        self.header.add(self.more, self.expect_button, self.receive_button)
        self.expect_button.setVisible(shell.may("purchases.edit"))
        self.receive_button.setVisible(shell.may("stock.receive"))

    def _build_pills(self) -> QWidget:
        self._terms = {
            "all": _("All"), "low": _("Low"), "out": _("Out"), "soon": _("Expiring soon"), "blocked": _("Blocked"),
            "lots": _("Lots and bins"), "moves": _("Moves"),
            "expected": _("On order"), "bins": _("Bins"),
        }  # fmt: skip
        self.levels = PillRow((16, 0))
        self.levels.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.levels.chosen.connect(self._pill_pressed)
        self._pills = {name: self.levels.add(name, self._terms[name]) for name in NARROWED}
        others = {name: self._pill(name) for name in VIEWS if name in self._terms}
        self._pills |= others
        parting = vline()
        parting.setFixedHeight(18)
        line = boxed(row(self.levels, parting, *others.values(), None, gap=4, margins=(0, 2, 20, 0)))
        line.setFixedHeight(40)
        return line

    def _pill(self, name: str) -> QPushButton:
        pill = QPushButton(self._terms[name])
        pill.setProperty("kind", "pill")
        pill.setCheckable(True)
        pill.setAutoDefault(False)
        pill.setCursor(Qt.CursorShape.PointingHandCursor)
        pill.clicked.connect(lambda: self._pill_pressed(name))
        return pill

    def _pill_pressed(self, name: str) -> None:
        view, field, value = NARROWED.get(name, (name, "condition" if name == "lots" else "", ""))
        self.show_view(view)
        if field:
            self.pane().bar.set_filter(field, value)
        self._focus_list()

    def _make_pane(self, name: str) -> ListPane:
        add = action_button(_("New product"), "plus", kind="main")
        add.clicked.connect(self.new_product)
        empty = EmptyState(
            "boxes",
            _("No products yet"),
            _("Add what you sell, or import a list; then receive goods into bins."),
            [add],
        )
        pane = make_list(self.shell, name, empty)
        pane.current_changed.connect(partial(self._current, name))
        pane.opened.connect(self._opened)
        pane.escaped.connect(self._close_panel)
        pane.bar.changed.connect(self._check_pills)
        self._stack.addWidget(pane)
        if name == "products":
            offer_import(self, "counts", bar=pane.bar)
        return pane

    # going places

    def activate(self, **where: Any) -> None:
        product, view = where.get("product"), where.get("view", "products")
        if where.get("do"):
            forms: dict[str, Callable[[], object]] = {
                "receive": self.receive, "carry": self.carry, "count": self.count, "opening": self.opening,
                "new_bin": self.new_bin, "count_sheet": self.count_sheet,
            }  # fmt: skip
            made = forms[where["do"]]()
            if where.get("purchase") and isinstance(made, ReceiveDialog):
                made.receive_purchase(where["purchase"])
            return
        if where.get("bin"):
            self.show_view("bins")
            self._bins_page().choose(where["bin"])
        elif where.get("id"):
            self.show_view("products")
            self.shell.read(self, lambda: stock_views.product_detail(where["id"]), self._go_to_product, key="goto")
        elif product:
            self.shell.read(
                self, lambda: stock_views.product_detail(product), partial(self._narrow_to, view), key="goto"
            )
        elif where.get("pill") in self._pills:
            self._pill_pressed(where["pill"])
        elif where.get("level"):
            self.show_view("products")
            self.pane().bar.set_filter("level", where["level"])
        elif "view" in where:
            self.show_view(view)
            if where.get("due"):
                self.pane().bar.set_filters((("due", where["due"]),), "")
        self._focus_list()

    def refresh(self) -> None:
        if self._view == "bins":
            self._bins_page().load()
        else:
            self.pane().refresh()
            self.panel.refresh()
        self._read_counts()

    def keys(self) -> list[tuple[str, str]]:
        return [("F2", _("Receive")), ("Shift+F2", _("Expect goods")), ("Ctrl+M", _("Move")), ("Ctrl+T", _("Count")),
                ("Ctrl+B", _("Freeze or release")), ("Ctrl+R", _("Reverse the move")), ("Ctrl+L", _("Print labels")),
                ("Ctrl+Shift+M", _("Move goods, several at once")), ("Ctrl+Shift+T", _("Count bins or products")),
                ("Ctrl+Shift+O", _("Opening stock")), ("Ctrl+Shift+L", _("Counting list")),
                ("Ctrl+Shift+N", _("Serial numbers of the product")),
                ("Ctrl+Shift+S", _("Send back to the supplier")),
                ("Ctrl+Shift+B", _("Ask the buyer")), ("Ctrl+N", _("New bins")),
                ("Alt+Up", _("A bin earlier in the walk")), ("Alt+Down", _("A bin later in the walk")),
                ("Alt+Right", _("Into the zone or aisle above")),
                ("Alt+Left", _("Out of its zone or aisle"))]  # fmt: skip

    def regions(self) -> list[QWidget]:
        if self._view == "bins":
            return [self._bins_page().tree, self._bins_page().panel]
        return [self.pane().table, self.panel]

    def pane(self) -> ListPane:
        """The list that is shown, of the products while the bins are."""
        return self._panes["products" if self._view == "bins" else self._view]

    def _bins_page(self) -> BinsPage:
        if self.bins is None:
            self.bins = BinsPage(self.shell, self._go)
            self._stack.addWidget(self.bins)
        return self.bins

    def _focus_list(self) -> None:
        shown = self._bins_page().tree if self._view == "bins" else self.pane().table
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_bins(self) -> None:
        page = self._bins_page()
        self._stack.setCurrentWidget(page)
        page.panel.set_wide(self.width() >= WIDE)
        page.load()
        self.panel.hide()
        self._check_pills()

    def show_view(self, name: str) -> None:
        self._view = name
        if name == "bins":
            self._show_bins()
            return
        if name not in self._panes:
            self._panes[name] = self._make_pane(name)
        pane = self._panes[name]
        self._stack.setCurrentWidget(pane)
        if pane.query() is None:
            pane.start()
        else:
            pane.refresh()
        self.panel.show()
        self._current(name, pane.current_id())
        self._check_pills()

    def _check_pills(self) -> None:
        now = {} if self._view == "bins" else dict(self.pane().bar.filters())
        lit = next((name for name, (view, field, value) in NARROWED.items()
                    if view == self._view and now.get(field, "") == value), self._view)  # fmt: skip
        self.levels.check(lit)
        for name, pill in self._pills.items():
            pill.setChecked(name == lit)

    def _go_to_product(self, product: ProductDetail) -> None:
        self.pane().go_to(product.id, product.sku)

    def _narrow_to(self, view: str, product: ProductDetail) -> None:
        self.show_view(view)
        words = _("Product: {name}").format(name=product.name)
        self.pane().bar.set_filters((), "")
        self.pane().bar.set_filter("product", str(product.id), words)
        self.pane().table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_lot(self, lot_id: int) -> None:
        """Every move of one lot."""
        shown = self.panel.product()
        lot = next((each.lot for each in shown.balances if each.lot_id == lot_id), "") if shown else ""
        self.show_view("moves")
        self.pane().bar.set_filters((), "")
        self.pane().bar.set_filter("lot", str(lot_id), _("Lot: {lot}").format(lot=lot or _("No lot")))
        self._focus_list()

    def _go(self, kind: str, row_id: int) -> None:
        """Where a figure or a row of the panel leads."""
        if kind == "order":
            self.shell.go("orders", id=row_id)
        elif kind == "on_hand":
            self.activate(view="moves", product=row_id)
        elif kind == "incoming":
            self.activate(view="expected", product=row_id)
        elif kind == "expected":
            self.show_view("expected")
            self.pane().go_to(row_id)
            self.panel.show_expected(row_id)
        elif kind == "product":
            self.activate(id=row_id)
        elif kind == "lot":
            self._show_lot(row_id)
        else:
            self.panel.focus_on({"reserved": _("Held by"), "available": _("Lots and bins")}[kind])

    def _current(self, name: str, row_id: Any) -> None:
        if name == self._view:
            self.panel.show_row(name, row_id)

    def _opened(self, _row_id: Any) -> None:
        """Enter goes into the panel."""
        self.panel.show()
        self.panel.focus_first()

    def _close_panel(self) -> None:
        """Esc goes back to the list first, then closes the panel."""
        if self.panel.has_focus():
            self.pane().table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.panel.setVisible(not self.panel.isVisible())

    def _read_counts(self) -> None:
        today = self.shell.today()
        self.shell.read(self, lambda: stock_views.counts(today), self._show_counts, key="counts")

    def _show_counts(self, counts: dict[str, int]) -> None:
        for name in NARROWED:
            self.levels.set_text(name, f"{self._terms[name]}  {counts[name]:,}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.panel.set_wide(self.width() >= WIDE)
        if self.bins is not None:
            self.bins.panel.set_wide(self.width() >= WIDE)

    def ask_buyer(self) -> None:
        """Ask for more of the product in the panel."""
        product = self.panel.product()
        if product is not None:
            ask_for_stock(self, self.shell, product.id)
        else:
            self.shell.toast(_("Choose a product first."))

    def send_back(self) -> None:
        """Goods of the product in the panel leave for their supplier."""
        product = self.panel.product()
        if product is not None and product.balances:
            self.panel.send_back()
        else:
            self.shell.toast(_("Choose a product first."))

    # scans

    def _scanned(self, looked: Looked) -> str:
        """A scan without a form goes to what it names; a purchase order is received."""
        if looked.goods is not None:
            self.panel.prefer_lot(looked.goods.id, looked.goods.lot)
            self.activate(id=looked.goods.id)
        elif looked.bin is not None:
            self.activate(bin=looked.bin.id)
        elif looked.purchase is not None and self.shell.may("stock.receive"):
            self.receive().purchase.choose(looked.purchase)
        else:
            return _("Nothing here is called “{text}”.").format(text=looked.text)
        return ""

    def _say_scan(self, wrong: str) -> None:
        if wrong:
            self.shell.toast(wrong, error=True)

    # what is done here

    def receive(self) -> ReceiveDialog:
        dialog = ReceiveDialog(self, self.shell, self._received, self._scans)
        dialog.open()
        return dialog

    def _receive_line(self, line_id: int) -> None:
        dialog = self.receive()
        self.shell.read(
            dialog, lambda: stock_views.purchase_line(line_id), lambda found: dialog.prefill(*found) if found else None
        )

    def expect(self) -> ExpectDialog:
        dialog = ExpectDialog(self, self.shell, lambda _made: self._changed(_("The goods are expected.")))
        dialog.open()
        return dialog

    def over_time(self) -> None:
        """What was there of the product shown, day by day; of all products when none is."""
        shown = self.panel.product()
        self.shell.go("reports", report="over_time",
                      **({"product": shown.id, "told": shown.name} if shown is not None else {}))  # fmt: skip

    def new_product(self) -> None:
        product_dialog(self, self.shell, lambda made: self._added(made.id), scans=self._scans)

    def new_bin(self) -> None:
        self.show_view("bins")
        self._bins_page().add()

    def carry(self) -> CarryDialog:
        dialog = CarryDialog(self, self.shell, lambda moved: self._changed(_("The goods are moved."), moved),
                             self._scans)  # fmt: skip
        dialog.open()
        return dialog

    def count(self) -> CountDialog:
        dialog = CountDialog(
            self, self.shell, lambda moved: self._changed(_("The book agrees with the count."), moved), self._scans
        )
        dialog.open()
        return dialog

    def count_sheet(self) -> None:
        """Print a list by bin to count from; it is taken in by scanning it in the form of the count."""
        ask_bins(self, self._print_count)

    def serials(self) -> None:
        """The pieces of the product shown that lie here, by their numbers."""
        product = self.panel.product()
        if product is None:
            self.shell.toast(_("Choose a product first."))
        elif not product.serial_tracked:
            self.shell.toast(_("{name} has no serial numbers: its card says so.").format(name=product.name))
        else:
            serials_dialog(self, self.shell, product.id, product.name, self._scans,
                           lambda: self._changed(_("The serial numbers are put right.")))  # fmt: skip

    def opening(self) -> OpeningDialog:
        dialog = OpeningDialog(self, self.shell, lambda moved: self._changed(_("The stock is taken over."), moved),
                               self._scans)  # fmt: skip
        dialog.open()
        return dialog

    def _added(self, product_id: int) -> None:
        self._changed(_("The product is added."))
        self.activate(id=product_id)

    def _received(self, receipt: Received, labels: int) -> None:
        """Say what came of it, and of the labels asked for."""
        said = [_("{number} is received.").format(number=receipt.number)]
        count = len(receipt.planned)
        if count:
            text = ngettext(
                "{count} order that waited got goods from it.", "{count} orders that waited got goods from it.", count
            )
            said.append(text.format(count=count))
        if labels:
            text = ngettext("{count} label is in the print queue.", "{count} labels are in the print queue.", labels)
            said.append(queued(self.shell, "product", text.format(count=labels)))
        undo = partial(self._undo_receipt, receipt.id) if self.shell.may("stock.adjust") else None
        self.shell.toast(" ".join(said), undo=undo)
        self.refresh()

    def _changed(self, sentence: str, moved: Moved | None = None) -> None:
        """After a step: say it, with Undo where it can be reversed, and read anew."""
        undo = partial(self._undo, moved.moves) if moved is not None and self.shell.may("stock.adjust") else None
        self.shell.toast(sentence, undo=undo)
        self.refresh()

    def _undo_receipt(self, receipt_id: int) -> None:
        self._reverse(lambda: stock_views.moves_of_receipt(receipt_id))

    def _undo(self, moves: tuple[int, ...]) -> None:
        self._reverse(lambda: moves)

    def _reverse(self, moves: Callable[[], tuple[int, ...]]) -> None:
        reason, done = _("Undone"), _("Undone: the goods are back where they were.")
        self.shell.run(self, lambda call: reverse_all(call, moves(), reason), lambda _count: self._changed(done))


def reverse_all(call: Call, moves: tuple[int, ...], reason: str) -> int:
    """Reverse moves one by one, each by a call of its own that a repeat finds again."""
    for move in moves:
        reversing.reverse_move(replace(call, request_id=f"{call.request_id}-{move}"), move, reason)
    return len(moves)
