"""A quiet word in the notification area of Windows when something new waits for this person's answer, once for each.

Nothing is closed by it: pressing it opens the warnings. Where the system has no such area nothing is shown.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from desktop.pc_settings import PcSettings
from resources.i18n import _, ngettext
from services.lists import INCIDENT_KIND_TERMS
from services.watch import views
from services.watch.views import Fresh
from ui.shell import Shell

TOLD = "watch.told"
SHOWN_MS = 8000


class Tray(QObject):
    """`look` asks for what is new, on a reader thread. The last incident told of is kept on this PC for each person."""

    pressed = Signal()

    def __init__(self, shell: Shell, settings: PcSettings, make: Callable[[], QSystemTrayIcon] | None = None) -> None:
        super().__init__()
        self._shell, self._settings = shell, settings
        self._make = make if make is not None or not QSystemTrayIcon.isSystemTrayAvailable() else QSystemTrayIcon
        self._icon: QSystemTrayIcon | None = None

    def look(self) -> None:
        """Tell of what came since it was told last; the first time on a PC only remember where it stands."""
        if self._make is None or not self._shell.may("incidents.edit"):
            return
        actor, after = self._shell.actor, self._told()
        self._shell.read(self, lambda: views.fresh(actor, max(after, 0)),
                         lambda found: self._tell(found, first=after < 0), key="fresh incidents")  # fmt: skip

    def close(self) -> None:
        """Take the icon out of the notification area."""
        if self._icon is not None:
            self._icon.hide()
            self._icon = None

    def _told(self) -> int:
        kept = self._settings.get(TOLD, {})
        known = kept.get(str(self._shell.actor.user_id)) if isinstance(kept, dict) else None
        return known if isinstance(known, int) else -1

    def _tell(self, found: Fresh, *, first: bool) -> None:
        kept = self._settings.get(TOLD, {})
        known = dict(kept) if isinstance(kept, dict) else {}
        self._settings.set(TOLD, known | {str(self._shell.actor.user_id): found.last})
        if first or not found.count or self._make is None:
            return
        if self._icon is None:
            self._icon = self._make()
            self._icon.messageClicked.connect(self.pressed)
            self._icon.activated.connect(lambda _reason: self.pressed.emit())
            self._icon.setIcon(QApplication.windowIcon())
            self._icon.show()
        self._icon.showMessage(*self._words(found), QSystemTrayIcon.MessageIcon.NoIcon, SHOWN_MS)

    @staticmethod
    def _words(found: Fresh) -> tuple[str, str]:
        term = INCIDENT_KIND_TERMS.get(found.kind, found.kind)
        title = ngettext("{count} new warning to answer", "{count} new warnings to answer", found.count)
        return title.format(count=found.count), f"{_(term)}: {found.subject}"
