"""Tracking numbers and events of whole files: all rows or none, twice is once, and what is wrong is said by its row."""

from datetime import timedelta
from decimal import Decimal

import pytest

from models.delivery import Delivery, Package, TrackingEvent
from models.parties import Carrier
from services import carriers, catalogue, deliveries, packing, tracking, way_events, waybills
from services.carrier_words import status_of
from services.errors import Refusal
from services.way_events import WayEvent
from services.waybills import Waybill
from tests.services.shop import Shop

FIRST, SECOND = "SF1502339477120", "SF1502339477138"


@pytest.fixture
def goods(shop: Shop) -> int:
    product = shop.product()
    shop.stock(product, 100)
    return product


def two_packages(shop: Shop, goods: int) -> Delivery:
    delivery = shop.released((goods, 2))
    packing.start_picking(shop.call("packer"), delivery.id)
    pick = packing.picks(delivery.id)[0]
    shop.scan(delivery.id, shop.label(goods), bin_id=pick.bin_id)
    packing.next_package(shop.call("packer"), delivery.id)
    shop.scan(delivery.id, shop.label(goods), bin_id=pick.bin_id)
    packing.check_delivery(shop.call("packer"), delivery.id)
    packing.pack_delivery(shop.call("packer"), delivery.id)
    return Delivery.get_by_id(delivery.id)


def numbers(delivery: Delivery) -> list[str]:
    return [package.tracking_number for package in Package.of("number", delivery=delivery.id)]


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        ("SF1502 3394 7712 0", ("SF1502339477120",)),
        (" sf1502339477120\r\nSF1502339477138\n", (FIRST, SECOND)),
        ("SF1502339477120, SF1502339477138；SF1502339477120", (FIRST, SECOND)),
        ("SF1502339477120 SF1502339477138", (FIRST, SECOND)),
        ("ＳＦ1502339477120", (FIRST,)),
        (" \n ", ()),
    ],
)
def test_pasted_numbers_are_told_apart(pasted: str, found: tuple[str, ...]) -> None:
    assert waybills.numbers_in(pasted) == found


def test_a_row_numbers_the_packages_in_their_order_and_twice_is_once(shop: Shop, goods: int) -> None:
    packed = two_packages(shop, goods)
    rows = (Waybill(packed.order_number, (FIRST, "sf 1502339477138"), "顺丰", freight=Decimal(12)),)
    catalogue.change_carrier(shop.call("owner"), 2, 1, catalogue.CarrierData("顺丰速运", r"^SF\d{13}$"))
    assert waybills.check_waybills(rows) == ()
    assert waybills.assign_waybills(shop.call("logistics"), rows) == waybills.Assigned(1, 0)
    now = Delivery.get_by_id(packed.id)
    assert (numbers(packed), now.carrier_id, now.freight, now.tracking_number) == ([FIRST, SECOND], 2, 12, FIRST)
    assert waybills.assign_waybills(shop.call("logistics"), rows) == waybills.Assigned(0, 1)
    assert Delivery.get_by_id(packed.id).version == now.version


def test_a_carrier_that_is_not_named_follows_from_the_number(shop: Shop, goods: int) -> None:
    packed = shop.packed((goods, 1))
    waybills.assign_waybills(shop.call("logistics"), (Waybill(packed.number, (FIRST,)),))
    assert Delivery.get_by_id(packed.id).carrier_id == 2


def test_the_customers_own_number_finds_the_delivery(shop: Shop, goods: int) -> None:
    packed = shop.packed((goods, 1), customer_ref="TB-77812")
    waybills.assign_waybills(shop.call("logistics"), (Waybill("TB-77812", (FIRST,)),))
    assert numbers(packed) == [FIRST]


def test_one_bad_row_leaves_all_as_it_was_and_each_is_named(shop: Shop, goods: int) -> None:
    good, other, open_ = shop.packed((goods, 1)), shop.packed((goods, 1)), shop.released((goods, 1))
    gone = shop.dispatched((goods, 1))
    waybills.assign_waybills(shop.call("logistics"), (Waybill(gone.number, ("SF9",)),))
    rows = (
        Waybill(good.number, (FIRST,)),
        Waybill(other.number, (SECOND, "SF3")),
        Waybill("SO-NONE", ("SF4",)),
        Waybill(open_.number, ("SF5",)),
        Waybill(other.number, ("SF9",)),
        Waybill(other.number, ("SF6",), "Nobody"),
        Waybill(other.number, (FIRST,)),
        Waybill(other.number, ("SF7",), freight=Decimal(-1)),
    )
    before = shop.dump()
    found = [(problem.row, problem.error.code) for problem in waybills.check_waybills(rows)]
    assert found == [
        (1, "too_many_numbers"), (2, "unknown_document"), (3, "not_packed_yet"), (4, "tracking_taken"),
        (5, "unknown_carrier_name"), (7, "bad_freight"), (6, "number_twice"),
    ]  # fmt: skip
    for bad in rows[1:]:
        with pytest.raises(Refusal):
            waybills.assign_waybills(shop.call("logistics"), (rows[0], bad))
    assert shop.dump() == before


def test_an_order_with_several_deliveries_must_be_told_which(shop: Shop, goods: int) -> None:
    first = shop.packed((goods, 1), customer_ref="R-1")
    shop.packed((goods, 1), customer_ref="R-1")
    with pytest.raises(Refusal, match="which_delivery"):
        waybills.assign_waybills(shop.call("logistics"), (Waybill("R-1", (FIRST,)),))
    waybills.assign_waybills(shop.call("logistics"), (Waybill(first.number, (FIRST,)),))
    waybills.assign_waybills(shop.call("logistics"), (Waybill("R-1", (SECOND,)),))
    with pytest.raises(Refusal, match="which_delivery"):
        waybills.assign_waybills(shop.call("logistics"), (Waybill("R-1", ("SF3",)),))


def test_a_number_may_come_when_the_goods_have_left_but_not_after_the_end(shop: Shop, goods: int) -> None:
    gone = shop.dispatched((goods, 1))
    step = deliveries.set_carrier(shop.call("logistics"), gone.id, gone.version, 1, ((1, "LINE-88"),), None, "Truck")
    assert (Delivery.get_by_id(gone.id).service, numbers(gone)) == ("Truck", ["LINE-88"])
    with pytest.raises(Refusal, match="no_carrier"):
        deliveries.set_carrier(shop.call("logistics"), gone.id, step.version, None)
    tracking.sign_for(shop.call("logistics"), gone.id, step.version, "Carl")
    with pytest.raises(Refusal, match="wrong_state"):
        deliveries.set_carrier(shop.call("logistics"), gone.id, step.version + 1, 1)


def test_events_of_a_file_are_noted_once(shop: Shop, goods: int) -> None:
    gone, ended, at = shop.dispatched((goods, 1)), shop.signed((goods, 1)), shop.clock()
    waybills.assign_waybills(shop.call("logistics"), (Waybill(gone.number, (FIRST,)),))
    shop.clock.advance(hours=5)
    rows = (
        WayEvent(FIRST, at + timedelta(hours=1), "已揽收", "杭州"),
        WayEvent("sf 1502339477120", at + timedelta(hours=4), "快件到达【宁波转运中心】", "宁波"),
        WayEvent(gone.number, at + timedelta(hours=5), "3", note="门卫代收"),
        WayEvent(ended.number, at, "签收"),
    )
    assert way_events.check_events(rows, shop.clock()) == ()
    assert way_events.add_events(shop.call("logistics"), rows) == way_events.EventsAdded(3, 0, 1)
    told = [(e.status, e.place, e.source) for e in TrackingEvent.of("id", delivery=gone.id)][1:]
    assert told == [("picked_up", "杭州", "import"), ("in_transit", "宁波", "import"), ("said_delivered", "", "import")]
    assert Delivery.get_by_id(gone.id).state == "in_transit"
    assert way_events.add_events(shop.call("logistics"), rows) == way_events.EventsAdded(0, 3, 1)


def test_one_bad_event_leaves_all_as_it_was(shop: Shop, goods: int) -> None:
    gone, inside, now = shop.dispatched((goods, 1)), shop.packed((goods, 1)), shop.clock()
    rows = (
        WayEvent(gone.number, now, "揽收"),
        WayEvent("SF404", now, "揽收"),
        WayEvent(gone.number, now + timedelta(minutes=1), "揽收"),
        WayEvent(gone.number, now, "？？"),
        WayEvent(inside.number, now, "揽收"),
        WayEvent("", now, "揽收"),
    )
    before = shop.dump()
    found = [(problem.row, problem.error.code) for problem in way_events.check_events(rows, now)]
    assert found == [
        (1, "unknown_waybill"), (2, "in_future"), (3, "unknown_status"), (4, "wrong_state"), (5, "unknown_waybill"),
    ]  # fmt: skip
    with pytest.raises(Refusal, match="unknown_waybill"):
        way_events.add_events(shop.call("logistics"), rows)
    assert shop.dump() == before


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("已签收", "said_delivered"), ("派送失败，客户不在", "attempt_failed"), ("退回签收", "returning"),
        ("InTransit", "in_transit"), ("OutForDelivery", "out_for_delivery"), ("in_transit", "in_transit"),
        ("已放入丰巢快递柜", "ready_for_pickup"), ("Undelivered", "attempt_failed"), ("301", "said_delivered"),
        ("30", None), ("", None),
    ],
)  # fmt: skip
def test_the_carriers_words_are_ours(word: str, status: str | None) -> None:
    assert status_of(word) == status


def test_the_usual_carriers_come_once_and_leave_ours_alone(shop: Shop) -> None:
    done = carriers.add_usual_carriers(shop.call("owner"))
    rows = {row.code: row for row in Carrier.select()}
    assert (done.known, done.added) == (2, len(rows) - 2)
    assert (rows["SF"].name, rows["OWN"].name) == ("SF Express", "Own van")
    assert (rows["PICKUP"].pattern, rows["JD"].services.splitlines()[0]) == ("", "特惠送")
    assert rows["ZTO"].track_url.format(number="75") == "https://www.kuaidi100.com/chaxun?com=zhongtong&nu=75"
    with pytest.raises(Refusal, match="nothing_to_add"):
        carriers.add_usual_carriers(shop.call("owner"))


@pytest.mark.parametrize(
    ("code", "sample"),
    [
        ("SF", "SF1234567890123"), ("ZTO", "432542035598773"), ("STO", "773061155005903"), ("STO", "77316523125896"),
        ("YD", "462598779470531"), ("YD", "3160000261634"), ("JT", "JT0006968326954"), ("JD", "JDVA11408814483"),
        ("JD", "JDVA11408814483-1-3-"), ("EMS", "1240921381750"), ("EMS", "RB123456785CN"), ("DBL", "DPK364112047425"),
        ("ANE", "300527476792"),
    ],
)  # fmt: skip
def test_numbers_seen_on_parcels_fit_their_carrier(code: str, sample: str) -> None:
    pattern = next(row["pattern"] for row in carriers.usual() if row["code"] == code)
    assert waybills.guess(sample, [(1, pattern)]) == 1


def test_services_are_kept_one_a_line_and_a_page_is_an_address(shop: Shop) -> None:
    data = catalogue.CarrierData("SF", services="标快，特快\n标快\n", track_url=" https://sf.example/{number} ")
    catalogue.change_carrier(shop.call("owner"), 2, 1, data)
    row = Carrier.get_by_id(2)
    assert (row.services, row.track_url) == ("标快\n特快", "https://sf.example/{number}")
    for bad in ("sf.example", "javascript:alert(1)", "https://sf example"):
        with pytest.raises(Refusal, match="bad_track_url"):
            catalogue.change_carrier(shop.call("owner"), 2, 2, catalogue.CarrierData("SF", track_url=bad))
