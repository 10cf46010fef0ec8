"""Reports into a folder by themselves: what is due is written once, and what fails is told and tried again."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.scheduled_reports import ScheduledReports
from services.reports.scheduled import Schedule
from tests.services.conftest import hashed, sqlite_template  # noqa: F401
from tests.services.shop import Shop
from tests.ui.conftest import PlainSettings
from tests.ui.delivery.conftest import Desk, desk, engine, shop, to_front  # noqa: F401
from ui.settings.window import SettingsWindow


def test_it_is_set_on_the_page_and_then_comes_each_week(desk: Any, shop: Shop, tmp_path: Path) -> None:  # noqa: F811
    sitting: Desk = desk("owner")
    reports = ScheduledReports(PlainSettings())
    window = sitting.open("settings", lambda shell: SettingsWindow(shell, scheduled=reports), page="reports")
    to_front(window.window())
    page = window.page()
    page.every.set_value("week")
    QTest.keyClick(window.window(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert reports.schedule() == Schedule()
    page.folder.setFocus()
    QTest.keyClicks(page.folder, str(tmp_path / "reports"))
    QTest.keyClick(page.checks["on_time"], Qt.Key.Key_Space)
    QTest.keyClick(window.window(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    kept = reports.schedule()
    assert (kept.every, kept.folder, kept.names) == ("week", str(tmp_path / "reports"), ("on_time",))
    today = shop.clock.today
    assert reports.look(today) == 0
    assert "could not be written" in reports.said()
    (tmp_path / "reports").mkdir()
    assert (reports.look(today), reports.look(today), reports.look(today + timedelta(7))) == (2, 0, 2)
    assert len(list((tmp_path / "reports").glob("*/*.pdf"))) == 2
    sitting.settle()
    for _twice in range(2):
        page.now_button.click()
    assert len(sitting.readers.bodies) == 1, "pressed twice they are written once"
    sitting.settle()
    assert page.now_button.isEnabled()
    reports.keep(replace(reports.schedule(), person=999))
    assert reports.look(today + timedelta(14)) == 0
    assert "no longer sign in" in reports.said()
