"""Forms: label above, hint or error below, a banner that counts what needs a change.

form = Form(columns=2)
form.add("name", _("Name"), TextField(), required=True)
form.add("limit", _("Credit limit ¥"), DecimalField(2), hint=_("Empty: no limit"))
form.add("address", _("Delivery address"), TextField(), span=2)
if form.valid():                      # else: errors shown, focus on the first
    save(form.values())               # {"name": ..., "limit": ..., "address": ...}
form.show_errors({"code": _("C1001 already belongs to Hangzhou Hengrui")})      # what only saving could tell
form.advise("quantity", _("12 more than ordered"))                              # in place of the hint; no error
form.say(_("The order was changed by Sun Li. Nothing typed is lost."))          # a banner without a field

dialog = FormDialog(self, _("New customer"), form, _("Save"), self._save)       # `_save(values)`; accept() when done
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from resources.i18n import _, ngettext
from ui.kit.dialog import TypedDialog
from ui.kit.fields import CheckField, ChoiceField, DateField, mark_bad
from ui.kit.labels import IconLabel, boxed, column, label, row, set_property
from ui.kit.search_field import SearchField


class FieldRow(QWidget):
    """Label, editor, and the line below that holds the hint or the error. A box to tick keeps the label's place free
    to stand level with a field beside it, unless it is `alone` in its line."""

    def __init__(self, term: str, editor: QWidget, *, required: bool, hint: str, alone: bool = False) -> None:
        super().__init__()
        self._hint, self._error, self._advice = hint, "", ""
        self._icon, self._below = IconLabel("circle-alert", "tones.red.fg", 14), label(hint, "hint", wrap=True)
        self._icon.hide()
        below = row(self._icon, gap=6)
        below.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._below, 1)
        self._below_box = boxed(below)
        self._below_box.setMinimumHeight(18)
        above = label(f"{term}  *" if required else term, "label")
        above.setBuddy(editor)
        editor.setAccessibleName(term)
        if isinstance(editor, CheckField):
            above.setText("")
            if alone:
                above.hide()  # never shown by itself: without a parent it would be a window
        self.setLayout(column(above, editor, self._below_box, gap=4))
        self._editor = editor
        self._early = False
        if isinstance(editor, DateField):
            editor.editingFinished.connect(self._look_early)
            editor.edited.connect(self._right_again)
        self._show_below()

    def _look_early(self) -> None:
        """A date that can't be read is said as soon as its field is left."""
        wrong = self._editor.problem()  # type: ignore[attr-defined]
        if wrong and not self._error:
            self.show_error(wrong)
            self._early = True

    def _right_again(self) -> None:
        if self._early and not self._editor.problem():  # type: ignore[attr-defined]
            self._early = False
            self.show_error("")

    def show_error(self, sentence: str) -> None:
        mark_bad(self._editor, bool(sentence))
        self._error = sentence
        self._show_below()

    def tell(self, hint: str) -> None:
        self._hint = hint
        self._show_below()

    def advise(self, sentence: str) -> None:
        self._advice = sentence
        self._show_below()

    def _show_below(self) -> None:
        told = self._error or self._advice
        tone = "red" if self._error else "amber"
        self._icon.set("circle-alert" if self._error else "triangle-alert", f"tones.{tone}.fg")
        self._icon.setVisible(bool(told))
        set_property(self._below, "role", "error" if self._error else "advice" if told else "hint")
        self._below.setText(told or self._hint)
        self._editor.setAccessibleDescription(told or self._hint)
        self._below_box.setVisible(bool(self._below.text()))


@dataclass(slots=True)
class _Entry:
    row: FieldRow
    editor: Any
    required: bool
    asks: str
    error: str = ""


class Form(QWidget):
    """See the module."""

    def __init__(self, columns: int = 2) -> None:
        super().__init__()
        self._columns, self._at = columns, 0
        self._entries: dict[str, _Entry] = {}
        self._banner_text = label("", wrap=True)
        line = row(IconLabel("circle-alert", "tones.red.fg", 16), gap=10, margins=(12, 8, 12, 8))
        line.addWidget(self._banner_text, 1)
        self._banner = boxed(line)
        self._banner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._banner.setProperty("banner", "red")
        self._banner.hide()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(10)
        for at in range(columns):
            self._grid.setColumnStretch(at, 1)
        self.setLayout(column(self._banner, self._grid, gap=12))

    def add(
        self, name: str, term: str, editor: QWidget, *, required: bool | str = False, hint: str = "", span: int = 1
    ) -> QWidget:
        """Add a field at the next place; `required` may be the sentence to show when it is empty."""
        made = FieldRow(term, editor, required=bool(required), hint=hint, alone=span == self._columns)
        if self._at % self._columns + span > self._columns:
            self._at += self._columns - self._at % self._columns
        self._grid.addWidget(
            made, self._at // self._columns, self._at % self._columns, 1, span, Qt.AlignmentFlag.AlignTop
        )
        self._at += span
        asks = required if isinstance(required, str) else _asks(term, editor)
        self._entries[name] = _Entry(made, editor, bool(required), asks)
        editor.edited.connect(lambda: self._edited(name))  # type: ignore[attr-defined]
        if isinstance(editor, SearchField):
            editor.missed.connect(lambda: self._missed(name))
        return editor

    def head(self, term: str) -> None:
        """A heading over the fields that follow, on a line of its own."""
        self._at += -self._at % self._columns
        self._grid.addWidget(label(term, "section"), self._at // self._columns, 0, 1, self._columns)
        self._at += self._columns

    def editor(self, name: str) -> Any:
        """The field of that name."""
        return self._entries[name].editor

    def values(self) -> dict[str, Any]:
        return {name: entry.editor.value() for name, entry in self._entries.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            self._entries[name].editor.set_value(value)

    def valid(self) -> bool:
        """Check every field; show what needs a change and focus the first."""
        errors = {name: self._problem(entry) for name, entry in self._entries.items()}
        self.show_errors({name: sentence for name, sentence in errors.items() if sentence})
        return not any(errors.values())

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Mark these fields, and no others, as in need of a change."""
        for name, entry in self._entries.items():
            entry.error = errors.get(name, "")
            entry.row.show_error(entry.error)
        first = next((entry for entry in self._entries.values() if entry.error), None)
        if first is not None:
            first.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._count()

    def wrong(self, name: str) -> str:
        """What is wrong with a field as it is now, or ""."""
        return self._problem(self._entries[name])

    def advise(self, name: str, sentence: str) -> None:
        """Say below a field what is unusual about it, though it can be saved so; "" takes it away."""
        self._entries[name].row.advise(sentence)

    def tell(self, name: str, hint: str) -> None:
        """Another hint below a field."""
        self._entries[name].row.tell(hint)

    def say(self, sentence: str) -> None:
        """A banner of its own, for what is wrong with no single field; "" takes it away."""
        self._banner_text.setText(sentence)
        self._banner.setVisible(bool(sentence))

    def typed(self) -> bool:
        """Whether a person typed text that still stands as it was typed, other than what the form came with."""
        return any(_typed(entry.editor) for entry in self._entries.values())

    def asks(self, name: str) -> str:
        """What is said at the field where it is empty and must not be."""
        return self._entries[name].asks

    def focus_first(self) -> None:
        for entry in self._entries.values():
            if entry.editor.isEnabled():
                entry.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _problem(self, entry: _Entry) -> str:
        wrong = str(entry.editor.problem())
        empty = entry.editor.value() in (None, "")
        return wrong or (entry.asks if empty and entry.required else "")

    def _edited(self, name: str) -> None:
        """An error goes as soon as its field is right, or is another one than was refused."""
        entry = self._entries[name]
        if entry.error:
            entry.error = self._problem(entry)
            entry.row.show_error(entry.error)
            self._count()

    def _missed(self, name: str) -> None:
        """Enter was pressed on what nothing is called."""
        entry = self._entries[name]
        entry.error = self._problem(entry)
        entry.row.show_error(entry.error)
        self._count()

    def _count(self) -> None:
        count = sum(1 for entry in self._entries.values() if entry.error)
        text = ngettext(
            "{count} field needs a change before saving. Nothing typed is lost.",
            "{count} fields need a change before saving. Nothing typed is lost.",
            count,
        )
        self.say(text.format(count=count) if count else "")


def _asks(term: str, editor: QWidget) -> str:
    choose = isinstance(editor, ChoiceField | SearchField)
    return (_("Please choose: {field}.") if choose else _("Please type: {field}.")).format(field=term)


def _typed(editor: Any) -> bool:
    if isinstance(editor, QLineEdit):
        return editor.isModified() and bool(editor.text())
    return isinstance(editor, QPlainTextEdit) and editor.document().isModified() and bool(editor.toPlainText())


class FormDialog(TypedDialog):
    """A dialog around a form. `save(values)` is called when every field is right; call `accept()` once it is saved."""

    def __init__(
        self, parent: QWidget | None, title: str, form: Form, verb: str, save: Callable[[dict[str, Any]], None]
    ) -> None:
        super().__init__(parent, title)
        self.form, self._save = form, save
        self.body.addWidget(form)
        self.body.addStretch(1)
        self.save_button = self.buttons(verb, self.submit, hint=_("Ctrl Enter saves  •  Esc cancels"))

    def submit(self) -> None:
        if self.form.valid():
            self._save(self.form.values())

    def open(self) -> None:
        super().open()
        self.form.focus_first()

    def typed(self) -> bool:
        return self.form.typed()
