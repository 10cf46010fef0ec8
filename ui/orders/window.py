"""The orders window: the list, the page an order is typed on, and the page a file comes in by.

    OrdersWindow(shell)
    shell.go("orders", id=7); shell.go("orders", new=True); shell.go("orders", late="yes"); shell.go("orders", batch=3)
    shell.go("orders", file=path)
    window.add_scanned(text)                                    # a scan, while an order is typed
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QPushButton, QStackedWidget, QWidget

from resources.i18n import _, ngettext
from services.errors import Unavailable
from services.order_book import Saved
from ui.importing.ahead import load_page
from ui.kit.buttons import action_button, set_text
from ui.kit.drop_hint import DropHint
from ui.kit.file_drop import TABLES, is_document, local_files
from ui.kit.window import Window
from ui.orders.list_page import ListPage
from ui.shell import Shell

if TYPE_CHECKING:  # the pages are loaded when they are first opened, not at the start of the program
    from services.order_import import Outcome
    from ui.importing.page import ImportPage
    from ui.orders.editor import OrderEditor
    from ui.scan.filter import ScanFilter



class OrdersWindow(Window):
    """See the module."""

    topics = frozenset({"orders", "deliveries"})

    def __init__(self, shell: Shell, scans: "ScanFilter | None" = None) -> None:
        super().__init__(shell, _("Orders"), _("Enter, import and follow customer orders"))
        self.setAcceptDrops(shell.may("orders.import") or shell.may("orders.edit"))
        self._stack = QStackedWidget()
        self.list = ListPage(shell)
        self.editor: OrderEditor | None = None
        self.importer: ImportPage | None = None
        self._trouble: Unavailable | None = None
        self._stack.addWidget(self.list)
        self.body.addWidget(self._stack, 1)
        self._import = action_button(_("Import"), "file-input", "F7")
        self._new = action_button(_("New order"), "plus", "F2", "main")
        self._close = action_button(_("Back to the list"), "arrow-left", "Esc", bind=False)
        self._quote = action_button(_("Quotation"), "file-text", "F8")
        self._submit = action_button(_("Submit order"), "send", "Ctrl+Return", "main")
        self._bring = action_button(_("Import orders"), "file-input", "Ctrl+Return", "main")
        self.header.add(self._import, self._new, self._close, self._quote, self._submit, self._bring)
        self._drop = DropHint(self)
        self._connect()
        if scans is not None:
            scans.subscribe(self, self.add_scanned)
        self._show_list()

    def _connect(self) -> None:
        self._import.clicked.connect(self.choose_file)
        self._new.clicked.connect(self.new_order)
        self._close.clicked.connect(self._leave)
        self._quote.clicked.connect(self._quote_pressed)
        self._submit.clicked.connect(self._submit_pressed)
        self._bring.clicked.connect(self._bring_pressed)
        self.list.new_asked.connect(self.new_order)
        self.list.import_asked.connect(self.choose_file)
        self.list.edit_asked.connect(self.edit)

    # what the main window calls

    def activate(self, **where: Any) -> None:
        if where:
            self._leaving(lambda: self._go_to(**where))
        elif self._stack.currentWidget() is self.list:
            self._show_list()
            self.list.start()

    def _leaving(self, go: Callable[[], None]) -> None:
        """Go to another page; the one that is left asks before, when it holds changes that would be lost."""
        for page in (self.editor, self.importer):
            if page is not None:
                go = partial(page.ask_to_leave, go)
        go()

    def _go_to(self, **where: Any) -> None:
        if where.pop("new", False):
            self.new_order()
            return
        if where.pop("importing", False):
            self.choose_file()
            return
        file = where.pop("file", None)
        if file is not None:
            self.import_file(file)
            return
        edit = where.pop("edit", None)
        if edit is not None:
            self.edit(int(edit))
            return
        self._show_list()
        self.list.start(**where)

    def refresh(self) -> None:
        self.list.refresh()
        if self.editor is not None and self._stack.currentWidget() is self.editor:
            self.editor.look_again()

    def keys(self) -> list[tuple[str, str]]:
        if self._stack.currentWidget() is self.editor:
            return [
                ("Ctrl+Return", _("Submit order")), ("F8", _("Issue a quotation")),
                ("Return", _("Next field; on a line, the next line")),
                ("Ctrl+Del", _("Remove this line")), ("Ctrl+Z", _("Bring a removed line back")),
                ("Ctrl+V", _("Paste rows of a spreadsheet into the lines")),
                ("Ctrl+D", _("Take a pasted address apart")), ("Esc", _("Back to the list")),
            ]  # fmt: skip
        if self.importer is not None and self._stack.currentWidget() is self.importer:
            return [*self.importer.keys(), ("Ctrl+Return", _("Import orders")), ("Esc", _("Back to the list"))]
        return [
            ("F2", _("New order")), ("F7", _("Import a file")), ("Return", _("Open the order")),
            ("Space", _("Check the order")), ("Ctrl+F", _("Search")),
            ("Ctrl+Shift+A", _("Attach a file")), ("Ctrl+V", _("Attach what is in the clipboard")),
            ("Esc", _("Clear the search, then close the panel")),
        ]  # fmt: skip

    def regions(self) -> list[QWidget]:
        if self._stack.currentWidget() is self.importer and self.importer is not None:
            return [self.importer.table, self.importer.side]
        if self._stack.currentWidget() is self.editor and self.editor is not None:
            return [self.editor.head.top, self.editor.lines, self.editor.head.side]
        return [self.list.pane.table, self.list.panel]

    def may_leave(self) -> bool:
        return all(page.may_leave() for page in (self.editor, self.importer) if page is not None)

    def give_way(self, go: Callable[[], None]) -> None:
        if self.editor is not None:
            go = partial(self.editor.give_way, go)
        if self.importer is not None:
            go = partial(self.importer.ask_to_leave, go)
        go()

    def whereabouts(self) -> dict[str, Any]:
        """The order that is typed is opened again."""
        typed = self.editor is not None and self._stack.currentWidget() is self.editor
        kept = self.editor.keeper.kept.id if self.editor is not None and typed else None
        return {"edit": kept} if kept is not None else {}

    def add_scanned(self, text: str) -> None:
        """A scan: one more piece on the order that is typed; in the list it is looked for."""
        if self._stack.currentWidget() is self.editor and self.editor is not None:
            self.editor.add_scanned(text)
        else:
            self.list.pane.bar.set_filters((), text)

    # pages

    def new_order(self) -> None:
        self._leaving(lambda: self._open_editor().new())

    def edit(self, order_id: Any) -> None:
        if self.shell.may("orders.edit"):
            self._leaving(lambda: self._open_editor().open(int(order_id)))

    def _open_editor(self) -> "OrderEditor":
        if self.editor is None:
            from ui.orders.editor import OrderEditor

            self.editor = OrderEditor(self.shell)
            self.editor.titled.connect(self._titled)
            self.editor.closed.connect(self._back)
            self.editor.keeper.status.connect(self._kept)
            self.editor.finished.connect(self._finished)
            self.editor.quoted.connect(lambda made: self._shown_again(made.id, made.number))
            self._stack.addWidget(self.editor)
        self._stack.setCurrentWidget(self.editor)
        self._buttons(self._close, self._quote, self._submit)
        return self.editor

    def _titled(self, title: str, subtitle: str) -> None:
        self.header.set_title(title)
        self.header.set_subtitle(subtitle)
        draft = self.editor is None or self.editor.keeper.is_draft()
        self._quote.setVisible(draft and self._stack.currentWidget() is self.editor)
        set_text(self._submit, _("Submit order") if draft else _("Save changes"))

    def _show_list(self) -> None:
        self._stack.setCurrentWidget(self.list)
        self.header.set_title(_("Orders"))
        self.header.set_subtitle(_("Enter, import and follow customer orders"))
        may = {self._import: self.shell.may("orders.import"), self._new: self.shell.may("orders.edit")}
        self._buttons(*(button for button, allowed in may.items() if allowed))
        self.list.pane.table.setFocus()

    def _back(self) -> None:
        self._show_list()
        self.list.refresh()

    def _kept(self, word: str) -> None:
        """A draft that was written after the page was left belongs into the list; one that can't be is told of."""
        trouble = self.editor.keeper.trouble if self.editor is not None else None
        if trouble is not None and trouble is not self._trouble and self._stack.currentWidget() is self.list:
            self.shell.toast(self.shell.errors.text(trouble), error=True)
            self._trouble = trouble
        if word == "saved" and self._stack.currentWidget() is self.list:
            self.list.refresh()

    def _buttons(self, *shown: QPushButton) -> None:
        for button in (self._import, self._new, self._close, self._quote, self._submit, self._bring):
            button.setVisible(button in shown)

    def _submit_pressed(self) -> None:
        if self.editor is not None:
            self.editor.submit()

    def _quote_pressed(self) -> None:
        if self.editor is not None:
            self.editor.quote()

    def _leave(self) -> None:
        if self._stack.currentWidget() is self.editor and self.editor is not None:
            self.editor.leave()
        elif self.importer is not None:
            self.importer.leave()

    def _finished(self, saved: Saved) -> None:
        text = {
            "submitted": _("Order {number} is submitted."),
            "approved": _("Order {number} is changed."),
        }.get(saved.state, _("Order {number} is saved."))
        self.shell.toast(text.format(number=saved.number))
        self._shown_again(saved.id, saved.number or "")

    def _shown_again(self, order_id: int, number: str) -> None:
        self._show_list()
        self.list.start(id=order_id, number=number)
        self.list.refresh()

    # files

    def choose_file(self) -> None:
        """Ask for a file and bring it in."""
        load_page(self.shell, self)
        patterns = " ".join(f"*{ending}" for ending in TABLES)
        path, _filter = QFileDialog.getOpenFileName(self, _("Import orders"), "", _("Tables") + f" ({patterns})")
        if path:
            self.import_file(Path(path))

    def import_file(self, path: Path) -> None:
        """Open the page that shows what is in a file."""
        self._leaving(lambda: self._open_file(path))

    def _open_file(self, path: Path) -> None:
        if self.importer is None:
            from ui.importing.kinds import KINDS
            from ui.importing.page import ImportPage

            self.importer = ImportPage(self.shell, KINDS["orders"])
            self.importer.titled.connect(self._file_titled)
            self.importer.ready.connect(self._file_ready)
            self.importer.closed.connect(self._show_list)
            self.importer.imported.connect(self._file_in)
            self._stack.addWidget(self.importer)
        self._stack.setCurrentWidget(self.importer)
        self._buttons(self._close, self._bring)
        self.importer.open(path)

    def _file_titled(self, title: str, subtitle: str) -> None:
        self.header.set_title(title)
        self.header.set_subtitle(subtitle)

    def _file_ready(self, count: int) -> None:
        text = ngettext("Import {count} order", "Import {count} orders", count).format(count=f"{count:,}")
        set_text(self._bring, text if count else _("Import orders"))
        self._bring.setEnabled(count > 0)

    def _bring_pressed(self) -> None:
        if self.importer is not None:
            self.importer.go_on()

    def _file_in(self, outcome: "Outcome") -> None:
        """Show what came in: the list, narrowed to this file's orders."""
        done, prepared = outcome.imported, outcome.prepared
        if done is None or prepared is None:
            return
        text = ngettext("{count} order is imported: {submitted} submitted, {drafts} drafts, {held} on hold.",
                        "{count} orders are imported: {submitted} submitted, {drafts} drafts, {held} on hold.",
                        done.created)  # fmt: skip
        self.shell.toast(text.format(count=f"{done.created:,}", submitted=f"{done.submitted:,}",
                                     drafts=f"{done.drafts:,}", held=f"{done.held:,}"),
                         undo=(lambda: self._take_back(done.batch_id)) if done.created else None)  # fmt: skip
        self._show_list()
        words = _("Import: {file}").format(file=prepared.reading.file)
        self.list.start(batch=done.batch_id, words=words)
        if self.importer is not None:
            from ui.importing.result import tell

            tell(self, self.shell, done.batch_id, outcome.rows.failed, self.importer.came)

    def _take_back(self, batch: int) -> None:
        """The whole file goes again; what something followed from stays and is named."""
        from ui.importing.result import take_back

        def gone() -> None:
            self._show_list()
            self.list.start()
            self.list.refresh()

        take_back(self, self.shell, "orders", batch, gone)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        text = self._drop_words(_dropped(event))
        if text:
            event.acceptProposedAction()
            self._drop.offer(text)
            load_page(self.shell, self)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._drop.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._drop.hide()
        paths = _dropped(event)
        if not self._drop_words(paths):
            return
        event.acceptProposedAction()
        if is_document(paths[0]):
            self.list.panel.attach(paths)
        else:
            self.import_file(paths[0])

    def _drop_words(self, paths: list[Path]) -> str:
        """What dropping these files here does: a picture or PDF stays with the order chosen, a table is imported."""
        order = self.list.panel.order() if self._stack.currentWidget() is self.list else None
        if paths and is_document(paths[0]):
            if order is None or not self.shell.may("orders.edit"):
                return ""
            return _("Drop to attach it to {order}").format(order=order.number or _("the draft"))
        return _("Drop the file to import its orders") if paths and self.shell.may("orders.import") else ""


def _dropped(event: QDropEvent) -> list[Path]:
    return local_files(event.mimeData())
