"""The folders that this PC watches: files put there come in by themselves, or are put aside with a word.

watch = FolderWatch(shell, parent)      # looks every few seconds for what this person may bring in
choose_folder(window, shell, "orders")  # or leave the one that is watched
"""

import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from resources.i18n import _, ngettext
from services.errors import Unavailable
from ui.importing.kinds import KINDS
from ui.shell import Shell

if TYPE_CHECKING:
    from services.watched_folder import Found

KEY = "import.watched"  # kind -> folder
EVERY_MS = 10_000


def watched(shell: Shell) -> dict[str, str]:
    """The folders of this PC, by kind."""
    kept = shell.settings.get(KEY, {})
    return {kind: str(folder) for kind, folder in kept.items() if kind in KINDS} if isinstance(kept, dict) else {}


def choose_folder(window: QWidget, shell: Shell, kind: str) -> None:
    """Watch a folder for files of a kind; a second time, no more."""
    folders = watched(shell)
    if folders.pop(kind, None) is None:
        folder = QFileDialog.getExistingDirectory(window, _("Watch a folder"))
        if not folder:
            return
        from services.watched_folder import ASIDE

        folders[kind] = folder
        told = _("Files put into {folder} come in by themselves while the program is open; those with doubts wait in "
                 "the folder “{aside}”.")  # fmt: skip
        shell.toast(told.format(folder=folder, aside=_(ASIDE)))
    else:
        shell.toast(_("The folder is watched no more."))
    shell.settings.set(KEY, folders)


def _next(folders: dict[str, Path], today: date) -> "Found | None":
    """On a reader thread, which also loads what this takes: the next file of any folder."""
    from services.watched_folder import ASIDE, DONE, Watched, look

    each = (Watched(folder, kind, done=_(DONE), aside=_(ASIDE)) for kind, folder in folders.items())
    return next((found for one in each if (found := look(one, today, time.time()))), None)


class FolderWatch(QObject):
    """See the module. One file at a time; what is typed and scanned goes first."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def tick(self) -> None:
        """Look for the next file, unless something else is being done."""
        folders = {k: Path(f) for k, f in watched(self._shell).items() if self._shell.may(KINDS[k].right)}
        if folders and not self._shell.jobs.busy():
            today = self._shell.today()
            self._shell.jobs.read(self, lambda: _next(folders, today), self._found, key="watched", failed=self._failed)

    def _found(self, found: "Found | None") -> None:
        if found is None:
            return
        if not found.sure:
            self._say_aside(found)
            return
        from services.watched_folder import take

        call = self._shell.call()
        self._shell.jobs.write(self, lambda _report: take(call, found), self._taken, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        """What is not to be had just now is tried again the next time."""
        if not isinstance(error, Unavailable):
            self._shell.errors.show(None, error)

    def _taken(self, taken: "tuple[int, Found]") -> None:
        count, found = taken
        if not found.sure:
            self._say_aside(found)
            return
        text = ngettext("{file}: {count} row came in by itself.", "{file}: {count} rows came in by themselves.", count)
        self._shell.toast(text.format(file=found.path.name, count=f"{count:,}"))

    def _say_aside(self, found: "Found") -> None:
        text = _("{file} has doubts and waits to be looked at.").format(file=found.path.name)
        self._shell.offer(
            text, _("Look"), lambda: self._shell.go("importing", kind=found.watched.kind, file=found.path)
        )
