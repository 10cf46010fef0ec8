"""The keeper's day by scanner: a pallet received and put away, goods moved, bins counted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from models.buying import PurchaseOrder, Receipt
from models.goods import ProductStock
from models.paper import PrintJob
from models.requests import ActRequest
from models.stock import Lot, StockMove
from services import settings, stock
from services.catalogue import Code
from services.count_sheet import count_places
from services.printing_jobs import wished
from tests.services.shop import D, Shop, ean
from tests.ui.inventory.keeper import CTRL, SHIFT, Keeper
from ui.inventory.carry import CarryDialog
from ui.inventory.count import CountDialog, DifferencesDialog
from ui.inventory.receive import ReceiveDialog
from ui.kit.forms import FormDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
Key = Qt.Key
Open = Callable[..., Keeper]


def dated(shop: Shop, number: int, **more: Any) -> int:
    """A lot-tracked product with a carton of twelve."""
    codes = (Code(ean(900 + number)), Code(f"CTN{number:04d}", D(12), "box"))
    return shop.product(f"D-{number}", lot_tracked=True, shelf_life_days=365, codes=codes, **more)


def label(shop: Shop, number: int, lot: str) -> str:
    day = shop.clock.today + timedelta(200)
    return f"]C1010{ean(900 + number)}17{day:%y%m%d}10{lot}"


def on_hand(product: int) -> Any:
    return ProductStock.get(ProductStock.product == product).on_hand


def test_a_pallet_of_six_lots_is_received_and_put_away_without_touching_a_key(keeper: Open, office: Any) -> None:
    shop = office.shop
    one, two = dated(shop, 1), dated(shop, 2)
    waits = shop.approved((one, 30))
    at = keeper()
    at.key(Key.Key_F2)
    dialog = at.opened(ReceiveDialog)
    for number, lot, bin_ in ((1, "L1", "A-01-1"), (1, "L2", "A-01-2"), (1, "L3", "A-01-3"),
                              (2, "M1", "A-01-1"), (2, "M2", "A-01-2"), (2, "M3", "B-01-1")):  # fmt: skip
        at.scan(label(shop, number, lot), "CMD-X24", f"BIN-{bin_}")
    at.until(lambda: len(dialog.lines) == 6)
    assert dialog.save_button.text() == "Receive 6 lines"
    at.scan("CMD-OK")
    at.until(at.closed)
    assert (on_hand(one), on_hand(two)) == (72, 72)
    assert shop.balance(two, "B-01-1", "M3").on_hand == 24
    assert Receipt.select().count() == 1
    assert ProductStock.get(ProductStock.product == one).reserved == 30
    assert "1 order that waited got goods" in office.said()
    assert waits


def test_cartons_are_counted_by_scanning_each_and_typed_by_their_number(keeper: Open, office: Any) -> None:
    product = dated(office.shop, 1)
    at = keeper()
    at.key(Key.Key_F2)
    dialog = at.opened(ReceiveDialog)
    at.scan("CTN0001")
    assert (dialog.quantity.value(), dialog.unit.currentText()) == (1, "box × 12")
    at.scan("CTN0001", "CTN0001")
    assert dialog.quantity.value() == 3
    at.scan("CTN0001", label(office.shop, 1, "L9"))
    assert dialog.quantity.value() == 4, "another lot is no further carton of this one"
    assert "First complete Product D-1: Lot is missing." in banner(dialog)
    dialog.lot.setText("L1")
    dialog.expiry.setText("+300")
    dialog.labels.setText("4")
    at.scan("BIN-A-01-1", "CMD-OK")
    at.until(at.closed)
    assert office.shop.balance(product, "A-01-1", "L1").on_hand == 48
    job = PrintJob.get()
    assert (job.kind, job.delivery_id, wished(job.path).copies) == ("product", product, 4)


def banner(dialog: Any) -> str:
    return str(dialog.form._banner_text.text()) if dialog.form._banner.isVisible() else ""


def test_a_scan_never_takes_the_place_of_a_line_with_a_mistake(keeper: Open, office: Any) -> None:
    product = dated(office.shop, 1)
    at = keeper()
    at.key(Key.Key_F2)
    dialog = at.opened(ReceiveDialog)
    at.scan(label(office.shop, 1, "L1"), "CMD-X24")
    dialog.labels.setText("many")
    at.scan(label(office.shop, 1, "L2"))
    assert (dialog.lot.value(), dialog.lines) == ("L1", [])
    assert "First put right what is marked" in banner(dialog)
    at.scan("BIN-A-01-1")
    assert (dialog.lot.value(), dialog.lines) == ("L1", [])
    dialog.labels.setText("")
    at.scan(label(office.shop, 1, "L2"), "CMD-X12", "CMD-OK")
    at.until(at.closed)
    assert office.shop.balance(product, "A-01-1", "L1").on_hand == 24
    assert on_hand(product) == 36


def test_a_lot_with_its_day_run_into_it_is_taken_apart_and_asked_about(keeper: Open, office: Any) -> None:
    shop = office.shop
    product, day = dated(shop, 1), shop.clock.today + timedelta(200)
    torn = f"010{ean(901)}10L117{day:%y%m%d}"
    at = keeper()
    at.key(Key.Key_F2)
    dialog = at.opened(ReceiveDialog)
    at.scan(torn)
    assert (dialog.lot.value(), dialog.expiry.value()) == ("L1", day)
    assert banner(dialog) == "The scanner sends no separator. Lot L1 and its day were taken apart: are they right?"
    at.scan("CMD-X3")
    assert banner(dialog) == ""
    at.scan("CMD-OK")
    at.until(at.closed)
    assert (Lot.get(Lot.product == product).number, on_hand(product)) == ("L1", 3)
    shop.stock(product, 1, f"L117{day:%y%m%d}", expiry=day)
    at.key(Key.Key_F2)
    dialog = at.opened(ReceiveDialog)
    at.scan(torn)
    assert (dialog.lot.value(), banner(dialog)) == (f"L117{day:%y%m%d}", ""), "one that is called so is known"


def test_what_nobody_knows_is_said_and_counts_nothing(keeper: Open, office: Any) -> None:
    dated(office.shop, 1)
    at = keeper()
    at.key(Key.Key_F2)
    dialog = at.opened(ReceiveDialog)
    at.scan("NOBODY-1234")
    assert "NOBODY-1234" in banner(dialog)
    at.scan("BIN-Z-99-9")
    assert "BIN-Z-99-9" in banner(dialog)
    at.scan("CMD-X12")
    assert banner(dialog) == "Scan the goods first, then how many."
    assert (dialog.lines, dialog.goods.text(), dialog.bin.text()) == ([], "", "")
    at.scan("BIN-A-01-1")
    assert (banner(dialog), dialog.bin.text()) == ("", "A-01-1")
    at.scan(label(office.shop, 1, "L1"), "CMD-X5", "BIN-A-01-2")
    assert len(dialog.lines) == 1
    at.scan("CMD-UNDO")
    assert dialog.lines == []


def test_a_purchase_order_is_scanned_and_the_rest_of_it_taken(keeper: Open, office: Any) -> None:
    shop = office.shop
    plain, other, lots = shop.product("SCREW"), shop.product("NUT"), dated(shop, 1)
    day = shop.clock.today
    bought = tuple(stock.Bought(each, D(20)) for each in (plain, other, lots))
    stock.order_goods(shop.call("warehouse"), 1, day + timedelta(9), (stock.Bought(plain, D(7)),))
    stock.order_goods(shop.call("warehouse"), 1, day + timedelta(12), bought)
    order = PurchaseOrder.select().order_by(PurchaseOrder.id.desc()).get()
    at = keeper()
    at.scan(order.number)
    dialog = at.opened(ReceiveDialog)
    at.until(lambda: dialog.take_rest.isVisible())
    assert dialog.take_rest.text().strip() == "Take 2 open lines"
    assert "Still to come, each lot typed or scanned: Product D-1 20." in dialog._note.text()
    dialog.take_rest.click()
    at.scan(label(shop, 1, "L1"), "CMD-X20", "BIN-A-01-1")
    at.until(lambda: len(dialog.lines) == 3)
    at.scan("CMD-OK")
    at.until(at.closed)
    assert PurchaseOrder.get_by_id(order.id).state == "received"
    assert [on_hand(each) for each in (plain, other, lots)] == [20, 20, 20]


def test_the_bin_of_the_same_lot_is_proposed_and_taken_by_a_key(keeper: Open, office: Any) -> None:
    product = dated(office.shop, 1)
    day = office.shop.clock.today + timedelta(200)
    office.shop.stock(product, 5, "L1", bin="A-01-3", expiry=day)
    at = keeper()
    at.key(Key.Key_F2)
    dialog = at.opened(ReceiveDialog)
    at.scan(label(office.shop, 1, "L1"))
    at.until(lambda: dialog.proposals.button.isVisible())
    assert "Proposed: A-01-3, this lot lies there: 5; F7 takes it." in dialog._note.text()
    at.key(Key.Key_F7)
    assert dialog.bin.value().code == "A-01-3"
    at.scan(label(office.shop, 1, "L1"))
    assert (dialog.quantity.text(), dialog.quantity.hasFocus(), dialog.lines) == ("", True, [])
    at.type("2")
    at.scan(label(office.shop, 1, "L1"))
    assert banner(dialog) == "How many of Product D-1 came is typed. This scan adds nothing."
    assert (dialog.quantity.value(), dialog.lines) == (2, [])
    at.key(Key.Key_Return, CTRL)
    at.until(at.closed)
    assert office.shop.balance(product, "A-01-3", "L1").on_hand == 7


def test_single_pieces_are_asked_about_then_counted_and_a_bare_code_is_the_bins(keeper: Open, office: Any) -> None:
    product = office.shop.product("PLAIN")
    office.shop.stock(office.shop.product("OTHER"), 1)
    at = keeper()
    at.key(Key.Key_F2)
    dialog = at.opened(ReceiveDialog)
    code = office.shop.label(product)
    for quantity in (None, 2, 3):
        at.scan(code)
        assert (dialog.quantity.value(), dialog.quantity.hasFocus()) == (quantity, True)
    at.scan("A-01-3")
    lines = [(line.typed, line.incoming.location_id) for _goods, line in dialog.lines]
    assert lines == [(3, office.shop.bin("A-01-3"))]
    at.scan("A-99-9")
    assert "A-99-9" in banner(dialog)
    at.scan(code)
    at.type("4")
    at.until(dialog.proposals.button.isVisible)
    QTest.mouseClick(dialog.proposals.button, Qt.MouseButton.LeftButton)
    assert dialog.bin.hasFocus()
    at.key(Key.Key_Return)
    assert dialog.labels.hasFocus()
    at.type("2")
    at.key(Key.Key_Return)
    assert ([line.labels for _goods, line in dialog.lines], dialog.labels.text()) == ([0, 2], "")
    at.key(Key.Key_Return, CTRL)
    at.until(at.closed)
    assert on_hand(product) == 7
    said = "2 labels are in the print queue. No printer is set: kept as PDF, see Settings > Printers."
    assert office.said().endswith(said)


def test_goods_are_carried_bin_goods_bin_and_put_back_with_undo(keeper: Open, office: Any) -> None:
    shop = office.shop
    one, two = dated(shop, 1), shop.product("PLAIN")
    day = shop.clock.today + timedelta(200)
    shop.stock(one, 24, "L1", bin=None, expiry=day)
    shop.stock(one, 12, "L2", bin=None, expiry=day)
    shop.stock(two, 9, bin="A-01-2")
    at = keeper()
    at.key(Key.Key_M, CTRL | SHIFT)
    dialog = at.opened(CarryDialog)
    at.scan(label(shop, 1, "L2"))
    at.until(lambda: dialog.quantity.value() == 12)
    at.scan("BIN-A-01-1", label(shop, 1, "L1"))
    at.until(lambda: len(dialog.lines) == 1 and dialog.quantity.value() == 24)
    at.scan("CMD-X20", "BIN-A-01-3")
    at.until(lambda: len(dialog.lines) == 2)
    at.scan("BIN-A-01-2", shop.label(two))
    at.until(lambda: dialog.quantity.value() == 9)
    at.scan(shop.label(two))
    assert dialog.quantity.value() == 2
    at.scan(shop.label(one))
    assert banner(dialog) == "First say where Product PLAIN goes: scan its bin."
    at.scan("BIN-B-01-1", "CMD-OK")
    at.until(at.closed)
    assert [shop.balance(one, bin_, lot).on_hand for bin_, lot in (("A-01-1", "L2"), ("A-01-3", "L1"))] == [12, 20]
    assert shop.balance(one, "RECEIVING", "L1").on_hand == 4
    assert shop.balance(two, "B-01-1").on_hand == 2
    assert StockMove.select().where(StockMove.reason == "move").count() == 3
    office.notices[-1].act()
    at.until(lambda: shop.balance(two, "A-01-2").on_hand == 9)


def test_two_bins_are_counted_blind_and_the_differences_posted_with_a_reason(keeper: Open, office: Any) -> None:
    shop = office.shop
    one, two, gone = dated(shop, 1), shop.product("PLAIN"), shop.product("GONE")
    day = shop.clock.today + timedelta(200)
    shop.stock(one, 24, "L1", expiry=day)
    shop.stock(two, 3)
    shop.stock(gone, 4, bin="A-01-2")
    at = keeper()
    at.key(Key.Key_T, CTRL | SHIFT)
    dialog = at.opened(CountDialog)
    at.scan(shop.label(two))
    assert banner(dialog) == "First scan the bin that is counted."
    at.scan("BIN-A-01-1", label(shop, 1, "L1"), "CMD-X22", *[shop.label(two)] * 3, "BIN-A-01-2")
    at.until(lambda: len(dialog.lines) == 2)
    assert [line.quantity for _goods, line in dialog.lines] == [22, 3]
    shown = " ".join(each.text() for each in dialog.findChildren(type(dialog._note)))
    assert "24" not in shown, "who counts must not know the book"
    at.scan("CMD-OK")
    differ = at.opened(DifferencesDialog)
    assert [(each.sku, each.change) for each in differ._wrong] == [("D-1", -2), ("GONE", -4)]
    differ.save_button.click()
    assert differ.form.editor("reason").property("bad") == "true"
    at.type("Yearly count")
    shop.stock(two, 1, bin="A-01-3")
    at.key(Key.Key_Return, CTRL)
    at.until(at.closed)
    assert (on_hand(one), on_hand(two), on_hand(gone)) == (22, 4, 0)
    office.notices[-1].act()
    at.until(lambda: on_hand(gone) == 4)


def test_a_count_that_agrees_is_kept_once_however_often_it_is_confirmed(keeper: Open, office: Any) -> None:
    product = office.shop.product("PLAIN")
    office.shop.stock(product, 1)
    at = keeper()
    at.key(Key.Key_T, CTRL | SHIFT)
    dialog = at.opened(CountDialog)
    at.scan("BIN-A-01-1", office.shop.label(product), "BIN-A-01-2")
    reader, writer = office.lanes[-2:]
    for _twice in range(2):
        dialog.save_button.click()
        while reader.run():
            office.app.processEvents()
    assert len(writer.bodies) == 1
    at.until(at.closed)


def test_what_is_put_right_above_the_limit_is_asked_for_and_every_form_of_it_closes(keeper: Open, office: Any) -> None:
    shop = office.shop
    product = shop.product("PLAIN")
    shop.stock(product, 9)
    settings.change_settings(shop.call("owner"), {"approval.adjust_amount": 1})
    at = keeper()
    at.key(Key.Key_T, CTRL | SHIFT)
    at.opened(CountDialog)
    at.scan("BIN-A-01-1", shop.label(product), "CMD-OK")
    differ = at.opened(DifferencesDialog)
    differ.form.set_values({"reason": "Count"})
    differ.post()
    at.until(lambda: any(each.windowTitle() == "Ask for approval" for each in at._dialogs()))
    question = next(each for each in at._dialogs() if each.windowTitle() == "Ask for approval")
    question.main.click()
    at.until(at.closed)
    assert [(each.kind, each.state) for each in ActRequest.select()] == [("count", "waiting")]
    assert on_hand(product) == 9


def test_a_counting_list_is_asked_for_and_taken_in_by_scan_and_figures(keeper: Open, office: Any) -> None:
    product = dated(office.shop, 1)
    office.shop.stock(product, 5, "L1", expiry=office.shop.clock.today + timedelta(200))
    at = keeper()
    asked: list[str] = []
    at.window._print_count = asked.append
    at.key(Key.Key_L, CTRL | SHIFT)
    at.opened(FormDialog)
    at.type("a-01")
    at.key(Key.Key_Return, CTRL)
    at.until(at.closed)
    assert asked == ["A-01"]
    (place,) = count_places("A-01-1")
    at.key(Key.Key_T, CTRL | SHIFT)
    dialog = at.opened(CountDialog)
    at.scan(f"BIN-{place.code}", place.lines[0].code)
    at.until(lambda: dialog.quantity.hasFocus())
    at.type("7")
    at.key(Key.Key_Return)
    assert [(line.lot, line.quantity) for _goods, line in dialog.lines] == [("L1", 7)]


def test_a_book_that_changed_meanwhile_is_compared_again(keeper: Open, office: Any) -> None:
    shop = office.shop
    product = shop.product("PLAIN")
    shop.stock(product, 3)
    at = keeper()
    at.key(Key.Key_T, CTRL | SHIFT)
    dialog = at.opened(CountDialog)
    at.scan("BIN-A-01-1", shop.label(product), "CMD-X5", "CMD-OK")
    differ = at.opened(DifferencesDialog)
    differ.form.set_values({"reason": "Count"})
    shop.stock(product, 1)
    differ.save_button.click()
    at.until(lambda: "The book changed while you counted" in banner(differ))
    at.key(Key.Key_Escape)
    at.until(lambda: not at.window.findChildren(DifferencesDialog))
    dialog.activateWindow()
    dialog.submit()
    again = at.opened(DifferencesDialog)
    assert [(each.book, each.counted) for each in again._wrong] == [(4, 5)]


def test_an_empty_bin_and_one_that_agrees_are_counts_too(keeper: Open, office: Any) -> None:
    shop = office.shop
    product = shop.product("PLAIN")
    shop.stock(product, 3)
    at = keeper()
    at.key(Key.Key_T, CTRL | SHIFT)
    at.opened(CountDialog)
    at.scan("BIN-A-01-1", *[shop.label(product)] * 3, "CMD-OK")
    at.until(at.closed)
    assert office.said() == "The book agrees with the count of 1 lot."
    at.key(Key.Key_T, CTRL | SHIFT)
    at.opened(CountDialog)
    at.scan("BIN-A-01-1", "CMD-OK")
    differ = at.opened(DifferencesDialog)
    assert [each.change for each in differ._wrong] == [-3]


def test_a_scan_without_a_form_goes_to_the_product_or_the_bin(keeper: Open, office: Any) -> None:
    shop = office.shop
    shop.stock(shop.product("ONE"), 3)
    two = shop.product("TWO")
    at = keeper()
    at.scan(shop.label(two))
    at.until(lambda: getattr(at.window.panel._shown, "id", None) == two)
    lots = dated(shop, 1)
    for lot in ("L1", "L2"):
        shop.stock(lots, 5, lot, expiry=shop.clock.today + timedelta(200))
    at.scan(label(shop, 1, "L2"))
    at.until(lambda: getattr(at.window.panel._shown, "id", None) == lots)
    chosen = at.window.panel._chosen
    assert next(each.lot for each in at.window.panel._shown.balances if each.id == chosen) == "L2"
    at.scan("BIN-A-01-3")
    at.until(lambda: at.window.bins is not None and getattr(at.window.bins.tree.current(), "code", "") == "A-01-3")
    at.scan("WHAT-IS-THIS")
    assert "WHAT-IS-THIS" in office.said()
