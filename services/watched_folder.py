"""A folder whose files come in by themselves when nothing about them is doubtful; the others are put aside.

    found = look(Watched(folder, "orders"), today, now)      # on a reader thread: the next file, or None
    if found is not None and found.sure: take(call, found)   # the use case of its kind; then the file is put away

A file that came in is moved into the folder `done`, one with doubts into `to look at`, in the words of the person.
A file that is still being written waits.
"""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from resources.i18n import N_
from services import order_import, record_import
from services.errors import Refusal, Unavailable
from services.import_match import Options
from services.import_profiles import recall, with_channel
from services.importing import FileRefused, Questions, read_file
from services.unit import Call

DONE, ASIDE = N_("done"), N_("to look at")
ENDINGS = frozenset({
    ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".et", ".csv", ".tsv", ".txt", ".html", ".htm", ".xml",
})  # fmt: skip
SETTLED_SECONDS = 3.0  # a file that was written to since may not be whole
# What may be said of a file that nobody looks at: that a row is here already, and what platforms do to each of theirs.
QUIET = frozenset({
    "already_imported", "already_here", "file_again", "payment_here", "opening_here", "way_ended", "date_derived",
    "masked", "odd_phone",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Watched:
    """A folder and the kind of its files; `profile` names how they are understood, else their header tells."""

    folder: Path
    kind: str
    profile: str = ""
    done: str = DONE
    aside: str = ASIDE


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the folder. `prepared` is there when it has no doubt; else it was put aside, `why` is the code."""

    path: Path
    watched: Watched
    prepared: Any = None
    why: str = ""

    @property
    def sure(self) -> bool:
        return self.prepared is not None


def look(watched: Watched, today: date, now: float) -> Found | None:
    """The next file that is whole, matched; one with doubts is put aside first. None where there is none."""
    path = _next(watched.folder, now)
    if path is None:
        return None
    try:
        prepared = _prepared(watched, path, today)
    except Questions as asked:
        return _aside(watched, path, asked.questions[0].code)
    except FileRefused as refused:
        return _aside(watched, path, refused.code)
    why = _doubt(prepared)
    return _aside(watched, path, why) if why else Found(path, watched, prepared)


def take(call: Call, found: Found) -> tuple[int, Found]:
    """Bring in a file without doubts and put it away: how many rows came in, and the file where it lies now.

    What its kind refuses after all is put aside, with the reason."""
    module: Any = order_import if found.watched.kind == "orders" else record_import
    try:
        outcome = module.commit(call, found.prepared)
    except Refusal as refused:
        return 0, _aside(found.watched, found.path, refused.code)
    return int(outcome.rows.imported), replace(found, path=put_away(found.path, found.watched.done))


def _next(folder: Path, now: float) -> Path | None:
    try:
        named = (each for each in folder.iterdir() if each.suffix.lower() in ENDINGS)
        files = sorted(each for each in named if each.is_file() and not each.name.startswith((".", "~$")))
        return next((each for each in files if now - each.stat().st_mtime >= SETTLED_SECONDS), None)
    except OSError:
        return None  # not there now, such as a share that is off


def _prepared(watched: Watched, path: Path, today: date) -> Any:
    reading = read_file(path, watched.kind, kept=recall(watched.kind, watched.profile))
    digest = sha256(path.read_bytes()).hexdigest()
    if watched.kind != "orders":
        return record_import.prepare(reading, today, digest=digest, profile=reading.kept)
    options = with_channel(reading, Options(), {})
    return order_import.prepare(reading, options, today, digest=digest, profile=reading.kept)


def _doubt(prepared: Any) -> str:
    """The first thing that a person should see before this comes in; "" for nothing."""
    told = (*prepared.reading.problems, *prepared.doubts)
    found = next((each.code for each in told if each.code not in QUIET), "")
    unsure = any(fate in ("draft", "hold", "failed") for _sheet, _row, fate in prepared.fates())
    return found or ("unsure" if unsure else "")


def _aside(watched: Watched, path: Path, why: str) -> Found:
    return Found(put_away(path, watched.aside), watched, None, why)


def put_away(path: Path, where: str) -> Path:
    """Move a file into a folder beside it, under a name that is free there. Unavailable file_not_written."""
    folder = path.parent / where
    target, count = folder / path.name, 1
    try:
        folder.mkdir(exist_ok=True)
        while target.exists():
            count += 1
            target = folder / f"{path.stem} ({count}){path.suffix}"
        return path.replace(target)
    except OSError as error:  # another PC was quicker, or somebody has it open
        raise Unavailable("file_not_written", file=str(target), reason=error.strerror or str(error)) from error
