"""Steps of one delivery after another, each naming the version that the one before it left."""

from collections.abc import Callable

from services.delivery_book import Stage
from services.unit import Call

Step = Callable[[Call, int], Stage]


class Versions:
    """The newest version known of each delivery.

    `learn` is told by reads on the GUI thread; a step that was done tells on the writer thread, before the next one
    starts there. So a freight that is saved by leaving its field and the button pressed right after it both go well,
    while what somebody else saved meanwhile is still refused.
    """

    def __init__(self) -> None:
        self._known: dict[int, int] = {}

    def learn(self, delivery_id: int, version: int) -> None:
        self._known[delivery_id] = max(version, self._known.get(delivery_id, 0))

    def step(self, delivery_id: int, work: Step) -> Callable[[Call], Stage]:
        """`work(call, version)` as the shell runs it."""

        def run(call: Call) -> Stage:
            stage = work(call, self._known.get(delivery_id, 0))
            self.learn(stage.id, stage.version)
            return stage

        return run
