"""A second start brings the first one's window to the front."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from desktop.app import Program
from desktop.database import url_of
from desktop.one_window import Door, door_name
from desktop.paths import Paths
from desktop.pc_settings import PcSettings
from tests.desktop.conftest import Place
from tests.desktop.test_app import sign_in

RING = (
    "import sys; from pathlib import Path; from desktop.one_window import ring;"
    "print(ring(sys.argv[1], *map(Path, sys.argv[2:])))"
)


@pytest.fixture
def door(qapp: Any) -> Iterator[Door]:
    made = Door()
    yield made
    made.close()


def rings(name: str, *file: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", RING, name, *file], stdout=subprocess.PIPE, text=True)


def answer(process: "subprocess.Popen[str]") -> str:
    return process.communicate(timeout=20)[0].strip()


def test_a_ring_is_heard_and_answered_with_the_file_s_whole_path(door: Door, tmp_path: Path, qtbot: Any) -> None:
    name = door_name(url_of(tmp_path / "公司.db"))
    assert door.open(name)
    with qtbot.waitSignal(door.rung, timeout=20_000) as heard:
        process = rings(name, "订单.xlsx")
    assert heard.args == [str(Path("订单.xlsx").absolute())]
    assert answer(process) == "True"


def test_nobody_answers_at_another_database_s_door(door: Door, tmp_path: Path) -> None:
    assert door.open(door_name(url_of(tmp_path / "one.db")))
    assert answer(rings(door_name(url_of(tmp_path / "two.db")))) == "False"


def test_the_door_is_the_same_however_the_path_is_written(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    assert door_name(url_of(tmp_path / "a.db")) == door_name(url_of(tmp_path / "sub" / ".." / "a.db"))


def test_the_door_of_a_killed_program_opens_again(door: Door, tmp_path: Path) -> None:
    name = door_name(url_of(tmp_path / "killed.db"))
    code = (
        "import os, sys; from desktop.one_window import Door; door = Door(); assert door.open(sys.argv[1]); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code, name], check=False).returncode == 9
    assert door.open(name)


def test_two_do_not_listen_at_one_door(door: Door, tmp_path: Path) -> None:
    name = door_name(url_of(tmp_path / "a.db"))
    other = Door()
    assert door.open(name)
    assert not other.open(name)


@pytest.fixture
def program(door: Door, company: Place, tmp_path: Path, qtbot: Any) -> Iterator[Program]:
    settings = PcSettings(tmp_path / "settings.json")
    made = Program(company.url, Paths.within(tmp_path), settings, "1", door=door)
    made.errors.install = lambda: None  # type: ignore[method-assign]
    made.start()
    yield made
    page = made.page
    made.end()
    if page is not None:
        page.close()


@pytest.mark.parametrize("company", ["sqlite"], indirect=True)
def test_the_window_comes_back_with_the_file_once_somebody_is_in(
    program: Program, door: Door, tmp_path: Path, qtbot: Any
) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("order\n", "utf-8")
    assert program.page is not None
    program.page.setWindowState(Qt.WindowState.WindowMinimized)
    door.rung.emit(str(file))
    assert not program.page.isMinimized()
    desk = sign_in(program, qtbot)
    went: list[str] = []
    desk.shell.went.connect(lambda name, where: went.append(f"{name} {where.get('file')}"))
    door.rung.emit(str(file))
    assert went == [f"orders {file}"]
    assert desk.window.shown() == "orders"


def test_the_program_started_twice_is_one_window_unless_another_is_asked_for(tmp_path: Path, qtbot: Any) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUNBUFFERED": "1"}
    started: list[subprocess.Popen[bytes]] = []

    def start(*more: str) -> "subprocess.Popen[bytes]":
        url = url_of(tmp_path / "mine.db")
        started.append(subprocess.Popen([sys.executable, "-m", "desktop", "--database", url, *more], env=environment))
        return started[-1]

    try:
        first = start()
        _until(lambda: (tmp_path / "mine.db").exists() or first.poll() is not None, qtbot)
        assert start().wait(20) == 0, "the second start did not end"
        assert first.poll() is None
        other = start("--new-window")
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(3)
    finally:
        for process in started:
            process.kill()
            process.wait()


def _until(true: Callable[[], bool], qtbot: Any) -> None:
    qtbot.waitUntil(true, timeout=20_000)
