"""What stands where nothing is: `EmptyState("truck", _("Nothing on its way yet"), text, [button, ...])`."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.icons import pixmap
from ui.kit.labels import column, ground, label, row
from ui.theme import theme


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
    """Says what is missing, why, and offers the action that fills it."""

    def __init__(self, icon: str, title: str, text: str = "", actions: Iterable[QWidget] = ()) -> None:
        super().__init__()
        ground(self, "surface")
        self._title, self._text = label(title, "dialogTitle"), label(text, "secondary", wrap=True)
        for words in (self._title, self._text):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._text.setFixedWidth(420)
        self.setLayout(column(
            None, row(None, _Disc(icon), None), 16, self._title, row(None, self._text, None), 8,
            row(None, *actions, None), None, None, gap=8,
        ))  # fmt: skip

    def set_text(self, title: str, text: str) -> None:
        self._title.setText(title)
        self._text.setText(text)
