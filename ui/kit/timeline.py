"""What happened to a document, newest first: a round icon, what in 500, who below, time right, old -> new under it.

    story = Story(shell, "order")             # one for each panel; the panel keeps it (SidePanel.lasting)
    story.show_subject(order.id)              # reads the newest page, and as many as were shown of the same document

`Timeline(events)` alone paints events that are there already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from resources.i18n import _
from services import timeline
from services.timeline import Entry, Mark
from ui.icons import pixmap
from ui.kit.buttons import link_button
from ui.kit.labels import boxed, clear, column, label, row
from ui.kit.panel import section
from ui.kit.text_line import AT_RIGHT, draw_line
from ui.shell import Shell
from ui.theme import theme

FEW = 6
MOST_DETAILS = 6


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a timeline; `at` is the time as it is shown, `details` what changed."""

    icon: str
    tone: str
    title: str
    who: str = ""
    at: str = ""
    details: tuple[str, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """The details that are shown."""
        if len(self.details) <= MOST_DETAILS:
            return self.details
        more = _("{count} more changes").format(count=len(self.details) - MOST_DETAILS + 1)
        return (*self.details[: MOST_DETAILS - 1], more)

    def words(self) -> str:
        """All of it, for screen readers and the tooltip."""
        return "\n".join((f"{self.at} {self.title}", *((self.who,) if self.who else ()), *self.details))


class Timeline(QWidget):
    """See the module."""

    STEP, DETAIL, LEFT = 44, 17, 30

    def __init__(self, events: Sequence[Event]) -> None:
        super().__init__()
        self._events = tuple(events)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("; ".join(event.words().replace("\n", ", ") for event in events))

    def events(self) -> tuple[Event, ...]:
        return self._events

    def sizeHint(self) -> QSize:
        return QSize(200, sum(self._height(event) for event in self._events) + 4)

    def _height(self, event: Event) -> int:
        return self.STEP + self.DETAIL * len(event.lines())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            shown = cast(QHelpEvent, event)
            found = self._at(shown.pos().y())
            QToolTip.showText(shown.globalPos(), found.words() if found else "", self)
            return True
        return super().event(event)

    def _at(self, y: int) -> Event | None:
        for each in self._events:
            y -= self._height(each)
            if y < 0:
                return each
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = 0
        for number, entry in enumerate(self._events):
            self._entry(painter, top, entry, number + 1 < len(self._events))
            top += self._height(entry)

    def _entry(self, painter: QPainter, top: int, entry: Event, more: bool) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if more:
            painter.fillRect(QRect(9, top + 24, 1, self._height(entry) - 26), theme.color("line"))
        painter.setBrush(theme.color(f"tones.{entry.tone}.bg"))
        painter.drawEllipse(QRectF(0, top + 2, 20, 20))
        image = pixmap(entry.icon, f"tones.{entry.tone}.fg", 12, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(4, top + 6), image)
        painter.setFont(theme.font("caption"))
        clock = painter.fontMetrics().horizontalAdvance(entry.at) + 2
        room = self.width() - self.LEFT
        draw_line(painter, QRect(self.width() - clock, top + 1, clock, 20), entry.at, "caption", "text2", AT_RIGHT)
        draw_line(painter, QRect(self.LEFT, top + 1, room - clock - 8, 20), entry.title, "bodyStrong", "text")
        draw_line(painter, QRect(self.LEFT, top + 20, room, 18), entry.who, "caption", "text2")
        for number, text in enumerate(entry.lines()):
            place = QRect(self.LEFT, top + 38 + number * self.DETAIL, room, self.DETAIL)
            draw_line(painter, place, text, "caption", "text")


class Story(QWidget):
    """See the module. `line`: a hairline parts it from what is above."""

    def __init__(self, shell: Shell, kind: str, *, line: bool = True) -> None:
        super().__init__()
        self._shell, self._kind = shell, kind
        self._subject: int | None = None
        self._entries: tuple[Entry, ...] = ()
        self._more, self._wanted = False, FEW
        self.fewer, self.earlier = link_button(_("Fewer")), link_button(_("Show earlier"))
        self.fewer.clicked.connect(lambda: self._show(FEW))
        self.earlier.clicked.connect(lambda: self._show(self._wanted + timeline.PAGE))
        self._list = column(gap=0)
        self._nothing = label(_("Nothing has happened yet."), "hint")
        foot = boxed(row(self.earlier, None, margins=(28, 0, 0, 8)))
        self.setLayout(column(section(_("Timeline"), self.fewer, line=line), self._nothing, self._list, foot, gap=0))
        self._fill()

    def show_subject(self, subject_id: int) -> None:
        """Read a document's story; of the same one as much as was shown."""
        if subject_id != self._subject:
            self._subject, self._entries, self._more, self._wanted = subject_id, (), False, FEW
            self._fill()
        self._read()

    def events(self) -> tuple[Event, ...]:
        """What is shown."""
        item = self._list.itemAt(0)
        widget = item.widget() if item is not None else None
        return widget.events() if isinstance(widget, Timeline) else ()

    def _show(self, count: int) -> None:
        self._wanted = count
        if count > len(self._entries) and self._more:
            self._read(self._entries[-1].mark)
        else:
            self._fill()

    def _read(self, after: Mark | None = None) -> None:
        """The newest entries, as many as are wanted, or the page after what is there."""
        subject, limit = self._subject, timeline.PAGE if after else max(self._wanted, timeline.PAGE)
        if subject is None:
            return
        kind, rights = self._kind, self._shell.actor.rights

        def done(found: timeline.Story) -> None:
            if subject == self._subject:
                self._entries = (self._entries if after else ()) + found.entries
                self._more = found.more
                self._fill()

        self._shell.read(self, lambda: timeline.story(kind, subject, rights, after, limit), done, key="story")

    def _fill(self) -> None:
        from ui.kit.story_words import event  # it takes Event from here

        today = self._shell.today()
        clear(self._list)
        shown = [event(entry, today) for entry in self._entries[: self._wanted]]
        self._nothing.setVisible(not shown and self._subject is not None)
        if shown:
            self._list.addWidget(Timeline(shown))
        self.fewer.setVisible(self._wanted > FEW and len(shown) > FEW)
        self.earlier.setVisible(self._more or len(self._entries) > self._wanted)
