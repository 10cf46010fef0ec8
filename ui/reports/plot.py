"""A report's chart as pyqtgraph draws it: standing columns, a line, or lying bars, each with its figure.

Imported off the windows' thread when the first one is wanted (ui/reports/chart.py): with numpy it takes half a second.
It is only looked at: keys and clicks are the chart's.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPen
from PySide6.QtWidgets import QGraphicsRectItem, QWidget

from printing.papers import ReportBar
from services.reports.paper import axis_figure
from ui.kit.text_line import fitting
from ui.theme import theme

NAME, FIGURE, WORD, ABOVE, LEAST_AXIS = 190, 104, 84, 26, 44
THICK, WIDEST = 0.62, 46
CAPTION = "caption"
Bars = Sequence[ReportBar]
Values = NDArray[np.float64]


class Figures(pg.AxisItem):
    """The axis of the figures, in the words of their kind."""

    kind = ""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [axis_figure(self.kind, value) for value in values]

    def tickSpacing(self, least: float, most: float, size: float) -> list[tuple[float, float]]:
        return super().tickSpacing(least, most, size)[:1]  # a line for each figure only


class Plot(pg.GraphicsView):
    """See the module. `bars` are ReportBars, `kind` is that of their figures (services/reports/definition.py)."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, background=None)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self.figures, self.words = Figures("left", linkView=self.box), pg.AxisItem("bottom", linkView=self.box)
        self.names = pg.AxisItem("left", linkView=self.box)
        self.figures.setTickDensity(1.6)
        room = self.room = pg.GraphicsLayout()
        room.setContentsMargins(12, 4, 20, 4)
        room.setSpacing(0)
        for item, row, column in ((self.names, 0, 0), (self.figures, 0, 1), (self.box, 0, 2), (self.words, 1, 2)):
            room.addItem(item, row, column)
        self.setCentralItem(room)
        self.figures.setZValue(self.box.zValue() - 1)  # the lines of its grid lie behind the columns
        self._ring = QGraphicsRectItem()
        self.scene().addItem(self._ring)

    def field(self) -> QRectF:
        """Where columns and bars stand, in this widget."""
        self.room.layout.activate()
        return QRectF(self.box.sceneBoundingRect())

    def draw(self, bars: Bars, kind: str, told: set[int], *, line: bool, lines: int) -> None:
        """Draw it anew, in the colours of the look in use: columns that stand, or a line through their places; or,
        where there is room for so many `lines`, bars that lie below each other. `told` are the places that are pointed
        at or chosen."""
        self.box.clear()
        self.setBackground(theme.color("surface"))
        self.setAntialiasing(line)
        self.figures.kind = kind
        for axis in (self.figures, self.words, self.names):
            axis.setVisible(bool(lines) == (axis is self.names))
            axis.setPen(None)
            axis.setTextPen(theme.color("text" if axis is self.names else "text2"))
            axis.setStyle(tickLength=0, tickFont=theme.font(CAPTION), maxTickLevel=0)
        self.figures.setTickPen(theme.color("chart.grid"))
        self.figures.setGrid(255)
        brushes = [theme.color("chart.e1" if at in told else "chart.s1") for at in range(len(bars))]
        values = np.array([np.nan if bar.value is None else bar.value for bar in bars])
        if lines:
            self._lie(bars, values, brushes, lines)
        else:
            self._stand(bars, values, brushes, line=line, told=told)

    def ring(self, room: QRectF | None) -> None:
        """Show the frame of the chosen place, or none."""
        self._ring.setVisible(room is not None)
        self._ring.setPen(QPen(theme.color("focus"), 2))
        self._ring.setRect(room or QRectF())

    def _stand(self, bars: Bars, values: Values, brushes: list[QColor], *, line: bool, told: set[int]) -> None:
        """Columns or a line over their words, the figures at the left."""
        low, high = bounds(values)
        widest = max(advance(axis_figure(self.figures.kind, end)) for end in (low, high))
        self.figures.setWidth(max(widest + 14, LEAST_AXIS))
        field, count = self.field(), len(bars)
        wide = field.width() / max(count, 1)
        top = high + (high - low) * ABOVE / max(field.height() - ABOVE, 1)
        self.box.setRange(xRange=(-0.5, count - 0.5), yRange=(low, top), padding=0)
        every = max(1, round(WORD / max(wide, 1) + 0.5))
        self.words.setTicks([[(at, bar.word) for at, bar in enumerate(bars) if (count - 1 - at) % every == 0]])
        self.box.addItem(pg.InfiniteLine(0, 0, pen=theme.color("chart.s3")))
        if line:
            self.box.addItem(pg.PlotDataItem(
                np.arange(count), values, pen=pg.mkPen(theme.color("chart.s1"), width=2), connect="finite",
                symbol="o", symbolSize=7, symbolPen=None, symbolBrush=brushes,
            ))  # fmt: skip
        else:
            thick = min(0.88, WIDEST / max(wide, 1))
            self._bars(x=np.arange(count), height=np.nan_to_num(values), width=thick, brushes=brushes)
        for at, bar in enumerate(bars):
            above, place = max(bar.value or 0, 0), (at + 0.5) / count
            if at in told:  # within the chart, also at its sides
                self._write(f"{bar.word}  {bar.figure}", at, above, (place, 1), theme.color("surface"))
            elif at == count - 1 if line else wide > WORD:
                self._write(bar.figure, at, above, (place if line else 0.5, 1))

    def _lie(self, bars: Bars, values: Values, brushes: list[QColor], lines: int) -> None:
        """Bars below each other from the top, their names at the left, their figures behind them."""
        low, high = bounds(values)
        names = [(-at, fitting(bar.word, CAPTION, NAME)) for at, bar in enumerate(bars)]
        self.names.setWidth(max((advance(name) for _at, name in names), default=0) + 12)
        self.names.setTicks([names])
        width, count = self.field().width(), len(bars)
        right = low + (high - low) * width / max(width - FIGURE, 1)
        self.box.setRange(xRange=(low, right), yRange=(0.5 - lines, 0.5), padding=0)
        self._bars(x0=np.zeros(count), y=-np.arange(count), height=THICK, width=np.nan_to_num(values), brushes=brushes)
        if low < 0:
            self.box.addItem(pg.InfiniteLine(0, 90, pen=theme.color("chart.s3")))
        for at, bar in enumerate(bars):
            self._write(bar.figure, max(bar.value or 0, 0), -at, (0, 0.5))

    def _bars(self, **where: Any) -> None:
        self.box.addItem(pg.BarGraphItem(pen=QPen(Qt.PenStyle.NoPen), **where))

    def _write(self, text: str, x: float, y: float, anchor: tuple[float, float], fill: QColor | None = None) -> None:
        item = pg.TextItem(text, theme.color("text"), anchor=anchor, fill=fill)
        item.setFont(theme.font(CAPTION))
        item.setPos(x, y)
        self.box.addItem(item)


def advance(text: str) -> int:
    """How wide a caption is, in pixels."""
    return QFontMetrics(theme.font(CAPTION)).horizontalAdvance(text)


def bounds(values: Values) -> tuple[float, float]:
    """The least and the greatest figure, and nothing at all in any case."""
    known = np.append(values[~np.isnan(values)], 0.0)
    low, high = float(known.min()), float(known.max())
    return low, high if high > low else low + 1
