"""A contract in the customers' window: typed and pasted, changed, renewed, ended and brought back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from models.goods import Price
from services import contracts
from services.contracts import ContractLine
from tests.services.shop import D, Shop
from tests.ui.delivery.conftest import Desk
from ui.customers.contract import ContractDialog
from ui.customers.window import CustomersWindow
from ui.kit.case_dialog import CaseDialog
from ui.products.window import ProductsWindow

Sit = Callable[[str], Desk]
CTRL = Qt.KeyboardModifier.ControlModifier


def dialog(sitting: Desk, kind: type[Any]) -> Any:
    sitting.settle()
    return next(d for d in QApplication.topLevelWidgets() if isinstance(d, kind) and d.isVisible())


def press(window: CustomersWindow, name: str) -> None:
    """Press the button of the panel with this name, by the keyboard."""
    button = next(b for b in window.panel.findChildren(QPushButton) if b.accessibleName() == name or b.text() == name)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def kept() -> list[tuple[str, str, D, D]]:
    rows = Price.select().order_by(Price.contract, Price.product, Price.from_quantity)
    return [(row.contract, row.product.sku, row.from_quantity, row.price) for row in rows]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_it_is_typed_line_by_line_and_pasted_from_a_spreadsheet(desk: Sit, shop: Shop) -> None:
    shop.product("A-1", name="Bolt")
    shop.product("B-2", name="Nut")
    sitting = desk("clerk")
    window = sitting.open("customers", CustomersWindow, id=shop.customer_id)
    press(window, "New contract")
    one = dialog(sitting, ContractDialog)
    QTest.keyClicks(one.head.editor("name"), "HT-1")
    QTest.keyClicks(one.head.editor("valid_to"), "+30")
    one.goods.setFocus()
    QTest.keyClicks(one.goods, "A-1")
    sitting.settle()
    QTest.keyClick(one.goods, Qt.Key.Key_Return)
    sitting.settle()
    assert QApplication.focusWidget() is one.price
    QTest.keyClicks(one.price, "9.80")
    QTest.keyClick(one.price, Qt.Key.Key_Return)
    QGuiApplication.clipboard().setText("SKU\tFrom\tPrice\nB-2\t100\t3.5\nB-2\t0\t4\nX-9\t0\t1\n")
    one.goods.setFocus()
    QTest.keyClick(one.goods, Qt.Key.Key_V, CTRL)
    sitting.settle()
    assert '1 row was not taken: row 4: nothing is called "X-9"' in [w.text() for w in one.form.findChildren(QLabel)]
    QTest.keyClick(one, Qt.Key.Key_Return, CTRL)
    sitting.settle()
    assert kept() == [("HT-1", "A-1", D(0), D("9.8")), ("HT-1", "B-2", D(0), D(4)), ("HT-1", "B-2", D(100), D("3.5"))]
    assert Price.get().valid_to == shop.clock.today + timedelta(30)
    assert [each.name for each in window.record.contracts] == ["HT-1"]


def test_it_is_changed_and_a_number_that_is_taken_is_said_at_its_field(desk: Sit, shop: Shop) -> None:
    product = shop.product("A-1")
    for name in ("HT-1", "HT-2"):
        contracts.save_contract(shop.call("clerk"), shop.customer_id, name, None, None, (ContractLine(product, D(9)),))
    contracts.end_contract(shop.call("clerk"), shop.customer_id, "HT-2")
    sitting = desk("clerk")
    window = sitting.open("customers", CustomersWindow, id=shop.customer_id)
    press(window, "Change the contract")
    one = dialog(sitting, ContractDialog)
    assert [line for _goods, line in one.lines] == [ContractLine(product, D(9))]
    name = one.head.editor("name")
    name.selectAll()
    QTest.keyClicks(name, "HT-2")
    QTest.keyClick(one, Qt.Key.Key_Return, CTRL)
    sitting.settle()
    said = [w.text() for w in one.head.findChildren(QLabel)]
    assert "The customer has a contract HT-2 already. Choose another number." in said
    name.selectAll()
    QTest.keyClicks(name, "HT-3")
    QTest.keyClick(one, Qt.Key.Key_Return, CTRL)
    sitting.settle()
    assert {row[0] for row in kept()} == {"HT-2", "HT-3"}


def test_it_is_renewed_ended_and_brought_back(desk: Sit, shop: Shop) -> None:
    product = shop.product("A-1")
    start, end = shop.clock.today - timedelta(100), shop.clock.today + timedelta(5)
    contracts.save_contract(shop.call("clerk"), shop.customer_id, "HT-1", start, end, (ContractLine(product, D(9)),))
    sitting = desk("clerk")
    window = sitting.open("customers", CustomersWindow, id=shop.customer_id)
    press(window, "End the contract")
    sitting.settle()
    assert window.record.contracts[0].state == "ended"
    sitting.notices[-1].act()
    sitting.settle()
    assert (window.record.contracts[0].state, window.record.contracts[0].valid_to) == ("now", end)
    press(window, "Renew the contract")
    one = dialog(sitting, CaseDialog)
    assert one.form.editor("valid_from").text() == (end + timedelta(1)).isoformat()
    assert one.form.editor("valid_to").text() == (end + timedelta(106)).isoformat()
    QTest.keyClicks(one.form.editor("new_name"), "HT-2")
    QTest.keyClick(one, Qt.Key.Key_Return, CTRL)
    sitting.settle()
    assert [(each.name, each.state) for each in window.record.contracts] == [("HT-1", "now"), ("HT-2", "coming")]


def test_a_price_of_a_level_and_one_for_everybody_are_typed_at_the_product(desk: Sit, shop: Shop) -> None:
    product = shop.product("A-1")
    sitting = desk("owner")
    window = sitting.open("products", ProductsWindow, id=product)
    press(window, "Add price")
    one = dialog(sitting, CaseDialog)
    QTest.keyClicks(one.form.editor("price"), "9")
    QTest.keyClick(one, Qt.Key.Key_Return, CTRL)
    sitting.settle()
    said = "Choose a customer or a price level, one of the two; for everybody, type from which quantity on."
    assert said in [w.text() for w in one.form.findChildren(QLabel)]
    QTest.keyClicks(one.form.editor("from_quantity"), "100")
    QTest.keyClick(one, Qt.Key.Key_Return, CTRL)
    sitting.settle()
    press(window, "Add price")
    two = dialog(sitting, CaseDialog)
    QTest.keyClicks(two.form.editor("level"), "VIP")
    QTest.keyClicks(two.form.editor("price"), "9.5")
    QTest.keyClick(two, Qt.Key.Key_Return, CTRL)
    sitting.settle()
    assert [(row.who, row.from_quantity, row.price) for row in window.record.prices] == [
        ("VIP", D(0), D("9.5")), ("", D(100), D(9)),
    ]  # fmt: skip
    press(window, "End this price")
    sitting.settle()
    assert [row.price for row in window.record.prices] == [D(9)]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_saved_empty_it_says_what_is_missing_and_nothing_is_kept(desk: Sit, shop: Shop) -> None:
    sitting = desk("clerk")
    window = sitting.open("customers", CustomersWindow, id=shop.customer_id)
    press(window, "New contract")
    one = dialog(sitting, ContractDialog)
    QTest.keyClick(one, Qt.Key.Key_Return, CTRL)
    sitting.settle()
    assert one.isVisible()
    errors = {name: entry.error for form in (one.head, one.form) for name, entry in form._entries.items()}
    assert {name for name, error in errors.items() if error} == {"name", "goods", "price"}
    assert QApplication.focusWidget() is one.head.editor("name")
    QTest.keyClicks(one.head.editor("name"), "HT-1")
    assert one.head._entries["name"].error == ""
    QTest.keyClick(one, Qt.Key.Key_Return, CTRL)
    sitting.settle()
    assert (one.isVisible(), kept()) == (True, [])
    assert QApplication.focusWidget() is one.goods
