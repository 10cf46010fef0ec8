"""The threads beside the windows outlive an error that nobody expected, and it is shown."""

import itertools
import threading
from functools import partial
from typing import Any

import pytest

from desktop import errands
from desktop.errands import PrintErrands
from services.unit import Actor, Call
from tests.desktop.conftest import Place


class Worker:
    """A print desk that fails once."""

    def __init__(self) -> None:
        self.runs = 0
        self.ran = threading.Event()

    def resume(self) -> None: ...

    def run(self) -> None:
        self.runs += 1
        if self.runs == 1:
            raise ZeroDivisionError
        self.ran.set()

    def pause(self) -> float | None:
        return None


def test_printing_goes_on_after_an_error_nobody_expected(company: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", shown.append)
    worker = Worker()
    printing = PrintErrands(lambda: worker)  # type: ignore[arg-type,return-value]
    printing.start()
    printing.wake()
    assert worker.ran.wait(20)
    printing.stop()
    assert [each.exc_type for each in shown] == [ZeroDivisionError]


def test_older_freight_is_reckoned_in_steps_until_nothing_rests_by_whom_may(monkeypatch: pytest.MonkeyPatch) -> None:
    rest = [1, 2, 3]
    done: list[str] = []

    def go_on(call: Call) -> int:
        done.append(call.request_id)
        return rest.pop()

    monkeypatch.setattr(errands.watching, "look", lambda _now: ())
    monkeypatch.setattr(errands.freight, "resting", lambda: bool(rest))
    monkeypatch.setattr(errands.freight, "go_on", go_on)
    go_on.right = "deliveries.view"  # type: ignore[attr-defined]
    for rights, left in ((frozenset(), 3), (frozenset({"deliveries.view"}), 0)):
        made = (Call(Actor(1, "one", rights), f"r{number}") for number in itertools.count())
        errands.Watching(partial(next, made), lambda _day: 0)._look()
        assert len(rest) == left
    assert len(set(done)) == 3
