"""Pictures of the dashboard and every report: on the screen, and the first page of its PDF.

    take_reports(Path("docs/screenshots"))        # report-on_time-zh.webp, report-on_time-pdf-zh.webp, ...
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

from desktop.database import url_of
from desktop.demo.player import Player
from desktop.demo.scene import Scene
from desktop.demo.show import SHORT, Show, without_display
from printing import raster
from resources.i18n import language
from ui.reports.window import DASHBOARD, ReportsWindow

SPOKEN = ("zh_CN", "en")
DPI = 92
COLOURS = 64
SPAN = "days30"
PATIENCE = 300.0


class Reporting(Show):
    """Only the sample company and its reports; no story before them."""

    @staticmethod
    def _story(scene: Scene) -> None:
        """Nothing happens: the figures are those of the sample."""


def all_reports(show: Show, player: Player) -> None:
    """The screens first, since what is written into a file is told over them."""
    window: ReportsWindow = player.visit("reports")
    names = (DASHBOARD, *window.reports())
    for name in names:
        _shown(window, player, name)
        show.picture(f"report-{name}")
    for name in names:
        _shown(window, player, name)
        pdf = show.out / "papers" / f"report-{name}-{SHORT[language()]}.pdf"
        window.write(pdf)
        player.until(pdf.exists, f"the PDF of {name}", patience=PATIENCE)
        player.settled()
        first_page(pdf).save(show.out / "pictures" / f"report-{name}-pdf-{SHORT[language()]}.png")


def _shown(window: ReportsWindow, player: Player, name: str) -> None:
    """A month of it, whatever the day."""
    window.activate(report=name)
    field: Any = window.dashboard.span if name == DASHBOARD else window.span
    if field.value() == "month":
        field.set_value(SPAN)
    player.settled()


def first_page(pdf: Path) -> Image.Image:
    """The first page, as large as a screen shows it."""
    drawn = raster.picture(pdf.read_bytes(), 0, DPI)
    return Image.frombytes("RGB", (drawn.width, drawn.height), drawn.pixels, "raw", "BGRX")


def small(source: Path, target: Path) -> None:
    """Few colours, without loss: some 20 KB each."""
    with Image.open(source) as picture:
        flat = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        flat.convert("RGB").save(target, lossless=True, quality=75, method=4)


def take_reports(target: Path, spoken: tuple[str, ...] = SPOKEN) -> int:
    """Make them; returns how many."""
    target.mkdir(parents=True, exist_ok=True)
    count = 0
    for each in spoken:
        with tempfile.TemporaryDirectory(prefix="packdesk-reports-") as folder:
            out = Path(folder)
            Reporting(url_of(out / "demo.db"), out, each).run(all_reports)
            for path in sorted((out / "pictures").glob("report-*.png")):
                small(path, target / f"{path.stem}.webp")
                count += 1
    return count


def main() -> int:
    without_display()
    print(f"{take_reports(Path(sys.argv[1]))} pictures of reports")
    return 0


if __name__ == "__main__":
    sys.exit(main())
