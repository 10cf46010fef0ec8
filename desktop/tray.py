"""A quiet word in the notification area of Windows when something new waits for this person's answer, once for each:
warnings, requests for a second person's yes, returns of customers.

Nothing is closed by it: pressing it opens the window of what it told last. Where the system has no such area nothing is
shown.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from desktop.pc_settings import PcSettings
from resources.i18n import N_, _, ngettext
from services import news
from services.lists import INCIDENT_KIND_TERMS
from services.news import Waits
from services.watch import views
from services.watch.views import Fresh
from ui.shell import Shell

# The notes of incidents, and what waits, as they stood when they were told of.
TOLD, TOLD_WAITS = "watch.heard", "waits.told"
SHOWN_MS = 8000
# What waits for, in words, and the window where it is answered.
WAITS = {
    "request": (N_("Approval asked for"), "requests", {}),
    "look_over": (N_("Return to look over"), "returns", {"state": "received"}),
    "settle": (N_("Return to settle"), "returns", {"state": "inspected"}),
}  # fmt: skip


class Tray(QObject):
    """`look` asks for what is new, on a reader thread. What was told is kept on this PC for each person.

    pressed(window, where) leads to what was told last.
    """

    pressed = Signal(str, object)

    def __init__(self, shell: Shell, settings: PcSettings, make: Callable[[], QSystemTrayIcon] | None = None) -> None:
        super().__init__()
        self._shell, self._settings = shell, settings
        self._make = make if make is not None or not QSystemTrayIcon.isSystemTrayAvailable() else QSystemTrayIcon
        self._icon: QSystemTrayIcon | None = None
        self._leads: tuple[str, dict[str, str]] = ("watch", {})

    def look(self) -> None:
        """Tell of what came since it was told last; the first time on a PC only remember where it stands."""
        if self._make is None:
            return
        actor = self._shell.actor
        self._shell.read(self, lambda: news.waits(actor), self._tell_waits, key="waits")
        if not self._shell.may("deliveries.view"):
            return
        after = self._told()
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
        if not first and found.count:
            self._say(*self._words(found), "watch", {})

    def _tell_waits(self, found: tuple[Waits, ...]) -> None:
        """What was not there when it was looked at last; the first time on a PC nothing is new."""
        kept, person = self._settings.get(TOLD_WAITS, {}), str(self._shell.actor.user_id)
        known = kept if isinstance(kept, dict) else {}
        told = known.get(person)
        keys = [each.key for each in found]
        if told != keys:
            self._settings.set(TOLD_WAITS, known | {person: keys})
        if isinstance(told, list) and (new := [each for each in found if each.key not in told]):
            term, window, where = WAITS[new[0].kind]
            title = ngettext("{count} new thing waits for you", "{count} new things wait for you", len(new))
            self._say(title.format(count=len(new)), f"{_(term)}: {new[0].text}", window, where)

    def _say(self, title: str, text: str, window: str, where: dict[str, str]) -> None:
        if self._make is None:
            return
        self._leads = window, where
        if self._icon is None:
            self._icon = self._make()
            self._icon.messageClicked.connect(lambda: self.pressed.emit(*self._leads))
            self._icon.activated.connect(lambda _reason: self.pressed.emit(*self._leads))
            self._icon.setIcon(QApplication.windowIcon())
            self._icon.show()
        self._icon.showMessage(title, text, QSystemTrayIcon.MessageIcon.NoIcon, SHOWN_MS)

    @staticmethod
    def _words(found: Fresh) -> tuple[str, str]:
        term = INCIDENT_KIND_TERMS.get(found.kind, found.kind)
        title = ngettext("{count} new warning to answer", "{count} new warnings to answer", found.count)
        return title.format(count=found.count), f"{_(term)}: {found.subject}"
