"""Where goods may be put: a button that takes the proposed bin (F7), and the others when the empty field is opened."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from resources.i18n import N_, _
from services import shelving, stock_finding
from services.shelving import Shelf
from ui.inventory.words import place_word
from ui.kit.buttons import action_button, set_text
from ui.kit.formats import quantity, titled
from ui.kit.search_field import SearchField
from ui.shell import Shell

WHY = {
    "same_lot": N_("this lot lies there"), "same_product": N_("the same product lies there"), "empty": N_("empty"),
}  # fmt: skip


def why_word(shelf: Shelf) -> str:
    word = _(WHY[shelf.why])
    return titled(word, quantity(shelf.there)) if shelf.there else word


class BinField(SearchField):
    """A field for a bin. Opened while it is empty it offers what `propose` found, else what is typed finds."""

    def __init__(self, shell: Shell, placeholder: str = "") -> None:
        self._shelves: tuple[Shelf, ...] = ()
        super().__init__(shell, self._offered, self._named, placeholder)

    def propose(self, shelves: tuple[Shelf, ...]) -> None:
        self._shelves = shelves

    def _offered(self, text: str) -> Sequence[Any]:
        return self._shelves if not text.strip() and self._shelves else stock_finding.find_bins(text)

    @staticmethod
    def _named(found: Any) -> tuple[str, str]:
        return place_word(found.code), why_word(found) if isinstance(found, Shelf) else found.name


class Proposals:
    """The button beside the note of a form; `look(product, lot, taken)` reads anew, `words()` says why."""

    def __init__(self, shell: Shell, owner: QWidget, field: BinField, changed: Callable[[], None]) -> None:
        self._shell, self._owner, self._field, self._changed = shell, owner, field, changed
        self.shelves: tuple[Shelf, ...] = ()
        self.button = action_button("", "map-pin", "F7", "ghostText")
        self.button.clicked.connect(self.take)
        self.button.hide()

    def look(self, product_id: int, lot: str, taken: tuple[int, ...], here: int = 0) -> None:
        self._shell.read(
            self._owner, lambda: shelving.suggest(product_id, lot, taken, here), self._show, key="shelves"
        )

    def clear(self) -> None:
        self._show(())

    def words(self) -> str:
        if not self.shelves:
            return ""
        first = self.shelves[0]
        return _("Proposed: {bin}, {why}; F7 takes it.").format(bin=place_word(first.code), why=why_word(first))

    def take(self) -> None:
        if self.shelves:
            self._field.choose(self.shelves[0])
        if self.button.hasFocus():  # it was clicked: typing goes on in the field
            self._field.setFocus(Qt.FocusReason.TabFocusReason)

    def _show(self, shelves: tuple[Shelf, ...]) -> None:
        self.shelves = shelves
        self._field.propose(shelves)
        self.button.setVisible(bool(shelves))
        if shelves:
            set_text(self.button, _("Put into {bin}").format(bin=place_word(shelves[0].code)), "F7")
        self._changed()
