"""Carrier, service, freight and a tracking number for each package, saved field by field as they are left.

    section = CarrierSection()
    section.saved.connect(...)            # Change: what to save
    section.show_view(view, editable)     # keeps what is being typed
    section.take(text)                    # a scanned tracking number, for the package shown
    section.flush()                       # save what is typed, before a step that needs it

One field takes the numbers one after another: Enter (or a scan) saves and goes on to the next package without one;
Up and Down, or a click in the table, choose another package. Several numbers pasted at once go to the package shown and
those after it. A number that does not look like the carrier's is said at the field and saved all the same; where no
carrier is chosen yet, the only one whose numbers look like it is taken.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from resources.i18n import _, ngettext
from services.delivery_views import CarrierRow, DeliveryView, PackageRow
from services.waybills import clean_tracking, guess, numbers_in
from ui.delivery.track_page import TrackLink
from ui.delivery.words import pieces_and_lines
from ui.kit.fields import ChoiceField, DecimalField, TextField
from ui.kit.formats import kilograms, money
from ui.kit.labels import IconLabel, boxed, column, label, row, set_property
from ui.kit.panel import MiniCell, MiniColumn, MiniTable, clear, section
from ui.shell import Shell

MOST_PASTED = 5000


@dataclass(frozen=True, slots=True)
class Change:
    """What set_carrier is to be called with; `tracking` holds only the packages that changed."""

    carrier_id: int | None
    freight: Decimal | None
    tracking: tuple[tuple[int, str], ...] = ()
    service: str = ""


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

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._view: DeliveryView | None = None
        self._package, self._told = 0, ""
        self._sent: Change | None = None  # asked to be saved; a refusal is told once, not at every field that is left
        self.carrier, self.service = ChoiceField(), ChoiceField()
        self.freight = DecimalField(2, example="23.00", placeholder="0.00")
        self.tracking = TrackingField(_("Scan or paste the tracking no."), longest=MOST_PASTED)
        self.page = TrackLink(shell)
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
        fields.addLayout(self._field(label(_("Service"), "label"), self.service), 4)
        fields.addLayout(self._field(label(_("Freight ¥"), "label"), self.freight))
        numbered = self._field(self._tracking_term, self.tracking)
        self._table = column(gap=0)
        head = section(_("Carrier"), self.page)
        self.setLayout(column(head, fields, 6, numbered, self._below_box, 10, self._table, gap=4))
        self._below_box.hide()
        self._connect()

    @staticmethod
    def _field(term: QLabel, editor: QWidget) -> QVBoxLayout:
        term.setBuddy(editor)
        editor.setAccessibleName(term.text())
        return column(term, editor, gap=4)

    def _connect(self) -> None:
        self.carrier.activated.connect(self._carrier_chosen)  # by the person, never by showing a delivery
        self.service.activated.connect(lambda _at: self.flush())
        self.freight.editingFinished.connect(self.flush)
        self.freight.edited.connect(self._look)
        self.tracking.editingFinished.connect(self.flush)
        self.tracking.edited.connect(self._edited)
        self.tracking.stepped.connect(self._step)
        self.tracking.entered.connect(self._next)

    # what the panel calls

    def show_view(self, view: DeliveryView, editable: bool) -> None:
        """Show a delivery; of the same one, what is being typed stays."""
        before, self._view = self._view, view
        same = before is not None and before.id == view.id
        self.carrier.set_choices([(None, _("Choose…")), *((c.id, c.name) for c in view.carriers)])
        self.carrier.set_value(view.carrier_id)
        self._offer_services(view.service)
        if before is None or before.version != view.version or not same:
            self._sent = None
        if not (same and self._freight_unsaved(before, view)):
            self.freight.set_value(view.freight)
        spread = same and len(self._numbers()) > 1 and not self._given(view)
        if not same or spread:
            self._told = ""
            self._package = next((p.number for p in view.packages if not p.tracking), 1)
        typed = self._typed() not in (self._stored(before), self._stored(view))
        self._show_package(keep=same and typed and not spread)
        for editor in (self.carrier, self.freight):
            editor.setEnabled(editable)
        self.service.setEnabled(editable and self.service.count() > 1)
        self.tracking.setEnabled(editable and bool(view.packages))
        self._fill_table(view)

    def take(self, text: str) -> None:
        """A scanned number for the package shown, saved at once; the same label scanned twice counts once."""
        there = self._where(clean_tracking(text))
        if there is not None and there != self._package:
            told = _("Package {number} has this number already. Scan the label of package {next}.")
            self._told = told.format(number=there, next=self._package)
            self._look()
            return
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
        tracking = self._given(view) if self.tracking.isEnabled() and not self._surplus(view) else ()
        carrier = self.carrier.value()
        if carrier is None and tracking:
            carrier = guess(tracking[0][1], [(each.id, each.pattern) for each in view.carriers])
        service = self.service.value() or "" if carrier == self.carrier.value() else ""
        change = Change(carrier, self.freight.value(), tracking, service)
        return None if change == Change(view.carrier_id, view.freight, (), view.service) else change

    def _given(self, view: DeliveryView) -> tuple[tuple[int, str], ...]:
        """What the field says that is not stored: (package, number), from the package shown on."""
        numbers = self._numbers() or ("",)
        places = [p for p in view.packages if p.number >= self._package]
        told = zip(places, numbers, strict=False)
        return tuple((place.number, number) for place, number in told if number != place.tracking)

    def _numbers(self) -> tuple[str, ...]:
        return numbers_in(self.tracking.text())

    def _surplus(self, view: DeliveryView) -> int:
        """How many more numbers the field holds than there are packages from the one shown on."""
        return max(0, len(self._numbers()) - sum(1 for p in view.packages if p.number >= self._package))

    def _freight_unsaved(self, before: DeliveryView | None, view: DeliveryView) -> bool:
        """Whether the field holds what neither was nor is stored: typed, or refused and to be kept."""
        stored = (before.freight if before else None, view.freight)
        return bool(self.freight.problem()) or self.freight.value() not in stored

    def _carrier_chosen(self, _at: int) -> None:
        self._offer_services("")
        self._look()
        self.flush()

    def _offer_services(self, chosen: str) -> None:
        """What the carrier chosen sells, and what is set already."""
        carrier = self._carrier()
        sold = [*(carrier.services if carrier else ())]
        sold += [chosen] if chosen and chosen not in sold else []
        self.service.set_choices([("", "—"), *((name, name) for name in sold)])
        self.service.set_value(chosen)
        self.service.setEnabled(self.carrier.isEnabled() and bool(sold))

    def _carrier(self) -> CarrierRow | None:
        chosen = self.carrier.value()
        return next((c for c in self._view.carriers if c.id == chosen), None) if self._view else None

    def _edited(self) -> None:
        self._told = ""
        self._look()

    def _typed(self) -> str:
        return " ".join(self._numbers())

    def _where(self, number: str) -> int | None:
        """The package of this delivery that has a number."""
        packages: Sequence[PackageRow] = self._view.packages if self._view and number else ()
        return next((p.number for p in packages if p.tracking == number), None)

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
        numbers = self._numbers()
        if len(numbers) > 1:
            return
        typed = bool(numbers)
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
        set_property(self.freight, "bad", "true" if wrong else "false")
        wrong = wrong or self._told or self._too_many()
        odd = "" if wrong else self._oddity() or self._dear()
        told = "" if wrong or odd else self._not_asked_yet()
        set_property(self.tracking, "bad", "true" if wrong and not self.freight.problem() else "false")
        carrier, number = self._carrier(), self._stored(self._view)
        self.page.show_for(carrier.track_url if carrier else "", number)
        tone = "red" if wrong else "amber" if odd else "neutral"
        set_property(self._below, "tone", "" if told else tone)
        self._below_icon.set("circle-alert" if wrong else "triangle-alert" if odd else "info", f"tones.{tone}.fg")
        self._below.setText(wrong or odd or told)
        self.tracking.setAccessibleDescription(odd)
        self._below_box.setVisible(bool(wrong or odd or told))

    def _too_many(self) -> str:
        surplus = self._surplus(self._view) if self._view and self._view.packages else 0
        if not surplus or len(self._numbers()) < 2:
            return ""
        one = ngettext("{count} number is more than there are packages from package {number} on. Take it off.",
                       "{count} numbers are more than there are packages from package {number} on. Take them off.",
                       surplus)  # fmt: skip
        return one.format(count=surplus, number=self._package)

    def _oddity(self) -> str:
        numbers, carrier = self._numbers(), self._carrier()
        there = self._where(numbers[0]) if len(numbers) == 1 else None
        if there is not None and there != self._package:
            return _("Package {number} has this number too.").format(number=there)
        pattern = carrier.pattern if carrier else ""
        odd = next((number for number in numbers if pattern and not re.fullmatch(pattern, number)), "")
        if odd and carrier:
            text = _("{number} does not look like a number of {carrier}. Check it; it is saved all the same.")
            return text.format(number=odd, carrier=carrier.name)
        if len(numbers) > 1:
            told = _("{count} numbers, for packages {first} to {last}. Enter saves them.")
            return told.format(count=len(numbers), first=self._package, last=self._package + len(numbers) - 1)
        return ""

    def _by_the_table(self) -> str:
        """What the carrier's price table says of the parcels as they are weighed."""
        view = self._view
        if view is None or view.expected_freight is None or self.carrier.value() != view.carrier_id:
            return ""
        return _("By the price table: {amount}").format(amount=money(view.expected_freight))

    def _not_asked_yet(self) -> str:
        """What the price table says, and that it is no freight: that is what the carrier asks."""
        told = self._by_the_table()
        if not told or self.freight.value() is not None:
            return told
        return _("{by_the_table}. Freight is what the carrier asks; leave it empty until the bill comes").format(
            by_the_table=told
        )

    def _dear(self) -> str:
        """That the freight typed is more than the price table says."""
        told, typed = self._by_the_table(), self.freight.value()
        expected = self._view.expected_freight if self._view else None
        if not told or expected is None or typed is None or typed <= expected:
            return ""
        return _("{amount} more than by the price table ({table}).").format(
            amount=money(typed - expected), table=money(expected)
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
            kilograms(package.weight_g),
            MiniCell(package.tracking) if package.tracking else bare,
        ]

    def _pressed(self, number: int) -> None:
        self.choose(number)
        self.tracking.setFocus(Qt.FocusReason.MouseFocusReason)
        self.tracking.selectAll()
