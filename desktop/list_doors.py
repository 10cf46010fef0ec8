"""Ways out of the program for a list: Ctrl+E into a file, Ctrl+P onto the printer chosen for lists, or into a PDF."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from printing.errors import PrinterUnavailable, Unprintable
from printing.papers import PrintedList
from printing.press import apart
from resources.i18n import _, language, ngettext
from services.errors import Refusal, Unavailable
from services.listing import Listing
from ui.kit.jobs import Report
from ui.shell import AskedList, Shell, Working

if TYPE_CHECKING:
    from services.prints import Printer

render_list: Callable[..., bytes] = apart("printing.documents.table_list:render_list")
ENDINGS = (".xlsx", ".csv", ".pdf")


class ListDoors:
    """What `shell.doors` offers. `printers()` gives this PC's printers by kind of paper, on a worker thread."""

    def __init__(self, shell: Shell, folder: Path, printers: "Callable[[], Mapping[str, Printer]]") -> None:
        self._shell, self._folder, self._printers = shell, folder, printers
        self.parent: QWidget | None = None

    def export(self, asked: AskedList) -> None:
        """Ask for the file; what the person may not see is not in it."""
        start = str(self._folder / f"{_(asked.listing.title)}-{self._shell.today():%Y%m%d}.xlsx")
        words = (
            (_("Excel workbook"), ".xlsx", False), (_("Excel workbook, all columns"), ".xlsx", True),
            (_("Text, comma separated"), ".csv", False), (_("PDF, as printed"), ".pdf", False),
        )  # fmt: skip
        kinds = {f"{word} (*{ending})": (ending, everything) for word, ending, everything in words}
        name, kind = QFileDialog.getSaveFileName(self.parent, _("Export the list"), start, ";;".join(kinds))
        if not name:
            return
        ending, everything = kinds.get(kind, (".xlsx", False))
        path = Path(name) if Path(name).suffix.lower() in ENDINGS else Path(f"{name}{ending}")
        if path.suffix.lower() == ".pdf":
            self._run(asked, path.name, lambda report: self._to_file(asked, path, report), self._laid_out)
        else:
            self.write(asked, path, everything=everything)

    def write(self, asked: AskedList, path: Path, *, everything: bool = False) -> None:
        """Write a workbook or text file with the columns shown, or all, on a reader thread."""
        from services.exporting import export
        from services.list_paper import chosen

        allowed: Listing = asked.listing.for_actor(self._shell.actor)
        listing = allowed if everything else chosen(allowed, asked.columns)
        self._run(asked, path.name,
                  lambda report: export(listing, asked.query, path, _, report, allowed.count(asked.query)),
                  partial(self._written, path))  # fmt: skip

    def print_list(self, asked: AskedList) -> None:
        """Lay the list out, and hand it to the printer for lists."""
        self._run(asked, _(asked.listing.title), lambda report: self._to_printer(asked, report), self._laid_out)

    def print_paper(self, name: str, make: Callable[[], PrintedList]) -> None:
        """Lay out a list that is none of the program's own, and hand it to the printer for lists."""
        self.print_pdf(name, lambda: render_list(make(), language()))

    def print_pdf(self, name: str, make: Callable[[], bytes]) -> None:
        """Hand a paper that is made on a worker thread to the printer for lists."""
        self._shell.jobs.read_long(
            self._shell, lambda _report: self._print(name, make()), partial(self._handed_over, name),
            key=("paper", name), failed=partial(self._failed, partial(self.print_pdf, name, make)),
        )  # fmt: skip

    def _run(self, asked: AskedList, what: str, work: Callable[[Report], Any], done: Callable[[Any], None]) -> None:
        shell = self._shell
        job = shell.jobs.read_long(
            shell, work, done, key=("list", asked.listing.name, what),
            failed=partial(self._failed, partial(self._run, asked, what, work, done)),
        )  # fmt: skip
        shell.working.emit(Working(_("Writing {file}").format(file=what), job, True))

    def _failed(self, again: Callable[[], None], error: Exception) -> None:
        self._shell.errors.show(self.parent, error, again=again)

    # on a worker thread

    def _pdf(self, asked: AskedList, report: Report) -> bytes:
        from services.list_paper import printed_list

        shell = self._shell
        listing = asked.listing.for_actor(shell.actor)
        paper = printed_list(
            listing, asked.query, asked.columns, _, report, title=_(asked.listing.title), by=shell.actor.name,
            at=shell.clock().astimezone(), told=asked.told,
        )  # fmt: skip
        try:
            return render_list(paper, language())
        except Unprintable as error:
            raise Refusal("not_printable", number=paper.title, reason=error.code) from error

    def _to_file(self, asked: AskedList, path: Path, report: Report) -> str:
        from services.exporting import placed

        pdf = self._pdf(asked, report)
        report.check()
        with placed(path) as draft:
            draft.write_bytes(pdf)
        return str(path)

    def _to_printer(self, asked: AskedList, report: Report) -> str:
        pdf = self._pdf(asked, report)
        report.check()
        return self._print(_(asked.listing.title), pdf)

    def _print(self, name: str, pdf: bytes) -> str:
        from services.prints import Paper

        now = self._shell.clock().astimezone()
        paper = Paper("list", f"{name}-{now:%Y%m%d-%H%M}", pdf)
        try:
            return self._printers()["list"].print(paper).path
        except PrinterUnavailable as error:
            reason = str(error.data.get("reason") or error.data.get("printer") or error.code)
            raise Unavailable("list_not_printed", reason=reason) from error

    # back on the UI thread

    def _laid_out(self, file: str) -> None:
        """Say where the paper went; a file is shown, ready to be looked at and printed."""
        if not file:
            self._shell.toast(_("The list is at the printer."))
            return
        self._shell.toast(_("The list is in {file}.").format(file=file))
        QDesktopServices.openUrl(QUrl.fromLocalFile(file))

    def _handed_over(self, name: str, file: str) -> None:
        """The same of a paper that is no list, by its name."""
        if not file:
            self._shell.toast(_("“{name}” is at the printer.").format(name=name))
            return
        self._shell.toast(_("“{name}” is in {file}.").format(name=name, file=file))
        QDesktopServices.openUrl(QUrl.fromLocalFile(file))

    def _written(self, path: Path, count: int) -> None:
        text = ngettext("{count} row is in {file}.", "{count} rows are in {file}.", count)
        self._shell.toast(text.format(count=count, file=path))
