"""The thread that hears of changes and tells the program, through lost connections too."""

import logging
import threading
import time
from collections.abc import Callable

from models.base import db
from services.errors import Unavailable
from services.feed import Session, Watch

log = logging.getLogger(__name__)

BEAT = 20.0
WAIT = 1.0
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 10.0


class ChangeFeed:
    """Calls `tell(topics)` from its own thread whenever something was written, here or elsewhere.

    `reachable(bool)` says when the database went away and when it is back; what happened meanwhile is told then.
    """

    def __init__(
        self,
        tell: Callable[[frozenset[str]], None],
        reachable: Callable[[bool], None] = lambda _there: None,
        session: Session | None = None,
    ) -> None:
        self._tell, self._reachable, self._session = tell, reachable, session
        self._stop = threading.Event()
        self._listening = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def listening(self, seconds: float) -> bool:
        """Wait until the feed is connected; what is written from then on is told."""
        return self._listening.wait(seconds)

    def stop(self, seconds: float = 3.0) -> None:
        """End the thread, its connection and the session's row."""
        self._stop.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        watch, pause, lost = Watch(), FIRST_PAUSE, False
        while not self._stop.is_set():
            try:
                missed = watch.connect()
                if lost:
                    self._reachable(True)
                pause, lost = FIRST_PAUSE, False
                self._listening.set()
                self._say(missed)
                self._follow(watch)
            except Unavailable as error:
                if not lost:
                    log.warning("the change feed lost the database: %s", error.code)
                    self._reachable(False)
                lost = True
                _forget()
                self._stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        self._leave()

    def _follow(self, watch: Watch) -> None:
        beaten = 0.0
        while not self._stop.is_set():
            if self._session is not None and time.monotonic() - beaten >= BEAT:
                self._session.beat()
                beaten = time.monotonic()
            self._say(watch.wait(WAIT, self._stop))

    def _say(self, topics: frozenset[str]) -> None:
        if topics and not self._stop.is_set():
            self._tell(topics)

    def _leave(self) -> None:
        try:
            if self._session is not None:
                self._session.remove()
        except Unavailable as error:
            log.warning("this program stays registered until a day has passed: %s", error.code)
        _forget()


def _forget() -> None:
    """Close this thread's connection, broken or not."""
    if not db.is_closed():
        db.close()
