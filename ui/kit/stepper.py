"""Where a document stands on its way: `Stepper([_("Pick"), _("Check"), ...], now=3)` (0-based; now = len: all done)."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import pixmap
from ui.theme import theme

DISC = 22


class Stepper(QWidget):
    """Discs and words in a row; done ones green with a check, the present one blue."""

    def __init__(self, steps: Sequence[str], now: int = 0) -> None:
        super().__init__()
        self._steps, self._now = tuple(steps), now
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()

    def set_now(self, now: int) -> None:
        self._now = now
        self._name()
        self.update()

    def _name(self) -> None:
        self.setAccessibleName(self._steps[self._now] if self._now < len(self._steps) else "")

    def sizeHint(self) -> QSize:
        return QSize(88 * len(self._steps), 50)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = min(104.0, (self.width() - 4) / len(self._steps))
        for number, word in enumerate(self._steps):
            middle = DISC / 2 + 1 + number * width
            if number + 1 < len(self._steps):
                role = "tones.green.solid" if number < self._now else "line"
                line = QRectF(middle + DISC / 2 + 4, DISC / 2, width - DISC - 8, 2)
                painter.fillRect(line, theme.color(role))
            self._disc(painter, middle, number)
            role = "accent" if number == self._now else "text2"
            painter.setPen(theme.color(role))
            painter.setFont(theme.font("label"))
            metrics = painter.fontMetrics()
            room = int(width) - 4
            fit = metrics.elidedText(word, Qt.TextElideMode.ElideRight, room)
            left = max(0, int(middle - metrics.horizontalAdvance(fit) / 2))
            painter.drawText(QRect(left, DISC + 4, room + 8, 20), Qt.AlignmentFlag.AlignVCenter, fit)

    def _disc(self, painter: QPainter, middle: float, number: int) -> None:
        disc = QRectF(middle - DISC / 2, 1, DISC, DISC)
        done, now = number < self._now, number == self._now
        if done or now:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("tones.green.solid" if done else "accentFill"))
            painter.drawEllipse(disc)
        else:
            painter.setPen(QPen(theme.color("control"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(disc.adjusted(1, 1, -1, -1))
        if done:
            painter.drawPixmap(
                QPointF(disc.x() + 4.5, disc.y() + 4.5), pixmap("check", "onAccent", 13, self.devicePixelRatioF())
            )
            return
        painter.setFont(theme.font("label"))
        painter.setPen(theme.color("onAccent" if now else "text2"))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(number + 1))
