"""A table model over a list of any length: a few pages of it in memory, the rest a keyset read away.

The model announces as many rows as the list counts, and holds the pages around what the view shows (`want`). A page is
reached from a neighbour's key, from the end of the list, or from an anchor: the keys of every 200th row, read in the
background. Until a page is there its rows say "…". Everything is read through the job runner; nothing here waits.

Rows are known by id (the last part of their key), so the current row and the checked rows survive refreshing, sorting
and the eviction of their page.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from resources.i18n import _
from ui.kit.formats import FIGURES, shown
from ui.kit.jobs import JobRunner, Report
from ui.kit.source import ColumnLike, Key, PageLike, Row, Source
from ui.kit.states import WORDS, state_look

PAGE = 200
KEEP = 10
NEAR = 5
ANCHOR_BATCH = 100
WAITING = "…"
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Piece:
    """One page in memory: rows, and their keys."""

    rows: Sequence[Row]
    keys: Sequence[Key]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a refresh brings: the new count and the pages around the visible rows."""

    count: int
    pages: dict[int, Piece]
    anchors: list[Key] = field(default_factory=list)


def split(page: PageLike, first: int) -> dict[int, Piece]:
    """Cut a long read that begins at page number `first` into pages."""
    cuts = range(0, len(page.rows), PAGE)
    return {first + n: Piece(page.rows[at : at + PAGE], page.keys[at : at + PAGE]) for n, at in enumerate(cuts)}


def snapshot(source: Source, query: Any, first: int, last: int, report: Report) -> Snapshot:
    """Read the count and the pages `first` to `last` as they are now."""
    count = source.count(query)
    end = max(0, (count - 1) // PAGE)
    last = min(last, end)
    first = min(first, last)
    if first < NEAR:
        return Snapshot(count, split(source.page(query, None, (last + 1) * PAGE), 0))
    if end - first < NEAR:
        return Snapshot(count, split(source.page(query, None, count - first * PAGE, backward=True), first))
    anchors = []
    for key in source.anchors(query, PAGE):
        report.check()
        anchors.append(key)
        if len(anchors) >= first:
            break
    if len(anchors) < first:
        return snapshot(source, query, 0, last - first, report)
    return Snapshot(count, split(source.page(query, anchors[-1], (last + 1 - first) * PAGE), first), anchors)


class PagedModel(QAbstractTableModel):
    """See the module. `first_loaded` follows each new query, `refreshed` each refresh, `counted` each known count."""

    first_loaded = Signal()
    refreshed = Signal()
    counted = Signal(int)
    checks_changed = Signal()
    arrived = Signal()

    def __init__(
        self,
        source: Source,
        jobs: JobRunner,
        columns: Sequence[ColumnLike],
        state_kind: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns, self._source, self._jobs, self._state_kind = tuple(columns), source, jobs, state_kind
        self.query: Any = None
        self.exact = False
        self.loading = False
        self._rows = 0
        self._pages: dict[int, Piece] = {}
        self._anchors: list[Key] = []
        self._anchoring = False
        self._fetching: int | None = None
        self._wanted = (0, 0)
        self._refreshing = self._again = self.refreshing_rows = False
        self._checked: set[Any] = set()

    # what Qt asks

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not (0 <= index.row() < self._rows and 0 <= index.column() < len(self.columns)):
            return None
        column = self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self.row(index.row())
            return WAITING if row is None else self.text(column, row[index.column()])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.kind in FIGURES else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        shown_in = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        return _(self.columns[section].term) if role in shown_in else None

    def text(self, column: ColumnLike, value: Any) -> str:
        """A cell in words, as it is read out."""
        if column.kind == "state" and value in WORDS.get(self._state_kind, ()):
            return state_look(self._state_kind, value).word
        term = dict(getattr(column, "terms", ())).get(value)
        return _(term) if term else shown(column.kind, value)

    # rows

    def row(self, number: int) -> Row | None:
        """The values of a row, or None while it is not there."""
        piece = self._pages.get(number // PAGE)
        at = number % PAGE
        return piece.rows[at] if piece is not None and at < len(piece.rows) else None

    def id_at(self, number: int) -> Any:
        piece = self._pages.get(number // PAGE)
        at = number % PAGE
        return piece.keys[at][-1] if piece is not None and 0 <= at < len(piece.keys) else None

    def row_of(self, row_id: Any) -> int:
        """The row number of an id among the pages in memory, else -1."""
        for number, piece in self._pages.items():
            for at, key in enumerate(piece.keys):
                if key[-1] == row_id:
                    return number * PAGE + at
        return -1

    def held(self) -> int:
        """How many rows are in memory."""
        return sum(len(piece.rows) for piece in self._pages.values())

    def loaded_rows(self) -> Iterable[tuple[Any, Row]]:
        for number in sorted(self._pages):
            piece = self._pages[number]
            yield from zip((key[-1] for key in piece.keys), piece.rows, strict=True)

    # a new query

    def set_query(self, query: Any, done: Callable[[], None] | None = None) -> None:
        """Show another query. The old rows stay until the new first page is there; then scroll and rows are reset."""
        old = self.query
        if old is not None and (old.search, old.filters) != (query.search, query.filters):
            self.clear_checks()
        self.query, self.loading = query, True
        self._jobs.cancel(self)
        self._fetching, self._anchoring, self._refreshing = None, False, False
        source = self._source
        self._jobs.read(self, lambda: source.page(query, None, PAGE), lambda page: self._first(page, done), key="first",
                        failed=self._first_failed)  # fmt: skip

    def _first(self, page: PageLike, done: Callable[[], None] | None) -> None:
        self.beginResetModel()
        self._pages, self._anchors, self._rows = split(page, 0), [], len(page.rows)
        self.exact, self.loading, self._wanted = len(page.rows) < PAGE, False, (0, 0)
        self.endResetModel()
        self.first_loaded.emit()
        if done:
            done()
        if self.exact:
            self.counted.emit(self._rows)
        else:
            source, query = self._source, self.query
            self._jobs.read(self, lambda: source.count(query), self._count_known, key="count")

    def _first_failed(self, error: Exception) -> None:
        self.loading = False
        self._jobs.on_error(self, error)

    def _count_known(self, count: int) -> None:
        self.exact = True
        self._set_rows(max(count, self.held() if len(self._pages) == 1 else 0))
        self.counted.emit(self._rows)
        if count > 2 * NEAR * PAGE:
            self._start_anchors()
        self._fetch_next()

    def _set_rows(self, count: int) -> None:
        if count > self._rows:
            self.beginInsertRows(ROOT, self._rows, count - 1)
            self._rows = count
            self.endInsertRows()
        elif count < self._rows:
            self.beginRemoveRows(ROOT, count, self._rows - 1)
            self._rows = count
            self.endRemoveRows()

    # pages

    def want(self, first: int, last: int) -> None:
        """The view shows rows `first` to `last`: get their pages and the next ones, drop those far away."""
        self._wanted = (max(0, first) // PAGE, max(0, last) // PAGE)
        self._evict()
        self._fetch_next()

    def _needed(self) -> list[int]:
        low, high = self._wanted
        end = max(0, (self._rows - 1) // PAGE)
        near = [*range(low, high + 1), high + 1, low - 1]
        return [page for page in near if 0 <= page <= end and page not in self._pages]

    def _evict(self) -> None:
        low, high = self._wanted
        while len(self._pages) > KEEP:
            far = max(self._pages, key=lambda page: max(low - page, page - high))
            if low - 1 <= far <= high + 1:
                return
            del self._pages[far]

    def _fetch_next(self) -> None:
        if self._fetching is not None or self._refreshing or not self._rows or self.query is None:
            return
        missing = self._needed()
        for page in missing:
            work = self._plan(page)
            if work is not None:
                self._fetching = page
                self._jobs.read(self, work, self._pages_here, key="page", failed=self._page_failed)
                return
        if missing:
            self._start_anchors()

    def _plan(self, page: int) -> Callable[[], dict[int, Piece]] | None:
        """How to read a page from here; None until an anchor shows the way."""
        source, query = self._source, self.query
        before, after = self._pages.get(page - 1), self._pages.get(page + 1)
        start: Key | None = None
        if page > 0:
            if page <= len(self._anchors):
                start = self._anchors[page - 1]
            elif before is not None and len(before.keys) == PAGE:
                start = before.keys[-1]
            elif after is not None and after.keys:
                key = after.keys[0]
                return lambda: split(source.page(query, key, PAGE, backward=True), page)
            elif self.exact and self._rows - page * PAGE <= NEAR * PAGE:
                tail = self._rows - page * PAGE
                return lambda: split(source.page(query, None, tail, backward=True), page)
            else:
                return None
        return lambda: split(source.page(query, start, PAGE), page)

    def _pages_here(self, pages: dict[int, Piece]) -> None:
        asked, self._fetching = self._fetching, None
        self._pages |= pages
        if self.exact and asked is not None:
            self._mend_count(asked)
        self._evict()
        low, high = min(pages, default=0) * PAGE, min((max(pages, default=0) + 1) * PAGE, self._rows) - 1
        if high >= low:
            self.dataChanged.emit(self.index(low, 0), self.index(high, len(self.columns) - 1))
        self.arrived.emit()
        self._fetch_next()

    def _mend_count(self, asked: int) -> None:
        """The list grew or shrank since it was counted: a page that is short or missing is its new end."""
        piece = self._pages.get(asked)
        held = len(piece.rows) if piece else 0
        last = max(0, (self._rows - 1) // PAGE)
        if (held < PAGE and asked < last) or (asked == last and asked * PAGE + held != self._rows):
            self._pages = {number: kept for number, kept in self._pages.items() if number <= asked}
            self._set_rows(asked * PAGE + held)
            self.counted.emit(self._rows)

    def _page_failed(self, error: Exception) -> None:
        self._fetching = None
        self._jobs.on_error(self, error)

    def _start_anchors(self) -> None:
        if self._anchoring:
            return
        self._anchoring, self._anchors = True, []
        source, query = self._source, self.query

        def work(report: Report) -> None:
            batch: list[Key] = []
            for key in source.anchors(query, PAGE):
                report.check()
                batch.append(key)
                if len(batch) == ANCHOR_BATCH:
                    report.part(batch)
                    batch = []
            report.part(batch)

        self._jobs.read_long(self, work, self._anchors_done, key="anchors", part=self._anchors_here,
                             failed=self._anchors_failed)  # fmt: skip

    def _anchors_here(self, keys: list[Key]) -> None:
        self._anchors += keys
        self._fetch_next()

    def _anchors_done(self, _nothing: None) -> None:
        self._fetch_next()

    def _anchors_failed(self, error: Exception) -> None:
        self._anchoring = False
        self._jobs.on_error(self, error)

    # refreshing

    def refresh(self) -> None:
        """Read the visible pages anew without moving anything. Calls during a refresh make one more after it."""
        if self.query is None or self.loading:
            return
        if self._refreshing:
            self._again = True
            return
        self._refreshing = True
        source, query, (first, last) = self._source, self.query, self._wanted
        self._jobs.read_long(self, lambda report: snapshot(source, query, first, last + 1, report), self._apply,
                             key="refresh", failed=self._refresh_failed)  # fmt: skip

    def _refresh_failed(self, error: Exception) -> None:
        self._refreshing = self._again = False
        self._jobs.on_error(self, error)

    def _apply(self, new: Snapshot) -> None:
        self._refreshing, self._fetching, self._anchoring = False, None, False
        self._jobs.cancel(self)
        self._pages, self._anchors, self.exact = dict(new.pages), new.anchors, True
        self.refreshing_rows = True
        self._set_rows(new.count)
        self.refreshing_rows = False
        if self._rows and self.held() >= self._rows:
            self._keep_checks({row_id for row_id, _row in self.loaded_rows()})
        elif not self._rows:
            self.clear_checks()
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(self._rows - 1, len(self.columns) - 1))
        self.counted.emit(self._rows)
        self.refreshed.emit()
        if self._again:
            self._again = False
            self.refresh()
        else:
            self._fetch_next()

    # checked rows

    def checked(self) -> frozenset[Any]:
        return frozenset(self._checked)

    def is_checked(self, number: int) -> bool:
        return bool(self._checked) and self.id_at(number) in self._checked

    def set_checked(self, ids: Iterable[Any], on: bool = True) -> None:
        self._checked = self._checked | set(ids) if on else self._checked - set(ids)
        self._checks_shown()

    def clear_checks(self) -> None:
        if self._checked:
            self._checked = set()
            self._checks_shown()

    def _keep_checks(self, there: set[Any]) -> None:
        if not self._checked <= there:
            self._checked &= there
            self._checks_shown()

    def _checks_shown(self) -> None:
        self.checks_changed.emit()
