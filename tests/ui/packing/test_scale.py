"""A scale on a serial line, simulated over a pseudo-terminal, read into the package at the bench."""

import os
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.delivery import Package
from models.goods import ParcelWeight
from ui.packing.state import Mode

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
Key = Qt.Key
THREE = ("CMD-X2", "LAMP", "LAMP")


class Simulated:
    """A scale at the other end of a pseudo-terminal that answers SI as MT-SICS says."""

    def __init__(self) -> None:
        import tty

        self._far, near = os.openpty()
        tty.setraw(near)
        self.port, self.grams, self._near = os.ttyname(near), 0, near
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while os.read(self._far, 100) != b"stop":
            os.write(self._far, f"S S {self.grams / 1000:10.3f} kg\r\n".encode())

    def close(self) -> None:
        os.write(self._near, b"stop")
        self._thread.join(5)
        os.close(self._far)
        os.close(self._near)


@pytest.fixture
def scale() -> Iterator[Simulated]:
    made = Simulated()
    yield made
    made.close()


@pytest.fixture
def weighing(desk: Any, shop: Any, scale: Simulated) -> Any:
    """A delivery of 6 lamps of 500 g on the bench, a scale beside it, 3 of them picked."""
    lamp = shop.product("LAMP", name="Lamp", weight_g=500)
    shop.stock(lamp, 20)
    for name, value in (("bench.scale", "sics"), ("bench.scale_port", scale.port)):
        desk.kit.shell.settings.set(name, value)
    desk.window.take_own()
    desk.scan(shop.released((lamp, 6)).number, *THREE)
    return desk


def wait(desk: Any, qtbot: Any, so: Any) -> None:
    def holds() -> bool:
        desk.settle()
        return bool(so())

    qtbot.waitUntil(holds, timeout=5000)


def test_the_scale_is_read_into_the_package_and_a_missing_piece_is_asked_about(
    weighing: Any, scale: Simulated, qtbot: Any
) -> None:
    desk = weighing
    desk.scan(*THREE)
    desk.key(Key.Key_F5)
    assert desk.screen.headline == "Weight of package 1: put it on the scale"
    scale.grams = 2520
    wait(desk, qtbot, lambda: desk.screen.mode == Mode.QUESTION)
    answer = desk.screen.answer
    assert (answer.word, answer.scanned.big, answer.needed.big) == ("One item too few?", "2.52 kg", "3.00 kg")
    assert answer.needed.small == "Lamp"
    desk.key(Key.Key_Escape)
    scale.grams = 3040
    wait(desk, qtbot, lambda: desk.screen.headline == "Package 1: 3.04 kg")
    desk.scan("CMD-OK")
    assert Package.get().weight_g == 3040
    taught = ParcelWeight.get()
    assert (taught.parcels, round(taught.grams)) == (1, 507)


def test_what_is_left_on_the_scale_is_not_the_next_packages(weighing: Any, scale: Simulated, qtbot: Any) -> None:
    desk = weighing
    scale.grams = 1520
    desk.key(Key.Key_F5)
    wait(desk, qtbot, lambda: desk.screen.headline == "Package 1: 1.52 kg")
    desk.scan("CMD-NEXT", *THREE)
    desk.key(Key.Key_F5)
    occupied = "Weight of package 2: empty the scale"
    wait(desk, qtbot, lambda: desk.screen.headline == occupied)
    scale.grams = 0
    wait(desk, qtbot, lambda: desk.screen.headline == "Weight of package 2: put it on the scale")
    scale.grams = 1520
    wait(desk, qtbot, lambda: desk.screen.headline == "Package 2: 1.52 kg")
    assert dict(desk.window.view.weights) == {1: 1520, 2: 1520}
    desk.key(Key.Key_F5)  # the same package once more may stay where it is
    wait(desk, qtbot, lambda: desk.window.typed is None)


def test_without_an_answer_of_the_scale_the_weight_is_typed(weighing: Any, scale: Simulated) -> None:
    weighing.key(Key.Key_F5)
    weighing.type("1.6")
    assert weighing.screen.headline == "Weight of package 1, kg: 1.6_"
    assert weighing.key(Key.Key_Return).headline == "Package 1: 1.60 kg"
