"""The lines of an order while it is typed: rows that grow as they are filled, with paste and undo."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from resources.i18n import _, ngettext
from services.order_typing import ProductChoice, exact_products, products_by_id
from services.order_views import EditLine
from services.orders import DraftLine
from ui.kit.labels import boxed, column, hline, label, row
from ui.orders.line_row import WIDTHS, LineRow
from ui.orders.pasted import Pasted, PastedRow, read_pasted
from ui.shell import Shell

# How long rows are put on the screen at a time before keys and clicks have their turn.
SLICE_S = 0.015


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line on its way to the screen; a pasted one without a price asks for what is usual."""

    edit: EditLine
    product: ProductChoice | None
    pasted: bool = False
    asks_price: bool = False


class Lines(QWidget):
    """`edited` follows each change; `loaded()` once stored lines are all on the screen; `removed()` a line that Ctrl+Z
    brings back.
    """

    edited = Signal()
    loaded = Signal()
    removed = Signal()
    scanned_unknown = Signal(str, str)

    def __init__(self, shell: Shell, customer: Callable[[], int | None], before: QWidget) -> None:
        """`before` is the field that Tab leads here from."""
        super().__init__()
        self._shell, self._customer, self._before = shell, customer, before
        self._rows: list[LineRow] = []
        self._waiting: list[Waiting] = []
        self._shown: Callable[[], None] | None = None
        self._gone: list[tuple[int, DraftLine, ProductChoice | None]] = []
        self._box = column(gap=0, margins=(0, 0, 0, 12))
        self._box.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setProperty("flat", "true")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(boxed(self._box, "surface"))
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayout(column(self._head(), hline(), self._scroll, gap=4))
        self._more = QTimer(self, interval=0)
        self._more.timeout.connect(self._load_more)
        self.setAccessibleName(_("Lines"))

    def _head(self) -> QWidget:
        line = row(WIDTHS["position"] + 8, gap=8, margins=(0, 0, 10, 0))
        line.addWidget(label(_("Product"), "label"), 1)
        for name, term in (("quantity", _("Quantity")), ("unit", _("Unit")), ("price", _("Price ¥")),
                           ("amount", _("Amount ¥")), ("remove", "")):  # fmt: skip
            made = label(term, "label")
            made.setFixedWidth(WIDTHS[name])
            if name != "unit":
                made.setAlignment(Qt.AlignmentFlag.AlignRight)
            line.addWidget(made)
        return boxed(line)

    # what the editor calls

    def rows(self) -> list[LineRow]:
        return list(self._rows)

    def filled(self) -> list[LineRow]:
        return [each for each in self._rows if not each.is_blank()]

    def is_loading(self) -> bool:
        return bool(self._waiting)

    def lines(self) -> tuple[DraftLine, ...]:
        """The lines as an order keeps them; those still on their way to the screen are among them."""
        shown = [line for each in self._rows if (line := each.line()) is not None]
        return (*shown, *(each.edit.line for each in self._waiting))

    def total(self) -> Decimal:
        return sum((each.total() for each in self._rows), Decimal(0))

    def set_lines(self, edits: Sequence[EditLine], done: Callable[[], None]) -> None:
        """Show stored lines, a few at a time, so that a long order does not stop the window."""
        ids = {edit.line.product_id for edit in edits if edit.line.product_id is not None}
        if not ids:
            self._show_stored([Waiting(edit, None) for edit in edits])
            done()
            return

        def here(found: dict[int, ProductChoice]) -> None:
            self._show_stored([Waiting(edit, found.get(edit.line.product_id or 0)) for edit in edits])
            done()

        self._shell.jobs.read(self, lambda: products_by_id(ids), here, key="stored")

    def _show_stored(self, waiting: list[Waiting]) -> None:
        self._gone, self._shown = [], None
        for each in self._rows:
            each.hide()
            each.deleteLater()
        self._rows, self._waiting = [], waiting
        self._load_more()

    def _load_more(self) -> None:
        end, pasted = time.monotonic() + SLICE_S, False
        while self._waiting and (time.monotonic() < end or not self._rows):
            each = self._waiting.pop(0)
            pasted = each.pasted
            # The empty line at the end is where rows are pasted; a stored order begins without one.
            line = self._rows[-1] if each.pasted and self._rows and self._rows[-1].is_blank() else self._add()
            if each.asks_price and each.product is not None:
                line.take(each.product, each.edit.line.quantity)
            else:
                line.set_line(each.edit, each.product)
        if self._waiting:
            self._more.start()
            return
        self._more.stop()
        self.blank()
        (self.edited if pasted else self.loaded).emit()
        shown, self._shown = self._shown, None
        if shown is not None:
            shown()

    def blank(self) -> LineRow:
        """The empty line at the end."""
        if not self._rows or not self._rows[-1].is_blank():
            self._add()
        return self._rows[-1]

    def add_product(self, product: ProductChoice, quantity: Decimal | None = None) -> None:
        """One more of a product: on its line when there is one, else on a new line."""
        mine = next((each for each in self._rows if each.counts_in(product)), None)
        if mine is not None:
            mine.count_up(quantity or Decimal(1))
            self._show(mine)
            return
        line = self.blank()
        line.take(product, quantity)
        self.blank()
        self._show(line)

    def add_scanned(self, text: str, field: str = "") -> None:
        """A scan: its product, by SKU or barcode; one that is no product is told with the field that was typed in."""

        def here(found: dict[str, ProductChoice]) -> None:
            if text in found:
                self.add_product(found[text])
            else:
                self.scanned_unknown.emit(text, field)

        self._shell.jobs.read(self, lambda: exact_products([text]), here, key=object())

    def reprice(self) -> None:
        for each in self._rows:
            each.reprice()

    def focus_first(self) -> None:
        self.blank().focus()

    # rows

    def _add(self, at: int = -1) -> LineRow:
        made = LineRow(self._shell, self._customer)
        where = len(self._rows) if at < 0 else at
        self._rows.insert(where, made)
        self._box.insertWidget(where, made)
        made.chain(self._rows[where - 1].price if where else self._before)
        made.edited.connect(self._row_edited)
        made.went_on.connect(lambda: self._after(made))
        made.stepped.connect(lambda by, name: self._step(made, by, name))
        made.remove_asked.connect(lambda: self.remove(made))
        made.undo_asked.connect(self.undo)
        made.pasted.connect(lambda text: self.paste(text))
        if at < 0:
            made.set_position(where + 1)
        else:
            self._number()
        return made

    def _number(self) -> None:
        for position, each in enumerate(self._rows, 1):
            each.set_position(position)

    def _row_edited(self) -> None:
        if not self._waiting:  # else it is told once, when all are there
            self.blank()
            self.edited.emit()

    def _after(self, done: LineRow) -> None:
        at = self._rows.index(done)
        following = self._rows[at + 1] if at + 1 < len(self._rows) else self.blank()
        following.focus()
        self._show(following)

    def _step(self, start: LineRow, by: int, name: str) -> None:
        at = self._rows.index(start) + by
        if 0 <= at < len(self._rows):
            self._rows[at].focus(name)
            self._show(self._rows[at])

    def _show(self, line: LineRow) -> None:
        QTimer.singleShot(0, line, lambda: self._scroll.ensureWidgetVisible(line, 0, 24))

    # removing

    def remove(self, line: LineRow) -> None:
        """Take a line away; Ctrl+Z brings it back."""
        at, kept = self._rows.index(line), line.line()
        if kept is None:
            return
        self._gone.append((at, kept, line.product.value()))
        self._rows.remove(line)
        line.hide()
        line.deleteLater()
        self.blank()
        self._number()
        self._rows[min(at, len(self._rows) - 1)].focus()
        self.edited.emit()
        self.removed.emit()

    def undo(self) -> None:
        """Bring back the line removed last."""
        if not self._gone:
            return
        at, kept, product = self._gone.pop()
        back = self._add(min(at, len(self._rows)))
        back.set_line(EditLine(kept, available=product.available if product else None), product)
        back.focus("quantity")
        self.edited.emit()

    # rows of a spreadsheet

    def paste(self, text: str) -> None:
        """Rows copied from a spreadsheet, each a line; those that can't be read stand as their text."""
        self._shell.jobs.read(self, lambda: read_pasted(text), self._pasted, key="paste")

    def _pasted(self, pasted: Pasted) -> None:
        """A few rows at a time, so that a long list does not stop the window."""
        self.blank()
        self._waiting += [_pasted_line(each) for each in pasted.rows]
        self._shown = lambda: self._all_pasted(pasted)
        self._load_more()

    def _all_pasted(self, pasted: Pasted) -> None:
        self.blank().focus()
        if pasted.unread:
            text = ngettext("{count} row could not be read; it stands as text on a line of its own.",
                            "{count} rows could not be read; they stand as text on lines of their own.",
                            pasted.unread)  # fmt: skip
            self._shell.warn(text.format(count=f"{pasted.unread:,}"))


def _pasted_line(pasted: PastedRow) -> Waiting:
    product = pasted.product
    units = product.units if product else ()
    unit = next((each for each in units if each.unit == pasted.unit and pasted.unit), None)
    unit = unit or ((product.scanned or product.units[0]) if product else None)
    kept = DraftLine(
        product.id if product else None, pasted.quantity, pasted.price, unit.unit if unit else "",
        unit.factor if unit else Decimal(1), pasted.text, "typed",
    )  # fmt: skip
    asks = product is not None and pasted.price is None
    if product is not None and asks:
        product = replace(product, scanned=unit)
    return Waiting(EditLine(kept, available=product.available if product else None), product, True, asks)
