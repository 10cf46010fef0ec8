"""Special prices: the form of one for a price level, or from a quantity on for everybody; and how one is shown."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from resources.i18n import _
from services import catalogue
from services.records import PriceRow, ProductRecord
from services.unit import Created
from ui.kit.buttons import icon_button
from ui.kit.case_dialog import CaseDialog
from ui.kit.fields import DateField, DecimalField, TextField
from ui.kit.formats import price, quantity, short_date
from ui.kit.forms import Form
from ui.kit.labels import ElidedLabel, boxed, column, hline, row
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


def price_entry(owner: QWidget, shell: Shell, each: PriceRow, title: str, done: Callable[[Created], None]) -> QWidget:
    """One special price, with the button that ends it: done at once, Undo gives it again."""
    days = [
        *([_("from {day}").format(day=short_date(each.valid_from))] if each.valid_from else []),
        *([_("until {day}").format(day=short_date(each.valid_to))] if each.valid_to else []),
    ]
    least = [_("from {count}").format(count=quantity(each.from_quantity))] if each.from_quantity else []
    told = "  •  ".join((f"¥ {price(each.price)}", *least, *days))
    end = icon_button(_("End this price"), "x")
    end.setVisible(shell.may("customers.edit"))

    def back() -> None:
        kept = (each.product_id, each.price, each.customer_id, each.level, each.from_quantity)
        shell.run(owner, lambda call: catalogue.set_price(call, *kept, each.valid_from, each.valid_to), done)

    def ended(made: Created) -> None:
        shell.toast(_("The price of {name} is ended.").format(name=each.sku), undo=back)
        done(made)

    end.clicked.connect(lambda: shell.run(owner, lambda call: catalogue.end_price(call, each.id), ended))
    line = row(gap=4, margins=(0, 4, 0, 4))
    line.addLayout(column(ElidedLabel(title), ElidedLabel(told, "caption"), gap=0), 1)
    line.addWidget(end)
    return boxed(column(line, hline(), gap=0))
