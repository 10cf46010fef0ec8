"""Many deliveries at once by scans only: goods, box, goods, box; then each box is packed."""

import time
from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.delivery import Delivery
from services.settings import change_settings
from ui.packing.state import Mode

Key = Qt.Key


@pytest.fixture
def goods(desk: Any, shop: Any) -> Any:
    change_settings(shop.call("owner"), {"packing.batch": 12})
    rope, lamp = shop.product("ROPE", name="Rope"), shop.product("LAMP", name="Lamp")
    shop.stock(rope, 20, bin="A-01-2")
    shop.stock(lamp, 20, bin="A-01-1")
    for lines in (((rope, 2), (lamp, 1)), ((rope, 1),)):
        shop.released(*lines)
    desk.window.refresh()
    desk.settle()
    return desk, shop.label(rope), shop.label(lamp)


def test_two_deliveries_are_picked_into_their_boxes_and_packed(goods: Any) -> None:
    desk, rope, lamp = goods
    assert "12 at once" in [cap.text for cap in desk.screen.keys]
    desk.scan("CMD-BATCH")
    desk.key(Key.Key_Escape)
    screen, line = desk.screen, desk.screen.current
    assert (screen.customer, screen.total, line.bin, line.product) == ("2 boxes", 4, "A-01-1", "Lamp")
    assert desk.scan(lamp).headline == "Box 1"
    desk.key(Key.Key_Escape)
    assert (desk.screen.current.box, desk.screen.headline) == ("1", "Put 1 into the box, then scan the box")
    assert desk.scan(rope).answer.word == "Not put yet"
    wrong = desk.scan("BOX-2")
    assert (wrong.mode, wrong.answer.word, wrong.answer.needed.big) == (Mode.REFUSED, "Wrong box", "Box 1")
    assert desk.sounds.heard[-1] == "error"
    assert desk.scan("BOX-1").headline == "Box 1  +1"
    desk.shop.clock.advance(minutes=2)
    desk.window.refresh()
    desk.settle()
    assert desk.window.waiting().running == "Left 3 • Done 1 • 30 an hour"
    assert desk.scan("NOBODY").answer.word == "Unknown code"
    desk.scan("CMD-X2", rope)
    assert desk.scan("CMD-UNDO").headline == "Put it back on the shelf"
    assert desk.scan("CMD-X2", rope, "BOX-1").done == 3
    assert desk.key(Key.Key_F2).headline == "Undone  −2"
    desk.scan("CMD-X2", rope, "BOX-1")
    assert desk.scan(rope).headline == "Box 2"
    assert desk.scan("BOX-2").headline == "All boxes are filled"
    desk.key(Key.Key_Escape)
    assert desk.screen.headline == "All picked. Scan a box to pack it"
    assert desk.scan("BOX-2").note == "Repeat ignored: BOX-2", "its scanner stutters: nobody meant to open the box"
    assert desk.sounds.heard[-1] == "repeat"
    desk.window.intake.now = lambda: time.monotonic() + 2
    first, second = Delivery.select().order_by(Delivery.id)
    assert desk.scan("BOX-2").number == second.number
    assert desk.scan("CMD-OK").headline == "All packed"
    assert desk.scan("BOX-1").number == first.number
    assert desk.scan("CMD-OK").headline == "All packed"
    assert desk.scan("CMD-HOLD").mode == Mode.QUEUE
    assert {each.state for each in Delivery.select()} == {"packed"}


class Said:
    """Stands in for the system's voice."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def prepare(self) -> None:
        """Nothing to load."""

    def say(self, text: str, volume: float) -> None:
        self.words.append(text)


def test_the_box_and_what_is_wrong_are_spoken_where_that_is_on(goods: Any) -> None:
    desk, _rope, lamp = goods
    desk.window.voice = said = Said()
    desk.scan("CMD-BATCH", lamp)
    assert said.words == []
    desk.kit.shell.settings.set("bench.spoken", True)
    desk.window.take_own()
    desk.scan("BOX-2", "BOX-1", lamp)
    assert said.words[0] == "Wrong box. Take it out. Put it into Box 1"
    assert said.words[1].startswith("One too many. ")


def test_a_restart_in_the_middle_goes_on_with_the_batch(goods: Any) -> None:
    desk, rope, lamp = goods
    desk.scan("CMD-BATCH", lamp, "BOX-1", rope)
    desk.new_window()
    desk.settle()
    assert (desk.screen.done, desk.screen.total) == (1, 4)
    assert desk.scan("BOX-2").number.startswith("DN-"), "with empty hands a box opens its delivery"
    assert desk.scan("CMD-HOLD").customer == "2 boxes"
    assert desk.scan(rope).headline == "Box 1", "what was in hand and never put is scanned again"
    assert desk.scan("BOX-1").done == 2
