"""A carrier's price tables: each from a day on, typed line by line or pasted from a spreadsheet.

    PriceTables(page, shell, carrier.id, carrier.data.name, services).open()
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from resources.i18n import N_, _, ngettext
from services import pasted_freight, price_tables
from services.errors import Refusal
from services.freight import MOST_ANEW, Rate, divisor_of
from services.pasted_freight import PastedRates
from services.price_tables import MOST_DIVISOR, Kept, PriceTable
from services.zones import PROVINCES, read_zone
from ui.kit.buttons import action_button, link_button
from ui.kit.dialog import Dialog, ask
from ui.kit.fields import ChoiceField, DateField, DecimalField, IntField, TextField
from ui.kit.formats import amount, quantity
from ui.kit.forms import Form
from ui.kit.labels import Chip, ElidedLabel, boxed, clear, column, hline, label, row
from ui.kit.lines_form import LinesForm
from ui.kit.panel import MiniCell, MiniColumn
from ui.kit.pasting import Pasting
from ui.shell import Shell

TROUBLES = {
    "zone": N_("row {row}: “{text}” is no province"), "weight": N_("row {row}: “{text}” is no weight"),
    "price": N_("row {row}: “{text}” is no price"),
}  # fmt: skip
STATES = {"now": ("badge-check", "blue", N_("In force")), "coming": ("calendar", "neutral", N_("To come")),
          "ended": ("archive", "neutral", N_("Ended"))}  # fmt: skip
KILO = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose prices these are, and what is needed to read them: its services, the province parcels are sent from."""

    id: int
    name: str
    services: tuple[str, ...]
    province: str = ""


class PriceTables(Dialog):
    """The tables of one carrier, the newest first; F2 types a new one."""

    def __init__(self, parent: QWidget, shell: Shell, carrier: Sender) -> None:
        super().__init__(parent, _("Price tables of {name}").format(name=carrier.name))
        self._shell, self.carrier = shell, carrier
        self._list = column(gap=0)
        hint = _("What a parcel costs by weight and province. Freight is compared with the table of its day.")
        bound = _("A change reckons the newest {count} deliveries of the carrier anew at once; older ones follow.")
        self.body.addWidget(label(f"{hint} {bound.format(count=f'{MOST_ANEW:,}')}", "secondary", wrap=True))
        self.new = action_button(_("New price table"), "plus", "F2", "secondary")
        self.new.clicked.connect(lambda: self.edit(None))
        self.file = action_button(_("Import a file"), "file-input", "F7", "secondary")
        self.file.clicked.connect(self._import)
        self.body.addLayout(row(self.new, self.file, None))
        self.body.addWidget(boxed(self._list))
        self.body.addStretch(1)
        self.buttons(_("Close"), self.accept, cancel=None)
        self.tables: tuple[PriceTable, ...] = ()
        self._read()

    def _read(self) -> None:
        carrier, today = self.carrier.id, self._shell.today()

        def work() -> tuple[tuple[PriceTable, ...], str]:
            return price_tables.price_tables(carrier, today), price_tables.own_province()

        self._shell.read(self, work, self._show, key="price tables")

    def _show(self, found: tuple[tuple[PriceTable, ...], str]) -> None:
        self.tables, province = found
        self.carrier = Sender(self.carrier.id, self.carrier.name, self.carrier.services, province)
        clear(self._list)
        if not self.tables:
            self._list.addWidget(label(_("No price table yet: freight is compared with nothing."), wrap=True))
        for each in self.tables:
            self._list.addWidget(self._line(each))

    def _line(self, each: PriceTable) -> QWidget:
        day, count = each.valid_from.isoformat(), len(each.rates)
        told = ngettext("{count} price", "{count} prices", count).format(count=count)
        icon, tone, word = STATES[each.state]
        line = row(gap=12, margins=(0, 6, 0, 6))
        title = _("From {day}").format(day=day)
        line.addLayout(column(ElidedLabel(title, "bodyStrong"), ElidedLabel(told, "caption"), gap=0), 1)
        line.addWidget(Chip(_(word), icon, tone))
        for term, act in ((_("Change…"), partial(self.edit, each)), (_("Copy…"), partial(self.edit, each, True)),
                          (_("Remove…"), partial(self._remove, each))):  # fmt: skip
            button = link_button(term)
            button.setAccessibleName(f"{term} {title}")
            button.clicked.connect(lambda _checked=False, act=act: act())
            line.addWidget(button)
        return boxed(column(line, hline(), gap=0))

    def edit(self, table: PriceTable | None, copy: bool = False) -> "PriceTableForm":
        """Type a new table, with the lines of another one when copying, or change one."""
        form = PriceTableForm(self, self._shell, self.carrier, self._kept, table, copy)
        form.open()
        return form

    def _remove(self, table: PriceTable) -> None:
        text = _("Freight is compared with the table before it again, where there is one.")
        carrier, day, version = self.carrier.id, table.valid_from, table.version

        def go() -> None:
            self._shell.run(self, lambda call: price_tables.remove_table(call, carrier, day, version), self._kept)

        ask(self, text, _("Remove the table from {day}").format(day=day), go, title=self.windowTitle(),
            danger=True)  # fmt: skip

    def _kept(self, kept: Kept) -> None:
        count = kept.reckoned
        told = ngettext("Kept. {count} delivery should have cost something else by it.",
                        "Kept. {count} deliveries should have cost something else by it.", count)  # fmt: skip
        self._shell.toast(told.format(count=count) if count else _("Kept."))
        self._read()

    def _import(self) -> None:
        self.accept()
        self._shell.go("importing", kind="freight", home="settings")


class PriceTableForm(LinesForm):
    """One table. The subject of a line is its destination."""

    first = "zone"
    refused = {"bad_rate": "first_price", "rate_twice": "zone"}

    def __init__(
        self, parent: QWidget, shell: Shell, carrier: Sender, done: Callable[[Kept], None],
        table: PriceTable | None = None, copy: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent, shell, _("Price table of {name}").format(name=carrier.name), 4)
        self._carrier, self._done = carrier, done
        changed = table if not copy else None
        self._was = changed.valid_from if changed is not None else None
        self._version = changed.version if changed is not None else ""
        self.columns = (
            MiniColumn(_("Destination")), MiniColumn(_("Service"), 100), MiniColumn(_("First weight kg"), 110, True),
            MiniColumn(_("First weight ¥"), 100, True), MiniColumn(_("Each further kg"), 110, True),
            MiniColumn(_("Further weight ¥"), 115, True),
        )  # fmt: skip
        self.head = Form(columns=3)
        self.head.add("valid_from", _("Holds from"), DateField(shell.today), required=_("Type the first day."),
                      hint=_("Until the next table begins"))  # fmt: skip
        divisor = IntField(0, MOST_DIVISOR, example="6000")
        told = _("Cubic centimetres for a kilo; empty: only the scale counts")
        self.head.add("divisor", _("Volume weight"), divisor, hint=told)
        self.body.addWidget(self.head)
        self.body.addWidget(hline())
        self._make_line()
        self.furnish()
        self.note(_("Rows copied from a spreadsheet can be pasted: province, first price, further price."))
        first = shell.today().replace(day=1)
        divisor_now = divisor_of(table.rates) if table is not None else 0
        self.head.set_values({"valid_from": self._was or first, "divisor": divisor_now or None})
        if table is not None:
            self.lines = [(zone_words(rate.provinces), rate) for rate in table.rates]
            self.saved = [] if copy else list(self.lines)
            for rate in table.rates:
                self._offer(rate.service)
            self.show_lines()

    def _make_line(self) -> None:
        own = self._carrier.province
        self.zone = TextField(_("Zhejiang Jiangsu Shanghai"), longest=400, check=partial(_zone_problem, own))
        self.service = ChoiceField([("", _("All")), *((each, each) for each in self._carrier.services)])
        self.first_weight, self.first_price = DecimalField(3, example="1"), DecimalField(2, example="8.00")
        self.step_weight, self.step_price = DecimalField(3, example="1"), DecimalField(2, example="2.00")
        hint = _("Provinces; empty: all that no other line names")
        self.form.add("zone", _("Destination"), self.zone, hint=hint, span=2)
        self.form.add("service", _("Service"), self.service, span=2)
        self.form.add("first_weight", _("First weight kg"), self.first_weight, hint=_("Empty: 1"))
        self.form.add("first_price", _("First weight ¥"), self.first_price)
        self.form.add("step_weight", _("Each further kg"), self.step_weight, hint=_("Empty: 1"))
        self.form.add("step_price", _("Further weight ¥"), self.step_price, hint=_("Empty: one flat price"))
        ask_for = _("Copy rows of a spreadsheet first: province, first price, further price.")
        fields = (self.zone, self.first_weight, self.first_price, self.step_weight, self.step_price)
        self.pasting = Pasting(self, fields, ask_for, pasted_freight.read, self._pasted, TROUBLES)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.to_first()

    def beside_note(self) -> list[QWidget]:
        return [self.pasting.button]

    def _pasted(self, found: PastedRates) -> None:
        """A row over a line that is there already takes its place."""
        keys = {rate.key for rate in found.rows}
        self.lines = [each for each in self.lines if each[1].key not in keys]
        self.lines += [(zone_words(rate.provinces), rate) for rate in found.rows]

    # the line being typed

    def typed(self) -> bool:
        return bool(self.zone.text().strip() or self.first_price.text().strip())

    def wanted(self) -> list[str]:
        return ["first_price"] if self.first_price.value() is None else []

    def line_of(self, zone: str, values: dict[str, Any]) -> Rate:
        more = values["step_price"]
        step = None if more is None or more == values["step_weight"] == 0 else _grams(values["step_weight"])
        provinces = read_zone(zone or "", self._carrier.province) or ()
        return Rate(values["service"] or "", provinces, _grams(values["first_weight"]), values["first_price"], step,
                    more or Decimal(0))  # fmt: skip

    def cells(self, _zone: str, rate: Rate) -> list[MiniCell | str]:
        going_on = rate.step_g is not None
        return [
            MiniCell(zone_words(rate.provinces) or _("All others")), rate.service or _("All"), _kilos(rate.first_g),
            amount(rate.first_price), _kilos(rate.step_g) if rate.step_g is not None else "—",
            amount(rate.step_price) if going_on else "—",
        ]  # fmt: skip

    def verb(self, count: int) -> str:
        if not count:
            return _("Keep the prices")
        return ngettext("Keep {count} price", "Keep {count} prices", count).format(count=count)

    def empty_form(self) -> None:
        self.zone.setText("")
        self.service.set_value("")
        for field in (self.first_price, self.step_price):
            field.set_value(None)

    def _offer(self, service: str) -> None:
        """A service of a line can be chosen, also one that the carrier gave up or that came with a file."""
        if self.service.findData(service) < 0:
            self.service.addItem(service, service)

    def refill(self, _zone: str, rate: Rate) -> None:
        self._offer(rate.service)
        self.form.set_values({
            "zone": zone_words(rate.provinces), "service": rate.service, "first_weight": rate.first_g / KILO,
            "first_price": rate.first_price, "step_weight": rate.step_g / KILO if rate.step_g is not None else None,
            "step_price": rate.step_price if rate.step_g is not None else None,
        })  # fmt: skip

    def submit(self) -> None:
        right = self.head.valid()
        if (self.typed() or not self.lines) and not self.add_line():
            return
        if right:
            divisor = self.head.values()["divisor"] or 0
            self.send(tuple(replace(rate, divisor=divisor) for _zone, rate in self.lines))

    def send(self, rates: tuple[Rate, ...]) -> None:
        carrier, day, was = self._carrier.id, self.head.values()["valid_from"], self._was
        version = self._version
        self.run(lambda call: price_tables.save_table(call, carrier, day, rates, was, version), self._done)

    def _failed(self, error: Exception) -> bool:
        if isinstance(error, Refusal) and error.code == "changed_meanwhile":
            self._version = str(error.data["version"])  # whoever saves again has been told
        return super()._failed(error)

    def _guilty(self, error: Any) -> int | None:
        line = error.data.get("line")
        return line - 1 if line is not None and error.code in self.refused else None


def zone_words(provinces: Sequence[str]) -> str:
    """The provinces in the language spoken; empty for all others."""
    return _(", ").join(_(PROVINCES[each]) for each in provinces)


def _zone_problem(own: str, text: str) -> str:
    if read_zone(text, own) is not None:
        return ""
    return _("Name provinces, such as Zhejiang Jiangsu, or leave it empty for all others.")


def _grams(kilos: Decimal | None) -> int:
    return int((kilos if kilos is not None else Decimal(1)) * KILO)


def _kilos(grams: int) -> str:
    return quantity(Decimal(grams) / KILO)
