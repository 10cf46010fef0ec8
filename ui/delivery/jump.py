"""To a delivery in a list of deliveries."""

from collections.abc import Callable

from services import delivery_views
from services.delivery_views import Ready
from ui.kit.list_pane import ListPane


def jump(pane: ListPane, delivery_id: int, search: Callable[[str], None]) -> None:
    """Make a delivery's row current; where it is not loaded, `search` looks for its number."""

    def found(ready: tuple[Ready, ...]) -> None:
        if ready:
            search(ready[0].number)

    if not pane.table.select_id(delivery_id):
        pane.shell.read(pane, lambda: delivery_views.picked_out([delivery_id]), found, key="open")
