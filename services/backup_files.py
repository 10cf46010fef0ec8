"""Which files of a folder are this company's daily backups, and which of them are kept.

Others may put theirs into the same folder: a company restored beside this one, or another PC into a second place. So
each name carries a mark of its company's database: daily-20260305-060000-1a2b3c4d.db.
"""

import hashlib
import logging
import os
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from urllib.parse import unquote, urlsplit

from models.base import db, reconnect
from models.people import AuditEntry
from services.faults import translated

log = logging.getLogger(__name__)
DRAFT, RESTORING = ".packdesk-", ".restoring"
HALF_MADE_SECONDS = 20 * 3600  # nothing is still written after so long
KEPT = 14
SQLITE = "sqlite:///"
STAMPED = "daily-????????-??????"


@dataclass(frozen=True, slots=True)
class Named:
    """One company's daily backups by their names; `unmarked` where those without a mark, made before, are its too."""

    mark: str
    unmarked: bool = False

    def new(self, folder: Path, now: datetime) -> Path:
        return folder / f"daily-{now.astimezone():%Y%m%d-%H%M%S}-{self.mark}.db"

    def among(self, folder: Path) -> list[Path]:
        """The newest first."""
        patterns = [f"{STAMPED}-{self.mark}.db"] + [f"{STAMPED}.db"] * self.unmarked
        return sorted((file for each in patterns for file in folder.glob(each)), key=_stamp, reverse=True)

    def newest(self, folder: Path) -> Path | None:
        return next(iter(self.among(folder)), None)

    def thin_out(self, folder: Path) -> None:
        """Keep the newest, and of those before them the first of each month; nothing that was left half made.

        What can't be deleted now, since it is open or the place is gone, is left for the next time.
        """
        drop_half_made(folder)
        try:
            for file in self._superfluous(folder):
                _delete(file)
        except OSError as error:
            log.warning("%s was not thinned out: %s", folder, error)

    def _superfluous(self, folder: Path) -> list[Path]:
        months: set[str] = set()
        found = []
        for file in reversed(self.among(folder)[KEPT:]):
            month = file.name[6:12]
            if month in months:
                found.append(file)
            months.add(month)
        return found


def drop_half_made(folder: Path) -> None:
    """Take away what backups and restores that were killed left in a folder; what is open now is left for later."""
    try:
        for half in (*folder.glob(f"{DRAFT}*"), *folder.glob(f".*{RESTORING}*")):
            if time.time() - half.stat().st_mtime <= HALF_MADE_SECONDS:
                continue
            if half.is_dir():
                rmtree(half, ignore_errors=True)
            else:
                _delete(half)
    except OSError as error:
        log.warning("what is half made stays in %s: %s", folder, error)


def named(*, unmarked: bool = False) -> Named:
    """The names of the bound company's backups: of the database at this place, begun with this first entry."""
    with translated():
        reconnect()
        first = AuditEntry.select(AuditEntry.digest).order_by(AuditEntry.id).limit(1).scalar() or b""
    told = b"\n".join((_place(str(db.obj.address)).encode(), bytes(first)))
    return Named(hashlib.sha256(told).hexdigest()[:8], unmarked)


def _place(address: str) -> str:
    """Where the database is, without who works on it and by which password."""
    if address.startswith(SQLITE):
        return os.path.normcase(Path(unquote(address.removeprefix(SQLITE))).resolve())
    url = urlsplit(address)
    return url.netloc.rpartition("@")[2] + url.path


def _stamp(file: Path) -> str:
    return file.name[: len(STAMPED)]


def _delete(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        log.warning("an old file stays: %s", error)
