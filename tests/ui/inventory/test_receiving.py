"""Goods received by keys: a pallet of several lots, and more of them than was ordered."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.buying import PurchaseLine
from models.stock import StockMove
from services import purchase_views, reversing, serial_numbers, stock, stock_views, supplier_returns, timeline
from services.check import check
from services.errors import Refusal
from tests.services.shop import D, Shop, ean
from tests.ui.inventory.keeper import CTRL, SHIFT, Keeper
from ui.inventory.carry import CarryDialog
from ui.inventory.receive import ReceiveDialog
from ui.kit.case_dialog import CaseDialog
from ui.kit.dialog import Dialog
from ui.kit.key_overview import KeyOverview
from ui.purchasing.window import line_cells

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
Key = Qt.Key
Open = Callable[..., Keeper]


def ordered(shop: Shop, quantity: int, **data: Any) -> int:
    product = shop.product("SCREW", **data)
    bought = (stock.Bought(product, D(quantity)),)
    stock.order_goods(shop.call("warehouse"), 1, shop.clock.today + timedelta(3), bought)
    return product


def below(dialog: Any, name: str) -> str:
    return str(dialog.form._entries[name].row._below.text())


def verb(dialog: Any) -> str:
    return str(dialog.save_button.text()).strip()


def test_of_a_pallet_only_the_next_lot_is_typed_and_the_button_counts_what_is_there(keeper: Open, office: Any) -> None:
    product = office.shop.product("SCREW", lot_tracked=True)
    other = office.shop.product("NUT", lot_tracked=True)
    at = keeper()
    at.key(Key.Key_F2)
    dialog = at.opened(ReceiveDialog)
    at.type("screw")
    at.key(Key.Key_Return)
    at.until(lambda: dialog.lot.hasFocus())
    dialog.bin.look_up("A-01-1")
    at.until(lambda: dialog.bin.value() is not None)
    for number, lot in enumerate(("L1", "L2", "L3"), 1):
        at.type(lot)
        at.key(Key.Key_Return)
        at.until(lambda: dialog.quantity.hasFocus())
        assert verb(dialog) == f"Receive {number} line{'s' if number > 1 else ''}"
        at.type("40")
        for after in (dialog.bin, dialog.labels, dialog.lot):
            at.key(Key.Key_Return)
            at.until(after.hasFocus)
        assert below(dialog, "bin") == "Kept from the line before."
        assert (len(dialog.lines), dialog.goods.text(), dialog.bin.text()) == (number, "Product SCREW", "A-01-1")
        assert verb(dialog) == f"Receive {number} line{'s' if number > 1 else ''}", "what stays is no line yet"
    at.key(Key.Key_Return)
    at.until(lambda: dialog.goods.hasFocus())
    at.key(Key.Key_Escape)
    at.until(lambda: dialog._question is not None and dialog._question.isActiveWindow())
    at.key(Key.Key_Return)
    at.until(lambda: dialog._question is None)
    assert (len(dialog.lines), dialog.isVisible()) == (3, True), "Esc and Enter lose no line that was typed"
    dialog.activateWindow()
    dialog.goods.setFocus()
    at.until(dialog.goods.hasFocus)
    at.type("nut")
    at.key(Key.Key_Return)
    at.until(lambda: dialog.lot.hasFocus())
    assert verb(dialog) == "Receive 4 lines"
    for text in ("M1", "5"):
        at.type(text)
        at.key(Key.Key_Return)
    for field in (dialog.labels, dialog.quality):
        at.key(Key.Key_Tab)
        at.until(field.hasFocus)
    at.type("f")
    at.key(Key.Key_Return)
    assert ([line.incoming.quality for _goods, line in dialog.lines], dialog.quality.value()) == (
        ["good", "good", "good", "frozen"], "good",
    )  # fmt: skip
    at.key(Key.Key_Return, CTRL)
    at.until(at.closed)
    assert [office.shop.balance(product, "A-01-1", lot).on_hand for lot in ("L1", "L2", "L3")] == [40, 40, 40]
    assert office.shop.balance(other, "A-01-1", "M1", "frozen").on_hand == 5


def test_more_than_ordered_is_said_at_the_field_and_taken_after_a_yes(keeper: Open, office: Any) -> None:
    product = ordered(office.shop, 100, lot_tracked=True)
    at = keeper()
    at.key(Key.Key_F2)
    dialog = at.opened(ReceiveDialog)
    at.type("screw")
    at.key(Key.Key_Return)
    at.until(lambda: dialog.against.value() is not None)
    for lot, count, said in (("L1", "60", ""), ("L2", "52", "12 more than ordered")):
        at.type(lot)
        at.key(Key.Key_Return)
        at.type(count)
        assert below(dialog, "quantity") == said
        at.key(Key.Key_Return, SHIFT)
    assert below(dialog, "quantity") == "", "what is typed next is said anew"
    at.key(Key.Key_Return, CTRL)
    at.until(lambda: len(at._dialogs()) == 2)
    question = next(each for each in at._dialogs() if each is not dialog)
    assert "SCREW +12" in "".join(each.text() for each in question.findChildren(type(dialog._note)))
    assert PurchaseLine.get().received == 0
    at.until(question.isActiveWindow)
    question.reject()
    dialog.activateWindow()
    at.until(dialog.isActiveWindow)
    assert len(dialog.lines) == 2, "nothing typed is lost"
    at.key(Key.Key_Return, CTRL)
    at.until(lambda: len(at._dialogs()) == 2)
    answer(at, dialog, "Receive more than ordered")
    at.until(at.closed)
    line = PurchaseLine.get()
    assert (line.received, line.open, office.shop.balance(product, "RECEIVING", "L2").on_hand) == (112, 0, 52)


def answer(at: Keeper, first: Dialog, verb: str) -> None:
    from PySide6.QtWidgets import QPushButton

    question = next(each for each in at._dialogs() if each is not first)
    next(each for each in question.findChildren(QPushButton) if each.text().strip() == verb).click()
    at.office.settle()


def test_goods_are_sent_back_by_keys_and_come_again_with_undo(keeper: Open, office: Any) -> None:
    product = office.shop.product("SCREW")
    office.shop.stock(product, 9)
    at = keeper()
    at.window.activate(id=product)
    at.until(lambda: at.window.panel.product() is not None and at.window.panel.product().id == product)
    at.key(Key.Key_S, CTRL | SHIFT)
    dialog = at.opened(CaseDialog)
    dialog.form.editor("quantity").set_value(D(4))
    dialog.form.editor("reason").setFocus()
    at.type("damaged")
    at.key(Key.Key_Return, CTRL)
    at.until(at.closed)
    assert office.shop.balance(product).on_hand == 5
    office.notices[-1].act()
    at.until(lambda: office.shop.balance(product).on_hand == 9)


def test_a_purchase_order_leads_to_receiving_what_is_still_to_come_of_it(keeper: Open, office: Any) -> None:
    ordered(office.shop, 100)
    ordered_again = office.shop.product("NUT")
    stock.order_goods(office.shop.call("warehouse"), 1, office.shop.clock.today, (stock.Bought(ordered_again, D(7)),))
    at = keeper()
    order = PurchaseLine.get(PurchaseLine.product == ordered_again).order
    at.window.activate(do="receive", purchase=order.number)
    dialog = at.opened(ReceiveDialog)
    at.until(lambda: dialog.take_rest.isVisible())
    at.key(Key.Key_F8)
    assert [line.typed for _goods, line in dialog.lines] == [7]


def test_enter_takes_what_is_found_and_goes_on_and_says_when_nothing_is(keeper: Open, office: Any) -> None:
    office.shop.product("SCREW")
    at = keeper()
    at.key(Key.Key_M, CTRL | SHIFT)
    dialog = at.opened(CarryDialog)
    at.type("nowhere")
    at.key(Key.Key_Return)
    at.until(lambda: below(dialog, "source") == 'Nothing is called "nowhere". Choose one from the list.')
    dialog.source.selectAll()
    at.type("receiv")
    at.key(Key.Key_Return)
    at.until(lambda: dialog.goods.hasFocus())
    assert (dialog.source.text(), below(dialog, "source")) == ("Receiving area", "")


def test_goods_go_back_to_the_purchase_order_that_brought_them(keeper: Open, office: Any) -> None:
    shop = office.shop
    product = ordered(shop, 30)
    line = PurchaseLine.get(PurchaseLine.product == product)
    stock.receive(shop.call("warehouse"), (stock.Incoming(product, D(10), purchase_line_id=line.id),), 1)
    at = keeper()
    at.window.activate(id=product)
    at.until(lambda: at.window.panel._shown is not None)
    at.key(Key.Key_S, CTRL | SHIFT)
    dialog = at.opened(CaseDialog)
    order = line.order
    assert dialog.form.editor("purchase").currentText() == f"{order.number} {order.supplier.name}: 10 can go back"
    dialog.form.editor("quantity").set_value(D(4))
    dialog.form.editor("reason").setFocus()
    at.type("wet")
    at.key(Key.Key_Return, CTRL)
    at.until(at.closed)
    (move,) = StockMove.select().where(StockMove.reason == "send_back")
    assert stock_views.move_detail(move.id).document == line.order.number
    record = purchase_views.purchase_record(line.order_id)
    assert record is not None
    assert line_cells(record.lines[0])[1].second == "4 sent back"
    told = timeline.story("purchase", line.order_id).entries[0]
    assert (told.code, told.figures["quantity"], told.figures["reason"]) == ("purchase.send_back", D(4), "wet")
    shop.stock(product, 9)
    with pytest.raises(Refusal, match="more_than_came"):
        supplier_returns.send_back(shop.call("warehouse"), shop.balance(product).id, D(7), "wet", line.order_id)
    reversing.reverse_move(shop.call("warehouse"), move.id, "they did not take it")
    assert [each.left for each in supplier_returns.origins(product)] == [D(10)]
    assert [each.name for each in check() if not each.ok] == []


def test_serial_numbers_are_scanned_in_and_put_right(keeper: Open, office: Any) -> None:
    product = office.shop.product("DRILL", serial_tracked=True)
    at = keeper()
    at.key(Key.Key_F2)
    dialog = at.opened(ReceiveDialog)
    for text, numbers in (
        (f"010{ean(1)}21A-1", ["A-1"]), (f"010{ean(1)}21a-1", ["A-1"]), ("SN-7", ["A-1", "SN-7"]),
        (ean(2), ["A-1", "SN-7"]),
    ):  # fmt: skip
        at.scan(text)
        assert (list(dialog.serials.value()), dialog.quantity.value()) == (numbers, len(numbers)), text
    dialog.quantity.set_value(D(3))
    assert below(dialog, "serials") == "2 numbers, 3 pieces"
    at.key(Key.Key_Return, CTRL)
    at.until(lambda: "Give each piece its number, or none." in below(dialog, "serials"))
    assert dialog.isVisible(), "nothing typed is lost"
    dialog.quantity.set_value(D(2))
    at.key(Key.Key_Return, CTRL)
    at.until(at.closed)
    at.window.activate(id=product)
    at.until(lambda: at.window.panel.product() is not None and at.window.panel.product().id == product)
    at.key(Key.Key_N, CTRL | SHIFT)
    numbered = at.opened(CaseDialog)
    field = numbered.form.editor("serials")
    assert field.value() == "A-1\nSN-7"
    at.scan("SN-8", "SN-7")
    assert field.value() == "SN-8\nA-1\nSN-7"
    field.set_value("SN-8 SN-7")
    at.key(Key.Key_Return, CTRL)
    at.until(at.closed)
    assert serial_numbers.numbers(product) == serial_numbers.Numbers(("SN-7", "SN-8"), D(0))
    at.key(Key.Key_T, CTRL)
    counted = at.opened(CaseDialog)
    counted.form.editor("quantity").set_value(D(1))
    counted.form.editor("reason").set_value("broken")
    at.key(Key.Key_Return, CTRL)
    at.until(lambda: "say which pieces go, by 1 more" in below(counted, "serials"))
    at.scan("SN-8", "sn-8")
    assert counted.form.editor("serials").value() == ("SN-8",)
    at.key(Key.Key_Return, CTRL)
    at.until(at.closed)
    assert serial_numbers.numbers(product) == serial_numbers.Numbers(("SN-7",), D(0))


def test_what_is_wrong_is_said_at_its_field_and_one_purchase_order_stands_there(keeper: Open, office: Any) -> None:
    ordered(office.shop, 100, lot_tracked=True)
    at = keeper()
    at.window.activate(do="receive", purchase=PurchaseLine.get().order.number)
    dialog = at.opened(ReceiveDialog)
    at.until(lambda: "Still to come, each lot typed or scanned: Product SCREW 100." in dialog._note.text())
    assert (dialog.against.currentText(), dialog.against.isEnabled()) == (dialog.purchase.text(), False)
    assert (verb(dialog), dialog._none.text()) == ("Receive", "No line yet.")
    dialog.goods.setFocus()
    at.type("screw")
    at.key(Key.Key_Return)
    at.until(dialog.lot.hasFocus)
    assert (verb(dialog), dialog._none.text()) == ("Receive 1 line", "No line in the list yet: only the one above.")
    at.key(Key.Key_Return)
    assert (below(dialog, "lot"), dialog.lot.hasFocus()) == ("Please type: Lot.", True)
    at.type("L1")
    at.key(Key.Key_Return)
    at.type("L-TEST615")
    at.key(Key.Key_Return)
    assert (below(dialog, "quantity"), dialog.quantity.hasFocus()) == ("Please type a number, such as 24.", True)
    at.key(Key.Key_F1)
    at.opened(KeyOverview).reject()
