"""The base of every window of the program.

    class OrdersWindow(Window):
        topics = frozenset({"orders"})                      # what makes it stale

        def __init__(self, shell: Shell) -> None:
            super().__init__(shell, _("Orders"), _("Enter, import and follow customer orders"))
            self.header.add(action_button(_("New order"), "plus", "F2", "main"))
            self.body.addWidget(self._pane)                 # a QVBoxLayout under the header

        def activate(self, **where) -> None: ...            # the person came here, shell.go("orders", id=7)
        def refresh(self) -> None: ...                      # read anew, keeping the place
        def keys(self) -> list[tuple[str, str]]: ...        # for F1: [("F2", _("New order")), ...]
        def regions(self) -> list[QWidget]: ...             # what F6 goes round, after the rail

A change while the window is hidden only marks it; it is read anew when it is seen. Several changes at once are one.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ui.kit.header import PageHeader
from ui.kit.labels import column, ground
from ui.shell import Shell

COALESCE_MS = 80


class Window(QWidget):
    """See the module."""

    topics: frozenset[str] = frozenset()
    belongs_to = ""  # the window whose mark on the rail stays lit, for one that is only led to

    def __init__(self, shell: Shell, title: str, subtitle: str = "") -> None:
        super().__init__()
        ground(self, "surface")
        self.shell, self.title = shell, title
        self.header = PageHeader(title, subtitle, shell.find)
        self.body = column(gap=0)
        whole = column(self.header, gap=0)
        whole.addLayout(self.body, 1)
        self.setLayout(whole)
        self._stale = False
        self._soon = QTimer(self, singleShot=True, interval=COALESCE_MS)
        self._soon.timeout.connect(self._refresh_stale)
        shell.changed.connect(self.on_changes)

    def activate(self, **where: Any) -> None:
        """The person came to this window."""

    def build_rest(self) -> bool:
        """Build a part that the first sight does without, ahead of its need; False when nothing is left."""
        return False

    def refresh(self) -> None:
        """Read what is shown anew; called by F5 and after changes."""

    def keys(self) -> list[tuple[str, str]]:
        """The keys of this window and what they do, for the overview on F1."""
        return []

    def regions(self) -> list[QWidget]:
        """The places that F6 goes round."""
        return []

    def may_leave(self) -> bool:
        """False keeps the program open: something typed is not saved and can't be kept."""
        return True

    def give_way(self, go: Callable[[], None]) -> None:
        """Do `go`, which builds this window anew, once nothing typed would be lost by it."""
        if self.may_leave():
            go()

    def whereabouts(self) -> dict[str, Any]:
        """What to hand to `activate` to come back to where the person is."""
        return {}

    def on_changes(self, topics: frozenset[str]) -> None:
        if self.topics & topics:
            self._stale = True
            if self.isVisible():
                self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._soon.start()

    def _refresh_stale(self) -> None:
        if self._stale and self.isVisible():
            self._stale = False
            self.refresh()
