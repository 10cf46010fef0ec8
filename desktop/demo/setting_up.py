"""Pictures for whoever sets a bench up: its pages of settings, and a paper whose printer is off."""

from collections.abc import Callable
from functools import partial
from typing import Any

from desktop.demo.player import Player
from ui.settings.printers import USUAL

PRINTER = USUAL | {"way": "tcp", "language": "tspl", "size": "", "darkness": 8, "speed": 4}
# Nothing listens at this port, and that is told at once.
OFF = "127.0.0.1:9"


def setting_up(player: Player, picture: Callable[[str], None]) -> None:
    """The pages of printers and of the bench with a label printer in the network; then that printer does not answer."""
    shell = player.desk.shell
    before = shell.settings.get("printer.label", None)
    shell.settings.set("printer.label", PRINTER | {"name": "192.168.1.50:9100"})
    player.visit("settings")
    for page, name in (("printers", "printers"), ("bench", "bench-settings")):
        shell.go("settings", page=page)
        player.settled()
        picture(name)
    shell.settings.set("printer.label", PRINTER | {"name": OFF})
    shell.go("printing")
    window = player.window("printing")
    player.settled()
    player.step(partial(_waits_elsewhere, window), "a label that waits")
    player.press("F7")
    player.until(lambda: window.record.error, "what is wrong with its printer")
    player.settled()
    picture("print-desk")
    shell.settings.set("printer.label", before)


def _waits_elsewhere(window: Any) -> bool:
    found = window.record
    return found is not None and (found.kind, found.state, found.station) == ("label", "queued", "")
