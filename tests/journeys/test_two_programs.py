"""Two programs on one database: each sees what the other does, and neither loses what was typed."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from desktop.demo import office
from desktop.demo.company import delivery_of
from desktop.demo.player import Player
from desktop.demo.scene import Scene
from models.base import connection
from models.orders import OrderLine, SalesOrder
from tests.journeys.conftest import PASSWORD, plot_of
from ui.orders.compare import CompareDialog

HERE = Path(__file__).parents[2]
# Half of the changes are shown within it, at least: now and then another program has the processor.
SOON = 1.0


class Other:
    """The second program. `tell` gives a command, `answer` waits for what came of it."""

    def __init__(self, url: str, folder: Path) -> None:
        folder.mkdir()
        command = [sys.executable, "-m", "tests.journeys.other_program", url, str(folder)]
        self._process = subprocess.Popen(command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.answer() is True

    def tell(self, *command: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()

    def answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the second program ended"
        return json.loads(line)

    def do(self, *command: Any) -> Any:
        self.tell(*command)
        return self.answer()

    def end(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        assert self._process.wait(30) == 0
        self._process.stdout.close()


@pytest.fixture
def other(shared: str, tmp_path: Path) -> Iterator[Other]:
    made = Other(shared, tmp_path / "other")
    yield made
    made.end()


def type_order(player: Player) -> None:
    """A customer, a day and one line; Ctrl+Enter is left to the caller."""
    orders = player.window("orders")
    player.press("F2")
    player.until(lambda: orders.editor is not None and orders.editor.head.customer.hasFocus(), "the customer's field")
    editor = orders.editor
    player.type("C1")
    player.press("Return")
    player.until(editor.head.fields["customer_ref"].hasFocus, "the customer")
    player.press("Return")
    player.until(editor.head.promised.hasFocus, "the promised date")
    player.type("+2")
    player.press("Return")
    line = editor.lines.rows()[0]
    player.until(line.product.hasFocus, "the line")
    player.type("GL-NBR")
    player.press("Return")
    player.until(line.quantity.hasFocus, "the quantity")
    player.type("3")
    player.press("Return")
    player.settled()


def test_who_saves_second_sees_both_versions_and_loses_nothing_typed(
    shared: str, start: Callable[[str], Player], other: Other
) -> None:
    player = start(shared)
    player.sign_in("clerk", PASSWORD)
    orders = player.visit("orders")
    type_order(player)
    player.press("Ctrl+Return")
    player.until(orders.list.isVisible, "the list")
    order_id = orders.editor.keeper.kept.id
    player.settled()
    orders.edit(order_id)
    editor = orders.editor
    player.until(lambda: editor.isVisible() and editor.lines.filled(), "the order")
    player.settled()
    player.click(editor.head.fields["note"])
    player.type("Ring the bell")
    other.do("sign_in", "owner", PASSWORD, "orders")
    other.do("change_quantity", order_id, "7")
    player.until(lambda: editor._banner.isVisible(), "the word that somebody else changed it")
    player.click(editor._banner_link)
    dialog = player.dialog(CompareDialog)
    texts = {(each.theirs_text, each.mine_text, each.mine) for each in dialog.found}
    assert any("7" in theirs and "3" in mine and not taken for theirs, mine, taken in texts), texts
    assert any("Ring the bell" in mine and taken for _theirs, mine, taken in texts), texts
    player.press("Ctrl+Return")
    player.until(lambda: editor.lines.total() == 7 * 12.5, "what was put together")
    assert editor.head.values().note == "Ring the bell"
    player.settled()
    player.press("Ctrl+Return")
    player.until(orders.list.isVisible, "the list")
    with connection():
        assert SalesOrder.get_by_id(order_id).note == "Ring the bell"
        assert [line.quantity for line in OrderLine.select().where(OrderLine.order == order_id)] == [7]


# Who does the next step in the second program, the step, and the state that the first program then shows.
THERE = (
    ("packer", "pick_with_mistakes", "packed"), ("logistics", "sign_off", "confirmed"), ("", "hand_over", "confirmed"),
    ("", "dispatch", "dispatched"), ("", "under_way", "in_transit"), ("", "sign_in_full", "closed"),
)  # fmt: skip


@pytest.mark.parametrize("shared", ["postgresql"], indirect=True)
def test_an_order_goes_all_the_way_between_two_programs(
    shared: str, start: Callable[[str], Player], other: Other, tmp_path: Path
) -> None:
    plot = plot_of(shared, tmp_path)
    scene = Scene(start(shared), plot)
    player = scene.player
    other.do("enter", "packer")
    scene.enter("clerk")
    scene.do(office.type_order)
    scene.enter("approver")
    player.visit("approval")
    office.approve_one(scene, scene.order)
    number = delivery_of(scene.order)
    window = scene.find_delivery(number)
    other.tell("sees_to_pick", number)
    player.press("F2")
    done = player.until(lambda: window.panel.view.state == "released" and time.time(), "the release")
    waited = {"released": other.answer() - done}
    for role, step, state in THERE:
        if role:
            other.do("enter", role)
        other.tell("step", step)
        seen = player.until(lambda: window.panel.view.state == state and time.time(), f"{number} to be {state}")  # noqa: B023
        waited[step] = seen - other.answer()
    print("\nseen in the other program after", {step: f"{max(0, late):.2f} s" for step, late in waited.items()})
    assert median(waited.values()) < SOON
