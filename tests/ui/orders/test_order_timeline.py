"""The timeline at the end of an order's panel, and the widget that every panel ends with."""

from datetime import timedelta
from decimal import Decimal as D

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from services import orders
from services.unit import REGISTRY
from tests.ui.orders.conftest import Desk
from ui.kit.story_words import MOMENTS
from ui.kit.timeline import MOST_DETAILS, Event, Story, Timeline

# Told by rows of their own, about no document, or several at once.
ELSEWHERE = ("packing.", "people.", "role.", "settings.", "company.", "backup.", "bins.", "print.", "papers.",
             "incident.", "tracking.", "import", "stock.", "order.delete_draft", "order.import_undo")  # fmt: skip


def story(desk: Desk) -> Story:
    return desk.window.list.panel.story


def test_what_changed_is_told_old_and_new_and_grows_by_key(desk: Desk) -> None:
    made = desk.shop.order((1, 2))
    for quantity in range(3, 33):
        later = desk.shop.clock.today + timedelta(quantity)
        draft = desk.shop.draft((1, D(quantity)), promised=later)
        made = orders.revise_order(desk.shop.call("clerk"), made.id, made.version, draft)
    desk.window.activate(id=made.id)
    desk.until(lambda: len(story(desk).events()) == 6)
    newest = story(desk).events()[0]
    assert (newest.title, newest.who) == ("Changed", "Clerk")
    assert newest.details == ("Promised: 04-05 → 04-06", "Line 1, 深沟球轴承: Quantity 31 → 32")
    earlier = story(desk).earlier
    earlier.setFocus()
    desk.key(Qt.Key.Key_Space)
    desk.until(lambda: len(story(desk).events()) == 26)
    QTest.mouseClick(earlier, Qt.MouseButton.LeftButton)
    desk.until(lambda: len(story(desk).events()) == 32)
    assert story(desk).events()[-1].title == "Created"
    assert not earlier.isVisible()
    desk.window.refresh()
    desk.calm()
    assert len(story(desk).events()) == 32, "a refresh keeps what was shown"
    QTest.mouseClick(story(desk).fewer, Qt.MouseButton.LeftButton)
    assert len(story(desk).events()) == 6


def test_the_timeline_follows_the_order_that_is_chosen(desk: Desk) -> None:
    one, other = desk.shop.order((1, 2)), desk.shop.approved((1, 3))
    desk.window.activate(id=one.id)
    desk.until(lambda: [event.title for event in story(desk).events()] == ["Sent for approval", "Created"])
    desk.window.activate(id=other.id)
    desk.until(lambda: [event.title for event in story(desk).events()][:1] == ["Approved"] or story(desk).events())
    assert "Approved" in [event.title for event in story(desk).events()]
    desk.window.list.panel.show_nothing()
    desk.window.activate(id=one.id)
    desk.until(lambda: [event.title for event in story(desk).events()] == ["Sent for approval", "Created"])


def test_many_changes_are_cut_and_the_tooltip_tells_all() -> None:
    event = Event("pencil", "amber", "Changed", "Ann", "09:00", tuple(f"change {n}" for n in range(9)))
    assert len(event.lines()) == MOST_DETAILS
    assert event.lines()[-1] == "4 more changes"
    assert "change 8" in event.words()
    plain = Timeline([Event("plus", "neutral", "Created")])
    assert Timeline([event]).sizeHint().height() == plain.sizeHint().height() + MOST_DETAILS * Timeline.DETAIL


def test_every_step_about_a_document_has_its_words() -> None:
    wordless = [name for name in REGISTRY if name not in MOMENTS and not name.startswith(ELSEWHERE)]
    wordless = [name for name in wordless if name.partition(".")[0] in ("order", "product", "customer", "supplier")]
    assert wordless == []
