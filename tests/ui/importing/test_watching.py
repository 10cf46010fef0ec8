"""A folder chosen on the import page is watched: what is sure comes in, the rest is offered to be looked at."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from models.parties import Supplier
from tests.ui.importing.test_import_window import Office, csv, office  # noqa: F401
from ui.importing.watched import Folder, FolderWatch, watched
from ui.kit.fields import CheckField, ChoiceField


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
    assert office.window.watch.text() == "Watch a folder…"
    QTest.mouseClick(office.window.watch, Qt.MouseButton.LeftButton)
    asked = office.until(QApplication.activeModalWidget)
    QTest.mouseClick(asked.add, Qt.MouseButton.LeftButton)
    assert watched(shell) == [Folder("suppliers", str(folder))]
    QTest.mouseClick(asked.add, Qt.MouseButton.LeftButton)  # a second time it is the same folder
    assert (len(watched(shell)), office.window.watch.text()) == (1, "1 folder is watched…")
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
    csv(folder, "供应商,电话\n新厂,13800001111\n", "c.csv")
    os.utime(folder / "c.csv", (0, 0))
    office.until(lambda: not shell.jobs.busy())
    watch.tick()
    office.until(lambda: "c.csv has nothing in it that is not here already, and is put away." in office.said())
    (how,), (on,) = asked.findChildren(ChoiceField), asked.findChildren(CheckField)
    how.set_value("")
    on.click()
    how.edited.emit()  # how they are read is chosen anew, and the folder stays switched off
    assert watched(shell) == [Folder("suppliers", str(folder), "", False)]
    assert office.window.watch.text() == "Watch a folder…"
    (gone,) = [each for each in asked.findChildren(QPushButton) if each.text() == "Watch no more"]
    QTest.mouseClick(gone, Qt.MouseButton.LeftButton)
    assert watched(shell) == []
    asked.accept()  # one that stays open takes the scans of the next test


def test_folders_kept_before_there_was_more_to_say_of_them_are_watched_still(
    office: Office,  # noqa: F811
    tmp_path: Path,
) -> None:
    office.kit.shell.settings.set("import.watched", {"suppliers": str(tmp_path), "nothing": "x"})
    assert watched(office.kit.shell) == [Folder("suppliers", str(tmp_path))]
