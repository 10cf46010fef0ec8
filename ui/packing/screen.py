"""The packing screen: one painted widget, laid out at 1920 x 1080 and scaled to whatever screen there is."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.packing.brush import Brush
from ui.packing.faces import paint_answer, paint_commands, paint_queue, paint_work
from ui.packing.frame import (
    behind_words,
    paint_behind,
    paint_keys,
    paint_progress,
    paint_running,
    paint_side,
    paint_top,
)
from ui.packing.state import Mode, PackScreen
from ui.packing.words import DOT, amount_of, queue_title
from ui.theme import theme

WIDTH, HEIGHT = 1920, 1080
FACES = {Mode.CORRECT: "ok", Mode.REFUSED: "error", Mode.QUESTION: "ask"}


_COMMAND_KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class PackingScreen(QWidget):
    """Shows one `PackScreen` at a time. A plain focusable widget, so no input method starts, and no button is there
    that Enter could press. All keys without Ctrl or Alt are its own, also those that are shortcuts elsewhere.

    Signals:
        pressed(int, str): a key went down: Qt's key code and its text.
    """

    pressed = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen = PackScreen(Mode.QUEUE)
        self._behind = False
        self.setAccessibleName(spoken(self._screen))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(640, 360)

    @property
    def screen_shown(self) -> PackScreen:
        return self._screen

    def display(self, screen: PackScreen, *, at_once: bool = False) -> None:
        """Show it. With `at_once` it is painted before this returns: the answer to a scan does not wait its turn."""
        if screen == self._screen:
            return
        self._screen = screen
        self.setAccessibleName(spoken(screen))
        if at_once:
            self.repaint()
        else:
            self.update()

    def put_behind(self, behind: bool) -> None:
        """Another program is in front, and keys go there: said over whatever is shown."""
        self._behind = behind
        self.setAccessibleName(behind_words() if behind else spoken(self._screen))
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _plain(event):
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _plain(event):
            event.ignore()
        elif not event.isAutoRepeat() or event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.pressed.emit(event.key(), event.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint(painter, self._screen, self.width(), self.height(), behind=self._behind)


def _plain(event: QKeyEvent) -> bool:
    return not event.modifiers() & _COMMAND_KEYS


def face_of(screen: PackScreen) -> str:
    return FACES.get(screen.mode, "waitDark" if theme.dark else "wait")


def paint(painter: QPainter, screen: PackScreen, width: int, height: int, *, behind: bool = False) -> None:
    """Paint `screen` into `width` x `height` device-independent px. Places are held to the edges they belong to, so a
    screen of another shape gets more room in the middle, not bars at the sides."""
    ratio = min(width / WIDTH, height / HEIGHT)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(ratio, ratio)
    brush = Brush(painter, face_of(screen), width / ratio, height / ratio)
    brush.fill(QRectF(0, 0, brush.width, brush.height), "bg")
    if behind:
        paint_behind(brush)
    else:
        paint_top(brush, screen)
    if screen.mode == Mode.QUEUE:
        paint_queue(brush, screen)
    elif screen.mode == Mode.HELP:
        paint_commands(brush, screen)
    else:
        if screen.number:
            paint_progress(brush, screen)
            paint_running(brush, screen)
            paint_side(brush, screen)
        (paint_answer if screen.mode in (Mode.REFUSED, Mode.QUESTION) else paint_work)(brush, screen)
    paint_keys(brush, screen)


def spoken(screen: PackScreen) -> str:
    """What a screen reader says: the answer, or what is asked for; of the queue the delivery that is chosen too."""
    if screen.answer:
        sides = [side.big for side in (screen.answer.scanned, screen.answer.needed) if side]
        return DOT.join([screen.answer.word, *sides, screen.answer.what_to_do])
    if screen.mode == Mode.QUEUE:
        rows = screen.queue[screen.chosen : screen.chosen + 1]
        told = [(row.number, row.customer, row.promise, row.todo or amount_of(row.lines, row.pieces)) for row in rows]
        return DOT.join(filter(None, [queue_title(waits=bool(screen.queue)), *(part for row in told for part in row)]))
    return screen.headline
