"""The journal of scans in the office: what was scanned when, by whom, with which verdict; beside it what it adds up to.

    shell.go("scans")                                   # today's
    shell.go("scans", delivery=7, number="DN-...")      # a parcel replayed, for a customer's claim

The figures at the right are those of the list as it is filtered; a click on one narrows the list further. Of one
delivery they stand below its packages as they were filled, and its photos.
"""

from typing import Any

from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services import scan_journal
from services.listing import Query
from services.replay import Parcel, Replayed, replay
from services.scan_journal import TAKEN, VERDICT_TERMS, Figures
from ui.kit.attachments import Attachments
from ui.kit.empty import EmptyState
from ui.kit.filter_bar import Saved
from ui.kit.formats import kilograms, moment, quantity
from ui.kit.labels import boxed, column, label
from ui.kit.list_pane import ListPane
from ui.kit.painters import Cell, write
from ui.kit.panel import MiniCell, MiniColumn, MiniTable, SidePanel, section
from ui.kit.panel_window import PanelWindow
from ui.packing.present import named
from ui.shell import Shell
from ui.theme import theme


class ScanJournalWindow(PanelWindow):
    """See the module."""

    belongs_to = "delivery"
    spare = ("station", "package", "lot")

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Scan journal"), _("Every scan at the bench: who, when, where, and what came of it"))
        nothing = EmptyState(
            "scan-barcode", _("Nothing was scanned yet"),
            _("Each scan of the packing window is kept here, right or wrong."),
        )  # fmt: skip
        self.lay_out(ListPane(
            shell, scan_journal.SCANS.for_actor(shell.actor), Query(), search=_("Delivery, customer or waybill"),
            noun=lambda n: ngettext("{count} scan", "{count} scans", n).format(count=f"{n:,}"),
            row_height=theme.px("height.rowTwoLines"), empty=nothing, painters={"verdict": paint_verdict},
            saved=[
                Saved("today", _("Today"), (("came", "today"),)), Saved("month", _("This month"), (("came", "month"),)),
                Saved("refused", _("Refused today"), (("refused", "today"),)), Saved("all", _("All"), ()),
            ],
        ), SidePanel(closable=False))  # fmt: skip
        self.panel.set_head(_("What it adds up to"))
        self.pane.bar.changed.connect(self._read_figures)

    def activate(self, *, delivery: int | None = None, number: str = "", **where: Any) -> None:
        if delivery is not None:
            self.pane.bar.set_filters((), "")
            self.pane.bar.set_filter("delivery", str(delivery), _("Delivery: {number}").format(number=number))
        elif self.pane.query() is None:
            self.pane.start(came="today")
        self.pane.table.setFocus()

    def refresh(self) -> None:
        self.pane.refresh()
        self._read_figures()

    def keys(self) -> list[tuple[str, str]]:
        return [("F5", _("Refresh")), ("Ctrl+E", _("Export the list")), ("Ctrl+P", _("Print the list"))]

    def _read_figures(self) -> None:
        query = self.pane.query()
        if query is None:
            return
        one = next((int(value) for name, value, *_words in query.filters if name == "delivery"), None)

        def read() -> tuple[Figures, int | None, Replayed | None]:
            return scan_journal.figures(query), one, replay(one) if one is not None else None

        self.shell.read(self, read, lambda found: self.show_figures(*found), key="figures")

    def show_figures(self, figures: Figures, delivery_id: int | None = None, replayed: Replayed | None = None) -> None:
        parts: list[QWidget] = []
        if delivery_id is not None and replayed is not None:
            for parcel in replayed.parcels:
                parts += [section(parcel_title(parcel), line=bool(parts)), _puts(parcel)]
            files = Attachments(self.shell, "delivery", self._read_figures, line=bool(parts))
            files.show_files(delivery_id, replayed.files)
            parts.append(files)
        parts += [section(_("Refused, by reason"), line=bool(parts)), self._reasons(figures)]
        parts += [section(_("Pace and accuracy")), self._paces(figures)]
        self.panel.set_body(parts, keep=True)

    def _reasons(self, figures: Figures) -> QWidget:
        if not figures.refused:
            return _nothing(_("None was refused."))
        rows = [(verdict_word(each.verdict), f"{each.count:,}") for each in figures.refused]
        table = MiniTable((MiniColumn(_("Reason")), MiniColumn(_("Scans"), 70, right=True)), rows)
        table.pressed.connect(lambda at: self.pane.bar.set_filter("verdict", figures.refused[at].verdict))
        return table

    def _paces(self, figures: Figures) -> QWidget:
        if not figures.paces:
            return _nothing(_("Nobody scanned."))
        columns = (MiniColumn(_("By")), *(MiniColumn(word, 62, right=True) for word in (
            _("Picks"), _("An hour"), _("Pieces"), _("Right %")
        )))  # fmt: skip
        rows = [
            (MiniCell(each.name or "—"), f"{each.picks:,}", f"{each.per_hour:,.0f}", quantity(each.pieces),
             f"{each.accuracy:.1f}")
            for each in figures.paces
        ]  # fmt: skip
        table = MiniTable(columns, rows)
        table.pressed.connect(lambda at: self._only(figures.paces[at].user_id, figures.paces[at].name))
        told = _("An hour: picks, by the stretches of ten minutes with a scan.")
        return boxed(column(table, label(told, "hint", wrap=True)))

    def _only(self, user_id: int | None, name: str) -> None:
        if user_id is not None:
            self.pane.bar.set_filter("user", str(user_id), _("By: {name}").format(name=name))


def _nothing(told: str) -> QWidget:
    """What stands where a table would, as far from the next section."""
    return boxed(column(label(told, "hint"), margins=(0, 0, 0, 10)))


def parcel_title(parcel: Parcel) -> str:
    """A package in words: its number, what it weighed, its waybill."""
    heavy = kilograms(parcel.weight_g) if parcel.weight_g else ""
    if heavy and not parcel.weighed:
        heavy = _("{weight} by its goods").format(weight=heavy)
    parts = (_("Package {number}").format(number=parcel.number), heavy, parcel.tracking_number)
    return "  •  ".join(part for part in parts if part)


def _puts(parcel: Parcel) -> QWidget:
    """What is in a package, and the last scan of each."""
    columns = (MiniColumn(_("Product")), MiniColumn(_("Quantity"), 62, right=True), MiniColumn(_("Scanned"), 124))
    rows = []
    for put in parcel.puts:
        goods = MiniCell(named(put.name, put.name_en), second="  ".join(part for part in (put.sku, put.lot) if part))
        who = "  ".join(part for part in (put.who, put.station) if part)
        rows.append((goods, quantity(put.quantity), MiniCell(moment(put.at), second=who)))
    return MiniTable(columns, rows)


def verdict_word(verdict: str) -> str:
    return _(VERDICT_TERMS[verdict]) if verdict in VERDICT_TERMS else verdict


def paint_verdict(cell: Cell) -> None:
    """Refused ones in red; the word says it too."""
    write(cell, verdict_word(cell.value or ""), role="text" if cell.value in TAKEN else "tones.red.fg")
