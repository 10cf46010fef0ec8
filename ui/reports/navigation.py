"""The reports by name at the side of their window: the dashboard, the standard ones under their groups, one's own."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from resources.i18n import _
from services.reports.definition import GROUPS, Report
from services.reports.own import Own

WIDTH = 236
DASHBOARD = "dashboard"


class Navigation(QListWidget):
    """`names[row]` is the report of a row, empty for a heading."""

    def __init__(self, standard: Sequence[Report]) -> None:
        super().__init__()
        self.setProperty("flat", "true")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(_("Reports"))
        self.names: list[str] = []
        self._line(DASHBOARD, _("Dashboard"), "", 28)
        for group, term in GROUPS.items():
            mine = [report for report in standard if report.group == group]
            if mine:
                self._heading(_(term))
            for report in mine:
                self._line(report.name, _(report.title), _(report.told))
        self._standard = len(self.names)

    def show_own(self, own: Sequence[Own]) -> None:
        """Put these behind the standard ones; what is chosen stays so where it is still there."""
        name = self.chosen()
        self.blockSignals(True)
        while self.count() > self._standard:
            self.takeItem(self.count() - 1)
        del self.names[self._standard :]
        if own:
            self._heading(_("Made here"))
        for each in own:
            self._line(each.report.name, each.title, each.report.told)
        self.setCurrentRow(self.names.index(name) if name in self.names else -1)
        self.blockSignals(False)

    def chosen(self) -> str:
        """The report that is chosen, or empty."""
        row = self.currentRow()
        return self.names[row] if row >= 0 else ""

    def choose(self, name: str) -> bool:
        """Choose a report; False where there is none of that name."""
        if name not in self.names:
            return False
        self.setCurrentRow(self.names.index(name))
        return True

    def _heading(self, term: str) -> None:
        head = QListWidgetItem(term, self)
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        head.setSizeHint(QSize(0, 29))
        self.names.append("")

    def _line(self, name: str, title: str, tip: str, high: int = 24) -> None:
        item = QListWidgetItem(f"  {title}", self)
        item.setToolTip(tip)
        item.setSizeHint(QSize(0, high))
        self.names.append(name)
