"""The suppliers: who delivers, on which terms; added and changed here, and from a purchase order.

    shell.go("suppliers", id=7)
    supplier_dialog(owner, shell, done, record=record)      # change one
    supplier_dialog(owner, shell, done, code="V012")        # a new one; the code is proposed
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from resources.i18n import _
from services import catalogue, records, stock_finding
from services.catalogue import SupplierData
from services.records import SupplierRecord
from services.unit import Created
from ui.importing.offer import offer_import
from ui.kit.buttons import action_button
from ui.kit.case_dialog import CaseDialog
from ui.kit.fields import CheckField, IntField, NotesField, TextField
from ui.kit.forms import Form
from ui.kit.labels import Chip, label
from ui.kit.panel import KeyFacts, section
from ui.kit.record_window import RecordWindow
from ui.shell import Shell

FIELDS = {"code_taken": "code", "empty_field": "name"}


class SuppliersWindow(RecordWindow):
    """See the module."""

    story_kind = "supplier"
    topics = frozenset({"suppliers"})
    belongs_to = "purchasing"

    def __init__(self, shell: Shell) -> None:
        super().__init__(
            shell, _("Suppliers"), _("Who delivers, how they are reached, on which terms"), records.SUPPLIER_LIST,
            verb=_("New supplier"), icon="building-2", edit_right="purchases.edit",
            search=_("Name, code, phone"),
            empty=_("No suppliers yet"),
            empty_text=_("Add the first one here, or drop a whole list on this window (F7)."),
        )  # fmt: skip
        self.import_button = offer_import(self, "suppliers", bar=self.pane.bar, home="suppliers")
        for term, icon, view in ((_("Purchase orders"), "shopping-cart", "orders"),
                                 (_("Requests"), "clipboard-list", "requests")):  # fmt: skip
            pill = action_button(term, icon)
            pill.clicked.connect(partial(shell.go, "purchasing", view=view))
            self.pane.bar.pills.add_tool(pill)

    def keys(self) -> list[tuple[str, str]]:
        return [*super().keys(), ("F8", _("Purchase orders")), ("Ctrl+E", _("Export the list"))]

    def read(self, record_id: int) -> SupplierRecord | None:
        return records.supplier_record(record_id)

    def show_record(self, record: SupplierRecord) -> None:
        data = record.data
        self.panel.set_head(record.code, data.name, *([] if data.active else [Chip(_("Not in use"), "ban", "neutral")]))
        lead = str(data.lead_days) if data.lead_days is not None else _("as the product says")
        parts: list[QWidget] = [KeyFacts([
            (_("Contact"), data.contact or "—"), (_("Phone"), data.phone or "—"),
            (_("Payment days"), str(data.payment_days)), (_("Lead time in days"), lead),
        ])]  # fmt: skip
        for term, text in ((_("Address"), data.address), (_("Note"), data.note)):
            if text:
                parts += [section(term), label(text, wrap=True)]
        self.panel.set_body(parts, keep=True)
        orders = action_button(_("Purchase orders"), "shopping-cart", "F8")
        orders.clicked.connect(partial(self.shell.go, "purchasing", search=data.name))
        self.panel.set_foot([orders, self.edit_button()])

    def new(self) -> None:
        self.shell.read(self, stock_finding.next_supplier_code, self._ask_new, key="code")

    def _ask_new(self, code: str) -> None:
        supplier_dialog(self, self.shell, self.saved, code=code)

    def edit(self, record: SupplierRecord) -> None:
        supplier_dialog(self, self.shell, self.saved, record)


def supplier_dialog(
    owner: QWidget, shell: Shell, done: Callable[[Created], None], record: SupplierRecord | None = None, code: str = ""
) -> CaseDialog:
    """Add a supplier, or change `record`, whose code stays."""
    form = Form()
    if record is None:
        form.add("code", _("Code"), TextField(_("Such as S001")), required=True)
    form.add("name", _("Name"), TextField(), required=True, span=1 if record is None else 2)
    form.add("contact", _("Contact"), TextField())
    form.add("phone", _("Phone"), TextField())
    form.add("address", _("Address"), NotesField(lines=2), span=2)
    form.add("payment_days", _("Payment days"), IntField(0, 365, example="30"))
    form.add("lead_days", _("Lead time in days"), IntField(0, 365, example="7"), hint=_("Empty: as the product says"))
    form.add("note", _("Note"), NotesField(lines=2), span=2)
    form.add("active", "", CheckField(_("Offered when goods are ordered")))
    if record is None:
        form.set_values({"code": code, "payment_days": 0, "active": True})
        title, verb = _("New supplier"), _("Add supplier")
    else:
        form.set_values({name: getattr(record.data, name) for name in form.values()})
        title, verb = _("Change {name}").format(name=record.data.name), _("Save")

    def work(values: dict[str, Any]) -> Any:
        values = values | {"payment_days": values["payment_days"] or 0}
        if record is None:
            return lambda call: catalogue.add_supplier(call, **values)
        return lambda call: catalogue.change_supplier(call, record.id, record.version, SupplierData(**values))

    dialog = CaseDialog(owner, shell, title, form, verb, work, done, FIELDS)
    dialog.open()
    return dialog
