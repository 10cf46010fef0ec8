"""The page a file comes in by: read, map, check, preview, and only then written.

    page = ImportPage(shell, KINDS["orders"])
    page.open(path)
    page.closed.connect(...)           # nothing came in
    page.imported.connect(...)         # Outcome: what came in
    page.ready.connect(button_words)   # how much the main button brings in

Reading, matching and writing run off the UI thread, with progress and cancel; the file stays as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QProgressBar, QPushButton, QStackedLayout, QWidget

from resources.i18n import N_, _, ngettext
from services import record_import
from services.errors import Cancelled
from services.import_match import Options
from services.import_profiles import NOBODY, profile_of, recall, with_channel
from services.import_staging import LACKING
from services.importing import FileRefused, Question, Questions, Reading, read_sheets, understand
from services.importing.sheets import Sheet, letters
from services.order_import import Prepared, commit, prepare
from services.order_typing import CustomerChoice, customer, find_customers
from services.unit import Call
from ui.importing.kinds import Kind
from ui.importing.side import ImportSide, Ready
from ui.importing.table import ImportTable, Rows, cell_text, problem_words, table_rows, worst_tone
from ui.kit.buttons import action_button
from ui.kit.empty import EmptyState
from ui.kit.fields import ChoiceField, PasswordField
from ui.kit.forms import Form
from ui.kit.jobs import Job, Report
from ui.kit.labels import Chip, IconLabel, boxed, column, ground, hline, label, row, vline
from ui.kit.panel import clear
from ui.kit.search_field import SearchField
from ui.shell import Shell

NEEDS_PASSWORD = frozenset({"encrypted", "wrong_password"})
AGAIN_MS = 250
CHOICES = {
    "all": N_("All of them"), "first": N_("Only the first"), "dmy": N_("Day first"), "mdy": N_("Month first"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file, read and matched. `channel` buys what names no customer; `tally` counts what becomes of it."""

    sheets: list[Sheet]
    digest: str
    reading: Reading
    prepared: Ready
    rows: Rows
    channel: CustomerChoice | None = None
    tally: Mapping[str, int] = field(default_factory=dict)
    lacking: bool = False


class ImportPage(QWidget):
    """See the module."""

    closed = Signal()
    imported = Signal(object)
    titled = Signal(str, str)
    ready = Signal(int)

    def __init__(self, shell: Shell, kind: Kind) -> None:
        super().__init__()
        ground(self, "surface")
        self._shell, self._kind = shell, kind
        self._path = Path()
        self._password: str | None = None
        self._answers: dict[str, str] = {}
        self._options = Options()
        self._sheets: tuple[list[Sheet], str] | None = None
        self._loaded: Loaded | None = None
        self._job: Job | None = None
        self.table, self.side = ImportTable(), ImportSide(shell, kind)
        self._chips = row(gap=8)
        self._pills: dict[str, QPushButton] = {}
        self._sentence_icon, self._sentence = IconLabel("info", "text3", 16), label("", wrap=True)
        self._bar, self._doing = QProgressBar(), label("", "section")
        self._asking = column(gap=12)
        self._pages = QStackedLayout(self)
        self._preview, self._working = self._make_preview(), self._make_working()
        self._refusal = EmptyState("file-spreadsheet", "", "", [self._other_button()])
        self._questions = boxed(column(None, row(None, self._asking_box(), None), None, None), "surface")
        for page in (self._working, self._preview, self._refusal, self._questions):
            self._pages.addWidget(page)
        self._later = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._later.timeout.connect(self._understand)
        self.table.pointed.connect(self._say)
        self.side.mapped.connect(self._map)
        self.side.options_changed.connect(self._set_options)

    # pages

    def _make_preview(self) -> QWidget:
        pills = row(gap=4)
        for name, term in (("all", _("All rows")), ("troubled", _("With doubts")), ("out", _("Staying out"))):
            pill = QPushButton(term)
            pill.setProperty("kind", "pill")
            pill.setCheckable(True)
            pill.setAutoDefault(False)
            pill.clicked.connect(lambda _on=False, name=name: self._narrow(name))
            self._pills[name] = pill
            pills.addWidget(pill)
        above = column(row(self._chips, None), row(pills, None), gap=6, margins=(20, 12, 20, 6))
        foot = row(self._sentence_icon, gap=10, margins=(20, 8, 20, 8))
        foot.addWidget(self._sentence, 1)
        foot_box = ground(boxed(column(hline(), foot, gap=0)), "panel")
        foot_box.setMinimumHeight(52)
        left = column(above, gap=0)
        left.addWidget(self.table, 1)
        left.addWidget(foot_box)
        whole = row(gap=0)
        whole.addLayout(left, 1)
        whole.addWidget(vline())
        whole.addWidget(self.side)
        return boxed(whole, "surface")

    def _make_working(self) -> QWidget:
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(360)
        self._bar.setAccessibleName(_("Progress"))
        stop = action_button(_("Cancel"), "x", "Esc", bind=False)
        stop.clicked.connect(self.leave)
        inner = column(row(None, self._doing, None), row(None, self._bar, None), row(None, stop, None), gap=16)
        return boxed(column(None, inner, None, None), "surface")

    def _asking_box(self) -> QWidget:
        made = boxed(self._asking)
        made.setFixedWidth(520)
        return made

    def _other_button(self) -> QPushButton:
        made = action_button(_("Back to the list"), "arrow-left", "Esc", bind=False)
        made.clicked.connect(self.leave)
        return made

    # reading

    def open(self, path: Path) -> None:
        """Read a file and show what is in it."""
        self._path, self._password, self._answers, self._options = path, None, {}, Options()
        self._sheets = self._loaded = None
        self.side.reset()
        self.titled.emit(_(self._kind.title), path.name)
        self._understand()

    def _understand(self) -> None:
        """Read what is not read yet, then understand and match it with the answers so far."""
        self._later.stop()
        kind, path, password = self._kind.name, self._path, self._password
        answers, options = dict(self._answers), self._options
        sheets, today, name = self._sheets, self._shell.today(), self.side.name()
        self.ready.emit(0)
        if self._loaded is None:
            self._work(_("Reading {file}").format(file=path.name))
        self._job = self._shell.jobs.read_long(
            self, lambda report: load(kind, path, password, sheets, answers, options, today, report, name), self._show,
            key="load", part=self._read, failed=self._failed,
        )  # fmt: skip
        self._job.on_progress = self._progress

    def _read(self, sheets: tuple[list[Sheet], str]) -> None:
        self._sheets = sheets

    def _work(self, words: str) -> None:
        self._doing.setText(words)
        self._bar.setRange(0, 0)
        self._pages.setCurrentWidget(self._working)

    def _progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _failed(self, error: Exception) -> None:
        self._job = None
        if isinstance(error, Questions):
            self._ask(error.questions)
        elif isinstance(error, FileRefused) and error.code in NEEDS_PASSWORD:
            self._ask_password(error)
        elif isinstance(error, FileRefused):
            self._refusal.set_text(_("{file} can't be read").format(file=self._path.name), _(error.message))
            self._pages.setCurrentWidget(self._refusal)
        elif not isinstance(error, Cancelled):
            self._shell.errors.show(self, error, again=self._understand)

    # questions

    def _ask_password(self, error: FileRefused) -> None:
        form = Form(columns=1)
        form.add("password", _("Password"), PasswordField(), required=_("Type the password of the file."))
        if error.code == "wrong_password":
            form.say(_(error.message))

        def go_on() -> None:
            if form.valid():
                self._password = str(form.values()["password"])
                self._understand()

        self._show_form(_("The file has a password"), form, go_on)

    def _ask(self, questions: tuple[Question, ...]) -> None:
        """Decisions only a person can take, in place of the preview."""
        if any(question.code == "header" for question in questions) and self._sheets is not None:
            self._ask_columns()
            return
        if any(question.code == "channel_customer" for question in questions):
            self._ask_channel(questions[0])
            return
        form = Form(columns=1)
        for question in questions:
            pairs = [(choice, _(CHOICES[choice]) if choice in CHOICES else choice) for choice in question.choices]
            form.add(question.code, _(question.message), ChoiceField(pairs))

        def go_on() -> None:
            self._answers |= {code: str(value) for code, value in form.values().items()}
            self._understand()

        self._show_form(_("One thing to decide first"), form, go_on)

    def _ask_channel(self, question: Question) -> None:
        """The file names no customer: the person says whose orders these are, once for all such files."""
        form = Form(columns=1)
        field = SearchField(self._shell, find_customers, lambda each: (each.name, each.code))
        hint = _("Such as the shop they were bought in. It is used by itself for the next such file.")
        form.add("customer", _("Customer of these orders"), field, required=_("Choose a customer."), hint=hint)
        without = action_button(_("Nobody yet: as drafts"), "circle-dashed")

        def answer(said: str) -> None:
            self._answers["channel_customer"] = said
            self._understand()

        def go_on() -> None:
            if form.valid():
                answer(form.values()["customer"].code)

        without.clicked.connect(lambda: answer(NOBODY))
        self._show_form(_(question.message), form, go_on, without)

    def _ask_columns(self) -> None:
        """No row names the columns: the person says which column holds what."""
        assert self._sheets is not None
        sheet = max(self._sheets[0], key=lambda each: each.height)
        form = Form(columns=2)
        pairs = [("", _("Nothing")), *((name, _(term)) for name, term in self._kind.fields.items())]
        for at, cells in enumerate(sheet.columns[:40]):
            samples = [text for n in range(min(3, sheet.height)) if (text := cell_text(cells[n]))]
            form.add(letters(at), _("Column {letter}").format(letter=letters(at)), ChoiceField(pairs),
                     hint=", ".join(samples)[:60])  # fmt: skip

        def go_on() -> None:
            said = ";".join(f"{letter}={name}" for letter, name in form.values().items() if name)
            if said:
                self._answers["header"] = said
                self._understand()

        self._show_form(_("Which column holds what?"), form, go_on)

    def _show_form(self, title: str, form: Form, go_on: Any, *others: QPushButton) -> None:
        clear(self._asking)
        button = action_button(_("Go on"), "arrow-right", "Ctrl+Return", "main")
        button.clicked.connect(go_on)
        for part in (label(title, "dialogTitle", wrap=True), form, boxed(row(*others, None, button))):
            self._asking.addWidget(part)
        self._go_on = button
        self._pages.setCurrentWidget(self._questions)
        form.focus_first()

    # the preview

    def _show(self, loaded: Loaded) -> None:
        self._job, self._loaded = None, loaded
        self._sheets = (loaded.sheets, loaded.digest)
        self._pages.setCurrentWidget(self._preview)
        reading, prepared = loaded.reading, loaded.prepared
        self.side.show_reading(reading, loaded.rows.columns, prepared, loaded.channel, loaded.lacking)
        self._show_chips(prepared, loaded.tally)
        counts = {name: len(rows) for name, rows in loaded.rows.views.items()}
        terms = {"all": _("All rows"), "troubled": _("With doubts"), "out": _("Staying out")}
        for name, pill in self._pills.items():
            pill.setText(f"{terms[name]}  {counts[name]:,}")
        self._narrow("troubled" if counts["troubled"] else "all")
        parts = [reading.file, reading.sheet or "", ngettext("{count} row", "{count} rows", reading.rows.total).format(
            count=f"{reading.rows.total:,}")]  # fmt: skip
        self.titled.emit(_(self._kind.title), "  •  ".join(part for part in parts if part))
        self.ready.emit(prepared.ready)
        self.table.setFocus()

    def _show_chips(self, prepared: Ready, tally: Mapping[str, int]) -> None:
        clear(self._chips)
        texts = self._order_chips(tally) if isinstance(prepared, Prepared) else self._record_chips(tally)
        for count, text, icon, tone in texts:
            if count or (icon == "circle-check" and not prepared.ready):
                self._chips.addWidget(Chip(text.format(count=f"{count:,}"), icon, tone))

    @staticmethod
    def _record_chips(tally: Mapping[str, int]) -> tuple[tuple[int, str, str, str], ...]:
        ready, here, failed, left = (tally.get(name, 0) for name in ("ready", "here", "failed", "open"))
        return (
            (ready, ngettext("{count} row ready", "{count} rows ready", ready), "circle-check", "green"),
            (left, ngettext("{count} row without a count", "{count} rows without a count", left), "circle-dashed",
             "neutral"),
            (here, ngettext("{count} row is here already", "{count} rows are here already", here), "circle-slash-2",
             "neutral"),
            (failed, ngettext("{count} row can't come in", "{count} rows can't come in", failed), "circle-x", "red"),
        )  # fmt: skip

    @staticmethod
    def _order_chips(tally: Mapping[str, int]) -> tuple[tuple[int, str, str, str], ...]:
        names = ("ready", "draft", "hold", "here", "failed")
        ready, drafts, held, here, failed = (tally.get(name, 0) for name in names)
        return (
            (ready, ngettext("{count} order ready", "{count} orders ready", ready), "circle-check", "green"),
            (drafts, ngettext("{count} draft with doubts", "{count} drafts with doubts", drafts), "triangle-alert",
             "amber"),
            (held, ngettext("{count} on hold", "{count} on hold", held), "circle-pause", "red"),
            (here, ngettext("{count} order stays out", "{count} orders stay out", here), "circle-slash-2", "neutral"),
            (failed, ngettext("{count} row can't come in", "{count} rows can't come in", failed), "circle-x", "red"),
        )  # fmt: skip

    def _narrow(self, name: str) -> None:
        if self._loaded is None:
            return
        rows = self._loaded.rows
        shown = rows.views[name]
        for each, pill in self._pills.items():
            pill.setChecked(each == name)
        self.table.show_rows(rows, shown)
        if name == "troubled":
            self.table.first_marked()

    def _say(self, problems: list[Any]) -> None:
        """The sentence for the cell the person is at."""
        if problems:
            tone = worst_tone(problems)
            self._sentence_icon.set("circle-alert" if tone == "red" else "triangle-alert", f"tones.{tone}.fg")
            self._sentence.setText("\n".join(problem_words(problem) for problem in problems[:3]))
        else:
            self._sentence_icon.set("info", "text3")
            self._sentence.setText(_("Nothing in doubt in this row."))
        self._sentence.setAccessibleName(self._sentence.text())

    # changes

    def _map(self, mapping: Mapping[str, str]) -> None:
        """Another field for a column: read the same cells anew."""
        said = ";".join(f"{letter}={name}" for letter, name in mapping.items() if name)
        headless = self._loaded is not None and self._loaded.reading.header_row is None
        self._answers["header" if headless else "columns"] = said
        self._later.start()

    def _set_options(self, options: Options) -> None:
        if options != self._options:
            self._options = options
            self._later.start()

    # writing

    def go_on(self) -> None:
        """The main key: answer the question that is asked, or bring the orders in."""
        if self._pages.currentWidget() is self._questions:
            self._go_on.click()
        elif self._pages.currentWidget() is self._preview:
            self.bring_in()

    def bring_in(self) -> None:
        """Write what the preview shows, all or nothing."""
        loaded = self._loaded
        if loaded is None or not loaded.prepared.ready or self._job is not None or self._later.isActive():
            return
        prepared = self._named(loaded.prepared)
        count = prepared.ready
        if isinstance(prepared, Prepared):
            words = ngettext("Importing {count} order", "Importing {count} orders", count)
        else:
            words = ngettext("Importing {count} row", "Importing {count} rows", count)
        self._work(words.format(count=f"{count:,}"))
        self.ready.emit(0)
        self._job = self._shell.run_long(self, "", lambda call, report: write(call, prepared, report), self._written,
                                         failed=self._not_written)  # fmt: skip
        self._job.on_progress = self._progress

    def _named(self, prepared: Ready) -> Ready:
        """With the name that the person gave to files like this one."""
        profile, name = prepared.head.profile, self.side.name()
        if profile is None or not name:
            return prepared
        return replace(prepared, head=replace(prepared.head, profile=replace(profile, name=name)))

    def _written(self, outcome: object) -> None:
        self._job = self._loaded = self._sheets = None
        self.imported.emit(outcome)

    def _not_written(self, error: Exception) -> bool:
        """Nothing came in: the preview is still there, to try again."""
        self._job = None
        if self._loaded is not None:
            self._pages.setCurrentWidget(self._preview)
            self.ready.emit(self._loaded.prepared.ready)
        return isinstance(error, Cancelled)

    def leave(self) -> None:
        """Stop what runs; with nothing running, close the page."""
        writing = self._job is not None and self._loaded is not None
        if self._job is not None:
            self._job.cancel()
        if not writing:
            self._job = self._loaded = self._sheets = None
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)


def write(call: Call, prepared: Ready, report: Report) -> object:
    """Bring in what was prepared; runs on the writer thread."""
    if isinstance(prepared, Prepared):
        return commit(call, prepared, report)
    return record_import.commit(call, prepared, report)


def load(
    kind: str, path: Path, password: str | None, sheets: tuple[list[Sheet], str] | None, answers: Mapping[str, str],
    options: Options, today: date, report: Report, name: str = "",
) -> Loaded:  # fmt: skip
    """Everything between a path and the preview; runs on a reader thread. Raises FileRefused, Questions, Cancelled."""
    if sheets is None:
        sheets = read_sheets(path, password=password, report=report), sha256(path.read_bytes()).hexdigest()
        report.part(sheets)
    report.check()
    reading = understand(sheets[0], kind, file=path.name, answers=answers, kept=recall(kind))
    options = with_channel(reading, options, answers) if kind == "orders" else options
    profile = profile_of(reading, answers, options, name)
    channel = customer(options.customer_id) if options.customer_id is not None else None
    prepared: Ready
    if kind == "orders":
        prepared = prepare(reading, options, today, report, digest=sheets[1], profile=profile)
    else:
        prepared = record_import.prepare(reading, today, digest=sheets[1], profile=profile)
    rows = table_rows(sheets[0], reading, prepared)
    lacking = any(doubt.code in LACKING for doubt in prepared.doubts)
    return Loaded(*sheets, reading, prepared, rows, channel, prepared.tally(), lacking)
