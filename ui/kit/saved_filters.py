"""The filters a person keeps of a list: pills of their own, and the menu that saves, renames, shares and deletes them.

SavedFilters(shell, pane) belongs to a ListPane; without a database behind the shell it does nothing.
"""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from resources.i18n import _
from services import saved_filters
from services.saved_filters import LONGEST, SHARE, Kept, Stored
from services.unit import Call, Created
from ui.icons import icon
from ui.kit.buttons import icon_button
from ui.kit.case_dialog import CaseDialog
from ui.kit.fields import CheckField, TextField
from ui.kit.filter_bar import Saved
from ui.kit.forms import Form

if TYPE_CHECKING:
    from ui.kit.list_pane import ListPane

FIELDS = {"empty_name": "name", "too_long": "name", "filter_taken": "name", "too_many_filters": "name"}
KEY = "Ctrl+S"


class SavedFilters(QObject):
    """See the module."""

    def __init__(self, pane: "ListPane", builtin: bool) -> None:
        super().__init__(pane)
        self._pane, self._shell, self._bar = pane, pane.shell, pane.bar
        self.found: dict[str, Stored] = {}
        self.button = icon_button(_("Keep this filter"), "bookmark-plus", KEY)
        self.button.clicked.connect(self.open_menu)
        if builtin:
            self._bar.pills.add_tool(self.button)
        else:
            self._bar.add_tool(self.button)
        if not self._shell.preferences.attached:
            self.button.hide()
        self._shell.changed.connect(self._changed)
        self._bar.picked.connect(self._picked)
        self.read()

    def read(self) -> None:
        """Read this person's filters of the list."""
        if self._shell.preferences.attached:
            name, actor = self._pane.listing.name, self._shell.actor
            self._shell.read(self, lambda: saved_filters.of(name, actor), self._show, key="own filters")

    def count(self) -> None:
        """Read how many rows each has."""
        if not self.found:
            return
        listing = self._pane.listing
        queries = {name: self._query(stored.kept) for name, stored in self.found.items()}
        self._shell.read(self, lambda: {name: listing.count(query) for name, query in queries.items()},
                         self._bar.set_counts, key="own counts")  # fmt: skip

    def _changed(self, topics: frozenset[str]) -> None:
        if "filters" in topics:
            self.read()

    def _show(self, stored: tuple[Stored, ...]) -> None:
        known = {each.name for each in self._pane.listing.filters}
        fitting = [each for each in stored if all(name in known for name, _value, _words in each.kept.filters)]
        self.found = {f"own:{each.id}": each for each in fitting}
        self._bar.set_own([self._pill(name, each) for name, each in self.found.items()])
        self.count()

    def _pill(self, name: str, stored: Stored) -> Saved:
        filters = self._filters(stored.kept)
        shared = _("Shared by {name}").format(name=stored.owner) if stored.shared else _("Only you see this filter")
        words = tuple(words for _name, _value, words in stored.kept.filters)
        return Saved(name, stored.name, filters, stored.kept.search, shared, words)

    def _filters(self, kept: Kept) -> tuple[tuple[str, str], ...]:
        """The filters as they are for this person: what is one's own is never somebody else's."""
        mine = self._bar.personal()
        return tuple((name, mine.get(name, value)) for name, value, _words in kept.filters)

    def _query(self, kept: Kept) -> Any:
        return replace(self._pane.base, search=kept.search, filters=self._filters(kept))

    def _picked(self, name: str) -> None:
        stored = self.found.get(name)
        if stored is not None and stored.kept.sort:
            self._pane.set_sort(stored.kept.sort, stored.kept.descending)

    def current(self) -> Stored | None:
        """The kept filter that is set."""
        saved = self._bar.saved()
        return self.found.get(saved.name) if saved is not None else None

    # the menu

    def menu(self) -> QMenu:
        menu = QMenu(self.button)
        set_now = bool(self._bar.told() or self._bar.search())
        save = menu.addAction(icon("bookmark-plus", "text2"), _("Save what is set as a filter…"))
        save.triggered.connect(self.save)
        save.setEnabled(set_now)
        stored = self.current()
        if stored is not None and stored.mine:
            menu.addSeparator()
            rename = menu.addAction(icon("pencil", "text2"), _("Rename “{name}”…").format(name=stored.name))
            rename.triggered.connect(partial(self.rename, stored))
            if self._shell.may(SHARE):
                word = _("Show it only to me") if stored.shared else _("Share it with everybody")
                menu.addAction(icon("users", "text2"), word).triggered.connect(partial(self.share, stored))
            gone = menu.addAction(icon("trash-2", "text2"), _("Delete “{name}”").format(name=stored.name))
            gone.triggered.connect(partial(self.delete, stored))
        return menu

    def open_menu(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def save(self) -> None:
        """Ask for a name, and keep what is set now."""
        form = Form(columns=1)
        form.add("name", _("Name"), TextField(_("Such as: late, big customers"), longest=LONGEST), required=True,
                 hint=", ".join(self._bar.described()))  # fmt: skip
        if self._shell.may(SHARE):
            form.add("shared", "", CheckField(_("Share it with everybody who sees this list")))
        sort, descending = self._pane.sort()
        kept = Kept(self._bar.search(), self._bar.told(), sort, descending)
        name = self._pane.listing.name

        def work(values: dict[str, Any]) -> Any:
            shared = bool(values.get("shared", False))
            return lambda call: saved_filters.save_filter(call, name, values["name"], kept, shared)

        CaseDialog(
            self._pane, self._shell, _("Keep this filter"), form, _("Save"), work,
            self._saved, FIELDS,
        ).open()  # fmt: skip

    def _saved(self, made: Created) -> None:
        self._bar.prefer(f"own:{made.id}")
        self._done(_("The filter is kept."), None, made)

    def rename(self, stored: Stored) -> None:
        form = Form(columns=1)
        form.add("name", _("Name"), TextField(longest=LONGEST), required=True)
        form.set_values({"name": stored.name})
        CaseDialog(
            self._pane, self._shell, _("Rename the filter"), form, _("Rename"),
            lambda values: lambda call: saved_filters.rename_filter(call, stored.id, values["name"]),
            partial(self._done, "", None), FIELDS,
        ).open()  # fmt: skip

    def share(self, stored: Stored) -> None:
        def turn(to: bool, call: Call) -> Any:
            return saved_filters.share_filter(call, stored.id, to)

        undo = partial(self._run, partial(turn, stored.shared), "")
        alone, all_ = _("“{name}” is yours alone now."), _("Everybody who sees this list has “{name}” now.")
        text = alone if stored.shared else all_
        self._run(partial(turn, not stored.shared), text.format(name=stored.name), undo)

    def delete(self, stored: Stored) -> None:
        name = self._pane.listing.name

        def back(call: Call) -> Any:
            return saved_filters.save_filter(call, name, stored.name, stored.kept, stored.shared)

        text = _("The filter “{name}” is deleted.").format(name=stored.name)
        self._run(lambda call: saved_filters.delete_filter(call, stored.id), text, partial(self._run, back, ""))

    def _run(self, work: Any, text: str, undo: Any = None) -> None:
        self._shell.run(self._pane, work, partial(self._done, text, undo))

    def _done(self, text: str, undo: Any, _made: Any) -> None:
        if text:
            self._shell.toast(text, undo=undo)
        self.read()
