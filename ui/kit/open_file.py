"""A kept file opened with the system's program: from a copy that only this person can read, gone when the program ends.
"""

import atexit
import hashlib
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from services.attachments import Content

READ_ONLY = 0o400


def open_copy(content: Content) -> bool:
    """False when the system has no program for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(write_copy(content))))


def write_copy(content: Content) -> Path:
    """A copy in this run's own folder. It can't be changed, so that nobody takes it for the file that is kept."""
    place = _folder() / hashlib.sha256(content.data).hexdigest()[:16]
    place.mkdir(mode=0o700, exist_ok=True)
    path = place / content.name
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, READ_ONLY), "wb") as copy:
            copy.write(content.data)
    return path


@cache
def _folder() -> Path:
    made = Path(tempfile.mkdtemp(prefix="packdesk-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made
