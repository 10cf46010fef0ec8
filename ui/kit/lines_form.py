"""A form of several lines: what is typed above goes into the list below with Enter; Ctrl+Enter saves them all."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from resources.i18n import _, ngettext
from services.errors import NeedsConfirmation, Refusal, Unavailable
from ui.kit.buttons import action_button, set_text
from ui.kit.case_dialog import show_refusal
from ui.kit.dialog import Dialog, ask
from ui.kit.fields import ChoiceField
from ui.kit.forms import Form
from ui.kit.key_overview import KeyOverview
from ui.kit.labels import clear, column, hline, label, row
from ui.kit.panel import MiniCell, MiniColumn
from ui.kit.pick_table import PickTable
from ui.shell import Shell

WIDTH = 940


class LinesForm(Dialog):
    """`form` is the line being typed; `first` names its first field, whose value is the subject of the line.

    What a line is, a dialog of a kind says: `line_of(subject, values)` makes it, `cells` shows it, `refill` puts it
    back into the form when it was refused, `wanted` names the fields still to fill, `verb(count)` is on the button,
    `send(lines)` saves; `refused` maps codes to fields. Enter on a line of the list takes it back into the form,
    Delete takes it away.
    """

    first: str
    columns: tuple[MiniColumn, ...]
    refused: Mapping[str, str]
    line_of: Callable[[Any, dict[str, Any]], Any]
    cells: Callable[[Any, Any], list[MiniCell | str]]
    refill: Callable[[Any, Any], None]
    wanted: Callable[[], list[str]]
    verb: Callable[[int], str]
    send: Callable[[tuple[Any, ...]], None]

    def __init__(self, parent: QWidget, shell: Shell, title: str, form_columns: int) -> None:
        super().__init__(parent, title, width=WIDTH)
        self.shell = shell
        self.form = Form(columns=form_columns)
        self.lines: list[tuple[Any, Any]] = []
        self.saved: list[tuple[Any, Any]] = []  # what is kept already
        self._list = column(gap=0)
        self._note = label("", "hint", wrap=True)
        self._none = label("", "hint")
        self._question: Dialog | None = None
        self._add = action_button(_("Add this line"), "plus", "Shift+Return")
        self._add.clicked.connect(self.add_line)

    def furnish(self) -> None:
        """Put the parts in place once the form has its fields."""
        self.body.addWidget(self.form)
        line = row(self._note, *self.beside_note(), gap=12)
        line.setStretch(0, 1)
        line.addWidget(self._add)
        self.body.addLayout(line)
        self.body.addWidget(hline())
        self.body.addWidget(self._none)
        self.body.addLayout(self._list)
        self.body.addStretch(1)
        self.save_button = self.buttons("", self.submit, hint=self.hint())
        for name in self.form.values():
            editor = self.editor(name)
            if hasattr(editor, "returnPressed"):
                editor.returnPressed.connect(self.enter)
            editor.edited.connect(self._name_verb)
        self.show_lines()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.form.focus_first()

    def reject(self) -> None:
        """Lines that are not saved are asked about before they go."""
        if self.lines == self.saved or self._question is not None:
            super().reject()
            return
        count = len(self.lines)
        text = ngettext("{count} line is not saved yet.", "{count} lines are not saved yet.", count)
        self._question = ask(self, text.format(count=count), _("Throw the lines away"), super().reject,
                             title=self.windowTitle(), danger=True, cancel=_("Stay here"))  # fmt: skip
        self._question.finished.connect(self._answered)

    def _answered(self) -> None:
        self._question = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F1 tells the keys; Enter in a field to choose from is as in one to type in."""
        if event.key() == Qt.Key.Key_F1:
            KeyOverview(self, self.windowTitle(), self.keys()).open()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(self.focusWidget(), ChoiceField):
            self.enter()
        else:
            super().keyPressEvent(event)

    def keys(self) -> list[tuple[str, str]]:
        """The keys of this form and what they do."""
        shown = [each for each in self.findChildren(QPushButton) if each.isVisible() and each.property("shownKey")]
        own = [(str(each.property("shownKey")), each.accessibleName()) for each in shown]
        taken = [("Return", _("Add or change the line")), ("Delete", _("Take the line away"))]
        return [*taken, *(pair for pair in own if pair[0] != "Esc")]

    def editor(self, name: str) -> Any:
        return getattr(self, name)

    def hint(self) -> str:
        """What the keys do, at the foot."""
        return _("Enter adds or changes a line  •  Delete takes it away  •  Ctrl Enter saves all")

    def beside_note(self) -> list[QWidget]:
        """What stands right of the note below the form."""
        return []

    # lines

    def enter(self) -> None:
        """Enter goes to what is missing, else the line is complete; a figure that is none is said where it is."""
        missing = self.wanted()
        if missing and missing[0] == self.at_field() and self.editor(missing[0]).problem():
            self.form.show_errors({missing[0]: self.form.wrong(missing[0])})
        elif missing:
            self.editor(missing[0]).setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.add_line()

    def at_field(self) -> str:
        """The field that has the keyboard, or ""."""
        return next((name for name in self.form.values() if self.editor(name).hasFocus()), "")

    def typed(self) -> bool:
        """Whether something is in the line above."""
        return bool(self.editor(self.first).text().strip())

    def holds_typed(self) -> bool:
        return self.lines != self.saved or self.typed()

    def add_line(self) -> bool:
        """Take the typed line into the list; False when it needs a change."""
        if not self.form.valid():
            return False
        missing = self.wanted()
        if missing:
            self.form.show_errors({missing[0]: self.form.asks(missing[0])})
            return False
        values = self.form.values()
        subject = values[self.first]
        self.lines.append((subject, self.line_of(subject, values)))
        self.begin_next(subject)
        self.show_lines()
        return True

    def begin_next(self, subject: Any) -> None:
        """Make the form ready for the line after one of `subject`."""
        self.empty_form()
        self.to_first()

    def to_first(self) -> None:
        """The keyboard goes to the first field of the line."""
        self.editor(self.first).setFocus(Qt.FocusReason.TabFocusReason)

    def empty_form(self) -> None:
        self.editor(self.first).set_value(None)

    def submit(self) -> None:
        if (self.typed() or not self.lines) and not self.add_line():
            return
        self.send(tuple(line for _subject, line in self.lines))

    def remove(self, at: int) -> None:
        del self.lines[at]
        self.show_lines()
        self.to_first()

    def take_back(self, at: int) -> None:
        """Change a line of the list: it goes back into the form, unless that holds another one."""
        if not self.typed():
            self.refill(*self.lines.pop(at))
            self.show_lines()
            self.to_first()

    def show_lines(self) -> None:
        clear(self._list)
        self._none.setVisible(not self.lines)
        if self.lines:
            rows = [self.cells(subject, line) for subject, line in self.lines]
            table = PickTable(self.columns, rows, range(len(rows)), _("Lines"))
            table.removed.connect(self.remove)
            table.opened.connect(self.take_back)
            self._list.addWidget(table)
        self._name_verb()

    def _name_verb(self) -> None:
        """The count on the button, the line being typed included; below the form whether that is the only one."""
        typed = self.typed()
        set_text(self.save_button, self.verb(len(self.lines) + (1 if typed else 0)))
        self._none.setText(_("No line in the list yet: only the one above.") if typed else _("No line yet."))

    def note(self, text: str) -> None:
        """One line below the fields: what is known about this product."""
        self._note.setText(text)

    # what went wrong

    def run(self, work: Callable[[Any], Any], done: Callable[[Any], None], confirm: str = "") -> None:
        def finished(result: Any) -> None:
            self.accept()
            done(result)

        self.shell.run(self, work, finished, confirm=confirm, failed=self._failed, button=self.save_button)

    def _failed(self, error: Exception) -> bool:
        if not isinstance(error, Refusal) or isinstance(error, Unavailable | NeedsConfirmation):
            return False
        at = self._guilty(error)
        if at is not None:
            self.refill(*self.lines.pop(at))
            self.show_lines()
        show_refusal(self.form, self.shell, error, self.refused)
        return True

    def _guilty(self, error: Refusal) -> int | None:
        """The line a refusal is about: the last one for a figure of its own."""
        return len(self.lines) - 1 if error.code in self.refused and self.lines else None
