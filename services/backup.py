"""Backups: one verified SQLite file, whatever the engine; one a day, one before each migration, each tried out."""

import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from shutil import copyfile
from typing import BinaryIO

from models.base import reconnect, writing
from models.people import BackupRun
from services import snapshot
from services.backup_files import DRAFT, Named, named
from services.errors import Refusal, Unavailable
from services.faults import fault_code, translated
from services.keeper import Report, apart, unheard
from services.snapshot import Snapshot
from services.unit import Actor, Call, Clock, Created, Unit, use_case, utc_now

DAILY = timedelta(hours=20)  # a PC that is switched on at nearly the same hour each day backs up every day
LATE = timedelta(hours=24)
PIECE = 1 << 20
_at_work = threading.Lock()


@dataclass(frozen=True, slots=True)
class Last:
    """The newest backup that could be read back; `error` is the code of a later one that failed."""

    at: datetime | None
    path: str = ""
    error: str = ""


_written: Callable[..., Snapshot] = apart("services.backup:written")
_tried: Callable[..., Snapshot] = apart("services.backup:tried")


def write(path: Path, report: Report = unheard) -> Snapshot:
    """Write the company to a new file and read it back; only a sound file gets the name.

    Refuses file_exists, backup_damaged; Unavailable file_not_written, keeper_ended.
    """
    return _kept(path, _written, report)


def _kept(path: Path, make: Callable[..., Snapshot], report: Report) -> Snapshot:
    if path.exists():
        raise Refusal("file_exists", file=str(path))
    with _draft_of(path) as draft:
        made = make(draft, report=report)
    return replace(made, path=str(path))


def written(draft: Path, report: Report) -> Snapshot:
    """The company in a new file, read back."""
    with translated():
        snapshot.write(draft)
        return snapshot.verify(draft, report)


def tried(draft: Path, report: Report) -> Snapshot:
    """The company in a new file, and a test restore of that."""
    with translated():
        snapshot.write(draft)
        return _restored(draft, report)


@contextmanager
def _draft_of(path: Path) -> Iterator[Path]:
    """A file beside `path` that takes its name at the end. SQLite adds files to it, so it has a folder of its own."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=DRAFT, dir=path.parent) as folder:
            draft = Path(folder) / path.name
            yield draft
            draft.replace(path)
    except OSError as error:
        raise Unavailable("file_not_written", file=str(path), reason=error.strerror or str(error)) from error
    except sqlite3.Error as error:
        if fault_code(error) == "database_damaged":
            raise Unavailable("database_damaged") from error
        raise Unavailable("file_not_written", file=str(path), reason=str(error)) from error


def _restored(draft: Path, report: Report) -> Snapshot:
    """The file is copied beside nothing it could harm, opened and read back in full."""
    copy = draft.with_name("restored.db")
    copyfile(draft, copy)
    try:
        return snapshot.verify(copy, report)
    finally:
        copy.unlink()


def back_up(call: Call, path: Path, report: Report = unheard) -> Snapshot:
    """A backup that a person asks for, on record. Refuses not_allowed and as `write`."""
    _refuse_stranger(call.actor)
    made = write(path, report)
    record_backup(call, made.path, made.size, made.entries, made.head)
    return made


def _refuse_stranger(actor: Actor) -> None:
    if "backup.run" not in actor.rights:
        raise Refusal("not_allowed", use_case="backup.run")


@use_case("backup.run", right="backup.run")
def record_backup(u: Unit, path: str, size: int, entries: int, head: str) -> Created:
    """Note that the company was written to a file: how long its audit chain was, and the chain's head."""
    run = BackupRun.create(at=u.now, path=path, size=size, verified=True)
    u.about("backup", run.id, path=path, size=size, entries=entries, head=head)
    u.topics.add("backup")
    return Created(run.id)


def daily(folder: Path, clock: Clock = utc_now, report: Report = unheard, *, unmarked: bool = False) -> Snapshot | None:
    """The day's backup, tried out, unless there is one already or another thread is at it; None then.

    What failed is noted as well, and raised; one that was stopped was none. Earlier ones are kept for two weeks;
    `unmarked` tells whose the files without a mark are, see services/backup_files.
    """
    if not _at_work.acquire(blocking=False):
        return None
    try:
        return _daily(folder, clock(), report, unmarked=unmarked)
    finally:
        _at_work.release()


def _daily(folder: Path, now: datetime, report: Report, *, unmarked: bool) -> Snapshot | None:
    newest = last()
    if newest.at is not None and now - newest.at < DAILY:
        return None
    names = named(unmarked=unmarked)
    path = names.new(folder, now)
    try:
        made = _kept(path, _tried, report)
    except Refusal as error:
        note(now, str(path), None, error.code)
        raise
    note(now, str(path), made.size)
    names.thin_out(folder)
    return made


def note(at: datetime, path: str, size: int | None, error: str = "") -> None:
    """Keep what became of a backup that nobody asked for, so that its age can be shown."""
    with translated():
        reconnect()
        with writing():
            BackupRun.create(at=at, path=path, size=size, verified=not error, error=error)


def last() -> Last:
    """The newest good backup, and what went wrong since."""
    with translated():
        reconnect()
        good = BackupRun.select().where(BackupRun.verified).order_by(BackupRun.at.desc()).first()
        newest = BackupRun.select().order_by(BackupRun.at.desc(), BackupRun.id.desc()).first()
    if good is None:
        return Last(None, "", newest.error if newest else "")
    return Last(good.at, good.path, newest.error)


@dataclass(frozen=True, slots=True)
class Run:
    """One backup that was made or tried."""

    at: datetime
    path: str
    size: int | None
    error: str


def runs(most: int = 10) -> tuple[Run, ...]:
    """The newest ones first."""
    with translated():
        reconnect()
        found = BackupRun.select().order_by(BackupRun.at.desc(), BackupRun.id.desc()).limit(most)
        return tuple(Run(each.at, each.path, each.size, each.error) for each in found)


def next_at(newest: Last, now: datetime) -> datetime:
    """When the day's next one is due."""
    return now if newest.at is None else max(newest.at + DAILY, now)


def overdue(newest: Last, now: datetime) -> bool:
    """Whether a day has gone by without a good one, or the first one failed."""
    return bool(newest.error) if newest.at is None else now - newest.at > LATE


def copied(file: Path, folder: Path, names: Named, report: Report = unheard) -> Path:
    """A backup once more in another folder, held against the first; its earlier copies there are thinned out alike.

    What `report(done, total)` raises ends it, and nothing stays there. Unavailable file_not_written.
    """
    copy = folder / file.name
    if _same_size(copy, file):
        return copy
    with _draft_of(copy) as draft:
        size = file.stat().st_size
        with file.open("rb") as source, draft.open("wb") as target:
            first = _read(source, lambda done: report(done, 2 * size), target.write)
        with draft.open("rb") as written:
            second = _read(written, lambda done: report(size + done, 2 * size))
        if first != second:
            raise Unavailable("file_not_written", file=str(copy), reason="")
    names.thin_out(folder)
    return copy


def _same_size(copy: Path, file: Path) -> bool:
    try:
        return copy.stat().st_size == file.stat().st_size
    except OSError:
        return False


def _read(source: BinaryIO, tell: Callable[[int], None], pour: Callable[[bytes], object] = len) -> bytes:
    """The digest of a file, which is handed on piece by piece."""
    digest, done = sha256(), 0
    while piece := source.read(PIECE):
        digest.update(piece)
        pour(piece)
        done += len(piece)
        tell(done)
    return digest.digest()
