"""A bench: the packing window over a real company in SQLite, with a scanner, hands and ears."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from services import people
from tests.services.shop import Shop, furnish, opened, sqlite_url
from ui.packing.screen import PackingScreen
from ui.packing.state import PackScreen
from ui.packing.window import PackingWindow
from ui.scan.filter import ScanFilter
from ui.scan.robot import Hands


class Ears:
    """Stands in for the sounds and remembers them."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def prepare(self) -> None:
        """Nothing to load."""

    def play(self, name: str) -> None:
        self.heard.append(name)


class Desk:
    """One packing bench. `scan` and `key` wait until all that follows is done."""

    def __init__(self, shop: Shop, kit: Any, scans: ScanFilter, add: Callable[[Any], None]) -> None:
        self.shop, self.kit, self.filter, self._add = shop, kit, scans, add
        self.kit.shell.actor = replace(shop.packer, station=self.kit.shell.station)
        self.kit.shell.clock = shop.clock
        self.sounds = Ears()
        self.window = self.new_window()

    def new_window(self) -> PackingWindow:
        window = PackingWindow(self.kit.shell, self.filter, self.sounds)
        self._add(window)
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        window.activate()
        self.hands = Hands(window, self.filter)
        self.window = window
        self.settle()
        return window

    def settle(self) -> None:
        QApplication.processEvents()
        self.kit.settle()

    def scan(self, *texts: str) -> PackScreen:
        for text in texts:
            self.hands.scan(text)
        self.settle()
        return self.screen

    def key(self, *keys: Qt.Key) -> PackScreen:
        for key in keys:
            self.hands.press(key)
            self.settle()
        return self.screen

    def type(self, text: str) -> PackScreen:
        self.hands.type(text)
        self.settle()
        return self.screen

    @property
    def screen(self) -> PackScreen:
        widget: PackingScreen = self.window.screen_widget
        return widget.screen_shown


@pytest.fixture(scope="session")
def shop_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "shop.db"
    furnish(sqlite_url(path), people.hash_password("password1"))
    return path


@pytest.fixture
def shop(shop_template: Path, tmp_path: Path) -> Iterator[Shop]:
    path = tmp_path / "shop.db"
    shutil.copy(shop_template, path)
    yield from opened(sqlite_url(path))


@pytest.fixture
def desk(shop: Shop, kit: Any, scans: ScanFilter, qtbot: Any) -> Desk:
    return Desk(shop, kit, scans, qtbot.addWidget)
