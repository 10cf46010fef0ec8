"""Filters a person keeps: saved, shared, renamed, deleted and brought back, by mouse and by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from services import saved_filters
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk, to_front
from ui.customers.window import CustomersWindow
from ui.delivery.window import DeliveryWindow
from ui.finance.window import FinanceWindow
from ui.inventory.window import InventoryWindow
from ui.kit.case_dialog import CaseDialog
from ui.kit.list_pane import ListPane
from ui.orders.window import OrdersWindow
from ui.products.window import ProductsWindow
from ui.purchasing.window import PurchasingWindow
from ui.tracking.window import TrackingWindow

CTRL = Qt.KeyboardModifier.ControlModifier
Sit = Callable[[str], Desk]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def sit(desk: Sit, who: str) -> Desk:
    one = desk(who)
    one.shell.preferences.attach()
    return one


def pane_of(window: Any) -> ListPane:
    return next(pane for pane in window.findChildren(ListPane) if pane.isVisible())


def orders(desk: Sit, who: str, shop: Shop) -> tuple[Desk, ListPane]:
    one = sit(desk, who)
    return one, pane_of(one.open("orders", OrdersWindow))


def menu_of(pane: ListPane) -> list[str]:
    return [action.text() for action in pane.own.menu().actions() if action.text()]


def dialog_of(one: Desk) -> CaseDialog:
    one.settle()
    (found,) = one.main.findChildren(CaseDialog)
    to_front(found)
    return found


def pick(pane: ListPane, start: str) -> None:
    next(action for action in pane.own.menu().actions() if action.text().startswith(start)).trigger()


def save(one: Desk, pane: ListPane, name: str) -> None:
    """By keyboard alone: Ctrl+S opens the menu, Down and Enter choose, the name, Ctrl+Enter."""
    to_front(one.main)
    QTest.keyClick(pane.table, Qt.Key.Key_S, CTRL)
    (menu,) = [found for found in one.main.findChildren(QMenu) if found.isVisible()]
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    dialog = dialog_of(one)
    QTest.keyClicks(dialog.form.editor("name"), name)
    QTest.keyClick(dialog.form.editor("name"), Qt.Key.Key_Return, CTRL)
    one.settle()


def pills(pane: ListPane) -> dict[str, str]:
    return {name: pane.bar.pills.pill(name).text() for name in pane.bar.pills.names() if name.startswith("own:")}


def test_what_is_set_is_kept_with_its_count_and_comes_back_by_its_pill(desk: Sit, shop: Shop) -> None:
    shop.order((shop.product(), 2))
    one, pane = orders(desk, "clerk", shop)
    assert not pane.own.menu().actions()[0].isEnabled(), "nothing is set, so there is nothing to keep"
    pane.bar.set_filter("state", "submitted")
    pane.bar.search_box().setText("corner")
    pane.table.sort_to(4, False)
    one.settle()
    save(one, pane, "Corner, waiting")
    ((name, text),) = pills(pane).items()
    assert text == "Corner, waiting  1"
    assert pane.bar.pills.pill(name).isChecked()
    pane.bar.choose("all")
    pane.table.sort_to(0, True)
    one.settle()
    assert (pane.bar.search(), pane.bar.filters(), pane.sort()) == ("", (), ("newest", True))
    QTest.mouseClick(pane.bar.pills.pill(name), Qt.MouseButton.LeftButton)
    one.settle()
    assert (pane.bar.search(), pane.bar.filters(), pane.sort()) == ("corner", (("state", "submitted"),), ("due", False))


def test_a_name_that_is_taken_is_said_at_the_field_and_nothing_typed_is_lost(desk: Sit, shop: Shop) -> None:
    one, pane = orders(desk, "clerk", shop)
    pane.bar.set_filter("state", "draft")
    save(one, pane, "Drafts")
    save(one, pane, "drafts")
    dialog = dialog_of(one)
    assert dialog.form.editor("name").text() == "drafts"
    assert dialog.form.editor("name").accessibleDescription().startswith("You already have a filter")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_deleted_at_once_and_brought_back_by_undo(desk: Sit, shop: Shop) -> None:
    one, pane = orders(desk, "clerk", shop)
    pane.bar.set_filter("state", "draft")
    save(one, pane, "Drafts of us")
    pick(pane, "Delete")
    one.settle()
    assert pills(pane) == {}
    assert one.said() == 'The filter "Drafts of us" is deleted.'
    one.notices[-1].act()
    one.settle()
    assert [text.split("  ")[0] for text in pills(pane).values()] == ["Drafts of us"]


def test_shared_by_who_may_and_seen_by_others_who_can_t_change_it(desk: Sit, shop: Shop) -> None:
    one, pane = orders(desk, "owner", shop)
    pane.bar.set_filter("state", "draft")
    save(one, pane, "All drafts")
    pick(pane, "Share it")
    one.settle()
    two, theirs = orders(desk, "clerk", shop)
    ((name, _text),) = pills(theirs).items()
    theirs.bar.choose(name)
    two.settle()
    assert theirs.bar.filters() == (("state", "draft"),)
    assert theirs.bar.pills.pill(name).toolTip() == "Shared by Olive Owner"
    assert menu_of(theirs) == ["Save what is set as a filter…"]
    assert "Share it with everybody" not in " ".join(menu_of(theirs))
    saved_filters.delete_filter(shop.call("owner"), int(name.partition(":")[2]))
    two.shell.publish(frozenset({"filters"}))
    two.settle()
    assert pills(theirs) == {}


def test_renamed(desk: Sit, shop: Shop) -> None:
    one, pane = orders(desk, "clerk", shop)
    pane.bar.set_filter("state", "draft")
    save(one, pane, "Drafts")
    pick(pane, "Rename")
    dialog = dialog_of(one)
    dialog.form.editor("name").selectAll()
    QTest.keyClicks(dialog.form.editor("name"), "Unfinished")
    dialog.submit()
    one.settle()
    assert list(pills(pane).values()) == ["Unfinished  0"]


@pytest.mark.parametrize(
    ("make", "who"),
    [(OrdersWindow, "clerk"), (DeliveryWindow, "logistics"), (TrackingWindow, "logistics"),
     (InventoryWindow, "warehouse"), (PurchasingWindow, "warehouse"), (CustomersWindow, "clerk"),
     (ProductsWindow, "warehouse"), (FinanceWindow, "finance")],
)  # fmt: skip
def test_every_list_window_keeps_filters(make: Any, who: str, desk: Sit, shop: Shop) -> None:
    one = sit(desk, who)
    pane = pane_of(one.open("list", make))
    pane.bar.search_box().setText("corner")
    one.settle()
    save(one, pane, "Kept")
    assert len(pills(pane)) == 1
    assert pane.bar.pills.isVisible()


def test_pills_without_room_are_in_the_menu_and_work_from_there(desk: Sit, shop: Shop) -> None:
    for number in range(14):
        kept = saved_filters.Kept(search=f"word {number}")
        saved_filters.save_filter(shop.call("clerk"), "orders", f"A filter with a long name {number}", kept)
    one, pane = orders(desk, "clerk", shop)
    row = pane.bar.pills
    shown = [name for name in row.names() if not row.pill(name).isHidden()]
    assert set(row.names()) - set(shown), "not all have room"
    assert all(row.pill(name).geometry().right() <= row.width() for name in shown)
    more = [action.text() for action in row._more.menu_of().actions()]
    assert len(more) == len(row.names()) - len(shown)
    row._more.menu_of().actions()[-1].trigger()
    one.settle()
    assert pane.bar.search() == "word 13"
    assert row._more.isChecked()
