"""The page of printers: which prints what at this PC, a test print for each, and papers that wait.

    page = PrintersPage(shell, control_sheet, bench)      # `bench` is desktop's, see Bench
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QWidget

from resources.i18n import N_, _, language
from services import print_desk, printing_jobs, prints
from services.print_desk import ERROR_TERMS
from services.printing_jobs import SIZES
from services.prints import Stuck
from services.unit import Call, Created
from ui.kit.buttons import action_button
from ui.kit.fields import CheckField, ChoiceField, IntField, TextField
from ui.kit.formats import moment
from ui.kit.forms import Form
from ui.kit.labels import ElidedLabel, boxed, clear, column, hline, label, row
from ui.kit.panel import section
from ui.kit.states import state_look
from ui.papers.words import JOBS, PAPERS, size_word
from ui.settings import words
from ui.settings.pages import Page
from ui.shell import Shell

# What can be done about a paper of which nobody knows whether it came out, and about one that waits or failed.
UNSURE: tuple[tuple[str, str, Callable[[Call, int], Created]], ...] = (
    (N_("It came out"), "check", partial(print_desk.settle_print, came_out=True)),
    (N_("Print again"), "printer", partial(print_desk.settle_print, came_out=False)),
)
WAITING: tuple[tuple[str, str, Callable[[Call, int], Created]], ...] = (
    (N_("Try again"), "printer", printing_jobs.retry_print), (N_("Give up"), "trash-2", printing_jobs.drop_print),
)
LABELS = ("tcp", "cups", "spooler")
DRAWN = ("system", *LABELS)
# The fields that only label printers have, and those of every printer; darkness and speed are the printer's own until
# they are set.
OF_LABELS = ("language", "dpi", "gap", "darkness", "speed", "encoding", "cutter")
OF_DRAWN = ("right", "down", "asks")
USUAL = {
    "way": "folder", "name": "", "language": "zpl", "dpi": 203, "right": 0.0, "down": 0.0, "gap": 2, "darkness": None,
    "speed": None, "encoding": "z64", "cutter": False, "asks": False,
}  # fmt: skip
ENCODINGS = (("z64", N_("Smallest (Z64)")), ("acs", N_("For older printers (ACS)")), ("hex", N_("Plain hex")))


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a test print: `trouble` one of ERROR_TERMS or "", whether it was `sent`, whether the printer
    `answers` how it is, the `file` it became, and the `reason` in the system's words."""

    trouble: str = ""
    sent: bool = False
    answers: bool = False
    file: str = ""
    reason: str = ""


class Bench(Protocol):
    """Finds and tries printers. Only `names` is quick."""

    def names(self) -> list[str]: ...
    def nearby(self) -> list[str]: ...
    def test(self, kind: str, setting: Mapping[str, Any], language: str) -> Tried: ...


class PrintersPage(Page):
    """See the module."""

    def __init__(
        self, shell: Shell, control_sheet: Callable[[], None] | None = None, bench: Bench | None = None
    ) -> None:
        super().__init__(shell)
        self.forms: dict[str, Form] = {}
        self._said: dict[str, ElidedLabel] = {}
        self._bench = bench
        self._known = bench.names() if bench is not None else []
        self._find()
        for kind, term in PAPERS.items():
            self._add(kind, _(term))
        save = action_button(_("Save"), "check", "Ctrl+Return", "main")
        save.clicked.connect(self.save)
        self.inside.addLayout(row(save, None))
        if control_sheet is not None:
            sheet = action_button(_("Print the sheet of scanner commands"), "scan-barcode")
            sheet.clicked.connect(control_sheet)
            self.inside.addWidget(section(_("At the bench")))
            self.inside.addLayout(row(sheet, None))
        self.inside.addWidget(section(_("Papers that wait")))
        self._waiting = column(gap=0)
        self.inside.addLayout(self._waiting)
        desk = action_button(_("All papers: the print desk"), "printer")
        desk.clicked.connect(lambda: shell.go("printing"))
        desk.setVisible(shell.may("deliveries.view"))
        self.inside.addLayout(row(desk, None))

    # finding

    def _find(self) -> None:
        """What printers there are, by their names and addresses."""
        self.found = label("", "secondary", wrap=True)
        self.find_button = action_button(_("Find printers in the network"), "search")
        self.find_button.clicked.connect(self._look)
        self.find_button.setVisible(self._bench is not None)
        self.inside.addWidget(section(_("Printers found"), line=False))
        self.inside.addWidget(self.found)
        self.inside.addLayout(row(self.find_button, None))
        self._tell_known()

    def _tell_known(self) -> None:
        told = ", ".join(self._known) if self._known else _("None yet: install one in the system, or look for one.")
        self.found.setText(told)
        for form in self.forms.values():
            self._offer(form.editor("name"))

    def _look(self) -> None:
        bench = self._bench
        if bench is not None:
            self.find_button.setEnabled(False)
            self.found.setText(_("Looking for printers in this PC's network…"))
            self.shell.read(self, bench.nearby, self._looked, key="nearby")

    def _looked(self, found: list[str]) -> None:
        self.find_button.setEnabled(True)
        self._known += [each for each in found if each not in self._known]
        self._tell_known()

    def _offer(self, field: TextField) -> None:
        """The printers that are known, as one types."""
        offered = QCompleter(self._known, field)
        offered.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        offered.setFilterMode(Qt.MatchFlag.MatchContains)
        field.setCompleter(offered)

    # one paper

    def _add(self, kind: str, term: str) -> None:
        form = self._form(kind)
        self.forms[kind], self._said[kind] = form, ElidedLabel("", "secondary")
        self._offer(form.editor("name"))
        form.editor("way").edited.connect(partial(self._way_chosen, kind))
        test = action_button(_("Print a test"), "printer")
        test.clicked.connect(partial(self.test, kind))
        test.setVisible(self._bench is not None)
        line = row(test, gap=12)
        line.addWidget(self._said[kind], 1)
        self.inside.addWidget(section(term))
        self.inside.addWidget(form)
        self.inside.addLayout(line)
        self._way_chosen(kind)

    def _way_chosen(self, kind: str) -> None:
        """Only the fields that the way to the printer has."""
        form = self.forms[kind]
        way = form.editor("way").value()
        for name in form.values():
            shown = way in LABELS if name in OF_LABELS else way in DRAWN if name in OF_DRAWN else True
            form.editor(name).parentWidget().setVisible(shown)

    @staticmethod
    def _form(kind: str) -> Form:
        form = Form()
        ways = [(way, _(term)) for way, term in words.WAYS if way != ("cups" if sys.platform == "win32" else "spooler")]
        form.add("way", _("Printed by"), ChoiceField(ways))
        hint = _("Name of the printer, address such as 192.168.1.50:9100, or a folder")
        form.add("name", _("Name or address"), TextField(), hint=hint, span=2)
        form.add("language", _("Language of the label printer"), ChoiceField([("zpl", "ZPL"), ("tspl", "TSPL")]))
        form.add("dpi", _("Dots per inch"), ChoiceField([(203, "203"), (300, "300")]))
        if len(SIZES[kind]) > 1:
            pairs = [(size, size_word(size)) for size in SIZES[kind]]
            if kind in printing_jobs.LABELS:
                pairs = [("", _("As the label's template")), *pairs]
            form.add("size", _("Paper in it"), ChoiceField(pairs))
        form.add("gap", _("Gap between labels, mm"), IntField(0, 20, example="2"), hint=_("0: one endless strip"))
        form.add("darkness", _("Darkness"), IntField(0, 30, example="10"), hint=_("Empty: as set at the printer"))
        form.add("speed", _("Speed, inches a second"), IntField(1, 14, example="4"))
        form.add("encoding", _("How pictures are packed"), ChoiceField([(code, _(term)) for code, term in ENCODINGS]))
        form.add("cutter", "", CheckField(_("Cut after each label")))
        told = _("The test print tells whether it answers.")
        form.add("asks", "", CheckField(_("Ask it before printing how it is")), hint=told)
        steps = [(half / 2, f"{half / 2:+.1f}" if half else "0") for half in range(-20, 21)]
        form.add("right", _("Move right, mm"), ChoiceField(steps), hint=_("Where the print does not sit well"))
        form.add("down", _("Move down, mm"), ChoiceField(steps))
        return form

    # trying

    def test(self, kind: str) -> None:
        """Print a test with what the form says now, saved or not."""
        bench, form = self._bench, self.forms[kind]
        if bench is None or not form.valid():
            return
        setting, tongue = form.values(), language()
        self._said[kind].setText(_("Printing…"))
        self.shell.read(self, lambda: bench.test(kind, setting, tongue), partial(self._tried, kind), key=f"test {kind}")

    def _tried(self, kind: str, tried: Tried) -> None:
        self._said[kind].setText(tried_words(tried))

    # what is kept

    def load(self) -> None:
        if not self.holds_typed():
            self._show_chosen()
            self.remember()
        self.shell.read(self, lambda: prints.stuck(self.shell.station, self.shell.clock), self._show, key="stuck")

    def _show_chosen(self) -> None:
        for kind, form in self.forms.items():
            kept = dict(self.shell.settings.get(f"printer.{kind}", None) or {})
            chosen = USUAL | {"size": "" if kind in printing_jobs.LABELS else SIZES[kind][0]} | kept
            form.set_values({name: chosen[name] for name in form.values()})
            self._way_chosen(kind)

    def save(self) -> None:
        if not all(form.valid() for form in self.forms.values()):
            return
        for kind, form in self.forms.items():
            self.shell.settings.set(f"printer.{kind}", form.values())
        self.remember()
        self.shell.toast(_("The printers are saved. The next paper goes to them."))

    def _show(self, stuck: tuple[Stuck, ...]) -> None:
        clear(self._waiting)
        if not stuck:
            self._waiting.addWidget(label(_("None: everything is printed."), "hint"))
        for job in stuck:
            self._waiting.addWidget(self._job(job))

    def _job(self, job: Stuck) -> QWidget:
        package = f"-{job.package}" if job.package and job.kind == "label" else ""
        text = f"{_(JOBS.get(job.kind, job.kind))}  {job.number}{package}"
        told = state_look("print_job", job.state).word
        why = _(ERROR_TERMS.get(job.error, "")) if job.error else ""
        under = "  •  ".join(part for part in (told, moment(job.at), why) if part)
        texts = column(ElidedLabel(text, "bodyStrong"), ElidedLabel(under, "caption"), gap=0)
        line = row(gap=8, margins=(0, 6, 0, 6))
        line.addLayout(texts, 1)
        unsure = job.state in ("uncertain", "sending")
        verbs = UNSURE if unsure else WAITING
        for term, icon, step in verbs:
            button = action_button(_(term), icon)
            button.clicked.connect(partial(self._step, step, job))
            line.addWidget(button)
        return boxed(column(line, hline(), gap=0))

    def _step(self, step: Callable[[Call, int], Created], job: Stuck) -> None:
        self.shell.run(self, lambda call: step(call, job.id), lambda _made: self.load())

def tried_words(tried: Tried) -> str:
    """What came of a test print, and what to do."""
    if tried.trouble:
        told = _(ERROR_TERMS.get(tried.trouble, tried.trouble))
        return " ".join(filter(None, [_("Not well: {reason}.").format(reason=told), tried.reason]))
    if tried.file:
        return _("It is in the file {file}.").format(file=tried.file)
    if tried.answers:
        return _("The printer took it, and says that it is well.")
    return _("The printer took it. Does it sit well and read well? It does not say how it is.")
