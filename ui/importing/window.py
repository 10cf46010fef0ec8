"""The window that files of other records come in by; the windows of those records lead here and back.

shell.go("importing", kind="counts")                # says what such a file holds, and asks for one
shell.go("importing", kind="counts", file=path)     # one that was dropped
shell.go("importing", kind="prices", home="customers")    # where to go back to, if not where such records are
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from resources.i18n import _, ngettext
from services.import_history import Came, latest
from ui.importing.ahead import load_page
from ui.importing.headings import KnownHeadings
from ui.importing.kinds import KINDS, Kind
from ui.importing.pasted import Pasted, table_text
from ui.importing.result import show_summary, take_back, tell
from ui.importing.watched import watched
from ui.kit.buttons import action_button, link_button, set_text
from ui.kit.drop_hint import DropHint
from ui.kit.empty import EmptyState
from ui.kit.file_drop import TABLES, is_table, local_files
from ui.kit.formats import moment
from ui.kit.jobs import Report
from ui.kit.labels import ElidedLabel, boxed, column, hline, row
from ui.kit.panel import clear, section
from ui.kit.window import Window
from ui.shell import Shell, Working

if TYPE_CHECKING:
    from services.import_staging import Outcome
    from ui.importing.page import ImportPage


ROOM = QSize(1500, 900)  # from which on there is place for what a file may have


class ImportWindow(Window):
    """See the module."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, _("Import"), _("Take in a file"))
        self.setAcceptDrops(True)
        self.kind: Kind = KINDS["products"]
        self._home = self.kind.home
        self.pages: dict[str, ImportPage] = {}
        self._stack = QStackedWidget()
        self.choose = action_button(_("Choose a file…"), "folder-open", "F2", "main")
        self.template = action_button(_("Save an empty table…"), "download", "F8")
        self.paste = action_button(_("Paste rows or a message"), "clipboard-list", "Ctrl+V")
        self.keep = action_button(_("Save what is here…"), "file-spreadsheet", "F9")
        self.empty = EmptyState("file-input", "", "", [self.template, self.keep, self.paste, self.choose])
        self.known = link_button(_("Known files…"))
        self.known.clicked.connect(self.show_known)
        self.history = column(gap=4, margins=(0, 0, 0, 24))
        self.watch = link_button("")
        self.watch.clicked.connect(self._watch_folder)
        links = row(None, self.known, self.watch, None, gap=24)
        self.headings = KnownHeadings(shell)
        below = row(None, self.headings, self._history_box(), None, gap=48)
        for part in (self.headings, self._history):
            below.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        whole = column(self.empty, links, 24, below, gap=0)
        whole.setStretch(0, 1)
        self._first = boxed(whole, "surface")
        self._stack.addWidget(self._first)
        self.body.addWidget(self._stack, 1)
        self.back = action_button(_("Back"), "arrow-left", "Esc", bind=False)
        self.bring = action_button(_("Import"), "file-input", "Ctrl+Return", "main")
        self.header.add(self.back, self.bring)
        self._drop, self._pasted = DropHint(self), Pasted()
        self.paste.clicked.connect(self.paste_rows)
        self.keep.clicked.connect(self.save_kept)
        self.choose.clicked.connect(self.choose_file)
        self.template.clicked.connect(self.save_template)
        self.back.clicked.connect(self.leave)
        self.bring.clicked.connect(self._bring_pressed)
        self._show_empty()

    # what the main window calls

    def activate(self, *, kind: str = "", file: Path | None = None, home: str = "", **_where: Any) -> None:
        if kind:
            self.kind = KINDS[kind]
            self._home = self.belongs_to = home or self.kind.home
            page = self.pages.get(kind)
            if page is not None and page.is_open():
                self._show_page(page)
            else:
                self._show_empty()
        if file is not None:
            self.import_file(file)
        else:
            load_page(self.shell, self)
            if self._page() is None:
                self.choose.setFocus()

    def may_leave(self) -> bool:
        return all(page.may_leave() for page in self.pages.values())

    def give_way(self, go: Callable[[], None]) -> None:
        for page in self.pages.values():
            go = partial(page.ask_to_leave, go)
        go()

    def keys(self) -> list[tuple[str, str]]:
        page = self._page()
        if page is not None:
            return [*page.keys(), ("Ctrl+Return", _("Import")), ("Esc", _("Back"))]
        return [
            ("F2", _("Choose a file…")), ("Ctrl+V", _("Paste rows or a message")), ("F8", _("Save an empty table…")),
            ("F9", _("Save what is here…")),
            ("Ctrl+Return", _("Import")), ("Esc", _("Back")),
        ]  # fmt: skip

    def regions(self) -> list[QWidget]:
        page = self._page()
        return [page.table, page.side] if page is not None else [self.choose]

    # pages

    def _page(self) -> "ImportPage | None":
        shown = self._stack.currentWidget()
        return next((page for page in self.pages.values() if page is shown), None)

    def _show_empty(self) -> None:
        title = _(self.kind.title)
        self.header.set_title(title)
        self.header.set_subtitle(_("Take in a file"))
        self.empty.set_text(title, _(self.kind.needs) + "\n" + _("Drop the file here, choose it, or paste its rows."))
        set_text(self.keep, _("Sheet to count with…") if self.kind.name == "counts" else _("Save what is here…"))
        self._show_watched()
        self._stack.setCurrentWidget(self._first)
        self.bring.hide()
        self.known.setVisible(self.shell.may("orders.import"))
        self.choose.setFocus()
        self.headings.show_kind(self.kind.name)
        self._read_history()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.headings.setVisible(self.width() >= ROOM.width() and self.height() >= ROOM.height())

    def _show_watched(self) -> None:
        count = sum(each.kind == self.kind.name and each.on for each in watched(self.shell))
        some = ngettext("{count} folder is watched…", "{count} folders are watched…", count).format(count=count)
        self.watch.setText(some if count else _("Watch a folder…"))

    def _watch_folder(self) -> None:
        from ui.importing.watched_dialog import WatchedDialog

        WatchedDialog(self, self.shell, self.kind, self._show_watched).open()

    # what came in before

    def _history_box(self) -> QWidget:
        self._history = boxed(self.history)
        self._history.setFixedWidth(560)
        return self._history

    def _read_history(self) -> None:
        kind = self.kind.name
        self.shell.read(self, lambda: latest(kind), self._show_history, key="history")

    def _show_history(self, files: tuple[Came, ...]) -> None:
        clear(self.history)
        if files:
            self.history.addWidget(section(_("Came in last")))
        for each in files:
            self.history.addWidget(self._came(each))
        self._history.setVisible(bool(files))

    def _came(self, each: Came) -> QWidget:
        """A file that came in: what became of it, and all of it back."""
        rows = ngettext("{count} row", "{count} rows", each.imported).format(count=f"{each.imported:,}")
        told = [moment(each.at, self.shell.today()), each.who, rows if each.imported else _("nothing of it is here")]
        texts = column(ElidedLabel(each.file, "bodyStrong"), ElidedLabel("  •  ".join(told), "caption"), gap=0)
        line = row(gap=12, margins=(0, 6, 0, 6))
        line.addLayout(texts, 1)
        kind = self.kind.name
        show, back, became = link_button(_("Show its orders")), link_button(_("Take back")), link_button(_("Summary"))
        words = _("Import: {file}").format(file=each.file)
        show.clicked.connect(lambda: self.shell.go("orders", batch=each.id, words=words))
        back.clicked.connect(lambda: take_back(self, self.shell, kind, each.id, self._read_history, back))
        became.clicked.connect(lambda: show_summary(self, self.shell, each.id))
        for link, offered in ((show, kind == "orders" and each.imported), (became, True), (back, each.imported)):
            if offered:
                line.addWidget(link)
        return boxed(column(hline(), line, gap=0))

    def show_known(self) -> None:
        """What is known of files by their header."""
        from ui.importing.known import KnownDialog

        KnownDialog(self, self.shell, self.kind).open()

    # files

    def choose_file(self) -> None:
        """Ask for a file and show what is in it."""
        patterns = " ".join(f"*{ending}" for ending in TABLES)
        tables = _("Tables") + f" ({patterns})"
        path, _filter = QFileDialog.getOpenFileName(self, _(self.kind.title), "", tables)
        if path:
            self.import_file(Path(path))

    def paste_rows(self) -> None:
        """Rows copied from Excel, WPS or a web page, or a message of orders."""
        path = self._pasted.file(QGuiApplication.clipboard().mimeData())
        if path is None:
            self.shell.toast(_("There is nothing to paste. Copy the rows first, with their headings."))
            return
        self.import_file(path)

    def save_template(self) -> None:
        """An empty table with the right headings, to be filled in."""
        from services.import_templates import save_template

        kind = self.kind.name
        path, _filter = QFileDialog.getSaveFileName(self, _("Save an empty table"), f"{kind}.xlsx", "Excel (*.xlsx)")
        if path:
            self.shell.read(self, lambda: save_template(kind, Path(path), _), lambda _none: self._saved(Path(path)))

    def save_kept(self) -> None:
        """What is here as a table: changed and added to in Excel, it comes in again."""
        from services.kept_tables import save_kept
        from services.workbooks import count_workbook

        kind, actor = self.kind.name, self.shell.actor
        start = f"{kind}-{self.shell.today():%Y%m%d}.xlsx"
        path, _filter = QFileDialog.getSaveFileName(self, _("Save what is here"), start, "Excel (*.xlsx)")
        if not path:
            return
        today = self.shell.today()

        def write(report: Report) -> int:
            if kind == "counts":
                return count_workbook(Path(path), today, _)
            return save_kept(kind, Path(path), actor, report)

        job = self.shell.jobs.read_long(
            self.shell, write, partial(self._kept, Path(path)),
            key=("kept", path), failed=lambda error: self.shell.errors.show(self, error),
        )  # fmt: skip
        self.shell.working.emit(Working(_("Writing {file}").format(file=Path(path).name), job, True))

    def _kept(self, path: Path, count: int) -> None:
        text = ngettext("{count} row is in {file}.", "{count} rows are in {file}.", count)
        self.shell.toast(text.format(count=count, file=path.name))

    def _saved(self, path: Path) -> None:
        self.shell.toast(_("{file} is saved. Fill it in and import it here.").format(file=path.name))

    def import_file(self, path: Path) -> None:
        """Show what is in a file; one of orders in the window of orders."""
        if self.kind.name == "orders":
            self.shell.go("orders", file=path)
            return
        page = self.pages.get(self.kind.name) or self._make_page()

        def go() -> None:
            self._show_page(page)
            page.open(path)

        page.ask_to_leave(go)

    def _show_page(self, page: "ImportPage") -> None:
        self._stack.setCurrentWidget(page)
        self.bring.show()
        page.come_back()

    def _make_page(self) -> "ImportPage":
        from ui.importing.page import ImportPage

        page = self.pages[self.kind.name] = ImportPage(self.shell, self.kind)
        page.titled.connect(partial(self._titled, page))
        page.ready.connect(partial(self._ready, page))
        page.closed.connect(partial(self._closed, page))
        page.imported.connect(partial(self._came_in, page))
        self._stack.addWidget(page)
        return page

    def _titled(self, page: "ImportPage", title: str, subtitle: str) -> None:
        if page is self._page():
            self.header.set_title(title)
            self.header.set_subtitle(subtitle)

    def _closed(self, page: "ImportPage") -> None:
        if page is self._page():
            self._show_empty()

    def _ready(self, page: "ImportPage", count: int) -> None:
        if page is not self._page():
            return
        text = ngettext("Import {count} row", "Import {count} rows", count).format(count=f"{count:,}")
        set_text(self.bring, text if count else _("Import"))
        self.bring.setEnabled(count > 0)

    def _bring_pressed(self) -> None:
        page = self._page()
        if page is not None:
            page.go_on()

    def _came_in(self, page: "ImportPage", outcome: "Outcome") -> None:
        rows = outcome.rows
        text = ngettext("{count} row came in; {skipped} stayed out, {failed} can't come in.",
                        "{count} rows came in; {skipped} stayed out, {failed} can't come in.",
                        rows.imported)  # fmt: skip
        done, kind = outcome.imported, page.kind.name
        undo = (lambda: take_back(self, self.shell, kind, done.batch_id, self._read_history)) if done else None
        self.shell.toast(text.format(count=f"{rows.imported:,}", skipped=f"{rows.skipped:,}",
                                     failed=f"{rows.failed:,}"), undo=undo)  # fmt: skip
        if page is self._page():
            self._show_empty()
            self.shell.go(self._home)
        if done is not None:
            tell(self, self.shell, done.batch_id, rows.failed, page.came)

    def leave(self) -> None:
        """From a file back to the question for one; from there back to where the records are."""
        page = self._page()
        if page is not None:
            page.leave()
        else:
            self.shell.go(self._home)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)

    # dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(is_table(path) for path in local_files(event.mimeData())):
            event.acceptProposedAction()
            self._drop.offer(_("Drop the file to import it"))
        elif table_text(event.mimeData())[0]:
            event.acceptProposedAction()
            self._drop.offer(_("Drop the text to import it"))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._drop.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._drop.hide()
        paths = [path for path in local_files(event.mimeData()) if is_table(path)]
        path = paths[0] if paths else self._pasted.file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.import_file(path)
