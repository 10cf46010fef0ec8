"""A price of a product for one price level, or from a quantity on for everybody, between two days."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from resources.i18n import _
from services import catalogue
from services.records import ProductRecord
from services.unit import Created
from ui.kit.case_dialog import CaseDialog
from ui.kit.fields import DateField, DecimalField, TextField
from ui.kit.forms import Form
from ui.shell import Shell


def product_price_dialog(
    owner: QWidget, shell: Shell, record: ProductRecord, done: Callable[[Created], None]
) -> CaseDialog:
    """Asks for level, quantity, price and days."""
    form = Form()
    form.add("level", _("Price level"), TextField(_("Such as VIP")), hint=_("Empty: for everybody, from a quantity on"))
    form.add("from_quantity", _("From a quantity of"), DecimalField(3, example="100"))
    form.add("price", _("Price ¥"), DecimalField(4, example="9.80"), required=_("Type the price of one unit."))
    form.add("valid_from", _("From"), DateField(shell.today), hint=_("Empty: from now on"))
    form.add("valid_to", _("Until"), DateField(shell.today), hint=_("Empty: until further notice"))
    dialog = CaseDialog(
        owner, shell, _("Special price of {name}").format(name=record.data.name), form, _("Add price"),
        lambda values: lambda call: catalogue.set_price(
            call, record.id, values["price"], None, values["level"], values["from_quantity"] or Decimal(0),
            values["valid_from"], values["valid_to"],
        ),
        done, {"bad_number": "price", "nobody": "level", "bad_period": "valid_to"},
    )  # fmt: skip
    dialog.open()
    return dialog
