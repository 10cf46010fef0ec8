"""What is above a limit is asked for where it was typed, and done where the second person says yes."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from models.delivery import Delivery
from models.requests import ActRequest
from services import settings
from tests.services.conftest import hashed, sqlite_template  # noqa: F401
from tests.services.shop import Shop
from tests.ui.delivery.conftest import Desk, desk, engine, shop, to_front  # noqa: F401
from ui.approval.requests import RequestsWindow
from ui.kit.dialog import Dialog
from ui.tracking.window import TrackingWindow


@pytest.fixture
def lost(shop: Shop) -> Delivery:  # noqa: F811
    product = shop.product()
    shop.stock(product, 10)
    settings.change_settings(shop.call("owner"), {"approval.write_off_amount": 15})
    return shop.signed((product, 4), missing=2)


def test_a_write_off_is_asked_for_in_tracking_and_approved_by_a_key(
    shop: Shop, desk: Callable[[str], Desk], lost: Delivery,  # noqa: F811
) -> None:  # fmt: skip
    seat = desk("logistics")
    window = seat.open("tracking", TrackingWindow, number=lost.number)
    window._ask("close")
    form = next(each for each in seat.main.findChildren(Dialog) if each.isVisible())
    form.form.set_values({"remainder": "loss"})
    form.submit()
    seat.settle()
    question = next(each for each in seat.main.findChildren(Dialog) if each.isVisible() and each is not form)
    QTest.mouseClick(question.main, Qt.MouseButton.LeftButton)
    seat.settle()
    assert (ActRequest.get().state, Delivery.get().state) == ("waiting", "signed_difference")
    assert not any(each.isVisible() for each in seat.main.findChildren(Dialog)), "the form is done with"
    boss = desk("approver")
    requests = boss.open("requests", RequestsWindow, state="waiting")
    to_front(boss.main)
    QTest.keyClick(requests.pane.table, Qt.Key.Key_F4)
    boss.settle()
    assert (ActRequest.get().state, Delivery.get().state) == ("approved", "closed")
    assert boss.said() == f"{ActRequest.get().number} is approved, and done."
