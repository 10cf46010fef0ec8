"""What is above a limit waits for a second person, who does it by saying yes, or says why not."""

from dataclasses import replace
from decimal import Decimal as D
from typing import Any

import pytest

from models.paper import PrintJob
from models.requests import ActRequest
from models.stock import StockMove
from models.watch import Incident
from services import (
    act_requests,
    adjusting,
    feedback,
    import_batch,
    import_counts,
    incidents,
    reversing,
    settings,
    stock_count,
    tracking,
)
from services.answers import packed
from services.check import check
from services.errors import Refusal
from services.printing_jobs import Again, Wish, print_again, print_statement
from services.stock_count import Count, post_count
from services.unit import encode
from services.waiting import waiting
from services.watch import views
from tests.services.shop import Shop


def limits(shop: Shop, **values: Any) -> None:
    settings.change_settings(shop.call("owner"), {f"approval.{key}": value for key, value in values.items()})


def asked(shop: Shop, role: str, act: Any, *arguments: Any, **more: Any) -> int:
    """The act is refused for its limit with nothing written, and asked for."""
    before = shop.dump()
    with pytest.raises(Refusal) as no:
        act(shop.call(role, "printed_before"), *arguments, **more)
    assert (no.value.code, shop.dump() == before) == ("needs_approval", True)
    wanted = no.value.data["ask"]
    return act_requests.ask(shop.call(role), wanted.kind, wanted.arguments, "see the photo").id


def sound(shop: Shop) -> list[str]:
    return [each.name for each in check() if not each.ok]


def test_an_adjustment_above_the_limit_is_done_by_the_second_person_once(shop: Shop) -> None:
    product = shop.product(cost=D("2.5"))
    shop.stock(product, 100)
    balance = shop.balance(product)
    limits(shop, adjust_amount=20)
    adjusting.adjust(shop.call("warehouse"), balance.id, D(92), "counted")  # 8 pieces at 2.5: not above it
    first = asked(shop, "warehouse", adjusting.adjust, balance.id, D(50), "counted")
    again = ActRequest.get_by_id(first)
    with pytest.raises(Refusal, match="waits_already"):
        act_requests.ask(shop.call("warehouse"), again.kind, again.arguments.encode())
    view = act_requests.request(first, shop.approver)
    assert (view.amount, view.about, view.why) == (D("105.00"), "P-1 Product P-1: 92 → 50", "see the photo")
    assert "request" in {task.kind for task in waiting(shop.approver, shop.clock())}
    with pytest.raises(Refusal, match="not_allowed"):
        act_requests.approve(shop.call("warehouse"), first, 1)
    act_requests.approve(shop.call("approver"), first, 1)
    assert shop.balance(product).on_hand == D(50)
    done = StockMove.select(StockMove.id).order_by(StockMove.id.desc()).get()
    undoing = asked(shop, "warehouse", reversing.reverse_move, done.id, "typed wrong")
    assert act_requests.request(undoing, shop.approver).amount == D("105.00")
    act_requests.approve(shop.call("approver"), undoing, 1)
    assert shop.balance(product).on_hand == D(92)
    with pytest.raises(Refusal, match="changed_meanwhile"):
        act_requests.approve(shop.call("approver"), first, 1)
    with pytest.raises(Refusal, match="wrong_state"):
        act_requests.refuse(shop.call("approver"), first, 2, "too late")
    assert sound(shop) == []


def test_what_moved_meanwhile_is_not_overwritten_and_no_is_told_to_who_asked(shop: Shop) -> None:
    product = shop.product(cost=None, price=None)  # worth what nobody knows
    shop.stock(product, 10)
    balance = shop.balance(product)
    limits(shop, adjust_amount=20)
    made = asked(shop, "warehouse", adjusting.adjust, balance.id, D(9), "counted")
    shop.stock(product, 5)
    before = shop.dump()
    with pytest.raises(Refusal, match="book_moved"):
        act_requests.approve(shop.call("approver"), made, 1)
    assert shop.dump() == before
    with pytest.raises(Refusal, match="reason_missing"):
        act_requests.refuse(shop.call("approver"), made, 1, " ")
    act_requests.refuse(shop.call("approver"), made, 1, "count again")
    told = [task for task in waiting(shop.warehouse, shop.clock()) if task.kind == "turned_down"]
    assert [(task.number, task.text) for task in told] == [(ActRequest.get().number, "count again")]
    ActRequest.update(state="waiting", version=1, arguments="[]", kind="ending").execute()  # an act of an older kind
    act_requests.refuse(shop.call("approver"), made, 1, "count again")
    counts = (Count(product, shop.bin(), D(1)),)
    other = asked(shop, "warehouse", post_count, counts, "stocktake")
    with pytest.raises(Refusal, match="not_allowed"):
        act_requests.withdraw(shop.call("approver"), other, 1)
    act_requests.withdraw(shop.call("warehouse"), other, 1)
    assert shop.balance(product).on_hand == D(15)
    assert sound(shop) == []


def test_a_count_a_write_off_and_a_copy_wait_and_are_done_as_they_were_asked_for(shop: Shop) -> None:
    product = shop.product()  # at 10.00
    shop.stock(product, 20)
    limits(shop, adjust_amount=30, write_off_amount=15, reprints=1)
    counts = (Count(product, shop.bin(), D(10)),)
    head = import_batch.ImportHead("a.xlsx", "Sheet1", "0" * 64, 1, (), ())
    rows = (import_counts.CountRow(2, counts[0]),)
    with pytest.raises(Refusal, match="import_over_limit"):
        import_counts.import_counts(shop.call("warehouse"), head, rows)
    counted = asked(shop, "warehouse", post_count, counts, "stocktake", agreed=3)
    act_requests.approve(shop.call("approver"), counted, 1)
    assert shop.balance(product).on_hand == D(10)

    lost = shop.signed((product, 4), missing=2)
    written_off = asked(shop, "logistics", tracking.close_delivery, lost.id, lost.version, "loss")
    act_requests.approve(shop.call("owner"), written_off, 1)
    assert tracking.Delivery.get_by_id(lost.id).state == "closed"

    PrintJob.update(state="confirmed").execute()
    assert print_again(shop.call("packer"), lost.id, "note", reason="lost") == 2
    PrintJob.update(state="confirmed").execute()
    third = asked(shop, "packer", print_again, lost.id, "note", reason="lost")
    act_requests.approve(shop.call("approver"), third, 1)
    assert PrintJob.select().where(PrintJob.kind == "note").count() == 3
    assert sound(shop) == []


def test_a_long_count_can_be_asked_for_and_no_figure_hides_in_a_request(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 20)
    limits(shop, adjust_amount=30)
    here = shop.bin()
    counts = tuple(Count(product, here, D(0), f"LOT-2026-{number:06d}-{'X' * 20}") for number in range(700))
    given = encode(packed(stock_count.Counting(counts, "stocktake", 0)))
    assert 20_000 < len(given) < act_requests.LARGEST
    with pytest.raises(Refusal) as no:
        act_requests.ask(shop.call("warehouse"), "count", given)
    assert no.value.code not in ("too_long_text", "bad_request")
    with pytest.raises(Refusal, match="bad_number"):
        act_requests.ask(shop.call("warehouse"), "count", given.replace(b'"0"', b'"NaN"', 1))
    with pytest.raises(Refusal, match="too_long_text"):
        act_requests.ask(shop.call("warehouse"), "count", b" " * (act_requests.LARGEST + 1))


def test_every_paper_a_person_asks_for_counts_and_none_that_a_rule_prints(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 20)
    limits(shop, reprints=2)
    sent = shop.signed((product, 4))
    PrintJob.update(state="confirmed").execute()
    PrintJob.create(kind="note", delivery_id=sent.id, copy=2, state="confirmed", reason="dispatched", at=shop.clock(),
                    station="", path="", package=0)  # fmt: skip
    asked(shop, "packer", print_again, sent.id, "note", reason="lost", wish=Wish(copies=3))
    assert print_again(shop.call("packer"), sent.id, "note", reason="lost", wish=Wish(copies=2)) == 3
    asked(shop, "packer", print_again, sent.id, "note", wish=Wish(copies=9))  # the one that waits, in more copies
    customer = shop.customer_id
    print_statement(shop.call("owner"), customer, 202603)
    asked(shop, "owner", print_statement, customer, 202603, Wish(copies=4))
    again = Again("statement", customer, 202603, 9, "", Wish(copies=4), "")
    for role, bad, code in (("packer", again, "not_allowed"), ("owner", replace(again, kind="x"), "bad_kind"),
                            ("packer", replace(again, kind="note", subject_id=999_999), "bad_request"),
                            ("packer", replace(again, kind="note", wish=Wish(seal=True)), "not_allowed")):  # fmt: skip
        with pytest.raises(Refusal, match=code):
            act_requests.ask(shop.call(role), "reprint", encode(packed(bad)))


def test_the_answer_to_an_incident_is_looked_over_where_the_company_asks(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 20)
    delivery = shop.signed((product, 2))
    limits(shop, incidents=("complaint",))
    noted = feedback.complain(shop.call("clerk"), delivery.id, "late", "a day late")
    arguments = (noted.incident_id, 1, "resolved", "called the customer")
    first = asked(shop, "logistics", incidents.step_incident, *arguments)
    assert Incident.get().state == "open"
    act_requests.refuse(shop.call("approver"), first, 1, "offer a discount")
    second = asked(shop, "logistics", incidents.step_incident, *arguments)
    act_requests.approve(shop.call("approver"), second, 1)
    assert Incident.get().phase == "ended"
    told = [(note.state, note.text) for note in reversed(views.incident(noted.incident_id).notes)]
    assert told == [
        ("open", "a day late"), ("asked", "called the customer"), ("sent_back", "offer a discount"),
        ("asked", "called the customer"), ("resolved", "called the customer"),
    ]  # fmt: skip
    assert sound(shop) == []


def test_ones_own_request_needs_somebody_else_unless_the_company_says_otherwise(shop: Shop) -> None:
    product = shop.product()
    shop.stock(product, 20)
    limits(shop, adjust_amount=1)
    mine = asked(shop, "owner", adjusting.adjust, shop.balance(product).id, D(5), "counted")
    with pytest.raises(Refusal, match="own_act"):
        act_requests.approve(shop.call("owner"), mine, 1)
    assert [task.kind for task in waiting(shop.owner, shop.clock()) if task.kind == "request"] == []
    for bad, code in (({"kind": "theft"}, "bad_kind"), ({"arguments": b"[1]"}, "bad_request"),
                      ({"arguments": b"{"}, "bad_request"), ({"arguments": b"[1,1,1,1]"}, "bad_request")):  # fmt: skip
        with pytest.raises(Refusal, match=code):
            act_requests.ask(shop.call("owner"), **({"kind": "adjust", "arguments": b"[]"} | bad))
    limits(shop, allow_own=True)
    act_requests.approve(shop.call("owner"), mine, 1)
    assert shop.balance(product).on_hand == D(5)
