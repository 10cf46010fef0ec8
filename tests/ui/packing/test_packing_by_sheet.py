"""Everything by scan from the printed sheet: figures, packages, waybills, help; an order's number opens it."""

import pytest
from PySide6.QtCore import Qt

from models.delivery import Delivery, Package, ScanEvent
from services import settings
from ui.packing.state import Mode


@pytest.fixture
def rope(shop):
    product = shop.product("ROPE", name="Rope")
    shop.stock(product, 40, bin="B-01-1")
    return product


@pytest.fixture
def delivery(shop, rope):
    return shop.released((rope, 15))


def waybills():
    return [package.tracking_number for package in Package.select().order_by(Package.number)]


def test_an_order_s_number_opens_its_delivery_and_figures_are_scanned_one_by_one(desk, delivery, shop, rope):
    assert desk.scan(delivery.order_number).headline == "Opened"
    assert desk.screen.number == delivery.number
    desk.scan("CMD-N1")
    assert desk.scan("CMD-N2").headline == "Quantity for the next scan: 12_"
    assert desk.scan(shop.label(rope)).headline == "Correct  +12"
    desk.scan("CMD-N2", "CMD-OK")
    assert desk.screen.headline == "Scan: Rope × 2"
    assert desk.scan(shop.label(rope)).headline == "Correct  +2"
    desk.scan("CMD-N7", "CMD-NO", shop.label(rope))
    assert Delivery.get_by_id(delivery.id).picked == 15


def test_a_weight_is_scanned_in_figures_too(desk, delivery, shop, rope):
    settings.change_settings(shop.call("owner"), {"packing.weigh": True, "packing.weight_tolerance": 100})
    desk.scan(delivery.number, "CMD-X15", shop.label(rope), "CMD-OK")
    assert "kg" in desk.screen.headline
    desk.scan("CMD-N1", "CMD-NP", "CMD-N5")
    assert "1.5_" in desk.screen.headline
    desk.scan("CMD-OK")
    assert Delivery.get_by_id(delivery.id).state in ("packed", "confirmed")
    assert [package.weight_g for package in Package.select()] == [1500]


@pytest.fixture
def two_packed(desk, delivery, shop, rope):
    desk.scan(delivery.number, "CMD-X10", shop.label(rope), "CMD-NEXT", "CMD-X5", shop.label(rope), "CMD-OK")
    assert "Packed in 2 packages" in desk.screen.headline or desk.screen.headline == "All packed"
    return desk


def test_pre_printed_waybills_are_scanned_onto_the_packages(two_packed, delivery, shop, rope):
    desk = two_packed
    assert desk.scan("SF1502339477120").headline == "Waybill of package 1: SF1502339477120"
    assert desk.scan("SF1502339477138").headline == "Waybill of package 2: SF1502339477138"
    assert waybills() == ["SF1502339477120", "SF1502339477138"]
    assert Delivery.get_by_id(delivery.id).carrier.code == "SF", "the only one whose numbers look so"
    assert desk.scan("SF1502339477146").answer.word == "All have one"
    desk.scan(f"{delivery.number}-2")
    assert desk.screen.headline == "Package 2: scan its waybill, or weigh it"
    assert desk.scan("YT88001234").headline == "Package 2: YT88001234, unusual for this carrier"
    assert waybills() == ["SF1502339477120", "YT88001234"]
    assert desk.scan(f"{delivery.number}-9").answer.word == "Unknown package"
    assert desk.scan(shop.label(rope)).answer.word == "Already packed", "goods are no waybill"
    told = ScanEvent.select().where(ScanEvent.verdict == "waybill").order_by(ScanEvent.id)
    assert [(row.text, row.package) for row in told] == [
        ("SF1502339477120", 1), ("SF1502339477138", 2), ("YT88001234", 2),
    ]  # fmt: skip


def test_a_waybill_of_another_delivery_is_refused(two_packed, shop, rope):
    two_packed.scan("SF1502339477120")
    other = shop.packed((rope, 1))
    two_packed.window.leave()
    two_packed.settle()
    two_packed.window.view = None
    third = shop.released((rope, 1))
    two_packed.scan(third.number, shop.label(rope), "CMD-OK")
    screen = two_packed.scan("SF1502339477120")
    assert (screen.mode, screen.answer.word) == (Mode.REFUSED, "Waybill used")
    assert waybills()[0] == "SF1502339477120"
    assert other.state in ("packed", "confirmed")


def test_help_shows_each_command_to_be_scanned_off_the_screen(desk, delivery):
    screen = desk.scan("CMD-HELP")
    assert screen.mode == Mode.HELP
    assert ("UNDO", "F2") in [(each.command, each.key) for each in screen.help]
    assert desk.key(Qt.Key.Key_Escape).mode == Mode.QUEUE
    desk.scan(delivery.number)
    assert desk.key(Qt.Key.Key_F1).mode == Mode.HELP
    assert desk.scan("CMD-HOLD").mode == Mode.QUEUE
