"""Everything by scan from the printed sheet: figures, packages, waybills, help; an order's number opens it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from models.delivery import Delivery, Package, ScanEvent
from services import bench, settings
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


def test_help_shows_what_the_keys_do_now_to_be_scanned_off_the_screen(desk, delivery):
    desk.window.refresh()
    screen = desk.scan("CMD-HELP")
    assert screen.mode == Mode.HELP
    told = {each.key: (each.command, each.text) for each in screen.help}
    assert told["F5"] == ("", "Refresh")
    assert not {"F2", "F4", "F6", "F8"} & told.keys()
    assert desk.key(Qt.Key.Key_Escape).mode == Mode.QUEUE
    desk.scan(delivery.number)
    screen = desk.key(Qt.Key.Key_F1)
    told = {each.key: (each.command, each.text) for each in screen.help}
    assert (told["F2"], told["F5"]) == (("UNDO", "Undo last"), ("WEIGHT", "Weight"))
    assert (told["F6"], told["F8"]) == (("", "Quantity ×"), ("NEXT", "Next package"))
    assert len(told) == len(screen.help)
    assert desk.scan("CMD-HOLD").mode == Mode.QUEUE


def test_the_next_package_is_begun_visibly_stays_in_sight_and_is_taken_back_empty(desk, delivery, shop, rope):
    settings.change_settings(shop.call("owner"), {"packing.weigh": True, "packing.weight_tolerance": 100})
    desk.scan(delivery.number, shop.label(rope))
    assert desk.screen.package == ""
    desk.key(Qt.Key.Key_F8)
    desk.type("0.5")
    screen = desk.key(Qt.Key.Key_Return, Qt.Key.Key_F7)
    assert (screen.mode, screen.headline) == (Mode.CORRECT, "Package 2 begun. Undo takes it back")
    desk.key(Qt.Key.Key_Escape)
    assert desk.screen.package == "2"
    screen = desk.key(Qt.Key.Key_F2)
    assert (screen.headline, screen.package, screen.done) == ("Back to package 1", "", 1)
    assert dict(desk.window.view.weights) == {1: 500}
    desk.scan(shop.label(rope))
    assert Delivery.get_by_id(delivery.id).package_open == 1
    assert dict(bench.bench_view(delivery.id).weights) == {}, "what is in it now was not weighed"
    assert desk.key(Qt.Key.Key_F2).headline == "Undone  −1"


def test_a_quantity_that_is_too_many_ends_there(desk, delivery, shop, rope):
    desk.scan(delivery.number, "CMD-X10", shop.label(rope), "CMD-X10")
    screen = desk.scan(shop.label(rope))
    assert screen.answer.word == "Too many"
    assert screen.answer.not_counted.endswith("× 10 is over, the next scan counts once")
    assert desk.scan(shop.label(rope)).headline == "Correct  +1"
    assert Delivery.get_by_id(delivery.id).picked == 11


def test_the_queue_tells_what_waits_to_be_released_and_leads_there_who_may(desk, shop, rope):
    shop.approved((rope, 2))
    desk.window.refresh()
    desk.settle()
    went = []
    desk.kit.shell.went.connect(lambda window, where: went.append((window, where)))
    assert desk.screen.unreleased == "1 planned delivery waits to be released in Deliveries"
    desk.key(Qt.Key.Key_F7)
    assert went == []
    actor = desk.kit.shell.actor
    desk.kit.shell.actor = replace(actor, rights=actor.rights | {"deliveries.plan"})
    desk.window.wait_face()
    assert desk.screen.unreleased == "1 planned delivery waits to be released: F7 leads there"
    desk.key(Qt.Key.Key_F7)
    assert went == [("delivery", {"state": "planned"})]
