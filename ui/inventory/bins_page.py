"""Bins: the tree of zones, aisles and bins, what lies in the current one, and what can be done with it.

page = BinsPage(shell, go)          # go(kind, id) jumps, as from the panel of the inventory window
page.load()                         # read anew
page.choose(id)                     # make one current, also one that was only just added
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services import bins, label_jobs
from services.bins import Added, Lying, Place
from services.printing_jobs import Wish
from ui.inventory import bin_forms
from ui.inventory.bin_tree import BinTree
from ui.inventory.words import kind_word, place_word, quality_word
from ui.kit.buttons import action_button, set_text
from ui.kit.fields import TextField
from ui.kit.formats import quantity
from ui.kit.labels import Chip, ElidedLabel, boxed, column, hline, label, row
from ui.kit.panel import KeyFacts, MiniCell, MiniColumn, SidePanel, section
from ui.kit.pick_table import PickTable
from ui.papers.printer import queued
from ui.shell import Shell


class BinsPage(QWidget):
    """See the module."""

    def __init__(self, shell: Shell, go: Callable[[str, int], None]) -> None:
        super().__init__()
        self.shell, self._go = shell, go
        self._wanted: int | None = None
        self._may = shell.may("products.edit")
        self.tree = BinTree(self._may)
        self.tree.placed.connect(self._place)
        self.tree.current_changed.connect(lambda _id: self._show_current())
        self.tree.opened.connect(lambda _id: self.change())
        self.tree.removed.connect(lambda _id: self._turn_use())
        self.seek = TextField(_("Start of the code"))
        self.seek.setAccessibleName(_("Start of the code"))
        self.seek.textEdited.connect(self.tree.seek)
        self.seek.returnPressed.connect(self.tree.setFocus)
        self.seek.setFixedWidth(200)
        self.panel = SidePanel(closable=False)
        self._make_buttons()
        hint = ElidedLabel(_("Alt with the arrows or the mouse moves a place: from top to bottom is the walk."), "hint")
        bar = row(gap=12, margins=(20, 6, 20, 6))
        bar.addWidget(self.seek)
        bar.addWidget(hint, 1)
        bar.addWidget(self.add_button)
        left = column(boxed(bar), hline(), self.tree, gap=0)
        whole = row(gap=0)
        whole.addLayout(left, 1)
        whole.addWidget(self.panel)
        self.setLayout(whole)

    def _make_buttons(self) -> None:
        self.add_button = action_button(_("New bins"), "plus", "Ctrl+N")
        self.add_button.clicked.connect(self.add)
        self.add_button.setEnabled(self._may)
        self.change_button = action_button(_("Change"), "pencil", "F4")
        self.change_button.clicked.connect(self.change)
        self.use_button = action_button("", "ban", "Delete", bind=False)
        self.use_button.clicked.connect(self._turn_use)
        self.print_button = action_button(_("Labels"), "printer", "Ctrl+L")
        self.print_button.clicked.connect(self.print_labels)
        self.panel.set_foot([self.print_button, self.use_button, self.change_button])

    # reading

    def load(self) -> None:
        self.shell.read(self, bins.tree, self._show, key="tree")

    def choose(self, place_id: int) -> None:
        if not self.tree.choose(place_id):
            self._wanted = place_id
            self.load()

    def _show(self, places: tuple[Place, ...]) -> None:
        wanted, self._wanted = self._wanted, None
        self.tree.show_places(places, wanted)

    def _show_current(self) -> None:
        place = self.tree.current()
        if place is None:
            self.panel.set_head("")
            self.panel.set_body([])
            return
        chips = [] if place.active else [Chip(_("Not in use"), "ban", "neutral")]
        self.panel.set_head(place_word(place.code), place.name or kind_word(place.kind), *chips)
        set_text(self.use_button, _("Take out of use") if place.active else _("Use again"), "Delete")
        self.use_button.setEnabled(self._may and not place.fixed and place.kind != "staging")
        self.change_button.setEnabled(self._may)
        if place.group:
            self._show_content(place, ())
        else:
            self.shell.read(self, lambda: bins.content(place.id), partial(self._show_content, place), key="content")

    def _show_content(self, place: Place, lying: tuple[Lying, ...]) -> None:
        now = self.tree.current()
        if now is None or now.id != place.id:
            return
        facts = [(_("Kind"), kind_word(place.kind)), (_("Place in the walk"), f"{place.walk:,}")]
        if not place.group:
            facts.append((_("Code on its label"), f"BIN-{place.code}"))
        parts: list[QWidget] = [KeyFacts(facts)]
        if not place.group:
            parts.append(section(_("What lies there")))
            parts.append(self._table(lying) if lying else label(_("Nothing: the bin is empty."), "hint"))
        self.panel.set_body(parts)

    def _table(self, lying: tuple[Lying, ...]) -> PickTable:
        columns = [MiniColumn(_("Product")), MiniColumn(_("Lot, quality"), 104), MiniColumn(_("On hand"), 60, True)]
        rows: list[list[MiniCell | str]] = [
            [MiniCell(each.name, each.sku), MiniCell(each.lot or _("No lot"), quality_word(each.quality)),
             MiniCell(quantity(each.on_hand), each.unit or " ")]
            for each in lying
        ]  # fmt: skip
        table = PickTable(columns, rows, range(len(rows)), _("What lies there"))
        table.opened.connect(lambda at: self._go("product", lying[at].product_id))
        return table

    # doing

    def add(self) -> None:
        """New bins below the current zone or aisle, or beside the current bin."""
        place = self.tree.current()
        inside = place.id if place is not None and place.group else place.parent_id if place is not None else None
        bin_forms.add_dialog(self, self.shell, self.tree_groups(), inside, self._added)

    def tree_groups(self) -> list[Place]:
        """The zones and aisles there are."""
        return [place for place in self.tree.places() if place.group]

    def _added(self, made: Added) -> None:
        count = len(made.ids)
        said = ngettext("{count} place is added.", "{count} places are added.", count).format(count=count)
        if made.known:
            said += " " + ngettext("{count} was there already.", "{count} were there already.", len(made.known)).format(
                count=len(made.known)
            )
        self.shell.toast(said)
        self.choose(made.ids[0])

    def change(self) -> None:
        place = self.tree.current()
        if place is not None and self._may:
            bin_forms.rename_dialog(self, self.shell, place, lambda _made: self.load())

    def _place(self, place_id: int, parent_id: int | None, before_id: int | None) -> None:
        """Move a place; Undo puts it back where it was."""
        was, behind = self.tree.where(place_id)

        def done(_made: object) -> None:
            self.load()
            self.shell.toast(_("The walk is changed."), undo=partial(self._move, place_id, was, behind))

        self.shell.run(self, lambda call: bins.place_bin(call, place_id, parent_id, before_id), done)

    def _move(self, place_id: int, parent_id: int | None, before_id: int | None) -> None:
        self.shell.run(self, lambda call: bins.place_bin(call, place_id, parent_id, before_id),
                       lambda _made: self.load())  # fmt: skip

    def _turn_use(self) -> None:
        place = self.tree.current()
        if place is None or not self.use_button.isEnabled():
            return
        to = not place.active
        said = _("{code} is in use again.") if to else _("{code} is no longer in use.")

        def done(_made: object) -> None:
            self.load()
            self.shell.toast(said.format(code=place.code), undo=partial(self._use, place.id, not to))

        self.shell.run(self, lambda call: bins.use_bin(call, place.id, to), done)

    def _use(self, place_id: int, active: bool) -> None:
        self.shell.run(self, lambda call: bins.use_bin(call, place_id, active), lambda _made: self.load())

    def print_labels(self) -> None:
        """One label for a bin, or one for each bin of a zone or aisle."""
        place = self.tree.current()
        if place is None:
            return
        said = _("The label of {code} is in the print queue.")
        if place.group:
            said = _("The labels of {code} are in the print queue.")
        told = queued(self.shell, "bin", said.format(code=place_word(place.code)))
        self.shell.run(
            self, lambda call: label_jobs.print_bins(call, (place.id,), Wish()),
            lambda _made: self.shell.toast(told), button=self.print_button,
        )  # fmt: skip

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.tree.setFocus()
        else:
            super().keyPressEvent(event)
