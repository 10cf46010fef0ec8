"""Products and customers are added, changed and switched off by keyboard; errors stand at their fields."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from models.goods import Barcode, Product
from models.parties import Address, Customer
from services import records
from tests.services.shop import D, Shop
from tests.ui.delivery.conftest import Desk, to_front
from ui.customers.window import CustomersWindow
from ui.kit.case_dialog import CaseDialog
from ui.products.window import ProductsWindow

Sit = Callable[[str], Desk]


def form(sitting: Desk) -> CaseDialog:
    sitting.settle()
    return next(d for d in QApplication.topLevelWidgets() if isinstance(d, CaseDialog) and d.isVisible())


def typed(dialog: CaseDialog, **values: str) -> None:
    for name, text in values.items():
        editor = dialog.form.editor(name)
        editor.setFocus()
        editor.selectAll()
        QTest.keyClicks(editor, text)


def save(sitting: Desk, dialog: CaseDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sitting.settle()


def press(sitting: Desk, window: Any, key: Qt.Key) -> None:
    to_front(window.window())
    QTest.keyClick(window.window(), key)
    sitting.settle()


def test_a_product_is_typed_and_shown_with_its_codes(desk: Sit, shop: Shop) -> None:
    shop.product("AA-1")
    shop.product("ZZ-1")
    sitting = desk("warehouse")
    window = sitting.open("products", ProductsWindow)
    press(sitting, window, Qt.Key.Key_F2)
    dialog = form(sitting)
    typed(dialog, sku="ab-1", name="Milk", name_en="Milk, whole", unit="bottle", weight_g="1050")
    dialog.form.editor("codes").setPlainText("6901234567892\n16901234567899 × 12 box")
    save(sitting, dialog)
    made = Product.get(Product.sku == "AB-1")
    codes = Barcode.select().where(Barcode.product == made).count()
    assert (made.name_en, made.weight_g, codes) == ("Milk, whole", 1050, 2)
    window.refresh()  # as the change feed does
    sitting.settle()
    assert (window.record.data.sku, window.pane.current_id()) == ("AB-1", made.id)
    assert window.panel.isVisible()
    QTest.keyClick(window.pane.table, Qt.Key.Key_Down)
    sitting.settle()
    assert window.record.data.sku == "ZZ-1"


def test_a_panel_that_was_shut_stays_shut_until_the_person_opens_it(desk: Sit, shop: Shop) -> None:
    ids = [shop.product(sku) for sku in ("AA-1", "ZZ-1")]
    sitting = desk("warehouse")
    window = sitting.open("products", ProductsWindow)

    def escape() -> None:
        QTest.keyClick(window.pane.table, Qt.Key.Key_Escape)
        sitting.settle()

    escape()
    assert (window.panel.isVisible(), window.door.button.isVisible()) == (False, True)
    for follows in (window.refresh, lambda: QTest.keyClick(window.pane.table, Qt.Key.Key_Down), window.refresh):
        follows()
        sitting.settle()
        assert not window.panel.isVisible()
    escape()
    assert window.record.data.sku == "ZZ-1"
    assert window.panel.isVisible()
    escape()
    window.activate(id=ids[0])
    sitting.settle()
    assert window.record.data.sku == "AA-1"
    assert window.panel.isVisible()


def test_a_mistyped_barcode_and_a_taken_sku_are_said_at_their_fields(desk: Sit, shop: Shop) -> None:
    shop.product("P-1")
    sitting = desk("warehouse")
    window = sitting.open("products", ProductsWindow)
    press(sitting, window, Qt.Key.Key_F2)
    dialog = form(sitting)
    typed(dialog, sku="p-1", name="Second")
    dialog.form.editor("codes").setPlainText("6901234567890")
    save(sitting, dialog)
    assert dialog.form._entries["codes"].error.startswith("The last digit of 6901234567890")
    dialog.form.editor("codes").setPlainText("")
    save(sitting, dialog)
    assert "P-1" in dialog.form._entries["sku"].error
    assert dialog.form.values()["name"] == "Second"


def test_a_product_out_of_use_is_offered_to_nobody_and_leaves_the_list(desk: Sit, shop: Shop) -> None:
    product = shop.product("OLD-1", name="Old thing")
    sitting = desk("owner")
    window = sitting.open("products", ProductsWindow)
    window.go_to(product)
    sitting.settle()
    press(sitting, window, Qt.Key.Key_F4)
    dialog = form(sitting)
    assert dialog.form.values()["sku"] == "OLD-1"
    dialog.form.editor("active").setChecked(False)
    save(sitting, dialog)
    assert not Product.get_by_id(product).active
    used = records.PRODUCT_LIST.count(window.pane.query())
    assert used == Product.select().where(Product.active).count()


def test_what_a_person_may_not_see_is_kept_when_they_change_a_product(desk: Sit, shop: Shop) -> None:
    product = shop.product("COSTLY", cost=D(7), min_price=D(8))
    sitting = desk("warehouse")
    window = sitting.open("products", ProductsWindow)
    window.go_to(product)
    sitting.settle()
    press(sitting, window, Qt.Key.Key_F4)
    dialog = form(sitting)
    assert "cost" not in dialog.form.values()
    typed(dialog, name="Costly thing")
    save(sitting, dialog)
    kept = Product.get_by_id(product)
    assert (kept.name, kept.cost, kept.min_price) == ("Costly thing", D(7), D(8))


def test_a_customer_gets_an_address_book_and_a_special_price(desk: Sit, shop: Shop) -> None:
    shop.product("P-9", name="Nine")
    sitting = desk("owner")
    window = sitting.open("customers", CustomersWindow)
    press(sitting, window, Qt.Key.Key_F2)
    dialog = form(sitting)
    typed(dialog, code="hz", name="Hangzhou Hengrui", contact="Chen", phone="13900000101", address="128 Gouyun Road")
    save(sitting, dialog)
    made = Customer.get(Customer.code == "HZ")
    assert Address.get(Address.customer == made).text == "128 Gouyun Road"
    assert made.created_at is not None
    record = records.customer_record(made.id, shop.clock.today)
    assert record is not None
    from ui.customers.forms import address_dialog, price_dialog

    address_dialog(window, window.shell, window._again, record)
    dialog = form(sitting)
    dialog.form.editor("text").setPlainText("Gate 2, 9 Harbour Road")
    save(sitting, dialog)
    assert [a.is_default for a in window.record.addresses] == [True, False]
    price_dialog(window, window.shell, window._again, record)
    dialog = form(sitting)
    dialog.form.editor("product").look_up("P-9")
    sitting.settle()
    typed(dialog, price="8.5", from_quantity="10")
    save(sitting, dialog)
    assert [(p.sku, p.price, p.from_quantity) for p in window.record.prices] == [("P-9", D("8.5"), D(10))]
    end = next(b for b in window.panel.findChildren(QPushButton) if b.accessibleName() == "End this price")
    QTest.keyClick(end, Qt.Key.Key_Space)
    sitting.settle()
    assert (window.record.prices, sitting.notices[-1].text) == ((), "The price of P-9 is ended.")
    undo = sitting.notices[-1].act
    assert undo is not None
    undo()
    sitting.settle()
    assert [(p.sku, p.price, p.from_quantity) for p in window.record.prices] == [("P-9", D("8.5"), D(10))]


def test_removing_an_address_can_be_undone(desk: Sit, shop: Shop) -> None:
    sitting = desk("clerk")
    window = sitting.open("customers", CustomersWindow)
    window.go_to(shop.customer_id)
    sitting.settle()
    (only,) = window.record.addresses
    window._remove_address(only)
    sitting.settle()
    assert window.record.addresses == ()
    undo = sitting.notices[-1].act
    assert undo is not None
    undo()
    sitting.settle()
    assert [a.text for a in window.record.addresses] == ["1 Road"]


def test_who_may_not_change_sees_no_form(desk: Sit, shop: Shop) -> None:
    sitting = desk("packer")
    window = sitting.open("products", ProductsWindow)
    assert not window.add_button.isVisible()
    window.go_to(shop.product("SEEN"))
    sitting.settle()
    press(sitting, window, Qt.Key.Key_F4)
    assert not any(isinstance(d, CaseDialog) and d.isVisible() for d in QApplication.topLevelWidgets())
