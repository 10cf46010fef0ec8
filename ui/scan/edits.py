"""A field for typing codes by hand: no input method, and Enter hands over what stands in it."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from services.scanning import fold


class ScanEdit(QLineEdit):
    """A line for codes. The attribute WA_InputMethodEnabled does not keep an input method away in Qt 6, the answer to
    `ImEnabled` does; where one gets through all the same (touch keyboards), its text is folded.

    Signals:
        entered(str): Enter was pressed; the folded text. The field is empty again.
        composed(): an input method wrote into the field: time to ask for the English one.
    """

    entered = Signal(str)
    composed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.returnPressed.connect(self._on_return)

    def inputMethodQuery(self, query: Qt.InputMethodQuery, argument: Any = None) -> Any:
        if query == Qt.InputMethodQuery.ImEnabled:
            return False
        return super().inputMethodQuery(query) if argument is None else super().inputMethodQuery(query, argument)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if text := fold(event.commitString()):
            self.insert(text)
            self.composed.emit()
        event.accept()

    def _on_return(self) -> None:
        text = fold(self.text())
        self.clear()
        if text:
            self.entered.emit(text)
