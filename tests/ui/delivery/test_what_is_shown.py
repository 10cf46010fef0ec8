"""What the delivery window says while it reads, where nothing is, and of what is narrowed, missing or refused."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QPushButton

from services import orders
from services.errors import Refusal
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk
from ui.delivery.strip import Done
from ui.delivery.window import DeliveryWindow
from ui.delivery.words import missing_words
from ui.kit.formats import kilograms
from ui.kit.labels import Chip

Sit = Callable[[str], Desk]


def test_it_says_what_is_read_where_nothing_is_and_what_is_set(shop: Shop, desk: Sit) -> None:
    goods = shop.product()
    shop.stock(goods, 10)
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, state="confirmed")
    pane, panel = window.pane, window.panel
    assert pane.bar.saved().name == "dispatch"
    assert pane._none_now.told()[1] == 'What belongs under "To ship" appears here by itself.'
    assert panel._none.told()[0] == "No delivery chosen"
    signed = shop.confirmed((goods, 4))
    window._show(signed.id)
    assert panel._none.told() == ("Loading…", "")
    seat.settle()
    assert panel.view.number == signed.number

    pane.bar.set_filters((("state", "released"),))
    seat.settle()
    chip = next(each for each in pane.bar.findChildren(QPushButton) if each.property("whole"))
    assert "Released" in chip.text()
    assert pane._nothing.told()[1] == "Nothing matches State: Released."

    error = Refusal("no_tracking_number", number=signed.number, package=1)
    window.strip.show_result(Done((), ((signed.number, error),), 1), seat.shell.errors.text)
    assert window.strip.text.text().count(signed.number) == 1


def test_words_of_what_is_missing_and_weights_are_as_on_paper() -> None:
    assert missing_words([("right", "Dispatch")]) == '"Dispatch" is for a colleague who has the right to it'
    told = missing_words([("tracking", "1"), ("right", "Dispatch")])
    assert told == 'Missing: tracking no. 1  •  "Dispatch" is for a colleague who has the right to it'
    assert (kilograms(505), kilograms(45), kilograms(None)) == ("0.51 kg", "0.045 kg", "—")


def test_a_promise_beside_a_hold_is_told_whole(shop: Shop, desk: Sit) -> None:
    goods = shop.product()
    shop.stock(goods, 10)
    tomorrow = shop.clock.today + timedelta(days=1)
    order = shop.approved((goods, 4), promised=tomorrow)
    orders.hold_order(shop.call("clerk"), order.id, order.version, "calls back")
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, phase="house")
    seat.settle()
    chips = [each for each in window.panel.findChildren(Chip) if each.isVisible()]
    assert [each.accessibleName() for each in chips][:3] == ["Planned", "On hold", f"{tomorrow:%m-%d}"]
    assert all(each.width() >= each.sizeHint().width() for each in chips)
