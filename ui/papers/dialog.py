"""Print with choices: which paper, what size, with prices or without, how many, in what language, on what printer.

    subject = Subject(("note", "picklist"), "DN-20260305-0017", 7, customer_id=3, customer="Corner Shop")
    dialog = PrintDialog(self, shell, subject, printers)      # `printers()` names the system's, where it knows any
    dialog.queued.connect(...)                                # it stands in the print queue
    dialog.open()
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from printing.press import apart
from resources.i18n import PAPER_LANGUAGES, _, language
from services import label_templates, papers, printing_jobs
from services.errors import Refusal
from services.label_templates import Template
from services.printing_jobs import LABELS, MOST_COPIES, SIZES, Usual, Wish
from services.unit import Call
from ui.kit.buttons import icon_button, set_text
from ui.kit.dialog import Dialog
from ui.kit.fields import CheckField, ChoiceField, IntField, TextField
from ui.kit.forms import Form
from ui.kit.labels import boxed, column, label, row
from ui.kit.page_view import PageView, Sheet, page_count, picture, to_image, write_file
from ui.papers.again import ask_why, each_once
from ui.papers.printer import queued
from ui.papers.words import paper_word, size_word, template_word
from ui.shell import Shell

repeated: Callable[..., bytes] = apart("printing.raster:repeated")
WIDTH, PAGE_WIDTH, PAGE_HIGH = 860, 400, 460
DPI = 203
MONTHS = 24
SEALED = ("note", "statement")
HERE, FILE = "", "\n"
SHOWN = 24  # labels on the page shown, however many are asked for


@dataclass(frozen=True, slots=True)
class Subject:
    """What is printed: kinds of paper there are of it, the number papers go by, the id that jobs name.

    `packages` are those a label is printed for; a product's has its lots to choose from. `handover` is the list a
    delivery was taken along with, (id, number), which is a paper of its own.
    """

    kinds: tuple[str, ...]
    number: str
    id: int
    packages: tuple[int, ...] = ()
    customer_id: int = 0
    customer: str = ""
    handover: tuple[int, str] | None = None


def month_of(at: int) -> str:
    """2026-03, for months counted from the year 0."""
    return f"{at // 12}-{at % 12 + 1:02}"


class PrintDialog(Dialog):
    """See the module."""

    queued = Signal()

    def __init__(
        self,
        parent: QWidget,
        shell: Shell,
        subject: Subject,
        printers: Callable[[], list[str]] | None = None,
        kind: str = "",
    ) -> None:
        super().__init__(parent, _("Print {number}").format(number=subject.number), width=WIDTH)
        self._shell, self._subject = shell, subject
        self._sheet: Sheet | None = None
        self._usual: Usual | None = None
        self._lots: dict[int, str] = {}
        self._templates: dict[str, Template] = {}
        self._laid_out: Callable[..., bytes] = papers.render
        self.form = self._make_form(kind if kind in subject.kinds else subject.kinds[0], printers)
        self.page, self._numbers = PageView(), label("", "secondary")
        self._previous = icon_button(_("Page before"), "chevron-left")
        self._next = icon_button(_("Page after"), "chevron-right")
        self._lay_out()
        self.verb = self.buttons(_("Print"), self.submit)
        self._kind_chosen()

    def _make_form(self, kind: str, printers: Callable[[], list[str]] | None) -> Form:
        form, subject = Form(columns=1), self._subject
        kinds = ChoiceField([(each, paper_word(each)) for each in subject.kinds])
        kinds.set_value(kind)
        form.add("kind", _("Paper"), kinds)
        form.add("size", _("Size"), ChoiceField())
        form.add("lot", _("Lot"), ChoiceField([(0, _("Without a lot"))]))
        prices = [(None, ""), (True, _("With prices")), (False, _("Without prices"))]
        form.add("prices", _("Prices"), ChoiceField(prices))
        form.add("keep", "", CheckField(_("Always like this for {customer}").format(customer=subject.customer)))
        tongues = [("", ""), *PAPER_LANGUAGES.items()]
        form.add("language", _("Language"), ChoiceField(tongues))
        day = self._shell.today()
        months = [day.year * 12 + day.month - 1 - back for back in range(MONTHS)]
        form.add("month", _("Month"), ChoiceField([(at // 12 * 100 + at % 12 + 1, month_of(at)) for at in months]))
        form.add("seal", "", CheckField(_("With the company's seal")))
        form.add("vehicle", _("Vehicle and driver"), TextField(_("As the hand-over list says"), longest=60))
        form.add("start", _("First place on the sheet"), IntField(1, 1200, example="1"), required=True)
        form.add("copies", _("Copies"), IntField(1, MOST_COPIES, example="1"), required=True)
        names = printers() if printers is not None else []
        ways = [(HERE, _("As set for this PC")), *((name, name) for name in names), (FILE, _("A PDF file"))]
        form.add("printer", _("Printer"), ChoiceField(ways))
        form.set_values({"start": 1, "copies": 1, "printer": HERE, "language": ""})
        form.editor("kind").edited.connect(self._kind_chosen)
        form.editor("printer").edited.connect(self._printer_chosen)
        for name in ("size", "lot", "month", "prices", "language", "seal", "vehicle", "start", "copies"):
            form.editor(name).edited.connect(self._draw)
        return form

    def _lay_out(self) -> None:
        self._previous.clicked.connect(partial(self._turn, -1))
        self._next.clicked.connect(partial(self._turn, 1))
        self.page.turned.connect(self._turn)
        self.page.setFixedWidth(PAGE_WIDTH)
        turn = row(None, self._previous, self._numbers, self._next, None, gap=4)
        shown = boxed(column(row(None, self.page, None, gap=0), turn, None, gap=6))
        shown.setFixedSize(PAGE_WIDTH, PAGE_HIGH)
        line = row(self.form, shown, gap=24)
        line.setAlignment(self.form, Qt.AlignmentFlag.AlignTop)
        line.setStretch(0, 1)
        self.body.addLayout(line)

    # choices

    def _what(self) -> tuple[int, str]:
        """The id and the number of the paper chosen."""
        subject, kind = self._subject, self._value("kind")
        if kind == "handover" and subject.handover is not None:
            return subject.handover
        if kind == "statement":
            month = self._value("month")
            return subject.id, f"{subject.number}/{month // 100}-{month % 100:02}"
        return subject.id, "/".join(filter(None, [subject.number, self._lots.get(self._value("lot"), "")]))

    def _value(self, name: str) -> Any:
        return self.form.editor(name).value()

    def _kind_chosen(self) -> None:
        """Sizes of this paper, the one in this PC's printer first chosen; prices only where there is money."""
        kind = self._value("kind")
        size = self.form.editor("size")
        self._templates = {}
        if kind in LABELS:
            size.set_choices([("", "")])
            self._shell.read(self, lambda: label_templates.templates(kind), partial(self._templates_known, kind),
                             key="templates")  # fmt: skip
        else:
            size.set_choices([(each, size_word(each)) for each in SIZES[kind]])
            kept = self._paper_in_printer()
            size.set_value(kept if kept in SIZES[kind] else SIZES[kind][0])
        priced = kind == "note" and bool(self._subject.customer_id)
        keeps = priced and self._shell.may("customers.edit")
        for name, there in (("lot", kind in ("product", "lot")), ("prices", priced), ("keep", keeps),
                            ("vehicle", kind == "note"), ("month", kind == "statement"),
                            ("seal", kind in SEALED and self._shell.may(printing_jobs.SEAL)),
                            ("start", False)):  # fmt: skip
            self.form.editor(name).parentWidget().setVisible(there)
        if kind in ("product", "lot"):
            product = self._subject.id
            self._shell.read(self, lambda: printing_jobs.lots_of(product), self._lots_known, key="lots")
        if self._usual is None:
            customer = self._subject.customer_id
            self._shell.read(self, lambda: printing_jobs.usual_for(customer), self._usual_known, key="usual")
        else:
            self._draw()

    def _paper_in_printer(self) -> str:
        kind = self._value("kind")
        kept = self._shell.settings.get(f"printer.{kind}", None) or {}
        return str(kept.get("size", ""))

    def _templates_known(self, kind: str, found: tuple[Template, ...]) -> None:
        """Any template can be asked for; nothing asked is the company's choice, in the size that is in the printer."""
        if kind != self._value("kind"):
            return  # another paper was chosen meanwhile
        self._templates = {each.key: each for each in found}
        usual = next((template_word(each) for each in found if each.used), "")
        pairs = [(each.key, template_word(each)) for each in found]
        self.form.editor("size").set_choices([("", _("As usual: {language}").format(language=usual)), *pairs])
        self._several()

    def _lots_known(self, lots: tuple[tuple[int, str], ...]) -> None:
        self._lots = dict(lots)
        self.form.editor("lot").set_choices([(0, _("Without a lot")), *lots])

    def _usual_known(self, usual: Usual) -> None:
        """Say what nothing chosen means."""
        self._usual = usual
        shown = _("As usual: with prices") if usual.prices else _("As usual: without prices")
        field = self.form.editor("prices")
        field.set_choices([(None, shown), (True, _("With prices")), (False, _("Without prices"))])
        tongue = _("As usual: {language}").format(language=PAPER_LANGUAGES.get(usual.language, usual.language))
        self.form.editor("language").set_choices([("", tongue), *PAPER_LANGUAGES.items()])
        self._draw()

    def _printer_chosen(self) -> None:
        set_text(self.verb, _("Save PDF") if self._value("printer") == FILE else _("Print"), "Ctrl+Return")

    # the page

    def _draw(self) -> None:
        kind, size, prices = self._value("kind"), self._value("size"), self._value("prices")
        size = size or self._paper_in_printer()
        number, owed, vehicle = self._what()[1], self._shell.may("credit.view"), self._value("vehicle")
        tongue = self._value("language") or (self._usual.language if self._usual else language())
        copies, start = self._several()
        self._laid_out = partial(papers.render, kind, number, dpi=DPI, language=tongue, size=size, prices=prices,
                                 owed=owed, vehicle=vehicle, start=start, seal=self._sealed())  # fmt: skip
        wide, make = PAGE_WIDTH * self.devicePixelRatioF(), self._laid_out

        def work() -> Sheet:
            pdf = make(copies=min(copies, SHOWN))
            return Sheet(pdf, page_count(pdf), 0, picture(pdf, 0, wide))

        self._shell.jobs.read(self, work, self._drawn, key="page", failed=self._not_drawn)

    def _sealed(self) -> bool:
        """Whether the paper bears the company's seal: asked for, by who may, on a paper that has a place for it."""
        may = self._value("kind") in SEALED and self._shell.may(printing_jobs.SEAL)
        return bool(may and self._value("seal"))

    def _several(self) -> tuple[int, int]:
        """How many labels, and the place on a sheet of the first: labels are counted and fill sheets."""
        asked = self._templates.get(self._value("size"))
        on_sheets = asked.paper if asked else any(each.used and each.paper for each in self._templates.values())
        self.form.editor("start").parentWidget().setVisible(on_sheets)
        if self._value("kind") not in LABELS:
            return 1, 1
        return self._value("copies") or 1, (self._value("start") or 1) if on_sheets else 1

    def _turn(self, by: int) -> None:
        sheet = self._sheet
        if sheet is None or not 0 <= sheet.page + by < sheet.pages:
            return
        page, wide = sheet.page + by, PAGE_WIDTH * self.devicePixelRatioF()
        self._shell.read(self, lambda: replace(sheet, page=page, picture=picture(sheet.pdf, page, wide)), self._drawn,
                         key="page")  # fmt: skip

    def _drawn(self, sheet: Sheet) -> None:
        self._sheet = sheet
        high = PAGE_WIDTH * sheet.picture.height / sheet.picture.width
        fits = min(1.0, (PAGE_HIGH - 50) / high)
        self.page.setFixedSize(round(PAGE_WIDTH * fits), round(high * fits))
        self.page.show_image(to_image(sheet.picture))
        self._numbers.setText(f"{sheet.page + 1} / {sheet.pages}")
        self._previous.setEnabled(sheet.page > 0)
        self._next.setEnabled(sheet.page + 1 < sheet.pages)
        self._can(True)

    def _not_drawn(self, error: Exception) -> None:
        self._sheet = None
        if not isinstance(error, Refusal):
            self._shell.jobs.on_error(self, error)
            return
        self.page.show_image(None, self._shell.errors.text(error))
        self._numbers.setText("")
        self._can(False)

    def _can(self, there: bool) -> None:
        self.verb.setEnabled(there)

    # printing

    def submit(self) -> None:
        if not self.form.valid():
            return
        if self._value("printer") == FILE:
            self._save()
        else:
            self._print()

    def _print(self, reason: str = "", printed: dict[int, int] | None = None) -> None:
        """Each package of a label is a paper of its own; those `printed` before a reason was asked for are done."""
        values, subject = self.form.values(), self._subject
        kind, (paper_id, _number) = values["kind"], self._what()
        wish = Wish(values["size"], values["prices"] if kind == "note" else None, values["language"], values["copies"],
                    values["printer"], values["vehicle"] if kind == "note" else "",
                    self._several()[1], self._sealed())  # fmt: skip
        packages = subject.packages if kind in ("label", "carton") else (0,)
        done = printed or {}
        keep = kind == "note" and values["keep"]

        def work(call: Call) -> int:
            if kind == "statement":
                return printing_jobs.print_statement(call, subject.id, values["month"], wish)
            if kind in ("product", "lot"):
                return printing_jobs.print_product(call, subject.id, values["lot"] or 0, wish, kind)
            each_once(packages, done, lambda package: printing_jobs.print_again(
                part(call, f"p{package}"), paper_id, kind, package, wish, reason
            ))  # fmt: skip
            if keep:
                printing_jobs.keep_prices(part(call, "keep"), subject.customer_id, values["prices"])
            return len(done)

        def why(error: Exception) -> bool:
            return ask_why(self, self._shell, error, lambda reason: self._print(reason, done))

        self._shell.run(self, work, self._queued, button=self.verb, failed=why)

    def _queued(self, _papers: int) -> None:
        told = _("{paper} {number} is in the print queue.")
        kind = self._value("kind")
        said = told.format(paper=paper_word(kind), number=self._what()[1])
        self._shell.toast(queued(self._shell, kind, said))
        self.queued.emit()
        self.accept()

    def _save(self) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        name = f"{self._what()[1]}-{self._value('kind')}.pdf".replace("/", "-")
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save PDF"), name, "PDF (*.pdf)")
        if not chosen:
            return
        path, copies, make = Path(chosen), self._value("copies"), self._laid_out
        labels = self._value("kind") in LABELS

        def work() -> Path:
            return write_file(path, make(copies=copies) if labels else repeated(sheet.pdf, copies))

        self._shell.read(self, work, self._saved, key="save")

    def _saved(self, path: Path) -> None:
        self._shell.toast(_("{file} is saved.").format(file=path.name))
        self.accept()


def part(call: Call, name: str) -> Call:
    """One of several steps under one press: each has a request id that a retry keeps."""
    return replace(call, request_id=f"{call.request_id}.{name}")
