"""Counting, opening stock, putting away: many lines in one transaction, on both engines."""

from datetime import timedelta

import pytest

from models.delivery import Delivery
from models.goods import Product, ProductStock
from models.orders import OrderLine
from models.stock import Lot, StockMove
from services import bins, ledger, reversing, shelving, stock, stock_count, stock_opening
from services.check import check
from services.errors import Refusal
from services.stock_count import Count
from services.stock_opening import Opening
from tests.services.shop import D, Shop


def holds(shop: Shop) -> bool:
    """Nothing that must always hold is broken."""
    return all(each.ok for each in check())


def figures(product: int) -> tuple:
    row = ProductStock.get(ProductStock.product == product)
    return row.on_hand, row.reserved, row.available


def test_the_differences_of_a_bin_name_what_was_not_found(shop: Shop) -> None:
    one, two = shop.product("ONE", lot_tracked=True, cost=D(2)), shop.product("TWO")
    shop.stock(one, 10, "L1")
    shop.stock(one, 4, "L2")
    shop.stock(two, 3)
    shop.stock(two, 9, bin="A-01-2")
    here = shop.bin()
    found = stock_count.compare([Count(one, here, D(8), "l1"), Count(two, here, D(3))], bins=[here])
    assert [(d.sku, d.lot, d.book, d.counted, d.change) for d in found] == [
        ("ONE", "L1", 10, 8, -2), ("ONE", "L2", 4, 0, -4), ("TWO", "", 3, 3, 0),
    ]  # fmt: skip
    assert found[0].cost == 2
    everywhere = stock_count.compare([Count(two, here, D(3))], products=[two])
    assert [(d.bin, d.book, d.counted) for d in everywhere] == [("A-01-1", 3, 3), ("A-01-2", 9, 0)]


def test_a_count_is_posted_with_its_reason_and_can_be_reversed(shop: Shop) -> None:
    one, two = shop.product("ONE", lot_tracked=True), shop.product("TWO")
    shop.stock(one, 10, "L1")
    shop.stock(two, 3)
    here = shop.bin()
    lines = [Count(one, here, D(8), "L1"), Count(one, here, D(5), "NEW"), Count(two, here, D(3))]
    counts = tuple(each.count for each in stock_count.compare(lines, bins=[here]))
    posted = stock_count.post_count(shop.call("warehouse"), counts, " Yearly count ")
    assert len(posted.moves) == 2
    assert {move.note for move in StockMove.select().where(StockMove.reason == "adjust")} == {"Yearly count"}
    assert figures(one)[0] == 13
    assert shop.balance(one, lot="NEW").on_hand == 5
    with pytest.raises(Refusal, match="nothing_to_adjust"):
        stock_count.post_count(shop.call("warehouse"), (Count(two, here, D(3)),), "again")
    for move in posted.moves:
        reversing.reverse_move(shop.call("warehouse"), move, "typed wrong")
    assert figures(one)[0] == 10
    assert holds(shop)


def test_a_count_that_the_book_overtook_is_refused_whole(shop: Shop) -> None:
    one, two = shop.product("ONE"), shop.product("TWO")
    shop.stock(one, 10)
    shop.stock(two, 10)
    here = shop.bin()
    counts = tuple(each.count for each in stock_count.compare([Count(one, here, D(9)), Count(two, here, D(9))]))
    shop.stock(two, 1)
    before = shop.dump()
    with pytest.raises(Refusal, match="book_moved") as refused:
        stock_count.post_count(shop.call("warehouse"), counts, "count")
    assert refused.value.data == {"sku": "TWO", "book": 11, "was": 10}
    assert shop.dump() == before


def test_promised_goods_that_are_not_there_lose_their_promise_and_others_take_it(shop: Shop) -> None:
    product = shop.product("ONE")
    shop.stock(product, 6)
    order = shop.approved((product, 6))
    shop.stock(product, 2, bin="A-01-2")
    stock_count.post_count(shop.call("warehouse"), (Count(product, shop.bin(), D(1)),), "not there")
    assert OrderLine.get(OrderLine.order == order.id).reserved == 3
    assert figures(product) == (3, 3, 0)
    assert holds(shop)
    other = shop.product("TWO")
    shop.stock(other, 4)
    shop.released((other, 4))
    with pytest.raises(Refusal, match="picked_now"):
        stock_count.post_count(shop.call("warehouse"), (Count(other, shop.bin(), D(0)),), "not there")


def test_a_shortage_takes_good_goods_first_and_frozen_ones_after(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 10)
    stock.set_quality(shop.call("warehouse"), shop.balance(product).id, "frozen", "wet", D(4))
    assert (shop.balance(product).on_hand, shop.balance(product, quality="frozen").on_hand) == (6, 4)
    stock_count.post_count(shop.call("warehouse"), (Count(product, shop.bin(), D(3)),), "gone")
    assert (shop.balance(product).on_hand, shop.balance(product, quality="frozen").on_hand) == (0, 3)
    assert holds(shop)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"quantity": D("-1")}, "bad_quantity"), ({"quantity": D("NaN")}, "bad_number"),
        ({"quantity": D("0.0001")}, "bad_quantity"), ({"product_id": 999}, "unknown_product"),
        ({"location_id": 1}, "bad_place"), ({"lot": ""}, "lot_missing"), ({"lot": "X" * 41}, "too_long"),
        ({"expiry": None}, "expiry_missing"),
    ],
)  # fmt: skip
def test_a_count_says_what_is_wrong_with_it(shop: Shop, change: dict, code: str) -> None:
    product = shop.product(lot_tracked=True, shelf_life_days=30)
    day = shop.clock.today + timedelta(9)
    values = {"product_id": product, "location_id": shop.bin(), "quantity": D(1), "lot": "L", "expiry": day} | change
    with pytest.raises(Refusal, match=code):
        stock_count.post_count(shop.call("warehouse"), (Count(**values),), "count")
    for counts, reason, wanted in (((), "x", "no_lines"), ((Count(product, 1, D(1)),), " ", "reason_missing")):
        with pytest.raises(Refusal, match=wanted):
            stock_count.post_count(shop.call("warehouse"), counts, reason)


def test_part_of_a_balance_is_frozen_and_promises_stay_while_enough_is_good(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 10)
    order = shop.approved((product, 6))
    delivery = Delivery.get_by_id(order.deliveries[0])
    stock.set_quality(shop.call("warehouse"), shop.balance(product).id, "damaged", "dented", D(4))
    assert OrderLine.get(OrderLine.order == order.id).reserved == 6
    assert Delivery.get_by_id(delivery.id).pieces == 6
    stock.set_quality(shop.call("warehouse"), shop.balance(product).id, "damaged", "dented", D(1))
    assert OrderLine.get(OrderLine.order == order.id).reserved == 5
    with pytest.raises(Refusal, match="not_enough_stock"):
        stock.set_quality(shop.call("warehouse"), shop.balance(product).id, "frozen", "wet", D(6))
    assert holds(shop)


def test_a_whole_lot_is_frozen_wherever_it_lies_and_released_again(shop: Shop) -> None:
    product = shop.product(lot_tracked=True)
    for bin_ in ("A-01-1", "A-01-2", "RECEIVING"):
        shop.stock(product, 5, "L1", bin=bin_)
    shop.stock(product, 5, "L2", bin="A-01-3")
    order = shop.approved((product, 8))
    lot = Lot.get(Lot.number == "L1").id
    frozen = stock.set_lot_quality(shop.call("warehouse"), lot, "frozen", "Called back")
    assert len(frozen.moves) == 3
    assert figures(product) == (20, 5, 0)
    assert OrderLine.get(OrderLine.order == order.id).reserved == 5
    with pytest.raises(Refusal, match="nothing_there"):
        stock.set_lot_quality(shop.call("warehouse"), lot, "frozen", "Called back")
    stock.set_lot_quality(shop.call("warehouse"), lot, "good", "Not ours")
    assert figures(product) == (20, 8, 12)
    with pytest.raises(Refusal, match="unknown_lot"):
        stock.set_lot_quality(shop.call("warehouse"), 9999, "frozen", "x")
    assert holds(shop)


def test_opening_stock_fills_bins_sets_costs_and_serves_who_waits(shop: Shop) -> None:
    plain, dated = shop.product("A", cost=D(1)), shop.product("B", lot_tracked=True, shelf_life_days=90)
    order = shop.approved((plain, 4))
    day = shop.clock.today
    lines = (
        Opening(plain, D(10), location_id=shop.bin(), cost=D("1.25")),
        Opening(dated, D(5), "l1", expiry=day + timedelta(30), location_id=shop.bin("A-01-2")),
        Opening(dated, D(2), "OLD", expiry=day - timedelta(1)),
    )
    opened = stock_opening.open_stock(shop.call("warehouse"), lines)
    assert len(opened.moves) == 3
    assert figures(plain) == (10, 4, 6)
    assert (Product.get_by_id(plain).cost, OrderLine.get(OrderLine.order == order.id).reserved) == (D("1.25"), 4)
    assert figures(dated) == (7, 0, 5)
    assert shop.balance(dated, "RECEIVING", "OLD", "expired").on_hand == 2
    assert Lot.get(Lot.number == "L1").expiry == day + timedelta(30)
    assert {move.reason for move in StockMove.select().where(StockMove.id.in_(opened.moves))} == {"opening"}
    assert holds(shop)


def test_one_wrong_line_of_opening_stock_leaves_nothing(shop: Shop) -> None:
    product = shop.product("A", lot_tracked=True)
    before = shop.dump()
    for line, code in (
        (Opening(product, D(1)), "lot_missing"), (Opening(product, D(0), "L"), "bad_quantity"),
        (Opening(product, D(1), "L", location_id=shop.bin("STAGING")), "bad_place"),
        (Opening(product, D(1), "L", cost=D(-1)), "bad_number"), (Opening(999, D(1)), "unknown_product"),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=code):
            stock_opening.open_stock(shop.call("warehouse"), (Opening(product, D(3), "L"), line))
    assert shop.dump() == before


def test_goods_are_put_away_together_or_not_at_all(shop: Shop) -> None:
    one, two = shop.product("ONE"), shop.product("TWO")
    shop.stock(one, 10, bin=None)
    shop.stock(two, 5, bin=None)
    lines = [shelving.Carry(shop.balance(one, "RECEIVING").id, shop.bin("A-01-1"), D(6)),
             shelving.Carry(shop.balance(one, "RECEIVING").id, shop.bin("A-01-2"), D(4)),
             shelving.Carry(shop.balance(two, "RECEIVING").id, shop.bin("A-01-2"), D(6))]  # fmt: skip
    before = shop.dump()
    with pytest.raises(Refusal, match="not_enough_stock") as refused:
        shelving.put_away(shop.call("warehouse"), tuple(lines))
    assert refused.value.data["sku"] == "TWO"
    assert shop.dump() == before
    lines[2] = shelving.Carry(lines[2].balance_id, lines[2].target_id, D(5))
    assert len(shelving.put_away(shop.call("warehouse"), tuple(lines)).moves) == 3
    assert [shop.balance(one, bin_).on_hand for bin_ in ("A-01-1", "A-01-2", "RECEIVING")] == [6, 4, 0]
    assert ledger.free(ledger.Spot(two, Lot.get(Lot.product == two).id, shop.bin("A-01-2"))) == 5
    assert holds(shop)


def test_the_same_lots_bin_is_proposed_then_the_products_then_empty_ones(shop: Shop) -> None:
    product, other = shop.product("A", lot_tracked=True), shop.product("B")
    shop.stock(product, 5, "L1", bin="A-01-2")
    shop.stock(product, 7, "L2", bin="A-01-3")
    shop.stock(other, 1, bin="A-01-1")
    assert [(shelf.code, shelf.why, shelf.there) for shelf in shelving.suggest(product, "l2")] == [
        ("A-01-3", "same_lot", 7), ("A-01-2", "same_product", 5), ("B-01-1", "empty", 0),
    ]  # fmt: skip
    assert [shelf.code for shelf in shelving.suggest(product)][:2] == ["A-01-3", "A-01-2"], "most of it lies there"
    new = shop.product("C")
    assert [(shelf.code, shelf.why) for shelf in shelving.suggest(new)] == [("B-01-1", "empty")]
    assert shelving.suggest(new, taken=(shop.bin("B-01-1"),)) == ()
    bins.use_bin(shop.call("warehouse"), shop.bin("B-01-1"), False)
    assert shelving.suggest(new) == ()
