"""Breaking off what this thread asks the database, when a person no longer waits for the answer."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from models.base import db, is_postgresql
from models.driver import peewee

log = logging.getLogger(__name__)
# SQLite asks after so many steps of its own, some 20 ms; a server is told by a thread that asks as often as this.
STEPS, SECONDS = 1_000_000, 0.1
TOLD_SECONDS = 5.0


@contextmanager
def breaking_off(stopped: Callable[[], bool]) -> Iterator[None]:
    """What this thread's open connection is asked within fails soon after `stopped()`, which any thread may call."""
    with _on_server(stopped) if is_postgresql() else _here(stopped):
        yield


@contextmanager
def _here(stopped: Callable[[], bool]) -> Iterator[None]:
    connection = db.connection()
    connection.set_progress_handler(stopped, STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


@contextmanager
def _on_server(stopped: Callable[[], bool]) -> Iterator[None]:
    over, told = threading.Event(), threading.Event()
    watch = threading.Thread(target=_watch, args=(db.connection(), stopped, over, told), name="stop", daemon=True)
    watch.start()
    try:
        yield
    finally:
        over.set()
        watch.join()
        if told.is_set():
            db.close()  # the word may come after the answer: nothing else is asked here that it could hit


def _watch(connection: Any, stopped: Callable[[], bool], over: threading.Event, told: threading.Event) -> None:
    while not over.wait(SECONDS):
        if stopped():
            told.set()
            try:
                connection.cancel_safe(timeout=TOLD_SECONDS)
            except peewee.psycopg.Error:
                log.warning("the server was not told to stop", exc_info=True)
            return
