"""Payments set against the oldest or chosen bills, taken back; what customers owed before the program."""

from datetime import timedelta
from decimal import Decimal

import pytest

from models.money import Payment, PaymentAllocation, Receivable
from models.parties import Customer
from services import opening, payments
from services.check import check
from services.errors import Refusal
from tests.services.shop import D, Shop


def owing(shop: Shop, *amounts: int) -> list[int]:
    """Open bills brought along, each due a day after the one before."""
    today = shop.clock.today
    return [
        opening.add_opening(shop.call("finance"), 1, D(amount), today, today + timedelta(at)).id
        for at, amount in enumerate(amounts)
    ]


def pay(shop: Shop, amount: int, *bills: int) -> int:
    return payments.record_payment(shop.call("finance"), 1, D(amount), shop.clock.today, bills=bills).id


def left() -> list[Decimal]:
    return [row.open for row in Receivable.select().order_by(Receivable.id)]


def sound() -> bool:
    return all(each.ok for each in check())


def test_the_oldest_is_paid_first_and_what_is_over_waits(shop: Shop) -> None:
    owing(shop, 40, 30)
    pay(shop, 50)
    assert left() == [D(0), D(20)]
    pay(shop, 100)
    assert left() == [D(0), D(0)]
    assert (Payment.get_by_id(2).open, Customer.get_by_id(1).balance) == (D(80), D(-80))
    owing(shop, 60)
    assert (left(), Payment.get_by_id(2).open) == ([D(0), D(0), D(0)], D(20))
    assert sound()


def test_chosen_bills_are_paid_in_their_order_and_the_rest_goes_to_the_oldest(shop: Shop) -> None:
    _first, second, third = owing(shop, 40, 30, 20)
    pay(shop, 45, third, second)
    assert left() == [D(40), D(5), D(0)]
    pay(shop, 10, second)
    assert left() == [D(35), D(0), D(0)]
    assert sound()


def test_a_bill_of_somebody_else_or_of_nobody_is_refused(shop: Shop) -> None:
    before = shop.dump()
    with pytest.raises(Refusal, match="unknown_bill"):
        pay(shop, 10, 77)
    assert shop.dump() == before


def test_a_payment_taken_back_opens_its_bills(shop: Shop) -> None:
    _first, second = owing(shop, 40, 30)
    made = pay(shop, 50, second)
    payments.undo_payment(shop.call("finance"), made, "typed twice")
    assert (left(), PaymentAllocation.select().count()) == ([D(40), D(30)], 0)
    assert sound()


def test_an_opening_balance_is_a_bill_and_money_ahead_is_a_payment(shop: Shop) -> None:
    today = shop.clock.today
    opening.add_opening(shop.call("finance"), 1, D(-25), today, today, "paid ahead")
    assert (Customer.get_by_id(1).balance, Payment.get().note) == (D(-25), "paid ahead")
    owing(shop, 40)
    assert (left(), Customer.get_by_id(1).balance) == ([D(15)], D(15))
    assert sound()


@pytest.mark.parametrize(
    ("amount", "day", "due", "code"),
    [("0", 0, 0, "bad_amount"), ("1.005", 0, 0, "bad_amount"), ("NaN", 0, 0, "bad_number"), ("5", 1, 2, "in_future"),
     ("5", 0, -1, "due_before"), ("-99999999999", 0, 0, "bad_amount")],
)  # fmt: skip
def test_an_opening_balance_that_can_not_be_is_refused(shop: Shop, amount: str, day: int, due: int, code: str) -> None:
    today = shop.clock.today
    with pytest.raises(Refusal, match=code):
        opening.add_opening(shop.call("finance"), 1, D(amount), today + timedelta(day), today + timedelta(due))


def test_an_opening_balance_taken_back_frees_what_was_paid_on_it(shop: Shop) -> None:
    first, _second = owing(shop, 40, 30)
    pay(shop, 40)
    opening.undo_opening(shop.call("finance"), first, "typed twice")
    assert (left(), Payment.get().open, Customer.get_by_id(1).balance) == ([D(0)], D(10), D(-10))
    with pytest.raises(Refusal, match="unknown_bill"):
        opening.undo_opening(shop.call("finance"), first, "again")
    assert sound()


def test_the_bill_of_a_dispatch_is_no_opening_balance(shop: Shop) -> None:
    goods = shop.product()
    shop.stock(goods, 5)
    shop.dispatched((goods, 2))
    with pytest.raises(Refusal, match="unknown_bill"):
        opening.undo_opening(shop.call("finance"), Receivable.get().id, "wrong")
