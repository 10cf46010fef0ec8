"""Suggestions in the purchasing window: worked out by a key, ticked, and asked for."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from models.buying import Replenishment
from tests.services.shop import D, Shop
from tests.ui.delivery.conftest import Desk, to_front
from ui.purchasing.suggest import SuggestDialog
from ui.purchasing.window import PurchasingWindow

Sit = Callable[[str], Desk]


def test_what_to_order_is_ticked_and_asked_for_by_keys(desk: Sit, shop: Shop) -> None:
    for sku in ("A-1", "A-2"):
        shop.stock(shop.product(sku, safety_stock=D(9)), 2)
    sitting = desk("warehouse")
    window = sitting.open("purchasing", PurchasingWindow)
    to_front(window.window())
    QTest.keyClick(window.window(), Qt.Key.Key_F8)
    sitting.settle()
    dialog = next(d for d in QApplication.topLevelWidgets() if isinstance(d, SuggestDialog) and d.isVisible())
    QTest.keyClick(dialog.table, Qt.Key.Key_Home)
    sitting.settle()
    assert dialog.reason.text() == "A-1 Product A-1: Not enough data: the safety stock decides  •  7 days to come"
    QTest.keyClick(dialog.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    sitting.settle()
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sitting.settle()
    assert sitting.said() == "The buyer is asked for 2 products."
    rows = [(row.product.sku, row.quantity, row.note) for row in Replenishment.select().order_by(Replenishment.id)]
    told = "Not enough data: the safety stock decides  •  7 days to come"
    assert rows == [("A-1", 7, told), ("A-2", 7, told)]
    assert window._asks()


def test_nothing_to_order_is_said(desk: Sit, shop: Shop) -> None:
    shop.stock(shop.product(), 5)
    sitting = desk("warehouse")
    window = sitting.open("purchasing", PurchasingWindow)
    window.suggest()
    sitting.settle()
    assert sitting.said().startswith("Nothing needs to be ordered")
