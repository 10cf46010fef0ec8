"""The approval window, worked by keys on a real database."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from models.buying import Replenishment
from models.delivery import Delivery
from models.orders import ApprovalRequest, OrderLine, SalesOrder
from models.stock import Reservation
from services import approval, orders, settings
from services.approval_queue import Waiting
from tests.services.shop import D
from tests.ui.approval.office import Office
from tests.ui.delivery.conftest import to_front
from ui.approval.window import ApprovalWindow
from ui.approval.words import chips_of
from ui.kit.bars import ExposureBar
from ui.kit.buttons import CheckBox
from ui.kit.case_dialog import CaseDialog
from ui.kit.dialog import Dialog
from ui.kit.labels import Chip
from ui.kit.panel import MiniTable

Key = Qt.Key


@pytest.fixture
def known(office: Office) -> Office:
    """A company whose customers are not new, with a product of which plenty is there."""
    settings.put("approval.new_customer_days", 0)
    settings.put("approval.duplicate_days", 0)
    product = office.shop.product("OLD")
    office.shop.stock(product, 1000)
    office.shop.approved((product, 1))
    return office


def open_window(office: Office, role: str = "approver") -> ApprovalWindow:
    window = office.show(ApprovalWindow(office.sit(role)))
    window.activate()
    if window.queue.rows():
        office.until(lambda: shown(window))
    return window


def shown(window: ApprovalWindow) -> int | None:
    """The order whose evidence is there to decide on."""
    current, order = window.queue.current(), window._evidence
    return order.id if order is not None and current is not None and order.id == current.id else None


def press(window: Any, key: Qt.Key, mods: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key, mods)


def type_reason(window: ApprovalWindow, text: str) -> None:
    window.foot.reason.setFocus()
    QTest.keyClicks(window.foot.reason, text)


def state(order_id: int) -> str:
    return str(SalesOrder.get_by_id(order_id).state)


def question(office: Office, window: ApprovalWindow) -> Dialog:
    """The dialog that stops work."""
    office.until(lambda: any(each.isVisible() for each in window.window().findChildren(Dialog)))
    dialog = next(each for each in window.window().findChildren(Dialog) if each.isVisible())
    office.qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def test_the_oldest_promise_comes_first(known: Office) -> None:
    product, today = known.shop.product(), known.shop.clock.today
    late = [known.shop.order((product, 1), promised=today + timedelta(days)).id for days in (5, 1, 3)]
    window = open_window(known)
    assert [row.id for row in window.queue.rows()] == [late[1], late[2], late[0]]
    assert shown(window) == late[1]


def test_on_a_wide_screen_the_lines_stand_beside_what_was_found(known: Office) -> None:
    known.shop.order((known.shop.product(), 1))
    window = open_window(known)

    def places() -> tuple[QPoint, QPoint]:
        tables, found = window.pane.findChildren(MiniTable), window.pane.findChildren(ExposureBar)
        return tuple(each[-1].mapTo(window.pane, QPoint(0, 0)) for each in (tables, found))

    for wide in (False, True, False):
        window.window().resize(1800 if wide else 1290, 900)
        known.settle()
        lines, bar = places()
        assert (lines.x() > bar.x() + 400) == wide
        assert (lines.y() > bar.y()) == (not wide)


def test_a_queue_is_cleared_with_keys_only(known: Office) -> None:
    product, today = known.shop.product(), known.shop.clock.today
    known.shop.stock(product, 10)
    first, second, third, fourth = (
        known.shop.order((product, 4), promised=today + timedelta(days)).id for days in (1, 2, 3, 4)
    )
    window = open_window(known)

    press(window, Key.Key_F4)
    known.until(lambda: shown(window) == second)
    assert "4 of 4" not in known.said()
    assert "is approved: 1 of 1 lines reserved. Delivery DN-" in known.said()

    press(window, Key.Key_F8)
    window.refresh()
    known.settle()
    assert window.foot.why() == "Type the reason; the author reads it."
    QTest.keyClicks(QApplication.focusWidget(), "Wrong address")
    press(window, Key.Key_F8)
    known.until(lambda: shown(window) == third)

    type_reason(window, "Customer has closed down")
    press(window, Key.Key_F9)
    known.until(lambda: shown(window) == fourth)
    assert window.foot.reason.text() == ""

    press(window, Key.Key_F4)
    known.until(lambda: not window.queue.rows())
    assert [state(each) for each in (first, second, third, fourth)] == ["approved", "draft", "rejected", "approved"]
    assert OrderLine.get(OrderLine.order == fourth).reserved == 4
    reasons = [row.reason for row in ApprovalRequest.select().where(ApprovalRequest.order.in_([second, third]))]
    assert sorted(reasons) == ["Customer has closed down", "Wrong address"]
    assert window._stack.currentWidget() is window._empty


def test_what_is_short_is_shown_and_waits_as_backorder(known: Office) -> None:
    product = known.shop.product("SHORT")
    known.shop.stock(product, 3)
    order = known.shop.order((product, 10))
    window = open_window(known)
    assert "1 line short" in [chip.text() for chip in window.pane.findChildren(Chip)]
    press(window, Key.Key_F4)
    known.until(lambda: state(order.id) == "approved")
    assert "SHORT waits for 7." in known.said()
    assert Delivery.get(Delivery.order == order.id).pieces == 3


def test_going_over_the_limit_needs_a_reason_and_a_question_with_figures(known: Office) -> None:
    SalesOrder._meta.database.execute_sql("UPDATE customer SET credit_limit = 5000 WHERE id = 1")
    product = known.shop.product()
    known.shop.stock(product, 10)
    order = known.shop.order((product, 10))
    window = open_window(known)
    assert window.pane.findChildren(ExposureBar)[0].over() == Decimal("60.00")

    press(window, Key.Key_F4)
    assert window.foot.why() == "Say why it is approved all the same."
    assert state(order.id) == "submitted"
    for wide in (900, 1366):
        window.window().resize(wide, 768)
        known.settle()
        assert window.foot.reason.width() >= 180, "room for a sentence, beside the buttons or over them"
        assert window.foot.reason.hasFocus()
    QTest.keyClicks(QApplication.focusWidget(), "Paid by phone")
    press(window, Key.Key_F4)
    dialog = question(known, window)
    assert dialog.main is not None
    assert dialog.main.text() == "Approve over limit"
    assert state(order.id) == "submitted"

    QTest.keyClick(dialog.main, Key.Key_Return)
    known.until(lambda: state(order.id) == "approved")
    assert ApprovalRequest.get(ApprovalRequest.order == order.id).reason == "Paid by phone"


def test_a_question_declined_leaves_all_as_it_was(known: Office) -> None:
    product = known.shop.product(cost=D(20))
    order = known.shop.order((product, 1))
    window = open_window(known)
    type_reason(window, "Old stock")
    press(window, Key.Key_F4)
    QTest.keyClick(question(known, window), Key.Key_Escape)
    known.settle()
    assert state(order.id) == "submitted"
    assert window.foot.reason.text() == "Old stock"
    assert window.foot.approve.isEnabled()


def test_price_lines_are_shown_with_how_far_they_are_under(known: Office) -> None:
    product = known.shop.product("CHEAP", price=D("12.50"), cost=D(8))
    known.shop.order((product, 5))
    window = open_window(known)
    table = next(t for t in window.pane.findChildren(MiniTable) if "20.0%" in t.accessibleName())
    assert "10.0000, 12.5000, 20.0%, 20.0%" in table.accessibleName()


def test_the_author_sees_why_somebody_else_has_to_approve(known: Office) -> None:
    product = known.shop.product()
    call = known.shop.call("owner")
    made = orders.create_order(call, known.shop.draft((product, 1)))
    order = orders.submit_order(known.shop.call("owner"), made.id, made.version)
    window = open_window(known, "owner")
    assert not window.foot.approve.isEnabled()
    assert "You typed this order yourself" in window.foot.why()
    press(window, Key.Key_F4)
    known.settle()
    assert state(order.id) == "submitted"


def test_an_order_that_somebody_changed_is_shown_anew_and_not_decided(known: Office) -> None:
    product = known.shop.product()
    order = known.shop.order((product, 1))
    window = open_window(known)
    type_reason(window, "Looks odd")
    orders.revise_order(known.shop.call("clerk"), order.id, order.version, known.shop.draft((product, 7)))
    press(window, Key.Key_F8)
    known.until(lambda: window._evidence and window._evidence.version != order.version)
    assert state(order.id) == "submitted"
    assert "changed meanwhile" in known.said()
    assert known.notices[-1].error
    assert window._evidence is not None
    assert window._evidence.total == 70
    assert window.foot.reason.text() == "Looks odd"


def test_an_order_decided_by_somebody_else_leaves_the_queue(known: Office) -> None:
    product = known.shop.product()
    known.shop.stock(product, 5)
    known.shop.order((product, 1))
    window = open_window(known)
    known.shop.clock.advance(minutes=1)
    row = window.queue.rows()[0]
    approval.approve_order(known.shop.call("owner"), row.id, row.version)
    window.shell.publish(frozenset({"orders"}))
    known.until(lambda: not window.queue.rows())
    assert window._stack.currentWidget() is window._empty


def test_what_somebody_else_decides_never_turns_into_its_neighbour(known: Office) -> None:
    product = known.shop.product()
    known.shop.stock(product, 5)
    for _each in range(3):
        known.shop.order((product, 1))
    window = open_window(known)
    known.shop.clock.advance(minutes=1)
    read, following = window.queue.rows()[:2]
    approval.approve_order(known.shop.call("owner"), read.id, read.version)
    window.shell.publish(frozenset({"orders"}))
    known.until(lambda: len(window.queue.rows()) == 2)
    press(window, Key.Key_F4)
    known.settle()
    assert [state(row.id) for row in window.queue.rows()] == ["submitted", "submitted"]
    assert "has left the list" in window.pane._banner_text.text()
    press(window, Key.Key_Down)
    known.until(lambda: shown(window) == following.id)
    press(window, Key.Key_F4)
    known.until(lambda: state(following.id) == "approved")


def test_the_clear_ones_are_approved_together_and_the_others_stay(known: Office) -> None:
    product, scarce = known.shop.product(), known.shop.product()
    known.shop.stock(product, 100)
    clear = [known.shop.order((product, 1)).id for _each in range(3)]
    short = known.shop.order((scarce, 1)).id
    window = open_window(known)
    all_ = next(b for b in window.findChildren(QPushButton) if "clear ones" in b.text())
    assert all_.text().strip() == "Approve the 3 clear ones"
    press(window, Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    dialog = question(known, window)
    QTest.keyClick(dialog.main, Key.Key_Return)
    known.until(lambda: len(window.queue.rows()) == 1)
    assert [state(each) for each in clear] == ["approved"] * 3
    assert state(short) == "submitted"
    assert known.said() == "3 orders are approved."
    assert not all_.isVisible()


def test_one_that_is_no_longer_clear_is_left_and_named(known: Office) -> None:
    product = known.shop.product()
    known.shop.stock(product, 5)
    today = known.shop.clock.today
    first = known.shop.order((product, 5), promised=today + timedelta(1)).id
    second = SalesOrder.get_by_id(known.shop.order((product, 5), promised=today + timedelta(2)).id)
    window = open_window(known)
    assert [row.clear for row in window.queue.rows()] == [True, True]
    press(window, Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(question(known, window).main, Key.Key_Return)
    known.until(lambda: state(first) == "approved")
    known.until(lambda: "approved" in known.said())
    assert state(second.id) == "submitted"
    assert known.said() == f"1 order is approved. {second.number} is no longer clear and stays."
    known.until(lambda: len(window.queue.rows()) == 1)
    assert [mark.code for mark in window.queue.rows()[0].marks] == ["short"]
    assert not any("clear one" in b.text() and b.isVisible() for b in window.findChildren(QPushButton))
    assert not any("has no finding" in each.text() for each in window.header.findChildren(QLabel))


def test_arrows_choose_the_order_and_enter_opens_it(known: Office) -> None:
    product = known.shop.product()
    first, second = known.shop.order((product, 1)).id, known.shop.order((product, 2)).id
    window = open_window(known)
    assert shown(window) == first
    press(window, Key.Key_Down)
    known.until(lambda: shown(window) == second)
    press(window, Key.Key_Return)
    assert known.went[-1] == ("orders", {"id": second})


def test_a_sent_back_order_shows_who_sent_it_back_and_why(known: Office) -> None:
    order = known.shop.order((known.shop.product(), 1))
    window = open_window(known)
    type_reason(window, "No such street")
    press(window, Key.Key_F8)
    known.until(lambda: not window.queue.rows())
    pill = window._pills["sent_back"]
    assert pill.text() == "Sent back  1"
    QTest.mouseClick(pill, Qt.MouseButton.LeftButton)
    known.until(lambda: shown(window) == order.id)
    assert not window.foot.isVisible()
    assert window._evidence is not None
    assert window._evidence.decision is not None
    assert (window._evidence.decision.by, window._evidence.decision.reason) == ("Approver", "No such street")
    window.show_tab("decided")
    known.until(lambda: [row.decision for row in window.queue.rows()][:1] == ["sent_back"])


def test_another_window_can_ask_for_an_order(known: Office) -> None:
    product = known.shop.product()
    orders_ = [known.shop.order((product, 1)).id for _each in range(3)]
    window = open_window(known)
    window.activate(id=orders_[2])
    known.until(lambda: shown(window) == orders_[2])
    window.activate(id=99_999)
    known.until(lambda: known.said() == "This order does not wait for a decision.")


def test_who_may_not_approve_sees_why_and_no_credit(known: Office) -> None:
    known.shop.order((known.shop.product(), 1))
    window = open_window(known, "clerk")
    assert not window.foot.send_back.isEnabled()
    assert "right to approve" in window.foot.why()
    assert window.pane.findChildren(ExposureBar) == []


def test_a_held_order_says_so_on_its_chip(known: Office) -> None:
    order = known.shop.order((known.shop.product(), 1))
    orders.hold_order(known.shop.call("clerk"), order.id, order.version, "Waits for a call")
    window = open_window(known)
    row: Waiting = window.queue.rows()[0]
    assert ("On hold", "circle-pause", "red") in chips_of(row)
    assert window.foot.why() == "The order is on hold: Waits for a call"
    assert not window.foot.approve.isEnabled()


def test_twenty_approvals_by_keyboard_alone(known: Office) -> None:
    """Every decision there is, on a queue of twenty, without the mouse."""
    product, scarce, today = known.shop.product(cost=D(9)), known.shop.product("SCARCE"), known.shop.clock.today
    known.shop.stock(product, 500)
    ids = []
    for at in range(20):
        lines = (scarce, 3) if at % 5 == 2 else (product, at + 1)
        ids.append(known.shop.order(lines, promised=today + timedelta(at)).id)
    SalesOrder._meta.database.execute_sql("UPDATE customer SET credit_limit = 60000 WHERE id = 1")
    window = open_window(known)
    wanted, asked = {}, []
    for at, order in enumerate(ids):
        known.until(lambda order=order: shown(window) == order)
        to_front(window.window())
        if at % 5 == 3:
            press(window, Key.Key_F8)
            known.until(window.foot.reason.hasFocus)
            QTest.keyClicks(QApplication.focusWidget(), "Wrong price")
            press(window, Key.Key_F8)
            wanted[order] = "draft"
        elif at % 5 == 4:
            press(window, Key.Key_F9)
            known.until(window.foot.reason.hasFocus)
            QTest.keyClicks(QApplication.focusWidget(), "No longer delivered")
            press(window, Key.Key_F9)
            wanted[order] = "rejected"
        else:
            press(window, Key.Key_F4)
            if window._evidence is not None and window._evidence.blocked:
                asked.append(order)
                known.until(window.foot.reason.hasFocus)
                QTest.keyClicks(QApplication.focusWidget(), "Paid by phone")
                press(window, Key.Key_F4)
                QTest.keyClick(question(known, window).main, Key.Key_Return)
            wanted[order] = "approved"
        known.until(lambda order=order: state(order) == wanted[order])
    known.until(lambda: not window.queue.rows())
    assert asked
    assert {order: state(order) for order in ids} == wanted
    assert sorted(set(wanted.values())) == ["approved", "draft", "rejected"]


def test_what_is_short_is_asked_of_the_buyer_from_the_toast(known: Office) -> None:
    product = known.shop.product("SHORT")
    known.shop.stock(product, 3)
    order = known.shop.order((product, 10))
    window = open_window(known)
    press(window, Key.Key_F4)
    known.until(lambda: state(order.id) == "approved")
    notice = known.notices[-1]
    assert (notice.action, notice.undo) == ("Ask the buyer", False)
    assert notice.act is not None
    notice.act()
    known.until(lambda: known.said() == "The buyer is asked for 1 line.")
    assert (Replenishment.get().quantity, Replenishment.get().needed) == (D(7), known.shop.clock.today + timedelta(3))
    undo = known.notices[-1].act
    assert undo is not None
    undo()
    known.until(lambda: not Replenishment.select().exists())


def test_a_payment_typed_beside_the_exposure_counts_at_once(known: Office) -> None:
    product = known.shop.product()
    known.shop.stock(product, 100)
    known.shop.dispatched((product, 30))
    known.shop.order((product, 5))
    window = open_window(known, "owner")
    assert window._evidence is not None
    assert window._evidence.exposure is not None
    assert window._evidence.exposure.unpaid == D(300)
    link = next(each for each in window.pane.findChildren(QPushButton) if each.text() == "Record payment")
    link.setFocus()
    QTest.keyClick(link, Key.Key_Space)
    dialog = question(known, window)
    assert isinstance(dialog, CaseDialog)
    amount = dialog.form.editor("amount")
    amount.setFocus()
    amount.selectAll()
    QTest.keyClicks(amount, "120")
    QTest.keyClick(dialog, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    known.until(lambda: window._evidence and window._evidence.exposure.unpaid == D(180))
    assert known.said() == "The payment is recorded and set against the bills."


def test_a_line_is_taken_from_one_lot_when_the_approver_asks(known: Office) -> None:
    product = known.shop.product("MILK", lot_tracked=True)
    known.shop.stock(product, 4, "FIRST")
    known.shop.clock.advance(days=1)
    known.shop.stock(product, 20, "SECOND")
    order = known.shop.order((product, 10))
    window = open_window(known)
    box = next(each for each in window.pane.findChildren(CheckBox) if "One lot" in each.text())
    box.setFocus()
    QTest.keyClick(box, Key.Key_Space)
    press(window, Key.Key_F4)
    known.until(lambda: state(order.id) == "approved")
    held = list(Reservation.select().join(OrderLine).where(OrderLine.order == order.id))
    assert [row.quantity for row in held] == [D(10)]


def test_an_order_above_the_limit_names_who_has_to_approve_it(known: Office) -> None:
    settings.put("approval.large_amount", 100)
    product = known.shop.product()
    known.shop.stock(product, 100)
    order = known.shop.order((product, 11))
    window = open_window(known)
    assert "Above ¥100" in [chip.text() for chip in window.pane.findChildren(Chip)]
    assert ("Large amount", "triangle-alert", "amber") in chips_of(window.queue.rows()[0])
    assert not window.foot.approve.isEnabled()
    assert "who may approve large orders" in window.foot.why()
    boss = open_window(known, "owner")
    press(boss, Key.Key_F4)
    known.until(lambda: state(order.id) == "approved")


def test_the_rule_is_named_where_it_decided(known: Office) -> None:
    product = known.shop.product()
    known.shop.stock(product, 100)
    settings.put("approval.by_rule", True)
    order = known.shop.order((product, 4))
    assert approval.follow_rule(known.shop.call("clerk")) == 1
    window = open_window(known)
    window.show_tab("decided")
    known.until(lambda: shown(window) == order.id)
    texts = [each.text() for each in window.pane.findChildren(QLabel)]
    assert any(text.startswith("Approved by the company's rule") for text in texts)
