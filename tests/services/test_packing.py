"""The bench: right ones count, each wrong one is told apart and never counts."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from models.delivery import Delivery, Package, PackageLine, PickLine, ScanEvent
from models.orders import OrderLine
from models.paper import PrintJob
from models.watch import Incident
from services import catalogue, packing, stock
from services.check import check
from services.errors import Refusal
from services.settings import change_settings
from tests.services.shop import Shop, ean

D = Decimal
CARTON = "16900000099999"


@pytest.fixture
def lots(shop: Shop) -> tuple[Shop, int, Delivery]:
    """5 of lot L1 in A-01-1 (expires first) and 3 of L2 in A-01-2, released, in a carton of 4 too."""
    codes = (catalogue.Code(ean(77)), catalogue.Code(CARTON, D(4), "box"))
    product = shop.product("LOTTY", lot_tracked=True, codes=codes)
    shop.stock(product, 5, "L1", "A-01-1", expiry=shop.clock.today + timedelta(30))
    shop.stock(product, 9, "L2", "A-01-2", expiry=shop.clock.today + timedelta(60))
    delivery = shop.released((product, 8))
    packing.start_picking(shop.call("packer"), delivery.id)
    return shop, product, delivery


def counted(delivery: Delivery) -> Decimal:
    return Delivery.get_by_id(delivery.id).picked


def test_the_first_to_expire_is_picked_first_in_walking_order(lots: tuple[Shop, int, Delivery]) -> None:
    _shop, _product, delivery = lots
    assert [(p.lot, p.bin, p.planned) for p in packing.picks(delivery.id)] == [
        ("L1", "A-01-1", D(5)),
        ("L2", "A-01-2", D(3)),
    ]


Wrong = Callable[[Shop], str]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9999999", "unknown_code"),
        ("OTHER", "wrong_item"),
        (f"]C101{'0' + ean(77)}10L3", "wrong_lot"),
        (f"]C101{'0' + ean(77)}1726030110L1", "expired"),
        (f"]C101{'0' + ean(77)}10FROZEN", "frozen_lot"),
        (ean(77), "scan_lot"),
        ("BIN-B-01-1", "wrong_bin"),
        ("b-01-1", "wrong_bin"),
        ("BIN-NOWHERE", "unknown_code"),
        ("DN-20260305-9999", "wrong_delivery"),
    ],
)
def test_a_wrong_scan_is_told_apart_journalled_and_never_counts(
    text: str, code: str, lots: tuple[Shop, int, Delivery]
) -> None:
    shop, product, delivery = lots
    shop.product("OTHER")
    shop.stock(product, 2, "FROZEN", "B-01-1", expiry=shop.clock.today + timedelta(90))
    frozen = shop.balance(product, "B-01-1", "FROZEN")
    stock.set_quality(shop.call("warehouse"), frozen.id, "frozen", "wet")
    verdict = shop.scan(delivery.id, text)
    assert (verdict.code, verdict.accepted, verdict.counted) == (code, False, D(0))
    assert verdict.needed.bin == "A-01-1"
    assert counted(delivery) == 0
    last = ScanEvent.select().order_by(ScanEvent.id.desc()).get()
    assert (last.verdict, last.quantity) == (code, D(0))


def test_one_too_many_is_refused_and_a_carton_counts_its_pieces(lots: tuple[Shop, int, Delivery]) -> None:
    shop, _product, delivery = lots
    here = shop.bin("A-01-1")
    assert shop.scan(delivery.id, CARTON, bin_id=here).counted == D(4)
    assert shop.scan(delivery.id, CARTON, bin_id=here).code == "open_carton"
    change_settings(shop.call("owner"), {"packing.open_carton": "refuse"})
    assert packing.scan(shop.call("packer", "open_carton"), delivery.id, CARTON, here).code == "too_many"
    assert shop.scan(delivery.id, ean(77), bin_id=here).code == "right"
    assert shop.scan(delivery.id, ean(77), bin_id=here).code == "wrong_bin"
    assert shop.scan(delivery.id, ean(77), bin_id=shop.bin("A-01-2"), quantity=D(3)).state == "picked"
    assert shop.scan(delivery.id, ean(77)).code == "not_open"
    assert counted(delivery) == D(8)


def test_undo_takes_back_scan_by_scan_to_where_it_came_from(lots: tuple[Shop, int, Delivery]) -> None:
    shop, product, delivery = lots
    before = shop.balance(product, "A-01-1", "L1")
    shop.scan(delivery.id, ean(77), bin_id=shop.bin("A-01-1"), quantity=D(2))
    shop.scan(delivery.id, ean(77), bin_id=shop.bin("A-01-1"))
    assert packing.undo_last(shop.call("packer"), delivery.id).counted == D(-1)
    assert packing.undo_last(shop.call("packer"), delivery.id).counted == D(-2)
    assert packing.undo_last(shop.call("packer"), delivery.id).code == "nothing_to_undo"
    after = shop.balance(product, "A-01-1", "L1")
    assert (after.on_hand, after.reserved) == (before.on_hand, before.reserved)
    assert counted(delivery) == 0
    assert all(each.ok for each in check())


def test_a_short_pick_leaves_the_rest_as_backorder_and_asks_for_a_count(lots: tuple[Shop, int, Delivery]) -> None:
    shop, _product, delivery = lots
    shop.scan(delivery.id, ean(77), bin_id=shop.bin("A-01-1"), quantity=D(3))
    line = PickLine.get((PickLine.delivery == delivery) & (PickLine.bin == shop.bin("A-01-1")))
    packing.short_pick(shop.call("packer"), delivery.id, line.id)
    assert Incident.get().kind == "short_pick"
    order_line = OrderLine.get()
    assert (order_line.open, order_line.planned) == (D(8), D(6))
    with pytest.raises(Refusal, match="nothing_left"):
        packing.short_pick(shop.call("packer"), delivery.id, line.id)
    assert all(each.ok for each in check())


def test_packages_hold_what_was_scanned_into_each(lots: tuple[Shop, int, Delivery]) -> None:
    shop, _product, delivery = lots
    with pytest.raises(Refusal, match="empty_package"):
        packing.next_package(shop.call("packer"), delivery.id)
    shop.scan(delivery.id, ean(77), bin_id=shop.bin("A-01-1"), quantity=D(5))
    packing.next_package(shop.call("packer"), delivery.id)
    shop.scan(delivery.id, ean(77), bin_id=shop.bin("A-01-2"), quantity=D(3))
    packing.check_delivery(shop.call("packer"), delivery.id)
    packing.pack_delivery(shop.call("packer"), delivery.id, (1200, None))
    content = [(row.package.number, row.lot.number, row.quantity) for row in PackageLine.select()]
    assert content == [(1, "L1", D(5)), (2, "L2", D(3))]
    assert [p.weight_g for p in Package.select().order_by(Package.number)] == [1200, None]
    papers = [(job.kind, job.package) for job in PrintJob.select().order_by(PrintJob.id)]
    assert sorted(papers) == [("label", 1), ("label", 2), ("note", 0)]


def test_a_recount_that_differs_is_refused(lots: tuple[Shop, int, Delivery]) -> None:
    shop, _product, delivery = lots
    shop.pick(delivery.id)
    line = PickLine.get(PickLine.delivery == delivery).delivery_line_id
    with pytest.raises(Refusal, match="check_differs"):
        packing.check_delivery(shop.call("packer"), delivery.id, ((line, D(7)),))
    packing.check_delivery(shop.call("packer"), delivery.id, ((line, D(8)),))
    assert Delivery.get_by_id(delivery.id).state == "checked"


def test_nothing_is_left_of_a_delivery_only_by_cancelling_it(shop: Shop) -> None:
    product, other = shop.product(), shop.product()
    shop.stock(product, 4)
    shop.stock(other, 2)
    delivery = shop.released((product, 4), (other, 2))
    packing.start_picking(shop.call("packer"), delivery.id)
    first, last = packing.picks(delivery.id)
    packing.short_pick(shop.call("packer"), delivery.id, first.id)
    with pytest.raises(Refusal, match="nothing_picked"):
        packing.short_pick(shop.call("packer"), delivery.id, last.id)
    stored = Delivery.get_by_id(delivery.id)
    assert (stored.state, stored.pieces, Incident.select().count()) == ("picking", D(2), 1)
    assert shop.pick(delivery.id).state == "picked"
    assert all(each.ok for each in check())


def test_a_carton_counts_on_the_line_that_takes_it_whole_else_on_all_of_them(shop: Shop) -> None:
    product = shop.product("TWICE", codes=(catalogue.Code(ean(78)), catalogue.Code(CARTON, D(6), "box")))
    shop.stock(product, 12)
    delivery = shop.released((product, 4), (product, 8))
    packing.start_picking(shop.call("packer"), delivery.id)
    assert [p.planned for p in packing.picks(delivery.id)] == [D(4), D(8)]
    assert shop.scan(delivery.id, CARTON).counted == D(6)
    assert [p.picked for p in packing.picks(delivery.id)] == [D(0), D(6)]
    assert shop.scan(delivery.id, CARTON, quantity=D(2)).code == "too_many"
    assert shop.scan(delivery.id, CARTON).state == "picked"
    assert [p.picked for p in packing.picks(delivery.id)] == [D(4), D(8)]
    assert all(each.ok for each in check())


@pytest.fixture
def twice(shop: Shop) -> tuple[Shop, int, Delivery]:
    """5 and 3 of the same goods on two lines of a delivery, of two lots: the second line has some of both."""
    codes = (catalogue.Code(ean(77)), catalogue.Code(CARTON, D(4), "box"))
    product = shop.product("TWICE", lot_tracked=True, codes=codes)
    shop.stock(product, 6, "L1", "A-01-1")
    shop.stock(product, 2, "L2", "A-01-2")
    delivery = shop.released((product, 5), (product, 3))
    packing.start_picking(shop.call("packer"), delivery.id)
    assert [(p.lot, p.planned) for p in packing.picks(delivery.id)] == [("L1", D(5)), ("L1", D(1)), ("L2", D(2))]
    return shop, product, delivery


def test_two_lines_of_the_same_goods_take_a_scan_together_and_it_is_undone_as_one(
    twice: tuple[Shop, int, Delivery],
) -> None:
    shop, product, delivery = twice
    one = shop.label(product, "L1")
    assert shop.scan(delivery.id, one, quantity=D(7)).code == "too_many"
    verdict = shop.scan(delivery.id, one, quantity=D(6))
    assert (verdict.code, verdict.counted, verdict.replanned) == ("right", D(6), True)
    assert [p.left for p in packing.picks(delivery.id)] == [D(0), D(0), D(2)]
    assert packing.undo_last(shop.call("packer"), delivery.id).counted == D(-6)
    assert (counted(delivery), [p.picked for p in packing.picks(delivery.id)]) == (D(0), [D(0), D(0), D(0)])
    assert packing.undo_last(shop.call("packer"), delivery.id).code == "nothing_to_undo"
    assert shop.scan(delivery.id, CARTON, bin_id=shop.bin()).counted == D(4)
    assert shop.scan(delivery.id, one, quantity=D(2)).counted == D(2)
    assert shop.scan(delivery.id, one).code == "wrong_lot", "all of it is promised, and picked"
    shop.scan(delivery.id, shop.label(product, "L2"), quantity=D(2))
    packing.check_delivery(shop.call("packer"), delivery.id)
    packing.pack_delivery(shop.call("packer"), delivery.id)
    content = [(row.delivery_line.position, row.lot.number, row.quantity) for row in PackageLine.select()]
    assert sorted(content) == [(1, "L1", D(5)), (2, "L1", D(1)), (2, "L2", D(2))]
    assert all(each.ok for each in check())


def test_a_free_lot_takes_the_place_of_the_line_that_it_fills(twice: tuple[Shop, int, Delivery]) -> None:
    shop, product, delivery = twice
    shop.stock(product, 4, "L3", "B-01-1")
    shop.scan(delivery.id, shop.label(product, "L1"), quantity=D(4))
    swap = shop.scan(delivery.id, shop.label(product, "L3"), quantity=D(2))
    assert (swap.code, swap.needed.lot) == ("swap_lot", "L2"), "the others lack only one"
    call = shop.call("packer", "swap_lot")
    assert packing.scan(call, delivery.id, shop.label(product, "L3"), quantity=D(2)).counted == D(2)
    shop.scan(delivery.id, shop.label(product, "L1"), quantity=D(2))
    assert Delivery.get_by_id(delivery.id).state == "picked"
    assert all(each.ok for each in check())


def test_a_scanner_without_separators_is_understood_by_the_lot_and_its_day(lots: tuple[Shop, int, Delivery]) -> None:
    shop, product, delivery = lots
    change_settings(shop.call("owner"), {"packing.check": "recount"})
    day, other = (f"{shop.clock.today + timedelta(days):%y%m%d}" for days in (30, 31))
    assert shop.scan(delivery.id, f"010{ean(77)}10L117{other}").code == "wrong_lot", "another day is another lot"
    assert shop.scan(delivery.id, f"010{ean(77)}10L1X17{day}").code == "wrong_lot"
    for begin in (f"010{ean(77)}", f"]C1010{ean(77)}"):
        assert shop.scan(delivery.id, f"{begin}10L117{day}37002").code == "right"
    assert counted(delivery) == 4, "the count of pieces behind it is read too"
    last = shop.scan(delivery.id, f"010{ean(77)}10l117{day}")
    assert (last.code, last.scanned.lot) == ("right", "L1")
    shop.stock(product, 1, f"L117{day}", "A-01-3", expiry=shop.clock.today + timedelta(90))
    assert shop.scan(delivery.id, f"010{ean(77)}10L117{day}").code == "swap_lot", "a lot may be called so"
    shop.scan(delivery.id, shop.label(product, "L2"), quantity=D(3))
    day = f"{shop.clock.today + timedelta(60):%y%m%d}"
    assert shop.scan(delivery.id, f"010{ean(77)}10L217{day}").code == "check_right"


def test_a_lot_number_alone_is_judged_like_its_label_and_never_guessed(shop: Shop) -> None:
    one, two = (shop.product(sku, lot_tracked=True, shelf_life_days=90) for sku in ("ONE", "TWO"))
    soon = shop.clock.today + timedelta(1)
    shop.stock(one, 5, "SAME", expiry=soon)
    shop.stock(two, 5, "SAME", expiry=soon)
    shop.stock(two, 1, "OWN", expiry=soon)
    delivery = shop.released((one, 2), (two, 6))
    packing.start_picking(shop.call("packer"), delivery.id)
    assert shop.scan(delivery.id, "SAME").code == "unknown_code", "two products have a lot of this number"
    assert shop.scan(delivery.id, "own").code == "right"
    assert shop.scan(delivery.id, "OWN").code == "wrong_lot", "there is no more of it"
    shop.scan(delivery.id, shop.label(two, "SAME"), quantity=D(5))
    scanned = shop.scan(delivery.id, "SAME", quantity=D(2))
    assert (scanned.code, scanned.sku) == ("right", "ONE"), "only one of them is still wanted"
    packing.undo_last(shop.call("packer"), delivery.id)
    shop.clock.advance(days=2)
    assert shop.scan(delivery.id, "SAME").code == "expired"
