"""What came of a step with several deliveries: a strip that stays until closed and says which were refused, and why."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services.errors import Refusal
from ui.kit.buttons import icon_button
from ui.kit.formats import titled
from ui.kit.labels import IconLabel, column, label, row

MOST = 5


@dataclass(frozen=True, slots=True)
class Done:
    """Numbers of what it was done with, the refused ones with their reason, and how many were asked for."""

    gone: tuple[str, ...]
    refused: tuple[tuple[str, Refusal], ...]
    wanted: int


class ResultStrip(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("banner", "amber")
        self.text = label("", wrap=True)
        close = icon_button(_("Close"), "x", role="tones.amber.fg")
        close.clicked.connect(self.hide)
        line = row(gap=10, margins=(20, 6, 12, 6))
        line.addWidget(IconLabel("triangle-alert", "tones.amber.fg", 16), 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(column(self.text, gap=0), 1)
        line.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)
        self.hide()

    def show_result(self, done: Done, text_for: Callable[[Refusal], str], first: str = "") -> None:
        """Say, after `first`, what was left as it was and why; with nothing refused the strip goes."""
        self.setVisible(bool(done.refused))
        if not done.refused:
            return
        head = _("Left as they were, {count} of {wanted}:").format(count=len(done.refused), wanted=done.wanted)
        told = [(number, text_for(error)) for number, error in done.refused[:MOST]]
        lines = [text if number in text else titled(number, text) for number, text in told]
        if len(done.refused) > MOST:
            more = len(done.refused) - MOST
            lines.append(ngettext("and {count} more", "and {count} more", more).format(count=more))
        self.text.setText("\n".join([*filter(None, (first,)), head, *lines]))
