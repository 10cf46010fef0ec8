"""A folder whose files come in by themselves when nothing about them is doubtful; the others are put aside.

    found = look(Watched(folder, "orders"), today, now)      # on a reader thread: the next file, or None
    if found is not None and found.sure: take(call, found)   # the use case of its kind; then the file is put away

A file is claimed before it is read, so that two PCs never take the same. One that came in is moved into the folder
`done`, one with doubts into `to look at`, in the words of the person. A file that is still being written waits.
"""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from resources.i18n import N_
from services import order_import, record_import
from services.errors import Cancelled, Refusal, Unavailable
from services.import_match import Options
from services.import_profiles import recall, with_channel
from services.importing.preview import FileRefused, Questions
from services.importing.reading import read_file
from services.unit import Call
from services.watched_files import claim_first, left_over, move_waiting, put

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
    """The next file that is whole, matched; one with doubts is put aside first. None where there is none.

    Refuses file_held.
    """
    move_waiting()
    if (left := left_over(watched.folder, now)) is not None:
        return _aside(watched, left, "left_over")
    path = claim_first(_whole(watched.folder, now), now)
    if path is None:
        return None
    try:
        prepared = _prepared(watched, path, today)
    except Questions as asked:
        return _aside(watched, path, asked.questions[0].code)
    except FileRefused as refused:
        return _aside(watched, path, refused.code)
    except OSError:
        return _aside(watched, path, "not_found")
    except Exception as error:
        _give_back(watched, path, error)
        raise
    why = _doubt(prepared)
    return _aside(watched, path, why) if why else Found(path, watched, prepared)


def take(call: Call, found: Found) -> tuple[int, Found]:
    """Bring in a file without doubts and put it away: how many rows came in, and the file where it lies now.

    What its kind refuses after all is put aside, with the reason; what is here already is done.
    """
    watched = found.watched
    try:
        count = _commit(call, found) if found.prepared.ready else 0
    except Exception as error:
        if not isinstance(error, Refusal) or isinstance(error, Unavailable):
            _give_back(watched, found.path, error)
            raise
        if error.code != "file_came_already":
            return 0, _aside(watched, found.path, error.code)
        count = 0
    return count, replace(found, path=put(found.path, watched.folder / watched.done))


def _commit(call: Call, found: Found) -> int:
    module: Any = order_import if found.watched.kind == "orders" else record_import
    return int(module.commit(call, found.prepared).rows.imported)


def _give_back(watched: Watched, path: Path, error: Exception) -> None:
    """A file that could not be had just now lies in the folder again; one that the program fails over is put aside."""
    later = isinstance(error, Unavailable | Cancelled)
    put(path, watched.folder if later else watched.folder / watched.aside)


def _whole(folder: Path, now: float) -> list[Path]:
    """The files of a person there that nobody wrote to just now."""
    try:
        named = (each for each in folder.iterdir() if each.suffix.lower() in ENDINGS)
        files = sorted(each for each in named if each.is_file() and not each.name.startswith((".", "~$")))
        return [each for each in files if now - each.stat().st_mtime >= SETTLED_SECONDS]
    except OSError:
        return []  # not there now, such as a share that is off


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
    return Found(put(path, watched.folder / watched.aside), watched, None, why)
