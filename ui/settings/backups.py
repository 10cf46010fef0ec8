"""The page of backups: the last and the next one, the second place, and an older one restored beside the company."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from PySide6.QtWidgets import QFileDialog, QWidget

from resources.i18n import _
from services import backup
from services.backup import Last, Run
from ui.kit.buttons import action_button
from ui.kit.dialog import ask
from ui.kit.formats import file_size, moment
from ui.kit.jobs import Job, Report, ignore
from ui.kit.labels import Chip, ElidedLabel, boxed, column, hline, label, row
from ui.kit.panel import section
from ui.settings.pages import Page
from ui.shell import Working

T = TypeVar("T")
WIDTH, TIME_WIDTH = 760, 84


class Backups(Protocol):
    """What the page does on this PC; desktop/second_place.py."""

    @property
    def folder(self) -> Path: ...
    def state(self) -> Any: ...
    def choose(self, folder: str) -> None: ...
    def copy(self, report: Report) -> bool: ...
    def restore_beside(self, file: Path, report: Report) -> str: ...
    def open_beside(self, url: str) -> None: ...
    def work_with(self, url: str) -> None: ...
    def one_pc(self) -> bool: ...


class BackupsPage(Page):
    """`back_up` asks where to, and makes one now."""

    def __init__(self, shell: Any, backups: Backups, back_up: Any) -> None:
        super().__init__(shell, WIDTH)
        self._backups = backups
        self._job: Job | None = None
        shell.jobs.busy_changed.connect(self._look)
        self._state, self._next = Chip(), label("", wrap=True)
        self._said = label("", wrap=True)
        now = action_button(_("Back up now"), "save", kind="main")
        now.clicked.connect(back_up)
        self.inside.addLayout(row(self._state, None, gap=8))
        self.inside.addWidget(self._said)
        self.inside.addWidget(self._next)
        self.inside.addLayout(row(now, None))
        self._second_place()
        self._older()

    def _second_place(self) -> None:
        self.inside.addWidget(section(_("Second place")))
        text = _("On this PC alone, backups share its fate. Each is copied to a folder of another disk, of a USB stick "
                 "(as soon as it is put in) or of a server, and held against the first.")  # fmt: skip
        self.inside.addWidget(label(text, "secondary", wrap=True))
        self._place = label("", wrap=True)
        self._choose = action_button(_("Choose a folder…"), "folder-open")
        self._choose.clicked.connect(self.choose)
        self._none = action_button(_("No second place"), "x")
        self._none.clicked.connect(lambda: self._chosen(""))
        self.inside.addWidget(self._place)
        self.inside.addLayout(row(self._choose, self._none, None))

    def _older(self) -> None:
        self.inside.addWidget(section(_("Made so far")))
        self._runs = column(gap=0)
        self.inside.addWidget(boxed(self._runs))
        self.restore = action_button(_("Restore one beside the company…"), "history")
        self.restore.clicked.connect(self.restore_one)
        hint = _("It becomes a file of its own; the company you work with is not touched.")
        self.inside.addLayout(row(self.restore, label(hint, "hint"), None))

    def load(self) -> None:
        self.restore.setVisible(self._backups.one_pc())
        self.shell.read(self, lambda: (backup.last(), backup.runs(), self._backups.state()), self._show, key="backups")

    def _show(self, found: tuple[Last, tuple[Run, ...], Any]) -> None:
        newest, runs, second = found
        now = self.shell.clock()
        late = backup.overdue(newest, now)
        if late or newest.at is None:
            word = _("No good backup for more than a day") if late else _("No backup yet")
            self._state.set(word, "triangle-alert" if late else "clock", "red" if late else "amber")
        else:
            self._state.set(_("Backed up"), "circle-check", "green")
        last = _("None has been made so far.")
        if newest.at is not None:
            last = _("The last one is of {moment}; it was restored on trial and read back. It lies at {file}").format(
                moment=moment(newest.at), file=newest.path
            )
        self._said.setText(last)
        due = _("The next one is made when the program runs on or after {moment}.")
        self._next.setText(due.format(moment=moment(backup.next_at(newest, now))))
        self._show_place(second)
        self._show_runs(runs)

    def _show_place(self, second: Any) -> None:
        self._none.setVisible(bool(second.folder))
        if not second.folder:
            told = _("None has been chosen.")
        elif second.error:
            told = _("{folder}: the last copy could not be written. Is there room, and may one write there?")
        elif not second.there:
            told = _("{folder} is not there now; the copy is made as soon as it is.")
        elif second.copy:
            told = _("{folder} holds {file}, the same to the last byte.")
        else:
            told = _("{folder}: the next backup is copied there.")
        self._place.setText(told.format(folder=second.folder, file=second.copy))

    def _show_runs(self, runs: tuple[Run, ...]) -> None:
        while (item := self._runs.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.deleteLater()
        for run in runs:
            self._runs.addWidget(_line(run))
        if not runs:
            self._runs.addWidget(label(_("None has been made so far."), "secondary"))

    # what is pressed

    def choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Where copies of the backups go"))
        if folder:
            self._chosen(folder)

    def _chosen(self, folder: str) -> None:
        self._backups.choose(folder)
        self._long(_("Copying the backup"), self._backups.copy, ignore)

    def _long(self, title: str, work: Callable[[Report], T], done: Callable[[T], None]) -> None:
        """One at a time beside everything else, with Cancel: the company is not written."""
        again = partial(self._long, title, work, done)

        def failed(error: Exception) -> None:
            self.shell.errors.show(self, error, again=again)

        self._job = self.shell.jobs.read_long(self, work, done, key="long", failed=failed)
        self.shell.working.emit(Working(title, self._job, True))
        self._allow(False)

    def _look(self, _busy: int) -> None:
        if self._job is not None and self._job.finished:
            self._job = None
            self._allow(True)
            self.load()

    def _allow(self, may: bool) -> None:
        for button in (self._choose, self._none, self.restore):
            button.setEnabled(may)

    def restore_one(self) -> None:
        kind = _("Backup")
        start = str(self._backups.folder)
        name, _kind = QFileDialog.getOpenFileName(self, _("Restore a backup"), start, f"{kind} (*.db)")
        if name:
            self._long(_("Restoring"), partial(self._backups.restore_beside, Path(name)), self._restored)

    def _restored(self, url: str) -> None:
        file = Path(url).name
        said = _("The backup is restored as {file}, beside the company you work with, which is as it was.")
        use = _("Work with it from the next start")
        ask(self, said.format(file=file), _("Open it in another window"), lambda: self._backups.open_beside(url),
            title=_("Restored"), other=(use, lambda: self._use(url, file)), cancel=_("Close"))  # fmt: skip

    def _use(self, url: str, file: str) -> None:
        self._backups.work_with(url)
        said = _("From the next start this PC works with {file}. The company as it is now stays where it is.")
        self.shell.toast(said.format(file=file))


def _line(run: Run) -> QWidget:
    line = row(gap=12, margins=(0, 7, 0, 7))
    when = label(moment(run.at))
    when.setMinimumWidth(TIME_WIDTH)
    line.addWidget(when)
    line.addWidget(ElidedLabel(Path(run.path).name, "secondary"), 1)
    line.addWidget(label(file_size(run.size) if run.size is not None else "—", "secondary"))
    chip = Chip(_("Failed"), "circle-x", "red") if run.error else Chip(_("Read back"), "circle-check", "green")
    if run.error:
        chip.setToolTip(_("It could not be written or read back. Look at free space and rights of its folder."))
    line.addWidget(chip)
    return boxed(column(line, hline(), gap=0))
