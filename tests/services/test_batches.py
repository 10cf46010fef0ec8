"""Many deliveries in one walk: what is scanned goes into a box, and counts when the box is scanned too."""

from decimal import Decimal

import pytest

from models.delivery import Delivery, ScanEvent
from services import batches, packing
from services.check import check
from services.errors import Refusal
from services.settings import change_settings
from tests.services.shop import Shop

D = Decimal


@pytest.fixture
def batch(shop: Shop) -> tuple[Shop, int, str]:
    """Boxes 1 and 2 need two and one of ROPE, box 1 a LAMP beside; a third delivery waits."""
    change_settings(shop.call("owner"), {"packing.batch": 2})
    rope, lamp = shop.product("ROPE"), shop.product("LAMP")
    shop.stock(rope, 20, bin="A-01-2")
    shop.stock(lamp, 20, bin="A-01-1")
    for lines in (((rope, 2), (lamp, 1)), ((rope, 1),), ((lamp, 5),)):
        shop.released(*lines)
    return shop, rope, batches.begin_batch(shop.call("packer")).number


def test_the_most_urgent_are_taken_together_and_shown_in_one_walk(batch: tuple[Shop, int, str]) -> None:
    _shop, _rope, number = batch
    view = batches.batch_view(number)
    assert [(each.box, each.state, each.pieces) for each in view.boxes] == [(1, "picking", D(3)), (2, "picking", D(1))]
    assert [(each.bin, each.sku, each.planned, each.boxes) for each in view.lines] == [
        ("A-01-1", "LAMP", D(1), ((1, D(1)),)), ("A-01-2", "ROPE", D(3), ((1, D(2)), (2, D(1)))),
    ]  # fmt: skip
    assert [each.state for each in Delivery.select().order_by(Delivery.id)] == ["picking", "picking", "released"]
    assert batches.batch_of(view.boxes[1].delivery_id) == (number, 2)


def put(shop: Shop, number: str, text: str, box: int, **more: object) -> batches.Hand:
    told = batches.take_for_box(shop.call("packer"), number, text, **more)
    assert told.verdict.code == "to_box", told
    return batches.put_in_box(shop.call("packer"), number, box, told.box, text, **more)


def test_nothing_counts_before_the_right_box_is_scanned(batch: tuple[Shop, int, str]) -> None:
    shop, rope, number = batch
    label = shop.label(rope)
    hand = batches.take_for_box(shop.call("packer"), number, label)
    assert (hand.box, hand.verdict.code, hand.verdict.scanned.quantity) == (1, "to_box", D(1))
    assert not any(each.picked for each in Delivery.select())
    for box, code in ((2, "wrong_box"), (9, "no_box")):
        wrong = batches.put_in_box(shop.call("packer"), number, box, hand.box, label)
        assert (wrong.verdict.code, wrong.verdict.needed.text) == (code, "1")
    assert batches.put_in_box(shop.call("packer"), number, 1, hand.box, label).verdict.code == "right"
    assert put(shop, number, label, 1).verdict.counted == 1
    last = put(shop, number, label, 2)
    assert (last.verdict.state, last.box) == ("picked", 2), "box 1 has its two, so the third is for box 2"
    assert batches.take_for_box(shop.call("packer"), number, label).verdict.code == "too_many"
    assert batches.take_for_box(shop.call("packer"), number, "NOBODY").verdict.code == "unknown_code"
    found = [event.verdict for event in ScanEvent.select().order_by(ScanEvent.id)]
    assert found[2:6] == ["to_box", "wrong_box", "no_box", "right"]
    assert [each for each in check() if not each.ok] == []


def test_a_put_is_undone_and_the_batch_ends_with_its_last_box(batch: tuple[Shop, int, str]) -> None:
    shop, rope, number = batch
    put(shop, number, shop.label(rope), 1, quantity=D(2))
    view = batches.batch_view(number)
    assert view.last_put == view.boxes[0].delivery_id
    packing.undo_last(shop.call("packer"), view.last_put)
    view = batches.batch_view(number)
    assert (view.last_put, sum(each.picked for each in view.boxes)) == (None, 0)
    for box in view.boxes:
        shop.pack(box.delivery_id)
    with pytest.raises(Refusal, match="unknown_batch"):
        batches.batch_view(number)
    assert batches.begin_batch(shop.call("packer")).boxes == 1
    with pytest.raises(Refusal, match="nothing_waits"):
        batches.begin_batch(shop.call("packer"))
    change_settings(shop.call("owner"), {"packing.batch": 0})
    with pytest.raises(Refusal, match="batch_off"):
        batches.begin_batch(shop.call("packer"))
