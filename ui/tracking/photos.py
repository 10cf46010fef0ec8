"""Photos that go with a signature: chosen, dropped or pasted before it is saved, kept with the delivery after.

    photos = PhotoPick(dialog)                 # files dropped on the dialog, and Ctrl+V in it, are taken too
    photos.keep(shell, owner, delivery_id, tell)    # or kind="incident"
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from resources.i18n import _
from ui.kit.buttons import icon_button, link_button
from ui.kit.dialog import Dialog
from ui.kit.file_drop import DOCUMENTS, FileDrop, local_files
from ui.kit.file_keeper import FileKeeper
from ui.kit.labels import ElidedLabel, IconLabel, boxed, clear, column, label, row
from ui.shell import Shell


class PhotoPick(QWidget):
    """See the module."""

    def __init__(self, dialog: Dialog) -> None:
        super().__init__()
        self.taken: list[tuple[str, Path | QImage]] = []
        self.add, self.paste = link_button(_("Add")), link_button(_("Paste"))
        self.add.clicked.connect(self._choose)
        self.paste.clicked.connect(self._paste)
        self._rows = column(gap=0)
        self._hint = label(_("Drop photos here, or paste them."), "hint")
        head = row(label(_("Photos"), "label"), None, self.paste, self.add, gap=12)
        self.setLayout(column(head, self._rows, self._hint, gap=2))
        FileDrop(dialog, self.take)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), dialog).activated.connect(self._paste)

    def take(self, paths: Sequence[Path]) -> None:
        self.taken += [(path.name, path) for path in paths]
        self._fill()

    def keep(
        self, shell: Shell, owner: QWidget, subject_id: int, tell: Callable[[], None], kind: str = "delivery"
    ) -> None:
        """Keep what was taken with the delivery, or another kind of subject; what can't be kept is said."""
        keeper = FileKeeper(shell, owner, kind, subject_id, tell)
        paths = [each for _name, each in self.taken if isinstance(each, Path)]
        if paths:
            keeper.add_paths(paths)
        for name, image in self.taken:
            if isinstance(image, QImage):
                keeper.add_image(image, name)

    def _choose(self) -> None:
        words = _("Pictures and PDFs") + f" ({' '.join(f'*{ending}' for ending in DOCUMENTS)})"
        paths, _filter = QFileDialog.getOpenFileNames(self, _("Add a file"), "", words)
        self.take([Path(path) for path in paths])

    def _paste(self) -> None:
        board = QGuiApplication.clipboard()
        paths, image = local_files(board.mimeData()), board.image()
        if paths:
            self.take(paths)
        elif not image.isNull():
            self.taken.append((_("Photo {number}").format(number=len(self.taken) + 1), image))
            self._fill()

    def _fill(self) -> None:
        clear(self._rows)
        for at, (name, _photo) in enumerate(self.taken):
            self._rows.addWidget(self._row(at, name))
        self._hint.setVisible(not self.taken)

    def _row(self, at: int, name: str) -> QWidget:
        away = icon_button(_("Take “{name}” off").format(name=name), "x")
        away.clicked.connect(lambda: self._take_off(at))
        line = row(IconLabel("image", "text2", 16), gap=8)
        line.addWidget(ElidedLabel(name), 1)
        line.addWidget(away)
        return boxed(line)

    def _take_off(self, at: int) -> None:
        del self.taken[at]
        self._fill()
