"""The customer's address book beside the order that is typed: choosing an address, keeping the one that was typed."""

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from resources.i18n import _
from services.address_book import save_address
from services.order_typing import BookAddress, address_book
from ui.icons import icon
from ui.kit.buttons import bind_key, link_button, tooltip
from ui.shell import Shell

LONGEST = 60


class AddressBook:
    """`button` opens the book (Ctrl+B). `typed` gives the address in the fields, `take` puts a chosen one there."""

    def __init__(
        self, shell: Shell, customer: Callable[[], int | None], typed: Callable[[], BookAddress],
        take: Callable[[BookAddress], None],
    ) -> None:  # fmt: skip
        self._shell, self._customer, self._typed, self._take = shell, customer, typed, take
        self.button = link_button(_("Address book"))
        self.button.setToolTip(tooltip(_("Choose one of the customer's addresses, or keep this one"), "Ctrl+B"))
        self.button.hide()
        bind_key(self.button, "Ctrl+B")
        self.button.clicked.connect(self._open)
        self.menu: QMenu | None = None

    def _open(self) -> None:
        customer = self._customer()
        if customer is not None:
            self._shell.read(self.button, lambda: address_book(customer), self._show, key="book")

    def _show(self, found: tuple[BookAddress, ...]) -> None:
        menu = self.menu = QMenu(self.button)
        typed = self._typed()
        for each in found:
            action = QAction(icon("map-pin", "text2"), _words(each), menu)
            action.triggered.connect(lambda _on=False, each=each: self._take(each))
            menu.addAction(action)
        if typed.text and typed not in found and self._shell.may("customers.edit"):
            menu.addSeparator()
            keep = QAction(icon("plus", "text2"), _("Keep this address in the book"), menu)
            keep.triggered.connect(lambda: self._keep(typed))
            menu.addAction(keep)
        if menu.isEmpty():
            menu.addAction(_("No address yet: type one, then keep it here.")).setEnabled(False)
        menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))
        first = next((action for action in menu.actions() if action.isEnabled()), None)
        if first is not None:
            menu.setActiveAction(first)

    def _keep(self, typed: BookAddress) -> None:
        customer = self._customer()
        if customer is not None:
            self._shell.run(
                self.button,
                lambda call: save_address(call, customer, None, typed.receiver, typed.phone, typed.text),
                lambda _made: self._shell.toast(_("The address is in the customer's book.")),
            )


def _words(each: BookAddress) -> str:
    text = "  ".join(part for part in (each.text.replace("\n", " "), each.receiver, each.phone) if part)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
