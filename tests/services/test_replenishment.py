"""What an order lacks: asked of the buyer, put on order, declined; and who gets what comes."""

from datetime import timedelta

import pytest

from models.buying import PurchaseLine, PurchaseOrder, Replenishment
from models.goods import ProductStock
from models.orders import OrderLine
from services import orders, replenishment, stock
from services.check import check
from services.errors import Refusal
from services.stock import Bought
from tests.services.shop import D, Shop


def wrong() -> list[str]:
    return [each.name for each in check() if not each.ok]


def asked(shop: Shop, order_id: int) -> tuple[int, ...]:
    return replenishment.ask_for_order(shop.call("approver"), order_id).requests


def states() -> list[str]:
    return [row.state for row in Replenishment.select().order_by(Replenishment.id)]


def test_the_buyer_is_asked_for_what_each_line_lacks_by_the_promised_day(shop: Shop) -> None:
    one, two = shop.product(), shop.product()
    shop.stock(one, 5)
    shop.stock(two, 50)
    order = shop.approved((one, 8), (two, 4), (one, 2))
    asked(shop, order.id)
    rows = list(Replenishment.select().order_by(Replenishment.id))
    assert [(row.product_id, row.quantity) for row in rows] == [(one, D(3)), (one, D(2))]
    assert {row.needed for row in rows} == {shop.clock.today + timedelta(3)}
    with pytest.raises(Refusal, match="nothing_lacks"):
        asked(shop, order.id)
    assert wrong() == []


def test_before_approval_what_is_free_now_counts_as_there(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 5)
    order = shop.order((product, 4), (product, 3))
    asked(shop, order.id)
    assert [(row.line.position, row.quantity) for row in Replenishment.select()] == [(2, D(2))]


def test_requests_go_on_a_new_purchase_order_together(shop: Shop) -> None:
    product = shop.product()
    first, second = shop.approved((product, 8)), shop.approved((product, 5))
    both = (*asked(shop, first.id), *asked(shop, second.id))
    day = shop.clock.today + timedelta(2)
    lines = (Bought(product, D(20), D(6)),)
    done = replenishment.take_up(shop.call("warehouse"), both, lines, supplier_id=1, expected=day)
    assert (done.requests, PurchaseOrder.get_by_id(done.id).number) == (2, done.number)
    line = PurchaseLine.get()
    assert (line.quantity, line.cost, line.expected) == (D(20), D(6), day)
    assert states() == ["ordered", "ordered"]
    assert ProductStock.get_by_id(product).incoming == D(20)
    with pytest.raises(Refusal, match="request_answered"):
        replenishment.take_up(shop.call("warehouse"), both, lines, supplier_id=1, expected=day)
    assert wrong() == []


def test_requests_go_on_an_order_that_is_still_to_come(shop: Shop) -> None:
    product, other = shop.product(), shop.product()
    day = shop.clock.today + timedelta(4)
    there = stock.order_goods(shop.call("warehouse"), 1, day, (Bought(other, D(7)),)).id
    mine = asked(shop, shop.approved((product, 8)).id)
    done = replenishment.take_up(shop.call("warehouse"), mine, (Bought(product, D(8)),), purchase_id=there)
    assert done.id == there
    assert [(row.product_id, row.expected) for row in PurchaseLine.select().order_by(PurchaseLine.id)] == [
        (other, day), (product, day),
    ]  # fmt: skip
    assert wrong() == []


@pytest.mark.parametrize(
    ("more", "code"),
    [({"supplier_id": 99, "expected": "today"}, "unknown_supplier"), ({"supplier_id": 1}, "no_expected"),
     ({"purchase_id": 99}, "unknown_purchase"), ({"supplier_id": 1, "expected": "today", "lines": ()}, "no_lines"),
     ({"supplier_id": 1, "expected": "today", "lines": "other"}, "not_ordered")],
)  # fmt: skip
def test_what_can_not_be_ordered_leaves_nothing(shop: Shop, more: dict, code: str) -> None:
    product, other = shop.product(), shop.product()
    mine = asked(shop, shop.approved((product, 8)).id)
    before = shop.dump()
    values = dict(more)
    if "expected" in values:
        values["expected"] = shop.clock.today
    lines = values.pop("lines", (Bought(product, D(8)),))
    lines = (Bought(other, D(8)),) if lines == "other" else lines
    with pytest.raises(Refusal, match=code):
        replenishment.take_up(shop.call("warehouse"), mine, lines, **values)
    assert shop.dump() == before


def test_a_request_is_declined_with_a_reason_and_may_be_made_again(shop: Shop) -> None:
    order = shop.approved((shop.product(), 8))
    mine = asked(shop, order.id)
    with pytest.raises(Refusal, match="reason_missing"):
        replenishment.decline(shop.call("warehouse"), mine, " ")
    replenishment.decline(shop.call("warehouse"), mine, "not made any more")
    assert (states(), Replenishment.get().note) == (["declined"], "not made any more")
    asked(shop, order.id)
    assert states() == ["declined", "open"]


def test_a_request_taken_back_is_gone_unless_the_buyer_answered(shop: Shop) -> None:
    order = shop.approved((shop.product(), 8))
    replenishment.withdraw(shop.call("approver"), asked(shop, order.id))
    assert states() == []
    again = asked(shop, order.id)
    replenishment.decline(shop.call("warehouse"), again, "no")
    with pytest.raises(Refusal, match="request_answered"):
        replenishment.withdraw(shop.call("approver"), again)


def test_a_purchase_that_is_cancelled_asks_the_buyer_again(shop: Shop) -> None:
    product = shop.product()
    mine = asked(shop, shop.approved((product, 8)).id)
    day = shop.clock.today
    done = replenishment.take_up(shop.call("warehouse"), mine, (Bought(product, D(8)),), supplier_id=1, expected=day)
    stock.cancel_purchase(shop.call("warehouse"), done.id, "sold out")
    assert states() == ["open"]
    assert wrong() == []


def test_the_stock_is_asked_for_once(shop: Shop) -> None:
    product = shop.product(safety_stock=D(20))
    ask = (product, D(40), shop.clock.today + timedelta(7))
    replenishment.request_goods(shop.call("warehouse"), *ask)
    with pytest.raises(Refusal, match="already_asked"):
        replenishment.request_goods(shop.call("warehouse"), *ask)
    with pytest.raises(Refusal, match="bad_quantity"):
        replenishment.request_goods(shop.call("warehouse"), product, D(0), shop.clock.today)


def test_what_a_purchase_brings_goes_to_the_oldest_promise_first(shop: Shop) -> None:
    product = shop.product()
    today = shop.clock.today
    promises = {days: shop.approved((product, 5), promised=today + timedelta(days)).id for days in (9, 2, 5)}
    held = shop.approved((product, 5), promised=today + timedelta(1))
    orders.hold_order(shop.call("clerk"), held.id, held.version, "call first")
    wanted = tuple(each for order in promises.values() for each in asked(shop, order))
    done = replenishment.take_up(
        shop.call("warehouse"), wanted, (Bought(product, D(15)),), supplier_id=1, expected=today
    )
    line = PurchaseLine.get(PurchaseLine.order == done.id).id
    stock.receive(shop.call("warehouse"), (stock.Incoming(product, D(8), purchase_line_id=line),))
    reserved = {row.order_id: row.reserved for row in OrderLine.select()}
    assert [reserved[promises[days]] for days in (2, 5, 9)] == [D(5), D(3), D(0)]
    assert reserved[held.id] == D(0)
    stock.receive(shop.call("warehouse"), (stock.Incoming(product, D(7), purchase_line_id=line),))
    reserved = {row.order_id: row.reserved for row in OrderLine.select()}
    assert [reserved[promises[days]] for days in (2, 5, 9)] == [D(5), D(5), D(5)]
    assert PurchaseOrder.get_by_id(done.id).state == "received"
    assert wrong() == []
