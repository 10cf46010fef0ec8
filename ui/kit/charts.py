"""Small charts for Today: pairs of bars by day, a line by week against a target.

Painted, so that the first window loads no plotting library.

    bars = BarPairs(_("In"), _("Out"))
    bars.set([Pair("Mon", 12, 9), ...]); bars.picked.connect(open_list)       # (index, 0 first series | 1 second)
    line = TargetLine(97, _("Target 97%"))
    line.set([Point("W2", 96.5, "27 of 28"), ...])

Left and Right choose a column while the chart has focus, Enter or a click opens it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.theme import theme

LEFT, RIGHT, TOP, BOTTOM = 48, 16, 26, 24
LINES = 4
BAR, GAP = 16, 2
CENTER = Qt.AlignmentFlag.AlignCenter
AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Pair:
    """Two counts under one word; `told` is said when it is pointed at."""

    word: str
    first: int
    second: int
    told: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A share in percent under one word; None where nothing was measured."""

    word: str
    percent: float | None
    told: str = ""


class Chart(QWidget):
    """What both share: the room, grid lines with their figures, a chosen column, focus."""

    picked = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setMinimumHeight(120)
        self._words: list[str] = []
        self._told: list[str] = []
        self._at = self._over = -1

    def sizeHint(self) -> QSize:
        return QSize(520, 210)

    def room(self) -> QRectF:
        return QRectF(self.rect()).adjusted(LEFT, TOP, -RIGHT, -BOTTOM)

    def middle(self, index: int) -> float:
        room = self.room()
        return room.left() + room.width() * (index + 0.5) / max(len(self._words), 1)

    def column_at(self, x: float) -> int:
        room = self.room()
        return int((x - room.left()) * len(self._words) / room.width()) if room.left() <= x < room.right() else -1

    def _grid(self, painter: QPainter, low: float, high: float, unit: str) -> None:
        room = self.room()
        painter.setFont(theme.font("caption"))
        for step in range(LINES):
            share = step / (LINES - 1)
            y = round(room.bottom() - room.height() * share)
            painter.fillRect(QRectF(room.left(), y, room.width(), 1), theme.color("chart.grid"))
            painter.setPen(theme.color("text3"))
            figure = f"{low + (high - low) * share:g}{unit}"
            painter.drawText(QRectF(0, y - 9, LEFT - 8, 18), AT_RIGHT, figure)

    def _axis(self, painter: QPainter) -> None:
        for index, word in enumerate(self._words):
            last = index == len(self._words) - 1
            painter.setFont(theme.font("label" if last else "caption"))
            painter.setPen(theme.color("text" if last else "text3"))
            painter.drawText(QRectF(self.middle(index) - 40, self.room().bottom() + 5, 80, 18), CENTER, word)

    def _chosen(self, painter: QPainter) -> None:
        told = self._over if self._over >= 0 else self._at if self.hasFocus() else -1
        if 0 <= told < len(self._told):
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.color("text2"))
            painter.drawText(QRectF(self.room().left(), 0, self.room().width(), 18), CENTER, self._told[told])
        if self.hasFocus() and 0 <= self._at < len(self._words):
            room, width = self.room(), self.room().width() / len(self._words)
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.middle(self._at) - width / 2, room.top(), width, room.height()), 4, 4)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self.column_at(event.position().x())
        self.setCursor(Qt.CursorShape.PointingHandCursor if at >= 0 else Qt.CursorShape.ArrowCursor)
        self._hover(at)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)

    def _hover(self, at: int) -> None:
        if at != self._over:
            self._over = at
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self.column_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and at >= 0:
            self.picked.emit(at, int(event.position().x() > self.middle(at)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps and self._words:
            self._at = min(max(self._at + steps[Qt.Key(event.key())], 0), len(self._words) - 1)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at >= 0:
            self.picked.emit(self._at, 1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QEvent) -> None:
        self._at = len(self._words) - 1 if self._at < 0 else self._at
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        self.update()


class BarPairs(Chart):
    """Two bars a column from 0; the last figure of the second series is written out."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__()
        self._names, self._pairs = (first, second), tuple[Pair, ...]()

    def set(self, pairs: Sequence[Pair]) -> None:
        self._pairs = tuple(pairs)
        self._words = [pair.word for pair in pairs]
        self._told = [pair.told or f"{pair.word}: {self._said(pair)}" for pair in pairs]
        self.setAccessibleDescription("; ".join(self._told))
        self.update()

    def _said(self, pair: Pair) -> str:
        return f"{self._names[0]} {pair.first}, {self._names[1]} {pair.second}"

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max((max(p.first, p.second) for p in self._pairs), default=0)
        high = round_up(most)
        self._grid(painter, 0, high, "")
        for index, pair in enumerate(self._pairs):
            x = round(self.middle(index))
            self._bar(painter, x - GAP / 2 - BAR, pair.first / high, theme.color("chart.s3"))
            self._bar(painter, x + GAP / 2, pair.second / high, theme.color("chart.s1"))
        self._axis(painter)
        if self._pairs:
            self._figure(painter, self._pairs[-1].second, high)
        self._chosen(painter)

    def _bar(self, painter: QPainter, x: float, share: float, color: QColor) -> None:
        if share <= 0:
            return
        room = self.room()
        height = max(round(room.height() * share), 2)
        bar = QRectF(x, round(room.bottom()) - height, BAR, height)
        painter.save()
        painter.setClipRect(bar)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(bar.adjusted(0, 0, 0, 4), 3, 3)  # its lower corners lie outside
        painter.restore()

    def _figure(self, painter: QPainter, value: int, high: float) -> None:
        room = self.room()
        y = room.bottom() - room.height() * value / high
        painter.setFont(theme.font("label"))
        painter.setPen(theme.color("text"))
        x = self.middle(len(self._pairs) - 1) + GAP / 2 + BAR / 2
        painter.drawText(QRectF(x - 40, y - 18, 80, 16), CENTER, f"{value:,}")


class TargetLine(Chart):
    """Shares in percent as a line; a dashed line is the target. The axis need not begin at 0, so it is labelled."""

    def __init__(self, target: float, name: str) -> None:
        super().__init__()
        self._target, self._name, self._points = target, name, tuple[Point, ...]()

    def set(self, points: Sequence[Point]) -> None:
        self._points = tuple(points)
        self._words = [point.word for point in points]
        self._told = [point.told for point in points]
        self.setAccessibleDescription("; ".join(self._told))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        measured = [p.percent for p in self._points if p.percent is not None]
        low = span_below(min([*measured, self._target]))
        self._grid(painter, low, 100, "%")
        self._axis(painter)
        self._target_line(painter, low)
        self._line(painter, low)
        self._chosen(painter)

    def _y(self, percent: float, low: float) -> float:
        room = self.room()
        return room.bottom() - room.height() * (percent - low) / (100 - low)

    def _target_line(self, painter: QPainter, low: float) -> None:
        y, room = self._y(self._target, low), self.room()
        pen = QPen(theme.color("text3"), 1.5, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text2"))
        above = y - 20 if y - 20 > room.top() else y + 3  # not across the topmost line of the grid
        left = self._clear_of_points(above)
        if left is None:  # over the grid, which is the least that it can hide
            left, above = room.left() + 8, y - 20
            wide = painter.fontMetrics().horizontalAdvance(self._name)
            painter.fillRect(QRectF(left - 2, above, wide + 4, 18), theme.color("surface"))
        painter.drawText(QRectF(left, above, 200, 18), Qt.AlignmentFlag.AlignLeft, self._name)

    def _clear_of_points(self, top: float) -> float | None:
        """Where the target's name stands in nobody's way, as far left as can be; None where there is no such place."""
        low = span_below(min([p.percent for p in self._points if p.percent is not None] + [self._target]))
        wide = QFontMetrics(theme.font("caption")).horizontalAdvance(self._name)
        starts = [self.room().left() + 8, *(self.middle(at) + 8 for at in range(len(self._points)))]
        for left in starts:
            near = (p for at, p in enumerate(self._points) if left - 24 <= self.middle(at) <= left + wide + 24)
            if not any(p.percent is not None and top - 10 <= self._y(p.percent, low) <= top + 28 for p in near):
                return left
        return None

    def _line(self, painter: QPainter, low: float) -> None:
        known = [(QPointF(self.middle(i), self._y(p.percent, low)), p) for i, p in enumerate(self._points)
                 if p.percent is not None]  # fmt: skip
        path = QPainterPath()
        for number, (at, _point) in enumerate(known):
            path.lineTo(at) if number else path.moveTo(at)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("chart.s1"), 2))
        painter.drawPath(path)
        painter.setBrush(theme.color("chart.s1"))
        painter.setPen(QPen(theme.color("surface"), 1.5))
        for at, _point in known:
            painter.drawEllipse(at, 4.5, 4.5)
        if known:
            at, last = known[-1]
            painter.setFont(theme.font("label"))
            painter.setPen(theme.color("text"))
            where = QRectF(at.x() - 45, at.y() - 23, 90, 16)
            painter.drawText(where, CENTER, f"{last.percent:.1f}%")


def round_up(value: float) -> int:
    """The least round figure above, that three equal steps divide into whole ones: 3, 6, 15, 30, 60, 150 ..."""
    for power in range(9):
        for base in (3, 6, 15):
            if value <= base * 10**power:
                return base * 10**power
    return math.ceil(value / 3) * 3


def span_below(least: float) -> float:
    """Where an axis that ends at 100 begins, so that its three steps are whole figures: 97, 94, 88, 85, 70, 40, 0."""
    return next((start for start in (97, 94, 91, 88, 85, 70, 55, 40, 25) if least > start), 0)
