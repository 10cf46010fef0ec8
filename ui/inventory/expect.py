"""Put goods on order: supplier, expected day, products and quantities. A supplier that is not there yet is added."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services import catalogue, stock, stock_finding
from services.stock import Bought
from services.stock_finding import Choice, Goods
from services.unit import Call, Created
from ui.inventory.lines_dialog import LinesDialog
from ui.kit.fields import DateField, DecimalField
from ui.kit.formats import price, quantity
from ui.kit.panel import MiniCell, MiniColumn
from ui.kit.search_field import SearchField
from ui.shell import Shell

NEW = 0


class ExpectDialog(LinesDialog):
    """See the module."""

    refused = {"bad_quantity": "quantity", "unknown_product": "goods", "code_taken": "supplier"}

    def __init__(self, parent: QWidget, shell: Shell, done: Callable[[Created], None]) -> None:
        super().__init__(parent, shell, _("Expect goods"), 4)
        self._done = done
        self.columns = (
            MiniColumn(_("Product")),
            MiniColumn(_("Quantity"), 100, True),
            MiniColumn(_("Cost ¥"), 100, True),
        )
        self.supplier = SearchField(shell, stock_finding.find_suppliers, lambda found: (found.name, found.code),
                                    _("Name or code; a new one is added"), create=new_supplier)  # fmt: skip
        self.expected = DateField(shell.today)
        self.quantity, self.cost = DecimalField(3, example="240"), DecimalField(4, example="8.50")
        self.form.add("supplier", _("Supplier"), self.supplier, required=_("Choose who delivers."), span=2)
        self.form.add("expected", _("Expected"), self.expected, required=_("Type when they come."), span=2)
        self.form.add("goods", _("Product"), self.goods, required=_("Choose what comes."), span=2)
        self.form.add("quantity", _("Quantity"), self.quantity, required=_("Type how many come."))
        self.form.add("cost", _("Cost ¥"), self.cost)
        self.furnish()

    def wanted(self) -> list[str]:
        names = ("supplier", "expected", "goods", "quantity")
        return [name for name in names if not self.editor(name).value()]

    def line_of(self, goods: Goods, values: dict[str, Any]) -> Bought:
        return Bought(goods.id, values["quantity"], values["cost"])

    def cells(self, goods: Goods, line: Bought) -> list[MiniCell | str]:
        cost = "—" if line.cost is None else price(line.cost)
        return [MiniCell(goods.name, goods.sku), quantity(line.quantity), cost]

    def verb(self, count: int) -> str:
        if not count:
            return _("Order the goods")
        return ngettext("Order {count} line", "Order {count} lines", count).format(count=count)

    def empty_form(self) -> None:
        super().empty_form()
        self.quantity.set_value(None)
        self.cost.set_value(None)

    def refill(self, goods: Goods, line: Bought) -> None:
        self.goods.set_value(goods)
        self.quantity.set_value(line.quantity)
        self.cost.set_value(line.cost)

    def send(self, lines: tuple[Bought, ...]) -> None:
        supplier, day = self.supplier.value(), self.expected.value()
        if supplier is None or day is None:
            self.form.show_errors({
                name: sentence for name, sentence, there in (
                    ("supplier", _("Choose who delivers."), supplier), ("expected", _("Type when they come."), day))
                if not there
            })  # fmt: skip
            return
        self.run(lambda call: order_goods(call, supplier, day, lines), self._done)


def new_supplier(name: str) -> tuple[Choice, str]:
    """A supplier that will be added with the order, and how it is offered."""
    return Choice(NEW, "", name), _("Add “{name}” as a new supplier").format(name=name)


def order_goods(call: Call, supplier: Choice, day: date, lines: tuple[Bought, ...]) -> Created:
    """Order; a new supplier is added before, by a call of its own that a repeat finds again."""
    supplier_id = supplier.id
    if supplier_id == NEW:
        first = replace(call, request_id=f"{call.request_id}-supplier")
        supplier_id = catalogue.add_supplier(first, stock_finding.next_supplier_code(), supplier.name).id
    return stock.order_goods(call, supplier_id, day, lines)
