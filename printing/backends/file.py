"""A folder that takes each paper as a file."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from printing.errors import PrinterUnavailable

_KINDS = {b"%PDF": ".pdf", b"^XA": ".zpl", b"~SD": ".zpl", b"SIZE": ".tspl"}
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_RESERVED = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(\..*)?", re.IGNORECASE)
LONGEST = 120


def safe_name(name: str) -> str:
    """`name` as a file name that Windows, macOS and Linux all take, without an ending; "paper" when nothing is left."""
    name = _UNSAFE.sub("-", name).strip(" .")
    while len(name.encode()) > LONGEST:
        name = name[:-1]
    name = name.rstrip(" .") or "paper"
    return f"{name}-" if _RESERVED.fullmatch(name) else name


@dataclass(frozen=True, slots=True)
class FolderBackend:
    """Files appear with their whole content at once and none is overwritten: another of the name becomes "name (2)"."""

    folder: Path

    def send(self, job: bytes, name: str) -> None:
        """Raises PrinterUnavailable folder_unavailable, with what the system said."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._write(job, safe_name(name))
        except OSError as error:
            raise PrinterUnavailable(
                "folder_unavailable", printer=str(self.folder), job=name, reason=str(error)
            ) from error

    def _write(self, job: bytes, stem: str) -> None:
        ending = next((ending for start, ending in _KINDS.items() if job.startswith(start)), ".prn")
        with NamedTemporaryFile(dir=self.folder, prefix=".", suffix=".part", delete=False) as file:
            draft = Path(file.name)
            try:
                file.write(job)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                file.close()
                draft.unlink()
                raise
        _place(draft, self.folder, stem, ending)


def _place(draft: Path, folder: Path, stem: str, ending: str) -> None:
    """Give the finished file the first free name; both ways fail, and change nothing, where the name is taken."""
    number = 1
    try:
        while True:
            target = folder / (f"{stem}{ending}" if number == 1 else f"{stem} ({number}){ending}")
            try:
                if os.name == "nt":
                    draft.rename(target)
                else:
                    target.hardlink_to(draft)
                return
            except FileExistsError:
                number += 1
    finally:
        draft.unlink(missing_ok=True)
