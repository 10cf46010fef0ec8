"""Pictures at the bench: a label's photo dropped or pasted is read as a scan; a package's is kept with its delivery.

Reading and making small happen on a reader thread; the scan or the photo is then a step like any other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QMimeData, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QImageWriter, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog

from resources.i18n import _
from services import attachments, picture_codes, pictures
from services.bench import BenchView
from services.bench_notes import note_scan
from services.errors import Refusal
from services.pictures import File
from services.unit import Call
from ui.kit.file_drop import is_table, local_files
from ui.packing.camera import Camera
from ui.packing.present import PACKED
from ui.packing.words import Facts

if TYPE_CHECKING:
    from ui.packing.window import PackingWindow

PASTED = "pasted.png"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a picture turned out to be: codes, or else a photo ready to be kept; neither is no picture."""

    name: str
    codes: tuple[str, ...] = ()
    photo: File | None = None


class Photos(QObject):
    """See the module."""

    def __init__(self, desk: "PackingWindow") -> None:
        super().__init__(desk)
        self._desk, self._count = desk, 0
        self.camera = Camera(desk.shell, self)
        self.camera.seen.connect(desk.on_scan)
        screen = desk.screen_widget
        screen.setAcceptDrops(True)
        screen.installEventFilter(self)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), screen)
        paste.setContext(Qt.ShortcutContext.WidgetShortcut)
        paste.activated.connect(self._paste)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDropEvent) or event.type() not in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            return False
        if not self._holds_picture(event.mimeData()):
            return False
        event.acceptProposedAction()
        if not isinstance(event, QDragEnterEvent):
            self.take(event.mimeData())
        return True

    @staticmethod
    def _holds_picture(data: QMimeData) -> bool:
        return data.hasImage() or any(not is_table(path) for path in local_files(data))

    def take(self, data: QMimeData) -> None:
        """Pictures of a drag or of the clipboard: their codes are scans."""
        paths = [path for path in local_files(data) if not is_table(path)]
        for path in paths:
            self._look(path.name, partial(pictures.content_of, path))
        if not paths and data.hasImage():
            image = QImage(data.imageData())
            self._look(PASTED, lambda: png(image))

    def _paste(self) -> None:
        data = QGuiApplication.clipboard().mimeData()
        if self._holds_picture(data):
            self.take(data)

    def _look(self, name: str, data: Callable[[], bytes]) -> None:
        self._count += 1
        self._desk.tell(_("Reading the picture …"))
        self._desk.shell.read(self._desk, partial(_look_at, name, data), self._looked, key=("picture", self._count))

    def _looked(self, seen: Seen) -> None:
        desk, photo = self._desk, seen.photo
        for code in seen.codes:
            desk.on_scan(code)
        if seen.codes:
            return
        if photo is None or desk.view is None:
            desk.steps.add(partial(desk.refuse_now, "no_code" if photo else "not_a_picture", Facts(scanned=seen.name)))
            return
        asked = {"YES": partial(self._keep, desk.view, photo)}
        desk.steps.add(partial(self._ask, Facts(scanned=seen.name, number=desk.view.number), asked))

    def _ask(self, facts: Facts, answers: Mapping[str, Callable[[], None]]) -> None:
        self._desk.commands.ask("keep_photo", facts, answers)
        self._desk.steps.finish()

    # photos of packages

    def photograph(self) -> None:
        """A step: the camera's picture is kept with the delivery, or a file of one that was taken elsewhere."""
        desk = self._desk
        view, image = desk.view, self.camera.picture()
        if view is None:
            desk.refuse_now("no_delivery")
            return
        if image is not None:
            self._count += 1
            work = partial(_photo, "photo.jpg", partial(jpeg, image))
            desk.shell.read(desk, work, partial(self._taken, view), key=("photo", self._count))
        else:
            self._choose()
        desk.steps.finish()

    def _choose(self) -> None:
        kinds = _("Pictures")
        names, _kind = QFileDialog.getOpenFileNames(
            self._desk, _("Photo of the package"), "", f"{kinds} (*.jpg *.jpeg *.png *.webp *.bmp)"
        )
        self.add(tuple(Path(name) for name in names))

    def add(self, paths: Sequence[Path]) -> None:
        """Keep files as photos of the package, whatever is on them."""
        view = self._desk.view
        if view is None:
            return
        for path in paths:
            work = partial(_photo, path.name, partial(pictures.content_of, path))
            self._desk.shell.read(self._desk, work, partial(self._taken, view), key=path)

    def _taken(self, view: BenchView, seen: Seen) -> None:
        desk, photo = self._desk, seen.photo
        if photo is None:
            desk.steps.add(partial(desk.refuse_now, "not_a_picture", Facts(scanned=seen.name)))
        else:
            desk.steps.add(partial(self._keep, view, photo))

    def _keep(self, view: BenchView, photo: File) -> None:
        """A step: keep it with the delivery it was taken at, under its package's number, and note it in the journal."""
        desk = self._desk
        package = view.packages if view.state in PACKED else view.package
        name = f"{view.number}-{package}{Path(photo.name).suffix}"
        spare = desk.shell.call()

        def work(call: Call) -> int:
            attachments.attach("delivery")(call, view.id, File(name, photo.mime, photo.data))
            return note_scan(spare, name, "photo", view.id).id

        desk.steps.run(work, lambda _id: desk.congratulate("photo_kept", package=str(package)))


def _look_at(name: str, data: Callable[[], bytes]) -> Seen:
    try:
        whole = data()
        codes = picture_codes.codes_on(name, whole)
        return Seen(name, codes, None if codes else pictures.prepare(name, whole))
    except (OSError, Refusal):  # the person is told that it is no picture
        return Seen(name)


def _photo(name: str, data: Callable[[], bytes]) -> Seen:
    try:
        return Seen(name, (), pictures.prepare(name, data()))
    except (OSError, Refusal):
        return Seen(name)


def png(image: QImage) -> bytes:
    return _written(image, "png")


def jpeg(image: QImage) -> bytes:
    return _written(image, "jpg")


def _written(image: QImage, kind: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(kind.encode())).write(image)
    return bytes(buffer.data().data())
