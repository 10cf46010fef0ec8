"""Fixtures for every test. A test run opens no window on the screen and touches nothing of the person who runs it."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

os.environ["QT_QPA_PLATFORM"] = "offscreen"
for name in [name for name in os.environ if name.startswith(("PACKDESK_", "PG")) and name != "PACKDESK_PULSE"]:
    del os.environ[name]

pytest_plugins = ["tests.postgres", "tests.last_words", "tests.unhurried"]


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes() -> Iterator[None]:
    """A password is hashed with less work than the 0.1 s that it takes a person."""
    from services import people

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


@pytest.fixture(scope="session", autouse=True)
def _folders_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Settings, data and logs that the code under test keeps in the user's folders go to a folder of this run."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
            patch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
        yield home


@pytest.fixture(autouse=True)
def _no_dialog_left() -> Iterator[None]:
    """A dialog that a test left open would take the keys and scans of the next test's windows."""
    yield
    if widgets := sys.modules.get("PySide6.QtWidgets"):
        while left := widgets.QApplication.activeModalWidget() or widgets.QApplication.activePopupWidget():
            left.hide()
