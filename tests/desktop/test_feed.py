"""What one program writes another hears of, on either engine and through a server that was away."""

import queue
import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.database import sqlite_path
from desktop.feed import ChangeFeed
from models import base, migrate
from models.people import Change, ProgramSession
from services import catalogue, feed
from services.errors import Unavailable
from services.unit import Call, utc_now
from tests.desktop.conftest import Place, actor, tell_story
from tests.postgres import Cluster

LONG = 20.0


class Heard:
    """A feed with everything it told, in order."""

    def __init__(self, session: feed.Session | None = None) -> None:
        self.topics: queue.Queue[frozenset[str]] = queue.Queue()
        self.reach: queue.Queue[bool] = queue.Queue()
        self.feed = ChangeFeed(self.topics.put, self.reach.put, session)
        self.feed.start()
        assert self.feed.listening(LONG)


@pytest.fixture
def listen() -> Iterator[Callable[..., Heard]]:
    made: list[Heard] = []

    def start(session: feed.Session | None = None) -> Heard:
        made.append(Heard(session))
        return made[-1]

    yield start
    for heard in made:
        heard.feed.stop()


def add_customer(code: str) -> None:
    catalogue.add_customer(Call(actor("boss")), catalogue.CustomerData(code, code))


def test_a_write_of_another_thread_is_heard_once(company: Place, listen: Callable[..., Heard]) -> None:
    heard = listen()
    add_customer("C7")
    assert "customers" in heard.topics.get(timeout=LONG)
    time.sleep(2 * feed.POLL)
    assert heard.topics.empty()


def test_the_log_of_sqlite_is_carried_over_beside_the_use_cases(told: Callable[[str], Place], tmp_path: Path) -> None:
    path = sqlite_path(told("sqlite").url)
    assert path is not None
    watch = feed.Watch()
    watch.connect()
    for number in range(feed.CARRIED_AFTER):
        add_customer(f"L{number}")
    assert "customers" in watch.wait(feed.POLL, threading.Event())
    alone = shutil.copy(path, tmp_path / "alone.db")  # without the log beside it
    with closing(sqlite3.connect(alone)) as file:
        assert file.execute("SELECT COUNT(*) FROM customer WHERE code LIKE 'L%'").fetchone() == (feed.CARRIED_AFTER,)


def test_what_was_written_before_the_start_is_not_told(company: Place, listen: Callable[..., Heard]) -> None:
    add_customer("C7")
    heard = listen()
    time.sleep(2 * feed.POLL)
    assert heard.topics.empty()


def test_a_refused_use_case_tells_nobody(company: Place, listen: Callable[..., Heard]) -> None:
    heard = listen()
    with pytest.raises(Exception, match="code_taken"):
        add_customer("C1")
    time.sleep(2 * feed.POLL)
    assert heard.topics.empty()


def test_a_running_program_is_registered_and_leaves(company: Place, listen: Callable[..., Heard]) -> None:
    session = feed.Session("0.1")
    heard = listen(session)
    end = time.monotonic() + LONG
    while not ProgramSession.select().count() and time.monotonic() < end:
        time.sleep(0.02)
    assert [each.id for each in ProgramSession.select()] == [session.id]
    heard.feed.stop()
    assert ProgramSession.select().count() == 0


def test_nobody_migrates_under_a_running_program(company: Place) -> None:
    feed.Session("0.1").register()
    with pytest.raises(migrate.OthersConnected):
        migrate._refuse_while_others_work()


def test_old_changes_are_forgotten_but_never_the_newest_number(company: Place) -> None:
    last = feed.newest()
    assert last > 1
    later = utc_now() + timedelta(days=2)
    feed.Session("0.1").register()

    assert feed.purge(lambda: later) == last

    assert [row.id for row in Change.select()] == [last]
    assert ProgramSession.select().count() == 0
    add_customer("C7")
    assert feed.newest() == last + 1


def test_the_feed_outlives_a_server_that_was_away(own_postgres: Cluster, listen: Callable[..., Heard]) -> None:
    place = own_postgres.database("packdesk")
    for url, work in ((place.owner_url, migrate.migrate), (place.app_url, tell_story)):
        _with(url, work)
    base.open_database(place.app_url)
    heard = listen()

    own_postgres.stop(signal.SIGQUIT)
    assert heard.reach.get(timeout=LONG) is False
    with pytest.raises(Unavailable) as gone:
        feed.purge()
    assert gone.value.code == "database_gone"
    own_postgres.start()
    assert heard.reach.get(timeout=LONG) is True
    with base.connection():
        add_customer("C7")
    assert "customers" in heard.topics.get(timeout=LONG)
    base.db.close()


def _with(url: str, work: Callable[[], Any]) -> None:
    base.open_database(url)
    with base.connection():
        work()


def test_stopping_does_not_wait_for_the_next_change(company: Place, listen: Callable[..., Heard]) -> None:
    heard = listen()
    heard.feed.stop(LONG)
    assert "feed" not in {thread.name for thread in threading.enumerate()}
