"""Several deliveries at once: released together, dispatched unchecked, a list for each carrier; the state menu."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from models.delivery import Delivery, HandOver
from models.paper import PrintJob
from services import deliveries, handovers
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk, to_front
from ui.delivery.handover import HandOverDialog
from ui.delivery.window import DeliveryWindow
from ui.kit.buttons import MenuButton
from ui.kit.dialog import Dialog

Sit = Callable[[str], Desk]
Control = Qt.KeyboardModifier.ControlModifier
NO_PRINTER = "No printer is set: kept as PDF, see Settings > Printers."


def question(window: DeliveryWindow) -> Dialog:
    return next(each for each in window.window().findChildren(Dialog) if each.isVisible())


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
    dialog = question(window)
    assert "only a return brings them back" in " ".join(each.text() for each in dialog.findChildren(QLabel))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    seat.settle()
    assert states() == ["confirmed"] * 2
    to_front(window.window())
    QTest.keyClick(window.pane.table, Qt.Key.Key_D, Control)
    seat.settle()
    QTest.keyClick(question(window), Qt.Key.Key_Return)
    seat.settle()
    assert sorted(states()) == ["confirmed", "dispatched"]
    assert seat.said() == f"{chosen} is dispatched."
    assert chosen in (first.number, second.number)


def no_number(shop: Shop, goods: int) -> Delivery:
    """Signed off, with a carrier whose packages need numbers and none on its package."""
    delivery = shop.confirmed((goods, 1))
    deliveries.set_carrier(shop.call("logistics"), delivery.id, delivery.version, 2)
    return Delivery.get_by_id(delivery.id)


def test_what_lacks_only_its_number_is_told_and_not_asked_about(shop: Shop, desk: Sit, goods: int) -> None:
    bare = no_number(shop, goods)
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, phase="house")
    check_all(seat, window)
    assert window.several.dispatch_button.text().strip() == "Dispatch selected"
    QTest.keyClick(window.pane.table, Qt.Key.Key_D, Control)
    seat.settle()
    assert not any(each.isVisible() for each in window.window().findChildren(Dialog))
    assert window.strip.text.text().splitlines()[-1] == f"Package 1 of delivery {bare.number} has no tracking number."
    assert states() == ["confirmed"]


def test_the_question_counts_only_what_leaves_and_names_what_stays(shop: Shop, desk: Sit, goods: int) -> None:
    shop.confirmed((goods, 1))
    no_number(shop, goods)
    shop.packed((goods, 1))
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, phase="house")
    check_all(seat, window)
    assert window.several.dispatch_button.text().strip() == "Dispatch 1 delivery"
    QTest.keyClick(window.pane.table, Qt.Key.Key_D, Control)
    seat.settle()
    dialog = question(window)
    assert dialog.windowTitle() == "Dispatch 1 delivery"
    told = " ".join(each.text() for each in dialog.findChildren(QLabel))
    assert "Without a tracking number, stay here 1" in told
    assert "Not signed off yet, stay here 1" in told
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    seat.settle()
    assert sorted(states()) == ["confirmed", "dispatched", "packed"]


def test_each_carrier_has_a_list_of_its_own(shop: Shop, desk: Sit, goods: int) -> None:
    own = [shop.dispatched((goods, 1)) for _each in range(2)]
    by_sf(shop, goods)
    seat = desk("logistics")
    dialog = at_lists(seat)
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
        "2 hand-over lists, one for each carrier, are made and in the print queue: "
        f"{made[0].number}, {made[1].number}. {NO_PRINTER}"
    )


def by_sf(shop: Shop, goods: int) -> Delivery:
    """Dispatched with another carrier than the usual one."""
    packed = shop.confirmed((goods, 1))
    number = f"SF15023394771{packed.id:02}"
    step = deliveries.set_carrier(shop.call("logistics"), packed.id, packed.version, 2, ((1, number),))
    deliveries.dispatch_delivery(shop.call("logistics"), packed.id, step.version)
    return packed


def at_lists(seat: Desk) -> HandOverDialog:
    window = seat.open("delivery", DeliveryWindow, phase="way")
    QTest.keyClick(window.pane.table, Qt.Key.Key_L, Control)
    seat.settle()
    return to_front(next(d for d in window.window().findChildren(HandOverDialog) if d.isVisible()))


def test_copying_the_list_keeps_the_dialog_and_what_is_typed(shop: Shop, desk: Sit, goods: int) -> None:
    shop.dispatched((goods, 1))
    dialog = at_lists(desk("logistics"))
    driver = dialog.forms[1].editor("driver")
    QTest.keyClicks(driver, "Ma Jun")
    QTest.keyClick(driver, Qt.Key.Key_C, Control | Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.clipboard().text().startswith("Delivery no.\tCustomer\t")
    driver.selectAll()
    QTest.keyClick(driver, Qt.Key.Key_C, Control)
    assert QApplication.clipboard().text() == "Ma Jun"
    assert (dialog.isVisible(), driver.value()) == (True, "Ma Jun")


def test_a_refused_list_is_said_beside_the_one_that_is_made_and_a_second_press_makes_the_rest(
    shop: Shop, desk: Sit, goods: int
) -> None:
    shop.dispatched((goods, 1))
    taken, left = by_sf(shop, goods), by_sf(shop, goods)
    seat = desk("logistics")
    dialog = at_lists(seat)
    QTest.keyClicks(dialog.forms[2].editor("plate"), "ZA 12345")
    theirs = handovers.hand_over(shop.call("logistics"), (taken.id,))
    QTest.keyClick(dialog, Qt.Key.Key_Return, Control)
    seat.settle()
    ours = HandOver.get(HandOver.carrier == 1)
    assert dialog.strip.text.text().split("\n") == [
        f"Hand-over list {ours.number} is made and in the print queue. {NO_PRINTER}", "Left as they were, 1 of 2:",
        f"SF Express: Delivery {taken.number} stands on hand-over list {theirs.number} already.",
    ]  # fmt: skip
    assert (list(dialog.forms), dialog.forms[2].editor("plate").value()) == ([2], "ZA 12345")
    QTest.keyClick(dialog, Qt.Key.Key_Return, Control)
    seat.settle()
    last = HandOver.select().order_by(HandOver.id.desc()).get()
    assert (Delivery.get_by_id(left.id).handover_id, last.plate) == (last.id, "ZA 12345")
    assert seat.said() == f"Hand-over list {last.number} is made and in the print queue. {NO_PRINTER}"


def test_a_state_from_the_menu_takes_the_place_of_the_pill(shop: Shop, desk: Sit, goods: int) -> None:
    shop.approved((goods, 1))
    shop.released((goods, 1))
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow)
    assert [name for name, _value in window.pane.bar.filters()] == ["mine"]
    menus = [button.menu_of() for button in window.pane.bar.findChildren(MenuButton)]
    action = next(a for menu in menus for a in menu.actions() if a.data() == "released")
    action.trigger()
    seat.settle()
    assert window.pane.bar.filters() == (("state", "released"),)
    assert window.pane.table.paged().rowCount() == 1
    action.trigger()
    seat.settle()
    assert window.pane.bar.filters() == ()
