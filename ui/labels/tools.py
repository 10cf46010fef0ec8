"""Above the canvas: what can be added, steps back and forth, what is done with what is chosen, how it is seen."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from resources.i18n import _
from ui.kit.buttons import MenuButton, icon_button
from ui.kit.labels import row, set_property
from ui.labels.draft import Draft
from ui.labels.words import ELEMENTS


class Tools(QWidget):
    """`did(name)`: duplicate, remove, above, below, or a side to align at."""

    add = Signal(str)
    undo = Signal()
    redo = Signal()
    did = Signal(str)
    grid = Signal(bool)
    dots = Signal(bool)
    zoom = Signal(int)
    fit = Signal()

    def __init__(self) -> None:
        super().__init__()
        line = row(gap=2, margins=(8, 6, 8, 6))
        for kind, term, picture in ELEMENTS:
            button = icon_button(_("Add: {what}").format(what=_(term)), picture)
            button.clicked.connect(partial(self._added, kind))
            line.addWidget(button)
        line.addSpacing(8)
        self.undo_button = icon_button(_("Undo"), "undo-2", "Ctrl+Z")
        self.redo_button = icon_button(_("Redo"), "redo-2", "Ctrl+Y")
        self.undo_button.clicked.connect(self.undo)
        self.redo_button.clicked.connect(self.redo)
        line.addWidget(self.undo_button)
        line.addWidget(self.redo_button)
        self._of_chosen: list[QPushButton] = []
        for name, term, picture, key in (
            ("duplicate", _("Duplicate element"), "copy", "Ctrl+D"), ("remove", _("Delete element"), "trash-2", ""),
            ("above", _("Above the next"), "bring-to-front", "Ctrl+]"),
            ("below", _("Below the next"), "send-to-back", "Ctrl+["),
        ):  # fmt: skip
            button = icon_button(term, picture, key)
            button.clicked.connect(partial(self._done, name))
            self._of_chosen.append(button)
            line.addWidget(button)
        align = MenuButton(_("Align"), self._align_menu)
        set_property(align, "kind", "ghostText")
        self._of_chosen.append(align)
        line.addWidget(align)
        line.addStretch(1)
        for each in self._views():
            line.addWidget(each)
        self.setLayout(line)

    def _align_menu(self) -> QMenu:
        menu = QMenu(self)
        for side, term in (("left", _("Left")), ("center", _("Centre")), ("right", _("Right")), ("top", _("Top")),
                           ("middle", _("Middle")), ("bottom", _("Bottom"))):  # fmt: skip
            menu.addAction(term).triggered.connect(partial(self._done, side))
        return menu

    def _views(self) -> list[QPushButton]:
        self.dots_button = icon_button(_("At the printer's real dots"), "scan-eye")
        self.grid_button = icon_button(_("Grid of millimetres"), "grid-3x3")
        for button, on, toggled in ((self.dots_button, False, self.dots), (self.grid_button, True, self.grid)):
            button.setCheckable(True)
            button.setChecked(on)
            button.toggled.connect(toggled)
        smaller = icon_button(_("Smaller"), "zoom-out", "Ctrl+-")
        larger = icon_button(_("Larger"), "zoom-in", "Ctrl+=")
        whole = icon_button(_("The whole label"), "maximize", "Ctrl+0")
        smaller.clicked.connect(lambda: self.zoom.emit(-1))
        larger.clicked.connect(lambda: self.zoom.emit(1))
        whole.clicked.connect(self.fit)
        return [self.grid_button, self.dots_button, smaller, larger, whole]

    def _added(self, kind: str, *_checked: bool) -> None:
        self.add.emit(kind)

    def _done(self, name: str, *_checked: bool) -> None:
        self.did.emit(name)

    def keys(self) -> list[tuple[str, str]]:
        """Also of what can't be pressed just now."""
        buttons = [each for each in self.findChildren(QPushButton) if each is not self.undo_button]
        return [(key, each.accessibleName()) for each in buttons if (key := str(each.property("shownKey") or ""))]

    def show_draft(self, draft: Draft) -> None:
        """What can be pressed now."""
        self.undo_button.setEnabled(draft.can_undo)
        self.redo_button.setEnabled(draft.can_redo)
        for button in self._of_chosen:
            button.setEnabled(bool(draft.chosen))
