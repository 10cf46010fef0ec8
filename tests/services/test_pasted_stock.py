"""Rows of stock pasted from a spreadsheet, on both engines."""

from datetime import date

import pytest

from services import pasted, pasted_stock
from services.catalogue import Code
from tests.services.shop import D, Shop, ean


@pytest.fixture
def goods(shop: Shop) -> Shop:
    shop.product("SCREW", name="螺丝", codes=(Code(ean(1)),))
    shop.product("MILK", name="牛奶", lot_tracked=True, shelf_life_days=30)
    return shop


def test_rows_without_heads_are_read_in_their_order(goods: Shop) -> None:
    found = pasted_stock.read(f"screw\t1,200\t\t\tA-01-1\t¥0.35\nMILK\t24\tl7\t2026年4月1日\n{ean(1)}\t5\n")
    assert found.troubles == ()
    assert [(r.goods.sku, r.quantity, r.lot, r.expiry, r.bin, r.cost) for r in found.rows] == [
        ("SCREW", D(1200), "", None, "A-01-1", D("0.35")), ("MILK", D(24), "L7", date(2026, 4, 1), "", None),
        ("SCREW", D(5), "", None, "", None),
    ]  # fmt: skip
    assert found.rows[0].location_id == goods.bin()


def test_heads_say_which_column_is_which_in_both_languages(goods: Shop) -> None:
    chinese = pasted_stock.read("货位\t商品名称\t期初数量\t成本价\nA-01-2\t螺丝\t7\t1.5")
    assert [(r.goods.sku, r.quantity, r.bin, r.cost) for r in chinese.rows] == [("SCREW", D(7), "A-01-2", D("1.5"))]
    english = pasted_stock.read("Qty\tSKU\tLot\tExpiry\n3\tMILK\tA9\t20260401")
    assert [(r.goods.sku, r.quantity, r.lot, r.expiry) for r in english.rows] == [
        ("MILK", D(3), "A9", date(2026, 4, 1))
    ]


@pytest.mark.parametrize(
    ("row", "what", "text"),
    [
        ("NUT\t5", "product", "NUT"), ("\t5", "product", ""), ("SCREW\tmany", "quantity", "many"),
        ("SCREW\t0", "quantity", "0"), ("SCREW\t-3", "quantity", "-3"), ("SCREW", "quantity", ""),
        ("MILK\t5", "lot", ""), ("MILK\t5\tL1", "expiry", ""), ("MILK\t5\tL1\tsoon", "expiry", "soon"),
        ("SCREW\t5\t\t\tX-9", "bin", "X-9"),
        ("SCREW\t5\t\t\tSTAGING", "bin", "STAGING"), ("SCREW\t5\t\t\t\tcheap", "cost", "cheap"),
    ],
)  # fmt: skip
def test_a_row_that_is_not_understood_is_named_and_the_others_taken(
    goods: Shop, row: str, what: str, text: str
) -> None:
    found = pasted_stock.read(f"SCREW\t1\n{row}\nSCREW\t2")
    assert [(each.row, each.what, each.text) for each in found.troubles] == [(2, what, text)]
    assert [each.quantity for each in found.rows] == [1, 2]


def test_only_rows_are_a_table() -> None:
    assert pasted.is_table("a\tb")
    assert pasted.is_table("a\nb")
    assert not pasted.is_table("SCREW\n")
