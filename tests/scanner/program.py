"""The program at a display, watched over a pipe: `python -m tests.scanner.program URL FOLDER`.

Keys come from outside, through the X server. One JSON list [command, arguments...] comes in a line, one JSON value goes
out a line. Its commands only look, or open a window.
"""

import faulthandler
import json
import multiprocessing.connection  # noqa: F401 - loaded on a thread while the sounds load, it was seen to stop both
import os
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from desktop.app import Program, make_application
from desktop.demo.player import InVain, Player
from desktop.paths import Paths
from desktop.pc_settings import PcSettings
from models.base import connection
from models.delivery import ScanEvent
from resources.i18n import set_language
from ui.scan.trial import Findings

PATIENCE = 60.0
LOOK_MS = 1500


class Watched:
    """Its public methods are the commands."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._heard: list[str] = []
        self._seen = 0

    def sign_in(self, login: str, password: str) -> bool:
        self._player.sign_in(login, password)
        self._player.desk.scans.scanned.connect(self._heard.append)
        return True

    def try_scanner(self) -> bool:
        """Press Start on the scanner page."""
        page = self._page("scanner")
        self._found: list[Findings] = []
        page.pad.found.connect(self._found.append)
        page.pad.begin()
        self._player.until(lambda: QApplication.focusWidget() is page.pad, "the keyboard")
        return True

    def found(self) -> dict[str, Any]:
        """What three scans of the sheet came to."""
        pad = self._player.window("settings").page().pad
        try:
            self._player.until(lambda: bool(self._found), "three scans", patience=PATIENCE)
        except InVain as error:
            raise InVain(f"the page says: {pad.told()}") from error
        found = self._found[0]
        return {"problems": found.problems, "settings": asdict(found.settings), "mean": found.seen.mean}

    def bench(self, delivery: int) -> bool:
        """Open a delivery at the bench."""
        window = self._go("packing", id=delivery)
        self._player.until(lambda: window.view is not None and window.view.id == delivery, "the delivery")
        self._player.settled()
        with connection():
            self._seen = ScanEvent.select(ScanEvent.id).order_by(ScanEvent.id.desc()).limit(1).scalar() or 0
        return True

    def journal(self, count: int) -> list[str]:
        """The scans that were committed since the bench was opened, once there are so many and nothing comes after."""

        came, before = self._came(), -1
        while came < count and came > before:  # a busy machine is behind, but goes on
            before = came
            QTest.qWait(LOOK_MS)
            came = self._came()
        self._player.settled()
        with connection():
            rows = ScanEvent.select(ScanEvent.text).where(ScanEvent.id > self._seen).order_by(ScanEvent.id)
            return [row.text for row in rows]

    def _came(self) -> int:
        with connection():
            return int(ScanEvent.select().where(ScanEvent.id > self._seen).count())

    def field(self) -> bool:
        """Put the cursor into an empty field of many lines."""
        page = self._page("company")
        self._field = page.findChildren(QPlainTextEdit)[0]
        self._field.clear()
        self._field.setFocus()
        self._player.until(self._field.hasFocus, "the cursor")
        self._heard.clear()
        return True

    def typed(self, wanted: str = "") -> list[Any]:
        """What stands in the field, and the scans that came meanwhile.

        An input method is a program of its own and writes when it gets to it: where a text is `wanted`, it is given the
        time that a busy machine takes.
        """
        end = time.monotonic() + (PATIENCE if wanted else 0)
        while self._field.toPlainText() != wanted and time.monotonic() < end:
            QTest.qWait(LOOK_MS // 10)
        self._player.settled()
        return [self._field.toPlainText(), list(self._heard)]

    def _page(self, name: str) -> Any:
        return self._go("settings", page=name).page()

    def _go(self, name: str, **where: Any) -> Any:
        self._player.desk.shell.go(name, **where)
        self._player.settled()
        return self._player.window(name)


def main(url: str, folder: Path) -> int:
    settings = PcSettings(folder / "settings.json")
    for name, value in (("language", "en"), ("theme", "light"), ("station", "bench")):
        settings.set(name, value)
    set_language("en")
    application = make_application(settings)
    program = Program(url, Paths.within(folder), settings, "0.1")
    program.start()
    watched = Watched(Player(program, 30))
    manager = QTimer(interval=50)
    manager.timeout.connect(give_focus)
    manager.start()
    ear = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)

    def listen() -> None:
        line = sys.stdin.readline()
        if not line:
            ear.setEnabled(False)
            application.exit()
            return
        ear.setEnabled(False)
        command, *arguments = json.loads(line)
        act: Callable[..., Any] = getattr(watched, command)
        try:
            say(act(*arguments))
        except (RuntimeError, LookupError, AttributeError, TypeError):
            traceback.print_exc()
            os._exit(1)
        ear.setEnabled(True)

    ear.activated.connect(listen)
    faulthandler.dump_traceback_later(7200, exit=True)
    say(True)
    status = application.exec()
    program.end()
    return status


def give_focus() -> None:
    """What a window manager would do; this display has none."""
    if QGuiApplication.focusWindow() is None:
        shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
        wanted = QApplication.activeModalWidget() or (shown[-1] if shown else None)
        if wanted is not None:
            wanted.activateWindow()


def say(answer: Any) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
