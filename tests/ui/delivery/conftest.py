"""The windows over a real company on SQLite; jobs run when the test says so, on the test's own connection."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest

from services.unit import Actor
from tests.services.conftest import Engine, fresh_engine, hashed, sqlite_template  # noqa: F401
from tests.services.shop import Shop, opened
from tests.ui.conftest import HandLane, PlainSettings, due_soon
from ui.errors import ErrorDoor
from ui.kit.jobs import JobRunner
from ui.main_window import MainWindow, WindowSpec
from ui.shell import Notice, Shell

PASSWORD = "password1"


@pytest.fixture
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with fresh_engine("sqlite", request, tmp_path) as made:
        yield made


@pytest.fixture
def shop(engine: Engine) -> Iterator[Shop]:
    yield from opened(engine.url)


def to_front(window: Any) -> Any:
    """Make a window the active one, so that its keys work; a dialog that closed gives its place back late."""
    for _try in range(40):
        QTest.qWait(25)
        if window.isActiveWindow():
            return window
        window.activateWindow()
    raise AssertionError(f"{window} did not become active")


class Desk:
    """A person at a window of the program."""

    def __init__(self, app: Any, folder: Path, shop: Shop, actor: Actor) -> None:
        self.app, self.readers, self.writer = app, HandLane(), HandLane()
        jobs = JobRunner(writer=self.writer, readers=self.readers)
        self.shell = Shell(actor, jobs, ErrorDoor(folder), PlainSettings(), shop.clock, "desk")
        self.notices: list[Notice] = []
        self.went: list[tuple[str, dict[str, Any]]] = []
        self.shell.noticed.connect(self.notices.append)
        self.main: MainWindow | None = None

    def open(self, name: str, make: Callable[[Shell], Any], **where: Any) -> Any:
        """The window inside a main window of 1366 x 728, with its list loaded."""
        spec = WindowSpec(name, name, "truck", "", make)
        self.main = MainWindow(self.shell, [spec])
        self.shell.went.connect(lambda window, place: self.went.append((window, place)))
        self.main.resize(1366, 728)
        self.main.show()
        assert QTest.qWaitForWindowActive(self.main)
        self.main.show_window(name, **where)
        self.settle()
        return self.main.current()

    def settle(self) -> None:
        """Run jobs, deliver results and let short timers fire until all is quiet."""
        end = time.monotonic() + 2
        while time.monotonic() < end:
            while self.readers.run() + self.writer.run():
                self.app.processEvents()
            QTest.qWait(20)
            if not (self.readers.bodies or self.writer.bodies or due_soon(self.app)):
                break
        self.app.processEvents()

    def said(self) -> str:
        return self.notices[-1].text if self.notices else ""


@pytest.fixture
def desk(qapp: Any, qtbot: Any, tmp_path: Path, shop: Shop) -> Iterator[Callable[[str], Desk]]:
    made: list[Desk] = []

    def sit(role: str) -> Desk:
        one = Desk(qapp, tmp_path, shop, shop.actors[role])
        made.append(one)
        return one

    yield sit
    for one in made:
        if one.main is not None:
            one.main.close()
            one.main.deleteLater()
    qapp.processEvents()
