"""The two lists of the start page: what waits for the person, what leaves today."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from resources.i18n import N_, _
from services.today import Leaving
from services.waiting import Task
from ui.icons import pixmap
from ui.kit.buttons import action_button, link_button
from ui.kit.labels import ElidedLabel, boxed, clear, column, ground, hline, label, row, state_chip
from ui.theme import theme
from ui.today import words

HEAD = (N_("Promised"), N_("Customer"), N_("Progress"), N_("State"))


class RoundIcon(QWidget):
    """An icon on a round ground in its tone."""

    def __init__(self, icon: str, tone: str) -> None:
        super().__init__()
        self._icon, self._tone = icon, tone
        self.setFixedSize(32, 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(f"tones.{self._tone}.bg"))
        painter.drawEllipse(self.rect())
        painter.drawPixmap(8, 8, pixmap(self._icon, f"tones.{self._tone}.fg", 16, self.devicePixelRatioF()))


def _as_high(made: QWidget, least: int) -> QWidget:
    """A row as high as its text asks for, whatever the font and the screen's scale make of it."""
    made.setFixedHeight(max(least, made.sizeHint().height()))
    return made


class Rows(QScrollArea):
    """Rows under each other that scroll when there are more than fit."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("flat", "true")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = column(gap=0)
        inner = QWidget()
        inner.setLayout(self._inside)
        self.setWidget(ground(inner, "surface"))

    def sizeHint(self) -> QSize:
        return QSize(500, 180)

    def put(self, rows: Sequence[QWidget], nothing: str) -> None:
        clear(self._inside)
        for each in rows:
            self._inside.addWidget(hline())
            self._inside.addWidget(each)
        if not rows:
            self._inside.addWidget(hline())
            self._inside.addWidget(label(nothing, "secondary"), 1, Qt.AlignmentFlag.AlignCenter)
        else:
            self._inside.addStretch(1)


class TaskList(Rows):
    """What waits for the person: one verb a row."""

    def __init__(self, act: Callable[[Task], None]) -> None:
        super().__init__()
        self._act, self.count = act, label("", "caption")
        self.buttons: list[QPushButton] = []

    def set(self, tasks: Sequence[Task]) -> None:
        focused = next((n for n, b in enumerate(self.buttons) if b.hasFocus()), None)
        self.buttons = []
        self.put([self._row(task) for task in tasks], _("All done. What comes in will wait here."))
        self.count.setText(f"{len(tasks)}" if tasks else "")
        if focused is not None and self.buttons:
            self.buttons[min(focused, len(self.buttons) - 1)].setFocus()

    def _row(self, task: Task) -> QWidget:
        job = words.JOBS[task.kind]
        verb = action_button(_(job.verb))
        verb.clicked.connect(lambda: self._act(task))
        verb.setAccessibleName(f"{_(job.verb)}: {words.title_of(task)}")
        self.buttons.append(verb)
        told = words.below(task)
        lines = [ElidedLabel(words.title_of(task), "bodyStrong"), *([ElidedLabel(told, "caption")] if told else [])]
        texts = column(None, *lines, None, gap=0)
        line = row(RoundIcon(job.icon, job.tone), gap=12, margins=(15, 4, 15, 4))
        line.addLayout(texts, 1)
        line.addWidget(verb)
        return _as_high(boxed(line), 45)


class LeavingList(Rows):
    """What leaves today, most urgent first; a row opens its delivery."""

    def __init__(self, act: Callable[[int], None]) -> None:
        super().__init__()
        self._act = act

    def set(self, rows: Sequence[Leaving], day: date) -> None:
        shown = [self._head(), *(self._row(each, day) for each in rows)] if rows else []
        self.put(shown, _("Nothing has to leave today."))

    @staticmethod
    def _line(*widgets: QWidget) -> QWidget:
        line = row(gap=12, margins=(15, 0, 15, 0))
        for widget, width in zip(widgets, (66, 0, 96, 132), strict=True):
            if width:
                widget.setMinimumWidth(width)
            line.addWidget(widget, 0 if width else 1, Qt.AlignmentFlag.AlignVCenter)
        return _as_high(boxed(line), 33)

    def _head(self) -> QWidget:
        return self._line(*(label(_(term), "label") for term in HEAD))

    def _row(self, each: Leaving, day: date) -> QWidget:
        name = link_button(each.number)
        name.clicked.connect(lambda: self._act(each.id))
        name.setToolTip(each.number)
        due = label(words.promised(each, day), "bodyStrong", tone="red" if each.promised < day else "")
        state = boxed(row(state_chip("delivery", each.state), None, gap=0))
        who = row(name, gap=8)
        who.addWidget(ElidedLabel(each.customer), 1)
        return self._line(due, boxed(who), label(words.progress(each)), state)
