"""The table every list is shown in.

    table = PagedTable(shell.jobs, listing, rights=shell.actor.rights, checkable=True)
    table.set_query(query)                     # the listing's Query; again for each search, filter or sort
    table.current_changed.connect(self._show)  # id of the current row or None, 120 ms after it came to rest
    table.opened.connect(self._open)           # id: Enter or double click
    table.checks_changed.connect(self._count)  # selected_ids(): the checked rows, or else the current one
    table.refresh()                            # after a change: keeps the place, the current and the checked rows

A current row that a refresh no longer finds in the list stays the current one (`current_id`), without a row: what a
person looks at never turns into its neighbour. Up and Down go on from the gap it left.

Most windows take `ListPane` (ui/kit/list_pane.py), which puts filter bar, totals and empty states around it.
`painters={"make_up": paint}` paints a column by name, `strong={"available"}` sets columns in bold; `row_height` is 34,
44 with two lines. Keys: arrows, Home, End, page up and down, Space checks, Shift and Ctrl extend, Ctrl+A checks
all, Enter opens, Ctrl+C copies the selected rows with their headings, Esc gives `escaped`, Menu or Shift+F10
`head_menu_asked` for the current column. `table.columns` arranges the columns (ui/kit/table_columns.py).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from resources.i18n import _
from ui.kit.copy_rows import CHECK_LIMIT, CopiedRows, copied_rows, ids_of, to_clipboard
from ui.kit.dress import dress
from ui.kit.formats import local_today
from ui.kit.jobs import JobRunner
from ui.kit.paged_model import PagedModel
from ui.kit.painters import Painter
from ui.kit.source import ListingLike
from ui.kit.table_columns import TableColumns
from ui.kit.table_delegate import TableDelegate
from ui.kit.table_header import CHECK_WIDTH, TableHeader
from ui.theme import theme

REST_MS = 120


class PagedTable(QTableView):
    """See the module."""

    current_changed = Signal(object)
    opened = Signal(object)
    checks_changed = Signal()
    too_many = Signal(int)
    escaped = Signal()
    sorted_by = Signal(str, bool)
    copied = Signal(int)
    head_menu_asked = Signal(int, QPoint)

    def __init__(
        self,
        jobs: JobRunner,
        listing: ListingLike,
        *,
        rights: Iterable[str] = (),
        checkable: bool = False,
        row_height: int = 0,
        today: Callable[[], date] = local_today,
        painters: Mapping[str, Painter] | None = None,
        strong: Iterable[str] = (),
    ) -> None:
        super().__init__()
        self.checkable, self.hovered = checkable, -1
        self._jobs, self._listing = jobs, listing
        self._model = PagedModel(listing, jobs, listing.columns, listing.state_kind, self)
        self._current_id: Any = None
        self._current_at = -1
        self._range_from = self._gap = -1
        self._head = TableHeader(self._model.columns, checkable, self)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._at_rest)
        self._told: Any = None
        self._dress(row_height or theme.px("height.rowCompact"))
        self.setModel(self._model)
        self.setItemDelegate(
            TableDelegate(self, listing.state_kind, today, painters or {}, frozenset(strong), self)
        )  # fmt: skip
        self._head.sort_asked.connect(self.sort_by)
        self._head.all_asked.connect(self.check_all)
        self._head.menu_asked.connect(self.head_menu_asked)
        self._connect_model()
        self.columns = TableColumns(self, self._head, rights)

    def _dress(self, row_height: int) -> None:
        self.setHorizontalHeader(self._head)
        dress(self, row_height)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName(_(self._listing.title))

    def _connect_model(self) -> None:
        model = self._model
        self.verticalScrollBar().valueChanged.connect(self._want)
        model.first_loaded.connect(self._first_loaded)
        model.refreshed.connect(self._refreshed)
        model.counted.connect(lambda _count: self._want())
        model.arrived.connect(self._arrived)
        model.checks_changed.connect(self._checks_shown)

    # what windows call

    def set_query(self, query: Any) -> None:
        self._show_sort(query)
        self._model.set_query(query)

    def refresh(self) -> None:
        self._model.refresh()

    def query(self) -> Any:
        return self._model.query

    def paged(self) -> PagedModel:
        return self._model

    def current_id(self) -> Any:
        return self._current_id

    def selected_ids(self) -> tuple[Any, ...]:
        """The checked rows, or the current one when none is checked."""
        checked = self._model.checked()
        if checked:
            return tuple(sorted(checked))
        return () if self._current_id is None else (self._current_id,)

    def select_id(self, row_id: Any) -> bool:
        """Make a loaded row current and visible. False when it is not among the loaded ones."""
        number = self._model.row_of(row_id)
        if number < 0:
            return False
        self.go_to(number)
        return True

    def go_to(self, number: int) -> None:
        """Make a row current by its number, loaded or not."""
        number = max(0, min(number, self._model.rowCount() - 1))
        column = max(self.current_column(), self.first_column())
        self.setCurrentIndex(self._model.index(number, column))

    def shown_columns(self) -> list[int]:
        return self.columns.shown()

    # what the delegate asks

    def current_row(self) -> int:
        return self.currentIndex().row()

    def current_column(self) -> int:
        return self.currentIndex().column()

    def first_column(self) -> int:
        return next(iter(self.shown_columns()), 0)

    def holds_focus(self) -> bool:
        return self.hasFocus()

    # sorting

    def sort_by(self, at: int) -> None:
        """Sort by a column; again turns the order round."""
        query, name = self._model.query, self._model.columns[at].sort
        if query is None:
            return
        turned = not self._head.descending() if self._listing.sort_of(query).name == name else None
        self._sort(name, turned)

    def sort_to(self, at: int, descending: bool) -> None:
        """Sort by a column in one direction."""
        if self._model.query is not None:
            self._sort(self._model.columns[at].sort, descending)

    def _sort(self, name: str, descending: bool | None) -> None:
        self.set_query(replace(self._model.query, sort=name, descending=descending))
        self.sorted_by.emit(name, bool(descending))

    def _show_sort(self, query: Any) -> None:
        sort = self._listing.sort_of(query)
        at = next((n for n, column in enumerate(self._model.columns) if column.sort == sort.name), -1)
        self._head.set_sort(at, sort.descending if query.descending is None else query.descending)
        self.columns.fit()

    # rows that come and go

    def _want(self) -> None:
        height = self.verticalHeader().defaultSectionSize()
        first = self.verticalScrollBar().value() // height
        self._model.want(first, first + self.viewport().height() // height + 1)

    def _first_loaded(self) -> None:
        self.hovered = -1
        self.scrollToTop()
        self._want()
        if self._model.rowCount():
            number = self._model.row_of(self._current_id) if self._current_id is not None else 0
            self.go_to(max(0, number))
        else:
            self._note_current(-1)

    def _refreshed(self) -> None:
        self._keep_current()
        self._told = object()
        self._rest.start()
        self._want()
        self.viewport().update()

    def _keep_current(self) -> None:
        """Find the current row where it is now; a page that is not read yet tells nothing."""
        if self._current_id is None:
            self._note_current(self.current_row())
            return
        number, there = self._model.row_of(self._current_id), self._model.id_at(self._current_at)
        if number >= 0 and (number != self._current_at or number != self.current_row()):
            self._shift_to(number)
        elif number < 0 and self._gap < 0 and (there is not None or self._current_at >= self._model.rowCount()):
            self._leave_gap()

    def _leave_gap(self) -> None:
        """The current row left the list: it stays the current one, no row is marked in its stead."""
        kept, at = self._current_id, self._current_at
        self.clearSelection()
        self.setCurrentIndex(QModelIndex())
        self._current_id, self._current_at, self._gap = kept, at, at

    def _shift_to(self, number: int) -> None:
        """The current row now has another number: keep it where it was on the screen."""
        self._gap = -1
        offset = self.rowViewportPosition(self.current_row())
        visible = 0 <= offset < self.viewport().height()
        self._current_at = number
        index = self._model.index(number, max(self.current_column(), self.first_column()))
        bar = self.verticalScrollBar()
        before = bar.value()
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        )
        bar.setValue(number * self.verticalHeader().defaultSectionSize() - offset if visible else before)

    def _arrived(self) -> None:
        if self._current_id is not None or self.currentIndex().isValid():
            self._keep_current()

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        if not self._model.refreshing_rows:  # rows taken from the end move Qt's current row; the refresh settles ours
            self._note_current(current.row())
        self.viewport().update()

    def _note_current(self, number: int) -> None:
        self._current_at, self._gap = number, -1
        self._current_id = self._model.id_at(number) if number >= 0 else None
        self._rest.start()

    def _at_rest(self) -> None:
        if self._current_id != self._told:
            self._told = self._current_id
            self.current_changed.emit(self._current_id)

    # checks

    def toggle(self, number: int) -> None:
        row_id = self._model.id_at(number)
        if row_id is not None:
            self._model.set_checked([row_id], row_id not in self._model.checked())
            self._range_from = number

    def check_range(self, start: int, end: int) -> None:
        """Check the loaded rows from one number to another."""
        low, high = min(start, end), max(start, end)
        ids = [self._model.id_at(number) for number in range(max(0, low), high + 1)]
        self._model.set_checked([row_id for row_id in ids if row_id is not None])

    def check_all(self) -> None:
        """Check every row of the query (read off the UI thread, up to a limit), or none when all are checked."""
        if not self.checkable:
            return
        if self._model.checked():
            self._model.clear_checks()
        elif self._model.rowCount() > CHECK_LIMIT:
            self.too_many.emit(CHECK_LIMIT)
        else:
            listing, query = self._listing, self._model.query
            self._jobs.read_long(
                self, lambda report: ids_of(listing, query, report), self._model.set_checked, key="all"
            )

    def _checks_shown(self) -> None:
        checked, rows = len(self._model.checked()), self._model.rowCount()
        some = Qt.CheckState.PartiallyChecked if checked else Qt.CheckState.Unchecked
        self._head.set_all(Qt.CheckState.Checked if checked and checked == rows else some)
        self.viewport().update()
        self.checks_changed.emit()

    # copying

    def copy(self) -> None:
        """Put the selected rows on the clipboard as a table with headings; reads what is not loaded first."""
        wanted = set(self.selected_ids())
        if not wanted:
            return
        at = self.told_columns()
        listing, query, columns = self._listing, self._model.query, self._model.columns
        here = {row_id: row for row_id, row in self._model.loaded_rows() if row_id in wanted}
        kind = listing.state_kind
        self._jobs.read_long(self, lambda report: copied_rows(listing, query, columns, at, wanted, here, kind, report),
                             self._copied, key="copy")  # fmt: skip

    def told_columns(self) -> list[int]:
        """What is copied, exported and printed: the shown columns, each two-line one followed by its second line."""
        columns = self._model.columns
        names = {column.name: at for at, column in enumerate(columns)}
        found: list[int] = []
        for at in self.shown_columns():
            second = names.get(columns[at].second, -1) if columns[at].kind == "two_lines" else -1
            found += [n for n in (at, second) if n >= 0 and columns[n].kind != "bar" and n not in found]
        return found

    def _copied(self, rows: CopiedRows) -> None:
        to_clipboard(rows.text, rows.html)
        self.copied.emit(rows.count)

    # events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, mods = event.key(), event.modifiers()
        shift, ctrl = bool(mods & Qt.KeyboardModifier.ShiftModifier), bool(mods & Qt.KeyboardModifier.ControlModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.check_all()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not ctrl:
            if self._current_id is not None:
                self.opened.emit(self._current_id)
        elif key == Qt.Key.Key_Menu or (key == Qt.Key.Key_F10 and shift):
            self._ask_head_menu()
        elif key == Qt.Key.Key_Space and self.checkable:
            self.toggle(self.current_row())
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go_to(0 if key == Qt.Key.Key_Home else self._model.rowCount() - 1)
        elif self._gap >= 0 and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.go_to(self._gap - (key == Qt.Key.Key_Up))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.checkable and (shift or ctrl):
            self._extend(-1 if key == Qt.Key.Key_Up else 1, check=shift)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _ask_head_menu(self) -> None:
        at = self.current_column() if self.current_column() in self.shown_columns() else self.first_column()
        place = QPoint(max(0, self.columnViewportPosition(at)), self._head.height())
        self.head_menu_asked.emit(at, self.mapToGlobal(place))

    def _extend(self, step: int, check: bool) -> None:
        start = self.current_row()
        self.go_to(start + step)
        if check:
            self.check_range(start, self.current_row())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        start, mods = self.current_row(), event.modifiers()
        on_box = self.checkable and event.position().x() < CHECK_WIDTH
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self.checkable and mods & Qt.KeyboardModifier.ShiftModifier:
            self.check_range(self._range_from if self._range_from >= 0 else start, index.row())
        elif on_box or (self.checkable and mods & Qt.KeyboardModifier.ControlModifier):
            self.toggle(index.row())
            if on_box:
                return
        self.setCurrentIndex(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if (
            event.button() == Qt.MouseButton.LeftButton
            and self._current_id is not None
            and not (self.checkable and event.position().x() < CHECK_WIDTH)
        ):
            self.opened.emit(self._current_id)
        else:
            self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, number: int) -> None:
        if number != self.hovered:
            self.hovered = number
            self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._gap < 0 and self._model.rowCount():
            self.go_to(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.columns.fit()
        if self._model.query is not None:
            self._want()
