"""The one door from an error to the person.

Cancelled shows nothing; a Refusal is a toast that stays until closed; a NeedsConfirmation asks and repeats; Unavailable
is a toast with Retry. Anything else is a bug: logged with its traceback, and one window that keeps the work, copies the
details and opens the log folder. `install()` leads sys.excepthook, threading.excepthook and Qt's own messages here.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, Slot, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from resources.i18n import _
from services.errors import Cancelled, NeedsConfirmation, Refusal, Unavailable

log = logging.getLogger("packdesk")
QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO, QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR, QtMsgType.QtFatalMsg: logging.CRITICAL,
}  # fmt: skip
_loading = threading.RLock()


@contextmanager
def python_unheard() -> Iterator[None]:
    """While the system's media libraries are loaded Qt's messages go where Qt sends them by itself.

    Those libraries write messages while the system's loader of libraries is locked. A handler in Python would wait for
    the interpreter, and a thread that holds it and imports a library waits for the loader: neither would ever go on.
    """
    with _loading:
        before = qInstallMessageHandler(None)
        try:
            yield
        finally:
            qInstallMessageHandler(before)


def text_of(error: Refusal) -> str:
    """The sentence for a refusal."""
    from ui.texts import text_for

    return text_for(error)


class ErrorDoor(QObject):
    """`notify` takes a Notice (the shell sets it); `logs` is the folder that the bug window offers to open."""

    _raised = Signal(object)

    def __init__(self, logs: Path, text_for: Callable[[Refusal], str] = text_of) -> None:
        super().__init__()
        self._logs, self._text_for = logs, text_for
        self._bug_window: QWidget | None = None
        self.bug: BaseException | None = None
        """The last failure that was nobody's fault but the program's."""
        self.notify: Callable[[Any], None] = self._no_window_yet
        self._raised.connect(self._on_raised, Qt.ConnectionType.QueuedConnection)

    def text(self, error: Refusal) -> str:
        return self._text_for(error)

    def show(
        self,
        parent: QWidget | None,
        error: BaseException,
        *,
        again: Callable[[], None] | None = None,
        confirm: str = "",
    ) -> None:
        """Show an error over `parent`. `again` repeats what failed; `confirm` is the verb on the question's button."""
        from ui.shell import Notice

        match error:
            case Cancelled():
                return
            case NeedsConfirmation() if again is not None:
                self._ask(parent, error, again, confirm)
            case Unavailable():
                log.warning("unavailable: %s %s", error.code, error.data)
                self.notify(Notice(self.text(error), True, _("Retry") if again else "", again))
            case Refusal():
                log.info("refused: %s %s", error.code, error.data)
                self.notify(Notice(self.text(error), True))
            case _:
                log.error("bug", exc_info=error)
                self.bug = error
                self._report(parent, error)

    def install(self) -> None:
        """Catch what nobody caught, on every thread, and Qt's own messages."""
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self._raised.emit(args.exc_value)
        qInstallMessageHandler(_qt_message)

    @staticmethod
    def uninstall() -> None:
        """Give the hooks back to Python and Qt."""
        sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__
        qInstallMessageHandler(None)

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.exit(130)
            return
        self._raised.emit(error)

    @Slot(object)
    def _on_raised(self, error: BaseException | None) -> None:
        if error is not None:
            self.show(QApplication.activeWindow(), error)

    def _ask(self, parent: QWidget | None, error: NeedsConfirmation, again: Callable[[], None], confirm: str) -> None:
        from ui.kit.dialog import ask

        ask(parent, self.text(error), confirm or _("Continue"), again)

    def _report(self, parent: QWidget | None, error: BaseException) -> None:
        from ui.kit.bug_window import BugWindow

        if self._bug_window is not None:
            return
        details = "".join(traceback.format_exception(error))
        window = BugWindow(parent.window() if parent else None, details, self._logs)
        self._bug_window = window
        window.finished.connect(self._bug_closed)
        window.open()

    def _bug_closed(self) -> None:
        self._bug_window = None

    def _no_window_yet(self, notice: Any) -> None:
        log.error("said before there was a window: %s", notice.text)


def _qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    logging.getLogger("qt").log(QT_LEVELS.get(kind, logging.WARNING), "%s", text)
