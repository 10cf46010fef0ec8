"""Backups while the program runs: one each day also when it is never closed, and a copy of each in a second place.

The second place is a folder of another disk, a USB stick or a NAS, chosen on this PC. It is looked for once a minute:
a stick that is put in later gets its copy then.
"""

import logging
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QProcess

from desktop.cli.sentences import sentence
from desktop.database import session, sqlite_path, url_of
from desktop.paths import Paths
from desktop.pc_settings import PcSettings
from models.base import db
from resources.children import Child, ChildEnded, Limits
from services import backup
from services.backup_files import drop_half_made, named
from services.errors import Cancelled, Refusal, Unavailable
from services.keeper import Report, unheard
from services.snapshot import Snapshot
from services.unit import utc_now

log = logging.getLogger(__name__)
PLACE, COPIED, FAILED, DATABASE = "backup.second", "backup.second.file", "backup.second.error", "database.url"
PAUSE, REST = 60.0, 3600.0
WAIT = 0.1


@dataclass(frozen=True, slots=True)
class Second:
    """The second place: its folder, whether it is there now, the last copy in it, and why the newest is missing."""

    folder: str
    there: bool
    copy: str
    error: str


class SecondPlace:
    """What the backups page works with."""

    def __init__(self, paths: Paths, settings: PcSettings) -> None:
        self._paths, self._settings = paths, settings
        self._copying = threading.Lock()

    @property
    def folder(self) -> Path:
        """Where the day's backups lie."""
        return self._paths.backups

    def state(self) -> Second:
        kept = [str(self._settings.get(name, "")) for name in (PLACE, COPIED, FAILED)]
        return Second(kept[0], bool(kept[0]) and Path(kept[0]).is_dir(), kept[1], kept[2])

    def choose(self, folder: str) -> None:
        """ "" for none."""
        for name, value in ((PLACE, folder), (COPIED, ""), (FAILED, "")):
            self._settings.set(name, value)

    def daily(self, report: Report) -> Snapshot | None:
        """The day's backup, as services/backup makes it; what a killed restore left beside the company goes."""
        drop_half_made(self._paths.data)
        return backup.daily(self._paths.backups, report=report, unmarked=self._is_own())

    def _is_own(self) -> bool:
        """Whether the company is the user's own file, whose backups may lack a mark."""
        path = sqlite_path(str(db.obj.address))
        return path is not None and path.resolve() == self._paths.database.resolve()

    def copy(self, report: Report = unheard) -> bool:
        """Copy the newest backup there when it is missing; False when there is nothing to do or nowhere to put it.

        One at a time, whoever asks. Unavailable file_not_written, which is kept to be shown.
        """
        while not self._copying.acquire(timeout=WAIT):
            report(0, 0)
        try:
            return self._copied(report)
        finally:
            self._copying.release()

    def _copied(self, report: Report) -> bool:
        state = self.state()
        if not state.there:
            return False
        names = named(unmarked=self._is_own())
        newest = names.newest(self._paths.backups)
        if newest is None or state.copy == newest.name:
            return False
        try:
            backup.copied(newest, Path(state.folder), names, report)
        except Unavailable as error:
            self._keep(state, FAILED, error.code)
            raise
        self._keep(state, COPIED, newest.name)
        self._keep(state, FAILED, "")
        return True

    def _keep(self, state: Second, name: str, value: str) -> None:
        """Another place that was chosen meanwhile holds nothing yet."""
        if self._settings.get(PLACE, "") == state.folder:
            self._settings.set(name, value)

    def restore_beside(self, file: Path, report: Report = unheard, now: datetime | None = None) -> str:
        """Load a backup into a new file beside the live data; returns its URL. The live data is not touched.

        Done in a child; what `report` raises ends it, and nothing is left. Unavailable restore_failed.
        """
        at = (now or utc_now()).astimezone()
        target = self._paths.data / f"restored-{at:%Y%m%d-%H%M%S}.db"
        before = set(target.parent.glob(f"*{target.name}*"))
        child = Child("restore", Limits(modest=True))
        try:
            child.ask("desktop.restoring:restore_apart", (file, url_of(target)), tick=lambda: report(0, 0))
        except BaseException as error:
            child.end()
            for left in set(target.parent.glob(f"*{target.name}*")) - before:
                left.unlink(missing_ok=True)
            if isinstance(error, Refusal):
                raise Unavailable("restore_failed", reason=sentence(error)) from error
            if isinstance(error, ChildEnded):
                raise Unavailable("restore_failed", reason=f"{error.status}") from error
            raise
        child.end()
        return url_of(target)

    @staticmethod
    def open_beside(url: str) -> None:
        """Another window of the program, on that database."""
        command = program()
        QProcess.startDetached(command[0], [*command[1:], "--database", url])

    def work_with(self, url: str) -> None:
        """This PC opens that database from the next start on; the one before stays where it is."""
        self._settings.set(DATABASE, url)

    @staticmethod
    def one_pc() -> bool:
        """Whether the company is a file of this PC, and no server's."""
        return str(db.obj.address).startswith("sqlite")


def program() -> list[str]:
    """How the program of windows is started once more."""
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", "desktop"]
    here = Path(sys.executable)
    return [str(here.with_name(f"packdesk{here.suffix}"))]


@dataclass(slots=True)
class Step:
    """One thing the thread does: when it is tried again after a failure, and which one was told."""

    do: Callable[[], object]
    again: float = 0.0
    told: str = ""


class BackupErrands:
    """A thread that keeps the day's backup and its copy up to date. `failed` hears what a person should know, once.

    Each try writes the whole company, so after a failure that step rests for an hour.
    """

    def __init__(self, second: SecondPlace, failed: Callable[[Refusal], None]) -> None:
        self._second, self._failed = second, failed
        self._stop = threading.Event()
        self._daily, self._copy = Step(lambda: second.daily(self._go_on)), Step(lambda: second.copy(self._go_on))
        self._thread = threading.Thread(target=self._run, name="backups", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float = 10.0) -> None:
        self._stop.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._stop.wait(PAUSE):
            try:
                with session():
                    self._try(self._daily)
                    if not self._second.state().there:
                        self._copy.again = 0.0  # a stick that comes back gets its copy at once
                    self._try(self._copy)
            except Cancelled:
                return
            except Unavailable as error:
                log.warning("backups wait for the database: %s", error.code)

    def _try(self, step: Step) -> None:
        if time.monotonic() < step.again:
            return
        try:
            step.do()
            step.told = ""
        except Refusal as error:
            self._rest(step, error)
        except OSError as error:
            self._rest(step, Unavailable("file_not_written", file=str(error.filename or ""), reason=str(error)))

    def _rest(self, step: Step, error: Refusal) -> None:
        log.warning("backups: %s %s", error.code, error.data)
        step.again = time.monotonic() + REST
        if step.told != error.code:
            step.told = error.code
            self._failed(error)

    def _go_on(self, _done: int, _total: int) -> None:
        if self._stop.is_set():
            raise Cancelled
