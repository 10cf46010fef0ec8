"""The tracking window's forms: an event on the way, signing for the goods, what went wrong, closing it.

SignForDialog(self, view, sign)        # sign(signed_by, differences); accept() when that has gone well; dialog.photos
event_dialog(self, view, now, add)     # add(status, at, place, note); `at` None is now
fail_dialog(self, view, fail)          # fail(outcome, note)
close_dialog(self, view, close)        # close(remainder)
incident_dialog(self, row, step, act)  # act(text)
rating_dialog(self, view, give)        # give(stars, note)
ComplaintDialog(self, view, complain)  # complain(kind, text); dialog.photos
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from resources.i18n import N_, _
from services.after_sales import COMPLAINT_TERMS
from services.delivery_views import LineRow
from services.tracking import KINDS, MISSING, Difference
from services.tracking_views import IncidentRow, TrackingView
from ui.delivery.words import product_name
from ui.kit.buttons import set_text
from ui.kit.dialog import Dialog
from ui.kit.fields import ChoiceField, DecimalField, NotesField, TextField, mark_bad
from ui.kit.formats import quantity, titled
from ui.kit.forms import Form, FormDialog
from ui.kit.labels import ElidedLabel, boxed, column, hline, label, row
from ui.kit.panel import MiniCell, MiniColumn, MiniTable
from ui.kit.parsing import clean, parse_moment
from ui.tracking.photos import PhotoPick
from ui.tracking.words import INCIDENT_KINDS, INCIDENT_STEPS, NO_REMAINDER, REMAINDERS, STARS, STATUS_WORDS, stars_words

ZERO = Decimal(0)


FIELD_NAMES = {"short": N_("Missing: {product}"), "damaged": N_("Damaged: {product}"),
               "over": N_("Too many: {product}")}  # fmt: skip


class SignForDialog(Dialog):
    """Who signed, and line by line what was missing, damaged or too many; nothing typed means all arrived whole."""

    def __init__(
        self, parent: QWidget, view: TrackingView, sign: Callable[[str, tuple[Difference, ...]], None]
    ) -> None:
        super().__init__(parent, _("Signed for: {number}").format(number=view.number))
        self._lines, self._sign = view.lines, sign
        self.form = Form(columns=1)
        self.signed_by = TextField(longest=100)
        self.signed_by.set_value(view.receiver)
        hint = _("The name on the delivery note or in the carrier's message.")
        self.form.add("signed_by", _("Signed by"), self.signed_by, required=_("Type who signed."), hint=hint)
        self.body.addWidget(self.form)
        self.fields: dict[tuple[int, str], DecimalField] = {}
        self._problems = {line.id: label("", "error", wrap=True) for line in view.lines}
        self.body.addWidget(boxed(self._table(view.lines)))
        self.photos = PhotoPick(self)
        self.body.addWidget(self.photos)
        self.verb = self.buttons("", self.submit, hint=_("Ctrl Enter saves  •  Esc cancels"))
        self._name_verb()

    def open(self) -> None:
        super().open()
        self.signed_by.setFocus(Qt.FocusReason.OtherFocusReason)
        self.signed_by.selectAll()

    def _table(self, lines: Sequence[LineRow]) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight
        for at, term in enumerate((_("Product"), _("Sent out"), _("Too few"), _("Damaged"), _("Too many"))):
            grid.addWidget(label(term, "label"), 0, at, right if at else Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(hline(), 1, 0, 1, 5)
        for number, line in enumerate(lines):
            at = 2 + 2 * number
            name = product_name(line.name, line.name_en)
            words = column(ElidedLabel(name, "bodyStrong"), ElidedLabel(f"{line.sku} • {line.unit}", "caption"), gap=0)
            grid.addLayout(words, at, 0)
            grid.addWidget(label(quantity(line.packed)), at, 1, right | Qt.AlignmentFlag.AlignVCenter)
            for place, kind in enumerate(KINDS, 2):
                grid.addWidget(self._field(line, kind, name), at, place)
            grid.addWidget(self._problems[line.id], at + 1, 0, 1, 5, right)
            self._problems[line.id].hide()
        return grid

    def _field(self, line: LineRow, kind: str, name: str) -> DecimalField:
        field = DecimalField(3, example="2", placeholder="0")
        field.setFixedWidth(78)
        field.setAccessibleName(_(FIELD_NAMES[kind]).format(product=name))
        field.edited.connect(self._edited)
        self.fields[line.id, kind] = field
        return field

    def differences(self) -> tuple[Difference, ...]:
        told = ((key, field.value()) for key, field in self.fields.items())
        return tuple(Difference(line, value, kind) for (line, kind), value in told if value)

    def submit(self) -> None:
        bad = self._check()
        if self.form.valid() and not bad:
            self._sign(self.signed_by.value(), self.differences())
        elif bad:
            next(f for (line, _kind), f in self.fields.items() if line == bad[0]).setFocus()

    def _edited(self) -> None:
        self._check(only_good=True)
        self._name_verb()

    def _name_verb(self) -> None:
        verb = _("Sign with a difference") if self.differences() else _("Sign for in full")
        set_text(self.verb, verb, "Ctrl+Return")

    def _check(self, *, only_good: bool = False) -> list[int]:
        """Lines whose figures can't be; their sentence is shown, or with `only_good` just taken away where right."""
        bad = []
        for line in self._lines:
            sentence = self._problem(line)
            shown = self._problems[line.id]
            if sentence:
                bad.append(line.id)
            if not only_good or not sentence:
                shown.setText(sentence)
                shown.setVisible(bool(sentence))
                for kind in KINDS:
                    mark_bad(self.fields[line.id, kind], bool(sentence))
        return bad

    def _problem(self, line: LineRow) -> str:
        fields = [self.fields[line.id, kind] for kind in KINDS]
        wrong = next((field.problem() for field in fields if field.problem()), "")
        if wrong:
            return wrong
        together = sum((self.fields[line.id, kind].value() or ZERO for kind in MISSING), ZERO)
        text = _("Only {sent} were sent. Type at most {sent} for both together.")
        return text.format(sent=quantity(line.packed)) if together > line.packed else ""


class MomentField(TextField):
    """When something happened, the present moment to begin with; value() is None while that stands."""

    def __init__(self, now: datetime) -> None:
        super().__init__(_("Such as 14:30 or 2026-03-05 14:30"), check=self._wrong)
        self._now = now.astimezone()
        self._first = f"{self._now:%Y-%m-%d %H:%M}"
        self.setText(self._first)

    def value(self) -> Any:
        text = clean(self.text())
        try:
            return None if text == self._first else parse_moment(text, self._now)
        except ValueError:
            return None

    def _wrong(self, text: str) -> str:
        if text == self._first:
            return ""
        try:
            at = parse_moment(text, self._now)
        except ValueError:
            return _("Type a time such as 14:30, or a day and a time such as 2026-03-05 14:30.")
        if at > self._now:
            return _("That is still to come: it is {now} now.").format(now=self._first)
        return ""


Event = Callable[[str, datetime | None, str, str], None]


def event_dialog(parent: QWidget, view: TrackingView, now: datetime, add: Event) -> FormDialog:
    """Where it is now, or was at a time."""
    form = Form()
    form.add("status", _("Status"), ChoiceField([(code, _(term)) for code, term in STATUS_WORDS.items()]))
    form.add("at", _("When"), MomentField(now))
    form.add("place", _("Place"), TextField(longest=100), span=2)
    form.add("note", _("Note"), NotesField(lines=2), span=2)
    form.set_values({"status": "in_transit"})
    title = _("Add an event: {number}").format(number=view.number)
    return FormDialog(parent, title, form, _("Add event"),
                      lambda v: add(v["status"], v["at"], v["place"], v["note"]))  # fmt: skip


def fail_dialog(parent: QWidget, view: TrackingView, fail: Callable[[str, str], None]) -> FormDialog:
    """It did not arrive."""
    form = Form(columns=1)
    outcomes = [(code, _(INCIDENT_KINDS[code])) for code in ("refused", "lost")]
    form.add("outcome", _("What happened"), ChoiceField(outcomes))
    form.add("note", _("Note"), NotesField(), required=_("Please type what is known about it."))
    title = _("Not delivered: {number}").format(number=view.number)
    verb = _("Save and open an incident")
    return FormDialog(parent, title, form, verb, lambda values: fail(values["outcome"], values["note"]))


def close_dialog(parent: QWidget, view: TrackingView, close: Callable[[str], None]) -> FormDialog:
    """What becomes of that which did not reach the customer."""
    form = Form(columns=1)
    left = [line for line in view.lines if line.packed > line.delivered]
    choices = REMAINDERS if left else NO_REMAINDER
    form.add("remainder", _("What became of it"), ChoiceField([(code, _(term)) for code, term in choices.items()]))
    dialog = FormDialog(parent, _("Close {number}").format(number=view.number), form, _("Close delivery"),
                        lambda values: close(values["remainder"]))  # fmt: skip
    if not left:
        return dialog
    text = _("This did not reach the customer. It is taken off the bill, and off what the order counts as shipped.")
    dialog.body.insertWidget(0, label(text, wrap=True))
    heads = (MiniColumn(_("Product")), MiniColumn(_("Not delivered"), 110, right=True))
    cells: list[list[MiniCell | str]] = [[MiniCell(product_name(line.name, line.name_en), line.sku, strong=True),
              f"{quantity(line.packed - line.delivered)} {line.unit}"] for line in left]  # fmt: skip
    dialog.body.insertWidget(1, MiniTable(heads, cells))
    return dialog


def incident_dialog(parent: QWidget, incident: IncidentRow, step: str, act: Callable[[str], None]) -> FormDialog:
    """A step of an incident that needs a word of explanation."""
    form = Form(columns=1)
    hints = {
        "resolved": _("What was done about it."),
        "accepted": _("Why the company bears it."),
        "open": _("What turned up."),
    }
    form.add("text", _("Note"), NotesField(), required=_("Please type a note."), hint=hints.get(step, ""))
    title = titled(_(INCIDENT_STEPS[step]), incident.number)
    dialog = FormDialog(parent, title, form, _(INCIDENT_STEPS[step]), lambda values: act(values["text"]))
    dialog.body.insertLayout(0, row(label(_(INCIDENT_KINDS.get(incident.kind, incident.kind)), "secondary"), None))
    return dialog


def rating_dialog(parent: QWidget, view: TrackingView, give: Callable[[int, str], None]) -> FormDialog:
    """What the customer gives the delivery, as it was given before to begin with."""
    form = Form(columns=1)
    choices = [(stars, stars_words(stars)) for stars in STARS]
    hint = _("One or two stars open an incident, so that somebody asks the customer.")
    form.add("stars", _("Rating"), ChoiceField(choices), hint=hint)
    form.add("note", _("What the customer said"), NotesField(lines=3))
    before = view.rated
    form.set_values({"stars": before.stars if before else 5, "note": before.note if before else ""})
    title = _("Rating: {number}").format(number=view.number)
    return FormDialog(parent, title, form, _("Note the rating"), lambda v: give(v["stars"], v["note"]))


class ComplaintDialog(FormDialog):
    """What the customer complains about, in words and pictures."""

    def __init__(self, parent: QWidget, view: TrackingView, complain: Callable[[str, str], None]) -> None:
        form = Form(columns=1)
        kinds = [(code, _(term)) for code, term in COMPLAINT_TERMS.items()]
        form.add("kind", _("What about"), ChoiceField(kinds))
        form.add("text", _("What the customer said"), NotesField(),
                 required=_("Please type what the customer said."))  # fmt: skip
        title = _("Complaint: {number}").format(number=view.number)
        super().__init__(parent, title, form, _("Save and open an incident"),
                         lambda values: complain(values["kind"], values["text"]))  # fmt: skip
        self.photos = PhotoPick(self)
        self.body.insertWidget(1, self.photos)
