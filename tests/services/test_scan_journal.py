"""The journal of scans: replayed by delivery, refused ones by reason, the pace and accuracy of each person."""

from datetime import timedelta

import pytest

from models.delivery import Delivery
from services import packing, scan_journal
from services.listing import Query
from services.scan_journal import SCANS
from tests.services.shop import D, Shop


@pytest.fixture
def worked(shop: Shop) -> Delivery:
    """Five pieces scanned, one of them twice too many, one taken back, and an unknown code, within an hour."""
    product = shop.product("ROPE")
    shop.stock(product, 9)
    delivery = shop.released((product, 5))
    packing.start_picking(shop.call("packer"), delivery.id)
    for text, minutes in ((shop.label(product), 0), ("NOBODY", 1), (shop.label(product), 12), ("OTHER", 13)):
        shop.clock.advance(minutes=minutes)
        shop.scan(delivery.id, text)
    packing.undo_last(shop.call("packer"), delivery.id)
    shop.scan(delivery.id, shop.label(product), quantity=D(4))
    shop.released((product, 1))
    return delivery


def rows(**filters: str) -> list[tuple[str, str]]:
    names = [column.name for column in SCANS.columns]
    found = SCANS.page(Query(filters=tuple(filters.items()))).rows
    return [(row[names.index("verdict")], row[names.index("text")]) for row in found]


def test_a_delivery_is_replayed_scan_by_scan_with_who_and_where(worked: Delivery, shop: Shop) -> None:
    told = rows(delivery=str(worked.id))
    verdicts = [verdict for verdict, _text in told]
    assert verdicts == ["right", "undone", "unknown_code", "right", "unknown_code", "right", "opened"]
    assert SCANS.page(Query(search=worked.number[-4:])).rows[0][1] == worked.number
    names = [column.name for column in SCANS.columns]
    first = SCANS.page(Query(filters=(("delivery", str(worked.id)),))).rows[-2]
    assert (first[names.index("user")], first[names.index("sku")]) == ("Packer", "ROPE")
    assert rows(verdict="unknown_code") == [("unknown_code", "OTHER"), ("unknown_code", "NOBODY")]
    day = shop.clock.now.astimezone().date()
    assert rows(refused=day.isoformat()) == [("unknown_code", "OTHER"), ("unknown_code", "NOBODY")]
    assert rows(refused=(day + timedelta(1)).isoformat()) == []


def test_figures_are_those_of_the_list(worked: Delivery, shop: Shop) -> None:
    made = scan_journal.figures(Query())
    assert [(each.verdict, each.count) for each in made.refused] == [("unknown_code", 2)]
    (pace,) = made.paces
    assert (pace.name, pace.pieces, pace.right, pace.refused) == ("Packer", D(5), 3, 2)
    assert (pace.hours, pace.per_hour, pace.accuracy) == (D("0.5"), D(10), D(60))
    assert scan_journal.figures(Query(filters=(("verdict", "right"),))).refused == ()
    assert scan_journal.figures(Query(filters=(("delivery", "0"),))) == scan_journal.Figures((), ())
