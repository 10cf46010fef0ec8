"""The system shuts down or signs the person out: what is typed is kept first, or else it is asked to wait."""

import sys
import threading
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication

from resources.i18n import _
from ui.kit.jobs import JobRunner

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

# Windows ends a program that has not answered after 5 s.
WRITING_SECONDS = 2.0


class SessionManager(Protocol):
    """What Qt's QSessionManager offers here."""

    def allowsInteraction(self) -> bool: ...
    def cancel(self) -> None: ...


def written(jobs: JobRunner, owner: "QObject") -> bool:
    """Wait until all that was given to the writer so far is in the database; False where that takes too long."""
    done = threading.Event()
    jobs.write(owner, lambda _report: done.set())
    if not done.wait(WRITING_SECONDS):
        return False
    QCoreApplication.sendPostedEvents(jobs)  # the windows hear that it is
    return True


def ask_to_wait(manager: SessionManager, window: "QWidget") -> bool:
    """Keep the system from ending the session, with the reason in its own list; False where it will not wait."""
    if not manager.allowsInteraction():
        return False
    _tell_windows(window, _("Something typed is not saved yet."))
    manager.cancel()
    return True


def no_need_to_wait(window: "QWidget") -> None:
    """Take back the reason of an attempt before."""
    _tell_windows(window, "")


def _tell_windows(window: "QWidget", reason: str) -> None:
    """The line below the program's name while Windows waits."""
    if sys.platform != "win32":
        return
    import ctypes
    from ctypes import wintypes

    handle = wintypes.HWND(int(window.winId()))
    if reason:
        ctypes.windll.user32.ShutdownBlockReasonCreate(handle, ctypes.c_wchar_p(reason))
    else:
        ctypes.windll.user32.ShutdownBlockReasonDestroy(handle)
