"""F1: what the window that is open is for, how to begin, its keys, and those that hold everywhere."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from resources.help import Page
from resources.i18n import _
from ui.kit.buttons import key_word
from ui.kit.dialog import Dialog
from ui.kit.header import paint_key_cap
from ui.kit.labels import boxed, column, label, row
from ui.kit.window import Window
from ui.kit.window_actions import actions_of
from ui.theme import theme

WIDTH = {1: 640, 2: 920, 3: 1240}  # by the number of columns


class KeyCap(QWidget):
    """A key as it stands on a keyboard."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._text = key_word(key)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self._text)

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(theme.font("caption")).horizontalAdvance(self._text) + 16, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_key_cap(QPainter(self), self.width() - 0.5, self.height() / 2, self._text)


def everywhere() -> list[tuple[str, str]]:
    return [
        ("Ctrl+K", _("Find anything, or do it")), ("Ctrl+1", _("The first window; 2 to 9 the next ones")),
        ("Ctrl+F", _("Search in this list")), ("F5", _("Read anew")), ("F6", _("Rail, list, panel, in turn")),
        ("Space", _("Check the row")), ("Return", _("Open the row")), ("Ctrl+C", _("Copy the selected rows")),
        ("Ctrl+E", _("Export the list")), ("Ctrl+P", _("Print the list")), ("Ctrl+S", _("Keep this filter")),
        ("Ctrl+Shift+C", _("Columns")), ("Shift+F10", _("Sort, move or hide the column")),
        ("Ctrl+Z", _("Undo what was just done")), ("Ctrl+Return", _("Save")), ("Esc", _("Clear, then close")),
        ("F1", _("This page")),
    ]  # fmt: skip


def keys_of(window: Window) -> list[tuple[str, str]]:
    """What the window tells, and the keys of its buttons that it forgot."""
    found = list(window.keys())
    told = {_plain(key) for key, _what in (*found, *everywhere())}
    for command in actions_of(window):
        if command.key and _plain(command.key) not in told:
            told.add(_plain(command.key))
            found.append((command.key, command.term))
    return found


def _left(keys: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those that hold everywhere, without the ones that this window uses for something of its own."""
    own = {_plain(key) for key, _what in keys}
    return [(key, what) for key, what in everywhere() if _plain(key) not in own]


def _plain(key: str) -> str:
    return QKeySequence(key).toString().replace("Enter", "Return")


class KeyOverview(Dialog):
    """`page` is what is told of the window; without it, only keys are shown."""

    def __init__(
        self, parent: QWidget, title: str, keys: Sequence[tuple[str, str]], page: Page | None = None
    ) -> None:
        parts = [
            *([_told(title, page)] if page is not None else []),
            *([_list(_("Keys") if page is not None else title, keys)] if keys else []),
            _list(_("Everywhere"), _left(keys)),
        ]
        room = max(parent.width() - 80, 0)
        super().__init__(parent, _("Help") if page is not None else _("Keys"), width=min(WIDTH[len(parts)], room))
        side_by_side = row(*parts, gap=32)
        for at, part in enumerate(parts):
            side_by_side.setAlignment(part, Qt.AlignmentFlag.AlignTop)
            side_by_side.setStretch(at, 1)
        self.body.addLayout(side_by_side)


def _told(title: str, page: Page) -> QWidget:
    steps = []
    for number, text in enumerate(page.steps, 1):
        step = row(gap=8)
        step.addWidget(label(f"{number}.", "bodyStrong"), 0, Qt.AlignmentFlag.AlignTop)
        step.addWidget(label(text, wrap=True), 1)
        steps.append(step)
    return boxed(column(label(title, "section"), label(page.what, wrap=True), 8, label(_("First steps"), "section"), 4,
                        *steps, None, gap=6))  # fmt: skip


def _list(title: str, keys: Sequence[tuple[str, str]]) -> QWidget:
    lines = []
    for key, what in keys:
        line = row(gap=12)
        line.addWidget(label(what, wrap=True), 1)
        line.addWidget(KeyCap(key), 0, Qt.AlignmentFlag.AlignTop)
        lines.append(line)
    return boxed(column(label(title, "section"), 4, *lines, None, gap=6))
