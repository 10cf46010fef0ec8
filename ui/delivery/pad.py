"""A place to draw a signature with the mouse or a pen; ink on white in both themes, since it is kept as a picture.

    pad = SignaturePad()
    pad.picture()            # a QImage of what was drawn with a little white around it, None when nothing was
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QTabletEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.i18n import _
from ui.theme import theme

INK, PAPER = QColor("#101828"), QColor("#ffffff")
LINE, SCALE, EDGE = 2.2, 2, 6
LEAST = 12  # what is shorter than this in both directions is a slip of the hand


class SignaturePad(QWidget):
    """See the module."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._path, self._down = QPainterPath(), False
        self.setFixedHeight(112)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(_("Signature, drawn with the mouse or a pen"))

    def sizeHint(self) -> QSize:
        return QSize(320, 112)

    def clear(self) -> None:
        self._path = QPainterPath()
        self.update()
        self.changed.emit()

    def drawn(self) -> bool:
        around = self._path.boundingRect()
        return max(around.width(), around.height()) >= LEAST

    def picture(self) -> QImage | None:
        if not self.drawn():
            return None
        around = self._path.boundingRect().adjusted(-EDGE, -EDGE, EDGE, EDGE)
        image = QImage(around.size().toSize() * SCALE, QImage.Format.Format_RGB32)
        image.fill(PAPER)
        painter = QPainter(image)
        painter.scale(SCALE, SCALE)
        painter.translate(-around.topLeft())
        self._ink(painter)
        painter.end()
        return image

    def _ink(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(INK, LINE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path)

    # the hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._draw_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen's own events, which come finer than those of the mouse they stand for."""
        match event.type():
            case QTabletEvent.Type.TabletPress:
                self._begin(event.position())
            case QTabletEvent.Type.TabletMove:
                self._draw_to(event.position())
            case _:
                self._end()
        event.accept()

    def _begin(self, at: QPointF) -> None:
        self._down = True
        self._path.moveTo(at)

    def _draw_to(self, at: QPointF) -> None:
        if self._down:
            inside = QPointF(min(max(at.x(), 1), self.width() - 1), min(max(at.y(), 1), self.height() - 1))
            self._path.lineTo(inside)
            self.update()

    def _end(self) -> None:
        if self._down:
            self._down = False
            self.changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("control"), 1))
        painter.setBrush(PAPER)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(QPen(QColor("#d0d5dd"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(16, self.height() - 28), QPointF(self.width() - 16, self.height() - 28))
        self._ink(painter)
