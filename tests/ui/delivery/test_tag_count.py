"""A delivery counted by its RFID tags: found, missing, strange ones, and unknown ones given to goods."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLabel

from tests.services.shop import Shop, ean
from tests.services.test_one_of_a_kind import sgtin_of
from tests.ui.delivery.conftest import Desk
from ui.delivery.tag_count import TagCountDialog
from ui.delivery.window import DeliveryWindow
from ui.scan.filter import ScanFilter
from ui.scan.robot import Hands
from ui.scan.tags import QUIET_MS, TagSession

UNKNOWN = "E28011606000020A0B0C0D0E"


def test_tags_read_at_the_delivery_window_say_what_is_missing(
    desk: Callable[[str], Desk], shop: Shop, scans: ScanFilter, qtbot: Any
) -> None:
    product = shop.product("DRILL")
    shop.stock(product, 10)
    delivery = shop.released((product, 4))
    sitting = desk("warehouse")
    window = sitting.open("delivery", lambda shell: DeliveryWindow(shell, scans), id=delivery.id)
    gtin = ean(1)
    hands = Hands(window, scans)
    for serial in (1, 2, 1, 3):
        hands.scan(sgtin_of(gtin, serial))
        sitting.settle()
    dialog = next(each for each in window.window().findChildren(TagCountDialog) if each.isVisible())
    assert dialog.head.text() == "3 of 4 found"
    for _time in range(2):
        dialog.take(UNKNOWN)
    qtbot.waitUntil(lambda: not dialog._gather.isActive())
    sitting.settle()
    assert "Not of this delivery: 1" in [each.text() for each in dialog.findChildren(QLabel)]
    dialog.bind.click()
    sitting.settle()
    assert dialog.head.text() == "4 of 4 found: all is there, and nothing else."
    dialog.begin_anew()
    sitting.settle()
    hands.scan(sgtin_of(gtin, 1))
    qtbot.waitUntil(lambda: not dialog._gather.isActive() and not sitting.settle())
    assert dialog.head.text() == "1 of 4 found", "a tag that still lies there counts anew"
    dialog.close()


def test_a_tag_is_one_scan_until_the_reader_was_quiet_or_something_else_was_scanned() -> None:
    session = TagSession()
    seen = [session.again(text, at) for text, at in (
        (UNKNOWN, 0), (UNKNOWN.lower(), 10), ("6901234567892", 20), ("6901234567892", 21), (UNKNOWN, 30),
        (UNKNOWN, 40), (UNKNOWN, 41 + QUIET_MS),
    )]  # fmt: skip
    assert seen == [False, True, False, False, False, True, False]
