"""Columns chosen, moved and resized by mouse and keyboard, kept per person and found again at another PC."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from services import preferences
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk, to_front
from tests.ui.lists.test_kept_filters import pane_of, sit
from ui.customers.window import CustomersWindow
from ui.kit.list_pane import ListPane
from ui.orders.window import OrdersWindow

Sit = Callable[[str], Desk]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
SHIFT = Qt.KeyboardModifier.ShiftModifier


def opened(desk: Sit, who: str = "clerk", make: Any = OrdersWindow) -> tuple[Desk, ListPane]:
    one = sit(desk, who)
    return one, pane_of(one.open("orders", make))


def names(pane: ListPane) -> list[str]:
    return [pane.table.paged().columns[at].name for at in pane.table.shown_columns()]


def at(pane: ListPane, name: str) -> int:
    return next(n for n, column in enumerate(pane.table.paged().columns) if column.name == name)


def pick(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()


def written(one: Desk) -> None:
    one.shell.preferences.flush()
    one.settle()


def test_a_column_never_shown_before_is_chosen_and_kept_for_this_person_at_every_pc(desk: Sit, shop: Shop) -> None:
    one, pane = opened(desk)
    assert "receiver" not in names(pane)
    pick(pane.columns.menu(), "Receiver")
    pick(pane.columns.menu(), "Shipped")
    assert "receiver" in names(pane)
    assert "shipped" not in names(pane)
    written(one)
    _two, again = opened(desk)
    assert names(again) == names(pane)
    _three, other = opened(desk, "approver")
    assert "receiver" not in names(other)


def test_moved_by_the_head_s_menu_opened_with_the_keyboard(desk: Sit, shop: Shop) -> None:
    shop.order((shop.product(), 1))
    one, pane = opened(desk)
    before = names(pane)
    to_front(one.main)
    pane.table.setCurrentIndex(pane.table.paged().index(0, at(pane, "state")))
    QTest.keyClick(pane.table, Qt.Key.Key_F10, SHIFT)
    (menu,) = [found for found in pane.findChildren(QMenu) if found.isVisible()]
    while menu.activeAction() is None or menu.activeAction().text() != "Move to the left":
        QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    place = before.index("state")
    assert names(pane) == [*before[: place - 1], "state", before[place - 1], *before[place + 1 :]]
    written(one)
    assert preferences.of(shop.clerk.user_id)["list.orders"]["order"].index("state") < len(before)


def test_dragged_by_the_mouse_moved_and_resized(desk: Sit, shop: Shop) -> None:
    one, pane = opened(desk)
    head = pane.table.horizontalHeader()
    middle = head.height() // 2

    def drag(start: int, end: int) -> None:
        QTest.mousePress(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(start, middle))
        for step in range(1, 11):
            QTest.mouseMove(head.viewport(), QPoint(start + (end - start) * step // 10, middle))
        QTest.mouseRelease(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(end, middle))
        one.settle()

    total = at(pane, "total")
    left = head.sectionViewportPosition(total)
    before = pane.table.columnWidth(total)
    edge = left + before
    drag(edge - 1, edge + 39)
    assert abs(pane.table.columnWidth(total) - before - 40) <= 2
    left = head.sectionViewportPosition(total)
    drag(left + 50, head.sectionViewportPosition(at(pane, "state")) + 4)
    assert names(pane).index("total") < names(pane).index("state") + 1
    assert names(pane)[-1] != "total"
    written(one)
    kept = preferences.of(shop.clerk.user_id)["list.orders"]
    assert abs(kept["widths"]["total"] - before - 40) <= 2


def test_a_wide_column_stays_as_wide_and_others_give_way(desk: Sit, shop: Shop) -> None:
    one, pane = opened(desk, make=CustomersWindow)
    phone = at(pane, "phone")
    pane.table.columns.widen(phone, 60)
    width = pane.table.columnWidth(phone)
    one.main.resize(1600, 800)
    one.settle()
    assert pane.table.columnWidth(phone) == width
    used = sum(pane.table.columnWidth(each) for each in pane.table.shown_columns())
    assert used == pane.table.viewport().width()


def test_reset_brings_all_back_and_can_be_undone(desk: Sit, shop: Shop) -> None:
    one, pane = opened(desk)
    first = names(pane)
    pane.table.columns.show("total", False)
    pane.table.columns.move(at(pane, "state"), -1)
    arranged = names(pane)
    pick(pane.columns.menu(), "Reset columns")
    assert names(pane) == first
    one.notices[-1].act()
    assert names(pane) == arranged
    pane.columns.reset()
    written(one)
    assert preferences.of(shop.clerk.user_id) == {}


def test_the_sort_is_kept_too(desk: Sit, shop: Shop) -> None:
    one, pane = opened(desk)
    pane.table.sort_to(at(pane, "promised"), True)
    written(one)
    _two, again = opened(desk)
    assert (again.query().sort, again.query().descending) == ("due", True)


def test_the_last_column_can_t_be_hidden(desk: Sit, shop: Shop) -> None:
    _one, pane = opened(desk)
    for name in names(pane):
        pane.table.columns.show(name, False)
    assert len(names(pane)) == 1


def test_what_was_kept_badly_is_as_if_nothing_was(desk: Sit, shop: Shop) -> None:
    first = names(opened(desk)[1])
    bad = {"order": 7, "hidden": {"a": 1}, "widths": [3], "sort": "x"}
    for rubbish in ([1, 2], bad, "text", {"widths": {"total": 1e9}}):
        preferences.keep(shop.call("clerk"), {"list.orders": rubbish})
        assert names(opened(desk)[1]) == first


def test_ctrl_c_follows_the_columns_and_keeps_text_as_text(desk: Sit, shop: Shop) -> None:
    shop.order((shop.product(), 1), customer_ref="=1+1", note="00123")
    one, pane = opened(desk)
    pane.table.columns.show("note", True)
    pane.table.columns.show("customer_ref", True)
    pane.table.columns.move(at(pane, "total"), -1)
    to_front(one.main)
    pane.table.setFocus()
    QTest.keyClick(pane.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    one.settle()
    data = QGuiApplication.clipboard().mimeData()
    head, line, _end = data.text().split("\n")
    shown = names(pane)
    assert len(head.split("\t")) == len(shown)
    cells = dict(zip(shown, line.split("\t"), strict=True))
    assert (cells["customer_ref"], cells["note"], cells["total"]) == ("'=1+1", "00123", "10.00")
    assert "<td style='mso-number-format:\"\\@\"'>00123</td>" in data.html()
    assert "<td>10.00</td>" in data.html()
    assert pane.asked().columns == tuple(shown)
