"""The window of one kind of record: a list, a panel of the current one, a form to add or change it.

    class ProductsWindow(RecordWindow):
        topics = frozenset({"products"})

        def read(self, record_id): ...            # on a reader thread; None when it is gone
        story_kind = "product"                    # the panel ends with the record's timeline

        def show_record(self, record): ...        # fills self.panel; its foot ends with self.edit_button()
        def new(self): ...                        # opens the form
        def edit(self, record): ...

    super().__init__(shell, title, subtitle, LISTING, verb=_("New product"), icon="tag", edit_right="products.edit",
                     search=_("Name, SKU, barcode"), empty=_("No products yet"), empty_text=...)

F2 adds, F4 changes the current one; F7 imports a file where the window offers it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from resources.i18n import _
from services.listing import Listing, Query
from ui.kit.buttons import action_button
from ui.kit.empty import EmptyState
from ui.kit.filter_bar import Saved
from ui.kit.list_pane import ListPane
from ui.kit.painters import Painter
from ui.kit.panel_window import CurrentWindow
from ui.shell import Shell


class RecordWindow(CurrentWindow):
    """See the module."""

    print_key = "Ctrl+P"  # of the list; another where a record has papers of its own

    def __init__(
        self,
        shell: Shell,
        title: str,
        subtitle: str,
        listing: Listing,
        *,
        verb: str,
        icon: str,
        edit_right: str,
        search: str,
        empty: str,
        empty_text: str,
        saved: Sequence[Saved] = (),
        painters: Mapping[str, Painter] | None = None,
    ) -> None:
        super().__init__(shell, title, subtitle)
        self._listing, self._verb, self._right = listing.for_actor(shell.actor), verb, edit_right
        self.import_button: QPushButton | None = None
        self._saved: tuple[int, Any] | None = None  # what a form saved, and the row that was current then
        self.add_button = action_button(verb, "plus", "F2", "main")
        self.add_button.clicked.connect(self.new)
        self.header.add(self.add_button)
        self.add_button.setVisible(shell.may(edit_right))
        if not saved and any(filter_.name == "active" for filter_ in listing.filters):
            saved = [Saved("used", _("In use"), (("active", "yes"),)), Saved("all", _("All"), ())]
        self.follow(ListPane(
            shell, self._listing, Query(), search=search, row_height=48, saved=saved, print_key=self.print_key,
            empty=EmptyState(icon, empty, empty_text, self._first), painters=painters,
        ))  # fmt: skip
        self._home = saved[0].filters if saved else ()
        self.pane.opened.connect(lambda _id: self.edit_current())

    def _first(self) -> list[QWidget]:
        first = action_button(self._verb, "plus", "F2", "main", bind=False)
        first.clicked.connect(self.new)
        return [first] if self.shell.may(self._right) else []

    # what a window of records says

    def new(self) -> None:
        """Open the form of a new record."""

    def edit(self, record: Any) -> None:
        """Open the form of this record."""

    def edit_button(self) -> QPushButton:
        """The panel's button that opens the form (F4)."""
        button = action_button(_("Change"), "pencil", "F4")
        button.clicked.connect(self.edit_current)
        if not self.shell.may(self._right):
            button.hide()
        return button

    # what the main window asks for

    def activate(self, *, id: int | None = None, search: str = "", new: bool = False, **_where: Any) -> None:
        if id is not None:
            self.go_to(id)
        elif search:
            self.pane.bar.set_filters((), search)
        elif self.pane.query() is None:
            self.pane.bar.set_filters(self._home)
        if new:
            self.new()
        self.pane.table.setFocus()

    def refresh(self) -> None:
        super().refresh()
        if self._saved is not None:
            self._read(self._saved[0])

    def keys(self) -> list[tuple[str, str]]:
        keys = [("F2", self._verb), ("F4", _("Change")), ("Return", _("Change"))]
        return [*keys, ("F7", _("Import a file"))] if self.import_button is not None else keys

    # the current record

    def go_to(self, record_id: int) -> None:
        """Show a record in the panel, and make its row current where it is in the list."""
        if self.pane.query() is None:
            self.pane.bar.set_filters(())
        self.door.open()
        self.pane.go_to(record_id)
        self._read(record_id)

    def saved(self, made: Any) -> None:
        """A form was saved: the list follows by the change feed; show what was saved."""
        self._saved = (made.id, self.pane.current_id())
        self._read(made.id)

    def _came(self, record_id: Any) -> None:
        """A row is current, or the list was read anew: what was just saved becomes current where it is in the list."""
        if self._saved is None:
            self._read(record_id)
            return
        made, before = self._saved
        self._saved = self._saved if record_id == before and not self.pane.table.select_id(made) else None
        self._read(made if record_id == before else record_id)

    def edit_current(self) -> None:
        if self.record is not None and self.shell.may(self._right):
            self.edit(self.record)

