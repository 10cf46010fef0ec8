"""The company's logo or seal, as it will stand on papers: chosen, shown, removed.

row = LogoRow(shell)            # LogoRow(shell, "seal")
row.load()                      # reads what is kept
"""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from resources.i18n import N_, _
from services import attachments
from services.attachments import COMPANY, Attached, Content
from services.errors import Refusal
from services.pictures import File
from services.unit import Call
from ui.kit.buttons import action_button
from ui.kit.file_keeper import from_disk
from ui.kit.labels import column, label, row
from ui.shell import Shell

SHOWN = QSize(220, 72)


@dataclass(frozen=True, slots=True)
class Words:
    """What is said about one of the pictures."""

    term: str
    told: str
    kept: str
    removed: str
    none: str


WORDS = {
    "logo": Words(
        N_("Logo"), N_("On labels, delivery notes and quotations. Black on white, wider than high, prints best."),
        N_("The logo is kept. It stands on every paper from now on."), N_("The logo is removed."),
        N_("No logo yet: drop a picture here."),
    ),
    "seal": Words(
        N_("Seal"),
        N_("On notes and statements, for who may print it and asks for it. A picture with nothing behind it."),
        N_("The seal is kept. Who may print it finds it in “Print…”."), N_("The seal is removed."),
        N_("No seal yet: drop a picture here."),
    ),
}  # fmt: skip


class LogoRow(QWidget):
    """See the module."""

    def __init__(self, shell: Shell, purpose: str = "logo") -> None:
        super().__init__()
        self._shell, self._id, self._purpose = shell, 0, purpose
        self._words = WORDS[purpose]
        self.shown = QLabel()
        self.shown.setFixedSize(SHOWN)
        self.shown.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.shown.setAccessibleName(_(self._words.term))
        self.choose_button = action_button(_("Choose a picture…"), "image")
        self.choose_button.clicked.connect(self.choose)
        self.remove_button = action_button(_("Remove"), "trash-2")
        self.remove_button.clicked.connect(self.remove)
        told = _(self._words.told)
        verbs = row(self.choose_button, self.remove_button, None, gap=8)
        self.setLayout(column(label(_(self._words.term), "label"), self.shown, verbs, label(told, "hint"), gap=6))
        for button in (self.choose_button, self.remove_button):
            button.setEnabled(shell.may("settings.change"))
        self.setAcceptDrops(shell.may("settings.change"))
        self._show(None)

    def load(self) -> None:
        self._shell.read(self, lambda: kept(self._purpose), self._show, key=self._purpose)

    def choose(self) -> None:
        told = _("Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.gif *.tif *.tiff)")
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Choose a picture…"), "", told)
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """Keep this picture as the logo."""
        self._shell.read(self, lambda: picture_at(path), self._made, key="picture")

    def _made(self, made: File | Refusal) -> None:
        if isinstance(made, Refusal):
            self._shell.toast(self._shell.errors.text(made), error=True)
            return
        self._shell.run(self, lambda call: keep(call, made, self._purpose), self._kept)

    def _kept(self, _row: Attached) -> None:
        self._shell.toast(_(self._words.kept))
        self.load()

    def remove(self) -> None:
        logo_id = self._id

        def work(call: Call) -> Content | None:
            content = attachments.content(logo_id)
            attachments.detach("company")(call, COMPANY, logo_id)
            return content

        self._shell.run(self, work, self._removed)

    def _removed(self, content: Content | None) -> None:
        def back() -> None:
            if content is not None:
                self._shell.run(self, lambda call: keep(call, content.file(), self._purpose), lambda _row: self.load())

        self._shell.toast(_(self._words.removed), undo=back)
        self.load()

    def _show(self, content: Content | None) -> None:
        self._id = content.id if content is not None else 0
        self.remove_button.setVisible(content is not None)
        if content is None:
            self.shown.setText(_(self._words.none))
            return
        image = QImage.fromData(content.data)
        ratio = self.devicePixelRatioF()
        self.shown.setPixmap(_fitting(image, ratio))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take(Path(next(url for url in event.mimeData().urls() if url.isLocalFile()).toLocalFile()))


def _fitting(image: QImage, ratio: float) -> QPixmap:
    smooth = Qt.TransformationMode.SmoothTransformation
    pixmap = QPixmap.fromImage(image.scaled(SHOWN * ratio, Qt.AspectRatioMode.KeepAspectRatio, smooth))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def kept(purpose: str) -> Content | None:
    """The logo or seal, from a reader thread."""
    found = next((each for each in reversed(attachments.listed("company", COMPANY)) if each.kind == purpose), None)
    return attachments.content(found.id) if found is not None else None


def keep(call: Call, file: File, purpose: str) -> Attached:
    return attachments.attach("company")(call, COMPANY, file, purpose)


def picture_at(path: Path) -> File | Refusal:
    """The picture made ready, or why it can't be."""
    made = from_disk(path)
    return Refusal("not_a_picture", name=made.name) if isinstance(made, File) and made.kind != "picture" else made
