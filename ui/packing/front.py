"""Whether the program has the keyboard: a scanner types into whatever is in front, and who packs by ear does not look.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from ui.packing.frame import behind_words
from ui.packing.sounds import NO_DESK

if TYPE_CHECKING:
    from ui.packing.window import PackingWindow

# Between two windows of its own the program is behind for a moment.
SETTLE_MS = 400


class Front(QObject):
    """Says it at the bench, in sight and in earshot, when another program comes in front of this one."""

    def __init__(self, desk: "PackingWindow") -> None:
        super().__init__(desk)
        self._desk, self.here, self._active = desk, True, True
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._look)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication) and application.platformName() not in NO_DESK:
            application.applicationStateChanged.connect(self.follow)

    def follow(self, state: Qt.ApplicationState) -> None:
        """What the system says; being back is told at once."""
        self._active = state == Qt.ApplicationState.ApplicationActive
        if self._active:
            self._settle.stop()
            self._look()
        else:
            self._settle.start()

    def _look(self) -> None:
        if self._active == self.here:
            return
        self.here, desk = self._active, self._desk
        desk.screen_widget.put_behind(not self.here)
        if not self.here and desk.isVisible() and (desk.view is not None or desk.batch.shown):
            desk.sounds.play("error")
            desk.say(behind_words())
