"""A delivery's way through its window: released, signed by two, given to a carrier, dispatched, cancelled."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from models.delivery import Delivery, HandOver, Package, Signoff
from models.paper import Attachment, PrintJob
from services import approval, attachments, deliveries, people
from services.errors import Refusal
from tests.services.shop import Shop
from tests.ui.delivery.conftest import PASSWORD, Desk, to_front
from ui.delivery.handover import HandOverDialog
from ui.delivery.signoffs import Drawing, SignDialog
from ui.delivery.window import DeliveryWindow
from ui.kit.dialog import Dialog
from ui.kit.labels import ElidedLabel
from ui.papers.again import OWN_WORDS, WhyDialog

Sit = Callable[[str], Desk]


@pytest.fixture
def goods(shop: Shop) -> int:
    product = shop.product()
    shop.stock(product, 100)
    return product


def click(button: QPushButton) -> None:
    assert button.isVisible(), button.text()
    assert button.isEnabled(), button.text()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def dialog_of(window: Any, kind: type[Dialog] = Dialog) -> Any:
    found = next(d for d in window.window().findChildren(kind) if d.isVisible())
    return to_front(found)


def state(delivery: Delivery) -> str:
    return str(Delivery.get_by_id(delivery.id).state)


def sign(desk: Desk, window: DeliveryWindow, person: str, secret: str = PASSWORD) -> SignDialog:
    """Press F4, choose the person by typing their name, type the password and Enter."""
    to_front(window.window())
    QTest.keyClick(window.pane.table, Qt.Key.Key_F4)
    dialog: SignDialog = dialog_of(window, SignDialog)
    dialog.person.setFocus()
    QTest.keyClicks(dialog.person, person.split()[0])
    assert dialog.person.currentText() == person
    QTest.keyClicks(dialog.secret, secret)
    QTest.keyClick(dialog.secret, Qt.Key.Key_Return)
    desk.settle()
    return dialog


def test_f2_releases_a_planned_delivery_to_the_warehouse(shop: Shop, desk: Sit, goods: int) -> None:
    planned = Delivery.get_by_id(shop.approved((goods, 4)).deliveries[0])
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow)
    assert window.panel.view.number == planned.number
    QTest.keyClick(window.pane.table, Qt.Key.Key_F2)
    seat.settle()
    assert state(planned) == "released"
    assert seat.said() == f"{planned.number} is released to the warehouse."


def test_a_release_that_leaves_goods_behind_asks_first(shop: Shop, desk: Sit, goods: int) -> None:
    order = shop.order((goods, 104), delivery_policy="ask")
    approval.approve_order(shop.call("approver", "short_stock"), order.id, order.version)
    assert Delivery.select().count() == 0
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow)
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    dialog = dialog_of(window)
    click(dialog.verb)
    seat.settle()
    made = Delivery.get()
    assert (made.state, seat.said()) == ("planned", f"{made.number} is planned. Release it, and it goes to packing.")
    to_front(window.window())
    QTest.keyClick(window.pane.table, Qt.Key.Key_F2)
    seat.settle()
    assert state(made) == "planned"
    question = dialog_of(window)
    assert question.main.text() == "Release all the same"
    QTest.keyClick(question.main, Qt.Key.Key_Return)
    seat.settle()
    assert state(made) == "released"


def test_two_people_sign_and_the_same_person_is_refused_in_a_sentence(shop: Shop, desk: Sit, goods: int) -> None:
    packed = shop.packed((goods, 4))
    seat = desk("owner")
    window = seat.open("delivery", DeliveryWindow, number=packed.number)
    assert window.panel.missing.text() == "Missing: warehouse sign-off, sales sign-off, carrier"
    sign(seat, window, "Olive Owner")
    assert [s.role for s in Signoff.select()] == ["warehouse"]
    assert window.panel.missing.text() == "Missing: sales sign-off, carrier"

    dialog = sign(seat, window, "Olive Owner")
    assert dialog.isVisible()
    assert dialog.form._banner_text.text() == (
        "The sign-offs need two different people. Somebody else has to sign for Sales."
    )
    assert Signoff.select().count() == 1
    QTest.keyClick(dialog, Qt.Key.Key_Escape)

    sign(seat, window, "Clerk")
    assert state(packed) == "confirmed"
    assert [s.user_id for s in Signoff.select().order_by(Signoff.id)] == [
        shop.actors["owner"].user_id,
        shop.actors["clerk"].user_id,
    ]
    assert seat.said() == f"{packed.number} is signed off.  Missing: carrier"


def test_a_wrong_password_signs_nothing_and_says_so_in_the_dialog(shop: Shop, desk: Sit, goods: int) -> None:
    packed = shop.packed((goods, 4))
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, id=packed.id)
    dialog = sign(seat, window, "Packer", "not this one")
    assert dialog.form._banner_text.text() == "The name and the secret don't go together."
    assert Signoff.select().count() == 0
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_carrier_and_tracking_number_are_saved_field_by_field(shop: Shop, desk: Sit, goods: int) -> None:
    packed = shop.packed((goods, 4))
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, id=packed.id)
    section = window.panel.carrier
    section.carrier.setFocus()
    QTest.keyClicks(section.carrier, "SF")
    QTest.keyClick(section.carrier, Qt.Key.Key_Return)
    seat.settle()
    assert Delivery.get().carrier.code == "SF"
    assert window.panel.missing.text().endswith("tracking no. 1")
    section.freight.setFocus()
    QTest.keyClicks(section.freight, "23.5")
    section.tracking.setFocus()
    QTest.keyClicks(section.tracking, "sf 150 2339")
    assert section._below.text() == (
        "SF1502339 does not look like a number of SF Express. Check it; it is saved all the same."
    )
    QTest.keyClick(section.tracking, Qt.Key.Key_Return)
    seat.settle()
    stored = Delivery.get()
    assert (stored.freight, stored.tracking_number, Package.get().tracking_number) == (23.5, "SF1502339", "SF1502339")
    assert "tracking" not in window.panel.missing.text()


def test_showing_a_delivery_saves_nothing(shop: Shop, desk: Sit, goods: int) -> None:
    first, second = shop.packed((goods, 4)), shop.confirmed((goods, 3))
    before = [(d.id, d.version) for d in Delivery.select().order_by(Delivery.id)]
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, number=first.number)
    window.activate(number=second.number)
    seat.settle()
    assert window.panel.view.id == second.id
    assert [(d.id, d.version) for d in Delivery.select().order_by(Delivery.id)] == before


def test_two_checked_deliveries_leave_at_once_and_the_refused_one_says_why(shop: Shop, desk: Sit, goods: int) -> None:
    ready, also = shop.confirmed((goods, 4)), shop.confirmed((goods, 3))
    bare = shop.packed((goods, 2))
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, phase="house")
    table = window.pane.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Home)
    for _row in range(3):
        QTest.keyClick(table, Qt.Key.Key_Space)
        QTest.keyClick(table, Qt.Key.Key_Down)
    seat.settle()
    assert window.several.dispatch_button.text().strip() == "Dispatch 2 deliveries"
    assert window.picked._pairs["count"][1].text() == "3"
    click(window.several.dispatch_button)
    seat.settle()
    question = dialog_of(window)
    assert question.windowTitle() == "Dispatch 2 deliveries"
    assert "Not signed off yet, stay here" in [each.text() for each in question.findChildren(QLabel)]
    QTest.keyClick(question, Qt.Key.Key_Return)
    seat.settle()
    assert (state(ready), state(also), state(bare)) == ("dispatched", "dispatched", "packed")
    assert seat.said() == "2 deliveries are dispatched."
    assert window.strip.isVisible()
    assert window.strip.text.text().splitlines() == [
        "Left as they were, 1 of 3:",
        f"Delivery {bare.number} still needs its sign-offs: Warehouse, Sales.",
    ]


def test_cancelling_asks_the_reason_and_puts_everything_back(shop: Shop, desk: Sit, goods: int) -> None:
    packed = shop.packed((goods, 4))
    assert shop.balance(goods).on_hand == 96
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, id=packed.id)
    QTest.keyClick(window.pane.table, Qt.Key.Key_F9)
    dialog = dialog_of(window)
    click(dialog.verb)
    assert dialog.isVisible()
    editor = dialog.focusWidget()
    QTest.keyClicks(editor, "Customer called it off")
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    assert state(packed) == "cancelled"
    assert shop.balance(goods).on_hand == 100
    assert "back in its place" in seat.said()


def test_what_another_saved_meanwhile_is_refused_in_a_sentence(shop: Shop, desk: Sit, goods: int) -> None:
    planned = Delivery.get_by_id(shop.approved((goods, 4)).deliveries[0])
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow)
    deliveries.set_carrier(shop.call("logistics"), planned.id, planned.version, 1)
    click(window.panel.main)
    seat.settle()
    assert state(planned) == "planned"
    assert seat.notices[-1].error
    assert seat.said().startswith("Somebody saved this while you worked on it.")


def test_the_label_is_drawn_and_a_reprint_is_marked(shop: Shop, desk: Sit, goods: int) -> None:
    packed = shop.packed((goods, 4))
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, id=packed.id)
    assert window.preview.page.has_image()
    PrintJob.update(state="confirmed", path="/papers/2026/DN-label.pdf").where(PrintJob.kind == "label").execute()
    window.shell.publish(frozenset({"print_jobs"}))
    seat.settle()
    shown = [each.text() for each in window.preview.findChildren(ElidedLabel)]
    assert "/papers/2026/DN-label.pdf" in shown
    PrintJob.update(state="queued", path="").where(PrintJob.kind == "label").execute()
    labels = PrintJob.select().where(PrintJob.kind == "label").order_by(PrintJob.id)
    QTest.keyClick(window.pane.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    assert [job.copy for job in labels.clone()] == [1], "it waited for its printer: nothing is printed twice"
    PrintJob.update(state="sent").execute()
    QTest.keyClick(window.pane.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    why = dialog_of(window, WhyDialog)
    why.form.set_values({"why": OWN_WORDS})
    QTest.keyClick(why, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [job.copy for job in labels.clone()] == [1], "no words, no copy"
    why.form.set_values({"words": "The box was wet"})
    QTest.keyClick(why, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    assert [(job.copy, job.reason) for job in labels.clone()] == [(1, ""), (2, "The box was wet")]
    assert seat.said().startswith(f"Label {packed.number} is in the print queue again, marked as copy 2. No printer")


def test_my_tasks_hold_what_waits_for_this_person_and_nothing_else(shop: Shop, desk: Sit, goods: int) -> None:
    shop.released((goods, 1))
    packed = shop.packed((goods, 2))
    deliveries.sign_off(shop.call("packer"), packed.id, packed.version, "warehouse")
    confirmed = shop.confirmed((goods, 3))
    numbers = {}
    for role in ("packer", "clerk", "logistics"):
        window = desk(role).open("delivery", DeliveryWindow)
        numbers[role] = {row[0] for _id, row in window.pane.table.paged().loaded_rows()}
    assert numbers == {"packer": set(), "clerk": {packed.number}, "logistics": {confirmed.number}}


def test_a_scan_opens_a_delivery_or_gives_the_package_its_number(shop: Shop, desk: Sit, goods: int) -> None:
    first, second = shop.packed((goods, 4)), shop.packed((goods, 3))
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, number=second.number)
    window.on_scan(first.number)
    seat.settle()
    assert window.panel.view.id == first.id
    window.on_scan("SF1502339477129")
    seat.settle()
    assert Package.get(Package.delivery == first).tracking_number == "SF1502339477129"
    assert isinstance(window.panel.carrier.tracking, QLineEdit)


def test_a_pin_and_a_badge_sign_in_the_name_of_whoever_proves_them(shop: Shop, desk: Sit, goods: int) -> None:
    call = shop.call("owner")
    pia = people.add_user(call, "pia", "Pia", ("packer",), "", people.hash_pin("4711"))
    ben = people.add_user(shop.call("owner"), "ben", "Ben", ("clerk",), "", badge="BDG-7F3K")
    people.add_user(shop.call("owner"), "uma", "Uma", ("finance",), "", badge="BDG-1Y3D")
    packed = shop.packed((goods, 4))
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, number=packed.number)
    sign(seat, window, "Pia", "4711")
    to_front(window.window())
    QTest.keyClick(window.pane.table, Qt.Key.Key_F4)
    dialog = dialog_of(window, SignDialog)
    dialog.scanned("BDG-1Y3D")
    seat.settle()
    assert dialog.form._banner_text.text().startswith("Uma may not sign off for Sales.")
    dialog.scanned("BDG-7F3K")
    seat.settle()
    assert [(s.role, s.user_id) for s in Signoff.select().order_by(Signoff.id)] == [
        ("warehouse", pia.id),
        ("sales", ben.id),
    ]
    assert state(packed) == "confirmed"


def test_a_signature_may_be_drawn_and_stays_with_the_sign_off(shop: Shop, desk: Sit, goods: int) -> None:
    packed = shop.packed((goods, 4))
    seat = desk("packer")
    window = seat.open("delivery", DeliveryWindow, number=packed.number)
    to_front(window.window())
    QTest.keyClick(window.pane.table, Qt.Key.Key_F4)
    dialog: SignDialog = dialog_of(window, SignDialog)
    pad = dialog.pad
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 60))
    for at in (QPoint(60, 20), QPoint(100, 80), QPoint(160, 40)):
        QTest.mouseMove(pad, at)
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(160, 40))
    assert pad.drawn()
    QTest.mouseClick(dialog.again, Qt.MouseButton.LeftButton)
    assert pad.picture() is None
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 60))
    QTest.mouseMove(pad, QPoint(120, 30))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(120, 30))
    dialog.secret.setFocus()
    QTest.keyClicks(dialog.secret, PASSWORD)
    QTest.keyClick(dialog.secret, Qt.Key.Key_Return)
    seat.settle()
    signoff, kept = Signoff.get(), Attachment.get()
    assert (kept.kind, kept.name) == ("signature", f"warehouse-{signoff.content_hash}.png")
    assert (kept.subject_kind, kept.subject_id, kept.mime) == ("delivery", packed.id, "image/png")
    shown = window.panel.signoffs.findChild(Drawing)
    assert shown.pixmap().width() > 20
    assert window.panel.view.files == ()
    with pytest.raises(Refusal, match="signature_stays"):
        attachments.detach("delivery")(shop.call("packer"), packed.id, kept.id)


def test_a_number_that_is_refused_stays_in_its_field_and_is_told_once(shop: Shop, desk: Sit, goods: int) -> None:
    other, packed = shop.packed((goods, 4)), shop.packed((goods, 3))
    deliveries.set_carrier(shop.call("logistics"), other.id, other.version, 2, ((1, "SF1"),))
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, number=packed.number)
    field = window.panel.carrier.tracking
    field.setFocus()
    QTest.keyClicks(field, "SF1")
    QTest.keyClick(field, Qt.Key.Key_Return)
    seat.settle()
    QTest.keyClick(field, Qt.Key.Key_Tab)
    window.refresh()
    seat.settle()
    assert [notice.text for notice in seat.notices] == [
        f"The tracking number SF1 is already on delivery {other.number} for Corner Shop."
    ]
    assert field.text() == "SF1"


def test_twelve_deliveries_leave_with_a_list_for_the_driver(shop: Shop, desk: Sit, goods: int) -> None:
    for _each in range(12):
        shop.confirmed((goods, 1))
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, state="confirmed")
    table = to_front(window.window()) and window.pane.table
    table.setFocus()
    for _each in range(12):
        QTest.keyClick(table, Qt.Key.Key_Space)
        QTest.keyClick(table, Qt.Key.Key_Down)
    seat.settle()
    assert len(window.pane.selected_ids()) == 12
    click(window.several.dispatch_button)
    seat.settle()
    QTest.keyClick(dialog_of(window), Qt.Key.Key_Return)
    seat.settle()
    assert Delivery.select().where(Delivery.state == "dispatched").count() == 12
    to_front(window.window())
    QTest.keyClick(window.window(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    dialog = dialog_of(window, HandOverDialog)
    QTest.keyClicks(dialog.forms[1].editor("driver"), "Ma Jun")
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    seat.settle()
    made = HandOver.get()
    assert (made.driver, made.deliveries) == ("Ma Jun", 12)
    assert PrintJob.select().where(PrintJob.kind == "handover").count() == 1
    assert seat.said().startswith(f"Hand-over list {made.number} is made and in the print queue.")
