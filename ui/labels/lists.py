"""The lists beside the canvas: templates by kind, the elements of the label, its fields with a real record's values."""

from collections.abc import Collection, Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from printing.labels import fields
from resources.i18n import _
from services.label_templates import Template
from ui.icons import icon
from ui.labels.draft import Draft
from ui.labels.words import KINDS, element_word, field_word
from ui.papers.words import template_word
from ui.theme import theme

KEY = Qt.ItemDataRole.UserRole
ROW, HEAD = 28, 26
PICTURES = {"date": "calendar", "moment": "clock", "picture": "image", "lines": "list"}


class _List(QListWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("flat", "true")
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(16, 16))
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def _entry(self, text: str, picture: str, role: str, key: object, tip: str = "") -> QListWidgetItem:
        item = QListWidgetItem(icon(picture, role), text, self)
        item.setSizeHint(QSize(10, ROW))
        item.setData(KEY, key)
        item.setToolTip(tip or text)
        return item


class TemplateList(_List):
    """Every template under its kind; a tick marks the one that is printed with, a pencil what is not saved."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Templates"))
        self._showing = False
        self.currentItemChanged.connect(self._current)

    def show_templates(self, templates: Collection[Template], changed: Collection[str], current: str) -> None:
        self._showing = True
        self.clear()
        for kind, term in KINDS.items():
            head = QListWidgetItem(_(term), self)
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            head.setFont(theme.font("label"))
            head.setForeground(theme.color("text2"))
            head.setSizeHint(QSize(10, HEAD))
            for each in templates:
                if each.kind == kind:
                    self._add(each, each.key in changed, each.key == current)
        self._showing = False

    def mark(self, key: str) -> None:
        """The template that is on the canvas."""
        for item in (self.item(at) for at in range(self.count())):
            if item.data(KEY) == key and item is not self.currentItem():
                self._showing = True
                self.setCurrentItem(item)
                self._showing = False

    def _add(self, each: Template, changed: bool, current: bool) -> None:
        picture, role = ("pencil", "accent") if changed else ("check", "tones.green.fg") if each.used else (
            "layers" if each.paper else "tag", "text3")  # fmt: skip
        told = [_("not saved")] * changed + [_("printed with")] * each.used
        told += [_("version {n}").format(n=each.version) if each.version else _("built-in")]
        tip = f"{template_word(each)}\n{_(', ').join(told)}"
        item = self._entry(template_word(each), picture, role, each.key, tip)
        if current:
            self.setCurrentItem(item)

    def _current(self, item: QListWidgetItem | None) -> None:
        if item is not None and not self._showing and item.data(KEY):
            self.opened.emit(item.data(KEY))


class ElementList(_List):
    """What the label is made of, the lowest first."""

    chose = Signal()

    def __init__(self) -> None:
        super().__init__(_("Elements"))
        self._showing = False
        self._draft: Draft | None = None
        self.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.itemSelectionChanged.connect(self._selected)

    def show_draft(self, draft: Draft, marked: Mapping[int, str]) -> None:
        self._showing, self._draft = True, draft
        self.clear()
        for place, each in enumerate(draft.layout.elements):
            text, picture = element_word(each)
            tone = marked.get(place)
            told = f"{place + 1}  {text}"
            item = self._entry(told, picture, f"tones.{tone}.fg" if tone else "text2", place)
            item.setSelected(place in draft.chosen)
            if draft.chosen and place == draft.chosen[0]:
                self.scrollToItem(item)
        self._showing = False

    def _selected(self) -> None:
        if self._showing or self._draft is None:
            return
        self._draft.choose(*sorted(item.data(KEY) for item in self.selectedItems()))
        self.chose.emit()


class FieldList(_List):
    """The fields of a kind with what they hold now; Enter or a double click takes one."""

    taken = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Fields"))
        self.itemActivated.connect(lambda item: self.taken.emit(item.data(KEY)))

    def show_fields(self, kind: str, values: Mapping[str, Any]) -> None:
        self.clear()
        for each in fields.FIELDS[kind]:
            said = fields.shown(each, values.get(each.name)).replace("\n", " / ")
            held = said or "—"
            picture = PICTURES.get(each.holds, "tag")
            tip = f"{{{each.name}}}\n{held}\n" + "  ".join(
                f"{{{each.name}:{form}}}" for form in fields.FORMATS[each.holds] if form
            )
            self._entry(f"{field_word(each)}:  {held}", picture, "text3", each.name, tip.strip())
