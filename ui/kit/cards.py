"""Cards for Today: `FigureCard(_("Late"), "3", _("Oldest 2 days"), chip)`; `pressed` opens the list behind."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from ui.kit.labels import CHIP_HEIGHT, Chip, ElidedLabel, column, label, row, strut
from ui.theme import theme

SIDES = 15
PARTS = "  •  "  # stands between the two parts of what a card says


def clicks(widget: QWidget, event: QMouseEvent) -> bool:
    """Whether the left button was let go over the widget."""
    return event.button() == Qt.MouseButton.LeftButton and widget.rect().contains(event.position().toPoint())


def presses(event: QKeyEvent) -> bool:
    """Whether a key presses what has the focus, as it does a button."""
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class PressCard(QFrame):
    """A card that is pressed as a button is, by mouse or keys."""

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if clicks(self, event):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if presses(event):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


class FigureCard(PressCard):
    """Term, a big figure, what it says below, and a chip only where someone must act.

    What it says has a line; where it may (`may_grow`) and its two parts (see PARTS) have no room in one, each has
    its own.
    """

    _grows = False

    def __init__(self, term: str, figure: str = "", detail: str = "", chip: Chip | None = None) -> None:
        super().__init__()
        self._term = term
        self._figure, self._said = label(figure, "figure"), detail
        self._detail, self._more = ElidedLabel("", "caption"), ElidedLabel("", "caption")
        head = row(label(term, "caption"), None, strut(CHIP_HEIGHT), gap=8)
        head.addWidget(chip) if chip else None
        self._head, self._chip = head, chip
        self.setLayout(column(head, self._figure, self._detail, self._more, gap=2, margins=(SIDES, 12, SIDES, 10)))
        self.set(figure, detail, chip)

    def set(self, figure: str, detail: str, chip: Chip | None = None) -> None:
        self._figure.setText(figure)
        self._said = detail
        self._lay()
        if chip is not self._chip:
            if self._chip is not None:
                self._chip.hide()
                self._chip.deleteLater()
            if chip is not None:
                self._head.addWidget(chip)
            self._chip = chip
        self.setAccessibleName(f"{self._term}: {figure}. {detail}")

    def may_grow(self, least: int) -> None:
        """From the height `least` on by a line where it is needed; the figures of several stay at one height."""
        self._grows = True
        self.setMinimumHeight(least)
        layout = self.layout()
        assert isinstance(layout, QBoxLayout)
        layout.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def _lay(self) -> None:
        first, between, rest = self._said.partition(PARTS)
        self._detail.ensurePolished()
        room = self.width() - SIDES * 2 - self.frameWidth() * 2
        one = not (self._grows and between) or self._detail.fontMetrics().horizontalAdvance(self._said) <= room
        self._detail.setText(self._said if one else first)
        self._more.setText("" if one else rest)
        self._more.setVisible(not one)

    def focusInEvent(self, event: QEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 8, 8)
