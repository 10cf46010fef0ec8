"""The columns of a paged table on the screen: which, in what order, how wide. `arranged` follows each change by hand.

Columns keep their widths; what room is left goes to the widest text column, which also gives up what is missing. What
is missing then is given up by the columns that may (`give_way`), whose headings take two lines for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from resources.i18n import _
from ui.kit.columns import NARROW, WIDE, Arrangement, first_width
from ui.kit.table_header import CHECK_WIDTH, TableHeader

if TYPE_CHECKING:
    from ui.kit.paged_table import PagedTable

STRETCHES = ("text", "two_lines")
NARROWEST = 150


class TableColumns(QObject):
    """See the module."""

    arranged = Signal()

    def __init__(self, table: "PagedTable", head: TableHeader, rights: Iterable[str]) -> None:
        super().__init__(table)
        self._table, self._head, self._rights = table, head, frozenset(rights)
        self._columns = table.paged().columns
        self._arrangement = Arrangement()
        self._first_hidden: frozenset[str] = frozenset()
        self._least: Mapping[str, int] = {}
        self._working = False
        self._shown: list[int] = []
        head.sectionMoved.connect(self._moved)
        head.sectionResized.connect(self._resized)
        self.arrange(Arrangement())

    # what is shown

    def arrangement(self) -> Arrangement:
        return self._arrangement

    def arrange(self, arrangement: Arrangement) -> None:
        """Show the columns so. Those that nobody may see are hidden always."""
        self._arrangement = arrangement
        self._working = True
        for place, at in enumerate(arrangement.places(self._columns)):
            self._head.moveSection(self._head.visualIndex(at), place)
        for at in range(len(self._columns)):
            self._table.setColumnHidden(at, not self._shows(at))
        self._working = False
        self._shown = []
        self.fit()
        self._table.viewport().update()

    def hide_at_first(self, names: Iterable[str]) -> None:
        """Columns that are hidden as long as nobody arranged any, because there is no room for them."""
        if self._first_hidden != frozenset(names):
            self._first_hidden = frozenset(names)
            self.arrange(self._arrangement)

    def give_way(self, least: Mapping[str, int]) -> None:
        """Columns by name that become narrower where not all have room, with the px that their cells need at least."""
        self._least = least
        self.fit()

    def offered(self) -> list[tuple[str, str, bool]]:
        """Name, term and whether shown, of every column that may be shown or hidden, in their order."""
        order = [at for at in self._arrangement.places(self._columns) if self._allowed(at)]
        return [(self._columns[at].name, _(self._columns[at].term), self._shows(at)) for at in order]

    def shown(self) -> list[int]:
        """Which columns are shown, from left to right; each cell that is painted asks."""
        if not self._shown:
            order = sorted(range(len(self._columns)), key=self._head.visualIndex)
            self._shown = [at for at in order if not self._table.isColumnHidden(at)]
        return self._shown

    def _allowed(self, at: int) -> bool:
        right = self._columns[at].right
        return not right or right in self._rights

    def _shows(self, at: int) -> bool:
        column, arrangement = self._columns[at], self._arrangement
        if not arrangement.order and column.name in self._first_hidden:
            return False
        return self._allowed(at) and arrangement.shows(column)

    # by hand

    def show(self, name: str, on: bool) -> None:
        """Show or hide a column; the last one stays."""
        now = {self._columns[at].name for at in self.shown()}
        if (not on and now <= {name}) or on == (name in now):
            return
        was = self._settled()
        hidden = was.hidden - {name} if on else was.hidden | {name}
        shown = was.shown | {name} if on else was.shown - {name}
        self._change(replace(was, hidden=hidden, shown=shown))

    def move(self, at: int, step: int) -> None:
        """Past its shown neighbour, to the left or right."""
        shown = self.shown()
        place = shown.index(at) + step
        if 0 <= place < len(shown):
            self._head.moveSection(self._head.visualIndex(at), self._head.visualIndex(shown[place]))

    def widen(self, at: int, step: int) -> None:
        self._note_width(at, self._table.columnWidth(at) + step)

    def _settled(self) -> Arrangement:
        """The arrangement with what holds by itself written out, so that it stays whatever the window's width."""
        was = self._arrangement
        names = tuple(self._columns[at].name for at in was.places(self._columns))
        hidden = was.hidden if was.order else was.hidden | self._first_hidden
        return replace(was, order=names, hidden=hidden)

    def _change(self, to: Arrangement) -> None:
        self.arrange(to)
        self.arranged.emit()

    def _moved(self, _at: int, _from: int, _to: int) -> None:
        self._shown = []
        if not self._working:
            order = sorted(range(len(self._columns)), key=self._head.visualIndex)
            self._change(replace(self._settled(), order=tuple(self._columns[at].name for at in order)))

    def _resized(self, at: int, old: int, new: int) -> None:
        if not self._working and old and new:
            self._note_width(at, new)

    def _note_width(self, at: int, width: int) -> None:
        net = max(NARROW, min(WIDE, width - self._extra(at)))
        widths = dict(self._arrangement.widths) | {self._columns[at].name: net}
        self._arrangement = replace(self._settled(), widths=widths)
        self.fit()
        self.arranged.emit()

    def _extra(self, at: int) -> int:
        """What the first column needs more: room for the checkbox, or to stand under the title."""
        if at != next(iter(self.shown()), -1):
            return 0
        return CHECK_WIDTH if self._table.checkable else 10

    def fit(self) -> None:
        """Share the width out."""
        shown = self.shown()
        if not shown or self._working:
            return
        chosen = self._arrangement.widths
        widths = {at: chosen.get(self._columns[at].name, first_width(self._columns[at])) for at in shown}
        widths[shown[0]] += self._extra(shown[0])
        free = [at for at in shown if self._columns[at].name not in chosen]
        texts = [at for at in free if self._columns[at].kind in STRETCHES] or free[:1]
        if texts:
            widest = max(texts, key=lambda at: widths[at])
            room = self._table.viewport().width() - sum(widths.values())
            widths[widest] = max(min(widths[widest], NARROWEST), widths[widest] + room)
        if self._least:
            self._give(widths, [at for at in free if self._columns[at].name in self._least])
        self._working = True
        for at, width in widths.items():
            self._table.setColumnWidth(at, width)
        self._working = False

    def _give(self, widths: dict[int, int], givers: list[int]) -> None:
        """Take what is missing from columns that have more than their cells and their folded headings need."""
        spare = {
            at: max(0, widths[at] - max(self._least[self._columns[at].name], self._head.wanted(at, 2)))
            for at in givers
        }  # fmt: skip
        missing, there = sum(widths.values()) - self._table.viewport().width(), sum(spare.values())
        if missing > 0 and there:
            for at, room in spare.items():
                widths[at] -= min(room, -(-room * missing // there))
        self._head.fold(any(widths[at] < self._head.wanted(at, 1) for at in givers))
