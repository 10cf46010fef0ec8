"""What the steps of the story share: the player, the plot, and what came of it so far."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtWidgets import QApplication

from desktop.demo.company import Person, Plot
from desktop.demo.player import Player
from ui.kit.dialog import Dialog

Picture = Callable[[str], None]
Work = Callable[["Scene"], dict[str, int]]


def no_picture(_name: str) -> None:
    """Nobody wants pictures."""


@dataclass(slots=True)
class Step:
    """What a step did: counts by name, and how long it took in seconds."""

    name: str
    counts: dict[str, int]
    seconds: float


@dataclass
class Scene:
    """`order` is the number of the typed order, `imported` those of the file, `deliveries` the two that go all the
    way."""

    player: Player
    plot: Plot
    picture: Picture = no_picture
    steps: list[Step] = field(default_factory=list)
    order: str = ""
    imported: tuple[str, ...] = ()
    deliveries: tuple[str, ...] = ()

    def do(self, *works: Work) -> None:
        """Do steps one after another and note what each did."""
        for work in works:
            started = time.monotonic()
            counts = work(self)
            self.steps.append(Step(work.__name__, counts, round(time.monotonic() - started, 2)))

    def person(self, role: str) -> Person:
        return self.plot.people[role]

    def enter(self, role: str) -> None:
        """Whoever is in signs out, and who has this role signs in."""
        if self.player.program.desk is not None:
            self.player.sign_out()
        self.player.sign_in(self.person(role).login, self.person(role).password)

    def find_delivery(self, number: str) -> Any:
        """The delivery window with this delivery in it, as a person finds it who scans the paper in hand."""
        player = self.player
        window = player.visit("delivery")
        player.scan(number)

        def there() -> bool:
            return window.panel.view is not None and window.panel.view.number == number

        player.until(there, f"delivery {number}")
        player.settled()
        return window

    def until_state(self, window: Any, state: str) -> None:
        """Wait until the delivery shown is there; a question on the way is answered by its verb."""
        asked: set[int] = set()

        def there() -> bool:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, Dialog) and id(dialog) not in asked:
                asked.add(id(dialog))
                self.player.press("Return")
            return bool(window.panel.view is not None and window.panel.view.state == state)

        self.player.until(there, f"the delivery to be {state}")
        self.player.settled()
