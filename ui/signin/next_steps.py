"""After a company was begun: what makes it one's own, each a click away, none of it asked for."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from resources.i18n import _
from ui.kit.dialog import Dialog
from ui.kit.labels import label
from ui.signin.first_start import Choice

Step = tuple[str, str, str, Callable[[], None]]


class NextSteps(Dialog):
    """`steps` are icon, title, text, and what is done when it is chosen."""

    def __init__(self, parent: QWidget, steps: Sequence[Step]) -> None:
        super().__init__(parent, _("Your company is ready"))
        text = _(
            "Five minutes to the first order. Each of these can be done now or later; “First steps” in the menu at "
            "your name brings this back."
        )
        self.body.addWidget(label(text, wrap=True))
        self.choices = [self._choice(*step) for step in steps]
        for choice in self.choices:
            self.body.addWidget(choice)
        self.buttons(_("Later"), self.accept, cancel=None)

    def _choice(self, icon: str, title: str, text: str, act: Callable[[], None]) -> Choice:
        choice = Choice(icon, title, text)
        choice.pressed.connect(partial(self._chosen, act))
        return choice

    def _chosen(self, act: Callable[[], None]) -> None:
        self.accept()
        act()
