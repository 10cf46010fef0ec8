"""The demonstration: a fresh sample company, the story, pictures of every window, and what came of it."""

import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize

from desktop.app import Program, make_application
from desktop.database import leave
from desktop.demo import bench, company, dock, office
from desktop.demo.heartbeat import Heartbeat
from desktop.demo.player import InVain, Player
from desktop.demo.scene import Scene
from desktop.paths import Paths
from desktop.pc_settings import PcSettings
from models.base import connection
from resources.i18n import LANGUAGES, language, set_language
from services.check import check
from ui.kit.grab import grab
from ui.signin.first_start import FirstStartPage

LAPTOP = QSize(1366, 768)
SHORT = {"zh_CN": "zh", "en": "en"}
log = logging.getLogger(__name__)


def without_display() -> None:
    """Where nothing can be shown, Qt paints into memory."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


class Show:
    """One run into `out`. `size` is that of the window; `spoken` the language of the story."""

    def __init__(self, url: str, out: Path, spoken: str = "", size: QSize = LAPTOP) -> None:
        self._url, self.out, self._size = url, out, size
        self._spoken = spoken or language()
        self.pictures: list[str] = []
        self._out_made()

    def _out_made(self) -> None:
        for folder in (self.out, self.out / "pictures", self.out / "papers"):
            folder.mkdir(parents=True, exist_ok=True)

    def run(self, after: Callable[["Show", Player], None]) -> dict[str, Any]:
        """Walk the main way, then do `after` at the owner's desk; returns the summary."""
        without_display()
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="packdesk-demo-") as folder:
            settings = self._settings(Path(folder))
            application = make_application(settings)
            application.setQuitOnLastWindowClosed(False)
            self.program = Program(self._url, Paths.within(Path(folder)), settings, "demo")
            heart = self._heart = Heartbeat()
            heart.start()
            try:
                scene = self._play(Player(self.program), after)
            except InVain:
                self.picture("in-vain")
                raise
            finally:
                heart.stop()
                self.program.end()
                self.program.errors.uninstall()
        return self._summary(scene, heart, time.monotonic() - started)

    def _settings(self, folder: Path) -> PcSettings:
        settings = PcSettings(folder / "settings.json")
        settings.set("language", self._spoken)
        settings.set("theme", "light")
        settings.set("station", "demo")
        settings.set("window.size", [self._size.width(), self._size.height()])
        for kind in ("label", "note", "picklist"):
            settings.set(f"printer.{kind}", {"way": "folder", "name": str(self.out / "papers")})
        set_language(self._spoken)
        return settings

    def _play(self, player: Player, after: Callable[["Show", Player], None]) -> Scene:
        self.player = player
        self.program.start()
        page = player.until(lambda: self.program.page if isinstance(self.program.page, FirstStartPage) else None,
                            "the first start")  # fmt: skip
        assert page is not None
        player.resize(page, self._size)
        self.picture("first-start")
        player.click(page.sample)
        player.arrive()
        scene = Scene(player, company.sample_plot(), self.picture)
        self._story(scene)
        scene.enter("owner")
        after(self, player)
        return scene

    @staticmethod
    def _story(scene: Scene) -> None:
        scene.enter("clerk")
        scene.do(office.import_file, office.type_order)
        scene.enter("approver")
        scene.do(office.approve, office.release)
        scene.enter("packer")
        scene.do(bench.pick_with_mistakes, bench.pick_second)
        scene.enter("logistics")
        scene.do(dock.sign_off, dock.hand_over, dock.dispatch, dock.under_way, dock.sign_in_full, dock.sign_damaged)
        scene.do(dock.papers)

    def picture(self, name: str) -> None:
        """Keep what the window shows now, in the language it speaks."""
        name = f"{name}-{SHORT[language()]}"
        if self.program.desk is not None and not name.startswith("in-vain"):
            self.player.painted()
        grab(self.player.page()).toImage().save(str(self.out / "pictures" / f"{name}.png"))
        self.pictures.append(f"pictures/{name}.png")
        self._heart.forgive()

    def _summary(self, scene: Scene, heart: Heartbeat, seconds: float) -> dict[str, Any]:
        with connection():
            checks = check()
        papers = sorted(path.relative_to(self.out).as_posix() for path in (self.out / "papers").glob("*.pdf"))
        summary = {
            "seconds": round(seconds, 1),
            "steps": [asdict(step) for step in scene.steps],
            "order": scene.order,
            "deliveries": dock.states(scene),
            "papers": papers,
            "pictures": self.pictures,
            "longest_block_ms": round(heart.longest),
            "check": {"ok": all(each.ok for each in checks), "checks": [
                {"name": each.name, "ok": each.ok, "count": each.count} for each in checks]},
        }  # fmt: skip
        leave()
        (self.out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1), "utf-8")
        return summary


def every_window(show: Show, player: Player) -> None:
    """A picture of each window of the program, in each language."""
    for code in (*(each for each in LANGUAGES if each != language()), language()):
        player.desk.window.set_language(code)
        for name in player.desk.window.names():
            player.visit(name)
            player.settled()
            show.picture(f"window-{name}")
