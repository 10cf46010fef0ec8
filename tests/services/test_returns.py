"""What customers send back: announced, received into quarantine, looked over, credited; never more than arrived."""

from decimal import Decimal as D
from typing import Any

import pytest

from models.after_sales import ReturnLine, ReturnOrder
from models.delivery import Delivery, DeliveryLine
from models.money import Receivable
from models.parties import Customer
from models.pieces import Piece
from models.stock import Lot, StockMove
from services import (
    act_requests,
    one_of_a_kind,
    orders,
    papers,
    payments,
    return_views,
    returns,
    reversing,
    scanning,
    settings,
    stock,
    timeline,
    tracking,
)
from services.check import check
from services.errors import Refusal
from services.order_views import order_panel
from services.papers import seller
from services.reports import catalogue
from services.reports.definition import Ask
from services.reports.period import Period
from services.returns import Came, Verdict, Wanted
from services.statements import statement
from tests.services.shop import Shop


def sent(shop: Shop, *quantities: int, **more: Any) -> Delivery:
    """A delivery of so many of as many products, signed for."""
    goods = [shop.product() for _each in quantities]
    for product in goods:
        shop.stock(product, 10)
    return shop.signed(*zip(goods, quantities, strict=True), **more)


def opened(shop: Shop, delivery: Delivery, *quantities: Any, reason: str = "damaged") -> tuple[int, list[int]]:
    """A return of so much of each of its lines, and its lines."""
    lines = list(DeliveryLine.select().where(DeliveryLine.delivery == delivery).order_by(DeliveryLine.position))
    wanted = tuple(
        Wanted(line.id, Lot.get(Lot.product == line.product_id).id, D(quantity))
        for line, quantity in zip(lines, quantities, strict=False) if quantity
    )  # fmt: skip
    made = returns.open_return(shop.call("clerk"), delivery.id, wanted, reason).id
    return made, [line.id for line in ReturnLine.of("position", order=made)]


def slip_of(delivery: Delivery, made: int) -> Any:
    return papers.return_slip(delivery, return_id=made)


def sound(shop: Shop) -> list[str]:
    return [each.name for each in check() if not each.ok]


def test_a_return_from_the_door_to_the_credit(shop: Shop) -> None:
    delivery = sent(shop, 4, 3)
    first, second = (line.product_id for line in DeliveryLine.select().order_by(DeliveryLine.position))
    made, lines = opened(shop, delivery, 3, 2)
    returns.receive_return(shop.call("warehouse"), made, 1, (Came(lines[0], D(3)), Came(lines[1], D(1))))
    held = shop.balance(first, "QUARANTINE", quality="frozen")
    assert (held.on_hand, shop.balance(first).on_hand, sound(shop)) == (D(3), D(6), [])
    last = StockMove.select().order_by(StockMove.id.desc()).get()
    with pytest.raises(Refusal, match="not_reversible"):
        reversing.reverse_move(shop.call("warehouse"), last.id, "no")
    with pytest.raises(Refusal, match="verdict_missing"):
        returns.inspect_return(shop.call("warehouse"), made, 2, (Verdict(lines[0], D(3)),))
    verdicts = (Verdict(lines[0], D(1), D(1), D(1)), Verdict(lines[1], scrapped=D(1)))
    returns.inspect_return(shop.call("warehouse"), made, 2, verdicts)
    assert (shop.balance(first, "RECEIVING").on_hand, held.on_hand) == (D(1), D(3))
    assert shop.balance(second, "LOSS", quality="damaged").on_hand == D(1)
    assert shop.balance(first, "SUPPLIER", quality="damaged").on_hand == D(1)
    before = shop.dump()
    for bad, amount in (("bad_amount", D(0)), ("bad_amount", D("1.005")), ("more_than_billed", D("70.01"))):
        with pytest.raises(Refusal, match=bad):
            returns.settle_return(shop.call("finance"), made, 3, "refunded", amount)
    assert shop.dump() == before
    payments.record_payment(shop.call("finance"), 1, D(50), shop.clock.today)
    returns.settle_return(shop.call("finance"), made, 3, "refunded", D(40))
    row = ReturnOrder.get()
    assert (row.state, row.phase, row.outcome, row.amount) == ("closed", "ended", "refunded", D(40))
    assert (Customer.get_by_id(1).balance, Receivable.get_by_id(row.credit_id).amount) == (D(-20), D(-40))
    lines_told = statement(f"C1/{shop.clock.today:%Y-%m}", seller()).lines
    assert [(line.what, line.owed - line.paid) for line in lines_told] == [
        ("dispatch", D(70)), ("credit", D(-40)), ("payment", D(-50)),
    ]  # fmt: skip
    codes = [entry.code for entry in timeline.story("delivery", delivery.id, shop.owner.rights).entries]
    assert {"return.open", "return.receive", "return.inspect", "return.settle", "bill.credit"} <= set(codes)
    assert sound(shop) == []


def test_never_more_than_arrived_and_each_step_can_be_undone(shop: Shop) -> None:
    delivery = sent(shop, 4, missing=1)  # 3 arrived
    with pytest.raises(Refusal, match="more_than_delivered"):
        opened(shop, delivery, 4)
    made, lines = opened(shop, delivery, 2)
    with pytest.raises(Refusal, match="more_than_delivered"):
        opened(shop, delivery, 2)
    returns.receive_return(shop.call("warehouse"), made, 1, (Came(lines[0], D(3)),))  # one more than announced
    returns.inspect_return(shop.call("warehouse"), made, 2, (Verdict(lines[0], D(3)),))
    returns.step_back(shop.call("warehouse"), made, 3)
    returns.step_back(shop.call("warehouse"), made, 4)
    assert (ReturnOrder.get().state, ReturnLine.get().received, sound(shop)) == ("announced", D(0), [])
    returns.cancel_return(shop.call("clerk"), made, 5, "keeps it")
    again, others = opened(shop, delivery, 3)
    returns.receive_return(shop.call("warehouse"), again, 1, (Came(others[0], D(3)),))
    returns.inspect_return(shop.call("warehouse"), again, 2, (Verdict(others[0], D(3)),))
    product = DeliveryLine.get().product_id
    balance = shop.balance(product, "RECEIVING")
    stock.move_stock(shop.call("warehouse"), balance.id, shop.bin(), D(3))
    before = shop.dump()
    with pytest.raises(Refusal, match="not_enough_stock"):
        returns.step_back(shop.call("warehouse"), again, 3)
    with pytest.raises(Refusal, match="changed_meanwhile"):
        returns.settle_return(shop.call("finance"), again, 2)
    assert shop.dump() == before
    returns.settle_return(shop.call("finance"), again, 3)
    assert (ReturnOrder.get_by_id(again).outcome, sound(shop)) == ("restocked", [])


def test_what_is_replaced_goes_out_by_a_new_order_that_names_it(shop: Shop) -> None:
    delivery = sent(shop, 4, 3)
    made, lines = opened(shop, delivery, 3, 2)
    returns.receive_return(shop.call("warehouse"), made, 1, (Came(lines[0], D(2)),))
    returns.inspect_return(shop.call("warehouse"), made, 2, (Verdict(lines[0], scrapped=D(2)),))
    returns.settle_return(shop.call("finance"), made, 3, "replaced")
    view = return_views.view(made)
    assert view is not None
    assert view.order_id is not None
    panel = order_panel(view.order_id, shop.clock.today)
    assert panel is not None
    assert panel.replaces is not None
    assert (panel.state, panel.customer, panel.address, panel.total) == (
        "draft", delivery.customer_name, delivery.address, D(0),
    )  # fmt: skip
    assert ([(line.quantity, line.sku) for line in panel.lines], panel.replaces.id) == ([(2, view.lines[0].sku)], made)
    assert (view.order, panel.restorable, sound(shop)) == ("", False, [])
    orders.delete_draft(shop.call("clerk"), panel.id, panel.version)
    gone = return_views.view(made)
    assert gone is not None
    assert (gone.order_id, gone.outcome) == (None, "replaced")


def test_what_did_not_come_counts_nowhere_and_each_piece_comes_back_once(shop: Shop) -> None:
    delivery = sent(shop, 4, 3, missing=1)  # 3 and 3 arrived
    line = DeliveryLine.select().order_by(DeliveryLine.position).first()
    twice = (Wanted(line.id, Lot.get(Lot.product == line.product_id).id, D(1)),) * 2
    with pytest.raises(Refusal, match="goods_twice"):
        returns.open_return(shop.call("clerk"), delivery.id, twice, "damaged")
    made, lines = opened(shop, delivery, 2, 2)
    assert slip_of(delivery, made).back == (D(2), D(2))
    returns.receive_return(shop.call("warehouse"), made, 1, (Came(lines[0], D(1)),))
    view = return_views.view(made)
    assert view is not None
    assert (view.value, slip_of(delivery, made).back) == (D(10), (D(1),))
    opened(shop, delivery, 2)
    with pytest.raises(Refusal, match="more_than_delivered"):
        returns.step_back(shop.call("warehouse"), made, 2)  # 2 were announced, and the other return holds 2 of 3
    fine = (Verdict(lines[0], D("0.9995"), D("0.0005")),)
    with pytest.raises(Refusal, match="bad_quantity"):
        returns.inspect_return(shop.call("warehouse"), made, 2, fine)
    settings.change_settings(shop.call("owner"), {"approval.write_off_amount": 5})
    with pytest.raises(Refusal, match="needs_approval"):
        returns.inspect_return(shop.call("warehouse"), made, 2, (Verdict(lines[0], sent_back=D(1)),))
    returns.inspect_return(shop.call("warehouse"), made, 2, (Verdict(lines[0], D(1)),))
    with pytest.raises(Refusal) as no:
        returns.settle_return(shop.call("finance"), made, 3, "refunded", D("60.01"))
    assert (no.value.code, no.value.data) == ("more_than_billed", {"left": D(60)})  # closing credits what is missing
    returns.settle_return(shop.call("finance"), made, 3, "refunded", D(60))
    blind = [each for each in timeline.story("return", made).entries if each.code == "return.settle"]
    assert "amount" not in blind[0].figures
    assert sound(shop) == []
    Receivable.update(amount=D(-65)).where(Receivable.kind == "credit").execute()  # credited before that was held back
    tracking.close_delivery(shop.call("logistics"), delivery.id, delivery.version, "quarantine")
    assert sum(each.amount for each in Receivable.select()) == D(0)


def test_above_the_limit_refunds_and_scrapping_wait_and_a_piece_that_came_back_can_go_again(shop: Shop) -> None:
    settings.change_settings(
        shop.call("owner"), {"approval.refund_amount": 15, "approval.write_off_amount": 15}
    )
    delivery = sent(shop, 4)
    product = DeliveryLine.get().product_id
    code = scanning.parse("]C10106901234567892" + "21S1")
    Piece.create(product=product, serial="S1", delivery=delivery)
    assert one_of_a_kind.wrong(code, product, True, D(1), 0) == "serial_gone"
    made, lines = opened(shop, delivery, 2)
    returns.receive_return(shop.call("warehouse"), made, 1, (Came(lines[0], D(2)),))
    assert one_of_a_kind.wrong(code, product, True, D(1), 0) == ""
    for role, act, arguments in (
        ("warehouse", returns.inspect_return, (made, 2, (Verdict(lines[0], scrapped=D(2)),))),
        ("finance", returns.settle_return, (made, 3, "refunded", D(20))),
    ):
        with pytest.raises(Refusal) as no:
            act(shop.call(role), *arguments)
        wanted = no.value.data["ask"]
        asked = act_requests.ask(shop.call(role), wanted.kind, wanted.arguments)
        act_requests.approve(shop.call("approver"), asked.id, 1)
    assert (ReturnOrder.get().outcome, sound(shop)) == ("refunded", [])
    period = Period(shop.clock.today, shop.clock.today)
    back = catalogue.ALL["came_back"].answer(Ask(shop.owner, period, "reason"))
    assert [(row[0], row[1]) for row in back.rows] == [("damaged", 1)]
    day = Delivery.get_by_id(delivery.id).due
    perfect = catalogue.ALL["perfect"].answer(Ask(shop.owner, Period(day, day), "day"))
    told = {figure.name: figure.value for figure in perfect.figures}
    assert (told["kept"], told["sound"], told["perfect"]) == (D(0), D(100), D(0))
