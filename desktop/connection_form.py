"""Choosing the company's server: where it is and who signs in there; the password goes into the system's keyring."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop import find_server
from desktop.find_server import Found
from desktop.server_help import ServerHelp
from resources.i18n import _
from services.errors import Cancelled, Refusal
from ui.kit.buttons import link_button
from ui.kit.fields import IntField, PasswordField, TextField
from ui.kit.forms import Form, FormDialog
from ui.kit.jobs import Job, JobRunner
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
        host = TextField(_("Name or address"), check=_name_problem)
        form.add("host", _("Server"), host, required=_("Please type the server's name."))
        form.add("port", _("Port"), IntField(1, 65535, example="5432"))
        form.add("name", _("Database"), TextField("packdesk"), required=_("Please type the database's name."))
        form.add("user", _("User"), TextField("packdesk_app"), required=_("Please type the user's name."))
        form.add("password", _("Password"), PasswordField(_("Kept in this PC's keyring")), span=2)
        form.set_values(_known(url))
        super().__init__(parent, _("Connect to a server"), form, _("Connect"), self._try)
        self.help = link_button(_("What to ask the IT helper…"))
        self.help.clicked.connect(lambda: ServerHelp(self).open())
        self.search = link_button("")
        self.search.clicked.connect(self.look)
        self.body.addLayout(row(self.search, None, self.help))
        self._jobs, self._attempt, self._connected = jobs, attempt, connected
        self._looking: Job | None = None
        self._show_search()
        self.finished.connect(self._stop_looking)

    def look(self) -> None:
        """Ask the office's network for servers; pressed again, stop."""
        if self._looking is not None:
            self._stop_looking()
            return
        self.form.say("")
        port = int(self.form.values()["port"] or PORT)
        self._looking = self._jobs.read_long(
            self, lambda report: find_server.look(port=port, go_on=report.check), self._found, failed=self._not_found
        )
        self._show_search()

    def _show_search(self) -> None:
        looking = self._looking is not None
        self.search.setText(_("Looking for it on this network… Stop") if looking else _("Look for it on this network"))

    def _stop_looking(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
            self._show_search()

    def _found(self, servers: list[Found]) -> None:
        self._looking = None
        self._show_search()
        if not servers:
            self.form.say(
                _("No PostgreSQL server answers on this network. Is its PC on, and may others reach its port? The IT "
                  "helper knows its name.")
            )  # fmt: skip
        elif len(servers) == 1:
            self._take(servers[0])
        else:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            for each in servers:
                menu.addAction(f"{each.name}  {each.address}".strip()).triggered.connect(partial(self._take, each))
            menu.popup(self.search.mapToGlobal(self.search.rect().bottomLeft()))

    def _not_found(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self._looking = None
            self._show_search()
            self._jobs.on_error(self, error)

    def _take(self, server: Found, *_checked: bool) -> None:
        self.form.set_values({"host": server.name or server.address})
        self.form.editor("password").setFocus(Qt.FocusReason.OtherFocusReason)

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


def _name_problem(name: str) -> str:
    try:
        name.encode("idna")
    except UnicodeError:
        return _("No server is called that. Please type its name or address, such as 192.168.1.20.")
    return ""


def _known(url: str) -> dict[str, Any]:
    """The parts of an address for the form; the usual ones where there is none."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        return {"port": PORT, "name": "packdesk", "user": "packdesk_app"}
    return {
        "host": parts.hostname or "", "port": parts.port or PORT, "name": parts.path.lstrip("/"),
        "user": parts.username or "",
    }  # fmt: skip
