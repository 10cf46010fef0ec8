"""Customers: who buys, where to, on which terms; their addresses and special prices."""

from functools import partial

from PySide6.QtWidgets import QLayout, QWidget

from resources.i18n import N_, _, ngettext
from services import address_book, contracts, records
from services.contracts import Contract, ContractLine, Listed
from services.records import AddressRow, CustomerRecord, PriceRow
from services.unit import Call
from ui.customers.contract import ContractDialog, renew_dialog
from ui.customers.forms import address_dialog, billings, customer_dialog, policies, price_dialog
from ui.importing.offer import offer_import
from ui.kit.buttons import action_button, icon_button, link_button
from ui.kit.formats import amount, short_date
from ui.kit.labels import Chip, ElidedLabel, boxed, column, hline, label, row
from ui.kit.panel import KeyFacts, section
from ui.kit.record_window import RecordWindow
from ui.products.price import price_entry
from ui.shell import Shell

CONTRACT_STATES = {"now": N_("In force"), "coming": N_("To come"), "ended": N_("Ended")}


class CustomersWindow(RecordWindow):
    """See the module."""

    story_kind = "customer"
    topics = frozenset({"customers", "products", "money", "orders"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(
            shell, _("Customers"), _("Who buys, where it goes, on which terms"), records.CUSTOMER_LIST,
            verb=_("New customer"), icon="users", edit_right="customers.edit", search=_("Name, code, phone, initials"),
            empty=_("No customers yet"),
            empty_text=_("Add the first one here, or drop a whole list on this window (F7)."),
        )  # fmt: skip
        self.import_button = offer_import(self, "customers", "prices", bar=self.pane.bar, home="customers")

    def read(self, record_id: int) -> CustomerRecord | None:
        return records.customer_record(record_id, self.shell.today())

    def show_record(self, record: CustomerRecord) -> None:
        chips = [] if record.data.active else [Chip(_("Not in use"), "ban", "neutral")]
        self.panel.set_head(record.code, record.data.name, *chips)
        may = self.shell.may("customers.edit")
        add_address, add_price = link_button(_("Add address")), link_button(_("Add price"))
        add_address.clicked.connect(lambda: address_dialog(self, self.shell, self._again, record))
        add_price.clicked.connect(lambda: price_dialog(self, self.shell, self._again, record))
        parts: list[QWidget] = [KeyFacts(self._facts(record))]
        parts += [section(_("Addresses"), add_address if may else None), *map(self._address, record.addresses)]
        if not record.addresses:
            parts.append(label(_("No address yet: it is asked for with each order."), "hint", wrap=True))
        parts += [section(_("Special prices"), add_price if may else None), *map(self._price, record.prices)]
        if not record.prices:
            parts.append(label(_("None: the price level or the standard price holds."), "hint", wrap=True))
        parts += self._contracts(record, may)
        if record.data.note:
            parts += [section(_("Note")), label(record.data.note, wrap=True)]
        self.panel.set_body(parts, keep=True)
        orders = action_button(_("Orders"), "clipboard-list", "F8")
        orders.clicked.connect(partial(self.shell.go, "orders", search=record.data.name))
        self.panel.set_foot([orders, self.edit_button()])

    def _facts(self, record: CustomerRecord) -> list[tuple[str, str]]:
        data = record.data
        money = []
        if self.shell.may("credit.view"):
            limit = amount(data.credit_limit) if data.credit_limit is not None else _("No limit")
            money = [(_("Credit limit ¥"), limit), (_("Owes ¥"), amount(record.balance)),
                     (_("Past due ¥"), amount(record.overdue))]  # fmt: skip
        return [
            (_("Contact"), data.contact or "—"), (_("Phone"), data.phone or "—"), *money,
            (_("Payment days"), str(data.payment_days)), (_("Price level"), data.price_level or "—"),
            (_("Delivery policy"), dict(policies())[data.delivery_policy]),
            (_("Billing"), dict(billings())[data.billing]),
            (_("Open orders"), str(record.open_orders)), (_("Tax number"), data.tax_number or "—"),
        ]  # fmt: skip

    def _address(self, each: AddressRow) -> QWidget:
        """One address with its buttons."""
        who = "  •  ".join(part for part in (each.receiver, each.phone, _("usual") if each.is_default else "") if part)
        texts = column(label(each.text, wrap=True), ElidedLabel(who, "caption"), gap=0)
        change, remove = icon_button(_("Change the address"), "pencil"), icon_button(_("Remove the address"), "trash-2")
        change.clicked.connect(lambda: address_dialog(self, self.shell, self._again, self.record, each))
        remove.clicked.connect(lambda: self._remove_address(each))
        return self._entry(texts, change, remove)

    def _price(self, each: PriceRow) -> QWidget:
        return price_entry(self, self.shell, each, f"{each.sku}  {each.product}", self._again)

    def _contracts(self, record: CustomerRecord, may: bool) -> list[QWidget]:
        """Dated price lists, each with what can be done with it."""
        add = link_button(_("New contract"))
        add.clicked.connect(lambda: ContractDialog(self, self.shell, (record.id, record.data.name), self._again).open())
        parts: list[QWidget] = [section(_("Contracts"), add if may else None), *map(self._contract, record.contracts)]
        if not record.contracts:
            parts.append(label(_("None. A contract is a list of prices between two days."), "hint", wrap=True))
        return parts

    def _contract(self, each: Contract) -> QWidget:
        days = " – ".join(short_date(day) if day else "…" for day in (each.valid_from, each.valid_to))
        count = ngettext("{count} price", "{count} prices", each.count).format(count=each.count)
        told = "  •  ".join((_(CONTRACT_STATES[each.state]), days, count))
        texts = column(ElidedLabel(each.name, "bodyStrong"), ElidedLabel(told, "caption"), gap=0)
        change, again = icon_button(_("Change the contract"), "pencil"), icon_button(_("Renew the contract"), "copy")
        end = icon_button(_("End the contract"), "x")
        change.clicked.connect(lambda: self._change_contract(each))
        again.clicked.connect(lambda: renew_dialog(self, self.shell, each, self._again))
        end.clicked.connect(lambda: self._end_contract(each))
        buttons = (again,) if each.state == "ended" else (change, again, end)
        return self._entry(texts, *buttons)

    def _change_contract(self, each: Contract) -> None:
        name = self.record.data.name

        def show(lines: tuple[Listed, ...]) -> None:
            ContractDialog(self, self.shell, (each.customer_id, name), self._again, (each, lines)).open()

        self.shell.read(self, lambda: contracts.contract_lines(each.customer_id, each.name), show, key="contract")

    def _end_contract(self, each: Contract) -> None:
        """Done at once; Undo writes the list back as it was."""
        def work(call: Call) -> tuple[ContractLine, ...]:
            lines = tuple(row.line for row in contracts.contract_lines(each.customer_id, each.name))
            contracts.end_contract(call, each.customer_id, each.name)
            return lines

        def ended(lines: tuple[ContractLine, ...]) -> None:
            self.shell.toast(_("Contract {name} is ended.").format(name=each.name), undo=lambda: back(lines))
            self._again(None)

        def back(lines: tuple[ContractLine, ...]) -> None:
            was = "" if each.state == "coming" else each.name
            kept = (each.customer_id, each.name, each.valid_from, each.valid_to, lines, was)
            self.shell.run(self, lambda call: contracts.save_contract(call, *kept), self._again)

        self.shell.run(self, work, ended)

    def _entry(self, texts: QLayout, *buttons: QWidget) -> QWidget:
        line = row(gap=4, margins=(0, 4, 0, 4))
        line.addLayout(texts, 1)
        for button in buttons:
            line.addWidget(button)
            button.setVisible(self.shell.may("customers.edit"))
        return boxed(column(line, hline(), gap=0))

    def _remove_address(self, each: AddressRow) -> None:
        """Done at once; Undo writes it back."""
        customer = self.record

        def back() -> None:
            kept = (customer.id, None, each.receiver, each.phone, each.text, each.is_default)
            self.shell.run(self, lambda call: address_book.save_address(call, *kept), self._again)

        def gone(_made: object) -> None:
            self.shell.toast(_("The address is removed."), undo=back)
            self._again(_made)

        self.shell.run(self, lambda call: address_book.remove_address(call, each.id), gone)

    def _again(self, _made: object) -> None:
        if self.record is not None:
            self._read(self.record.id)

    def new(self) -> None:
        customer_dialog(self, self.shell, self.saved)

    def edit(self, record: CustomerRecord) -> None:
        customer_dialog(self, self.shell, self.saved, record)
