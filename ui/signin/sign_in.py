"""Signing in.

    page = SignInPage(jobs, lambda login, password: prove_password(login, password), entered, text_for, speak,
                      company="Hangzhou Antai", last_login=settings.get("last_login", ""))

`prove` runs on the writer thread (it takes 0.1 s on purpose and counts failures); `entered(actor, login)` follows.
A refusal, the lock-out too, is one sentence above the fields; the name typed stays, the password is selected.
Where `prove_badge` is given, a badge scanned into either field signs in by itself; `entered` then gets no login.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent

from resources.i18n import _
from services.errors import Refusal
from services.scanning import parse
from ui.kit.buttons import action_button
from ui.kit.fields import PasswordField, TextField
from ui.kit.forms import Form
from ui.kit.jobs import JobRunner
from ui.kit.labels import label
from ui.signin.page import EntryPage


class SignInPage(EntryPage):
    """See the module."""

    def __init__(
        self,
        jobs: JobRunner,
        prove: Callable[[str, str], Any],
        entered: Callable[[Any, str], None],
        text_for: Callable[[Refusal], str],
        speak: Callable[[str], None],
        *,
        company: str = "",
        last_login: str = "",
        prove_badge: Callable[[str], Any] | None = None,
    ) -> None:
        super().__init__(_("Sign in"), company or _("Your name and your password."), speak)
        self._jobs, self._prove, self._entered, self._text_for = jobs, prove, entered, text_for
        self._prove_badge = prove_badge
        self.form = Form(columns=1)
        self.login, self.password = TextField(_("Your sign-in name")), PasswordField(_("Your password"))
        self.form.add("login", _("Sign-in name"), self.login, required=_("Please type your sign-in name."))
        self.form.add("password", _("Password"), self.password, required=_("Please type your password."))
        self.login.set_value(last_login)
        self.enter = action_button(_("Sign in"), "log-in", "Return", "main")
        self.enter.clicked.connect(self.submit)
        self.inside.addWidget(self.form)
        self.inside.addWidget(self.enter)
        if prove_badge is not None:
            self.inside.addWidget(label(_("Or scan your badge."), "hint"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        (self.password if self.login.value() else self.login).setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        if self._by_badge() or not self.form.valid():
            return
        login, password, prove = str(self.login.value()), str(self.password.value()), self._prove
        self.enter.setEnabled(False)
        self._jobs.write(
            self, lambda _report: prove(login, password), lambda actor: self._in(actor, login), failed=self._no
        )

    def _by_badge(self) -> bool:
        """A scanner has typed a badge into the field that had the keyboard. It is a key, so it does not stay there."""
        field = next((each for each in (self.password, self.login) if badge_in(str(each.value()))), None)
        if self._prove_badge is None or field is None or not self.enter.isEnabled():
            return False
        badge, prove = badge_in(str(field.value())), self._prove_badge
        field.clear()
        self.form.say("")
        self.enter.setEnabled(False)
        self._jobs.write(self, lambda _report: prove(badge), lambda actor: self._in(actor, ""), failed=self._no)
        return True

    def _in(self, actor: Any, login: str) -> None:
        self.enter.setEnabled(True)
        self.password.clear()
        self._entered(actor, login)

    def _no(self, error: Exception) -> None:
        self.enter.setEnabled(True)
        if not isinstance(error, Refusal):
            self._jobs.on_error(self, error)
            return
        self.form.say(self._text_for(error))
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        self.password.selectAll()


def badge_in(text: str) -> str:
    """The badge that a scanner typed; "" where it is a name or a password."""
    if not text.strip().upper().startswith("BDG"):
        return ""
    code = parse(text)
    return f"BDG-{code.code}" if code.kind == "badge" else ""
