"""Backups beside the daily one: the second place, its page, an older one restored beside the company, the red strip."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel

from desktop import second_place
from desktop.app import Program
from desktop.database import bind, sqlite_path, url_of
from desktop.paths import Paths
from desktop.pc_settings import PcSettings
from desktop.second_place import BackupErrands, SecondPlace, program
from models import base
from models.people import BackupRun
from services import backup
from services.check import check
from services.errors import Cancelled, Refusal, Unavailable
from services.keeper import unheard
from services.unit import Actor
from tests.desktop.conftest import Place
from tests.desktop.test_app import sign_in, start  # noqa: F401
from tests.ui.conftest import HandLane, PlainSettings
from ui.errors import ErrorDoor
from ui.kit.jobs import JobRunner
from ui.settings.backups import BackupsPage
from ui.shell import Shell

SQLITE = pytest.mark.parametrize("company", ["sqlite"], indirect=True)
NOW = datetime(2026, 3, 5, 6, tzinfo=UTC)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.within(tmp_path)


@pytest.fixture
def second(paths: Paths) -> SecondPlace:
    return SecondPlace(paths, PcSettings(paths.settings))


@SQLITE
def test_each_backup_is_copied_once_as_soon_as_the_stick_is_there(
    company: Place, paths: Paths, second: SecondPlace, tmp_path: Path
) -> None:
    stick = tmp_path / "U 盘" / "Packdesk"
    second.choose(str(stick))
    made = second.daily(unheard)
    assert made is not None
    assert not second.copy()
    assert not second.state().there
    stick.mkdir(parents=True)
    assert second.copy()
    copy = stick / Path(made.path).name
    assert copy.read_bytes() == Path(made.path).read_bytes()
    assert (second.state().copy, second.state().error) == (copy.name, "")
    assert not second.copy(), "copied twice"


@SQLITE
def test_a_place_that_can_not_be_written_is_said(company: Place, paths: Paths, second: SecondPlace,
                                                 monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # fmt: skip
    second.choose(str(tmp_path))
    second.daily(unheard)

    def full(*_given: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_read", full)
    with pytest.raises(Unavailable, match="file_not_written"):
        second.copy()
    assert second.state().error == "file_not_written"
    monkeypatch.undo()
    assert second.copy()
    assert second.state().error == ""


@SQLITE
def test_a_backup_restored_beside_leaves_the_company_alone(
    company: Place, paths: Paths, second: SecondPlace, tmp_path: Path
) -> None:
    made = backup.write(tmp_path / "one.db")
    live = sqlite_path(company.url)
    assert live is not None
    before = live.read_bytes()
    url = second.restore_beside(tmp_path / "one.db")
    assert live.read_bytes() == before
    assert base.db.obj.address == company.url
    second.work_with(url)
    assert PcSettings(paths.settings).get("database.url") == url
    bind(url)
    with base.connection():
        assert all(each.ok for each in check())
        assert made.rows


@SQLITE
def test_what_is_no_backup_is_refused_in_a_sentence(company: Place, second: SecondPlace, tmp_path: Path) -> None:
    (tmp_path / "no.db").write_bytes(b"no backup")
    with pytest.raises(Unavailable) as caught:
        second.restore_beside(tmp_path / "no.db")
    assert "no.db" in str(caught.value.data["reason"])


@SQLITE
def test_a_restore_that_is_stopped_ends_its_child_and_leaves_nothing(
    company: Place, paths: Paths, second: SecondPlace, tmp_path: Path
) -> None:
    backup.write(tmp_path / "one.db")
    there = sorted(paths.data.glob("*"))
    names: list[str] = []

    def stop(_done: int, _total: int) -> None:
        names.extend(child.name for child in active_children())
        raise Cancelled

    with pytest.raises(Cancelled):
        second.restore_beside(tmp_path / "one.db", stop)
    assert "restore" in names
    assert "restore" not in {child.name for child in active_children()}
    assert sorted(paths.data.glob("*")) == there


@SQLITE
def test_a_copy_is_made_once_at_a_time_and_can_be_stopped(
    company: Place, paths: Paths, second: SecondPlace, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    second.choose(str(stick))
    second.daily(unheard)
    others: list[str] = []

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    def meanwhile(done: int, total: int) -> None:
        if not others:
            with pytest.raises(Cancelled):  # the other one waits, and is told that it does
                second.copy(stop)
            others.append(f"{done <= total}")

    with pytest.raises(Cancelled):
        second.copy(stop)
    assert list(stick.iterdir()) == []
    assert second.copy(meanwhile)
    assert (others, len(list(stick.iterdir()))) == (["True"], 1)


@SQLITE
def test_the_page_copies_and_restores_beside_the_writer_and_can_be_stopped(
    company: Place, second: SecondPlace, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers, writer = HandLane(), HandLane()
    actor = Actor(1, "Owner", frozenset({"backup.run"}))
    jobs = JobRunner(writer=writer, readers=readers)
    shell = Shell(actor, jobs, ErrorDoor(tmp_path), PlainSettings(), lambda: NOW)
    shown: list[Any] = []
    shell.working.connect(shown.append)
    page = BackupsPage(shell, second, lambda: None)
    qtbot.addWidget(page)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_more: str(tmp_path))
    page.choose()
    assert (shown[0].stoppable, page.restore.isEnabled()) == (True, False)
    shown[0].job.cancel()
    assert writer.run() == 0
    readers.run()
    qtbot.waitUntil(page.restore.isEnabled)


def test_the_installed_program_opens_by_its_window(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(second_place.sys, "frozen", True, raising=False)
    monkeypatch.setattr(second_place.sys, "executable", str(tmp_path / "packdesk.exe"))
    assert program() == [str(tmp_path / "packdesk.exe")]


@pytest.mark.parametrize(
    ("hours", "error", "late"), [(23, "", False), (25, "", True), (1, "file_not_written", False), (None, "x", True)]
)
def test_late_is_a_day_without_a_good_one(hours: int | None, error: str, late: bool) -> None:
    at = None if hours is None else NOW - timedelta(hours=hours)
    assert backup.overdue(backup.Last(at, "", error), NOW) is late


@SQLITE
def test_a_program_that_is_never_closed_backs_up_all_the_same(
    company: Place, paths: Paths, second: SecondPlace, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    monkeypatch.setattr(second_place, "PAUSE", 0.05)
    heard: list[Refusal] = []
    errands = BackupErrands(second, heard.append)
    errands.start()
    try:
        qtbot.waitUntil(lambda: bool(list(paths.backups.glob("daily-*.db"))), timeout=10_000)
    finally:
        errands.stop()
    assert heard == []


@SQLITE
@pytest.mark.parametrize("error", [Unavailable("file_not_written"), PermissionError(13, "in use")])
def test_what_fails_is_said_once_and_rests_while_the_rest_goes_on(
    company: Place, second: SecondPlace, monkeypatch: pytest.MonkeyPatch, qtbot: Any, error: Exception
) -> None:
    monkeypatch.setattr(second_place, "PAUSE", 0.01)
    tries: list[str] = []

    def fail(_report: object) -> None:
        tries.append("backup")
        raise error

    monkeypatch.setattr(second, "daily", fail)
    monkeypatch.setattr(second, "copy", lambda _report: tries.append("copy"))
    heard: list[Refusal] = []
    errands = BackupErrands(second, heard.append)
    errands.start()
    try:
        qtbot.waitUntil(lambda: tries.count("copy") > 5, timeout=10_000)
        assert tries.count("backup") == 1
        errands._daily.again = 0.0
        qtbot.waitUntil(lambda: tries.count("backup") == 2, timeout=10_000)
    finally:
        errands.stop()
    assert [each.code for each in heard] == ["file_not_written"]


@SQLITE
def test_a_company_beside_the_users_own_neither_copies_nor_deletes_what_is_not_its(
    company: Place, paths: Paths, second: SecondPlace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    live = [paths.backups / f"daily-20260{month}0{day}-060000.db" for month in range(1, 4) for day in range(1, 9)]
    paths.backups.mkdir(parents=True)
    for file in live:
        file.touch()
    second.choose(str(tmp_path))
    assert not second.copy()
    made = second.daily(unheard)
    assert made is not None
    Path(made.path).unlink()  # the next one may be of the same second
    assert all(file.exists() for file in live)
    monkeypatch.setattr(SecondPlace, "_is_own", lambda _self: True)
    aged(timedelta(days=1))
    assert second.daily(unheard) is not None
    assert not all(file.exists() for file in live)


def test_the_users_own_file_is_whose_backups_lack_a_mark(paths: Paths, second: SecondPlace) -> None:
    bind(url_of(paths.database))
    assert second._is_own()
    bind(url_of(paths.data / "restored-20260305-060000.db"))
    assert not second._is_own()


def aged(by: timedelta) -> None:
    with base.connection():
        BackupRun.update(at=datetime.now(UTC) - by).execute()


@SQLITE
def test_the_page_tells_and_restores_and_the_strip_leads_to_it(
    company: Place,
    start: Callable[[str], Program],  # noqa: F811
    qtbot: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = sign_in(start(company.url), qtbot)
    qtbot.waitUntil(lambda: not desk._after.running(), timeout=20_000)
    aged(timedelta(hours=30))
    desk._look_at_backups()
    qtbot.waitUntil(lambda: desk.window.banner.isVisible())
    desk.window.banner._way.click()
    assert desk.window.shown() == "settings"
    settings: Any = desk.window.current()
    qtbot.waitUntil(lambda: isinstance(settings.page(), BackupsPage))
    page = settings.page()
    qtbot.waitUntil(lambda: "more than a day" in page._state.text())

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_more: str(tmp_path / "disk"))
    page.choose()
    qtbot.waitUntil(lambda: "is not there now" in page._place.text())

    file = next(Paths.within(tmp_path).backups.glob("daily-*.db"))
    opened: list[str] = []
    monkeypatch.setattr(page._backups, "open_beside", opened.append)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_more: (str(file), ""))
    page.restore_one()
    shown = desk.window
    qtbot.waitUntil(lambda: any("is restored as" in each.text() for each in shown.findChildren(QLabel)), timeout=20_000)
    (main,) = [each for each in shown.findChildren(type(page.restore)) if "another window" in each.text()]
    main.click()
    assert len(opened) == 1
    assert "restored-" in opened[0]

    aged(timedelta())
    desk._look_at_backups()
    qtbot.waitUntil(lambda: not desk.window.banner.isVisible())
