"""A second program, driven over a pipe: `python -m tests.journeys.other_program URL FOLDER`.

Reads one JSON list [command, arguments...] a line, does it in the real windows, answers with one JSON value a line.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from desktop.app import Program, make_application
from desktop.demo import bench, dock
from desktop.demo.player import Player
from desktop.demo.scene import Scene
from desktop.paths import Paths
from desktop.pc_settings import PcSettings
from models.base import connection
from models.orders import SalesOrder
from resources.i18n import set_language
from tests.journeys.conftest import plot_of
from ui.packing.state import Mode

STEPS = {step.__name__: step for step in (bench.pick_with_mistakes, dock.sign_off, dock.hand_over, dock.dispatch,
                                          dock.under_way, dock.sign_in_full)}  # fmt: skip


class Other:
    """Its public methods are the commands."""

    def __init__(self, scene: Scene) -> None:
        self._scene, self._player = scene, scene.player

    def sign_in(self, login: str, password: str, window: str) -> bool:
        self._player.sign_in(login, password)
        self._player.visit(window)
        self._player.settled()
        return True

    def enter(self, role: str) -> bool:
        """Whoever is in signs out, this role signs in."""
        self._scene.enter(role)
        return True

    def sees_to_pick(self, number: str) -> float:
        """When this delivery came into the queue of the packing window; from here on the steps are about it."""
        window = self._player.visit("packing")
        self._scene.deliveries = (number,)

        def there() -> bool:
            screen = window.screen_widget.screen_shown
            return screen.mode == Mode.QUEUE and number in [row.number for row in screen.queue]

        self._player.until(there, f"{number} in the queue")
        return time.time()

    def step(self, name: str) -> float:
        """Do a step of the main way; when it was done."""
        STEPS[name](self._scene)
        return time.time()

    def change_quantity(self, order_id: int, quantity: str) -> bool:
        """Open an order, type another quantity in its first line, and save it."""
        player = self._player
        editor = self._open(order_id)
        field = editor.lines.rows()[0].quantity
        player.click(field)
        player.press("Ctrl+A")
        player.type(quantity)
        before = editor.keeper.kept.version
        if editor.keeper.is_draft():
            editor.keeper.save()
        else:
            player.press("Ctrl+Return")
        player.until(lambda: self._version(order_id) > before, "the change to be saved")
        return True

    def _open(self, order_id: int) -> Any:
        player = self._player
        orders = player.window("orders")
        orders.edit(order_id)
        player.until(lambda: orders.editor is not None and orders.editor.keeper.kept.id == order_id, "the order")
        player.settled()
        return orders.editor

    @staticmethod
    def _version(order_id: int) -> int:
        with connection():
            return int(SalesOrder.get_by_id(order_id).version)


def main(url: str, folder: Path) -> None:
    settings = PcSettings(folder / "settings.json")
    for name, value in (("language", "en"), ("theme", "light"), ("station", "bench 2")):
        settings.set(name, value)
    set_language("en")
    make_application(settings)
    plot = replace(plot_of(url, folder), tracking=("SF1512007919031",))
    program = Program(url, Paths.within(folder), settings, "0.1")
    program.start()
    other = Other(Scene(Player(program, 30), plot))
    say(True)
    for line in sys.stdin:
        command, *arguments = json.loads(line)
        act: Callable[..., Any] = getattr(other, command)
        say(act(*arguments))
    program.end()


def say(answer: Any) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
