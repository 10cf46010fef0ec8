"""A delivery of the exception list, with its ways out; and the button that says which goes first."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from resources.i18n import _, ngettext
from services.delivery_views import DeliveryView
from ui.icons import icon
from ui.kit.buttons import action_button, icon_button
from ui.kit.labels import IconLabel, column, label, row
from ui.shell import Shell


class TroubleStrip(QWidget):
    """Why it waits, and what may be done: go on picking, or ship what is there. Cancelling is the panel's own."""

    resume = Signal()
    ship_short = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("banner", "amber")
        self.text = label("", wrap=True)
        self.again = action_button(_("Go on picking"), "scan-line", "Ctrl+G")
        self.short = action_button(_("Ship short"), "package", "Ctrl+Shift+R")
        self.again.clicked.connect(self.resume)
        self.short.clicked.connect(self.ship_short)
        said = row(IconLabel("octagon-alert", "tones.amber.fg", 16), gap=10)
        said.addWidget(self.text, 1)
        self.setLayout(column(said, row(self.again, self.short, None, gap=8), gap=8, margins=(12, 8, 12, 10)))

    def show_view(self, view: DeliveryView) -> None:
        self.setVisible(bool(view.trouble))
        if not view.trouble:
            return
        told = _("On the exception list: a piece was not found. Look for it, ship what is picked, or cancel.")
        self.text.setText(told)
        may = self._shell.may("deliveries.pick")
        self.again.setEnabled(may)
        self.short.setEnabled(may and view.picked > 0)


class ExceptionsButton(QPushButton):
    """Narrows the list to the exceptions; there only while there are some."""

    def __init__(self) -> None:
        super().__init__(icon("octagon-alert", "tones.amber.fg"), "")
        self.setAutoDefault(False)
        self._count, self._set = 0, False
        self.hide()

    def show_count(self, count: int) -> None:
        self.setText(" " + ngettext("{count} exception", "{count} exceptions", count).format(count=count))
        self._count = count
        self.setVisible(count > 0 and not self._set)

    def make_room(self, is_set: bool) -> None:
        """The filter's chip says it while it is set."""
        self._set = is_set
        self.setVisible(self._count > 0 and not is_set)


class UrgentButton(QWidget):
    """Pressed in, the bench takes this delivery before the others."""

    asked = Signal(bool)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.button = icon_button(_("Urgent"), "flag", "Ctrl+U")
        self.button.setIcon(icon("flag", "text2", "tones.red.fg"))
        self.button.setCheckable(True)
        self.button.clicked.connect(lambda: self.asked.emit(self.button.isChecked()))
        self.setLayout(row(self.button, gap=0))

    def show_view(self, view: DeliveryView) -> None:
        self.button.setChecked(view.priority > 0)
        self.setVisible(view.in_house and view.step < 3 and self._shell.may("deliveries.plan"))
