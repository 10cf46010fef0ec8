"""What a company may ask of its bench: another lot, large quantities, a second count, weights, the exception list."""

from datetime import timedelta
from decimal import Decimal

import pytest

from models.delivery import Delivery, DeliveryLine, Package, PickLine, ScanEvent
from models.goods import ProductStock
from models.orders import OrderLine
from models.stock import Reservation
from models.watch import Incident
from services import bench, deliveries, packing, stock, troubles, weighing
from services.check import check
from services.errors import NeedsConfirmation, Refusal
from services.settings import change_settings
from tests.services.shop import Shop

D = Decimal


def rules(shop: Shop, **values: object) -> None:
    change_settings(shop.call("owner"), {f"packing.{name}": value for name, value in values.items()})


def in_order() -> bool:
    return all(each.ok for each in check())


@pytest.fixture
def lots(shop: Shop) -> tuple[Shop, int, Delivery]:
    """Four of L1 in A-01-1 are to be picked; nine of L2 lie free in A-01-2, three of them in A-01-1 too."""
    product = shop.product("LOTTY", lot_tracked=True, weight_g=200)
    shop.stock(product, 4, "L1", "A-01-1", expiry=shop.clock.today + timedelta(30))
    shop.stock(product, 9, "L2", "A-01-2", expiry=shop.clock.today + timedelta(60))
    shop.stock(product, 3, "L2", "A-01-1", expiry=shop.clock.today + timedelta(60))
    delivery = shop.released((product, 4))
    packing.start_picking(shop.call("packer"), delivery.id)
    return shop, product, delivery


def planned(delivery: Delivery) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    return {(p.lot, p.bin): (p.planned, p.picked) for p in packing.picks(delivery.id) if p.planned}


# another lot


def test_a_free_other_lot_is_asked_about_and_nothing_changes_until_the_answer(lots: tuple[Shop, int, Delivery]) -> None:
    shop, product, delivery = lots
    verdict = shop.scan(delivery.id, shop.label(product, "L2"), bin_id=shop.bin("A-01-2"))
    assert (verdict.code, verdict.accepted) == ("swap_lot", False)
    assert (verdict.scanned.lot, verdict.scanned.bin, verdict.scanned.quantity) == ("L2", "A-01-2", D(9))
    assert (verdict.needed.lot, verdict.needed.bin, verdict.needed.quantity) == ("L1", "A-01-1", D(4))
    assert planned(delivery) == {("L1", "A-01-1"): (D(4), D(0))}
    assert ScanEvent.select().order_by(ScanEvent.id.desc()).get().verdict == "swap_lot"


def test_yes_takes_the_other_lot_with_its_reservation_for_the_rest_of_the_line(
    lots: tuple[Shop, int, Delivery],
) -> None:
    shop, product, delivery = lots
    shop.scan(delivery.id, shop.label(product, "L1"))
    before = ProductStock.get().available
    text = shop.label(product, "L2")
    verdict = packing.scan(shop.call("packer", "swap_lot"), delivery.id, text, bin_id=shop.bin("A-01-2"))
    assert (verdict.code, verdict.counted, verdict.replanned, verdict.needed.lot) == ("right", D(1), True, "L2")
    assert planned(delivery) == {("L1", "A-01-1"): (D(1), D(1)), ("L2", "A-01-2"): (D(3), D(1))}
    assert shop.balance(product, "A-01-1", "L1").reserved == 0
    assert shop.balance(product, "A-01-2", "L2").reserved == 2
    assert ProductStock.get().available == before
    assert shop.scan(delivery.id, text, quantity=D(2)).state == "picked"
    assert in_order()
    packing.undo_last(shop.call("packer"), delivery.id)
    assert shop.balance(product, "A-01-2", "L2").reserved == 2
    assert in_order()


def test_where_the_company_takes_it_without_asking_only_what_is_scanned_goes_over(
    lots: tuple[Shop, int, Delivery],
) -> None:
    shop, product, delivery = lots
    rules(shop, lot_swap="take")
    assert shop.scan(delivery.id, shop.label(product, "L2")).code == "right"
    assert planned(delivery) == {("L1", "A-01-1"): (D(3), D(0)), ("L2", "A-01-1"): (D(1), D(1))}
    assert shop.scan(delivery.id, shop.label(product, "L2")).code == "right"
    assert planned(delivery)["L2", "A-01-1"] == (D(2), D(2))
    assert in_order()


def test_where_the_company_refuses_it_another_lot_is_wrong(lots: tuple[Shop, int, Delivery]) -> None:
    shop, product, delivery = lots
    rules(shop, lot_swap="refuse")
    assert shop.scan(delivery.id, shop.label(product, "L2")).code == "wrong_lot"


@pytest.mark.parametrize("how", ["ask", "take"])
def test_a_lot_that_is_not_free_expired_or_frozen_is_refused_all_the_same(
    how: str, lots: tuple[Shop, int, Delivery]
) -> None:
    shop, product, delivery = lots
    rules(shop, lot_swap=how)
    shop.stock(product, 2, "ICE", "B-01-1", expiry=shop.clock.today + timedelta(90))
    stock.set_quality(shop.call("warehouse"), shop.balance(product, "B-01-1", "ICE").id, "frozen", "wet")
    shop.stock(product, 2, "OLD", "B-01-1", expiry=shop.clock.today + timedelta(1))
    shop.stock(product, 2, "MINE", "B-01-1", expiry=shop.clock.today + timedelta(20))
    other = shop.released((product, 2))
    assert {p.lot for p in packing.picks(other.id)} == {"OLD"}
    for lot, code in (("ICE", "frozen_lot"), ("OLD", "wrong_lot"), ("NONE", "wrong_lot")):
        assert shop.scan(delivery.id, shop.label(product, lot)).code == code, lot
    shop.clock.advance(days=3)
    assert shop.scan(delivery.id, shop.label(product, "OLD")).code == "expired"
    assert shop.scan(delivery.id, shop.label(product, "L2"), quantity=D(5)).code == "too_many"


def test_the_question_answered_late_is_judged_anew(lots: tuple[Shop, int, Delivery]) -> None:
    shop, product, delivery = lots
    text = shop.label(product, "L2")
    assert shop.scan(delivery.id, text).code == "swap_lot"
    shop.approved((product, 12))
    assert packing.scan(shop.call("packer", "swap_lot"), delivery.id, text).code == "wrong_lot"
    assert in_order()


def test_a_lot_number_scanned_by_itself_asks_too(lots: tuple[Shop, int, Delivery]) -> None:
    shop, _product, delivery = lots
    assert shop.scan(delivery.id, "L2").code == "swap_lot"


# large quantities


def test_a_large_typed_quantity_is_asked_about_unless_it_is_all_that_is_left(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 500)
    delivery = shop.released((product, 400))
    packing.start_picking(shop.call("packer"), delivery.id)
    text = shop.label(product)
    assert shop.scan(delivery.id, text, quantity=D(99)).code == "right"
    verdict = shop.scan(delivery.id, text, quantity=D(100))
    assert (verdict.code, verdict.scanned.quantity) == ("unusual_quantity", D(100))
    assert packing.scan(shop.call("packer", "unusual_quantity"), delivery.id, text, quantity=D(100)).counted == 100
    assert shop.scan(delivery.id, text, quantity=D(201)).state == "picked"


def test_a_company_may_never_ask(shop: Shop) -> None:
    rules(shop, unusual_quantity=0)
    product = shop.product()
    shop.stock(product, 500)
    delivery = shop.released((product, 400))
    packing.start_picking(shop.call("packer"), delivery.id)
    assert shop.scan(delivery.id, shop.label(product), quantity=D(300)).code == "right"


# the second count


@pytest.fixture
def picked(shop: Shop) -> tuple[Shop, int, int, Delivery]:
    """Three of a lot and two pieces are picked in a company that counts twice."""
    rules(shop, check="recount")
    grease, rope = shop.product("GREASE", lot_tracked=True), shop.product("ROPE")
    shop.stock(grease, 9, "L1", "A-01-1", expiry=shop.clock.today + timedelta(60))
    shop.stock(rope, 9)
    delivery = shop.pick(shop.released((grease, 3), (rope, 2)).id)
    return shop, grease, rope, delivery


def test_a_second_count_tells_each_wrong_piece_apart_and_ends_when_all_is_there(
    picked: tuple[Shop, int, int, Delivery],
) -> None:
    shop, grease, rope, delivery = picked
    shop.product("OTHER")
    for text, code in (
        ("OTHER", "check_wrong_item"), (shop.label(grease, "L9"), "check_wrong_lot"), ("NOTHING", "unknown_code"),
        ("BIN-A-01-1", "check_no_bin"), ("DN-20260305-9999", "wrong_delivery"),
    ):  # fmt: skip
        verdict = shop.scan(delivery.id, text)
        assert (verdict.code, verdict.accepted) == (code, False)
    assert shop.scan(delivery.id, shop.label(rope)).code == "check_right"
    with pytest.raises(Refusal) as no:
        packing.check_delivery(shop.call("packer"), delivery.id)
    assert (no.value.code, no.value.data["sku"], no.value.data["counted"]) == ("check_differs", "GREASE", D(0))
    assert shop.scan(delivery.id, shop.label(rope), quantity=D(2)).code == "check_too_many"
    assert shop.scan(delivery.id, shop.label(rope)).accepted
    assert shop.scan(delivery.id, "L1", quantity=D(3)).counted == D(3)
    assert bench.bench_view(delivery.id).counted
    assert packing.check_delivery(shop.call("packer"), delivery.id).state == "checked"
    assert {line.checked == line.picked for line in DeliveryLine.select()} == {True}
    assert in_order()


def test_the_packages_are_those_of_the_second_count(picked: tuple[Shop, int, int, Delivery]) -> None:
    shop, grease, rope, delivery = picked
    with pytest.raises(Refusal, match="empty_package"):
        packing.next_package(shop.call("packer"), delivery.id)
    shop.scan(delivery.id, shop.label(rope))
    packing.next_package(shop.call("packer"), delivery.id)
    shop.scan(delivery.id, shop.label(rope))
    shop.scan(delivery.id, shop.label(grease, "L1"), quantity=D(3))
    packing.check_delivery(shop.call("packer"), delivery.id)
    packing.pack_delivery(shop.call("packer"), delivery.id)
    assert [p.weight_g for p in Package.select().order_by(Package.number)] == [100, 400]
    assert in_order()


def test_while_picking_no_package_is_filled_where_all_is_counted_twice(shop: Shop) -> None:
    rules(shop, check="recount")
    product = shop.product()
    shop.stock(product, 5)
    delivery = shop.released((product, 2))
    packing.start_picking(shop.call("packer"), delivery.id)
    shop.scan(delivery.id, shop.label(product))
    with pytest.raises(Refusal, match="count_first"):
        packing.next_package(shop.call("packer"), delivery.id)


def test_undo_takes_the_count_back_first_and_then_the_pick_which_begins_it_anew(
    picked: tuple[Shop, int, int, Delivery],
) -> None:
    shop, _grease, rope, delivery = picked
    shop.scan(delivery.id, shop.label(rope))
    assert packing.undo_last(shop.call("packer"), delivery.id).state == "picked"
    assert Delivery.get_by_id(delivery.id).picked == 5
    shop.scan(delivery.id, "L1", quantity=D(3))
    assert packing.undo_last(shop.call("packer"), delivery.id).counted == D(-3)
    assert packing.undo_last(shop.call("packer"), delivery.id).state == "picking"
    shop.scan(delivery.id, shop.label(rope), quantity=D(2))
    assert {line.checked for line in bench.bench_view(delivery.id).lines} == {D(0)}
    assert in_order()


def test_another_person_counts_where_the_company_wants_two(picked: tuple[Shop, int, int, Delivery]) -> None:
    shop, _grease, rope, delivery = picked
    rules(shop, check_two_people=True)
    with pytest.raises(Refusal, match="check_by_other"):
        shop.scan(delivery.id, shop.label(rope))
    assert packing.scan(shop.call("warehouse"), delivery.id, shop.label(rope)).accepted
    with pytest.raises(Refusal, match="check_by_other"):
        packing.check_delivery(shop.call("packer"), delivery.id)


# weights


def test_a_package_is_weighed_and_a_doubtful_weight_is_asked_about(lots: tuple[Shop, int, Delivery]) -> None:
    shop, product, delivery = lots
    with pytest.raises(Refusal, match="empty_package"):
        weighing.weigh_package(shop.call("packer"), delivery.id, 400)
    shop.scan(delivery.id, shop.label(product, "L1"), quantity=D(2))
    with pytest.raises(NeedsConfirmation) as asked:
        weighing.weigh_package(shop.call("packer"), delivery.id, 900)
    assert (asked.value.data["weight"], asked.value.data["expected"]) == (900, 400)
    weighing.weigh_package(shop.call("packer"), delivery.id, 440)
    packing.next_package(shop.call("packer"), delivery.id)
    shop.scan(delivery.id, shop.label(product, "L1"), quantity=D(2))
    weighing.weigh_package(shop.call("packer", "unusual_weight"), delivery.id, 900)
    assert dict(bench.bench_view(delivery.id).weights) == {1: 440, 2: 900}
    packing.check_delivery(shop.call("packer"), delivery.id)
    packing.pack_delivery(shop.call("packer"), delivery.id)
    assert [p.weight_g for p in Package.select().order_by(Package.number)] == [440, 900]
    weighing.weigh_package(shop.call("packer"), delivery.id, 420, package=1)
    assert Delivery.get_by_id(delivery.id).weight_g == 1320
    with pytest.raises(Refusal, match="unknown_package"):
        weighing.weigh_package(shop.call("packer"), delivery.id, 420, package=3)
    for bad in (0, -5, 10_000_001):
        with pytest.raises(Refusal, match="bad_weight"):
            weighing.weigh_package(shop.call("packer"), delivery.id, bad)


def test_goods_without_a_weight_of_their_own_are_not_compared(shop: Shop) -> None:
    product = shop.product(weight_g=None)
    shop.stock(product, 5)
    delivery = shop.pick(shop.released((product, 2)).id)
    assert weighing.weigh_package(shop.call("packer"), delivery.id, 70_000).expected is None


# the exception list and what goes first


@pytest.fixture
def aside(lots: tuple[Shop, int, Delivery]) -> tuple[Shop, int, Delivery]:
    """Three of four are picked, the last was not found."""
    shop, product, delivery = lots
    shop.scan(delivery.id, shop.label(product, "L1"), quantity=D(3))
    troubles.set_aside(shop.call("packer"), delivery.id, PickLine.get(PickLine.delivery == delivery).id)
    return shop, product, delivery


def test_a_delivery_set_aside_is_last_in_the_queue_and_nothing_is_picked_of_it(
    aside: tuple[Shop, int, Delivery],
) -> None:
    shop, product, delivery = aside
    other = shop.released((product, 1), promised=shop.clock.today + timedelta(30))
    assert [(row.id, bool(row.trouble)) for row in bench.queue()] == [(other.id, False), (delivery.id, True)]
    assert shop.scan(delivery.id, shop.label(product, "L1")).code == "set_aside"
    for step in (
        lambda: packing.start_picking(shop.call("packer"), delivery.id),
        lambda: packing.check_delivery(shop.call("packer"), delivery.id),
        lambda: troubles.set_aside(shop.call("packer"), delivery.id),
    ):
        with pytest.raises(Refusal, match="in_trouble"):
            step()
    assert Incident.get().subject_text.startswith(delivery.number)


def test_resumed_it_goes_on_where_it_was(aside: tuple[Shop, int, Delivery]) -> None:
    shop, product, delivery = aside
    troubles.resume(shop.call("packer"), delivery.id)
    assert shop.scan(delivery.id, shop.label(product, "L1")).state == "picked"
    with pytest.raises(Refusal, match="not_in_trouble"):
        troubles.resume(shop.call("packer"), delivery.id)


def test_shipped_short_the_rest_stays_on_the_order(aside: tuple[Shop, int, Delivery]) -> None:
    shop, _product, delivery = aside
    assert troubles.ship_short(shop.call("packer"), delivery.id).state == "picked"
    line = OrderLine.get(OrderLine.id == DeliveryLine.get(DeliveryLine.delivery == delivery).line)
    assert (line.open, line.planned, line.reserved) == (D(4), D(3), D(3))
    packing.check_delivery(shop.call("packer"), delivery.id)
    packing.pack_delivery(shop.call("packer"), delivery.id)
    assert in_order()


def test_with_nothing_picked_it_is_cancelled_instead_and_leaves_the_list(lots: tuple[Shop, int, Delivery]) -> None:
    shop, _product, delivery = lots
    troubles.set_aside(shop.call("packer"), delivery.id)
    with pytest.raises(Refusal, match="nothing_picked"):
        troubles.ship_short(shop.call("packer"), delivery.id)
    version = Delivery.get_by_id(delivery.id).version
    deliveries.cancel_delivery(shop.call("approver"), delivery.id, version, "not found")
    assert Delivery.get_by_id(delivery.id).trouble == ""
    assert not Reservation.select().where(Reservation.delivery_line_id.is_null(False)).exists()
    assert in_order()


def test_what_is_urgent_goes_before_what_was_promised_earlier(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 20)
    early = shop.released((product, 1), promised=shop.clock.today)
    late = shop.released((product, 1), promised=shop.clock.today + timedelta(9))
    assert [row.id for row in bench.queue()] == [early.id, late.id]
    troubles.set_priority(shop.call("approver"), late.id, late.version, 1)
    assert [(row.id, row.priority) for row in bench.queue()] == [(late.id, 1), (early.id, 0)]
    for priority in (-1, 10):
        with pytest.raises(Refusal, match="bad_number"):
            troubles.set_priority(shop.call("approver"), early.id, early.version, priority)
