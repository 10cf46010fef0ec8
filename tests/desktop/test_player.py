"""The eyes that wait for what a program shows."""

from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QApplication

from desktop.demo.player import Player


def test_what_a_condition_raises_ends_the_waiting(qapp: QApplication) -> None:
    program = SimpleNamespace(errors=SimpleNamespace(bug=None), desk=None)
    asked: list[int] = []

    def so() -> bool:
        asked.append(1)
        if len(asked) > 2:
            raise ConnectionError
        return False

    with pytest.raises(ConnectionError):
        Player(program, 20.0).until(so, "what never comes")  # type: ignore[arg-type]
    assert len(asked) == 3
