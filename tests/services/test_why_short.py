"""Why an order line can't ship, on both engines."""

from datetime import timedelta

import pytest

from models.orders import OrderLine
from services import stock, why_short
from services.errors import Refusal
from tests.services.shop import D, Shop


def line_of(order_id: int) -> int:
    return OrderLine.get(OrderLine.order == order_id).id


def test_a_short_line_tells_what_holds_it_up(shop: Shop) -> None:
    product = shop.product("A", name="Bearing")
    shop.stock(product, 10)
    stock.set_quality(shop.call("warehouse"), shop.balance(product).id, "frozen", "Water damage", D(3))
    shop.stock(product, 2, bin="QUARANTINE")
    first = shop.approved((product, 5))
    waits = shop.approved((product, 4), promised=shop.clock.today + timedelta(2))
    order = shop.approved((product, 8))
    day = shop.clock.today
    for days, count in ((3, 4), (6, 20)):
        stock.order_goods(shop.call("warehouse"), 1, day + timedelta(days), (stock.Bought(product, D(count)),))

    found = why_short.why_short(line_of(order.id))
    assert (found.open, found.reserved, found.missing, found.available) == (8, 0, 8, 0)
    assert [(b.quality, b.quantity, b.reason) for b in found.blocked] == [
        ("quarantine", 2, ""), ("frozen", 3, "Water damage"),
    ]  # fmt: skip
    assert {(h.order_id, h.quantity) for h in found.holds} == {(first.id, 5), (waits.id, 2)}
    assert [(w.order_id, w.quantity) for w in found.before] == [(waits.id, 2)]
    assert [each.open for each in found.expected] == [4, 20]
    comes = found.comes
    assert comes is not None
    assert comes.expected == day + timedelta(6)
    assert [(name, missing) for _id, name, missing in why_short.short_lines(order.id)] == [("Bearing", 8)]
    assert why_short.short_lines(first.id) == ()


def test_nothing_on_order_means_nobody_knows_when(shop: Shop) -> None:
    product = shop.product()
    order = shop.approved((product, 8))
    found = why_short.why_short(line_of(order.id))
    assert (found.comes, found.blocked, found.holds, found.before, found.asked) == (None, (), (), (), 0)
    with pytest.raises(Refusal, match="unknown_line"):
        why_short.why_short(9999)
