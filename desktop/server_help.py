"""What whoever looks after the company's server is asked for, and the script that does the most of it."""

from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from resources.i18n import _
from ui.kit.buttons import action_button
from ui.kit.dialog import Dialog
from ui.kit.labels import label, row

SCRIPT = "packdesk-server.sql"


class ServerHelp(Dialog):
    """Opened from the form that connects to a server."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, _("What to ask the IT helper"))
        text = _("Several PCs work on one company over a PostgreSQL server, on any PC of the office that is always on. "
                 "Please give this list and the script to whoever looks after it:")  # fmt: skip
        self.body.addWidget(label(text, wrap=True))
        for number, step in enumerate(self.steps(), 1):
            line = row(gap=8)
            line.addWidget(label(f"{number}.", "bodyStrong"), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(label(step, wrap=True), 1)
            self.body.addLayout(line)
        after = _("A company that was begun on one PC moves there by a backup, restored into the empty database.")
        self.said = label(after, "secondary", wrap=True)
        self.body.addWidget(self.said)
        self.save = action_button(_("Save the script…"), "save")
        self.save.clicked.connect(self.save_script)
        self.buttons(_("Go on"), self.accept, cancel=None)
        self.beside(self.save)

    @staticmethod
    def steps() -> tuple[str, ...]:
        return (
            _("Install PostgreSQL 13 or later, and let the office's PCs reach it (port 5432)."),
            _("Run the script once as the server's administrator. It makes the database and two roles with least "
              "rights, and asks for their passwords."),
            _("Make the tables: packdesk-cli --database postgresql://packdesk_owner@SERVER/packdesk migrate"),
            _("Tell you the server's name and the password of packdesk_app; these go into the form behind."),
        )  # fmt: skip

    def save_script(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(self, _("Save the script…"), SCRIPT, "SQL (*.sql)")
        if not name:
            return
        try:
            Path(name).write_bytes(script())
        except OSError as error:
            said = _("{file} can't be written: {reason}. Choose another place or free some space.")
            self.said.setText(said.format(file=name, reason=error.strerror or error))
        else:
            self.said.setText(_("The script is saved as {file}.").format(file=name))


def script() -> bytes:
    return (files("resources") / "server" / SCRIPT).read_bytes()
