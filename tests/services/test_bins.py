"""The tree of bins and the order they are walked in, on both engines."""

import pytest

from models.stock import Location
from services import bins, places, stock
from services.errors import Refusal
from services.unit import Created
from tests.services.shop import D, Shop


def add(shop: Shop, code: str, kind: str = "bin", parent: int | None = None) -> int:
    made: Created = places.add_bin(shop.call("warehouse"), code, 5, kind, parent_id=parent)
    return made.id


def shown() -> list[tuple[str, int]]:
    return [(place.code, place.depth) for place in bins.tree()]


def codes() -> list[str]:
    """The bins in walking order, as a picker goes."""
    mine = Location.select().where(Location.kind == "bin").order_by(Location.walk, Location.code)
    return [row.code for row in mine]


@pytest.fixture
def zone(shop: Shop) -> int:
    return add(shop, "Z", "zone")


def test_the_tree_shows_each_place_below_what_holds_it_in_walking_order(shop: Shop, zone: int) -> None:
    aisle = add(shop, "Z-1", "aisle", zone)
    add(shop, "Z-1-1", parent=aisle)
    assert shown() == [
        ("A-01-1", 0), ("Z", 0), ("Z-1", 1), ("Z-1-1", 2), ("A-01-2", 0), ("A-01-3", 0), ("B-01-1", 0),
        ("RECEIVING", 0), ("QUARANTINE", 0), ("STAGING", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "count", "ends"),
    [
        ("A-01-01", "A-01-20", 20, ("A-01-01", "A-01-20")),
        ("A-09", "A-11", 3, ("A-09", "A-11")),
        ("a-1-1", "c-2-2", 12, ("A-1-1", "C-2-2")),
        ("K7", "K7", 1, ("K7", "K7")),
    ],
)
def test_a_series_runs_each_number_by_itself(first: str, last: str, count: int, ends: tuple[str, str]) -> None:
    found = bins.series(first, last)
    assert (len(found), found[0], found[-1]) == (count, *ends)
    assert len(set(found)) == count


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("A-02", "A-01", "bad_series"), ("A-01", "B-01-1", "bad_series"), ("A-01", "AB-01", "bad_series"),
        ("A-0001", "A-0999", "too_many_bins"), ("A 01", "A 02", "bad_bin_code"), ("", "A", "empty_code"),
        ("甲-01", "甲-09", "bad_bin_code"), ("A--1", "A--2", "bad_bin_code"),
    ],
)  # fmt: skip
def test_what_is_no_series_is_refused(first: str, last: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        bins.series(first, last)


def test_many_bins_come_behind_their_siblings_and_known_ones_stay(shop: Shop, zone: int) -> None:
    add(shop, "Z-02", parent=zone)
    made = bins.add_bins(shop.call("warehouse"), "Z-01", "Z-04", zone)
    assert (len(made.ids), made.known) == (3, ("Z-02",))
    at = codes().index("Z-02")
    assert codes()[at : at + 4] == ["Z-02", "Z-01", "Z-03", "Z-04"]
    with pytest.raises(Refusal, match="code_taken"):
        bins.add_bins(shop.call("warehouse"), "Z-01", "Z-04", zone)
    bins.add_bins(shop.call("warehouse"), "Y-1", "Y-2")
    assert [code for code, _depth in shown()][-5:] == ["Y-1", "Y-2", "RECEIVING", "QUARANTINE", "STAGING"]


def test_moving_a_place_moves_all_below_it_and_the_walk_follows(shop: Shop, zone: int) -> None:
    bins.add_bins(shop.call("warehouse"), "Z-1", "Z-2", zone)
    assert codes() == ["A-01-1", "Z-1", "Z-2", "A-01-2", "A-01-3", "B-01-1"]
    bins.place_bin(shop.call("warehouse"), zone, None, shop.bin("A-01-1"))
    assert codes() == ["Z-1", "Z-2", "A-01-1", "A-01-2", "A-01-3", "B-01-1"]
    bins.place_bin(shop.call("warehouse"), shop.bin("A-01-3"), zone, shop.bin("Z-2"))
    assert codes()[:3] == ["Z-1", "A-01-3", "Z-2"]
    bins.place_bin(shop.call("warehouse"), shop.bin("A-01-3"), None)
    assert shown()[-1] == ("A-01-3", 0)


def test_a_place_lies_only_in_what_can_hold_it(shop: Shop, zone: int) -> None:
    aisle = add(shop, "Z-1", "aisle", zone)
    for child, parent in ((zone, aisle), (aisle, aisle), (aisle, shop.bin()), (zone, zone), (shop.bin(), 99_999)):
        with pytest.raises(Refusal, match="bad_parent"):
            bins.place_bin(shop.call("warehouse"), child, parent)
    with pytest.raises(Refusal, match="bad_parent"):
        places.add_bin(shop.call("warehouse"), "Q-1", 1, parent_id=shop.bin())
    with pytest.raises(Refusal, match="unknown_bin"):
        bins.place_bin(shop.call("warehouse"), places.place("loss"), zone)


def test_a_bin_is_renamed_but_not_the_programs_own_places(shop: Shop) -> None:
    here = shop.bin()
    bins.rename_bin(shop.call("warehouse"), here, "a-77", " By the door ")
    row = Location.get_by_id(here)
    assert (row.code, row.name) == ("A-77", "By the door")
    with pytest.raises(Refusal, match="code_taken"):
        bins.rename_bin(shop.call("warehouse"), here, "A-01-2", "")
    receiving = shop.bin("RECEIVING")
    bins.rename_bin(shop.call("warehouse"), receiving, "RECEIVING", "Dock 1")
    assert Location.get_by_id(receiving).name == "Dock 1"
    with pytest.raises(Refusal, match="fixed_place"):
        bins.rename_bin(shop.call("warehouse"), receiving, "DOCK", "")


def test_a_bin_with_goods_stays_in_use_and_an_unused_one_takes_none(shop: Shop, zone: int) -> None:
    product = shop.product()
    bins.add_bins(shop.call("warehouse"), "Z-1", "Z-2", zone)
    shop.stock(product, 5, bin="Z-2")
    for place in (zone, shop.bin("Z-2")):
        with pytest.raises(Refusal, match="goods_there") as refused:
            bins.use_bin(shop.call("warehouse"), place, False)
        assert refused.value.data == {"code_value": "Z-2"}
    stock.move_stock(shop.call("warehouse"), shop.balance(product, "Z-2").id, shop.bin("A-01-1"), D(5))
    bins.use_bin(shop.call("warehouse"), zone, False)
    assert [place.code for place in bins.tree() if not place.active] == ["Z", "Z-1", "Z-2"]
    with pytest.raises(Refusal, match="place_inactive"):
        shop.stock(product, 1, bin="Z-2")
    with pytest.raises(Refusal, match="place_inactive"):
        stock.move_stock(shop.call("warehouse"), shop.balance(product).id, shop.bin("Z-1"), D(1))
    bins.use_bin(shop.call("warehouse"), shop.bin("Z-1"), True)
    shop.stock(product, 1, bin="Z-1")
    with pytest.raises(Refusal, match="fixed_place"):
        bins.use_bin(shop.call("warehouse"), shop.bin("STAGING"), False)


def test_the_content_of_a_bin_is_told_lot_by_lot(shop: Shop) -> None:
    product = shop.product("A", lot_tracked=True)
    shop.stock(product, 5, "L1")
    shop.stock(product, 3, "L2")
    assert [(each.sku, each.lot, each.on_hand) for each in bins.content(shop.bin())] == [("A", "L1", 5), ("A", "L2", 3)]
    assert next(place.goods for place in bins.tree() if place.code == "A-01-1") == 2


def test_labels_of_a_zone_are_those_of_its_bins_in_use(shop: Shop, zone: int) -> None:
    bins.add_bins(shop.call("warehouse"), "Z-1", "Z-3", zone)
    bins.use_bin(shop.call("warehouse"), shop.bin("Z-2"), False)
    assert [row.code for row in bins.labelled(zone)] == ["Z-1", "Z-3"]
    assert [row.code for row in bins.labelled(shop.bin("Z-2"))] == ["Z-2"]
