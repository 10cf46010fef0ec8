"""The journal of scans: replayed by delivery, refused ones by reason, the pace and accuracy of each person."""

import base64
from datetime import timedelta

import pytest

from models.delivery import Delivery
from services import attachments, packing, pictures, scan_journal, weighing
from services.listing import Query
from services.replay import replay
from services.scan_journal import SCANS
from tests.services.shop import D, Shop

# A white picture of one pixel.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTwOJwAAAABJRU5ErkJggg=="
)


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
    *_rest, first, opened = SCANS.page(Query(filters=(("delivery", str(worked.id)),))).rows
    assert [row[names.index("quantity")] for row in (first, opened)] == [D(1), None], "a scan of no goods has none"
    assert (first[names.index("user")], first[names.index("sku")]) == ("Packer", "ROPE")
    assert rows(verdict="unknown_code") == [("unknown_code", "OTHER"), ("unknown_code", "NOBODY")]
    day = shop.clock.now.astimezone().date()
    assert rows(refused=day.isoformat()) == [("unknown_code", "OTHER"), ("unknown_code", "NOBODY")]
    assert rows(refused=(day + timedelta(1)).isoformat()) == []


def test_a_parcel_is_replayed_package_by_package_with_its_photos(worked: Delivery, shop: Shop) -> None:
    packing.undo_last(shop.call("packer"), worked.id)
    packing.next_package(shop.call("packer"), worked.id)
    shop.scan(worked.id, "ROPE", quantity=D(4))
    (first, second) = replay(worked.id).parcels
    assert [(put.sku, put.quantity, put.who) for put in first.puts] == [("ROPE", D(1), "Packer")]
    assert [put.quantity for put in second.puts] == [D(4)]
    weighing.weigh_package(shop.call("packer"), worked.id, 430)
    packing.check_delivery(shop.call("packer"), worked.id)
    packing.pack_delivery(shop.call("packer"), worked.id)
    photo = pictures.File("box.png", "image/png", PICTURE)
    attachments.attach("delivery")(shop.call("packer"), worked.id, photo)
    told = replay(worked.id)
    assert [(each.number, each.weight_g, each.weighed) for each in told.parcels] == [(1, 100, False), (2, 430, True)]
    assert [file.name for file in told.files] == ["box.png"]


def test_figures_are_those_of_the_list(worked: Delivery, shop: Shop) -> None:
    made = scan_journal.figures(Query())
    assert [(each.verdict, each.count) for each in made.refused] == [("unknown_code", 2)]
    (pace,) = made.paces
    assert (pace.name, pace.pieces, pace.right, pace.refused) == ("Packer", D(5), 3, 2)
    assert (pace.picks, pace.hours, pace.per_hour, pace.accuracy) == (2, D("0.5"), D(4), D(60)), "one was taken back"
    assert scan_journal.figures(Query(filters=(("verdict", "right"),))).refused == ()
    assert scan_journal.figures(Query(filters=(("delivery", "0"),))) == scan_journal.Figures((), ())
