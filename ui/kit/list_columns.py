"""Which columns of a list are shown, in what order, how wide, and by what it is sorted: chosen and kept per person.

The menu of the head (right click; Menu or Shift+F10 in the table, for the current column) and the button in the bar.
"""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from resources.i18n import _
from ui.icons import icon
from ui.kit.buttons import icon_button
from ui.kit.columns import Arrangement

if TYPE_CHECKING:
    from ui.kit.list_pane import ListPane

KEY = "Ctrl+Shift+C"
STEP = 20


class ListColumns(QObject):
    """See the module."""

    def __init__(self, pane: "ListPane") -> None:
        super().__init__(pane)
        self._pane, self._table, self._kept = pane, pane.table, pane.shell.preferences
        self._columns = pane.table.columns
        self._key = f"list.{pane.listing.name}"
        self.button = icon_button(_("Columns"), "columns-3", KEY)
        self.button.clicked.connect(self.open_menu)
        self._columns.arranged.connect(self._keep)
        self._table.head_menu_asked.connect(self.open_head_menu)
        self._kept.loaded.connect(self.apply)
        self.apply()

    def chosen(self) -> bool:
        """Whether this person arranged the columns of this list."""
        return bool(self._values().get("order"))

    def _values(self) -> dict[str, Any]:
        found = self._kept.get(self._key)
        return found if isinstance(found, dict) else {}

    def apply(self) -> None:
        """Arrange the table as it was chosen; what was never chosen, or can't be read, is as the list says."""
        self._columns.arrange(Arrangement.read(self._values()))
        sort = self._values().get("sort")
        if isinstance(sort, list) and len(sort) == 2 and self._pane.sorts(sort[0]):
            self._pane.set_sort(str(sort[0]), sort[1] if isinstance(sort[1], bool) else None)

    def _keep(self) -> None:
        values = self._values() | self._columns.arrangement().written()
        self._kept.set(self._key, values)

    def keep_sort(self, name: str, descending: bool | None) -> None:
        self._kept.set(self._key, self._values() | {"sort": [name, descending]})

    def reset(self) -> None:
        """As the list says, with an undo."""
        before = self._values()
        self._kept.set(self._key, None)
        self._columns.arrange(Arrangement())
        self._pane.reset_sort()
        self._pane.shell.toast(_("The columns are as they were at first."), undo=partial(self._back, before))

    def _back(self, before: dict[str, Any]) -> None:
        self._kept.set(self._key, before)
        self.apply()

    # menus

    def open_menu(self) -> None:
        self._popup(self.menu(), self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def open_head_menu(self, at: int, place: QPoint) -> None:
        self._popup(self.head_menu(at), place)

    @staticmethod
    def _popup(menu: QMenu, place: QPoint) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def menu(self) -> QMenu:
        """Every column that can be shown, checked where it is."""
        menu = QMenu(self._pane)
        self._add_columns(menu)
        self._add_reset(menu)
        return menu

    def head_menu(self, at: int) -> QMenu:
        """What can be done with one column."""
        table, menu = self._table, QMenu(self._pane)
        column = table.paged().columns[at]
        if column.sort:
            ways = ((_("Sort ascending"), "arrow-up", False), (_("Sort descending"), "arrow-down", True))
            for term, name, down in ways:
                self._action(menu, term, name).triggered.connect(partial(table.sort_to, at, down))
            menu.addSeparator()
        shown = table.shown_columns()
        for term, name, step in ((_("Move to the left"), "arrow-left", -1), (_("Move to the right"), "arrow-right", 1)):
            action = self._action(menu, term, name)
            action.setEnabled(0 <= shown.index(at) + step < len(shown))
            action.triggered.connect(partial(self._columns.move, at, step))
        for term, step in ((_("Wider"), STEP), (_("Narrower"), -STEP)):
            self._action(menu, term).triggered.connect(partial(self._columns.widen, at, step))
        hide = self._action(menu, _("Hide “{column}”").format(column=_(column.term)), "eye-off")
        hide.setEnabled(len(shown) > 1)
        hide.triggered.connect(partial(self._columns.show, column.name, False))
        menu.addSeparator()
        self._add_columns(menu.addMenu(icon("columns-3", "text2"), _("Columns")))
        self._add_reset(menu)
        return menu

    @staticmethod
    def _action(menu: QMenu, term: str, name: str = "") -> QAction:
        return menu.addAction(icon(name, "text2"), term) if name else menu.addAction(term)

    def _add_columns(self, menu: QMenu) -> None:
        offered = self._columns.offered()
        shown = sum(1 for _name, _term, on in offered if on)
        for name, term, on in offered:
            action = QAction(term, menu)
            action.setCheckable(True)
            action.setChecked(on)
            action.setEnabled(not on or shown > 1)
            action.toggled.connect(partial(self._columns.show, name))
            menu.addAction(action)

    def _add_reset(self, menu: QMenu) -> None:
        menu.addSeparator()
        reset = menu.addAction(icon("undo-2", "text2"), _("Reset columns"))
        reset.setEnabled(bool(self._values()))
        reset.triggered.connect(self.reset)
