"""What the buyer is asked for: seen in Purchasing, put on order or declined by keys; asked from the order's panel."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from models.buying import PurchaseLine, PurchaseOrder, Replenishment
from services import replenishment, stock
from services.stock import Bought
from tests.services.shop import D, Shop
from tests.ui.delivery.conftest import Desk, to_front
from tests.ui.records.test_products_and_customers import form, press, save, typed
from ui.inventory.window import InventoryWindow
from ui.kit.panel import MiniTable
from ui.purchasing.window import PurchasingWindow

Sit = Callable[[str], Desk]


def lacking(shop: Shop, *wanted: int) -> list[int]:
    """Orders that lack goods, each asked of the buyer; returns the products."""
    products = []
    for quantity in wanted:
        product = shop.product()
        order = shop.approved((product, quantity))
        replenishment.ask_for_order(shop.call("approver"), order.id)
        products.append(product)
    return products


def at_requests(desk: Sit) -> tuple[Desk, PurchasingWindow]:
    sitting = desk("warehouse")
    window = sitting.open("purchasing", PurchasingWindow, view="requests")
    to_front(window.window())
    return sitting, window


def test_requests_are_listed_with_their_order_and_count(desk: Sit, shop: Shop) -> None:
    lacking(shop, 8, 5)
    _sitting, window = at_requests(desk)
    assert window.requests.pane.table.paged().rowCount() == 2
    assert window.requests_pill.text().strip() == "Requests  2"
    assert (window.requests.record.quantity, window.requests.record.waits) == (D(8), D(8))
    assert window.requests.record.customer == "Corner Shop"


def test_checked_requests_go_on_a_new_order_by_keys(desk: Sit, shop: Shop) -> None:
    first, second = lacking(shop, 8, 5)
    sitting, window = at_requests(desk)
    table = window.requests.pane.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Home)
    QTest.keyClick(table, Qt.Key.Key_Space)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Space)
    sitting.settle()
    verbs = [each.text().strip() for each in window.requests.panel.findChildren(QPushButton) if each.isVisible()]
    assert "Put 2 on order" in verbs
    press(sitting, window, Qt.Key.Key_F4)
    dialog = form(sitting)
    save(sitting, dialog)
    assert dialog.form._entries["supplier"].error == "Choose who delivers."
    dialog.form.editor("supplier").look_up("Supplier")
    sitting.settle()
    typed(dialog, **{f"quantity {first}": "20", f"cost {first}": "6.5"})
    save(sitting, dialog)
    lines = {row.product_id: (row.quantity, row.cost) for row in PurchaseLine.select()}
    assert lines == {first: (D(20), D("6.5")), second: (D(5), None)}
    assert [row.state for row in Replenishment.select()] == ["ordered", "ordered"]
    assert sitting.said() == f"2 requests are on {PurchaseOrder.get().number}."
    assert window.record.number == PurchaseOrder.get().number
    assert window.requests_pill.text().strip() == "Requests"


def test_a_purchase_order_names_the_orders_that_wait_for_it(desk: Sit, shop: Shop) -> None:
    product = lacking(shop, 8)[0]
    request = Replenishment.get().id
    made = replenishment.take_up(
        shop.call("warehouse"), (request,), (Bought(product, D(8)),), supplier_id=1, expected=shop.clock.today
    )
    sitting = desk("warehouse")
    window = sitting.open("purchasing", PurchasingWindow, id=made.id)
    assert [(each.customer, each.quantity) for each in window.record.asked] == [("Corner Shop", D(8))]
    table = next(each for each in window.panel.findChildren(MiniTable) if each.accessibleName().startswith("SO-"))
    QTest.mouseClick(table, Qt.MouseButton.LeftButton, pos=table.rect().topLeft() + QPoint(20, 40))
    assert sitting.went[-1] == ("orders", {"id": window.record.asked[0].order_id})


def test_the_stock_is_asked_for_from_the_inventory_by_keys(desk: Sit, shop: Shop) -> None:
    product = shop.product("LOW", safety_stock=D(20))
    shop.stock(product, 4)
    sitting = desk("warehouse")
    window = sitting.open("inventory", InventoryWindow, id=product)
    to_front(window.window())
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window.window(), Qt.Key.Key_B, both)
    dialog = form(sitting)
    assert dialog.form.values()["quantity"] == D(16)
    typed(dialog, note="before the holidays")
    save(sitting, dialog)
    row = Replenishment.get()
    assert (row.product_id, row.quantity, row.note, row.line_id) == (product, D(16), "before the holidays", None)
    window.ask_buyer()
    dialog = form(sitting)
    save(sitting, dialog)
    assert "has been asked for LOW already" in dialog.form._entries["quantity"].error


def test_a_request_goes_on_an_order_that_is_still_to_come(desk: Sit, shop: Shop) -> None:
    other = shop.product()
    day = shop.clock.today + timedelta(4)
    there = stock.order_goods(shop.call("warehouse"), 1, day, (Bought(other, D(7)),)).id
    lacking(shop, 8)
    sitting, window = at_requests(desk)
    press(sitting, window, Qt.Key.Key_F4)
    dialog = form(sitting)
    dialog.form.editor("purchase").set_value(there)
    dialog.form._purchase_chosen()
    assert not dialog.form.editor("supplier").isEnabled()
    save(sitting, dialog)
    assert PurchaseOrder.select().count() == 1
    assert [row.quantity for row in PurchaseLine.select().order_by(PurchaseLine.id)] == [D(7), D(8)]


def test_a_request_is_declined_with_a_reason_and_leaves_the_list(desk: Sit, shop: Shop) -> None:
    lacking(shop, 8)
    sitting, window = at_requests(desk)
    press(sitting, window, Qt.Key.Key_F9)
    dialog = form(sitting)
    save(sitting, dialog)
    assert dialog.form._entries["reason"].error
    typed(dialog, reason="not made any more")
    save(sitting, dialog)
    assert (Replenishment.get().state, Replenishment.get().note) == ("declined", "not made any more")
    assert window.requests.pane.table.paged().rowCount() == 0
    assert sitting.said() == "1 request is declined."


def test_one_button_leads_from_requests_to_orders_and_back(desk: Sit, shop: Shop) -> None:
    stock.order_goods(shop.call("warehouse"), 1, shop.clock.today, (Bought(shop.product(), D(7)),))
    sitting, window = at_requests(desk)
    back = next(each for each in window.requests.findChildren(QPushButton) if "Purchase orders" in each.text())
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    sitting.settle()
    assert window.pane.isVisible()
    assert window.pane.table.paged().rowCount() == 1
    QTest.mouseClick(window.requests_pill, Qt.MouseButton.LeftButton)
    sitting.settle()
    assert not window.pane.isVisible()
    assert window.requests.isVisible()
