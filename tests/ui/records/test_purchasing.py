"""Purchase orders by state, with what is still to come; suppliers changed from there."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from models.buying import PurchaseOrder
from models.parties import Supplier
from services import stock
from services.stock import Bought
from tests.services.shop import D, Shop
from tests.ui.delivery.conftest import Desk, to_front
from tests.ui.records.test_products_and_customers import form, save, typed
from ui.purchasing.window import PurchasingWindow, supplier_dialog

Sit = Callable[[str], Desk]


def ordered(shop: Shop, quantity: int = 10) -> int:
    expected = shop.clock.today + timedelta(3)
    return stock.order_goods(shop.call("warehouse"), 1, expected, (Bought(shop.product(), D(quantity)),)).id


def test_what_is_on_order_is_shown_with_what_is_still_to_come(desk: Sit, shop: Shop) -> None:
    purchase = ordered(shop)
    sitting = desk("warehouse")
    window = sitting.open("purchasing", PurchasingWindow)
    window.go_to(purchase)
    sitting.settle()
    assert [(line.quantity, line.open) for line in window.record.lines] == [(D(10), D(10))]
    to_front(window.window())
    QTest.keyClick(window.window(), Qt.Key.Key_F4)
    assert sitting.went[-1] == ("inventory", {"view": "expected"})


def test_the_rest_of_an_order_is_cancelled_with_a_reason(desk: Sit, shop: Shop) -> None:
    purchase = ordered(shop)
    sitting = desk("warehouse")
    window = sitting.open("purchasing", PurchasingWindow)
    window.go_to(purchase)
    sitting.settle()
    to_front(window.window())
    QTest.keyClick(window.window(), Qt.Key.Key_F9)
    dialog = form(sitting)
    typed(dialog, reason="sold out")
    save(sitting, dialog)
    assert PurchaseOrder.get_by_id(purchase).state == "cancelled"
    assert window.pane.table.paged().rowCount() == 0  # it has left what is on order


def test_a_supplier_is_changed_from_its_order(desk: Sit, shop: Shop) -> None:
    purchase = ordered(shop)
    sitting = desk("warehouse")
    window = sitting.open("purchasing", PurchasingWindow)
    window.go_to(purchase)
    sitting.settle()
    supplier_dialog(window, window.shell, window._again, window.record.supplier)
    dialog = form(sitting)
    typed(dialog, contact="Ann", lead_days="9")
    save(sitting, dialog)
    assert (Supplier.get_by_id(1).contact, Supplier.get_by_id(1).lead_days) == ("Ann", 9)
    assert window.record.supplier.data.contact == "Ann"


def test_orders_are_found_by_supplier_and_number(desk: Sit, shop: Shop) -> None:
    ordered(shop)
    sitting = desk("warehouse")
    window = sitting.open("purchasing", PurchasingWindow)
    for text, count in (("suppl", 1), ("PO-", 1), ("nobody", 0)):
        window.pane.bar.set_filters((), text)
        sitting.settle()
        assert window.pane.table.paged().rowCount() == count, text
