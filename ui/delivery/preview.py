"""The papers of a delivery at its right: the labels, the delivery note and the pick list as they will be printed.

preview = PaperPreview(shell)
preview.show_view(view)               # draws the paper chosen, off the UI thread
preview.choose("note")
preview.print_now("note")             # queues one more copy, marked as a reprint
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QPushButton, QSizePolicy, QWidget

from printing.pictures import Picture
from printing.press import apart
from resources.i18n import _, language
from services import papers, printing_jobs
from services.delivery_views import DeliveryView
from services.errors import Refusal, Unavailable
from services.unit import Call
from ui.delivery.words import PAPERS
from ui.kit.buttons import action_button, icon_button
from ui.kit.dialog import Dialog
from ui.kit.labels import boxed, column, ground, label, row, state_chip, vline
from ui.kit.panel import clear
from ui.shell import Shell
from ui.theme import theme

page_count: Callable[..., int] = apart("printing.raster:page_count")
picture: Callable[..., Picture] = apart("printing.raster:picture")

MM_WIDE = {"label": 100, "note": 210, "picklist": 210}
DPI = 203
INCH = 25.4
EDGE = 16
BIG = 760


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper that was rendered: its file, how many pages, and the picture of one."""

    pdf: bytes
    pages: int
    page: int
    picture: Picture


def to_image(drawn: Picture, ratio: float = 1.0) -> QImage:
    image = QImage(drawn.pixels, drawn.width, drawn.height, QImage.Format.Format_RGB32).copy()
    image.setDevicePixelRatio(ratio)
    return image


class PageView(QWidget):
    """One page, as wide as there is room; a click or Enter opens it large."""

    pressed = Signal()
    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._text = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(120)

    def show_image(self, image: QImage | None, text: str = "") -> None:
        """A picture, or else a sentence in its place."""
        self._image, self._text = image, text
        self.setCursor(Qt.CursorShape.PointingHandCursor if image else Qt.CursorShape.ArrowCursor)
        self.updateGeometry()
        self.update()

    def has_image(self) -> bool:
        return self._image is not None

    def sizeHint(self) -> QSize:
        width = max(self.width(), 120)
        if self._image is None:
            return QSize(width, 160)
        return QSize(width, round(width * self._image.height() / self._image.width()))

    def resizeEvent(self, event: QEvent) -> None:
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        whole = self.rect()
        if self._image is None:
            painter.setPen(QPen(theme.color("control"), 1, Qt.PenStyle.DashLine))
            painter.drawRect(whole.adjusted(0, 0, -1, -1))
            painter.setPen(theme.color("text2"))
            painter.setFont(theme.font("caption"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(whole.adjusted(16, 8, -16, -8), int(flags), self._text)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(whole), self._image)
            painter.setPen(theme.color("control"))
            painter.drawRect(whole.adjusted(0, 0, -1, -1))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRect(QRect(whole).adjusted(1, 1, -1, -1))

    def focusInEvent(self, event: QEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.pressed.emit()
            case Qt.Key.Key_Left | Qt.Key.Key_PageUp:
                self.turned.emit(-1)
            case Qt.Key.Key_Right | Qt.Key.Key_PageDown:
                self.turned.emit(1)
            case _:
                super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()


class PaperPreview(QWidget):
    """See the module."""

    printed = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        ground(self, "panel")
        self._shell = shell
        self._view: DeliveryView | None = None
        self._kind, self._sheet, self._told = "label", None, ()  # type: str, Sheet | None, tuple[object, ...]
        self.kinds = {kind: self._pill(kind) for kind in PAPERS}
        self._before = icon_button(_("Page before"), "chevron-left")
        self._after = icon_button(_("Page after"), "chevron-right")
        self._page = label("", "secondary")
        self._page.setMinimumWidth(34)
        self._page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = label(_("Preview"), "section")
        self.page = PageView()
        self._hint, self._chips = label("", "caption", wrap=True), row(gap=6)
        self.print_button = action_button(_("Print all"), "printer", "Ctrl+P")
        self.save_button = action_button(_("Save PDF"), "download")
        self._lay_out()
        self._connect()
        self.set_width(theme.px("width.labelPreview"))

    def _pill(self, kind: str) -> QPushButton:
        pill = QPushButton(_(PAPERS[kind]))
        pill.setProperty("kind", "pill")
        pill.setCheckable(True)
        pill.setAutoDefault(False)
        pill.setCursor(Qt.CursorShape.PointingHandCursor)
        pill.clicked.connect(lambda: self.choose(kind))
        return pill

    def _lay_out(self) -> None:
        pills = row(*self.kinds.values(), None, gap=0, margins=(EDGE - 10, 6, 4, 0))
        head = row(self._title, None, self._before, self._page, self._after, gap=0, margins=(EDGE, 2, 8, 4))
        body = column(self.page, self._hint, self._chips, gap=10, margins=(EDGE, 0, EDGE, 0))
        buttons = row(gap=8, margins=(EDGE, 10, EDGE, 12))
        buttons.addWidget(self.print_button, 1)
        buttons.addWidget(self.save_button, 0)
        inner = column(pills, head, body, buttons, None, gap=2)
        whole = row(vline(), gap=0)
        whole.addLayout(inner, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self._before.clicked.connect(lambda: self._turn(-1))
        self._after.clicked.connect(lambda: self._turn(1))
        self.page.turned.connect(self._turn)
        self.page.pressed.connect(self._enlarge)
        self.print_button.clicked.connect(lambda: self.print_now(self._kind))
        self.save_button.clicked.connect(self.save)

    def set_width(self, width: int) -> None:
        self.setFixedWidth(width)

    # what the window calls

    def kind(self) -> str:
        return self._kind

    def show_view(self, view: DeliveryView | None) -> None:
        self._view = view
        for kind, pill in self.kinds.items():
            pill.setEnabled(view is not None and kind in view.papers)
        if view is not None and view.papers and self._kind not in view.papers:
            self._kind = "label" if "label" in view.papers else view.papers[0]
        self._show()

    def choose(self, kind: str) -> None:
        self._kind = kind
        self._show()

    def print_now(self, kind: str) -> None:
        """One more copy of each page of a paper, marked as a reprint where there was one before."""
        view = self._view
        if view is None or kind not in view.papers:
            return
        packages = [package.number for package in view.packages] if kind == "label" else [0]

        def work(call: Call) -> list[int]:
            return [
                printing_jobs.print_again(
                    replace(call, request_id=f"{call.request_id}.{package}"), view.id, kind, package
                )
                for package in packages
            ]

        self._shell.run(self, work, lambda copies: self._queued(kind, view.number, copies), button=self.print_button)

    def save(self) -> None:
        """Write the paper shown into a file of one's choice."""
        sheet, view = self._sheet, self._view
        if sheet is None or view is None:
            return
        name = f"{view.number}-{self._kind}.pdf"
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save PDF"), name, "PDF (*.pdf)")
        if chosen:
            path = Path(chosen)
            self._shell.read(self, lambda: write_file(path, sheet.pdf), self._saved, key="save")

    # drawing

    def _show(self) -> None:
        view = self._view
        for kind, pill in self.kinds.items():
            pill.setChecked(kind == self._kind)
        self._fill_chips()
        there = view is not None and self._kind in view.papers
        if view is None or not there:
            self._told, self._sheet = (), None
            self.page.show_image(None, self._why_none(view))
            self._numbers()
            return
        told = (view.number, view.version, self._kind, language())
        if told != self._told:
            self._told = told
            self._draw(view.number, self._kind)
        self._numbers()

    def _draw(self, number: str, kind: str) -> None:
        code, dpi = language(), self._dpi(self.width() - 2 * EDGE - 1)

        def work() -> Sheet:
            pdf = papers.render(kind, number, dpi=DPI, language=code)
            return Sheet(pdf, page_count(pdf), 0, picture(pdf, 0, dpi))

        self._shell.jobs.read(self, work, self._drawn, key="paper", failed=self._not_drawn)

    def _dpi(self, width: int) -> float:
        """The resolution at which this paper fills `width` points of the screen."""
        return width * self.devicePixelRatioF() * INCH / MM_WIDE[self._kind]

    def _drawn(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.page.show_image(to_image(sheet.picture))
        self._numbers()

    def _not_drawn(self, error: Exception) -> None:
        self._sheet, self._told = None, ()
        if isinstance(error, Refusal):
            self.page.show_image(None, self._shell.errors.text(error))
            self._numbers()
        else:
            self._shell.jobs.on_error(self, error)

    def _turn(self, by: int) -> None:
        sheet = self._sheet
        if sheet is None or not 0 <= sheet.page + by < sheet.pages:
            return
        page, dpi = sheet.page + by, self._dpi(self.width() - 2 * EDGE - 1)
        self._shell.read(self, lambda: replace(sheet, page=page, picture=picture(sheet.pdf, page, dpi)), self._drawn,
                         key="paper")  # fmt: skip

    def _numbers(self) -> None:
        """Page numbers, what can be pressed, and the line below."""
        sheet = self._sheet
        pages, page = (sheet.pages, sheet.page) if sheet else (0, 0)
        self._page.setText(f"{page + 1} / {pages}" if pages else "")
        self._before.setEnabled(page > 0)
        self._after.setEnabled(page + 1 < pages)
        self.print_button.setEnabled(bool(pages))
        self.save_button.setEnabled(bool(pages))
        size = _("100 × 150 mm • 203 dpi") if self._kind == "label" else "A4"
        self._hint.setText(size if pages else "")
        self._hint.setVisible(bool(pages))
        text = _("{paper}, page {page} of {pages}").format(paper=_(PAPERS[self._kind]), page=page + 1, pages=pages)
        self.page.setAccessibleName(text if pages else self._why_none(self._view))

    def _why_none(self, view: DeliveryView | None) -> str:
        if view is None:
            return _("Choose a delivery to see its papers.")
        if view.state == "cancelled":
            return _("A cancelled delivery has no papers.")
        if self._kind == "label":
            return _("The labels are there once goods are in packages.")
        return _("The pick list is there once the delivery is released.")

    def _fill_chips(self) -> None:
        clear(self._chips)
        state = dict(self._view.printed).get(self._kind) if self._view else None
        if state:
            self._chips.addWidget(state_chip("print_job", state))
        self._chips.addStretch(1)

    # what came of it

    def _queued(self, kind: str, number: str, copies: list[int]) -> None:
        told, most = _("{paper} {number} is in the print queue."), max(copies)
        if most > 1:
            told = _("{paper} {number} is printed again, marked as copy {copy}.")
        self._shell.toast(told.format(paper=_(PAPERS[kind]), number=number, copy=most))
        self.printed.emit()

    def _saved(self, path: Path) -> None:
        self._shell.toast(_("{file} is saved.").format(file=path.name))

    def _enlarge(self) -> None:
        sheet, view = self._sheet, self._view
        if sheet is None or view is None:
            return
        dpi = self._dpi(BIG)
        show: Callable[[Picture], None] = self._large
        self._shell.read(self, lambda: picture(sheet.pdf, sheet.page, dpi), show, key="large")

    def _large(self, drawn: Picture) -> None:
        view = self._view
        if view is None:
            return
        dialog = Dialog(self, f"{_(PAPERS[self._kind])} {view.number}", width=BIG + 48)
        page = PageView()
        page.setFixedSize(BIG, round(BIG * drawn.height / drawn.width))
        page.show_image(to_image(drawn))
        page.pressed.connect(dialog.reject)
        dialog.body.addWidget(boxed(row(page)))
        dialog.open()
        page.setFocus(Qt.FocusReason.OtherFocusReason)


def write_file(path: Path, content: bytes) -> Path:
    """Write a whole file, on a reader thread. Unavailable file_not_written."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Unavailable("file_not_written", file=path.name, reason=error.strerror or str(error)) from error
    return path
