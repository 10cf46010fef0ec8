"""The threads beside the windows outlive an error that nobody expected, and it is shown."""

import threading
from typing import Any

import pytest

from desktop.errands import PrintErrands
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
