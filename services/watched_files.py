"""Files of a watched folder on the move: claimed before they are read, put away after, never one over another."""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

from services.errors import Refusal, Unavailable

CLAIMED = ".packdesk"  # the folder inside a watched one; each file that is worked on has a folder of its own there
STALE_SECONDS = 300.0  # a claim that nobody renewed so long is one of a program that ended over it
_held: set[Path] = set()  # files that can't be claimed, which was said
_mine: set[Path] = set()  # the folders of files that this program works on
_waiting: dict[Path, Path] = {}  # files that could not be moved on, and the folder where each goes once it can


def claim_first(files: list[Path], now: float) -> Path | None:
    """Take the first file that can be had out of its folder: no other PC takes it then, and nobody writes to it.

    Refuses file_held, once for each file that can't be had; those are passed over.
    """
    for path in files:
        try:
            mine = _claim(path, now)
        except FileNotFoundError:
            continue  # another PC was quicker
        except OSError as error:
            if path not in _held:
                _held.add(path)
                raise Refusal("file_held", file=path.name, reason=error.strerror or str(error)) from error
            continue
        _held.discard(path)
        return mine
    return None


def _claim(path: Path, now: float) -> Path:
    own = path.parent / CLAIMED / f"{int(now)}-{secrets.token_hex(4)}"
    own.mkdir(parents=True)
    try:
        claimed = path.rename(own / path.name)
    except OSError:
        own.rmdir()
        raise
    _mine.add(own)
    return claimed


def keep_claims(now: float) -> None:
    """Say that the files that are worked on here still are."""
    for own in tuple(_mine):
        try:
            os.utime(own, (now, now))
        except OSError:  # put away, or the share is off
            _mine.discard(own)


def left_over(folder: Path, now: float) -> Path | None:
    """A file that somebody claimed long ago and never put away."""
    return next((each for each in _claimed(folder, now) if each not in _waiting), None)


def _claimed(folder: Path, now: float) -> Iterator[Path]:
    with suppress(OSError):
        for own in (folder / CLAIMED).iterdir():
            begun = own.name.partition("-")[0]
            if begun.isdigit() and now - max(int(begun), own.stat().st_mtime) > STALE_SECONDS:
                yield from own.iterdir()


def put(path: Path, folder: Path) -> Path:
    """Move a claimed file on; where it lies now. What can't be moved waits where it is, and is moved later."""
    try:
        return _move(path, folder)
    except Unavailable:
        _waiting[path] = folder
        return path


def move_waiting() -> None:
    """Try again to move what could not be moved."""
    for path, folder in list(_waiting.items()):
        with suppress(Unavailable):
            if path.exists():
                _move(path, folder)
            _waiting.pop(path, None)


def _move(path: Path, folder: Path) -> Path:
    """Unavailable file_not_written."""
    try:
        folder.mkdir(exist_ok=True)
        target = _reserved(folder, path)
        try:
            path.replace(target)
        except OSError:
            target.unlink(missing_ok=True)
            raise
    except OSError as error:  # somebody has it open, or the share is off
        reason = error.strerror or str(error)
        raise Unavailable("file_not_written", file=str(folder / path.name), reason=reason) from error
    _mine.discard(path.parent)
    with suppress(OSError):
        path.parent.rmdir()
    return target


def _reserved(folder: Path, path: Path) -> Path:
    """An empty file of the first name that is free there, which is ours to write over."""
    for number in count(1):
        target = folder / (path.name if number == 1 else f"{path.stem} ({number}){path.suffix}")
        with suppress(FileExistsError):
            target.open("x").close()
            break
    return target
