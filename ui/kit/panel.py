"""The panel at the right of a list: title and chip, key facts, sections, actions fixed at its foot.

    panel = SidePanel()
    panel.set_head("SO-20260305-0040", "Ningbo Donggang Trading", state_chip("order", "approved"))
    panel.set_body([KeyFacts([(_("Promised"), "Today"), ...]), section(_("Lines"), link), MiniTable(...),
                    section(_("Findings")), Findings([...]), ])
    panel.set_foot([action_button(_("Deliveries"), "truck"), ...])
    panel.closed.connect(panel.hide)

`set_body` keeps the place it was scrolled to when `keep` is true (a refresh of the same record). Where the keyboard was
in the body or the foot, it is at the same place in the new one. `panel.tail` is a widget that ends every body and lives
on from one to the next; the others are thrown away with theirs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from resources.i18n import _
from ui.kit.buttons import icon_button, link_button
from ui.kit.labels import Edged, ElidedLabel, IconLabel, boxed, clear, column, ground, label, row
from ui.kit.text_line import AT_LEFT, AT_RIGHT, draw_line
from ui.theme import theme


class SidePanel(Edged):
    """See the module. 372 px, 440 in a wide window."""

    closed = Signal()

    def __init__(self, *, closable: bool = True) -> None:
        super().__init__("left")
        ground(self, "panel")
        self.tail: QWidget | None = None
        self.setFixedWidth(theme.px("width.panel"))
        self._title, self._subtitle = label("", "dialogTitle"), ElidedLabel("", "secondary")
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._chips = row(gap=6)
        close = icon_button(_("Close the panel"), "panel-right-close", "Esc", bind=False)
        close.clicked.connect(self.closed)
        if not closable:
            close.hide()
        line = row(self._title, self._chips, None, close, gap=8)
        self._head = boxed(column(line, self._subtitle, gap=0, margins=(16, 12, 10, 12)))
        self._body: QVBoxLayout = column(gap=0)
        self._scroll = QScrollArea()
        self._scroll.setProperty("flat", "true")
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._scroll.setAccessibleName(_("Details"))
        self._scroll.viewport().setAutoFillBackground(False)
        self._foot_row = row(gap=8, margins=(16, 10, 16, 12))
        self._foot = ground(Edged("top", column(self._foot_row, gap=0)), "panel")
        self._foot.hide()
        self._inner = column(self._head, self._scroll, self._foot, gap=0)
        self._inner.setStretch(1, 1)
        self.setLayout(self._inner)

    def set_top(self, widget: QWidget) -> None:
        """What stands between head and body, whatever these are."""
        self._inner.insertWidget(1, widget)

    def set_wide(self, wide: bool) -> None:
        self.setFixedWidth(theme.px("width.panelWide" if wide else "width.panel"))

    def set_head(self, title: str, subtitle: str = "", *chips: QWidget) -> None:
        room = self.width() - 76 - sum(chip.sizeHint().width() + 6 for chip in chips)
        metrics = QFontMetrics(theme.font("dialogTitle"))
        shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, max(room, 120))
        self._title.setText(shown)
        self._title.setToolTip(title if shown != title else "")
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))
        clear(self._chips)
        for chip in chips:
            self._chips.addWidget(chip)

    def set_body(self, parts: Sequence[QWidget], *, keep: bool = False) -> None:
        place = self._scroll.verticalScrollBar().value() if keep else 0
        stop = self._stop_in(self._scroll.widget())
        tail = [self.tail] if self.tail is not None and parts else []
        if self.tail is not None and not parts:
            self.tail.setParent(None)  # it would go with the old body
        inside = boxed(column(*parts, *tail, None, gap=0, margins=(16, 0, 16, 12)), "panel")
        self._scroll.setWidget(inside)
        inside.adjustSize()
        self._scroll.verticalScrollBar().setValue(place)
        if stop is not None:
            self._go_on_at(inside, stop if keep else (0, ""))

    def set_foot(self, buttons: Sequence[QWidget]) -> None:
        stop = self._stop_in(self._foot)
        clear(self._foot_row)
        for button in buttons:
            small = isinstance(button, QPushButton) and not button.text()
            self._foot_row.addWidget(button, 0 if small else 1)
        self._foot.setVisible(bool(buttons))
        if stop is not None:
            self._go_on_at(self._foot, stop)

    def _stop_in(self, part: QWidget | None) -> tuple[int, str] | None:
        """Which of a part's stops has the keyboard, and its name; None when that is elsewhere."""
        focused = self.window().focusWidget()
        if part is None or focused is None or not part.isAncestorOf(focused):
            return None
        found = _stops(part)
        return (found.index(focused) if focused in found else 0), focused.accessibleName()

    def _go_on_at(self, part: QWidget, stop: tuple[int, str]) -> None:
        """The keyboard is never lost: to what has the same name, the same stop, the last one, or the panel itself."""
        at, name = stop
        found = _stops(part) or [self._scroll]
        named = (each for each in found if name and each.accessibleName() == name)
        target = next(named, found[min(at, len(found) - 1)])
        target.show()
        target.setFocus(Qt.FocusReason.OtherFocusReason)


def _stops(part: QWidget) -> list[QWidget]:
    """Where Tab stops in a part of a panel. What was just put there is hidden too, but not because somebody said so."""
    said = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
    return [each for each in part.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus
            and each.isEnabled() and not (each.isHidden() and each.testAttribute(said))]  # fmt: skip


def section(title: str, action: QWidget | None = None, *, line: bool = True) -> QWidget:
    """A section's heading, parted from what is above by a hairline; `action` (a link) at its right."""
    inner = row(label(title, "section"), None, *([action] if action else []), margins=(0, 14, 0, 8))
    return Edged("top", inner) if line else boxed(inner)


def about(text: str, go: Callable[[], None] | None) -> QWidget:
    """What the record is about: a link that goes there, or its words alone."""
    if go is None:
        return label(text, "bodyStrong", wrap=True)
    link = link_button(text)
    link.clicked.connect(lambda: go())
    return boxed(row(link, None))


class KeyFacts(QWidget):
    """Term over value, in two columns (four in a wide panel)."""

    def __init__(self, facts: Sequence[tuple[str, str]], columns: int = 2) -> None:
        super().__init__()
        grid = QGridLayout()
        grid.setContentsMargins(0, 4, 0, 14)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for at, (term, value) in enumerate(facts):
            grid.addLayout(column(label(term, "caption"), ElidedLabel(value), gap=0), at // columns, at % columns)
        for at in range(columns):
            grid.setColumnStretch(at, 1)
        self.setLayout(grid)


@dataclass(frozen=True, slots=True)
class Finding:
    """`tone` red, amber or green; `title` has the number, `detail` the figures and the way out."""

    tone: str
    title: str
    detail: str = ""
    icon: str = ""


FINDING_ICONS = {"red": "circle-alert", "amber": "triangle-alert", "green": "circle-check", "blue": "info"}
WORST_FIRST = ("red", "amber", "blue", "neutral", "green")


class Findings(QWidget):
    """Worst first."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        lines = [self._line(f) for f in sorted(findings, key=lambda f: WORST_FIRST.index(f.tone))]
        self.setLayout(column(*lines, gap=8, margins=(0, 0, 0, 14)))

    def _line(self, finding: Finding) -> QWidget:
        icon = IconLabel(finding.icon or FINDING_ICONS.get(finding.tone, "info"), f"tones.{finding.tone}.fg", 16)
        words = column(label(finding.title, "bodyStrong", wrap=True), gap=0)
        if finding.detail:
            words.addWidget(label(finding.detail, "caption", wrap=True))
        line = row(icon, gap=10)
        line.setAlignment(icon, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        return boxed(line)


@dataclass(frozen=True, slots=True)
class MiniColumn:
    """`width` 0 takes what is left; `right` aligns figures."""

    term: str
    width: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class MiniCell:
    """`second` is the line below; `tone` colours the first."""

    text: str
    second: str = ""
    tone: str = ""
    strong: bool = False


class MiniTable(QWidget):
    """A few rows flush with the headings of a panel. `pressed` gives the number of the row clicked."""

    pressed = Signal(int)

    def __init__(self, columns: Sequence[MiniColumn], rows: Sequence[Sequence[MiniCell | str]]) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._rows = [[MiniCell(cell) if isinstance(cell, str) else cell for cell in line] for line in rows]
        self._two = any(cell.second for line in self._rows for cell in line)
        self._height = 40 if self._two else 30
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("; ".join(", ".join(cell.text for cell in line) for line in self._rows))

    def sizeHint(self) -> QSize:
        return QSize(200, 26 + self._height * len(self._rows) + 10)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = int(event.position().y() - 26) // self._height
        if 0 <= at < len(self._rows):
            self.pressed.emit(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        places = self._places()
        for place, head in zip(places, self._columns, strict=True):
            side = AT_RIGHT if head.right else AT_LEFT
            draw_line(painter, QRect(place[0], 0, place[1], 24), head.term, "label", "text2", side)
        painter.fillRect(QRect(0, 25, self.width(), 1), theme.color("line"))
        seen = event.rect()
        for number, line in enumerate(self._rows):
            top = 26 + number * self._height
            if top > seen.bottom() or top + self._height < seen.top():
                continue
            for place, head, cell in zip(places, self._columns, line, strict=False):
                self._cell(painter, QRect(place[0], top, place[1], self._height - 1), head, cell)
            painter.fillRect(QRect(0, top + self._height - 1, self.width(), 1), theme.color("line"))

    def _cell(self, painter: QPainter, rect: QRect, head: MiniColumn, cell: MiniCell) -> None:
        side = AT_RIGHT if head.right else AT_LEFT
        strong = "bodyStrong" if cell.strong or cell.tone or (self._two and cell.second and not head.right) else "body"
        role = f"tones.{cell.tone}.fg" if cell.tone else "text"
        if not cell.second:
            draw_line(painter, rect, cell.text, strong, role, side)
            return
        draw_line(painter, QRect(rect.x(), rect.y() + 2, rect.width(), 19), cell.text, strong, role, side)
        below = QRect(rect.x(), rect.y() + 19, rect.width(), 18)
        draw_line(painter, below, cell.second, "caption", "text2", side)

    def _places(self) -> list[tuple[int, int]]:
        """Left edge and width of each column."""
        metrics = QFontMetrics(theme.font("label"))
        widths = [max(c.width, metrics.horizontalAdvance(c.term) + 2) if c.width else 0 for c in self._columns]
        gaps = 10 * (len(widths) - 1)
        free = max(0, self.width() - sum(widths) - gaps)
        open_ = [at for at, width in enumerate(widths) if not width] or [0]
        for at in open_:
            widths[at] += free // len(open_)
        places, left = [], 0
        for width in widths:
            places.append((left, width))
            left += width + 10
        return places
