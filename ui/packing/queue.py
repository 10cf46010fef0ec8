"""The queue of the bench: the deliveries to pack, the one chosen, and how many are not released yet."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from services import bench
from services.bench import Waiting
from ui.packing import present
from ui.packing.state import Mode, PackScreen

if TYPE_CHECKING:
    from ui.packing.window import PackingWindow

PLAN = "deliveries.plan"


class Queue:
    """What the window shows while no delivery is open."""

    def __init__(self, desk: "PackingWindow") -> None:
        self._desk = desk
        self._rows: tuple[Waiting, ...] = ()
        self._chosen = 0
        self._unreleased = 0

    def read(self) -> None:
        self._desk.shell.read(self._desk, _read, lambda found: self._show(*found), key="queue")

    def _show(self, rows: tuple[Waiting, ...], unreleased: int) -> None:
        desk = self._desk
        if desk.view is not None or desk.batch.shown:
            return
        chosen = self._rows[self._chosen].id if self._chosen < len(self._rows) else 0
        self._rows, self._unreleased = rows, unreleased
        self._chosen = next((place for place, row in enumerate(rows) if row.id == chosen), 0)
        if desk.screen_widget.screen_shown.mode not in (Mode.REFUSED, Mode.QUESTION, Mode.HELP):
            desk.wait_face()

    def screen(self) -> PackScreen:
        leads = self._desk.shell.may(PLAN)
        return present.queue_screen(self._rows, self._chosen, self._desk.place(), self._unreleased, leads=leads)

    def key(self, key: int) -> None:
        desk, last = self._desk, len(self._rows) - 1
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._chosen = min(last, max(0, self._chosen + (1 if key == Qt.Key.Key_Down else -1)))
            desk.wait_face()
        elif key == Qt.Key.Key_F5:
            desk.refresh()
        elif key == Qt.Key.Key_F7 and self._unreleased and desk.shell.may(PLAN):
            desk.shell.go("delivery", state="planned")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self._chosen <= last:
            desk.activate(id=self._rows[self._chosen].id)


def _read() -> tuple[tuple[Waiting, ...], int]:
    return bench.queue(), bench.unreleased()
