"""Put requests on order: the supplier and day, or an order that is still to come, and how much of each product."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services import replenishment, stock_finding
from services.replenishment import Ordered
from services.request_views import OpenPurchase, Plan, Wanted
from services.stock import Bought
from ui.kit.case_dialog import CaseDialog
from ui.kit.fields import ChoiceField, DateField, DecimalField
from ui.kit.formats import quantity, short_date
from ui.kit.forms import Form
from ui.kit.search_field import SearchField
from ui.shell import Shell

NEW = 0
FIELDS = {"unknown_supplier": "supplier", "no_expected": "expected"}


class TakeUpForm(Form):
    """The fields; supplier and day are asked for only where the order is a new one."""

    def __init__(self, shell: Shell, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        choices = [(NEW, _("A new purchase order")), *((each.id, self._words(each)) for each in plan.purchases)]
        self.purchase = ChoiceField(choices)
        self.supplier = SearchField(
            shell, stock_finding.find_suppliers, lambda each: (each.name, each.code), _("Name or code")
        )
        self.expected = DateField(shell.today)
        self.add("purchase", _("Put it on"), self.purchase, span=2)
        self.add("supplier", _("Supplier"), self.supplier)
        self.add("expected", _("Expected"), self.expected)
        for wanted in plan.wanted:
            self._add_product(wanted)
        self.set_values({"supplier": plan.supplier, "expected": plan.expected})
        self.purchase.edited.connect(self._purchase_chosen)

    @staticmethod
    def _words(each: OpenPurchase) -> str:
        return f"{each.number}  •  {each.supplier}  •  {short_date(each.expected)}"

    def _add_product(self, wanted: Wanted) -> None:
        asked = _("{quantity} {unit} asked for").format(quantity=quantity(wanted.quantity), unit=wanted.unit)
        name = f"{wanted.sku}  {wanted.name}"
        self.add(f"quantity {wanted.product_id}", name, DecimalField(3, example="240"),
                 required=_("Type how many are ordered."), hint=asked.strip())  # fmt: skip
        self.add(f"cost {wanted.product_id}", _("Cost ¥"), DecimalField(4, example="8.50"))
        self.set_values({f"quantity {wanted.product_id}": wanted.quantity, f"cost {wanted.product_id}": wanted.cost})

    def _purchase_chosen(self) -> None:
        new = self.purchase.value() == NEW
        self.supplier.setEnabled(new)
        self.expected.setEnabled(new)

    def valid(self) -> bool:
        if not super().valid():
            return False
        if self.purchase.value() != NEW:
            return True
        missing = {}
        if self.supplier.value() is None:
            missing["supplier"] = _("Choose who delivers.")
        if self.expected.value() is None:
            missing["expected"] = _("Type when they come.")
        self.show_errors(missing)
        return not missing


def take_up_dialog(owner: QWidget, shell: Shell, plan: Plan, done: Callable[[Ordered], None]) -> CaseDialog:
    """See the module."""
    form = TakeUpForm(shell, plan)
    count = len(plan.requests)
    verb = ngettext("Put {count} request on order", "Put {count} requests on order", count).format(count=count)
    dialog = CaseDialog(
        owner, shell, _("Order what was asked for"), form, verb, lambda values: _work(plan, values), done,
        FIELDS | {"bad_quantity": f"quantity {plan.wanted[0].product_id}"},
    )  # fmt: skip
    dialog.open()
    return dialog


def _work(plan: Plan, values: dict[str, Any]) -> Callable[[Any], Ordered]:
    lines = tuple(
        Bought(each.product_id, values[f"quantity {each.product_id}"], values[f"cost {each.product_id}"])
        for each in plan.wanted
    )
    if values["purchase"] != NEW:
        return lambda call: replenishment.take_up(call, plan.requests, lines, purchase_id=values["purchase"])
    return lambda call: replenishment.take_up(
        call, plan.requests, lines, supplier_id=values["supplier"].id, expected=values["expected"]
    )
