"""What a file of a kind may have, where a screen has the room: each column, what else it may be called, an example."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from resources.i18n import _, language
from services.import_templates import known
from ui.kit.labels import clear
from ui.kit.panel import MiniColumn, MiniTable, section
from ui.shell import Shell

WIDTH, OTHERS = 720, 3
Headings = tuple[tuple[tuple[str, ...], str], ...]


class KnownHeadings(QWidget):
    """Tells of the kind that `show_kind` names."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.setFixedWidth(WIDTH)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 24)

    def show_kind(self, kind: str) -> None:
        chinese = language().startswith("zh")
        self._shell.read(self, lambda: known(kind, chinese), self._show, key="headings")

    def _show(self, found: Headings) -> None:
        clear(self._lines)
        columns = (MiniColumn(_("Column"), 150), MiniColumn(_("Also called")), MiniColumn(_("Example"), 190))
        rows = [[names[0], _(", ").join(names[1 : OTHERS + 1]) or "—", _(example)] for names, example in found]
        self._lines.addWidget(section(_("Columns that are understood"), line=False))
        self._lines.addWidget(MiniTable(columns, rows))
