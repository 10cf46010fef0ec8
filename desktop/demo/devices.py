"""Pictures of what sets up a bench: the page of printers, what three scans of a sheet show, a count by RFID tags."""

from collections.abc import Callable
from typing import Any

from desktop.demo.player import Player
from ui.kit.toast import Toast
from ui.scan.station import KEYS
from ui.scan.trial import HEAD, TAIL, TRIALS

Picture = Callable[[str], None]
PRINTER = {"way": "tcp", "name": "192.168.1.50:9100", "language": "tspl", "gap": 2, "darkness": 8, "speed": 4}
# Tags that name no goods: arbitrary numbers, as most that are sold.
TAG = "E280116060000{:011X}"
LACKING, MOST = 3, 40
FEW, ROWS = 2, 30


def device_pictures(player: Player, picture: Picture) -> None:
    """All of them; the settings are afterwards as they were."""
    _untold(player)
    printers(player, picture)
    scanner(player, picture)
    _untold(player)
    counted_by_tags(player, picture)


def _untold(player: Player) -> None:
    """What was last done is told at the foot of the window for a while, over what lies there."""
    toast = player.desk.window.findChild(Toast)
    player.until(lambda: toast is None or not toast.isVisible(), "the end of what is told")


def _page(player: Player, name: str) -> Any:
    player.desk.window.show_window("settings", page=name)
    player.settled()
    return player.window("settings").page()


def printers(player: Player, picture: Picture) -> None:
    """A label printer in the network."""
    kept = player.desk.shell.settings
    before = kept.get("printer.label", None)
    kept.set("printer.label", dict(before or {}) | PRINTER)
    _page(player, "printers").load()
    player.settled()
    picture("printers")
    kept.set("printer.label", before)


def scanner(player: Player, picture: Picture) -> None:
    """A scanner that sends neither an Enter nor the separator."""
    desk = player.desk
    before, filtering = desk.shell.settings.get(KEYS, None), desk.scans.settings
    page = _page(player, "scanner")
    player.click(page.start)
    for _scan in range(TRIALS):
        player.hands().scan(HEAD + TAIL, gap_ms=13, end="")
        player.settled()
    player.until(lambda: not page.pad.running, "what the scans show")
    player.settled()
    picture("scanner-found")
    desk.shell.settings.set(KEYS, before)
    desk.scans.configure(filtering)


def counted_by_tags(player: Player, picture: Picture) -> None:
    """A delivery whose pieces have tags that were bound to their goods; a few are missing, one is strange."""
    window = player.visit("delivery")
    player.until(lambda: window.panel.view is not None, "a delivery")
    _choose_small(player, window)
    player.press("Ctrl+T")
    dialog = player.dialog()
    player.settled()
    for number in range(min(int(window.panel.view.lines[0].quantity), MOST) - LACKING):
        player.hands().scan(TAG.format(number))
    player.settled()
    dialog.bind.setFocus()  # it is below the tags that nobody knows yet, which scroll
    player.press("Space")
    player.settled()
    player.hands().scan(TAG.format(MOST))
    player.settled()
    picture("scanner-tags")
    player.press("Escape")
    player.settled()


def _choose_small(player: Player, window: Any) -> None:
    """Go down the list to a delivery of few lines whose first one has enough pieces, or as far as is looked."""
    window.pane.table.setFocus()
    for _row in range(ROWS):
        player.settled()
        lines = window.panel.view.lines
        if len(lines) <= FEW and LACKING < lines[0].quantity <= MOST:
            return
        player.press("Down")
    player.settled()
