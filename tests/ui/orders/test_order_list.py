"""The list of orders: finding, choosing, taking steps."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from models.buying import Replenishment
from models.orders import SalesOrder
from tests.ui.orders.conftest import Desk
from ui.orders.panel import OrderSide

CTRL = Qt.KeyboardModifier.ControlModifier


def rows(desk: Desk) -> int:
    return desk.pane.table.paged().rowCount()


def shown(desk: Desk) -> None:
    desk.window.refresh()
    desk.calm()


def panel(desk: Desk) -> OrderSide:
    return desk.window.list.panel


def test_an_empty_company_is_told_how_orders_come_in(desk: Desk) -> None:
    desk.calm()
    assert desk.pane._stack.currentWidget() is desk.pane._empty


def test_a_customer_is_searched_for_by_initials_and_nothing_found_is_said(desk: Desk) -> None:
    desk.shop.order((1, 2))
    desk.shop.order((1, 3), customer_id=2)
    shown(desk)
    desk.key(Qt.Key.Key_F, CTRL)
    desk.keys("nbdg")
    desk.until(lambda: rows(desk) == 1)
    desk.keys("zzz")
    desk.until(lambda: desk.pane._stack.currentWidget() is desk.pane._nothing)
    desk.key(Qt.Key.Key_Escape)
    desk.until(lambda: rows(desk) == 2)


def test_the_pills_count_and_narrow(desk: Desk) -> None:
    desk.shop.order((1, 2))
    desk.shop.approved((1, 3))
    shown(desk)
    pill = desk.pane.bar.pills.pill("to_approve")
    desk.until(lambda: pill.text().split() == ["To", "approve", "1"])
    QTest.mouseClick(pill, Qt.MouseButton.LeftButton)
    desk.until(lambda: rows(desk) == 1)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_customer_filter_is_a_chip_that_can_be_taken_away(desk: Desk) -> None:
    desk.shop.order((1, 2))
    desk.shop.order((1, 3), customer_id=2)
    shown(desk)
    QTest.mouseClick(desk.window.list.customer_button, Qt.MouseButton.LeftButton)
    popup = desk.window.list.customer_button.popup
    for char in "c2":
        QTest.keyClick(popup.field, char)
    desk.calm()
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    desk.until(lambda: rows(desk) == 1)
    assert desk.pane.bar.filters() == (("customer", "2"),)
    assert desk.pane.bar.described() == ["Customer: 宁波东港贸易行"]


def test_the_panel_tells_lines_findings_and_the_story(desk: Desk) -> None:
    done = desk.shop.approved((2, 40))
    shown(desk)
    order = desk.until(lambda: panel(desk).order())
    assert (order.id, order.state, order.lines[0].reserved) == (done.id, "approved", 30)
    assert {finding.code for finding in order.findings} >= {"short", "within_limit"}
    told = [event.title for event in panel(desk).story.events()]
    assert {"Approved", "Sent for approval", "Created"} <= set(told)


def test_a_submitted_order_is_put_on_hold_with_a_reason_and_goes_on(desk: Desk) -> None:
    made = desk.shop.order((1, 2))
    shown(desk)
    desk.until(lambda: panel(desk).order())
    desk.window.list.do("hold", panel(desk).order())
    dialog = desk.dialog()
    desk.submit()
    assert dialog.isVisible()
    desk.keys("Waits for the colour")
    desk.submit()
    desk.until(lambda: SalesOrder.get_by_id(made.id).on_hold)
    desk.until(lambda: panel(desk).order().on_hold)
    assert "resume" in panel(desk).order().steps
    assert "hold" not in panel(desk).order().steps
    desk.window.list.do("resume", panel(desk).order())
    desk.until(lambda: not SalesOrder.get_by_id(made.id).on_hold)


def test_a_deleted_draft_comes_back_with_undo(desk: Desk) -> None:
    from services import orders

    made = orders.create_order(desk.shop.call("clerk"), desk.shop.draft((1, 5), note="precious"))
    shown(desk)
    desk.until(lambda: panel(desk).order())
    desk.window.list.do("delete", panel(desk).order())
    desk.until(lambda: SalesOrder.get_or_none(SalesOrder.id == made.id) is None)
    desk.kit.notices[-1].act()
    desk.until(lambda: SalesOrder.select().count() == 1)
    assert desk.order().note == "precious"


def test_a_draft_of_a_file_is_asked_about_before_it_is_deleted_for_good(desk: Desk) -> None:
    from services import orders

    made = orders.create_order(desk.shop.call("clerk"), desk.shop.draft((1, 5), customer_ref="PO-77"))
    SalesOrder.update(import_key="k1").where(SalesOrder.id == made.id).execute()
    shown(desk)
    desk.until(lambda: panel(desk).order())
    desk.window.list.do("delete", panel(desk).order())
    assert "PO-77" in desk.dialog().body.itemAt(0).widget().text()
    desk.key(Qt.Key.Key_Escape)
    assert SalesOrder.get_or_none(SalesOrder.id == made.id) is not None
    desk.window.list.do("delete", panel(desk).order())
    QTest.mouseClick(desk.dialog().main, Qt.MouseButton.LeftButton)
    desk.until(lambda: SalesOrder.get_or_none(SalesOrder.id == made.id) is None)
    desk.until(desk.said)
    assert desk.kit.notices[-1].act is None


def test_an_order_is_copied_into_the_editor(desk: Desk) -> None:
    desk.shop.order((1, 5), (2, 1))
    shown(desk)
    desk.until(lambda: panel(desk).order())
    desk.window.list.do("copy", panel(desk).order())
    desk.until(lambda: desk.window.editor is not None and len(desk.editor.lines.lines()) == 2)
    assert (desk.order().state, desk.order().promised) == ("draft", None)


def test_several_drafts_are_submitted_at_once_and_the_refused_one_is_said(desk: Desk) -> None:
    from services import orders

    for promised in (desk.shop.clock.today, None, desk.shop.clock.today):
        orders.create_order(desk.shop.call("clerk"), desk.shop.draft((1, 5), promised=promised))
    shown(desk)
    desk.key(Qt.Key.Key_A, CTRL)
    desk.until(lambda: len(desk.pane.selected_ids()) == 3)
    desk.window.list._submit_checked()
    desk.until(lambda: SalesOrder.select().where(SalesOrder.state == "submitted").count() == 2)
    desk.until(lambda: any("1 was refused" in text for text in desk.said()))


def test_ctrl_e_exports_the_list_as_it_is_narrowed(desk: Desk) -> None:
    desk.shop.order((1, 2))
    shown(desk)
    desk.pane.bar.set_filter("state", "submitted")
    desk.calm()
    desk.key(Qt.Key.Key_E, CTRL)
    asked = desk.exported[0]
    assert (asked.listing.name, asked.query.filters) == ("orders", (("state", "submitted"),))
    assert asked.columns[:2] == ("number", "customer")
    assert asked.told == ("To approve",)
    desk.key(Qt.Key.Key_P, CTRL)
    assert desk.exported[1] == asked


def test_who_may_only_look_gets_no_verbs(desk: Desk, kit, shop, qtbot) -> None:
    shop.order((1, 2))
    looker = Desk(shop, kit, qtbot.addWidget, who="logistics")
    looker.until(lambda: panel(looker).order())
    assert not looker.window._new.isVisible()
    assert panel(looker)._menu(panel(looker).order()).actions() == []


def test_a_backorder_is_told_and_the_buyer_asked_from_the_panel(desk: Desk) -> None:
    order = desk.shop.approved((1, 5000))
    shown(desk)
    desk.window.activate(id=order.id)
    desk.until(lambda: panel(desk).order() is not None and panel(desk).order().id == order.id)
    texts = [each.text() for each in panel(desk).findChildren(QLabel)]
    assert "Backorder: 1 line waits for goods" in texts
    ask = next(each for each in panel(desk).findChildren(QPushButton) if each.text() == "Ask the buyer")
    ask.setFocus()
    QTest.keyClick(ask, Qt.Key.Key_Space)
    desk.until(lambda: Replenishment.select().exists())
    shown(desk)
    desk.until(lambda: any("the buyer was asked for" in each.text() for each in panel(desk).findChildren(QLabel)))
    assert "Ask the buyer" not in [each.text() for each in panel(desk).findChildren(QPushButton)]
