"""One line of an order while it is typed: product, quantity, unit, price, and what is known about each below it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from resources.i18n import N_, _
from services.order_typing import LinePrice, PackUnit, ProductChoice, find_products, line_price
from services.order_views import EditLine
from services.orders import DraftLine, line_amount
from services.pricing import CONTRACT
from ui.kit import formats
from ui.kit.buttons import icon_button
from ui.kit.fields import ChoiceField, DecimalField, mark_bad
from ui.kit.labels import ElidedLabel, label, set_property
from ui.kit.toast import KEPT_CLEAR
from ui.orders.lookup import Choice, Lookup
from ui.shell import Shell

ONE = Decimal(1)
WIDTHS = {"position": 24, "quantity": 96, "unit": 88, "price": 108, "amount": 100, "remove": 32}
SOURCES = {
    "customer": N_("Customer's price"), "quantity": N_("Quantity price"), "level": N_("Level price"),
    "last": N_("Last price"), "standard": N_("Standard price"), "typed": N_("Typed"), "file": N_("From the file"),
}  # fmt: skip
PROPOSED = frozenset({"", "customer", "contract", "quantity", "level", "last", "standard"})
PRICE_WAIT_MS = 120


def is_proposed(source: str) -> bool:
    """Whether a price was proposed and follows customer, quantity and day, or was typed and stays."""
    return source.partition(":")[0] in PROPOSED


def source_words(source: str) -> str:
    """Where a price comes from; a contract by its name."""
    if source.startswith(CONTRACT):
        return _("Contract {name}").format(name=source.removeprefix(CONTRACT))
    return _(SOURCES[source]) if source in SOURCES else ""


def product_choice(product: ProductChoice) -> Choice:
    """A product in the list below the field, with what is available."""
    detail = "  ".join(part for part in (product.sku, product.spec) if part)
    free = _("{quantity} available").format(quantity=formats.quantity(product.available))
    return Choice(product.name, detail, free, product, "" if product.available > 0 else "amber")


class LineRow(QWidget):
    """`edited` follows each change, `went_on` is Enter on the quantity or price, `stepped` up and down."""

    edited = Signal()
    went_on = Signal()
    stepped = Signal(int, str)
    remove_asked = Signal()
    undo_asked = Signal()
    pasted = Signal(str)

    def __init__(self, shell: Shell, customer: Callable[[], int | None]) -> None:
        super().__init__()
        self._shell, self._customer = shell, customer
        self._source = ""
        self._import_row: int | None = None
        self._errors: dict[str, str] = {}
        self._units: tuple[PackUnit, ...] = ()
        self._quantity, self._price_kept = ONE, Decimal(0)
        self._available: Decimal | None = None
        self._kept_text = ""
        self._setting = False
        self.number = label("", "caption")
        self.product = Lookup(shell, find_products, product_choice, _("SKU, name, initials or barcode"), _product_name)
        self.quantity, self.unit = DecimalField(3, low=None, example="10"), ChoiceField()
        self.price = DecimalField(4, example="12.50")
        self.amount = label("", "bodyStrong")
        self.remove = icon_button(_("Remove this line"), "x", "Ctrl+Del", bind=False)
        self._below = {name: ElidedLabel("", "caption") for name in ("product", "quantity", "price")}
        self._error = ElidedLabel("", "error")
        self._price_wait = QTimer(self, singleShot=True, interval=PRICE_WAIT_MS)
        self._price_wait.timeout.connect(self._read_price)
        self.setProperty(KEPT_CLEAR, True)
        self._name_all()
        self._lay_out()
        self._connect()
        self._show_below()

    def _name_all(self) -> None:
        named = ((self.product, _("Product")), (self.quantity, _("Quantity")), (self.unit, _("Unit")),
                 (self.price, _("Price ¥")))  # fmt: skip
        for widget, name in named:
            widget.setAccessibleName(name)
        self.remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for name in ("quantity", "price"):
            self._below[name].setAlignment(Qt.AlignmentFlag.AlignRight)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 4, 0, 2)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        above = ((self.number, "position"), (self.product, ""), (self.quantity, "quantity"), (self.unit, "unit"),
                 (self.price, "price"), (self.amount, "amount"), (self.remove, "remove"))  # fmt: skip
        for at, (widget, name) in enumerate(above):
            if name:
                widget.setFixedWidth(WIDTHS[name])
            grid.addWidget(widget, 0, at)
        for at, span, name in ((1, 1, "product"), (2, 2, "quantity"), (4, 1, "price")):
            grid.addWidget(self._below[name], 1, at, 1, span)
        grid.addWidget(self._error, 1, 1, 1, 4)
        grid.setColumnStretch(1, 1)
        self._error.hide()
        kept = self.remove.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.remove.setSizePolicy(kept)
        self.setLayout(grid)

    def _connect(self) -> None:
        self.product.chosen.connect(self._taken)
        self.product.edited.connect(self._product_edited)
        self.product.went_on.connect(self._after_product)
        self.product.undo_asked.connect(self.undo_asked)
        self.product.pasted.connect(self.pasted)
        self.quantity.edited.connect(self._amount_edited)
        self.unit.edited.connect(self._amount_edited)
        self.price.textEdited.connect(self._price_typed)
        self.price.edited.connect(self._show_amount)
        self.remove.clicked.connect(self.remove_asked)
        for field in (self.product, self.quantity, self.price, self.unit):
            field.installEventFilter(self)

    # what the grid calls

    def set_position(self, position: int) -> None:
        self.number.setText(str(position))

    def is_blank(self) -> bool:
        """Nothing was typed: such a line is no part of the order."""
        return self.product.value() is None and not self.product.typed() and not self._kept_text

    def line(self) -> DraftLine | None:
        """The line as an order keeps it; what can't be read yet stays as it last was."""
        if self.is_blank():
            return None
        product: ProductChoice | None = self.product.value()
        unit = self._unit()
        return DraftLine(
            product.id if product else None, self._read_quantity(), self._read_amount(), unit.unit, unit.factor,
            "" if product else self.product.typed() or self._kept_text, self._source or "typed", self._import_row,
        )  # fmt: skip

    def set_line(self, edit: EditLine, product: ProductChoice | None) -> None:
        """Show a stored line."""
        self._setting = True
        line = edit.line
        self._import_row, self._kept_text = line.row, ""
        self._source = line.price_source if line.unit_price is not None else ""
        self.product.set_choice(product, line.text)
        self._show_units(product, PackUnit(line.unit, line.factor))
        self._quantity = line.quantity
        self.quantity.set_value(line.quantity)
        self._set_price(line.unit_price)
        self._available = edit.available
        self._setting = False
        self._show_below()
        self._show_amount()

    def take(self, product: ProductChoice, quantity: Decimal | None = None) -> None:
        """Put a product on the line, as a scan or a paste does."""
        self.product.set_choice(product)
        self._taken(product, go_on=False)
        if quantity is not None:
            self.quantity.set_value(quantity)

    def count_up(self, by: Decimal = ONE) -> None:
        self.quantity.set_value(self._read_quantity() + by)

    def counts_in(self, product: ProductChoice) -> bool:
        """Whether one more of this scan belongs on this line."""
        mine: ProductChoice | None = self.product.value()
        wanted = product.scanned or product.units[0]
        return mine is not None and mine.id == product.id and self._unit().factor == wanted.factor

    def chain(self, before: QWidget) -> QWidget:
        """Let Tab come here from `before`, and go through the fields; returns the last of them."""
        for field in (self.product, self.quantity, self.unit, self.price):
            QWidget.setTabOrder(before, field)
            before = field
        return before

    def reprice(self) -> None:
        """Ask for the price again: another customer was chosen."""
        if self.product.value() is not None and is_proposed(self._source):
            self._read_price()

    def total(self) -> Decimal:
        line = self.line()
        return line_amount(line) if line is not None else Decimal(0)

    def focus(self, name: str = "product") -> None:
        field: QWidget = getattr(self, name)
        field.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(field, QLineEdit):
            field.selectAll()

    # errors

    def problems(self) -> dict[str, str]:
        """What keeps the line from being submitted, by field."""
        found = {}
        if self.product.value() is None:
            found["product"] = _("Choose the product, or remove the line.")
        wrong = self.quantity.problem() or self.price.problem()
        if wrong:
            found["quantity" if self.quantity.problem() else "price"] = wrong
        elif (self.quantity.value() or 0) <= 0:
            found["quantity"] = _("Type a quantity above 0.")
        elif self.price.value() is None:
            found["price"] = _("Type a price.")
        return found

    def show_problems(self, found: dict[str, str]) -> None:
        for name in ("product", "quantity", "price"):
            mark_bad(getattr(self, name), name in found)
        self._errors = found
        self._show_below()

    def errors(self) -> dict[str, str]:
        return self._errors

    def _clear_solved(self) -> None:
        if self._errors:
            now = self.problems()
            self.show_problems({name: now[name] for name in self._errors if name in now})

    # typing

    def _taken(self, product: ProductChoice, go_on: bool = True) -> None:
        self._kept_text = ""
        self._show_units(product, product.scanned or product.units[0])
        self._available = product.available
        if not self.quantity.text().strip():
            self.quantity.set_value(ONE)
        if self._source not in ("file",):
            self._source = ""
            self._read_price()
        self._changed()
        if go_on and self.product.hasFocus():
            self.focus("quantity")

    def _product_edited(self) -> None:
        if self.product.value() is None:
            self._available = None
            self._kept_text = ""
            self._changed()

    def _after_product(self) -> None:
        if self.product.value() is not None:
            self.focus("quantity")
        else:
            self.went_on.emit()

    def _amount_edited(self) -> None:
        value = self.quantity.value()
        if value is not None and value > 0 and not self.quantity.problem():
            self._quantity = value
        if not self._setting and self.product.value() is not None and is_proposed(self._source):
            self._price_wait.start()
        self._changed()

    def _price_typed(self, text: str) -> None:
        self._source = "typed" if text.strip() else ""
        if not text.strip() and self.product.value() is not None:
            self._price_wait.start()
        self._changed()

    def _changed(self) -> None:
        if self._setting:
            return
        self._clear_solved()
        self._show_below()
        self._show_amount()
        self.edited.emit()

    def _read_price(self) -> None:
        product: ProductChoice | None = self.product.value()
        if product is None:
            return
        customer, quantity, factor = self._customer(), self._read_quantity(), self._unit().factor
        day, product_id = self._shell.today(), product.id
        self._shell.jobs.read(
            self, lambda: line_price(customer, product_id, quantity, factor, day), self._priced, key="price"
        )

    def _priced(self, found: LinePrice) -> None:
        if not is_proposed(self._source) or (self.price.hasFocus() and self.price.text().strip() and not self._source):
            return
        before = (self._source, self.price.value())
        self._source = found.source
        self._set_price(found.price)
        if (self._source, self.price.value()) != before:
            self._changed()

    def _set_price(self, price: Decimal | None) -> None:
        text = "" if price is None else plain_price(price)
        if self.price.text() != text:
            self.price.setText(text)

    # parts of the line

    def _unit(self) -> PackUnit:
        at = self.unit.value()
        return self._units[at] if isinstance(at, int) and at < len(self._units) else PackUnit("", ONE)

    def _show_units(self, product: ProductChoice | None, chosen: PackUnit) -> None:
        units = list(product.units) if product else []
        if chosen not in units:
            match = next((unit for unit in units if unit.factor == chosen.factor and not chosen.unit), None)
            chosen = match or chosen
            units += [] if match else [chosen]
        self._units = tuple(units)
        self.unit.blockSignals(True)
        self.unit.set_choices([(at, unit_word(unit)) for at, unit in enumerate(units)])
        self.unit.set_value(units.index(chosen))
        self.unit.blockSignals(False)
        self.unit.setEnabled(len(units) > 1)

    def _read_quantity(self) -> Decimal:
        return self._quantity

    def _read_amount(self) -> Decimal | None:
        return self.price.value() if not self.price.problem() else None

    def _show_amount(self) -> None:
        line = self.line()
        known = line is not None and line.unit_price is not None
        nothing = formats.NOTHING if line is not None else ""
        self.amount.setText(formats.amount(self.total()) if known else nothing)

    def _show_below(self) -> None:
        """What is known of the line; or, in the same place, what it needs."""
        product: ProductChoice | None = self.product.value()
        detail = "  ".join(part for part in (product.sku, product.spec) if part) if product else ""
        source = source_words(self._source) if self.price.text().strip() else ""
        texts = {"product": detail, "quantity": self._stock_words(), "price": source}
        for name, below in self._below.items():
            set_property(below, "tone", "amber" if name == "quantity" and self._is_short() else "")
            below.setText(texts[name])
            below.setVisible(not self._errors)
        left = "product" in self._errors
        self._error.setAlignment(Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight)
        self._error.setText(" ".join(self._errors.values()))
        self._error.setVisible(bool(self._errors))
        for name in ("product", "quantity", "price"):
            getattr(self, name).setAccessibleDescription(self._errors.get(name, ""))
        self.remove.setVisible(not self.is_blank())

    def _is_short(self) -> bool:
        return self._available is not None and self._quantity * self._unit().factor > self._available

    def _stock_words(self) -> str:
        if self._available is None or self.product.value() is None:
            return ""
        free = formats.quantity(self._available)
        return (_("Only {free} available") if self._is_short() else _("{free} available")).format(free=free)

    # keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(watched, event)
        return False

    def _key(self, field: Any, event: QKeyEvent) -> bool:
        key, ctrl = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Delete and ctrl:
            self.remove_asked.emit()
        elif field is self.product:
            return False
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not ctrl:
            self.went_on.emit()
        elif field is self.unit:
            return False
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            name = "quantity" if field is self.quantity else "price"
            self.stepped.emit(-1 if key == Qt.Key.Key_Up else 1, name)
        elif event.matches(QKeySequence.StandardKey.Undo) and not field.isUndoAvailable():
            self.undo_asked.emit()
        else:
            return False
        return True


def _product_name(product: ProductChoice) -> str:
    return product.name


def unit_word(unit: PackUnit) -> str:
    """A unit as people read it: the base unit by its name, others with what one holds."""
    if unit.factor == ONE:
        return unit.unit or _("piece")
    return f"{unit.unit} ×{formats.quantity(unit.factor)}" if unit.unit else f"×{formats.quantity(unit.factor)}"


def plain_price(price: Decimal) -> str:
    """At least two decimals, at most four."""
    text = f"{price:.4f}".rstrip("0")
    whole, _point, part = text.partition(".")
    return f"{whole}.{part:0<2}"
