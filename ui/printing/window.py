"""The print desk: every paper with its station and state, and what a person does about those that did not come out.

    shell.go("printing")                    # what is not certain or failed first, else all
    shell.go("printing", state="failed")

F4 says that it came out, F8 prints it again, F7 prints here what waits elsewhere.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QWidget

from resources.i18n import N_, _, ngettext
from services import print_desk, printing_jobs
from services.listing import Query
from services.print_desk import ERROR_TERMS, REASON_TERMS, Job
from services.unit import Call, Created
from ui.kit.buttons import action_button
from ui.kit.empty import EmptyState
from ui.kit.filter_bar import Saved
from ui.kit.formats import moment
from ui.kit.labels import label, state_chip
from ui.kit.list_pane import ListPane
from ui.kit.panel import KeyFacts
from ui.kit.panel_window import CurrentWindow
from ui.papers.again import ask_why
from ui.papers.words import paper_word
from ui.shell import Shell

SAVED = (("all", N_("All"), ""), ("uncertain", N_("Not certain"), "uncertain"), ("failed", N_("Failed"), "failed"),
         ("queued", N_("Queued"), "queued"))  # fmt: skip
# What a person is told in each state, under the facts.
TOLD = {
    "queued": N_("It is printed as soon as its station's printer takes it."),
    "sending": N_("It is on its way to the printer."),
    "sent": N_("The printer took it. If nothing came out, print it again: the copy is marked."),
    "confirmed": N_("It came out."),
    "failed": N_("It could not be printed. Put right what is wrong, then try again: it stays one copy."),
    "uncertain": N_("The way to the printer broke off. Look at the printer: did it come out?"),
    "replaced": N_("It did not come out; a marked copy was printed in its place."),
}


class PrintDeskWindow(CurrentWindow):
    """See the module."""

    topics = frozenset({"print_jobs"})
    belongs_to = "delivery"
    spare = ("station", "package", "reason")

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Print desk"), _("Every paper: where it is printed, and what came of it"))
        self._reachable = False  # the folder of the current one's file
        saved = [Saved(name, _(term), (("state", state),) if state else ()) for name, term, state in SAVED]
        self.follow(ListPane(
            shell, print_desk.PRINTS.for_actor(shell.actor), Query(), search=_("Delivery, customer or waybill"),
            noun=lambda n: ngettext("{count} paper", "{count} papers", n).format(count=f"{n:,}"), saved=saved,
            empty=EmptyState("printer", _("Nothing was printed yet"),
                             _("Papers appear here when a delivery is packed or somebody prints one.")),
        ))  # fmt: skip

    def activate(self, *, state: str = "", **_where: Any) -> None:
        if state:
            self.pane.bar.set_filters((("state", state),), "")
        elif self.pane.query() is None:
            self.pane.start()
        self.pane.table.setFocus()

    def refresh(self) -> None:
        self.pane.refresh()
        if self.record is not None and not self.panel.isHidden():
            self._read(self.record.id)

    def keys(self) -> list[tuple[str, str]]:
        return [("F4", _("It came out")), ("F8", _("Print again")), ("F7", _("Print here")), ("F5", _("Refresh")),
                ("Ctrl+E", _("Export the list")), ("Ctrl+P", _("Print the list"))]  # fmt: skip

    def read(self, record_id: int) -> tuple[Job | None, bool]:
        """The job, and whether the folder of its file can be reached: a dead share takes long to say."""
        found = print_desk.job(record_id)
        try:
            return found, found is not None and bool(found.file) and Path(found.file).parent.is_dir()
        except OSError:
            return found, False

    def _shown(self, record: tuple[Job | None, bool] | None) -> None:
        found, self._reachable = record or (None, False)
        super()._shown(found)

    def show_record(self, record: Job) -> None:
        package = f"-{record.package}" if record.package and record.kind == "label" else ""
        self.panel.set_head(f"{record.number}{package}", paper_word(record.kind), state_chip("print_job", record.state))
        why = _(REASON_TERMS.get(record.reason, record.reason))
        facts = [
            (_("Station"), record.station or "—"), (_("Asked at"), moment(record.at, self.shell.today())),
            (_("Copy no."), str(record.copy)), (_("Why again"), why or "—"),
        ]  # fmt: skip
        parts: list[QWidget] = [KeyFacts(facts), label(_(TOLD[record.state]), "secondary", wrap=True)]
        if record.file and record.state in ("sent", "confirmed"):
            folder = Path(record.file).parent
            told = _("No printer is chosen for it: it lies as a PDF in the folder “{folder}”.")
            parts[1] = label(told.format(folder=folder.name), "secondary", wrap=True)
            parts[1].setToolTip(str(folder))
        if record.error:
            parts.insert(1, label(_(ERROR_TERMS.get(record.error, record.error)), "bodyStrong", wrap=True))
        self.panel.set_body(parts)
        self.panel.set_foot(self._verbs(record))

    def _verbs(self, found: Job) -> list[QPushButton]:
        """What can be done about a job in its state, the likely way last."""
        elsewhere = "move" if found.station != self.shell.station else "retry"
        names = {
            "queued": ("drop", elsewhere), "failed": ("drop", elsewhere), "uncertain": ("out", "again"),
            "sent": ("again", "out"), "confirmed": ("again",), "sending": ("out", "again") if found.late else (),
        }.get(found.state, ())  # fmt: skip
        return [self._verb(name) for name in (*(("folder",) if self._reachable else ()), *names)]

    def _verb(self, name: str) -> QPushButton:
        verbs: dict[str, tuple[str, str, str, Callable[[], None]]] = {
            "out": (_("It came out"), "check", "F4", partial(self._settle, came_out=True)),
            "again": (_("Print again"), "printer", "F8", self._again),
            "drop": (_("Give up"), "trash-2", "", partial(self._step, printing_jobs.drop_print)),
            "folder": (_("Show the folder"), "folder-open", "", self._open_folder),
            "retry": (_("Try again"), "refresh-cw", "F8", partial(self._step, printing_jobs.retry_print)),
            "move": (_("Print here"), "monitor", "F7", partial(self._step, print_desk.move_print)),
        }
        term, icon, key, act = verbs[name]
        button = action_button(term, icon, key)
        button.clicked.connect(lambda: act())
        return button

    def _open_folder(self) -> None:
        if self.record is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self.record.file).parent)))

    def _settle(self, *, came_out: bool) -> None:
        self._step(lambda call, job_id: print_desk.settle_print(call, job_id, came_out))

    def _again(self, reason: str = "") -> None:
        """One more copy: for an uncertain one because it did not come out, else for a reason that is asked."""
        found = self.record
        if found is None:
            return
        if found.state in ("uncertain", "sending") or found.kind in print_desk.GOODS:
            self._settle(came_out=False)
            return

        def work(call: Call) -> int:
            return printing_jobs.print_again(call, found.subject, found.kind, found.package, found.wish, reason)

        self.shell.run(self, work, lambda _copy: self.refresh(),
                       failed=lambda error: ask_why(self, self.shell, error, self._again))  # fmt: skip

    def _step(self, step: Callable[[Call, int], Created]) -> None:
        found = self.record
        if found is not None:
            self.shell.run(self, lambda call: step(call, found.id), lambda _made: self.refresh())
