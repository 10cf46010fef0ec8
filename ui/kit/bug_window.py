"""The window for a bug: says so, keeps the work, offers the details and the log folder."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from resources.i18n import _
from ui.kit.buttons import action_button
from ui.kit.dialog import Dialog
from ui.kit.labels import label, row


class BugWindow(Dialog):
    """`details` is the traceback; the program goes on behind it."""

    def __init__(self, parent: QWidget | None, details: str, logs: Path) -> None:
        super().__init__(parent, _("Something went wrong in the program"))
        self._details = details
        text = _(
            "This is a mistake of the program, not yours. Nothing you typed is lost: "
            "close this and go on, or try again."
        )
        self.body.addWidget(label(text, wrap=True))
        shown = QPlainTextEdit(details)
        shown.setReadOnly(True)
        shown.setFixedHeight(160)
        shown.setAccessibleName(_("Details"))
        self.body.addWidget(shown)
        copy = action_button(_("Copy the details"), "copy")
        copy.clicked.connect(self.copy)
        folder = action_button(_("Open the log folder"), "folder-open")
        folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(logs))))
        self.body.addLayout(row(copy, folder, None))
        self.buttons(_("Go on working"), self.accept, cancel=None)

    def open(self) -> None:
        super().open()
        if self.main is not None:
            self.main.setFocus()

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
