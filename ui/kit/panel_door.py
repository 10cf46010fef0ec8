"""Shuts the panel beside a list, and keeps it shut until the person opens it again.

    door = PanelDoor(pane, panel)       # the panel's own button and Esc in the list shut it; Esc again opens it
    door.show(record is not None)       # whether the panel has something to show
    door.open()                         # somebody is led to a record
"""

from PySide6.QtCore import QObject, Qt

from resources.i18n import _
from ui.kit.buttons import icon_button
from ui.kit.list_pane import ListPane
from ui.kit.panel import SidePanel


class PanelDoor(QObject):
    """See the module. What is read anew, here or on another PC, never opens a panel that was shut."""

    def __init__(self, pane: ListPane, panel: SidePanel, *, there: bool = False) -> None:
        super().__init__(pane)
        self._pane, self._panel, self._there, self.shut = pane, panel, there, False
        self.button = icon_button(_("Show the panel"), "panel-right-open", "Esc", bind=False)
        self.button.clicked.connect(self.open)
        pane.bar.add_tool(self.button)
        panel.closed.connect(self.close)
        pane.escaped.connect(lambda: self.open() if self.shut else self.close())
        self._apply()

    def show(self, there: bool) -> None:
        """Say whether the panel has something to show."""
        self._there = there
        self._apply()

    def open(self) -> None:
        self.shut = False
        self._apply()

    def close(self) -> None:
        """Shut it; the list has the keyboard then."""
        self.shut = self._there
        self._apply()
        self._pane.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _apply(self) -> None:
        self._panel.setVisible(self._there and not self.shut)
        self.button.setVisible(self._there and self.shut)
