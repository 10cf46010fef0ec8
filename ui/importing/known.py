"""The files that are known by their header: renamed, read otherwise, or forgotten; shared by all PCs.

    KnownDialog(window, shell, KINDS["orders"]).open()
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from resources.i18n import _
from services.import_known import Known, change_profile, forget_profile, known
from ui.importing.kinds import Kind
from ui.importing.mapping import field_term
from ui.kit.buttons import link_button
from ui.kit.dialog import Dialog
from ui.kit.fields import ChoiceField, TextField
from ui.kit.formats import moment
from ui.kit.forms import Form, FormDialog
from ui.kit.labels import ElidedLabel, boxed, clear, column, hline, label, row
from ui.shell import Shell


class KnownDialog(Dialog):
    """See the module."""

    def __init__(self, parent: QWidget, shell: Shell, kind: Kind) -> None:
        super().__init__(parent, _("Known files"))
        self._shell, self._kind = shell, kind
        self._list = column(gap=0)
        hint = _("A file with the same columns is read the same way by itself, on every PC.")
        self.body.addWidget(label(hint, "secondary", wrap=True))
        self.body.addWidget(boxed(self._list))
        self.body.addStretch(1)
        self.buttons(_("Close"), self.accept, cancel=None)
        self._read()

    def _read(self) -> None:
        kind = self._kind.name
        self._shell.read(self, lambda: known(kind), self._show, key="known")

    def _show(self, files: Sequence[Known]) -> None:
        clear(self._list)
        if not files:
            nothing = _("None yet. What you choose about a file is kept when it comes in.")
            self._list.addWidget(label(nothing, wrap=True))
        for each in files:
            self._list.addWidget(self._line(each))

    def _line(self, each: Known) -> QWidget:
        said = [moment(each.at, self._shell.today()), each.customer,
                ", ".join(field_term(self._kind, field) for _heading, field in each.columns)]  # fmt: skip
        texts = column(ElidedLabel(each.name, "bodyStrong"), ElidedLabel("  •  ".join(filter(None, said)), "caption"),
                       gap=0)  # fmt: skip
        line = row(gap=12, margins=(0, 6, 0, 6))
        line.addLayout(texts, 1)
        for term, act in ((_("Change…"), self._change), (_("Forget"), self._forget)):
            button = link_button(term)
            button.setAccessibleName(f"{term} {each.name}")
            button.clicked.connect(partial(self._act, act, each, button))
            line.addWidget(button)
        return boxed(column(line, hline(), gap=0))

    @staticmethod
    def _act(act: Any, each: Known, button: QPushButton, *_on: bool) -> None:
        act(each, button)

    def _forget(self, each: Known, button: QPushButton) -> None:
        self._shell.run(self, lambda call: forget_profile(call, each.id), lambda _done: self._read(), button=button)

    def _change(self, each: Known, _button: QPushButton) -> None:
        form = Form(columns=2)
        form.add("name", _("Name"), TextField(longest=100), required=_("Type what such files are called."), span=2)
        fields = [("", _("Not read")), *((name, _(term)) for name, term in self._kind.fields.items())]
        for at, (heading, _field) in enumerate(each.columns):
            form.add(str(at), heading, ChoiceField(fields))
        form.set_values({"name": each.name, **{str(at): field for at, (_h, field) in enumerate(each.columns)}})

        def save(said: dict[str, Any]) -> None:
            columns = tuple((heading, str(said[str(at)])) for at, (heading, _f) in enumerate(each.columns))
            self._shell.run(dialog, lambda call: change_profile(call, each.id, str(said["name"]), columns), saved)

        def saved(_done: object) -> None:
            dialog.accept()
            self._read()

        dialog = FormDialog(self, each.name, form, _("Save"), save)
        dialog.open()
