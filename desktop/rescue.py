"""What can be done while the company can't be opened: a backup in its place, and the file for whoever helps.

A backup is restored beside the file that can't be opened, and is what this PC works with from then on. That is also the
way back to an older program: the newer one made a backup before it changed the tables.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.database import sqlite_path, url_of
from desktop.diagnostics import write_diagnostics
from desktop.paths import Paths
from desktop.pc_settings import PcSettings
from desktop.second_place import DATABASE, SecondPlace
from desktop.trouble import TroublePage
from resources.i18n import _
from services.errors import Refusal
from ui.errors import ErrorDoor
from ui.kit.jobs import JobRunner
from ui.texts import text_for

T = TypeVar("T")


class Rescue(QObject):
    """For the company at `url`. `page` is what is shown at the moment; `restored(url)` follows a backup."""

    def __init__(
        self, jobs: JobRunner, errors: ErrorDoor, paths: Paths, settings: PcSettings, url: str,
        page: Callable[[], QWidget | None], restored: Callable[[str], None],
    ) -> None:  # fmt: skip
        super().__init__()
        self._jobs, self._errors, self._paths, self._settings = jobs, errors, paths, settings
        self._url, self._page, self._restored = url, page, restored

    def can_restore(self) -> bool:
        """Whether this is the file that this PC's settings name, or the user's own where they name none."""
        named = str(self._settings.get(DATABASE, "")) or url_of(self._paths.database)
        return sqlite_path(self._url) is not None and self._url == named

    def restore(self) -> None:
        kind = _("Backup")
        start = str(self._paths.backups)
        name, _kind = QFileDialog.getOpenFileName(self._page(), _("Restore a backup"), start, f"{kind} (*.db)")
        if name:
            place = SecondPlace(self._paths, self._settings)
            self._do(_("Restoring"), partial(place.restore_beside, Path(name)), self._restored)

    def save_diagnostics(self, version: str) -> None:
        said = _("{file} holds versions, settings without passwords, the log and the result of the check.")

        def work(_report: object) -> Path:
            return write_diagnostics(self._paths, self._settings, self._url, version)

        self._do(_("The diagnostics file is being made…"), work, lambda path: self._say(said.format(file=path)))

    def _do(self, title: str, work: Callable[..., T], done: Callable[[T], None]) -> None:
        self._say(title, busy=True)
        self._jobs.write(self, work, done, failed=self._no)

    def _no(self, error: Exception) -> None:
        self._say(text_for(error) if isinstance(error, Refusal) else "")
        if not isinstance(error, Refusal):
            self._errors.show(self._page(), error)

    def _say(self, text: str, *, busy: bool = False) -> None:
        page = self._page()
        if isinstance(page, TroublePage):
            page.say(text, busy=busy)
