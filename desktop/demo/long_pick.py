"""A delivery of many lines by the scanner alone: from the badge over bins and goods to the sign-off and the way out."""

from collections.abc import Callable
from typing import Any

from desktop.demo.player import Player
from services.bench import BenchLine
from ui.packing.state import Mode

Seen = Callable[[], None]


class LongPick:
    """At a player's packing window. `seen` is called after each answer, while it is on the screen."""

    def __init__(self, player: Player, seen: Seen = lambda: None) -> None:
        self._player, self._seen = player, seen
        self.scans = 0

    @property
    def window(self) -> Any:
        return self._player.window("packing")

    def badge(self, code: str, name: str) -> None:
        """Another person takes over: the windows are built anew for them."""
        player = self._player
        self.scans += 1
        player.scan(code)
        player.until(lambda: player.desk.shell.actor.name == name, f"{name} at the bench")
        player.settled()
        self._seen()

    def scan(self, text: str, wanted: Mode = Mode.CORRECT) -> None:
        """Raises AssertionError when the answer is another one."""
        window = self.window
        self._player.until(lambda: window.answered() is not None, "the bench to be free")
        before = window.answered()
        self.scans += 1
        self._player.scan(text)
        self._player.until(lambda: (window.answered() or 0) > before, f"the answer to {text}")
        shown = window.screen_widget.screen_shown
        if shown.mode != wanted:
            raise AssertionError(f"{text}: {shown}")
        self._seen()

    def all_lines(self) -> int:
        """Bin by bin until nothing is left; returns how many lines were picked."""
        bin_, done = "", 0
        while (line := self.window.current()) is not None:
            if line.bin != bin_:
                bin_ = line.bin
                self.scan(f"BIN-{bin_}")
            for _piece in range(int(line.left)):
                self.scan(goods(line))
            done += 1
        return done

    def whole(self, number: str, waybill: str, second: str = "") -> int:
        """Open, pick, check and pack, stick the waybill on, sign off, dispatch; returns the lines. `second` is the
        badge of who signs off too."""
        self.scan(number)
        lines = self.all_lines()
        self.scan("CMD-OK")
        self.scan(waybill)
        self.scan("CMD-OK")
        if second:
            self.scan(second)
            self.scan("CMD-OK")
        self.scan("CMD-OK")
        return lines


def goods(line: BenchLine) -> str:
    """What stands on one piece."""
    return f"]C101{line.barcode:0>14}10{line.lot}" if line.lot else line.barcode
