"""Several deliveries at once: released together, dispatched unchecked, a list for each carrier; the state menu."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from models.delivery import Delivery, HandOver
from models.paper import PrintJob
from services import deliveries
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk, to_front
from ui.delivery.handover import HandOverDialog
from ui.delivery.window import DeliveryWindow

Sit = Callable[[str], Desk]
Control = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def goods(shop: Shop) -> int:
    product = shop.product()
    shop.stock(product, 100)
    return product


def states() -> list[str]:
    return [d.state for d in Delivery.select().order_by(Delivery.id)]


def check_all(seat: Desk, window: DeliveryWindow) -> None:
    to_front(window.window())
    window.pane.table.setFocus()
    QTest.keyClick(window.pane.table, Qt.Key.Key_A, Control)
    seat.settle()


def test_the_checked_planned_ones_are_released_together(shop: Shop, desk: Sit, goods: int) -> None:
    for _each in range(3):
        shop.approved((goods, 2))
    shop.confirmed((goods, 1))
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, phase="house")
    assert window.picked.release.isHidden()
    check_all(seat, window)
    assert window.picked.release.text().strip() == "Release 3"
    QTest.keyClick(window.pane.table, Qt.Key.Key_R, Control)
    seat.settle()
    assert states() == ["released"] * 3 + ["confirmed"]
    assert seat.said() == "3 deliveries are released to the warehouse."
    assert window.strip.isHidden()


def test_dispatch_takes_the_chosen_row_when_none_is_checked(shop: Shop, desk: Sit, goods: int) -> None:
    first, second = shop.confirmed((goods, 1)), shop.confirmed((goods, 1))
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, ready="yes")
    chosen = window.panel.view.number
    QTest.keyClick(window.pane.table, Qt.Key.Key_D, Control)
    seat.settle()
    assert sorted(states()) == ["confirmed", "dispatched"]
    assert seat.said() == f"{chosen} is dispatched."
    assert chosen in (first.number, second.number)


def test_each_carrier_has_a_list_of_its_own(shop: Shop, desk: Sit, goods: int) -> None:
    own = [shop.dispatched((goods, 1)) for _each in range(2)]
    other = shop.confirmed((goods, 1))
    step = deliveries.set_carrier(shop.call("logistics"), other.id, other.version, 2, ((1, "SF1502339477129"),))
    deliveries.dispatch_delivery(shop.call("logistics"), other.id, step.version)
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, phase="way")
    QTest.keyClick(window.pane.table, Qt.Key.Key_L, Control)
    seat.settle()
    dialog = to_front(next(d for d in window.window().findChildren(HandOverDialog) if d.isVisible()))
    assert list(dialog.forms) == [1, 2]
    assert dialog.verb.text().strip() == "Hand over and print 3 deliveries  •  2 lists"
    QTest.keyClicks(dialog.forms[1].editor("driver"), "Ma Jun")
    QTest.keyClicks(dialog.forms[2].editor("plate"), "ZA 12345")
    QTest.keyClick(dialog, Qt.Key.Key_Return, Control)
    seat.settle()
    made = list(HandOver.select().order_by(HandOver.id))
    assert [(h.carrier_id, h.driver, h.plate, h.deliveries) for h in made] == [
        (1, "Ma Jun", "", 2), (2, "", "ZA 12345", 1)]  # fmt: skip
    assert {Delivery.get_by_id(d.id).handover_id for d in own} == {made[0].id}
    assert [job.delivery_id for job in PrintJob.select().where(PrintJob.kind == "handover")] == [h.id for h in made]
    assert seat.said() == (
        f"2 hand-over lists are made, one for each carrier, and print: {made[0].number}, {made[1].number}."
    )


def test_a_state_from_the_menu_takes_the_place_of_the_pill(shop: Shop, desk: Sit, goods: int) -> None:
    shop.approved((goods, 1))
    shop.released((goods, 1))
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow)
    assert [name for name, _value in window.pane.bar.filters()] == ["mine"]
    action = next(a for a in window.pane.bar.findChildren(QAction) if a.data() == "released")
    action.trigger()
    seat.settle()
    assert window.pane.bar.filters() == (("state", "released"),)
    assert window.pane.table.paged().rowCount() == 1
    action.trigger()
    seat.settle()
    assert window.pane.bar.filters() == ()
