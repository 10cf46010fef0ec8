"""What a delivery note tells beyond its lines, and the marks on a label."""

from decimal import Decimal

import pytest

from models.delivery import Delivery, HandOver, Package
from models.parties import Customer
from services import catalogue, deliveries, handovers, note_facts, papers, pictures, settings
from tests.printing.samples import picture_file
from tests.services.shop import D, Shop


@pytest.fixture
def goods(shop: Shop) -> int:
    product = shop.product(length_mm=200, width_mm=100, height_mm=50, note="易碎，防潮")
    shop.stock(product, 100)
    return product


def test_the_note_is_filled(shop: Shop, goods: int) -> None:
    settings.put("company.bank_account", "ICBC 1202")
    settings.put("papers.clause", "Three days")
    before = shop.dispatched((goods, 5))
    packed = shop.packed((goods, 2))
    step = deliveries.set_carrier(shop.call("logistics"), packed.id, packed.version, 1)
    drawn = pictures.prepare("s.png", picture_file())
    deliveries.sign_off(shop.call("packer"), packed.id, step.version, "warehouse", drawn)
    note = papers.note(Delivery.get_by_id(packed.id), owed=True, vehicle="浙A 1")
    assert (note.packages, note.volume, note.vehicle) == (1, Decimal("0.002"), "浙A 1")
    assert (note.bank_account, note.clause) == ("ICBC 1202", "Three days")
    assert [(each.role, each.name, each.drawn) for each in note.signed] == [("warehouse", "Packer", drawn.data)]
    assert note.owed_before == 50
    assert papers.note(packed).owed_before is None
    handovers.hand_over(shop.call("logistics"), (before.id,), "Ma", "浙A 2")
    assert HandOver.get().plate == "浙A 2"
    assert papers.note(Delivery.get_by_id(before.id), vehicle="typed").vehicle == "浙A 2 · Ma"


def test_what_was_owed_leaves_this_delivery_out(shop: Shop, goods: int) -> None:
    shop.dispatched((goods, 5))
    gone = shop.dispatched((goods, 2))
    assert Customer.get_by_id(shop.customer_id).balance == 70
    assert note_facts.owed_before(gone) == 50
    shop.by_month()
    later = shop.dispatched((goods, 1))
    last = shop.dispatched((goods, 3))
    assert (note_facts.owed_before(later), note_facts.owed_before(last)) == (100, 80)


def test_who_pays_at_once_is_not_told_what_is_owed(shop: Shop, goods: int) -> None:
    packed = shop.packed((goods, 1))
    customer = Customer.get_by_id(shop.customer_id)
    data = catalogue.CustomerData("C1", "Corner Shop", credit_limit=D(0), payment_days=0)
    catalogue.change_customer(shop.call("owner"), customer.id, customer.version, data)
    assert note_facts.owed_before(packed) is None


def test_marks_come_from_the_products_and_the_orders_note(shop: Shop, goods: int) -> None:
    plain = shop.product(weight_g=30_000)
    shop.stock(plain, 5)
    packed = shop.packed((goods, 1), note="Keep upright, please")
    assert papers.labels(packed)[0].handling == ("fragile", "upright", "dry")
    heavy = shop.packed((plain, 1))
    package = Package.get(Package.delivery == heavy)
    assert note_facts.handling(heavy, package.id, package.weight_g) == ("heavy",)


def test_own_drivers_sort_by_city_and_district(shop: Shop, goods: int) -> None:
    told = shop.confirmed((goods, 1), address="浙江省宁波市北仑区明州西路 166 号")
    assert papers.labels(told)[0].route == "宁波 北仑"
    assert note_facts.area(shop.confirmed((goods, 1))) == ""
    step = deliveries.set_carrier(shop.call("logistics"), told.id, told.version, 2, ((1, "SF1502339477129"),))
    assert papers.labels(Delivery.get_by_id(step.id))[0].route == ""
