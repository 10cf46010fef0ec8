"""The papers of a delivery at its right: the labels, the delivery note and the pick list as they will be printed.

preview = PaperPreview(shell)
preview.show_view(view)               # draws the paper chosen, off the UI thread
preview.choose("note")
preview.print_now("note")             # queues one more copy, marked as a reprint
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from printing.pictures import Picture
from resources.i18n import _, language
from services import papers, printing_jobs
from services.delivery_views import DeliveryView
from services.errors import Refusal
from services.printing_jobs import LABELS, SIZES
from services.unit import Call
from ui.delivery.words import PAPERS
from ui.kit.buttons import action_button, icon_button
from ui.kit.dialog import Dialog
from ui.kit.labels import Chip, ElidedLabel, boxed, column, ground, label, row, state_chip, vline
from ui.kit.page_view import PageView, Sheet, page_count, picture, to_image, write_file
from ui.kit.panel import clear
from ui.kit.pills import PillRow
from ui.papers.again import ask_why, each_once
from ui.papers.dialog import PrintDialog, Subject
from ui.papers.printer import queued
from ui.papers.words import size_word
from ui.shell import Shell
from ui.theme import theme

DPI = 203
EDGE = 16
BIG = 760


class PaperPreview(QWidget):
    """See the module."""

    printed = Signal()

    def __init__(self, shell: Shell, printers: Callable[[], list[str]] | None = None) -> None:
        super().__init__()
        ground(self, "panel")
        self._shell, self._printers = shell, printers
        self._view: DeliveryView | None = None
        self._kind, self._sheet, self._told = "label", None, ()  # type: str, Sheet | None, tuple[object, ...]
        self.kinds = PillRow((EDGE - 10, 4))
        for kind, term in PAPERS.items():
            self.kinds.add(kind, _(term))
        self._before = icon_button(_("Page before"), "chevron-left")
        self._after = icon_button(_("Page after"), "chevron-right")
        self._page = label("", "secondary")
        self._page.setMinimumWidth(34)
        self._page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = label(_("Preview"), "section")
        self.page = PageView()
        self._hint, self._chips = label("", "caption", wrap=True), row(gap=6)
        self.print_button = action_button(_("Print all"), "printer", "Ctrl+P")
        self.save_button = action_button(_("Save PDF"), "download")
        self.choose_button = action_button(_("Print…"), "file-text", "Ctrl+Alt+P")
        self._lay_out()
        self._connect()
        self.set_width(theme.px("width.labelPreview"))

    def _lay_out(self) -> None:
        head = row(self._title, None, self._before, self._page, self._after, gap=0, margins=(EDGE, 2, 8, 4))
        body = column(self.page, self._hint, self._chips, gap=10, margins=(EDGE, 0, EDGE, 0))
        buttons = row(gap=8, margins=(EDGE, 10, EDGE, 12))
        buttons.addWidget(self.print_button, 1)
        buttons.addWidget(self.save_button, 0)
        more = row(gap=8, margins=(EDGE, 0, EDGE, 12))
        more.addWidget(self.choose_button, 1)
        inner = column(6, self.kinds, head, body, buttons, more, None, gap=2)
        whole = row(vline(), gap=0)
        whole.addLayout(inner, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.kinds.chosen.connect(self.choose)
        self._before.clicked.connect(lambda: self._turn(-1))
        self._after.clicked.connect(lambda: self._turn(1))
        self.page.turned.connect(self._turn)
        self.page.pressed.connect(self._enlarge)
        self.print_button.clicked.connect(lambda: self.print_now(self._kind))
        self.save_button.clicked.connect(self.save)
        self.choose_button.clicked.connect(self.ask)

    def set_width(self, width: int) -> None:
        self.setFixedWidth(width)

    # what the window calls

    def kind(self) -> str:
        return self._kind

    def show_view(self, view: DeliveryView | None) -> None:
        self._view = view
        for kind in PAPERS:
            self.kinds.pill(kind).setEnabled(view is not None and kind in view.papers)
        if view is not None and view.papers and self._kind not in view.papers:
            self._kind = "label" if "label" in view.papers else view.papers[0]
        self._show()

    def choose(self, kind: str) -> None:
        self._kind = kind
        self._show()

    def print_now(self, kind: str, reason: str = "", printed: dict[int, int] | None = None) -> None:
        """Each page of a paper; one that was printed before is asked why, and marked as a reprint.

        Those `printed` until then are done.
        """
        view = self._view
        if view is None or kind not in view.papers:
            return
        packages = [package.number for package in view.packages] if kind == "label" else [0]
        done = printed or {}

        def work(call: Call) -> list[int]:
            each_once(packages, done, lambda package: printing_jobs.print_again(
                replace(call, request_id=f"{call.request_id}.{package}"), view.id, kind, package, reason=reason
            ))  # fmt: skip
            return list(done.values())

        def why(error: Exception) -> bool:
            return ask_why(self, self._shell, error, lambda reason: self.print_now(kind, reason, done))

        self._shell.run(
            self, work, lambda copies: self._queued(kind, view.number, copies), button=self.print_button, failed=why
        )  # fmt: skip

    def save(self) -> None:
        """Write the paper shown into a file of one's choice."""
        sheet, view = self._sheet, self._view
        if sheet is None or view is None:
            return
        name = f"{view.number}-{self._kind}.pdf"
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save PDF"), name, "PDF (*.pdf)")
        if chosen:
            path = Path(chosen)
            self._shell.read(self, lambda: write_file(path, sheet.pdf), self._saved, key="save")

    def ask(self) -> None:
        """Print with choices: another size, with or without prices, copies, a printer, a file."""
        view = self._view
        if view is None or not view.papers:
            return
        packages = tuple(package.number for package in view.packages)
        kinds = (*view.papers, "handover") if view.handover else view.papers
        if "label" in kinds:
            kinds = ("label", "carton", *(kind for kind in kinds if kind != "label"))
        subject = Subject(kinds, view.number, view.id, packages=packages, customer_id=view.customer_id,
                          customer=view.customer, handover=view.handover)  # fmt: skip
        dialog = PrintDialog(self, self._shell, subject, self._printers, kind=self._kind)
        dialog.queued.connect(self.printed)
        dialog.open()

    # drawing

    def _show(self) -> None:
        view = self._view
        self.kinds.check(self._kind)
        self._fill_chips()
        there = view is not None and self._kind in view.papers
        if view is None or not there:
            self._told, self._sheet = (), None
            self.page.show_image(None, self._why_none(view))
            self._numbers()
            return
        told = (view.number, view.version, self._kind, self.paper_size(), language())
        if told != self._told:
            self._told = told
            self._draw(view.number, self._kind)
        self._numbers()

    def _draw(self, number: str, kind: str) -> None:
        code, wide, size = language(), self._pixels(self.width() - 2 * EDGE - 1), self.paper_size()
        owed = self._shell.may("credit.view")

        def work() -> Sheet:
            pdf = papers.render(kind, number, dpi=DPI, language=code, size=size, owed=owed)
            return Sheet(pdf, page_count(pdf), 0, picture(pdf, 0, wide))

        self._shell.jobs.read(self, work, self._drawn, key="paper", failed=self._not_drawn)

    def _pixels(self, width: int) -> float:
        """How many pixels `width` points of the screen are."""
        return width * self.devicePixelRatioF()

    def paper_size(self) -> str:
        """The paper that lies in this PC's printer for the kind shown; "" where a label's template says it."""
        kept = (self._shell.settings.get(f"printer.{self._kind}", None) or {}).get("size", "")
        usual = "" if self._kind in LABELS else SIZES[self._kind][0]
        return kept if kept in SIZES[self._kind] else usual

    def _drawn(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.page.show_image(to_image(sheet.picture))
        self._numbers()

    def _not_drawn(self, error: Exception) -> None:
        self._sheet, self._told = None, ()
        if isinstance(error, Refusal):
            self.page.show_image(None, self._shell.errors.text(error))
            self._numbers()
        else:
            self._shell.jobs.on_error(self, error)

    def _turn(self, by: int) -> None:
        sheet = self._sheet
        if sheet is None or not 0 <= sheet.page + by < sheet.pages:
            return
        page, wide = sheet.page + by, self._pixels(self.width() - 2 * EDGE - 1)
        self._shell.read(self, lambda: replace(sheet, page=page, picture=picture(sheet.pdf, page, wide)), self._drawn,
                         key="paper")  # fmt: skip

    def _numbers(self) -> None:
        """Page numbers, what can be pressed, and the line below."""
        sheet = self._sheet
        pages, page = (sheet.pages, sheet.page) if sheet else (0, 0)
        self._page.setText(f"{page + 1} / {pages}" if pages else "")
        self._before.setEnabled(page > 0)
        self._after.setEnabled(page + 1 < pages)
        self.print_button.setEnabled(bool(pages))
        self.save_button.setEnabled(bool(pages))
        self.choose_button.setEnabled(bool(self._view and self._view.papers))
        size = size_word(self.paper_size()) if self.paper_size() else ""
        told = " • ".join(filter(None, [size, "203 dpi" if self._kind == "label" else ""]))
        self._hint.setText(told if pages else "")
        self._hint.setVisible(bool(pages))
        text = _("{paper}, page {page} of {pages}").format(paper=_(PAPERS[self._kind]), page=page + 1, pages=pages)
        self.page.setAccessibleName(text if pages else self._why_none(self._view))

    def _why_none(self, view: DeliveryView | None) -> str:
        if view is None:
            return _("Choose a delivery to see its papers.")
        if view.state == "cancelled":
            return _("A cancelled delivery has no papers.")
        if self._kind == "label":
            return _("The labels are there once goods are in packages.")
        return _("The pick list is there once the delivery is released.")

    def _fill_chips(self) -> None:
        clear(self._chips)
        printed = next((each for each in self._view.printed if each.kind == self._kind), None) if self._view else None
        if printed is None:
            return
        if not printed.file:
            self._chips.addWidget(state_chip("print_job", printed.state))
            self._chips.addStretch(1)
            return
        self._chips.addWidget(Chip(_("Saved as PDF"), "file-text", "neutral"))
        where = printed.file if printed.station in ("", self._shell.station) else f"{printed.station}: {printed.file}"
        self._chips.addWidget(ElidedLabel(where, "caption"), 1)

    # what came of it

    def _queued(self, kind: str, number: str, copies: list[int]) -> None:
        told, most = _("{paper} {number} is in the print queue."), max(copies)
        if most > 1:
            told = _("{paper} {number} is in the print queue again, marked as copy {copy}.")
        said = told.format(paper=_(PAPERS[kind]), number=number, copy=most)
        self._shell.toast(queued(self._shell, kind, said))
        self.printed.emit()

    def _saved(self, path: Path) -> None:
        self._shell.toast(_("{file} is saved.").format(file=path.name))

    def _enlarge(self) -> None:
        sheet, view = self._sheet, self._view
        if sheet is None or view is None:
            return
        wide = self._pixels(BIG)
        show: Callable[[Picture], None] = self._large
        self._shell.read(self, lambda: picture(sheet.pdf, sheet.page, wide), show, key="large")

    def _large(self, drawn: Picture) -> None:
        view = self._view
        if view is None:
            return
        dialog = Dialog(self, f"{_(PAPERS[self._kind])} {view.number}", width=BIG + 48)
        page = PageView()
        page.setFixedSize(BIG, round(BIG * drawn.height / drawn.width))
        page.show_image(to_image(drawn))
        page.pressed.connect(dialog.reject)
        dialog.body.addWidget(boxed(row(page)))
        dialog.open()
        page.setFocus(Qt.FocusReason.OtherFocusReason)
