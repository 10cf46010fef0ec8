"""Work off the UI thread: one serial writer, two readers, results delivered on the GUI thread.

Windows go through the shell (`shell.read`, `shell.run`); this is what stands behind it:

    jobs.read(owner, work, done)                  # newest wins: an older read of the same owner and key is dropped
    jobs.read(owner, work, done, key="panel")     # key: by default the place in the code where `work` was written
    jobs.write(owner, work, done)                 # one after another, in the order given, never dropped by a newer one
    jobs.read_long(owner, work, done, part=...)   # work(report): report(done, total), report.part(value)

`work` runs on a worker thread and must touch no widget. `done(result)` and `failed(error)` run on the GUI thread, and
not at all when the owner is gone or the job was cancelled; only a write that fails is told even then. `report` raises
Cancelled when the job was cancelled.
Each worker thread enters `session` once (it opens and closes the thread's database connection) and again after an
Unavailable, so that a connection that broke is opened anew. Tests hand in their own lanes.
"""

import logging
import queue
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from services.errors import Cancelled, Unavailable

log = logging.getLogger(__name__)
T = TypeVar("T")
Session = Callable[[], AbstractContextManager[Any]]
REPORT_GAP = 0.05
LAST_WAIT = 2.0
# Seconds of results that are handed over at a stretch.
TURN = 0.008


def ignore(_result: Any) -> None:
    """The `done` of work whose result nobody needs."""


class Lane(Protocol):
    """Where bodies run. A body returns True when the lane should open its session anew."""

    def execute(self, body: Callable[[], bool]) -> None: ...
    def close(self, timeout: float) -> bool: ...


class ThreadLane:
    """`count` threads that take bodies from one queue, each inside its own session."""

    def __init__(self, name: str, count: int, session: Session) -> None:
        self._queue: queue.SimpleQueue[Callable[[], bool] | None] = queue.SimpleQueue()
        self._session = session
        self._threads = [threading.Thread(target=self._run, name=f"{name}-{n}", daemon=True) for n in range(count)]
        self._started = False
        # Threads that are still there when the interpreter ends can take the whole process down with them.
        weakref.finalize(self, _stop, self._queue, self._threads)

    def execute(self, body: Callable[[], bool]) -> None:
        if not self._started:
            self._started = True
            for thread in self._threads:
                thread.start()
        self._queue.put(body)

    def _run(self) -> None:
        body = self._queue.get()
        while body is not None:
            try:
                with self._session():
                    while body is not None:
                        running, body = body, None
                        again = running()
                        del running  # nothing of a finished job is held while the thread waits for the next
                        if again:
                            break
                        body = self._queue.get()
            except Exception as error:
                if body is None:
                    log.warning("a session did not close", exc_info=error)
                else:
                    _fail(body, error)
            else:
                if body is None and not again:
                    return
            body = self._queue.get()

    def close(self, timeout: float) -> bool:
        """Finish what is queued, at most for `timeout` seconds. True when every thread has ended."""
        if not self._started:
            return True
        for _thread in self._threads:
            self._queue.put(None)
        end = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)


def _stop(bodies: "queue.SimpleQueue[Callable[[], bool] | None]", threads: list[threading.Thread]) -> None:
    for _thread in threads:
        bodies.put(None)
    for thread in threads:
        if thread.is_alive():
            thread.join(LAST_WAIT)


def _fail(body: Callable[[], bool], error: Exception) -> None:
    fail = getattr(body, "fail", None)
    if fail is None:
        raise error
    fail(error)


class Job:
    """A piece of work on its way. `cancel()` stops it at its next report; a queued one never starts.

    `on_cancel` is told at once, on the GUI thread, as long as the owner is there.
    """

    def __init__(self, owner: QObject, key: object, *, write: bool = False) -> None:
        self.owner, self.key, self.write = owner, key, write
        self.finished = False
        self.on_progress: Callable[[int, int], None] | None = None
        self.on_cancel: Callable[[], None] | None = None
        self._cancel = threading.Event()

    def cancel(self) -> None:
        first = not self._cancel.is_set()
        self._cancel.set()
        if first and self.on_cancel is not None and alive(self.owner):
            self.on_cancel()

    @property
    def cancelled(self) -> bool:
        return self._cancel.is_set()


class Report:
    """Handed to long work: call it with how far it is. Raises Cancelled when the job was cancelled."""

    def __init__(
        self, job: Job, post: Callable[[Callable[[], None]], None], part: Callable[[Any], None] | None
    ) -> None:
        self._job, self._post, self._on_part, self._last = job, post, part, 0.0

    def __call__(self, done: int, total: int = 0) -> None:
        self.check()
        now = time.monotonic()
        if now - self._last >= REPORT_GAP or (total and done >= total):
            self._last = now
            self._post(lambda: self._progress(done, total))

    def check(self) -> None:
        if self._job.cancelled:
            raise Cancelled

    def part(self, value: Any) -> None:
        """Deliver a partial result to the GUI thread."""
        self.check()
        if self._on_part is not None:
            on_part = self._on_part
            self._post(lambda: None if self._job.cancelled or not alive(self._job.owner) else on_part(value))

    def _progress(self, done: int, total: int) -> None:
        if self._job.on_progress is not None and not self._job.finished:
            self._job.on_progress(done, total)


def alive(owner: QObject) -> bool:
    return bool(shiboken6.isValid(owner))


class _Body:
    """One job as a lane runs it."""

    def __init__(
        self,
        runner: "JobRunner",
        job: Job,
        work: Callable[[Report], Any],
        report: Report,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None,
    ) -> None:
        self._runner, self._job, self._work, self._report = runner, job, work, report
        self._done, self._failed = done, failed

    def __call__(self) -> bool:
        if self._job.cancelled:
            self.fail(Cancelled())
            return False
        try:
            result = self._work(self._report)
        except Exception as error:  # noqa: BLE001 - handed to the GUI thread, where the one error door is
            self.fail(error)
            return isinstance(error, Unavailable)
        self._runner.post(lambda: self._finish(lambda: self._done(result)))
        return False

    def fail(self, error: Exception) -> None:
        self._runner.post(lambda: self._finish(lambda: self._tell(error), lambda: self._tell_late(error)))

    def _finish(self, deliver: Callable[[], None], late: Callable[[], None] = lambda: None) -> None:
        self._job.finished = True
        self._runner.forget(self._job)
        try:
            (deliver if alive(self._job.owner) else late)()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        """What the work held goes here, on the GUI thread: a window whose last holder were a worker's next job would
        be destroyed on that worker."""
        del self._work, self._done, self._failed, self._job, self._report

    def _tell(self, error: Exception) -> None:
        if self._failed is not None:
            self._failed(error)
        elif not isinstance(error, Cancelled) and not self._job.cancelled:
            self._runner.on_error(self._job.owner, error)

    def _tell_late(self, error: Exception) -> None:
        """The window that gave a write has gone; that it failed must be said all the same."""
        if self._job.write and not isinstance(error, Cancelled):
            self._runner.on_error(self._runner, error)


class JobRunner(QObject):
    """Runs work on lanes and delivers on the thread it lives in, which is the GUI's."""

    busy_changed = Signal(int)
    _deliver = Signal(object)

    def __init__(
        self, session: Session = nullcontext, *, writer: Lane | None = None, readers: Lane | None = None
    ) -> None:
        super().__init__()
        self._writer: Lane = writer or ThreadLane("writer", 1, session)
        self._readers: Lane = readers or ThreadLane("reader", 2, session)
        self._newest: dict[tuple[int, object], Job] = {}
        self._running: set[Job] = set()
        self._deliver.connect(self._on_deliver, Qt.ConnectionType.QueuedConnection)
        self._waiting: deque[Callable[[], None]] = deque()
        self._pause = QTimer(self, singleShot=True, interval=0)
        self._pause.timeout.connect(self._hand_over)
        self.on_error: Callable[[QObject, Exception], None] = _raise

    def read(
        self,
        owner: QObject,
        work: Callable[[], T],
        done: Callable[[T], None],
        *,
        key: object = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> Job:
        """Run `work` on a reader. An unfinished older read of the same owner and key is dropped."""
        return self.read_long(owner, lambda _report: work(), done, key=key or place(work), failed=failed)

    def read_long(
        self,
        owner: QObject,
        work: Callable[[Report], T],
        done: Callable[[T], None],
        *,
        key: object = None,
        part: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> Job:
        """`read` for work that reports: `part(value)` gets what it hands over on the way."""
        job = Job(owner, key or place(work))
        name = (id(owner), job.key)
        older = self._newest.get(name)
        if older is not None:
            older.cancel()
        self._newest[name] = job
        newest = self._only_newest(name, job, done)
        self._start(self._readers, job, work, newest, part, self._only_newest(name, job, failed) if failed else None)
        return job

    def write(
        self,
        owner: QObject,
        work: Callable[[Report], T],
        done: Callable[[T], None] = ignore,
        *,
        failed: Callable[[Exception], None] | None = None,
    ) -> Job:
        """Run `work` on the one writer, after all writes given before it."""
        job = Job(owner, place(work), write=True)
        self._start(self._writer, job, work, done, None, failed)
        return job

    def cancel(self, owner: QObject) -> None:
        """Cancel everything that runs or waits for this owner."""
        for job in self._running:
            if job.owner is owner:
                job.cancel()

    def busy(self) -> bool:
        return bool(self._running)

    def close(self, timeout: float = 10.0) -> bool:
        """Drop the reads, finish the writes. True when all threads have ended in time."""
        for job in self._newest.values():
            job.cancel()
        readers = self._readers.close(timeout)
        return self._writer.close(timeout) and readers

    def post(self, delivery: Callable[[], None]) -> None:
        """Run something on the GUI thread, from any thread."""
        if alive(self):
            self._deliver.emit(delivery)

    def forget(self, job: Job) -> None:
        self._running.discard(job)
        if self._newest.get((id(job.owner), job.key)) is job:
            del self._newest[(id(job.owner), job.key)]
        self.busy_changed.emit(len(self._running))

    def _start(
        self,
        lane: Lane,
        job: Job,
        work: Callable[[Report], T],
        done: Callable[[T], None],
        part: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
    ) -> None:
        self._running.add(job)
        self.busy_changed.emit(len(self._running))
        lane.execute(_Body(self, job, work, Report(job, self.post, part), done, failed))

    def _only_newest(self, name: tuple[int, object], job: Job, then: Callable[[Any], None]) -> Callable[[Any], None]:
        return lambda value: None if job.cancelled or self._newest.get(name, job) is not job else then(value)

    @Slot(object)
    def _on_deliver(self, delivery: Callable[[], None]) -> None:
        self._waiting.append(delivery)
        if not self._pause.isActive():
            self._hand_over()

    def _hand_over(self) -> None:
        """What waits, in its order. After each that took long, keys, timers and painting have their turn: Qt itself
        would hand over all that has come before it looks at them."""
        end = time.perf_counter() + TURN
        while self._waiting and not self._pause.isActive():
            try:
                self._waiting.popleft()()
            except BaseException:
                self._pause.start()  # the others come all the same
                raise
            if time.perf_counter() > end:
                self._pause.start()


def place(work: Callable[..., Any]) -> object:
    """Where in the code a callable was written: two reads from one place replace each other."""
    work = getattr(work, "func", work)
    work = getattr(work, "__func__", work)
    return getattr(work, "__code__", work)


def _raise(_owner: QObject, error: Exception) -> None:
    raise error
