"""Warnings: taken over, resolved with a reason and reopened by keys; the rules that make them are set."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from models.watch import Incident
from services import incidents, settings, waiting
from services.watch import watching, work
from services.watch.rules import in_force
from tests.services.shop import D, Shop
from tests.ui.delivery.conftest import Desk, to_front
from ui.inventory.window import InventoryWindow
from ui.kit.fields import TextField
from ui.kit.forms import FormDialog
from ui.settings.warnings import WarningsPage
from ui.settings.window import SettingsWindow
from ui.today.window import TodayWindow
from ui.today.words import JOBS
from ui.watch.window import WatchWindow
from ui.watch.words import note_words

Sit = Callable[[str], Desk]


def warn(shop: Shop) -> int:
    """A product below its safety stock, noticed; its id."""
    goods = shop.product("A-1", safety_stock=D(10))
    shop.stock(goods, 5)
    watching.keep(shop.call("packer"), watching.look(shop.clock()))
    return goods


def shown(sitting: Desk, make: Any, name: str, **where: Any) -> Any:
    window = sitting.open(name, make, **where)
    to_front(window.window())
    sitting.settle()
    return window


def test_a_warning_is_taken_over_and_resolved_with_a_reason_by_keys(desk: Sit, shop: Shop) -> None:
    goods = warn(shop)
    sitting = desk("warehouse")
    window = shown(sitting, WatchWindow, "watch")
    QTest.keyClick(window.pane.table, Qt.Key.Key_Home)
    sitting.settle()
    assert (window.record.subject, window.record.steps) == ("A-1 Product A-1", ("owned", "resolved", "accepted"))
    QTest.keyClick(window.window(), Qt.Key.Key_F4)
    sitting.settle()
    assert (Incident.get().state, window.record.owner) == ("owned", "Warehouse")
    QTest.keyClick(window.window(), Qt.Key.Key_F8)
    sitting.settle()
    dialog = next(d for d in QApplication.topLevelWidgets() if isinstance(d, FormDialog) and d.isVisible())
    dialog.submit()
    assert Incident.get().state == "owned"
    QTest.keyClicks(dialog.form.editor("text"), "ordered 50")
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sitting.settle()
    assert Incident.get().state == "resolved"
    window.pane.bar.set_filters(())
    sitting.settle()
    window.activate(id=Incident.get().id)
    sitting.settle()
    assert window.record.notes[0].text == "ordered 50"
    window.pane.table.setFocus()
    QTest.keyClick(window.pane.table, Qt.Key.Key_Return)
    assert sitting.went[-1] == ("inventory", {"id": goods})


def test_a_warning_is_noted_and_given_on_by_keys(desk: Sit, shop: Shop) -> None:
    warn(shop)
    sitting = desk("warehouse")
    window = shown(sitting, WatchWindow, "watch", id=Incident.get().id)
    QTest.keyClick(window.window(), Qt.Key.Key_F2)
    sitting.settle()
    dialog = next(d for d in QApplication.topLevelWidgets() if isinstance(d, FormDialog) and d.isVisible())
    dialog.submit()
    sitting.settle()
    assert (dialog.isVisible(), sitting.said()[:24]) == (True, "Nothing new was typed. T")
    dialog.form.editor("owner").set_value(shop.actors["clerk"].user_id)
    QTest.keyClicks(dialog.form.editor("next"), "call Li")
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sitting.settle()
    assert (window.record.owner, window.record.next_step) == ("Clerk", "call Li")
    assert [note_words(note) for note in window.record.notes][:2] == ["Next step: call Li", "Given to: Clerk"]


def test_what_is_open_stands_at_its_document_and_leads_there(desk: Sit, shop: Shop) -> None:
    goods = warn(shop)
    fine = shop.product("B-1")
    shop.stock(fine, 5)
    sitting = desk("warehouse")
    window = shown(sitting, InventoryWindow, "inventory", id=fine)
    assert not window.panel.warned.isVisible()
    window.activate(id=goods)
    sitting.settle()
    link = next(b for b in window.panel.warned.findChildren(QPushButton) if b.isVisible())
    assert link.text() == "Stock below its safety level"
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert sitting.went[-1] == ("watch", {"id": Incident.get().id})
    incidents.step_incident(shop.call("warehouse"), Incident.get().id, 1, "resolved", "ordered")
    window.refresh()
    sitting.settle()
    assert not window.panel.warned.isVisible()


def test_who_may_not_handle_incidents_only_sees_them(desk: Sit, shop: Shop) -> None:
    warn(shop)
    window = shown(desk("packer"), WatchWindow, "watch", id=Incident.get().id)
    assert window.record is not None
    assert window.buttons == {}


def test_a_rule_is_tried_and_set_by_the_owner(desk: Sit, shop: Shop) -> None:
    shop.order((shop.product(), 1))
    shop.clock.advance(hours=3)
    sitting = desk("owner")
    window = shown(sitting, SettingsWindow, "settings", page="warnings")
    page = window.page()
    assert isinstance(page, WarningsPage)
    line = page.lines["order_waits"]
    assert line.told.text() == "An order was submitted 8 hours ago and is not decided."
    attempt = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == "Try: Order waits for approval")
    QTest.mouseClick(attempt, Qt.MouseButton.LeftButton)
    sitting.settle()
    assert line.tried.text() == "Would have fired 0 times yesterday  •  Holds for nothing now"
    line.limit.setFocus()
    line.limit.selectAll()
    QTest.keyClicks(line.limit, "x")
    QTest.mouseClick(attempt, Qt.MouseButton.LeftButton)
    assert "Holds for" not in line.tried.text()
    line.limit.selectAll()
    QTest.keyClicks(line.limit, "2")
    QTest.mouseClick(attempt, Qt.MouseButton.LeftButton)
    sitting.settle()
    assert line.tried.text().endswith("Holds for 1 now")
    person = shop.approver.user_id
    line.role.set_value(person)
    assert not line.at.isEnabled()
    line.when.set_value("daily")
    assert line.at.isEnabled()
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sitting.settle()
    rule = in_force()["order_waits"]
    assert (rule.limit, rule.role, rule.person, rule.when, rule.at) == (2, "approver", person, "daily", 8)
    assert line.role.value() == person
    assert line.told.text() == "An order was submitted 2 hours ago and is not decided."


def test_what_is_typed_and_not_saved_stays_when_others_change_something(desk: Sit, shop: Shop) -> None:
    sitting = desk("owner")
    window = shown(sitting, SettingsWindow, "settings", page="warnings")
    page, topics = window.page(), frozenset({"print_jobs", "backup", "settings"})
    page.lines["overdue"].limit.setFocus()
    page.lines["overdue"].limit.selectAll()
    QTest.keyClicks(page.lines["overdue"].limit, "21")
    settings.change_settings(shop.call("owner"), {"watch.rules": {"order_waits": {"limit": 3}}})
    sitting.shell.publish(topics)
    sitting.settle()
    window.activate(page="printers")
    sitting.settle()
    window.activate(page="warnings")
    sitting.settle()
    assert (page.holds_typed(), page.lines["overdue"].limit.value()) == (True, 21)
    page.lines["overdue"].limit.setText("15")
    sitting.shell.publish(topics)
    sitting.settle()
    assert page.lines["order_waits"].limit.value() == 3
    page.lines["overdue"].limit.setText("21")
    rating = page.lines["low_rating"]
    assert (rating.told.text(), rating.on.isEnabled()) == ("A customer gave 2 stars or less.", False)
    rating.limit.setText("3")
    page.save_button.click()
    sitting.settle()
    assert (in_force()["overdue"].limit, page.holds_typed()) == (21, False)
    assert work.in_force()["low_rating"].limit == 3


@pytest.mark.parametrize("page", ["company", "rules", "roles", "papers", "printers", "pc"])
def test_every_page_with_fields_keeps_what_is_typed(desk: Sit, shop: Shop, page: str) -> None:
    sitting = desk("owner")
    window = shown(sitting, SettingsWindow, "settings", page=page)
    assert not window.page().holds_typed()
    field = next(each for each in window.page().findChildren(TextField) if each.isVisible() and each.isEnabled())
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "77")
    window.refresh()
    sitting.settle()
    assert field.text() == "77"


@pytest.mark.parametrize("kind", ["incident", "warnings"])
def test_the_figure_of_today_s_row_is_that_of_the_list_it_leads_to(desk: Sit, shop: Shop, kind: str) -> None:
    goods = warn(shop)
    shop.stock(goods, 50)
    shop.approved((goods, 1), promised=shop.clock.today)
    watching.keep(shop.call("packer"), watching.look(shop.clock()))
    for _each in range(5):
        shop.signed((goods, 2), missing=1)
    taken, ended = Incident.select().where(Incident.kind == "difference").limit(2)
    incidents.step_incident(shop.call("logistics"), taken.id, taken.version, "owned", "")
    incidents.step_incident(shop.call("logistics"), ended.id, ended.version, "resolved", "credited")
    sitting = desk("warehouse")
    task = next(t for t in waiting.waiting(sitting.shell.actor, shop.clock()) if t.kind == kind)
    job = JOBS[kind]
    assert (task.id, job.window) == (None, "watch")
    window = shown(sitting, WatchWindow, "watch", **job.where)
    assert task.count > 0
    assert window.pane.table.paged().rowCount() == task.count
    assert ("Mine or nobody's" in window.pane.bar.described()) == (kind == "incident")


def test_today_s_row_of_one_incident_leads_to_it(desk: Sit, shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 50)
    shop.signed((goods, 2), missing=1)
    sitting = desk("warehouse")
    today = sitting.open("today", TodayWindow)
    row = next(b for b in today.tasks.buttons if "is open" in b.accessibleName())
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert sitting.went[-1] == ("watch", {"id": Incident.get(Incident.kind == "difference").id})
