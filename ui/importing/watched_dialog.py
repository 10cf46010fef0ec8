"""The folders that this PC watches for files of one kind: which, how they are read, and whether just now.

    WatchedDialog(window, shell, KINDS["orders"]).open()     # what is changed holds at once
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QFileDialog, QWidget

from resources.i18n import _
from services.import_known import Known, known
from ui.importing.kinds import KINDS, Kind
from ui.importing.watched import Folder, keep_watched, watched
from ui.kit.buttons import action_button, link_button
from ui.kit.dialog import Dialog
from ui.kit.fields import CheckField, ChoiceField
from ui.kit.labels import ElidedLabel, boxed, clear, column, hline, label, row
from ui.shell import Shell

CHOICE = 220


class WatchedDialog(Dialog):
    """See the module."""

    def __init__(self, parent: QWidget, shell: Shell, kind: Kind, changed: Callable[[], None]) -> None:
        super().__init__(parent, _("Watched folders"))
        from services.watched_folder import ASIDE, DONE

        self._shell, self._kind, self._changed = shell, kind, changed
        self._names: tuple[str, ...] = ()
        self._list = column(gap=0)
        hint = _("Files put into a watched folder come in by themselves while the program is open on this PC, and move "
                 "to “{done}”; those with doubts wait in “{aside}”.")  # fmt: skip
        self.body.addWidget(label(hint.format(done=_(DONE), aside=_(ASIDE)), "secondary", wrap=True))
        self.body.addWidget(boxed(self._list))
        self.body.addStretch(1)
        self.add = action_button(_("Watch a folder…"), "folder-open")
        self.add.clicked.connect(self._add)
        self.buttons(_("Close"), self.accept, cancel=None)
        self.beside(self.add)
        self._show()
        shell.read(self, lambda: known(kind.name), self._take_names, key="known")

    def _mine(self) -> list[Folder]:
        return [each for each in watched(self._shell) if each.kind == self._kind.name]

    def _take_names(self, files: Sequence[Known]) -> None:
        self._names = tuple(dict.fromkeys(each.name for each in files))
        self._show()

    def _show(self) -> None:
        clear(self._list)
        mine = self._mine()
        if not mine:
            self._list.addWidget(label(_("No folder is watched yet."), wrap=True))
        for each in mine:
            self._list.addWidget(self._line(each))

    def _line(self, each: Folder) -> QWidget:
        on = CheckField(_("Switched on"))
        on.setChecked(each.on)
        on.setAccessibleName(_("Watch {folder}").format(folder=each.folder))
        names = dict.fromkeys((*self._names, *filter(None, [each.profile])))
        how = ChoiceField([("", _("Read as its columns say")), *((name, name) for name in names)])
        how.set_value(each.profile)
        how.setFixedWidth(CHOICE)
        how.setAccessibleName(_("How files in {folder} are read").format(folder=each.folder))

        def put() -> None:
            self._put(each, replace(each, profile=str(how.value() or ""), on=on.isChecked()))

        on.toggled.connect(lambda _now: put())
        how.edited.connect(put)
        gone = link_button(_("Watch no more"))
        gone.setAccessibleName(_("Watch {folder} no more").format(folder=each.folder))
        gone.clicked.connect(lambda: self._put(each, None))
        line = row(gap=16, margins=(0, 8, 0, 8))
        line.addWidget(ElidedLabel(each.folder, "bodyStrong"), 1)
        for part in (how, on, gone):
            line.addWidget(part)
        return boxed(column(line, hline(), gap=0))

    def _put(self, old: Folder, new: Folder | None) -> None:
        """Another in the place of one, or none."""
        kept = [each for each in watched(self._shell) if (each.kind, each.folder) != (old.kind, old.folder)]
        keep_watched(self._shell, [*kept, *([new] if new is not None else [])])
        if new is None:
            self._show()
        self._changed()

    def _add(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Watch a folder"))
        if not folder:
            return
        other = next((each for each in watched(self._shell) if each.folder == folder), None)
        if other is not None:
            told = _("{folder} is watched already, for: {kind}.")
            self._shell.toast(told.format(folder=folder, kind=_(KINDS[other.kind].title)), error=True)
            return
        keep_watched(self._shell, [*watched(self._shell), Folder(self._kind.name, folder)])
        self._show()
        self._changed()
