"""Qt without a screen, the theme applied, and jobs that a test runs by hand."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from services.errors import Refusal
from services.unit import Actor
from ui.errors import ErrorDoor
from ui.kit.jobs import JobRunner
from ui.scan.filter import ScanFilter
from ui.shell import Notice, Shell
from ui.theme import apply_theme

NOW = datetime(2026, 3, 5, 6, 30, tzinfo=UTC)
PATIENCE = 10.0


class HandLane:
    """A lane whose bodies run when the test says so."""

    def __init__(self) -> None:
        self.bodies: list[Callable[[], bool]] = []

    def execute(self, body: Callable[[], bool]) -> None:
        self.bodies.append(body)

    def run(self) -> int:
        """Run everything queued up to now; returns how many."""
        ready, self.bodies = self.bodies, []
        for body in ready:
            body()
        return len(ready)

    def close(self, timeout: float) -> bool:
        return True


class PlainSettings(dict[str, Any]):
    def set(self, name: str, value: Any) -> None:
        self[name] = value


class Kit:
    """A shell with jobs run by hand; `settle()` runs them until nothing is left, and notices are kept."""

    def __init__(self, app: Any, folder: Path) -> None:
        self.app, self.readers, self.writer = app, HandLane(), HandLane()
        self.jobs = JobRunner(writer=self.writer, readers=self.readers)
        self.errors = ErrorDoor(folder, text_for=sentence)
        actor = Actor(1, "Chen Xiaoyan", frozenset({"see_cost"}))
        self.shell = Shell(actor, self.jobs, self.errors, PlainSettings(), lambda: NOW, "desk")
        self.notices: list[Notice] = []
        self.shell.noticed.connect(self.notices.append)

    def settle(self) -> None:
        """Run jobs and deliver their results until both are quiet."""
        while self.readers.run() + self.writer.run():
            self.app.processEvents()
        self.app.processEvents()

    def until(self, so: Callable[[], Any]) -> Any:
        """Run what is queued until `so` holds; what it then is."""
        end = time.monotonic() + PATIENCE
        while True:
            self.settle()
            got = so()
            if got:
                return got
            assert time.monotonic() < end, "it did not come to pass"
            QTest.qWait(5)


def due_soon(app: Any) -> bool:
    """Whether a window's timer is about to do what a key or a job asked for; what a notice waits for is longer."""
    shown = (each for each in app.topLevelWidgets() if each.isVisible())
    timers = (timer for window in shown for timer in window.findChildren(QTimer))
    return any(timer.isActive() and timer.isSingleShot() and timer.interval() < 500 for timer in timers)


def sentence(error: Refusal) -> str:
    return f"No: {error.code}."


@pytest.fixture(scope="session", autouse=True)
def themed(qapp: Any) -> None:
    apply_theme(qapp, "light")


@pytest.fixture
def kit(qapp: Any, tmp_path: Path) -> Kit:
    return Kit(qapp, tmp_path)


@pytest.fixture
def scans(qapp: Any) -> Iterator[ScanFilter]:
    made = ScanFilter(qapp)
    yield made
    made.close()
