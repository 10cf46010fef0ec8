"""The inventory window, worked by keys and mouse on a real database."""

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from models.buying import Receipt
from models.delivery import Delivery
from models.goods import Barcode, Product, ProductStock
from models.orders import OrderLine
from models.parties import Supplier
from models.requests import ActRequest
from models.stock import Location, StockMove
from services import settings, stock
from tests.services.shop import D
from tests.ui.approval.office import Office
from ui.inventory.figures import FigureButton
from ui.inventory.window import InventoryWindow
from ui.kit.dialog import Dialog
from ui.kit.fields import ChoiceField
from ui.kit.pick_table import PickTable

# A list that opens below a field is a window of its own, which the offscreen platform can't raise.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


def open_window(office: Office, role: str = "warehouse") -> InventoryWindow:
    window = office.show(InventoryWindow(office.sit(role)))
    window.activate()
    office.settle()
    return window


def press(key: Qt.Key, mods: Qt.KeyboardModifier = NONE) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, mods)


def write(text: str) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, text)


def dialog_of(office: Office, window: InventoryWindow) -> Any:
    office.until(lambda: any(each.isVisible() for each in window.window().findChildren(Dialog)))
    dialog = next(each for each in window.window().findChildren(Dialog) if each.isVisible())
    office.qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def closed(window: InventoryWindow) -> bool:
    return not open_dialogs(window)


def open_dialogs(window: InventoryWindow) -> list[Dialog]:
    return [each for each in window.window().findChildren(Dialog) if each.isVisible()]


def select(office: Office, window: InventoryWindow, product: int) -> None:
    """The panel shows this product."""
    window.activate(id=product)
    office.until(lambda: getattr(window.panel._shown, "id", None) == product)


def on_hand(product: int) -> Any:
    return ProductStock.get(ProductStock.product == product).on_hand


def find(office: Office, field: Any, text: str) -> None:
    """Type into a search field and take what is found with Enter."""
    field.setFocus()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Key.Key_Return)
    office.until(lambda: field.value() is not None)


def test_a_receipt_typed_with_keys_fills_a_backorder_and_says_so(office: Office) -> None:
    product = office.shop.product("GREASE", name="Lithium grease", lot_tracked=True, shelf_life_days=365)
    waits = office.shop.approved((product, 6))
    window = open_window(office)
    press(Key.Key_F2)
    dialog = dialog_of(office, window)

    write("grease")
    press(Key.Key_Return)
    office.until(lambda: dialog.goods.value() is not None)
    assert QApplication.focusWidget() is dialog.lot
    write("l7")
    press(Key.Key_Return)
    assert QApplication.focusWidget() is dialog.expiry
    write("+300")
    press(Key.Key_Return)
    write("10")
    find(office, dialog.bin, "a-01-2")
    press(Key.Key_Return)
    assert len(dialog.lines) == 1
    assert dialog.save_button.text() == "Receive 1 line"
    press(Key.Key_Return, CTRL)
    office.until(lambda: closed(window))

    assert on_hand(product) == 10
    assert office.shop.balance(product, "A-01-2", "L7").reserved == 6
    assert OrderLine.get(OrderLine.order == waits.id).reserved == 6
    assert Delivery.get(Delivery.order == waits.id).pieces == 6
    assert "is received. 1 order that waited got goods from it." in office.said()


def test_several_lines_come_in_one_receipt_and_one_can_be_taken_away(office: Office) -> None:
    one, two = office.shop.product("ONE"), office.shop.product("TWO")
    window = open_window(office)
    press(Key.Key_F2)
    dialog = dialog_of(office, window)
    for sku, count in (("one", "3"), ("two", "4"), ("one", "5")):
        find(office, dialog.goods, sku)
        dialog.quantity.setFocus()
        write(count)
        press(Key.Key_Return, SHIFT)
    assert [line.typed for _goods, line in dialog.lines] == [3, 4, 5]
    office.settle()
    table = next(each for each in dialog.findChildren(PickTable) if each.isVisible())
    table.setFocus()
    press(Key.Key_Down)
    press(Key.Key_Delete)
    assert [line.typed for _goods, line in dialog.lines] == [3, 5]
    press(Key.Key_Return, CTRL)
    office.until(lambda: closed(window))
    assert (on_hand(one), on_hand(two)) == (8, 0)


def test_what_is_found_can_be_taken_with_arrows_or_the_mouse(office: Office) -> None:
    for number in (1, 2, 3):
        office.shop.product(f"BOLT-{number}")
    window = open_window(office)
    press(Key.Key_F2)
    dialog = dialog_of(office, window)
    found = dialog.goods._list
    write("bolt")
    office.until(found.isVisible)
    press(Key.Key_Down)
    press(Key.Key_Tab)
    assert dialog.goods.value().sku == "BOLT-2"
    dialog.goods.setFocus()
    dialog.goods.clear()
    write("bolt")
    office.until(found.isVisible)
    place = found.visualItemRect(found.item(2)).center()
    QTest.mouseClick(found.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert dialog.goods.value().sku == "BOLT-3"
    dialog.goods.setFocus()
    dialog.goods.clear()
    write("bolt")
    office.until(found.isVisible)
    press(Key.Key_Escape)
    assert not found.isVisible()
    assert dialog.isVisible()
    write(" nuts")
    press(Key.Key_Return, CTRL)
    office.until(lambda: dialog.goods.property("bad") == "true")
    assert 'Nothing is called "bolt nuts"' in dialog.goods.accessibleDescription()


def test_what_is_missing_is_said_at_the_field_and_nothing_is_lost(office: Office) -> None:
    day = office.shop.clock.today
    product = office.shop.product("MILK", lot_tracked=True, shelf_life_days=30)
    office.shop.stock(product, 1, "L1", expiry=day + timedelta(9))
    window = open_window(office)
    press(Key.Key_F2)
    dialog = dialog_of(office, window)
    press(Key.Key_Return, CTRL)
    assert QApplication.focusWidget() is dialog.goods
    assert dialog.goods.property("bad") == "true"
    find(office, dialog.goods, "milk")
    assert dialog.goods.property("bad") == "false"
    dialog.lot.setText("L1")
    dialog.quantity.setText("2")
    dialog.expiry.setText((day + timedelta(20)).isoformat())
    dialog.submit()
    office.until(lambda: dialog.expiry.property("bad") == "true")
    assert dialog.expiry.accessibleDescription().startswith("Lot L1 is known with the expiry")
    assert (dialog.lot.text(), dialog.quantity.value()) == ("L1", 2)
    dialog.expiry.setText((day + timedelta(9)).isoformat())
    dialog.submit()
    office.until(lambda: closed(window))
    assert on_hand(product) == 3


def test_a_scanned_label_fills_product_and_lot_and_a_bin_label_the_bin(office: Office) -> None:
    product = office.shop.product(lot_tracked=True)
    window = open_window(office)
    press(Key.Key_F2)
    dialog = dialog_of(office, window)
    dialog.queue.put("BIN-B-01-1")
    dialog.queue.put(office.shop.label(product, "L9"))
    office.until(lambda: dialog.lot.text() == "L9" and dialog.bin.value())
    assert dialog.goods.value().id == product
    assert QApplication.focusWidget() is dialog.quantity
    write("12")
    press(Key.Key_Return, CTRL)
    office.until(lambda: closed(window))
    assert office.shop.balance(product, "B-01-1", "L9").on_hand == 12


def test_goods_on_order_are_received_against_their_purchase_order(office: Office) -> None:
    product = office.shop.product("SCREW")
    day = office.shop.clock.today + timedelta(3)
    stock.order_goods(office.shop.call("warehouse"), 1, day, (stock.Bought(product, D(20)),))
    window = open_window(office)
    press(Key.Key_F2)
    dialog = dialog_of(office, window)
    find(office, dialog.goods, "screw")
    office.until(lambda: dialog.against.value() is not None)
    dialog.quantity.setFocus()
    write("15")
    press(Key.Key_Return, CTRL)
    office.until(lambda: closed(window))
    figures = ProductStock.get(ProductStock.product == product)
    assert (figures.on_hand, figures.incoming) == (15, 5)
    office.notices[-1].act()  # type: ignore[misc]
    office.until(lambda: ProductStock.get(ProductStock.product == product).incoming == 20)


def test_a_receipt_can_be_undone_from_its_toast(office: Office) -> None:
    product = office.shop.product("ONE")
    window = open_window(office)
    press(Key.Key_F2)
    dialog = dialog_of(office, window)
    find(office, dialog.goods, "one")
    dialog.quantity.setText("3")
    find(office, dialog.supplier, "supp")
    dialog.note_text.setText("LS-77")
    dialog.submit()
    office.until(lambda: closed(window))
    assert on_hand(product) == 3
    receipt = Receipt.get()
    assert (receipt.supplier.code, receipt.note) == ("S1", "LS-77")
    undo = office.notices[-1].act
    assert undo is not None
    undo()
    office.until(lambda: on_hand(product) == 0)
    assert StockMove.select().where(StockMove.reverses.is_null(False)).count() == 1


def test_goods_are_moved_to_another_bin_and_back(office: Office) -> None:
    product = office.shop.product("ONE")
    office.shop.stock(product, 8)
    window = open_window(office)
    select(office, window, product)
    press(Key.Key_M, CTRL)
    dialog = dialog_of(office, window)
    fields = dialog.form.values()
    assert fields["quantity"] == 8
    target = next(each for each in dialog.findChildren(type(dialog.form._entries["target"].editor)))
    find(office, target, "b-01-1")
    dialog.form._entries["quantity"].editor.setText("5")
    press(Key.Key_Return, CTRL)
    office.until(lambda: closed(window))
    assert office.shop.balance(product, "B-01-1").on_hand == 5
    assert office.said() == "The goods are moved."
    office.notices[-1].act()  # type: ignore[misc]
    office.until(lambda: office.shop.balance(product, "A-01-1").on_hand == 8)


def test_moving_more_than_is_free_is_refused_at_the_quantity(office: Office) -> None:
    product = office.shop.product("ONE")
    office.shop.stock(product, 8)
    office.shop.approved((product, 6))
    window = open_window(office)
    select(office, window, product)
    press(Key.Key_M, CTRL)
    dialog = dialog_of(office, window)
    find(office, dialog.form._entries["target"].editor, "b-01-1")
    amount = dialog.form._entries["quantity"].editor
    assert amount.value() == 2
    amount.setText("3")
    press(Key.Key_Return, CTRL)
    office.until(lambda: amount.property("bad") == "true")
    assert amount.accessibleDescription().startswith("Only 2 of 3 are free there.")
    assert not closed(window)
    amount.setText("2")
    press(Key.Key_Return, CTRL)
    office.until(lambda: closed(window))


def test_frozen_goods_are_no_longer_available_until_released(office: Office) -> None:
    product = office.shop.product("ONE")
    office.shop.stock(product, 8)
    window = open_window(office)
    select(office, window, product)
    press(Key.Key_B, CTRL)
    dialog = dialog_of(office, window)
    dialog.submit()
    assert QApplication.focusWidget() is dialog.form._entries["reason"].editor
    write("Dented")
    press(Key.Key_Return, CTRL)
    office.until(lambda: closed(window))
    assert ProductStock.get(ProductStock.product == product).available == 0
    assert office.shop.balance(product, quality="frozen").on_hand == 8

    window.activateWindow()
    office.until(lambda: window.panel._shown.balances[0].quality == "frozen")
    told = [label.text() for label in window.panel.findChildren(QLabel)]
    assert told[told.index("8 are there but can't be promised") + 1] == "Frozen 8"
    press(Key.Key_B, CTRL)
    dialog = dialog_of(office, window)
    assert dialog.form.values()["quality"] == "good"
    dialog.form.set_values({"reason": "Looked at"})
    dialog.submit()
    office.until(lambda: ProductStock.get(ProductStock.product == product).available == 8)


def test_part_of_the_goods_or_their_whole_lot_is_frozen(office: Office) -> None:
    product = office.shop.product("ONE", lot_tracked=True)
    office.shop.stock(product, 8, "L1")
    office.shop.stock(product, 4, "L1", bin="A-01-2")
    window = open_window(office)
    select(office, window, product)
    press(Key.Key_B, CTRL)
    dialog = dialog_of(office, window)
    assert dialog.form.values()["quantity"] == 8
    dialog.form.set_values({"quantity": D(3), "reason": "Dented"})
    dialog.submit()
    office.until(lambda: closed(window))
    assert office.shop.balance(product, lot="L1", quality="frozen").on_hand == 3
    window.activateWindow()
    office.until(lambda: len(window.panel._shown.balances) == 3 and QApplication.focusWidget() is not None)
    press(Key.Key_B, CTRL)
    dialog = dialog_of(office, window)
    dialog.form.set_values({"whole_lot": True, "quality": "frozen", "reason": "Called back"})
    assert not dialog.form.editor("quantity").isEnabled()
    dialog.submit()
    office.until(lambda: closed(window))
    assert ProductStock.get(ProductStock.product == product).available == 0
    office.notices[-1].act()  # type: ignore[misc]
    office.until(lambda: ProductStock.get(ProductStock.product == product).available == 9)


def test_a_count_puts_the_book_right_with_a_reason(office: Office) -> None:
    product = office.shop.product("ONE")
    office.shop.stock(product, 8)
    window = open_window(office)
    select(office, window, product)
    press(Key.Key_T, CTRL)
    dialog = dialog_of(office, window)
    assert dialog.form.values()["book"] == "8"
    dialog.form.set_values({"quantity": D(8), "reason": "Counted"})
    dialog.submit()
    office.until(lambda: dialog.form._entries["quantity"].editor.property("bad") == "true")
    dialog.form.set_values({"quantity": D(6)})
    dialog.submit()
    office.until(lambda: closed(window))
    assert on_hand(product) == 6
    office.notices[-1].act()  # type: ignore[misc]
    office.until(lambda: on_hand(product) == 8)
    settings.change_settings(office.shop.call("owner"), {"approval.adjust_amount": 1})
    window.activateWindow()
    office.until(lambda: QApplication.focusWidget() is not None)
    press(Key.Key_T, CTRL)
    dialog = dialog_of(office, window)
    dialog.form.set_values({"quantity": D(2), "reason": "Counted"})
    dialog.submit()
    office.until(lambda: len(open_dialogs(window)) == 2)
    question = next(each for each in open_dialogs(window) if each is not dialog)
    question.main.click()
    office.until(lambda: closed(window))
    assert (ActRequest.get().kind, ActRequest.get().state, on_hand(product)) == ("adjust", "waiting", 8)


def test_the_figure_on_hand_leads_to_the_moves_and_one_is_reversed(office: Office) -> None:
    product, other = office.shop.product("ONE"), office.shop.product("TWO")
    office.shop.stock(product, 8)
    office.shop.stock(other, 2)
    window = open_window(office)
    select(office, window, product)
    figure = next(b for b in window.panel.findChildren(FigureButton) if b.accessibleName().startswith("On hand"))
    figure.setFocus()
    press(Key.Key_Space)
    office.until(lambda: window._view == "moves" and window.pane().table.paged().rowCount() == 1)
    assert window.pane().bar.described() == ["Product: Product ONE"]
    office.until(lambda: window.panel.reverse.isVisible() and window.panel.reverse.isEnabled())

    press(Key.Key_R, CTRL)
    dialog_of(office, window)
    write("Wrong product")
    press(Key.Key_Return, CTRL)
    office.until(lambda: closed(window))
    assert on_hand(product) == 0
    office.until(lambda: window.pane().table.paged().rowCount() == 2)
    office.until(lambda: not window.panel.reverse.isEnabled())


def test_a_lot_leads_to_its_moves_and_every_hold_names_its_bin(office: Office) -> None:
    product = office.shop.product("ONE", lot_tracked=True)
    office.shop.stock(product, 3, "L1")
    office.shop.stock(product, 4, "L2", bin="A-01-2")
    office.shop.approved((product, 2))
    window = open_window(office)
    select(office, window, product)
    tables = {table.objectName(): table for table in window.panel.findChildren(PickTable)}
    assert tables["Held by"]._rows[0][2].second == "A-01-1"
    tables["Lots and bins"].setFocus()
    press(Key.Key_Down)
    press(Key.Key_Return)
    office.until(lambda: window._view == "moves" and window.pane().table.paged().rowCount() == 1)
    assert window.pane().bar.described() == ["Lot: L2"]


def test_the_panel_says_who_holds_goods_and_who_waits(office: Office) -> None:
    product = office.shop.product("ONE", safety_stock=D(5))
    office.shop.stock(product, 3)
    order = office.shop.approved((product, 5))
    window = open_window(office)
    select(office, window, product)
    tables = {table.objectName(): table for table in window.panel.findChildren(PickTable)}
    assert set(tables) == {"Lots and bins", "Held by", "Waiting for goods"}
    assert "Nothing is on order." in " ".join(label.text() for label in window.panel.findChildren(QLabel))
    held = tables["Held by"]
    held.setFocus()
    press(Key.Key_Return)
    assert office.went[-1] == ("orders", {"id": order.id})


def test_enter_goes_into_the_panel_and_escape_comes_back(office: Office) -> None:
    product = office.shop.product("ONE")
    office.shop.stock(product, 3)
    window = open_window(office)
    office.until(lambda: window.panel._shown is not None)
    press(Key.Key_Return)
    assert isinstance(QApplication.focusWidget(), PickTable)
    press(Key.Key_Escape)
    assert QApplication.focusWidget() is window.pane().table


def test_pills_narrow_to_low_and_out_with_their_counts(office: Office) -> None:
    office.shop.stock(office.shop.product("FULL"), 9)
    office.shop.product("NONE")
    low = office.shop.product("LOW", safety_stock=D(5))
    office.shop.stock(low, 2)
    window = open_window(office)
    assert [window._pills[name].text() for name in ("all", "low", "out")] == ["All  3", "Low  1", "Out  1"]
    QTest.mouseClick(window._pills["low"], Qt.MouseButton.LeftButton)
    office.until(lambda: window.pane().table.paged().rowCount() == 1)
    assert window.pane().table.current_id() == low
    assert window._pills["low"].isChecked()
    assert not window._pills["all"].isChecked()
    window.setMinimumSize(1, 1)  # as narrow as the main window lets it be
    window.resize(884, 600)
    office.until(lambda: window._pills["blocked"].isHidden())
    for name in ("all", "lots", "moves", "expected", "bins"):
        pill = window._pills[name]
        assert not pill.isHidden()
        assert pill.mapTo(window, pill.rect().topRight()).x() < window.panel.x()


def test_blocked_goods_have_a_pill_of_their_own(office: Office) -> None:
    product = office.shop.product("ONE")
    office.shop.stock(product, 3)
    office.shop.stock(product, 4, bin="A-01-2")
    held = office.shop.balance(product, "A-01-2").id
    stock.set_quality(office.shop.call("warehouse"), held, "frozen", "Dents")
    window = open_window(office)
    assert window._pills["blocked"].text() == "Blocked  1"
    QTest.mouseClick(window._pills["blocked"], Qt.MouseButton.LeftButton)
    office.until(lambda: window.pane().table.paged().rowCount() == 1)
    assert [name for name, pill in window._pills.items() if pill.isChecked()] == ["blocked"]
    QTest.mouseClick(window._pills["lots"], Qt.MouseButton.LeftButton)
    office.until(lambda: window.pane().table.paged().rowCount() == 2)
    assert [name for name, pill in window._pills.items() if pill.isChecked()] == ["lots"]


@pytest.mark.parametrize("view", ["lots", "moves", "expected"])
def test_every_view_has_its_list_and_panel(office: Office, view: str) -> None:
    product = office.shop.product("ONE")
    office.shop.stock(product, 3)
    stock.order_goods(office.shop.call("warehouse"), 1, office.shop.clock.today, (stock.Bought(product, D(20)),))
    window = open_window(office)
    QTest.mouseClick(window._pills[view], Qt.MouseButton.LeftButton)
    office.until(lambda: window.pane().table.paged().rowCount() >= 1)
    assert window._pills[view].isChecked()
    assert window.panel.isVisible()
    office.until(lambda: window.panel._shown is not None)
    window.grab()


def test_goods_are_put_on_order_with_a_supplier_added_on_the_spot(office: Office) -> None:
    product = office.shop.product("ONE")
    window = open_window(office)
    press(Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    dialog = dialog_of(office, window)
    write("East Chemicals")
    office.until(lambda: dialog.supplier._list.isVisible())
    press(Key.Key_Return)
    assert dialog.supplier.value().name == "East Chemicals"
    dialog.expected.setText("+4")
    find(office, dialog.goods, "one")
    dialog.quantity.setFocus()
    write("40")
    press(Key.Key_Return, CTRL)
    office.until(lambda: closed(window))
    assert Supplier.get(Supplier.name == "East Chemicals").code == "V002"
    assert ProductStock.get(ProductStock.product == product).incoming == 40
    window.show_view("expected")
    office.until(lambda: window.panel.receive.isVisible())
    QTest.mouseClick(window.panel.receive, Qt.MouseButton.LeftButton)
    receive = dialog_of(office, window)
    office.until(lambda: receive.quantity.value() == 40)
    receive.submit()
    office.until(lambda: closed(window))
    assert on_hand(product) == 40


def test_a_product_is_added_with_its_barcodes(office: Office) -> None:
    window = open_window(office)
    assert window._stack.currentWidget() is window.pane()
    window.new_product()
    dialog = dialog_of(office, window)
    dialog.form.set_values({"name": "Bearing", "codes": "6901234567892\n16901234567899 × 12 box\nbad line here"})
    dialog.submit()
    assert QApplication.focusWidget() is dialog.form._entries["sku"].editor
    write("BR-1")
    dialog.form.set_values(
        {"codes": "6901234567892\n16901234567899 × 12 box", "safety_stock": D(5), "price": D("1.25")}
    )
    dialog.submit()
    office.until(lambda: closed(window))
    made = Product.get(Product.sku == "BR-1")
    assert (made.price, made.safety_stock) == (D("1.25"), 5)
    assert [(b.code, b.factor, b.unit) for b in Barcode.select().order_by(Barcode.id)] == [
        ("6901234567892", 1, ""), ("16901234567899", 12, "box"),
    ]  # fmt: skip
    office.until(lambda: getattr(window.panel._shown, "sku", "") == "BR-1")

    window.new_product()
    again = dialog_of(office, window)
    again.form.set_values({"sku": "BR-1", "name": "Other"})
    again.submit()
    office.until(lambda: again.form._entries["sku"].editor.property("bad") == "true")


def test_a_bin_is_added(office: Office) -> None:
    window = open_window(office)
    window.new_bin()
    dialog_of(office, window)
    write("c-09-1")
    press(Key.Key_Return, CTRL)
    office.until(lambda: closed(window))
    assert Location.get(Location.code == "C-09-1").kind == "bin"
    office.until(lambda: getattr(window.bins.tree.current(), "code", "") == "C-09-1")


def test_who_may_only_look_has_no_action_to_press(office: Office) -> None:
    product = office.shop.product("ONE")
    office.shop.stock(product, 3)
    window = open_window(office, "clerk")
    select(office, window, product)
    buttons = (
        window.receive_button,
        window.expect_button,
        window.panel.count,
        window.panel.freeze,
        window.panel.move_goods,
    )
    assert not any(button.isVisible() for button in buttons)
    for key, mods in ((Key.Key_F2, NONE), (Key.Key_T, CTRL), (Key.Key_M, CTRL | SHIFT)):
        press(key, mods)
    assert not any(each.isVisible() for each in window.window().findChildren(Dialog))


def test_a_change_elsewhere_is_shown_and_keeps_the_chosen_lot(office: Office) -> None:
    product = office.shop.product("ONE", lot_tracked=True)
    office.shop.stock(product, 3, "L1")
    office.shop.stock(product, 3, "L2", bin="A-01-2")
    window = open_window(office)
    select(office, window, product)
    table = next(t for t in window.panel.findChildren(PickTable))
    QTest.mouseClick(table, Qt.MouseButton.LeftButton, pos=QPoint(20, 26 + 40 + 10))
    office.shop.stock(product, 4, "L3", bin="A-01-3")
    window.shell.publish(frozenset({"stock"}))
    office.until(lambda: len(window.panel._shown.balances) == 3)
    press(Key.Key_M, CTRL)
    dialog = dialog_of(office, window)
    chosen = next(each for each in dialog.findChildren(ChoiceField))
    assert chosen.currentText().startswith("L2  •  A-01-2")
