"""The ground that sign-in and first start stand on: the program's name left, a form right, the language below."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from resources.i18n import LANGUAGES, _, language
from ui.icons import pixmap
from ui.kit.buttons import link_button
from ui.kit.labels import boxed, column, ground, label, row
from ui.theme import make_font, theme

SIDE = 420
FORM = 420
BELOW_NAME, CIRCLE = 210, 32  # where the way of an order may begin, and its stations


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
        apart = min(52, (self.height() - 48 - BELOW_NAME) // len(steps))
        if apart < CIRCLE:
            return
        top = self.height() - 48 - apart * len(steps)
        painter.setFont(make_font(13, 500))
        for number, (name, word) in enumerate(steps):
            middle = top + apart * number + CIRCLE // 2
            if number + 1 < len(steps):
                gap = max(apart - CIRCLE - 8, 0)
                painter.fillRect(QRectF(63, middle + CIRCLE / 2 + 4, 2, gap), theme.color("railSelected"))
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
        languages = row(None, gap=16, margins=(24, 8, 24, 20))
        for code, name in LANGUAGES.items():
            link = link_button(name)
            link.setEnabled(code != language())
            link.clicked.connect(partial(speak, code))
            languages.addWidget(link)
        languages.addStretch(1)
        # Scrolled on a low screen, such as 1920 x 1080 at 200 %.
        self._scroll = scroll = QScrollArea()
        scroll.setProperty("flat", "true")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        middle = boxed(column(None, row(None, inner, None), None, gap=0, margins=(24, 24, 24, 0)))
        scroll.setWidget(ground(middle, "surface"))
        right = column(scroll, boxed(languages), gap=0)
        right.setStretch(0, 1)
        whole = row(Poster(), gap=0)
        whole.addLayout(right, 1)
        self.setLayout(whole)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._bring_into_sight)

    def _bring_into_sight(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Tab does so by itself; a field that is wrong gets the keyboard otherwise."""
        if now is not None and self._scroll.isAncestorOf(now):
            self._scroll.ensureWidgetVisible(now)
