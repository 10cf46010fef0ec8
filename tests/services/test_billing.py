"""Bills with each dispatch and at the end of the month: each part of what a customer owes counts once."""

from datetime import date, timedelta

import pytest

from models.delivery import DeliveryLine
from models.money import Receivable
from models.parties import Customer
from services import billing, catalogue, findings, payments, receivables, tracking
from services.check import check
from services.errors import Refusal
from services.findings import Exposure
from tests.services.shop import D, Shop

MARCH = date(2026, 3, 31)


def exposure(shop: Shop) -> Exposure:
    return findings.exposure(Customer.get_by_id(1), shop.clock.today)


def owes(shop: Shop) -> D:
    return Customer.get_by_id(1).balance


def wrong() -> list[str]:
    return [each.name for each in check() if not each.ok]


def shipped(shop: Shop, quantity: int = 4) -> None:
    goods = shop.product()
    shop.stock(goods, 100)
    shop.dispatched((goods, quantity))


def test_a_dispatch_bills_at_once_and_is_due_after_the_orders_days(shop: Shop) -> None:
    shipped(shop)
    row = Receivable.get()
    assert (row.amount, row.billed, row.due) == (D(40), True, shop.clock.today + timedelta(30))
    assert (exposure(shop).unpaid, exposure(shop).unbilled) == (D(40), D(0))


def test_a_month_gathers_what_left_and_owes_nothing_until_it_is_billed(shop: Shop) -> None:
    shop.by_month()
    shipped(shop)
    assert (owes(shop), Receivable.get().billed) == (D(0), False)
    found = exposure(shop)
    assert (found.unpaid, found.unbilled, found.unshipped, found.total) == (D(0), D(40), D(0), D(40))
    assert receivables.account(1, shop.clock.today).bills == ()
    assert receivables.account(1, shop.clock.today).unbilled == D(40)
    payments.record_payment(shop.call("finance"), 1, D(25), shop.clock.today)
    assert Receivable.get().open == D(40)
    assert exposure(shop).total == D(15)
    assert wrong() == []


def test_a_month_is_billed_when_it_is_over_and_due_from_its_last_day(shop: Shop) -> None:
    shop.by_month()
    shipped(shop)
    with pytest.raises(Refusal, match="month_not_over"):
        billing.bill_month(shop.call("finance"), MARCH)
    shop.clock.advance(days=28)
    shipped(shop, 7)  # of April: stays
    assert billing.unbilled_months(shop.clock.today) == (MARCH,)
    assert [(row.code, row.deliveries, row.amount, row.due) for row in billing.preview(MARCH)] == [
        ("C1", 1, D(40), MARCH + timedelta(30))
    ]
    payments.record_payment(shop.call("finance"), 1, D(10), shop.clock.today)
    done = billing.bill_month(shop.call("finance"), date(2026, 3, 2))
    assert (done.last, done.customers, done.deliveries, done.amount) == (MARCH, 1, 1, D(40))
    first = Receivable.get_by_id(1)
    assert (first.billed, first.day, first.due, first.open) == (True, MARCH, MARCH + timedelta(30), D(30))
    found = exposure(shop)
    assert (found.unpaid, found.unbilled) == (D(30), D(70))
    assert billing.unbilled_months(shop.clock.today) == ()
    with pytest.raises(Refusal, match="nothing_to_bill"):
        billing.bill_month(shop.call("finance"), MARCH)
    assert wrong() == []


def test_only_the_customers_named_are_billed(shop: Shop) -> None:
    shop.by_month()
    shipped(shop)
    other = catalogue.CustomerData("C2", "Other", address="2 Road", billing="month")
    second = catalogue.add_customer(shop.call("owner"), other).id
    goods = shop.product()
    shop.stock(goods, 10)
    shop.dispatched((goods, 3), customer_id=second)
    shop.clock.advance(days=30)
    done = billing.bill_month(shop.call("finance"), MARCH, (second,))
    assert (done.customers, done.amount) == (1, D(30))
    assert [row.name for row in billing.preview(MARCH)] == ["Corner Shop"]


@pytest.mark.parametrize("billed", [False, True])
def test_what_did_not_arrive_is_taken_off_a_bill_of_the_month(shop: Shop, billed: bool) -> None:
    shop.by_month()
    goods = shop.product()
    shop.stock(goods, 10)
    delivery = shop.dispatched((goods, 4))
    shop.clock.advance(days=30)
    if billed:
        billing.bill_month(shop.call("finance"), MARCH)
    gone = (tracking.Difference(DeliveryLine.get().id, D(1), "short"),)
    step = tracking.sign_for(shop.call("logistics"), delivery.id, delivery.version, "Carl", gone)
    tracking.close_delivery(shop.call("logistics"), delivery.id, step.version, "loss")
    assert wrong() == []
    assert exposure(shop).unpaid + exposure(shop).unbilled == D(30)
    if not billed:
        assert owes(shop) == D(0)
        shop.clock.advance(days=31)
        assert billing.bill_month(shop.call("finance"), date(2026, 4, 1)).amount == D(30)
    assert owes(shop) == D(30)
    assert [row.open for row in Receivable.select().order_by(Receivable.id)] == [D(30), D(0)]
    assert wrong() == []


def test_what_waits_for_its_month_is_never_past_due(shop: Shop) -> None:
    shop.by_month()
    shipped(shop)
    shop.clock.advance(days=200)
    assert (exposure(shop).overdue, exposure(shop).overdue_days) == (D(0), 0)
