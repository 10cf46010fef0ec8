"""Ctrl+K: find any record, or do any command.

    Palette(window, shell, search, commands).open()

`search(text) -> list[Hit]` runs on a reader thread; a hit chosen is `shell.go(hit.window, **hit.where)`. A `Command` is
`Command(_("New order"), "plus", run, "F2")`. Arrows move, Enter chooses, Esc closes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QObject,
    QPointF,
    QRect,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from resources.i18n import _
from services.search import fits, initials
from ui.icons import icon, pixmap
from ui.kit.buttons import key_word
from ui.kit.dialog import Dialog
from ui.kit.found_list import FoundList, Index, paint_ground
from ui.kit.header import paint_key_cap
from ui.kit.labels import column, hline, label
from ui.kit.text_line import draw_line
from ui.shell import Shell

WAIT_MS = 120
ROW = 44
TOP = 80


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found: `window` and `where` are what `shell.go` takes."""

    icon: str
    title: str
    detail: str
    window: str
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done from anywhere. `also` are other words that people call it by."""

    term: str
    icon: str
    run: Callable[[], None]
    key: str = ""
    also: str = ""


Entry = Hit | Command


def _words(entry: Entry) -> str:
    return entry.term if isinstance(entry, Command) else f"{entry.title} {entry.detail}"


class _EntryDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry, rect = index.model().rows[index.row()], QRect(option.rect)  # type: ignore[attr-defined]
        selected = paint_ground(painter, option)
        ratio = painter.device().devicePixelRatioF()
        image = pixmap(entry.icon, "accent" if selected else "text2", 18, ratio)
        painter.drawPixmap(QPointF(rect.x() + 22, rect.y() + (rect.height() - 18) / 2), image)
        words = rect.adjusted(54, 0, -24, 0)
        if isinstance(entry, Command):
            draw_line(painter, words, entry.term, "bodyStrong", "text")
            if entry.key:
                paint_key_cap(painter, rect.right() - 22, rect.center().y(), key_word(entry.key))
            return
        draw_line(painter, QRect(words.x(), words.y() + 4, words.width(), 19), entry.title, "bodyStrong", "text")
        draw_line(painter, QRect(words.x(), words.y() + 22, words.width(), 18), entry.detail, "caption", "text2")


class Palette(Dialog):
    """See the module."""

    def __init__(
        self, parent: QWidget, shell: Shell, search: Callable[[str], list[Hit]], commands: Sequence[Command]
    ) -> None:
        super().__init__(parent, _("Find or do"))
        self._shell, self._search_for, self._commands = shell, search, list(commands)
        self._initials: dict[str, list[str]] = {}
        self._hits: Sequence[Hit] = ()
        self.title.hide()
        self._close.hide()
        self._line = QLineEdit()
        self._line.setPlaceholderText(_("Order, delivery, customer, product, tracking number, or what to do"))
        self._line.setAccessibleName(_("Find or do"))
        self._line.setProperty("lead", "true")
        self._line.addAction(icon("search", "text2"), QLineEdit.ActionPosition.LeadingPosition)
        self._line.installEventFilter(self)
        self._list, self._entries = QListView(), FoundList(_words)
        self._list.setProperty("flat", "true")
        self._list.setModel(self._entries)
        self._list.setItemDelegate(_EntryDelegate(self._list))
        self._list.setUniformItemSizes(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.clicked.connect(self._choose)
        self._nothing = label("", "secondary")
        self.body.setContentsMargins(0, 0, 0, 8)
        self.body.setSpacing(0)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._list.setFixedHeight(8 * ROW)
        self.body.addLayout(column(self._line, margins=(16, 0, 16, 12)))
        self.body.addWidget(hline())
        self.body.addLayout(column(self._nothing, margins=(24, 8, 24, 0)))
        self.body.addWidget(self._list)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._find)
        self._line.textChanged.connect(self._typed)
        self._show([])

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._line.setFocus()

    def _fit(self) -> None:
        super()._fit()
        parent = self.parentWidget()
        if parent is not None:
            self.move(self.x(), parent.mapToGlobal(parent.rect().topLeft()).y() + TOP)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            step = steps.get(Qt.Key(event.key()))
            if step is not None:
                self._move(step)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self._list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _move(self, step: int) -> None:
        count = self._entries.rowCount()
        if count:
            at = max(0, min(count - 1, self._list.currentIndex().row() + step))
            self._list.setCurrentIndex(self._entries.index(at))

    def _typed(self, text: str) -> None:
        self._show([])
        if text.strip():
            self._wait.start()

    def _find(self) -> None:
        text, search = self._line.text().strip(), self._search_for
        if not text:
            return
        self._shell.jobs.read(self, lambda: search(text), self._show, key="find")
        if any(word.isascii() and word.isalpha() for word in text.split()):
            self._learn([command.term for command in self._commands if command.term not in self._initials])

    def _learn(self, terms: list[str]) -> None:
        """The initials of the commands, which only letters ask for; what is found does not wait for them."""
        if terms:
            self._shell.jobs.read(self, lambda: {term: initials(term) for term in terms}, self._known, key="initials")

    def _known(self, read: dict[str, list[str]]) -> None:
        at = self._list.currentIndex().row()
        self._initials |= read
        self._show(self._hits)
        self._move(max(0, at))

    def _fits(self, command: Command, word: str) -> bool:
        """By a part of its words, or by their pinyin initials once those are known."""
        known = self._initials.get(command.term, ())
        letters = any(word in each for each in known)
        return word in f"{command.term} {command.also}".lower() or letters or fits(word, command.term)

    def _show(self, hits: Sequence[Hit]) -> None:
        self._hits = hits
        words = self._line.text().strip().lower().split()
        fitting = [command for command in self._commands if all(self._fits(command, word) for word in words)]
        entries: list[Entry] = [*hits, *fitting]
        self._entries.show(entries)
        self._nothing.setText("" if entries or not words else _("Nothing found."))
        self._nothing.setVisible(not entries and bool(words))
        if entries:
            self._list.setCurrentIndex(self._entries.index(0))

    def _choose(self, index: Index) -> None:
        if not index.isValid():
            return
        entry = self._entries.rows[index.row()]
        self.accept()
        if isinstance(entry, Command):
            entry.run()
        else:
            self._shell.go(entry.window, **entry.where)
