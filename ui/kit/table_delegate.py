"""The one delegate of all tables: paints the whole cell, never through Fusion."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from resources.i18n import _
from ui.kit.check import paint_check
from ui.kit.paged_model import WAITING, PagedModel
from ui.kit.painters import PAINTERS, Cell, Painter, write
from ui.kit.table_header import cell_pads
from ui.theme import theme


class TableLike(Protocol):
    """What the delegate asks the table."""

    checkable: bool
    hovered: int

    def paged(self) -> PagedModel: ...
    def current_row(self) -> int: ...
    def current_column(self) -> int: ...
    def first_column(self) -> int: ...
    def holds_focus(self) -> bool: ...


class TableDelegate(QStyledItemDelegate):
    def __init__(
        self,
        table: TableLike,
        state_kind: str,
        today: Callable[[], date],
        painters: Mapping[str, Painter],
        strong: frozenset[str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._table, self._state_kind, self._today, self._strong = table, state_kind, today, strong
        self._own = dict(painters)
        columns = table.paged().columns
        names = {column.name: at for at, column in enumerate(columns)}
        self._terms = [dict(getattr(column, "terms", ())) for column in columns]
        self._seconds = [names.get(column.second, -1) if column.second else -1 for column in columns]

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(60, theme.px("height.row"))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        table, rect = self._table, QRect(option.rect)
        number, at = index.row(), index.column()
        selected = number == table.current_row()
        ground = "selected" if selected else "hover" if number == table.hovered else "surface"
        painter.fillRect(rect, theme.color(ground))
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), theme.color("line"))
        first = at == table.first_column()
        if first and selected:
            painter.fillRect(QRect(rect.x(), rect.y(), 3, rect.height()), theme.color("accent"))
        if first and table.checkable:
            state = Qt.CheckState.Checked if table.paged().is_checked(number) else Qt.CheckState.Unchecked
            paint_check(painter, QPoint(rect.x() + 12, rect.y() + (rect.height() - 17) // 2), state)
        left, right = cell_pads(first, table.checkable)
        self._content(painter, rect.adjusted(left, 0, -right, -1), number, at, selected)
        if selected and at == table.current_column() and table.holds_focus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """The whole text of a cell that had to be shortened."""
        lines = self._lines(index)
        left, right = cell_pads(index.column() == self._table.first_column(), self._table.checkable)
        room = option.rect.width() - left - right
        metrics = QFontMetrics(theme.font("bodyStrong"))
        cut = any(metrics.horizontalAdvance(line) > room for line in lines)
        QToolTip.showText(event.globalPos(), "\n".join(lines) if cut else "", view)
        return True

    def _lines(self, index: QModelIndex | QPersistentModelIndex) -> list[str]:
        model = self._table.paged()
        column, row = model.columns[index.column()], model.row(index.row())
        if row is None or column.kind not in ("text", "two_lines", "code"):
            return []
        values = [row[index.column()]]
        if column.kind == "two_lines" and self._seconds[index.column()] >= 0:
            values.append(row[self._seconds[index.column()]])
        return [str(value) for value in values if value]

    def _content(self, painter: QPainter, rect: QRect, number: int, at: int, selected: bool) -> None:
        model = self._table.paged()
        column, row = model.columns[at], model.row(number)
        second = row[self._seconds[at]] if row is not None and self._seconds[at] >= 0 else None
        value = row[at] if row is not None else None
        strong = column.name in self._strong
        if column.name not in self._own and value in self._terms[at]:
            value = _(self._terms[at][value])
        cell = Cell(painter, rect, value, second, column.kind, self._state_kind, selected, self._today(), strong)
        if row is None:
            write(cell, WAITING, role="text3")
        else:
            (self._own.get(column.name) or PAINTERS.get(column.kind, PAINTERS["text"]))(cell)
