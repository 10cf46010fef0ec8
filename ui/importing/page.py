"""The page a file comes in by: read, map, check, put right, and only then written.

    page = ImportPage(shell, KINDS["orders"])
    page.open(path)
    page.closed.connect(...)           # nothing came in
    page.imported.connect(...)         # Outcome: what came in
    page.ready.connect(button_words)   # how much the main button brings in

Reading, matching and writing run off the UI thread, with progress and cancel; the file stays as it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QProgressBar, QStackedLayout, QWidget

from resources.i18n import _, ngettext
from services.errors import Cancelled
from services.import_match import Options
from services.importing.preview import FileRefused, Question, Questions
from services.importing.sheets import Sheet, letters
from ui.importing.kinds import Kind
from ui.importing.load import Loaded, Outcome, Ready, Wish, load, write
from ui.importing.mapping import MappingPage
from ui.importing.preview import Preview
from ui.importing.questions import QuestionPage, ask_channel, ask_choices, ask_password
from ui.importing.result import save_errors
from ui.importing.rows import headless_columns
from ui.kit.buttons import action_button
from ui.kit.dialog import Dialog, ask
from ui.kit.empty import EmptyState
from ui.kit.jobs import Job
from ui.kit.labels import boxed, column, ground, label, row
from ui.shell import Shell

NEEDS_PASSWORD = frozenset({"encrypted", "wrong_password"})
AGAIN_MS = 250


class ImportPage(QWidget):
    """See the module."""

    closed = Signal()
    imported = Signal(object)
    titled = Signal(str, str)
    ready = Signal(int)

    def __init__(self, shell: Shell, kind: Kind) -> None:
        super().__init__()
        ground(self, "surface")
        self._shell, self.kind = shell, kind
        self._path = Path()
        self._password: str | None = None
        self._answers: dict[str, str] = {}
        self._options = Options()
        self._sheets: tuple[list[Sheet], str] | None = None
        self._loaded: Loaded | None = None
        self._waiting: Loaded | None = None  # read anew while a cell is typed in; shown when that is closed
        self._question: Dialog | None = None
        self._job: Job | None = None
        self.came: Loaded | None = None  # what came in last, for its rows in error
        self._bar, self._doing = QProgressBar(), label("", "section")
        self._pages = QStackedLayout(self)
        self.preview, self._working = Preview(shell, kind), self._make_working()
        self.table, self.side, self.fixing = self.preview.table, self.preview.side, self.preview.fixing
        back = action_button(_("Back to the list"), "arrow-left", "Esc", bind=False)
        back.clicked.connect(self.leave)
        self._refusal = EmptyState("file-spreadsheet", "", "", [back])
        self._questions, self.mapping = QuestionPage(shell), MappingPage(kind)
        for page in (self._working, self.preview, self._refusal, self._questions, self.mapping):
            self._pages.addWidget(page)
        self._later = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._later.timeout.connect(self._understand)
        self.side.mapped.connect(self._map)
        self.side.options_changed.connect(self._set_options)
        self.fixing.changed.connect(self._understand)
        self.table.typed_out.connect(self._show_waiting)
        self.preview.columns_asked.connect(self._ask_mapping)
        self.preview.errors_asked.connect(lambda: save_errors(self, shell, self._loaded) if self._loaded else None)
        self.mapping.taken.connect(self._take_mapping)
        self.mapping.left.connect(self._leave_mapping)

    def _make_working(self) -> QWidget:
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(360)
        self._bar.setAccessibleName(_("Progress"))
        stop = action_button(_("Cancel"), "x", "Esc", bind=False)
        stop.clicked.connect(self.leave)
        inner = column(row(None, self._doing, None), row(None, self._bar, None), row(None, stop, None), gap=16)
        return boxed(column(None, inner, None, None), "surface")

    def keys(self) -> list[tuple[str, str]]:
        """The keys of the preview."""
        return [*self.fixing.keys(), ("Ctrl+M", _("Which column holds what"))]

    # reading

    def open(self, path: Path) -> None:
        """Read a file and show what is in it."""
        self._path, self._password, self._answers, self._options = path, None, {}, Options()
        self._sheets = self._loaded = None
        self.preview.reset()
        self.titled.emit(_(self.kind.title), path.name)
        self._understand()

    def _wish(self) -> Wish:
        """What the person said so far."""
        said = self.fixing.said
        options = replace(self._options, links=said.links, make=said.make)
        return Wish(dict(self._answers), options, said.fixes, self.side.name())

    def _understand(self) -> None:
        """Read what is not read yet, then understand and match it with what was said so far."""
        self._later.stop()
        if self._path == Path():  # an error's “Try again”, pressed after the file was left
            return
        self._waiting = None
        kind, path, password, sheets = self.kind.name, self._path, self._password, self._sheets
        wish, today = self._wish(), self._shell.today()
        self.ready.emit(0)
        if self._loaded is None:
            self._work(_("Reading {file}").format(file=path.name))
        self._job = self._shell.jobs.read_long(
            self, lambda report: load(kind, path, password, sheets, wish, today, report), self._show,
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
            self._pages.setCurrentWidget(self._questions)
            ask_password(self._questions, error, self._take_password)
        elif isinstance(error, FileRefused):
            self._refusal.set_text(_("{file} can't be read").format(file=self._path.name), _(error.message))
            self._pages.setCurrentWidget(self._refusal)
        elif not isinstance(error, Cancelled):
            self._shell.errors.show(self, error, again=self._understand)

    # questions

    def _ask(self, questions: tuple[Question, ...]) -> None:
        """Decisions only a person can take, in place of the preview."""
        if any(question.code == "header" for question in questions) and self._sheets is not None:
            self._map_headless(max(self._sheets[0], key=lambda each: each.height))
            return
        self._pages.setCurrentWidget(self._questions)
        if any(question.code == "channel_customer" for question in questions):
            ask_channel(self._questions, questions[0], lambda said: self._answer({"channel_customer": said}))
        else:
            ask_choices(self._questions, questions, self._answer)

    def _answer(self, said: Mapping[str, str]) -> None:
        self._answers |= said
        self._understand()

    def _take_password(self, password: str) -> None:
        self._password = password
        self._understand()

    # which column holds what

    def _map_headless(self, sheet: Sheet) -> None:
        """No row names the columns: the person says what each holds."""
        self.mapping.show_columns(headless_columns(sheet), {})
        self._show_mapping()

    def _ask_mapping(self) -> None:
        if self._loaded is not None:
            columns = self._loaded.rows.columns
            self.mapping.show_columns(columns, {letters(each.at): each.field for each in columns})
            self._show_mapping()

    def _show_mapping(self) -> None:
        self._pages.setCurrentWidget(self.mapping)
        self.ready.emit(0)
        self.mapping.start()

    def _take_mapping(self, mapping: Mapping[str, str]) -> None:
        headless = self._loaded is None or self._loaded.reading.header_row is None
        self._set_mapping(mapping, headless)
        self._understand()

    def _leave_mapping(self) -> None:
        if self._loaded is None:
            self.leave()
            return
        self._pages.setCurrentWidget(self.preview)
        self.ready.emit(self._loaded.prepared.ready)
        self.table.setFocus()

    # the preview

    def _show_waiting(self) -> None:
        if self._waiting is not None:
            self._show(self._waiting)

    def _show(self, loaded: Loaded) -> None:
        if self.table.is_typed_in():
            self._waiting = loaded
            return
        self._waiting = None
        first = self._loaded is None or self._pages.currentWidget() is not self.preview
        self._job, self._loaded = None, loaded
        self._sheets = (loaded.sheets, loaded.digest)
        self._pages.setCurrentWidget(self.preview)
        self.preview.show_file(loaded)
        self._tell()
        if first:
            self.table.setFocus()

    def _tell(self) -> None:
        """Say what the file is and how much of it can come in."""
        if self._loaded is None:
            self.titled.emit(_(self.kind.title), self._path.name)
            self.ready.emit(0)
            return
        reading = self._loaded.reading
        parts = [reading.file, reading.sheet or "", ngettext("{count} row", "{count} rows", reading.rows.total).format(
            count=f"{reading.rows.total:,}")]  # fmt: skip
        self.titled.emit(_(self.kind.title), "  •  ".join(part for part in parts if part))
        waits = self._job is not None or self._later.isActive() or self._pages.currentWidget() is not self.preview
        self.ready.emit(0 if waits else self._loaded.prepared.ready)

    def _map(self, mapping: Mapping[str, str]) -> None:
        """Another field for a column: read the same cells anew."""
        self._set_mapping(mapping, self._loaded is not None and self._loaded.reading.header_row is None)
        self._later.start()

    def _set_mapping(self, mapping: Mapping[str, str], headless: bool) -> None:
        said = ";".join(f"{letter}={name}" for letter, name in mapping.items() if name)
        self.fixing.take_columns(mapping)
        self._answers["header" if headless else "columns"] = said

    def _set_options(self, options: Options) -> None:
        if options != self._options:
            self._options = options
            self._later.start()

    # writing

    def go_on(self) -> None:
        """The main key: answer the question that is asked, or bring the orders in."""
        if self._pages.currentWidget() is self._questions:
            self._questions.go_on()
        elif self._pages.currentWidget() is self.mapping:
            self.mapping.go_on()
        elif self._pages.currentWidget() is self.preview:
            self.bring_in()

    def bring_in(self) -> None:
        """Write what the preview shows, all or nothing."""
        loaded = self._loaded
        if loaded is None or not loaded.prepared.ready or self._job is not None or self._later.isActive():
            return
        prepared = self._named(loaded.prepared)
        count = prepared.ready
        if self.kind.name == "orders":
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

    def _written(self, outcome: Outcome) -> None:
        self.came, self._job = self._loaded, None
        self._forget()
        self.imported.emit(outcome)

    def _not_written(self, error: Exception) -> bool:
        """Nothing came in: the preview is still there, to try again."""
        self._job = None
        if self._loaded is not None:
            self._pages.setCurrentWidget(self.preview)
            self.ready.emit(self._loaded.prepared.ready)
        return isinstance(error, Cancelled)

    def leave(self) -> None:
        """Stop what runs; with nothing running, close the page, from the columns of a file first back to its rows."""
        if self._pages.currentWidget() is self.mapping and self._loaded is not None:
            self._leave_mapping()
            return
        if self._job is not None and self._is_writing():
            self._job.cancel()
        else:
            self.ask_to_leave(lambda: None)

    def _is_writing(self) -> bool:
        return self._job is not None and self._loaded is not None and self._pages.currentWidget() is self._working

    def is_open(self) -> bool:
        """Whether there is a file to come back to."""
        return self._path != Path() and self._pages.currentWidget() is not self._refusal

    def come_back(self) -> None:
        """The person is here again, and finds the file as it was left."""
        self._tell()
        if self._pages.currentWidget() is self.preview:
            self.table.setFocus()

    def may_leave(self) -> bool:
        """Whether the program may end now; asked about when something was put right."""
        if self.fixing.changes:
            self.ask_to_leave(lambda: QTimer.singleShot(0, self, lambda: self.window().close()))
            return False
        return True

    def ask_to_leave(self, go: Callable[[], None]) -> None:
        """Close the file and do `go`; before, ask if something was put right in it. What comes in goes on coming in."""
        count = self.fixing.changes
        if not count:
            if not self._is_writing():
                self._close()
            go()
            return
        if self._question is not None:
            self._question.reject()

        def discard() -> None:
            self._close()
            go()

        text = ngettext("{count} change that you made here is lost. {file} itself stays as it is.",
                        "{count} changes that you made here are lost. {file} itself stays as it is.",
                        count).format(count=f"{count:,}", file=self._path.name)  # fmt: skip
        self._question = ask(self, text, _("Leave the file"), discard, title=_("Leave the file?"), danger=True,
                             cancel=_("Stay here"))  # fmt: skip
        self._question.finished.connect(self._answered)

    def _answered(self) -> None:
        self._question = None

    def _close(self) -> None:
        if self._path != Path():
            self._forget()
            self.closed.emit()

    def _forget(self) -> None:
        """Nothing is open any more."""
        self._later.stop()
        if self._job is not None:
            self._job.cancel()
        self._job = self._loaded = self._sheets = self._waiting = None
        self._path = Path()
        self.fixing.reset()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)
