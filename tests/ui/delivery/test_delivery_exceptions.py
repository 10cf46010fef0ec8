"""The exception list in the delivery window, its ways out, and what goes first."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from models.delivery import Delivery
from services import packing, troubles
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk, to_front
from ui.delivery.window import DeliveryWindow

Sit = Callable[[str], Desk]
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def aside(shop: Shop) -> Delivery:
    """One of two pieces is picked, the other was not found."""
    product = shop.product()
    shop.stock(product, 9)
    delivery = shop.released((product, 2))
    packing.start_picking(shop.call("packer"), delivery.id)
    shop.scan(delivery.id, shop.label(product))
    troubles.set_aside(shop.call("packer"), delivery.id)
    return Delivery.get_by_id(delivery.id)


def at_window(desk: Sit, who: str, **where: Any) -> tuple[Desk, DeliveryWindow]:
    sitting = desk(who)
    window = sitting.open("delivery", DeliveryWindow, **where)
    to_front(window.window())
    return sitting, window


def press(sitting: Desk, window: DeliveryWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    QTest.keyClick(window.pane.table, key, modifiers)
    sitting.settle()


def test_the_exception_list_is_a_filter_that_shows_only_while_it_holds_something(
    shop: Shop, desk: Sit, aside: Delivery
) -> None:
    sitting, window = at_window(desk, "warehouse")
    assert window.exceptions.text().strip() == "1 exception"
    window.exceptions.click()
    sitting.settle()
    assert window.pane.query().filters == (("trouble", "house"),)
    window.pane.table.select_id(aside.id)
    sitting.settle()
    assert window.panel.trouble.isVisible()
    assert "not found" in window.panel.trouble.text.text()
    press(sitting, window, Qt.Key.Key_G, CTRL)
    assert Delivery.get_by_id(aside.id).trouble == ""
    assert sitting.said() == f"{aside.number} is back in the packers' queue."
    window.refresh()
    sitting.settle()
    assert not window.exceptions.isVisible()


def test_releasing_the_checked_ones_and_going_on_picking_have_a_key_each(
    shop: Shop, desk: Sit, aside: Delivery
) -> None:
    product = shop.product()
    shop.stock(product, 1)
    (planned,) = shop.approved((product, 1)).deliveries
    sitting, window = at_window(desk, "warehouse", phase="house")
    press(sitting, window, Qt.Key.Key_A, CTRL)
    window.pane.table.select_id(aside.id)
    sitting.settle()
    assert window.panel.trouble.again.isVisible()
    assert window.picked.release.isVisible()
    press(sitting, window, Qt.Key.Key_G, CTRL)
    assert Delivery.get_by_id(aside.id).trouble == ""
    press(sitting, window, Qt.Key.Key_R, CTRL)
    assert Delivery.get_by_id(planned).state == "released"


def test_what_is_picked_is_shipped_short_by_key(shop: Shop, desk: Sit, aside: Delivery) -> None:
    sitting, window = at_window(desk, "warehouse", id=aside.id)
    press(sitting, window, Qt.Key.Key_R, CTRL | SHIFT)
    stored = Delivery.get_by_id(aside.id)
    assert (stored.state, stored.pieces, stored.trouble) == ("picked", 1, "")
    assert not window.panel.trouble.isVisible()


def test_who_may_not_pick_sees_it_and_may_only_cancel(shop: Shop, desk: Sit, aside: Delivery) -> None:
    _sitting, window = at_window(desk, "logistics", id=aside.id)
    assert window.panel.trouble.isVisible()
    assert not window.panel.trouble.again.isEnabled()
    assert window.panel.cancel.isVisible()


def test_ctrl_u_makes_a_delivery_urgent_and_once_more_not(shop: Shop, desk: Sit, aside: Delivery) -> None:
    sitting, window = at_window(desk, "warehouse", id=aside.id)
    press(sitting, window, Qt.Key.Key_U, CTRL)
    assert Delivery.get_by_id(aside.id).priority == 1
    assert window.panel.urgent.button.isChecked()
    press(sitting, window, Qt.Key.Key_U, CTRL)
    assert Delivery.get_by_id(aside.id).priority == 0


def test_who_may_not_plan_cannot_say_what_goes_first(shop: Shop, desk: Sit, aside: Delivery) -> None:
    _sitting, window = at_window(desk, "packer", id=aside.id)
    assert not window.panel.urgent.isVisible()
