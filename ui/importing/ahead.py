"""Loading the page that files are shown on, as soon as somebody may want it."""

from functools import partial
from importlib import import_module

from PySide6.QtCore import QObject

from ui.shell import Shell


def load_page(shell: Shell, owner: QObject) -> None:
    """Import it on a reader thread while a file is being chosen; it takes 4 MB that most days need none of."""
    shell.read(owner, partial(import_module, "ui.importing.page"), lambda _module: None, key="import page")
