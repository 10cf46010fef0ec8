"""One window for each database and session of a person: a second start brings the first one's to the front.

The first start holds a lock and watches a folder of the person's own; the second leaves a note there, saying what it
was asked to open, and ends as soon as the note is taken. Where nobody takes it, the second opens a window of its own.
Files do: a local socket would load Qt's networking, 3 MB, for a note a day.
"""

import getpass
import hashlib
import json
import logging
import os
import secrets
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, Qt, Signal

from desktop.database import sqlite_path

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

log = logging.getLogger(__name__)
ANSWER_SECONDS = 3.0
LOOK_SECONDS = 0.02


def to_front(window: "QWidget") -> None:
    """Show a window over the others, also one that was made small."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.activateWindow()


def door_name(url: str) -> str:
    """The same for the same database, person and session, however the file's path is written."""
    path = sqlite_path(url)
    place = os.path.normcase(path.resolve()) if path is not None else url
    told = "\n".join((str(place), getpass.getuser(), _session()))
    return f"packdesk-{hashlib.sha256(told.encode()).hexdigest()[:24]}"


def ring(name: str, file: Path | None = None) -> bool:
    """Ask the program behind the door to come to the front, with a file to take in; False where nobody answers."""
    try:
        hall = _hall()
        if _lock(hall, name).tryLock(0):  # nobody is there; given back at once
            return False
        _let_come_to_front()
        return _taken(_left(hall, name, {"file": str(file.absolute()) if file else ""}))
    except OSError as error:
        log.warning("whether a window is open already can't be told: %s", error)
        return False


def _left(hall: Path, name: str, asked: dict[str, str]) -> Path:
    """A note at the door, whole as soon as it is there."""
    note = hall / f"{name}.{secrets.token_hex(8)}.note"
    draft = note.with_suffix(".draft")
    draft.write_text(json.dumps(asked), encoding="utf-8")
    return draft.replace(note)


def _taken(note: Path) -> bool:
    end = time.monotonic() + ANSWER_SECONDS
    while note.exists():
        if time.monotonic() > end:
            note.unlink(missing_ok=True)
            return False
        time.sleep(LOOK_SECONDS)
    return True


class Door(QObject):
    """Signal: rung(file), "" when only the window is wanted."""

    rung = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self._held: QLockFile | None = None
        self._watch = QFileSystemWatcher(self)
        self._watch.directoryChanged.connect(self._look)

    def open(self, name: str) -> bool:
        """Listen at this door instead of the one before; False when somebody else does."""
        if self._held is not None and self._name == name:
            return True
        self.close()
        try:
            hall = _hall()
        except OSError as error:
            log.warning("a second start will not find this window: %s", error)
            return False
        held = _lock(hall, name)  # one left by a program that ended uncleanly is taken over
        if not held.tryLock(0):
            return False
        self._name, self._held = name, held
        if not self._watch.addPath(str(hall)):
            log.warning("a second start will not find this window: %s can't be watched", hall)
        for old in _notes(hall, name):  # by a start that was ended while it waited
            old.unlink(missing_ok=True)
        return True

    def close(self) -> None:
        if self._held is not None:
            self._watch.removePaths(self._watch.directories())
            self._held.unlock()
            self._held = None

    def _look(self, hall: str) -> None:
        for note in _notes(Path(hall), self._name):
            try:
                told = note.read_bytes()
                note.unlink()
                asked = json.loads(told)
            except (OSError, ValueError) as error:
                log.warning("a second start left no note that can be read: %s", error)
                continue
            self.rung.emit(str(asked.get("file", "")) if isinstance(asked, dict) else "")


def _notes(hall: Path, name: str) -> list[Path]:
    return list(hall.glob(f"{name}.*.note"))


def _lock(hall: Path, name: str) -> QLockFile:
    """Held as long as the program runs, and by nobody once it does not."""
    found = QLockFile(str(hall / f"{name}.lock"))
    found.setStaleLockTime(0)
    return found


def _hall() -> Path:
    """A folder of this person's where starts leave notes for each other. Raises OSError where it is somebody else's."""
    hall = Path(tempfile.gettempdir()) / f"packdesk-{getpass.getuser()}"
    hall.mkdir(mode=0o700, exist_ok=True)
    if sys.platform != "win32" and hall.stat().st_uid != os.getuid():
        raise PermissionError(f"{hall} belongs to somebody else")
    return hall


def _session() -> str:
    """What tells two sessions of one person on one PC apart: each has its own screen."""
    if sys.platform != "win32":
        return os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY", "")
    import ctypes

    number = ctypes.c_ulong()
    ctypes.windll.kernel32.ProcessIdToSessionId(os.getpid(), ctypes.byref(number))
    return str(number.value)


def _let_come_to_front() -> None:
    """Windows lets only the program that was just started take the front; it may pass that on."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
