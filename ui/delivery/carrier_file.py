"""Deliveries as the table their carrier takes for many parcels at once.

    offer_carrier_file(window, pane)     # a button beside the search; Ctrl+Shift+E

What is checked in the list is meant, or else the row that is chosen. The numbers that come back are an import of
tracking numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from resources.i18n import _, ngettext
from services import carrier_files
from services.carrier_files import FIELDS, FIXED, Columns, Layout, Shipment
from services.settings import change_settings
from ui.kit.buttons import action_button, icon_button
from ui.kit.dialog import Dialog
from ui.kit.fields import ChoiceField
from ui.kit.labels import boxed, label, row
from ui.kit.list_pane import ListPane
from ui.kit.panel import clear
from ui.kit.window import Window
from ui.shell import Shell

NAMED = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """What the dialog shows, by the carrier's code ("": nobody knows yet who takes them)."""

    rows: Mapping[str, tuple[Shipment, ...]]
    layouts: Mapping[str, Layout]
    names: Mapping[str, str]


def offer_carrier_file(window: Window, pane: ListPane) -> QWidget:
    """The button."""
    button = icon_button(_("Table for the carrier"), "file-spreadsheet", "Ctrl+Shift+E")
    button.clicked.connect(lambda: _ask(window, pane))
    pane.bar.add_tool(button)
    return button


def _ask(window: Window, pane: ListPane) -> None:
    ids = tuple(sorted(pane.table.paged().checked())) or tuple(pane.selected_ids())
    if not ids:
        window.shell.toast(_("Choose the deliveries in the list; Space checks several."))
        return

    def opened(asked: Asked) -> None:
        if asked.rows:
            CarrierFileDialog(window, window.shell, asked).open()
        else:
            window.shell.toast(_("None of these deliveries is still to be sent."))

    window.shell.read(window, lambda: asked_of(ids), opened, key="carrier file")


def asked_of(ids: tuple[int, ...]) -> Asked:
    """On a reader thread."""
    rows: dict[str, list[Shipment]] = {}
    for carrier, shipment in carrier_files.shipments(ids):
        rows.setdefault(carrier, []).append(shipment)
    layouts = {carrier: carrier_files.layout_of(carrier) for carrier in rows}
    return Asked({c: tuple(found) for c, found in rows.items()}, layouts, carrier_files.carrier_names())


class CarrierFileDialog(Dialog):
    """Which carrier, what stands under each heading of its table, and the file."""

    def __init__(self, parent: QWidget, shell: Shell, asked: Asked) -> None:
        super().__init__(parent, _("Table for the carrier"))
        self._shell, self._asked = shell, asked
        self._columns: Columns = ()
        self._sure = True
        self.fields: list[ChoiceField] = []
        self.carrier = ChoiceField([(code, self._named(code)) for code in sorted(asked.rows)])
        self.carrier.setAccessibleName(_("Carrier"))
        self.carrier.edited.connect(self._show)
        text = _("The carrier's page takes this table for many parcels at once. The tracking numbers it gives back "
                 "come in with F7.")  # fmt: skip
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self.own = action_button(_("Take over the carrier's own table…"), "upload")
        self.usual = action_button(_("As it was at first"), "undo-2")
        self.own.clicked.connect(self._take_over)
        self.usual.clicked.connect(self._reset)
        self.note = label("", "advice", wrap=True)
        for part in (label(text, "secondary", wrap=True), self.carrier, self.note):
            self.body.addWidget(part)
        if shell.may("settings.change"):
            self.body.addWidget(boxed(row(self.own, self.usual, None)))
        self.body.addLayout(self._grid)
        self.save = self.buttons(_("Save the file…"), self._save)
        self._show()

    def _named(self, code: str) -> str:
        count = len(self._asked.rows[code])
        text = ngettext("{count} delivery", "{count} deliveries", count).format(count=count)
        return f"{self._asked.names.get(code) or _('No carrier yet')}  •  {text}"

    def _show(self) -> None:
        layout = self._asked.layouts[self.carrier.value()]
        self.usual.setEnabled(layout.own)
        self._sure = layout.sure
        self._show_columns(layout.columns)

    def _show_columns(self, columns: Columns) -> None:
        clear(self._grid)
        self._columns, self.fields = columns, []
        for at, (heading, field) in enumerate(columns):
            pairs = [("", _("Left blank")), *((name, _(term)) for name, term in FIELDS.items())]
            if field.startswith(FIXED):
                pairs.append((field, field[1:]))
            choice = ChoiceField(pairs)
            choice.set_value(field)
            choice.setEnabled(self._shell.may("settings.change"))
            choice.setAccessibleName(heading)
            self.fields.append(choice)
            choice.edited.connect(self._show_note)
            self._grid.addWidget(label(heading, wrap=True), at, 0)
            self._grid.addWidget(choice, at, 1)
        self._show_note()

    def _show_note(self) -> None:
        """What to look at before the table is sent: headings that nobody confirmed, addresses that are not certain."""
        said = []
        if not self._sure:
            said.append(_("No file of this carrier's with these headings was seen. Compare them with the empty table "
                          "on its page, or take that one over."))  # fmt: skip
        unsure = [each.number for each in self._asked.rows[self.carrier.value()] if each.doubt]
        if unsure and carrier_files.in_parts(self._chosen()):
            text = ngettext("Province, city or district is not certain in the address of {numbers}: look at it in the "
                            "file.", "Province, city or district is not certain in the addresses of {numbers}: look "
                            "at them in the file.", len(unsure))  # fmt: skip
            more = _("{numbers} and {count} more")
            named = _(", ").join(unsure[:NAMED])
            rest = len(unsure) - NAMED
            said.append(text.format(numbers=more.format(numbers=named, count=rest) if rest > 0 else named))
        self.note.setText("\n".join(said))
        self.note.setVisible(bool(said))

    def _chosen(self) -> Columns:
        return tuple((h, str(each.value() or "")) for (h, _f), each in zip(self._columns, self.fields, strict=True))

    def _take_over(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(
            self, _("The carrier's empty table"), "", "Excel (*.xlsx *.xls *.csv)"
        )
        if path:
            self._shell.read(self, lambda: carrier_files.columns_of(Path(path)), self._took_over)

    def _took_over(self, columns: Columns) -> None:
        self._sure = True
        self._show_columns(columns)

    def _reset(self) -> None:
        code = self.carrier.value()
        self._keep(code, None, self.accept)

    def _keep(self, code: str, columns: Columns | None, done: object) -> None:
        def kept(_none: object) -> None:
            if callable(done):
                done()

        self._shell.run(
            self, lambda call: change_settings(call, carrier_files.with_layout(code, columns)), kept, button=self.save
        )

    def _save(self) -> None:
        code, columns = self.carrier.value(), self._chosen()
        start = f"{self._asked.names.get(code) or code or 'parcels'}-{self._shell.today():%Y%m%d}.xlsx"
        path, _filter = QFileDialog.getSaveFileName(self, _("Save the file"), start, "Excel (*.xlsx)")
        if not path:
            return
        layout = Layout(code, columns)

        def write() -> None:
            self._shell.read(
                self, lambda: carrier_files.write_shipments(Path(path), layout, self._asked.rows[code]), self._written
            )

        if columns != self._asked.layouts[code].columns and self._shell.may("settings.change"):
            self._keep(code, columns, write)
        else:
            write()

    def _written(self, count: int) -> None:
        one = ngettext("{count} delivery is in the carrier's table.", "{count} deliveries are in the carrier's table.",
                       count)  # fmt: skip
        self._shell.toast(one.format(count=count))
        self.accept()
