"""Purchase orders by state, with what is still to come; suppliers changed from there."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from models.buying import PurchaseOrder
from models.parties import Supplier
from services import stock
from services.stock import Bought
from tests.services.shop import D, Shop
from tests.ui.delivery.conftest import Desk, to_front
from tests.ui.records.test_products_and_customers import form, press, save, typed
from ui.kit.key_overview import keys_of
from ui.purchasing.suppliers import SuppliersWindow, supplier_dialog
from ui.purchasing.window import PurchasingWindow

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
    number = PurchaseOrder.get().number
    assert sitting.went[-1] == ("inventory", {"do": "receive", "purchase": number})


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


def test_a_supplier_is_added_found_and_changed_in_the_list_of_suppliers(desk: Sit, shop: Shop) -> None:
    sitting = desk("warehouse")
    window = sitting.open("suppliers", SuppliersWindow)
    rows = window.pane.table.paged()
    assert rows.rowCount() == 1
    press(sitting, window, Qt.Key.Key_F2)
    dialog = form(sitting)
    assert dialog.form.editor("code").value() == "V002"
    save(sitting, dialog)
    assert dialog.form._entries["name"].error  # a name is needed, and the form stays
    typed(dialog, code="s1", name="Northern Mill", contact="Ann", phone="0571", payment_days="45", lead_days="9")
    save(sitting, dialog)
    assert "S1" in dialog.form._entries["code"].error
    typed(dialog, code="nm")
    save(sitting, dialog)
    made = Supplier.get(Supplier.code == "NM")
    assert (made.name, made.contact, made.payment_days, made.lead_days) == ("Northern Mill", "Ann", 45, 9)
    assert made.active
    assert window.record.code == "NM"
    for text, count in (("north", 1), ("ann", 1), ("nobody", 0), ("", 2)):
        window.pane.bar.set_filters((), text)
        sitting.settle()
        assert rows.rowCount() == count, text
    window.go_to(made.id)
    sitting.settle()
    press(sitting, window, Qt.Key.Key_F4)
    dialog = form(sitting)
    dialog.form.editor("active").set_value(False)
    typed(dialog, payment_days="400")
    save(sitting, dialog)
    assert dialog.form._entries["payment_days"].error
    typed(dialog, payment_days="60")
    save(sitting, dialog)
    made = Supplier.get_by_id(made.id)
    assert (made.payment_days, made.active) == (60, False)
    window.pane.bar.set_filters((("active", "yes"),))
    sitting.settle()
    assert rows.rowCount() == 1  # it has left those in use


def test_purchasing_leads_to_the_suppliers_and_they_lead_back(desk: Sit, shop: Shop) -> None:
    sitting = desk("warehouse")
    window = sitting.open("purchasing", PurchasingWindow)
    shown = [each for each in window.findChildren(QPushButton) if each.isVisible()]
    pill = next(each for each in shown if each.text().strip() == "Suppliers")
    QTest.mouseClick(pill, Qt.MouseButton.LeftButton)
    assert sitting.went[-1] == ("suppliers", {})
    window = sitting.open("suppliers", SuppliersWindow, id=1)
    press(sitting, window, Qt.Key.Key_F8)
    assert sitting.went[-1] == ("purchasing", {"search": "Supplier"})
    assert {"F2", "F4", "F7", "F8"} <= set(dict(keys_of(window)))
