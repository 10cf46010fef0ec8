"""The queue at the left: orders with their findings as chips.

queue = QueueList(clock)
queue.set_rows(rows)            # keeps the current order by id; when it left none is current, Up and Down go on
queue.move_on()                 # with the next rows, the one that came to the place of an order that left is current
queue.current_changed           # Signal(object): the Waiting under the cursor, or None
queue.opened                    # Enter or double click
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem

from resources.i18n import _
from services.approval_queue import Mark, Waiting
from ui.approval.words import Look, chips_of, waited
from ui.icons import pixmap
from ui.kit.formats import amount, day_word
from ui.kit.labels import CHIP_HEIGHT, chip_width, paint_chip
from ui.kit.text_line import AT_RIGHT, draw_line
from ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
PAD = 16


class QueueModel(QAbstractListModel):
    """A few hundred rows at most, all in memory."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Waiting, ...] = ()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.rows):
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            words = [row.number, row.customer, f"¥{amount(row.total)}", *(word for word, _icon, _tone in chips_of(row))]
            return ", ".join(words)
        return None

    def set_rows(self, rows: Sequence[Waiting]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def set_marks(self, order_id: int, marks: tuple[Mark, ...]) -> None:
        """Show what was found just now in place of what was found at submission."""
        for at, row in enumerate(self.rows):
            if row.id == order_id and row.marks != marks:
                self.rows = (*self.rows[:at], replace(row, marks=marks), *self.rows[at + 1 :])
                self.dataChanged.emit(self.index(at), self.index(at))


class QueueDelegate(QStyledItemDelegate):
    """Number and amount, customer and waiting time, chips and the promised day."""

    def __init__(self, view: "QueueList", clock: Callable[[], datetime]) -> None:
        super().__init__(view)
        self._view, self._clock = view, clock

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme.px("height.rowApproval"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, rect = self._view.rows()[index.row()], QRect(option.rect)
        selected = index.row() == self._view.currentIndex().row()
        painter.fillRect(rect, theme.color("selected" if selected else "surface"))
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), theme.color("line"))
        if selected:
            painter.fillRect(QRect(rect.x(), rect.y(), 3, rect.height()), theme.color("accent"))
        room = rect.adjusted(PAD, 9, -PAD, 0)
        self._first_line(painter, room, row)
        self._second_line(painter, room, row)
        self._third_line(painter, room, row, selected)
        if selected and self._view.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def _first_line(self, painter: QPainter, room: QRect, row: Waiting) -> None:
        line = QRect(room.x(), room.y(), room.width(), 20)
        painter.setFont(theme.font("bodyStrong"))
        figure = f"¥{amount(row.total)}"
        width = painter.fontMetrics().horizontalAdvance(figure) + 2
        draw_line(
            painter, QRect(line.right() - width, line.y(), width + 1, 20), figure, "bodyStrong", "text", AT_RIGHT)
        draw_line(painter, line.adjusted(0, 0, -width - 8, 0), row.number, "bodyStrong", "text")

    def _second_line(self, painter: QPainter, room: QRect, row: Waiting) -> None:
        line = QRect(room.x(), room.y() + 20, room.width(), 18)
        since = row.decided_at or row.submitted_at
        time = waited(since, self._clock())
        draw_line(painter, QRect(line.right() - 90, line.y(), 91, 18), time, "caption", "text3", AT_RIGHT)
        draw_line(painter, line.adjusted(0, 0, -98, 0), row.customer, "caption", "text2")

    def _third_line(self, painter: QPainter, room: QRect, row: Waiting, selected: bool) -> None:
        top = room.y() + 43
        right = room.right() - self._due(painter, room, row, top)
        left, chips = room.x(), chips_of(row)
        for at, (word, icon, tone) in enumerate(chips):
            width = chip_width(word, icon)
            rest = len(chips) - at - 1
            if left + width + (30 if rest else 0) > right:
                self._chip(painter, left, top, (f"+{rest + 1}", None, tone), selected)
                return
            self._chip(painter, left, top, (word, icon, tone), selected)
            left += width + 6

    def _chip(self, painter: QPainter, left: int, top: int, look: Look, selected: bool) -> None:
        word, icon, tone = look
        at = QRectF(left, top, chip_width(word, icon), CHIP_HEIGHT)
        paint_chip(painter, at, word, icon, tone, on_selected=selected)

    def _due(self, painter: QPainter, room: QRect, row: Waiting, top: int) -> int:
        """The promised day at the right; returns the room it takes."""
        if row.promised is None or row.decision:
            return 0
        today = self._clock().astimezone().date()
        late, now = row.promised < today, row.promised == today
        role = "tones.red.fg" if late else "tones.amber.fg" if now else "text2"
        word = day_word(row.promised, today)
        painter.setFont(theme.font("label"))
        width = painter.fontMetrics().horizontalAdvance(word) + 2
        at = QRect(room.right() - width, top, width + 1, CHIP_HEIGHT)
        draw_line(painter, at, word, "label", QColor(theme.color(role)), AT_RIGHT)
        if not (late or now):
            return width + 8
        image = pixmap("clock-alert" if late else "clock", role, 13, painter.device().devicePixelRatioF())
        painter.drawPixmap(at.x() - 16, top + 4, image)
        return width + 24


class QueueList(QListView):
    """See the module."""

    current_changed = Signal(object)
    opened = Signal(object)

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self.setProperty("flat", "true")
        self._told: tuple[int, int] | None = None
        self._gap = -1
        self._moving_on = False
        self._filling = False
        self._model = QueueModel(self)
        self.setModel(self._model)
        self.setItemDelegate(QueueDelegate(self, clock))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Orders to approve"))
        self.doubleClicked.connect(lambda _index: self._open())

    def rows(self) -> tuple[Waiting, ...]:
        return self._model.rows

    def current(self) -> Waiting | None:
        at = self.currentIndex().row()
        return self._model.rows[at] if 0 <= at < len(self._model.rows) else None

    def set_rows(self, rows: Sequence[Waiting]) -> None:
        before, place = self.current(), max(0, self._gap, self.currentIndex().row())
        stays = (before is not None or self._gap >= 0) and not self._moving_on
        self._moving_on = False
        self._filling = True
        scrolled = self.verticalScrollBar().value()
        self._model.set_rows(rows)
        ids = [row.id for row in rows]
        if before is not None and before.id in ids:
            place, stays = ids.index(before.id), False
        self._gap = place if stays and rows else -1
        if rows and not stays:
            self.setCurrentIndex(self._model.index(min(place, len(ids) - 1)))
            self.verticalScrollBar().setValue(scrolled)
            self.scrollTo(self.currentIndex())
        self._filling = False
        self._tell()

    def move_on(self) -> None:
        """The current order was decided here: the one that comes to its place is next."""
        self._moving_on = True

    def select(self, order_id: int) -> bool:
        """Make an order current. False when it is not in the list."""
        for at, row in enumerate(self._model.rows):
            if row.id == order_id:
                self.setCurrentIndex(self._model.index(at))
                return True
        return False

    def set_marks(self, order_id: int, marks: tuple[Mark, ...]) -> None:
        self._model.set_marks(order_id, marks)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        if not self._filling:
            self._gap = -1
            self._tell()

    def _tell(self) -> None:
        now = self.current()
        key = None if now is None else (now.id, now.version)
        if key is None or key != self._told:
            self._told = key
            self.current_changed.emit(now)

    def _open(self) -> None:
        row = self.current()
        if row is not None:
            self.opened.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open()
        elif self._gap >= 0 and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._model.rows:
            at = min(max(0, self._gap - (event.key() == Qt.Key.Key_Up)), len(self._model.rows) - 1)
            self.setCurrentIndex(self._model.index(at))
        else:
            super().keyPressEvent(event)
