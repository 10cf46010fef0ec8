"""A whole list: filter bar, paged table, totals, and what to say when there is nothing.

    pane = ListPane(shell, ORDERS, Query(), search=_("Number or customer"), noun=lambda n: ngettext(...),
                    saved=[Saved("all", _("All")), ...], checkable=True,
                    totals={"total": (_("Total"), "amount")},     # else the columns' own terms
                    empty=EmptyState("clipboard-list", _("No orders yet"), text, [import_button]))
    pane.current_changed.connect(self._show)      # id or None, after 120 ms
    pane.opened.connect(self._open)               # id
    pane.selected_ids()                           # checked ones, else the current one
    pane.refresh()                                # after a change; keeps place, current and checked rows
    pane.go_to(id)                                # make a row current; search= its number where it is not loaded
    pane.escaped                                  # Esc with nothing left to clear: close the panel

`pane.table`, `pane.bar` and `pane.totals` are there for what is special. Copying, kept filters, the choice of columns,
and (where the shell has `doors`) Ctrl+E and Ctrl+P come by themselves.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from resources.i18n import _, ngettext
from ui.kit.buttons import action_button, icon_button
from ui.kit.empty import EmptyState
from ui.kit.filter_bar import FilterBar, Saved
from ui.kit.labels import column
from ui.kit.list_columns import ListColumns
from ui.kit.paged_table import PagedTable
from ui.kit.painters import Painter
from ui.kit.saved_filters import SavedFilters
from ui.kit.source import ListingLike
from ui.kit.totals import TotalsRow
from ui.shell import AskedList, Shell

_SINGLE = Qt.ConnectionType.SingleShotConnection


def rows_word(count: int) -> str:
    return ngettext("{count} row", "{count} rows", count).format(count=f"{count:,}")


def own_totals(listing: ListingLike) -> dict[str, tuple[str, str]]:
    """The listing's totals under their columns' terms."""
    return {column.name: (_(column.term), column.kind) for column in listing.columns if column.name in listing.totals}


class ListPane(QWidget):
    """See the module."""

    current_changed = Signal(object)
    opened = Signal(object)
    selection_changed = Signal()
    escaped = Signal()

    def __init__(
        self,
        shell: Shell,
        listing: ListingLike,
        query: Any,
        *,
        search: str = "",
        saved: Sequence[Saved] = (),
        noun: Callable[[int], str] = rows_word,
        checkable: bool = False,
        row_height: int = 0,
        totals: Mapping[str, tuple[str, str]] | None = None,
        empty: QWidget | None = None,
        painters: Mapping[str, Painter] | None = None,
        strong: Iterable[str] = (),
        foot: bool = True,
        print_key: str = "Ctrl+P",
    ) -> None:
        super().__init__()
        self.shell, self.listing, self.base, self._noun = shell, listing, query, noun
        self.bar = FilterBar(listing.filters, search, saved)
        self.table = PagedTable(
            shell.jobs,
            listing,
            rights=shell.actor.rights,
            checkable=checkable,
            row_height=row_height,
            today=shell.today,
            painters=painters,
            strong=strong,
        )
        self.totals = TotalsRow(own_totals(listing) if totals is None else totals)
        self._has_totals, self._checkable = foot and bool(listing.totals), checkable
        self._sort: tuple[str, bool | None] = (str(query.sort), query.descending)
        self._nothing = EmptyState("search", _("Nothing found"), "", self._clearing)
        self._empty = empty or EmptyState("inbox", _("Nothing here yet"))
        pages = QWidget()  # a stack without one shows its first page as a window of its own for a moment
        self._stack = QStackedLayout(pages)
        self._none_now = EmptyState("circle-check", _("Nothing here at the moment"))
        for page in (self.table, self._nothing, self._none_now, self._empty):
            self._stack.addWidget(page)
        parts: list[QWidget] = [self.bar, pages]
        whole = column(*parts, *([self.totals] if foot else []), gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._connect()
        self._tools(bool(saved), print_key)

    def _connect(self) -> None:
        table, model = self.table, self.table.paged()
        self.bar.changed.connect(self._narrow)
        self.bar.left.connect(table.setFocus)
        table.current_changed.connect(self.current_changed)
        table.opened.connect(self.opened)
        table.checks_changed.connect(self._checks)
        table.current_changed.connect(lambda _id: self._checks())
        table.escaped.connect(self._escape)
        table.sorted_by.connect(self._sorted)
        table.copied.connect(self._copied)
        table.too_many.connect(self._too_many)
        model.first_loaded.connect(self._loaded)
        model.counted.connect(self._counted)

    def _clearing(self) -> list[QWidget]:
        clear = action_button(_("Clear the filters"), "x", "Esc", bind=False)
        clear.clicked.connect(self.bar.clear)
        return [clear]

    # what windows call

    def start(self, **where: str) -> None:
        """Load the list; `where` sets filters by name, or `search`."""
        if where:
            search = where.pop("search", "")
            self.bar.set_filters(where.items(), search)
        elif self.table.query() is None:
            self._narrow()

    def refresh(self) -> None:
        if self.table.query() is None:
            self._narrow()
        else:
            self.table.refresh()
            self._read_totals()
        self.own.count()

    def selected_ids(self) -> tuple[Any, ...]:
        return self.table.selected_ids()

    def current_id(self) -> Any:
        return self.table.current_id()

    def query(self) -> Any:
        """The Query as it stands, for exports."""
        return self.table.query()

    def go_to(self, row_id: Any, search: str = "") -> None:
        """Make a row current. One that is not loaded is looked for by `search` (its number), without other filters."""
        if self.table.select_id(row_id):
            return
        if search:
            model = self.table.paged()
            self.bar.set_filters((), search)
            model.first_loaded.connect(lambda: self.table.select_id(row_id), _SINGLE)

    def show_record(self, row_id: Any, read: Callable[[], Any], show: Callable[[Any], None]) -> None:
        """Show one record, and its row, wherever it is in the list: `read` gives it, with its `number`, on a reader
        thread, None when there is none. Until it is there, nothing is shown that a key could work on."""

        def found(record: Any) -> None:
            show(record)
            if record is None:
                self.start()
            else:
                self.go_to(row_id, record.number)

        show(None)
        self.shell.read(self, read, found, key="record")

    def find_text(self) -> None:
        self.bar.focus_search()

    def asked(self) -> AskedList:
        """What is exported and printed: the list as it stands, with the columns shown in their order."""
        columns = tuple(self.table.paged().columns[at].name for at in self.table.told_columns())
        narrowed = () if self.bar.at_home() else tuple(self.bar.described())
        return AskedList(self.listing, self.table.query(), columns, narrowed)

    # sorting

    def sorts(self, name: str) -> bool:
        """Whether a column sorts by this name."""
        return any(column.sort == name for column in self.listing.columns)

    def sort(self) -> tuple[str, bool | None]:
        return self._sort

    def set_sort(self, name: str, descending: bool | None) -> None:
        """Sort by this name; a list that is there is read anew."""
        if self._sort != (name, descending):
            self._sort = (name, descending)
            if self.table.query() is not None:
                self._narrow()

    def reset_sort(self) -> None:
        self.set_sort(self.base.sort, self.base.descending)

    # narrowing

    def _narrow(self) -> None:
        sort, descending = self._sort
        self.table.set_query(
            replace(self.base, search=self.bar.search(), filters=self.bar.filters(), sort=sort, descending=descending)
        )
        self._read_totals()

    def _sorted(self, name: str, _descending: bool) -> None:
        query = self.table.query()
        self._sort = (name, query.descending)
        self.columns.keep_sort(*self._sort)

    def _escape(self) -> None:
        if self.bar.search():
            self.bar.search_box().clear()
        else:
            self.escaped.emit()

    # the foot and the empty states

    def _loaded(self) -> None:
        if self.table.paged().rowCount():
            self._stack.setCurrentWidget(self.table)

    def _counted(self, count: int) -> None:
        self.totals.set_count(self._noun(count))
        narrowed = [] if self.bar.at_home() else self.bar.described()
        if count:
            self._stack.setCurrentWidget(self.table)
        elif narrowed and self.bar.own_only():
            text = _("What belongs under “{filter}” appears here by itself.").format(filter=narrowed[0])
            self._none_now.set_text(_("Nothing here at the moment"), text)
            self._stack.setCurrentWidget(self._none_now)
        elif narrowed:
            self._nothing.set_text(
                _("Nothing found"), _("Nothing matches {filters}.").format(filters=", ".join(narrowed))
            )
            self._stack.setCurrentWidget(self._nothing)
        else:
            self._stack.setCurrentWidget(self._empty)

    def _read_totals(self) -> None:
        if self._has_totals:
            listing, query = self.listing, self.table.query()
            self.shell.jobs.read(self, lambda: listing.sums(query), self._show_totals, key="totals")

    def _show_totals(self, totals: dict[str, Decimal]) -> None:
        self.totals.set_totals(totals)

    def _checks(self) -> None:
        if self._checkable:
            self.totals.set_selected(len(self.table.selected_ids()))
        self.selection_changed.emit()

    def _copied(self, count: int) -> None:
        self.shell.toast(ngettext("{count} row copied.", "{count} rows copied.", count).format(count=f"{count:,}"))

    def _too_many(self, limit: int) -> None:
        text = _("At most {limit} rows can be checked at once. Narrow the list first.")
        self.shell.toast(text.format(limit=f"{limit:,}"), error=True)

    # tools

    def _tools(self, builtin: bool, print_key: str) -> None:
        self.columns = ListColumns(self)
        self.bar.add_tool(self.columns.button)
        self.own = SavedFilters(self, builtin)
        doors = self.shell.doors
        if doors is None:
            return
        for term, name, key, act in (
            (_("Export the list"), "download", "Ctrl+E", doors.export),
            (_("Print the list"), "printer", print_key, doors.print_list),
        ):
            button = icon_button(term, name, key)
            button.clicked.connect(partial(self._out, act))
            self.bar.add_tool(button)

    def _out(self, act: Callable[[AskedList], None]) -> None:
        if self.table.query() is not None:
            act(self.asked())
