"""Adding and removing a document's files: made small on a reader thread, kept on the writer, with a way back.

What was begun ends well even when the panel shows another document by then, so nothing here leans on the panel.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services import attachments
from services.attachments import Attached, Content
from services.errors import Refusal, Unavailable
from services.pictures import File, content_of, prepare
from services.unit import Call
from ui.shell import Shell

Made = tuple[File | Refusal, ...]


@dataclass(frozen=True, slots=True)
class FileKeeper:
    """For one document. `owner` outlives the panel; `tell()` is called after each change."""

    shell: Shell
    owner: QWidget
    kind: str
    subject_id: int
    tell: Callable[[], None]

    def add_paths(self, paths: Sequence[Path]) -> None:
        wanted = tuple(paths)
        self._read(lambda: tuple(from_disk(path) for path in wanted), wanted)

    def add_image(self, image: QImage, name: str) -> None:
        self._read(lambda: (_from_image(image, name),), name)

    def remove(self, file: Attached) -> None:
        def work(call: Call) -> Content | None:
            content = attachments.content(file.id)
            attachments.detach(self.kind)(call, self.subject_id, file.id)
            return content

        def removed(content: Content | None) -> None:
            if content is not None:
                self._say(_("“{name}” is removed.").format(name=content.name),
                          lambda call: self._keep(call, (content.file(),), _purpose(file)))  # fmt: skip

        self.shell.run(self.owner, work, removed)

    def _read(self, work: Callable[[], Made], key: object) -> None:
        self.shell.read(self.owner, work, self._made, key=("attach", self.kind, self.subject_id, key))

    def _made(self, made: Made) -> None:
        files = tuple(each for each in made if isinstance(each, File))
        if files:
            self.shell.run(self.owner, lambda call: self._keep(call, files), self._kept)
        for refusal in (each for each in made if isinstance(each, Refusal)):
            self.shell.toast(self.shell.errors.text(refusal), error=True)

    def _keep(self, call: Call, files: Sequence[File], purpose: str = "") -> tuple[Attached, ...]:
        """Each file in a transaction of its own; a retry keeps none twice."""
        case = attachments.attach(self.kind)
        return tuple(
            case(replace(call, request_id=f"{call.request_id}-{at}"), self.subject_id, file, purpose)
            for at, file in enumerate(files)
        )

    def _drop(self, call: Call, rows: Sequence[Attached]) -> None:
        for row in rows:
            one = replace(call, request_id=f"{call.request_id}-{row.id}")
            attachments.detach(self.kind)(one, self.subject_id, row.id)

    def _kept(self, rows: tuple[Attached, ...]) -> None:
        text = ngettext("{count} file is attached.", "{count} files are attached.", len(rows))
        self._say(text.format(count=len(rows)), lambda call: self._drop(call, rows))

    def _say(self, text: str, back: Callable[[Call], object]) -> None:
        self.shell.toast(text, undo=lambda: self._take_back(back))
        self.tell()

    def _take_back(self, back: Callable[[Call], object]) -> None:
        self.shell.run(self.owner, back, lambda _done: self.tell())


def _purpose(file: Attached) -> str:
    return file.kind if file.kind in attachments.PURPOSES else ""


def from_disk(path: Path) -> File | Refusal:
    """The file made ready, or why it can't be."""
    try:
        return prepare(path.name, content_of(path))
    except OSError as error:
        return Unavailable("file_not_read", file=str(path), reason=error.strerror or str(error))
    except Refusal as refusal:
        return refusal


def _from_image(image: QImage, name: str) -> File | Refusal:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    try:
        return prepare(f"{name}.png", bytes(buffer.data().data()))
    except Refusal as refusal:
        return refusal
