"""“Why can't this ship?” from the order's panel, from the approval and by itself, on a real database."""

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from models.delivery import PickLine
from models.orders import OrderLine
from services import packing, stock, why_short
from tests.services.shop import D
from tests.ui.approval.office import Office
from ui.approval.window import ApprovalWindow
from ui.inventory.why import WhyDialog, why_dialog, why_order
from ui.kit.pick_table import PickTable
from ui.orders.window import OrdersWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)


def shown(office: Office, window: Any) -> Any:
    """The dialog over a window, filled."""
    found: list[Any] = []

    def there() -> bool:
        found[:] = [each for each in window.window().findChildren(WhyDialog) if each.isVisible() and each.why]
        return bool(found)

    office.until(there)
    return found[0]


def said(dialog: Any) -> str:
    return " | ".join(each.text() for each in dialog.findChildren(QLabel) if not each.isHidden())


def link(window: Any) -> Any:
    return next(b for b in window.findChildren(QPushButton) if b.text() == "Why can't this ship?" and b.isVisible())


@pytest.fixture
def short(office: Office) -> Any:
    """An approved order of 8: 3 frozen, 5 reserved for another, 20 come in six days."""
    shop = office.shop
    product = shop.product("A", name="Bearing")
    shop.stock(product, 8)
    stock.set_quality(shop.call("warehouse"), shop.balance(product).id, "frozen", "Water damage", D(3))
    first = shop.approved((product, 5))
    day = shop.clock.today + timedelta(6)
    stock.order_goods(shop.call("warehouse"), 1, day, (stock.Bought(product, D(20)),))
    return first, shop.approved((product, 8)), product


def test_a_short_line_is_explained_and_leads_to_the_order_that_holds_the_goods(office: Office, short: Any) -> None:
    first, order, product = short
    window = office.show(OrdersWindow(office.sit("clerk")))
    dialog = why_dialog(window, office.shells[-1], OrderLine.get(OrderLine.order == order.id).id)
    office.until(lambda: dialog.why is not None)
    told = said(dialog)
    assert "3 are there but can't be promised" in told
    assert "5 are reserved for other orders" in told
    assert "20 from Supplier" in told
    tables = {each.objectName(): each for each in dialog.findChildren(PickTable)}
    assert "Water damage" in str(tables["There, but held back"]._rows)
    tables["Reserved for"].setFocus()
    QTest.keyClick(tables["Reserved for"], Qt.Key.Key_Return)
    assert office.went[-1] == ("orders", {"id": first.id})
    again = why_dialog(window, office.shells[-1], OrderLine.get(OrderLine.order == order.id).id)
    office.until(lambda: again.why is not None)
    QTest.keyClick(again, Qt.Key.Key_F8)
    assert office.went[-1] == ("inventory", {"id": product})


def test_the_panel_of_an_order_leads_to_the_answer(office: Office, short: Any) -> None:
    _first, order, _product = short
    window = office.show(OrdersWindow(office.sit("clerk")))
    window.activate(id=order.id)
    office.until(lambda: window.list.panel._order is not None and window.list.panel._order.id == order.id)
    link(window).click()
    dialog = shown(office, window)
    assert dialog.why.missing == 8
    dialog.reject()


def test_the_approval_leads_to_the_answer_before_anything_is_reserved(office: Office, short: Any) -> None:
    other = office.shop.product("PLENTY")
    office.shop.stock(other, 50)
    order = office.shop.order((short[2], 4), (other, 2))
    window = office.show(ApprovalWindow(office.sit("approver")))
    window.activate(id=order.id)
    office.until(lambda: window.pane._order is not None and window.pane._order.id == order.id)
    assert [missing for _id, _name, missing in why_short.short_lines(order.id)] == [4]
    link(window).click()
    dialog = shown(office, window)
    assert dialog.why.name == "Bearing"
    dialog.reject()


def test_what_is_free_behind_a_short_pick_is_reserved_from_the_answer(office: Office) -> None:
    shop = office.shop
    product = shop.product("A")
    shop.stock(product, 2)
    shop.stock(product, 5, bin="A-01-2")
    delivery = shop.released((product, 4))
    packing.start_picking(shop.call("packer"), delivery.id)
    packing.short_pick(shop.call("packer"), delivery.id, PickLine.get(PickLine.delivery == delivery).id)
    line = OrderLine.get()
    assert line.reserved < line.open
    window = office.show(OrdersWindow(office.sit("approver")))
    dialog = why_dialog(window, office.shells[-1], line.id)
    office.until(lambda: dialog.serve.isVisible())
    assert "are free now" in said(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_F2)
    office.until(lambda: "Nothing is missing any more" in said(dialog))
    line = OrderLine.get()
    assert line.reserved == line.open
    assert not dialog.serve.isVisible()
    dialog.reject()


def test_an_order_that_lacks_nothing_says_so_and_several_lines_are_chosen_from(office: Office, short: Any) -> None:
    first, _order, product = short
    window = office.show(OrdersWindow(office.sit("clerk")))
    why_order(window, office.shells[-1], first.id)
    office.until(lambda: office.said() == "Nothing is missing: every line is reserved in full.")
    other = office.shop.product("NUT")
    both = office.shop.approved((product, 2), (other, 3))
    why_order(window, office.shells[-1], both.id)
    dialog = shown(office, window)
    assert dialog._chosen.count() == 2
    dialog._chosen.setCurrentIndex(1)
    office.until(lambda: dialog.why.sku == "NUT")
    assert "Nothing is on order" in said(dialog)
    dialog.reject()
