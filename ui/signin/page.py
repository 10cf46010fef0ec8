"""The ground that sign-in and first start stand on: the program's name left, a form right, the language below."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from resources.i18n import LANGUAGES, _, language
from ui.icons import pixmap
from ui.kit.buttons import link_button
from ui.kit.labels import boxed, column, label, row
from ui.theme import make_font, theme

SIDE = 420
FORM = 420


class Poster(QWidget):
    """The dark side with the program's name."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(SIDE)
        self.setAccessibleName(_("Packdesk"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("rail"))
        square = QRectF(48, 48, 48, 48)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("rail.logo"))
        painter.drawRoundedRect(square, 12, 12)
        painter.drawPixmap(QPointF(58, 58), pixmap("package-check", "railTextOn", 28, self.devicePixelRatioF()))
        painter.setPen(theme.color("railTextOn"))
        painter.setFont(make_font(28, 700))
        painter.drawText(QRectF(48, 116, self.width() - 80, 44), Qt.AlignmentFlag.AlignVCenter, _("Packdesk"))
        painter.setFont(make_font(14, 400))
        painter.setPen(theme.color("railText"))
        text = _("From a customer's order to a signed delivery.")
        flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(QRectF(48, 164, self.width() - 96, 80), flags, text)
        self._way(painter)

    def _way(self, painter: QPainter) -> None:
        """The way of an order, from the top down."""
        steps = (
            ("clipboard-list", _("Order")), ("badge-check", _("Approval")), ("boxes", _("Reservation")),
            ("scan-line", _("Pick and pack")), ("truck", _("Dispatch")), ("stamp", _("Signed for")),
        )  # fmt: skip
        top = self.height() - 48 - 52 * len(steps)
        painter.setFont(make_font(13, 500))
        for number, (name, word) in enumerate(steps):
            middle = top + 52 * number + 16
            if number + 1 < len(steps):
                painter.fillRect(QRectF(63, middle + 20, 2, 12), theme.color("railSelected"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("railSelected"))
            painter.drawEllipse(QRectF(48, middle - 16, 32, 32))
            painter.drawPixmap(QPointF(56, middle - 8), pixmap(name, "railTextOn", 16, self.devicePixelRatioF()))
            painter.setPen(theme.color("railText"))
            painter.drawText(QRectF(94, middle - 16, 260, 32), Qt.AlignmentFlag.AlignVCenter, word)


class EntryPage(QWidget):
    """Poster left, `inside` in the middle of the rest, the languages at the foot. `speak(code)` switches."""

    def __init__(self, title: str, subtitle: str, speak: Callable[[str], None]) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surface")
        self.inside: QVBoxLayout = column(gap=12)
        inner = boxed(column(label(title, "title"), label(subtitle, "secondary", wrap=True), 12, self.inside, gap=4))
        inner.setFixedWidth(FORM)
        languages = row(None, gap=16)
        for code, name in LANGUAGES.items():
            link = link_button(name)
            link.setEnabled(code != language())
            link.clicked.connect(partial(speak, code))
            languages.addWidget(link)
        languages.addStretch(1)
        right = column(None, row(None, inner, None), None, languages, gap=0, margins=(24, 24, 24, 20))
        whole = row(Poster(), gap=0)
        whole.addLayout(right, 1)
        self.setLayout(whole)
