"""The head of every window: title, one line, the Ctrl+K box and the actions.

head = PageHeader(_("Orders"), _("Enter, import and follow customer orders"), shell.find)
head.add(action_button(_("Import"), "file-input", "F7"), action_button(_("New order"), "plus", "F2", "main"))
head.set_subtitle(text)
"""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from resources.i18n import _
from ui.icons import icon
from ui.kit.buttons import tooltip
from ui.kit.labels import Edged, ElidedLabel, column, ground, label, row
from ui.theme import theme


def paint_key_cap(painter: QPainter, right: float, middle: float, text: str) -> float:
    """A key cap that ends at `right`, centred on `middle`; returns its left edge."""
    painter.setFont(theme.font("caption"))
    width = painter.fontMetrics().horizontalAdvance(text) + 15
    cap = QRectF(right - width, middle - 10, width, 20)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("line"), 1))
    painter.setBrush(theme.color("surface"))
    painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(theme.color("text2"))
    painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, text)
    return cap.left()


class JumpBox(QPushButton):
    """Looks like a field, opens the palette."""

    def __init__(self, find: Callable[[], None]) -> None:
        super().__init__(f" {_('Find or do')}")
        self.setProperty("kind", "jump")
        self.setIcon(icon("search", "text2"))
        self.setIconSize(QSize(16, 16))
        self.setFixedWidth(theme.px("width.jump"))
        self.setAutoDefault(False)
        self.setToolTip(tooltip(_("Find anything, or do it"), "Ctrl+K"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(find)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        text = QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText).replace("+", " ")
        paint_key_cap(QPainter(self), self.width() - 8, self.height() / 2, text)


class PageHeader(Edged):
    """68 px, hairline below. At most two secondary actions and one main action."""

    def __init__(self, title: str, subtitle: str, find: Callable[[], None] | None = None) -> None:
        super().__init__("bottom")
        ground(self, "surface")
        self.setFixedHeight(theme.px("height.header") + 1)
        self._title, self._subtitle = label(title, "title"), ElidedLabel(subtitle, "secondary")
        self._actions = row(gap=8)
        words = column(self._title, self._subtitle, None, gap=0, margins=(0, 11, 0, 0))
        inner = row(gap=8, margins=(20, 0, 20, 0))
        inner.addLayout(words, 1)
        if find is not None:
            inner.addWidget(JumpBox(find))
        inner.addLayout(self._actions)
        self.setLayout(inner)

    def add(self, *actions: QWidget) -> None:
        for action in actions:
            self._actions.addWidget(action)

    def add_before(self, *actions: QWidget) -> None:
        """Secondary actions, before what is there already."""
        for at, action in enumerate(actions):
            self._actions.insertWidget(at, action)

    def set_title(self, text: str) -> None:
        self._title.setText(text)

    def set_subtitle(self, text: str) -> None:
        self._subtitle.setText(text)
