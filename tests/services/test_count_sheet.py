"""What a counting list holds: bins in walking order, goods by lot with a code to scan, and no quantity."""

import pytest

from services import stock_finding
from services.count_sheet import count_places
from services.errors import Refusal
from tests.services.shop import Shop


def test_each_line_is_scanned_as_its_goods_and_lot(shop: Shop) -> None:
    oil, rope = shop.product("OIL", lot_tracked=True), shop.product("ROPE", codes=())
    shop.stock(oil, 5, "L1", bin="A-01-2")
    shop.stock(oil, 5, "批次", bin="A-01-2")
    shop.stock(rope, 5, bin="A-01-1")
    places = count_places("bin-a-01")
    assert [place.code for place in places] == ["A-01-1", "A-01-2", "A-01-3"]
    assert [[(line.sku, line.lot) for line in place.lines] for place in places] == [
        [("ROPE", "")], [("OIL", "L1"), ("OIL", "批次")], [],
    ]  # fmt: skip
    scanned = [stock_finding.look_at(line.code).goods for place in places for line in place.lines]
    assert [(goods.sku, goods.lot) for goods in scanned if goods] == [("ROPE", ""), ("OIL", "L1"), ("OIL", "")]
    assert len(count_places("")) > 3
    with pytest.raises(Refusal, match="unknown_bins"):
        count_places("Z-99")
