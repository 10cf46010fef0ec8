"""How the company has its documents: each column and field shown or left out, under a title of its own.

editor = WordingEditor()
editor.show_wording(kept)
editor.wording()              # {"note.spec": Own(False), ...}, only what differs from the usual
"""

from PySide6.QtWidgets import QGridLayout, QWidget

from printing.documents.parts import ALWAYS, PARTS
from printing.wording import Own
from resources.i18n import _
from ui.kit.fields import CheckField, ChoiceField, TextField
from ui.kit.labels import boxed, column, label, row
from ui.papers.words import paper_word

COLUMNS, CHECK_WIDE, TITLE_WIDE = 2, 150, 140


class WordingEditor(QWidget):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self.paper = ChoiceField([(kind, paper_word(kind)) for kind in PARTS])
        self.paper.setAccessibleName(_("Paper"))
        self.paper.setFixedWidth(220)
        self.paper.setProperty("browses", True)
        self.parts: dict[str, tuple[CheckField, TextField]] = {}
        self._grids: dict[str, QWidget] = {}
        told = label(_("Tick what is shown. A title of your own stands in its place."), "hint")
        stack = column(gap=0)
        for kind, parts in PARTS.items():
            self._grids[kind] = self._grid(kind, parts)
            stack.addWidget(self._grids[kind])
        self.setLayout(column(row(self.paper, None), told, boxed(stack), gap=8))
        self.paper.edited.connect(self._paper_chosen)
        self._paper_chosen()

    def _grid(self, kind: str, parts: tuple[tuple[str, str], ...]) -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setColumnStretch(2 * COLUMNS, 1)
        for place, (key, term) in enumerate(parts):
            title = _(term).rstrip(":：")
            shown, own = CheckField(title), TextField(title, longest=40)
            shown.setEnabled(key not in ALWAYS)
            shown.setFixedWidth(CHECK_WIDE)
            own.setFixedWidth(TITLE_WIDE)
            own.setAccessibleName(title)
            self.parts[f"{kind}.{key}"] = (shown, own)
            at = place // COLUMNS, place % COLUMNS * 2
            grid.addWidget(shown, *at)
            grid.addWidget(own, at[0], at[1] + 1)
        box = QWidget()
        box.setProperty("leaf", True)
        box.setLayout(grid)
        return box

    def _paper_chosen(self) -> None:
        for kind, grid in self._grids.items():
            grid.setVisible(kind == self.paper.value())

    def show_wording(self, kept: dict[str, Own]) -> None:
        for key, (shown, own) in self.parts.items():
            as_kept = kept.get(key, Own())
            shown.set_value(as_kept.shown)
            own.set_value(as_kept.title)

    def wording(self) -> dict[str, Own]:
        """What differs from the usual."""
        chosen = {key: Own(shown.value(), own.value()) for key, (shown, own) in self.parts.items()}
        return {key: own for key, own in chosen.items() if own != Own()}
