"""Count a bin, a product or what one comes across: blind, by scan or keys; differences are looked at before posting.

A bin scanned says where is counted, goods scanned count one more (or a carton's worth), and again for each scan.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services import stock_count
from services.errors import NeedsConfirmation, Refusal, Unavailable
from services.stock import Moved
from services.stock_count import Count, Difference
from services.stock_finding import Choice, Goods, Looked
from ui.inventory.lines_dialog import LinesDialog
from ui.inventory.proposals import BinField
from ui.inventory.words import place_word
from ui.kit.dialog import Dialog
from ui.kit.fields import ChoiceField, DateField, DecimalField, TextField
from ui.kit.formats import amount, quantity
from ui.kit.forms import Form
from ui.kit.labels import label, row
from ui.kit.panel import MiniCell, MiniColumn
from ui.kit.pick_table import PickTable
from ui.scan.filter import ScanFilter
from ui.shell import Shell

ZERO = Decimal(0)
WIDE = 820


class CountDialog(LinesDialog):
    """See the module. What the book says is not shown here: who counts shall not know it."""

    refused = {"bad_quantity": "quantity", "lot_missing": "lot", "expiry_missing": "expiry", "lot_differs": "expiry"}

    def __init__(
        self, parent: QWidget, shell: Shell, done: Callable[[Moved], None], scans: ScanFilter | None = None
    ) -> None:
        super().__init__(parent, shell, _("Count goods"), 4, scans)
        self._done = done
        self._bins: dict[int, str] = {}
        self.columns = (MiniColumn(_("Bin"), 140), MiniColumn(_("Product")), MiniColumn(_("Lot"), 150),
                        MiniColumn(_("Counted"), 90, True))  # fmt: skip
        self.scope = ChoiceField([
            ("bins", _("Whole bins: what is not counted there is missing")),
            ("products", _("Whole products: what is not counted anywhere is missing")),
            ("lines", _("Only what is counted here")),
        ])  # fmt: skip
        self.bin = BinField(shell, _("Scan or type the bin"))
        self.lot, self.expiry = TextField(longest=40), DateField(shell.today)
        self.quantity = DecimalField(3, example="24")
        form = self.form
        form.add("bin", _("Bin"), self.bin, required=_("Say where is counted."))
        form.add("scope", _("Counted are"), self.scope, span=3)
        form.add("goods", _("Product"), self.goods)
        form.add("lot", _("Lot"), self.lot)
        form.add("expiry", _("Expiry, of a new lot"), self.expiry)
        form.add("quantity", _("Counted"), self.quantity)
        self.bin.picked.connect(self._bin_chosen)
        self.furnish()
        self._tracks(None)

    def start_with(self, place: Choice | None = None, goods: Goods | None = None) -> None:
        """Begin with a bin or a product that is already chosen."""
        if place is not None:
            self.bin.choose(place)
        if goods is not None:
            self.scope.set_value("products")
            self.goods.choose(goods)

    # scans

    def scanned(self, looked: Looked) -> str:
        if looked.bin is not None:
            return self._bin_scanned(looked.bin)
        if looked.goods is None:
            return super().scanned(looked)
        if self.bin.value() is None:
            return _("First scan the bin that is counted.")
        return self._goods_scanned(looked.goods)

    def _bin_scanned(self, place: Choice) -> str:
        if self.typed():
            wrong = self._finish()
            if wrong:
                return wrong
        self.bin.choose(place)
        return ""

    def _finish(self) -> str:
        missing = self.wanted()
        if missing:
            self.editor(missing[0]).setFocus()
            return _("First complete the line that is begun.")
        return self.put_down()

    def _goods_scanned(self, goods: Goods) -> str:
        now, more = self.goods.value(), (goods.counted or Decimal(1)) * goods.factor
        same = now is not None and now.id == goods.id and goods.lot.upper() in ("", str(self.lot.value()).upper())
        if same:
            self.quantity.set_value((self.quantity.value() or ZERO) + more)
            return ""
        if self.typed():
            wrong = self._finish()
            if wrong:
                return wrong
        self.goods.choose(goods)
        self.quantity.set_value(more)
        if not self.wanted():
            self.quantity.setFocus(Qt.FocusReason.OtherFocusReason)
            self.quantity.selectAll()  # what was written down is typed over the one
        return ""

    def quantity_scanned(self, quantity: Decimal) -> str:
        if self.goods.value() is None:
            return _("Scan the goods first, then how many.")
        return super().quantity_scanned(quantity)

    # the line being typed

    def _bin_chosen(self, place: Any) -> None:
        self._bins[place.id] = place.code
        self._name_verb()

    def goods_chosen(self, goods: Goods) -> None:
        self._tracks(goods)
        self.lot.set_value(goods.lot)
        self.expiry.set_value(goods.expiry)

    def wanted(self) -> list[str]:
        counted = self.quantity.value()
        needed = [("bin", self.bin.value()), ("goods", self.goods.value()),
                  ("lot", self.lot.value() or not self.lot.isEnabled()), ("quantity", counted is not None)]  # fmt: skip
        return [name for name, value in needed if not value]

    def line_of(self, goods: Goods, values: dict[str, Any]) -> Count:
        """A lot counted at the same place before is added to: two heaps of it are one count."""
        here = values["bin"]
        self._bins[here.id] = here.code
        lot = values["lot"].upper()
        before = ZERO
        for at, (_other, line) in enumerate(self.lines):
            if (line.product_id, line.location_id, line.lot) == (goods.id, here.id, lot):
                before = line.quantity
                del self.lines[at]
                break
        return Count(goods.id, here.id, before + values["quantity"], lot, values["expiry"])

    def cells(self, goods: Goods, line: Count) -> list[MiniCell | str]:
        lot = MiniCell(line.lot or "—", line.expiry.isoformat() if line.expiry else " ")
        return [place_word(self._bins[line.location_id]), MiniCell(goods.name, goods.sku), lot, quantity(line.quantity)]

    def verb(self, count: int) -> str:
        return _("Compare with the book")

    def empty_form(self) -> None:
        super().empty_form()
        for field in (self.lot, self.expiry, self.quantity):
            field.set_value(None)
        self._tracks(None)

    def refill(self, goods: Goods, line: Count) -> None:
        self.goods.set_value(goods)
        self._tracks(goods)
        self.bin.set_value(Choice(line.location_id, self._bins[line.location_id], ""))
        self.lot.set_value(line.lot)
        self.expiry.set_value(line.expiry)
        self.quantity.set_value(line.quantity)

    def _tracks(self, goods: Goods | None) -> None:
        tracked = goods is None or goods.lot_tracked
        self.lot.setEnabled(tracked)
        self.expiry.setEnabled(tracked and (goods is None or bool(goods.shelf_life_days)))

    # comparing

    def submit(self) -> None:
        """An empty bin is a count too: nothing of what the book says is there."""
        if not self.typed() and not self.lines and self.bin.value() is not None and self.scope.value() == "bins":
            self.send(())
        else:
            super().submit()

    def send(self, lines: Sequence[Count]) -> None:
        bins = set(self._bins) if self.scope.value() == "bins" else ()
        products = {line.product_id for line in lines} if self.scope.value() == "products" else ()
        self.shell.read(self, lambda: stock_count.compare(lines, bins, products), self._show_differences, key="compare")

    def _show_differences(self, found: tuple[Difference, ...]) -> None:
        wrong = tuple(each for each in found if each.change)
        if not wrong:
            self._all_agree(len(found))
            return
        dialog = DifferencesDialog(self, self.shell, wrong, len(found), self._done)
        dialog.accepted.connect(self.accept)  # posted, or asked for: the count is done with
        dialog.open()

    def _all_agree(self, lots: int) -> None:
        """Nothing is put right; that it was counted is kept, since it says how far the book can be trusted."""

        def kept(_moved: Moved | None = None) -> None:
            self.accept()
            said = ngettext("The book agrees with the count of {count} lot.",
                            "The book agrees with the count of {count} lots.", lots)  # fmt: skip
            self.shell.toast(said.format(count=lots))

        if lots:
            self.shell.run(self, lambda call: stock_count.post_count(call, (), "", lots), kept, button=self.save_button)
        else:
            kept()


def signed(value: Decimal) -> str:
    return f"−{amount(-value)}" if value < 0 else amount(value)


class DifferencesDialog(Dialog):
    """What differs, before it is posted with a reason. `done` follows the posting."""

    def __init__(
        self, owner: QWidget, shell: Shell, wrong: tuple[Difference, ...], whole: int, done: Callable[[Moved], None]
    ) -> None:
        super().__init__(owner, _("Differences"), width=WIDE)
        self._shell, self._wrong, self._done, self._agreed = shell, wrong, done, whole - len(wrong)
        said = ngettext("{wrong} of {count} lot counted differs from the book.",
                        "{wrong} of {count} lots counted differ from the book.", whole)  # fmt: skip
        self.body.addWidget(label(said.format(wrong=len(wrong), count=whole), wrap=True))
        self.body.addLayout(self._value_line())
        self.form = Form(columns=1)
        self.reason = TextField(_("Such as: yearly count, broken, found behind the shelf"))
        self.form.add("reason", _("Reason"), self.reason, required=_("Type a reason."))
        self.body.addWidget(self.form)
        self.body.addWidget(self._table())
        verb = ngettext("Post {count} difference", "Post {count} differences", len(wrong)).format(count=len(wrong))
        self.save_button = self.buttons(verb, self.post, hint=_("Esc goes back to the count"))

    def open(self) -> None:
        super().open()
        self.form.focus_first()

    def _costs(self) -> bool:
        return self._shell.may("prices.view")

    def _table(self) -> PickTable:
        columns = [MiniColumn(_("Bin"), 110), MiniColumn(_("Product")), MiniColumn(_("Lot"), 110),
                   MiniColumn(_("Book"), 70, True), MiniColumn(_("Counted"), 70, True),
                   MiniColumn(_("Off by"), 80, True)]  # fmt: skip
        if self._costs():
            columns.append(MiniColumn(_("Value ¥"), 90, True))
        rows = [self._cells(each) for each in self._wrong]
        return PickTable(columns, rows, range(len(rows)), _("Differences"))

    def _cells(self, each: Difference) -> list[MiniCell | str]:
        promised = _("{count} promised").format(count=quantity(each.reserved)) if each.reserved else ""
        sign, tone = ("−", "red") if each.change < 0 else ("+", "amber")
        change = MiniCell(f"{sign}{quantity(abs(each.change))}", tone=tone)
        cells: list[MiniCell | str] = [
            place_word(each.bin), MiniCell(each.name, each.sku), each.lot or "—",
            MiniCell(quantity(each.book), promised), quantity(each.counted), change,
        ]  # fmt: skip
        if self._costs():
            cells.append("—" if each.cost is None else signed(each.cost * each.change))
        return cells

    def _value_line(self) -> Any:
        if not self._costs():
            return row(None)
        value = sum(((each.cost or ZERO) * each.change for each in self._wrong), ZERO)
        return row(label(_("Value of all differences ¥"), "secondary"), None, label(signed(value), "bodyStrong"))

    def post(self) -> None:
        if not self.form.valid():
            return
        counts, reason = tuple(each.count for each in self._wrong), str(self.reason.value())
        self._shell.run(self, lambda call: stock_count.post_count(call, counts, reason, self._agreed),
                        self._posted, failed=self._failed, button=self.save_button)  # fmt: skip

    def _posted(self, moved: Moved) -> None:
        self.accept()
        self._done(moved)

    def _failed(self, error: Exception) -> bool:
        if not isinstance(error, Refusal) or isinstance(error, Unavailable | NeedsConfirmation):
            return False
        sku = error.data.get("sku")
        self.form.say(" ".join(part for part in (f"{sku}:" if sku else "", self._shell.errors.text(error)) if part))
        return True
