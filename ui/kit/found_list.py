"""What was found, as the rows of a list that a delegate paints: `words(row)` is what a screen reader says of one."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class FoundList(QAbstractListModel):
    """See the module."""

    def __init__(self, words: Callable[[Any], str]) -> None:
        super().__init__()
        self._words = words
        self.rows: list[Any] = []

    def show(self, rows: Sequence[Any]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        shown = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return self._words(self.rows[index.row()]) if index.isValid() and shown else None


def paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> bool:
    """The ground of a row, with the mark of the selected one; whether this is that."""
    rect, selected = QRect(option.rect), bool(option.state & QStyle.StateFlag.State_Selected)
    painter.fillRect(rect, theme.color("selected" if selected else "surface"))
    if selected:
        painter.fillRect(QRect(rect.x(), rect.y(), 3, rect.height()), theme.color("accent"))
    return selected
