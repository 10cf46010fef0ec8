"""The eyes that wait for what a program shows."""

from types import SimpleNamespace

import pytest
import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.demo.player import Player, Stay


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


def test_a_window_that_a_key_closed_stays_until_the_key_is_let_go(qapp: QApplication) -> None:
    window = QWidget()
    stay = Stay(window)
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert shiboken6.isValid(window)
    stay.let_go()
    assert not shiboken6.isValid(window)
