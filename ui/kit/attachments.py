"""The files of a document: small pictures or icons with their names, opened, added, pasted, dropped and removed.

    files = Attachments(shell, "order", panel.refresh)      # called after something was added or removed
    files.show_files(order.id, order.files)                 # services.attachments.Attached, oldest first
    FileDrop(panel, files.add)                              # files dropped anywhere on the panel

A picture or a file in the clipboard is added by Ctrl+V while the widget can be seen, unless a field takes the key.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageReader, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from resources.i18n import _
from services import attachments
from services.attachments import Attached, Content
from services.errors import Refusal
from ui.kit.buttons import bind_key, link_button
from ui.kit.file_drop import DOCUMENTS, FileDrop, local_files
from ui.kit.file_keeper import FileKeeper
from ui.kit.file_row import THUMB, FileRow
from ui.kit.labels import boxed, clear, column, label, row
from ui.kit.open_file import open_copy
from ui.kit.panel import section
from ui.shell import Shell

FEW = 5
# Small pictures by the hash of their file: a panel that is read anew shows them at once.
_thumbs: dict[str, QPixmap] = {}
_MOST_THUMBS = 300


class Attachments(QWidget):
    """See the module. `line`: a hairline parts it from what is above."""

    def __init__(self, shell: Shell, kind: str, changed: Callable[[], None], *, line: bool = True) -> None:
        super().__init__()
        self._shell, self._kind, self._changed = shell, kind, changed
        self._subject: int | None = None
        self._files: tuple[Attached, ...] = ()
        self._all = False
        self.may = attachments.may_edit(kind, shell.actor.rights)
        self.add_button, self.paste_button, self._more = link_button(_("Add")), link_button(_("Paste")), link_button("")
        self._rows = column(gap=0)
        self._hint = label("", "hint", wrap=True)
        links = boxed(row(self._more, self.paste_button, self.add_button, gap=12))
        self.setLayout(column(section(_("Attachments"), links, line=line), self._rows, self._hint, 12, gap=0))
        self._connect()

    def _connect(self) -> None:
        self._more.clicked.connect(self._turn)
        self.add_button.clicked.connect(self.choose)
        self.paste_button.clicked.connect(self.paste)
        self.add_button.setToolTip(_("Pictures and PDFs, at most 5 MB each (Ctrl+Shift+A)"))
        self.paste_button.setToolTip(_("A picture or files from the clipboard (Ctrl+V)"))
        self.add_button.setVisible(self.may)
        self.paste_button.setVisible(self.may)
        if self.may:
            bind_key(self.add_button, "Ctrl+Shift+A")
            QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self).activated.connect(self.paste)
            FileDrop(self, self.add)

    # showing

    def show_files(self, subject_id: int, files: Sequence[Attached]) -> None:
        if subject_id != self._subject:
            self._all = False
        self._subject, self._files = subject_id, tuple(files)
        self._fill()

    def rows(self) -> list[FileRow]:
        """The rows shown, first to last."""
        items = (self._rows.itemAt(at) for at in range(self._rows.count()))
        return [widget for item in items if item is not None and isinstance(widget := item.widget(), FileRow)]

    def _fill(self) -> None:
        clear(self._rows)
        for file in self._files if self._all else self._files[:FEW]:
            made = FileRow(file, self._shell.today(), removable=self.may)
            made.opened.connect(partial(self.open, file))
            made.remove_asked.connect(partial(self.remove, file))
            self._rows.addWidget(made)
            self._show_thumb(made)
        count = len(self._files)
        self._more.setVisible(count > FEW)
        self._more.setText(_("Fewer") if self._all else _("All {count}").format(count=count))
        self._hint.setText(_("Drop pictures or PDFs here, or paste them.") if self.may else _("Nothing is attached."))
        self._hint.setVisible(not count)

    def _turn(self) -> None:
        self._all = not self._all
        self._fill()

    def _show_thumb(self, made: FileRow) -> None:
        file, ratio = made.file, self.devicePixelRatioF()
        if file.mime == "application/pdf":
            return
        if file.sha256 in _thumbs:
            made.set_thumb(_thumbs[file.sha256])
            return

        def done(image: QImage | None) -> None:
            if image is not None and not image.isNull():
                if len(_thumbs) >= _MOST_THUMBS:
                    _thumbs.clear()
                thumb = _thumbs[file.sha256] = QPixmap.fromImage(image)
                thumb.setDevicePixelRatio(ratio)
                made.set_thumb(thumb)

        self._shell.read(made, lambda: _thumb(file.id, round(THUMB * ratio)), done, key="thumb")

    # what is done with them

    def open(self, file: Attached) -> None:
        """Open a copy with the system's program."""
        shell = self._shell

        def done(content: Content | None) -> None:
            if content is None:
                shell.toast(shell.errors.text(Refusal("unknown_attachment")), error=True)
            elif not open_copy(content):
                shell.toast(_("No program on this PC opens “{name}”.").format(name=content.name), error=True)

        shell.read(self.window(), lambda: attachments.content(file.id), done, key=("open", file.id))

    def remove(self, file: Attached) -> None:
        if self._subject is not None and self.may:
            self._keeper(self._subject).remove(file)

    def choose(self) -> None:
        """Ask for files and add them."""
        words = _("Pictures and PDFs") + f" ({' '.join(f'*{ending}' for ending in DOCUMENTS)})"
        paths, _filter = QFileDialog.getOpenFileNames(self, _("Add a file"), "", words)
        self.add([Path(path) for path in paths])

    def add(self, paths: Sequence[Path]) -> None:
        """Keep these files with the document."""
        if paths and self._subject is not None and self.may:
            self._keeper(self._subject).add_paths(paths)

    def paste(self) -> None:
        """Keep the picture or the files of the clipboard."""
        if self._subject is None or not self.may:
            return
        board = QGuiApplication.clipboard()
        paths, image = local_files(board.mimeData()), board.image()
        if paths:
            self.add(paths)
        elif not image.isNull():
            time = f"{self._shell.clock().astimezone():%Y-%m-%d %H.%M.%S}"
            self._keeper(self._subject).add_image(image, _("Pasted {time}").format(time=time))
        else:
            self._shell.toast(_("There is no picture and no file in the clipboard."))

    def _keeper(self, subject_id: int) -> FileKeeper:
        return FileKeeper(self._shell, self.window(), self._kind, subject_id, self._changed)


def _thumb(attachment_id: int, side: int) -> QImage | None:
    """The middle of a kept picture as a square, on a reader thread; None when it is gone."""
    content = attachments.content(attachment_id)
    if content is None:
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(content.data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    whole = reader.size()
    if whole.isEmpty():
        return None
    scaled = whole.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    reader.setScaledSize(scaled)
    image = reader.read()
    return image.copy(QRect((scaled.width() - side) // 2, (scaled.height() - side) // 2, side, side))
