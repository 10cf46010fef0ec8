"""What is on its way: found, followed, signed for in full or with a difference, and closed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from models.delivery import Delivery, DeliveryLine, TrackingEvent
from models.paper import Attachment
from models.watch import Incident
from services import deliveries
from services.tracking import STATUSES
from services.tracking_views import AUDITED, PILLS
from services.watch import views
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk, to_front
from ui.kit.dialog import Dialog
from ui.scan.filter import ScanFilter
from ui.scan.robot import Hands
from ui.tracking.dialogs import SignForDialog
from ui.tracking.window import TrackingWindow
from ui.tracking.words import EVENTS, STATUS_WORDS, difference_words

Sit = Callable[[str], Desk]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def goods(shop: Shop) -> int:
    product = shop.product()
    shop.stock(product, 100)
    return product


def dialog_of(window: Any) -> Any:
    return to_front(next(d for d in window.window().findChildren(Dialog) if d.isVisible()))


def press(desk: Desk, window: TrackingWindow, key: Qt.Key) -> Any:
    """Press a key in the list and give the dialog it opens."""
    to_front(window.window())
    QTest.keyClick(window.pane.table, key)
    desk.settle()
    return dialog_of(window)


def confirm(desk: Desk, dialog: Dialog) -> None:
    QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return, CTRL)
    desk.settle()


def listed(window: TrackingWindow) -> list[str]:
    return [row[0] for _id, row in window.pane.table.paged().loaded_rows()]


def test_signed_for_in_full_closes_the_delivery_by_two_keys(shop: Shop, desk: Sit, goods: int) -> None:
    sent = shop.dispatched((goods, 4))
    seat = desk("logistics")
    window = seat.open("tracking", TrackingWindow)
    assert listed(window) == [sent.number]
    confirm(seat, press(seat, window, Qt.Key.Key_F4))
    stored = Delivery.get()
    assert (stored.state, stored.outcome, stored.signed_by) == ("closed", "signed", "Carl")
    assert seat.said() == f"{sent.number} is signed for in full."
    assert listed(window) == []


def test_a_difference_opens_an_incident_that_is_taken_over_and_closed(shop: Shop, desk: Sit, goods: int) -> None:
    sent = shop.dispatched((goods, 4))
    shop.clock.advance(hours=1)
    seat = desk("logistics")
    window = seat.open("tracking", TrackingWindow, number=sent.number)
    dialog: SignForDialog = press(seat, window, Qt.Key.Key_F4)
    line = DeliveryLine.get()
    field = dialog.fields[line.id, "short"]
    field.setFocus()
    QTest.keyClicks(field, "5")
    confirm(seat, dialog)
    assert dialog._problems[line.id].text() == "Only 4 were sent. Type at most 4 for both together."
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClicks(field, "1")
    assert dialog.verb.text().strip() == "Sign with a difference"
    confirm(seat, dialog)
    assert Delivery.get().state == "signed_difference"
    assert DeliveryLine.get().delivered == 3
    incident = Incident.get()
    assert (incident.kind, incident.state) == ("difference", "open")
    seen = views.incident(incident.id)
    assert seen is not None
    (said,) = difference_words(seen.differences)
    assert said.startswith("Product"), "Warnings say what differs, as Tracking does"

    take_over = next(
        b for b in window.panel.findChildren(QPushButton) if b.property("step") == "owned" and b.isVisible()
    )
    QTest.mouseClick(take_over, Qt.MouseButton.LeftButton)
    seat.settle()
    assert (Incident.get().state, Incident.get().owner_id) == ("owned", shop.actors["logistics"].user_id)

    resolve = next(
        b for b in window.panel.findChildren(QPushButton) if b.property("step") == "resolved" and b.isVisible()
    )
    QTest.mouseClick(resolve, Qt.MouseButton.LeftButton)
    note = dialog_of(window)
    QTest.keyClicks(note.focusWidget(), "Found in the van")
    confirm(seat, note)
    assert Incident.get().state == "resolved"

    shop.clock.advance(hours=1)
    closing = press(seat, window, Qt.Key.Key_F4)
    assert closing.form.values() == {"remainder": "quarantine"}
    confirm(seat, closing)
    assert Delivery.get().state == "closed"
    assert shop.balance(goods, "QUARANTINE").on_hand == Decimal(1)
    assert window.panel.view.timeline[0].code == "tracking.close.quarantine"


def test_two_too_many_are_signed_for_with_a_photo_and_settled(
    shop: Shop, desk: Sit, goods: int, tmp_path: Path
) -> None:
    picture = tmp_path / "carton.png"
    QImage(40, 30, QImage.Format.Format_RGB32).save(str(picture))
    gone = shop.dispatched((goods, 4))
    seat = desk("logistics")
    window = seat.open("tracking", TrackingWindow)
    dialog = press(seat, window, Qt.Key.Key_F4)
    line = window.panel.view.lines[0]
    field = dialog.fields[line.id, "over"]
    field.setFocus()
    QTest.keyClicks(field, "2")
    assert dialog.verb.text() == "Sign with a difference"
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(picture))])
    QApplication.clipboard().setMimeData(files)
    dialog.signed_by.clearFocus()
    dialog.photos.paste.click()
    assert [name for name, _photo in dialog.photos.taken] == ["carton.png"]
    confirm(seat, dialog)
    window.pane.bar.set_filters(PILLS["wrong"])
    seat.settle()
    view = window.panel.view
    assert (view.state, [file.name for file in view.files]) == ("signed_difference", ["carton.png"])
    assert "Product P-1: 2 pc too many" in [each.text() for each in window.panel.findChildren(QLabel)]
    assert Attachment.get().subject_id == gone.id
    closing = press(seat, window, Qt.Key.Key_F4)
    assert closing.form.values() == {"remainder": "nothing"}
    confirm(seat, closing)
    assert Delivery.get().state == "closed"


@pytest.mark.parametrize("label", ["JDVA11408814483", "jdva11408814483-1-3-"])
def test_a_waybill_under_the_scanner_opens_its_delivery(
    shop: Shop, desk: Sit, goods: int, scans: ScanFilter, qtbot: Any, label: str
) -> None:
    shop.dispatched((goods, 1))
    wanted = shop.dispatched((goods, 4))
    deliveries.set_carrier(shop.call("logistics"), wanted.id, wanted.version, 1, ((1, "JDVA11408814483-1-3-"),))
    seat = desk("logistics")
    window = seat.open("tracking", lambda shell: TrackingWindow(shell, scans))
    Hands(to_front(window.window()), scans).scan(label)
    qtbot.waitUntil(lambda: seat.settle() or listed(window) == [wanted.number])
    assert window.panel.view.id == wanted.id


def test_an_event_is_noted_and_stands_in_the_timeline(shop: Shop, desk: Sit, goods: int) -> None:
    shop.dispatched((goods, 4))
    seat = desk("logistics")
    window = seat.open("tracking", TrackingWindow)
    dialog = press(seat, window, Qt.Key.Key_F2)
    place = dialog.form._entries["place"].editor
    place.setFocus()
    QTest.keyClicks(place, "Hangzhou hub")
    confirm(seat, dialog)
    assert Delivery.get().state == "in_transit"
    event = TrackingEvent.select().order_by(TrackingEvent.id.desc()).get()
    assert (event.status, event.place) == ("in_transit", "Hangzhou hub")
    assert [(m.code, m.place) for m in window.panel.view.timeline if m.place] == [("track.in_transit", "Hangzhou hub")]


def test_a_refusal_needs_a_note_and_opens_an_incident(shop: Shop, desk: Sit, goods: int) -> None:
    shop.dispatched((goods, 4))
    seat = desk("logistics")
    window = seat.open("tracking", TrackingWindow)
    dialog = press(seat, window, Qt.Key.Key_F9)
    confirm(seat, dialog)
    assert Delivery.get().state == "dispatched"
    QTest.keyClicks(dialog.form._entries["note"].editor, "Nobody there")
    confirm(seat, dialog)
    assert Delivery.get().state == "refused"
    assert Incident.get().kind == "refused"
    window.pane.bar.set_filters(PILLS["wrong"])
    seat.settle()
    assert listed(window) == [Delivery.get().number]


@pytest.mark.parametrize("asked", ["Corner", "13800000001", "SO-", "VAN77"])
def test_where_is_my_order_is_answered_whatever_is_set(shop: Shop, desk: Sit, goods: int, asked: str) -> None:
    done = shop.confirmed((goods, 4))
    step = deliveries.set_carrier(shop.call("logistics"), done.id, done.version, 1, ((1, "VAN7712"),))
    deliveries.dispatch_delivery(shop.call("logistics"), done.id, step.version)
    seat = desk("logistics")
    window = seat.open("tracking", TrackingWindow, phase="ended")
    assert listed(window) == []
    QTest.keyClick(window.pane, Qt.Key.Key_F, CTRL)
    QTest.keyClicks(window.pane.bar.search_box(), asked)
    QTest.qWait(250)
    seat.settle()
    assert listed(window) == [done.number]
    QTest.keyClick(window.pane.bar.search_box(), Qt.Key.Key_Escape)
    seat.settle()
    assert window.pane.bar.filters() == PILLS["ended"]


def test_late_means_past_its_promise_and_still_on_the_road(shop: Shop, desk: Sit, goods: int) -> None:
    today = datetime.now(UTC).astimezone().date()
    past, to_come = today - timedelta(days=2), today + timedelta(days=30)
    late = shop.dispatched((goods, 1), promised=past)
    shop.signed((goods, 1), promised=past, missing=1)
    shop.dispatched((goods, 1), promised=to_come)
    shop.packed((goods, 1), promised=past)
    window = desk("logistics").open("tracking", TrackingWindow, late="yes")
    assert listed(window) == [late.number]


def test_who_may_not_track_sees_the_story_and_no_buttons(shop: Shop, desk: Sit, goods: int) -> None:
    sent = shop.dispatched((goods, 4))
    window = desk("packer").open("tracking", TrackingWindow, number=sent.number)
    assert window.panel.isVisible()
    assert window.panel.buttons == {}
    assert not window.add.isVisible()


def test_every_status_and_every_step_has_a_word() -> None:
    assert tuple(STATUS_WORDS) == STATUSES
    assert {f"track.{status}" for status in STATUSES} <= EVENTS.keys()
    plain = {code for code in AUDITED if code not in ("tracking.fail", "tracking.close")}
    assert plain <= EVENTS.keys()


def test_an_event_of_earlier_says_when_and_one_to_come_is_refused(shop: Shop, desk: Sit, goods: int) -> None:
    shop.dispatched((goods, 4))
    shop.clock.advance(days=1)
    seat = desk("logistics")
    window = seat.open("tracking", TrackingWindow)
    dialog = press(seat, window, Qt.Key.Key_F2)
    when = dialog.form.editor("at")
    now = shop.clock().astimezone()
    assert when.text() == f"{now:%Y-%m-%d %H:%M}"
    for typed, said in (("soon", "Type a time such as 14:30"), ("2027-01-01 10:00", "That is still to come")):
        when.setFocus()
        when.selectAll()
        QTest.keyClicks(when, typed)
        confirm(seat, dialog)
        assert dialog.form._entries["at"].error.startswith(said)
        assert when.text() == typed
    when.selectAll()
    QTest.keyClicks(when, f"{now.month}-{now.day} 00:05")
    confirm(seat, dialog)
    event = TrackingEvent.select().order_by(TrackingEvent.id.desc()).get()
    assert event.at.astimezone() == now.replace(hour=0, minute=5, second=0, microsecond=0)


def test_a_scan_on_the_way_opens_the_form_of_an_event(shop: Shop, desk: Sit, goods: int, scans: ScanFilter) -> None:
    shop.dispatched((goods, 1))
    wanted = shop.dispatched((goods, 4))
    seat = desk("logistics")
    window = seat.open("tracking", lambda shell: TrackingWindow(shell, scans))
    Hands(to_front(window.window()), scans).scan(f"{wanted.number}-1")
    seat.settle()
    dialog = dialog_of(window)
    assert wanted.number in dialog.title.text()
    assert dialog.form.isAncestorOf(dialog.focusWidget())
    confirm(seat, dialog)
    assert (Delivery.get_by_id(wanted.id).state, window.panel.view.id) == ("in_transit", wanted.id)
