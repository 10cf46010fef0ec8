"""The rows behind a figure, in a dialog: Enter opens the document a row is of."""

from typing import Any

from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services.listing import Query
from services.reports.definition import Behind
from services.reports.grouped import MOST_BEHIND
from services.reports.listed import Listed
from ui.kit.dialog import Dialog
from ui.kit.labels import label
from ui.kit.paged_table import PagedTable
from ui.shell import Shell

WIDE, HIGH = 900, 430


class BehindDialog(Dialog):
    """See the module."""

    def __init__(self, owner: QWidget, shell: Shell, title: str, found: Behind) -> None:
        super().__init__(owner, title, width=min(WIDE, owner.window().width() - 80))
        self._shell, self._found = shell, found
        listed = Listed(
            "behind", title, found.columns, found.rows, _, "order" if found.window == "orders" else "delivery"
        )
        self.table = PagedTable(shell.jobs, listed, today=shell.today)
        self.table.setMinimumHeight(min(HIGH, owner.window().height() - 220))
        self.body.addWidget(label(self._counted(), "caption"))
        self.body.addWidget(self.table)
        self.table.set_query(Query())
        self.table.escaped.connect(self.reject)
        if found.window:
            self.table.opened.connect(self._open)
            self.buttons(_("Open the document"), lambda: self._open(self.table.current_id()), cancel=_("Close"),
                         hint=_("Enter opens the document"))  # fmt: skip
        self.table.setFocus()

    def _counted(self) -> str:
        count = len(self._found.rows)
        if count >= MOST_BEHIND:
            return _("The newest {count}").format(count=f"{count:,}")
        return ngettext("{count} row", "{count} rows", count).format(count=f"{count:,}")

    def _open(self, number: Any) -> None:
        document = self._found.ids[number - 1] if isinstance(number, int) else None
        if document is not None:
            self.accept()
            self._shell.go(self._found.window, id=document)
