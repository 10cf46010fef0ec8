"""Ask the buyer for what an order lacks, or the stock; what was asked can be taken back at once."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services import replenishment, stock_views
from services.replenishment import Asked
from services.stock_views import ProductDetail
from ui.kit.case_dialog import CaseDialog
from ui.kit.fields import DateField, DecimalField, TextField
from ui.kit.formats import quantity
from ui.kit.forms import Form
from ui.kit.jobs import ignore
from ui.shell import Shell


def ask_buyer(
    owner: QWidget, shell: Shell, order_id: int, done: Callable[[Asked], None] = ignore, button: QWidget | None = None
) -> None:
    """See the module. `done` follows, also when it was taken back."""

    def asked(made: Asked) -> None:
        count = len(made.requests)
        text = ngettext("The buyer is asked for {count} line.", "The buyer is asked for {count} lines.", count)
        shell.toast(text.format(count=count), undo=lambda: back(made))
        done(made)

    def back(made: Asked) -> None:
        shell.run(owner, lambda call: replenishment.withdraw(call, made.requests), done)

    shell.run(owner, lambda call: replenishment.ask_for_order(call, order_id), asked, button=button)


WEEK = timedelta(7)


def ask_for_stock(owner: QWidget, shell: Shell, product_id: int) -> None:
    """A form that asks the buyer to fill up a product's stock, with what it lacks proposed."""

    def show(product: ProductDetail) -> None:
        form = Form()
        form.add("quantity", _("Quantity"), DecimalField(3, example="240"), required=_("Type how many are needed."),
                 hint=_("{available} available, {incoming} coming, at least {safety} are to be there").format(
                     available=quantity(product.available), incoming=quantity(product.incoming),
                     safety=quantity(product.safety)))  # fmt: skip
        form.add("needed", _("Needed by"), DateField(shell.today), required=_("Type the day."))
        form.add("note", _("Note"), TextField(longest=200), span=2)
        lacks = product.safety - product.available - product.incoming
        form.set_values({"quantity": lacks if lacks > 0 else None, "needed": shell.today() + WEEK})
        CaseDialog(
            owner, shell, _("Ask the buyer for {name}").format(name=product.name), form, _("Ask the buyer"),
            lambda values: lambda call: replenishment.request_goods(
                call, product.id, Decimal(values["quantity"]), values["needed"], values["note"]
            ),
            lambda _made: shell.toast(_("The buyer is asked for {name}.").format(name=product.name)),
            {"bad_quantity": "quantity", "already_asked": "quantity"},
        ).open()  # fmt: skip

    shell.read(owner, lambda: stock_views.product_detail(product_id), show, key="ask")
