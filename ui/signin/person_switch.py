"""Another person takes over at a station: their name and PIN, or their badge under the scanner.

    dialog = PersonSwitch(main, shell, [(7, "Liu Qiang"), ...], prove_pin=..., prove_badge=...)
    dialog.open()                       # a person proved becomes shell.actor
    dialog.scanned(text)                # what the scanner read while the dialog is open

`prove_pin(user_id, pin)` and `prove_badge(text)` run on the writer thread and return the Actor.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from resources.i18n import _
from services.errors import Refusal
from services.unit import Actor
from ui.kit.dialog import Dialog
from ui.kit.fields import ChoiceField, PasswordField
from ui.kit.forms import Form
from ui.kit.labels import IconLabel, label, row
from ui.kit.parsing import fold
from ui.shell import Shell


class PersonSwitch(Dialog):
    """See the module."""

    switched = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        shell: Shell,
        people: Sequence[tuple[int, str]],
        *,
        prove_pin: Callable[[int, str], Actor],
        prove_badge: Callable[[str], Actor],
    ) -> None:
        super().__init__(parent, _("Switch person"), width=440)
        self._shell, self._prove_pin, self._prove_badge = shell, prove_pin, prove_badge
        hint = row(IconLabel("id-card", "accent", 20), gap=10)
        hint.addWidget(label(_("Scan your badge, or choose your name and type your PIN."), wrap=True), 1)
        self.body.addLayout(hint)
        self.form = Form(columns=1)
        self.person, self.pin = ChoiceField(people), PasswordField(_("4 to 8 digits"), check=_digits)
        self.pin.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhHiddenText)
        self.form.add("person", _("Person"), self.person, required=True)
        self.form.add("pin", _("PIN"), self.pin, required=_("Please type your PIN."))
        self.body.addWidget(self.form)
        self.pin.returnPressed.connect(self.submit)
        self.verb = self.buttons(_("Switch"), self.submit)

    def open(self) -> None:
        super().open()
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        if self.form.valid() and self.verb.isEnabled():
            user, pin, prove = self.person.value(), fold(self.pin.value()), self._prove_pin
            self._run(lambda: prove(user, pin))

    def scanned(self, text: str) -> None:
        """A badge was scanned while the dialog is open."""
        prove = self._prove_badge
        self._run(lambda: prove(text))

    def _run(self, work: Callable[[], Actor]) -> None:
        self.verb.setEnabled(False)
        self._shell.jobs.write(self, lambda _report: work(), self._switched, failed=self._no)

    def _switched(self, actor: Actor) -> None:
        self.accept()
        self._shell.set_actor(actor)
        self.switched.emit(actor)

    def _no(self, error: Exception) -> None:
        self.verb.setEnabled(True)
        if not isinstance(error, Refusal):
            self._shell.jobs.on_error(self, error)
            return
        self.form.say(self._shell.errors.text(error))
        self.pin.selectAll()
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)


def _digits(pin: str) -> str:
    plain = fold(pin)
    good = plain.isascii() and plain.isdigit() and 4 <= len(plain) <= 8
    return "" if good else _("A PIN has 4 to 8 digits.")
