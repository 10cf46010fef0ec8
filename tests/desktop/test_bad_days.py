"""A database that is busy, full, read-only, damaged or gone: said by its code, nothing lost, and on it goes."""

import resource
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import peewee
import psycopg
import pytest

from desktop.database import session
from models import base, migrate
from models.base import WRITER_LOCK
from models.parties import Customer
from models.people import AuditEntry
from services import backup, catalogue
from services.check import check
from services.errors import Unavailable
from services.faults import fault_code, translated
from services.unit import Call
from tests.desktop.conftest import Place, actor, tell_story
from tests.postgres import Cluster

NEW = catalogue.CustomerData("C5", "新客户")


def refused(call: Call) -> str:
    """The code with which a use case is unavailable; it must have left nothing."""
    before = (AuditEntry.select().count(), Customer.select().count())
    with pytest.raises(Unavailable) as no:
        catalogue.add_customer(call, NEW)
    base.reconnect()
    assert (AuditEntry.select().count(), Customer.select().count()) == before
    return no.value.code


def goes_on(call: Call) -> None:
    """The same call, repeated, does it once."""
    made = catalogue.add_customer(call, NEW)
    assert catalogue.add_customer(call, NEW) == made
    assert AuditEntry.select().where(AuditEntry.request_id == call.request_id).count() == 1
    assert [each.name for each in check() if not each.ok] == []


@pytest.fixture
def server(own_postgres: Cluster) -> Iterator[Cluster]:
    place = own_postgres.database("packdesk")
    for url, work in ((place.owner_url, migrate.migrate), (place.app_url, tell_story)):
        base.open_database(url)
        with base.connection():
            work()
    base.open_database(place.app_url)
    base.reconnect()
    yield own_postgres
    base.db.close()


@contextmanager
def other_sqlite(place: Place) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(place.url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        yield other


def test_a_busy_file_is_waited_for_and_then_said(told: Callable[[str], Place]) -> None:
    place, call = told("sqlite"), Call(actor("boss"))
    base.db.execute_sql("PRAGMA busy_timeout = 60")
    with other_sqlite(place) as other:
        other.execute("BEGIN IMMEDIATE")
        assert refused(call) == "database_busy"
        other.execute("ROLLBACK")
    goes_on(call)


def test_a_scan_that_waits_for_another_writer_does_not_fail(told: Callable[[str], Place]) -> None:
    place, call = told("sqlite"), Call(actor("boss"))
    with closing(sqlite3.connect(place.url.removeprefix("sqlite:///"), check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        timer = threading.Timer(0.3, other.rollback)
        timer.start()
        goes_on(call)
        timer.join()


def test_a_busy_server_is_waited_for_and_then_said(told: Callable[[str], Place]) -> None:
    place, call = told("postgresql"), Call(actor("boss"))
    (waits,) = base.db.execute_sql("SHOW lock_timeout").fetchone()
    assert waits == "30s"
    base.db.execute_sql("SET lock_timeout = '60ms'")
    with psycopg.connect(place.url) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER_LOCK,))
        assert refused(call) == "database_busy"
    goes_on(call)


@pytest.mark.parametrize(
    ("engine", "close", "again"),
    [
        ("sqlite", "PRAGMA query_only = 1", "PRAGMA query_only = 0"),
        ("postgresql", "SET default_transaction_read_only = on", "SET default_transaction_read_only = off"),
    ],
)
def test_a_database_that_can_only_be_read(engine: str, close: str, again: str, told: Callable[[str], Place]) -> None:
    told(engine)
    call = Call(actor("boss"))
    base.db.execute_sql(close)
    assert refused(call) == "database_read_only"
    base.db.execute_sql(again)
    goes_on(call)


def fill_up() -> None:
    """Add customers until none finds room any more; those before are there.

    A server that could not make its table larger may still find a place in an earlier page for the next one.
    """
    before, done = Customer.select().count(), 0

    def add(name: str) -> None:
        catalogue.add_customer(Call(actor("boss")), catalogue.CustomerData(f"F{done}", name))

    for name in ("满" * 150, "满"):  # what is left between long ones is filled with short ones
        vain = 0
        while done < 200 and vain < 5:
            try:
                add(name)
            except Unavailable:
                vain += 1
            else:
                done, vain = done + 1, 0
    assert Customer.select().count() == before + done
    with pytest.raises(Unavailable) as no:
        add("满")
    assert no.value.code == "disk_full"


def test_a_full_disk(told: Callable[[str], Place]) -> None:
    told("sqlite")
    call = Call(actor("boss"))
    (pages,) = base.db.execute_sql("PRAGMA page_count").fetchone()
    base.db.execute_sql(f"PRAGMA max_page_count = {pages}")
    fill_up()
    base.db.execute_sql("PRAGMA max_page_count = 1000000")
    goes_on(call)


def test_a_full_disk_under_a_server(server: Cluster) -> None:
    call = Call(actor("boss"))
    with server.full(server.database("packdesk"), "audit_entry") as make_room:
        fill_up()
        assert refused(call) == "disk_full"
        make_room()
        goes_on(call)


def test_a_damaged_file_is_said_to_be_damaged(told: Callable[[str], Place], tmp_path: Path) -> None:
    place = told("sqlite")
    base.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    base.db.close()
    path = Path(place.url.removeprefix("sqlite:///"))
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(Unavailable) as no, session():
        AuditEntry.select().count()
    assert no.value.code == "database_damaged"
    for each in path.parent.glob(f"{path.name}-*"):
        each.unlink()
    path.write_bytes(whole)
    base.reconnect()
    goes_on(Call(actor("boss")))


def test_a_file_whose_folder_is_gone(tmp_path: Path) -> None:
    base.open_database(f"sqlite:///{tmp_path}/gone/away.db")
    with pytest.raises(Unavailable) as no, translated():
        base.reconnect()
    assert no.value.code == "database_gone"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT, signal.SIGKILL])
def test_a_server_that_goes_away_in_mid_use(how: signal.Signals, server: Cluster) -> None:
    call = Call(actor("boss"))
    done = Call(actor("boss"))
    kept = catalogue.add_customer(done, catalogue.CustomerData("C6", "先来的"))
    server.stop(how)
    for _try in range(2):
        with pytest.raises(Unavailable) as no:
            catalogue.add_customer(call, NEW)
        assert no.value.code == "database_gone"
    server.start()
    goes_on(call)
    assert catalogue.add_customer(done, catalogue.CustomerData("C6", "先来的")) == kept


def test_a_session_that_the_server_ends_between_two_steps(told: Callable[[str], Place]) -> None:
    place, call = told("postgresql"), Call(actor("boss"))
    (pid,) = base.db.execute_sql("SELECT pg_backend_pid()").fetchone()
    with psycopg.connect(place.url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (pid,))
    with pytest.raises(Unavailable) as no:
        catalogue.add_customer(call, NEW)
    assert no.value.code == "database_gone"
    goes_on(call)


def test_a_password_that_the_server_refuses_is_no_lost_connection() -> None:
    for text in ('FATAL: password authentication failed for user "x"', 'FATAL: role "x" does not exist'):
        assert fault_code(peewee.OperationalError(psycopg.OperationalError(text))) == "database_refused"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (psycopg.errors.DiskFull, "disk_full"),
        (psycopg.errors.TooManyConnections, "database_busy"),
        (psycopg.errors.DeadlockDetected, "database_busy"),
        (psycopg.errors.AdminShutdown, "database_gone"),
        (psycopg.errors.DataCorrupted, "database_damaged"),
        (psycopg.errors.UniqueViolation, None),
        (psycopg.errors.UndefinedTable, None),
        (psycopg.errors.InsufficientPrivilege, None),
    ],
)
def test_what_a_server_says_is_told_apart(kind: type[psycopg.Error], code: str | None) -> None:
    assert fault_code(peewee.DatabaseError(kind("said"))) == code


def test_a_bug_stays_a_bug(told: Callable[[str], Place]) -> None:
    told("sqlite")
    with pytest.raises(peewee.OperationalError, match="no such table"), translated():
        base.db.execute_sql("SELECT * FROM no_such_thing")


def test_a_backup_to_where_nothing_can_be_made(told: Callable[[str], Place]) -> None:
    told("sqlite")
    with pytest.raises(Unavailable) as no:
        backup.write(Path("/dev/full/backup.db"))
    assert no.value.code == "file_not_written"


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_backup_that_runs_out_of_room_leaves_nothing(
    engine: str, told: Callable[[str], Place], tmp_path: Path
) -> None:
    told(engine)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
    try:
        with pytest.raises(Unavailable) as no:
            backup.write(tmp_path / "backups" / "backup.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert no.value.code == "file_not_written"
    assert list((tmp_path / "backups").iterdir()) == []
    assert backup.write(tmp_path / "backups" / "backup.db").entries > 10
