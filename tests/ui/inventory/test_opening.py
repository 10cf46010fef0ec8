"""Opening stock, typed and pasted, in the real window."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from models.goods import Product, ProductStock
from models.stock import StockMove
from tests.services.shop import D
from tests.ui.inventory.keeper import CTRL, SHIFT, Keeper
from ui.inventory.opening import OpeningDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
Key = Qt.Key
Open = Callable[..., Keeper]


def opened(at: Keeper) -> Any:
    at.key(Key.Key_O, CTRL | SHIFT)
    return at.opened(OpeningDialog)


def test_opening_stock_is_typed_line_by_line_and_undone_from_its_toast(keeper: Open, office: Any) -> None:
    office.shop.product("SCREW")
    product = office.shop.product("MILK", lot_tracked=True, shelf_life_days=30)
    at = keeper("owner")
    dialog = opened(at)
    at.type("milk")
    at.key(Key.Key_Return)
    at.until(lambda: dialog.goods.value() is not None)
    at.type("24")
    at.key(Key.Key_Return)
    at.type("l7")
    at.key(Key.Key_Return)
    at.type("+20")
    at.key(Key.Key_Return)
    assert len(dialog.lines) == 1
    at.scan(office.shop.label(Product.get(Product.sku == "SCREW").id))
    at.type("100")
    dialog.cost.setFocus()
    at.type("0.35")
    at.scan("BIN-A-01-2")
    at.until(lambda: len(dialog.lines) == 2)
    assert dialog.save_button.text() == "Take over 2 lines"
    at.key(Key.Key_Return, CTRL)
    at.until(at.closed)
    assert office.shop.balance(product, "RECEIVING", "L7").on_hand == 24
    assert Product.get(Product.sku == "SCREW").cost == D("0.35")
    assert {move.reason for move in StockMove.select()} == {"opening"}
    office.notices[-1].act()
    at.until(lambda: not ProductStock.select().where(ProductStock.on_hand != 0).exists())


def test_pasted_rows_become_lines_and_what_is_wrong_is_named(keeper: Open, office: Any) -> None:
    office.shop.product("SCREW")
    at = keeper("owner")
    dialog = opened(at)
    QGuiApplication.clipboard().setText("SKU\tQty\tBin\nSCREW\t7\tA-01-1\nNUT\t5\t\nscrew\t3\tB-01-1\n")
    at.key(Key.Key_V, CTRL)
    at.until(lambda: len(dialog.lines) == 2)
    assert dialog.form._banner_text.text() == '1 row was not taken: row 3: nothing is called "NUT"'
    assert dialog.goods.text() == ""
    QGuiApplication.clipboard().setText("SCREW")
    at.key(Key.Key_V, CTRL)
    assert dialog.goods.text() == "SCREW"
    dialog.goods.set_value(None)
    dialog.submit()
    at.until(at.closed)
    assert office.shop.balance(Product.get().id, "B-01-1").on_hand == 3


def test_a_refused_line_comes_back_into_the_form(keeper: Open, office: Any) -> None:
    product = office.shop.product("MILK", lot_tracked=True, shelf_life_days=30)
    office.shop.stock(product, 1, "L1", expiry=office.shop.clock.today)
    at = keeper("owner")
    dialog = opened(at)
    at.scan(f"]C1010{office.shop.label(product)}17270101" + "10L1")
    dialog.quantity.setText("5")
    dialog.submit()
    at.until(lambda: dialog.expiry.property("bad") == "true")
    assert (dialog.lot.text(), dialog.quantity.value(), dialog.lines) == ("L1", 5, [])
