"""Big figures that lead to what they are made of: `FigureRow([Figure("on_hand", _("On hand"), "232"), ...])`."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.kit.labels import row
from ui.kit.text_line import draw_line
from ui.theme import theme


@dataclass(frozen=True, slots=True)
class Figure:
    """`tone` colours the figure, `tip` says where pressing it leads; without one it can't be pressed."""

    name: str
    term: str
    figure: str
    tone: str = ""
    tip: str = ""


class FigureButton(QAbstractButton):
    """The figure over its term."""

    def __init__(self, shown: Figure) -> None:
        super().__init__()
        self._shown = shown
        self.setEnabled(bool(shown.tip))
        self.setToolTip(shown.tip)
        self.setAccessibleName(f"{shown.term}: {shown.figure}. {shown.tip}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if shown.tip else Qt.FocusPolicy.NoFocus)
        if shown.tip:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        width = max(
            QFontMetrics(theme.font("title")).horizontalAdvance(self._shown.figure),
            QFontMetrics(theme.font("caption")).horizontalAdvance(self._shown.term),
        )
        return QSize(width + 4, 50)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        role = f"tones.{self._shown.tone}.fg" if self._shown.tone else "text"
        lit = self.isEnabled() and self.underMouse()
        draw_line(painter, QRect(0, 0, self.width(), 30), self._shown.figure, "title", "accent" if lit else role)
        draw_line(painter, QRect(0, 29, self.width(), 18), self._shown.term, "caption", "text2")
        if self.isEnabled():
            width = painter.fontMetrics().horizontalAdvance(self._shown.term)
            painter.setPen(QPen(theme.color("accent" if lit else "control"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(0, 47, width, 47)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class FigureRow(QWidget):
    """`pressed` gives the name of the figure."""

    pressed = Signal(str)

    def __init__(self, figures: Sequence[Figure]) -> None:
        super().__init__()
        line = row(gap=10, margins=(0, 2, 0, 10))
        for shown in figures:
            button = FigureButton(shown)
            button.clicked.connect(lambda _on=False, name=shown.name: self.pressed.emit(name))
            line.addWidget(button, 1)
        self.setLayout(line)
