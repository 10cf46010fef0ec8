"""What is shown when the database can't be opened: the sentence, and the ways on."""

from collections.abc import Callable

from PySide6.QtWidgets import QProgressBar, QWidget

from resources.i18n import _
from services.errors import Refusal
from ui.kit.buttons import action_button, link_button
from ui.kit.labels import label, row
from ui.signin.page import EntryPage
from ui.texts import text_for


class TroublePage(EntryPage):
    """`again` tries once more, `connect` asks for a server, `leave` ends the program, `diagnostics` writes the file for
    whoever helps; `restore`, where the database is this PC's own file, takes a backup in its place. `where` names the
    database, without any password."""

    def __init__(
        self,
        error: Refusal,
        where: str,
        again: Callable[[], None],
        connect: Callable[[], None],
        leave: Callable[[], None],
        speak: Callable[[str], None],
        diagnostics: Callable[[], None],
        restore: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(_("The database can't be opened"), text_for(error), speak)
        self.inside.addWidget(label(where, "caption", wrap=True))
        self.retry = action_button(_("Try again"), "refresh-cw", "Return", "main")
        self.retry.clicked.connect(again)
        quit_button = action_button(_("Quit"), "x")
        quit_button.clicked.connect(leave)
        buttons = QWidget()
        buttons.setLayout(row(quit_button, None, self.retry))
        self.inside.addWidget(buttons)
        self.said = label("", wrap=True)
        self.said.hide()
        self.inside.addWidget(self.said)
        self.restore = link_button(_("Restore a backup…"))
        if restore is not None:
            self.restore.clicked.connect(restore)
            hint = _(
                "It becomes a file of its own, with which this PC works from then on; the one that can't be opened "
                "stays as it is. The name of a backup made before an update begins with “before”."
            )
            self.inside.addLayout(row(None, self.restore, None))
            self.inside.addWidget(label(hint, "hint", wrap=True))
        self.diagnostics = link_button(_("Save a diagnostics file"))
        self.diagnostics.clicked.connect(diagnostics)
        self.inside.addLayout(row(None, self.diagnostics, None))
        add_connect(self, connect)

    def say(self, text: str, *, busy: bool = False) -> None:
        """What came of what was pressed, or what is being done while nothing else can be."""
        self.said.setText(text)
        self.said.show()
        for button in (self.retry, self.restore, self.diagnostics):
            button.setEnabled(not busy)


class UpdatePage(EntryPage):
    """While the tables of an older company are changed."""

    def __init__(self, speak: Callable[[str], None]) -> None:
        text = _(
            "This program is newer than the company's database. A backup is made, then the tables are changed; for a "
            "large company this takes a few minutes. Please leave the program open."
        )
        super().__init__(_("The company is being brought up to date"), text, speak)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(_("The company is being brought up to date"))
        self.inside.addWidget(bar)


def add_connect(page: EntryPage, connect: Callable[[], None]) -> None:
    """A link at the foot of a page's form that leads to another server."""
    link = link_button(_("Connect to a server…"))
    link.clicked.connect(connect)
    place = QWidget()
    place.setLayout(row(None, link, None))
    page.inside.addWidget(place)
