"""What follows packing: sign-offs that nobody asks for, papers of what was cancelled, the money on a note."""

from decimal import Decimal

import pytest

from models.delivery import Delivery
from models.orders import OrderLine
from models.paper import PrintJob
from services import deliveries, packing, papers, settings
from services.check import check
from services.orders import DraftLine
from services.printing_jobs import print_again
from tests.services.shop import Shop

D = Decimal


@pytest.fixture
def goods(shop: Shop) -> int:
    product = shop.product()
    shop.stock(product, 20)
    return product


def asked(shop: Shop, *roles: str) -> None:
    settings.change_settings(shop.call("owner"), {"signoff.roles": roles})


def state(delivery: Delivery) -> str:
    return Delivery.get_by_id(delivery.id).state


def dispatch(shop: Shop, delivery: Delivery) -> None:
    version = Delivery.get_by_id(delivery.id).version
    step = deliveries.set_carrier(shop.call("logistics"), delivery.id, version, 1)
    deliveries.dispatch_delivery(shop.call("logistics"), delivery.id, step.version)


def wrong() -> list[str]:
    return [each.name for each in check() if not each.ok]


def test_packed_is_confirmed_where_nobody_signs(shop: Shop, goods: int) -> None:
    asked(shop)
    packed = shop.packed((goods, 1))
    assert packed.state == "confirmed"
    assert wrong() == []
    dispatch(shop, packed)
    assert (state(packed), wrong()) == ("dispatched", [])


def test_what_waits_goes_on_when_its_sign_off_is_asked_for_no_more(shop: Shop, goods: int) -> None:
    signed, bare = shop.packed((goods, 1)), shop.packed((goods, 1))
    deliveries.sign_off(shop.call("packer"), signed.id, signed.version, "warehouse")
    assert (state(signed), state(bare)) == ("packed", "packed")
    asked(shop, "warehouse")
    assert (state(signed), state(bare), wrong()) == ("confirmed", "packed", [])
    dispatch(shop, signed)
    asked(shop)
    assert (state(signed), state(bare), wrong()) == ("dispatched", "confirmed", [])
    asked(shop, "sales")
    assert (state(bare), wrong()) == ("packed", [])


def test_confirmed_without_a_sign_off_is_unexplained_where_the_rule_never_changed(shop: Shop, goods: int) -> None:
    packed = shop.packed((goods, 1))
    Delivery.update(state="confirmed").where(Delivery.id == packed.id).execute()
    assert "audit_explains_states" in wrong()


def test_papers_of_a_cancelled_delivery_are_printed_no_more(shop: Shop, goods: int) -> None:
    packed, other = shop.packed((goods, 1)), shop.packed((goods, 1))
    print_again(shop.call("packer"), packed.id, "picklist")
    PrintJob.update(state="sent").where((PrintJob.delivery_id == packed.id) & (PrintJob.kind == "note")).execute()
    PrintJob.insert(kind="product", delivery_id=packed.id, at=shop.clock.now).execute()
    deliveries.cancel_delivery(shop.call("approver"), packed.id, packed.version, "not wanted")
    left = PrintJob.select().where(PrintJob.delivery_id == packed.id)
    assert sorted((job.kind, job.state) for job in left) == [("note", "sent"), ("product", "queued")]
    assert PrintJob.select().where((PrintJob.delivery_id == other.id) & (PrintJob.state == "queued")).count() == 2


def test_a_note_rounds_half_a_cent_as_the_bill_does(shop: Shop, goods: int) -> None:
    decided = shop.approved(lines=(DraftLine(goods, D(2), D("0.0250")),))
    delivery = Delivery.get_by_id(decided.deliveries[0])
    deliveries.release_delivery(shop.call("approver"), delivery.id, delivery.version)
    packing.start_picking(shop.call("packer"), delivery.id)
    shop.scan(delivery.id, shop.label(goods))
    packing.short_pick(shop.call("packer"), delivery.id, packing.picks(delivery.id)[0].id)
    packing.check_delivery(shop.call("packer"), delivery.id)
    packing.pack_delivery(shop.call("packer"), delivery.id)
    packed = Delivery.get_by_id(delivery.id)
    assert OrderLine.get().amount == D("0.05")
    assert [line.amount for line in papers.note(packed).lines] == [D("0.03")] == [deliveries.amount_of(packed)]
