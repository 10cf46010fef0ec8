"""Carrier, service and tracking numbers: typed, scanned one after another, pasted several at once."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from models.delivery import Delivery, Package, Signoff
from services import catalogue, deliveries, people
from tests.services.shop import Shop
from tests.services.test_waybills import FIRST, SECOND, two_packages
from tests.ui.delivery.conftest import Desk, to_front
from ui.delivery.window import DeliveryWindow
from ui.scan.filter import ScanFilter
from ui.scan.robot import Hands

Sit = Callable[[str], Desk]
PAGE = "https://sf.example/track?no={number}"


@pytest.fixture
def goods(shop: Shop) -> int:
    product = shop.product()
    shop.stock(product, 100)
    data = catalogue.CarrierData("SF Express", r"^SF\d{13}$", services="Standard\nCold chain", track_url=PAGE)
    catalogue.change_carrier(shop.call("owner"), 2, 1, data)
    return product


def numbers(delivery: Delivery) -> list[str]:
    return [package.tracking_number for package in Package.of("number", delivery=delivery.id)]


def paste(desk: Desk, window: DeliveryWindow, text: str) -> Any:
    """Ctrl+V into the tracking field."""
    to_front(window.window())
    field = window.panel.carrier.tracking
    field.setFocus()
    QApplication.clipboard().setText(text)
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    return field


def test_several_numbers_pasted_at_once_go_to_the_packages(shop: Shop, desk: Sit, goods: int) -> None:
    packed = two_packages(shop, goods)
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, number=packed.number)
    field = paste(seat, window, f"{FIRST}\n{SECOND}\n")
    assert window.panel.carrier._below.text() == "2 numbers, for packages 1 to 2. Enter saves them."
    assert numbers(packed) == ["", ""]
    QTest.keyClick(field, Qt.Key.Key_Return)
    seat.settle()
    assert numbers(packed) == [FIRST, SECOND]
    assert Delivery.get_by_id(packed.id).carrier_id == 2  # the only one whose numbers look like these
    assert field.text() == FIRST
    assert window.panel.carrier._below_box.isHidden()


def test_more_numbers_than_packages_stay_in_the_field_with_a_sentence(shop: Shop, desk: Sit, goods: int) -> None:
    packed = two_packages(shop, goods)
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, number=packed.number)
    field = paste(seat, window, f"{FIRST}, {SECOND}, SF1502339477146")
    QTest.keyClick(field, Qt.Key.Key_Return)
    seat.settle()
    assert numbers(packed) == ["", ""]
    assert window.panel.carrier._below.text() == (
        "1 number is more than there are packages from package 1 on. Take it off."
    )
    assert "SF1502339477146" in field.text()


def test_a_number_with_blanks_is_one_number(shop: Shop, desk: Sit, goods: int) -> None:
    packed = two_packages(shop, goods)
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, number=packed.number)
    QTest.keyClick(paste(seat, window, "sf1502 3394 7712 0"), Qt.Key.Key_Return)
    seat.settle()
    assert numbers(packed) == [FIRST, ""]
    assert window.panel.carrier.package() == 2


def test_the_same_label_scanned_twice_counts_once(shop: Shop, desk: Sit, goods: int, scans: ScanFilter) -> None:
    packed = two_packages(shop, goods)
    seat = desk("logistics")
    window = seat.open("delivery", lambda shell: DeliveryWindow(shell, scans), number=packed.number)
    hands = Hands(to_front(window.window()), scans)
    for text in (FIRST, FIRST):
        hands.scan(text)
        seat.settle()
    assert numbers(packed) == [FIRST, ""]
    assert window.panel.carrier._below.text() == ("Package 1 has this number already. Scan the label of package 2.")
    hands.scan(SECOND)
    seat.settle()
    assert numbers(packed) == [FIRST, SECOND]
    assert window.panel.carrier._below_box.isHidden()


def test_a_badge_at_the_window_signs_for_the_role_it_may(shop: Shop, desk: Sit, goods: int, scans: ScanFilter) -> None:
    packed = shop.packed((goods, 1))
    ben = people.add_user(shop.call("owner"), "ben", "Ben", ("clerk",), "", badge="BDG-7F3K")
    seat = desk("logistics")
    window = seat.open("delivery", lambda shell: DeliveryWindow(shell, scans), number=packed.number)
    hands = Hands(to_front(window.window()), scans)
    hands.scan("BDG-7F3K")
    seat.settle()
    assert [(s.role, s.user_id) for s in Signoff.select()] == [("sales", ben.id)]
    assert numbers(packed) == [""]
    hands.scan("BIN-A-01-1")
    seat.settle()
    assert (numbers(packed), seat.said()[:39]) == ([""], "That code is for the packing bench. Sca")


def test_a_service_is_chosen_by_keys_and_goes_with_its_carrier(shop: Shop, desk: Sit, goods: int) -> None:
    packed = shop.packed((goods, 1))
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, number=packed.number)
    section = window.panel.carrier
    assert not section.service.isEnabled()
    section.carrier.setFocus()
    QTest.keyClicks(section.carrier, "SF")
    seat.settle()
    section.service.setFocus()
    QTest.keyClicks(section.service, "Cold")
    seat.settle()
    row = Delivery.get_by_id(packed.id)
    assert (row.carrier_id, row.service) == (2, "Cold chain")
    section.carrier.setFocus()
    QTest.keyClicks(section.carrier, "Own")
    seat.settle()
    row = Delivery.get_by_id(packed.id)
    assert (row.carrier_id, row.service) == (1, "")


def test_the_carrier_of_the_last_delivery_is_proposed(shop: Shop, desk: Sit, goods: int) -> None:
    first = shop.packed((goods, 1))
    assert first.carrier_id is None
    step = deliveries.set_carrier(shop.call("logistics"), first.id, first.version, 2, ((1, FIRST),), None, "Standard")
    step = deliveries.sign_off(shop.call("packer"), first.id, step.version, "warehouse")
    step = deliveries.sign_off(shop.call("clerk"), first.id, step.version, "sales")
    deliveries.dispatch_delivery(shop.call("logistics"), first.id, step.version)
    second = shop.packed((goods, 1))
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, number=second.number)
    section = window.panel.carrier
    assert (section.carrier.currentText(), section.service.currentText()) == ("SF Express", "Standard")


def test_the_carriers_page_opens_or_its_address_is_said(
    shop: Shop, desk: Sit, goods: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = shop.packed((goods, 1))
    deliveries.set_carrier(shop.call("logistics"), packed.id, packed.version, 2, ((1, FIRST),))
    seat = desk("logistics")
    window = seat.open("delivery", DeliveryWindow, number=packed.number)
    page, opened, works = window.panel.carrier.page, list[str](), [True, False]
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()) or works.pop(0))
    for _twice in range(2):
        QTest.mouseClick(page, Qt.MouseButton.LeftButton)
    address = f"https://sf.example/track?no={FIRST}"
    assert opened == [address, address]
    assert (page.toolTip(), QApplication.clipboard().text()) == (address, address)
    assert seat.said() == f"No browser opened. The address is copied: {address}"
