"""A red strip over all windows, for what must not be overlooked: one sentence and what leads to its cure."""

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QWidget

from resources.i18n import _
from ui.kit.buttons import link_button
from ui.kit.labels import IconLabel, ground, label, row


class Banner(QWidget):
    """Hidden until there is something to say."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "alarm")
        self._text = label("", "bodyStrong", tone="red")
        self._way: QPushButton = link_button("")
        self._terms = ("", "")
        self._act: Callable[[], None] = lambda: None
        self._way.clicked.connect(lambda: self._act())
        picture = IconLabel("triangle-alert", "tones.red.fg")
        self.setLayout(row(picture, self._text, self._way, None, gap=8, margins=(20, 6, 20, 6)))
        self.hide()

    def say(self, term: str, way: str, act: Callable[[], None]) -> None:
        """Both words are marked with N_: the language may change while they stand here."""
        self._terms, self._act = (term, way), act
        self.speak()
        self.show()

    def speak(self) -> None:
        """Say it in the language that is spoken now."""
        text, way = (_(term) if term else "" for term in self._terms)
        self._text.setText(text)
        self._way.setText(way)
