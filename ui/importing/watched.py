"""The folders that this PC watches: files put there come in by themselves, or are put aside with a word.

watch = FolderWatch(shell, parent)      # looks every few seconds for what this person may bring in
WatchedDialog(window, shell, kind).open()     # in watched_dialog: which folders, how they are read, on and off
"""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from resources.i18n import _, ngettext
from services.errors import Unavailable
from ui.importing.kinds import KINDS
from ui.shell import Shell

if TYPE_CHECKING:
    from services.watched_folder import Found

KEY = "import.watched"
EVERY_MS = 10_000


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder and the kind of its files; `profile` names known files whose columns they have, "" for any."""

    kind: str
    folder: str
    profile: str = ""
    on: bool = True


def watched(shell: Shell) -> list[Folder]:
    """The folders of this PC."""
    kept = shell.settings.get(KEY, [])
    if isinstance(kept, dict):  # as it was kept when there was one a kind, and no more to say of it
        kept = [{"kind": kind, "folder": folder} for kind, folder in kept.items()]
    found = [each for each in kept if isinstance(each, dict)] if isinstance(kept, list) else []
    return [
        Folder(str(each["kind"]), str(each["folder"]), str(each.get("profile", "")), bool(each.get("on", True)))
        for each in found if str(each.get("kind")) in KINDS and each.get("folder")
    ]  # fmt: skip


def keep_watched(shell: Shell, folders: Sequence[Folder]) -> None:
    """Keep these for this PC."""
    shell.settings.set(KEY, [asdict(each) for each in sorted(folders, key=lambda each: (each.kind, each.folder))])


def _next(folders: Sequence[Folder], today: date) -> "Found | None":
    """On a reader thread, which also loads what this takes: the next file of any folder."""
    from services.watched_folder import ASIDE, DONE, Watched, look

    each = (Watched(Path(one.folder), one.kind, one.profile, _(DONE), _(ASIDE)) for one in folders)
    return next((found for one in each if (found := look(one, today, time.time()))), None)


def _keep_claims() -> None:
    from services.watched_files import keep_claims

    keep_claims(time.time())


class FolderWatch(QObject):
    """See the module. One file at a time; what is typed and scanned goes first."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._looking = shell, False
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def tick(self) -> None:
        """Look for the next file, unless something else is being done."""
        folders = [each for each in watched(self._shell) if each.on and self._shell.may(KINDS[each.kind].right)]
        if folders and (self._looking or self._shell.jobs.busy()):
            self._shell.jobs.read(self, _keep_claims, lambda _none: None, key="claims")
        elif folders:
            self._looking = True
            today = self._shell.today()
            self._shell.jobs.read(self, lambda: _next(folders, today), self._found, key="watched", failed=self._failed)

    def _found(self, found: "Found | None") -> None:
        self._looking = False
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
        self._looking = False
        if not isinstance(error, Unavailable):
            self._shell.errors.show(None, error)

    def _taken(self, taken: "tuple[int, Found]") -> None:
        count, found = taken
        if not found.sure:
            self._say_aside(found)
            return
        text = ngettext("{file}: {count} row came in by itself.", "{file}: {count} rows came in by themselves.", count)
        nothing = _("{file} has nothing in it that is not here already, and is put away.")
        self._shell.toast((text if count else nothing).format(file=found.path.name, count=f"{count:,}"))

    def _say_aside(self, found: "Found") -> None:
        text = _("{file} has doubts and waits to be looked at.").format(file=found.path.name)
        self._shell.offer(
            text, _("Look"), lambda: self._shell.go("importing", kind=found.watched.kind, file=found.path)
        )
