"""What is pasted or dropped as text, as a file that comes in like any other.

    taken = Pasted()
    path = taken.file(QGuiApplication.clipboard().mimeData())    # None: nothing that could be rows or a message

Rows copied from Excel, WPS or a web page come as HTML, which keeps merged cells and the digits behind 2.41E+18; else
as text, parted by tabs. A message of a chat is text as well; what it is, the reading decides.
"""

from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from weakref import finalize

from PySide6.QtCore import QMimeData

from resources.i18n import _

SHORTEST = 8  # a word in the clipboard is no table


class Pasted:
    """Keeps the files as long as it lives."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._count = 0

    def file(self, data: QMimeData) -> Path | None:
        """The rows or the message as a file. None where there is no text of that kind."""
        said, ending = table_text(data)
        if not said:
            return None
        if self._folder is None:
            self._folder = Path(mkdtemp(prefix="packdesk-pasted-"))
            finalize(self, rmtree, self._folder, ignore_errors=True)
        self._count += 1
        place = self._folder / str(self._count)
        place.mkdir()
        name = _("Pasted rows")
        path = place / f"{name}{ending}"
        path.write_text(said, encoding="utf-8")
        return path


def table_text(data: QMimeData) -> tuple[str, str]:
    """The text worth reading and the ending of its file; ("", "") where there is none."""
    page = data.html() if data.hasHtml() else ""
    if "<table" in page.lower():
        return page, ".html"
    text = data.text() if data.hasText() and not data.hasUrls() else ""
    if len(text.strip()) < SHORTEST:
        return "", ""
    return text, ".tsv" if "\t" in text else ".txt"
