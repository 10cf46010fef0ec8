"""What is open about a document, above all else that its panel says: each warning with who answers, a link to it.

    warned = Warned(shell, "order")
    panel.set_top(warned)
    warned.show_subject(order.id)        # None: nothing is shown; nothing is taken up where nothing is open
"""

from functools import partial

from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services.lists import INCIDENT_KIND_TERMS, INCIDENTS
from services.watch import views
from services.watch.views import OpenOne
from ui.kit.buttons import link_button
from ui.kit.labels import IconLabel, boxed, clear, column, label, row
from ui.shell import Shell

FEW = 3


class Warned(QWidget):
    """See the module."""

    def __init__(self, shell: Shell, kind: str, *, side: int = 16) -> None:
        super().__init__()
        self._shell, self._kind = shell, kind
        self._subject: int | None = None
        self._lines = column(gap=2, margins=(side, 4, side, 8))
        self.setLayout(self._lines)
        self.hide()

    def show_subject(self, subject: int | None) -> None:
        """Read what is open about it, if this person may see such things."""
        if subject != self._subject:
            self._show(())
        self._subject = subject
        if subject is not None and self._shell.may(INCIDENTS.right):
            self._shell.read(self, lambda: views.open_about(self._kind, subject), partial(self._came, subject),
                             key="warned")  # fmt: skip

    def _came(self, subject: int, found: tuple[OpenOne, ...]) -> None:
        if subject == self._subject:
            self._show(found)

    def _show(self, found: tuple[OpenOne, ...]) -> None:
        clear(self._lines)
        for each in found[:FEW]:
            self._lines.addWidget(self._line(each))
        more = len(found) - FEW
        if more > 0:
            told = ngettext("{count} more warning", "{count} more warnings", more).format(count=more)
            self._lines.addWidget(label(told, "caption"))
        self.setVisible(bool(found))

    def _line(self, one: OpenOne) -> QWidget:
        link = link_button(_(INCIDENT_KIND_TERMS.get(one.kind, one.kind)))
        link.setAccessibleName(f"{one.number} {link.text()}")
        link.clicked.connect(partial(self._go, one.id))
        tone = "red" if one.severity == "high" else "amber"
        who = label(one.owner or _("Nobody yet"), "caption")
        return boxed(row(IconLabel("triangle-alert", f"tones.{tone}.fg", 16), link, None, who, gap=8))

    def _go(self, incident: int, _checked: bool = False) -> None:
        self._shell.go("watch", id=incident)
