"""A file that a person asks for: where it goes, made on a reader thread, and said when it is there.

    save_file(self, shell, _("Statement of account"), "东港-20260305.xlsx", lambda path: statement_workbook(path, ...))
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from resources.i18n import _
from ui.shell import Shell


def save_file(parent: QWidget, shell: Shell, title: str, start: str, make: Callable[[Path], object]) -> None:
    """See the module."""
    name, _filter = QFileDialog.getSaveFileName(parent, title, start.replace("/", "-"), "Excel (*.xlsx)")
    if not name:
        return
    path = Path(name) if name.lower().endswith(".xlsx") else Path(f"{name}.xlsx")
    shell.read(parent, lambda: make(path), lambda _made: shell.toast(_("{file} is saved.").format(file=path.name)))
