"""A report's chart: columns over days, weeks or months; bars from the top for everything else, unless `how` says other
(CHARTS in services/reports/definition.py). Painted, like Today's.

chart = ReportChart()
chart.show_bars(bars, over_time=True); chart.picked.connect(open_row)     # the place of a bar
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from printing.papers import ReportBar
from ui.kit.text_line import draw_line
from ui.theme import theme

NAME, FIGURE, SIDE = 190, 96, 20
LINE, THICK = 22, 13
HEAD, FOOT, LEAST_WORD = 18, 22, 76
MOST_STANDING = 24  # of what is not over time, from the top
Flag = Qt.AlignmentFlag
AT_RIGHT = Flag.AlignRight | Flag.AlignVCenter


class ReportChart(QWidget):
    """See the module. Arrows choose a bar while the chart has focus, Enter or a click opens it."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self._bars: tuple[ReportBar, ...] = ()
        self._over_time = self._line = False
        self._at = self._over = -1

    def show_bars(self, bars: Sequence[ReportBar], *, over_time: bool, how: str = "") -> None:
        self._over_time = how in ("columns", "line") or (over_time and how != "bars")
        most = MOST_STANDING if self._over_time and not over_time else len(bars)
        self._bars, self._line = tuple(bars)[:most], how == "line"
        self._at = self._over = -1
        self.setAccessibleDescription("; ".join(f"{bar.word} {bar.figure}" for bar in self._bars))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, 210)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 120)

    def shown(self) -> int:
        """How many bars find room."""
        if self._over_time:
            return len(self._bars)
        return min(len(self._bars), max(1, (self.height() - 8) // LINE))

    def place(self, at: int) -> QRectF:
        """The room of a bar, with its word."""
        if not self._over_time:
            return QRectF(0, 4 + at * LINE, self.width(), LINE)
        wide = (self.width() - 2 * SIDE) / max(len(self._bars), 1)
        return QRectF(SIDE + at * wide, 0, wide, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at in range(self.shown()):
            (self._paint_column if self._over_time else self._paint_row)(painter, at, self._bars[at])
        if self.hasFocus() and 0 <= self._at < self.shown():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.place(self._at).adjusted(1, 1, -1, -1), 4, 4)

    def _paint_row(self, painter: QPainter, at: int, bar: ReportBar) -> None:
        room = self.place(at)
        self._write(painter, QRectF(SIDE, room.y(), NAME - 8, LINE), bar.word, AT_RIGHT, "text")
        wide = room.width() - SIDE - NAME - FIGURE - SIDE
        length = max(wide * abs(bar.share), 2 if bar.share else 0)
        self._fill(painter, QRectF(SIDE + NAME, room.y() + (LINE - THICK) / 2, length, THICK), at, bar)
        figure = QRectF(SIDE + NAME + length + 6, room.y(), FIGURE, LINE)
        self._write(painter, figure, bar.figure, Flag.AlignLeft | Flag.AlignVCenter, "text2")

    def _paint_column(self, painter: QPainter, at: int, bar: ReportBar) -> None:
        room = self.place(at)
        foot = room.bottom() - FOOT
        high = (foot - HEAD) * abs(bar.share)
        painter.fillRect(QRectF(room.left(), foot, room.width(), 1), theme.color("chart.grid"))
        if self._line:
            self._paint_point(painter, at)
        else:
            thick = min(max(room.width() - 4, 2), 46)
            standing = QRectF(room.center().x() - thick / 2, foot - high, thick, max(high, 2 if bar.share else 0))
            self._fill(painter, standing, at, bar)
        every = max(1, round(LEAST_WORD / room.width() + 0.5))
        chosen = at in (self._over, self._at if self.hasFocus() else -1)
        if chosen or (len(self._bars) - 1 - at) % every == 0:
            word = QRectF(room.center().x() - LEAST_WORD / 2, foot + 3, LEAST_WORD, 18)
            self._write(painter, word, bar.word, Flag.AlignCenter, "text" if chosen else "text3")
        last = at == len(self._bars) - 1
        if chosen or (last if self._line else room.width() > LEAST_WORD):
            falls = self._line and at > 0 and self._bars[at - 1].share > bar.share and high > LINE
            figure = QRectF(room.center().x() - 50, foot - high + (4 if falls else -20 if self._line else -17), 100, 16)
            self._write(painter, figure, bar.figure, Flag.AlignCenter, "text2")

    def _point(self, at: int) -> QPointF:
        """Where the line passes a bar's place; below nothing it lies on the foot."""
        room = self.place(at)
        foot = room.bottom() - FOOT
        return QPointF(room.center().x(), foot - (foot - HEAD) * max(self._bars[at].share, 0))

    def _paint_point(self, painter: QPainter, at: int) -> None:
        color = theme.color("chart.e1" if at == self._over else "chart.s1")
        painter.setPen(QPen(theme.color("chart.s1"), 2))
        if at:
            painter.drawLine(self._point(at - 1), self._point(at))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(self._point(at), 3.5, 3.5)

    def _fill(self, painter: QPainter, at: QRectF, index: int, bar: ReportBar) -> None:
        """A share below nothing is an outline, so that colour alone tells nothing."""
        color = theme.color("chart.e1" if index == self._over else "chart.s1")
        painter.setPen(QPen(color, 1.5) if bar.share < 0 else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if bar.share < 0 else color)
        painter.drawRoundedRect(at, 2, 2)

    def _write(self, painter: QPainter, room: QRectF, text: str, align: Qt.AlignmentFlag, role: str) -> None:
        draw_line(painter, room, text, "caption", role, align)

    # choosing a bar

    def _bar_at(self, event: QMouseEvent) -> int:
        point = event.position()
        return next((at for at in range(self.shown()) if self.place(at).contains(point)), -1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._bar_at(event))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)

    def _hover(self, at: int) -> None:
        if at != self._over:
            self._over = at
            self.setCursor(Qt.CursorShape.PointingHandCursor if at >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._bar_at(event)
        if event.button() == Qt.MouseButton.LeftButton and at >= 0:
            self.picked.emit(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        back, on = (Qt.Key.Key_Left, Qt.Key.Key_Up), (Qt.Key.Key_Right, Qt.Key.Key_Down)
        if event.key() in (*back, *on) and self._bars:
            self._at = min(max(self._at + (1 if event.key() in on else -1), 0), self.shown() - 1)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at >= 0:
            self.picked.emit(self._at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._at = max(self._at, 0)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
