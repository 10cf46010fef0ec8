"""Pages of a paper on the screen, and the file of one.

    view = PageView()
    view.show_image(to_image(sheet.picture))      # or show_image(None, _("Why there is none"))
    view.pressed, turned                          # a click or Enter; -1 or 1 for the page before or after
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from printing.pictures import Picture
from printing.press import apart
from services.errors import Unavailable
from ui.theme import theme

page_count: Callable[..., int] = apart("printing.raster:page_count")
picture: Callable[..., Picture] = apart("printing.raster:page_picture")


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


def write_file(path: Path, content: bytes) -> Path:
    """Write a whole file, on a reader thread. Unavailable file_not_written."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Unavailable("file_not_written", file=path.name, reason=error.strerror or str(error)) from error
    return path
