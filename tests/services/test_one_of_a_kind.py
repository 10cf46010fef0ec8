"""Pieces like no other: serial numbers where the product has them, RFID tags, and codes that carry a weight."""

import json
from decimal import Decimal
from functools import partial

import pytest

from models.after_sales import ReturnLine
from models.delivery import Delivery, DeliveryLine
from models.people import AuditEntry
from models.pieces import Piece
from models.stock import StockMove
from services import (
    act_requests,
    adjusting,
    batches,
    deliveries,
    packing,
    returns,
    reversing,
    serial_numbers,
    settings,
    stock_count,
    supplier_returns,
    tags,
    tracking,
)
from services.check import check
from services.errors import Refusal
from services.returns import Came, Wanted
from tests.services.shop import Shop, ean

D = Decimal
GTIN = f"0{ean(1)}"
TAG, OTHER = "E28011606000020A0B0C0D0E", "E28011606000020A0B0C0D0F"


@pytest.fixture
def pieces(shop: Shop) -> tuple[Shop, int, Delivery]:
    """Three drills, each with a serial number, on two deliveries."""
    product = shop.product("DRILL", serial_tracked=True)
    shop.stock(product, 10)
    first = shop.released((product, 3))
    packing.start_picking(shop.call("packer"), first.id)
    return shop, product, first


def test_a_piece_is_taken_once_by_its_serial_number(pieces) -> None:
    shop, _product, delivery = pieces
    assert shop.scan(delivery.id, ean(1)).code == "scan_serial"
    assert shop.scan(delivery.id, f"01{GTIN}21A-1", quantity=D(2)).code == "scan_serial"
    assert shop.scan(delivery.id, f"01{GTIN}21A-1").code == "right"
    assert shop.scan(delivery.id, f"01{GTIN}21a-1").code == "serial_again"
    assert shop.scan(delivery.id, f"01{GTIN}21A-2").code == "right"
    assert Delivery.get_by_id(delivery.id).picked == 2
    packing.undo_last(shop.call("packer"), delivery.id)
    assert shop.scan(delivery.id, f"01{GTIN}21A-2").code == "right"
    assert Piece.select().count() == 2


def test_a_piece_of_another_delivery_is_refused_until_that_is_cancelled(pieces) -> None:
    shop, product, delivery = pieces
    assert shop.scan(delivery.id, f"01{GTIN}21A-1").code == "right"
    second = shop.released((product, 2))
    assert shop.scan(second.id, f"01{GTIN}21A-1").code == "serial_gone"
    deliveries.cancel_delivery(shop.call("logistics"), delivery.id, Delivery.get_by_id(delivery.id).version, "x")
    assert shop.scan(second.id, f"01{GTIN}21A-1").code == "right"


def test_a_piece_that_came_back_is_taken_again(pieces) -> None:
    shop, product, _delivery = pieces
    sent = shop.released((product, 2))
    for serial in ("B-1", "B-2"):
        assert shop.scan(sent.id, f"01{GTIN}21{serial}").code == "right"
    ready = shop.confirm(shop.pack(sent.id).id)
    deliveries.dispatch_delivery(shop.call("logistics"), ready.id, ready.version)
    second = shop.released((product, 1))
    assert shop.scan(second.id, f"01{GTIN}21B-2").code == "serial_gone"
    line, version = DeliveryLine.get(DeliveryLine.delivery == sent.id), Delivery.get_by_id(sent.id).version
    short = tracking.Difference(line.id, D(1), "short")
    tracking.sign_for(shop.call("logistics"), sent.id, version, "Carl", (short,))
    assert shop.scan(second.id, f"01{GTIN}21B-2").code == "right"


def test_once_all_pieces_came_in_by_their_numbers_no_other_is_taken(shop: Shop) -> None:
    product = shop.product("DRILL", serial_tracked=True)
    for serials, code in ((("A-1",), "serials_differ"), (("A-1", "a-1 "), "serial_twice")):
        with pytest.raises(Refusal, match=code):
            shop.stock(product, 2, serials=serials)
    shop.stock(product, 3, serials=("A-1", "A-2", "a-3"))
    with pytest.raises(Refusal, match="serial_here"):
        shop.stock(product, 1, serials=("A-2",))
    sent = shop.released((product, 2))
    codes = [shop.scan(sent.id, text).code for text in (f"01{GTIN}21Z-9", f"01{GTIN}21A-1", "A-1", "a-2")]
    assert codes == ["serial_unknown", "right", "serial_again", "right"]
    packing.undo_last(shop.call("packer"), sent.id)
    assert shop.scan(sent.id, "A-2").code == "right", "a number scanned by itself is undone like any other"
    ready = shop.confirm(shop.pack(sent.id).id)
    deliveries.dispatch_delivery(shop.call("logistics"), ready.id, ready.version)
    second = shop.released((product, 1))
    assert [shop.scan(second.id, text).code for text in ("A-1", "Z-9")] == ["serial_gone", "unknown_code"]
    tracking.sign_for(shop.call("logistics"), sent.id, Delivery.get_by_id(sent.id).version, "Carl")
    line = DeliveryLine.get(DeliveryLine.delivery == sent.id)
    lot = shop.balance(product).lot_id
    made = returns.open_return(shop.call("clerk"), sent.id, (Wanted(line.id, lot, D(1)),), "damaged")
    key = ReturnLine.get().id
    with pytest.raises(Refusal, match="serial_not_sent"):
        returns.receive_return(shop.call("warehouse"), made.id, 1, (Came(key, D(1), ("A-3",)),))
    for version in (1, 3):
        returns.receive_return(shop.call("warehouse"), made.id, version, (Came(key, D(1), ("A-2",)),))
        assert serial_numbers.numbers(product) == serial_numbers.Numbers(("A-2", "A-3"), D(0))
        if version == 1:
            returns.step_back(shop.call("warehouse"), made.id, 2)
            assert shop.scan(second.id, "A-2").code == "serial_gone"
    assert [shop.scan(second.id, text).code for text in ("A-1", "A-2")] == ["serial_gone", "right"]
    packing.undo_last(shop.call("packer"), second.id)
    change = partial(serial_numbers.number_pieces, product_id=product)
    with pytest.raises(Refusal, match="serial_not_here"):
        change(shop.call("warehouse"), gone=("A-1",))
    change(shop.call("warehouse"), came=("Z-9",), gone=("A-2",))
    assert [shop.scan(second.id, text).code for text in ("A-2", "Z-9")] == ["unknown_code", "right"]
    packing.undo_last(shop.call("packer"), second.id)
    shop.stock(product, 1, serials=("Q-1",))
    move = StockMove.select(StockMove.id).order_by(StockMove.id.desc()).get()
    reversing.reverse_move(shop.call("warehouse"), move.id, "wrong")
    assert serial_numbers.numbers(product).here == ("A-3", "Z-9")
    assert [each.name for each in check() if not each.ok] == []


def test_pieces_that_go_otherwise_are_named_where_each_has_its_number(shop: Shop) -> None:
    product, keeper = shop.product("DRILL", serial_tracked=True), partial(shop.call, "warehouse")
    shop.stock(product, 4, serials=("A-1", "A-2", "A-3", "A-4"))
    balance = shop.balance(product).id
    back, count = supplier_returns.send_back, adjusting.adjust
    for serials, code in (((), "serials_missing"), (("Z-9",), "serial_not_here"), (("A-1", "A-2"), "serials_differ")):
        with pytest.raises(Refusal, match=code):
            back(keeper(), balance, D(1), "broken", serials=serials)
    assert shop.balance(product).on_hand == 4
    (sent,) = back(keeper(), balance, D(1), "broken", serials=("a-1",)).moves
    reversing.reverse_move(keeper(), sent, "they did not take it")
    assert serial_numbers.numbers(product) == serial_numbers.Numbers(("A-1", "A-2", "A-3", "A-4"), D(0))
    serial_numbers.number_pieces(keeper(), product, gone=("A-1",))
    assert serial_numbers.numbers(product) == serial_numbers.Numbers(("A-2", "A-3", "A-4"), D(1))
    count(keeper(), balance, D(3), "lost"), count(keeper(), balance, D(2), "lost", ("A-4",))
    with pytest.raises(Refusal, match="serials_missing"):
        stock_count.post_count(keeper(), (stock_count.Count(product, shop.balance(product).location_id, D(1)),), "x")
    with pytest.raises(Refusal, match="serials_above"):
        serial_numbers.number_pieces(keeper(), product, ("Q-1",))
    (found,) = count(keeper(), balance, D(4), "found", ("B-1", "B-2")).moves
    with pytest.raises(Refusal, match="serials_missing"):
        reversing.reverse_move(keeper(), found, "wrong")
    assert serial_numbers.numbers(product) == serial_numbers.Numbers(("A-2", "A-3", "B-1", "B-2"), D(0))

    out = shop.released((product, 3))
    assert [shop.scan(out.id, text).code for text in ("A-2", "A-3", "B-1")] == ["right"] * 3
    ready = shop.confirm(shop.pack(out.id).id)
    deliveries.dispatch_delivery(shop.call("logistics"), ready.id, ready.version)
    tracking.sign_for(shop.call("logistics"), out.id, Delivery.get_by_id(out.id).version, "Carl")
    wanted = (Wanted(DeliveryLine.get().id, shop.balance(product).lot_id, D(3)),)
    made = returns.open_return(shop.call("clerk"), out.id, wanted, "damaged").id
    key = ReturnLine.get().id
    returns.receive_return(keeper(), made, 1, (Came(key, D(3), ("A-2", "A-3", "B-1")),))
    for serials, code in (((), "serials_missing"), (("B-2",), "serial_not_here")):
        with pytest.raises(Refusal, match=code):
            returns.inspect_return(keeper(), made, 2, (returns.Verdict(key, D(2), D(1), serials=serials),))
    returns.inspect_return(keeper(), made, 2, (returns.Verdict(key, D(2), D(1), serials=("A-3",)),))
    returns.step_back(keeper(), made, 3)
    returns.inspect_return(keeper(), made, 4, (returns.Verdict(key, D(0), D(3)),))
    assert serial_numbers.numbers(product) == serial_numbers.Numbers(("B-2",), D(0))
    assert [each.name for each in check() if not each.ok] == []


def test_what_is_cancelled_before_it_left_lies_here_by_its_numbers(pieces) -> None:
    shop, product, delivery = pieces
    assert [shop.scan(delivery.id, f"01{GTIN}21A-{number}").code for number in (1, 2)] == ["right"] * 2
    deliveries.cancel_delivery(shop.call("logistics"), delivery.id, Delivery.get_by_id(delivery.id).version, "x")
    assert serial_numbers.numbers(product) == serial_numbers.Numbers(("A-1", "A-2"), D(8))
    supplier_returns.send_back(shop.call("warehouse"), shop.balance(product).id, D(1), "broken", serials=("A-2",))
    assert serial_numbers.numbers(product) == serial_numbers.Numbers(("A-1",), D(8))
    assert [each.name for each in check() if not each.ok] == []


@pytest.mark.parametrize(("remainder", "here"), [("quarantine", ("A-1", "A-2")), ("loss", ())])
def test_what_a_customer_refused_and_came_back_lies_here_by_its_numbers(
    shop: Shop, remainder: str, here: tuple[str, ...]
) -> None:
    product = shop.product("DRILL", serial_tracked=True)
    shop.stock(product, 2, serials=("A-1", "A-2"))
    sent = _gone_out(shop, product, ("A-1", "A-2"))
    assert serial_numbers.numbers(product) == serial_numbers.Numbers((), D(0))
    version = Delivery.get_by_id(sent.id).version
    tracking.not_delivered(shop.call("logistics"), sent.id, version, "refused", "not ordered")
    tracking.close_delivery(shop.call("logistics"), sent.id, version + 1, remainder)
    assert serial_numbers.numbers(product) == serial_numbers.Numbers(here, D(0))
    assert [each.name for each in check() if not each.ok] == []


def test_of_what_arrived_in_part_the_keeper_says_which_piece_is_back(shop: Shop) -> None:
    product = shop.product("DRILL", serial_tracked=True)
    shop.stock(product, 2, serials=("A-1", "A-2"))
    sent = _gone_out(shop, product, ("A-1", "A-2"))
    short = (tracking.Difference(DeliveryLine.get(DeliveryLine.delivery == sent.id).id, D(1), "short"),)
    tracking.sign_for(shop.call("logistics"), sent.id, Delivery.get_by_id(sent.id).version, "Carl", short)
    version = Delivery.get_by_id(sent.id).version
    tracking.close_delivery(shop.call("logistics"), sent.id, version, "quarantine")
    assert serial_numbers.numbers(product) == serial_numbers.Numbers((), D(1))
    serial_numbers.number_pieces(shop.call("warehouse"), product, ("A-2",))
    assert serial_numbers.numbers(product) == serial_numbers.Numbers(("A-2",), D(0))
    assert [each.name for each in check() if not each.ok] == []


@pytest.mark.parametrize("approved", [False, True])
def test_what_left_and_is_taken_back_comes_home_with_its_numbers(shop: Shop, approved: bool) -> None:
    product, keeper = shop.product("DRILL", serial_tracked=True, cost=D(100)), partial(shop.call, "warehouse")
    shop.stock(product, 3, serials=("A-1", "A-2", "A-3"))
    came = StockMove.get().id
    if approved:
        settings.change_settings(shop.call("owner"), {"approval.adjust_amount": 50})
        with pytest.raises(Refusal, match="needs_approval") as held:
            adjusting.adjust(keeper(), shop.balance(product).id, D(1), "lost", ("A-1", "A-3"))
        ask = held.value.data["ask"]
        request = act_requests.ask(keeper(), ask.kind, ask.arguments, "lost").id
        act_requests.approve(shop.call("owner"), request, 1)
        settings.change_settings(shop.call("owner"), {"approval.adjust_amount": 0})
    else:
        adjusting.adjust(keeper(), shop.balance(product).id, D(1), "lost", ("A-1", "A-3"))
    lost = StockMove.select(StockMove.id).order_by(StockMove.id.desc()).get().id
    assert serial_numbers.numbers(product) == serial_numbers.Numbers(("A-2",), D(0))
    serial_numbers.number_pieces(keeper(), product, (), ("A-2",))
    serial_numbers.number_pieces(keeper(), product, ("A-3",))  # it was found, and A-2 was not there
    reversing.reverse_move(keeper(), lost, "found")
    assert serial_numbers.numbers(product) == serial_numbers.Numbers(("A-1", "A-3"), D(1))
    serial_numbers.number_pieces(keeper(), product, (), ("A-3",))
    reversing.reverse_move(keeper(), came, "never came")
    assert serial_numbers.numbers(product) == serial_numbers.Numbers((), D(0)), "A-1 is known to be of this receipt"
    assert [each.name for each in check() if not each.ok] == []


def test_a_return_that_is_judged_anew_has_its_pieces_again(shop: Shop) -> None:
    product, keeper = shop.product("DRILL", serial_tracked=True), partial(shop.call, "warehouse")
    shop.stock(product, 2, serials=("A-1", "A-2"))
    sent = _gone_out(shop, product, ("A-1", "A-2"))
    tracking.sign_for(shop.call("logistics"), sent.id, Delivery.get_by_id(sent.id).version, "Carl")
    wanted = (Wanted(DeliveryLine.get().id, shop.balance(product).lot_id, D(2)),)
    made = returns.open_return(shop.call("clerk"), sent.id, wanted, "damaged").id
    key = ReturnLine.get().id
    returns.receive_return(keeper(), made, 1, (Came(key, D(2), ("A-1", "A-2")),))
    returns.inspect_return(keeper(), made, 2, (returns.Verdict(key, D(1), D(1), serials=("A-2",)),))
    assert serial_numbers.numbers(product).here == ("A-1",)
    returns.step_back(keeper(), made, 3)
    assert serial_numbers.numbers(product).here == ("A-1", "A-2")
    returns.inspect_return(keeper(), made, 4, (returns.Verdict(key, D(2), D(0)),))
    returns.step_back(keeper(), made, 5)
    assert serial_numbers.numbers(product).here == ("A-1", "A-2"), "the second look took nothing"
    returns.step_back(keeper(), made, 6)
    assert serial_numbers.numbers(product).here == ()
    returns.receive_return(keeper(), made, 7, (Came(key, D(2), ("A-1", "A-2")),))
    returns.inspect_return(keeper(), made, 8, (returns.Verdict(key, D(0), D(2)),))
    assert serial_numbers.numbers(product) == serial_numbers.Numbers((), D(0))
    assert [each.name for each in check() if not each.ok] == []


def _gone_out(shop: Shop, product: int, serials: tuple[str, ...]) -> Delivery:
    """A delivery of these pieces that has left."""
    out = shop.released((product, len(serials)))
    assert [shop.scan(out.id, text).code for text in serials] == ["right"] * len(serials)
    ready = shop.confirm(shop.pack(out.id).id)
    deliveries.dispatch_delivery(shop.call("logistics"), ready.id, ready.version)
    return out


def test_the_second_count_wants_each_piece_that_was_picked_once(pieces) -> None:
    shop, _product, delivery = pieces
    settings.change_settings(shop.call("owner"), {"packing.check": "recount"})
    for serial in ("A-1", "A-2", "A-3"):
        assert shop.scan(delivery.id, f"01{GTIN}21{serial}").code == "right"
    codes = [shop.scan(delivery.id, text).code for text in (
        ean(1), f"01{GTIN}21A-9", f"01{GTIN}21A-1", f"01{GTIN}21a-1", f"01{GTIN}21A-2"
    )]  # fmt: skip
    assert codes == ["scan_serial", "check_wrong_piece", "check_right", "check_piece_again", "check_right"]
    packing.undo_last(shop.call("packer"), delivery.id)
    assert [shop.scan(delivery.id, f"01{GTIN}21{serial}").code for serial in ("A-2", "A-3")] == ["check_right"] * 2
    for _each in range(4):  # the count of three pieces, and the last pick: the count begins anew
        packing.undo_last(shop.call("packer"), delivery.id)
    assert shop.scan(delivery.id, f"01{GTIN}21A-4").code == "right"
    assert [shop.scan(delivery.id, f"01{GTIN}21{serial}").code for serial in ("A-3", "A-1")] == [
        "check_wrong_piece", "check_right"
    ]  # fmt: skip


def test_a_batch_asks_for_the_serial_number_that_one_box_needs(pieces) -> None:
    shop, product, _delivery = pieces
    rope = shop.product("ROPE")
    shop.stock(rope, 5)
    settings.change_settings(shop.call("owner"), {"packing.batch": 2})
    shop.released((rope, 1))
    shop.released((product, 1))
    number = batches.begin_batch(shop.call("packer")).number
    hands = [batches.take_for_box(shop.call("packer"), number, text) for text in (ean(1), f"01{GTIN}21A-1")]
    assert [(hand.verdict.code, hand.box) for hand in hands] == [("scan_serial", 0), ("to_box", 2)]


def test_a_tag_counts_once_and_others_are_bound_to_goods(shop: Shop) -> None:
    product = shop.product("DRILL")
    shop.stock(product, 10)
    delivery = shop.released((product, 5))
    assert shop.scan(delivery.id, TAG).code == "unknown_code"
    tags.bind_tags(shop.call("warehouse"), product, (TAG, OTHER.lower()))
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (entry.use_case, json.loads(entry.detail)["tags"]) == ("tags.bind", [TAG, OTHER])
    sgtin = sgtin_of(ean(1), 7)
    codes = [shop.scan(delivery.id, each).code for each in (TAG, TAG, OTHER, sgtin, sgtin)]
    assert codes == ["right", "serial_again", "right", "right", "serial_again"]
    found = tags.count(delivery.id, [TAG, TAG.lower(), OTHER, sgtin, "E2801160600002FFFFFFFFFF"])
    assert (found.found, found.wanted, [line.missing for line in found.missing]) == (3, 5, [2])
    assert found.strange == (("E2801160600002FFFFFFFFFF", ""),)


@pytest.mark.parametrize("text", ["6901234567892", "3035A537C8377540000003E9", ""])
def test_only_tags_that_name_no_goods_are_bound(shop: Shop, text: str) -> None:
    with pytest.raises(Refusal, match="not_a_tag"):
        tags.bind_tags(shop.call("warehouse"), shop.product(), (text,))


def test_a_weight_counts_where_goods_are_sold_by_the_kilogram(shop: Shop) -> None:
    product = shop.product("TEA", unit="kg")
    shop.stock(product, 10)
    delivery = shop.released((product, 3))
    verdict = shop.scan(delivery.id, f"01{GTIN}3103001250")
    assert (verdict.code, verdict.counted) == ("right", D("1.250"))


def sgtin_of(gtin13: str, serial: int) -> str:
    """SGTIN-96 of a 13-digit GTIN with a company prefix of seven digits (partition 5)."""
    company, item = int(gtin13[:7]), int("0" + gtin13[7:12])
    return f"{(0x30 << 88) | (1 << 85) | (5 << 82) | (company << 58) | (item << 38) | serial:024X}"
