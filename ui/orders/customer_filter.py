"""The customer filter of the list: a button, and below it a field that finds the customer."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from resources.i18n import _
from services.order_typing import CustomerChoice, find_customers
from ui.kit.buttons import MenuButton
from ui.kit.labels import column
from ui.orders.lookup import Choice, ChoiceList, Lookup
from ui.shell import Shell

WIDTH = 420


def customer_choice(customer: CustomerChoice) -> Choice:
    return Choice(customer.name, customer.code, customer.phone, customer)


def customer_lookup(shell: Shell) -> Lookup:
    """A field that finds customers."""
    return Lookup(
        shell, find_customers, customer_choice, _("Name, code, phone or initials"), lambda customer: customer.name
    )


class CustomerPopup(QFrame):
    """A field over what it finds; closes when one is taken, on Esc and when the person looks elsewhere."""

    def __init__(self, owner: MenuButton, shell: Shell, chosen: Callable[[CustomerChoice], None]) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._chosen = chosen
        self.field = customer_lookup(shell)
        self.field.setAccessibleName(_("Customer"))
        found = ChoiceList(self, self.field.placeholderText())
        self.field.embed(found)
        self.field.chosen.connect(self._take)
        self.field.edited.connect(self.adjustSize)
        inner = column(self.field, found, gap=6, margins=(8, 8, 8, 8))
        inner.setSizeConstraint(inner.SizeConstraint.SetFixedSize)
        self.field.setFixedWidth(WIDTH - 16)
        self.setLayout(inner)

    def _take(self, customer: Any) -> None:
        self.close()
        self._chosen(customer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)


class CustomerButton(MenuButton):
    """The button in the filter bar."""

    def __init__(self, shell: Shell, chosen: Callable[[CustomerChoice], None]) -> None:
        super().__init__(_("Customer"))
        self._shell, self._taken = shell, chosen
        self.popup: CustomerPopup | None = None

    def open_menu(self) -> None:
        self.popup = CustomerPopup(self, self._shell, self._taken)
        self.popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self.popup.show()
        self.popup.field.setFocus()
