"""The page of reports that come by themselves: which, how often, and into which folder of this PC or of a server."""

from dataclasses import replace
from datetime import date
from typing import Protocol

from PySide6.QtWidgets import QFileDialog, QGridLayout

from resources.i18n import _
from services.reports import own
from services.reports.catalogue import offered
from services.reports.definition import GROUPS
from services.reports.own import Own
from services.reports.scheduled import DASHBOARD, EVERY, Schedule
from ui.kit.buttons import action_button
from ui.kit.fields import CheckField, ChoiceField, TextField
from ui.kit.forms import Form
from ui.kit.labels import label, row
from ui.settings.pages import Page
from ui.shell import Shell

WIDTH = 820
COLUMNS = 2


class Scheduled(Protocol):
    """What the page does on this PC; desktop/scheduled_reports.py."""

    def schedule(self) -> Schedule: ...
    def said(self) -> str: ...
    def keep(self, schedule: Schedule) -> None: ...
    def look(self, today: date) -> int: ...


class ReportsPage(Page):
    """See the module. They are made with the rights of whoever saves, while the program runs on this PC."""

    def __init__(self, shell: Shell, scheduled: Scheduled) -> None:
        super().__init__(shell, WIDTH)
        self._scheduled = scheduled
        self.every = ChoiceField([(code, _(term)) for code, term in EVERY.items()])
        self.folder = TextField(_("Such as a folder of a server that the owner opens"))
        self.form = Form()
        self.form.add("every", _("How often"), self.every,
                      hint=_("Of the day, week or month that ended, as soon as the program runs."))  # fmt: skip
        self.form.add("folder", _("Folder"), self.folder, span=2)
        choose = action_button(_("Choose a folder…"), "folder-open")
        choose.clicked.connect(self._choose)
        self.checks = {DASHBOARD: CheckField(_("Dashboard, on one page"))}
        self.checks |= {report.name: CheckField(_(report.title)) for report in offered(shell.actor)}
        self.save_button = action_button(_("Save"), "check", "Ctrl+Return", "main")
        self.save_button.clicked.connect(self.save)
        self.now_button = action_button(_("Write them now"), "download")
        self.now_button.clicked.connect(self.write_now)
        self._said = label("", "secondary", wrap=True)
        text = _("Reports can come by themselves: each as PDF and as workbook, in a folder of its time. They hold what "
                 "you may see.")  # fmt: skip
        self.inside.addWidget(label(text, "secondary", wrap=True))
        self.inside.addWidget(self.form)
        self.inside.addLayout(row(choose, None))
        self._grid = self._boxes()
        self.inside.addLayout(self._grid)
        self.inside.addLayout(row(self.save_button, self.now_button, None))
        self.inside.addWidget(self._said)

    def _boxes(self) -> QGridLayout:
        """The reports under their groups, in two columns."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.checks[DASHBOARD], 0, 0)
        line = 1
        for group, term in GROUPS.items():
            mine = [report for report in offered(self.shell.actor) if report.group == group]
            if not mine:
                continue
            grid.addWidget(label(_(term), "caption"), line, 0, 1, COLUMNS)
            for at, report in enumerate(mine):
                grid.addWidget(self.checks[report.name], line + 1 + at // COLUMNS, at % COLUMNS)
            line += 1 + -(-len(mine) // COLUMNS)
        return grid

    def _show_own(self, found: tuple[Own, ...]) -> None:
        """The reports that people made, below the standard ones."""
        new, held = [each for each in found if each.report.name not in self.checks], self.holds_typed()
        first = self._grid.rowCount()
        if new:
            self._grid.addWidget(label(_("Made here"), "caption"), first, 0, 1, COLUMNS)
        for at, each in enumerate(new):
            check = self.checks[each.report.name] = CheckField(each.title)
            check.set_value(each.report.name in self._scheduled.schedule().names)
            self._grid.addWidget(check, first + 1 + at // COLUMNS, at % COLUMNS)
        if new and not held:
            self.remember()

    def load(self) -> None:
        if self.holds_typed():
            return
        kept = self._scheduled.schedule()
        self.form.set_values({"every": kept.every, "folder": kept.folder})
        for name, check in self.checks.items():
            check.set_value(name in kept.names)
        self._said.setText(self._scheduled.said())
        self.remember()
        actor = self.shell.actor
        self.shell.read(self, lambda: own.seen_by(actor), self._show_own, key="own reports")

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Where the reports go"), self.folder.text())
        if folder:
            self.folder.set_value(folder)

    def _given(self) -> Schedule | None:
        """What is typed; None, with a sentence, where something is missing."""
        # A report that was made and is not shown here (not read yet, or deleted for now) stays as it was.
        others = tuple(name for name in self._scheduled.schedule().names if name not in self.checks)
        names = (*(name for name, check in self.checks.items() if check.value()), *others)
        every, folder = self.every.value() or "", str(self.folder.value() or "")
        if every and not folder:
            self.form.show_errors({"folder": _("Choose a folder.")})
            return None
        if every and not names:
            self.form.say(_("Choose at least one report."))
            self.checks[DASHBOARD].setFocus()
            return None
        return Schedule(every, folder, names, self.shell.actor.user_id or 0)

    def save(self) -> bool:
        """What was written for the same time before is not written again."""
        given = self._given()
        if given is None:
            return False
        kept = self._scheduled.schedule()
        self._scheduled.keep(replace(given, done=kept.done if kept.every == given.every else ""))
        self.remember()
        self.shell.toast(_("The settings are saved."))
        return True

    def write_now(self) -> None:
        """Of the time that ended, also when it was written before."""
        if not self.save() or not self.every.value():
            return
        today = self.shell.today()
        self._scheduled.keep(replace(self._scheduled.schedule(), done=""))
        self.now_button.setEnabled(False)
        self.shell.jobs.read(self, lambda: self._scheduled.look(today), lambda _count: self._written(), key="reports",
                             failed=self._failed)  # fmt: skip

    def _written(self) -> None:
        self.now_button.setEnabled(True)
        self._said.setText(self._scheduled.said())

    def _failed(self, error: Exception) -> None:
        self.now_button.setEnabled(True)
        self.shell.errors.show(self, error)
