"""A small table in a panel or dialog that keys can walk: arrows choose a row, Enter opens it, Delete takes it away.

table = PickTable([MiniColumn(_("Lot")), ...], rows, keys=[balance.id, ...], name=_("Lots and bins"))
table.chosen.connect(...)       # key of the current row
table.opened.connect(...)       # key: Enter or double click
table.removed.connect(...)      # key: Delete
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from ui.kit.panel import MiniCell, MiniColumn, MiniTable
from ui.theme import theme

HEAD = 26


class PickTable(MiniTable):
    """See the module."""

    chosen = Signal(object)
    opened = Signal(object)
    removed = Signal(object)

    def __init__(
        self,
        columns: Sequence[MiniColumn],
        rows: Sequence[Sequence[MiniCell | str]],
        keys: Sequence[Any],
        name: str,
        marked: bool = False,
    ) -> None:
        """`marked`: the current row is shown also while the focus is elsewhere."""
        super().__init__(columns, rows)
        self._keys, self._at, self._marked = list(keys), 0, marked
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self._keys else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(f"{name}: {self.accessibleName()}")

    def current(self) -> Any:
        return self._keys[self._at] if self._keys else None

    def select(self, key: Any) -> None:
        """Make a row current without telling."""
        if key in self._keys:
            self._at = self._keys.index(key)
            self.update()

    def _go(self, at: int) -> None:
        at = max(0, min(at, len(self._keys) - 1))
        if self._keys and at != self._at:
            self._at = at
            self.update()
            self.chosen.emit(self._keys[at])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        steps = {Qt.Key.Key_Up: self._at - 1, Qt.Key.Key_Down: self._at + 1, Qt.Key.Key_Home: 0,
                 Qt.Key.Key_End: len(self._keys) - 1}  # fmt: skip
        if key in steps:
            self._go(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and self._keys:
            self.opened.emit(self.current())
        elif key == Qt.Key.Key_Delete and self._keys:
            self.removed.emit(self.current())
        else:
            super().keyPressEvent(event)

    def _row_at(self, event: QMouseEvent) -> int:
        at = int(event.position().y() - HEAD) // self._height
        return at if event.position().y() >= HEAD and at < len(self._keys) else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._row_at(event)
        if at >= 0:
            self._go(at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._row_at(event) >= 0:
            self.opened.emit(self.current())

    def event(self, event: QEvent) -> bool:
        """Enter is this table's own, also where the window has a shortcut for it."""
        asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asked and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._keys and (self._marked or self.hasFocus()):
            painter = QPainter(self)
            rect = QRect(0, HEAD + self._at * self._height, self.width(), self._height - 1)
            painter.fillRect(rect, theme.color("selected"))
            if self.hasFocus():
                painter.setPen(QPen(theme.color("focus"), 2))
                painter.drawRect(rect.adjusted(1, 1, -1, -1))
            painter.end()
        super().paintEvent(event)
