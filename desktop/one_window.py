"""One window for each database and session of a person: a second start brings the first one's to the front.

The first start listens at a door of the system (a named pipe, a local socket); the second rings there, says what it
was asked to open, and ends. Where the first does not answer, the second opens a window of its own.
"""

import getpass
import hashlib
import json
import logging
import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from desktop.database import sqlite_path

log = logging.getLogger(__name__)
ANSWER_MS = 3000
ANSWER = b"ok\n"


def door_name(url: str) -> str:
    """The same for the same database, person and session, however the file's path is written."""
    path = sqlite_path(url)
    place = os.path.normcase(path.resolve()) if path is not None else url
    told = "\n".join((str(place), getpass.getuser(), _session()))
    return f"packdesk-{hashlib.sha256(told.encode()).hexdigest()[:24]}"


def ring(name: str, file: Path | None = None) -> bool:
    """Ask the program behind the door to come to the front, with a file to take in; False where nobody answers."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(ANSWER_MS):
        return False
    _let_come_to_front()
    socket.write(json.dumps({"file": str(file.absolute()) if file else ""}).encode() + b"\n")
    answered = socket.waitForBytesWritten(ANSWER_MS) and socket.waitForReadyRead(ANSWER_MS)
    return bool(answered and socket.readAll().data() == ANSWER)


class Door(QObject):
    """Signal: rung(file), "" when only the window is wanted."""

    rung = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._server = QLocalServer()
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._somebody)

    def open(self, name: str) -> bool:
        """Listen at this door instead of the one before; False when somebody else does."""
        if self._server.isListening():
            if self._server.serverName() == name:
                return True
            self._server.close()
        if _is_answered(name):
            return False
        QLocalServer.removeServer(name)  # left by a program that ended uncleanly
        opened = self._server.listen(name)
        if not opened:
            log.warning("a second start will not find this window: %s", self._server.errorString())
        return opened

    def close(self) -> None:
        self._server.close()

    def _somebody(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._heard(socket))
        socket.disconnected.connect(socket.deleteLater)
        if socket.canReadLine():
            self._heard(socket)

    def _heard(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            return
        try:
            asked = json.loads(bytes(socket.readLine().data()))
        except ValueError:
            socket.abort()
            return
        socket.write(ANSWER)
        socket.flush()
        self.rung.emit(str(asked.get("file", "")) if isinstance(asked, dict) else "")


def _is_answered(name: str) -> bool:
    socket = QLocalSocket()
    socket.connectToServer(name)
    return socket.waitForConnected(ANSWER_MS)


def _session() -> str:
    """What tells two sessions of one person on one PC apart: each has its own screen."""
    if sys.platform != "win32":
        return os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY", "")
    import ctypes

    number = ctypes.c_ulong()
    ctypes.windll.kernel32.ProcessIdToSessionId(os.getpid(), ctypes.byref(number))
    return str(number.value)


def _let_come_to_front() -> None:
    """Windows lets only the program that was just started take the front; it may pass that on."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
