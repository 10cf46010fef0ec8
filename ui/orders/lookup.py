"""A field that finds a record while it is typed: by name, code, phone, initials or barcode.

    field = Lookup(shell, find_customers, show, _("Name, code, phone or initials"), name)   # show: record -> Choice
    field.chosen.connect(...)        # a record was taken: Enter, Tab, click
    field.went_on.connect(...)       # Enter on a field that is settled: the next field, please
    field.set_choice(record)         # show one that is known
    field.value()                    # the record, or None while the text matches none yet
    field.typed()                    # the text that matches none, "" when settled

`find(text)` runs on a reader thread. Enter before the answer is there takes the first one that comes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QWidget

from resources.i18n import _
from ui.icons import icon
from ui.kit.beside import beside
from ui.kit.text_line import AT_RIGHT, draw_line
from ui.shell import Shell
from ui.theme import theme

WAIT_MS = 60
ROW = 44
WIDEST, NARROWEST = 560, 380


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the list: `right` is a figure, `tone` its colour ("" for none), `value` the record."""

    title: str
    detail: str
    right: str
    value: Any
    tone: str = ""


class ChoiceList(QWidget):
    """The found records below a field; never focused. Where nothing is found, it says that `by` finds something."""

    picked = Signal(int)

    def __init__(self, parent: QWidget, by: str) -> None:
        super().__init__(parent)
        self._none = _("Nothing found. Try: {what}").format(what=by)
        self._choices: tuple[Choice, ...] = ()
        self._first = 0
        self.current = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Found"))
        self.hide()

    def show_choices(self, choices: Sequence[Choice]) -> None:
        self._choices, self._first, self.current = tuple(choices), 0, 0 if choices else -1
        self.setAccessibleDescription("; ".join(choice.title for choice in choices))
        self.resize(self.width(), self.sizeHint().height())
        self.updateGeometry()
        self.update()

    def choices(self) -> tuple[Choice, ...]:
        return self._choices

    def step(self, by: int) -> None:
        if self._choices:
            self.current = (self.current + by) % len(self._choices)
            self._first = min(max(self._first, self.current - self._rows() + 1), self.current)
            self.update()

    def _rows(self) -> int:
        """How many fit: the list may have less room than it needs."""
        return max(1, (self.height() - 8) // ROW)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def sizeHint(self) -> QSize:
        return QSize(NARROWEST, ROW * max(1, len(self._choices)) + 8)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._at(event)
        if at >= 0 and at != self.current:
            self.current = at
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._at(event)
        if at >= 0:
            self.picked.emit(at)

    def _at(self, event: QMouseEvent) -> int:
        at = int(event.position().y() - 4) // ROW + self._first
        return at if 0 <= at < len(self._choices) else -1

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("button"), 1))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if not self._choices:
            draw_line(painter, QRect(14, 4, self.width() - 28, ROW), self._none, "body", "text2")
        shown = self._choices[self._first : self._first + self._rows()]
        for place, choice in enumerate(shown):
            at = QRect(4, 4 + ROW * place, self.width() - 8, ROW)
            self._paint(painter, at, choice, place + self._first == self.current)

    def _paint(self, painter: QPainter, at: QRect, choice: Choice, current: bool) -> None:
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected"))
            painter.drawRoundedRect(at, 4, 4)
        words = at.adjusted(10, 4, -130, 0)
        draw_line(painter, QRect(words.x(), words.y(), words.width(), 19), choice.title, "bodyStrong", "text")
        draw_line(painter, QRect(words.x(), words.y() + 18, words.width(), 18), choice.detail, "caption", "text2")
        role = f"tones.{choice.tone}.fg" if choice.tone else "text2"
        draw_line(painter, QRect(at.right() - 125, at.y(), 115, at.height()), choice.right, "caption", role, AT_RIGHT)


class Lookup(QLineEdit):
    """See the module."""

    edited = Signal()
    chosen = Signal(object)
    went_on = Signal()
    undo_asked = Signal()
    pasted = Signal(str)

    def __init__(
        self,
        shell: Shell,
        find: Callable[[str], Sequence[Any]],
        show: Callable[[Any], Choice],
        placeholder: str,
        name: Callable[[Any], str],
    ) -> None:
        super().__init__()
        self._shell, self._find, self._as_choice, self._name = shell, find, show, name
        self._record: Any = None
        self._take = False
        self._list: ChoiceList | None = None
        self._embedded = False
        self.setPlaceholderText(placeholder)
        self.setMaxLength(200)
        self.setProperty("lead", "true")
        self.addAction(icon("search", "text3"), QLineEdit.ActionPosition.LeadingPosition)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._search)
        self.textEdited.connect(self._typed)

    # what forms call

    def value(self) -> Any:
        return self._record

    def set_value(self, value: Any) -> None:
        self.set_choice(value)

    def set_choice(self, record: Any, text: str = "") -> None:
        """Show a record; or, with None, a text that matches none yet."""
        self._record, self._take = record, False
        self.setText(self._name(record) if record is not None else text)
        self.setCursorPosition(0)
        self._close()

    def typed(self) -> str:
        return "" if self._record is not None else self.text().strip()

    def problem(self) -> str:
        return _("Choose one of those found.") if self.typed() else ""

    def embed(self, shown: ChoiceList) -> None:
        """Show what is found in a list of the owner's, instead of over the window."""
        self._list, self._embedded = shown, True
        shown.picked.connect(self._pick)

    def is_open(self) -> bool:
        return self._list is not None and self._list.isVisible()

    # typing

    def _typed(self, _text: str) -> None:
        self._record, self._take = None, False
        self.edited.emit()
        if self.text().strip():
            self._wait.start()
        else:
            self._wait.stop()
            self._close()

    def _search(self) -> None:
        text, find = self.text().strip(), self._find
        if text:
            self._shell.jobs.read(self, lambda: find(text), lambda found: self._found(text, found), key="find")

    def _found(self, text: str, found: Sequence[Any]) -> None:
        if self.typed() != text:
            return
        shown = self._popup()
        shown.show_choices([self._as_choice(record) for record in found])
        if self._take and (found if self.hasFocus() else len(found) == 1):
            self._pick(0)
        elif self.hasFocus():
            self._take = False
            self._place(shown)
        else:
            self._close()

    def _popup(self) -> ChoiceList:
        if self._embedded and self._list is not None:
            return self._list
        if self._list is None or self._list.parentWidget() is not self.window():
            self._list = ChoiceList(self.window(), self.placeholderText())
            self._list.picked.connect(self._pick)
        return self._list

    def _place(self, shown: ChoiceList) -> None:
        if self._embedded:
            shown.show()
            return
        width = max(NARROWEST, min(WIDEST, self.width()))
        at, window = self.mapTo(self.window(), QPoint(0, 0)), self.window()
        top, high = beside(at.y(), self.height(), shown.sizeHint().height(), window.height())
        shown.setGeometry(max(0, min(at.x(), window.width() - width - 8)), top, width, high)
        shown.show()
        shown.raise_()

    def _pick(self, at: int) -> None:
        choices = self._list.choices() if self._list else ()
        if 0 <= at < len(choices):
            self.set_choice(choices[at].value)
            self.edited.emit()
            self.chosen.emit(self._record)

    def _close(self) -> None:
        self._wait.stop()
        if self._list is not None:
            self._list.hide()

    def _settle(self) -> None:
        """Take what is meant: the marked record, or the first one as soon as it is found."""
        if self.is_open() and self._list and self._list.current >= 0:
            self._pick(self._list.current)
        elif self.typed():
            self._take = True
            self._wait.stop()
            self._search()

    # events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, ctrl = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not ctrl:
            if self.typed():
                self._settle()
            else:
                self.went_on.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not ctrl:
            self._step(1 if key == Qt.Key.Key_Down else -1, event)
        elif key == Qt.Key.Key_Escape and self.is_open():
            self._close()
        elif event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable():
            self.undo_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._paste(event)
        else:
            super().keyPressEvent(event)

    def _paste(self, event: QKeyEvent) -> None:
        """Rows of a spreadsheet are more than one field: whoever listens takes them."""
        from PySide6.QtGui import QGuiApplication

        text = QGuiApplication.clipboard().text()
        if "\n" in text.strip() or "\t" in text.strip():
            self.pasted.emit(text)
        else:
            super().keyPressEvent(event)

    def _step(self, by: int, event: QKeyEvent) -> None:
        if self.is_open() and self._list:
            self._list.step(by)
        elif self.typed():
            self._search()
        else:
            event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:
        if self.typed() and forward:
            self._settle()
        return bool(super().focusNextPrevChild(forward))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._close()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._close()
