"""Choosing the company's server: where it is and who signs in there; the password goes into the system's keyring."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

from PySide6.QtWidgets import QWidget

from desktop.server_help import ServerHelp
from resources.i18n import _
from services.errors import Refusal
from ui.kit.buttons import link_button
from ui.kit.fields import IntField, PasswordField, TextField
from ui.kit.forms import Form, FormDialog
from ui.kit.jobs import JobRunner
from ui.kit.labels import row
from ui.texts import text_for

PORT = 5432


def server_url(values: dict[str, Any]) -> str:
    """What was typed as an address, without the password."""
    user, host, name = (quote(str(values[key]).strip(), safe="") for key in ("user", "host", "name"))
    return f"postgresql://{user}@{host}:{values['port'] or PORT}/{name}"


class ConnectionForm(FormDialog):
    """`attempt(url, password)` runs on a worker and raises the Refusal that is shown; `connected(url)` follows it."""

    def __init__(
        self,
        parent: QWidget | None,
        jobs: JobRunner,
        attempt: Callable[[str, str], None],
        connected: Callable[[str], None],
        url: str = "",
    ) -> None:
        form = Form(columns=2)
        form.add("host", _("Server"), TextField(_("Name or address")), required=_("Please type the server's name."))
        form.add("port", _("Port"), IntField(1, 65535, example="5432"))
        form.add("name", _("Database"), TextField("packdesk"), required=_("Please type the database's name."))
        form.add("user", _("User"), TextField("packdesk_app"), required=_("Please type the user's name."))
        form.add("password", _("Password"), PasswordField(_("Kept in this PC's keyring")), span=2)
        form.set_values(_known(url))
        super().__init__(parent, _("Connect to a server"), form, _("Connect"), self._try)
        self.help = link_button(_("What to ask the IT helper…"))
        self.help.clicked.connect(lambda: ServerHelp(self).open())
        self.body.addLayout(row(self.help, None))
        self._jobs, self._attempt, self._connected = jobs, attempt, connected

    def _try(self, values: dict[str, Any]) -> None:
        url, password = server_url(values), str(values["password"] or "")
        attempt = self._attempt
        self.save_button.setEnabled(False)
        self._jobs.write(self, lambda _report: attempt(url, password), lambda _done: self._done(url), failed=self._no)

    def _done(self, url: str) -> None:
        self.accept()
        self._connected(url)

    def _no(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        if isinstance(error, Refusal):
            self.form.say(text_for(error))
        else:
            self._jobs.on_error(self, error)


def _known(url: str) -> dict[str, Any]:
    """The parts of an address for the form; the usual ones where there is none."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        return {"port": PORT, "name": "packdesk", "user": "packdesk_app"}
    return {
        "host": parts.hostname or "", "port": parts.port or PORT, "name": parts.path.lstrip("/"),
        "user": parts.username or "",
    }  # fmt: skip
