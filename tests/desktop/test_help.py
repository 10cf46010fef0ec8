"""F1, what an update brought, the diagnostics file."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop import helping
from desktop.app import Program
from desktop.diagnostics import without_secrets, write_diagnostics
from desktop.paths import Paths
from desktop.pc_settings import PcSettings
from desktop.windows import PLACES
from resources.help import News, news, page
from resources.i18n import LANGUAGES
from tests.desktop.conftest import Place
from tests.desktop.test_app import sign_in, start  # noqa: F401
from ui.kit.key_overview import KeyCap, KeyOverview
from ui.kit.news import NewsDialog, since

SQLITE = pytest.mark.parametrize("company", ["sqlite"], indirect=True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [place.name for place in PLACES])
def test_every_window_has_a_page_with_first_steps(name: str, language: str) -> None:
    found = page(name, language)
    assert found is not None, f"resources/help/{language}/{name}.md"
    assert len(found.what) > 5
    assert len(found.steps) >= 2


def test_pages_have_the_same_steps_in_each_language() -> None:
    for place in PLACES:
        counts = {len(found.steps) for code in LANGUAGES if (found := page(place.name, code))}
        assert len(counts) == 1, place.name
    assert len({tuple((each.version, len(each.points)) for each in news(code)) for code in LANGUAGES}) == 1


def test_news_are_told_of_what_came_after_the_version_last_seen() -> None:
    told = (News("0.10.0", ("c",)), News("0.9.0", ("b",)), News("0.2.0", ("a",)))
    assert [each.version for each in since(told, "0.2.0", "0.10.0")] == ["0.10.0", "0.9.0"]
    assert [each.version for each in since(told, "0.2.0", "0.9.0")] == ["0.9.0"]
    assert since(told, "0.10.0", "0.10.0") == ()
    assert since(told, "", "0.10.0") == ()


@SQLITE
def test_help_in_the_real_window(
    company: Place,
    start: Callable[[str], Program],  # noqa: F811
    qtbot: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """F1 tells the open window's page; an update is told once; a diagnostics file is two clicks away."""
    program = start(company.url)
    program.settings.set(helping.SEEN, "0.0.9")
    monkeypatch.setattr(helping, "news", lambda _language: (News("0.1", ("A new thing",)),))
    desk = sign_in(program, qtbot)
    (shown,) = desk.window.findChildren(NewsDialog)
    assert "A new thing" in words(shown)
    shown.reject()
    helping.tell_news(desk.shell, desk.window, "0.1")
    assert not [each for each in desk.window.findChildren(NewsDialog) if each.isVisible()]

    desk.window.show_window("orders")
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    QTest.keyClick(desk.window, Qt.Key.Key_F1)
    (overview,) = desk.window.findChildren(KeyOverview)
    told = page("orders", "en")
    assert told is not None
    assert {told.what, *told.steps} <= words(overview)
    caps = [cap.accessibleName() for cap in overview.findChildren(KeyCap)]
    assert not [cap for cap in caps if "Return" in cap], "a keyboard says Enter"
    assert sorted(caps) == sorted(set(caps)), "a key is told once, as what it does here"
    overview.reject()

    notices: list[Any] = []
    desk.shell.noticed.connect(notices.append)
    menu = desk.window.person_menu()
    (entry,) = [action for action in menu.actions() if action.text() == "Save a diagnostics file"]
    entry.trigger()
    menu.close()
    qtbot.waitUntil(lambda: any(notice.action for notice in notices), timeout=20_000)
    (file,) = program.paths.papers.glob("packdesk-diagnostics-*.zip")
    assert zipfile.ZipFile(file).testzip() is None


def words(widget: Any) -> set[str]:
    return {each.text() for each in widget.findChildren(QLabel)}


@SQLITE
def test_the_diagnostics_file_holds_no_password(company: Place, tmp_path: Path) -> None:
    from desktop.database import open_company

    paths = Paths.within(tmp_path)
    open_company(company.url, paths.backups)
    settings = PcSettings(paths.settings)
    settings.set("database.url", "postgresql://ann:hush@server/packdesk")
    settings.set("mail.password", "hush")
    settings.set("printer.label", "Zebra")
    paths.logs.mkdir(parents=True)
    (paths.logs / "packdesk.log").write_text("a line\n", "utf-8")
    archive = zipfile.ZipFile(write_diagnostics(paths, settings, company.url, "0.1"))
    whole = b"".join(archive.read(name) for name in archive.namelist())
    assert b"hush" not in whole
    assert b"a line" in whole
    assert json.loads(archive.read("settings.json"))["printer.label"] == "Zebra"
    assert json.loads(archive.read("versions.json"))["packdesk"] == "0.1"
    assert all(each["ok"] for each in json.loads(archive.read("check.json")))
    assert json.loads(archive.read("database.json"))["rows"]["sales_order"] >= 1


def test_only_what_is_named_like_a_secret_is_left_out() -> None:
    assert without_secrets({"a.pin": 1, "shipping": 2, "user_password": 3}) == {"shipping": 2}
