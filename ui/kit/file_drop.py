"""Files dropped on a widget: `FileDrop(widget, take)` calls `take(paths)` for local files that are no tables.

Tables (an order file) are left to the window below, which may import them.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

TABLES = (".xlsx", ".xls", ".xlsm", ".xlsb", ".csv", ".txt", ".tsv", ".ods", ".et", ".html", ".htm", ".xml")


DOCUMENTS = (".jpg", ".jpeg", ".png", ".pdf", ".webp", ".bmp", ".gif", ".tif", ".tiff")


def local_files(data: QMimeData) -> list[Path]:
    """The files of a drag or of the clipboard."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def is_document(path: Path) -> bool:
    """By its name; what it is decides its content, when it is kept."""
    return path.suffix.lower() in DOCUMENTS


def is_table(path: Path) -> bool:
    return path.suffix.lower() in TABLES


class FileDrop(QObject):
    """See the module. Does nothing while `may()` is false."""

    def __init__(
        self, widget: QWidget, take: Callable[[Sequence[Path]], None], may: Callable[[], bool] = lambda: True
    ) -> None:
        super().__init__(widget)
        self._take, self._may = take, may
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.type() in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            paths = [path for path in local_files(event.mimeData()) if not is_table(path)]
            if not paths or not self._may():
                event.ignore()
                return True
            event.acceptProposedAction()
            if not isinstance(event, QDragEnterEvent):
                self._take(paths)
            return True
        return False
