"""After a file came in: what became of its rows, to be printed; its rows in error as a workbook; and all of it back.

    tell(window, shell, batch_id, failed, loaded)       # opens the summary where something could not come in
    show_summary(window, shell, batch_id)               # at any time later
    take_back(window, shell, "orders", batch_id, done)
    save_errors(window, shell, loaded)
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from resources.i18n import _, ngettext
from services.import_summary import Summary, figures, printed, summary
from ui.importing.load import Loaded
from ui.kit.buttons import action_button
from ui.kit.dialog import Dialog
from ui.kit.formats import moment
from ui.kit.labels import ElidedLabel, boxed, column, hline, label, row
from ui.kit.panel import KeyFacts, section
from ui.shell import Shell

MOST_ROWS, WHERE = 60, 80


class SummaryDialog(Dialog):
    """What became of a file."""

    def __init__(self, parent: QWidget, shell: Shell, found: Summary, loaded: Loaded | None) -> None:
        super().__init__(parent, _("Import: {file}").format(file=found.file))
        self._shell, self._found = shell, found
        self.body.addWidget(label("  •  ".join([moment(found.at, shell.today()), found.who]), "secondary"))
        facts = [(_("Rows in all"), f"{found.total:,}"), *((_(term), f"{n:,}") for term, n in figures(found))]
        self.body.addWidget(KeyFacts(facts, columns=5))
        if found.reasons:
            self.body.addWidget(section(_("Why rows stayed out")))
        for _outcome, why, count in found.reasons:
            line = row(label(_(why), wrap=True), None, label(f"{count:,}"), gap=12, margins=(0, 4, 0, 4))
            self.body.addWidget(boxed(column(line, hline(), gap=0)))
        if found.rows:
            self.body.addWidget(section(_("The rows")))
        for each in found.rows[:MOST_ROWS]:
            where = each.cell if each.outcome == "failed" and each.cell else _("Row {row}").format(row=each.row)
            why = "  ".join(part for part in (_(each.why), each.note) if part)
            place = label(where, "caption")
            place.setFixedWidth(WHERE)
            line = row(place, gap=12)
            line.addWidget(ElidedLabel(why), 1)
            self.body.addWidget(boxed(line))
        self.body.addStretch(1)
        self.buttons(_("Close"), self.accept, cancel=None)
        self.print = action_button(_("Print"), "printer", "Ctrl+P")
        self.print.clicked.connect(self.print_it)
        self.beside(self.print)
        self.errors = action_button(_("Save the rows in error…"), "download", "Ctrl+E")
        if loaded is not None and found.failed:
            self.errors.clicked.connect(lambda: save_errors(self, shell, loaded))
            self.beside(self.errors)

    def print_it(self) -> None:
        """Onto the printer for lists."""
        if self._shell.doors is not None:
            found, by, at = self._found, self._shell.actor.name, self._shell.clock().astimezone()
            self._shell.doors.print_paper(_("Import"), lambda: printed(found, _, by, at))


def show_summary(window: QWidget, shell: Shell, batch_id: int, loaded: Loaded | None = None) -> None:
    """Open what became of a file."""
    shell.read(window, lambda: summary(batch_id),
               lambda found: SummaryDialog(window, shell, found, loaded).open(), key="summary")  # fmt: skip


def tell(window: QWidget, shell: Shell, batch_id: int, failed: int, loaded: Loaded | None) -> None:
    """Where rows could not come in, show which and why."""
    if failed:
        show_summary(window, shell, batch_id, loaded)


def save_errors(window: QWidget, shell: Shell, loaded: Loaded) -> None:
    """Ask where the rows in error are to go, and write them."""
    from services import import_errors

    reading, prepared = loaded.reading, loaded.prepared
    failed = [row for row, _cell, _code in prepared.head.failed]
    wrong = import_errors.rows_in_error(reading, (*reading.problems, *prepared.doubts), failed)
    stem = Path(reading.file).stem
    name = _("{file}, rows in error").format(file=stem)
    path, _filter = QFileDialog.getSaveFileName(window, _("Save the rows in error"), f"{name}.xlsx", "Excel (*.xlsx)")
    if path:
        said = _("{file} is saved: put the rows right there, and drop it here again.").format(file=Path(path).name)
        shell.read(window, lambda: import_errors.save_errors(loaded.shown, reading, wrong, Path(path)),
                   lambda _count: shell.toast(said), key="errors")  # fmt: skip


def take_back(
    window: QWidget, shell: Shell, kind: str, batch_id: int, done: Callable[[], None], button: QWidget | None = None
) -> None:  # fmt: skip
    """Take a whole file back; what stays is named."""
    from services.import_undo import TAKE_BACK, TakenBack

    def gone(said: TakenBack) -> None:
        if kind == "orders":
            text = ngettext("{count} order is taken back; the file can be imported anew.",
                            "{count} orders are taken back; the file can be imported anew.", said.gone)  # fmt: skip
        else:
            text = ngettext("{count} row is taken back; the file can be imported anew.",
                            "{count} rows are taken back; the file can be imported anew.", said.gone)  # fmt: skip
        told = [text.format(count=f"{said.gone:,}")]
        if said.kept:
            stays = ngettext("{count} stays, because something followed from it: {names}.",
                             "{count} stay, because something followed from them: {names}.", said.kept)  # fmt: skip
            told.append(stays.format(count=f"{said.kept:,}", names=_(", ").join(said.named)))
        shell.toast(" ".join(told), error=bool(said.kept))
        done()

    shell.run(window, lambda call: TAKE_BACK[kind](call, batch_id), gone, button=button)
