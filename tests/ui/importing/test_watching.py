"""A folder chosen on the import page is watched: what is sure comes in, the rest is offered to be looked at."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from models.parties import Supplier
from tests.ui.importing.test_import_window import Office, csv, office  # noqa: F401
from ui.importing.watched import FolderWatch, watched


def test_a_chosen_folder_is_watched_until_it_is_not(
    office: Office,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shell, folder = office.kit.shell, tmp_path / "in"
    folder.mkdir()
    shell.go("importing", kind="suppliers")
    office.kit.settle()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    QTest.mouseClick(office.window.watch, Qt.MouseButton.LeftButton)
    assert (watched(shell), office.window.watch.text()) == (
        {"suppliers": str(folder)}, f"Stop watching {folder}",
    )  # fmt: skip
    sure, odd = csv(folder, "供应商,电话\n新厂,13800001111\n", "a.csv"), csv(folder, "供应商,电话\n", "b.csv")
    for path in (sure, odd):
        os.utime(path, (0, 0))
    watch = FolderWatch(shell, office.main)
    office.until(lambda: not shell.jobs.busy())
    watch.tick()
    office.until(lambda: any("came in by itself" in text for text in office.said()))
    assert Supplier.select().where(Supplier.name == "新厂").count() == 1
    office.until(lambda: not shell.jobs.busy())
    watch.tick()
    office.until(lambda: "b.csv has doubts and waits to be looked at." in office.said())
    there = sorted(str(each.relative_to(folder)) for each in folder.rglob("*.csv"))
    assert there == ["done/a.csv", "to look at/b.csv"]
    QTest.mouseClick(office.window.watch, Qt.MouseButton.LeftButton)
    assert watched(shell) == {}
