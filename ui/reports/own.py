"""What a person does with the reports they made: makes, changes, copies and deletes them, with undo.

OwnReports(window).tools are the buttons for the one that is shown; `read` brings the list of them up to date.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from resources.i18n import _
from services.reports import own
from services.reports.own import Own
from services.unit import Call, Created
from ui.kit.buttons import action_button, icon_button
from ui.kit.labels import boxed, row
from ui.reports.own_form import OwnForm
from ui.shell import Shell


class OwnReports(QObject):
    """See the module. `found` are the reports this person sees; `listed` tells that they were read anew, `made` that
    one was saved."""

    listed = Signal()
    made = Signal(str)

    def __init__(self, window: QWidget, shell: Shell) -> None:
        super().__init__(window)
        self._window, self._shell = window, shell
        self.found: dict[str, Own] = {}
        self.shown: Own | None = None
        self.make_button = action_button(_("Make a report"), "plus", "Ctrl+N")
        self.change_button = icon_button(_("Change the report"), "pencil", "F2")
        self.copy_button = icon_button(_("Make another one like it"), "copy", "Ctrl+D")
        self.delete_button = icon_button(_("Delete the report"), "trash-2", "Ctrl+Backspace")
        self.make_button.clicked.connect(self.make)
        self.change_button.clicked.connect(self.change)
        self.copy_button.clicked.connect(self.copy)
        self.delete_button.clicked.connect(self.delete)
        self.tools = boxed(row(self.change_button, self.copy_button, self.delete_button, gap=0))
        self.tools.hide()
        shell.changed.connect(self._changed)

    def read(self) -> None:
        actor = self._shell.actor
        self._shell.read(self, lambda: own.seen_by(actor), self._read, key="own reports")

    def show(self, name: str) -> None:
        """Offer what may be done with the report of this name; nothing with a standard one."""
        self.shown = self.found.get(name)
        mine = self.shown is not None and self.shown.mine
        self.tools.setVisible(self.shown is not None)
        self.change_button.setVisible(mine)
        self.delete_button.setVisible(mine)

    def _changed(self, topics: frozenset[str]) -> None:
        if "own_reports" in topics:
            self.read()

    def _read(self, found: tuple[Own, ...]) -> None:
        """Reports that are as they were stay the same objects, so that a window need not ask them again."""
        known = {(each.id, each.version, each.mine, each.title): each for each in self.found.values()}
        same = [known.get((each.id, each.version, each.mine, each.title), each) for each in found]
        if [id(each) for each in same] != [id(each) for each in self.found.values()]:
            self.found = {each.report.name: each for each in same}
            self.listed.emit()

    def make(self) -> None:
        OwnForm(self._window, self._shell, None, self._saved).open()

    def change(self) -> None:
        if self.shown is not None:
            OwnForm(self._window, self._shell, self.shown, self._saved).open()

    def copy(self) -> None:
        if self.shown is not None:
            OwnForm(self._window, self._shell, self.shown, self._saved, copy=True).open()

    def delete(self) -> None:
        """At once, and back by its undo."""
        kept = self.shown
        if kept is None:
            return
        back = partial(self._run, lambda call: own.bring_back_report(call, kept.id), self._saved)
        text = _("The report “{name}” is deleted.").format(name=kept.title)

        def gone(_made: Created) -> None:
            self._shell.toast(text, undo=back)
            self.read()

        self._run(lambda call: own.delete_report(call, kept.id), gone)

    def _run(self, work: Callable[[Call], Created], done: Callable[[Any], None]) -> None:
        self._shell.run(self._window, work, done)

    def _saved(self, made: Created) -> None:
        name = f"{own.PREFIX}{made.id}"
        actor = self._shell.actor

        def read(found: tuple[Own, ...]) -> None:
            self._read(found)
            self.made.emit(name)

        self._shell.read(self, lambda: own.seen_by(actor), read, key="saved report")
