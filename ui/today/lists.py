"""The two lists of the start page: what waits for the person, what leaves today."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from resources.i18n import N_, _
from services.today import Leaving
from services.waiting import Task
from ui.icons import pixmap
from ui.kit.buttons import action_button, link_button
from ui.kit.labels import CHIP_HEIGHT, chip_width, clear, column, ground, hline, label, paint_chip, row
from ui.kit.states import state_look
from ui.kit.text_line import draw_line
from ui.theme import theme
from ui.today import words

HEAD = (N_("Promised"), N_("Customer"), N_("Progress"), N_("State"))


LEFT, GAP = 15, 12
WIDTHS = (66, 96, 132)  # promised, progress, state; the customer has the rest
NARROW = 440


class Row(QWidget):
    """A row under a hairline, painted whole: as labels, the rows were half of what the page is made of."""

    def __init__(self, height: int) -> None:
        super().__init__()
        self.setFixedHeight(height + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, theme.color("line"))
        self.paint(painter)

    def paint(self, painter: QPainter) -> None:
        """What stands in the row."""


def line_height(font: str) -> int:
    return QFontMetrics(theme.font(font)).height()


def wide(text: str, font: str, least: int) -> int:
    return max(least, QFontMetrics(theme.font(font)).horizontalAdvance(text))


class TaskRow(Row):
    """A round icon in its tone, what waits, and the verb."""

    def __init__(self, icon: str, tone: str, title: str, told: str, verb: QPushButton) -> None:
        self._icon, self._tone, self._verb = icon, tone, verb
        self._lines = [(title, "bodyStrong", "text"), *([(told, "caption", "text2")] if told else [])]
        super().__init__(max(45, self._text_height() + 8))
        self.setAccessibleName(f"{title} {told}".strip())
        self.setLayout(row(None, verb, margins=(LEFT, 1, LEFT, 0)))

    def paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(f"tones.{self._tone}.bg"))
        middle = (self.height() + 1) // 2
        painter.drawEllipse(LEFT, middle - 16, 32, 32)
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(LEFT + 8, middle - 8, pixmap(self._icon, f"tones.{self._tone}.fg", 16, ratio))
        left, top = LEFT + 32 + GAP, middle - self._text_height() // 2
        for text, font, color in self._lines:
            height = line_height(font)
            draw_line(painter, QRect(left, top, self._room(), height), text, font, color)
            top += height

    def _text_height(self) -> int:
        return sum(line_height(font) for _text, font, _color in self._lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        cut = [text for text, font, _color in self._lines if wide(text, font, 0) > self._room()]
        self.setToolTip("\n".join(cut))

    def _room(self) -> int:
        return max(0, self.width() - LEFT - self._verb.sizeHint().width() - GAP - LEFT - 32 - GAP)


class LeavingHead(Row):
    """The heads of the columns."""

    def __init__(self) -> None:
        super().__init__(max(33, line_height("body")))
        self._terms = tuple(_(term) for term in HEAD)

    def paint(self, painter: QPainter) -> None:
        for room, term in zip(self.columns(*self._terms[::2], font="label"), self._terms, strict=True):
            if room.width() > 0:
                draw_line(painter, room, term, "label", "text2")

    def columns(self, due: str, progress: str, *, font: str = "body", state: int = 0) -> tuple[QRect, ...]:
        """The rooms of promised, customer, progress and state; a text that is wider than its column pushes the next."""
        first = wide(due, "bodyStrong" if font == "body" else font, WIDTHS[0])
        third, last = wide(progress, font, WIDTHS[1]), max(state, WIDTHS[2])
        if self.width() < NARROW:  # the delivery's number is worth more than how far it is, which its state says too
            third, last = -GAP, max(state, WIDTHS[1])
        to = self.width() - LEFT - last - GAP - third
        second = LEFT + first + GAP
        height = self.height() - 1
        return (QRect(LEFT, 1, first, height), QRect(second, 1, max(0, to - GAP - second), height),
                QRect(to, 1, third, height), QRect(to + third + GAP, 1, last, height))  # fmt: skip


class LeavingRow(LeavingHead):
    """A delivery that leaves today; its number opens it."""

    def __init__(self, each: Leaving, day: date, name: QPushButton) -> None:
        super().__init__()
        self._due, self._progress, self._customer = words.promised(each, day), words.progress(each), each.customer
        self._late, self._name = each.promised < day, name
        self._state = state_look("delivery", each.state)
        name.setParent(self)
        self.setAccessibleName(", ".join((self._due, each.customer, self._progress, self._state.word)))

    def _rooms(self) -> tuple[QRect, ...]:
        return self.columns(self._due, self._progress, state=chip_width(self._state.word, self._state.icon))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._name.adjustSize()
        room = self._rooms()[1]
        self._name.move(room.left(), (self.height() + 1 - self._name.height()) // 2)
        self.setToolTip(self._customer if wide(self._customer, "body", 0) > self._whose(room).width() else "")

    def _whose(self, room: QRect) -> QRect:
        return room.adjusted(self._name.width() + 8, 0, 0, 0)

    def paint(self, painter: QPainter) -> None:
        due, customer, progress, state = self._rooms()
        draw_line(painter, due, self._due, "bodyStrong", "tones.red.fg" if self._late else "text")
        draw_line(painter, self._whose(customer), self._customer, "body", "text")
        if progress.width() > 0:
            draw_line(painter, progress, self._progress, "body", "text")
        look = self._state
        at = QRectF(state.left(), (self.height() + 1 - CHIP_HEIGHT) // 2, chip_width(look.word, look.icon), CHIP_HEIGHT)
        paint_chip(painter, at, look.word, look.icon, look.tone or "neutral")


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

    def set(self, tasks: Sequence[Task], nothing: str) -> None:
        focused = next((n for n, b in enumerate(self.buttons) if b.hasFocus()), None)
        self.buttons = []
        self.put([self._row(task) for task in tasks], nothing)
        self.count.setText(f"{len(tasks)}" if tasks else "")
        if focused is not None and self.buttons:
            self.buttons[min(focused, len(self.buttons) - 1)].setFocus()

    def _row(self, task: Task) -> TaskRow:
        job = words.JOBS[task.kind]
        verb = action_button(_(job.verb))
        verb.clicked.connect(lambda: self._act(task))
        verb.setAccessibleName(f"{_(job.verb)}: {words.title_of(task)}")
        self.buttons.append(verb)
        return TaskRow(job.icon, job.tone, words.title_of(task), words.below(task), verb)


class LeavingList(Rows):
    """What leaves today, most urgent first; a row opens its delivery."""

    def __init__(self, act: Callable[[int], None]) -> None:
        super().__init__()
        self._act = act

    def set(self, rows: Sequence[Leaving], day: date) -> None:
        shown = [LeavingHead(), *(self._row(each, day) for each in rows)] if rows else []
        self.put(shown, _("Nothing has to leave today."))

    def _row(self, each: Leaving, day: date) -> LeavingRow:
        name = link_button(each.number)
        name.clicked.connect(lambda: self._act(each.id))
        name.setToolTip(each.number)
        return LeavingRow(each, day, name)
