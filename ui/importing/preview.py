"""The preview of a file: what becomes of its rows, in figures and row by row, and what can be done at each cell."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from resources.i18n import _, ngettext
from ui.importing.fixing import Fixing
from ui.importing.kinds import Kind
from ui.importing.load import Loaded
from ui.importing.side import ImportSide
from ui.importing.table import ImportTable
from ui.kit.buttons import action_button
from ui.kit.cards import clicks, presses
from ui.kit.labels import Chip, clear, column, ground, row, vline
from ui.shell import Shell
from ui.theme import theme

Tally = tuple[int, str, str, str, str]


class TallyChip(Chip):
    """How many become what; pressed, it shows those rows."""

    pressed = Signal()

    def __init__(self, text: str, icon: str, tone: str) -> None:
        super().__init__(text, icon, tone)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(_("Show these rows"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if clicks(self, event):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if presses(event):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)


class Preview(QWidget):
    """`columns_asked` when the person wants to say which column holds what, `errors_asked` for the rows in error."""

    columns_asked = Signal()
    errors_asked = Signal()

    def __init__(self, shell: Shell, kind: Kind) -> None:
        super().__init__()
        ground(self, "surface")
        self._kind = kind
        self._loaded: Loaded | None = None
        self._shown = "all"
        self.table, self.side = ImportTable(), ImportSide(shell, kind)
        self.fixing = Fixing(shell, self.table)
        self._chips = row(gap=8)
        self._pills: dict[str, QPushButton] = {}
        pills = row(gap=4)
        for name in ("all", "troubled", "out"):
            self._pills[name] = self._pill(partial(self.narrow, name))
            pills.addWidget(self._pills[name])
        self.whole = self._pill(lambda: self.narrow(self._shown, keep=True))
        self.whole.setText(_("Every column"))
        columns = action_button(_("Columns…"), "columns-3", "Ctrl+M")
        columns.clicked.connect(self.columns_asked)
        self.errors = action_button(_("Save the rows in error…"), "download", "Ctrl+E")
        self.errors.clicked.connect(self.errors_asked)
        tools = row(pills, self.whole, None, self.errors, columns, gap=8)
        above = column(row(self._chips, None), tools, gap=6, margins=(20, 12, 20, 6))
        left = column(above, gap=0)
        left.addWidget(self.table, 1)
        left.addWidget(self.fixing)
        whole = row(gap=0)
        whole.addLayout(left, 1)
        whole.addWidget(vline())
        whole.addWidget(self.side)
        self.setLayout(whole)
        self._terms()

    @staticmethod
    def _pill(act: Callable[[], None]) -> QPushButton:
        pill = QPushButton()
        pill.setProperty("kind", "pill")
        pill.setCheckable(True)
        pill.setAutoDefault(False)
        pill.clicked.connect(lambda _on=False: act())
        return pill

    def reset(self) -> None:
        """For another file."""
        self._loaded, self._shown = None, "all"
        self.side.reset()
        self.fixing.reset()

    def show_file(self, loaded: Loaded) -> None:
        """Show a file, or the same one read anew: then the place stays."""
        again, self._loaded = self._loaded is not None, loaded
        columns = loaded.rows.columns
        self.side.show_reading(loaded.reading, columns, loaded.prepared, loaded.channel, loaded.lacking)
        self._show_chips()
        self.errors.setVisible(bool(loaded.prepared.head.failed))
        self._terms()
        wanted = self._shown if again else "troubled"
        self.narrow(wanted if loaded.rows.views[wanted] else "all", keep=again)
        self.fixing.show_file(loaded)

    def _terms(self) -> None:
        views = self._loaded.rows.views if self._loaded is not None else {}
        terms = {"all": _("All rows"), "troubled": _("Only problems"), "out": _("Staying out")}
        for name, pill in self._pills.items():
            pill.setText(f"{terms[name]}  {len(views.get(name, ())):,}")

    def narrow(self, name: str, *, keep: bool = False) -> None:
        """Show all rows, those with problems, those that stay out, or those of one fate."""
        if self._loaded is None:
            return
        self._shown = name
        for each, pill in self._pills.items():
            pill.setChecked(each == name)
        rows = self._loaded.rows
        self.table.show_rows(rows, rows.views[name], self.whole.isChecked(), keep=keep)
        if name == "troubled" and not keep:
            self.table.first_marked()

    # what becomes of it, in figures

    def _show_chips(self) -> None:
        clear(self._chips)
        assert self._loaded is not None
        tally, ready = self._loaded.tally, self._loaded.prepared.ready
        chips = _order_chips(tally) if self._kind.name == "orders" else _record_chips(tally)
        for count, text, icon, tone, fate in chips:
            if count or (icon == "circle-check" and not ready):
                chip = TallyChip(text.format(count=f"{count:,}"), icon, tone)
                chip.pressed.connect(partial(self.narrow, fate))
                self._chips.addWidget(chip)


def _record_chips(tally: Mapping[str, int]) -> tuple[Tally, ...]:
    names = ("ready", "change", "here", "failed", "open", "left")
    ready, change, here, failed, unsaid, left = (tally.get(name, 0) for name in names)
    return (
        (ready, ngettext("{count} row ready", "{count} rows ready", ready), "circle-check", "green", "ready"),
        (change, ngettext("{count} row changes what is here", "{count} rows change what is here", change), "pencil",
         "blue", "change"),
        (unsaid, ngettext("{count} row without a count", "{count} rows without a count", unsaid), "circle-dashed",
         "neutral", "open"),
        (here, ngettext("{count} row is here already", "{count} rows are here already", here), "circle-slash-2",
         "neutral", "here"),
        (left, _left(left), "eye-off", "neutral", "left"),
        (failed, ngettext("{count} row can't come in", "{count} rows can't come in", failed), "circle-x", "red",
         "failed"),
    )  # fmt: skip


def _order_chips(tally: Mapping[str, int]) -> tuple[Tally, ...]:
    names = ("ready", "draft", "hold", "change", "here", "failed", "left")
    ready, drafts, held, change, here, failed, left = (tally.get(name, 0) for name in names)
    return (
        (ready, ngettext("{count} order ready", "{count} orders ready", ready), "circle-check", "green", "ready"),
        (drafts, ngettext("{count} draft with doubts", "{count} drafts with doubts", drafts), "triangle-alert",
         "amber", "draft"),
        (held, ngettext("{count} on hold", "{count} on hold", held), "circle-pause", "red", "hold"),
        (change, ngettext("{count} order is changed", "{count} orders are changed", change), "pencil", "blue",
         "change"),
        (here, ngettext("{count} order stays out", "{count} orders stay out", here), "circle-slash-2", "neutral",
         "here"),
        (left, _left(left), "eye-off", "neutral", "left"),
        (failed, ngettext("{count} row can't come in", "{count} rows can't come in", failed), "circle-x", "red",
         "failed"),
    )  # fmt: skip


def _left(count: int) -> str:
    return ngettext("{count} row left out", "{count} rows left out", count)
