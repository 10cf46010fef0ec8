"""Where is my order? The page that answers it: by keys, by scan, in sentences one can read out."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from models.delivery import Delivery, DeliveryLine
from models.orders import SalesOrder
from models.parties import Customer
from services import approval, deliveries, orders, stock, tracking, whereabouts
from services.transitions import IN_HOUSE
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk, to_front
from ui.scan.filter import ScanFilter
from ui.scan.robot import Hands
from ui.tracking import story_words
from ui.tracking.story import StoryDialog
from ui.tracking.window import TrackingWindow

Sit = Callable[[str], Desk]
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
D = Decimal


@pytest.fixture
def goods(shop: Shop) -> int:
    product = shop.product()
    shop.stock(product, 50)
    return product


def told(shop: Shop, order_id: int, days: int = 0) -> list[str]:
    """The answer as it is spoken, `days` from now, without its first line."""
    story = whereabouts.story(order_id)
    assert story is not None
    return story_words.spoken(story, shop.clock.today + timedelta(days)).splitlines()[1:]


def asked(desk: Desk, window: TrackingWindow) -> StoryDialog:
    """Ctrl+Shift+F, and the page is open."""
    to_front(window.window())
    QTest.keyClick(window.pane.table, Qt.Key.Key_F, CTRL | SHIFT)
    desk.settle()
    found = next(d for d in window.window().findChildren(StoryDialog) if d.isVisible())
    return to_front(found)


def texts(dialog: StoryDialog) -> list[str]:
    return [each.text() for each in dialog.findChildren(QLabel) if each.isVisible() and each.text()]


def test_a_phone_number_typed_is_answered_and_the_answer_copied(shop: Shop, desk: Sit, goods: int) -> None:
    gone = shop.dispatched((goods, 4))
    seat = desk("clerk")
    window = seat.open("tracking", TrackingWindow)
    dialog = asked(seat, window)
    QTest.keyClicks(dialog.search, "1380000")
    QTest.qWait(200)
    assert 'Looking for "1380000"…' in texts(dialog)
    seat.settle()
    assert dialog.story is not None
    assert dialog.story.number == gone.order_number
    assert "It is on its way to you." in texts(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    copied = QApplication.clipboard().text().splitlines()
    assert copied[0] == f"Order {gone.order_number}, Corner Shop"
    assert copied[-1] == "Next Own van delivers it."
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_ctrl_f_twice_asks_what_stands_in_the_search(shop: Shop, desk: Sit, goods: int) -> None:
    gone = shop.dispatched((goods, 4))
    seat = desk("clerk")
    window = seat.open("tracking", TrackingWindow)
    to_front(window.window())
    QTest.keyClick(window.pane.table, Qt.Key.Key_F, CTRL)
    box = window.pane.bar.search_box()
    assert box.hasFocus()
    QTest.keyClicks(box, "1380000")
    QTest.keyClick(box, Qt.Key.Key_F, CTRL)
    seat.settle()
    dialog = next(d for d in window.window().findChildren(StoryDialog) if d.isVisible())
    assert (dialog.search.text(), dialog.story.number) == ("1380000", gone.order_number)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert to_front(window.window()).focusWidget() is box


def test_arrows_choose_among_the_orders_found_and_the_search_keeps_the_keyboard(
    shop: Shop, desk: Sit, goods: int
) -> None:
    first, second = shop.order((goods, 1)), shop.order((goods, 2))
    seat = desk("clerk")
    window = seat.open("tracking", TrackingWindow)
    dialog = asked(seat, window)
    QTest.keyClicks(dialog.search, "Corner")
    QTest.qWait(200)
    seat.settle()
    assert dialog.story.id == second.id
    QTest.keyClick(dialog.search, Qt.Key.Key_Down)
    seat.settle()
    assert (dialog.story.id, dialog.search.hasFocus()) == (first.id, True)
    QTest.keyClicks(dialog.search, " nobody")
    QTest.qWait(200)
    seat.settle()
    assert dialog.story is None
    assert not dialog.copy.isEnabled()
    assert any(text.startswith('No order is found for "Corner nobody".') for text in texts(dialog))


def test_a_waybill_scanned_into_the_page_is_looked_for(shop: Shop, desk: Sit, goods: int, scans: ScanFilter) -> None:
    packed, other = shop.packed((goods, 1)), shop.packed((goods, 1))
    for each, number in ((packed, "SF1502339477120"), (other, "SF1502339477138")):
        deliveries.set_carrier(shop.call("logistics"), each.id, each.version, 2, ((1, number),))
    seat = desk("logistics")
    window = seat.open("tracking", lambda shell: TrackingWindow(shell, scans))
    dialog = asked(seat, window)
    Hands(dialog, scans).scan("SF1502339477120")
    seat.settle()
    assert (dialog.search.text(), dialog.story.id) == ("SF1502339477120", packed.order_id)
    Hands(dialog, scans).scan(other.number)
    seat.settle()
    assert dialog.story.id == other.order_id


def test_ctrl_k_leads_here_with_what_was_typed(shop: Shop, desk: Sit, goods: int) -> None:
    from desktop.found import palette_hits

    gone = shop.dispatched((goods, 4))
    hit = palette_hits(" Corner ", shop.clerk)[-1]
    assert (hit.window, hit.title, hit.where) == ("tracking", 'Where is my order? "Corner"', {"ask": "Corner"})
    assert all(hit.icon != "phone" for hit in palette_hits("Product", shop.clerk))
    phoned = palette_hits(Customer.get_by_id(shop.customer_id).phone, shop.clerk)
    assert [each.icon for each in phoned].index("phone") == 0 < len(phoned) - 1, "a phone number asks this first"
    seat = desk("clerk")
    window = seat.open("tracking", TrackingWindow, **hit.where)
    dialog = next(d for d in window.window().findChildren(StoryDialog) if d.isVisible())
    assert dialog.story.id == gone.order_id
    link = next(b for b in dialog.findChildren(type(dialog.copy)) if b.text() == gone.number)
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert seat.went == [("tracking", {"id": gone.id})]


# the sentences


def test_an_order_before_it_is_approved(shop: Shop, goods: int) -> None:
    order = shop.order((goods, 1))
    assert told(shop, order.id) == [
        "It waits to be approved.", "Next it is approved; then its goods are reserved and picked.",
    ]  # fmt: skip
    assert told(shop, order.id, 5)[1].endswith("is 2 days late. It has not been approved yet.")
    back = approval.reject_order(shop.call("approver"), order.id, order.version, "Too cheap")
    assert told(shop, back.id)[0] == "It was rejected."
    made = orders.create_order(shop.call("clerk"), shop.draft((goods, 2)))
    assert told(shop, made.id)[0] == "It is still being typed here and has not been submitted."


def test_goods_that_are_missing_and_when_they_come(shop: Shop, goods: int) -> None:
    rare = shop.product(name_en="Rare")
    stock.order_goods(shop.call("owner"), 1, shop.clock.today + timedelta(1), (stock.Bought(rare, D(9)),))
    order = shop.order((rare, 3))
    approval.approve_order(shop.call("approver", "short_stock"), order.id, order.version)
    assert told(shop, order.id) == [
        "It waits for goods: 3 of 3 pcs are not here.",
        "The missing goods are due tomorrow; then they are picked, packed and sent.",
    ]
    assert told(shop, order.id, 4)[1].endswith("is 1 day late. Rare: 3 pc missing, due 03-06.")


@pytest.mark.parametrize("state", sorted(IN_HOUSE))
def test_every_state_in_the_house_has_its_sentence_and_what_comes_next(state: str) -> None:
    now, after = story_words.HOUSE[state]
    assert now.endswith((".", "pcs."))
    assert after.startswith("Next ")


def test_a_delivery_while_it_is_here_and_when_it_is_late(shop: Shop, goods: int) -> None:
    packed = shop.packed((goods, 2))
    assert told(shop, packed.order_id) == [
        "It is packed and waits for its sign-offs.", "Next it is signed off and handed to the carrier.",
    ]  # fmt: skip
    late = told(shop, packed.order_id, 4)
    assert late[1].endswith(f"is 1 day late. {packed.number} has not left the house yet.")
    orders.hold_order(
        shop.call("clerk"), packed.order_id, SalesOrder.get_by_id(packed.order_id).version, "He is on holiday"
    )
    assert told(shop, packed.order_id)[0] == "It is on hold: He is on holiday"


def test_on_the_road_in_part_and_with_trouble(shop: Shop, goods: int) -> None:
    rare = shop.product()
    order = shop.order((goods, 4), (rare, 6))
    made = approval.approve_order(shop.call("approver", "short_stock"), order.id, order.version)
    delivery = Delivery.get_by_id(made.deliveries[0])
    deliveries.release_delivery(shop.call("approver", "leaves_behind"), delivery.id, delivery.version)
    gone = shop.confirm(shop.pack(delivery.id).id)
    deliveries.dispatch_delivery(shop.call("logistics"), gone.id, gone.version)
    assert told(shop, order.id)[0] == "Part of it is on its way: 4 of 10 pcs."
    assert told(shop, order.id)[-1] == "The missing goods have to be bought first."
    tracking.add_event(shop.call("logistics"), gone.id, "attempt_failed", note="Nobody there")
    lines = told(shop, order.id)
    assert lines[0].endswith("4 of 10 pcs. Delivery failed, will be tried again.")
    assert "Nobody there" in lines[1]


def test_what_arrived_and_what_did_not(shop: Shop, goods: int) -> None:
    assert told(shop, shop.signed((goods, 2)).order_id)[0].startswith("It has arrived: Carl signed for it, ")
    broken = shop.signed((goods, 3), missing=1)
    lines = told(shop, broken.order_id)
    assert lines[0].startswith("It arrived with a difference: 1 of 3 pcs did not arrive whole. Carl signed, ")
    assert lines[-1].startswith("Nobody looks after it yet (Signed with a difference, IN-")
    lost = shop.dispatched((goods, 1))
    tracking.not_delivered(shop.call("logistics"), lost.id, lost.version, "lost", "Gone")
    assert told(shop, lost.order_id)[0] == "It was lost on the way."
    assert DeliveryLine.select().count() == 3


@pytest.mark.parametrize(
    ("status", "last"),
    [
        ("said_delivered", "We ask the receiver, and sign for it here."),
        ("ready_for_pickup", "It can be fetched at Locker 7."),
        ("returning", "It is coming back to us; then we call about what becomes of it."),
    ],
)
def test_the_newest_event_says_what_comes_next(shop: Shop, goods: int, status: str, last: str) -> None:
    gone = shop.dispatched((goods, 1))
    tracking.add_event(shop.call("logistics"), gone.id, status, place_name="Locker 7")
    assert told(shop, gone.order_id)[-1] == last
