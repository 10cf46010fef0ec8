"""The print queue's worker: jobs in the database become papers at this station, each sent once.

A job is claimed before it is sent and marked when it was taken, so that two programs never print the same one and a
program that dies in between leaves a job that asks for a look instead of a second label.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from models.base import reconnect, writing
from models.delivery import Delivery, HandOver
from models.driver import peewee
from models.paper import PrintJob
from printing.errors import PrintingError
from services import settings
from services.errors import Refusal, Unavailable
from services.faults import translated
from services.unit import Actor, Call, Clock, Unit, announce, utc_now

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=2)
STUCK_AFTER = timedelta(minutes=5)
CLAIMED = "print_interrupted"
KINDS = ("label", "note", "picklist", "handover")


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper on its way: `name` is what the queue or file is called, `prints` above 1 marks a reprint."""

    kind: str
    name: str
    pdf: bytes


class Printer(Protocol):
    """A way onto paper for one kind. `dpi` is the resolution labels are laid out for."""

    @property
    def dpi(self) -> int: ...

    def print(self, paper: Paper) -> str:
        """Hand the paper over; returns the file it became, or "". Raises PrinterUnavailable when it was not taken."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """A waiting job."""

    id: int
    kind: str
    delivery_id: int
    package: int
    copy: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Stuck:
    """A job that a person should look at: it failed, or it has been waiting for long. `error` is a code."""

    id: int
    kind: str
    number: str
    package: int
    state: str
    error: str
    at: datetime


class Worker:
    """Prints what waits for one station. `printers` maps label, note and picklist to a Printer of this PC.

    Not for use by two threads. Call `run` when print jobs changed and after `pause()` seconds.
    """

    def __init__(
        self, station: str, printers: Callable[[], Mapping[str, Printer]], actor: Actor, clock: Clock = utc_now
    ) -> None:
        self._station, self._printers, self._actor, self._clock = station, printers, actor, clock
        self._waits: dict[str, tuple[datetime, timedelta]] = {}
        self._owed: list[tuple[int, dict[str, object]]] = []

    def resume(self) -> int:
        """At start: what was being sent when the program ended is put before a person; returns how many."""
        mine = (PrintJob.state == "sent") & PrintJob.sent_at.is_null() & (PrintJob.station == self._station)
        with translated():
            reconnect()
            with writing():
                count = PrintJob.update(state="failed", error=CLAIMED).where(mine).execute()
                if count:
                    self._announce()
        return int(count)

    def run(self) -> int:
        """Send what waits and whose printer may be tried now; returns how many papers were taken.

        Raises Unavailable when the database is; what was printed meanwhile is marked at the next run.
        """
        self._settle()
        printers, taken = self._printers(), 0
        for job in waiting(self._station):
            if self._may_try(job.kind):
                taken += self._send(job, printers.get(job.kind))
        return taken

    def pause(self) -> float | None:
        """Seconds until a printer that failed is tried again; None when nothing waits for that."""
        if not self._waits:
            return None
        return max(0.0, (min(until for until, _pause in self._waits.values()) - self._clock()).total_seconds())

    def retry_now(self) -> None:
        """Try every printer again, now."""
        self._waits.clear()

    def _may_try(self, kind: str) -> bool:
        until = self._waits.get(kind)
        return until is None or until[0] <= self._clock()

    def _claim(self, job: Job) -> bool:
        """Take a job for this program; False when another was faster."""
        still = (PrintJob.id == job.id) & (PrintJob.state == "queued")
        with translated(), writing():
            return bool(PrintJob.update(state="sent", sent_at=None, error=CLAIMED).where(still).execute())

    def _send(self, job: Job, printer: Printer | None) -> int:
        if printer is None:
            self._wait(job, Unavailable("no_printer"))
            return 0
        try:
            paper = self._paper(job, printer.dpi)
        except Unavailable:
            raise
        except Refusal as error:
            log.warning("print job %s failed: %s", job.id, error.code)
            self._mark(job, state="failed", error=error.code)
            return 0
        if not self._claim(job):
            return 0
        try:
            path = printer.print(paper)
        except PrintingError as error:
            self._wait(job, error)
            return 0
        self._waits.pop(job.kind, None)
        self._mark(job, state="sent", sent_at=self._clock(), error="", path=path)
        return 1

    def _paper(self, job: Job, dpi: int) -> Paper:
        from services import papers  # what lays papers out takes 40 MB, which only a program that prints should hold

        language = settings.get("company.language")
        if job.kind == "handover":
            number = HandOver.get_by_id(job.delivery_id).number
        else:
            delivery = Delivery.get_by_id(job.delivery_id)
            number, language = delivery.number, delivery.customer.language or language
        pdf = papers.render(job.kind, number, dpi=dpi, language=language, package=job.package, prints=job.copy)
        parts = [number, str(job.package) if job.package else "", job.kind, f"x{job.copy}" if job.copy > 1 else ""]
        return Paper(job.kind, "-".join(filter(None, parts)), pdf)

    def _wait(self, job: Job, error: Unavailable | PrintingError) -> None:
        """Put the job back; its kind of paper is tried again later, and later each time."""
        _until, pause = self._waits.get(job.kind, (None, FIRST_PAUSE / 2))
        pause = min(pause * 2, LONGEST_PAUSE)
        self._waits[job.kind] = (self._clock() + pause, pause)
        log.info("print job %s waits %s: %s %s", job.id, pause, error.code, error.data)
        self._mark(job, state="queued", error=error.code)

    def _mark(self, job: Job, **values: object) -> None:
        self._owed.append((job.id, values))
        self._settle()

    def _settle(self) -> None:
        """Write down what became of jobs; what the database does not take now is kept for the next time."""
        while self._owed:
            job_id, values = self._owed[0]
            with translated():
                reconnect()
                with writing():
                    PrintJob.update(**values).where(PrintJob.id == job_id).execute()
                    self._announce()
            del self._owed[0]

    def _announce(self) -> None:
        unit = Unit(Call(self._actor, clock=self._clock))
        unit.topics.add("print_jobs")
        announce(unit)


def waiting(station: str, most: int = 200) -> tuple[Job, ...]:
    """The jobs queued for a station, oldest first."""
    J = PrintJob
    with translated():
        reconnect()
        rows = (
            J.select(J.id, J.kind, J.delivery_id, J.package, J.copy, J.at)
            .where((J.state == "queued") & (J.station == station))
            .order_by(J.id)
            .limit(most)
            .tuples()
        )
        return tuple(Job(*row) for row in rows)


def stuck(station: str, clock: Clock = utc_now) -> tuple[Stuck, ...]:
    """What a person should look at here: failed jobs, and those that have waited for five minutes."""
    J = PrintJob
    long = (J.state == "queued") & (J.at < clock() - STUCK_AFTER)
    with translated():
        reconnect()
        rows = (
            J.select(J.id, J.kind, peewee.fn.COALESCE(Delivery.number, HandOver.number), J.package, J.state, J.error,
                     J.at)
            .join(Delivery, peewee.JOIN.LEFT_OUTER, on=((Delivery.id == J.delivery_id) & (J.kind != "handover")))
            .switch(J)
            .join(HandOver, peewee.JOIN.LEFT_OUTER, on=((HandOver.id == J.delivery_id) & (J.kind == "handover")))
            .where((J.station == station) & ((J.state == "failed") | long))
            .order_by(J.id.desc())
            .limit(100)
            .tuples()
        )  # fmt: skip
        return tuple(Stuck(*row) for row in rows)
