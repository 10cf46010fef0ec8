"""A customer's contract: prices from a quantity on, between two days, typed or pasted from a spreadsheet."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from resources.i18n import N_, _, ngettext
from services import contracts, pasted_prices
from services.contracts import Contract, ContractLine, Kept, Listed
from services.pasted_prices import PastedPrices
from services.stock_finding import Goods
from ui.inventory.lines_dialog import LinesDialog
from ui.kit.case_dialog import CaseDialog
from ui.kit.fields import DateField, DecimalField, TextField
from ui.kit.formats import price, quantity
from ui.kit.forms import Form
from ui.kit.labels import hline
from ui.kit.panel import MiniCell, MiniColumn
from ui.kit.pasting import Pasting
from ui.shell import Shell

TROUBLES = {"product": N_("row {row}: nothing is called “{text}”"), "price": N_("row {row}: “{text}” is no price")}
HEAD = {"empty_field": "name", "contract_taken": "name", "too_long": "name", "bad_period": "valid_to"}
Done = Callable[[Kept], None]


class ContractDialog(LinesDialog):
    """See the module. `known` is the contract that is changed, with its lines."""

    refused = {"bad_price_line": "price", "unknown_product": "goods", "line_twice": "from_quantity"}

    def __init__(
        self, parent: QWidget, shell: Shell, customer: tuple[int, str], done: Done,
        known: tuple[Contract, tuple[Listed, ...]] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent, shell, _("Contract with {name}").format(name=customer[1]), 4)
        self._customer, self._done, self._was = customer[0], done, known[0].name if known else ""
        self.columns = (MiniColumn(_("Product")), MiniColumn(_("From a quantity of"), 130, True),
                        MiniColumn(_("Price ¥"), 110, True))  # fmt: skip
        self.head = Form(columns=3)
        self.head.add("name", _("Contract no."), TextField(_("Such as HT-2026-01"), longest=60), required=True)
        self.head.add("valid_from", _("From"), DateField(shell.today), hint=_("Empty: from now on"))
        self.head.add("valid_to", _("Until"), DateField(shell.today), hint=_("Empty: until further notice"))
        self.body.addWidget(self.head)
        self.body.addWidget(hline())
        self._make_line()
        self.furnish()
        self.note(_("Rows copied from a spreadsheet can be pasted: product, from quantity, price."))
        if known is not None:
            self._show_known(*known)

    def _make_line(self) -> None:
        self.price, self.from_quantity = DecimalField(4, example="9.80"), DecimalField(3, example="100")
        self.form.add("goods", _("Product"), self.goods, required=_("Choose a product."), span=2)
        self.form.add("from_quantity", _("From a quantity of"), self.from_quantity)
        self.form.add("price", _("Price ¥"), self.price, required=_("Type the price of one unit."))
        ask = _("Copy rows of a spreadsheet first: product, from quantity, price.")
        fields = (self.goods, self.price, self.from_quantity)
        self.pasting = Pasting(self, fields, ask, pasted_prices.read, self._pasted, TROUBLES)

    def _show_known(self, contract: Contract, lines: tuple[Listed, ...]) -> None:
        self.head.set_values(
            {"name": contract.name, "valid_from": contract.valid_from, "valid_to": contract.valid_to}
        )
        for each in lines:
            goods = Goods(each.line.product_id, each.sku, each.product, each.unit, False, None)
            self.lines.append((goods, each.line))
        self.saved = list(self.lines)
        self.show_lines()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._was:
            self.head.focus_first()

    def beside_note(self) -> list[QWidget]:
        return [self.pasting.button]

    # rows of a spreadsheet

    def _pasted(self, found: PastedPrices) -> None:
        """A row over a line that is there already takes its place."""
        for row in found.rows:
            line = ContractLine(row.goods.id, row.price, row.from_quantity)
            key = (line.product_id, line.from_quantity)
            self.lines = [each for each in self.lines if (each[1].product_id, each[1].from_quantity) != key]
            self.lines.append((row.goods, line))

    # the line being typed

    def wanted(self) -> list[str]:
        needed = [("goods", self.goods.value()), ("price", self.price.value() is not None)]
        return [name for name, value in needed if not value]

    def line_of(self, goods: Goods, values: dict[str, Any]) -> ContractLine:
        return ContractLine(goods.id, values["price"], values["from_quantity"] or Decimal(0))

    def cells(self, goods: Goods, line: ContractLine) -> list[MiniCell | str]:
        least = quantity(line.from_quantity) if line.from_quantity else "—"
        return [MiniCell(goods.name, f"{goods.sku} • {goods.unit}"), least, price(line.price)]

    def verb(self, count: int) -> str:
        if not count:
            return _("Keep the prices")
        return ngettext("Keep {count} price", "Keep {count} prices", count).format(count=count)

    def empty_form(self) -> None:
        super().empty_form()
        self.price.set_value(None)
        self.from_quantity.set_value(None)

    def refill(self, goods: Goods, line: ContractLine) -> None:
        self.goods.set_value(goods)
        self.price.set_value(line.price)
        self.from_quantity.set_value(line.from_quantity or None)

    def submit(self) -> None:
        """What is missing above and in the line is said at once; the first of it has the keyboard."""
        right = self.head.valid()
        if (self.typed() or not self.lines) and not self.add_line():
            self.head.valid()  # its first error comes before the line's
            return
        if right:
            self.send(tuple(line for _goods, line in self.lines))

    def send(self, lines: tuple[ContractLine, ...]) -> None:
        kept = self.head.values()
        self.run(
            lambda call: contracts.save_contract(
                call, self._customer, kept["name"], kept["valid_from"], kept["valid_to"], lines, self._was
            ),
            self._done,
        )

    def _failed(self, error: Exception) -> bool:
        field = HEAD.get(getattr(error, "code", ""))
        if field is None:
            return super()._failed(error)
        self.head.show_errors({field: self.shell.errors.text(error)})  # type: ignore[arg-type]
        return True


def renew_dialog(owner: QWidget, shell: Shell, contract: Contract, done: Done) -> CaseDialog:
    """Copy a whole contract to a new period, under a new number."""
    form = Form(columns=2)
    form.add("new_name", _("New contract no."), TextField(longest=60), required=True, span=2)
    form.add("valid_from", _("From"), DateField(shell.today), required=_("Type the first day."))
    form.add("valid_to", _("Until"), DateField(shell.today), hint=_("Empty: until further notice"))
    start = max(shell.today(), (contract.valid_to or shell.today()) + timedelta(1))
    form.set_values({"valid_from": start, "valid_to": _as_long(contract, start)})
    dialog = CaseDialog(
        owner, shell, _("Renew {name}").format(name=contract.name), form, _("Copy the prices"),
        lambda values: lambda call: contracts.renew_contract(call, contract.customer_id, contract.name, **values),
        done, {"contract_taken": "new_name", "too_long": "new_name", "empty_field": "new_name",
               "bad_period": "valid_from"},
    )  # fmt: skip
    dialog.open()
    return dialog


def _as_long(contract: Contract, start: date) -> date | None:
    """A new period as long as the old one."""
    if contract.valid_from is None or contract.valid_to is None:
        return None
    return start + (contract.valid_to - contract.valid_from)
