"""A window on a real database: the furnished shop, its people, and jobs that run when the test says so."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from services import people
from tests.services.shop import Shop, furnish, opened, sqlite_url
from tests.ui.conftest import HandLane, PlainSettings
from ui.errors import ErrorDoor
from ui.kit.jobs import JobRunner
from ui.shell import Notice, Shell


class Office:
    """`sit(role)` is a person at a PC: a shell. `settle()` does all the work that waits."""

    def __init__(self, app: Any, qtbot: Any, shop: Shop, folder: Path) -> None:
        self.app, self.qtbot, self.shop, self.folder = app, qtbot, shop, folder
        self.lanes: list[HandLane] = []
        self.notices: list[Notice] = []
        self.went: list[tuple[str, dict[str, Any]]] = []
        self.shells: list[Shell] = []

    def sit(self, role: str) -> Shell:
        reader, writer = HandLane(), HandLane()
        self.lanes += [reader, writer]
        jobs = JobRunner(writer=writer, readers=reader)
        shell = Shell(self.shop.actors[role], jobs, ErrorDoor(self.folder), PlainSettings(), self.shop.clock, "desk")
        shell.noticed.connect(self.notices.append)
        shell.went.connect(lambda name, where: self.went.append((name, where)))
        self.shells.append(shell)
        return shell

    def show(self, window: Any, width: int = 1290, height: int = 728) -> Any:
        self.qtbot.addWidget(window)
        window.resize(width, height)
        window.show()
        self.qtbot.waitExposed(window)
        window.activateWindow()
        self.settle()
        return window

    def settle(self) -> None:
        self.app.processEvents()
        while sum(lane.run() for lane in self.lanes):
            self.app.processEvents()

    def until(self, true: Callable[[], Any]) -> None:
        """Let timers and work go on until something holds."""

        def holds() -> bool:
            self.settle()
            return bool(true())

        self.qtbot.waitUntil(holds, timeout=5000)

    def said(self) -> str:
        """The newest toast."""
        return self.notices[-1].text if self.notices else ""


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "shop.db"
    furnish(sqlite_url(path), people.hash_password("password1"))
    return path


@pytest.fixture
def office(qapp: Any, qtbot: Any, office_template: Path, tmp_path: Path) -> Iterator[Office]:
    path = tmp_path / "shop.db"
    shutil.copy(office_template, path)
    for shop in opened(sqlite_url(path)):
        yield Office(qapp, qtbot, shop, tmp_path)
