"""A report's chart: columns over days, weeks or months; bars from the top for everything else, unless `how` says other
(CHARTS in services/reports/definition.py).

    chart = ReportChart(jobs)
    chart.show_bars(bars, "amount", over_time=True); chart.picked.connect(open_row)     # the place of a bar

pyqtgraph draws it (ui/reports/plot.py). It is loaded on a reader when `prepare` asks for it or the first bars come;
until then the place is empty.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from printing.papers import ReportBar
from ui.kit.jobs import JobRunner

if TYPE_CHECKING:
    from ui.reports.plot import Plot

LINE = 22
MOST_STANDING = 24  # of what is not over time, from the top


class ReportChart(QWidget):
    """See the module. Arrows choose a bar while the chart has focus, Enter or a click opens it."""

    picked = Signal(int)

    def __init__(self, jobs: JobRunner) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self._jobs = jobs
        self._plot: Plot | None = None
        self._loading = False
        self._bars: tuple[ReportBar, ...] = ()
        self._kind = ""
        self._standing = self._line = False
        self._at = self._over = -1
        # Once for all that changes in one turn, and after what stands beside the chart.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._draw)
        self._room = QVBoxLayout(self)
        self._room.setContentsMargins(0, 0, 0, 0)

    def prepare(self) -> None:
        """Load what draws, if that was not done yet."""
        if self._plot is None and not self._loading:
            self._loading = True
            self._jobs.read(self, lambda: import_module("ui.reports.plot"), self._loaded)

    def _loaded(self, drawing: Any) -> None:
        self._plot = drawing.Plot(self)
        self._plot.sigDeviceRangeChanged.connect(lambda *_size: self._soon.start())
        self._room.addWidget(self._plot)

    def show_bars(self, bars: Sequence[ReportBar], kind: str, *, over_time: bool, how: str = "") -> None:
        """Bars of figures of a kind; none empties the chart."""
        self._standing = how in ("columns", "line") or (over_time and how != "bars")
        most = MOST_STANDING if self._standing and not over_time else len(bars)
        self._bars, self._kind, self._line = tuple(bars)[:most], kind, how == "line"
        self._at = self._over = -1
        self.setAccessibleDescription("; ".join(f"{bar.word} {bar.figure}" for bar in self._bars))
        if bars:
            self.prepare()
        self._soon.start()

    def sizeHint(self) -> QSize:
        return QSize(600, 210)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 120)

    def drawn(self) -> bool:
        """Whether what draws is there, and something to draw."""
        return self._plot is not None and bool(self._bars)

    def shown(self) -> int:
        """How many bars find room."""
        if self._standing:
            return len(self._bars)
        return min(len(self._bars), self._lines())

    def _lines(self) -> int:
        """How many lying bars would find room."""
        return max(1, (self.height() - 8) // LINE)

    def place(self, at: int) -> QRectF:
        """The room of a bar, with its word."""
        field = self._plot.field() if self._plot is not None else QRectF(self.rect())
        if self._standing:
            wide = field.width() / max(len(self._bars), 1)
            return QRectF(field.left() + at * wide, 0, wide, self.height())
        high = field.height() / self._lines()
        return QRectF(0, field.top() + at * high, self.width(), high)

    def _draw(self) -> None:
        if self._plot is None:
            return
        chosen = self._at if self.hasFocus() and self._at < self.shown() else -1
        bars = self._bars[: self.shown()]
        told, lines = {self._over, chosen}, 0 if self._standing else self._lines()
        self._plot.draw(bars, self._kind, told, line=self._line, lines=lines)
        self._plot.ring(self.place(chosen).adjusted(1, 1, -1, -1) if chosen >= 0 else None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._soon.start()

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
            self._soon.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._bar_at(event)
        if event.button() == Qt.MouseButton.LeftButton and at >= 0:
            self.picked.emit(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        back, on = (Qt.Key.Key_Left, Qt.Key.Key_Up), (Qt.Key.Key_Right, Qt.Key.Key_Down)
        if event.key() in (*back, *on) and self._bars:
            self._at = min(max(self._at + (1 if event.key() in on else -1), 0), self.shown() - 1)
            self._soon.start()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at >= 0:
            self.picked.emit(self._at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._at = max(self._at, 0)
        self._soon.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._soon.start()
