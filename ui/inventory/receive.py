"""Take goods in: product, lot, expiry, quantity and bin, several lines at once, against what was ordered."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services import scanning, stock, stock_finding, stock_views
from services.stock import Incoming, Received
from services.stock_finding import Goods
from services.stock_views import Expected
from ui.inventory.forms import bin_field
from ui.inventory.lines_dialog import LinesDialog
from ui.kit.fields import ChoiceField, DateField, DecimalField, TextField
from ui.kit.formats import quantity
from ui.kit.panel import MiniCell, MiniColumn
from ui.kit.search_field import SearchField
from ui.scan.filter import ScanFilter
from ui.shell import Shell


class ReceiveDialog(LinesDialog):
    """`dialog.scanned(text)` takes a scan: a bin's label sets the bin, anything else the product."""

    refused = {"lot_missing": "lot", "lot_differs": "expiry", "expiry_missing": "expiry", "bad_quantity": "quantity",
               "bad_place": "bin", "unknown_product": "goods", "unknown_purchase_line": "against"}  # fmt: skip

    def __init__(
        self, parent: QWidget, shell: Shell, done: Callable[[Received], None], scans: ScanFilter | None = None
    ) -> None:
        super().__init__(parent, shell, _("Receive goods"), 4)
        self._done = done
        self.columns = (MiniColumn(_("Product")), MiniColumn(_("Lot"), 150), MiniColumn(_("Bin"), 120),
                        MiniColumn(_("Against"), 150), MiniColumn(_("Quantity"), 90, True))  # fmt: skip
        self._suppliers: dict[int, int] = {}
        self._numbers: dict[int, str] = {}
        self._bins: dict[int, str] = {}
        self.against = ChoiceField([(None, _("No purchase order"))])
        self.lot, self.expiry = TextField(longest=40), DateField(shell.today)
        self.quantity = DecimalField(3, example="24")
        self.bin = bin_field(shell, _("Receiving area"))
        self.form.add("goods", _("Product"), self.goods, required=_("Choose what came."), span=2)
        self.form.add("against", _("Against"), self.against, span=2)
        self.form.add("lot", _("Lot"), self.lot)
        self.form.add("expiry", _("Expiry"), self.expiry)
        self.form.add("quantity", _("Quantity"), self.quantity, required=_("Type how many came."))
        self.form.add("bin", _("Bin"), self.bin)
        self.supplier = SearchField(shell, stock_finding.find_suppliers, lambda found: (found.name, found.code),
                                    _("As the purchase order says"))  # fmt: skip
        self.note_text = TextField(_("Such as the number of their delivery note"))
        self.form.add("supplier", _("Supplier, of all lines"), self.supplier, span=2)
        self.form.add("note_text", _("Note, for all lines"), self.note_text, span=2)
        self.furnish()
        self._tracks(None)
        if scans is not None:
            scans.subscribe(self, self.scanned)

    def scanned(self, text: str) -> None:
        if scanning.parse(text).kind == "bin":
            self.bin.look_up(text)
        else:
            if self.typed() and self.goods.value() is not None and not self.wanted():
                self.add_line()
            self.goods.look_up(text)

    def prefill(self, goods: Goods, expected: Expected) -> None:
        """Start with a line that is on order."""
        self.goods.set_value(goods)
        self._tracks(goods)
        self._offer((expected,), expected.line_id)
        self.quantity.set_value(expected.open)

    def goods_chosen(self, goods: Goods) -> None:
        self._tracks(goods)
        self.lot.set_value(goods.lot)
        self.expiry.set_value(goods.expiry)
        if goods.factor != 1:
            self.quantity.set_value(goods.factor)
        product = goods.id
        self.shell.read(self, lambda: stock_views.expected(product), self._offer, key="against")

    def wanted(self) -> list[str]:
        goods = self.goods.value()
        needed = [("goods", goods), ("lot", self.lot.value() or not self.lot.isEnabled()),
                  ("expiry", self.expiry.value() or not self.expiry.isEnabled()),
                  ("quantity", self.quantity.value())]  # fmt: skip
        return [name for name, value in needed if not value]

    def line_of(self, goods: Goods, values: dict[str, Any]) -> Incoming:
        place = values["bin"]
        if place is not None:
            self._bins[place.id] = place.code
        return Incoming(goods.id, values["quantity"], values["lot"], expiry=values["expiry"],
                        location_id=place.id if place else None, purchase_line_id=values["against"])  # fmt: skip

    def cells(self, goods: Goods, line: Incoming) -> list[MiniCell | str]:
        where = self._bins.get(line.location_id or 0, _("Receiving area"))
        until = line.expiry.isoformat() if line.expiry else ""
        return [MiniCell(goods.name, goods.sku), MiniCell(line.lot or "—", until), where,
                self._numbers.get(line.purchase_line_id or 0, "—"), quantity(line.quantity)]  # fmt: skip

    def verb(self, count: int) -> str:
        return ngettext("Receive {count} line", "Receive {count} lines", count).format(count=count)

    def empty_form(self) -> None:
        """The bin stays: the next line often goes to the same one."""
        super().empty_form()
        for field in (self.lot, self.expiry, self.quantity):
            field.set_value(None)
        self._offer((), None)
        self._tracks(None)

    def refill(self, goods: Goods, line: Incoming) -> None:
        self.goods.set_value(goods)
        self._tracks(goods)
        self.lot.set_value(line.lot)
        self.expiry.set_value(line.expiry)
        self.quantity.set_value(line.quantity)

    def send(self, lines: tuple[Incoming, ...]) -> None:
        suppliers = {
            self._suppliers[line.purchase_line_id] for line in lines if line.purchase_line_id in self._suppliers
        }
        chosen, note = self.supplier.value(), str(self.note_text.value())
        supplier = chosen.id if chosen else suppliers.pop() if len(suppliers) == 1 else None
        self.run(lambda call: stock.receive(call, lines, supplier, note), self._done)

    def _tracks(self, goods: Goods | None) -> None:
        """Ask for lot and expiry only where the product has them."""
        tracked = goods is None or goods.lot_tracked
        self.lot.setEnabled(tracked)
        self.expiry.setEnabled(tracked and (goods is None or bool(goods.shelf_life_days)))
        text = ""
        if goods is not None and not goods.lot_tracked:
            text = _("{name} is not tracked by lot.").format(name=goods.name)
        self.note(text)

    def _offer(self, expected: tuple[Expected, ...], chosen: int | None = -1) -> None:
        pairs: list[tuple[int | None, str]] = []
        for each in expected:
            self._suppliers[each.line_id], self._numbers[each.line_id] = each.supplier_id, each.number
            text = _("{number}: {quantity} due {day}").format(
                number=each.number, quantity=quantity(each.open), day=each.expected.isoformat()
            )
            pairs.append((each.line_id, text))
        self.against.set_choices([*pairs, (None, _("No purchase order"))])
        self.against.setCurrentIndex(0)
        if chosen != -1:
            self.against.set_value(chosen)
