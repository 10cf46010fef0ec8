"""The windows that show a list and, at its right, a panel.

    class ScanJournalWindow(PanelWindow):           # the panel is the window's own affair
        def __init__(self, shell: Shell) -> None:
            super().__init__(shell, _("Scan journal"), subtitle)
            self.lay_out(ListPane(...), SidePanel(closable=False))

    class WatchWindow(CurrentWindow):               # the panel shows what is current in the list
        def read(self, record_id): ...              # on a reader thread; None when it is gone
        def show_record(self, record): ...          # fills self.panel
        story_kind = "incident"                     # where the panel ends with the record's timeline
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QWidget

from ui.kit.labels import row
from ui.kit.list_pane import ListPane
from ui.kit.panel import SidePanel
from ui.kit.panel_door import PanelDoor
from ui.kit.timeline import Story
from ui.kit.warned import Warned
from ui.kit.window import Window
from ui.shell import Shell

WIDE = 1500
NARROW = 1340


class PanelWindow(Window):
    """See the module."""

    pane: ListPane
    panel: SidePanel
    spare: tuple[str, ...] = ()  # columns that a narrow window does without as long as nobody arranged any

    def lay_out(self, pane: ListPane, panel: SidePanel) -> None:
        """Put the list and its panel side by side."""
        self.pane, self.panel = pane, panel
        line = row(gap=0)
        line.addWidget(pane, 1)
        line.addWidget(panel)
        self.place(line)

    def place(self, records: QLayout) -> None:
        """Put the list and its panel into the window."""
        self.body.addLayout(records, 1)

    def regions(self) -> list[QWidget]:
        return [self.pane.table, self.panel]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.panel.set_wide(self.width() >= WIDE)
        if self.spare:
            self.pane.table.columns.hide_at_first(self.spare if self.width() < NARROW else ())


class CurrentWindow(PanelWindow):
    """See the module. `record` is what the panel shows, None when it is closed for want of one."""

    story_kind = ""
    door: PanelDoor

    def __init__(self, shell: Shell, title: str, subtitle: str) -> None:
        super().__init__(shell, title, subtitle)
        self.record: Any = None
        self.story: Story | None = None
        self.warned: Warned | None = None

    def follow(self, pane: ListPane) -> None:
        """Lay the window out; from now on the panel shows the current record of the list."""
        panel = SidePanel()
        if self.story_kind:
            panel.tail = self.story = Story(self.shell, self.story_kind)
            self.warned = Warned(self.shell, self.story_kind)
            panel.set_top(self.warned)
        self.lay_out(pane, panel)
        pane.current_changed.connect(self._came)
        self.door = PanelDoor(pane, panel)

    def _own(self, filters: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Filters with the person in the place of an empty value."""
        return tuple((name, value or str(self.shell.actor.user_id)) for name, value in filters)

    def lead_to(self, record_id: int) -> None:
        """Somebody comes here for this record: show it, wherever in the list it is."""
        self.door.open()
        self.pane.show_record(record_id, lambda: self.read(record_id), self._shown)

    # what such a window says

    def read(self, record_id: int) -> Any:
        """The record for the panel, read on a reader thread; None when it is gone."""

    def show_record(self, record: Any) -> None:
        """Fill the panel."""

    # the current record

    def refresh(self) -> None:
        self.pane.refresh()
        if self.record is not None:
            self._read(self.record.id)

    def _came(self, record_id: Any) -> None:
        """A row is current, or none is."""
        self._read(record_id)

    def _read(self, record_id: Any) -> None:
        """Show this record, or none, in the panel."""
        if record_id is None:
            self._shown(None)
        else:
            self.shell.read(self, lambda: self.read(record_id), self._shown, key="record")

    def _shown(self, record: Any) -> None:
        """A record was read: it is the panel's."""
        self.record = record
        if record is not None:
            self.show_record(record)
            if self.story is not None and self.warned is not None:
                self.story.show_subject(record.id)
                self.warned.show_subject(record.id)
        self.door.show(record is not None)
