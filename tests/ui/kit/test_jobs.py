import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal

from services.errors import Cancelled, Refusal, Unavailable
from ui.kit.jobs import TURN, JobRunner, Report


@pytest.fixture
def sessions() -> list[str]:
    return []


@pytest.fixture
def runner(qapp: Any, sessions: list[str]) -> Iterator[JobRunner]:
    @contextmanager
    def session() -> Iterator[None]:
        sessions.append("open")
        yield
        sessions.append("close")

    made = JobRunner(session)
    yield made
    assert made.close(5)


def test_results_come_back_on_the_thread_of_the_windows(runner: JobRunner, qtbot: Any) -> None:
    seen: list[Any] = []
    runner.read(runner, threading.get_ident, lambda ident: seen.extend((ident, QThread.currentThread())))
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[0] != threading.get_ident()
    assert seen[1] is runner.thread()


def test_writes_run_one_after_another_in_the_order_given(runner: JobRunner, qtbot: Any) -> None:
    running, most, order = 0, 0, []

    def work(number: int) -> int:
        nonlocal running, most
        running += 1
        most = max(most, running)
        threading.Event().wait(0.001)
        running -= 1
        return number

    for number in range(20):
        runner.write(runner, lambda _report, n=number: work(n), order.append)
    qtbot.waitUntil(lambda: len(order) == 20)
    assert (most, order) == (1, list(range(20)))


def test_what_a_job_held_is_destroyed_on_the_thread_of_the_windows(runner: JobRunner, qtbot: Any) -> None:
    class Part(QObject):
        """Of Python alone, as a dialog without a parent."""

    seen: list[Any] = []
    for _time in range(2):
        part = Part()
        part.destroyed.connect(lambda: seen.append(threading.current_thread()), Qt.ConnectionType.DirectConnection)
        runner.write(runner, lambda _report, part=part: part, lambda made, part=part: None)
        del part
    qtbot.waitUntil(lambda: not runner.busy())
    runner.write(runner, lambda _report: None, seen.append)
    qtbot.waitUntil(lambda: None in seen)
    assert seen == [threading.main_thread()] * 2 + [None]


def test_nothing_of_a_finished_job_is_held_while_its_lane_is_idle(runner: JobRunner, qtbot: Any) -> None:
    owner, seen = QObject(), []
    gone = weakref.ref(owner)
    runner.read_long(owner, lambda report: report(1, 2), seen.append, part=lambda _value, owner=owner: None)
    qtbot.waitUntil(lambda: bool(seen) and not runner.busy())
    del owner
    qtbot.waitUntil(lambda: gone() is None)


def test_the_newest_read_of_one_place_wins(runner: JobRunner, qtbot: Any) -> None:
    seen: list[int] = []
    gate = threading.Event()

    def ask(number: int) -> None:
        runner.read(runner, lambda: (gate.wait(5), number)[1], seen.append)

    for number in range(10):
        ask(number)
    runner.read(runner, lambda: -1, seen.append, key="another")
    gate.set()
    qtbot.waitUntil(lambda: len(seen) == 2 and not runner.busy())
    assert sorted(seen) == [-1, 9]


def test_each_thread_opens_one_session_and_closes_it_at_the_end(
    runner: JobRunner, sessions: list[str], qtbot: Any
) -> None:
    seen: list[None] = []
    for _ in range(5):
        runner.write(runner, lambda _report: None, seen.append)
    qtbot.waitUntil(lambda: len(seen) == 5)
    assert sessions == ["open"]
    runner.close(5)
    assert sessions == ["open", "close"]


def test_what_is_unavailable_leads_to_a_new_session(runner: JobRunner, sessions: list[str], qtbot: Any) -> None:
    failures: list[Exception] = []
    done: list[int] = []

    def broken(_report: Report) -> None:
        raise Unavailable("database_gone")

    runner.write(runner, broken, failed=failures.append)
    runner.write(runner, lambda _report: 1, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert [error.code for error in failures] == ["database_gone"]
    assert sessions[:3] == ["open", "close", "open"]


def test_a_session_that_cannot_open_fails_the_job_and_not_the_lane(qapp: Any, qtbot: Any) -> None:
    tries, failures, done = [], [], []

    @contextmanager
    def session() -> Iterator[None]:
        tries.append(1)
        if len(tries) == 1:
            raise Unavailable("database_gone")
        yield

    runner = JobRunner(session)
    runner.write(runner, lambda _report: 1, done.append, failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    runner.write(runner, lambda _report: 2, done.append, failed=failures.append)
    qtbot.waitUntil(lambda: bool(done))
    assert (done, len(failures)) == ([2], 1)
    assert runner.close(5)


def test_long_work_reports_and_stops_when_it_is_cancelled(runner: JobRunner, qtbot: Any) -> None:
    far: list[tuple[int, int]] = []
    ended: list[Exception] = []
    started = threading.Event()

    def work(report: Report) -> None:
        for step in range(1_000_000):
            started.set()
            report(step, 1_000_000)
            threading.Event().wait(0.002)

    job = runner.write(runner, work, failed=ended.append)
    job.on_progress = lambda done, total: far.append((done, total))
    qtbot.waitUntil(lambda: len(far) >= 2)
    job.cancel()
    qtbot.waitUntil(lambda: bool(ended))
    assert isinstance(ended[0], Cancelled)
    assert far[0][1] == 1_000_000


def test_nothing_is_delivered_to_an_owner_that_is_gone(kit: Any) -> None:
    owner, seen = QObject(), []
    kit.jobs.read(owner, lambda: 1, seen.append)
    shiboken6.delete(owner)
    kit.settle()
    assert seen == []


def test_a_write_that_fails_after_its_window_has_gone_is_told_all_the_same(kit: Any) -> None:
    owner = QObject()

    def refuse(_report: Report) -> None:
        raise Refusal("wrong_state")

    kit.jobs.write(owner, refuse, failed=lambda error: None)
    shiboken6.delete(owner)
    kit.settle()
    assert [notice.text for notice in kit.notices] == ["No: wrong_state."]


def test_an_error_nobody_takes_goes_to_the_one_door(kit: Any, qtbot: Any) -> None:
    def refuse() -> None:
        raise Refusal("not_allowed")

    kit.jobs.read(kit.jobs, refuse, lambda _nothing: None)
    kit.settle()
    assert [(notice.text, notice.error) for notice in kit.notices] == [("No: not_allowed.", True)]


def test_a_dropped_read_says_nothing_even_if_it_fails(kit: Any) -> None:
    def refuse() -> None:
        raise Refusal("not_allowed")

    kit.jobs.read(kit.jobs, refuse, lambda _nothing: None, key="same")
    kit.jobs.read(kit.jobs, lambda: None, lambda _nothing: None, key="same")
    kit.settle()
    assert kit.notices == []


def test_partial_results_arrive_in_order(kit: Any) -> None:
    parts: list[int] = []
    done: list[str] = []

    def work(report: Report) -> str:
        for number in range(5):
            report.part(number)
        return "end"

    kit.jobs.read_long(kit.jobs, work, done.append, part=parts.append)
    kit.settle()
    assert (parts, done) == ([0, 1, 2, 3, 4], ["end"])


class Emitter(QObject):
    told = Signal(object)


def test_twenty_thousand_emits_leave_the_process_alive(qapp: Any) -> None:
    """Some releases lose a reference at each emit and abort after several hundred."""
    emitter, seen = Emitter(), []
    emitter.told.connect(seen.append)
    other = Emitter()
    other.told.connect(emitter.told)
    for number in range(20_000):
        other.told.emit(number)
    queued: list[int] = []
    emitter.told.disconnect()
    emitter.told.connect(queued.append, Qt.ConnectionType.QueuedConnection)
    for number in range(20_000):
        emitter.told.emit(number)
    qapp.processEvents()
    assert (len(seen), len(queued)) == (20_000, 20_000)


def test_between_two_results_that_take_long_the_windows_have_their_turn(runner: JobRunner, qtbot: Any) -> None:
    seen: list[str] = []
    beat = QTimer(interval=0)
    beat.timeout.connect(lambda: seen.append("beat"))
    beat.start()

    def shown(name: str) -> None:
        seen.append(name)
        time.sleep(2 * TURN)

    for name in ("first", "second", "third"):
        runner.post(lambda name=name: shown(name))
    qtbot.waitUntil(lambda: "third" in seen)
    assert "beat" in seen[seen.index("first") : seen.index("second")]
    assert "beat" in seen[seen.index("second") : seen.index("third")]


def test_a_result_that_fails_keeps_no_other_from_coming(runner: JobRunner, qtbot: Any) -> None:
    seen: list[str] = []

    def fail() -> None:
        raise ConnectionError

    with qtbot.captureExceptions() as told:
        for each in (fail, lambda: seen.append("next")):
            runner.post(each)
        qtbot.waitUntil(lambda: seen == ["next"])
    assert [kind for kind, _value, _trace in told] == [ConnectionError]
