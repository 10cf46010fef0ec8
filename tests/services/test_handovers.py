"""Hand-over lists: what one driver took along, numbered, printed once, read back."""

import pytest

from models.delivery import Delivery, HandOver
from models.paper import PrintJob
from printing.readback import unread
from services import deliveries, handovers, papers, prints
from services.errors import Refusal
from tests.services.shop import Shop


@pytest.fixture
def gone(shop: Shop) -> tuple[Delivery, ...]:
    goods = shop.product()
    shop.stock(goods, 50)
    return tuple(shop.dispatched((goods, count)) for count in (2, 3))


def test_dispatched_deliveries_go_on_one_numbered_list(shop: Shop, gone: tuple[Delivery, ...]) -> None:
    ids = tuple(each.id for each in gone)
    made = handovers.hand_over(shop.call("logistics"), ids, " Ma Jun ", "浙A 12345")
    row = HandOver.get_by_id(made.id)
    assert (row.number[:3], row.driver, row.deliveries, row.packages) == ("HO-", "Ma Jun", 2, 2)
    assert {Delivery.get_by_id(i).handover_id for i in ids} == {made.id}
    job = PrintJob.get(PrintJob.kind == "handover")
    assert (job.delivery_id, job.state) == (made.id, "queued")
    paper = handovers.paper(row.number)
    assert [line.number for line in paper.lines] == [each.number for each in gone]
    assert (paper.carrier, paper.handed_by) == ("Own van", "Logistics")


def test_what_has_not_left_or_is_on_a_list_is_not_handed_over(shop: Shop, gone: tuple[Delivery, ...]) -> None:
    waiting = shop.confirmed((shop_goods(shop), 1))
    for ids, code in (((), "nothing_chosen"), ((waiting.id,), "not_gone"), ((99,), "unknown_delivery")):
        with pytest.raises(Refusal) as refused:
            handovers.hand_over(shop.call("logistics"), ids)
        assert refused.value.code == code
    handovers.hand_over(shop.call("logistics"), (gone[0].id,))
    with pytest.raises(Refusal) as refused:
        handovers.hand_over(shop.call("logistics"), (gone[1].id, gone[0].id))
    assert refused.value.code == "handed_over"
    assert Delivery.get_by_id(gone[1].id).handover_id is None


def test_a_list_is_for_one_carrier(shop: Shop, gone: tuple[Delivery, ...]) -> None:
    deliveries.set_carrier(shop.call("logistics"), gone[1].id, gone[1].version, 2, ((1, "SF1502339477129"),))
    with pytest.raises(Refusal, match="mixed_carriers"):
        handovers.hand_over(shop.call("logistics"), tuple(each.id for each in gone))
    assert HandOver.select().count() == 0


def shop_goods(shop: Shop) -> int:
    goods = shop.product()
    shop.stock(goods, 5)
    return goods


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_papers_own_code_is_read_back(shop: Shop, gone: tuple[Delivery, ...], language: str) -> None:
    made = handovers.hand_over(shop.call("logistics"), tuple(each.id for each in gone))
    number = HandOver.get_by_id(made.id).number
    pdf = papers.render("handover", number, language=language)
    for dpi in (203, 300):
        assert unread(pdf, frozenset({number}), dpi) == frozenset()


def test_a_list_that_waits_is_shown_by_its_number(shop: Shop, gone: tuple[Delivery, ...]) -> None:
    made = handovers.hand_over(shop.call("logistics"), (gone[0].id,))
    shop.clock.advance(hours=1)
    stuck = [job for job in prints.stuck("", shop.clock) if job.kind == "handover"]
    assert [job.number for job in stuck] == [HandOver.get_by_id(made.id).number]
