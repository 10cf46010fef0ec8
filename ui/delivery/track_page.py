"""The carrier's own page about a parcel: opened in the browser, or said where there is none."""

from urllib.parse import quote

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton

from resources.i18n import _
from ui.kit.copy_rows import to_clipboard
from ui.shell import Shell


def address(template: str, number: str) -> str:
    """The page of a number, "" without a template."""
    return template.replace("{number}", quote(number, safe="")) if template and number else ""


class TrackLink(QPushButton):
    """A link to the page of the number shown, hidden where the carrier has none; its tooltip is the address."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("Carrier's page"))
        self.setProperty("kind", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self._shell, self.address = shell, ""
        self.clicked.connect(self._open)

    def show_for(self, template: str, number: str) -> None:
        self.address = address(template, number)
        self.setToolTip(self.address)
        if not self.address:
            self.hide()
        elif self.parentWidget() is not None:  # without a parent yet it would be a window of its own for a moment
            self.show()

    def _open(self) -> None:
        if not QDesktopServices.openUrl(QUrl(self.address)):
            to_clipboard(self.address)
            told = _("No browser opened. The address is copied: {address}").format(address=self.address)
            self._shell.toast(told, error=True)
