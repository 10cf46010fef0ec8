"""What a list is narrowed by: saved filters as pills with counts, search, filter menus, and the set filters as chips.

    bar = FilterBar(listing.filters, _("Number or customer"), saved=[
        Saved("all", _("All")), Saved("to_approve", _("To approve"), (("state", "submitted"),))])
    bar.changed.connect(...)                       # then bar.search() and bar.filters(), as a Query wants them
    bar.set_counts({"all": 1284, "to_approve": 12})
    bar.set_filter("customer", "17", _("Customer: {name}").format(name=name))    # also from outside, shown as a chip
    bar.add_filter(button)                                                       # beside the menus
    bar.add_tool(icon_button(_("Export"), "download", "Ctrl+E"))                 # at the right

Search waits 200 ms for the next key; Ctrl+F focuses it, Esc in it clears it. The last chip cleared leaves "all" set.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QWidget

from resources.i18n import _
from ui.icons import icon
from ui.kit.buttons import MenuButton, tooltip
from ui.kit.labels import boxed, clear, column, ground, row
from ui.kit.source import FilterLike
from ui.theme import theme

DEBOUNCE_MS = 200


@dataclass(frozen=True, slots=True)
class Saved:
    """A named set of filters; `filters` as in a Query."""

    name: str
    term: str
    filters: tuple[tuple[str, str], ...] = ()


class SearchBox(QLineEdit):
    """A line with a magnifier. `searched` comes 200 ms after the last key, at once on Enter and when cleared."""

    searched = Signal()
    left_by_escape = Signal()
    down = Signal()

    def __init__(self, placeholder: str, width: int = 0) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setProperty("lead", "true")
        self.addAction(icon("search", "text2"), QLineEdit.ActionPosition.LeadingPosition)
        if width:
            self.setFixedWidth(width)
        self.setAccessibleName(placeholder)
        self.setToolTip(tooltip(placeholder, "Ctrl+F"))
        self._wait = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._wait.timeout.connect(self.searched)
        self.textChanged.connect(self._typed)

    def _typed(self, text: str) -> None:
        if text:
            self._wait.start()
        else:
            self._now()

    def _now(self) -> None:
        self._wait.stop()
        self.searched.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left_by_escape.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._now()
            self.down.emit()
        elif key == Qt.Key.Key_Down:
            self.down.emit()
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """See the module."""

    changed = Signal()
    left = Signal()

    def __init__(self, filters: Iterable[FilterLike] = (), placeholder: str = "", saved: Sequence[Saved] = ()) -> None:
        super().__init__()
        ground(self, "surface")
        self._filters = {f.name: f for f in filters if f.choices}
        self._saved = {s.name: s for s in saved}
        self._set: dict[str, tuple[str, str]] = {}
        self._counts: dict[str, int] = {}
        self._search = SearchBox(placeholder or _("Search"), theme.px("width.search"))
        self._search.searched.connect(self.changed)
        self._search.left_by_escape.connect(self.left)
        self._search.down.connect(self.left)
        self._more, self._chips, self._tools = row(gap=8), row(gap=8), row(gap=4)
        self._pills = {s.name: self._pill(s) for s in saved}
        whole = column(gap=0)
        if saved:
            pills = boxed(row(*self._pills.values(), None, gap=4, margins=(20, 2, 20, 0)))
            pills.setFixedHeight(theme.px("height.savedFilters"))
            whole.addWidget(pills)
        buttons = [MenuButton(_(f.term), self._menu(f)) for f in self._filters.values()]
        line = boxed(
            row(self._search, *buttons, self._more, self._chips, None, self._tools, gap=8, margins=(20, 0, 20, 0))
        )
        line.setFixedHeight(theme.px("height.filterBar"))
        whole.addWidget(line)
        self.setLayout(whole)
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self.focus_search)
        self._show()

    # what windows read and set

    def search(self) -> str:
        return self._search.text().strip()

    def filters(self) -> tuple[tuple[str, str], ...]:
        return tuple((name, value) for name, (value, _words) in self._set.items())

    def set_filter(self, name: str, value: str, words: str = "") -> None:
        """Set one filter; an empty value takes it away."""
        self._set.pop(name, None)
        if value:
            self._set[name] = (value, words or self._words(name, value))
        self._show()
        self.changed.emit()

    def set_filters(self, filters: Iterable[tuple[str, str]], search: str | None = None) -> None:
        """Replace all filters, and the search if given."""
        self._set = {name: (value, self._words(name, value)) for name, value in filters}
        if search is not None and search != self._search.text():
            self._search.blockSignals(True)
            self._search.setText(search)
            self._search.blockSignals(False)
        self._show()
        self.changed.emit()

    def clear(self) -> None:
        """No filter and no search."""
        self.set_filters((), "")

    def described(self) -> list[str]:
        """What is set, in words, for "nothing found"."""
        words = [_("search “{text}”").format(text=self.search())] if self.search() else []
        saved = self.saved()
        return [*words, *([saved.term] if saved and self._set else [text for _value, text in self._set.values()])]

    def saved(self) -> Saved | None:
        """The saved filter that is set, if what is set is one."""
        now = frozenset(self.filters())
        return next((s for s in self._saved.values() if frozenset(s.filters) == now), None)

    def at_home(self) -> bool:
        """Whether nothing narrows the list but the first saved filter, where a window starts."""
        return not self.search() and self.saved() is next(iter(self._saved.values()), None)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        self._counts |= counts
        for name, pill in self._pills.items():
            self._name_pill(pill, self._saved[name])

    def add_tool(self, *tools: QWidget, first: bool = False) -> None:
        """Put tools at the right end, or (a legend) before the ones that are there."""
        for at, tool in enumerate(tools):
            self._tools.insertWidget(at if first else -1, tool)

    def add_filter(self, *buttons: QWidget) -> None:
        """Buttons of the window's own beside the filter menus, for filters whose choices have to be looked up."""
        for button in buttons:
            self._more.addWidget(button)

    def search_box(self) -> SearchBox:
        return self._search

    def focus_search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    # parts

    def _words(self, name: str, value: str) -> str:
        found = self._filters.get(name)
        if found is None:
            return value
        choice = next((_(term) for choice, term in found.choices if choice == value), value)
        return _("{filter}: {value}").format(filter=_(found.term), value=choice)

    def _pill(self, saved: Saved) -> QPushButton:
        pill = QPushButton()
        pill.setProperty("kind", "pill")
        pill.setCheckable(True)
        pill.setAutoDefault(False)
        pill.setCursor(Qt.CursorShape.PointingHandCursor)
        pill.clicked.connect(lambda: self.set_filters(saved.filters))
        self._name_pill(pill, saved)
        return pill

    def _name_pill(self, pill: QPushButton, saved: Saved) -> None:
        count = self._counts.get(saved.name)
        pill.setText(saved.term if count is None else f"{saved.term}  {count:,}")

    def _menu(self, filter_: FilterLike) -> QMenu:
        menu = QMenu(self)
        for value, term in filter_.choices:
            action = QAction(_(term), menu)
            action.setCheckable(True)
            action.triggered.connect(partial(self._chosen, filter_.name, value))
            action.setData(value)
            menu.addAction(action)
        menu.aboutToShow.connect(lambda: self._tick(menu, filter_.name))
        return menu

    def _tick(self, menu: QMenu, name: str) -> None:
        current = self._set.get(name, ("", ""))[0]
        for action in menu.actions():
            action.setChecked(action.data() == current)

    def _chosen(self, name: str, value: str) -> None:
        current = self._set.get(name, ("", ""))[0]
        self.set_filter(name, "" if value == current else value)

    def _show(self) -> None:
        saved = self.saved()
        for name, pill in self._pills.items():
            pill.setChecked(saved is self._saved[name])
        clear(self._chips)
        for name, (_value, words) in self._set.items():
            if saved is None:
                self._chips.addWidget(self._chip(name, words))

    def _chip(self, name: str, words: str) -> QPushButton:
        chip = QPushButton(f"{words} ")
        chip.setProperty("kind", "set")
        chip.setAutoDefault(False)
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.setIcon(icon("x", "accent"))
        chip.setIconSize(QSize(14, 14))
        chip.setCursor(Qt.CursorShape.PointingHandCursor)
        chip.setToolTip(_("Take this filter away"))
        chip.clicked.connect(lambda: self.set_filter(name, ""))
        return chip
