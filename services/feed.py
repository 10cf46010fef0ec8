"""The change feed: what other windows and programs wrote, so that one's own can show it; and who runs the program."""

import logging
import secrets
import socket
from collections.abc import Callable
from datetime import timedelta
from threading import Event

from models.base import db, is_postgresql, reconnect, writing
from models.driver import peewee
from models.people import Change, ProgramSession
from models.statement import Statement
from services.faults import translated
from services.unit import Clock, utc_now

log = logging.getLogger(__name__)

POLL = 0.2
KEPT = timedelta(days=1)
# After so many use cases SQLite's log is carried over into its file.
CARRIED_AFTER = 30
CHANNEL = "packdesk"

_SINCE = Statement(lambda last: Change.select(Change.id, Change.topics).where(Change.id > last).order_by(Change.id))
_NEWEST = Statement(lambda: Change.select(Change.id).order_by(Change.id.desc()).limit(1))


class Watch:
    """Waits for changes on this thread's own connection. Not for use by two threads.

    On SQLite the file's `data_version` is polled, which costs some microseconds; a server says by itself.
    """

    def __init__(self) -> None:
        self._last: int | None = None
        self._version = -1
        self._in_log = 0

    def connect(self) -> frozenset[str]:
        """Open the connection, or open it anew; returns what changed while there was none. Raises Unavailable."""
        with translated():
            reconnect()
            if is_postgresql():
                db.execute_sql(f"LISTEN {CHANNEL}")
            if self._last is None:
                self._last = newest()
            else:
                return self._read()
        return frozenset()

    def wait(self, seconds: float, stop: Event) -> frozenset[str]:
        """What changed, as topics; empty when nothing did in that time or `stop` was set. Raises Unavailable."""
        with translated():
            return self._listen(seconds) if is_postgresql() else self._poll(seconds, stop)

    def _listen(self, seconds: float) -> frozenset[str]:
        # A raw read of the driver; peewee's own wrapper makes its errors those of every other statement.
        with peewee.__exception_wrapper__:
            notices = list(db.connection().notifies(timeout=seconds, stop_after=1))
        return self._read() if notices else frozenset()

    def _poll(self, seconds: float, stop: Event) -> frozenset[str]:
        for _tick in range(max(1, round(seconds / POLL))):
            (version,) = db.execute_sql("PRAGMA data_version").fetchone()
            if version != self._version:
                self._version = version
                topics = self._read()
                if topics:
                    return topics
            if stop.wait(POLL):
                break
        return frozenset()

    def _read(self) -> frozenset[str]:
        rows = _SINCE.rows(last=self._last or 0)
        if rows:
            self._last = rows[-1][0]
            self._carry_over(len(rows))
        return frozenset(topic for _number, topics in rows for topic in topics.split())

    def _carry_over(self, more: int) -> None:
        """Bring SQLite's log into its file from here, so that no use case has to; nobody waits for it.

        What can't be carried over now, such as on a full disk, is the next time or by a commit.
        """
        self._in_log += more
        if is_postgresql() or self._in_log < CARRIED_AFTER:
            return
        self._in_log = 0
        try:
            db.execute_sql("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except peewee.OperationalError as error:
            log.warning("SQLite's log stays: %s", error)


def newest() -> int:
    """The number of the last change, 0 when there is none."""
    row = _NEWEST.first()
    return row[0] if row else 0


def purge(clock: Clock = utc_now) -> int:
    """Forget changes older than a day and programs not seen since; returns how many rows went.

    The newest change stays, so that its number is never given again.
    """
    before = clock() - KEPT
    with translated():
        reconnect()
        with writing():
            gone = Change.delete().where((Change.at < before) & (Change.id < newest())).execute()
            return gone + ProgramSession.delete().where(ProgramSession.seen < before).execute()


class Session:
    """This running program among the others, so that nobody migrates under it."""

    def __init__(self, version: str, clock: Callable[[], object] = utc_now) -> None:
        self.id, self._version, self._clock = secrets.token_hex(8), version, clock

    def register(self) -> None:
        now = self._clock()
        with translated():
            reconnect()
            ProgramSession.create(id=self.id, pc=socket.gethostname(), version=self._version, started=now, seen=now)

    def beat(self) -> None:
        """Say that the program still runs; a row that was taken away is made again."""
        with translated():
            reconnect()
            if not ProgramSession.update(seen=self._clock()).where(ProgramSession.id == self.id).execute():
                self.register()

    def remove(self) -> None:
        with translated():
            reconnect()
            ProgramSession.delete().where(ProgramSession.id == self.id).execute()
