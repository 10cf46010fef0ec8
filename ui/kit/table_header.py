"""The head of a paged table: flat, 32 px, the sorted column in the accent with an arrow, a checkbox over the checks.

Where many figures stand side by side headings may take two lines (`fold`); the head is then 44 px high.
"""

import re

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from resources.i18n import _
from ui.icons import pixmap
from ui.kit.check import paint_check
from ui.kit.formats import FIGURES
from ui.kit.source import ColumnLike
from ui.kit.text_line import fitting
from ui.theme import theme

CHECK_WIDTH = 36
EDGE, PAD = 20, 10
FOLDED, LINE = 44, 17  # px: the head with two lines, and one of them
ARROW = 18
# A heading may break at a blank, and beside each Chinese character.
BREAK = re.compile(r"\s|(?<=[\u2e80-\ufeff])|(?=[\u2e80-\ufeff])")


class TableHeader(QHeaderView):
    """Emits `sort_asked(logical column)`, `all_asked()` and `menu_asked(logical column, place on the screen)`;
    `set_sort` and `set_all` show what is."""

    sort_asked = Signal(int)
    all_asked = Signal()
    menu_asked = Signal(int, QPoint)

    def __init__(self, columns: tuple[ColumnLike, ...], checkable: bool, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns, self._checkable = columns, checkable
        self._sort, self._descending = -1, False
        self._on_box = self._folds = False
        self._all = Qt.CheckState.Unchecked
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(True)
        self.setHighlightSections(False)
        self.setFixedHeight(theme.px("height.tableHeader"))
        self.setMinimumSectionSize(28)
        self.setStretchLastSection(False)
        self.sectionClicked.connect(self._clicked)

    def set_sort(self, column: int, descending: bool) -> None:
        self._sort, self._descending = column, descending
        self.viewport().update()

    def descending(self) -> bool:
        return self._descending

    def set_all(self, state: Qt.CheckState) -> None:
        self._all = state
        self.viewport().update()

    def fold(self, on: bool) -> None:
        """Let headings that find no room in one line take two."""
        self._folds = on
        self.setFixedHeight(FOLDED if on else theme.px("height.tableHeader"))
        self.viewport().update()

    def wanted(self, section: int, lines: int) -> int:
        """How wide a heading is in one line or in two, with the room at its sides."""
        metrics = QFontMetrics(theme.font("label"))
        text = _(self._columns[section].term)
        wide = max(metrics.horizontalAdvance(part) for part in (halves(text, metrics) if lines > 1 else (text,)))
        left, right = cell_pads(self.visualIndex(section) == self._first_shown(), self._checkable)
        return wide + left + right + (ARROW if section == self._sort else 2)

    def sizeHint(self) -> QSize:
        """The table gives the width; Qt's own hint reads every heading for it, a hundred times for the windows."""
        return QSize(0, self.minimumHeight())

    def _clicked(self, section: int) -> None:
        if section < len(self._columns) and self._columns[section].sort:
            self.sort_asked.emit(section)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._on_box = self._over_box(event)
        if not self._on_box:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._on_box:
            super().mouseReleaseEvent(event)
        elif self._over_box(event):
            self.all_asked.emit()

    def _over_box(self, event: QMouseEvent) -> bool:
        at = self.logicalIndexAt(event.position().toPoint())
        first = self._checkable and at >= 0 and self.visualIndex(at) == self._first_shown()
        return first and 0 <= event.position().x() - self.sectionViewportPosition(at) < CHECK_WIDTH

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = self.logicalIndexAt(event.pos())
        if at >= 0:
            self.menu_asked.emit(at, event.globalPos())

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.color("surface"))
        for visual in range(self.count()):
            section = self.logicalIndex(visual)
            if not self.isSectionHidden(section):
                left = self.sectionViewportPosition(section)
                self.paintSection(painter, QRect(left, 0, self.sectionSize(section), self.height()), section)
        line = QRect(0, self.height() - 1, self.viewport().width(), 1)
        painter.fillRect(line, theme.color("line"))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        if section >= len(self._columns):
            return
        column = self._columns[section]
        first = self.visualIndex(section) == self._first_shown()
        left, right = cell_pads(first, self._checkable)
        if first and self._checkable:
            paint_check(painter, QPoint(rect.x() + 12, rect.y() + (rect.height() - 17) // 2), self._all)
        room = rect.adjusted(left, 0, -right, -1)
        sorted_here = section == self._sort
        painter.setFont(theme.font("label"))
        painter.setPen(theme.color("accent" if sorted_here else "text2"))
        metrics = painter.fontMetrics()
        arrow = ARROW if sorted_here else 0
        lines = self._lines(_(column.term), metrics, room.width() - arrow)
        width = max(metrics.horizontalAdvance(line) for line in lines)
        at = room.right() - width - arrow + 1 if column.kind in FIGURES else room.left()
        flags = Qt.AlignmentFlag.AlignVCenter | (
            Qt.AlignmentFlag.AlignRight if column.kind in FIGURES else Qt.AlignmentFlag.AlignLeft
        )
        high = LINE if len(lines) > 1 else room.height()
        top = room.y() + (room.height() - high * len(lines)) / 2
        for number, line in enumerate(lines):
            painter.drawText(QRectF(at, top + number * high, width + 2, high), flags, line)
        if sorted_here:
            name = "arrow-down" if self._descending else "arrow-up"
            image = pixmap(name, "accent", 13, self.devicePixelRatioF())
            painter.drawPixmap(at + width + 4, room.y() + (room.height() - 13) // 2, image)

    def _lines(self, text: str, metrics: QFontMetrics, room: int) -> tuple[str, ...]:
        """The heading as it stands in that room."""
        whole = metrics.horizontalAdvance(text) <= room or not self._folds
        parts = (text,) if whole else halves(text, metrics)
        return tuple(fitting(part, "label", room) for part in parts)

    def _first_shown(self) -> int:
        return next((v for v in range(self.count()) if not self.isSectionHidden(self.logicalIndex(v))), 0)


def halves(text: str, metrics: QFontMetrics) -> tuple[str, ...]:
    """The two lines of a heading that make it narrowest; one where nothing can be parted."""
    parted = ((text[:at].rstrip(), text[at:].lstrip()) for at in (each.start() for each in BREAK.finditer(text)))
    found = [each for each in parted if all(each)]
    return min(found, key=lambda each: max(map(metrics.horizontalAdvance, each)), default=(text,))


def cell_pads(first: bool, checkable: bool) -> tuple[int, int]:
    """Room left and right of a cell's content: the first text stands under the page title, or after its checkbox."""
    return (CHECK_WIDTH + PAD if checkable else EDGE) if first else PAD, PAD
