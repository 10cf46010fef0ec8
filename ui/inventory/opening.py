"""Opening stock: what is there on the first day, typed, scanned, or pasted as rows of a spreadsheet."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from resources.i18n import N_, _, ngettext
from services import pasted_stock, stock_opening
from services.pasted_stock import PastedStock
from services.stock import Moved
from services.stock_finding import Choice, Goods, Looked
from services.stock_opening import Opening
from ui.inventory.lines_dialog import LinesDialog
from ui.inventory.proposals import BinField
from ui.inventory.words import place_word
from ui.kit.fields import DateField, DecimalField, TextField
from ui.kit.formats import price, quantity
from ui.kit.panel import MiniCell, MiniColumn
from ui.kit.pasting import Pasting
from ui.scan.filter import ScanFilter
from ui.shell import Shell

TROUBLES = {
    "product": N_("row {row}: nothing is called “{text}”"), "quantity": N_("row {row}: “{text}” is no quantity"),
    "lot": N_("row {row}: the lot is missing"), "expiry": N_("row {row}: “{text}” is no expiry date"),
    "bin": N_("row {row}: there is no bin “{text}”"), "cost": N_("row {row}: “{text}” is no cost"),
}  # fmt: skip


class OpeningDialog(LinesDialog):
    """See the module."""

    refused = {"lot_missing": "lot", "lot_differs": "expiry", "expiry_missing": "expiry", "bad_quantity": "quantity",
               "bad_place": "bin", "place_inactive": "bin", "unknown_product": "goods",
               "bad_number": "cost"}  # fmt: skip

    def __init__(
        self, parent: QWidget, shell: Shell, done: Callable[[Moved], None], scans: ScanFilter | None = None
    ) -> None:
        super().__init__(parent, shell, _("Opening stock"), 4, scans)
        self._done = done
        self._bins: dict[int, str] = {}
        self.columns = (MiniColumn(_("Product")), MiniColumn(_("Lot"), 140), MiniColumn(_("Bin"), 130),
                        MiniColumn(_("Cost ¥"), 90, True), MiniColumn(_("Quantity"), 100, True))  # fmt: skip
        self.quantity, self.cost = DecimalField(3, example="24"), DecimalField(4, example="8.50")
        self.lot, self.expiry = TextField(longest=40), DateField(shell.today)
        self.bin = BinField(shell, _("Receiving area"))
        self.form.add("goods", _("Product"), self.goods, required=_("Choose what is there."), span=2)
        self.form.add("quantity", _("Quantity"), self.quantity, required=_("Type how many there are."))
        self.form.add("cost", _("Cost ¥"), self.cost)
        self.form.add("lot", _("Lot"), self.lot)
        self.form.add("expiry", _("Expiry"), self.expiry)
        self.form.add("bin", _("Bin"), self.bin)
        ask = _("Copy rows of a spreadsheet first: product, quantity, lot, expiry, bin, cost.")
        fields = (self.goods, self.quantity, self.lot, self.expiry, self.bin, self.cost)
        self.pasting = Pasting(self, fields, ask, pasted_stock.read, self._pasted, TROUBLES)
        self.furnish()
        self._tracks(None)
        self.note(_("Rows copied from a spreadsheet can be pasted: product, quantity, lot, expiry, bin, cost."))
        self.cost.setEnabled(shell.may("prices.view"))

    def beside_note(self) -> list[QWidget]:
        return [self.pasting.button]

    # rows of a spreadsheet

    def _pasted(self, found: PastedStock) -> None:
        for row in found.rows:
            if row.location_id is not None:
                self._bins[row.location_id] = row.bin
            line = Opening(row.goods.id, row.quantity, row.lot, None, row.expiry, row.location_id, row.cost)
            self.lines.append((row.goods, line))

    # scans

    def scanned(self, looked: Looked) -> str:
        if looked.bin is not None:
            self.bin.choose(looked.bin)
            if self.goods.value() is not None and not self.wanted():
                return self.put_down()
            return ""
        if looked.goods is None:
            return super().scanned(looked)
        if self.typed() and self.wanted():
            self.editor(self.wanted()[0]).setFocus()
            return _("First complete the line that is begun.")
        wrong = self.put_down() if self.typed() else ""
        if wrong:
            return wrong
        self.goods.choose(looked.goods)
        return ""

    # the line being typed

    def goods_chosen(self, goods: Goods) -> None:
        self._tracks(goods)
        self.lot.set_value(goods.lot)
        self.expiry.set_value(goods.expiry)
        if goods.factor != 1:
            self.quantity.set_value(goods.factor)

    def wanted(self) -> list[str]:
        needed = [("goods", self.goods.value()), ("quantity", self.quantity.value()),
                  ("lot", self.lot.value() or not self.lot.isEnabled()),
                  ("expiry", self.expiry.value() or not self.expiry.isEnabled())]  # fmt: skip
        return [name for name, value in needed if not value]

    def line_of(self, goods: Goods, values: dict[str, Any]) -> Opening:
        place = values["bin"]
        if place is not None:
            self._bins[place.id] = place.code
        return Opening(goods.id, values["quantity"], values["lot"], None, values["expiry"],
                       place.id if place else None, values["cost"])  # fmt: skip

    def cells(self, goods: Goods, line: Opening) -> list[MiniCell | str]:
        until = line.expiry.isoformat() if line.expiry else " "
        return [MiniCell(goods.name, goods.sku), MiniCell(line.lot or "—", until),
                place_word(self._bins.get(line.location_id or 0, "RECEIVING")),
                "—" if line.cost is None else price(line.cost), quantity(line.quantity)]  # fmt: skip

    def verb(self, count: int) -> str:
        if not count:
            return _("Take the stock over")
        return ngettext("Take over {count} line", "Take over {count} lines", count).format(count=count)

    def empty_form(self) -> None:
        super().empty_form()
        for field in (self.lot, self.expiry, self.quantity, self.cost):
            field.set_value(None)
        self._tracks(None)

    def refill(self, goods: Goods, line: Opening) -> None:
        self.goods.set_value(goods)
        self._tracks(goods)
        for field, value in ((self.lot, line.lot), (self.expiry, line.expiry), (self.quantity, line.quantity),
                             (self.cost, line.cost)):  # fmt: skip
            field.set_value(value)
        place = line.location_id
        self.bin.set_value(Choice(place, self._bins[place], "") if place in self._bins else None)

    def send(self, lines: tuple[Opening, ...]) -> None:
        self.run(lambda call: stock_opening.open_stock(call, lines), self._done)

    def _tracks(self, goods: Goods | None) -> None:
        tracked = goods is None or goods.lot_tracked
        self.lot.setEnabled(tracked)
        self.expiry.setEnabled(tracked and (goods is None or bool(goods.shelf_life_days)))
