"""What stands where nothing is: `EmptyState("truck", _("Nothing on its way yet"), text, [button, ...])`.

The buttons may be a function that makes them: it is called when the state is first shown.
"""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from ui.icons import pixmap
from ui.kit.labels import column, ground, label, row
from ui.theme import theme

ROOM = QSize(420, 240)  # what it takes at least


class _Disc(QWidget):
    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setFixedSize(88, 88)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("selected"))
        painter.drawEllipse(QRectF(self.rect()))
        painter.drawPixmap(24, 24, pixmap(self._icon, "accent", 40, self.devicePixelRatioF()))


class EmptyState(QWidget):
    """Says what is missing, why, and offers the action that fills it. Made when it is first shown: most never are."""

    def __init__(
        self, icon: str, title: str, text: str = "", actions: Iterable[QWidget] | Callable[[], Iterable[QWidget]] = ()
    ) -> None:
        super().__init__()
        ground(self, "surface")
        self._icon, self._words = icon, (title, text)
        self._actions = actions if callable(actions) else tuple(actions)
        self._labels: tuple[QLabel, QLabel] | None = None
        for action in () if callable(self._actions) else self._actions:
            action.setParent(self)

    def set_text(self, title: str, text: str) -> None:
        self._words = title, text
        if self._labels is not None:
            for shown, words in zip(self._labels, self._words, strict=True):
                shown.setText(words)

    def told(self) -> tuple[str, str]:
        """What is missing, and why."""
        return self._words

    def setVisible(self, visible: bool) -> None:
        if visible and self._labels is None:
            self._make()
        super().setVisible(visible)

    def minimumSizeHint(self) -> QSize:
        return ROOM if self._labels is None else super().minimumSizeHint()

    def _make(self) -> None:
        title, text = label(self._words[0], "dialogTitle"), label(self._words[1], "secondary", wrap=True)
        for words in (title, text):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        text.setFixedWidth(ROOM.width())
        self._labels = title, text
        self.setLayout(column(
            None, row(None, _Disc(self._icon), None), 16, title, row(None, text, None), 8,
            row(None, *(self._actions() if callable(self._actions) else self._actions), None), None, None, gap=8,
        ))  # fmt: skip
