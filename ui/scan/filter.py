"""The one event filter that finds scans among all keys of the program, wherever the focus is."""

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from services.scanning import fold
from ui.scan.buffer import Press, Release, Replay, ScanBuffer, Scanned, ScanSettings
from ui.scan.edits import ScanEdit
from ui.scan.keys import alt_digit, char_of, composed, copied, is_modifier, physical, stroke_of, time_of
from ui.scan.tags import TagSession
from ui.scan.trial import Stroke

log = logging.getLogger(__name__)

Handler = Callable[[str], None]
_PRESS, _RELEASE = QEvent.Type.KeyPress, QEvent.Type.KeyRelease
_OVERRIDE, _COMPOSED = QEvent.Type.ShortcutOverride, QEvent.Type.InputMethod
_WANTED = frozenset({_PRESS, _RELEASE, _OVERRIDE, _COMPOSED})
# Every event of every widget passes here: asking for its class takes half as long as asking for its type.
_CLASSES = frozenset({QKeyEvent, QInputMethodEvent})
# Keys that came in time may stand in the queue behind the timer, so it looks three times; and again when it fired so
# late that it must have waited behind a busy event loop itself.
_AGAIN_MS, _LATE_MS, _LOOKS = 5, 15, 3


@dataclass(frozen=True, slots=True, eq=False)
class HeldKey:
    """A key event kept back, and the widget it was going to."""

    event: QKeyEvent
    receiver: QWidget | None


@dataclass(frozen=True, slots=True)
class _Mark:
    """Tells an event from others while it is passed from window to widget to parents."""

    address: int
    type: QEvent.Type
    key: int
    at: int

    @staticmethod
    def of(event: QKeyEvent) -> "_Mark":
        return _Mark(shiboken6.getCppPointer(event)[0], event.type(), event.key(), event.timestamp())


class ScanFilter(QObject):
    """Holds printable keys back until it is clear who typed them, replays typing, and delivers scans one by one.

    Signals:
        scanned(str): each scan, before the active window's handler gets it.
        measured(object): the `Scanned` with its gaps, for the page that learns a scanner.
        unheard(str): a scan that no window took (a dialog is open that knows no scans).
        composed(str): an input method wrote this where codes are scanned and nothing is typed.
        stopped(): the filter met a bug, has logged it and switched itself off; keys go their usual way.
    """

    scanned = Signal(str)
    measured = Signal(object)
    unheard = Signal(str)
    composed = Signal(str)
    stopped = Signal()
    _ready = Signal()

    def __init__(self, application: QApplication, settings: ScanSettings | None = None) -> None:
        super().__init__(application)
        self._application = application
        self._buffer: ScanBuffer[HeldKey] = ScanBuffer(settings)
        self._scans: deque[Scanned] = deque()
        self._tags = TagSession()
        self._handlers: list[tuple[QWidget, Handler]] = []
        self._default: Handler | None = None
        self._passed: _Mark | None = None
        self._own: set[int] = set()
        self._announced: tuple[int, int] | None = None
        self._alt_code = ""
        self._listener: Callable[[Stroke], None] | None = None
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_quiet)
        self._due, self._looks = 0.0, 0
        self._ready.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        application.installEventFilter(self)

    @property
    def settings(self) -> ScanSettings:
        return self._buffer.settings

    def configure(self, settings: ScanSettings) -> None:
        """Take other settings from now on."""
        self.settle()
        self._buffer.settings = settings

    def subscribe(self, widget: QWidget, handler: Handler) -> None:
        """Scans go to `handler` while `widget` is visible in the active window; of several the newest."""
        self._handlers.append((widget, handler))
        widget.destroyed.connect(self._forget_destroyed)

    def unsubscribe(self, widget: QWidget) -> None:
        self._handlers = [pair for pair in self._handlers if pair[0] is not widget]

    def set_default(self, handler: Handler | None) -> None:
        """Who gets a scan when the active window has no handler and is no dialog."""
        self._default = handler

    def listen(self, listener: Callable[[Stroke], None] | None) -> None:
        """Give every key to `listener` and to nobody else, for the page that tries a scanner; None ends it."""
        self.settle()
        self._listener = listener

    def take(self, scan: Scanned) -> None:
        """Deliver a scan that came another way than by keys (a serial port), after those before it."""
        self._scans.append(scan)
        self._ready.emit()

    def count_tags_anew(self) -> None:
        """From now on each RFID tag is a scan once more, also one that still lies in the reader's field."""
        self._tags = TagSession()

    def close(self) -> None:
        """Let every key go its usual way from now on, also before this object is deleted."""
        self.settle()
        self._application.removeEventFilter(self)
        self.deleteLater()

    def settle(self) -> None:
        """Decide now about the keys held back, as if nothing more came."""
        self._timer.stop()
        self._act(self._buffer.settle())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.__class__ not in _CLASSES or (kind := event.type()) not in _WANTED:
            return False
        try:
            return self._filter(watched, kind, event)
        except Exception:
            log.exception("The scan filter failed and is off.")
            self._switch_off()
            return False

    def _filter(self, watched: QObject, kind: QEvent.Type, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return self._on_composed(watched, event)
        if not isinstance(watched, QWindow | QWidget):
            return False
        if self._listener is not None:
            return self._overhear(self._listener, kind, event)
        if kind == _OVERRIDE:
            return self._on_override(event)
        mark = _Mark.of(event)
        if mark.address in self._own:
            self._announced = None
            return False
        if mark == self._passed:
            return False
        self._passed = None
        taken = self._on_press(watched, event) if kind == _PRESS else self._on_release(watched, event)
        if not taken:
            self._passed = mark
        return taken

    def _on_composed(self, watched: QObject, event: QEvent) -> bool:
        """Text of an input method goes where it is typed; where no field takes it, it is told instead of lost."""
        self.settle()
        if not isinstance(event, QInputMethodEvent) or not isinstance(watched, QWidget) or self._listener is not None:
            return False
        text = fold(event.commitString())
        if not text or isinstance(watched, ScanEdit) or watched.inputMethodQuery(Qt.InputMethodQuery.ImEnabled):
            return False
        self.composed.emit(text)
        return True

    def _overhear(self, listener: Callable[[Stroke], None], kind: QEvent.Type, event: QKeyEvent) -> bool:
        event.accept()
        if kind == _PRESS and not event.isAutoRepeat():
            listener(stroke_of(event))
        return True

    def _on_override(self, event: QKeyEvent) -> bool:
        """Qt asks whether a key is text before it looks for shortcuts: keys to be held are, the rest goes on at once,
        after what is held."""
        if is_modifier(event, self.settings) or (event.key(), event.timestamp()) == self._announced:
            return False
        of_code = alt_digit(event) and self._takes_alt_codes()
        if of_code or self._buffer.takes(self._press(event, HeldKey(event, None))):
            event.accept()
            return True
        self.settle()
        return False

    def _on_press(self, watched: QObject, event: QKeyEvent) -> bool:
        if is_modifier(event, self.settings):
            return False
        if (digit := alt_digit(event)) and self._takes_alt_codes():
            self._alt_code += digit
            return True
        return self._feed(self._press(event, HeldKey(copied(event), _receiver(watched))))

    def _on_release(self, watched: QObject, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Alt and self._alt_code:
            self._feed_alt_code(event)
            return False
        if is_modifier(event, self.settings):
            return False
        if self._alt_code and alt_digit(event):
            return True
        held = HeldKey(copied(event), _receiver(watched))
        return not self._buffer.feed_release(Release(physical(event), held)).passes

    def _takes_alt_codes(self) -> bool:
        return self.settings.alt_codes or self._buffer.wait_ms is not None

    def _feed_alt_code(self, event: QKeyEvent) -> None:
        """Alt is let go: what was typed on the keypad meanwhile is one character."""
        code, self._alt_code = self._alt_code, ""
        if int(code) < 0xD800:  # beyond are halves of characters, which are no text
            made = composed(event, code)
            if not self._feed(Press(made.text(), time_of(event), -1, HeldKey(made, None))):
                self._replay(HeldKey(made, None))

    def _press(self, event: QKeyEvent, held: HeldKey) -> Press[HeldKey]:
        return Press(char_of(event, self.settings), time_of(event), physical(event), held, event.isAutoRepeat())

    def _feed(self, press: Press[HeldKey]) -> bool:
        answer = self._buffer.feed(press)
        self._wait()
        self._act(answer.actions)
        return not answer.passes

    def _wait(self) -> None:
        wait = self._buffer.wait_ms
        if wait is None:
            self._timer.stop()
        else:
            self._look_in(wait)
            self._looks = 1

    def _look_in(self, wait: float) -> None:
        self._due = _now() + wait
        self._timer.start(round(wait))

    def _on_quiet(self) -> None:
        if _now() - self._due > _LATE_MS:
            self._look_in(_LATE_MS)
        elif self._looks < _LOOKS:
            self._looks += 1
            self._look_in(_AGAIN_MS)
        else:
            self._act(self._buffer.tick())

    def _act(self, actions: tuple[Replay[HeldKey] | Scanned, ...]) -> None:
        for action in actions:
            if isinstance(action, Scanned):
                _take_out(action.strays)
                self._scans.append(action)
                self._ready.emit()
            else:
                for held in action.events:
                    self._replay(held)

    def _replay(self, held: HeldKey) -> None:
        receiver = held.receiver
        if receiver is None or not shiboken6.isValid(receiver):
            receiver = QApplication.focusWidget()
        if receiver is None:
            return
        event = held.event
        address = shiboken6.getCppPointer(event)[0]
        self._own.add(address)
        if event.type() == _PRESS:
            self._announced = event.key(), event.timestamp()
        try:
            QApplication.sendEvent(receiver, event)
        finally:
            self._own.discard(address)

    def _deliver(self) -> None:
        scan = self._scans.popleft()
        if self._tags.again(scan.text, _now()):
            return
        self.measured.emit(scan)
        self.scanned.emit(scan.text)
        handler = self._handler()
        if handler is None:
            log.info("No window took the scan %r.", scan.text)
            self.unheard.emit(scan.text)
        else:
            handler(scan.text)

    def _handler(self) -> Handler | None:
        active = QApplication.activeModalWidget() or QApplication.activeWindow()
        for widget, handler in reversed(self._handlers):
            if shiboken6.isValid(widget) and widget.isVisible() and (active is None or widget.window() is active):
                return handler
        return None if QApplication.activeModalWidget() else self._default

    def _forget_destroyed(self) -> None:
        self._handlers = [pair for pair in self._handlers if shiboken6.isValid(pair[0])]

    def _switch_off(self) -> None:
        """Keys must reach the windows even then; what is held goes where it was going."""
        self._application.removeEventFilter(self)
        self._timer.stop()
        held, self._buffer = self._buffer.give_up(), ScanBuffer(self.settings)
        for key in held:
            self._replay(key)
        self.stopped.emit()


def _take_out(strays: str) -> None:
    """What a scan left in a field, before the program had time for the rest of it, is no typing."""
    field = QApplication.focusWidget() if strays else None
    if isinstance(field, QLineEdit):
        if field.text()[: field.cursorPosition()].endswith(strays):
            for _char in strays:
                field.backspace()
    elif isinstance(field, QPlainTextEdit):
        cursor = field.textCursor()
        if cursor.block().text()[: cursor.positionInBlock()].endswith(strays):
            for _char in strays:
                cursor.deletePreviousChar()


def _now() -> float:
    return time.monotonic() * 1000


def _receiver(watched: QObject) -> QWidget | None:
    """Where Qt would send a key that arrives at `watched`: a window passes it to its popup or focus widget."""
    if isinstance(watched, QWidget):
        return watched
    if popup := QApplication.activePopupWidget():
        return popup.focusWidget() or popup
    return QWidget.keyboardGrabber() or QApplication.focusWidget() or QApplication.activeWindow()
