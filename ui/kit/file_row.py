"""One file in a list of attachments: its small picture or icon, its name, below it size, day and person.

Enter, a click or a double click opens it, Delete or the bin at its right removes it; Up and Down walk the list.
"""

from datetime import date

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.i18n import _
from services.attachments import Attached
from ui.icons import pixmap
from ui.kit import formats
from ui.kit.buttons import icon_button
from ui.kit.text_line import draw_line
from ui.theme import theme

HEIGHT, THUMB = 44, 32
LEFT = THUMB + 12
BIN = 32


class FileRow(QWidget):
    """See the module."""

    opened = Signal()
    remove_asked = Signal()

    def __init__(self, file: Attached, today: date, *, removable: bool) -> None:
        super().__init__()
        self.file, self._today = file, today
        self._thumb: QPixmap | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(file.name)
        self.setToolTip(f"{file.name}\n" + (_("Open (Enter), remove (Del)") if removable else _("Open (Enter)")))
        self.bin = icon_button(_("Remove {name}").format(name=file.name), "trash-2", "Del", bind=False)
        self.bin.setParent(self)
        self.bin.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.bin.setVisible(removable)
        self.bin.clicked.connect(self.remove_asked)

    def set_thumb(self, thumb: QPixmap) -> None:
        self._thumb = thumb
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.bin.move(self.width() - BIN, (HEIGHT - BIN) // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.opened.emit()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if self.bin.isVisible():
                self.remove_asked.emit()
            case Qt.Key.Key_Down:
                self.focusNextChild()
            case Qt.Key.Key_Up:
                self.focusPreviousChild()
            case _:
                super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRect(0, HEIGHT - 1, self.width(), 1), theme.color("line"))
        self._paint_thumb(painter)
        room = self.width() - LEFT - (BIN + 4 if self.bin.isVisible() else 0)
        size = formats.file_size(self.file.size)
        below = " • ".join(part for part in (size, formats.moment(self.file.at, self._today), self.file.who) if part)
        draw_line(painter, QRect(LEFT, 4, room, 19), self.file.name, "bodyStrong", "text")
        draw_line(painter, QRect(LEFT, 22, room, 18), below, "caption", "text2")
        if self.hasFocus():
            painter.setPen(theme.color("focus"))
            for inset in (0.5, 1.5):
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset - 1), 4, 4)

    def _paint_thumb(self, painter: QPainter) -> None:
        place = QRectF(4, (HEIGHT - THUMB) / 2, THUMB, THUMB)
        if self._thumb is not None:
            painter.save()
            path = QPainterPath()
            path.addRoundedRect(place, 4, 4)
            painter.setClipPath(path)
            painter.drawPixmap(place.topLeft(), self._thumb)
            painter.restore()
            return
        name = "file-text" if self.file.mime == "application/pdf" else "image"
        image = pixmap(name, "text2", 20, self.devicePixelRatioF())
        painter.drawPixmap(place.topLeft() + QPointF(6, 6), image)
