"""The bench's part of the story: every code under the scanner, mistakes among them."""

from collections.abc import Callable
from decimal import Decimal

from desktop.demo.company import goods_code
from desktop.demo.scene import Scene
from ui.packing.state import Current, Mode, PackScreen


class Bench:
    """The packing window as the scanner and the keys see it."""

    def __init__(self, scene: Scene) -> None:
        self._player = scene.player
        self._window = scene.player.visit("packing")
        self.scans = 0

    @property
    def screen(self) -> PackScreen:
        shown: PackScreen = self._window.screen_widget.screen_shown
        return shown

    @property
    def current(self) -> Current:
        found = self.screen.current
        assert found is not None
        return found

    def answered(self, act: Callable[[], None]) -> Mode:
        """Do something and wait for its answer."""
        self._player.until(lambda: self._window.answered() is not None, "the bench to be free")
        before = self._window.answered()
        act()
        self._player.until(lambda: (self._window.answered() or 0) > before, "the bench's answer")
        return self.screen.mode

    def acknowledge(self) -> None:
        """Esc: back to the white face with what comes next."""
        self._player.press("Escape")

    def scan(self, text: str) -> Mode:
        self.scans += 1
        return self.answered(lambda: self._player.scan(text))

    def count(self, pieces: Decimal) -> Mode:
        """The goods asked for: where it is more than one, F6, the figure and Enter first."""
        if pieces != 1:
            self._player.press("F6")
            self._player.type(f"{pieces.normalize():f}")
            self._player.press("Return")
        lot, code = self.current.lot, goods_code(self.current.sku)
        return self.scan(f"]C101{code:0>14}10{lot}" if lot else code)

    def pick_all(self) -> None:
        """Bin by bin until nothing is left."""
        bin_ = ""
        self.acknowledge()
        while self.screen.lines_left:
            if self.current.bin != bin_:
                bin_ = self.current.bin
                self.scan(f"BIN-{bin_}")
                self.acknowledge()
            expect(self.count(self.current.wanted - self.current.picked), Mode.CORRECT, self.screen)
            self.acknowledge()


def expect(found: Mode, wanted: Mode, screen: PackScreen) -> None:
    """Raises AssertionError with the screen when the answer is another one."""
    if found != wanted:
        raise AssertionError(f"{found} instead of {wanted}: {screen}")


def pick_with_mistakes(scene: Scene) -> dict[str, int]:
    """The first delivery, with a wrong item, too many and an undo; then check and pack."""
    bench = Bench(scene)
    bench.scan(scene.deliveries[0])
    bench.acknowledge()
    scene.picture("packing-waiting")
    bench.scan(f"BIN-{bench.current.bin}")
    bench.acknowledge()
    expect(bench.scan(scene.plot.stranger.code), Mode.REFUSED, bench.screen)
    scene.picture("packing-wrong")
    bench.acknowledge()
    expect(bench.count(bench.current.wanted + 1), Mode.REFUSED, bench.screen)
    scene.picture("packing-too-many")
    bench.acknowledge()
    bench.acknowledge()
    expect(bench.count(Decimal(1)), Mode.CORRECT, bench.screen)
    scene.picture("packing-right")
    bench.answered(lambda: scene.player.press("F2"))
    bench.pick_all()
    _pack(scene, bench)
    return {"deliveries": 1, "scans": bench.scans, "refused": 2, "undone": 1}


def pick_second(scene: Scene) -> dict[str, int]:
    """The second one without a mistake."""
    bench = Bench(scene)
    bench.scan(scene.deliveries[1])
    bench.pick_all()
    _pack(scene, bench)
    return {"deliveries": 1, "scans": bench.scans, "refused": 0, "undone": 0}


def _pack(scene: Scene, bench: Bench) -> None:
    """Check and pack, by the command sheet's OK."""
    scene.picture("packing-picked")
    expect(bench.scan("CMD-OK"), Mode.CORRECT, bench.screen)
    scene.picture("packing-packed")
