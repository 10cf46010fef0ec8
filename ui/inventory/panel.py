"""The side panel of the inventory window: the current row, why its figures are so, and what can be done with it.

panel = StockPanel(shell, go, changed)      # go(kind, id) jumps; changed(sentence, moved) says and reads anew
panel.show_row("products", 7)               # view and row id; None empties it
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from resources.i18n import _
from services import stock_views, supplier_returns
from services.stock import Moved
from services.stock_finding import Goods
from services.stock_views import Balance, Expected, MoveDetail, ProductDetail
from services.supplier_returns import Origin
from ui.inventory import forms
from ui.inventory.labels import labels_dialog
from ui.inventory.parts import expected_parts, move_parts, product_parts
from ui.inventory.words import reason_word
from ui.kit.buttons import action_button, icon_button
from ui.kit.labels import Chip
from ui.kit.panel import SidePanel
from ui.kit.pick_table import PickTable
from ui.kit.picture import Picture
from ui.kit.states import state_look
from ui.kit.warned import Warned
from ui.scan.filter import ScanFilter
from ui.shell import Shell

PICTURE = 96
Shown = ProductDetail | MoveDetail | tuple[Goods, Expected]


class StockPanel(SidePanel):
    """See the module. `receive_line(line_id)` is what Receive does on a line that is on order."""

    def __init__(
        self, shell: Shell, go: Callable[[str, int], None], changed: Callable[..., None],
        scans: ScanFilter | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._scans = scans
        self._shell, self._go, self._changed = shell, go, changed
        self.receive_line: Callable[[int], None] = lambda _line: None
        self._view = ""
        self._row: Any = None
        self._shown: Shown | None = None
        self._chosen: int | None = None
        self._lot = (0, "")  # of which product which lot is chosen when it is shown next
        self.warned = Warned(shell, "product")
        self.set_top(self.warned)
        self._make_actions()

    def _make_actions(self) -> None:
        may = self._shell.may
        self.count = self._action(_("Count"), "clipboard-check", "Ctrl+T", self._count, may("stock.adjust"))
        self.freeze = self._action(_("Freeze"), "snowflake", "Ctrl+B", self._freeze, may("stock.freeze"))
        self.move_goods = self._action(_("Move"), "arrow-right-left", "Ctrl+M", self._move, may("stock.move"))
        self.reverse = self._action(_("Reverse the move"), "undo-2", "Ctrl+R", self._reverse, may("stock.adjust"))
        self.product_link = self._action(_("Show the product"), "package", "", self._to_product, True)
        self.cancel = self._action(_("Cancel the rest"), "x", "", self._cancel_rest, may("purchases.edit"))
        self.receive = self._action(_("Receive"), "package-plus", "", self._receive, may("stock.receive"))
        self.labels = icon_button(_("Print labels"), "printer", "Ctrl+L", framed=True)
        self.labels.clicked.connect(self._labels)
        self.labels.setProperty("allowed", True)
        self._groups = {
            "product": [self.count, self.freeze, self.move_goods, self.labels],
            "move": [self.product_link, self.reverse],
            "expected": [self.cancel, self.receive],
        }  # fmt: skip
        for buttons in self._groups.values():
            for button in buttons:
                self._foot_row.addWidget(button, 1 if button.text() else 0)
                button.hide()

    def _action(self, text: str, icon: str, key: str, act: Callable[[], None], allowed: bool) -> QPushButton:
        made = action_button(text, icon, key)
        made.clicked.connect(act)
        made.setProperty("allowed", allowed)
        return made

    # showing

    def show_row(self, view: str, row_id: Any) -> None:
        if (view, row_id) == (self._view, self._row) and self._shown is not None:
            return
        self._view, self._row = view, row_id
        if view != "lots":
            self._chosen = None
        if row_id is None:
            self._empty()
            return
        for button in (button for buttons in self._groups.values() for button in buttons):
            button.setEnabled(False)
        self.refresh()

    def product(self) -> ProductDetail | None:
        """The product that is shown."""
        return self._shown if isinstance(self._shown, ProductDetail) else None

    def refresh(self) -> None:
        """Read the row anew, keeping the place."""
        row_id, view = self._row, self._view
        if row_id is None:
            return
        if view == "products":
            self._shell.read(self, lambda: stock_views.product_detail(row_id), self._show_product, key="row")
        elif view == "lots":
            self._shell.read(self, lambda: read_balance(row_id), self._show_balance, key="row")
        elif view == "moves":
            self._shell.read(self, lambda: stock_views.move_detail(row_id), self._show_move, key="row")
        elif view == "expected":
            self.show_expected(row_id)

    def show_expected(self, line_id: int) -> None:
        self._view, self._row = "expected", line_id
        self._shell.read(self, lambda: stock_views.purchase_line(line_id), self._show_expected, key="row")

    def _empty(self) -> None:
        self._shown = None
        self.warned.show_subject(None)
        self.set_head("")
        self.set_body([])
        self._offer("")

    def _show_balance(self, found: tuple[int, ProductDetail] | None) -> None:
        if found is None:
            self._empty()
            return
        self._chosen = found[0]
        self._show_product(found[1])

    def _show_product(self, product: ProductDetail) -> None:
        same = isinstance(self._shown, ProductDetail) and self._shown.id == product.id
        focused = self._focused_table() if same else ""
        ids = [balance.id for balance in product.balances]
        wanted = next((b.id for b in product.balances if b.lot and (product.id, b.lot) == self._lot), None)
        if wanted is not None:
            self._chosen, self._lot = wanted, (0, "")
        if self._chosen not in ids:
            self._chosen = ids[0] if ids else None
        self._shown = product
        look = state_look("stock_level", product.level)
        chips = [Chip(look.word, look.icon, look.tone)] if look.tone else []
        code = product.codes[0] if product.codes else product.unit
        self.set_head(product.name, "   •   ".join(part for part in (product.sku, code) if part), *chips)
        picture = Picture(self._shell, PICTURE)
        picture.show_product(product.id)
        parts = product_parts(product, self._shell.today(), self._chosen, self._choose, self._go)
        self.set_body([picture, *parts], keep=same)
        self.warned.show_subject(product.id)
        self._offer("product", bool(product.balances))
        self.labels.setEnabled(True)
        if focused:
            self.focus_on(focused)

    def _show_move(self, move: MoveDetail) -> None:
        self._shown = move
        self.warned.show_subject(None)
        self.set_head(reason_word(move.reason), move.product)
        self.set_body(move_parts(move))
        self._offer("move")
        self.reverse.setEnabled(move.reversible)

    def _show_expected(self, found: tuple[Goods, Expected] | None) -> None:
        if found is None:
            self._empty()
            return
        self._shown = found
        self.warned.show_subject(None)
        self.set_head(found[1].number, found[1].supplier)
        self.set_body(expected_parts(*found, self._shell.today()))
        self._offer("expected")

    def _offer(self, group: str, enabled: bool = True) -> None:
        """Show the actions of what is shown."""
        for name, buttons in self._groups.items():
            for button in buttons:
                button.setVisible(name == group and bool(button.property("allowed")))
                button.setEnabled(enabled)
        self._foot.setVisible(bool(group))

    def _choose(self, balance_id: int) -> None:
        self._chosen = balance_id

    # focus

    def _tables(self) -> list[PickTable]:
        return self._scroll.findChildren(PickTable)

    def _focused_table(self) -> str:
        focused = QApplication.focusWidget()
        return focused.objectName() if isinstance(focused, PickTable) and self.isAncestorOf(focused) else ""

    def focus_on(self, name: str) -> None:
        """Put the focus into the table of this name."""
        table = next((each for each in self._tables() if each.objectName() == name), None)
        if table is not None:
            table.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(table)

    def prefer_lot(self, product_id: int, lot: str) -> None:
        """The product begins with this lot when it is shown: its label was scanned."""
        self._lot = product_id, lot.upper()
        shown = self.product()
        if shown is not None and shown.id == product_id:
            self._show_product(shown)

    def focus_first(self) -> None:
        tables = self._tables()
        if tables:
            tables[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def has_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return isinstance(focused, QWidget) and self.isAncestorOf(focused)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    # doing

    def _goods(self) -> tuple[str, list[Balance]]:
        assert isinstance(self._shown, ProductDetail)
        return self._shown.name, list(self._shown.balances)

    def _numbered(self) -> forms.Numbered:
        return (self._scans,) if isinstance(self._shown, ProductDetail) and self._shown.serial_tracked else None

    def _move(self) -> None:
        forms.move_dialog(self, self._shell, *self._goods(), self._chosen,
                          lambda moved: self._changed(_("The goods are moved."), moved))  # fmt: skip

    def send_back(self) -> None:
        """Of the product that is shown, to its supplier."""
        gone, (name, balances) = _("The goods went back to the supplier."), self._goods()
        assert isinstance(self._shown, ProductDetail)
        product, numbered = self._shown.id, self._numbered()

        def ask(origins: tuple[Origin, ...]) -> None:
            forms.send_back_dialog(self, self._shell, name, balances, self._chosen, origins,
                                   lambda moved: self._changed(gone, moved), numbered)  # fmt: skip

        self._shell.read(self, lambda: supplier_returns.origins(product), ask, key="origins")

    def _count(self) -> None:
        forms.adjust_dialog(self, self._shell, *self._goods(), self._chosen,
                            lambda moved: self._changed(_("The book agrees with the count."), moved),
                            self._numbered())  # fmt: skip

    def _freeze(self) -> None:
        forms.quality_dialog(self, self._shell, *self._goods(), self._chosen,
                             lambda moved: self._changed(_("The quality is changed."), moved))  # fmt: skip

    def _labels(self) -> None:
        name, balances = self._goods()
        assert isinstance(self._shown, ProductDetail)
        lot = next((each.lot_id for each in balances if each.id == self._chosen), 0)
        labels_dialog(self, self._shell, self._shown.id, name, lot)

    def _reverse(self) -> None:
        assert isinstance(self._shown, MoveDetail)
        forms.reverse_dialog(self, self._shell, self._shown, self._reversed)

    def _reversed(self, _moved: Moved) -> None:
        self._changed(_("The move is reversed."))

    def _to_product(self) -> None:
        assert isinstance(self._shown, MoveDetail)
        self._go("product", self._shown.product_id)

    def _cancel_rest(self) -> None:
        assert isinstance(self._shown, tuple)
        line = self._shown[1]
        forms.cancel_purchase_dialog(self, self._shell, line.purchase_id, line.number,
                                     lambda _done: self._changed(_("Nothing more is expected of it.")))  # fmt: skip

    def _receive(self) -> None:
        assert isinstance(self._shown, tuple)
        self.receive_line(self._shown[1].line_id)


def read_balance(balance_id: int) -> tuple[int, ProductDetail] | None:
    """A balance's id with its product; None when the goods are gone."""
    found = stock_views.balance(balance_id)
    return (balance_id, stock_views.product_detail(found.product_id)) if found else None
