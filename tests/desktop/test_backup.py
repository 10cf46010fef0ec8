"""A backup holds everything, is proved by reading it, and goes into an empty database of either engine."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest

from desktop.database import bind, url_of
from desktop.restoring import restore
from models import base, migrate
from models.people import AuditEntry, BackupRun, ProgramSession
from services import backup, catalogue, snapshot
from services.backup_files import KEPT, _place, named
from services.check import check
from services.errors import Refusal
from services.unit import Call
from tests.desktop.conftest import ENGINES, Place, actor, dump, rows_of

SQLITE = pytest.mark.parametrize("company", ["sqlite"], indirect=True)
NOW = datetime(2026, 3, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize("target", ENGINES)
@pytest.mark.parametrize("source", ENGINES)
def test_a_backup_restored_on_either_engine_is_the_same_company(
    source: str, target: str, told: Callable[[str], Place], empty_place: Callable[[str], Place], tmp_path: Path
) -> None:
    told(source)
    before = dump()
    backup.write(tmp_path / "company.db")
    place = empty_place(target)

    restored = restore(tmp_path / "company.db", place.owner_url)

    assert restored.entries == len(before["audit_entry"]) > 10
    assert dump() == before
    assert [each.name for each in check() if not each.ok] == []
    assert migrate.trigger_names() == migrate.expected_triggers()


def test_from_one_pc_to_a_server_and_back_nothing_is_lost(
    told: Callable[[str], Place], empty_place: Callable[[str], Place], tmp_path: Path
) -> None:
    told("sqlite")
    before = dump()
    folder = tmp_path / ("李四的 C#？ 100%41 " + "很长的文件夹名" * 6)  # signs that mean something in an address
    folder.mkdir()
    backup.write(folder / "there.db")
    restore(folder / "there.db", empty_place("postgresql").owner_url)
    backup.write(folder / "back.db")
    restore(folder / "back.db", url_of(folder / "new%41.db"))
    assert (folder / "new%41.db").is_file()
    assert dump() == before


def test_work_goes_on_after_a_restore_on_a_server(
    told: Callable[[str], Place], empty_place: Callable[[str], Place], tmp_path: Path
) -> None:
    told("sqlite")
    backup.write(tmp_path / "company.db")
    place = empty_place("postgresql")
    restore(tmp_path / "company.db", place.owner_url)
    base.db.close()
    base.open_database(place.url)
    base.reconnect()

    made = catalogue.add_customer(Call(actor("boss")), catalogue.CustomerData("C2", "新客户"))

    assert made.id == 2
    assert AuditEntry.select().count() == AuditEntry.select(AuditEntry.id).order_by(AuditEntry.id.desc()).get().id
    with pytest.raises(Exception, match=r"append only|permission denied"):
        AuditEntry.update(source="x").execute()


def test_who_runs_the_program_is_not_in_the_backup(company: Place, tmp_path: Path) -> None:
    ProgramSession.create(id="a", pc="desk", version="1", started=NOW, seen=NOW)
    backup.write(tmp_path / "company.db")
    assert rows_of(tmp_path / "company.db", "SELECT * FROM program_session") == []


def test_a_backup_is_one_moment_while_others_write(company: Place, tmp_path: Path) -> None:
    boss = actor("boss")
    before = AuditEntry.select().count()
    made = backup.back_up(Call(boss), tmp_path / "one.db")
    assert made.entries == before
    assert AuditEntry.select().count() == before + 1
    assert AuditEntry.get(AuditEntry.use_case == "backup.run").detail.count(made.head) == 1


def test_who_may_not_back_up_leaves_no_file(company: Place, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as no:
        backup.back_up(Call(actor("packer")), tmp_path / "one.db")
    assert no.value.code == "not_allowed"
    assert list(tmp_path.glob("one*")) == []


def test_an_existing_file_is_never_written_over(company: Place, tmp_path: Path) -> None:
    (tmp_path / "one.db").write_text("mine")
    with pytest.raises(Refusal) as no:
        backup.write(tmp_path / "one.db")
    assert no.value.code == "file_exists"
    assert (tmp_path / "one.db").read_text() == "mine"


def test_a_restore_never_goes_over_a_company(company: Place, tmp_path: Path) -> None:
    backup.write(tmp_path / "one.db")
    before = dump()
    with pytest.raises(Refusal) as no:
        restore(tmp_path / "one.db", company.owner_url)
    assert no.value.code == "database_not_empty"
    base.reconnect()
    assert dump() == before


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("UPDATE stock_balance SET on_hand = on_hand + 1000 WHERE id = 1", "backup_damaged"),
        ("DELETE FROM customer", "backup_damaged"),
        ("DROP TABLE schema_migration", "not_a_backup"),
        ("DROP TRIGGER append_only_audit_entry_update; UPDATE audit_entry SET source = 'x' WHERE id = 3",
         "backup_damaged"),
        ("DROP TRIGGER append_only_audit_entry_delete; DELETE FROM audit_entry WHERE id = 3", "backup_damaged"),
    ],
)  # fmt: skip
def test_a_damaged_backup_is_refused_and_nothing_is_made(
    damage: str, code: str, told: Callable[[str], Place], tmp_path: Path
) -> None:
    told("sqlite")
    backup.write(tmp_path / "one.db")
    with closing(sqlite3.connect(tmp_path / "one.db")) as file:
        file.executescript(damage)
    with pytest.raises(Refusal) as no:
        restore(tmp_path / "one.db", f"sqlite:///{tmp_path}/new.db")
    assert no.value.code == code
    assert not (tmp_path / "new.db").exists()


def test_what_a_killed_restore_left_is_not_read_by_the_next_one_and_goes(
    told: Callable[[str], Place], tmp_path: Path
) -> None:
    told("sqlite")
    before = dump()
    backup.write(tmp_path / "one.db")
    killed, old, at_work = (tmp_path / f".{name}.db.restoring" for name in ("new", "old", "at_work"))
    copyfile(tmp_path / "one.db", killed)
    log = killed.with_name(f"{killed.name}-wal")
    with closing(sqlite3.connect(killed)) as file:
        file.execute("PRAGMA journal_mode = wal")
        file.execute("UPDATE customer SET name = 'half made'")
        file.commit()
        left = log.read_bytes()
    log.write_bytes(left)
    for each in (old, at_work):
        each.write_bytes(b"half")
    os.utime(old, (0, 0))
    restore(tmp_path / "one.db", url_of(tmp_path / "new.db"))
    assert dump() == before
    assert [each.name for each in tmp_path.glob(".*")] == [at_work.name]


def test_half_a_file_is_refused(told: Callable[[str], Place], tmp_path: Path) -> None:
    told("sqlite")
    backup.write(tmp_path / "one.db")
    whole = (tmp_path / "one.db").read_bytes()
    (tmp_path / "half.db").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.db").write_text("Dear customer, " * 100)
    for name, code in (("half.db", "backup_damaged"), ("text.db", "not_a_backup")):
        with pytest.raises(Refusal) as no:
            snapshot.verify(tmp_path / name)
        assert no.value.code == code


def test_one_backup_a_day_is_made_and_tried_out(company: Place, tmp_path: Path) -> None:
    first = backup.daily(tmp_path / "backups", lambda: NOW)
    again = backup.daily(tmp_path / "backups", lambda: NOW + timedelta(hours=3))
    next_day = backup.daily(tmp_path / "backups", lambda: NOW + timedelta(hours=23))

    assert (first is None, again is None, next_day is None) == (False, True, False)
    assert len(list((tmp_path / "backups").glob("daily-*.db"))) == 2
    assert backup.last().at == NOW + timedelta(hours=23)


def test_a_backup_that_fails_is_noted_and_the_good_one_stays_the_last(company: Place, tmp_path: Path) -> None:
    backup.daily(tmp_path / "backups", lambda: NOW)
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Refusal) as no:
        backup.daily(tmp_path / "file", lambda: NOW + timedelta(days=1))
    assert no.value.code == "file_not_written"
    assert (backup.last().at, backup.last().error) == (NOW, "file_not_written")
    assert BackupRun.select().count() == 2


def test_old_daily_backups_thin_out_to_one_a_month(company: Place, tmp_path: Path) -> None:
    for day in range(60):
        (tmp_path / f"daily-{NOW - timedelta(days=60 - day):%Y%m%d-%H%M%S}.db").touch()
    backup.daily(tmp_path, lambda: NOW, unmarked=True)
    left = sorted(path.name[6:14] for path in tmp_path.glob("daily-*.db"))
    assert left[-KEPT:] == [f"{NOW - timedelta(days=n):%Y%m%d}" for n in range(KEPT - 1, -1, -1)]
    assert [day[:6] for day in left[:-KEPT]] == ["202601", "202602"]


@SQLITE
def test_another_company_in_the_same_folder_keeps_its_backups(company: Place, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    theirs = [folder / f"daily-{NOW - timedelta(days=day):%Y%m%d-%H%M%S}{mark}.db"
              for day in range(-3, 40) for mark in ("", "-0123abcd")]  # fmt: skip
    folder.mkdir()
    for file in theirs:
        file.touch()
    made = backup.daily(folder, lambda: NOW)
    assert made is not None
    assert named().newest(folder) == Path(made.path)
    assert all(file.exists() for file in theirs)


@SQLITE
def test_a_company_restored_beside_has_a_mark_of_its_own(company: Place, tmp_path: Path) -> None:
    live = named().mark
    assert live == named(unmarked=True).mark
    backup.write(tmp_path / "one.db")
    restore(tmp_path / "one.db", url_of(tmp_path / "restored.db"))
    bind(url_of(tmp_path / "restored.db"))
    assert named().mark != live
    bind(company.url)
    assert named().mark == live


def test_the_mark_of_a_servers_company_does_not_hang_on_who_works_on_it() -> None:
    urls = (
        "postgresql://a:one@pc:5432/firm",
        "postgresql://b:two@pc:5432/firm?password=x",
        "postgresql://pc:5432/firm",
    )
    assert {_place(url) for url in urls} == {"pc:5432/firm"}


@SQLITE
def test_an_old_backup_that_is_open_elsewhere_stays(
    company: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [tmp_path / f"daily-{NOW - timedelta(days=day):%Y%m%d-%H%M%S}.db" for day in range(1, 40)]
    for file in old:
        file.touch()

    def refuse(_file: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "in use")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        named(unmarked=True).thin_out(tmp_path)
    assert all(file.exists() for file in old)
    named(unmarked=True).thin_out(tmp_path)
    assert len(list(tmp_path.glob("daily-*.db"))) < len(old)


@SQLITE
def test_while_one_thread_backs_up_another_does_not(
    company: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second: list[object] = []
    tried = backup._tried

    def at_work(*args: Any, **more: Any) -> Any:
        second.append(backup.daily(tmp_path, lambda: NOW))
        return tried(*args, **more)

    monkeypatch.setattr(backup, "_tried", at_work)
    assert backup.daily(tmp_path, lambda: NOW) is not None
    assert second == [None]
    assert BackupRun.select().count() == 1
