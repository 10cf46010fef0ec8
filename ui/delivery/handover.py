"""What the drivers take along: a list for each carrier, made in one go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from resources.i18n import _, ngettext
from services.deliveries import HandOver
from ui.delivery.strip import ResultStrip
from ui.kit.buttons import CheckBox, action_button, set_text
from ui.kit.copy_rows import to_clipboard
from ui.kit.dialog import Dialog
from ui.kit.empty import EmptyState
from ui.kit.fields import TextField
from ui.kit.formats import NOTHING, kilograms
from ui.kit.forms import Form
from ui.kit.labels import boxed, clear, column, label, row
from ui.kit.panel import MiniCell, MiniColumn, MiniTable


@dataclass(frozen=True, slots=True)
class Load:
    """The deliveries of one carrier's list, and who drives them."""

    carrier: str
    ids: tuple[int, ...]
    driver: str = ""
    plate: str = ""


class HandOverDialog(Dialog):
    """What left, carrier by carrier; `hand_over(loads)` makes a numbered list for each carrier that is checked.

    `forms` and `boxes` are by the carrier's id. `show_rows` shows them as they are by now; what is typed stays.
    """

    def __init__(
        self, parent: QWidget, rows: Sequence[HandOver], hand_over: Callable[[tuple[Load, ...]], None]
    ) -> None:
        super().__init__(parent, _("Hand-over list"), width=820)
        self.forms: dict[int | None, Form] = {}
        self.boxes: dict[int | None, CheckBox] = {}
        self._rows, self._hand_over = rows, hand_over
        self._free: dict[int | None, Load] = {}
        if not rows:
            text = _("Check deliveries in the list (Space), or dispatch some: what left today is listed here.")
            self.body.addWidget(EmptyState("truck", _("Nothing to hand over"), text))
            return
        copy = action_button(_("Copy"), "copy", "Ctrl+Shift+C")
        copy.clicked.connect(self._copy)
        self.strip, self._lists, self._copied = ResultStrip(), column(gap=0), label("", "hint")
        self.body.addWidget(self.strip)
        self.body.addLayout(self._lists)
        self.body.addLayout(row(copy, self._copied, None))
        self.verb = self.buttons("", self.submit, cancel=_("Close"))
        self.show_rows(rows)

    def show_rows(self, rows: Sequence[HandOver]) -> None:
        typed = {key: (form.values(), self.boxes[key].isChecked()) for key, form in self.forms.items()}
        clear(self._lists)
        self.forms, self.boxes, self._free, self._rows = {}, {}, {}, rows
        inside = column(gap=12)
        for carrier in sorted({(each.carrier, each.carrier_id or 0) for each in rows}):
            self._carrier(inside, carrier[0], [r for r in rows if (r.carrier, r.carrier_id or 0) == carrier])
        if not self._free:
            inside.addWidget(label(_("What stands on a list already, or has not left yet, is not handed over."),
                                   "hint", wrap=True))  # fmt: skip
        self._lists.addWidget(boxed(inside))
        for key, (values, checked) in typed.items():
            if key in self.forms:
                self.forms[key].set_values(values)
                self.boxes[key].setChecked(checked)
        self.verb.setVisible(bool(self._free))
        self._named()
        if self.isVisible() and self.forms:
            next(iter(self.forms.values())).focus_first()

    def open(self) -> None:
        super().open()
        first = next(iter(self.forms.values()), None)
        if first is not None:
            first.focus_first()

    def _carrier(self, inside: QVBoxLayout, carrier: str, rows: Sequence[HandOver]) -> None:
        packages, grams = sum(each.packages for each in rows), sum(each.weight_g for each in rows)
        count = ngettext("{count} package", "{count} packages", packages).format(count=packages)
        name, key = carrier or _("No carrier yet"), rows[0].carrier_id
        free = tuple(each.id for each in rows if each.free)
        if free:
            self.boxes[key] = box = CheckBox(name)
            box.setProperty("role", "section")
            box.setChecked(True)
            box.toggled.connect(self._named)
        inside.addLayout(row(self.boxes[key] if free else label(name, "section"), None,
                             label(f"{count}  •  {kilograms(grams)}", "secondary")))  # fmt: skip
        columns = (MiniColumn(_("Delivery no.")), MiniColumn(_("Packages"), 70, right=True),
                   MiniColumn(_("Weight"), 90, right=True), MiniColumn(_("Tracking no."), 260))  # fmt: skip
        parts: list[QWidget] = [MiniTable(columns, [self._cells(each) for each in rows])]
        if free:
            self._free[key] = Load(name, free)
            self.forms[key] = form = Form()
            form.add("driver", _("Driver"), TextField(longest=60))
            form.add("plate", _("Number plate"), TextField(_("Such as 浙A 12345"), longest=60))
            parts.append(form)
        inside.addLayout(column(*parts, gap=8))

    @staticmethod
    def _cells(each: HandOver) -> list[MiniCell | str]:
        numbers = [number for number in each.tracking if number]
        return [MiniCell(each.number, each.customer, strong=True), str(each.packages), kilograms(each.weight_g),
                ", ".join(numbers) or NOTHING]  # fmt: skip

    def showEvent(self, event: QShowEvent) -> None:
        """One types who drives at once."""
        super().showEvent(event)
        if self.forms:
            next(iter(self.forms.values())).focus_first()

    def _chosen(self) -> list[int | None]:
        return [key for key, box in self.boxes.items() if box.isChecked()]

    def _named(self) -> None:
        chosen = self._chosen()
        count = sum(len(self._free[key].ids) for key in chosen)
        one = ngettext("Hand over and print {count} delivery", "Hand over and print {count} deliveries", count)
        lists = ngettext("{count} list", "{count} lists", len(chosen)).format(count=len(chosen))
        text = one.format(count=count)
        set_text(self.verb, f"{text}  •  {lists}" if len(chosen) > 1 else text)
        self.verb.setEnabled(bool(chosen))

    def submit(self) -> None:
        chosen = self._chosen()
        if chosen and all(self.forms[key].valid() for key in chosen):
            self._hand_over(tuple(self._load(key) for key in chosen))

    def _load(self, key: int | None) -> Load:
        values = self.forms[key].values()
        return replace(self._free[key], driver=values["driver"], plate=values["plate"])

    def _copy(self) -> None:
        head = [_("Delivery no."), _("Customer"), _("Packages"), _("Weight"), _("Carrier"), _("Tracking no.")]
        lines = [
            [r.number, r.customer, str(r.packages), kilograms(r.weight_g), r.carrier, " ".join(r.tracking)]
            for r in self._rows
        ]
        to_clipboard("\n".join("\t".join(line) for line in [head, *lines]) + "\n")
        self._copied.setText(_("Copied, ready to be pasted into a table"))
