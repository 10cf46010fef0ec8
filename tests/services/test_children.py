"""A child process that does not answer keeps the program from nothing."""

import threading

import pytest

from resources import children
from resources.children import Child, ChildEnded


def test_a_child_that_never_answers_is_ended_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "END_SECONDS", 0.2)
    child, told = Child("sleeper"), []

    def ask() -> None:
        try:
            child.ask("time:sleep", (600,))
        except ChildEnded as error:
            told.append(error)

    child.warm()
    asker = threading.Thread(target=ask)
    asker.start()
    while not child._lock.locked():
        asker.join(0.01)
    child.end()
    asker.join(10)
    assert not asker.is_alive()
    assert len(told) == 1
    assert child.pid() is None
