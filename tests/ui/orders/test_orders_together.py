"""Several orders at once, one's own orders, and the customer's address book beside a typed order."""

from decimal import Decimal as D
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton

from models.orders import SalesOrder
from models.parties import Address
from services import address_book, orders
from services.lists import ORDERS
from tests.ui.orders.conftest import Desk

CTRL = Qt.KeyboardModifier.ControlModifier
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def check_all(desk: Desk, count: int) -> None:
    """Check the first rows with Space, as a person walks down the list."""
    desk.window.refresh()
    desk.calm()
    desk.window.activateWindow()
    desk.until(desk.window.isActiveWindow)
    desk.pane.table.setFocus()
    desk.key(Qt.Key.Key_Home, CTRL)
    for number in range(count):
        if number:
            desk.key(Qt.Key.Key_Down)
        desk.key(Qt.Key.Key_Space)
    assert len(desk.pane.table.paged().checked()) == count


def choose(desk: Desk, word: str) -> None:
    """A button of the panel's foot, or an entry of its menu."""
    panel = desk.window.list.panel
    button = next((b for b in panel.findChildren(QPushButton) if b.text().strip() == word and b.isVisible()), None)
    if button is not None:
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)
        return
    more = next(b for b in panel.findChildren(QPushButton) if b.accessibleName() == "More" and b.isVisible())
    more.setFocus()
    QTest.keyClick(more, Qt.Key.Key_Space)
    menu = desk.until(lambda: next((m for m in more.findChildren(QMenu) if m.isVisible()), None))
    menu.setActiveAction(next(action for action in menu.actions() if action.text() == word))
    QTest.keyClick(menu, Qt.Key.Key_Return)


def states() -> list[tuple[str, bool]]:
    return [(row.state, row.on_hold) for row in SalesOrder.select().order_by(SalesOrder.id)]


def test_several_are_held_and_taken_off_hold_again(desk: Desk) -> None:
    for _each in range(2):
        desk.shop.order((1, 2))
    check_all(desk, 2)
    assert not desk.window.list.panel.story.isVisible(), "the timeline is one order's"
    choose(desk, "Put on hold")
    desk.dialog()
    desk.keys("waits for the customer")
    desk.submit()
    desk.until(lambda: states() == [("submitted", True)] * 2)
    check_all(desk, 2)
    choose(desk, "Take off hold")
    desk.until(lambda: states() == [("submitted", False)] * 2)


def test_several_are_copied_and_cancelled_with_one_reason(desk: Desk) -> None:
    desk.shop.order((1, 2), customer_ref="A-1")
    desk.shop.approved((2, 3))
    check_all(desk, 2)
    choose(desk, "Copy as new drafts")
    desk.until(lambda: SalesOrder.select().count() == 4)
    copies = SalesOrder.select().where(SalesOrder.state == "draft")
    assert {(row.customer_ref, row.promised, row.lines) for row in copies} == {("", None, 1)}
    SalesOrder.delete().where(SalesOrder.state == "draft").execute()
    check_all(desk, 2)
    choose(desk, "Cancel the orders")
    desk.dialog()
    desk.keys("the customer gave up")
    desk.submit()
    desk.until(lambda: [state for state, _held in states()] == ["cancelled"] * 2)


def test_what_is_checked_is_exported_and_nothing_else(desk: Desk) -> None:
    ids = [desk.shop.order((1, 2)).id for _each in range(3)]
    check_all(desk, 2)
    choose(desk, "Export the checked")
    asked: Any = desk.exported[0]
    assert asked.told == ("2 orders",)
    keys = [key[-1] for key in ORDERS.page(asked.query).keys]
    assert keys == [ids[2], ids[1]]
    assert ORDERS.count(asked.query) == 2


def test_one_s_own_orders_have_a_pill(desk: Desk) -> None:
    mine = desk.shop.order((1, 2))
    orders.create_order(desk.shop.call("owner"), desk.shop.draft((1, D(3))))
    desk.window.refresh()
    desk.calm()
    QTest.mouseClick(desk.pane.bar.pills.pill("mine"), Qt.MouseButton.LeftButton)
    desk.until(lambda: desk.pane.table.paged().rowCount() == 1)
    assert desk.pane.bar.pills.pill("mine").text().split() == ["Mine", "1"]
    desk.until(lambda: (order := desk.window.list.panel.order()) and order.id == mine.id)
    desk.until(desk.window.list.panel.story.isVisible)


def open_book(desk: Desk) -> QMenu:
    desk.key(Qt.Key.Key_B, CTRL)
    book = desk.editor.head.book
    return desk.until(lambda: book.menu if book.menu is not None and book.menu.isVisible() else None)


def test_an_address_is_taken_from_the_book_by_keys_and_a_typed_one_kept_there(desk: Desk) -> None:
    address_book.save_address(desk.shop.call("clerk"), 2, None, "李雷", "13700000002", "镇海区码头路 1 号")
    desk.key(Qt.Key.Key_F2)
    desk.keys("C2")
    desk.enter()
    head = desk.editor.head
    desk.until(head.customer.value)
    assert head.fields["address"].value() == "北仑区港东南路 218 号"
    menu = open_book(desk)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    desk.until(lambda: head.fields["address"].value() == "镇海区码头路 1 号")
    assert (head.fields["receiver"].value(), head.fields["phone"].value()) == ("李雷", "13700000002")
    head.fields["address"].set_value("江北区人民路 9 号")
    menu = open_book(desk)
    keep = menu.actions()[-1]
    assert keep.text() == "Keep this address in the book"
    menu.setActiveAction(keep)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    desk.until(lambda: "The address is in the customer's book." in desk.said())
    kept = Address.select().where(Address.customer == 2).order_by(Address.id.desc()).get()
    assert (kept.text, kept.receiver, kept.is_default) == ("江北区人民路 9 号", "李雷", False)
