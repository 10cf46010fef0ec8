"""How the windows of records lead to the import of their files: a button with F7, and files dropped on them.

offer_import(self, "products", "prices", bar=self.pane.bar)
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QAction, QCursor, QDropEvent
from PySide6.QtWidgets import QMenu, QPushButton

from resources.i18n import _
from ui.importing.ahead import load_page
from ui.importing.kinds import KINDS
from ui.kit.buttons import icon_button
from ui.kit.drop_hint import DropHint
from ui.kit.file_drop import is_table, local_files
from ui.kit.filter_bar import FilterBar
from ui.kit.window import Window


def offer_import(window: Window, *kinds: str, bar: FilterBar, home: str = "") -> QPushButton | None:
    """Offer those of the kinds that the person may bring in; the button, or None where that is none."""
    allowed = tuple(kind for kind in kinds if window.shell.may(KINDS[kind].right))
    if not allowed:
        return None
    return _Offer(window, allowed, bar, home).button


class _Offer(QObject):
    def __init__(self, window: Window, kinds: tuple[str, ...], bar: FilterBar, home: str) -> None:
        super().__init__(window)
        self._window, self._kinds, self._home, self._hint = window, kinds, home, DropHint(window)
        self.button = icon_button(_("Import a file"), "file-input", "F7")
        self.button.clicked.connect(self._pressed)
        bar.add_tool(self.button)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def _pressed(self) -> None:
        load_page(self._window.shell, self)
        self._choose(self.button.mapToGlobal(QPoint(0, self.button.height() + 2)), None)

    def _choose(self, at: QPoint, file: Path | None) -> None:
        """Which kind, where there are several."""
        if len(self._kinds) == 1:
            self._go(self._kinds[0], file)
            return
        self.menu(file).popup(at)

    def menu(self, file: Path | None) -> QMenu:
        menu = QMenu(self._window)
        for kind in self._kinds:
            action = QAction(_(KINDS[kind].title), menu)
            action.triggered.connect(partial(self._go, kind, file))
            menu.addAction(action)
        return menu

    def _go(self, kind: str, file: Path | None, *_checked: bool) -> None:
        self._window.shell.go("importing", kind=kind, file=file, home=self._home)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DragLeave:
            self._hint.hide()
        if not isinstance(event, QDropEvent) or event.type() not in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            return False
        tables = [path for path in local_files(event.mimeData()) if is_table(path)]
        if not tables:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.DragEnter:
            self._hint.offer(_("Drop the file to import it"))
            load_page(self._window.shell, self)
        else:
            self._hint.hide()
            self._choose(QCursor.pos(), tables[0])
        return True
