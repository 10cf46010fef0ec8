"""The forms of customers: one customer, one address, one special price."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QWidget

from resources.i18n import PAPER_LANGUAGES, _
from services import address_book, catalogue, stock_finding
from services.catalogue import CustomerData
from services.records import AddressRow, CustomerRecord
from services.unit import Created
from ui.kit.case_dialog import CaseDialog
from ui.kit.fields import CheckField, ChoiceField, DateField, DecimalField, IntField, NotesField, TextField
from ui.kit.forms import Form
from ui.kit.search_field import SearchField
from ui.shell import Shell

FIELDS = {"code_taken": "code", "bad_policy": "delivery_policy"}
Done = Callable[[Created], None]


def policies() -> list[tuple[str, str]]:
    return [("ready", _("Ship what is ready")), ("complete", _("All at once")), ("ask", _("Ask each time"))]


def billings() -> list[tuple[str, str]]:
    return [("dispatch", _("With each dispatch")), ("month", _("At the end of the month"))]


def customer_dialog(owner: QWidget, shell: Shell, done: Done, record: CustomerRecord | None = None) -> CaseDialog:
    """Add a customer, or change `record`; the code stays, addresses have a book of their own."""
    form = Form()
    form.add("code", _("Code"), TextField(_("Such as HZHR")), required=True)
    form.add("name", _("Name"), TextField(), required=True)
    form.add("contact", _("Contact"), TextField())
    form.add("phone", _("Phone"), TextField())
    if record is None:
        form.add("address", _("Delivery address"), TextField(longest=500), span=2)
    if shell.may("credit.view") or record is None:
        form.add("credit_limit", _("Credit limit ¥"), DecimalField(2), hint=_("Empty: no limit. 0: paid beforehand"))
    form.add("payment_days", _("Payment days"), IntField(0, 365, example="30"))
    form.add("price_level", _("Price level"), TextField(_("Such as VIP")))
    form.add("delivery_policy", _("Delivery policy"), ChoiceField(policies()))
    form.add("billing", _("Billing"), ChoiceField(billings()))
    form.add("language", _("Language of papers"), ChoiceField([("", _("As the company's")), *PAPER_LANGUAGES.items()]))
    form.add("tax_number", _("Tax number"), TextField())
    form.add("note", _("Note"), NotesField(lines=2), span=2)
    form.add("active", _("In use"), CheckField(_("Offered when orders are typed")))
    form.set_values({"payment_days": 0, "active": True})
    if record is None:
        dialog = CaseDialog(
            owner, shell, _("New customer"), form, _("Add customer"),
            lambda values: lambda call: catalogue.add_customer(call, _data(values, CustomerData("", ""))), done, FIELDS,
        )  # fmt: skip
    else:
        known = record.data
        form.set_values({name: getattr(known, name) for name in form.values()})
        form.editor("code").setReadOnly(True)
        dialog = CaseDialog(
            owner, shell, _("Change {name}").format(name=known.name), form, _("Save"),
            lambda values: lambda call: catalogue.change_customer(
                call, record.id, record.version, _data(values, replace(known, address=""))
            ),
            done, FIELDS,
        )  # fmt: skip
    dialog.open()
    return dialog


def _data(values: dict[str, Any], before: CustomerData) -> CustomerData:
    return replace(before, **(values | {"payment_days": values["payment_days"] or 0}))


def address_dialog(
    owner: QWidget, shell: Shell, done: Done, customer: CustomerRecord, row: AddressRow | None = None
) -> CaseDialog:
    """Add an address to a customer's book, or change one."""
    form = Form()
    form.add("receiver", _("Receiver"), TextField())
    form.add("phone", _("Phone"), TextField())
    form.add("text", _("Address"), NotesField(lines=2), required=True, span=2)
    form.add("is_default", "", CheckField(_("The usual address")))
    if row is not None:
        form.set_values({name: getattr(row, name) for name in form.values()})
    else:
        form.set_values({"receiver": customer.data.contact, "phone": customer.data.phone})
    title = _("Change the address") if row is not None else _("New address")
    dialog = CaseDialog(
        owner, shell, title, form, _("Save"),
        lambda values: lambda call: address_book.save_address(call, customer.id, row.id if row else None, **values),
        done, {"empty_field": "text", "too_long": "text"},
    )  # fmt: skip
    dialog.open()
    return dialog


def price_dialog(owner: QWidget, shell: Shell, done: Done, customer: CustomerRecord) -> CaseDialog:
    """A special price of one customer, from a quantity on, between two days."""
    form = Form()
    goods = SearchField(shell, stock_finding.find_goods, lambda found: (found.sku, found.name), _("SKU or name"))
    form.add("product", _("Product"), goods, required=_("Choose a product."), span=2)
    form.add("price", _("Price ¥"), DecimalField(4, example="9.80"), required=_("Type the price of one unit."))
    form.add("from_quantity", _("From a quantity of"), DecimalField(3, example="100"), hint=_("Empty: from one on"))
    form.add("valid_from", _("From"), DateField(shell.today), hint=_("Empty: from now on"))
    form.add("valid_to", _("Until"), DateField(shell.today), hint=_("Empty: until further notice"))
    dialog = CaseDialog(
        owner, shell, _("Special price for {name}").format(name=customer.data.name), form, _("Add price"),
        lambda values: lambda call: catalogue.set_price(
            call, values["product"].id, values["price"], customer.id, "", values["from_quantity"] or Decimal(0),
            values["valid_from"], values["valid_to"],
        ),
        done, {"bad_number": "price", "unknown_product": "product", "bad_period": "valid_to"},
    )  # fmt: skip
    dialog.open()
    return dialog
