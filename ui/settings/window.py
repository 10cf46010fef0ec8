"""Settings: the company and its rules, people and roles, carriers, printers, this PC.

    window = SettingsWindow(shell, back_up=...)
    window.activate(page="people", new=True)  # the form of a new person
    window.activate(page="printers")        # company, rules, warnings, people, roles, carriers, papers, backups,
    #                                         printers, scanner, bench, pc
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedLayout, QWidget

from resources.i18n import N_, _
from ui.icons import icon
from ui.kit.labels import boxed, row, vline
from ui.kit.window import Window
from ui.scan.station import Scanner
from ui.settings.backups import Backups, BackupsPage
from ui.settings.bench import BenchPage
from ui.settings.carriers import CarriersPage
from ui.settings.pages import CompanyPage, Page, RulesPage, ThisPcPage
from ui.settings.papers import PapersPage
from ui.settings.people import PeoplePage, RolesPage
from ui.settings.printers import Bench, PrintersPage
from ui.settings.reports import ReportsPage, Scheduled
from ui.settings.scanner import ScannerPage
from ui.settings.warnings import WarningsPage
from ui.shell import Shell

NAV_WIDTH = 200
PAGES: tuple[tuple[str, str, str, str], ...] = (
    ("company", N_("Company"), "building-2", "settings.change"),
    ("rules", N_("Rules"), "shield-check", "settings.change"),
    ("warnings", N_("Warnings"), "triangle-alert", "settings.change"),
    ("people", N_("People"), "users", "people.edit"),
    ("roles", N_("Roles"), "id-card", "people.edit"),
    ("carriers", N_("Carriers"), "truck", "settings.change"),
    ("papers", N_("Papers"), "file-text", "settings.change"),
    ("backups", N_("Backups"), "archive", "backup.run"),
    ("reports", N_("Reports"), "chart-column", ""),
    ("printers", N_("Printers"), "printer", ""),
    ("scanner", N_("Scanner"), "scan-barcode", ""),
    ("bench", N_("Bench"), "package-check", "deliveries.pick"),
    ("pc", N_("This PC"), "monitor", ""),
)  # fmt: skip


class SettingsWindow(Window):
    """See the module. Pages that a person may not use are not offered; each is built when it is first seen."""

    topics = frozenset({"settings", "people", "carriers", "print_jobs", "backup"})

    def __init__(
        self,
        shell: Shell,
        back_up: Callable[[], None] | None = None,
        control_sheet: Callable[[], None] | None = None,
        printer_bench: Callable[[], Bench] | None = None,
        backups: Backups | None = None,
        scheduled: Scheduled | None = None,
        scanner: Scanner | None = None,
    ) -> None:
        super().__init__(shell, _("Settings"), _("The company and its rules, people, printers, this PC"))
        self._back_up, self._control_sheet, self._bench = back_up, control_sheet, printer_bench
        self._backups, self._scheduled = backups, scheduled
        self._scanner = scanner
        lacking = set() if backups is not None and back_up is not None else {"backups"}
        if scheduled is None:
            lacking.add("reports")
        if scanner is None:
            lacking.add("scanner")
        self._offered = [page for page in PAGES if (not page[3] or shell.may(page[3])) and page[0] not in lacking]
        self.nav = QListWidget()
        self.nav.setProperty("flat", "true")
        self.nav.setFixedWidth(NAV_WIDTH)
        self.nav.setAccessibleName(_("Pages"))
        for _name, term, picture, _right in self._offered:
            QListWidgetItem(icon(picture, "text2"), f"  {_(term)}", self.nav)
        self.nav.setSpacing(3)
        self._pages: dict[str, Page] = {}
        self._stack = QStackedLayout()
        line = row(self.nav, vline(), boxed(self._stack), gap=0, margins=(12, 8, 0, 0))
        line.setStretch(2, 1)
        self.body.addLayout(line, 1)
        self.nav.currentRowChanged.connect(self._chosen)

    def _make(self, name: str) -> Page:
        if name == "pc":
            return ThisPcPage(self.shell)
        if name == "backups" and self._backups is not None:
            return BackupsPage(self.shell, self._backups, self._back_up)
        if name == "reports" and self._scheduled is not None:
            return ReportsPage(self.shell, self._scheduled)
        if name == "scanner" and self._scanner is not None:
            return ScannerPage(self.shell, self._scanner)
        if name == "printers":
            return PrintersPage(self.shell, self._control_sheet, self._bench() if self._bench else None)
        if name == "people":
            return PeoplePage(self.shell, self._scanner.scans if self._scanner is not None else None)
        kinds: dict[str, Callable[[Shell], Page]] = {
            "company": CompanyPage, "rules": RulesPage, "roles": RolesPage, "bench": BenchPage,
            "warnings": WarningsPage, "carriers": CarriersPage, "papers": PapersPage,
        }  # fmt: skip
        return kinds[name](self.shell)

    def _chosen(self, at: int) -> None:
        page = self._built(self._offered[at][0])
        self._stack.setCurrentWidget(page)
        page.load()

    def _built(self, name: str) -> Page:
        if name not in self._pages:
            self._pages[name] = self._make(name)
            self._stack.addWidget(self._pages[name])
        return self._pages[name]

    def build_rest(self) -> bool:
        first = self._offered[0][0]
        missing = first not in self._pages
        self._built(first)
        return missing

    def showEvent(self, event: QShowEvent) -> None:
        """The first page is chosen when it is seen: the window is built ahead, while somebody works elsewhere."""
        super().showEvent(event)
        if self.nav.currentRow() < 0:
            self.nav.setCurrentRow(0)

    def page(self) -> Page:
        """The page that is shown."""
        return self._pages[self._offered[self.nav.currentRow()][0]]

    def activate(self, *, page: str = "", new: bool = False, **_where: Any) -> None:
        names = [name for name, *_rest in self._offered]
        if page in names:
            self.nav.setCurrentRow(names.index(page))
        self.nav.setFocus(Qt.FocusReason.OtherFocusReason)
        shown = self.page() if new and self.nav.currentRow() >= 0 else None
        if isinstance(shown, PeoplePage):
            shown.add_person()

    def refresh(self) -> None:
        """What others changed is read anew; each page keeps what is being typed into it."""
        if self.nav.currentRow() >= 0:
            self.page().load()

    def keys(self) -> list[tuple[str, str]]:
        return [("Up", _("The page above")), ("Down", _("The page below")), ("F2", _("Add a person or a carrier")),
                ("Ctrl+Return", _("Save"))]  # fmt: skip

    def regions(self) -> list[QWidget]:
        return [self.nav, self.page()]
