"""Rows of a spreadsheet pasted into the fields of a form of several lines become lines of it.

    self.pasting = Pasting(self, (self.goods, self.price), _("Copy rows first: product, price."), read, take, TROUBLES)

`read(text)` runs on a reader thread, `take(found)` adds the lines; `found.troubles` are told by their row. The button
(Ctrl+Shift+V) does it too.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services.pasted import Trouble, is_table
from ui.kit.buttons import action_button
from ui.kit.lines_form import LinesForm

FEW = 4


class Pasting(QObject):
    """See the module."""

    def __init__(
        self,
        dialog: LinesForm,
        fields: Iterable[QWidget],
        ask: str,
        read: Callable[[str], Any],
        take: Callable[[Any], None],
        troubles: Mapping[str, str],
    ) -> None:
        super().__init__(dialog)
        self._dialog, self._ask, self._read, self._take, self._troubles = dialog, ask, read, take, troubles
        self.button = action_button(_("Paste rows"), "file-spreadsheet", "Ctrl+Shift+V", "ghostText")
        self.button.clicked.connect(self.paste)
        for field in fields:
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Anything but rows is text for the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            paste = event.matches(QKeySequence.StandardKey.Paste)
            if paste and is_table(QGuiApplication.clipboard().text()):
                self.paste()
                return True
        return super().eventFilter(watched, event)

    def paste(self) -> None:
        text, read = QGuiApplication.clipboard().text(), self._read
        if text.strip():
            self._dialog.shell.read(self._dialog, lambda: read(text), self._pasted, key="paste")
        else:
            self._dialog.form.say(self._ask)

    def _pasted(self, found: Any) -> None:
        self._take(found)
        self._dialog.show_lines()
        self._dialog.form.say(self._told(found.troubles) if found.troubles else "")

    def _told(self, troubles: tuple[Trouble, ...]) -> str:
        count = len(troubles)
        said = ngettext("{count} row was not taken", "{count} rows were not taken", count).format(count=count)
        named = [_(self._troubles[each.what]).format(row=each.row, text=each.text) for each in troubles[:FEW]]
        return f"{said}: {'; '.join(named)}{' …' if count > FEW else ''}"
