"""Shutting down in mid-work, a journey through time zones, and a folder that is copied to the internet."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop.database import bind, url_of
from desktop.desk import Desk
from desktop.local_time import LocalTime
from desktop.synced_folder import synced_by
from models import base
from models.orders import SalesOrder
from services.errors import Refusal
from tests.desktop.conftest import Place
from tests.desktop.test_app import LONG, sign_in, start  # noqa: F401
from ui.customers.forms import customer_dialog
from ui.inventory.receive import ReceiveDialog
from ui.kit.formats import moment
from ui.kit.forms import FormDialog
from ui.scan.robot import Hands


class Manager:
    """The system that wants to shut down; it waits when asked to."""

    waits = False

    def allowsInteraction(self) -> bool:
        return True

    def cancel(self) -> None:
        self.waits = True


@pytest.fixture
def desk(told: Callable[[str], Place], start: Any, qtbot: Any) -> Desk:  # noqa: F811
    return sign_in(start(told("sqlite").url), qtbot)


def test_a_shutdown_keeps_the_order_that_is_typed_and_waits_for_a_form(desk: Desk, qtbot: Any) -> None:
    with base.connection():
        before = SalesOrder.select().count()
    desk.shell.go("orders", new=True)
    window: Any = desk.window.current()
    qtbot.waitUntil(lambda: window.editor is not None and window.editor.isVisible(), timeout=LONG)
    window.editor.head.fields["receiver"].setFocus()
    Hands(desk.window, desk.scans).type("Lin")

    manager = Manager()
    desk.session_ends(manager)
    assert not manager.waits
    with base.connection():
        assert SalesOrder.select().count() == before + 1, "typed less than 2 s ago"

    customer_dialog(desk.window, desk.shell, lambda *_made: None)
    (form,) = [each for each in desk.window.findChildren(FormDialog) if each.isVisible()]
    desk.session_ends(manager)
    assert not manager.waits, "nothing was typed into it"
    QGuiApplication.clipboard().setText("Acme")
    QTest.keyClick(form.form.editor("name"), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    desk.session_ends(manager)
    assert manager.waits
    assert form.isVisible()
    form.done(0)

    manager.waits = False
    lines = ReceiveDialog(desk.window, desk.shell, lambda *_made: None)
    lines.open()
    desk.session_ends(manager)
    assert not manager.waits
    lines.lines.append((None, None))
    desk.session_ends(manager)
    assert manager.waits
    lines.done(0)


def test_windows_follow_the_clock_of_a_pc_that_travels(qapp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    noon = datetime(2026, 3, 5, 4, tzinfo=UTC)
    told: list[str] = []
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        clock = LocalTime(qapp)
        clock.changed.connect(lambda: told.append(moment(noon)))
        clock.look()
        assert told == []
        monkeypatch.setenv("TZ", "Europe/Berlin")
        clock.look()
        assert ["05:00" in each for each in told] == [True]
        clock.deleteLater()
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("path", "folder"),
    [("/home/li/OneDrive - 安泰/p.db", "/home/li/OneDrive - 安泰"), ("/home/li/坚果云/a/p.db", "/home/li/坚果云"),
     ("/srv/copied/a/p.db", "/srv/copied"), ("/home/li/My OneDrive notes/p.db", ""), ("/home/li/OneDrive", "")],
)  # fmt: skip
def test_a_folder_that_is_copied_to_the_internet_is_known(path: str, folder: str) -> None:
    assert synced_by(Path(path), {"OneDrive": "/srv/copied"}) == folder


def test_a_database_in_such_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        bind(url_of(tmp_path / "OneDrive" / "company.db"))
    assert (refused.value.code, list(tmp_path.iterdir())) == ("database_synced", [])
