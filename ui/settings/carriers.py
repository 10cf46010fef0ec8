"""The page of carriers: who takes parcels along, what they sell, how their tracking numbers look and where they are
followed."""

import re
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from resources.i18n import _, language, ngettext
from services import catalogue, records
from services.carriers import Added, add_usual_carriers, usual
from services.catalogue import CarrierData
from services.records import CarrierRecord
from services.unit import Call
from ui.kit.buttons import action_button, link_button
from ui.kit.case_dialog import CaseDialog
from ui.kit.fields import CheckField, IntField, NotesField, TextField
from ui.kit.forms import Form
from ui.kit.labels import Chip, ElidedLabel, boxed, clear, column, hline, row
from ui.settings.freight import PriceTables, Sender
from ui.settings.pages import Page
from ui.shell import Shell

FIELDS = {"bad_pattern": "pattern", "code_taken": "code", "empty_field": "name", "bad_track_url": "track_url"}


class CarriersPage(Page):
    """Every carrier with its pattern; F2 adds one."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.add = action_button(_("New carrier"), "plus", "F2", "main")
        self.add.setEnabled(shell.may("settings.change"))
        self.add.clicked.connect(lambda: self.open(None))
        self.usual = action_button(_("Add the usual carriers"), "layers")
        self.usual.setEnabled(shell.may("settings.change"))
        self.usual.clicked.connect(self._add_usual)
        self.inside.addLayout(row(self.add, self.usual, None))
        self._list = column(gap=0)
        self.inside.addLayout(self._list)
        self.carriers: tuple[CarrierRecord, ...] = ()

    def load(self) -> None:
        self.shell.read(self, records.carriers, self._show, key="carriers")

    def _show(self, carriers: tuple[CarrierRecord, ...]) -> None:
        self.carriers = carriers
        codes = {each.code for each in carriers}
        self.usual.setVisible(any(each["code"] not in codes for each in usual()))
        clear(self._list)
        for each in carriers:
            self._list.addWidget(self._entry(each))

    def _entry(self, each: CarrierRecord) -> QWidget:
        line = row(gap=10, margins=(0, 8, 0, 8))
        told = "  •  ".join(part for part in self._parts(each) if part)
        line.addLayout(column(ElidedLabel(each.data.name, "bodyStrong"), ElidedLabel(told, "caption"), gap=0), 1)
        if not each.data.active:
            line.addWidget(Chip(_("Not in use"), "ban", "neutral"))
        prices = link_button(_("Price tables"))
        prices.setAccessibleName(f"{_('Price tables')} {each.data.name}")
        prices.setEnabled(self.shell.may("settings.change"))
        prices.clicked.connect(lambda: self.prices_of(each))
        line.addWidget(prices)
        change = link_button(_("Change"))
        change.setAccessibleName(f"{_('Change')} {each.data.name}")
        change.setEnabled(self.shell.may("settings.change"))
        change.clicked.connect(lambda: self.open(each))
        line.addWidget(change)
        return boxed(column(line, hline(), gap=0))

    @staticmethod
    def _parts(each: CarrierRecord) -> tuple[str, ...]:
        sold = _(", ").join(each.data.services.splitlines())
        return (each.code, sold, each.data.pattern, each.data.phone)

    def _add_usual(self) -> None:
        self.shell.run(self, lambda call: add_usual_carriers(call, language()), self._added, button=self.usual)

    def _added(self, done: Added) -> None:
        one = ngettext("{count} carrier is added.", "{count} carriers are added.", done.added)
        self.shell.toast(one.format(count=done.added))
        self.load()

    def prices_of(self, each: CarrierRecord) -> PriceTables:
        """The carrier's price tables."""
        sender = Sender(each.id, each.data.name, tuple(each.data.services.splitlines()))
        dialog = PriceTables(self, self.shell, sender)
        dialog.open()
        return dialog

    def open(self, each: CarrierRecord | None) -> CaseDialog:
        """The form of a new carrier or of one that is there; a number can be tried against the pattern."""
        form = Form()
        form.add("code", _("Code"), TextField(_("Such as SF")), required=True)
        form.add("name", _("Name"), TextField(), required=True)
        pattern = TextField(check=_readable)
        hint = _("A regular expression; empty: any number will do")
        form.add("pattern", _("Pattern of tracking numbers"), pattern, hint=hint, span=2)
        tried = TextField(_("Type a number to try the pattern"), check=lambda text: _fits(pattern.value(), text))
        form.add("tried", _("Try a number"), tried)
        form.add("phone", _("Phone"), TextField())
        promised = _("Reports tell who keeps to it. Empty: it says nothing")
        form.add("days", _("Days on the way, as it says"), IntField(1, catalogue.MOST_DAYS, example="3"), hint=promised)
        sold = _("One a line; they can be chosen for a delivery")
        form.add("services", _("Services it sells"), NotesField(lines=2), hint=sold, span=2)
        page = _("{number} stands for the tracking number. Empty: there is no such page")
        form.add("track_url", _("Page to follow a parcel"), TextField("https://…/{number}", longest=500), hint=page,
                 span=2)  # fmt: skip
        if each is not None:
            form.add("active", "", CheckField(_("Offered for deliveries")))
            form.set_values({"code": each.code} | {n: getattr(each.data, n) for n in catalogue.fields_of(CarrierData)})
            form.editor("code").setReadOnly(True)
        title = _("New carrier") if each is None else _("Change {name}").format(name=each.data.name)
        dialog = CaseDialog(
            self, self.shell, title, form, _("Add carrier") if each is None else _("Save"),
            lambda values: partial(self._save, values, each), lambda _made: self.load(), FIELDS,
        )  # fmt: skip
        dialog.open()
        return dialog

    def _save(self, values: dict[str, Any], each: CarrierRecord | None, call: Call) -> None:
        if each is None:
            named = ("code", "name", "pattern", "phone", "services", "track_url", "days")
            catalogue.add_carrier(call, *(values[name] for name in named))
            return
        data = CarrierData(**{name: values[name] for name in catalogue.fields_of(CarrierData)})
        catalogue.change_carrier(call, each.id, each.version, data)


def _readable(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error:
        return _("This is not a pattern the program can read.")
    return ""


def _fits(pattern: str, number: str) -> str:
    if not pattern or _readable(pattern):
        return ""
    return "" if re.fullmatch(pattern, number) else _("This number does not fit the pattern.")
