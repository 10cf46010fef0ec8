"""Carry goods between places, several at once: by scan bin, goods, bin; by keys the same fields from left to right."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services import shelving, stock_views
from services.shelving import Carry
from services.stock import Moved
from services.stock_finding import Choice, Goods, Looked
from services.stock_views import Balance
from ui.inventory.lines_dialog import LinesDialog
from ui.inventory.proposals import BinField, Proposals
from ui.inventory.words import balance_line, place_word
from ui.kit.fields import ChoiceField, DecimalField
from ui.kit.formats import quantity
from ui.kit.panel import MiniCell, MiniColumn
from ui.scan.filter import ScanFilter
from ui.shell import Shell

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Carrying:
    """One line: so much of a balance, and the place it goes to."""

    balance: Balance
    target: Choice
    quantity: Decimal

    @property
    def lot(self) -> str:
        return self.balance.lot


class CarryDialog(LinesDialog):
    """See the module. A bin scanned before the goods is where they are, one scanned after is where they go."""

    refused = {"not_enough_stock": "quantity", "bad_quantity": "quantity", "same_place": "target",
               "bad_place": "target", "place_inactive": "target", "unknown_balance": "which"}  # fmt: skip

    def __init__(
        self, parent: QWidget, shell: Shell, done: Callable[[Moved], None], scans: ScanFilter | None = None
    ) -> None:
        super().__init__(parent, shell, _("Move goods"), 4, scans)
        self._done, self._counted = done, ZERO
        self._there: tuple[Balance, ...] = ()
        self.columns = (MiniColumn(_("Product")), MiniColumn(_("Lot"), 130), MiniColumn(_("From"), 130),
                        MiniColumn(_("To"), 130), MiniColumn(_("Quantity"), 90, True))  # fmt: skip
        self.source, self.target = BinField(shell, _("Anywhere")), BinField(shell, _("Bin, receiving or quarantine"))
        self.which, self.quantity = ChoiceField(), DecimalField(3, example="24")
        form = self.form
        form.add("source", _("From"), self.source)
        form.add("goods", _("Product"), self.goods, required=_("Choose what is moved."), span=2)
        form.add("quantity", _("Quantity"), self.quantity, required=_("Type how many."))
        form.add("which", _("Which goods"), self.which, span=3)
        form.add("target", _("To"), self.target, required=_("Choose where they go."))
        self.which.edited.connect(self._follow)
        self.source.edited.connect(self._read)
        self.proposals = Proposals(shell, self, self.target, lambda: self.note(self.proposals.words()))
        self.furnish()

    def beside_note(self) -> list[QWidget]:
        return [self.proposals.button]

    # scans

    def scanned(self, looked: Looked) -> str:
        if looked.bin is not None:
            return self._bin_scanned(looked.bin)
        if looked.goods is None:
            return super().scanned(looked)
        return self._goods_scanned(looked.goods)

    def _bin_scanned(self, place: Choice) -> str:
        if self.goods.value() is None:
            self.source.choose(place)
            return ""
        self.target.choose(place)
        return self.put_down() if not self.wanted() else ""

    def _goods_scanned(self, goods: Goods) -> str:
        now = self.goods.value()
        if now is None:
            self.goods.choose(goods)
            return ""
        if now.id != goods.id:
            return _("First say where {name} goes: scan its bin.").format(name=now.name)
        self._counted = (self._counted or now.factor) + goods.factor
        self.quantity.set_value(self._counted)
        return ""

    def quantity_scanned(self, quantity: Decimal) -> str:
        if self.goods.value() is None:
            return _("Scan the goods first, then how many.")
        return super().quantity_scanned(quantity)

    # the line being typed

    def goods_chosen(self, goods: Goods) -> None:
        self._counted = ZERO
        self._read()

    def _read(self) -> None:
        goods = self.goods.value()
        if goods is not None:
            self.shell.read(self, lambda: stock_views.lying(goods.id), self._show_there, key="there")

    def _show_there(self, there: tuple[Balance, ...]) -> None:
        goods, source = self.goods.value(), self.source.value()
        if goods is None:
            return
        mine = [b for b in there if self._free(b) > 0 and (source is None or b.location_id == source.id)]
        mine.sort(key=lambda b: (bool(goods.lot) and b.lot != goods.lot.upper(), b.kind != "receiving"))
        self._there = tuple(mine)
        self.which.set_choices([(b.id, balance_line(b)) for b in mine])
        self.which.setCurrentIndex(0)
        if len(mine) == 1 and self.which.hasFocus():
            self.quantity.setFocus(Qt.FocusReason.TabFocusReason)
        if not mine:
            self.form.show_errors({"goods": _("None of it is free there.")})
        self._follow()

    def _free(self, balance: Balance) -> Decimal:
        """What can still be carried, the lines of the list taken off."""
        return balance.free - sum((line.quantity for _g, line in self.lines if line.balance.id == balance.id), ZERO)

    def _balance(self) -> Balance | None:
        return next((b for b in self._there if b.id == self.which.value()), None)

    def _follow(self) -> None:
        """Another balance: all that is free of it is proposed, and where to."""
        balance, goods = self._balance(), self.goods.value()
        scanned = goods.factor if goods is not None and goods.factor != 1 else None
        self.quantity.set_value(None if balance is None else scanned or self._free(balance))
        if balance is not None:
            taken = tuple(line.target.id for _g, line in self.lines if line.balance.product_id != balance.product_id)
            self.proposals.look(balance.product_id, balance.lot, taken, balance.location_id)

    def wanted(self) -> list[str]:
        needed = [("goods", self.goods.value()), ("which", self._balance()), ("quantity", self.quantity.value()),
                  ("target", self.target.value())]  # fmt: skip
        return [name for name, value in needed if not value]

    def line_of(self, goods: Goods, values: dict[str, Any]) -> Carrying:
        balance = self._balance()
        assert balance is not None
        target = values["target"]
        return Carrying(balance, Choice(target.id, target.code, target.name), values["quantity"])

    def cells(self, goods: Goods, line: Carrying) -> list[MiniCell | str]:
        until = line.balance.expiry.isoformat() if line.balance.expiry else " "
        return [MiniCell(goods.name, goods.sku), MiniCell(line.balance.lot or "—", until), place_word(line.balance.bin),
                place_word(line.target.code), quantity(line.quantity)]  # fmt: skip

    def verb(self, count: int) -> str:
        if not count:
            return _("Move")
        return ngettext("Move {count} line", "Move {count} lines", count).format(count=count)

    def empty_form(self) -> None:
        """The place they come from stays: a pallet is carried away line by line."""
        super().empty_form()
        self._counted, self._there = ZERO, ()
        self.which.set_choices([])
        self.quantity.set_value(None)
        self.target.set_value(None)
        self.proposals.clear()

    def refill(self, goods: Goods, line: Carrying) -> None:
        self.goods.set_value(goods)
        self._there = (line.balance,)
        self.which.set_choices([(line.balance.id, balance_line(line.balance))])
        self.which.setCurrentIndex(0)
        self.quantity.set_value(line.quantity)
        self.target.set_value(line.target)

    def send(self, lines: tuple[Carrying, ...]) -> None:
        carries = tuple(Carry(line.balance.id, line.target.id, line.quantity) for line in lines)
        self.run(lambda call: shelving.put_away(call, carries), self._done)
