"""The keeper: backups and checks of the file in a child process, the same as here, whatever happens to the child."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models import base
from models.people import BackupRun
from resources.children import Child, ChildTooSlow, Limits
from services import backup, keeper
from services.errors import Cancelled, Unavailable
from services.file_check import look_over
from tests.services.shop import Shop

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 5, 6, tzinfo=UTC)


@pytest.fixture
def kept_apart(shop: Shop) -> Iterator[None]:
    others[:] = processes()
    keeper.open_keeper()
    yield
    keeper.close_keeper()


# What tests before these left running, such as the process that opens files from outside.
others: list[int] = []


def children() -> list[int]:
    """The processes that this one started since the keeper was opened."""
    return [each for each in processes() if each not in others]


def processes() -> list[int]:
    with (Path("/proc/self/task") / str(os.getpid()) / "children").open() as file:
        return [int(each) for each in file.read().split() if "spawn_main" in _command(int(each))]


def _command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return ""


def test_a_backup_made_apart_is_the_one_made_here(kept_apart: None, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    apart = backup.daily(tmp_path, lambda: NOW, lambda done, total: heard.append((done, total)))
    keeper.close_keeper()
    here = backup.write(tmp_path / "here.db")
    assert apart is not None
    assert (apart.entries, apart.head, apart.rows + 1) == (here.entries, here.head, here.rows)  # with its own note
    assert Path(apart.path).is_file()
    assert heard[-1] > (0, 100)
    assert backup.last().at == NOW
    assert children() == []


def test_a_backup_whose_child_dies_is_said_and_leaves_nothing(
    kept_apart: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_tried", keeper.apart("tests.services.workers:die_at_work"))
    with pytest.raises(Unavailable) as no:
        backup.daily(tmp_path / "backups", lambda: NOW)
    assert no.value.code == "keeper_ended"
    assert backup.last().error == "keeper_ended"
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_backup_that_is_stopped_was_none(kept_apart: None, tmp_path: Path) -> None:
    def stop(_done: int, total: int) -> None:
        if total:
            raise Cancelled

    with pytest.raises(Cancelled):
        backup.daily(tmp_path / "backups", lambda: NOW, stop)
    assert BackupRun.select().count() == 0
    assert list((tmp_path / "backups").iterdir()) == []
    assert children() == []


def test_a_file_that_is_damaged_is_found_apart(kept_apart: None, shop: Shop) -> None:
    look_over(thorough=True)
    address = base.db.obj.address
    if not address.startswith("sqlite"):
        return
    base.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    path = Path(address.removeprefix("sqlite:///"))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + b"\xff" * (len(whole) // 2))
    with pytest.raises(Unavailable) as no:
        look_over(thorough=False)
    assert no.value.code == "database_damaged"


def test_a_child_gives_way_and_is_ended_when_its_time_is_over() -> None:
    child = Child("modest", Limits(modest=True))
    try:
        mine = os.getpriority(os.PRIO_PROCESS, 0)
        assert child.ask("os:getpriority", (os.PRIO_PROCESS, 0)) == min(19, mine + 10)
        with pytest.raises(ChildTooSlow):
            child.ask("time:sleep", (30,), seconds=0.05)
        assert child.pid() is None
    finally:
        child.end()


def test_a_child_goes_with_a_program_that_is_killed() -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", ASKING], cwd=ROOT, stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL
    )
    assert program.stdout is not None
    child = int(program.stdout.readline())
    program.kill()
    program.wait()
    program.stdout.close()
    end = time.monotonic() + 10
    while _command(child):
        assert time.monotonic() < end
        time.sleep(0.02)


ASKING = """
from resources.children import Child
child = Child("busy")
print(child.ask("os:getpid"), flush=True)
child.ask("time:sleep", (60,))
"""
