"""After a delivery, at the screen: what customers say and send back, and what a second person says yes to."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from models.after_sales import Complaint, Rating, ReturnLine, ReturnOrder
from models.delivery import Delivery, DeliveryLine
from models.paper import Attachment
from models.requests import ActRequest
from models.stock import Lot
from models.watch import Incident
from services import act_requests, adjusting, deliveries, returns, serial_numbers, settings, stock_finding, tracking
from services.errors import Refusal
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk, to_front
from tests.ui.returns.conftest import dialogs, press, save, until
from ui.approval.requests import RequestsWindow
from ui.returns.window import ReturnsWindow
from ui.tracking.window import TrackingWindow

Sit = Callable[[str], Desk]


def signed(shop: Shop, **more: Any) -> Delivery:
    product = shop.product()
    shop.stock(product, 10)
    return shop.signed((product, 4), **more)


def test_a_return_goes_its_way_by_keys_and_scans(shop: Shop, desk: Sit, qtbot: Any) -> None:
    sent, seat = signed(shop), desk("owner")
    tracking = seat.open("tracking", TrackingWindow, number=sent.number)
    form = press(qtbot, seat, tracking.pane.table, Qt.Key.Key_F10)
    QTest.keyClicks(form.focusWidget(), "5")
    save(form)
    assert form.isVisible(), "only 4 were delivered"
    QTest.keyClick(form.focusWidget(), Qt.Key.Key_Backspace)
    QTest.keyClicks(form.focusWidget(), "2")
    save(form)
    until(qtbot, seat, lambda: not dialogs(seat))
    made = ReturnOrder.get().id
    line = ReturnLine.get()
    assert line.quantity == Decimal(2)

    window = seat.open("returns", ReturnsWindow, phase="open", id=made)
    form = press(qtbot, seat, window.pane.table, Qt.Key.Key_F4)
    QTest.keyClick(form.focusWidget(), Qt.Key.Key_1)  # behind the 2 that were announced
    typed = form.fields[line.id, 0].value()
    assert form.scanned(stock_finding.look_at(shop.label(line.product_id))) == ""
    assert form.fields[line.id, 0].value() == typed + 1, "what was typed by hand stays"
    form.reject()
    question = until(qtbot, seat, lambda: next((each for each in dialogs(seat) if each is not form), None))
    assert form.isVisible(), "what was counted is asked about"
    QTest.mouseClick(question.main, Qt.MouseButton.LeftButton)
    until(qtbot, seat, lambda: not dialogs(seat))
    form = press(qtbot, seat, window.pane.table, Qt.Key.Key_F4)
    scan = stock_finding.look_at(shop.label(line.product_id))
    assert [form.scanned(scan) for _piece in range(2)] == ["", ""]
    assert form.scanned(stock_finding.look_at("4006381333931")).startswith("Nothing of this return has the code")
    save(form)
    until(qtbot, seat, lambda: window.record.state == "received" and not dialogs(seat))
    assert ReturnLine.get().received == Decimal(2)
    form = press(qtbot, seat, window.pane.table, Qt.Key.Key_F4)
    QTest.keyClicks(form.focusWidget(), "1")
    save(form)
    assert form.isVisible(), "one piece lacks its verdict"
    form.fields[line.id, 1].set_value(1)
    save(form)
    until(qtbot, seat, lambda: window.record.state == "inspected" and not dialogs(seat))
    form = press(qtbot, seat, window.pane.table, Qt.Key.Key_F4)
    form.form.set_values({"amount": Decimal(9999)})
    form.form.set_values({"outcome": ""})
    assert form.form.valid(), "a credit that is hidden keeps nobody"
    form.form.set_values({"outcome": "refunded"})
    assert form.form.values() == {"outcome": "refunded", "amount": Decimal(20)}
    save(form)
    until(qtbot, seat, lambda: window.record.state == "closed")
    done = ReturnOrder.get()
    assert (done.outcome, done.amount, seat.said()) == ("refunded", Decimal(20), f"{done.number} is settled.")


def test_what_the_customer_says_is_noted_at_the_delivery_with_a_picture(
    shop: Shop, desk: Sit, qtbot: Any, tmp_path: Path
) -> None:
    sent, seat = signed(shop), desk("clerk")
    window = seat.open("tracking", TrackingWindow, number=sent.number)
    form = press(qtbot, seat, window.pane.table, Qt.Key.Key_F3)
    QTest.keyClick(form.focusWidget(), Qt.Key.Key_Down)
    save(form)
    until(qtbot, seat, lambda: window.panel.view.rated is not None and not dialogs(seat))
    assert (Rating.get().stars, seat.said()) == (4, "The rating is noted.")
    assert any("★★★★☆ Well done" in each.text() for each in window.panel.findChildren(QLabel))

    form = press(qtbot, seat, window.pane.table, Qt.Key.Key_F8)
    save(form)
    assert form.isVisible(), "a complaint needs words"
    picture = tmp_path / "box.png"
    QImage(40, 30, QImage.Format.Format_RGB32).save(str(picture))
    form.photos.take([picture])
    QTest.keyClicks(form.focusWidget(), "wrong size")
    save(form)
    kept = until(qtbot, seat, Attachment.get_or_none)
    noted = Incident.get()
    assert (noted.kind, Complaint.get().kind) == ("complaint", "wrong_goods")
    assert (kept.subject_kind, kept.subject_id, kept.name) == ("incident", noted.id, "box.png")


def test_a_write_off_above_the_limit_is_asked_for_and_approved_by_a_key(shop: Shop, desk: Sit, qtbot: Any) -> None:
    settings.change_settings(shop.call("owner"), {"approval.write_off_amount": 15})
    lost, seat = signed(shop, missing=2), desk("logistics")
    window = seat.open("tracking", TrackingWindow, number=lost.number)
    form = press(qtbot, seat, window.pane.table, Qt.Key.Key_F4)
    form.form.set_values({"remainder": "loss"})
    save(form)
    question = until(qtbot, seat, lambda: next((each for each in dialogs(seat) if each is not form), None))
    QTest.mouseClick(question.main, Qt.MouseButton.LeftButton)
    until(qtbot, seat, lambda: ActRequest.get_or_none() and not dialogs(seat))
    assert (ActRequest.get().state, Delivery.get().state) == ("waiting", "signed_difference")
    boss = desk("approver")
    requests = boss.open("requests", RequestsWindow, state="waiting")
    to_front(boss.main)
    QTest.keyClick(requests.pane.table, Qt.Key.Key_F4)
    until(qtbot, boss, lambda: boss.said() == f"{ActRequest.get().number} is approved, and done.")
    assert (ActRequest.get().state, Delivery.get().state) == ("approved", "closed")


def test_the_keeper_opens_a_return_where_nothing_was_said_yet_and_scans_fill_lot_by_lot(
    shop: Shop, desk: Sit, qtbot: Any
) -> None:
    product = shop.product(lot_tracked=True)
    shop.stock(product, 1, "L1")
    shop.stock(product, 2, "L2")
    sent, seat = shop.signed((product, 3)), desk("warehouse")
    tracking = seat.open("tracking", TrackingWindow, number=sent.number)
    form = press(qtbot, seat, tracking.pane.table, Qt.Key.Key_F10)
    for field, figure in zip(form.fields.values(), "12", strict=True):
        field.setFocus()
        QTest.keyClicks(field, figure)
    save(form)
    until(qtbot, seat, lambda: not dialogs(seat))
    window = seat.open("returns", ReturnsWindow, phase="open", id=ReturnOrder.get().id)
    form = press(qtbot, seat, window.pane.table, Qt.Key.Key_F4)
    scan = stock_finding.look_at(shop.label(product))
    assert [form.scanned(scan) for _piece in range(4)] == [""] * 4
    assert [field.value() for field in form.fields.values()] == [Decimal(1), Decimal(3)], "what is over, on the last"


def test_a_link_to_one_record_shows_it_and_no_other_row_of_the_list(shop: Shop, desk: Sit, qtbot: Any) -> None:
    settings.change_settings(shop.call("owner"), {"approval.adjust_amount": 1})
    product = shop.product()
    shop.stock(product, 20)
    made = []
    for left in (5, 7):
        with pytest.raises(Refusal) as no:
            adjusting.adjust(shop.call("warehouse"), shop.balance(product).id, Decimal(left), "counted")
        wanted = no.value.data["ask"]
        made.append(act_requests.ask(shop.call("warehouse"), wanted.kind, wanted.arguments).id)
    boss = desk("approver")
    window = boss.open("requests", RequestsWindow, id=made[0])
    assert (window.record.id, window.pane.current_id()) == (made[0], made[0])
    window.activate(id=made[1])
    assert window.record is None, "no key works on the one before"
    until(qtbot, boss, lambda: window.record is not None)
    assert (window.record.id, window.pane.current_id()) == (made[1], made[1])

    sent = [signed(shop), shop.signed((product, 2))]
    opened = [announce(shop, each) for each in sent]
    seat = desk("owner")
    window = seat.open("returns", ReturnsWindow, id=opened[0])
    assert (window.record.id, window.pane.current_id()) == (opened[0], opened[0])


def test_a_piece_that_comes_back_is_told_by_its_serial_number(shop: Shop, desk: Sit, qtbot: Any) -> None:
    product = shop.product("DRILL", serial_tracked=True)
    shop.stock(product, 3, serials=("A-1", "A-2", "A-3"))
    sent = shop.released((product, 2))
    assert [shop.scan(sent.id, text).code for text in ("A-1", "A-3")] == ["right"] * 2
    ready = shop.confirm(shop.pack(sent.id).id)
    deliveries.dispatch_delivery(shop.call("logistics"), ready.id, ready.version)
    tracking.sign_for(shop.call("logistics"), sent.id, Delivery.get_by_id(sent.id).version, "Carl")
    announce(shop, sent, 2)
    seat = desk("owner")
    window = seat.open("returns", ReturnsWindow, id=ReturnOrder.get().id)
    until(qtbot, seat, lambda: window.record is not None)
    form = press(qtbot, seat, window.pane.table, Qt.Key.Key_F4)
    said = [form.scanned(stock_finding.look_at(text)).partition(".")[0] for text in ("A-2", "a-1", "A-1", "A-3")]
    assert said == [
        "Serial number A-2 did not go with this delivery", "", "Serial number A-1 is here already", ""
    ]  # fmt: skip
    save(form)
    until(qtbot, seat, lambda: window.record.state == "received" and not dialogs(seat))
    assert serial_numbers.numbers(product).here == ("A-1", "A-2", "A-3")
    verdict, line = press(qtbot, seat, window.pane.table, Qt.Key.Key_F4), ReturnLine.get().id
    for way in (0, 1):
        verdict.fields[line, way].set_value(Decimal(1))
    verdict.form.editor(str(line)).set_value(("A-3",))
    save(verdict)
    until(qtbot, seat, lambda: window.record.state == "inspected" and not dialogs(seat))
    assert serial_numbers.numbers(product).here == ("A-1", "A-2")


def announce(shop: Shop, delivery: Delivery, count: int = 1) -> int:
    line = DeliveryLine.get(DeliveryLine.delivery == delivery)
    lot = Lot.get(Lot.product == line.product_id)
    wanted = (returns.Wanted(line.id, lot.id, Decimal(count)),)
    return returns.open_return(shop.call("owner"), delivery.id, wanted, "damaged", "").id
