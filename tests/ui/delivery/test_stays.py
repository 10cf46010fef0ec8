"""What was just signed, released, dispatched or cancelled stays in the panel when its row leaves the list."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from models.delivery import Delivery, Package
from services import deliveries
from tests.services.shop import Shop
from tests.ui.delivery.conftest import PASSWORD, Desk, to_front
from ui.delivery.window import DeliveryWindow
from ui.scan.filter import ScanFilter
from ui.scan.robot import Hands

Sit = Callable[[str], Desk]
WAYBILL = "SF1502339477129"


@pytest.fixture
def goods(shop: Shop) -> int:
    product = shop.product()
    shop.stock(product, 100)
    return product


def test_a_number_scanned_right_after_the_last_sign_off_goes_to_what_was_signed(
    shop: Shop, desk: Sit, goods: int, scans: ScanFilter
) -> None:
    packed = [shop.packed((goods, 1)) for _each in range(3)]
    for each in packed:
        deliveries.sign_off(shop.call("packer"), each.id, each.version, "warehouse")
    seat = desk("owner")
    window = seat.open("delivery", lambda shell: DeliveryWindow(shell, scans), state="packed")
    hands = Hands(to_front(window.window()), scans)
    signed, others = window.panel.view.id, {each.id for each in packed} - {window.panel.view.id}
    hands.press(Qt.Key.Key_F4)
    seat.settle()
    hands.type(PASSWORD)
    hands.press(Qt.Key.Key_Return)
    seat.settle()
    assert Delivery.get_by_id(signed).state == "confirmed"
    to_front(window.window())
    assert window.pane.table.hasFocus()
    hands.scan(WAYBILL)
    seat.settle()
    assert window.panel.view.id == signed
    assert {p.delivery_id for p in Package.select().where(Package.tracking_number == WAYBILL)} == {signed}
    hands.press(Qt.Key.Key_F2)
    seat.settle()
    hands.press(Qt.Key.Key_Return)
    seat.settle()
    assert Delivery.get_by_id(signed).state == "dispatched"
    assert window.panel.view.id == signed
    to_front(window.window())
    window.pane.table.setFocus()
    hands.press(Qt.Key.Key_Down)
    QTest.qWait(150)
    seat.settle()
    assert window.panel.view.id in others


def test_the_only_one_stays_when_the_list_is_empty(shop: Shop, desk: Sit, goods: int) -> None:
    planned = Delivery.get_by_id(shop.approved((goods, 4)).deliveries[0])
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, state="planned")
    QTest.keyClick(window.pane.table, Qt.Key.Key_F2)
    seat.settle()
    assert window.pane.table.paged().rowCount() == 0
    assert (window.panel.view.id, window.panel.view.state) == (planned.id, "released")
    window.pane.bar.set_filters((("state", "dispatched"),), "")
    seat.settle()
    assert window.panel.view is None
