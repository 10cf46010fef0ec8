"""The rail at the left: windows with their badges, the person at its foot. Dark in both themes."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from resources.i18n import _
from ui.icons import pixmap
from ui.kit.buttons import tooltip
from ui.kit.labels import column
from ui.kit.text_line import draw_line
from ui.theme import make_font, theme

NARROW_ITEM, WIDE_ITEM, LOW_ITEM, LEAST_ITEM = 56, 40, 34, 28
# Where a button is lower, its word has no room below the icon.
WORD_FROM = 40


class RailButton(QAbstractButton):
    """One window: icon over word, or beside it in a wide rail; a badge for what waits."""

    def __init__(self, term: str, icon: str, key: str) -> None:
        super().__init__()
        self._icon, self._wide, self._badge, self._tip = icon, False, 0, tooltip(term, key)
        self._low = False
        self.setText(term)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setToolTip(self._tip)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._name()

    def set_wide(self, wide: bool) -> None:
        self._wide = wide
        self.updateGeometry()
        self.update()

    def set_low(self, low: bool) -> None:
        """Icons alone, where the words have no room."""
        self._low = low
        self.updateGeometry()

    def set_badge(self, count: int, term: str = "") -> None:
        """`term` says what is counted, with {count} in it."""
        self._badge = count
        self.setToolTip(f"{self._tip}\n{term.format(count=count)}" if count and term else self._tip)
        self._name()
        self.update()

    def _name(self) -> None:
        waiting = _("{window}, {count} waiting").format(window=self.text(), count=self._badge)
        self.setAccessibleName(waiting if self._badge else self.text())

    def sizeHint(self) -> QSize:
        return QSize(theme.px("width.rail"), WIDE_ITEM if self._wide else NARROW_ITEM)

    def minimumSizeHint(self) -> QSize:
        return QSize(LOW_ITEM, LEAST_ITEM if self._low or self._wide else WORD_FROM)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pill = QRectF(self.rect()).adjusted(8, 2, -8, -2)
        on = self.isChecked()
        if on or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("railSelected" if on else "railHover"))
            painter.drawRoundedRect(pill, 8, 8)
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("rail.mark"))
            middle = self.height() / 2
            painter.drawRoundedRect(QRectF(0, middle - 12, 3, 24), 1.5, 1.5)
        if self.hasFocus():
            painter.setPen(theme.color("rail.mark"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(pill.adjusted(1, 1, -1, -1), 7, 7)
        (self._paint_wide if self._wide else self._paint_narrow)(painter, "railTextOn" if on else "railText")

    def _paint_narrow(self, painter: QPainter, role: str) -> None:
        middle, top = self.width() / 2, self.height() / 2
        image = pixmap(self._icon, role, 20, self.devicePixelRatioF())
        if self._low:
            painter.drawPixmap(QPointF(middle - 10, top - 10), image)
            self._paint_badge(painter, middle + 4, max(top - 16, 0))
            return
        painter.drawPixmap(QPointF(middle - 10, top - 21), image)
        room = QRect(2, int(top) + 3, self.width() - 4, 18)
        draw_line(painter, room, self.text(), "caption", role, Qt.AlignmentFlag.AlignCenter)
        self._paint_badge(painter, middle + 6, max(top - 25, 0))

    def _paint_wide(self, painter: QPainter, role: str) -> None:
        top = self.height() / 2
        painter.drawPixmap(QPointF(22, top - 10), pixmap(self._icon, role, 20, self.devicePixelRatioF()))
        draw_line(painter, QRect(54, 0, self.width() - 54 - 44, self.height()), self.text(), "body", role)
        self._paint_badge(painter, self.width() - 20 - self._badge_width(), top - 8)

    def _badge_text(self) -> str:
        return "99+" if self._badge > 99 else str(self._badge)

    def _badge_width(self) -> float:
        return max(20, QFontMetrics(make_font(11, 700)).horizontalAdvance(self._badge_text()) + 12)

    def _paint_badge(self, painter: QPainter, left: float, top: float) -> None:
        if not self._badge:
            return
        pill = QRectF(left, top, self._badge_width(), 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("rail.badge"))
        painter.drawRoundedRect(pill, 8, 8)
        painter.setFont(make_font(11, 700))
        painter.setPen(theme.color("rail.badgeText"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self._badge_text())


def initials(name: str) -> str:
    """Two letters of a Latin name, the first sign of a Chinese one."""
    parts = name.split()
    if not parts:
        return "?"
    if not name[0].isascii():
        return name[0]
    return "".join(part[0] for part in parts[:2]).upper()


class PersonButton(QAbstractButton):
    """Who is at the screen; opens the menu of person, look and language."""

    def __init__(self, name: str, detail: str = "") -> None:
        super().__init__()
        self._wide, self._detail = False, detail
        self.setText(name)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(66)

    def set_wide(self, wide: bool) -> None:
        self._wide = wide
        self.update()

    def set_person(self, name: str, detail: str = "") -> None:
        self._detail = detail
        self.setText(name)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px("width.rail"), 66)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(18 if self._wide else (self.width() - 30) / 2, (self.height() - 30) / 2, 30, 30)
        painter.setPen(theme.color("rail.mark") if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("rail.avatar"))
        painter.drawEllipse(disc)
        painter.setPen(QColor(theme.color("railTextOn")))
        painter.setFont(make_font(12, 700))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, initials(self.text()))
        if self._wide:
            room = QRect(58, int(disc.y()) - 3, self.width() - 66, 18)
            draw_line(painter, room, self.text(), "label", "railTextOn")
            draw_line(painter, room.translated(0, 18), self._detail, "caption", "railText")


class _Logo(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.wide = False
        self.setFixedHeight(59)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        square = QRectF(16 if self.wide else (self.width() - 32) / 2, 14, 32, 32)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("rail.logo"))
        painter.drawRoundedRect(square, 8, 8)
        image = pixmap("package-check", "railTextOn", 20, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(square.x() + 6, square.y() + 6), image)
        if self.wide:
            painter.setPen(theme.color("railTextOn"))
            painter.setFont(make_font(16, 700))
            room = QRect(58, 14, self.width() - 60, 32)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, _("Packdesk"))


class Rail(QWidget):
    """Emits `chosen(name)`; `person` is the button at the foot."""

    chosen = Signal(str)

    def __init__(self, person: PersonButton) -> None:
        super().__init__()
        self._buttons: dict[str, RailButton] = {}
        self._logo, self.person = _Logo(), person
        self._box = column(gap=0)
        self.setLayout(column(self._logo, self._box, None, person, gap=0))
        self.set_wide(False)

    def add(self, name: str, term: str, icon: str, key: str) -> None:
        button = RailButton(term, icon, key)
        button.clicked.connect(lambda: self.chosen.emit(name))
        self._buttons[name] = button
        self._box.addWidget(button)

    def select(self, name: str) -> None:
        self._buttons[name].setChecked(True)

    def button(self, name: str) -> RailButton:
        return self._buttons[name]

    def set_badge(self, name: str, count: int, term: str = "") -> None:
        if name in self._buttons:
            self._buttons[name].set_badge(count, term)

    def set_wide(self, wide: bool) -> None:
        self.setFixedWidth(theme.px("width.railWide" if wide else "width.rail"))
        self._logo.wide = wide
        for button in self._buttons.values():
            button.set_wide(wide)
        self.person.set_wide(wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.height() - self._logo.height() - self.person.height()
        for button in self._buttons.values():
            button.set_low(room < len(self._buttons) * WORD_FROM)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.color("rail"))
