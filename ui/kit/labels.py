"""Text in its role, chips and hairlines.

`label(_("Lines"), "section")`: roles are title, dialogTitle, section, bodyBold, bodyStrong, body, label, caption,
secondary, hint, error, figure. `Chip(_("Approved"), "badge-check", "blue")` or `state_chip("order", "approved")`.
`hline()` parts two regions. `ElidedLabel` is for names that may end in "…" (the whole text is then its tooltip).
`column(...)`, `row(...)` lay widgets out with spaces from the tokens.
"""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.icons import pixmap
from ui.kit.states import state_look
from ui.kit.text_line import draw_line
from ui.theme import theme

CHIP_HEIGHT = 22


def label(text: str = "", role: str = "body", *, wrap: bool = False, tone: str = "") -> QLabel:
    made = QLabel(text)
    made.setProperty("role", role)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if tone:
        made.setProperty("tone", tone)
    return made


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Change a property that the style sheet looks at, and show it."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def ground(widget: QWidget, role: str) -> QWidget:
    """Give a plain widget the ground `surface`, `panel` or `canvas`."""
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
    widget.setProperty("ground", role)
    return widget


def strut(height: int) -> QWidget:
    """Nothing to see, of a height: a row with it is as high with what it may hold as without."""
    made = QWidget()
    made.setFixedSize(0, height)
    return made


class Line(QWidget):
    """A hairline snapped to whole pixels."""

    def __init__(self, vertical: bool = False) -> None:
        super().__init__()
        (self.setFixedWidth if vertical else self.setFixedHeight)(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.color("line"))


class Edged(QWidget):
    """A plain widget with a hairline along its `top`, `bottom` or `left` edge, outside its layout.

    Painted, since a line of its own takes as much memory as a label.
    """

    def __init__(self, edge: str, layout: QLayout | None = None) -> None:
        super().__init__()
        self._edge = edge
        if layout is not None:
            self.setLayout(layout)

    def setLayout(self, layout: QLayout) -> None:
        inside = layout.contentsMargins()
        for name in ("left", "top", "bottom"):
            if name == self._edge:
                setter = getattr(inside, f"set{name.title()}")
                setter(getattr(inside, name)() + 1)
        layout.setContentsMargins(inside)
        super().setLayout(layout)

    def paintEvent(self, event: QPaintEvent) -> None:
        at = self.rect()
        if self._edge == "left":
            at.setWidth(1)
        elif self._edge == "top":
            at.setHeight(1)
        else:
            at.setTop(at.bottom())
        QPainter(self).fillRect(at, theme.color("line"))


def hline() -> Line:
    return Line()


def vline() -> Line:
    return Line(vertical=True)


def paint_chip(
    painter: QPainter, at: QRectF, text: str, icon: str | None, tone: str, on_selected: bool = False
) -> None:
    """Draw a chip into `at` (22 px high, as wide as `chip_width` says or less: the text is then elided)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("surface" if on_selected else f"tones.{tone}.bg"))
    painter.drawRoundedRect(at, CHIP_HEIGHT / 2, CHIP_HEIGHT / 2)
    left = at.x() + 9
    if icon:
        left = at.x() + 7 + 13 + 4
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(at.topLeft() + QRectF(7, 4.5, 0, 0).topLeft(), pixmap(icon, f"tones.{tone}.fg", 13, ratio))
    room = QRectF(left, at.y() - 1, at.right() - 5 - left, at.height() + 1)
    draw_line(painter, room, text, "label", f"tones.{tone}.fg")
    painter.restore()


def chip_width(text: str, icon: str | None) -> int:
    return (24 if icon else 9) + QFontMetrics(theme.font("label")).horizontalAdvance(text) + (8 if icon else 9)


class Chip(QWidget):
    """Icon and word in a tone; never pressable."""

    def __init__(self, text: str = "", icon: str | None = None, tone: str = "neutral") -> None:
        super().__init__()
        self._text, self._icon, self._tone = text, icon, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set(self, text: str, icon: str | None, tone: str) -> None:
        self._text, self._icon, self._tone = text, icon, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        return self._text

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self._text, self._icon), CHIP_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_chip(QPainter(self), QRectF(self.rect()), self._text, self._icon, self._tone)


def state_chip(kind: str, code: str) -> Chip:
    look = state_look(kind, code)
    return Chip(look.word, look.icon, look.tone or "neutral")


class IconLabel(QWidget):
    """One icon at a fixed size, in a role's colour."""

    def __init__(self, name: str, role: str = "text2", size: int = 16) -> None:
        super().__init__()
        self._name, self._role, self._size = name, role, size
        self.setFixedSize(size, size)

    def set(self, name: str, role: str) -> None:
        self._name, self._role = name, role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, pixmap(self._name, self._role, self._size, self.devicePixelRatioF()))


class ElidedLabel(QLabel):
    """A label of one line that shortens itself with "…" instead of pushing its neighbours."""

    def __init__(self, text: str = "", role: str = "body") -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._whole = ""
        self.setText(text)

    def setText(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._fit()

    def text(self) -> str:
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.ensurePolished()
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        super().setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


def row(
    *items: QWidget | QLayout | int | None, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """Widgets beside each other; an int is a fixed space, None takes the room that is left."""
    return _box(QHBoxLayout(), items, gap, margins)  # type: ignore[return-value]


def column(
    *items: QWidget | QLayout | int | None, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """Widgets below each other; an int is a fixed space, None takes the room that is left."""
    return _box(QVBoxLayout(), items, gap, margins)  # type: ignore[return-value]


def _box(
    box: QBoxLayout, items: Iterable[QWidget | QLayout | int | None], gap: int, margins: tuple[int, int, int, int]
) -> QBoxLayout:
    box.setSpacing(gap)
    box.setContentsMargins(*margins)
    for item in items:
        if item is None:
            box.addStretch(1)
        elif isinstance(item, int):
            box.addSpacing(item)
        elif isinstance(item, QLayout):
            box.addLayout(item)
        else:
            box.addWidget(item)
    return box


def clear(box: QLayout) -> None:
    """Take every widget out of a layout."""
    while (item := box.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def boxed(layout: QLayout, ground_role: str = "") -> QWidget:
    """A widget around a layout."""
    made = QWidget()
    made.setLayout(layout)
    return ground(made, ground_role) if ground_role else made


def card(layout: QLayout) -> QFrame:
    """A card for Today's canvas."""
    made = QFrame()
    made.setProperty("card", "true")
    made.setLayout(layout)
    return made
