"""What a list is narrowed by: saved filters as pills with counts, search, filter menus, and the set filters as chips.

    bar = FilterBar(listing.filters, _("Number or customer"), saved=[
        Saved("all", _("All")), Saved("to_approve", _("To approve"), (("state", "submitted"),))])
    bar.changed.connect(...)                       # then bar.search() and bar.filters(), as a Query wants them
    bar.set_counts({"all": 1284, "to_approve": 12})
    bar.set_filter("customer", "17", _("Customer: {name}").format(name=name))    # also from outside, shown as a chip
    bar.add_filter(button)                                                       # beside the menus
    bar.add_tool(icon_button(_("Export"), "download", "Ctrl+E"))                 # at the right

`bar.menus_replace` is for lists whose saved filters and menus ask the same: a menu's choice then takes the place of the
saved filter that is set.

Search waits 200 ms for the next key; Ctrl+F focuses it, Esc in it clears it. The last chip cleared leaves "all" set.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QWidget

from resources.i18n import _
from services.listing import WEEK
from ui.icons import icon
from ui.kit.buttons import MenuButton, tooltip
from ui.kit.labels import boxed, clear, column, ground, row
from ui.kit.pills import PillRow
from ui.kit.source import FilterLike
from ui.theme import theme

LEAST_SEARCH = 110
LEAST_CHIP = 48  # px of words that a set filter keeps
DEBOUNCE_MS = 200


@dataclass(frozen=True, slots=True)
class Saved:
    """A named set of filters; `filters` as in a Query. One that a person kept may have a search, and says what it is
    in `tip`; `words` name filters whose value is an id."""

    name: str
    term: str
    filters: tuple[tuple[str, str], ...] = ()
    search: str = ""
    tip: str = ""
    words: tuple[str, ...] = ()


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
        self._width = width
        if width:
            self.setMaximumWidth(width)
            self.setMinimumWidth(min(width, LEAST_SEARCH))
        self.setAccessibleName(placeholder)
        self.setToolTip(tooltip(placeholder, "Ctrl+F"))
        self._wait = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._wait.timeout.connect(self.searched)
        self.textChanged.connect(self._typed)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self._width, hint.height()) if self._width else hint

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
    picked = Signal(str)

    def __init__(
        self, filters: Iterable[FilterLike] = (), placeholder: str = "", saved: Sequence[Saved] = (), *, side: int = 20
    ) -> None:
        """`side` is the space left and right: none in a form, where it is to stand flush with the fields."""
        super().__init__()
        ground(self, "surface")
        self._filters = {f.name: f for f in filters if f.choices}
        self._saved = {s.name: s for s in saved}
        self._set: dict[str, tuple[str, str]] = {}
        self._counts: dict[str, int] = {}
        self._search = SearchBox(placeholder or _("Search"), theme.px("width.search"))
        self._search.searched.connect(self._searched)
        self._search.left_by_escape.connect(self.left)
        self._search.down.connect(self.left)
        self._more, self._chips, self._tools = row(gap=8), row(gap=8), row(gap=4)
        self._own: dict[str, Saved] = {}
        self._chosen_name = ""
        self.menus_replace = False
        self.pills = PillRow()
        self.pills.setFixedHeight(theme.px("height.savedFilters"))
        if not saved:  # and no setVisible(True): without a parent yet it would be a window of its own for a moment
            self.pills.hide()
        self.pills.chosen.connect(self.choose)
        for each in saved:
            self.pills.add(each.name, each.term)
        whole = column(self.pills, gap=0)
        offered = [f for f in self._filters.values() if getattr(f, "menu", True)]
        self._menus = [MenuButton(_(f.term), partial(self._menu, f)) for f in offered]
        self._menu_of = dict(zip((f.name for f in offered), self._menus, strict=True))
        self._fold = MenuButton(_("Filters"), self._folded) if len(self._menus) > 1 else None
        self._legend: QWidget | None = None
        folds = [self._fold] if self._fold is not None else []
        for fold in folds:
            fold.hide()
        parts = (self._search, *self._menus, *folds, self._more, self._chips, None, self._tools)
        line = self._line = boxed(row(*parts, gap=8, margins=(side, 0, side, 0)))
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
        """The saved filter that is set, if what is set is one: one kept with this search, else one without any; of
        two alike the one that was chosen."""
        now, search = frozenset(self.filters()), self.search()
        fitting = [s for s in self._all().values() if frozenset(s.filters) == now and s.search in ("", search)]
        return min(fitting, key=lambda s: (not s.search, s.name != self._chosen_name), default=None)

    def prefer(self, name: str) -> None:
        """Take this one for set where another is just like it."""
        self._chosen_name = name
        self._show()

    def set_own(self, saved: Sequence[Saved]) -> None:
        """The filters this person kept or is shown by others, behind the window's own."""
        for name in self._own:
            self.pills.remove(name)
        self._own = {s.name: s for s in saved}
        for each in saved:
            self.pills.add(each.name, self._pill_text(each), each.tip)
        self.pills.setVisible(bool(self._saved or self._own))
        self._show()

    def choose(self, name: str) -> None:
        """Set a saved filter, as by its pill."""
        saved = self._all().get(name)
        if saved is not None:
            self._chosen_name = name
            self.picked.emit(name)
            self.set_filters(saved.filters, saved.search if name in self._own or self._was_own() else None)

    def _was_own(self) -> bool:
        """Whether the search belongs to the kept filter that is set, and goes with it."""
        now = self.saved()
        return now is not None and now.name in self._own and bool(now.search)

    def _all(self) -> dict[str, Saved]:
        return self._saved | self._own

    def at_home(self) -> bool:
        """Whether nothing narrows the list but the first saved filter, where a window starts."""
        home = next(iter(self._saved.values()), None)
        return not self.search() and (not self._set if home is None else self.saved() is home)

    def own_only(self) -> bool:
        """Whether the list is narrowed by one of the window's own saved filters and nothing else."""
        now = self.saved()
        return now is not None and now.name in self._saved and not self.search()

    def personal(self) -> dict[str, str]:
        """Filters whose value is each person's own, by name."""
        return {name: value for saved in self._saved.values() for name, value in saved.filters if name == "mine"}

    def set_counts(self, counts: Mapping[str, int]) -> None:
        self._counts |= counts
        for name, saved in self._all().items():
            self.pills.set_text(name, self._pill_text(saved))

    def own_width(self) -> int:
        """How wide the window's own pills are together."""
        return self.pills.needed(self._saved)

    def told(self) -> tuple[tuple[str, str, str], ...]:
        """What is set, as name, value and words."""
        return tuple((name, value, words) for name, (value, words) in self._set.items())

    def add_tool(self, *tools: QWidget, first: bool = False) -> None:
        """Put tools at the right end, or (a legend) before the ones that are there."""
        for at, tool in enumerate(tools):
            self._tools.insertWidget(at if first else -1, tool)

    def add_legend(self, legend: QWidget) -> None:
        """Before the tools, as long as there is room for it."""
        self._legend = legend
        self._tools.insertWidget(0, legend)
        self._make_room()

    def _make_room(self) -> None:
        """A legend gives way to what can be pressed, several filter menus to one that holds them, and the menu of what
        is set to its chip.
        """
        if self._legend is not None:
            self._legend.show()
        if self._fold is not None:
            self._fold_menus(self._fold, False)
        for button in self._menus:
            button.show()
        if self._legend is not None:
            self._legend.setVisible(self._fits())
        if self._fold is not None and not self._fits():
            self._fold_menus(self._fold, True)
        elif not self._fits() and self.saved() is None:
            for name in self._set:
                if name in self._menu_of:
                    self._menu_of[name].hide()
        self._shorten_chips()

    def _shorten_chips(self) -> None:
        """Where there is no room for what is set, the longest first says only its choice, then ends in "…"."""
        shown = (each for each in self._line.findChildren(QPushButton) if not each.isHidden())
        chips = [each for each in shown if each.property("whole")]
        for chip in chips:
            chip.setText(f"{chip.property('whole')} ")
        for chip in sorted(chips, key=lambda each: -len(each.text())):
            over, metrics = self._needed() - self.width(), chip.fontMetrics()
            if over <= 0:
                return
            room = max(metrics.horizontalAdvance(chip.text()) - over, LEAST_CHIP)
            chip.setText(f"{metrics.elidedText(str(chip.property('choice')), Qt.TextElideMode.ElideRight, room)} ")

    def _fits(self) -> bool:
        return self._needed() <= self.width()

    def _needed(self) -> int:
        """The least width that everything in the row takes."""
        layout = self._line.layout()
        assert layout is not None
        for part in (self._tools, self._more, self._chips, layout):
            part.invalidate()
        return layout.minimumSize().width()

    def _fold_menus(self, fold: MenuButton, folded: bool) -> None:
        fold.setVisible(folded)
        for button in self._menus:
            button.setHidden(folded)

    def _folded(self) -> QMenu:
        """Every filter's menu in one."""
        menu = QMenu(self)
        for button in self._menus:
            inner = button.menu_of()
            inner.setTitle(button.accessibleName())
            menu.addMenu(inner)
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

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

    def _searched(self) -> None:
        self._show()
        self.changed.emit()

    def _words(self, name: str, value: str) -> str:
        found = self._filters.get(name)
        if found is None:
            kept = ((pair, words) for s in self._own.values() for pair, words in zip(s.filters, s.words, strict=False))
            return next((words for pair, words in kept if pair == (name, value) and words), value)
        week = _("week of {day}").format(day=value.removeprefix(WEEK)) if value.startswith(WEEK) else value
        choice = self._choice(name, value) or week
        if choice == _(found.term):
            return choice
        return _("{filter}: {value}").format(filter=_(found.term), value=choice)

    def _choice(self, name: str, value: str) -> str:
        """What is chosen in a menu, without the menu's name; "" for a value that is none of its choices."""
        choices = self._filters[name].choices if name in self._filters else ()
        return next((_(term) for choice, term in choices if choice == value), "")

    def _pill_text(self, saved: Saved) -> str:
        count = self._counts.get(saved.name)
        return saved.term if count is None else f"{saved.term}  {count:,}"

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
        current, saved = self._set.get(name, ("", ""))[0], self.saved()
        if self.menus_replace and saved is not None and saved.name in self._saved and value != current:
            self._set = {}
        self.set_filter(name, "" if value == current else value)

    def _show(self) -> None:
        saved = self.saved()
        self.pills.check(saved.name if saved is not None else "")
        clear(self._chips)
        for name, (value, words) in self._set.items():
            if saved is None:
                chip = self._chip(name, words, self._choice(name, value))
                self._chips.addWidget(chip)
                if self.isVisible():
                    chip.show()  # at once: a layout counts what is shown
        if self.isVisible():
            self._make_room()

    def _chip(self, name: str, words: str, choice: str) -> QPushButton:
        chip = QPushButton(f"{words} ")
        chip.setProperty("kind", "set")
        chip.setProperty("whole", words)
        chip.setProperty("choice", choice or words)
        chip.setAutoDefault(False)
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.setIcon(icon("x", "accent"))
        chip.setIconSize(QSize(14, 14))
        chip.setCursor(Qt.CursorShape.PointingHandCursor)
        chip.setAccessibleName(words)
        verb = _("Take this filter away")
        chip.setToolTip(f"{words}\n{verb}")
        chip.clicked.connect(lambda: self.set_filter(name, ""))
        return chip
