"""A field that finds a record as it is typed: a product, a bin, a supplier.

    field = SearchField(shell, find_bins, lambda bin: (bin.code, bin.name), _("Bin"), create=None)
    field.value()                   # the record picked, None while nothing is
    field.picked.connect(...)       # the record
    field.look_up(text)             # as if typed and confirmed: a scan

`find(text)` runs on a reader thread. Arrows walk what was found, Enter or Tab takes it and goes on to the next field,
Esc closes the list. Enter on what nothing is called says so (`missed`).
`create(text)` makes a record for what is not there yet; it is offered last.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QListWidget, QListWidgetItem, QWidget

from resources.i18n import _
from ui.kit.beside import beside
from ui.kit.fields import TextField
from ui.kit.parsing import fold
from ui.shell import Shell

WAIT_MS = 120
ROW = 28
MOST_SHOWN = 8


class SearchField(TextField):
    """See the module."""

    picked = Signal(object)
    missed = Signal()

    def __init__(
        self,
        shell: Shell,
        find: Callable[[str], Sequence[Any]],
        words: Callable[[Any], tuple[str, str]],
        placeholder: str = "",
        *,
        create: Callable[[str], tuple[Any, str]] | None = None,
    ) -> None:
        super().__init__(placeholder)
        self._shell, self._find, self._words, self._create = shell, find, words, create
        self._value: Any = None
        self._take = self._entered = False
        self._found: list[Any] = []
        self._list = QListWidget(self)
        self._list.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self._list.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setProperty("role", "menu")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(lambda item: self._pick(self._list.row(item)))
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._search)
        self.textEdited.connect(self._typed)

    # the editor of a form

    def value(self) -> Any:
        return self._value

    def set_value(self, value: Any) -> None:
        self._value = value
        self._wait.stop()
        self._list.hide()
        self.setText("" if value is None else self._text_of(value))

    def problem(self) -> str:
        if self._value is None and fold(self.text()):
            return _("Nothing is called “{text}”. Choose one from the list.").format(text=fold(self.text()))
        return ""

    def choose(self, record: Any) -> None:
        """As if that record had been picked: a scan already looked it up."""
        self.set_value(record)
        self.edited.emit()
        self.picked.emit(record)

    def look_up(self, text: str) -> None:
        self._value = None
        self.setText(text)
        self._take = True
        self._search()

    # finding

    def _typed(self, _text: str) -> None:
        self._value, self._take, self._entered = None, False, False
        self._wait.start()

    def _search(self) -> None:
        self._wait.stop()
        text, find = fold(self.text()), self._find
        self._shell.read(self, lambda: find(text), self._show, key="find")

    def _show(self, found: Sequence[Any]) -> None:
        self._found = list(found)
        text = fold(self.text())
        offers = [self._line(each) for each in found]
        if self._create is not None and text and not self._exactly(text):
            record, offer = self._create(text)
            self._found.append(record)
            offers.append(offer)
        exact = self._exactly(text)
        if self._take and (exact is not None or len(found) == 1):
            self._pick(self._found.index(exact) if exact is not None else 0)
            return
        if self._entered and not offers and text:
            self.missed.emit()
        self._list.clear()
        for offer in offers:
            item = QListWidgetItem(offer)
            item.setSizeHint(QSize(0, ROW))
            self._list.addItem(item)
        if offers and self.hasFocus():
            self._open_list()
        else:
            self._list.hide()

    def _exactly(self, text: str) -> Any:
        """The one whose first or second word is just what was typed."""
        low = text.lower()
        return next((each for each in self._found if low and low in (w.lower() for w in self._words(each))), None)

    def _open_list(self) -> None:
        self._list.setCurrentRow(0)
        at, screen = self.mapToGlobal(QPoint(0, 0)), self.screen().availableGeometry()
        wanted = ROW * min(MOST_SHOWN, self._list.count()) + 12
        top, high = beside(at.y() - screen.y(), self.height(), wanted, screen.height())
        self._list.setGeometry(at.x(), screen.y() + top, max(self.width(), 320), high)
        self._list.show()

    def _line(self, record: Any) -> str:
        return "   ".join(word for word in self._words(record) if word)

    def _text_of(self, record: Any) -> str:
        return self._words(record)[0] or self._words(record)[1]

    def _pick(self, at: int) -> None:
        if 0 <= at < len(self._found):
            entered, self._take, self._entered = self._entered, False, False
            self.set_value(self._found[at])
            self.edited.emit()
            self.picked.emit(self._value)
            if entered and self.hasFocus():
                self._go_on()

    def _go_on(self) -> None:
        """To the next field, unless what follows are buttons."""
        after: QWidget | None = self.nextInFocusChain()
        while after is not None and after is not self and not self._takes_tab(after):
            after = after.nextInFocusChain()
        if after is not None and not isinstance(after, QAbstractButton):
            after.setFocus(Qt.FocusReason.TabFocusReason)

    def _takes_tab(self, other: QWidget) -> bool:
        tabbed = bool(other.focusPolicy() & Qt.FocusPolicy.TabFocus)
        return tabbed and other.isVisible() and other.isEnabled() and other.window() is self.window()

    # keys

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and self._list.isVisible():
            kind, key = event.type(), event.key()
            if kind == QEvent.Type.KeyPress and key == Qt.Key.Key_Tab:
                self._pick(self._list.currentRow())
            elif kind == QEvent.Type.ShortcutOverride and key == Qt.Key.Key_Escape:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._walk(1 if key == Qt.Key.Key_Down else -1)
        elif (
            key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers()
            and self._value is None
            and self.text()
        ):
            self._entered = True
            if self._list.isVisible():
                self._pick(self._list.currentRow())
            else:
                self._take = True
                self._search()
        elif key == Qt.Key.Key_Escape and self._list.isVisible():
            self._list.hide()
        else:
            super().keyPressEvent(event)

    def _walk(self, step: int) -> None:
        if self._list.isVisible():
            self._list.setCurrentRow(max(0, min(self._list.count() - 1, self._list.currentRow() + step)))
        else:
            self._search()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was typed in full is taken without Enter."""
        super().focusOutEvent(event)
        if self._list.isVisible() and self._list.underMouse():
            return
        self._list.hide()
        if self._value is None and fold(self.text()) and event.reason() != Qt.FocusReason.PopupFocusReason:
            self._take = True
            self._search()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._list.hide()
