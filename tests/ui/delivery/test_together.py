"""Several orders as one delivery, and what a cancel carries back, by keys."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from models.delivery import Delivery
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk, to_front
from tests.ui.delivery.test_delivery_window import dialog_of
from ui.delivery.dialogs import CancelDialog, PlanDialog
from ui.delivery.window import DeliveryWindow
from ui.kit.panel import MiniTable

Sit = Callable[[str], Desk]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def goods(shop: Shop) -> int:
    product = shop.product()
    shop.stock(product, 100)
    return product


def test_two_waiting_orders_are_planned_together_by_keys(shop: Shop, desk: Sit, goods: int) -> None:
    missing = shop.product()
    shop.stock(missing, 1)
    for count in (3, 4):
        shop.approved((goods, count), (missing, 5), delivery_policy="complete")
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow)
    QTest.keyClick(window, Qt.Key.Key_N, CTRL)
    seat.settle()
    dialog = dialog_of(window, PlanDialog)
    assert dialog.verb.text() == "Plan delivery"
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)
    assert dialog.verb.text() == "Plan 2 orders as one delivery"
    QTest.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    seat.settle()
    made = Delivery.get()
    assert (made.pieces, seat.said()) == (8, f"{made.number} is planned. Release it, and it goes to packing.")
    assert [link.text() for link in window.panel.orders] == [number for _id, number in window.panel.view.orders]
    assert len(window.panel.orders) == 2
    QTest.mouseClick(window.panel.orders[1], Qt.MouseButton.LeftButton)
    assert seat.went == [("orders", {"id": window.panel.view.orders[1][0]})]


def test_planned_deliveries_of_one_customer_are_combined_by_one_key(shop: Shop, desk: Sit, goods: int) -> None:
    first, second = (Delivery.get_by_id(shop.approved((goods, n)).deliveries[0]) for n in (3, 4))
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, number=first.number)
    assert window.panel.combine.text().strip() == "Combine with 1 other"
    to_front(window.window())
    QTest.keyClick(window.pane.table, Qt.Key.Key_M, CTRL)
    seat.settle()
    assert (Delivery.get_by_id(first.id).pieces, Delivery.get_by_id(second.id).state) == (7, "cancelled")
    assert seat.said() == f"{first.number} now holds the goods of all of them."
    assert not window.panel.combine.isVisible()


def test_a_cancel_says_first_what_goes_back_where(shop: Shop, desk: Sit, goods: int) -> None:
    packed, open_ = shop.packed((goods, 4)), shop.released((goods, 2))
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, number=packed.number)
    QTest.keyClick(window.pane.table, Qt.Key.Key_F9)
    dialog = dialog_of(window, CancelDialog)
    assert dialog.findChild(MiniTable).accessibleName() == "Product P-1, —, 4 pc, A-01-1"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    window.activate(number=open_.number)
    seat.settle()
    to_front(window.window())
    QTest.keyClick(window.pane.table, Qt.Key.Key_F9)
    dialog = dialog_of(window, CancelDialog)
    assert dialog.findChild(MiniTable) is None
