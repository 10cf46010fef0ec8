"""Threads of the program beside its windows: the print worker, and what is done once after the start."""

import logging
import sys
import threading
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from desktop import windows
from desktop.database import session
from desktop.loading import load_plain
from services import feed, freight, settings
from services.errors import Cancelled, Refusal, Unavailable
from services.file_check import look_over
from services.keeper import Report
from services.unit import Call
from services.watch import watching

if TYPE_CHECKING:
    from services.prints import Worker

log = logging.getLogger(__name__)

LONGEST_WAIT = 60.0
FIRST_WINDOW_SECONDS = 1.0
Failed = Callable[[Refusal], None]
Daily = Callable[[Report], object]
Loaded = Callable[[list[str]], None]


def tell_of_bug() -> None:
    """Show an error that nobody expected as one that ended its thread."""
    threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread())))


class PrintErrands:
    """Prints on a thread of its own whenever `wake` is called, and when a printer may be tried again.

    `make` is called on that thread.
    """

    def __init__(self, make: "Callable[[], Worker]") -> None:
        self._make = make
        self._wake, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="printing", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._wake.set()

    def stop(self, seconds: float = 10.0) -> None:
        """Finish the paper that is being printed, then end."""
        self._stop.set()
        self._wake.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        worker, resumed = self._make(), False
        while not self._stop.is_set():
            wait = 2.0
            try:
                with session():
                    if not resumed:
                        worker.resume()
                        resumed = True
                    worker.run()
                pause = worker.pause()
                wait = LONGEST_WAIT if pause is None else min(pause + 0.05, LONGEST_WAIT)
            except Unavailable as error:
                log.warning("printing waits for the database: %s", error.code)
            except Exception:  # the next paper does not wait for the next start
                log.exception("printing")
                tell_of_bug()
            self._wake.wait(wait)
            self._wake.clear()


class Watching:
    """Looks every ten minutes whether a rule of services/watch holds, on a thread of its own, for whoever is here.

    Then what freight should have cost is reckoned anew where a price table changed, and `reports` is asked to write
    those that are due by the day.
    """

    def __init__(
        self, call: Callable[[], Call], reports: Callable[[date], int], first: float = 60.0, every: float = 600.0
    ) -> None:
        self._call, self._reports, self._first, self._every = call, reports, first, every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watching", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float = 10.0) -> None:
        self._stop.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        wait = self._first
        while not self._stop.wait(wait):
            wait = self._every
            try:
                with session():
                    self._look()
            except (Unavailable, Refusal) as error:
                log.warning("nobody looked whether a rule holds: %s", error.code)
            except Exception:  # it is looked again in ten minutes
                log.exception("watching")
                tell_of_bug()

    def _look(self) -> None:
        call = self._call()
        planned = watching.look(call.clock())
        if planned and watching.keep.right in call.actor.rights:
            watching.keep(call, planned)
        while freight.resting() and freight.go_on.right in call.actor.rights and not self._stop.is_set():
            freight.go_on(self._call())
        self._reports(call.clock().astimezone().date())


class AfterStart:
    """Looks the database over, forgets old changes, takes expired lots out of what can be promised, backs up.

    Each is done on its own, on one thread beside the windows, the long ones by the keeper; `failed` hears what a person
    should know, `loaded` which modules the UI thread still has to import before all windows can be built.
    """

    def __init__(self, call: Call, daily: Daily, clean: bool, failed: Failed, loaded: Loaded) -> None:
        self._failed, self._loaded = failed, loaded
        self._stop = threading.Event()
        self._steps: tuple[Callable[[], object], ...] = (
            self._load_ahead,
            lambda: look_over(thorough=not clean, report=self._go_on),
            feed.purge,
            lambda: expire(call),
            lambda: daily(self._go_on),
        )
        self._thread = threading.Thread(target=self._run, name="after-start", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def _load_ahead(self) -> None:
        """What the other windows are made of, so that a first visit does not wait for files on the UI thread."""
        if not self._stop.wait(FIRST_WINDOW_SECONDS):
            self._loaded(load_plain(windows.soon(), self._stop.is_set))

    def running(self) -> bool:
        return self._thread.is_alive()

    def stop(self, seconds: float = 10.0) -> None:
        """What the keeper is at is dropped, another step comes to its end; the others wait for the next start."""
        self._stop.set()
        self._thread.join(seconds)

    def _go_on(self, _done: int, _total: int) -> None:
        if self._stop.is_set():
            raise Cancelled

    def _run(self) -> None:
        try:
            with session():
                for step in self._steps:
                    if not self._stop.is_set():
                        self._do(step)
        except Unavailable as error:
            self._failed(error)

    def _do(self, step: Callable[[], object]) -> None:
        try:
            step()
        except Cancelled:
            log.info("the keeper was stopped: the program ends")
        except Refusal as error:
            log.warning("after the start: %s %s", error.code, error.data)
            self._failed(error)


def expire(call: Call) -> None:
    """Once a day, by whoever is there first and may."""
    from services.stock import expire_lots

    today = call.clock().astimezone().date().isoformat()
    if settings.get("stock.expired_to") < today and expire_lots.right in call.actor.rights:
        expire_lots(call)
