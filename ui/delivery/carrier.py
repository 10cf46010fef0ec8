"""Carrier, freight and a tracking number for each package, saved field by field as they are left.

    section = CarrierSection()
    section.saved.connect(...)            # Change: what to save
    section.show_view(view, editable)     # keeps what is being typed
    section.take(text)                    # a scanned tracking number, for the package shown
    section.flush()                       # save what is typed, before a step that needs it

One field takes the numbers one after another: Enter (or a scan) saves and goes on to the next package without one;
Up and Down, or a click in the table, choose another package. A number that does not look like the carrier's is said at
the field and saved all the same.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from resources.i18n import _
from services.delivery_views import DeliveryView, PackageRow
from services.waybills import clean_tracking
from ui.delivery.words import pieces_and_lines, weight
from ui.kit.fields import ChoiceField, DecimalField, TextField
from ui.kit.labels import IconLabel, boxed, column, label, row, set_property
from ui.kit.panel import MiniCell, MiniColumn, MiniTable, clear, section
from ui.kit.parsing import fold


@dataclass(frozen=True, slots=True)
class Change:
    """What set_carrier is to be called with; `tracking` holds only the packages that changed."""

    carrier_id: int | None
    freight: Decimal | None
    tracking: tuple[tuple[int, str], ...] = ()


class TrackingField(TextField):
    """Up and Down choose the package, Enter goes on to the next."""

    stepped = Signal(int)
    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class CarrierSection(QWidget):
    """See the module."""

    saved = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._view: DeliveryView | None = None
        self._package = 0
        self._sent: Change | None = None  # asked to be saved; a refusal is told once, not at every field that is left
        self.carrier, self.freight = ChoiceField(), DecimalField(2, example="23.00", placeholder="0.00")
        self.tracking = TrackingField(_("Scan or paste the tracking no."), longest=100)
        self.freight.setFixedWidth(92)
        self.carrier.setMinimumWidth(120)
        self._tracking_term = label("", "label")
        self._below = label("", "caption", wrap=True)
        self._below_icon = IconLabel("triangle-alert", "tones.amber.fg", 14)
        below = row(self._below_icon, gap=6)
        below.addWidget(self._below, 1)
        self._below_box = boxed(below)
        fields = row(gap=12)
        fields.addLayout(self._field(label(_("Carrier"), "label"), self.carrier), 5)
        fields.addLayout(self._field(label(_("Freight ¥"), "label"), self.freight))
        fields.addLayout(self._field(self._tracking_term, self.tracking), 8)
        self._table = column(gap=0)
        self.setLayout(column(section(_("Carrier")), fields, self._below_box, 10, self._table, gap=4))
        self._below_box.hide()
        self._connect()

    @staticmethod
    def _field(term: QLabel, editor: QWidget) -> QVBoxLayout:
        term.setBuddy(editor)
        editor.setAccessibleName(term.text())
        return column(term, editor, gap=4)

    def _connect(self) -> None:
        self.carrier.activated.connect(self._carrier_chosen)  # by the person, never by showing a delivery
        self.freight.editingFinished.connect(self.flush)
        self.freight.edited.connect(self._look)
        self.tracking.editingFinished.connect(self.flush)
        self.tracking.edited.connect(self._look)
        self.tracking.stepped.connect(self._step)
        self.tracking.entered.connect(self._next)

    # what the panel calls

    def show_view(self, view: DeliveryView, editable: bool) -> None:
        """Show a delivery; of the same one, what is being typed stays."""
        before, self._view = self._view, view
        same = before is not None and before.id == view.id
        self.carrier.set_choices([(None, _("Choose…")), *((c.id, c.name) for c in view.carriers)])
        self.carrier.set_value(view.carrier_id)
        if before is None or before.version != view.version or not same:
            self._sent = None
        if not (same and self._freight_unsaved(before, view)):
            self.freight.set_value(view.freight)
        if not same:
            self._package = next((p.number for p in view.packages if not p.tracking), 1)
        self._show_package(keep=same and self._typed() not in (self._stored(before), self._stored(view)))
        for editor in (self.carrier, self.freight):
            editor.setEnabled(editable)
        self.tracking.setEnabled(editable and bool(view.packages))
        self._fill_table(view)

    def take(self, text: str) -> None:
        """A scanned number for the package shown, saved at once."""
        self.tracking.setText(text)
        self._next()

    def flush(self) -> None:
        """Save what was typed and is not saved yet."""
        change = self._change()
        if change is not None and change != self._sent:
            self._sent = change
            self.saved.emit(change)

    def package(self) -> int:
        """The number of the package whose tracking number the field holds."""
        return self._package

    def choose(self, number: int) -> None:
        """Show another package's tracking number, once the one typed is saved."""
        self.flush()
        self._package = number
        self._show_package()

    # saving

    def _change(self) -> Change | None:
        view = self._view
        if view is None or not self.carrier.isEnabled() or self.freight.problem():
            return None
        typed, stored = self._typed(), self._stored(view)
        tracking = ((self._package, typed),) if self.tracking.isEnabled() and typed != stored else ()
        change = Change(self.carrier.value(), self.freight.value(), tracking)
        return None if change == Change(view.carrier_id, view.freight) else change

    def _freight_unsaved(self, before: DeliveryView | None, view: DeliveryView) -> bool:
        """Whether the field holds what neither was nor is stored: typed, or refused and to be kept."""
        stored = (before.freight if before else None, view.freight)
        return bool(self.freight.problem()) or self.freight.value() not in stored

    def _carrier_chosen(self, _at: int) -> None:
        self._look()
        self.flush()

    def _typed(self) -> str:
        return clean_tracking(fold(self.tracking.text()))

    def _stored(self, view: DeliveryView | None) -> str:
        package = self._row(view)
        return package.tracking if package else ""

    def _row(self, view: DeliveryView | None) -> PackageRow | None:
        return next((p for p in view.packages if p.number == self._package), None) if view else None

    def _next(self) -> None:
        """Save, and go on to the next package without a number."""
        view = self._view
        if view is None or not self.tracking.isEnabled():
            return
        self._sent = None
        self.flush()
        typed = self._typed()
        bare = [p.number for p in view.packages if not p.tracking and not (p.number == self._package and typed)]
        after = [number for number in bare if number > self._package] or bare
        if after and typed:
            self._package = after[0]
            self._show_package()
        else:
            self.tracking.selectAll()

    def _step(self, by: int) -> None:
        last = len(self._view.packages) if self._view else 0
        if 1 <= self._package + by <= last:
            self.choose(self._package + by)
            self.tracking.selectAll()

    # showing

    def _show_package(self, keep: bool = False) -> None:
        term = _("Package {number} tracking no.").format(number=self._package or 1)
        self._tracking_term.setText(term)
        self.tracking.setAccessibleName(term)
        if not keep:
            self.tracking.blockSignals(True)
            self.tracking.setText(self._stored(self._view))
            self.tracking.blockSignals(False)
        self._look()

    def _look(self) -> None:
        """Say what is odd about the fields; it holds nobody up but for a freight that is no number."""
        wrong = self.freight.problem()
        odd = "" if wrong else self._oddity()
        set_property(self.freight, "bad", "true" if wrong else "false")
        set_property(self._below, "tone", "red" if wrong else "amber")
        self._below_icon.set("circle-alert" if wrong else "triangle-alert", f"tones.{'red' if wrong else 'amber'}.fg")
        self._below.setText(wrong or odd)
        self.tracking.setAccessibleDescription(odd)
        self._below_box.setVisible(bool(wrong or odd))

    def _oddity(self) -> str:
        typed, chosen = self._typed(), self.carrier.value()
        carrier = next((c for c in self._view.carriers if c.id == chosen), None) if self._view else None
        if not typed or carrier is None or not carrier.pattern or re.fullmatch(carrier.pattern, typed):
            return ""
        return _("{number} does not look like a number of {carrier}. Check it; it is saved all the same.").format(
            number=typed, carrier=carrier.name
        )

    def _fill_table(self, view: DeliveryView) -> None:
        clear(self._table)
        if not view.packages:
            return
        heads = MiniColumn(_("Package")), MiniColumn(_("Weight"), 84, right=True), MiniColumn(_("Tracking no."), 168)
        table = MiniTable(heads, [self._cells(package, view) for package in view.packages])
        if self.tracking.isEnabled():
            table.setCursor(Qt.CursorShape.PointingHandCursor)
            table.pressed.connect(lambda at: self._pressed(view.packages[at].number))
        self._table.addWidget(table)

    def _cells(self, package: PackageRow, view: DeliveryView) -> list[MiniCell | str]:
        name = _("Package {number}").format(number=package.number)
        bare = MiniCell(_("None yet"), tone="amber") if view.in_house else MiniCell("—")
        return [
            MiniCell(name, pieces_and_lines(package.pieces, package.lines), strong=True),
            weight(package.weight_g),
            MiniCell(package.tracking) if package.tracking else bare,
        ]

    def _pressed(self, number: int) -> None:
        self.choose(number)
        self.tracking.setFocus(Qt.FocusReason.MouseFocusReason)
        self.tracking.selectAll()
