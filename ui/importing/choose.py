"""Which product or customer a name in a file is: likely ones in order, any other by what is typed, or a new one.

    ChooseDialog(page, shell, _("Which product is this?"), "红色大号", first, again, taken, make).open()

`first()` and `again(text)` run on a reader thread. Nothing is taken before the person takes it.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem, QWidget

from resources.i18n import _
from services.import_directory import said_of
from services.import_likely import Likely, likely_customers, likely_products
from services.importing.preview import Line
from services.order_typing import find_customers, find_products
from ui.kit.buttons import action_button
from ui.kit.dialog import Dialog
from ui.kit.fields import TextField
from ui.kit.labels import label
from ui.shell import Shell

WAIT_MS = 150
ROW, ROWS = 34, 8
Find = Callable[[], Sequence[Likely]]
MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class ChooseDialog(Dialog):
    """See the module. Up and Down walk the list while the field is typed in; Enter takes."""

    def __init__(
        self, parent: QWidget, shell: Shell, title: str, said: str, first: Find,
        again: Callable[[str], Sequence[Likely]], taken: Callable[[Likely], None], make: Callable[[], None] | None,
    ) -> None:  # fmt: skip
        super().__init__(parent, title)
        self._shell, self._first, self._again, self._taken = shell, first, again, taken
        self._found: list[Likely] = []
        self.field = TextField(_("Name or code"))
        self.field.setAccessibleName(_("Name or code"))
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.setProperty("role", "menu")
        self.list.setFixedHeight(ROW * ROWS + 12)
        self.list.itemActivated.connect(lambda _item: self.take())
        self._hint = label("", "hint", wrap=True)
        self.body.addWidget(label(_("The file says “{said}”.").format(said=said), wrap=True))
        for part in (self.field, self.list, self._hint):
            self.body.addWidget(part)
        self.buttons(_("This one"), self.take, hint=_("Enter takes it  •  Esc leaves it open"))
        if make is not None:
            new = action_button(_("Make a new one from the row"), "plus")
            new.clicked.connect(self.accept)
            new.clicked.connect(lambda: make())
            self.beside(new)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._search)
        self.field.textEdited.connect(lambda _text: self._wait.start())
        self.field.installEventFilter(self)
        self.list.installEventFilter(self)
        self._search()

    def open(self) -> None:
        super().open()
        self.field.setFocus()

    def _search(self) -> None:
        text, first, again = self.field.text().strip(), self._first, self._again
        self._shell.read(self, lambda: again(text) if text else first(), self._show, key="likely")

    def _show(self, found: Sequence[Likely]) -> None:
        self._found = list(found)
        self.list.clear()
        for each in found:
            item = QListWidgetItem("    ".join(part for part in (each.code, each.name, each.detail) if part))
            item.setSizeHint(QSize(0, ROW))
            self.list.addItem(item)
        self.list.setCurrentRow(0 if found else -1)
        nothing = _("Nothing here is like it. Type a part of the name or code.")
        self._hint.setText(_("The likeliest first.") if found else nothing)
        if self.main is not None:
            self.main.setEnabled(bool(found))

    def take(self) -> None:
        at = self.list.currentRow()
        if 0 <= at < len(self._found):
            self.accept()
            self._taken(self._found[at])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not event.modifiers():
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.take()
                return True
            if watched is self.field and event.key() in MOVES:
                QApplication.sendEvent(self.list, event)
                return True
        return False


def choose_product(
    parent: QWidget, shell: Shell, line: Line, taken: Callable[[Likely], None], make: Callable[[], None] | None
) -> ChooseDialog:  # fmt: skip
    """Ask which product a line means."""
    code, name, spec = line.sku or line.barcode or "", line.name or "", line.spec or ""
    return ChooseDialog(parent, shell, _("Which product is this?"), _said(line),
                        lambda: likely_products(code, name, spec), _products, taken, make)  # fmt: skip


def choose_customer(
    parent: QWidget, shell: Shell, name: str, taken: Callable[[Likely], None], make: Callable[[], None] | None
) -> ChooseDialog:  # fmt: skip
    """Ask which customer a name means."""
    return ChooseDialog(parent, shell, _("Which customer is this?"), name, lambda: likely_customers(name), _customers,
                        taken, make)  # fmt: skip


def _said(line: Line) -> str:
    more = [part for part in (line.name, line.spec) if part and part not in said_of(line)]
    return "  ".join([said_of(line), *more])


def _products(text: str) -> list[Likely]:
    found = [Likely(each.id, each.sku, each.name, each.spec, 100) for each in find_products(text)]
    return _joined(found, likely_products(text, text, ""))


def _customers(text: str) -> list[Likely]:
    found = [Likely(each.id, each.code, each.name, each.phone, 100) for each in find_customers(text)]
    return _joined(found, likely_customers(text))


def _joined(first: list[Likely], then: Sequence[Likely]) -> list[Likely]:
    there = {each.id for each in first}
    return [*first, *(each for each in then if each.id not in there)]
