"""The head of an order while it is typed: who buys, by when, and where it goes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from resources.i18n import _
from services.divisions import DOUBTS, Place, find_place
from services.order_typing import BookAddress, CustomerChoice
from services.orders import LONGEST, Draft
from services.pasted_address import Pasted, take_apart
from services.scanning import parse
from ui.kit.buttons import bind_key, link_button, tooltip
from ui.kit.fields import DateField, NotesField, TextField
from ui.kit.forms import FieldRow
from ui.kit.labels import boxed, column, ground, label, row
from ui.orders import words
from ui.orders.address_book import AddressBook
from ui.orders.customer_filter import customer_lookup
from ui.shell import Shell
from ui.theme import theme

LOOK_MS = 600  # an address is looked at when the person has stopped typing it
TAKES_CODES = frozenset({"customer_ref", "note"})
OWN_KINDS = frozenset({"document", "package", "bin", "box", "badge", "command"})
TEXTS = ("customer_ref", "receiver", "phone", "address", "note")


@dataclass(frozen=True, slots=True)
class HeadValues:
    """The head's fields, as a Draft has them."""

    customer_id: int | None
    customer_text: str
    customer_ref: str
    promised: date | None
    receiver: str
    phone: str
    address: str
    note: str


class Head(QObject):
    """The fields and their rows; `top` goes above the lines, `side` beside them."""

    edited = Signal()
    customer_changed = Signal()
    went_on = Signal()

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self.customer = customer_lookup(shell)
        self.promised = DateField(shell.today)
        self.fields: dict[str, Any] = {
            "customer": self.customer,
            "customer_ref": TextField(_("Their order number"), longest=200),
            "promised": self.promised,
            "receiver": TextField(longest=100),
            "phone": TextField(longest=60),
            "address": NotesField(_("Or name, phone and address pasted in one"), lines=3, longest=LONGEST),
            "note": NotesField(_("For whoever packs and delivers"), lines=3, longest=LONGEST),
        }
        self._rows = {name: FieldRow(term, self.fields[name], required=name in REQUIRED, hint="")
                      for name, term in self._terms().items()}  # fmt: skip
        self._terms_word = label("", "caption", wrap=True)
        self._errors: dict[str, str] = {}
        self._defaults = ("", "", "")
        self._home_of: int | None = None
        self._order_day: date | None = None
        self._pasted: Pasted | None = None
        self.split = link_button("")
        self.split.setToolTip(tooltip(_("Put the parts of this address into their fields"), "Ctrl+D"))
        self.split.hide()
        self._looked = QTimer(self, singleShot=True, interval=LOOK_MS)
        self._setting = False
        self.book = AddressBook(shell, self.customer_id, self._address, self._took_address)
        self.top, self.side = self._make_top(), self._make_side()
        self._connect()

    @staticmethod
    def _terms() -> dict[str, str]:
        return {
            "customer": _("Customer"), "customer_ref": _("Customer's no."), "promised": _("Promised date"),
            "receiver": _("Receiver"), "phone": _("Phone"), "address": _("Address"), "note": _("Note"),
        }  # fmt: skip

    def _make_top(self) -> QWidget:
        line = row(gap=16, margins=(0, 0, 0, 0))
        for name, share in (("customer", 4), ("customer_ref", 2), ("promised", 2)):
            line.addWidget(self._rows[name], share, Qt.AlignmentFlag.AlignTop)
        return boxed(line)

    def _make_side(self) -> QWidget:
        rows = [*(self._rows[name] for name in ("receiver", "phone", "address")), self.split, self._rows["note"]]
        title = row(label(_("Deliver to"), "section"), None, self.book.button)
        made = boxed(column(title, self._terms_word, *rows, None, gap=12,
                            margins=(16, 16, 16, 16)))  # fmt: skip
        made.setFixedWidth(theme.px("width.panel"))
        return ground(made, "panel")

    def _connect(self) -> None:
        for name, field in self.fields.items():
            field.edited.connect(lambda name=name: self._edited(name))
            field.installEventFilter(self)
        self.split.clicked.connect(self.take_apart)
        self._looked.timeout.connect(self._look_at_place)
        bind_key(self.split, "Ctrl+D")
        self.customer.chosen.connect(self._took_customer)
        self.customer.went_on.connect(lambda: self._next("customer"))

    # values

    def values(self) -> HeadValues:
        customer: CustomerChoice | None = self.customer.value()
        texts = {name: str(self.fields[name].value() or "") for name in TEXTS}
        return HeadValues(
            customer.id if customer else None, self.customer.typed(), texts["customer_ref"], self.promised.value(),
            texts["receiver"], texts["phone"], texts["address"], texts["note"],
        )  # fmt: skip

    def set_values(self, draft: Draft, customer: CustomerChoice | None) -> None:
        self._setting = True
        self._order_day = draft.order_date
        self.customer.set_choice(customer, draft.customer_text)
        for name in ("promised", *TEXTS):
            value = getattr(draft, name)
            if self.fields[name].value() != value:
                self.fields[name].set_value(value)
        self._setting = False
        self._looked.start()
        self._defaults = _home(customer)
        self._home_of = customer.id if customer is not None else None
        self._show_terms(customer)

    def is_empty(self) -> bool:
        values = self.values()
        return not (values.customer_id or values.customer_text or values.promised
                    or any(getattr(values, name) for name in TEXTS))  # fmt: skip

    def customer_id(self) -> int | None:
        customer: CustomerChoice | None = self.customer.value()
        return customer.id if customer else None

    def _took_customer(self, customer: CustomerChoice) -> None:
        """Fill in where this customer's goods go, unless the person typed another place."""
        before, self._defaults = self._defaults, _home(customer)
        again, self._home_of = self._home_of == customer.id, customer.id
        if again:
            self._restore(customer)
        for name, old, new in zip(("receiver", "phone", "address"), before, self._defaults, strict=True):
            if self.fields[name].value() in ("", None, old):
                self.fields[name].set_value(new)
        self._looked.start()
        self._show_terms(customer)
        self.customer_changed.emit()
        if self.customer.hasFocus():
            self._next("customer")

    def _restore(self, customer: CustomerChoice) -> None:
        """The same customer once more: where their goods go, in place of what was typed over it."""
        typed = self._address()
        home = BookAddress(*(new or old for new, old in zip(self._defaults, _parts(typed), strict=True)))
        if typed == home:
            return
        self._put_address(home)
        text = _("The address of {name} is here again.").format(name=customer.name)
        self._shell.toast(text, undo=lambda: self._took_address(typed))

    def _show_terms(self, customer: CustomerChoice | None) -> None:
        self._terms_word.setVisible(customer is not None)
        self.book.button.setVisible(customer is not None)
        if customer is not None:
            sentence = _("{name} pays in {terms}") if customer.payment_days else _("{name} pays at once")
            self._terms_word.setText(sentence.format(name=customer.name, terms=words.terms(customer.payment_days)))

    def _address(self) -> BookAddress:
        """The address as it stands in the fields."""
        return BookAddress(*(str(self.fields[name].value() or "").strip() for name in ("receiver", "phone", "address")))

    def _put_address(self, found: BookAddress) -> None:
        for name, text in zip(("receiver", "phone", "address"), _parts(found), strict=True):
            self.fields[name].set_value(text)

    def _took_address(self, found: BookAddress) -> None:
        self._put_address(found)
        self.fields["address"].setFocus(Qt.FocusReason.OtherFocusReason)

    # scans

    def focused_text(self) -> str:
        """The name of the field of text that is typed in, or ""."""
        return next((name for name in TEXTS if self.fields[name].hasFocus()), "")

    def take_scan(self, text: str, name: str) -> None:
        """A scan that is no product, made while the field of that name was typed in (or "")."""
        if name in TAKES_CODES and parse(text).kind not in OWN_KINDS:
            self.insert(name, text)
            return
        into = name or "customer_ref"
        verb = _("Put it into “{field}”").format(field=self._terms()[into])
        told = _("No product has the code {code}.").format(code=text)
        self._shell.warn(told, verb, lambda: self.insert(into, text))

    def insert(self, name: str, text: str) -> None:
        """Put a text where the cursor of a field is."""
        field = self.fields[name]
        if isinstance(field, QLineEdit):
            field.insert(text)
        else:
            field.insertPlainText(text)
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    # errors

    def problems(self) -> dict[str, str]:
        """What must change before submitting, by the field's name."""
        found = {name: wrong for name in TEXTS if (wrong := self.fields[name].problem())}
        if self.customer.value() is None:
            typed = bool(self.customer.typed())
            found["customer"] = _("Choose one of those found.") if typed else _("Choose the customer.")
        if wrong := self._wrong_day():
            found["promised"] = wrong
        return found

    def _wrong_day(self) -> str:
        """An order of last week may keep a promise that has passed since, but not one from before it was placed."""
        day = self.promised.value()
        if day is None:
            return self.promised.problem() or _("Type a date, such as +3.")
        if day < (self._order_day or self._shell.today()):
            return _("Promise a day from today on.")
        return ""

    def show_problems(self, found: dict[str, str]) -> None:
        self._errors = found
        for name, line in self._rows.items():
            line.show_error(found.get(name, ""))

    def error_count(self) -> int:
        return len(self._errors)

    def focus_error(self) -> bool:
        for name in self._rows:
            if name in self._errors:
                self.fields[name].setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    # typing

    def _edited(self, name: str) -> None:
        if self._setting:
            return
        if name == "address":
            self._offer_to_split()
            self._looked.start()
        if self._errors:
            now = self.problems()
            self.show_problems({key: now[key] for key in self._errors if key in now})
        self.edited.emit()

    def _offer_to_split(self) -> None:
        """Where the address holds a phone too, show what taking it apart would give; the person decides."""
        self._pasted = take_apart(str(self.fields["address"].value()))
        self.split.setVisible(self._pasted is not None)
        if self._pasted is not None:
            parts = (self._pasted.receiver, self._pasted.phone, self._pasted.address)
            shown = "  •  ".join(part if len(part) < 18 else f"{part[:16]}…" for part in parts if part)
            self.split.setText(_("Take apart: {parts}").format(parts=shown))
            self.split.setAccessibleName(_("Take apart: {parts}").format(parts=", ".join(filter(None, parts))))

    def _look_at_place(self) -> None:
        """Say which province, city and district the address names, or what is doubtful about it."""
        text = str(self.fields["address"].value() or "")
        self._shell.read(self, lambda: find_place(text), self._show_place, key="place")

    def _show_place(self, place: Place | None) -> None:
        line = self._rows["address"]
        line.tell("  ·  ".join(place.parts()[:-1]) if place is not None and not place.doubt else "")
        line.advise(_(DOUBTS[place.doubt]) if place is not None and place.doubt else "")

    def take_apart(self) -> None:
        """Put what was found in a pasted address into its fields; a receiver that was not found stays."""
        found = self._pasted
        if found is None:
            return
        for name in ("receiver", "phone", "address"):
            if getattr(found, name):
                self.fields[name].set_value(getattr(found, name))
        self.fields["address"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _next(self, name: str) -> None:
        order = ("customer", "customer_ref", "promised")
        at = order.index(name) + 1
        if at < len(order):
            field = self.fields[order[at]]
            field.setFocus(Qt.FocusReason.TabFocusReason)
            if isinstance(field, QLineEdit):
                field.selectAll()
        else:
            self.went_on.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on as Tab does; in the fields above the lines it leads to the first line."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            for name in ("customer_ref", "promised"):
                if watched is self.fields[name]:
                    self._next(name)
                    return True
        return False


REQUIRED = frozenset({"customer", "promised"})


def _home(customer: CustomerChoice | None) -> tuple[str, str, str]:
    return (customer.receiver, customer.receiver_phone, customer.address) if customer else ("", "", "")


def _parts(found: BookAddress) -> tuple[str, str, str]:
    return found.receiver, found.phone, found.text
