"""The pictures in docs/screenshots: `python -m desktop.demo.pictures DIR`.

The story and each window in both languages, on a laptop's screen and on a big one, in the light and in the dark; a file
that needs a person; what sets up a bench; every report on the screen and on paper; and a long pick as a moving picture.
"""

import sys
import tempfile
from functools import partial
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QSize

from desktop.database import url_of
from desktop.demo.devices import device_pictures
from desktop.demo.filing import needs_a_person
from desktop.demo.film import FILM, shoot
from desktop.demo.player import Player
from desktop.demo.report_pictures import take_reports
from desktop.demo.show import LAPTOP, Show, without_display

BIG = QSize(1920, 1080)
SPOKEN = ("zh_CN", "en")
# Windows that others lead to; they have no button on the rail.
BEHIND = ("scans", "printing", "returns", "requests", "suppliers", "importing", "labels")


def windows(show: Show, player: Player, names: tuple[str, ...], ending: str) -> None:
    """A picture of each of these windows, and of those that are led to, as it stands."""
    for name in (*names, *BEHIND):
        if name in BEHIND:
            player.desk.shell.go(name)
            player.until(partial(_is_shown, player, name), f"the window {name}")
        else:
            player.visit(name)
        player.settled()
        show.picture(f"{name}{ending}")


def _is_shown(player: Player, name: str) -> bool:
    return player.desk.window.shown() == name


def all_sizes(show: Show, player: Player) -> None:
    """Every window on both screens, in the light and in the dark."""
    main = player.desk.window
    windows(show, player, main.names(), "-window")
    player.resize(main, BIG)
    windows(show, player, main.names(), "-1920")
    main.set_mode("dark")
    windows(show, player, main.names(), "-1920-dark")
    player.resize(main, LAPTOP)
    windows(show, player, main.names(), "-dark")
    main.set_mode("light")


def all_pictures(show: Show, player: Player) -> None:
    """What the story did not show."""
    all_sizes(show, player)
    needs_a_person(player, show.out, show.picture)
    device_pictures(player, show.picture)


def take(target: Path) -> int:
    """Make them all; returns how many."""
    target.mkdir(parents=True, exist_ok=True)
    count = 0
    for spoken in SPOKEN:
        with tempfile.TemporaryDirectory(prefix="packdesk-pictures-") as folder:
            out = Path(folder)
            Show(url_of(out / "demo.db"), out, spoken).run(all_pictures)
            for path in sorted((out / "pictures").glob("*.png")):
                shrink(path, target / path.name)
                count += 1
    return count


def shrink(source: Path, target: Path) -> None:
    """Windows have few colours: a palette keeps the picture as it is in a third of the size."""
    with Image.open(source) as picture:
        flat = picture.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        flat.save(target, optimize=True)


def main() -> int:
    without_display()
    target = Path(sys.argv[1])
    print(f"{take(target)} pictures, {take_reports(target)} of reports")
    print(f"{shoot(target / FILM)} bytes of film")
    return 0


if __name__ == "__main__":
    sys.exit(main())
