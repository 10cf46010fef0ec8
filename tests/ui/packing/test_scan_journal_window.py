"""The journal of scans in the office: a parcel replayed, figures beside the list that narrow it."""

from typing import Any

import pytest

from models.delivery import ScanEvent
from services import packing
from tests.services.shop import D
from tests.ui.approval.office import Office, office, office_template
from ui.kit.panel import MiniTable
from ui.packing.journal import ScanJournalWindow

__all__ = ["office", "office_template"]


@pytest.fixture
def window(office: Office) -> Any:
    shop = office.shop
    product = shop.product("ROPE")
    shop.stock(product, 20)
    for wrong in ("NOBODY", "ELSE"):
        delivery = shop.released((product, 2))
        packing.start_picking(shop.call("packer"), delivery.id)
        shop.scan(delivery.id, wrong)
        shop.scan(delivery.id, shop.label(product), quantity=D(2))
    made = office.show(ScanJournalWindow(office.sit("clerk")))
    made.activate()
    assert made.pane.query().filters == (("came", "today"),)
    made.pane.bar.set_filters((), "")  # the shop's clock stands in another month
    office.settle()
    return made


def test_today_s_scans_are_listed_with_what_they_add_up_to(office: Office, window: Any) -> None:
    office.until(lambda: window.pane.table.paged().rowCount() == 6)
    office.until(lambda: len(window.panel.findChildren(MiniTable)) == 2)
    reasons, paces = window.panel.findChildren(MiniTable)
    reasons.pressed.emit(0)
    office.until(lambda: window.pane.table.paged().rowCount() == 2)
    assert window.pane.query().filters == (("verdict", "unknown_code"),)
    office.until(lambda: window.panel.findChildren(MiniTable)[-1] is not paces)
    window.panel.findChildren(MiniTable)[-1].pressed.emit(0)
    office.until(lambda: len(window.pane.query().filters) == 2)
    assert window.pane.query().filters[-1] == ("user", str(office.shop.packer.user_id))
    window.pane.bar.clear()
    office.until(lambda: window.pane.table.paged().rowCount() == 6)


def test_a_parcel_is_replayed_from_its_delivery(office: Office, window: Any) -> None:
    mine = ScanEvent.select().order_by(ScanEvent.id).get().delivery
    window.activate(delivery=mine.id, number=mine.number)
    office.until(lambda: window.pane.table.paged().rowCount() == 3)
    assert window.pane.query().filters == (("delivery", str(mine.id)),)
    said = [words for _value, words in window.pane.bar._set.values()]
    assert said == [f"Delivery: {mine.number}"]
    assert any("ROPE" in each.accessibleName() for each in window.panel.findChildren(MiniTable))
