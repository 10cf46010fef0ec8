"""The print queue's worker: jobs in the database become papers at this station, each sent once.

A job is committed as `sending` before its first byte and marked when it was taken, so that two programs never print the
same one, and a program that dies in between leaves one that is `uncertain`: a person decides instead of a second label.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from models.base import reconnect, writing
from models.delivery import Delivery, HandOver
from models.driver import peewee
from models.goods import Product
from models.paper import PrintJob
from models.parties import Customer
from models.stock import Location, Lot
from printing.errors import BrokenOff, PrintingError
from printing.press import apart
from services import papers, settings
from services.errors import Refusal, Unavailable
from services.faults import translated
from services.print_desk import GOODS, NUMBER, with_subjects
from services.printing_jobs import LABELS, OF_GOODS, Wish, wished
from services.unit import Actor, Call, Clock, Unit, announce, utc_now

repeated: Callable[..., bytes] = apart("printing.raster:repeated")
log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=2)
STUCK_AFTER = timedelta(minutes=5)
CLAIMED = "print_interrupted"
# States in which the worker may still say what became of a job: before it took it, and after. What a person decided
# meanwhile, or another station took over, is left alone: it would be printed twice.
UNCLAIMED, UNDECIDED = ("queued",), ("sending", "uncertain")
# Kinds whose number says all: their `package` is a lot or a month.
NUMBERED = (*OF_GOODS, "statement")


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper on its way: `name` is what the queue or file is called, `prints` above 1 marks a reprint."""

    kind: str
    name: str
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """A printer took a paper: the file it became, "" for none, and whether the printer knows that it is printed."""

    path: str = ""
    confirmed: bool = False


class Printer(Protocol):
    """A way onto paper for one kind. `dpi` is the resolution labels are laid out for, `size` the paper that lies in
    it ("" the usual one), `offset` how far the print is moved right and down, in millimetres."""

    @property
    def dpi(self) -> int: ...
    @property
    def size(self) -> str: ...
    @property
    def offset(self) -> tuple[float, float]: ...

    def print(self, paper: Paper) -> Taken:
        """Hand the paper over. Raises PrinterUnavailable when nothing of it was taken, BrokenOff when nobody knows."""
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
    wish: Wish
    asked: str = ""
    reason: str = ""

    @property
    def prints(self) -> int:
        """The number of the copy that the paper bears. Labels of goods and bins are asked for again and again: they
        bear one only where it stands for a label that may have come out."""
        return self.copy if self.kind not in GOODS or self.reason else 1

    @property
    def queue(self) -> str:
        """What is tried again together: a printer named for this paper, or the one for its kind."""
        return self.wish.printer or self.kind


@dataclass(frozen=True, slots=True)
class Stuck:
    """A job that a person should look at: it failed, may not have come out, or waits for long. `error` is a code."""

    id: int
    kind: str
    number: str
    package: int
    state: str
    error: str
    at: datetime


class Worker:
    """Prints what waits for one station. `printers` maps each of KINDS to a Printer of this PC; `named` gives one of
    the system's for the papers that name it.

    Not for use by two threads. Call `run` when print jobs changed and after `pause()` seconds.
    """

    def __init__(
        self,
        station: str,
        printers: Callable[[], Mapping[str, Printer]],
        actor: Actor,
        clock: Clock = utc_now,
        named: Callable[[str], Printer] | None = None,
    ) -> None:
        self._station, self._printers, self._actor, self._clock = station, printers, actor, clock
        self._named = named
        self._waits: dict[str, tuple[datetime, timedelta]] = {}
        self._owed: list[tuple[int, tuple[str, ...], dict[str, object]]] = []

    def resume(self) -> int:
        """At start: what was being sent when the program ended is put before a person; returns how many."""
        mine = (PrintJob.state == "sending") & (PrintJob.station == self._station)
        with translated():
            reconnect()
            with writing():
                count = PrintJob.update(state="uncertain", error=CLAIMED).where(mine).execute()
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
            if self._may_try(job.queue):
                named = self._named(job.wish.printer) if self._named and job.wish.printer else None
                taken += self._send(job, named or printers.get(job.kind))
        return taken

    def pause(self) -> float | None:
        """Seconds until a printer that failed is tried again; None when nothing waits for that."""
        if not self._waits:
            return None
        return max(0.0, (min(until for until, _pause in self._waits.values()) - self._clock()).total_seconds())

    def retry_now(self) -> None:
        """Try every printer again, now."""
        self._waits.clear()

    def _may_try(self, queue: str) -> bool:
        until = self._waits.get(queue)
        return until is None or until[0] <= self._clock()

    def _claim(self, job: Job) -> bool:
        """Take a job for this program; False when another was faster."""
        still = (PrintJob.id == job.id) & (PrintJob.state == "queued") & (PrintJob.station == self._station)
        now = {"state": "sending", "sent_at": None, "error": "", "at": self._clock()}
        with translated(), writing():
            return bool(PrintJob.update(**now).where(still & (PrintJob.path == job.asked)).execute())

    def _send(self, job: Job, printer: Printer | None) -> int:
        if printer is None:
            self._wait(job, UNCLAIMED, Unavailable("no_printer"))
            return 0
        try:
            paper = self._paper(job, printer)
        except Unavailable:
            raise
        except Refusal as error:
            log.warning("print job %s failed: %s", job.id, error.code)
            self._mark(job, UNCLAIMED, state="failed", error=error.code)
            return 0
        if not self._claim(job):
            return 0
        try:
            taken = printer.print(paper)
        except BrokenOff as error:
            log.warning("print job %s is uncertain: %s", job.id, error.data)
            self._mark(job, UNDECIDED, state="uncertain", error=error.code)
            return 0
        except PrintingError as error:
            self._wait(job, UNDECIDED, error)
            return 0
        self._waits.pop(job.queue, None)
        state = "confirmed" if taken.confirmed else "sent"
        self._mark(job, UNDECIDED, state=state, sent_at=self._clock(), error="", path=taken.path or job.asked)
        return 1

    def _paper(self, job: Job, printer: Printer) -> Paper:
        try:
            number, language = _subject(job)
        except peewee.DoesNotExist as error:  # such as a product whose import was undone
            raise Refusal("subject_gone") from error
        wish = job.wish
        pdf = papers.render(
            job.kind, number, dpi=printer.dpi, language=wish.language or language, prints=job.prints,
            package=0 if job.kind in NUMBERED else job.package, size=wish.size or printer.size, prices=wish.prices,
            offset=printer.offset, owed="credit.view" in self._actor.rights, vehicle=wish.vehicle, seal=wish.seal,
            copies=wish.copies, start=wish.start,
        )  # fmt: skip
        package = str(job.package) if job.package and job.kind not in NUMBERED else ""
        parts = [number, package, job.kind, f"x{job.copy}" if job.copy > 1 else ""]
        return Paper(job.kind, "-".join(filter(None, parts)), pdf if job.kind in LABELS else repeated(pdf, wish.copies))

    def _wait(self, job: Job, was: tuple[str, ...], error: Unavailable | PrintingError) -> None:
        """Put the job back; its kind of paper is tried again later, and later each time."""
        _until, pause = self._waits.get(job.queue, (None, FIRST_PAUSE / 2))
        pause = min(pause * 2, LONGEST_PAUSE)
        self._waits[job.queue] = (self._clock() + pause, pause)
        log.info("print job %s waits %s: %s %s", job.id, pause, error.code, error.data)
        self._mark(job, was, state="queued", error=error.code)

    def _mark(self, job: Job, was: tuple[str, ...], **values: object) -> None:
        """Say what became of a job that is in one of the states `was` and is this station's still."""
        self._owed.append((job.id, was, values))
        self._settle()

    def _settle(self) -> None:
        """Write down what became of jobs; what the database does not take now is kept for the next time."""
        while self._owed:
            job_id, was, values = self._owed[0]
            mine = (PrintJob.id == job_id) & (PrintJob.station == self._station) & PrintJob.state.in_(was)
            with translated():
                reconnect()
                with writing():
                    PrintJob.update(**values).where(mine).execute()
                    self._announce()
            del self._owed[0]

    def _announce(self) -> None:
        unit = Unit(Call(self._actor, clock=self._clock))
        unit.topics.add("print_jobs")
        announce(unit)


def _subject(job: Job) -> tuple[str, str]:
    """What stands on a job's paper as its number, and the language that is usual for it."""
    language = settings.get("company.language")
    if job.kind == "handover":
        return HandOver.get_by_id(job.delivery_id).number, language
    if job.kind in OF_GOODS:
        lot = Lot.get_by_id(job.package).number if job.package else ""
        return "/".join(filter(None, [Product.get_by_id(job.delivery_id).sku, lot])), language
    if job.kind == "statement":
        customer = Customer.get_by_id(job.delivery_id)
        return f"{customer.code}/{job.package // 100}-{job.package % 100:02}", customer.language or language
    if job.kind == "bin":
        return Location.get_by_id(job.delivery_id).code, language
    delivery = Delivery.get_by_id(job.delivery_id)
    return delivery.number, delivery.customer.language or language


def waiting(station: str, most: int = 200) -> tuple[Job, ...]:
    """The jobs queued for a station, oldest first."""
    J = PrintJob
    with translated():
        reconnect()
        rows = (
            J.select(J.id, J.kind, J.delivery_id, J.package, J.copy, J.at, J.path, J.reason)
            .where((J.state == "queued") & (J.station == station))
            .order_by(J.id)
            .limit(most)
            .tuples()
        )
        return tuple(
            Job(job, kind, subject, package, copy, at, wished(asked), asked, reason)
            for job, kind, subject, package, copy, at, asked, reason in rows
        )


def stuck(station: str, clock: Clock = utc_now) -> tuple[Stuck, ...]:
    """What a person should look at here: failed and uncertain jobs, and those that have waited for five minutes."""
    J = PrintJob
    long = J.state.in_(("queued", "sending")) & (J.at < clock() - STUCK_AFTER)
    with translated():
        reconnect()
        rows = (
            with_subjects(J.select(J.id, J.kind, NUMBER, J.package, J.state, J.error, J.at))
            .where((J.station == station) & (J.state.in_(("failed", "uncertain")) | long))
            .order_by(J.id.desc())
            .limit(100)
            .tuples()
        )
        return tuple(Stuck(*row) for row in rows)
