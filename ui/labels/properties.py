"""What can be set about the element that is chosen, or about the label where none is.

    panel = Properties()
    panel.show_draft(draft)           # the fields follow what is chosen
    panel.changed                     # the draft was changed by a field
    panel.insert("sku")               # a field into the text, at the cursor
"""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from printing.labels.fields import FIELDS
from printing.labels.layout import AnyElement, Bars, Box, Condition, Paper, Picture, Text
from resources.i18n import _
from ui.kit.buttons import action_button
from ui.kit.fields import CheckField, ChoiceField, DecimalField, IntField, NotesField, TextField
from ui.kit.forms import Form
from ui.kit.labels import clear, column, label
from ui.labels.draft import Draft
from ui.labels.words import ALIGNS, OVER, SPARES, SYMBOLOGIES, TESTS, TURNS, UPRIGHTS, choices, field_word

PLACES = ("x", "y", "width", "height")
SHEET = ("columns", "rows", "left", "top", "gap_x", "gap_y")


class Properties(QWidget):
    """See the module."""

    changed = Signal()
    wanted_picture = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._draft: Draft | None = None
        self._showing, self._made_for = False, ""
        self._typing = ""
        """The field whose key just came: what is typed there is left alone, however the label took it."""
        self.form = Form()
        self._title = label("", "section")
        self._beside = column(gap=0)
        self._column = column(self._title, self._beside, self.form, None, gap=10)
        self.setLayout(self._column)

    def show_draft(self, draft: Draft) -> None:
        """Fill the fields; they are made anew where something of another kind is chosen."""
        self._draft = draft
        only = draft.only()
        wanted = type(only).__name__ if only is not None else "several" if draft.chosen else f"label{draft.layout.kind}"
        if only is not None:
            wanted += draft.layout.kind
        if wanted != self._made_for:
            self._made_for = wanted
            self._make(only)
        self._showing = True
        values = self._values(only)
        for name, value in values.items():
            editor = self.form.editor(name)
            if editor.value() == value:
                continue
            if name == self._typing:
                self.form.advise(name, _("The nearest that fits is {value}.").format(value=value))
            else:
                editor.set_value(value)
                self.form.advise(name, "")
                if isinstance(editor, NotesField):
                    editor.moveCursor(QTextCursor.MoveOperation.End)
        self._showing = False

    def field(self, name: str) -> Any:
        return self.form.editor(name)

    def focus_text(self) -> None:
        """The first thing one types into."""
        names = self.form.values()
        editor = self.form.editor("text" if "text" in names else next(iter(names), "x")) if names else None
        if editor is not None:
            editor.setFocus()
            editor.selectAll()

    def insert(self, field: str) -> bool:
        """A field at the cursor of the text; False where there is none."""
        if "text" not in self.form.values():
            return False
        self.form.editor("text").insertPlainText(f"{{{field}}}")
        return True

    # making the form

    def _make(self, only: AnyElement | None) -> None:
        old, self.form = self.form, Form()
        self._column.replaceWidget(old, self.form)
        old.hide()
        old.deleteLater()
        clear(self._beside)
        draft = self._draft
        assert draft is not None
        if only is not None:
            self._element_fields(only)
        elif draft.chosen:
            self._title.setText(_("Several elements"))
        else:
            self._label_fields()
        for name in self.form.values():
            editor = self.form.editor(name)
            editor.edited.connect(partial(self._edited, name))
            if isinstance(editor, DecimalField):
                editor.editingFinished.connect(partial(self._left, editor))
            if isinstance(editor, ChoiceField):  # as wide as the panel has room, however long its words
                editor.setSizeAdjustPolicy(ChoiceField.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
                editor.setMinimumContentsLength(6)
            editor.setMinimumWidth(60)

    def _element_fields(self, only: AnyElement) -> None:
        add = self.form.add
        match only:
            case Text():
                self._title.setText(_("Text"))
                add("text", _("Text and {fields}"), NotesField(lines=3, longest=1000), span=2)
                add("english", _("On English paper"), NotesField(_("The same"), lines=2, longest=1000), span=2)
                self._type_fields()
            case Bars():
                self._title.setText(_("Barcode or square code"))
                add("text", _("Text and {fields}"), NotesField(lines=2, longest=1000), span=2)
                self._code_fields()
            case Box():
                self._title.setText(_("Frame"))
                add("line", _("Thickness, mm"), _figure(0.05, 20))
            case Picture():
                self._title.setText(_("Picture"))
                self._picture_fields()
            case _:
                self._title.setText(_("Straight line"))
        for name, term in zip(PLACES, (_("Left, mm"), _("Top, mm"), _("Width, mm"), _("Height, mm")), strict=True):
            add(name, term, _figure(0, 400))
        add("turn", _("Turned"), ChoiceField(choices(TURNS)))
        self._condition_fields()

    def _type_fields(self) -> None:
        add = self.form.add
        add("size", _("Type size, points"), _figure(3, 300, 2))
        add("least", _("At least, where it is long"), _figure(3, 300, 2))
        add("align", _("Across"), ChoiceField(choices(ALIGNS)))
        add("upright", _("Up and down"), ChoiceField(choices(UPRIGHTS)))
        add("bold", "", CheckField(_("Bold")))
        add("wrap", "", CheckField(_("Breaks lines")))
        add("over", _("What finds no room"), ChoiceField(choices(OVER)), span=2)

    def _code_fields(self) -> None:
        add = self.form.add
        add("symbology", _("Kind of code"), ChoiceField(choices(SYMBOLOGIES)))
        add("spare", _("Where bars are too long"), ChoiceField(choices(SPARES)))
        add("align", _("Across"), ChoiceField(choices(ALIGNS)))
        add("upright", _("Up and down"), ChoiceField(choices(UPRIGHTS)))
        add("shown", "", CheckField(_("Text below")))
        add("size", _("Type size, points"), _figure(3, 300, 2))

    def _picture_fields(self) -> None:
        draft = self._draft
        assert draft is not None
        pairs = [(each.name, field_word(each)) for each in FIELDS[draft.layout.kind] if each.holds == "picture"]
        self.form.add("field", _("From a field"), ChoiceField([("", _("None: a file")), *pairs]))
        self.form.add("align", _("Across"), ChoiceField(choices(ALIGNS)))
        button = action_button(_("Choose a file…"), "image")
        button.clicked.connect(self.wanted_picture)
        self._beside.addWidget(button)

    def _condition_fields(self) -> None:
        draft = self._draft
        assert draft is not None
        pairs = [(each.name, field_word(each)) for each in FIELDS[draft.layout.kind]]
        self.form.add("test", _("Drawn"), ChoiceField(choices(TESTS)), span=2)
        self.form.add("when", _("Field"), ChoiceField([("", ""), *pairs]))
        self.form.add("value", _("Value"), TextField(longest=60))

    def _label_fields(self) -> None:
        self._title.setText(_("The label"))
        add = self.form.add
        add("name", _("Name"), TextField(longest=60), span=2)
        add("english", _("Name in English"), TextField(_("The same"), longest=60), span=2)
        add("width", _("Width, mm"), _figure(8, 400))
        add("height", _("Height, mm"), _figure(8, 400))
        add("sheets", "", CheckField(_("Several on a sheet of A4")), span=2)
        for name, term in zip(SHEET, (_("Columns"), _("Rows"), _("Left edge, mm"), _("Top edge, mm"),
                                      _("Gap across, mm"), _("Gap down, mm")), strict=True):  # fmt: skip
            add(name, term, IntField(1, 60, example="3") if name in ("columns", "rows") else _figure(0, 100))

    # values

    def _values(self, only: AnyElement | None) -> dict[str, Any]:
        draft = self._draft
        assert draft is not None
        if only is not None:
            values: dict[str, Any] = {
                name: _shown(getattr(only, name)) for name in only.__struct_fields__ if name not in ("when", "data")
            }
            when = only.when
            wide = {"test": when.test if when else "", "when": when.field if when else ""}
            for name in ("when", "value"):
                self.form.editor(name).parentWidget().setVisible(when is not None)
            self.form.editor("value").parentWidget().setVisible(when is not None and when.test in ("is", "is_not"))
            return values | wide | {"value": when.value if when else ""}
        if draft.chosen:
            return {}
        layout, paper = draft.layout, draft.layout.paper
        for name in SHEET:
            self.form.editor(name).parentWidget().setVisible(paper is not None)
        shown = {name: _shown(getattr(paper, name)) for name in SHEET} if paper else {}
        return shown | {
            "name": layout.name, "english": layout.english, "width": _shown(layout.width),
            "height": _shown(layout.height), "sheets": paper is not None,
        }  # fmt: skip

    def _edited(self, name: str) -> None:
        """A field was changed by hand; what is not right yet is said below it and changes nothing."""
        draft, editor = self._draft, self.form.editor(name)
        if self._showing or draft is None:
            return
        wrong = editor.problem()
        value = editor.value()
        self.form.advise(name, wrong)
        if wrong or value is None:
            return
        try:
            self._apply(draft, name, float(value) if isinstance(value, Decimal) else value)
        except msgspec.ValidationError:
            self.form.advise(name, _("This does not fit here."))
            return
        self._typing = name
        self.changed.emit()
        self._typing = ""

    def _left(self, editor: DecimalField) -> None:
        """A figure is typed to its end: what the label made of it stands in its field."""
        if self._draft is not None and self.form.isAncestorOf(editor) and not editor.problem():
            self.show_draft(self._draft)

    def _apply(self, draft: Draft, name: str, value: Any) -> None:
        about, only = f"{name} {draft.chosen}", draft.only()
        if only is None:
            self._apply_label(draft, name, value, about)
        elif name in ("test", "when", "value"):
            self._apply_condition(draft, only, name, value, about)
        elif name in PLACES:
            self._apply_place(draft, only, name, value, about)
        else:
            draft.change(about, **{name: value})

    @staticmethod
    def _apply_condition(draft: Draft, only: AnyElement, name: str, value: Any, about: str) -> None:
        first = FIELDS[draft.layout.kind][0].name
        before = only.when or Condition(first)
        if name == "test":
            draft.change("", when=msgspec.structs.replace(before, test=value) if value else None)
        elif only.when is not None and (value or name == "value"):
            draft.change(about, when=msgspec.structs.replace(before, **{"field" if name == "when" else name: value}))

    @staticmethod
    def _apply_place(draft: Draft, only: AnyElement, name: str, value: float, about: str) -> None:
        """Moves and sizes keep the element on the label."""
        moves: dict[str, Callable[[], None]] = {
            "x": lambda: draft.move(value - only.x, 0, about), "y": lambda: draft.move(0, value - only.y, about),
            "width": lambda: draft.resize(draft.chosen[0], "right", value - only.width, 0, about),
            "height": lambda: draft.resize(draft.chosen[0], "bottom", 0, value - only.height, about),
        }  # fmt: skip
        moves[name]()

    @staticmethod
    def _apply_label(draft: Draft, name: str, value: Any, about: str) -> None:
        layout, paper = draft.layout, draft.layout.paper
        if name == "sheets":
            fits = Paper(max(int(210 // layout.width), 1), max(int(297 // layout.height), 1))
            draft.change_layout("", paper=(paper or fits) if value else None)
        elif name in SHEET:
            if paper is not None:
                draft.change_layout(about, paper=msgspec.structs.replace(paper, **{name: value}))
        else:
            draft.change_layout(about, **{name: value})


def _figure(low: float, high: float, places: int = 2) -> DecimalField:
    return DecimalField(places, low=Decimal(str(low)), high=Decimal(str(high)), example="12.5")


def _shown(value: Any) -> Any:
    """Figures as the fields hold them."""
    return Decimal(str(round(value, 2))).quantize(Decimal("0.01")) if isinstance(value, float) else value
